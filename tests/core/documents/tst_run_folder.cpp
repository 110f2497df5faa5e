#include "documents/run_folder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "files/file_reader.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

RunFile runOf(const char* assignment) {
  RunFile run;
  run.first = test::with(test::example("first-light"), assignment);
  run.steps = 7;
  return run;
}

QString idOf(const Result<RunFolder>& folder) {
  return folder ? QStringLiteral("open") : QString::fromStdString(folder.error().id);
}

}  // namespace

/// One folder, one training.
class TestRunFolder : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void oneWriterAtATime();
  void otherResultsStay();
  void namesWhatIsWrongWithThePlace();
};

void TestRunFolder::oneWriterAtATime() {
  QTemporaryDir temp;
  const std::string path = temp.filePath("deep/run").toStdString();
  const RunFile run = runOf("training.seed=1");
  {
    const Result<RunFolder> first = RunFolder::open(path, run, {});
    QCOMPARE(idOf(first), "open");
    QCOMPARE(idOf(RunFolder::open(path, run, {})), "run-folder.busy");
  }
  QCOMPARE(idOf(RunFolder::open(path, run, {})), "open");
  QVERIFY(QDir(temp.filePath("deep/run")).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

// The same training may be repeated; another one is refused, and so is what is no training at all.
void TestRunFolder::otherResultsStay() {
  QTemporaryDir temp;
  const std::string path = temp.path().toStdString();
  const RunFile run = runOf("training.seed=1");
  QVERIFY(RunFolder::open(path, run, {}).value().save(run, "{\"a\": 1}").ok());
  QCOMPARE(readFile(path + "/report.json").value(), std::string("{\"a\": 1}"));
  QCOMPARE(readRunFile(path + "/run.loomrun").value().steps, std::uint64_t{7});
  QCOMPARE(idOf(RunFolder::open(path, runOf("training.seed=1"), {})), "open");
  QCOMPARE(idOf(RunFolder::open(path, runOf("training.seed=2"), {})), "run-folder.other-results");
  RunFile edited = run;
  edited.log.push_back({3, setSetting(run.first, "training.epochs", Value(std::int64_t{9}))});
  QCOMPARE(idOf(RunFolder::open(path, edited, {})), "run-folder.other-results");
  RunFile given = run;
  given.start = {WeightMatrix{1, 2, {0.5f, 1}}};
  QCOMPARE(idOf(RunFolder::open(path, given, {})), "run-folder.other-results");
  QVERIFY(RunFolder::open(path, run, {}).value().save(given, "{}").ok());
  QCOMPARE(idOf(RunFolder::open(path, given, {})), "open");
  given.start[0].data[1] = 2;
  QCOMPARE(idOf(RunFolder::open(path, given, {})), "run-folder.other-results");
  given.start = {WeightMatrix{2, 1, {0.5f, 1}}};
  QCOMPARE(idOf(RunFolder::open(path, given, {})), "run-folder.other-results");
  QVERIFY(saveFile(path + "/run.loomrun", "no run").ok());
  QCOMPARE(idOf(RunFolder::open(path, run, {})), "run-folder.other-results");
  QVERIFY(QFile::remove(temp.filePath("run.loomrun")));
  QCOMPARE(idOf(RunFolder::open(path, run, {})), "run-folder.other-results");
}

void TestRunFolder::namesWhatIsWrongWithThePlace() {
  QTemporaryDir temp;
  const std::string file = temp.filePath("report.json").toStdString();
  QVERIFY(saveFile(file, "a design").ok());
  const RunFile run = runOf("training.seed=1");
  QCOMPARE(idOf(RunFolder::open(file, run, {})), "run-folder.no-folder");
  QCOMPARE(idOf(RunFolder::open(file + "/deeper", run, {})), "run-folder.no-folder");
  QCOMPARE(idOf(RunFolder::open(temp.path().toStdString(), run, {file})), "save.is-input");
}

QTEST_GUILESS_MAIN(TestRunFolder)
#include "tst_run_folder.moc"
