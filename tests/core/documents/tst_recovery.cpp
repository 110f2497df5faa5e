#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <thread>

#include "design/edit.h"
#include "documents/recovery.h"
#include "documents/run_file.h"
#include "documents/snapshot_writer.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"
#include "files/zip.h"
#include "test_support.h"
#include "train/recorded_run.h"

using namespace lightloom::tests;
using namespace lightloom::test;

namespace {

using namespace std::chrono_literals;

Snapshot snapshotOf(const Design& design, const std::string& path = "/home/ada/bench.loom") {
  Snapshot out;
  out.note = {"bench.loom", path, std::string(64, 'a'), 0, 3, "2026-05-04 13:20:05"};
  out.design = design;
  return out;
}

Design renamed(Design design, const std::string& name) {
  design.name = name;
  return design;
}

// A child that dies as the system kills it, with its places left behind.
template <typename Work>
void inChild(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
}

void overwrite(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(bytes);
}

}  // namespace

class TestRecovery : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void snapshotComesBack();
  void placeOfALivingWindowIsNotOffered();
  void workOfAKilledWindowIsOffered();
  void newestThatCanBeReadIsOffered_data();
  void newestThatCanBeReadIsOffered();
  void nothingIsRemovedBeforeTheChoice();
  void workThatKilledAProgramIsMarked();
  void emptyPlacesAreSweptUp();
  void killedWhileWritingLeavesASnapshot();
  void runsComeBackWithTheirSnapshot();
  void whatIsNoPlaceIsPassedOver();
  void writerKeepsTime();
  void writerWritesTheNewestAndDropsIt();
  void writerTriesAgain();
  void foreignArchivesAreRefused();

 private:
  std::string folder() const { return m_folder->filePath(QStringLiteral("recovery")).toStdString(); }
  std::vector<RecoverableWork> left() const { return recoverableWork(folder()); }

  std::unique_ptr<QTemporaryDir> m_folder;
  const Design m_design = example("first-light");
};

void TestRecovery::init() {
  m_folder = std::make_unique<QTemporaryDir>();
}

void TestRecovery::snapshotComesBack() {
  const Result<std::string> bytes = snapshotBytes(snapshotOf(m_design));
  QVERIFY(bytes.ok());
  const Result<Snapshot> back = readSnapshot(bytes.value(), "x");
  QVERIFY(back.ok());
  QCOMPARE(back.value().design, m_design);
  QCOMPARE(back.value().note.path, std::string("/home/ada/bench.loom"));
  QCOMPARE(back.value().note.changes, std::int64_t{3});
  QVERIFY(!back.value().run);
}

void TestRecovery::placeOfALivingWindowIsNotOffered() {
  Result<RecoverySlot> slot = RecoverySlot::create(folder());
  QVERIFY(slot.ok());
  QVERIFY(slot.value().write(snapshotOf(m_design)).ok());
  inChild([&] {
    if (!left().empty()) ::_exit(1);  // another program looks, too
  });
  QVERIFY(left().empty());
  slot.value().clear();
}

void TestRecovery::workOfAKilledWindowIsOffered() {
  inChild([&] {
    Result<RecoverySlot> slot = RecoverySlot::create(folder());
    static_cast<void>(slot.value().write(snapshotOf(renamed(m_design, "one"))));
    static_cast<void>(slot.value().write(snapshotOf(renamed(m_design, "two"))));
    static_cast<void>(slot.value().write(snapshotOf(renamed(m_design, "three"))));
  });
  const std::vector<RecoverableWork> work = left();
  QCOMPARE(work.size(), std::size_t{1});
  QVERIFY(work[0].snapshot);
  QCOMPARE(work[0].snapshot->design.name, std::string("three"));
  QCOMPARE(work[0].snapshot->note.sequence, std::uint64_t{3});
  QVERIFY(!work[0].endedWhileOpening);
  // As long as it is held here, nobody else is offered it.
  QVERIFY(left().empty());
}

void TestRecovery::newestThatCanBeReadIsOffered_data() {
  QTest::addColumn<QByteArray>("newest");
  QTest::addColumn<QByteArray>("older");
  QTest::addColumn<QString>("name");
  const QByteArray whole = QByteArrayLiteral("whole");
  QTest::newRow("both whole") << whole << whole << QStringLiteral("two");
  QTest::newRow("newest empty") << QByteArray() << whole << QStringLiteral("one");
  QTest::newRow("newest torn") << QByteArrayLiteral("PK\3\4torn") << whole << QStringLiteral("one");
  QTest::newRow("older torn") << whole << QByteArrayLiteral("PK\3\4torn") << QStringLiteral("two");
  QTest::newRow("both torn") << QByteArrayLiteral("PK") << QByteArrayLiteral("PK") << QString();
}

void TestRecovery::newestThatCanBeReadIsOffered() {
  QFETCH(QByteArray, newest);
  QFETCH(QByteArray, older);
  QFETCH(QString, name);
  std::string place;
  {
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    inChild([&] {
      Result<RecoverySlot> slot = RecoverySlot::create(folder());
      static_cast<void>(slot.value().write(snapshotOf(renamed(m_design, "one"))));
      static_cast<void>(slot.value().write(snapshotOf(renamed(m_design, "two"))));
      static_cast<void>(!::write(ends[1], slot.value().folder().data(), slot.value().folder().size()));
    });
    char text[4096];
    const ssize_t size = ::read(ends[0], text, sizeof text);
    place.assign(text, static_cast<std::size_t>(std::max<ssize_t>(0, size)));
    ::close(ends[0]);
    ::close(ends[1]);
  }
  const QDir dir(QString::fromStdString(place));
  if (newest != "whole") overwrite(dir.filePath(QStringLiteral("a.snapshot")), newest);
  if (older != "whole") overwrite(dir.filePath(QStringLiteral("b.snapshot")), older);
  const std::vector<RecoverableWork> work = left();
  QCOMPARE(work.size(), std::size_t{1});
  QCOMPARE(work[0].snapshot.has_value(), !name.isEmpty());
  if (work[0].snapshot)
    QCOMPARE(QString::fromStdString(work[0].snapshot->design.name), name);
  else
    QVERIFY(work[0].problem && !work[0].file.empty());
}

void TestRecovery::nothingIsRemovedBeforeTheChoice() {
  inChild([&] { static_cast<void>(RecoverySlot::create(folder()).value().write(snapshotOf(m_design))); });
  // The slot of the child went with its value, but not what it holds.
  for (int look = 0; look < 3; ++look) QCOMPARE(left().size(), std::size_t{1});
  forgetWork(left().front());
  QVERIFY(left().empty());
  QVERIFY(QDir(QString::fromStdString(folder())).isEmpty());
}

void TestRecovery::workThatKilledAProgramIsMarked() {
  inChild([&] { static_cast<void>(RecoverySlot::create(folder()).value().write(snapshotOf(m_design))); });
  inChild([&] { markOpening(left().front()); });
  QVERIFY(left().front().endedWhileOpening);
  QVERIFY(left().front().snapshot);  // it is there still, for those who ask for it
  markOpened(left().front());
  QVERIFY(!left().front().endedWhileOpening);
}

void TestRecovery::emptyPlacesAreSweptUp() {
  inChild([&] {
    Result<RecoverySlot> slot = RecoverySlot::create(folder());
    ::kill(::getpid(), SIGKILL);
  });
  QCOMPARE(QDir(QString::fromStdString(folder())).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
  QVERIFY(left().empty());
  QVERIFY(QDir(QString::fromStdString(folder())).isEmpty());
  { const Result<RecoverySlot> slot = RecoverySlot::create(folder()); }
  QVERIFY(QDir(QString::fromStdString(folder())).isEmpty());
}

// A dose of what tests/soak does by the thousand.
void TestRecovery::killedWhileWritingLeavesASnapshot() {
  constexpr int kKills = 25;
  for (int kill = 0; kill < kKills; ++kill) {
    const pid_t child = ::fork();
    if (child == 0) {
      Result<RecoverySlot> slot = RecoverySlot::create(folder());
      for (int i = 1;; ++i)
        static_cast<void>(slot.value().write(snapshotOf(renamed(m_design, std::to_string(i)))));
    }
    const QString path = QString::fromStdString(folder());
    const auto written = [&] {
      for (const QString& place : QDir(path).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        if (QFile::exists(path + '/' + place + QStringLiteral("/a.snapshot"))) return true;
      return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(written(), 10000);
    std::this_thread::sleep_for(std::chrono::milliseconds(kill));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::vector<RecoverableWork> work = left();
    QCOMPARE(work.size(), std::size_t{1});
    QVERIFY(work[0].snapshot);
    QCOMPARE(work[0].snapshot->design.name, std::to_string(work[0].snapshot->note.sequence));
    forgetWork(work[0]);
  }
}

// Ten times as fast as in the window.
constexpr SnapshotTiming kQuick{200ms, 500ms, 300ms};

void TestRecovery::writerKeepsTime() {
  SnapshotWriter writer(folder(), kQuick);
  const auto handedOver = std::chrono::steady_clock::now();
  writer.keep(snapshotOf(m_design));
  std::this_thread::sleep_for(80ms);
  // Something may change still. A machine that slept for longer says nothing.
  const std::uint64_t early = writer.status().written;
  if (std::chrono::steady_clock::now() - handedOver < kQuick.quiet) QCOMPARE(early, std::uint64_t{0});
  QTRY_COMPARE_WITH_TIMEOUT(writer.status().written, std::uint64_t{1}, 5000);
  // Who never stops is written meanwhile.
  const auto begin = std::chrono::steady_clock::now();
  while (writer.status().written < 2 && std::chrono::steady_clock::now() - begin < 10s) {
    writer.keep(snapshotOf(m_design));
    std::this_thread::sleep_for(20ms);
  }
  QVERIFY(writer.status().written >= 2);
  QVERIFY(std::chrono::steady_clock::now() - begin >= kQuick.longest - 50ms);
  writer.drop();
}

void TestRecovery::writerWritesTheNewestAndDropsIt() {
  SnapshotWriter writer(folder(), {1h, 1h, 1h});
  writer.keep(snapshotOf(renamed(m_design, "one")));
  writer.keep(snapshotOf(renamed(m_design, "two")));
  QVERIFY(!writer.flush());
  QCOMPARE(writer.status().written, std::uint64_t{1});
  const QDir place(QString::fromStdString(writer.status().folder));
  const std::string file = place.filePath(QStringLiteral("b.snapshot")).toStdString();
  const Result<std::string> bytes = readFile(file, zipBudget());
  QVERIFY(bytes.ok());
  QCOMPARE(readSnapshot(bytes.value(), file).value().design.name, std::string("two"));
  writer.drop();
  QVERIFY(!writer.flush());
  QCOMPARE(place.entryList({QStringLiteral("*.snapshot")}).size(), 0);
}

void TestRecovery::writerTriesAgain() {
  overwrite(QString::fromStdString(folder()), "a file stands where the folder should be");
  SnapshotWriter writer(folder(), kQuick);
  writer.keep(snapshotOf(m_design));
  QTRY_VERIFY_WITH_TIMEOUT(writer.status().problem.has_value(), 5000);
  QCOMPARE(writer.status().problem->id, std::string("recovery.no-folder"));
  QVERIFY(QFile::remove(QString::fromStdString(folder())));
  QTRY_COMPARE_WITH_TIMEOUT(writer.status().written, std::uint64_t{1}, 5000);
  QVERIFY(!writer.status().problem);
  writer.drop();
}

void TestRecovery::runsComeBackWithTheirSnapshot() {
  auto run = std::make_shared<RunFile>();
  run->first = m_design;
  run->weights = {{1, 2, {1, 2}}};
  run->weightsHash = heldWeightsHash(*run);
  Snapshot snapshot = snapshotOf(m_design);
  snapshot.run = run;
  const std::string bytes = snapshotBytes(snapshot).value();
  const Result<Snapshot> back = readSnapshot(bytes, "x");
  QVERIFY2(back.ok(), back ? "" : english(back.error()).c_str());
  QVERIFY(back.value().run && back.value().run->weightsHash == run->weightsHash);
  // A part of it that cannot be read is said, and is not left out in silence.
  std::vector<ZipEntry> entries = readZip(bytes, "x").value();
  for (ZipEntry& entry : entries) {
    const std::string whole = entry.bytes;
    entry.bytes = whole.substr(0, whole.size() / 2);
    QVERIFY2(!readSnapshot(writeZip(entries).value(), "x"), entry.name.c_str());
    entry.bytes = whole;
  }
  QVERIFY(readSnapshot(writeZip(entries).value(), "x").ok());
  std::vector<ZipEntry> without;
  for (const ZipEntry& entry : entries)
    if (entry.name != "design.loom") without.push_back(entry);
  QVERIFY(!readSnapshot(writeZip(without).value(), "x"));
  for (ZipEntry& entry : entries)
    if (entry.name == "note.json") {
      QString note = QString::fromStdString(entry.bytes);
      QVERIFY(note.contains(QStringLiteral("\"version\": 1")));
      entry.bytes =
          note.replace(QStringLiteral("\"version\": 1"), QStringLiteral("\"version\": 2")).toStdString();
    }
  QVERIFY(!readSnapshot(writeZip(entries).value(), "x"));  // of a newer program
}

void TestRecovery::whatIsNoPlaceIsPassedOver() {
  const std::string folder = m_folder->path().toStdString();
  QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("empty")));
  QVERIFY(saveFile(folder + "/file", "x").ok());
  QVERIFY(QFile::link(QStringLiteral("/etc"), m_folder->filePath(QStringLiteral("link"))));
  QVERIFY(recoverableWork(folder).empty());
  QVERIFY(recoverableWork(folder + "/none").empty());
  QCOMPARE(RecoverySlot::create(folder + "/file/below").error().id, std::string("recovery.no-folder"));
}

void TestRecovery::foreignArchivesAreRefused() {
  const Result<std::string> other = writeZip({{"a.txt", "a"}});
  QCOMPARE(readSnapshot(other.value(), "x").error().id, std::string("recovery.not-a-snapshot"));
  QCOMPARE(readSnapshot("text", "x").error().id, std::string("zip.not-a-zip"));
  Result<std::string> bytes = snapshotBytes(snapshotOf(m_design));
  Result<std::vector<ZipEntry>> entries = readZip(bytes.value(), "x");
  for (ZipEntry& entry : entries.value())
    if (entry.name == "design.loom") entry.bytes = writeDesign(renamed(m_design, "another"));
  QCOMPARE(readSnapshot(writeZip(entries.value()).value(), "x").error().id, std::string("recovery.damaged"));
}

QTEST_GUILESS_MAIN(TestRecovery)
#include "tst_recovery.moc"
