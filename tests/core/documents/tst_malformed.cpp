#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <cstdint>
#include <functional>

#include "all_rooms.h"
#include "datasets/dataset_descriptor.h"
#include "design/edit.h"
#include "documents/ablation_json.h"
#include "documents/design_file.h"
#include "documents/internal/edit_log.h"
#include "documents/recovery.h"
#include "documents/run_file.h"
#include "files/zip.h"
#include "test_support.h"
#include "train/resume_point.h"
#include "train/runner.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

// Where a value stands in a document: keys and indices from the outside in.
using Path = std::vector<QVariant>;

QJsonValue at(const QJsonValue& root, const Path& path, std::size_t depth = 0) {
  if (depth == path.size()) return root;
  const QVariant& step = path[depth];
  return at(root.isArray() ? root.toArray().at(step.toInt()) : root.toObject().value(step.toString()), path,
            depth + 1);
}

// Nothing in place of `value` takes the member away.
QJsonValue replaced(QJsonValue root, const Path& path, const std::optional<QJsonValue>& value,
                    std::size_t depth = 0) {
  if (depth == path.size()) return value.value_or(QJsonValue());
  const QVariant& step = path[depth];
  const bool last = depth + 1 == path.size();
  if (root.isArray()) {
    QJsonArray array = root.toArray();
    if (last && !value)
      array.removeAt(step.toInt());
    else
      array[step.toInt()] = replaced(array.at(step.toInt()), path, value, depth + 1);
    return array;
  }
  QJsonObject object = root.toObject();
  if (last && !value)
    object.remove(step.toString());
  else
    object[step.toString()] = replaced(object.value(step.toString()), path, value, depth + 1);
  return object;
}

// All values of a document; of long lists of one kind the first `most` stand for the others.
void collect(const QJsonValue& value, const Path& path, int most, std::vector<Path>& out) {
  out.push_back(path);
  const auto below = [&](const QVariant& step, const QJsonValue& child) {
    Path longer = path;
    longer.push_back(step);
    collect(child, longer, most, out);
  };
  if (value.isArray()) {
    const QJsonArray array = value.toArray();
    for (int i = 0; i < std::min<int>(most, static_cast<int>(array.size())); ++i) below(i, array.at(i));
  } else if (value.isObject()) {
    const QJsonObject object = value.toObject();
    for (const QString& key : object.keys()) below(key, object.value(key));
  }
}

std::string textOf(const QJsonValue& root) {
  const QJsonDocument document =
      root.isArray() ? QJsonDocument(root.toArray()) : QJsonDocument(root.toObject());
  return document.toJson().toStdString();
}

// What stands nowhere, or not here: of each kind one, and of numbers and texts those at the edge.
std::vector<QJsonValue> strangers() {
  return {QJsonValue(),
          QJsonValue(true),
          QJsonValue(-1),
          QJsonValue(0.5),
          QJsonValue(1e300),
          QJsonValue(QStringLiteral("")),
          QJsonValue(QStringLiteral("a\"b %1 \u202e")),
          QJsonValue(QString(300, QLatin1Char('n'))),
          QJsonValue(QJsonArray()),
          QJsonValue(QJsonArray{QJsonArray{1, 2}, QStringLiteral("x")}),
          QJsonValue(QJsonObject()),
          QJsonValue(QJsonObject{{QStringLiteral("unknown"), 1}})};
}

// Gives `read` the document with each value in turn taken away, put beside a stranger and replaced by one.
// Returns how many of them it was given and how many of those it refused.
struct Tried {
  int all = 0, refused = 0;
};
template <typename Read>
Tried tryAll(const std::string& text, int most, const Read& read) {
  QJsonParseError error{};
  const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
  if (error.error != QJsonParseError::NoError) qFatal("no JSON: %s", qPrintable(error.errorString()));
  const QJsonValue root = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
  std::vector<Path> paths;
  collect(root, {}, most, paths);
  Tried out;
  const auto offer = [&](const QJsonValue& changed) {
    if (!changed.isArray() && !changed.isObject()) return;
    ++out.all;
    if (!read(textOf(changed))) ++out.refused;
  };
  for (const Path& path : paths) {
    if (!path.empty()) offer(replaced(root, path, std::nullopt));
    for (const QJsonValue& stranger : strangers()) offer(replaced(root, path, stranger));
    if (const QJsonValue here = at(root, path); here.isObject()) {
      QJsonObject more = here.toObject();
      more[QStringLiteral("unknown")] = 1;
      offer(replaced(root, path, more));
    } else if (here.isArray()) {
      QJsonArray more = here.toArray();
      more.append(more.isEmpty() ? QJsonValue(1) : more.first());
      offer(replaced(root, path, more));
    }
  }
  return out;
}

// A refusal says what is wrong in words that are filled in; true where it was none.
template <typename T>
bool taken(const Result<T>& result) {
  if (result) return true;
  const std::string message = english(result.error());
  const bool said = !result.error().id.empty() && message.size() > 20 && message.size() < 5000;
  if (!said) qFatal("a refusal without words: %s", message.c_str());
  return false;
}

// FNV-1a over the names and contents in the order of the names, the manifest without its hash: what
// documents/run_file.cpp writes, computed once more.
std::string contentHash(std::vector<ZipEntry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const ZipEntry& a, const ZipEntry& b) { return a.name < b.name; });
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  const auto add = [&](const std::string& bytes) {
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
    hash = (hash ^ bytes.size()) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 32;
  };
  for (const ZipEntry& entry : entries) {
    add(entry.name);
    add(entry.bytes);
  }
  return QString::number(static_cast<qulonglong>(hash), 16)
      .rightJustified(16, QLatin1Char('0'))
      .toStdString();
}

// The run with another entry, and the hash that belongs to it: else nothing but the hash would be tried.
std::string withEntry(std::vector<ZipEntry> entries, const std::string& name, const std::string& bytes) {
  for (ZipEntry& entry : entries)
    if (entry.name == name) entry.bytes = bytes;
  for (ZipEntry& entry : entries) {
    if (entry.name != "run.json") continue;
    QJsonObject manifest = QJsonDocument::fromJson(QByteArray::fromStdString(entry.bytes)).object();
    if (!manifest.value(QStringLiteral("content_hash")).isString()) break;
    manifest[QStringLiteral("content_hash")] = QStringLiteral("0000000000000000");
    entry.bytes = QJsonDocument(manifest).toJson().toStdString();
    manifest[QStringLiteral("content_hash")] = QString::fromStdString(contentHash(entries));
    entry.bytes = QJsonDocument(manifest).toJson().toStdString();
  }
  return writeZip(entries).value();
}

// Trained for a moment, changed on the way, with everything that a run may have.
RunFile fullRun() {
  const Design design = with(with(example("first-light"), "training.epochs=2"), "network.hidden=4");
  const auto benchOf = [](const Design& of, const std::string& label = {}) {
    auto bench = std::make_shared<Bench>(compileBench(of));
    bench->change.label = label;
    return bench;
  };
  Runner runner;
  if (!runner.load(benchOf(design), dataOf(design))) qFatal("cannot load");
  const auto stepsAre = [&](std::uint64_t steps) { return runner.poll().steps >= steps; };
  runner.step();
  if (!QTest::qWaitFor([&] { return stepsAre(1); }, 20000)) qFatal("no step");
  runner.setBench(benchOf(with(design, "beam_splitter4.fine_tilt=20 µrad"), "Tilt"));
  if (!QTest::qWaitFor([&] { return runner.poll().curves.marks.size() == 1; }, 20000)) qFatal("no mark");
  runner.play();
  if (!QTest::qWaitFor([&] { return runner.poll().state == RunState::Finished; }, 60000)) qFatal("no end");
  RunFile run;
  if (!QTest::qWaitFor(
          [&] {
            run = runner.record();
            return run.resume && run.resume->twin;
          },
          60000))
    qFatal("no twin");
  Ablation costs;
  costs.steps = run.steps;
  costs.rows.resize(2);
  costs.rows[0].key = "shot";
  costs.rows[1].key = "of_a_newer_version";
  run.ablation = costs;
  run.resultJson = R"({"format": "lightloom-report", "version": 1, "training": {"weights_hash": ")" +
                   run.weightsHash + R"(", "epochs": [], "accuracy": 0.5}})";
  return run;
}

}  // namespace

/// Documents in which one value is missing, of another kind, or at the edge of what a number or a text can
/// be. Each is read or refused in words; what is read can be written and read again.
class TestMalformed : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void designs_data();
  void designs();
  void runs_data();
  void runs();
  void logs();
  void ablations();
  void descriptors();
  void snapshots();
};

void TestMalformed::designs_data() {
  QTest::addColumn<std::string>("name");
  for (const char* name : {"first-light", "array-22-of-25"}) QTest::newRow(name) << std::string(name);
}

void TestMalformed::designs() {
  QFETCH(std::string, name);
  const Tried tried = tryAll(writeDesign(example(name)), 8, [](const std::string& text) {
    const Result<Design> design = readDesign(text, "changed.loom");
    if (!taken(design)) return false;
    const std::string bytes = writeDesign(design.value());
    const Result<Design> again = readDesign(bytes, "again.loom");
    if (!again) qFatal("what was written is refused: %s", english(again.error()).c_str());
    return writeDesign(again.value()) == bytes || (qFatal("another text the second time"), false);
  });
  QVERIFY2(tried.all > 1000 && tried.refused > tried.all / 2, qPrintable(QString::number(tried.refused)));
}

void TestMalformed::runs_data() {
  QTest::addColumn<QString>("entry");
  for (const char* entry :
       {"run.json", "log.json", "curves.json", "result.json", "ablation.json", "resume.json"})
    QTest::newRow(entry) << QString::fromLatin1(entry);
}

void TestMalformed::runs() {
  QFETCH(QString, entry);
  static const std::vector<ZipEntry> entries = readZip(writeRun(fullRun()).value(), "run").value();
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const ZipEntry& one) { return one.name == entry.toStdString(); });
  QVERIFY(found != entries.end());
  QVERIFY(readRun(withEntry(entries, found->name, found->bytes), "same").ok());
  const Tried tried = tryAll(found->bytes, 1, [&](const std::string& text) {
    const Result<RunFile> run = readRun(withEntry(entries, found->name, text), "changed.loomrun");
    if (!taken(run)) return false;
    const Result<std::string> written = writeRun(run.value());
    if (!taken(written)) return true;
    if (!readRun(written.value(), "again.loomrun")) qFatal("what was written is refused");
    return true;
  });
  QVERIFY2(tried.all > 20 && tried.refused > 0, qPrintable(QString::number(tried.refused)));
}

void TestMalformed::logs() {
  RunFile run = fullRun();
  LoggedEdit renamed{run.log.back().step + 1,
                     setSetting(run.first, "training.epochs", Value(std::int64_t{7}))};
  renamed.edit.renamed = true;
  renamed.edit.nameBefore = "a";
  renamed.edit.nameAfter = "b";
  run.log.push_back(renamed);
  const Tried tried = tryAll(writeEditLog(run.log), 4, [](const std::string& text) {
    const Result<std::vector<LoggedEdit>> log = readEditLog(text, "changed log");
    if (!taken(log)) return false;
    if (!readEditLog(writeEditLog(log.value()), "again")) qFatal("what was written is refused");
    return true;
  });
  QVERIFY(tried.refused > tried.all / 3);
}

void TestMalformed::ablations() {
  const Tried tried = tryAll(ablationJson(*fullRun().ablation), 4, [](const std::string& text) {
    const Result<Ablation> costs = readAblation(text, "changed costs");
    if (!taken(costs)) return false;
    if (!readAblation(ablationJson(costs.value()), "again")) qFatal("what was written is refused");
    return true;
  });
  QVERIFY(tried.refused > tried.all / 3);
}

void TestMalformed::descriptors() {
  const std::string whole =
      R"({"format": "lightloom-dataset", "version": 1, "title": "t", "form": "csv", "file": "a.csv",
    "train_images": "a", "train_labels": "b", "test_images": "c", "test_labels": "d", "directories": ["e"],
    "package": "p", "task": "regression", "first_line": "names", "missing": "drop", "missing_values": ["-", -999],
    "separator": ";", "target": ["y", 3], "ignore": "x", "target_unit": "V", "classes": ["a", "b"],
    "decimal_comma": true, "thousands": ".", "split": {"column": "s", "test": [1, 2]}, "full_scale": 255,
    "image": {"width": 8, "height": 8}, "licence": "l", "note": "n", "source": "s"})";
  const Result<DatasetDescriptor> read = readDatasetDescriptor(whole, "whole.json");
  QVERIFY2(read.ok(), read ? "" : english(read.error()).c_str());
  const Tried tried = tryAll(
      whole, 4, [](const std::string& text) { return taken(readDatasetDescriptor(text, "changed.json")); });
  QVERIFY(tried.refused > tried.all / 3);
}

void TestMalformed::snapshots() {
  Snapshot snapshot;
  snapshot.note.name = "a";
  snapshot.note.path = "/somewhere/a.loom";
  snapshot.note.fileHash = std::string(64, '0');
  snapshot.note.sequence = 7;
  snapshot.note.time = "2026-05-04 13:20:05";
  snapshot.design = example("first-light");
  const std::vector<ZipEntry> entries = readZip(snapshotBytes(snapshot).value(), "snapshot").value();
  const auto note = std::find_if(entries.begin(), entries.end(),
                                 [](const ZipEntry& entry) { return entry.name == "note.json"; });
  QVERIFY(note != entries.end());
  const Tried tried = tryAll(note->bytes, 4, [&](const std::string& text) {
    std::vector<ZipEntry> changed = entries;
    for (ZipEntry& entry : changed)
      if (entry.name == "note.json") entry.bytes = text;
    return taken(readSnapshot(writeZip(changed).value(), "changed.snapshot"));
  });
  QVERIFY(tried.refused > tried.all / 3);
}

QTEST_GUILESS_MAIN(TestMalformed)
#include "tst_malformed.moc"
