#include "export/study_summary.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <cmath>
#include <limits>

#include "all_rooms.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;

class TestStudySummary : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theWorstValueIsFirst();
  void withoutABaseNothingIsCompared();
  void benchesAreCounted();
  void alikeBenchesHaveNoSpread();
  void theBestKeepsToItsLimits();
  void whatIsKnownIsLookedUp();

 private:
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  static const StudyHead& head() {
    static const StudyHead out{"lib", "abc", PointWork::Test};
    return out;
  }
  static Study studyOf(Sampling sampling);
  static PointFigures figures(double accuracy, double energy = 1e-15, double area = 1e-6) {
    if (std::isnan(accuracy))
      return {{{"lasers", 25}, {"locked", 5}}, Message{"bench.no-cell", "no cell", {}}};
    return {{{"snr", 10},
             {"test_accuracy", accuracy},
             {"energy_per_op", energy},
             {"area", area},
             {"lasers", 25},
             {"locked", 24}},
            std::nullopt};
  }
  static void add(StudyTable& table, const Study& study, const StudyPoint& point, const PointFigures& of) {
    if (const auto problem = table.add("lines", studyLine(head(), study, point, of), false))
      qFatal("%s", english(*problem).c_str());
  }
};

Study TestStudySummary::studyOf(Sampling sampling) {
  Study out;
  out.sampling = sampling;
  for (const char* text : {"lens1.x=0.02,0.03", "lens2.x=0.05,0.06"})
    out.axes.push_back(readStudyAxis(example("first-light"), text, Sampling::Grid).value());
  return out;
}

void TestStudySummary::theWorstValueIsFirst() {
  const Study study = studyOf(Sampling::OneByOne);
  const StudyPlan plan(study);
  QCOMPARE(plan.size(), std::size_t{5});
  StudyTable table;
  const double scores[] = {0.9, 0.89, 0.9, 0.5, 0.88};
  for (std::size_t i = 0; i < plan.size(); ++i)
    add(table, study, plan.point(i), figures(scores[i], i == 1 ? 2e-15 : 1e-15));
  const Sensitivity all = sensitivityOf(table).value();
  QCOMPARE(all.accuracy, 0.9);
  QCOMPARE(all.rows.size(), std::size_t{2});
  QCOMPARE(all.rows[0].path, std::string("lens2.x"));
  VERIFY_WITHIN(all.rows[0].worst, 0.4, 1e-12);
  QCOMPARE(all.rows[1].sides[0].value, std::string("0.02"));
  VERIFY_WITHIN(all.rows[1].sides[0].joulesPerOp, 1e-15, 1e-9);
  const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(sensitivityJson(all))).object();
  QCOMPARE(json["rows"][0]["path"].toString(), QStringLiteral("lens2.x"));
  QVERIFY(json["rows"][0]["problem"].isNull());
  QVERIFY(sensitivityText(all).find("-40.00 %") < sensitivityText(all).find("lens1.x"));
}

void TestStudySummary::withoutABaseNothingIsCompared() {
  const Study study = studyOf(Sampling::OneByOne);
  const StudyPlan plan(study);
  StudyTable table;
  add(table, study, plan.point(1), figures(0.9));
  QCOMPARE(sensitivityOf(table).error().id, std::string("study.no-base"));
  // A side that does not compute is the worst of all.
  add(table, study, plan.point(0), figures(0.9));
  add(table, study, plan.point(3), figures(kNone));
  const Sensitivity all = sensitivityOf(table).value();
  QVERIFY(all.rows[0].path == "lens2.x" && all.rows[0].problem == "bench.no-cell");
  QVERIFY(std::isinf(all.rows[0].worst));
  QVERIFY(sensitivityText(all).find("bench.no-cell") != std::string::npos);
  QVERIFY(sensitivityJson(all).find("\"problem\": \"bench.no-cell\"") != std::string::npos);
}

void TestStudySummary::benchesAreCounted() {
  const Study study = studyOf(Sampling::Grid);
  const StudyPlan plan(study);
  StudyTable table;
  const double scores[] = {0.9, 0.8, kNone, 0.7};
  for (std::size_t i = 0; i < 4; ++i) add(table, study, plan.point(i), figures(scores[i]));
  const YieldSummary summary = yieldOf(table, 0.75);
  QVERIFY(summary.benches == 4 && summary.computed == 3 && summary.passed == 2);
  VERIFY_WITHIN(summary.mean, 0.8, 1e-12);
  VERIFY_WITHIN(summary.deviation, 0.1, 1e-12);
  // The lasers of a bench that cannot compute count, and those of one bench lock or fail together.
  QVERIFY(summary.lasers == 100 && summary.locked == 77);
  QVERIFY(summary.locks.low < wilsonInterval(77, 100).low && summary.locks.high > 0.9);
  QVERIFY(summary.passes->low < 0.5 && summary.passes->high > 0.5);
  std::size_t binned = 0;
  for (const std::size_t count : summary.bins) binned += count;
  QVERIFY(binned == 3 && summary.bins.front() == 1 && summary.bins.back() == 1);
  QCOMPARE(summary.worst.front(), plan.point(2).key);
  QCOMPARE(summary.worst[1], plan.point(3).key);
  const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(yieldJson(summary))).object();
  QCOMPARE(json["passed"].toInt(), 2);
  QCOMPARE(json["histogram"]["counts"][0].toInt(), 1);
  QVERIFY(yieldText(summary).find("2 benches") != std::string::npos);
}

void TestStudySummary::alikeBenchesHaveNoSpread() {
  const Study study = studyOf(Sampling::Grid);
  const StudyPlan plan(study);
  StudyTable table;
  for (std::size_t i = 0; i < 4; ++i) add(table, study, plan.point(i), figures(0.1 + 0.2));
  const YieldSummary summary = yieldOf(table, std::nullopt);
  QVERIFY(summary.deviation == 0 && summary.bins.size() == 1 && summary.passed == 4);
  // The mean of these benches is no threshold that a probability could be told of.
  QVERIFY(!summary.passes && yieldJson(summary).find("\"pass_probability_95\": null") != std::string::npos);
  QVERIFY(yieldText(summary).find("4 benches\n") != std::string::npos);
  const YieldSummary none = yieldOf({}, std::nullopt);
  QVERIFY(none.benches == 0 && none.bins.empty() && none.locks.high == 1);
  QVERIFY(!yieldText(none).empty());
}

void TestStudySummary::theBestKeepsToItsLimits() {
  const Study study = studyOf(Sampling::Grid);
  const StudyPlan plan(study);
  StudyTable table;
  add(table, study, plan.point(0), figures(0.9, 4e-15));
  add(table, study, plan.point(1), figures(0.9, 3e-15));
  add(table, study, plan.point(2), figures(0.8, 1e-15));
  add(table, study, plan.point(3), figures(kNone));
  const SearchGoal less{"energy_per_op", false};
  QCOMPARE(*bestOf(table, less, {{"test_accuracy", true, 0.85}}), std::size_t{1});
  QCOMPARE(*bestOf(table, less, {}), std::size_t{2});
  QCOMPARE(*bestOf(table, {"energy_per_op", true}, {}), std::size_t{0});
  QVERIFY(!bestOf(table, less, {{"test_accuracy", true, 0.95}}));
  QCOMPARE(frontOf(table), (std::vector<std::size_t>{1, 2}));
  const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(searchJson(table, 1))).object();
  QCOMPARE(json["best"]["values"]["lens2.x"].toDouble(), 0.06);
  QVERIFY(searchText(table, 1).find("best:") != std::string::npos);
  QVERIFY(searchJson(table, std::nullopt).find("\"best\": null") != std::string::npos);
  QVERIFY(searchText(table, std::nullopt).find("no point keeps") != std::string::npos);
  const Design base = example("first-light");
  const Result<Design> design = designOf(base, table.rows()[1]);
  QVERIFY(design.ok() && design.value() == designAt(base, study, plan.point(1)).value());
  StudyRow wrong = table.rows()[1];
  wrong.values.front().first = "lens9.x";
  QVERIFY(!designOf(base, wrong).ok());
}

void TestStudySummary::whatIsKnownIsLookedUp() {
  const Study study = studyOf(Sampling::Grid);
  const StudyPlan plan(study);
  const std::string line = studyLine(head(), study, plan.point(1), figures(0.9));
  QVERIFY(knownFigures(line, head(), plan.point(1))->numbers == figures(0.9).numbers);
  QVERIFY(!knownFigures(line, head(), plan.point(2)));
  QVERIFY(!knownFigures(line, {"lib", "abc", PointWork::Train}, plan.point(1)));
  QVERIFY(!knownFigures("nonsense", head(), plan.point(1)));
  const std::string failed = studyLine(head(), study, plan.point(1), figures(kNone));
  QCOMPARE(knownFigures(failed, head(), plan.point(1))->problem->id, std::string("bench.no-cell"));
}

QTEST_GUILESS_MAIN(TestStudySummary)
#include "tst_study_summary.moc"
