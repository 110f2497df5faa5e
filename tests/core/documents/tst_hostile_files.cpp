#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "core/files/packed.h"
#include "datasets/internal/idx.h"
#include "documents/design_file.h"
#include "documents/internal/npy.h"
#include "documents/run_file.h"
#include "files/csv.h"
#include "train/recorded_run.h"

using namespace lightloom::tests;

namespace {

constexpr qint64 kLongestMs = 2000;

bool isFinite(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return std::isfinite(*real);
  if (const auto* list = std::get_if<std::vector<double>>(&value))
    return std::all_of(list->begin(), list->end(), [](double number) { return std::isfinite(number); });
  return true;
}

// What every design that was read must hold.
bool isSound(const Design& design) {
  QSet<QString> ids;
  for (const ComponentPtr& part : design.components) {
    ids.insert(QString::fromStdString(part->id));
    for (const auto& [key, value] : part->values)
      if (!isFinite(value)) return false;
  }
  return ids.size() == static_cast<qsizetype>(design.components.size());
}

std::string mutated(std::string bytes, QRandomGenerator& random) {
  static const std::vector<std::string> kPieces = {
      "\"",     "{",       "}", "[[[[", "null",       "-1",   "1e308",
      "1e999",  "\\u0000", ",", ":",    "4000000000", "\xFF", std::string(1, '\0'),
      "\"id\"", "NaN",     "\n"};
  const int changes = random.bounded(1, 5);
  for (int i = 0; i < changes && !bytes.empty(); ++i) {
    const auto at = static_cast<std::size_t>(random.bounded(static_cast<quint32>(bytes.size())));
    const auto length = static_cast<std::size_t>(random.bounded(1, 40));
    switch (random.bounded(5)) {
      case 0:
        bytes[at] = static_cast<char>(random.bounded(256));
        break;
      case 1:
        bytes.erase(at, length);
        break;
      case 2:
        bytes.insert(at, kPieces[static_cast<std::size_t>(random.bounded(static_cast<int>(kPieces.size())))]);
        break;
      case 3:
        bytes.insert(at, bytes.substr(bytes.size() / 2, length));
        break;
      default:
        bytes.resize(at);
    }
  }
  return bytes;
}

template <typename T>
bool readable(const Result<T>& result) {
  if (result) return true;
  const QString message = QString::fromStdString(english(result.error()));
  const bool marker = message.contains("%1") || message.contains("%2") || message.contains("%3");
  return !result.error().id.empty() && message.size() > 20 && !marker;
}

}  // namespace

/// In a small dose: whatever a file holds, reading ends soon, in a message or in a sound value.
class TestHostileFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void mutatedDesigns();
  void mutatedRuns();
  void mutatedPictures();
  void mutatedTables();
  void mutatedArrays();
  void everyTruncationOfADesign();
  void hostileNumbersInEveryField();
};

void TestHostileFiles::mutatedDesigns() {
  QRandomGenerator random(1);
  int sound = 0;
  for (int i = 0; i < 3000; ++i) {
    QElapsedTimer timer;
    timer.start();
    const Result<Design> design = readDesign(mutated(writeDesign(sampleDesign(i)), random), "m.loom");
    QVERIFY(readable(design));
    if (design) {
      ++sound;
      QVERIFY(isSound(design.value()));
      const std::string bytes = writeDesign(design.value());
      const Result<Design> again = readDesign(bytes, "again.loom");
      QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
      QCOMPARE(writeDesign(again.value()), bytes);
    }
    QVERIFY(timer.elapsed() < kLongestMs);
  }
  QVERIFY(sound > 0 && sound < 3000);
}

void TestHostileFiles::mutatedRuns() {
  QRandomGenerator random(2);
  RunFile run;
  run.first = sampleDesign();
  run.weights = {{1, 2, {1, 2}}};
  run.weightsHash = heldWeightsHash(run);
  QVERIFY(readRun(writeRun(run).value(), "m.loomrun").ok());
  const std::string bytes = writeRun(run).value();
  for (int i = 0; i < 1000; ++i) QVERIFY(readable(readRun(mutated(bytes, random), "m.loomrun")));
}

void TestHostileFiles::mutatedPictures() {
  QRandomGenerator random(3);
  for (int i = 0; i < 1000; ++i) {
    QVERIFY(readable(readIdx(mutated(idxFile({4, 3, 3}), random), "m")));
    QVERIFY(readable(readIdx(mutated(gzipped(idxFile({40, 30, 3})), random), "m.gz")));
  }
}

void TestHostileFiles::mutatedTables() {
  QRandomGenerator random(4);
  for (int i = 0; i < 1000; ++i) {
    const Result<CsvTable> table =
        readCsv(mutated("a;b;c\n1;2;\"x\"\"y\"\n3,5;4;z\n\n5;6;w\n", random), "m.csv");
    QVERIFY(readable(table));
    if (!table) continue;
    for (std::size_t row = 0; row < table.value().rows(); ++row)
      for (std::size_t column = 0; column < table.value().columns(); ++column)
        QVERIFY(readable(table.value().number(row, column)));
  }
}

void TestHostileFiles::mutatedArrays() {
  QRandomGenerator random(5);
  for (int i = 0; i < 1000; ++i)
    QVERIFY(readable(readNpy(mutated(writeNpy({2, 2, {1, 2, 3, 4}}), random), "m.npy")));
}

void TestHostileFiles::everyTruncationOfADesign() {
  const std::string bytes = writeDesign(sampleDesign());
  for (std::size_t size = 0; size + 2 < bytes.size(); ++size) {
    const Result<Design> design = readDesign(std::string_view(bytes).substr(0, size), "t.loom");
    QVERIFY(!design.ok());
    const QString id = QString::fromStdString(design.error().id);
    QVERIFY2(id == "file.truncated" || id == "file.empty" || id == "file.not-utf8", qPrintable(id));
  }
}

// 14 values in every numeric field: an error that names the line, or a finite value.
void TestHostileFiles::hostileNumbersInEveryField() {
  const QStringList values = {"NaN",    "Infinity", "-Infinity", "-0",  "5e-324", "1e308",
                              "-1e308", "1e309",    "1e-999",    "4e9", "-1",     "9223372036854775807",
                              "0.1e1",  "1e400"};
  const QStringList lines = QString::fromStdString(writeDesign(sampleDesign())).split('\n');
  const QRegularExpression number(": -?[0-9][^,]*");
  for (qsizetype line = 0; line < lines.size(); ++line)
    for (const QString& value : values) {
      QStringList changed = lines;
      changed[line].replace(number, ": " + value);
      const Result<Design> design = readDesign(changed.join('\n').toStdString(), "t.loom");
      QVERIFY(readable(design));
      if (design) QVERIFY(isSound(design.value()));
    }
}

QTEST_GUILESS_MAIN(TestHostileFiles)
#include "tst_hostile_files.moc"
