#include "study/study_points.h"

#include <QTest>
#include <algorithm>
#include <set>

#include "all_rooms.h"
#include "design/edit.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;

class TestStudyPoints : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void gridsAreThoseOfSweeps();
  void seedsFollowOneAnother();
  void drawsLieInTheirRanges_data();
  void drawsLieInTheirRanges();
  void latinPointsTakeEachStripOnce();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
  void figuresAreThoseOfSimulation();

 private:
  static Study studyOf(const std::vector<const char*>& axes, Sampling sampling, std::size_t samples = 0);
};

Study TestStudyPoints::studyOf(const std::vector<const char*>& axes, Sampling sampling, std::size_t samples) {
  Study out;
  out.sampling = sampling;
  out.samples = samples;
  out.seed = 7;
  for (const char* text : axes) {
    Result<StudyAxis> axis = readStudyAxis(example("mnist-5x5"), text, sampling);
    if (!axis) qFatal("%s", english(axis.error()).c_str());
    out.axes.push_back(std::move(axis).value());
  }
  return out;
}

void TestStudyPoints::gridsAreThoseOfSweeps() {
  const StudyPlan plan(studyOf({"lens1.x=0.02:0.03:3", "noise.shot=on,off"}, Sampling::Grid));
  QCOMPARE(plan.size(), std::size_t{6});
  QCOMPARE(plan.point(0).key, std::string("000000 lens1.x=0.02 noise.shot=on"));
  QCOMPARE(plan.point(1).key, std::string("000001 lens1.x=0.02 noise.shot=off"));
  QCOMPARE(plan.point(5).values, (std::vector<std::string>{"0.03", "off"}));
  const Result<Design> design = designAt(example("mnist-5x5"), plan.study(), plan.point(5));
  QVERIFY(design.ok() && !settingSwitch(design.value(), "noise.shot"));
}

void TestStudyPoints::seedsFollowOneAnother() {
  Study study = studyOf({"noise.shot=on,off"}, Sampling::Grid);
  study.seeds = 3;
  const StudyPlan plan(study);
  QCOMPARE(plan.size(), std::size_t{6});
  QCOMPARE(plan.point(4).key, std::string("000001.0001 noise.shot=off seed=8"));
  QCOMPARE(plan.point(4).seed, std::int64_t{8});
  const Result<Design> design = designAt(example("mnist-5x5"), study, plan.point(4));
  QCOMPARE(settingInteger(design.value(), "training.seed"), std::int64_t{8});
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < plan.size(); ++i) keys.push_back(plan.point(i).key);
  QVERIFY(std::is_sorted(keys.begin(), keys.end()));
}

void TestStudyPoints::drawsLieInTheirRanges_data() {
  QTest::addColumn<int>("sampling");
  QTest::newRow("random") << static_cast<int>(Sampling::Random);
  QTest::newRow("latin") << static_cast<int>(Sampling::Latin);
}

// Evenly: the mean of N draws between 0 and 1 lies within five standard deviations of a half.
void TestStudyPoints::drawsLieInTheirRanges() {
  QFETCH(int, sampling);
  constexpr std::size_t kPoints = 2000;
  const Study study = studyOf({"lens1.x=20 mm:30 mm", "vcsel_array2.power=1 µW:1 mW:log",
                               "training.batch=10:12", "noise.shot=on,off"},
                              static_cast<Sampling>(sampling), kPoints);
  const StudyPlan plan(study), again(study);
  double sum = 0, logs = 0;
  std::map<std::string, int> batches, switches;
  std::set<std::string> places;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const StudyPoint point = plan.point(i);
    QCOMPARE(again.point(i).key, point.key);
    const double x = std::stod(point.values[0]), power = std::stod(point.values[1]);
    QVERIFY(x >= 0.02 && x <= 0.03 && power >= 1e-6 && power <= 1e-3);
    sum += (x - 0.02) / 0.01;
    logs += std::log10(power / 1e-6) / 3;
    ++batches[point.values[2]];
    ++switches[point.values[3]];
    places.insert(point.values[0]);
  }
  const double most = 5 * std::sqrt(1.0 / 12 / kPoints);
  QVERIFY(std::fabs(sum / kPoints - 0.5) < most && std::fabs(logs / kPoints - 0.5) < most);
  QCOMPARE(batches.size(), std::size_t{3});
  for (const auto& [value, count] : batches) QVERIFY2(std::abs(count - 667) < 120, value.c_str());
  QCOMPARE(switches.size(), std::size_t{2});
  QCOMPARE(places.size(), kPoints);
}

void TestStudyPoints::latinPointsTakeEachStripOnce() {
  constexpr std::size_t kPoints = 60;
  const StudyPlan plan(studyOf({"lens1.x=0:1", "lens2.x=0:1"}, Sampling::Latin, kPoints));
  for (std::size_t axis = 0; axis < 2; ++axis) {
    std::set<int> strips;
    for (std::size_t i = 0; i < kPoints; ++i)
      strips.insert(static_cast<int>(std::stod(plan.point(i).values[axis]) * kPoints));
    QCOMPARE(strips.size(), kPoints);
  }
}

void TestStudyPoints::namesWhatIsWrong_data() {
  QTest::addColumn<QString>("error");
  const auto row = [](const char* text, const char* error) { QTest::newRow(text) << error; };
  row("lens1.x=20 mm:30 mm:5", "study.sampled-range");
  row("lens1.x=20 mm:", "value.not-a-number");
  row("lens1.q=0:1", "path.unknown-key");
  row("training.batch=0:5", "value.out-of-range");
  row("vcsel_array2.power=0:1 mW:log", "sweep.log");
  row("vcsel_array2.detuning=5:1 GHz", "sweep.units");
  row("nonsense", "sweep.syntax");
}

void TestStudyPoints::namesWhatIsWrong() {
  QFETCH(QString, error);
  const Result<StudyAxis> axis =
      readStudyAxis(example("mnist-5x5"), QTest::currentDataTag(), Sampling::Random);
  QVERIFY(!axis.ok());
  QCOMPARE(QString::fromStdString(axis.error().id), error);
  Study many = studyOf({"lens1.x=0:1"}, Sampling::Random, 1000);
  QVERIFY(!studyProblem(many));
  many.seeds = 1001;
  QCOMPARE(studyProblem(many)->id, std::string("study.too-many"));
  const Study grid = studyOf({"lens1.x=0:1:5000", "lens2.x=0:1:5000"}, Sampling::Grid);
  QCOMPARE(studyProblem(grid)->id, std::string("study.too-many"));
}

void TestStudyPoints::figuresAreThoseOfSimulation() {
  const Design design = example("first-light");
  const auto data = dataOf(design);
  const PointFigures figures = simulatedFigures(design, *data);
  QVERIFY(!figures.problem && figures.numbers.size() > 10);
  const Result<Design> without = applyAssignment(design, "beam_splitter4.enabled=off");
  const PointFigures none = simulatedFigures(without.value(), *data);
  QVERIFY(none.problem && none.numbers.empty());
  Design brief = applyAssignment(design, "training.epochs=1").value();
  brief = applyAssignment(brief, "network.hidden=10").value();
  const PointFigures trained = trainedFigures(brief, data, {});
  QVERIFY(!trained.problem);
  const auto accuracy = std::find_if(trained.numbers.rbegin(), trained.numbers.rend(),
                                     [](const auto& number) { return number.first == "test_accuracy"; });
  QVERIFY(accuracy != trained.numbers.rend() && accuracy->second > 0.05 && accuracy->second <= 1);
}

QTEST_GUILESS_MAIN(TestStudyPoints)
#include "tst_study_points.moc"
