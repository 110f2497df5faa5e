#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "core/files/packed.h"
#include "documents/design_file.h"
#include "documents/internal/npy.h"
#include "documents/run_file.h"
#include "files/inflate.h"
#include "train/recorded_run.h"

using namespace lightloom::tests;

namespace {

QString text(const std::string& bytes) {
  return QString::fromStdString(bytes);
}

std::string zipOf(const std::string& name, const std::string& bytes) {
  return writeZip({{name, bytes}}).value();
}

QString zipError(const std::string& bytes) {
  const Result<std::vector<ZipEntry>> entries = readZip(bytes, "a.zip");
  return entries ? QString() : text(entries.error().id);
}

// Writes the little-endian number into every place that follows a header with this signature.
std::string patched(std::string bytes, std::string_view signature, std::size_t offset, std::uint32_t value,
                    int size) {
  for (std::size_t at = bytes.find(signature); at != std::string::npos; at = bytes.find(signature, at + 1))
    for (int i = 0; i < size; ++i)
      bytes[at + offset + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i));
  return bytes;
}

const std::string_view kLocal = "PK\x03\x04", kCentral = "PK\x01\x02", kEnd = "PK\x05\x06";

// Zeros that are packed; our own archives store what packs as well as this.
std::string bombOf(std::size_t size) {
  const std::string packed = deflated(std::string(size, '\0'));
  std::string bytes = zipOf("a", "x");
  const std::size_t directory = bytes.find(kCentral);
  bytes.replace(directory - 1, 1, packed);
  const auto put = [&](std::string_view signature, std::size_t offset, std::size_t value, int width) {
    bytes = patched(bytes, signature, offset, static_cast<std::uint32_t>(value), width);
  };
  for (const auto& [signature, offset] : {std::pair(kLocal, std::size_t{8}), {kCentral, std::size_t{10}}}) {
    put(signature, offset, 8, 2);
    put(signature, offset + 10, packed.size(), 4);
    put(signature, offset + 14, size, 4);
  }
  put(kEnd, 16, directory - 1 + packed.size(), 4);
  return bytes;
}

WeightMatrix sampleWeights() {
  return {2, 3, {1, -2.5f, 3e-8f, 0, 1e30f, -0.0f}};
}

std::string npyWith(const std::string& header, std::size_t dataBytes) {
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size() & 0xFF) +
         static_cast<char>(header.size() >> 8) + header + std::string(dataBytes, '\0');
}

RunFile sampleRun() {
  RunFile run;
  run.first = sampleDesign();
  run.log = {{12, setParameter(run.first, "leader", "x", Value(-0.2))}};
  run.curves = {{"step", "loss"}, {{0, 1, 2}, {2.3, std::nan(""), 0.5}}};
  run.weights = {sampleWeights(), {1, 1, {0.5f}}};
  run.weightsHash = heldWeightsHash(run);
  run.data = {"own.csv", "0123456789abcdef", true, {0.5, -1}, {2, 0}, {3}, {4}};
  run.weights[1].phasePerInput = 1.5;
  run.kernelLibrary = "x86-64-v3";
  run.ablation = Ablation{12, 1, 50, 0.75, 0.875, 0.125, 0.01, {{}, {}}};
  run.ablation->rows[0].key = "shot";
  run.ablation->rows[0].gained = 0.0625;
  run.ablation->rows[1].key = "of_a_newer_version";
  run.ablation->rows[1].share = 0.5;
  run.resultJson = "{\"diverged\": false}\n";
  return run;
}

}  // namespace

class TestArchive : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void zipComesBack();
  void zipIsReadByUnzip();
  void badNamesAreRefused_data();
  void badNamesAreRefused();
  void brokenArchivesAreNamed();
  void bombsEndEarly();
  void npyComesBack();
  void npyHeaderIsTheOneOfNumPy();
  void wrongArraysAreNamed_data();
  void wrongArraysAreNamed();
  void runComesBack();
  void calibratedLeaksComeBack();
  void wrongRunsAreNamed();
  void changedRunsAreRefused();
  void everyPartOfARunIsHashed();
  void runsAreKnownByContent();
};

void TestArchive::zipComesBack() {
  const std::vector<ZipEntry> entries = {
      {"a.txt", std::string(5000, 'a')}, {"folder/b.bin", std::string("\0\x01", 2)}, {"empty", ""}};
  const std::string bytes = writeZip(entries).value();
  QVERIFY(bytes.size() < 1000);
  const Result<std::vector<ZipEntry>> again = readZip(bytes, "a.zip");
  QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
  QCOMPARE(again.value().size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    QCOMPARE(again.value()[i].name, entries[i].name);
    QVERIFY(again.value()[i].bytes == entries[i].bytes);
  }
  QVERIFY(readZip(writeZip({}).value(), "a.zip").value().empty());
}

void TestArchive::zipIsReadByUnzip() {
  QTemporaryDir folder;
  const QString path = folder.filePath("a.zip");
  QVERIFY(
      saveFile(path.toStdString(),
               writeZip({{"a/b.txt", std::string(5000, 'a')}, {"c", "d"}, {"run.sh", "#!/bin/sh\n", true}})
                   .value())
          .ok());
  QProcess process;
  process.start("python3",
                {"-c",
                 "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; "
                 "assert z.read('a/b.txt') == b'a' * 5000; "
                 "assert {i.date_time for i in z.infolist()} == {(1980, 1, 1, 0, 0, 0)}; "
                 "modes = {i.filename: (i.create_system, i.external_attr >> 16) for i in z.infolist()}; "
                 "assert modes == {'a/b.txt': (0, 0), 'c': (0, 0), 'run.sh': (3, 0o100755)}, modes",
                 path});
  if (!process.waitForStarted()) QSKIP("python3 is not installed");
  QVERIFY(process.waitForFinished());
  QCOMPARE(process.exitCode(), 0);
}

void TestArchive::badNamesAreRefused_data() {
  QTest::addColumn<QByteArray>("name");
  const QByteArrayList names = {"../x", "a/../../x", "..",        ".",    "./x",   "/etc/passwd",
                                "a//b", "a/",        "..\\x",     "C:x",  "C:\\x", QByteArray("a\0b", 3),
                                "a b",  "\xC3\xA9",  "e\xCC\x81", "a\nb", "~x",    "$x",
                                "a:b",  "x*",        ""};
  for (const QByteArray& name : names) QTest::newRow(name.toPercentEncoding().constData()) << name;
  QTest::newRow("long") << QByteArray(300, 'n');
}

void TestArchive::badNamesAreRefused() {
  QFETCH(QByteArray, name);
  QVERIFY(!writeZip({{name.toStdString(), "x"}}).ok());
  if (name.isEmpty() || name.size() > 200) return;
  std::string bytes = zipOf(std::string(static_cast<std::size_t>(name.size()), 'q'), "x");
  for (std::size_t at = bytes.find('q'); at != std::string::npos; at = bytes.find('q', at + 1)) {
    bytes.replace(at, static_cast<std::size_t>(name.size()), name.toStdString());
    at += static_cast<std::size_t>(name.size());
  }
  QCOMPARE(zipError(bytes), "zip.bad-name");
}

void TestArchive::brokenArchivesAreNamed() {
  const std::string good = zipOf("a", std::string(5000, 'a'));
  QCOMPARE(zipError(""), "zip.not-a-zip");
  QCOMPARE(zipError("hello"), "zip.not-a-zip");
  QCOMPARE(zipError(good.substr(0, good.size() - 10)), "zip.truncated");
  QCOMPARE(zipError(patched(good, kCentral, 16, 7, 4)), "zip.damaged");        // checksum
  QCOMPARE(zipError(patched(good, kCentral, 24, 4000, 4)), "zip.lying-size");  // smaller than it is
  QCOMPARE(zipError(patched(good, kCentral, 24, 6000, 4)), "zip.lying-size");  // larger than it is
  QCOMPARE(zipError(patched(good, kCentral, 24, 0xFFFFFF00, 4)), "zip.too-large");
  QCOMPARE(zipError(patched(good, kCentral, 24, 0xFFFFFFFF, 4)), "zip.unsupported");  // sizes of 64 bits
  QCOMPARE(zipError(patched(good, kCentral, 20, 0xFFFFFFFF, 4)), "zip.unsupported");
  QCOMPARE(zipError(patched(good, kCentral, 0, 0, 4)), "zip.damaged");  // no header where one should be
  QCOMPARE(zipError(patched(good, kEnd, 12, 10, 4)), "zip.damaged");    // a directory that is too short
  QCOMPARE(zipError(patched(good, kEnd, 12, 0xFFFFFF, 4)), "zip.damaged");
  QCOMPARE(zipError(patched(good, kCentral, 10, 12, 2)), "zip.unsupported");              // bzip2
  QCOMPARE(zipError(patched(good, kCentral, 8, 1, 2)), "zip.unsupported");                // encrypted
  QCOMPARE(zipError(patched(good, kCentral, 38, 0120777u << 16, 4)), "zip.unsupported");  // symbolic link
  QCOMPARE(zipError(patched(good, kCentral, 42, 999999, 4)), "zip.damaged");              // offset
  QCOMPARE(zipError(patched(good, kEnd, 10, 5000, 2)), "zip.unsupported");                // counts differ
  QCOMPARE(zipError(patched(patched(good, kEnd, 8, 1001, 2), kEnd, 10, 1001, 2)), "zip.too-many");
  QCOMPARE(zipError(patched(good, kLocal, 30, 'b', 1)), "zip.damaged");  // other name in the local header
  const std::string two = writeZip({{"a", "1"}, {"b", "2"}}).value();
  QCOMPARE(zipError(patched(patched(two, kCentral, 46, 'a', 1), kLocal, 30, 'a', 1)), "zip.duplicate-name");
  const std::string same = writeZip({{"a", "1"}, {"b", "1"}}).value();
  QCOMPARE(zipError(patched(same, kCentral, 42, 0, 4)), "zip.damaged");  // both say they are the first
}

void TestArchive::bombsEndEarly() {
  const std::string bomb = bombOf(std::size_t{100} << 20);
  QVERIFY(bomb.size() < 200'000);
  QCOMPARE(zipError(bomb), "zip.suspicious");
  const std::string zeros(std::size_t{3} << 20, '\0');
  QVERIFY(readZip(zipOf("a", zeros), "a.zip").value()[0].bytes == zeros);
  std::size_t received = 0;
  const std::string packed = gzipped(std::string(std::size_t{100} << 20, '\0'));
  const InflateEnd end =
      inflateTo(packed, Packing::Gzip, std::uint64_t{1} << 40, [&](std::string_view piece) {
        received += piece.size();
        return true;
      });
  QVERIFY(end == InflateEnd::Suspicious);
  QVERIFY(received < (std::size_t{32} << 20));
}

void TestArchive::npyComesBack() {
  const std::string bytes = writeNpy(sampleWeights());
  QCOMPARE(bytes.size() % 64, std::size_t{24});
  const Result<WeightMatrix> again = readNpy(bytes, "w.npy");
  QVERIFY(again.ok());
  QCOMPARE(again.value().rows, std::size_t{2});
  QCOMPARE(again.value().columns, std::size_t{3});
  QCOMPARE(again.value().data, sampleWeights().data);
}

void TestArchive::npyHeaderIsTheOneOfNumPy() {
  const QByteArray bytes = QByteArray::fromStdString(writeNpy(sampleWeights()));
  QVERIFY(bytes.startsWith(QByteArray("\x93NUMPY\x01\x00\x76\x00", 10)));
  QVERIFY(bytes.mid(10).startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"));
  QCOMPARE(bytes[127], '\n');
}

void TestArchive::wrongArraysAreNamed_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("id");
  const auto row = [](const char* name, const std::string& bytes, const char* id) {
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << id;
  };
  const auto header = [](const char* type, const char* order, const char* shape) {
    return std::string("{'descr': '") + type + "', 'fortran_order': " + order + ", 'shape': " + shape +
           ", }\n";
  };
  const std::string good = writeNpy(sampleWeights());
  row("empty", "", "npy.not-npy");
  row("text", "hello world", "npy.not-npy");
  row("12 bytes", good.substr(0, 12), "npy.truncated");
  row("version 9", std::string("\x93NUMPY\x09\x00\x76\x00  ", 12) + good.substr(12), "npy.bad-header");
  row("cut data", good.substr(0, good.size() - 4), "npy.wrong-size");
  row("more data", good + "xxxx", "npy.wrong-size");
  row("negative", npyWith(header("<f4", "False", "(-1, 3)"), 24), "npy.bad-header");
  row("overflow", npyWith(header("<f4", "False", "(4294967296, 4294967296)"), 0), "npy.wrong-size");
  row("too many dimensions", npyWith(header("<f4", "False", "(1, 1, 1, 1, 1, 1, 1, 1, 1)"), 4),
      "npy.bad-header");
  row("version 0", std::string("\x93NUMPY\x00\x00\x76\x00  ", 12) + good.substr(12), "npy.bad-header");
  row("double quotes", npyWith("{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (1, 1), } x\n", 4),
      "npy.bad-header");
  row("no shape", npyWith("{'descr': '<f4', 'fortran_order': False}\n", 4), "npy.bad-header");
  row("order twice", npyWith("{'fortran_order': False, 'fortran_order': False, 'shape': (1,)}\n", 4),
      "npy.bad-header");
  row("shape twice", npyWith("{'shape': (1,), 'shape': (1,), 'descr': '<f4'}\n", 4), "npy.bad-header");
  row("unknown key", npyWith("{'descr': '<f4', 'order': False, 'shape': (1,)}\n", 4), "npy.bad-header");
  row("open text", npyWith("{'descr': '<f4\n", 4), "npy.bad-header");
  row("open shape", npyWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1, \n", 4), "npy.bad-header");
  row("huge row", npyWith(header("<f4", "False", "(1, 99999999999)"), 4), "npy.wrong-size");
  row("huge column", npyWith(header("<f4", "False", "(99999999999, 1)"), 4), "npy.wrong-size");
  row("no rows", npyWith(header("<f4", "False", "(0, 99999999999)"), 0), "npy.wrong-size");
  row("three dimensions", npyWith(header("<f4", "False", "(1, 1, 1)"), 4), "npy.unsupported-shape");
  row("scalar", npyWith(header("<f4", "False", "()"), 4), "npy.unsupported-shape");
  row("grouped digits", npyWith(header("<f4", "False", "(2,621, 401)"), 4), "npy.unsupported-shape");
  row("doubles", npyWith(header("<f8", "False", "(1, 1)"), 8), "npy.unsupported-type");
  row("pickle", npyWith(header("|O", "False", "(1,)"), 8), "npy.unsupported-type");
  row("columns first", npyWith(header("<f4", "True", "(1, 1)"), 4), "npy.unsupported-order");
  row("code", npyWith("{'descr': __import__('os')}\n", 4), "npy.bad-header");
  row("twice", npyWith("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 4),
      "npy.bad-header");
  row("nan", writeNpy({1, 1, {std::numeric_limits<float>::quiet_NaN()}}), "npy.not-finite");
}

void TestArchive::wrongArraysAreNamed() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, id);
  const Result<WeightMatrix> matrix = readNpy(bytes.toStdString(), "w.npy");
  QVERIFY(!matrix.ok());
  QCOMPARE(text(matrix.error().id), id);
}

void TestArchive::runComesBack() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("a.loomrun").toStdString();
  const RunFile run = sampleRun();
  QVERIFY(saveRunFile(run, path).ok());
  const Result<RunFile> again = readRunFile(path);
  QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
  QVERIFY(again.value().first == run.first);
  QCOMPARE(again.value().log.at(0).step, std::uint64_t{12});
  QVERIFY(apply(run.first, again.value().log[0].edit) == apply(run.first, run.log[0].edit));
  QCOMPARE(again.value().curves.columns, run.curves.columns);
  QCOMPARE(again.value().curves.values[0], run.curves.values[0]);
  QVERIFY(std::isnan(again.value().curves.values[1][1]));
  QCOMPARE(again.value().weights.at(0).data, run.weights[0].data);
  QCOMPARE(again.value().weights.at(1).data, run.weights[1].data);
  QCOMPARE(again.value().weightsHash, run.weightsHash);
  QCOMPARE(again.value().resultJson, run.resultJson);
  QCOMPARE(again.value().data.name, run.data.name);
  QCOMPARE(again.value().data.hash, run.data.hash);
  QCOMPARE(again.value().data.regression, true);
  QCOMPARE(again.value().data.inputScale, run.data.inputScale);
  QCOMPARE(again.value().data.targetOffset, run.data.targetOffset);
  QCOMPARE(again.value().weights.at(1).phasePerInput, 1.5);
  QCOMPARE(again.value().kernelLibrary, run.kernelLibrary);
  const Ablation& costs = again.value().ablation.value();
  QCOMPARE(costs.changes, std::size_t{1});
  QCOMPARE(costs.none, 0.875);
  QCOMPARE(costs.rows.at(0).gained, 0.0625);
  QVERIFY(std::isnan(costs.rows[0].share));
  QCOMPARE(costs.rows.at(1).key, std::string("of_a_newer_version"));
  QVERIFY(writeRun(again.value()).value() == writeRun(run).value());
}

// What the leak of each layer is calibrated with; a layer that has none keeps none.
void TestArchive::calibratedLeaksComeBack() {
  RunFile run = sampleRun();
  run.start = run.weights;
  for (std::size_t perSlot : {std::size_t{1}, std::size_t{2}}) {
    run.weights[0].besideMeans.clear();
    for (std::size_t i = 0; i < perSlot * run.weights[0].columns; ++i)
      run.weights[0].besideMeans.push_back(0.5f + static_cast<float>(i));
    const std::string bytes = writeRun(run).value();
    const RunFile again = readRun(bytes, "a.loomrun").value();
    QCOMPARE(again.weights[0].besideMeans, run.weights[0].besideMeans);
    QVERIFY(again.weights[1].besideMeans.empty());
    QCOMPARE(again.start.size(), run.start.size());
    const auto idOf = [&](const char* name, const std::string& content) {
      std::vector<ZipEntry> entries = readZip(bytes, "a").value();
      for (ZipEntry& entry : entries)
        if (entry.name == name) entry.bytes = content;
      return text(readRun(writeZip(entries).value(), "a.loomrun").error().id);
    };
    QCOMPARE(idOf("beside.npy", "x"), QString("npy.not-npy"));
    QCOMPARE(idOf("start0.npy", "x"), QString("npy.not-npy"));
    WeightMatrix numbers;
    numbers.rows = 1;
    for (const std::size_t count : {std::size_t{1}, 3 * (run.weights[0].columns + run.weights[1].columns),
                                    run.weights[0].columns + run.weights[1].columns + 1}) {
      numbers.columns = count;
      numbers.data.assign(count, 1.0f);
      QCOMPARE(idOf("beside.npy", writeNpy(numbers)), QString("run.beside-size"));
    }
  }
}

void TestArchive::wrongRunsAreNamed() {
  QCOMPARE(text(readRunFile("/none.loomrun").error().id), "file.missing");
  QVERIFY(!isRunFile("/none.loomrun"));
  const auto idOf = [](std::vector<ZipEntry> entries) {
    return text(readRun(writeZip(entries).value(), "a.loomrun").error().id);
  };
  QCOMPARE(idOf({{"a", "b"}}), "run.not-a-run");
  std::vector<ZipEntry> entries = readZip(writeRun(sampleRun()).value(), "a").value();
  const auto without = [&](const char* name) {
    std::vector<ZipEntry> rest = entries;
    std::erase_if(rest, [&](const ZipEntry& entry) { return entry.name == name; });
    return rest;
  };
  const auto with = [&](const char* name, const char* bytes) {
    std::vector<ZipEntry> changed = without(name);
    changed.push_back({name, bytes});
    return changed;
  };
  QCOMPARE(idOf(without("design.loom")), "run.missing-part");
  QCOMPARE(idOf(without("layer1.npy")), "run.missing-part");
  QCOMPARE(idOf(without("log.json")), "run.missing-part");
  QCOMPARE(idOf(without("curves.json")), "run.missing-part");
  QCOMPARE(idOf(with("run.json", "{\"format\": \"lightloom-run\", \"version\": 2, \"layers\": -1}")),
           "run.not-a-run");
  QCOMPARE(idOf(with("run.json",
                     "{\"format\": \"lightloom-run\", \"version\": 3, \"layers\": 0, "
                     "\"start_phases_per_input\": [0]}")),
           "run.missing-part");
  QCOMPARE(idOf(with("design.loom", "[]")), "design.not-a-design");
  QCOMPARE(idOf(with("layer0.npy", "x")), "npy.not-npy");
  QCOMPARE(idOf(with("curves.json", "{\"columns\": [\"a\"], \"values\": []}")), "run.ragged-curves");
  const auto log = [&](const char* part) {
    const std::string edits =
        R"({"format": "lightloom-log", "version": 1, "edits": [{"step": 1, "components": [)";
    return idOf(with("log.json", (edits + part + "]}]}").c_str()));
  };
  QCOMPARE(log(R"({"id": "no_part", "before": {"id": "no_part", "kind": "lens"}})"), "run.bad-log");
  QCOMPARE(
      log(R"({"id": "a", "after": {"id": "a", "kind": "lens"}}, {"id": "a", "after": {"id": "a", "kind": "lens"}})"),
      "run.bad-log");
  QCOMPARE(idOf(with("ablation.json", "{\"steps\": -1}")), "run.out-of-range");
  QCOMPARE(idOf(with("ablation.json", "{\"steps\": 1}")), "run.missing-field");
  QCOMPARE(idOf(with("run.json", "{\"format\": \"lightloom-run\", \"version\": 4, \"layers\": 0}")),
           "run.newer-version");
}

// A run is what it was: who changes a weight or a curve must not be believed.
void TestArchive::changedRunsAreRefused() {
  const auto idOf = [](const RunFile& run) {
    const Result<RunFile> read = readRun(writeRun(run).value(), "a.loomrun");
    return read ? QString() : text(read.error().id);
  };
  RunFile run = sampleRun();
  run.curves = {{"epoch", "test_accuracy", "emitted_W", "J_per_op", "phase_error_rad"},
                {{0.5, 1, 2}, {std::nan(""), 0.5, 0.75}, {1, 1, 1}, {2, 2, 2}, {3, 3, 3}}};
  run.resultJson = "{\"training\": {\"weights_hash\": \"" + run.weightsHash +
                   "\", \"epochs\": [{\"epoch\": 1, \"test_accuracy\": 0.5, \"optical_W\": 1, \"J_per_op\": "
                   "2, \"phase_error_rad\": 3}, {\"epoch\": 2, \"test_accuracy\": 0.75, \"optical_W\": 1, "
                   "\"J_per_op\": 2, \"phase_error_rad\": 3}]}}\n";
  QCOMPARE(idOf(run), QString());
  RunFile better = run;
  better.curves.values[1][2] = 0.999;
  QCOMPARE(idOf(better), "run.changed-curves");
  RunFile shorter = run;
  for (std::vector<double>& column : shorter.curves.values) column.pop_back();
  QCOMPARE(idOf(shorter), "run.changed-curves");
  RunFile other = run;
  other.weights[0].data[1] = 2;
  QCOMPARE(idOf(other), "run.changed-weights");
  RunFile foreign = run;
  foreign.weights[0].data[1] = 2;
  foreign.weightsHash = heldWeightsHash(foreign);
  QCOMPARE(idOf(foreign), "run.changed-curves");
}

// Every byte of every part counts; runs that older programs wrote had no hash of them.
void TestArchive::everyPartOfARunIsHashed() {
  const auto idOf = [](const std::vector<ZipEntry>& entries) {
    const Result<RunFile> read = readRun(writeZip(entries).value(), "a.loomrun");
    return read ? QString() : text(read.error().id);
  };
  const std::vector<ZipEntry> saved = readZip(writeRun(sampleRun()).value(), "a").value();
  const auto changed = [&](const std::string& name, const QString& from, const QString& to) {
    std::vector<ZipEntry> entries = saved;
    for (ZipEntry& entry : entries)
      if (entry.name == name) {
        const QString before = QString::fromStdString(entry.bytes);
        QString after = before;
        after.replace(QRegularExpression(from, QRegularExpression::DotMatchesEverythingOption), to);
        if (after == before) qFatal("nothing to change");
        entry.bytes = after.toStdString();
      }
    return entries;
  };
  QCOMPARE(idOf(saved), QString());
  std::vector<ZipEntry> turned(saved.rbegin(), saved.rend());
  QCOMPARE(idOf(turned), QString());
  for (const char* key : {"steps", "activation_scales", "adc_full_scales", "phases_per_input", "input_offset",
                          "input_scale", "target_offset", "target_scale"})
    QCOMPARE(idOf(changed("run.json", QStringLiteral("(\"%1\": \\[?\\s*)-?[0-9]+").arg(key), "\\1 7")),
             QString("run.changed"));
  QCOMPARE(idOf(changed("run.json", "own.csv", "our.csv")), QString("run.changed"));
  QCOMPARE(idOf(changed("design.loom", "(\"x\": *)-?[0-9.e-]+", "\\1 0.125")), QString("run.changed"));
  QCOMPARE(idOf(changed("log.json", "\\b12\\b", "13")), QString("run.changed"));
  QCOMPARE(idOf(changed("curves.json", "2\\.3", "2.4")), QString("run.changed"));
  QCOMPARE(idOf(changed("ablation.json", "\\b50\\b", "51")), QString("run.changed"));
  QCOMPARE(idOf(changed("result.json", "false", "true")), QString("run.changed"));
  std::vector<ZipEntry> longer = saved;
  longer.push_back({"note.txt", "added"});
  QCOMPARE(idOf(longer), QString("run.changed"));
  const QString hash = "\\s*\"content_hash\": \"[0-9a-f]{16}\",", version = "\"version\": 2";
  QCOMPARE(idOf(changed("run.json", hash, "")), QString("run.changed"));
  QCOMPARE(idOf(changed("run.json", version, "\"version\": 1")), QString("run.changed"));
  QCOMPARE(idOf(changed("run.json", version + "(.*)" + hash, "\"version\": 1\\1")), QString());
}

// Whatever a file is called, what is in it tells.
void TestArchive::runsAreKnownByContent() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("what.loom").toStdString();
  QVERIFY(!isRunFile(path));
  QVERIFY(saveRunFile(sampleRun(), path).ok());
  QVERIFY(isRunFile(path));
  const std::string design = folder.filePath("design.loomrun").toStdString();
  QVERIFY(saveFile(design, writeDesign(sampleDesign())).ok());
  QVERIFY(!isRunFile(design));
}

QTEST_GUILESS_MAIN(TestArchive)
#include "tst_archive.moc"
