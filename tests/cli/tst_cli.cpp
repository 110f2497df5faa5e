#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "documents/run_file.h"
#include "sanitized.h"

/// The command line as a user meets it: exit statuses, messages on stderr, results on stdout, the keys of the
/// report.
class TestCli : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void exitStatuses_data();
  void exitStatuses();
  void badFilesAreNamed_data();
  void badFilesAreNamed();
  void benchesBeyondComputingHaveNoNumbers();
  void littleMemoryIsAMessage();
  void kindsListsEverything();
  void examplesHaveTheirKeys();
  void reportHasItsKeys();
  void claimsAndWhatHalves();
  void noiseOffIsExact();
  void unlockedLasersAreCounted();
  void sweepsAreSimulations();
  void refusedPointsHaveNoNumbers();
  void trainingReplaysToTheSameBits();
  void runsAreNoDesigns();
  void differencesLeadFromOneToTheOther();
  void runsAreKeptWhenAsked();
  void trainingBeginsWithOtherWeights();
  void replaysAreHeldAgainstTheirRecord();
  void aDivergedRunFails();
  void regressionIsNoAccuracy();
  void resultsAreInTheTermsOfTheirData();
  void sourcesHaveTheirCosts();
  void genericProcessorGetsItsLibrary();
  void benchHasItsKeys();
  void validationHasItsKeys();
  void publicationsStandBesideTheirBenches();
  void programsFindTheirDataFromAnyFolder();

 private:
  struct Outcome {
    int status = -1;
    QString out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
  };
  Outcome run(const QStringList& words, const QString& folder = {}, const QString& tunables = {}) const;
  QString example(const QString& name) const {
    return QString(LIGHTLOOM_SOURCE_DIR) + "/examples/" + name + ".loom";
  }
  QTemporaryDir m_temp;
};

TestCli::Outcome TestCli::run(const QStringList& words, const QString& folder,
                              const QString& tunables) const {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  if (!tunables.isEmpty()) environment.insert(QStringLiteral("GLIBC_TUNABLES"), tunables);
  process.setProcessEnvironment(environment);
  if (!folder.isEmpty()) process.setWorkingDirectory(folder);
  process.start(QString(LIGHTLOOM_BINARY_DIR) + "/bin/lightloom-cli", words);
  if (!process.waitForFinished(240000)) qFatal("lightloom-cli did not end");
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

void TestCli::exitStatuses_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("says");
  const QString first = example("first-light");
  QTest::newRow("no words") << QStringList() << 2 << "Usage";
  QTest::newRow("no such verb") << QStringList{"fly"} << 2 << "fly";
  QTest::newRow("no file") << QStringList{"simulate"} << 2 << "cli.one-file";
  QTest::newRow("unknown option") << QStringList{"simulate", first, "--fast"} << 2 << "cli.unknown-option";
  QTest::newRow("help anywhere") << QStringList{"train", first, "--epochs", "--help"} << 0 << "";
  QTest::newRow("option without value")
      << QStringList{"train", first, "--epochs"} << 2 << "cli.missing-value";
  QTest::newRow("epochs not a number")
      << QStringList{"train", first, "--epochs", "many"} << 2 << "cli.bad-number";
  const QString tooMany = QString::number((std::int64_t{1} << 32) + 1);
  for (const QStringList& verb :
       {QStringList{"train", first}, QStringList{"ablate", first}, QStringList{"photons", first},
        QStringList{"sweep", first, "--over", "noise.shot=on,off", "--train"}})
    for (const QString& epochs : {QStringLiteral("200000"), tooMany})
      QTest::newRow(qPrintable(verb[0] + " for " + epochs + " epochs"))
          << verb + QStringList{"--epochs", epochs} << 1 << "--epochs " + epochs + ": epochs = ";
  QTest::newRow("a seed that is no number")
      << QStringList{"simulate", first, "--seed", "x"} << 1 << "--seed x: ";
  QTest::newRow("threads beyond counting")
      << QStringList{"train", first, "--threads", tooMany} << 2 << "cli.bad-number";
  QTest::newRow("replay of a design") << QStringList{"train", "--replay", first} << 1 << "cli.not-a-run";
  QTest::newRow("unknown path") << QStringList{"simulate", first, "--set", "lens99.x=1"} << 1
                                << "path.unknown-component";
  QTest::newRow("unknown key") << QStringList{"simulate", first, "--set", "lens1.focus=1"} << 1
                               << "path.unknown-key";
  QTest::newRow("unknown unit") << QStringList{"simulate", first, "--set", "lens1.x=3 parsecs"} << 1
                                << "value.not-a-number";
  QTest::newRow("wrong dimension") << QStringList{"simulate", first, "--set", "lens1.x=3 GHz"} << 1
                                   << "value.wrong-dimension";
  QTest::newRow("not finite") << QStringList{"simulate", first, "--set", "lens1.x=nan"} << 1
                              << "value.not-a-number";
  QTest::newRow("out of range") << QStringList{"simulate", first, "--set", "training.batch=0"} << 1
                                << "value.out-of-range";
  QTest::newRow("unknown data") << QStringList{"simulate", first, "--set", "training.dataset=cats"} << 1
                                << "cats";
  QTest::newRow("wrong data for loss")
      << QStringList{"train", first, "--set", "training.dataset=meats_nir"} << 1 << "run.data-mismatch";
  QTest::newRow("cannot compute") << QStringList{"simulate", first, "--set", "beam_splitter4.enabled=off"}
                                  << 1 << "bench.";
  QTest::newRow("fewer cells than layers")
      << QStringList{"simulate", first, "--set", "network.cells=beam_splitter4"} << 1
      << "run.cells-of-layers";
  QTest::newRow("answers that are no classes")
      << QStringList{"simulate", first, "--set", "training.dataset=meats_nir"} << 1 << "run.data-mismatch";
  QTest::newRow("a million lasers on a million") << QStringList{"simulate", first,
                                                                "--set",    "vcsel_array1.rows=1000",
                                                                "--set",    "vcsel_array1.columns=1000",
                                                                "--set",    "vcsel_array2.rows=1000",
                                                                "--set",    "vcsel_array2.columns=1000"}
                                                 << 1 << "bench.too-large";
  QTest::newRow("a network beyond any memory")
      << QStringList{"train", first, "--set", "network.hidden=65536,65536"} << 1 << "run.too-large";
  QTest::newRow("a network beyond any memory, not trained")
      << QStringList{"simulate", first, "--set", "network.hidden=65536,65536"} << 1 << "network.hidden = ";
  QTest::newRow("the part is named") << QStringList{"simulate", first, "--set", "vcsel_array1.rows=0"} << 1
                                     << "vcsel_array1.rows=0";
  QTest::newRow("bench takes no file") << QStringList{"bench", first} << 2 << "cli.no-file";
  QTest::newRow("bench without time") << QStringList{"bench", "--seconds", "0"} << 2 << "cli.bad-seconds";
  QTest::newRow("sweep over nothing") << QStringList{"sweep", first} << 2 << "cli.no-sweep";
  QTest::newRow("epochs without training")
      << QStringList{"sweep", first, "--over", "lens1.x=0:1:2", "--epochs", "2"} << 2 << "cli.no-training";
  const QStringList epochsSwept{"sweep", first, "--over", "training.epochs=1,2", "--train"};
  QTest::newRow("epochs swept and given")
      << epochsSwept + QStringList{"--epochs", "3"} << 2 << "cli.swept-twice";
  QTest::newRow("a path swept twice")
      << epochsSwept + QStringList{"--over", "training.epochs=3,4"} << 2 << "cli.swept-twice";
  QTest::newRow("a swept path set") << epochsSwept + QStringList{"--set", "training.epochs=3"} << 2
                                    << "cli.swept-twice";
  for (const char* seed : {"training.seed", "noise.seed"})
    QTest::newRow(seed) << QStringList{"sweep", first, "--over", QString(seed) + "=1,2", "--seed", "3"} << 2
                        << "cli.swept-twice";
  QTest::newRow("sweep out of range")
      << QStringList{"sweep", first, "--over", "training.batch=0:10:11"} << 1 << "value.out-of-range";
  QTest::newRow("sweep of benches that cannot compute")
      << QStringList{"sweep", first, "--over", "beam_splitter4.enabled=off"} << 1 << "bench.no-cell";
  QTest::newRow("validate takes no file") << QStringList{"validate", first} << 2 << "cli.no-file";
  QTest::newRow("validate without such a group")
      << QStringList{"validate", "--group", "miracles"} << 2 << "cli.unknown-group";
  QTest::newRow("a group that holds") << QStringList{"validate", "--group", "overlap"} << 0 << "";
  QTest::newRow("check is content") << QStringList{"check", first} << 0 << "";
}

void TestCli::exitStatuses() {
  QFETCH(QStringList, words);
  QFETCH(int, status);
  QFETCH(QString, says);
  const Outcome outcome = run(words);
  QVERIFY2(outcome.status == status, qPrintable(QString("%1: %2").arg(outcome.status).arg(outcome.err)));
  QVERIFY2(outcome.err.contains(says), qPrintable(outcome.err));
}

void TestCli::badFilesAreNamed_data() {
  QTest::addColumn<QByteArray>("content");
  QFile file(example("first-light"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray good = file.readAll();
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("truncated") << good.left(good.size() / 2);
  QTest::newRow("foreign") << QByteArray("<!DOCTYPE html><html></html>");
  QTest::newRow("other json") << QByteArray("{\"format\": \"recipe\", \"version\": 1}");
  QTest::newRow("newer") << QByteArray(good).replace("\"version\": 1", "\"version\": 7");
  QTest::newRow("nan") << QByteArray(good).replace("\"x\": 0.02", "\"x\": NaN");
}

void TestCli::badFilesAreNamed() {
  QFETCH(QByteArray, content);
  static QStringList seen;
  const QString path = m_temp.filePath(QString(QTest::currentDataTag()).replace(' ', '_') + ".loom");
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
  file.close();
  const Outcome outcome = run({"simulate", path});
  QCOMPARE(outcome.status, 1);
  const QString id = outcome.err.section('[', -1).section(']', 0, 0);
  QVERIFY2(!id.isEmpty() && outcome.out.isEmpty(), qPrintable(outcome.err));
  QVERIFY2(!seen.contains(id), qPrintable(id + " is said of two different problems"));
  seen << id;
  QCOMPARE(run({"check", path}).status, 1);
  QCOMPARE(run({"simulate", m_temp.filePath("absent.loom")}).status, 1);
}

// A hundred by hundred lasers on as many: 1e8 pairs.
void TestCli::benchesBeyondComputingHaveNoNumbers() {
  QStringList changes;
  for (const char* part : {"vcsel_array1", "vcsel_array2", "detector_line1", "detector_line2"})
    for (const char* key : {"rows", "columns"}) changes << "--set" << QString("%1.%2=100").arg(part, key);
  const Outcome simulated = run(QStringList{"simulate", example("first-light"), "--json"} + changes);
  QCOMPARE(simulated.status, 1);
  QVERIFY2(simulated.err.contains("cannot be computed"), qPrintable(simulated.err));
  QVERIFY2(simulated.out.isEmpty(), qPrintable(simulated.out.left(200)));
  const QString folder = m_temp.filePath("tables") + "/";
  const Outcome exported =
      run(QStringList{"export", example("first-light"), "--format", "csv", "--out", folder} + changes);
  QFile links(folder + "links.csv");
  if (links.open(QIODevice::ReadOnly)) {
    const QByteArray text = links.readAll();
    QVERIFY2(!text.contains("vcsel_array"), text.left(500).constData());
  }
  QFile checks(folder + "checks.csv");
  QVERIFY2(exported.err.contains("cannot be computed") ||
               (checks.open(QIODevice::ReadOnly) && checks.readAll().contains("cannot be computed")),
           qPrintable(exported.err));
}

// A pair of arrays whose cell takes more than the process may have.
void TestCli::littleMemoryIsAMessage() {
// Sanitizers reserve more addresses than any limit leaves.
#if !LIGHTLOOM_SANITIZED
  QProcess process;
  process.setChildProcessModifier([] {
    const rlimit limit{500u << 20, 500u << 20};
    setrlimit(RLIMIT_AS, &limit);
  });
  QStringList words{"check", example("mnist-5x5")};
  for (const char* change :
       {"vcsel_array1.rows=66", "vcsel_array1.columns=66", "vcsel_array2.rows=66", "vcsel_array2.columns=66"})
    words << "--set" << change;
  process.start(QString(LIGHTLOOM_BINARY_DIR) + "/bin/lightloom-cli", words);
  QVERIFY(process.waitForFinished(240000));
  const QByteArray err = process.readAllStandardError();
  QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 1, err.constData());
  QVERIFY2(err.contains("memory.exhausted"), err.constData());
#endif
}

void TestCli::kindsListsEverything() {
  const QJsonObject json = run({"kinds", "--json"}).json();
  QCOMPARE(json["kinds"].toArray().size(), 11);
  const QJsonObject row = json["kinds"].toArray()[0].toObject()["parameters"].toArray()[0].toObject();
  for (const char* key : {"key", "type", "unit", "default", "low", "high", "enumerators", "help"})
    QVERIFY2(row.contains(key), key);
  QVERIFY(json["settings"].toArray().size() > 30);
}

void TestCli::examplesHaveTheirKeys() {
  const QJsonArray list = run({"examples", "--json"}).json()["examples"].toArray();
  QCOMPARE(list.size(), QDir(QString(LIGHTLOOM_SOURCE_DIR) + "/examples").entryList({"*.loom"}).size());
  const Outcome told = run({"examples"});
  QCOMPARE(told.status, 0);
  for (const QJsonValue& value : list) {
    const QJsonObject entry = value.toObject();
    for (const char* key : {"file", "title", "sentence", "teaches", "application", "dataset", "metric"})
      QVERIFY2(!entry[QLatin1String(key)].toString().isEmpty(), key);
    QVERIFY(entry["band_low"].toDouble() < entry["band_high"].toDouble());
    QVERIFY(entry["seconds"].toDouble() > 0 && entry["card"].isBool());
    QCOMPARE(entry["available"].toBool(), !entry.contains("unavailable_reason"));
    QVERIFY2(told.out.contains(entry["title"].toString()), qPrintable(told.out));
  }
}

void TestCli::claimsAndWhatHalves() {
  const QStringList small{"--set", "training.dataset=iris", "--set", "network.hidden=8"};
  const Outcome claims = run(QStringList{"claims", example("first-light"), "--json"} + small);
  QVERIFY2(claims.status == 0, qPrintable(claims.err));
  const QJsonArray rows = claims.json()["rows"].toArray();
  QVERIFY(rows.size() > 8);
  const Outcome simulated = run(QStringList{"simulate", example("first-light"), "--json"} + small);
  QCOMPARE(rows[0].toObject()["here"].toDouble(),
           simulated.json()["energy"].toObject()["total_J_per_op"].toDouble());
  const Outcome words = run(QStringList{"claims", example("first-light")} + small);
  QVERIFY(words.out.contains("does_not") || words.out.contains("holds"));
  const QStringList halve{"simulate", example("first-light"), "--halve", "synapse_dac"};
  const QJsonObject halving = run(halve + QStringList{"--json"} + small).json();
  QVERIFY(halving["found"].toBool());
  QCOMPARE(halving["value"].toObject()["paths"].toArray()[0].toString(),
           QStringLiteral("vcsel_array2.dac_energy"));
  QVERIFY(run(halve + small).out.contains("halves it"));
  const Outcome unknown = run(QStringList{"simulate", example("first-light"), "--halve", "coffee"} + small);
  QCOMPARE(unknown.status, 1);
  QVERIFY(unknown.err.contains("coffee"));
  QCOMPARE(run({"claims"}).status, 2);
  QCOMPARE(run(QStringList{"claims", example("first-light"), "--set", "beam_splitter4.enabled=off"} + small)
               .status,
           1);
}

void TestCli::reportHasItsKeys() {
  const Outcome outcome = run({"simulate", example("mnist-5x5"), "--json"});
  QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
  const QJsonObject json = outcome.json();
  for (const char* key :
       {"format", "version", "design", "kernel_library", "optics", "cells", "lock", "detectors", "layers",
        "noise", "energy", "density", "light", "compared_with", "checks"})
    QVERIFY2(json.contains(key), key);
  const QJsonObject optics = json["optics"].toObject();
  QCOMPARE(optics["links"].toArray().size(), 625);
  const QJsonObject summary = optics["summary"].toObject();
  const double balance =
      summary["emitted_W"].toDouble() - summary["detected_W"].toDouble() - summary["lost_W"].toDouble();
  QVERIFY(std::fabs(balance) <= 1e-12 * summary["emitted_W"].toDouble());
  double losses = 0;
  for (const QJsonValue& row : optics["losses"].toArray()) losses += row.toObject()["W"].toDouble();
  QVERIFY(std::fabs(losses - summary["lost_W"].toDouble()) <= 1e-9 * losses);
  double share = 0;
  for (const QJsonValue& row : json["noise"].toObject()["sources"].toArray())
    share += row.toObject()["share"].toDouble();
  QVERIFY(std::fabs(share - 1) < 1e-9);
  double energy = 0;
  for (const QJsonValue& row : json["energy"].toObject()["rows"].toArray())
    energy += row.toObject()["J_per_op"].toDouble();
  QVERIFY(std::fabs(energy / json["energy"].toObject()["total_J_per_op"].toDouble() - 1) < 1e-12);
  const QJsonObject light = json["light"].toObject();
  double left = 0;
  for (const QJsonValue& step : light["steps"].toArray()) {
    const double power = step.toObject()["power_W"].toDouble();
    left += step.toObject()["light_step"].toString() == "supply" ? power : -power;
  }
  QVERIFY(std::fabs(left) <= 1e-12 * light["supplied_W"].toDouble());
  const QJsonObject laser =
      json["lock"].toObject()["arrays"].toArray()[0].toObject()["lasers"].toArray()[0].toObject();
  for (const char* key :
       {"detuning_Hz", "injected_W", "injection_ratio", "locked", "stable", "phase_rad", "phase_error_rad"})
    QVERIFY2(laser.contains(key), key);
}

void TestCli::noiseOffIsExact() {
  const QJsonObject training =
      run({"train", example("first-light"), "--epochs", "2", "--set", "noise.all=off", "--json"})
          .json()["training"]
          .toObject();
  QCOMPARE(training["final_test_accuracy"].toDouble(), training["ideal_test_accuracy"].toDouble());
  QCOMPARE(training["final_test_accuracy"].toDouble(), training["exact_test_accuracy"].toDouble());
}

void TestCli::unlockedLasersAreCounted() {
  const QString array = "vcsel_array2";
  QStringList words{"simulate", example("mnist-5x5"), "--json"};
  for (int laser : {3, 11, 24}) words << "--set" << QString("%1[%2].detuning=100 GHz").arg(array).arg(laser);
  for (const QJsonValue& value : run(words).json()["lock"].toObject()["arrays"].toArray())
    QCOMPARE(value.toObject()["locked"].toInt(), value.toObject()["id"].toString() == array ? 22 : 25);
}

void TestCli::sweepsAreSimulations() {
  const QString over = "vcsel_array2.injection_ratio=-20 dB:-10 dB:2";
  const QJsonArray points =
      run({"sweep", example("first-light"), "--over", over, "--over", "noise.shot=on,off", "--json"})
          .json()["points"]
          .toArray();
  QCOMPARE(points.size(), 4);
  const QJsonObject point = points[1].toObject(), values = point["values"].toObject();
  QCOMPARE(values["vcsel_array2.injection_ratio"].toDouble(), -20.0);
  QCOMPARE(values["noise.shot"].toString(), QString("off"));
  const QJsonObject same = run({"simulate", example("first-light"), "--set",
                                "vcsel_array2.injection_ratio=-20 dB", "--set", "noise.shot=off", "--json"})
                               .json();
  QCOMPARE(point["figures"].toObject()["snr"].toDouble(), same["noise"].toObject()["snr"].toDouble());

  const QString file = m_temp.filePath("sweep.csv");
  QCOMPARE(run({"sweep", example("first-light"), "--over", "training.learning_rate=1e-3,1e-2", "--train",
                "--epochs", "1", "--out", file})
               .status,
           0);
  QFile csv(file);
  QVERIFY(csv.open(QIODevice::ReadOnly));
  const QList<QByteArray> lines = csv.readAll().trimmed().split('\n');
  QCOMPARE(lines.size(), 3);
  QVERIFY(lines[0].startsWith("training.learning_rate,") && lines[0].contains(",test_accuracy,"));
  QVERIFY(lines[2].startsWith("0.01,"));
}

// A point that cannot be computed has the columns of the others, without numbers.
void TestCli::refusedPointsHaveNoNumbers() {
  const QStringList words{"sweep", example("first-light"), "--over", "beam_splitter4.enabled=on,off"};
  const QStringList lines = run(words).out.split('\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 3);
  QVERIFY(lines[0].contains(",snr,") && !lines[1].endsWith("bench.no-cell"));
  const QStringList refused = lines[2].split(',');
  QCOMPARE(refused.size(), lines[0].split(',').size());
  QCOMPARE(refused.first() + refused.last(), QString("offbench.no-cell"));
  for (const QString& cell : refused.mid(1, refused.size() - 2)) QVERIFY2(cell.isEmpty(), qPrintable(cell));
  const QJsonArray points = run(words + QStringList{"--json"}).json()["points"].toArray();
  const QJsonObject computed = points[0].toObject()["figures"].toObject(),
                    not_ = points[1].toObject()["figures"].toObject();
  QVERIFY(computed["snr"].isDouble());
  QCOMPARE(not_.keys(), computed.keys());
  for (const QString& key : not_.keys()) QVERIFY2(not_[key].isNull(), qPrintable(key));
}

void TestCli::trainingReplaysToTheSameBits() {
  const QString out = m_temp.filePath("out");
  const QStringList shards{"--set", "training.shards=3"};
  const QStringList words = QStringList{"train", example("first-light"), "--epochs", "2", "--json"} + shards;
  const Outcome first = run(words + QStringList{"--out", out});
  QVERIFY2(first.status == 0, qPrintable(first.err));
  QVERIFY(QFile::exists(out + "/report.json"));
  const Outcome again = run({"train", "--replay", out + "/run.loomrun", "--json", "--threads", "2"});
  QVERIFY2(again.status == 0, qPrintable(again.err));
  const auto hash = [](const Outcome& outcome) {
    return outcome.json()["training"].toObject()["weights_hash"].toString();
  };
  QVERIFY(!hash(first).isEmpty());
  QCOMPARE(hash(again), hash(first));
  QVERIFY(hash(run(words + QStringList{"--seed", "2"})) != hash(first));
}

void TestCli::runsAreNoDesigns() {
  const QString out = m_temp.filePath("no-design"), run_ = out + "/run.loomrun";
  QCOMPARE(run({"train", example("first-light"), "--epochs", "1", "--out", out}).status, 0);
  for (const QStringList& words :
       {QStringList{"check", run_}, QStringList{"simulate", run_}, QStringList{"train", run_},
        QStringList{"photons", run_}, QStringList{"sweep", run_, "--over", "noise.shot=on,off"}}) {
    const Outcome refused = run(words);
    const QString said = refused.out + refused.err;
    QCOMPARE(refused.status, 1);
    QVERIFY2(said.contains("cli.not-a-design") && said.contains("--replay") && said.contains("ablate") &&
                 said.contains("export"),
             qPrintable(said));
  }
}

// A replay does what its run did, and says where the record has it otherwise.
void TestCli::differencesLeadFromOneToTheOther() {
  const auto at = [&](const char* name) { return m_temp.filePath(QString::fromLatin1(name)); };
  const QString first = example("first-light"), other = at("other.loom");
  QFile design(first);
  QVERIFY(design.open(QIODevice::ReadOnly));
  QJsonObject json = QJsonDocument::fromJson(design.readAll()).object();
  json["name"] = "Other";
  json["author"] = "Somebody";
  QFile changed(other);
  QVERIFY(changed.open(QIODevice::WriteOnly) && changed.write(QJsonDocument(json).toJson()) > 0);
  changed.close();

  const Outcome same = run({"diff", first, first});
  QVERIFY(same.status == 0 && same.out.isEmpty());
  const Outcome lines = run({"diff", first, other});
  QVERIFY2(lines.status == 0, qPrintable(lines.err));
  QCOMPARE(lines.out.count('\n'), 2);
  const Outcome written = run({"diff", first, other, "--json"});
  const QJsonObject diff = written.json();
  QCOMPARE(diff["format"].toString(), QStringLiteral("lightloom-diff"));
  QCOMPARE(diff["lines"].toArray().size(), 2);
  QFile file(at("d.json"));
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(written.out.toUtf8()) > 0);
  file.close();
  QCOMPARE(run({"apply", at("d.json"), first, "--out", at("made.loom")}).status, 0);
  const QJsonObject again = run({"diff", at("made.loom"), other, "--json"}).json();
  QVERIFY(again["equal"].toBool());
  QCOMPARE(again["from"].toObject()["hash"], diff["to"].toObject()["hash"]);
  const Outcome twice = run({"apply", at("d.json"), at("made.loom")});
  QVERIFY2(twice.status == 1 && twice.err.contains("diff.misfit"), qPrintable(twice.err));
  const Outcome none = run({"apply", first, first});
  QVERIFY2(none.status == 1 && none.err.contains("is JSON, but not a difference"), qPrintable(none.err));

  // Of a run the design at its end.
  QVERIFY(run({"train", first, "--set", "training.epochs=1", "--out", at("diffed")}).status == 0);
  const Outcome ofRun = run({"diff", first, at("diffed/run.loomrun")});
  QVERIFY2(ofRun.status == 0 && ofRun.out.startsWith("training.epochs ") && ofRun.out.count('\n') == 1,
           qPrintable(ofRun.out + ofRun.err));
}

void TestCli::runsAreKeptWhenAsked() {
  const QString ledger = m_temp.filePath("ledger");
  const QStringList in{"--ledger", ledger};
  const QStringList train{"train", example("first-light"), "--set", "training.epochs=1"};
  QCOMPARE(run(train).status, 0);
  QVERIFY(!QFile::exists(ledger));
  const Outcome kept =
      run(train + in +
          QStringList{"--keep", "--name", "first try", "--tag", "a", "--tag", "b", "--note", "as it was"});
  QVERIFY2(kept.status == 0, qPrintable(kept.err));
  const QString id = kept.out.trimmed().section(' ', -1);
  QVERIFY2(kept.out.contains("Kept as") && id.size() > 20, qPrintable(kept.out));
  const Outcome second = run(train + in + QStringList{"--keep", "--json", "--seed", "2"});
  QVERIFY(second.status == 0 && second.err.contains("kept as ") && !second.json().isEmpty());

  const QJsonObject list = run(QStringList{"runs", "--json"} + in).json();
  QCOMPARE(list["format"].toString(), QStringLiteral("lightloom-runs"));
  const QJsonArray runs = list["runs"].toArray();
  QCOMPARE(runs.size(), 2);
  const QJsonObject entry =
      runs[0].toObject()["id"].toString() == id ? runs[0].toObject() : runs[1].toObject();
  QCOMPARE(entry["name"].toString(), QStringLiteral("first try"));
  QCOMPARE(entry["tags"].toArray(), (QJsonArray{"a", "b"}));
  QCOMPARE(entry["note"].toString(), QStringLiteral("as it was"));
  QCOMPARE(entry["state"].toString(), QStringLiteral("finished"));
  QCOMPARE(entry["settings"].toObject()["training.epochs"].toString(), QStringLiteral("1"));
  QVERIFY(entry["test_accuracy"].toDouble() > 0.1 && entry["J_per_op"].toDouble() > 0 &&
          entry["area_m2"].toDouble() > 0);
  // The same numbers as in its report.
  const QJsonObject file =
      QJsonDocument::fromJson(QByteArray::fromStdString(lightloom::documents::readRunFile(
                                                            (ledger + "/" + id + ".loomrun").toStdString())
                                                            .value()
                                                            .resultJson))
          .object();
  QCOMPARE(entry["test_accuracy"].toDouble(), file["training"].toObject()["final_test_accuracy"].toDouble());
  QCOMPARE(entry["J_per_op"].toDouble(), file["energy"].toObject()["total_J_per_op"].toDouble());
  QCOMPARE(entry["area_m2"].toDouble(), file["density"].toObject()["area_m2"].toDouble());

  const Outcome table = run(QStringList{"runs"} + in);
  QVERIFY2(table.status == 0 && table.out.count('\n') == 3 && table.out.contains("first try"),
           qPrintable(table.out));
  QVERIFY(run(QStringList{"runs", "--show", id} + in).out.contains("training.epochs = 1"));
  QCOMPARE(run(QStringList{"runs", "--delete", id} + in).status, 0);
  QCOMPARE(run(QStringList{"runs", "--json"} + in).json()["runs"].toArray().size(), 1);
  QVERIFY(run(QStringList{"runs", "--deleted"} + in).out.contains(id));
  QCOMPARE(run(QStringList{"runs", "--restore", id} + in).status, 0);
  QVERIFY(run(QStringList{"runs"} + in).out.contains(id));
  QCOMPARE(run(QStringList{"runs", "--delete", id} + in).status, 0);
  QVERIFY(run(QStringList{"runs", "--clear"} + in).err.contains("1 deleted"));
  const Outcome gone = run(QStringList{"runs", "--restore", id} + in);
  QVERIFY2(gone.status == 1 && gone.err.contains("ledger.no-run"), qPrintable(gone.err));
}

void TestCli::trainingBeginsWithOtherWeights() {
  const auto at = [&](const char* name) { return m_temp.filePath(QString::fromLatin1(name)); };
  const QStringList train{"train", example("first-light"), "--epochs", "1"};
  QCOMPARE(run(train + QStringList{"--out", at("begun")}).status, 0);
  const QString from = at("begun/run.loomrun");
  const Outcome second = run(train + QStringList{"--from", from, "--out", at("second"), "--json"});
  QVERIFY2(second.status == 0, qPrintable(second.err));
  QVERIFY(second.json()["training"].toObject()["final_test_accuracy"].toDouble() >
          run(train + QStringList{"--json"}).json()["training"].toObject()["final_test_accuracy"].toDouble());
  const Outcome replay = run({"train", "--replay", at("second/run.loomrun"), "--json"});
  QVERIFY2(replay.status == 0, qPrintable(replay.err));
  QCOMPARE(replay.json()["training"].toObject()["weights_hash"],
           second.json()["training"].toObject()["weights_hash"]);
  // The folder of another training: the same design, but it began elsewhere.
  const Outcome mixed = run(train + QStringList{"--out", at("second")});
  QVERIFY2(mixed.status == 1 && mixed.err.contains("run-folder.other-results"), qPrintable(mixed.err));
  const Outcome sizes = run(train + QStringList{"--from", from, "--set", "network.hidden=7"});
  QVERIFY2(sizes.status == 1 && sizes.err.contains("run.start-sizes"), qPrintable(sizes.err));
  const Outcome design = run(train + QStringList{"--from", example("first-light")});
  QVERIFY2(design.status == 1 && design.err.contains("cli.not-a-run"), qPrintable(design.err));
  const Outcome both = run({"train", "--replay", from, "--from", from});
  QVERIFY2(both.status == 2 && both.err.contains("cli.run-is-fixed"), qPrintable(both.err));
}

void TestCli::replaysAreHeldAgainstTheirRecord() {
  const QString out = m_temp.filePath("held"), recorded = out + "/run.loomrun";
  QCOMPARE(run({"train", example("first-light"), "--epochs", "1", "--out", out}).status, 0);
  for (const QStringList& more : {QStringList{"--set", "training.batch=50"}, QStringList{"--seed", "2"},
                                  QStringList{"--epochs", "2"}, QStringList{example("first-light")}}) {
    const Outcome refused = run(QStringList{"train", "--replay", recorded} + more);
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.err.contains("cli.run-is-fixed"), qPrintable(refused.err));
  }
  using namespace lightloom::tests;
  RunFile better = readRunFile(recorded.toStdString()).value();
  better.resultJson.clear();
  for (std::size_t c = 0; c < better.curves.columns.size(); ++c)
    if (better.curves.columns[c] == "test_accuracy") better.curves.values[c].back() = 0.999;
  const QString changed = m_temp.filePath("better");  // a run is known by its content
  QVERIFY(saveRunFile(better, changed.toStdString()).ok());
  const Outcome other = run({"train", "--replay", changed});
  QCOMPARE(other.status, 1);
  QVERIFY2(other.err.contains("run.replay-differs") && other.err.contains("0.999"), qPrintable(other.err));
  better.weights[0].data[0] += 1;
  QVERIFY(saveRunFile(better, changed.toStdString()).ok());
  for (const QStringList& words :
       {QStringList{"train", "--replay", changed}, QStringList{"ablate", changed},
        QStringList{"export", changed, "--format", "onnx", "--out", out + "/x.onnx"}}) {
    const Outcome refused = run(words);
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.err.contains("run.changed-weights"), qPrintable(refused.err));
  }
}

// Without an accuracy there is none to be read, and scripts see that the training failed.
void TestCli::aDivergedRunFails() {
  const QStringList words{"train", example("first-light"),   "--epochs", "1",
                          "--set", "training.optimiser=sgd", "--set",    "training.learning_rate=1000"};
  const Outcome told = run(words);
  QCOMPARE(told.status, 1);
  QVERIFY2(told.out.startsWith(QStringLiteral("Test accuracy –")) && told.err.contains("training."),
           qPrintable(told.out + told.err));
  const Outcome written = run(words + QStringList{"--json"});
  QCOMPARE(written.status, 1);
  const QJsonObject training = written.json()["training"].toObject();
  QVERIFY(training["diverged"].toBool() && training["final_test_accuracy"].isNull());
  const QString why = training["reason"].toString();
  QVERIFY2(why.startsWith("Diverged in epoch 1, step ") && why.contains("ower the learning rate"),
           qPrintable(why));
  QVERIFY(told.err.contains(why));
  const QJsonObject noise = written.json()["noise"].toObject();
  QVERIFY(noise["snr"].isNull() && noise["photons_per_mac"].isNull());
  QCOMPARE(noise["reason"].toString(), why);
  QVERIFY(told.out.contains(QStringLiteral("– (the training has diverged)")));
  // A replay of it fails alike.
  const QString out = m_temp.filePath("diverged");
  QCOMPARE(run(words + QStringList{"--out", out}).status, 1);
  const Outcome replayed = run({"train", "--replay", out + "/run.loomrun"});
  QCOMPARE(replayed.status, 1);
  QVERIFY2(replayed.err.contains(why) && !replayed.err.contains("replay-differs"), qPrintable(replayed.err));
  const Outcome ablated = run({"ablate", out + "/run.loomrun"});
  QCOMPARE(ablated.status, 1);
  QVERIFY2(ablated.err.contains(why), qPrintable(ablated.err));
}

void TestCli::regressionIsNoAccuracy() {
  const QStringList words{"train", example("first-light"),       "--epochs", "1",
                          "--set", "training.dataset=meats_nir", "--set",    "training.loss=mean_square"};
  const Outcome told = run(words);
  QVERIFY2(told.status == 0 && told.out.contains(QStringLiteral("R² of the test set")), qPrintable(told.err));
  QVERIFY2(!told.out.contains("ccuracy") && told.err.contains(QStringLiteral("test R²")),
           qPrintable(told.out + told.err));
  QCOMPARE(run(words + QStringList{"--json"}).json()["training"].toObject()["metric"].toString(),
           QString("r2"));
}

void TestCli::resultsAreInTheTermsOfTheirData() {
  const QStringList cancer{"train", example("breast-cancer"), "--epochs", "3"};
  const QJsonObject classes = run(cancer + QStringList{"--json"}).json()["training"].toObject();
  const QJsonArray confusion = classes["confusion"].toArray();
  QCOMPARE(classes["classes"].toArray(), (QJsonArray{"malignant", "benign"}));
  QCOMPARE(classes["positive"].toString(), QString("malignant"));
  const double hits = confusion[0].toArray()[0].toDouble(), misses = confusion[0].toArray()[1].toDouble();
  const double alarms = confusion[1].toArray()[0].toDouble(), calm = confusion[1].toArray()[1].toDouble();
  QCOMPARE(hits + misses + alarms + calm, 171.0);
  QCOMPARE(classes["sensitivity"].toDouble(), hits / (hits + misses));
  QCOMPARE(classes["specificity"].toDouble(), calm / (calm + alarms));
  QCOMPARE(classes["final_test_accuracy"].toDouble(), (hits + calm) / 171);
  const Outcome told = run(cancer);
  QVERIFY2(told.out.contains("sensitivity") && told.out.contains("True class"), qPrintable(told.out));

  const QStringList fat{"train", example("meat-fat"), "--epochs", "2"};
  const QJsonObject training = run(fat + QStringList{"--json"}).json()["training"].toObject();
  const QJsonObject residual = training["residuals"].toArray()[0].toObject();
  QCOMPARE(residual["target"].toString(), QString("fat (%)"));
  QVERIFY(residual["rms"].toDouble() > 0 && !training.contains("confusion"));
  QVERIFY(run(fat).out.contains("Residual rms, fat (%)"));
}

// A run that keeps what its sources cost gives the same numbers again, without training.
void TestCli::sourcesHaveTheirCosts() {
  const QString kept = m_temp.filePath("kept.loomrun");
  const QStringList small{"--set", "training.dataset=iris", "--set",    "network.hidden=8",
                          "--set", "training.batch=10",     "--epochs", "8"};
  const Outcome first = run(QStringList{"ablate", example("first-light"), "--json", "--out", kept} + small);
  QVERIFY2(first.status == 0, qPrintable(first.err));
  const QJsonObject json = first.json();
  QVERIFY(json["none"].toDouble() > 0.5);
  const QJsonArray sources = json["sources"].toArray();
  QCOMPARE(sources.size(), 26);
  QCOMPARE(sources[0].toObject()["key"].toString(), QStringLiteral("shot"));
  QVERIFY(sources[0].toObject()["gained_error"].isDouble());
  const Outcome again = run({"ablate", kept, "--json"});
  QVERIFY2(again.status == 0, qPrintable(again.err));
  QCOMPARE(again.out, first.out);
  QCOMPARE(run(QStringList{"ablate", kept} + small).status, 1);
  QVERIFY(run({"ablate", kept}).out.contains(QStringLiteral("Shot noise")));
}

// The loader is told that the processor lacks AVX2. Both libraries compute the same physics; where their last
// bits differ, a converter may come to another level, and calibration goes on from there.
void TestCli::genericProcessorGetsItsLibrary() {
  const QStringList words{"simulate", example("first-light"), "--json"};
  const QJsonObject best = run(words).json();
  const QJsonObject generic = run(words, {}, "glibc.cpu.hwcaps=-AVX2").json();
  QCOMPARE(generic["kernel_library"].toString(), QString("x86-64"));
  QVERIFY(best["kernel_library"].toString().startsWith("x86-64"));
  const double snr = best["noise"].toObject()["snr"].toDouble();
  QVERIFY(snr > 0);
  QVERIFY(std::abs(generic["noise"].toObject()["snr"].toDouble() / snr - 1) < 0.01);
}

void TestCli::benchHasItsKeys() {
  if (LIGHTLOOM_SANITIZED) QSKIP("Speeds under a sanitizer are nobody's; tst_speed runs the same code.");
  const Outcome outcome = run({"bench", "--json", "--seconds", "0.002"});
  QCOMPARE(outcome.status, 0);
  const QJsonObject json = outcome.json();
  for (const char* key : {"kernel_library", "peak_gflops", "product_share_of_peak", "step_us",
                          "samples_per_s", "inference_us_batch1", "normals_per_s", "adler_laser_steps_per_s",
                          "rate_laser_steps_per_s", "speed_up", "trace_us", "widths", "points"})
    QVERIFY2(json.contains(QLatin1String(key)), key);
  const QJsonObject step = json["step_us"].toObject();
  for (const char* key : {"noiseless", "noise", "noise_8bit", "full", "full_all_hardware", "full_kernel"})
    QVERIFY2(step[QLatin1String(key)].toDouble() > 0, key);
  const QJsonObject trace = json["trace_us"].toObject();
  for (const char* key : {"5x5", "25x25", "100x100"}) QVERIFY2(trace[QLatin1String(key)].toDouble() > 0, key);
  QVERIFY(json["points"].toObject()["speedup"].toDouble() > 0);
  QCOMPARE(json["widths"].toArray().last().toObject()["width"].toInt(), 4096);
  // Every library that this processor has, in a process of its own.
  const QJsonArray libraries = json["libraries"].toArray();
  QVERIFY(libraries.size() >= 1);
  QCOMPARE(libraries.first().toObject()["kernel_library"], json["kernel_library"]);
  QCOMPARE(libraries.last().toObject()["kernel_library"].toString(), QString("x86-64"));
  for (const QJsonValue& library : libraries)
    for (const char* key :
         {"peak_gflops", "noiseless", "full", "full_kernel", "full_all_hardware", "inference_us_batch1",
          "normals_per_s", "adler_laser_steps_per_s", "rate_laser_steps_per_s"})
      QVERIFY2(library.toObject()[QLatin1String(key)].toDouble() > 0, key);
}

void TestCli::validationHasItsKeys() {
  const Outcome outcome = run({"validate", "--json", "--group", "digital"});
  QCOMPARE(outcome.status, 0);
  const QJsonObject json = outcome.json();
  QCOMPARE(json["format"].toString(), QStringLiteral("lightloom-validation"));
  QCOMPARE(json["fail"].toInt(), 0);
  QCOMPARE(json["pass"].toInt(), 0);
  QVERIFY(json["illustration"].toInt() > 0);
  QVERIFY(json["rows"].toArray().size() >= 7);
  for (const QJsonValue& row : json["rows"].toArray()) {
    QCOMPARE(row.toObject()["group"].toString(), QStringLiteral("digital"));
    for (const char* key : {"id", "group", "value", "expected", "tolerance", "verdict", "source"})
      QVERIFY2(row.toObject().contains(key), key);
  }
}

// Published, chosen to give it, given by that part, and by the whole bench.
void TestCli::publicationsStandBesideTheirBenches() {
  const QJsonObject validated = run({"validate", "--json", "--group", "chen_2023"}).json();
  QCOMPARE(validated["publications"].toArray().size(), 1);
  const QJsonObject publication = validated["publications"].toArray().at(0).toObject();
  QCOMPARE(publication["after"].toString(), QStringLiteral("chen_2023"));
  const QJsonObject simulated =
      run({"simulate", "--json", example("chen-2023")}).json()["publication"].toObject();
  QCOMPARE(simulated["numbers"].toArray(), publication["numbers"].toArray());
  const QJsonObject energy = publication["numbers"].toArray().at(0).toObject();
  QCOMPARE(energy["published"].toDouble(), 7e-15);
  QVERIFY(energy["part"].toDouble() > 6e-15 && energy["part"].toDouble() < 8e-15);
  QVERIFY(energy["whole"].toDouble() > 10 * energy["part"].toDouble());
  QCOMPARE(energy["chosen"].toObject().size(), 2);
  QVERIFY(!run({"simulate", "--json", example("first-light")}).json().contains("publication"));
}

void TestCli::programsFindTheirDataFromAnyFolder() {
  QCOMPARE(run({"simulate", example("first-light")}, "/").status, 0);
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
