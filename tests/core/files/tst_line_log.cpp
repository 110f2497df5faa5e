#include "files/line_log.h"

#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "all_rooms.h"

using namespace lightloom::tests;

class TestLineLog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void growsByLines();
  void takesOffWhatAKillCutShort();
  void namesWhatIsWrong();
  void oneWriterAtATime();
  void aFullDiskKeepsWholeLines();

 private:
  std::string path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
  static QByteArray contents(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
  }
  static std::string errorOf(const std::string& path, LineLog::Begin how) {
    const Result<LineLog> log = LineLog::open(path, how);
    return log ? "opened" : log.error().id;
  }

  QTemporaryDir m_folder;
};

void TestLineLog::growsByLines() {
  const std::string file = path("grows.jsonl");
  {
    Result<LineLog> log = LineLog::open(file, LineLog::Begin::New);
    QVERIFY(log.ok() && log.value().before().empty());
    for (const char* line : {"one", "", "drei – 3"}) QVERIFY(!log.value().append(line));
    QVERIFY(!log.value().sync());
  }
  QCOMPARE(contents(file), QByteArray("one\n\ndrei – 3\n"));
  QCOMPARE(errorOf(file, LineLog::Begin::New), std::string("log.exists"));
  Result<LineLog> again = LineLog::open(file, LineLog::Begin::GoOn);
  QVERIFY(again.ok());
  QCOMPARE(again.value().before(), (std::vector<std::string>{"one", "", "drei – 3"}));
  QVERIFY(!again.value().append("four"));
  QCOMPARE(contents(file), QByteArray("one\n\ndrei – 3\nfour\n"));
}

void TestLineLog::takesOffWhatAKillCutShort() {
  for (const char* text : {"whole\nhal", "hal", "whole\n"}) {
    const std::string file = path("cut.jsonl");
    QFile made(QString::fromStdString(file));
    QVERIFY(made.open(QIODevice::WriteOnly) && made.write(text) > 0);
    made.close();
    Result<LineLog> log = LineLog::open(file, LineLog::Begin::GoOn);
    QVERIFY(log.ok());
    const QByteArray whole = QByteArray(text).startsWith("whole\n") ? "whole\n" : "";
    // Whoever opens it may find that it is no file of theirs.
    QCOMPARE(contents(file), QByteArray(text));
    QCOMPARE(QByteArray::fromStdString(log.value().rest()), QByteArray(text).mid(whole.size()));
    QVERIFY(!log.value().append("next"));
    QCOMPARE(contents(file), whole + "next\n");
  }
}

void TestLineLog::namesWhatIsWrong() {
  QCOMPARE(errorOf(path("none/there.jsonl"), LineLog::Begin::New), std::string("log.failed"));
  QCOMPARE(errorOf(m_folder.path().toStdString(), LineLog::Begin::New), std::string("log.failed"));
  QCOMPARE(errorOf("/dev/null", LineLog::Begin::GoOn), std::string("log.not-a-file"));
  QFile vast(QString::fromStdString(path("vast.jsonl")));  // takes no room on the disk
  QVERIFY(vast.open(QIODevice::WriteOnly) && vast.resize((qint64{1} << 30) + 1));
  QCOMPARE(errorOf(path("vast.jsonl"), LineLog::Begin::GoOn), std::string("file.too-large"));
}

void TestLineLog::oneWriterAtATime() {
  const std::string file = path("shared.jsonl");
  const Result<LineLog> first = LineLog::open(file, LineLog::Begin::New);
  QVERIFY(first.ok());
  QCOMPARE(errorOf(file, LineLog::Begin::GoOn), std::string("log.in-use"));
}

// A limit on the size of files stands for a full disk: of the line that does not fit, nothing stays.
void TestLineLog::aFullDiskKeepsWholeLines() {
  const std::string file = path("full.jsonl");
  Result<LineLog> log = LineLog::open(file, LineLog::Begin::New);
  QVERIFY(log.ok() && !log.value().append("fits"));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  QVERIFY(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit small{10, before.rlim_max};
  QVERIFY(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const std::optional<Message> problem = log.value().append("does not fit");
  QVERIFY(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  QVERIFY(problem && problem->id == "log.failed");
  QCOMPARE(contents(file), QByteArray("fits\n"));
  QVERIFY(!log.value().append("and on"));
  QCOMPARE(contents(file), QByteArray("fits\nand on\n"));
}

QTEST_APPLESS_MAIN(TestLineLog)
#include "tst_line_log.moc"
