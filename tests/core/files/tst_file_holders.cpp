#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "files/file_holders.h"
#include "files/safe_writer.h"

using namespace lightloom::tests;

namespace {

// Of a process that is there as long as the value lives.
class Sleeper {
 public:
  Sleeper() : m_process(::fork()) {
    if (m_process == 0) {
      ::pause();
      ::_exit(0);
    }
  }
  ~Sleeper() { end(); }
  void end() {
    if (m_process <= 0) return;
    ::kill(m_process, SIGKILL);
    ::waitpid(m_process, nullptr, 0);
    m_process = 0;
  }
  std::int64_t process() const { return m_process; }

 private:
  pid_t m_process;
};

std::string noteOf(const std::string& host, std::int64_t process, std::uint64_t began) {
  return "{\"format\": \"lightloom-open\", \"holders\": [{\"host\": \"" + host +
         "\", \"user\": \"ada\", \"process\": " + std::to_string(process) +
         ", \"began\": " + std::to_string(began) + "}]}\n";
}

}  // namespace

class TestFileHolders : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void writesItselfDownAsLongAsItHolds();
  void seesWhoElseHolds_data();
  void seesWhoElseHolds();
  void strikesOutTheDead();
  void leavesNotesOfOthersAlone();
  void needsNoPlaceForItsNote();

 private:
  std::string path() const { return m_folder->filePath(QStringLiteral("bench.loom")).toStdString(); }
  bool hasNote() const { return QFileInfo::exists(QString::fromStdString(holdersPath(path()))); }

  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFileHolders::init() {
  m_folder = std::make_unique<QTemporaryDir>();
}

void TestFileHolders::writesItselfDownAsLongAsItHolds() {
  QVERIFY(!hasNote());
  {
    const HeldFile held(path());
    QVERIFY(hasNote());
    QVERIFY(otherHolders(path()).empty());
    HeldFile moved;
    moved = HeldFile(path());
    QVERIFY(hasNote());
  }
  QVERIFY(!hasNote());
}

void TestFileHolders::seesWhoElseHolds_data() {
  QTest::addColumn<QString>("note");
  QTest::addColumn<bool>("held");
  static Sleeper sleeper;
  const std::string host = thisHolder().host;
  const auto row = [](const char* name, const std::string& note, bool held) {
    QTest::newRow(name) << QString::fromStdString(note) << held;
  };
  row("lives", noteOf(host, sleeper.process(), 0), true);
  row("lives, a later one of its number", noteOf(host, sleeper.process(), 1), false);
  row("dead", noteOf(host, 0x3ffffff, 0), false);
  row("on another machine", noteOf("elsewhere", 1, 5), true);
  row("of another user", noteOf(host, 1, 0), true);
  row("no number", noteOf(host, -3, 0), false);
  row("empty", "", false);
  row("torn", noteOf(host, sleeper.process(), 0).substr(0, 60), false);
  row("of another program", "{\"pid\": 1}", false);
  const auto said = [&](const std::string& holders, const std::string& format = "lightloom-open") {
    return "{\"format\": \"" + format + "\", \"holders\": " + holders + "}";
  };
  QVERIFY(noteOf(host, 1, 0).find("lightloom-open") != std::string::npos);
  const std::string here = "\"host\": \"" + host + "\"",
                    number = "\"process\": " + std::to_string(sleeper.process());
  row("says the least", said("[{" + here + ", " + number + "}]"), true);
  row("another format", said("[{" + here + ", " + number + "}]", "other"), false);
  row("format is a number", "{\"format\": 1, \"holders\": [{" + here + ", " + number + "}]}", false);
  row("no list", "{\"format\": \"lightloom-open\"}", false);
  row("list is an object", said("{}"), false);
  row("no host", said("[{" + number + "}]"), false);
  row("host is a number", said("[{\"host\": 1, " + number + "}]"), false);
  row("no process", said("[{" + here + "}]"), false);
  row("process is a text", said("[{" + here + ", \"process\": \"1\"}]"), false);
  row("user is a number", said("[{" + here + ", \"user\": 1, " + number + "}]"), true);
  row("began is a text", said("[{" + here + ", \"began\": \"x\", " + number + "}]"), true);
}

void TestFileHolders::seesWhoElseHolds() {
  QFETCH(QString, note);
  QFETCH(bool, held);
  QVERIFY(saveFile(holdersPath(path()), note.toStdString()).ok());
  QCOMPARE(otherHolders(path()).size(), held ? std::size_t{1} : std::size_t{0});
}

void TestFileHolders::strikesOutTheDead() {
  Sleeper sleeper;
  QVERIFY(saveFile(holdersPath(path()), noteOf(thisHolder().host, sleeper.process(), 0)).ok());
  {
    const HeldFile held(path());
    QCOMPARE(otherHolders(path()).size(), std::size_t{1});
  }
  QVERIFY(hasNote());  // the other one holds it still
  sleeper.end();
  { const HeldFile held(path()); }
  QVERIFY(!hasNote());
}

void TestFileHolders::leavesNotesOfOthersAlone() {
  const std::string foreign = "{\"pid\": 1}";
  QVERIFY(saveFile(holdersPath(path()), foreign).ok());
  { const HeldFile held(path()); }
  QFile note(QString::fromStdString(holdersPath(path())));
  QVERIFY(note.open(QIODevice::ReadOnly));
  QCOMPARE(note.readAll(), QByteArray::fromStdString(foreign));
}

void TestFileHolders::needsNoPlaceForItsNote() {
  const HeldFile nowhere("/proc/bench.loom");
  QVERIFY(otherHolders("/proc/bench.loom").empty());
  const HeldFile longName(path() + std::string(250, 'x'));
  QVERIFY(otherHolders(longName.path()).empty());
}

QTEST_APPLESS_MAIN(TestFileHolders)
#include "tst_file_holders.moc"
