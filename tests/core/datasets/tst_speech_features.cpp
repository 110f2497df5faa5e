#include <QRandomGenerator>
#include <QTest>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

#include "all_rooms.h"
#include "base/units.h"
#include "datasets/dataset_store.h"
#include "datasets/speech_features.h"
#include "files/file_reader.h"

using namespace lightloom::tests;

namespace {

const std::string kSeven = LIGHTLOOM_SOURCE_DIR "/tests/core/datasets/seven.wav";
constexpr std::size_t kSevenRow = 885;  // of spoken_digits: voice 17, “seven”, first take

std::string number(std::uint32_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
  return out;
}

std::string chunk(const std::string& name, const std::string& content) {
  return name + number(static_cast<std::uint32_t>(content.size()), 4) + content +
         (content.size() % 2 ? std::string(1, '\0') : std::string());
}

std::string format(int coding, int channels, std::uint32_t rate, int bits) {
  const auto frame = static_cast<std::uint32_t>(channels * bits / 8);
  return chunk("fmt ", number(static_cast<std::uint32_t>(coding), 2) +
                           number(static_cast<std::uint32_t>(channels), 2) + number(rate, 4) +
                           number(rate * frame, 4) + number(frame, 2) +
                           number(static_cast<std::uint32_t>(bits), 2));
}

std::string wav(const std::string& chunks) {
  return "RIFF" + number(static_cast<std::uint32_t>(4 + chunks.size()), 4) + "WAVE" + chunks;
}

QString errorOf(const std::string& bytes) {
  const Result<Recording> recording = readWav(bytes, "a.wav");
  return recording ? QString() : QString::fromStdString(recording.error().id);
}

std::vector<float> samplesOf(const std::string& bytes) {
  const Result<Recording> recording = readWav(bytes, "a.wav");
  return recording ? recording.value().samples : std::vector<float>();
}

Recording tone(double hz, double seconds, double rateHz) {
  Recording out;
  out.rateHz = rateHz;
  for (int i = 0; i < seconds * rateHz; ++i)
    out.samples.push_back(static_cast<float>(0.5 * std::sin(2 * constants::kPi * hz * i / rateHz)));
  return out;
}

QString problemOf(const Recording& recording) {
  const auto features = speechFeatures(recording, "a.wav");
  return features ? QString() : QString::fromStdString(features.error().id);
}

}  // namespace

/// Recordings of words, and the numbers that stand for them.
class TestSpeechFeatures : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void agreesWithTheGenerator();
  void everyCodingIsRead();
  void brokenFilesAreNamed_data();
  void brokenFilesAreNamed();
  void damageIsSurvived();
  void tonesLieInTheirBand();
  void loudnessAndSilenceDoNotMatter();
  void soundsWithoutAWordAreNamed();
  void theSpectrogramShowsTheWord();
};

// The recording is one of those that the generator made; its numbers stand in the shipped table.
void TestSpeechFeatures::agreesWithTheGenerator() {
  const Result<std::string> bytes = readFile(kSeven);
  QVERIFY(bytes.ok());
  const Result<Recording> recording = readWav(bytes.value(), "seven.wav");
  QVERIFY2(recording.ok(), recording ? "" : english(recording.error()).c_str());
  QCOMPARE(recording.value().rateHz, 22050.0);
  const auto features = speechFeatures(recording.value(), "seven.wav");
  QVERIFY(features.ok());
  QCOMPARE(features.value().size(), std::size_t{kSpeechBands * kSpeechStretches});
  const Dataset set = loadDataset("spoken_digits").value();
  QCOMPARE(set.classNames[set.labels[kSevenRow]], std::string("seven"));
  for (std::size_t i = 0; i < features.value().size(); ++i)
    QVERIFY2(std::abs(features.value()[i] - set.bytes[kSevenRow * 128 + i]) <= 1,
             qPrintable(QString::number(i)));
}

// A half, and minus a half, in every way in which a sample is written; of two channels their mean.
void TestSpeechFeatures::everyCodingIsRead() {
  const auto read = [](const std::string& header, const std::string& data) {
    return samplesOf(wav(header + chunk("LIST", "abc") + chunk("data", data)));
  };
  const std::vector<float> halves{0.5f, -0.5f};
  QCOMPARE(read(format(1, 1, 16000, 8), number(192, 1) + number(64, 1)), halves);
  QCOMPARE(read(format(1, 1, 16000, 16), number(0x4000, 2) + number(0xC000, 2)), halves);
  QCOMPARE(read(format(1, 1, 16000, 24), number(0x400000, 3) + number(0xC00000, 3)), halves);
  QCOMPARE(read(format(1, 1, 16000, 32), number(0x40000000, 4) + number(0xC0000000, 4)), halves);
  QCOMPARE(read(format(3, 1, 16000, 32), number(std::bit_cast<std::uint32_t>(0.5f), 4) +
                                             number(std::bit_cast<std::uint32_t>(-0.5f), 4)),
           halves);
  QCOMPARE(
      read(format(3, 1, 16000, 32), number(std::bit_cast<std::uint32_t>(7.0f), 4) + number(0x7FC00000, 4)),
      (std::vector<float>{1, 0}));
  QCOMPARE(read(format(1, 2, 16000, 16), number(0x4000, 2) + number(0, 2)), (std::vector<float>{0.25f}));
  std::string longForm = format(0xFFFE, 1, 16000, 16).substr(8);
  longForm += number(22, 2) + number(16, 2) + number(0, 4) + number(1, 2) + std::string(14, '\0');
  QCOMPARE(read(chunk("fmt ", longForm), number(0x4000, 2)), (std::vector<float>{0.5f}));
  // A program that writes to a pipe does not know how long it will be.
  const std::string endless =
      wav(format(1, 1, 16000, 16) + "data" + number(0x7FFFF000, 4) + number(0x4000, 2));
  QCOMPARE(samplesOf(endless), (std::vector<float>{0.5f}));
}

void TestSpeechFeatures::brokenFilesAreNamed_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("id");
  const auto row = [](const char* name, const std::string& bytes, const char* id) {
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(id);
  };
  const std::string fine = format(1, 1, 16000, 16), sound = chunk("data", number(0x4000, 2));
  row("nothing", "", "wav.not-wav");
  row("a picture", "\x89PNG\r\n\x1a\n----------", "wav.not-wav");
  row("another RIFF", "RIFF\4\0\0\0AVI ", "wav.not-wav");
  row("a head alone", wav(""), "wav.truncated");
  row("no sound", wav(fine), "wav.truncated");
  row("empty sound", wav(fine + chunk("data", "")), "wav.truncated");
  row("sound without a format", wav(sound), "wav.truncated");
  row("a short format", wav(chunk("fmt ", "abcd") + sound), "wav.truncated");
  row("cut off", wav(fine + "data" + number(1000, 4) + "abcd"), "wav.truncated");
  row("another chunk cut off", wav(fine + "LIST" + number(0x7FFFFFFF, 4) + "abcd"), "wav.truncated");
  row("compressed", wav(format(85, 1, 16000, 16) + sound), "wav.unsupported");
  row("12 bits", wav(format(1, 1, 16000, 12) + sound), "wav.unsupported");
  row("float of 64 bits", wav(format(3, 1, 16000, 64) + sound), "wav.unsupported");
  row("no channel", wav(format(1, 0, 16000, 16) + sound), "wav.unsupported");
  row("a hundred channels", wav(format(1, 100, 16000, 16) + sound), "wav.unsupported");
  row("no rate", wav(format(1, 1, 0, 16) + sound), "wav.unsupported");
  row("a rate of no sound card", wav(format(1, 1, 400000, 16) + sound), "wav.unsupported");
  row("eleven seconds", wav(format(1, 1, 1000, 8) + chunk("data", std::string(11000, 'a'))),
      "speech.too-long");
}

void TestSpeechFeatures::brokenFilesAreNamed() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, id);
  QCOMPARE(errorOf(bytes.toStdString()), id);
  LoadBudget small;
  small.bytes = 8;
  if (bytes.size() > 8)
    QCOMPARE(QString::fromStdString(readWav(bytes.toStdString(), "a.wav", small).error().id),
             QString("file.too-large"));
}

// Whatever becomes of a file is refused with a message, or is a sound.
void TestSpeechFeatures::damageIsSurvived() {
  std::string sound;
  for (int i = 0; i < 1600; ++i) sound += number(static_cast<std::uint32_t>(i * 977 % 65536), 2);
  const std::string whole = wav(format(1, 2, 16000, 16) + chunk("LIST", "abcd") + chunk("data", sound));
  QRandomGenerator random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes = whole.substr(0, static_cast<std::size_t>(random.bounded(1, int(whole.size()) + 1)));
    for (int k = random.bounded(4); k > 0; --k)
      bytes[static_cast<std::size_t>(random.bounded(std::min(int(bytes.size()), 80)))] =
          static_cast<char>(random.bounded(256));
    const Result<Recording> recording = readWav(bytes, "a.wav");
    if (!recording) {
      QVERIFY(!english(recording.error()).empty());
      continue;
    }
    for (const float sample : recording.value().samples) QVERIFY(sample >= -1 && sample <= 1);
    const auto features = speechFeatures(recording.value(), "a.wav");
    QVERIFY(!features || features.value().size() == 128);
  }
}

// 16 bands from 100 Hz to 7.6 kHz: steps of 160.8 mel from 150.5 mel on, so that 1 kHz (1000 mel) lies
// between the tops of bands 4 (954 mel) and 5 (1115 mel).
void TestSpeechFeatures::tonesLieInTheirBand() {
  for (const double rateHz : {16000.0, 22050.0, 48000.0}) {
    const std::vector<std::uint8_t> features = speechFeatures(tone(1000, 0.5, rateHz), "a.wav").value();
    for (int t = 0; t < kSpeechStretches; ++t) {
      const auto of = [&](int band) {
        return int(features[static_cast<std::size_t>((kSpeechBands - 1 - band) * kSpeechStretches + t)]);
      };
      QVERIFY(of(4) > 250);
      QVERIFY(of(5) > 200 && of(5) < of(4));
      QVERIFY(of(3) < of(5) && of(15) < 40);
    }
  }
}

void TestSpeechFeatures::loudnessAndSilenceDoNotMatter() {
  const Recording recording = tone(700, 0.4, 16000);
  Recording quiet = recording, padded = recording;
  for (float& sample : quiet.samples) sample *= 0.125f;
  const std::vector<float> silence(16000 / 100 * 20, 0.0f);
  padded.samples.insert(padded.samples.begin(), silence.begin(), silence.end());
  padded.samples.insert(padded.samples.end(), silence.begin(), silence.end());
  const auto features = speechFeatures(recording, "a.wav").value();
  QCOMPARE(speechFeatures(quiet, "a.wav").value(), features);
  const auto within = speechFeatures(padded, "a.wav").value();
  // The middle of the word, in which no window has silence beside it.
  for (std::size_t band = 0; band < 16; ++band)
    QVERIFY(std::abs(within[band * 8 + 4] - features[band * 8 + 4]) <= 2);
}

void TestSpeechFeatures::soundsWithoutAWordAreNamed() {
  QCOMPARE(problemOf(tone(440, 0.5, 8000)), QString("speech.slow-sampling"));
  QCOMPARE(problemOf(tone(440, 0.01, 16000)), QString("speech.too-short"));
  Recording silent = tone(440, 0.5, 16000);
  std::fill(silent.samples.begin(), silent.samples.end(), 0.0f);
  QCOMPARE(problemOf(silent), QString("speech.silent"));
  QCOMPARE(problemOf(tone(440, 0.025, 16000)), QString());
}

// A picture of the word: every column is a window of 25 ms, the tone is its brightest row.
void TestSpeechFeatures::theSpectrogramShowsTheWord() {
  const HeardWord word = hearWord(tone(1000, 0.5, 16000), "a.wav").value();
  QCOMPARE(word.features, speechFeatures(tone(1000, 0.5, 16000), "a.wav").value());
  QCOMPARE(word.windows, 1 + (8000 - 400) / 160);
  QCOMPARE(word.spectrogram.size(), std::size_t(kSpeechBands * word.windows));
  const auto columns = static_cast<std::size_t>(word.windows);
  for (std::size_t column = 0; column < columns; ++column)
    for (std::size_t row = 0; row < kSpeechBands; ++row) {
      const float level = word.spectrogram[row * columns + column];
      QVERIFY(level >= 0 && level <= 1);
      QVERIFY(row == 11 || level <= word.spectrogram[11 * columns + column]);  // band 4 from below
    }
  QVERIFY(*std::max_element(word.spectrogram.begin(), word.spectrogram.end()) == 1);
}

QTEST_GUILESS_MAIN(TestSpeechFeatures)
#include "tst_speech_features.moc"
