#include "datasets/speech_features.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <complex>
#include <optional>
#include <unsupported/Eigen/FFT>

#include "base/units.h"

namespace lightloom::datasets {
namespace {

constexpr double kFrameS = 0.025, kHopS = 0.010;
constexpr double kLowHz = 100, kHighHz = 7600;
constexpr double kSilenceDb = -40, kRangeDb = 60;
constexpr double kLeastShare = 1e-30;  // of the largest mean; far below the range
constexpr double kByteScale = 255;

constexpr double kFastestHz = 384e3;  // that sound cards have
constexpr int kPcm = 1, kFloat = 3, kExtensible = 0xFFFE;
constexpr std::uint32_t kEndless = 0x7FFFF000;  // and more: a program that wrote to a pipe did not know

using BandPowers = std::array<double, kSpeechBands>;

template <typename T>
T littleEndian(std::string_view bytes, std::size_t at) {
  T out = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out = static_cast<T>(out |
                         static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[at + i])) << 8 * i));
  return out;
}

struct WavFormat {
  int coding = 0, channels = 0, bits = 0;
  double rateHz = 0;
  std::size_t frameBytes() const { return static_cast<std::size_t>(channels * bits / 8); }
};

Message wavProblem(const char* id, const char* text, const std::string& source) {
  return {id, text, {source}};
}

Message truncated(const std::string& source) {
  return wavProblem("wav.truncated",
                    LL_TEXT("%1 breaks off before the end of its sound, or holds none. Record it again."),
                    source);
}

WavFormat formatOf(std::string_view chunk) {
  WavFormat out;
  out.coding = littleEndian<std::uint16_t>(chunk, 0);
  out.channels = littleEndian<std::uint16_t>(chunk, 2);
  out.rateHz = littleEndian<std::uint32_t>(chunk, 4);
  out.bits = littleEndian<std::uint16_t>(chunk, 14);
  // The long form says the coding further back.
  if (out.coding == kExtensible && chunk.size() >= 26) out.coding = littleEndian<std::uint16_t>(chunk, 24);
  return out;
}

bool isSupported(const WavFormat& format) {
  const bool pcm = format.coding == kPcm &&
                   (format.bits == 8 || format.bits == 16 || format.bits == 24 || format.bits == 32);
  const bool real = format.coding == kFloat && format.bits == 32;
  return (pcm || real) && format.channels >= 1 && format.channels <= 8 && format.rateHz > 0 &&
         format.rateHz <= kFastestHz;
}

double sampleAt(std::string_view data, std::size_t at, const WavFormat& format) {
  if (format.coding == kFloat) {
    const double out = std::bit_cast<float>(littleEndian<std::uint32_t>(data, at));
    return std::isfinite(out) ? std::clamp(out, -1.0, 1.0) : 0.0;
  }
  if (format.bits == 8) return (static_cast<unsigned char>(data[at]) - 128) / 128.0;
  std::uint32_t word = 0;  // its sign in the highest bit
  for (int i = 0; i < format.bits / 8; ++i)
    word |= static_cast<std::uint32_t>(static_cast<unsigned char>(data[at + static_cast<std::size_t>(i)]))
            << (32 - format.bits + 8 * i);
  return static_cast<std::int32_t>(word) / 2147483648.0;
}

Recording decoded(std::string_view data, const WavFormat& format) {
  Recording out;
  out.rateHz = format.rateHz;
  out.samples.reserve(data.size() / format.frameBytes());
  for (std::size_t at = 0; at + format.frameBytes() <= data.size(); at += format.frameBytes()) {
    double sum = 0;
    for (int channel = 0; channel < format.channels; ++channel)
      sum += sampleAt(data, at + static_cast<std::size_t>(channel * format.bits / 8), format);
    out.samples.push_back(static_cast<float>(sum / format.channels));
  }
  return out;
}

double melOf(double hz) {
  return 2595 * std::log10(1 + hz / 700);
}

double hertzOf(double mel) {
  return 700 * (std::pow(10, mel / 2595) - 1);
}

/// Power of windows in mel bands.
class MelBands {
 public:
  explicit MelBands(double rateHz)
      : m_frame(static_cast<std::size_t>(std::floor(kFrameS * rateHz))),
        m_size(std::bit_ceil(m_frame)),
        m_rateHz(rateHz) {
    for (std::size_t i = 0; i < m_frame; ++i)
      m_window.push_back(
          0.5 - 0.5 * std::cos(2 * constants::kPi * static_cast<double>(i) / static_cast<double>(m_frame)));
    const double low = melOf(kLowHz), step = (melOf(kHighHz) - low) / (kSpeechBands + 1);
    for (int edge = 0; edge < kSpeechBands + 2; ++edge) m_edges.push_back(hertzOf(low + edge * step));
  }

  std::size_t frame() const { return m_frame; }

  BandPowers of(const float* samples) {
    std::vector<double> windowed(m_size, 0.0);
    for (std::size_t i = 0; i < m_frame; ++i) windowed[i] = static_cast<double>(samples[i]) * m_window[i];
    std::vector<std::complex<double>> spectrum;
    m_fft.fwd(spectrum, windowed);
    BandPowers out{};
    for (std::size_t line = 0; line <= m_size / 2; ++line) {
      const double hz = static_cast<double>(line) * m_rateHz / static_cast<double>(m_size);
      const double power = std::norm(spectrum[line]);
      for (std::size_t band = 0; band < out.size(); ++band) out[band] += power * weight(band, hz);
    }
    return out;
  }

 private:
  double weight(std::size_t band, double hz) const {
    const double low = m_edges[band], top = m_edges[band + 1], high = m_edges[band + 2];
    return std::max(0.0, std::min((hz - low) / (top - low), (high - hz) / (high - top)));
  }

  std::size_t m_frame, m_size;
  double m_rateHz;
  std::vector<double> m_window, m_edges;
  Eigen::FFT<double> m_fft;
};

double loudness(const BandPowers& powers) {
  double sum = 0;
  for (const double power : powers) sum += power;
  return sum;
}

// Without what is silent before and behind; empty where all is.
std::vector<BandPowers> heard(const std::vector<BandPowers>& frames) {
  double loudest = 0;
  for (const BandPowers& frame : frames) loudest = std::max(loudest, loudness(frame));
  const double least = loudest * std::pow(10, kSilenceDb / 10);
  const auto isHeard = [least](const BandPowers& frame) { return loudness(frame) > least; };
  const auto first = std::find_if(frames.begin(), frames.end(), isHeard);
  const auto last = std::find_if(frames.rbegin(), frames.rend(), isHeard);
  return first == frames.end() ? std::vector<BandPowers>() : std::vector<BandPowers>(first, last.base());
}

BandPowers meanOf(const std::vector<BandPowers>& frames, std::size_t from, std::size_t to) {
  BandPowers out{};
  for (std::size_t i = from; i < to; ++i)
    for (std::size_t band = 0; band < out.size(); ++band)
      out[band] += frames[i][band] / static_cast<double>(to - from);
  return out;
}

// Band by band, the highest first: 0 … 1 in dB of the largest power of all.
std::vector<double> levelsOf(const std::vector<BandPowers>& columns) {
  double largest = 0;
  for (const BandPowers& powers : columns)
    largest = std::max(largest, *std::max_element(powers.begin(), powers.end()));
  std::vector<double> out;
  for (std::size_t band = kSpeechBands; band-- > 0;)
    for (const BandPowers& powers : columns) {
      const double db = 10 * std::log10(std::max(powers[band] / largest, kLeastShare));
      out.push_back(std::clamp(1 + db / kRangeDb, 0.0, 1.0));
    }
  return out;
}

}  // namespace

Result<Recording> readWav(std::string_view bytes, const std::string& source, const LoadBudget& budget) {
  if (bytes.size() > budget.bytes)
    return Message{"file.too-large",
                   LL_TEXT("%1 has more than %2 bytes. Choose a shorter recording."),
                   {source, static_cast<std::int64_t>(budget.bytes)}};
  if (bytes.size() < 12 || bytes.substr(0, 4) != "RIFF" || bytes.substr(8, 4) != "WAVE")
    return wavProblem("wav.not-wav", LL_TEXT("%1 is no WAV file. Save the recording as WAV."), source);
  std::optional<WavFormat> format;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view name = bytes.substr(at, 4);
    const std::uint32_t said = littleEndian<std::uint32_t>(bytes, at + 4);
    const std::size_t begin = at + 8, left = bytes.size() - begin;
    if (said > left && (name != "data" || said < kEndless)) return truncated(source);
    const std::string_view chunk = bytes.substr(begin, std::min<std::size_t>(said, left));
    if (name == "fmt ") {
      if (chunk.size() < 16) return truncated(source);
      format = formatOf(chunk);
    } else if (name == "data") {
      if (!format || chunk.empty()) return truncated(source);
      if (!isSupported(*format))
        return wavProblem("wav.unsupported",
                          LL_TEXT("%1 is coded in a way that is not read. Save it as WAV of 16 bits."),
                          source);
      const std::size_t frames = chunk.size() / format->frameBytes();
      if (static_cast<double>(frames) > kLongestSpeechS * format->rateHz)
        return Message{"speech.too-long",
                       LL_TEXT("%1 is longer than %2. Cut out one word of it."),
                       {source, Quantity{kLongestSpeechS, Unit::Second}}};
      return decoded(chunk, *format);
    }
    at = begin + chunk.size() + chunk.size() % 2;
  }
  return truncated(source);
}

Result<std::vector<std::uint8_t>> speechFeatures(const Recording& recording, const std::string& source) {
  Result<HeardWord> heard = hearWord(recording, source);
  if (!heard) return heard.error();
  return std::move(heard).value().features;
}

Result<HeardWord> hearWord(const Recording& recording, const std::string& source) {
  if (recording.rateHz < 2 * kHighHz)
    return Message{"speech.slow-sampling",
                   LL_TEXT("%1 has %2 samples a second, too few for what tells words apart. Record it with "
                           "16000 or more."),
                   {source, static_cast<std::int64_t>(recording.rateHz)}};
  MelBands bands(recording.rateHz);
  if (recording.samples.size() < bands.frame())
    return wavProblem("speech.too-short", LL_TEXT("%1 is too short for a word. Record it again."), source);
  const auto hop = static_cast<std::size_t>(std::floor(kHopS * recording.rateHz));
  std::vector<BandPowers> frames;
  for (std::size_t at = 0; at + bands.frame() <= recording.samples.size(); at += hop)
    frames.push_back(bands.of(recording.samples.data() + at));
  frames = heard(frames);
  if (frames.empty())
    return wavProblem("speech.silent", LL_TEXT("%1 holds no sound. Record it again."), source);
  std::vector<BandPowers> means;
  for (std::size_t t = 0; t < kSpeechStretches; ++t) {
    const std::size_t from = frames.size() * t / kSpeechStretches;
    const std::size_t to = std::max(from + 1, frames.size() * (t + 1) / kSpeechStretches);
    means.push_back(meanOf(frames, from, to));
  }
  HeardWord out;
  for (const double level : levelsOf(means))
    out.features.push_back(static_cast<std::uint8_t>(std::lrint(kByteScale * level)));
  for (const double level : levelsOf(frames)) out.spectrogram.push_back(static_cast<float>(level));
  out.windows = static_cast<int>(frames.size());
  return out;
}

}  // namespace lightloom::datasets
