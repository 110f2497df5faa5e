#include "documents/run_ledger.h"

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <thread>

#include "all_rooms.h"
#include "documents/recovery.h"
#include "documents/run_file.h"
#include "files/safe_writer.h"
#include "test_support.h"
#include "train/recorded_run.h"

using namespace lightloom::tests;

namespace {

RunFile sampleRun(const char* assignment = "training.seed=1") {
  RunFile run;
  run.first = test::with(test::with(test::example("first-light"), "training.epochs=2"), assignment);
  run.steps = 30;
  run.curves.columns = {"epoch",    "step",         "test_accuracy", "ideal_test_accuracy", "emitted_W",
                        "J_per_op", "low_J_per_op", "high_J_per_op", "phase_error_rad"};
  const double none = RunEntry::kUnknown;
  run.curves.values = {{0.5, 1, 2},           {5, 15, 30},           {none, 0.7, 0.8},
                       {none, 0.75, none},    {1e-3, 1e-3, 2e-3},    {3e-14, 2e-14, 1e-14},
                       {1e-14, 1e-14, 5e-15}, {5e-14, 4e-14, 3e-14}, {0.1, 0.1, 0.05}};
  return run;
}

QString idOf(const Message& message) {
  return QString::fromStdString(message.id);
}

struct Place {
  QTemporaryDir temp;
  RunLedger ledger{temp.filePath("runs").toStdString()};
  QString path(const QString& name) const { return temp.filePath("runs/" + name); }
  std::string kept(const char* name, const char* assignment = "training.seed=1") {
    const Result<RunEntry> entry = ledger.keep(sampleRun(assignment), {name, "", {}});
    if (!entry) qFatal("%s", english(entry.error()).c_str());
    return entry.value().id;
  }
  QStringList names() const {
    QStringList out;
    for (const RunEntry& entry : ledger.list().entries) out << QString::fromStdString(entry.words.name);
    out.sort();
    return out;
  }
};

}  // namespace

/// Runs that are kept: what is said of them, and what a crash, a second window and strange files leave.
class TestRunLedger : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysWhatARunCameTo();
  void wordsComeBack();
  void aRunThatGoesOnIsOneEntry();
  void deletedRunsComeBackUntilTheyAreCleared();
  void halvesAreMended();
  void aFullLedgerSaysSo();
  void twoWritersLoseNothing();
  void faultsLeaveWhatWasThere_data();
  void faultsLeaveWhatWasThere();
  void strangeFilesArePassedOver();
  void entriesThatSayLittleAreMended_data();
  void entriesThatSayLittleAreMended();
  void namesFitTheirPlace();
  void whatIsThereTwiceStaysOnce();
  void idsLeadNowhereElse();
  void theUsersFolder();
};

void TestRunLedger::saysWhatARunCameTo() {
  const RunEntry entry = entryOf(sampleRun());
  QCOMPARE(entry.testAccuracy, 0.8);
  QCOMPARE(entry.idealTestAccuracy, 0.75);
  QCOMPARE(entry.joulesPerOp, 1e-14);
  QCOMPARE(entry.joulesPerOpLow, 5e-15);
  QCOMPARE(entry.emittedW, 2e-3);
  QCOMPARE(entry.phaseErrorRad, 0.05);
  QCOMPARE(entry.epochs, 2.0);
  QCOMPARE(entry.steps, std::uint64_t{30});
  QCOMPARE(entry.seed, std::int64_t{1});
  QVERIFY(entry.end == RunEnd::Finished);
  QCOMPARE(entry.settings.at("training.epochs"), std::string("2"));
  QCOMPARE(entry.firstHash, designHash(sampleRun().first));
  QVERIFY(entry.areaM2 > 1e-9 && entry.areaM2 < 1e-2);
  RunFile stopped = sampleRun("training.epochs=3");
  QVERIFY(entryOf(stopped).end == RunEnd::Stopped);
  stopped.diverged = asMessage("too much");
  QVERIFY(entryOf(stopped).end == RunEnd::Diverged && std::isnan(entryOf(stopped).testAccuracy));
  RunFile longer = sampleRun();
  longer.log.push_back({30, DesignEdit(), 2});
  QVERIFY(entryOf(longer).end == RunEnd::Stopped);
  RunFile moved = sampleRun();
  moved.log.push_back({3, setParameter(moved.first, "lens1", "x", Value(0.5))});
  QVERIFY(entryOf(moved).designHash != entryOf(moved).firstHash);
  QCOMPARE(entryOf(moved).designHash, designHash(finalDesign(moved)));
  QVERIFY(std::isnan(entryOf(RunFile()).testAccuracy));
}

void TestRunLedger::wordsComeBack() {
  Place place;
  const RunWords words{"größe ✓", "two\nlines", {"a", "b c"}};
  const Result<RunEntry> kept = place.ledger.keep(sampleRun(), words, "/designs/mine");
  QVERIFY(kept.ok());
  const std::string id = kept.value().id;
  const RunLedger::Listing listing = place.ledger.list();
  QCOMPARE(listing.entries.size(), std::size_t{1});
  QVERIFY(listing.entries[0].words == words);
  QCOMPARE(listing.entries[0].dataFolder, std::string("/designs/mine"));
  QCOMPARE(place.ledger.update(id, sampleRun()).value().dataFolder, std::string("/designs/mine"));
  QCOMPARE(runEntryJson(listing.entries[0]), runEntryJson(kept.value()));
  QVERIFY(listing.bytes > listing.entries[0].bytes && listing.entries[0].bytes > 500);
  QVERIFY(place.ledger.describe(id, {"other", "", {"x"}}).ok());
  QCOMPARE(place.ledger.entry(id).value().words.tags, std::vector<std::string>{"x"});
  QCOMPARE(place.ledger.entry(id).value().testAccuracy, 0.8);
  QCOMPARE(idOf(place.ledger.describe(id, {std::string(300, 'n'), "", {}}).error()), "ledger.bad-words");
  QCOMPARE(idOf(place.ledger.describe(id, {"n", "", {""}}).error()), "ledger.bad-words");
  QCOMPARE(idOf(place.ledger.keep(sampleRun(), {"n", std::string(70'000, 'n'), {}}).error()),
           "ledger.bad-words");
  const RunFile back = readRunFile(place.ledger.pathOf(id).value()).value();
  QVERIFY(back.first == sampleRun().first && back.steps == 30);
  const std::string named = place.ledger.keep(sampleRun()).value().words.name;
  QVERIFY2(named.starts_with("First light: handwritten digits, 2"), named.c_str());
  const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(runListJson(listing))).object();
  QCOMPARE(json["format"].toString(), QStringLiteral("lightloom-runs"));
}

void TestRunLedger::aRunThatGoesOnIsOneEntry() {
  Place place;
  const std::string id = place.kept("mine", "training.epochs=3");
  QVERIFY(place.ledger.describe(id, {"renamed", "", {}}).ok());
  RunFile further = sampleRun("training.epochs=3");
  further.steps = 45;
  for (std::vector<double>& column : further.curves.values) column.push_back(column.back());
  further.curves.values[0].back() = 3;
  further.curves.values[2].back() = 0.9;
  const Result<RunEntry> updated = place.ledger.update(id, further);
  QVERIFY(updated.ok());
  QCOMPARE(place.names(), QStringList{"renamed"});
  const RunEntry entry = place.ledger.entry(id).value();
  QVERIFY(entry.steps == 45 && entry.testAccuracy == 0.9 && entry.end == RunEnd::Finished);
  QCOMPARE(readRunFile(place.ledger.pathOf(id).value()).value().steps, std::uint64_t{45});
  QCOMPARE(idOf(place.ledger.update("20260101-000000-00000000", further).error()), "ledger.no-run");
  // What somebody deleted does not come back by itself.
  QVERIFY(place.ledger.remove(id).ok());
  further.steps = 60;
  QVERIFY(place.ledger.update(id, further).ok());
  QVERIFY(place.names().isEmpty());
  QCOMPARE(readRunFile(place.ledger.pathOf(id).value()).value().steps, std::uint64_t{45});
}

void TestRunLedger::deletedRunsComeBackUntilTheyAreCleared() {
  Place place;
  const std::string a = place.kept("a"), b = place.kept("b");
  QVERIFY(place.ledger.remove(a).ok());
  QCOMPARE(place.names(), QStringList{"b"});
  QCOMPARE(place.ledger.list().deleted, std::size_t{1});
  QCOMPARE(place.ledger.deletedRuns().at(0).words.name, std::string("a"));
  QCOMPARE(idOf(place.ledger.remove(a).error()), "ledger.no-run");
  QVERIFY(place.ledger.restore(a).ok());
  QCOMPARE(idOf(place.ledger.restore(a).error()), "ledger.no-run");
  QCOMPARE(place.names(), (QStringList{"a", "b"}));
  QVERIFY(place.ledger.remove(b).ok());
  QCOMPARE(place.ledger.clearDeleted(), std::size_t{1});
  QCOMPARE(place.ledger.clearDeleted(), std::size_t{0});
  QCOMPARE(idOf(place.ledger.restore(b).error()), "ledger.no-run");
  QCOMPARE(place.names(), QStringList{"a"});
  QCOMPARE(place.ledger.list().passedOver, std::size_t{0});
}

// A kill between the two writes, and between the two moves.
void TestRunLedger::halvesAreMended() {
  Place place;
  const std::string a = place.kept("a"), b = place.kept("b");
  const QString ofA = QString::fromStdString(a), ofB = QString::fromStdString(b);
  QVERIFY(QFile::remove(place.path(ofA + ".json")));
  RunLedger::Listing listing = place.ledger.list();
  QCOMPARE(listing.entries.size(), std::size_t{2});
  QCOMPARE(place.names(), (QStringList{"First light: handwritten digits", "b"}));
  QVERIFY(QFile::exists(place.path(ofA + ".json")));
  QCOMPARE(place.ledger.entry(a).value().testAccuracy, 0.8);

  QVERIFY(QDir().mkpath(place.path("deleted")));
  QVERIFY(QFile::rename(place.path(ofB + ".loomrun"), place.path("deleted/" + ofB + ".loomrun")));
  QCOMPARE(place.names().size(), 1);
  QVERIFY(QFile::exists(place.path("deleted/" + ofB + ".json")));
  QVERIFY(QFile::rename(place.path("deleted/" + ofB + ".loomrun"), place.path(ofB + ".loomrun")));
  QVERIFY(place.names().contains("b"));
  QVERIFY(QFile::exists(place.path(ofB + ".json")));

  QVERIFY(QFile::remove(place.path(ofB + ".loomrun")));
  listing = place.ledger.list();
  QCOMPARE(listing.entries.size(), std::size_t{1});
  QCOMPARE(listing.passedOver, std::size_t{1});
}

void TestRunLedger::aFullLedgerSaysSo() {
  QTemporaryDir temp;
  RunLedger few(temp.filePath("few").toStdString(), {2, std::uint64_t{1} << 30});
  QVERIFY(few.keep(sampleRun()).ok());
  const std::string id = few.keep(sampleRun()).value().id;
  const Result<RunEntry> third = few.keep(sampleRun());
  QCOMPARE(idOf(third.error()), "ledger.full");
  QVERIFY(english(third.error()).find("--clear") != std::string::npos);
  QCOMPARE(few.list().entries.size(), std::size_t{2});
  QVERIFY(few.update(id, sampleRun()).ok());
  // Deleted ones count until they are cleared.
  QVERIFY(few.remove(id).ok());
  QCOMPARE(idOf(few.keep(sampleRun()).error()), "ledger.full");
  QCOMPARE(few.clearDeleted(), std::size_t{1});
  QVERIFY(few.keep(sampleRun()).ok());

  RunLedger small(temp.filePath("small").toStdString(), {1000, 9000});
  std::size_t kept = 0;
  while (kept < 100 && small.keep(sampleRun()).ok()) ++kept;
  QVERIFY(kept >= 1 && kept < 10);
  QVERIFY(small.list().bytes <= 12000);
}

void TestRunLedger::twoWritersLoseNothing() {
  Place place;
  const std::string shared = place.kept("shared");
  const auto work = [&](const char* name) {
    RunLedger ledger(place.ledger.folder());
    for (int i = 0; i < 12; ++i) {
      const Result<RunEntry> kept = ledger.keep(sampleRun(), {name, "", {}});
      if (!kept) qFatal("%s", english(kept.error()).c_str());
      if (i % 3 == 0) (void)ledger.describe(shared, {name, "", {}});
      if (i % 4 == 0 && !ledger.remove(kept.value().id)) qFatal("not removed");
      (void)ledger.list();
    }
  };
  { std::jthread one(work, "one"), two(work, "two"); }
  const RunLedger::Listing listing = place.ledger.list();
  QCOMPARE(listing.entries.size(), std::size_t{1 + 2 * 9});
  QCOMPARE(listing.deleted, std::size_t{6});
  QCOMPARE(listing.passedOver, std::size_t{0});
  for (const RunEntry& entry : listing.entries)
    QVERIFY(readRunFile(place.ledger.pathOf(entry.id).value()).ok());
}

void TestRunLedger::faultsLeaveWhatWasThere_data() {
  QTest::addColumn<QString>("fault");
  for (const char* fault : {"ENOSPC", "EIO", "short", "exit"})
    QTest::newRow(fault) << QString::fromLatin1(fault);
}

// Whatever call of the system goes wrong, or is the last one before a kill: what was kept before is there,
// and the new run as a whole or not at all.
void TestRunLedger::faultsLeaveWhatWasThere() {
  QFETCH(QString, fault);
  const QString programs = QStringLiteral(LIGHTLOOM_BINARY_DIR "/tests/core/");
  bool faulted = true;
  int refused = 0;
  for (int at = 1; faulted && at < 400; ++at) {
    Place place;
    place.kept("first");
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LD_PRELOAD", programs + "files/libfault_shim.so");
    environment.insert("LIGHTLOOM_FAULT", fault);
    environment.insert("LIGHTLOOM_FAULT_AT", QString::number(at));
    // Where coverage is counted, this program's counts must not take the place of the test's own.
    environment.insert("LLVM_PROFILE_FILE", "/dev/null");
    process.setProcessEnvironment(environment);
    process.start(programs + "documents/keep_once", {QString::fromStdString(place.ledger.folder())});
    QVERIFY(process.waitForFinished());
    const QString said = QString::fromUtf8(process.readAllStandardError());
    faulted = said.contains("fault\n");
    QStringList names = place.names();
    names.removeOne("first");
    // Without its entry, the run has the title of its design for a name.
    QVERIFY2(names.isEmpty() || names == QStringList{"second"} || names == QStringList{"Sample 0"},
             qPrintable(names.join(',')));
    QCOMPARE(place.ledger.list().entries.size(), static_cast<std::size_t>(1 + names.size()));
    if (process.exitCode() == 0) QCOMPARE(names, QStringList{"second"});
    refused += process.exitCode() == 0 ? 0 : 1;
    for (const RunEntry& entry : place.ledger.list().entries)
      QVERIFY(readRunFile(place.ledger.pathOf(entry.id).value()).ok());
  }
  QVERIFY(!faulted);
  QVERIFY2(refused > 5, qPrintable(QString::number(refused)));
}

void TestRunLedger::strangeFilesArePassedOver() {
  Place place;
  const std::string good = place.kept("good");
  const auto write = [&](const QString& name, const QByteArray& bytes) {
    QFile file(place.path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("not written");
  };
  write("notes.txt", "mine");
  write("Größe.json", "{}");
  write("a.json", "{}");
  write("b.loomrun", "no run at all");
  write("c.loomrun", QByteArray("PK\x03\x04") + QByteArray(100'000, '\xFF'));
  write("d.json",
        "{\"format\": \"lightloom-run-entry\", \"version\": 1, \"tags\": [1, {}], \"steps\": -3, "
        "\"settings\": 7, \"test_accuracy\": \"x\"}");
  QVERIFY(QFile::copy(place.path(QString::fromStdString(good) + ".loomrun"), place.path("d.loomrun")));
  write("e.json", QByteArray(400'000, ' ') + "{}");
  QVERIFY(QFile::copy(place.path(QString::fromStdString(good) + ".loomrun"), place.path("e.loomrun")));
  QVERIFY(QFile::link("/dev/zero", place.path("f.loomrun")));
  QVERIFY(QFile::link("/dev/zero", place.path("g.json")));
  QVERIFY(QDir().mkpath(place.path("h.loomrun")));
  QFile huge(place.path("k.loomrun"));
  QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(qint64{1} << 33));  // sparse
  huge.close();
  const RunLedger::Listing listing = place.ledger.list();
  QCOMPARE(listing.entries.size(), std::size_t{3});  // good, d and e, whose entry is made again
  QCOMPARE(listing.passedOver, std::size_t{4});      // a, b, c, k
  for (const RunEntry& entry : listing.entries)
    if (entry.id == "d")
      QVERIFY(std::isnan(entry.testAccuracy) && entry.steps == 0 && entry.words.tags.empty());
  QVERIFY(QFile::exists(place.path("notes.txt")));
  QVERIFY(RunLedger(place.path("notes.txt").toStdString()).list().entries.empty());
  QCOMPARE(idOf(RunLedger(place.path("notes.txt").toStdString()).keep(sampleRun()).error()),
           "ledger.no-folder");
  QVERIFY(RunLedger(place.path("nowhere").toStdString()).list().entries.empty());
}

void TestRunLedger::entriesThatSayLittleAreMended_data() {
  QTest::addColumn<QByteArray>("entry");
  QTest::addColumn<bool>("believed");
  const QByteArray head = R"({"format": "lightloom-run-entry", "version": 1)";
  const auto row = [](const char* name, const QByteArray& entry, bool believed) {
    QTest::newRow(name) << entry << believed;
  };
  row("no JSON", "run", false);
  row("a list", "[1]", false);
  row("another format", R"({"format": "x", "version": 1})", false);
  row("no version", R"({"format": "lightloom-run-entry"})", false);
  row("a version in words", R"({"format": "lightloom-run-entry", "version": "1"})", false);
  row("a newer one", R"({"format": "lightloom-run-entry", "version": 2})", false);
  row("nothing but its head", head + "}", true);
  row("tags that are none", head + R"(, "tags": "a", "settings": [], "steps": "x", "name": 1})", true);
  QByteArray tags, settings;
  for (int i = 0; i < 40; ++i) tags += QByteArray(i ? "," : "") + "\"t\"";
  for (int i = 0; i < 250; ++i)
    settings += QByteArray(i ? "," : "") + "\"k" + QByteArray::number(i) + "\": \"v\"";
  row("too much of everything", head + ", \"tags\": [" + tags + "], \"settings\": {" + settings + "}}", true);
  row("settings that are numbers", head + R"(, "settings": {"a": 1}, "steps": 3})", true);
}

void TestRunLedger::entriesThatSayLittleAreMended() {
  QFETCH(QByteArray, entry);
  QFETCH(bool, believed);
  Place place;
  const std::string id = place.kept("good");
  QFile file(place.path(QString::fromStdString(id) + ".json"));
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(entry) == entry.size());
  file.close();
  const RunLedger::Listing listing = place.ledger.list();
  QCOMPARE(listing.entries.size(), std::size_t{1});
  const RunEntry& read = listing.entries.front();
  QCOMPARE(std::isnan(read.testAccuracy), believed);
  QVERIFY(read.words.tags.size() <= 32 && read.settings.size() <= 200);
  QCOMPARE(place.ledger.entry(id).value().id, id);
}

// A name is made of title and time, and cut between characters.
void TestRunLedger::namesFitTheirPlace() {
  Place place;
  RunFile run = sampleRun();
  run.first.name.clear();
  QVERIFY(place.ledger.keep(run).value().words.name.size() < 20);
  run.first.name.clear();
  for (int i = 0; i < 125; ++i) run.first.name += "ä";
  const std::string name = place.ledger.keep(run).value().words.name;
  QVERIFY(name.size() <= 256);
  QVERIFY(!QString::fromStdString(name).contains(QChar::ReplacementCharacter));
  run.curves = {};
  const RunEntry bare = place.ledger.keep(run, {"bare", "", {}}).value();
  QVERIFY(std::isnan(bare.testAccuracy) && bare.epochs == 0);
  QCOMPARE(idOf(place.ledger.keep(run, {"a", "", {""}}).error()), "ledger.bad-words");
  QCOMPARE(idOf(place.ledger.keep(run, {"a", "", std::vector<std::string>(40, "t")}).error()),
           "ledger.bad-words");
  QCOMPARE(idOf(place.ledger.keep(run, {"a", "", {std::string(2000, 't')}}).error()), "ledger.bad-words");
  QVERIFY(QFile::remove(place.path(QString::fromStdString(bare.id) + ".json")));
  QCOMPARE(place.ledger.entry(bare.id).value().steps, run.steps);
  QFile damaged(place.path(QString::fromStdString(bare.id) + ".loomrun"));
  QVERIFY(QFile::remove(place.path(QString::fromStdString(bare.id) + ".json")));
  QVERIFY(damaged.open(QIODevice::WriteOnly) && damaged.write("x") == 1);
  damaged.close();
  QCOMPARE(idOf(place.ledger.entry(bare.id).error()), "ledger.no-run");
}

void TestRunLedger::whatIsThereTwiceStaysOnce() {
  Place place;
  const std::string id = place.kept("good");
  const QString name = QString::fromStdString(id);
  QVERIFY(place.ledger.remove(id).ok());
  // Made again by a program that saw the run just before it moved.
  QVERIFY(QFile::copy(place.path("deleted/" + name + ".json"), place.path(name + ".json")));
  const RunLedger::Listing listing = place.ledger.list();
  QCOMPARE(listing.passedOver, std::size_t{0});
  QCOMPARE(listing.deleted, std::size_t{1});
  QVERIFY(!QFile::exists(place.path(name + ".json")));
  // Copied by hand to where it would go.
  QVERIFY(QFile::copy(place.path("deleted/" + name + ".loomrun"), place.path(name + ".loomrun")));
  QCOMPARE(idOf(place.ledger.restore(id).error()), "ledger.not-moved");
  QVERIFY(QFile::exists(place.path("deleted/" + name + ".loomrun")));
}

void TestRunLedger::idsLeadNowhereElse() {
  Place place;
  place.kept("good");
  QVERIFY(saveRunFile(sampleRun(), place.temp.filePath("outside.loomrun").toStdString()).ok());
  for (const char* id : {"../outside", "", "a/b", "..", "A", "x.y"}) {
    QCOMPARE(idOf(place.ledger.pathOf(id).error()), "ledger.no-run");
    QCOMPARE(idOf(place.ledger.remove(id).error()), "ledger.no-run");
    QCOMPARE(idOf(place.ledger.restore(id).error()), "ledger.no-run");
    QCOMPARE(idOf(place.ledger.describe(id, {}).error()), "ledger.no-run");
  }
  QVERIFY(QFile::exists(place.temp.filePath("outside.loomrun")));
}

void TestRunLedger::theUsersFolder() {
  const QByteArray data = qgetenv("XDG_DATA_HOME"), home = qgetenv("HOME");
  qputenv("XDG_DATA_HOME", "/somewhere");
  QCOMPARE(RunLedger::userFolder(), std::string("/somewhere/lightloom/runs"));
  qputenv("XDG_DATA_HOME", "relative");
  qputenv("HOME", "/home/somebody");
  QCOMPARE(RunLedger::userFolder(), std::string("/home/somebody/.local/share/lightloom/runs"));
  qputenv("XDG_DATA_HOME", data);
  qputenv("HOME", home);
}

QTEST_GUILESS_MAIN(TestRunLedger)
#include "tst_run_ledger.moc"
