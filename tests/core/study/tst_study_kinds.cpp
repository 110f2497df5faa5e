#include <QTest>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "all_rooms.h"
#include "bench/bench.h"
#include "bench/laser_class.h"
#include "design/edit.h"
#include "study/bench_errors.h"
#include "study/binomial.h"
#include "study/design_search.h"
#include "study/sensitivity.h"
#include "study/study_run.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// Studies that ask more than the figures of points.
class TestStudyKinds : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void sensitivityMovesOneValueAtATime();
  void benchesAreDrawnFromTheirErrors();
  void withoutErrorsAllBenchesAreAlike();
  void badErrorsAreNamed_data();
  void badErrorsAreNamed();
  void lockYieldIsBinomial();
  void intervalsAreWilsons();
  void aTestedNetworkKeepsItsWeights();
  void drawnPointsThatCannotComputeAreResults();
  void testsHaveNoRepetitions();
  void goalsAndLimitsAreRead();
  void badGoalsAreNamed_data();
  void badGoalsAreNamed();
  void aSearchFindsTheLeast();
  void aSearchThatCannotBeginSaysWhy();
  void lessEnergyAtTheSameAccuracy();
  void numbersAreFoundByTheirPaths();
  void lasersHaveClasses();

 private:
  // Quick to train.
  static Design quick() {
    return with(with(example("first-light"), "training.epochs=2"), "network.hidden=10");
  }
  static DesignSearch searchOver(const Design& design, const std::vector<const char*>& axes,
                                 std::size_t points);
  static double figure(const PointFigures& figures, const std::string& name) {
    for (const auto& [key, value] : figures.numbers)
      if (key == name) return value;
    return std::numeric_limits<double>::quiet_NaN();
  }
};

void TestStudyKinds::sensitivityMovesOneValueAtATime() {
  Design design = quick();
  Component lens = *findComponent(design, "lens1");
  lens.values["focal_length"] = Value(viewOf(design, "lens1").real("focal_length"));
  lens.sources["focal_length"] = {Provenance::DataSheet, 1e-4, "stated"};
  design = apply(design, replaceComponent(design, std::make_shared<const Component>(lens)));
  const Study study = sensitivityStudy(design, 0.02);
  const StudyPlan plan(study);
  QVERIFY(study.axes.size() > 20);
  QCOMPARE(plan.point(0).key, std::string("000000"));
  QVERIFY(designAt(design, study, plan.point(0)).value() == design);
  bool stated = false, shared = false;
  std::size_t most = 0;
  for (std::size_t i = 1; i < plan.size(); ++i) {
    const StudyPoint point = plan.point(i);
    std::size_t moved = 0, which = 0;
    for (std::size_t a = 0; a < point.values.size(); ++a)
      if (!point.values[a].empty()) {
        ++moved;
        which = a;
      }
    QCOMPARE(moved, std::size_t{1});
    most = std::max(most, which);
    const std::string& path = study.axes[which].listed.path;
    QVERIFY2(designAt(design, study, point).ok(), path.c_str());
    const double off = std::fabs(std::stod(point.values[which]) - *numberAt(design, path));
    QVERIFY2(off > 0, path.c_str());
    if (path == "lens1.focal_length") stated = std::fabs(off - 1e-4) < 1e-12;
    if (path == "leader_laser1.power") shared = std::fabs(off / *numberAt(design, path) - 0.02) < 1e-9;
  }
  QVERIFY(stated && shared);
  QCOMPARE(most, study.axes.size() - 1);
}

void TestStudyKinds::benchesAreDrawnFromTheirErrors() {
  const Design design = example("mnist-5x5");
  const BenchErrors errors =
      readBenchErrors({"placement=2 µm", "angle=5 µrad", "reflectance=0.01", "dead_lasers=0.1",
                       "dead_pixels=0.05", "detuning=0.2 GHz", "grating=2 %"})
          .value();
  constexpr std::size_t kBenches = 400;
  const BenchYield yield = yieldStudy(design, errors, kBenches);
  QCOMPARE(viewOf(yield.design, "vcsel_array2").real("detuning_spread"), 0.2e9);
  const StudyPlan plan(yield.study);
  QCOMPARE(plan.size(), kBenches);
  struct Seen {
    double sum = 0, squares = 0;
    std::size_t count = 0;
  };
  std::map<std::string, Seen> seen;
  std::size_t deadLasers = 0, lasers = 0;
  for (std::size_t i = 0; i < kBenches; ++i) {
    const StudyPoint point = plan.point(i);
    for (std::size_t a = 0; a < point.values.size(); ++a) {
      const StudyAxis& axis = yield.study.axes[a];
      if (axis.draw->law == StudyAxis::Draw::Law::Chance) {
        const bool laser = axis.listed.path.ends_with("].power");
        lasers += laser;
        deadLasers += laser && !point.values[a].empty();
        continue;
      }
      const double value = std::stod(point.values[a]);
      QVERIFY(axis.draw->law == StudyAxis::Draw::Law::Seed ||
              (value >= axis.draw->low && value <= axis.draw->high));
      Seen& here = seen[axis.listed.path];
      here.sum += value - axis.draw->middle;
      here.squares += (value - axis.draw->middle) * (value - axis.draw->middle);
      ++here.count;
    }
    QVERIFY(designAt(yield.design, yield.study, point).ok());
  }
  const auto within = [&](const char* path, double spread) {
    const Seen& here = seen[path];
    const double root = std::sqrt(static_cast<double>(kBenches));
    return here.count == kBenches && std::fabs(here.sum / kBenches) < 5 * spread / root &&
           std::fabs(std::sqrt(here.squares / kBenches) / spread - 1) < 5 / root;
  };
  QVERIFY(within("beam_splitter4.fine_x", 2e-6));
  QVERIFY(within("beam_splitter4.fine_tilt", 5e-6));
  QVERIFY(within("beam_splitter4.reflectance", 0.01));
  QCOMPARE(seen["vcsel_array2.seed"].count, kBenches);
  const double expected = 0.1 * static_cast<double>(lasers);
  QVERIFY(lasers > 0 &&
          std::fabs(static_cast<double>(deadLasers) - expected) < 5 * std::sqrt(0.9 * expected));
}

void TestStudyKinds::withoutErrorsAllBenchesAreAlike() {
  Design design = quick();
  for (const ArrayLock& lock : compileBench(design).locks)
    design = with(design, lock.id + ".detuning_spread=0");
  const std::vector<ComponentPtr> parts = design.components;
  for (const ComponentPtr& part : parts)
    if (viewOf(design, part->id).has("uniformity_error"))
      design = with(design, part->id + ".uniformity_error=0");
  const BenchYield yield = yieldStudy(design, {}, 5);
  const StudyPlan plan(yield.study);
  QCOMPARE(plan.size(), std::size_t{5});
  for (std::size_t i = 0; i < plan.size(); ++i)
    QVERIFY(designAt(yield.design, yield.study, plan.point(i)).value() == design);
}

void TestStudyKinds::badErrorsAreNamed_data() {
  QTest::addColumn<QByteArray>("says");
  QTest::newRow("placment=1") << QByteArray("Did you mean “placement”?");
  QTest::newRow("xyzzy=1") << QByteArray("dead_pixels");
  QTest::newRow("dead_lasers=2") << QByteArray("from 0 to 1");
  QTest::newRow("dead_lasers=-1") << QByteArray("from 0 to");
  QTest::newRow("placement") << QByteArray("a number");
  QTest::newRow("placement=3 GHz") << QByteArray("a number");
}

void TestStudyKinds::badErrorsAreNamed() {
  QFETCH(QByteArray, says);
  const Result<BenchErrors> read = readBenchErrors({QTest::currentDataTag()});
  QVERIFY(!read.ok());
  const QByteArray said = QByteArray::fromStdString(english(read.error()));
  QVERIFY2(said.contains(says), said.constData());
}

// The lasers of an array are drawn one by one, so as many lock as a binomial law says.
void TestStudyKinds::lockYieldIsBinomial() {
  Design design = with(example("mnist-5x5"), "vcsel_array2.injection_ratio=-10 dB");
  design = with(design, "vcsel_array2.detuning_spread=0");
  const std::vector<ArrayLock> locks = compileBench(design).locks;
  const ArrayLock& nominal = *lockOf(locks, "vcsel_array2");
  QVERIFY(nominal.hasBand && nominal.locked == nominal.channels);
  const double middle = nominal.lasers.front().detuningHz;
  const double spread = (nominal.stableHighHz - nominal.stableLowHz) / 3;
  const auto below = [&](double edge) { return std::erfc((middle - edge) / spread / std::sqrt(2.0)) / 2; };
  const double share = below(nominal.stableHighHz) - below(nominal.stableLowHz);
  QVERIFY(share > 0.5 && share < 0.95);
  BenchErrors errors;
  errors.detuning = spread;
  const BenchYield yield = yieldStudy(design, errors, 40);
  const StudyPlan plan(yield.study);
  double locked = 0, all = 0;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const Bench bench = compileBench(designAt(yield.design, yield.study, plan.point(i)).value());
    locked += lockOf(bench.locks, "vcsel_array2")->locked;
    all += lockOf(bench.locks, "vcsel_array2")->channels;
  }
  const double sigma = std::sqrt(all * share * (1 - share));
  QVERIFY2(
      std::fabs(locked - all * share) < 3 * sigma,
      qPrintable(
          QStringLiteral("%1 of %2 lock, not %3 ± %4").arg(locked).arg(all).arg(all * share).arg(sigma)));
}

void TestStudyKinds::intervalsAreWilsons() {
  const Interval some = wilsonInterval(8, 10), none = wilsonInterval(0, 10), all = wilsonInterval(10, 10);
  // Newcombe, Stat. Med. 17, 857 (1998) works such out by hand.
  VERIFY_WITHIN(some.low, 0.4902, 1e-4);
  VERIFY_WITHIN(some.high, 0.9433, 1e-4);
  QCOMPARE(none.low, 0.0);
  VERIFY_WITHIN(none.high, 0.2775, 1e-3);
  VERIFY_WITHIN(all.low, 1 - none.high, 1e-12);
  QCOMPARE(all.high, 1.0);
  QVERIFY(wilsonInterval(0, 0).low == 0 && wilsonInterval(0, 0).high == 1);
  // Clusters that hit all or nothing are as many tries; those that are as alike as can be are independent.
  const Interval whole = clusteredInterval({{10, 10}, {0, 10}, {10, 10}, {0, 10}});
  QVERIFY(whole.low < wilsonInterval(20, 40).low && whole.high > wilsonInterval(20, 40).high);
  QCOMPARE(clusteredInterval({{6, 10}, {5, 10}, {5, 10}}).low, wilsonInterval(16, 30).low);
  QCOMPARE(clusteredInterval({{10, 10}, {10, 10}}).low, wilsonInterval(2, 2).low);
  QVERIFY(clusteredInterval({}).low == 0 && clusteredInterval({{0, 0}}).high == 1);
}

void TestStudyKinds::aTestedNetworkKeepsItsWeights() {
  const Design design = quick();
  const auto data = dataOf(design);
  Study study;
  study.axes.push_back(readStudyAxis(design, "beam_splitter4.fine_tilt=0,0.1 mrad", Sampling::Grid).value());
  study.axes.push_back(readStudyAxis(design, "network.hidden=10,11", Sampling::Grid).value());
  StudyRun run(design, study, PointWork::Test, {[&](const Design&) { return data; }, {}});
  QVERIFY(!run.begin());
  const PointFigures first = run.at(run.plan().point(0)), again = run.at(run.plan().point(0));
  QVERIFY(!first.problem && first.numbers == again.numbers);
  QVERIFY(figure(first, "test_accuracy") > 0.3);
  QVERIFY(figure(first, "area") > 0 && figure(first, "energy_per_op") > 0);
  const PointFigures other = run.at(run.plan().point(1)), turned = run.at(run.plan().point(2));
  QVERIFY(other.problem && other.problem->id == "study.another-network");
  QVERIFY(!turned.problem && figure(turned, "test_accuracy") < figure(first, "test_accuracy"));
  // The same samples are the same data, whoever loaded them; other samples are not.
  std::shared_ptr<const Dataset> loaded = data;
  StudyRun reloaded(design, study, PointWork::Test, {[&](const Design&) { return loaded; }, {}});
  QVERIFY(!reloaded.begin());
  loaded = std::make_shared<const Dataset>(*data);
  QVERIFY(reloaded.at(run.plan().point(0)).numbers == first.numbers);
  Dataset fewer = *data;
  fewer.test.pop_back();
  loaded = std::make_shared<const Dataset>(fewer);
  QCOMPARE(reloaded.at(run.plan().point(0)).problem->id, std::string("study.another-network"));
  // What cannot be trained is not begun.
  StudyRun stopped(design, study, PointWork::Test,
                   {[&](const Design&) { return data; }, [] { return true; }});
  QCOMPARE(stopped.begin()->id, std::string("study.cancelled"));
  StudyRun blind(design, study, PointWork::Test, {[](const Design&) { return nullptr; }, {}});
  QCOMPARE(blind.begin()->id, std::string("study.no-data"));
  QCOMPARE(blind.at(blind.plan().point(0)).problem->id, std::string("study.no-data"));
}

void TestStudyKinds::drawnPointsThatCannotComputeAreResults() {
  const Design design = quick();
  const auto data = dataOf(design);
  Study study;
  study.axes.push_back(readStudyAxis(design, "beam_splitter4.enabled=off", Sampling::Grid).value());
  study.samples = 2;
  const auto runOf = [&](Sampling sampling) {
    study.sampling = sampling;
    return StudyRun(design, study, PointWork::Test, {[&](const Design&) { return data; }, {}});
  };
  for (const Sampling sampling : {Sampling::Random, Sampling::Latin}) {
    StudyRun run = runOf(sampling);
    QVERIFY(!run.begin());
    const PointFigures figures = run.at(run.plan().point(0));
    QCOMPARE(figures.problem->id, std::string("bench.no-cell"));
    QVERIFY(figures.numbers.size() == 2 && figure(figures, "lasers") > 0 && !figures.diverged());
  }
  QCOMPARE(runOf(Sampling::Grid).begin()->id, std::string("bench.no-cell"));
}

void TestStudyKinds::testsHaveNoRepetitions() {
  StudyDescription description;
  description.over.push_back(readVariedPath("lens1.x=19mm:21mm:3").value());
  description.seeds = 3;
  QVERIFY(!descriptionProblem(description));
  description.work = PointWork::Test;
  QCOMPARE(descriptionProblem(description)->id, std::string("study.seeds-of-test"));
  description.seeds = 1;
  QVERIFY(!descriptionProblem(description));
}

void TestStudyKinds::goalsAndLimitsAreRead() {
  QVERIFY(!readSearchGoal("energy_per_op").value().larger && readSearchGoal("snr").value().larger);
  QVERIFY(!readSearchGoal("min:snr").value().larger && readSearchGoal("max:area").value().larger);
  const SearchLimit least = readSearchLimit("test_accuracy>=90 %").value();
  QVERIFY(least.figure == "test_accuracy" && least.atLeast && least.bound == 0.9);
  const SearchLimit most = readSearchLimit("energy_per_op<=1e-15").value();
  QVERIFY(!most.atLeast && most.bound == 1e-15);
  QCOMPARE(readSearchLimit("buildable").value().figure, std::string("objections"));
  QCOMPARE(readSearchLimit("laser_class<=3B").value().bound, 2.0);
  const PointFigures figures{{{"a", 1}, {"b", std::numeric_limits<double>::quiet_NaN()}}, std::nullopt};
  QVERIFY(keepsTo(figures, {{"a", true, 1}, {"a", false, 1}}));
  QVERIFY(!keepsTo(figures, {{"a", true, 1.1}}) && !keepsTo(figures, {{"a", false, 0.9}}));
  QVERIFY(!keepsTo(figures, {{"b", true, 0}}) && !keepsTo(figures, {{"c", true, 0}}));
}

void TestStudyKinds::badGoalsAreNamed_data() {
  QTest::addColumn<bool>("goal");
  for (const char* text : {"", "min:", "a>=1"}) QTest::newRow(text) << true;
  for (const char* text : {"", "a", "a>1", ">=1", "a>=x", "laser_class<=5"}) QTest::newRow(text) << false;
}

void TestStudyKinds::badGoalsAreNamed() {
  QFETCH(bool, goal);
  const char* const text = QTest::currentDataTag();
  if (goal)
    QCOMPARE(readSearchGoal(text).error().id, std::string("study.bad-goal"));
  else
    QCOMPARE(readSearchLimit(text).error().id, std::string("study.bad-limit"));
}

DesignSearch TestStudyKinds::searchOver(const Design& design, const std::vector<const char*>& axes,
                                        std::size_t points) {
  DesignSearch out;
  out.study.sampling = Sampling::Random;
  out.study.samples = points;
  for (const char* axis : axes)
    out.study.axes.push_back(readStudyAxis(design, axis, Sampling::Random).value());
  return out;
}

// A bowl whose least lies outside of what is allowed: the best place is on the edge.
void TestStudyKinds::aSearchFindsTheLeast() {
  const Design design = quick();
  DesignSearch search = searchOver(design, {"lens1.x=0:1", "leader_laser1.power=1 mW:1 W:log"}, 120);
  search.goal = {"bowl", false};
  search.limits = {{"x", true, 0.5}};
  const auto bowl = [](const StudyPoint& point) -> std::optional<PointFigures> {
    const double x = std::stod(point.values[0]), y = std::log10(std::stod(point.values[1]));
    if (x > 0.98) return PointFigures{{}, Message{"no", "no", {}}};
    return PointFigures{{{"bowl", 1 + (x - 0.2) * (x - 0.2) + (y + 2) * (y + 2)}, {"x", x}}, std::nullopt};
  };
  const SearchTrail trail = searchDesigns(design, search, bowl).value();
  QVERIFY(trail.best && trail.points.size() <= 120);
  const StudyPoint& best = trail.points[*trail.best];
  QVERIFY2(std::fabs(std::stod(best.values[0]) - 0.5) < 0.02, best.key.c_str());
  QVERIFY2(std::fabs(std::log10(std::stod(best.values[1])) + 2) < 0.1, best.key.c_str());
  // Each place once, numbered in order, and the same again.
  std::set<std::vector<std::string>> places;
  for (const StudyPoint& point : trail.points) places.insert(point.values);
  QCOMPARE(places.size(), trail.points.size());
  const SearchTrail again = searchDesigns(design, search, bowl).value();
  QCOMPARE(again.points.size(), trail.points.size());
  for (std::size_t i = 0; i < again.points.size(); ++i) QCOMPARE(again.points[i].key, trail.points[i].key);
  // Where it is stopped, what it has is kept.
  std::size_t looked = 0;
  const SearchTrail stopped = searchDesigns(design, search, [&](const StudyPoint& point) {
                                return ++looked > 7 ? std::nullopt : bowl(point);
                              }).value();
  QCOMPARE(stopped.points.size(), std::size_t{7});
  QCOMPARE(stopped.points[6].key, trail.points[6].key);
}

void TestStudyKinds::aSearchThatCannotBeginSaysWhy() {
  const Design design = quick();
  const auto flat = [](const StudyPoint&) { return std::optional(PointFigures{{{"snr", 1}}, std::nullopt}); };
  DesignSearch search = searchOver(design, {"noise.shot=on,off"}, 9);
  search.goal = {"snr", true};
  QCOMPARE(searchDesigns(design, search, flat).error().id, std::string("study.no-range"));
  search = searchOver(design, {"lens1.x=0:1"}, 9);
  search.goal = {"snt", true};
  const Message near = searchDesigns(design, search, flat).error();
  QVERIFY(near.id == "study.unknown-figure" && english(near).find("“snr”") != std::string::npos);
  search.goal = {"xyzzy", true};
  QVERIFY(english(searchDesigns(design, search, flat).error()).find("They have: snr") != std::string::npos);
}

void TestStudyKinds::lessEnergyAtTheSameAccuracy() {
  Design design = example("mnist-5x5");
  for (const char* change : {"training.dataset=digits8x8", "training.epochs=25", "network.hidden=30",
                             "training.learning_rate=3e-3"})
    design = with(design, change);
  const auto data = dataOf(design);
  DesignSearch search =
      searchOver(design,
                 {"leader_laser1.power=4 mW:40 mW:log", "vcsel_array1.power=100 µW:4 mW:log",
                  "vcsel_array2.power=50 µW:2 mW:log"},
                 40);
  StudyRun run(design, search.study, PointWork::Test, {[&](const Design&) { return data; }, {}});
  QVERIFY(!run.begin());
  const PointFigures before = run.at(pointWith(search.study, 0, {"", "", ""}));
  QVERIFY(!before.problem);
  search.goal = readSearchGoal("energy_per_op").value();
  search.limits = {{"test_accuracy", true, figure(before, "test_accuracy")},
                   readSearchLimit("buildable").value()};
  const SearchTrail trail = searchDesigns(design, search, [&](const StudyPoint& point) {
                              return std::optional(run.at(point));
                            }).value();
  QVERIFY(trail.best);
  const PointFigures& best = trail.figures[*trail.best];
  QVERIFY(figure(best, "energy_per_op") < figure(before, "energy_per_op"));
  QVERIFY(figure(best, "test_accuracy") >= figure(before, "test_accuracy"));
  const Bench bench = compileBench(designAt(design, search.study, trail.points[*trail.best]).value());
  QVERIFY(!bench.hardware->cannotCompute);
  for (const Check& check : bench.checks) QVERIFY(!check.unbuildable && check.severity != Severity::Error);
}

void TestStudyKinds::numbersAreFoundByTheirPaths() {
  const Design design = with(example("mnist-5x5"), "vcsel_array2[7].power=1 mW");
  QCOMPARE(*numberAt(design, "vcsel_array2[7].power"), 1e-3);
  QCOMPARE(*numberAt(design, "vcsel_array2[6].power"), viewOf(design, "vcsel_array2").real("power"));
  QCOMPARE(*numberAt(design, "training.batch"),
           static_cast<double>(settingInteger(design, "training.batch")));
  QCOMPARE(*numberAt(design, "training.learning_rate"), settingReal(design, "training.learning_rate"));
  for (const char* path : {"nonsense", "lens9.x", "lens1.q", "noise.shot", "training.q"})
    QVERIFY2(!numberAt(design, path), path);
}

void TestStudyKinds::lasersHaveClasses() {
  const Design design = example("mnist-5x5");
  const std::pair<const char*, const char*> powers[] = {
      {"0.1 mW", "1"}, {"3 mW", "3R"}, {"20 mW", "3B"}, {"0.9 W", "4"}};
  for (const auto& [power, name] : powers) {
    const Bench bench = compileBench(with(design, std::string("leader_laser1.power=") + power));
    QCOMPARE(laserClassName(laserClassOf(bench).value()), std::string_view(name));
    QVERIFY(laserClassFromName(name) == laserClassOf(bench));
  }
  QVERIFY(!laserClassFromName("5"));
  // The limits of another wavelength are not known, so no limit is kept.
  LightSource source;
  source.role = EmitterRole::Leader;
  source.wavelength = 1310e-9;
  source.emittedW = 1e-3;
  QVERIFY(!laserClassOf(source));
  Bench bench = compileBench(design);
  bench.trace.sources.push_back(source);
  QVERIFY(!laserClassOf(bench));
  const double its = figure({sweepNumbers(bench, {}), std::nullopt}, "laser_class");
  QVERIFY(std::isnan(its));
  QVERIFY(!keepsTo({{{"laser_class", its}}, std::nullopt}, {readSearchLimit("laser_class<=3R").value()}));
  source.emittedW = 0;
  QVERIFY(laserClassOf(source) == LaserClass::One);
}

QTEST_GUILESS_MAIN(TestStudyKinds)
#include "tst_study_kinds.moc"
