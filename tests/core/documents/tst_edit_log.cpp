#include <QTest>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "documents/internal/edit_log.h"

using namespace lightloom::tests;

namespace {

std::vector<LoggedEdit> sampleLog() {
  const Design first = sampleDesign();
  Component lens;
  lens.kind = "lens";
  lens.values = {{"focal_length", 0.02}};
  DesignEdit renaming;
  renaming.label = asMessage("Rename");
  renaming.renamed = true;
  renaming.nameBefore = first.name;
  renaming.nameAfter = "Second";
  return {{0, setParameter(first, "leader", "x", Value(-0.2))},
          {17, addComponent(first, lens)},
          {17, removeComponents(first, {"leader", "fan_out1"})},
          {900, setSetting(first, "training.learning_rate", Value(0.01))},
          {901, setSetting(first, "network.hidden", Value(std::vector<double>{100}))},
          {902, renaming}};
}

}  // namespace

class TestEditLog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void comesBackAndActsTheSame();
  void keepsWhatWasTrainedOn();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
};

void TestEditLog::comesBackAndActsTheSame() {
  const std::vector<LoggedEdit> log = sampleLog();
  const std::string bytes = writeEditLog(log);
  const Result<std::vector<LoggedEdit>> again = readEditLog(bytes, "log.json");
  QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
  QCOMPARE(again.value().size(), log.size());
  QCOMPARE(QString::fromStdString(writeEditLog(again.value())), QString::fromStdString(bytes));
  for (std::size_t i = 0; i < log.size(); ++i) {
    QCOMPARE(again.value()[i].step, log[i].step);
    QVERIFY(apply(sampleDesign(), again.value()[i].edit) == apply(sampleDesign(), log[i].edit));
  }
}

// Programs that know nothing of it must not replay half of the run.
void TestEditLog::keepsWhatWasTrainedOn() {
  std::vector<LoggedEdit> log = sampleLog();
  QVERIFY(writeEditLog(log).find("\"version\": 1") != std::string::npos);
  log.push_back({1000, DesignEdit(), 20});
  const std::string bytes = writeEditLog(log);
  QVERIFY(bytes.find("\"version\": 2") != std::string::npos);
  const std::vector<LoggedEdit> again = readEditLog(bytes, "log.json").value();
  QCOMPARE(again.size(), log.size());
  QCOMPARE(again.back().moreEpochs, 20);
  QCOMPARE(again.front().moreEpochs, 0);
  QVERIFY(again.back().edit.empty());
  log.front().back = true;
  const std::string returned = writeEditLog(log);
  QVERIFY(returned.find("\"version\": 3") != std::string::npos);
  QVERIFY(readEditLog(returned, "log.json").value().front().back);
  QVERIFY(!readEditLog(returned, "log.json").value().back().back);
}

void TestEditLog::namesWhatIsWrong_data() {
  QTest::addColumn<QByteArray>("edits");
  QTest::addColumn<QString>("id");
  QTest::newRow("no step") << QByteArray("[{}]") << "design.missing-field";
  QTest::newRow("negative step") << QByteArray("[{\"step\": -1}]") << "design.out-of-range";
  QTest::newRow("no more epochs") << QByteArray("[{\"step\": 1, \"more_epochs\": 0}]")
                                  << "design.out-of-range";
  QTest::newRow("neither before nor after")
      << QByteArray("[{\"step\": 1, \"components\": [{\"id\": \"a\"}]}]") << "design.bad-edit";
  QTest::newRow("another part") << QByteArray(
                                       "[{\"step\": 1, \"components\": [{\"id\": \"a\", \"after\": {\"id\": "
                                       "\"b\", \"kind\": \"lens\"}}]}]")
                                << "design.bad-edit";
  QTest::newRow("unknown setting") << QByteArray(
                                          "[{\"step\": 1, \"settings\": [{\"key\": \"training.magic\"}]}]")
                                   << "design.unknown-setting";
  QTest::newRow("wrong value")
      << QByteArray("[{\"step\": 1, \"settings\": [{\"key\": \"training.batch\", \"after\": \"many\"}]}]")
      << "design.wrong-type";
}

void TestEditLog::namesWhatIsWrong() {
  QFETCH(QByteArray, edits);
  QFETCH(QString, id);
  const QByteArray bytes = "{\"format\": \"lightloom-log\", \"version\": 1, \"edits\": " + edits + "}";
  const Result<std::vector<LoggedEdit>> log = readEditLog(bytes.toStdString(), "log.json");
  QVERIFY(!log.ok());
  QCOMPARE(QString::fromStdString(log.error().id), id);
}

QTEST_GUILESS_MAIN(TestEditLog)
#include "tst_edit_log.moc"
