#include "study/lock_run.h"

#include <QElapsedTimer>
#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "bench/bench.h"
#include "laser/injection_lock.h"
#include "test_support.h"

using namespace lightloom::tests;

class LockRunTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void locksFromRandomPhases();
  void equalBitsHoweverStepped();
  void newDriveGoesOn();
  void slipsBeyondTheBand();
  void lingeringIsNotLocked();
  void oscillatesBeyondTheHopfEdge();
  void heatArrivesLate();
  void driftIsARandomWalk();
  void leaderNoiseIsCommon();
  void trailsAreKept();
  void badScenesSayWhy_data();
  void badScenesSayWhy();
  void extremesStayFinite();
  void benchesHaveScenes();
  void threadRunsPausesAndSteps();
  void threadSaysWhenItIsTooSlow();
  void threadTakesTheNewestScene();
  void threadsStartAndStop();
};

namespace {

constexpr double kRatio = 0.1;
constexpr int kPatienceMs = 20000;

LockScene scene(int lasers) {
  const LockSolution solution = solveLock({LaserParameters{}, kRatio});
  LockScene out;
  out.noiseRad = std::sqrt(solution.dynamics.phaseVariance);
  out.lasers.assign(static_cast<std::size_t>(lasers),
                    {2, solution.working.detuningHz, kRatio, solution.working.phase, 0});
  return out;
}

std::int64_t stepsFor(const LockSimulation& simulation, double seconds) {
  return std::llround(seconds / simulation.stepS());
}

bool same(const LaserView& a, const LaserView& b) {
  return a.moment.phase == b.moment.phase && a.moment.slips == b.moment.slips &&
         a.moment.amplitude == b.moment.amplitude && a.moment.carriers == b.moment.carriers &&
         a.detuningHz == b.detuningHz && a.rmsRad == b.rmsRad && a.staticRad == b.staticRad &&
         a.slipRateHz == b.slipRateHz && a.motion == b.motion;
}

bool same(const LockView& a, const LockView& b) {
  if (a.lasers.size() != b.lasers.size() || a.timeS != b.timeS) return false;
  for (std::size_t i = 0; i < a.lasers.size(); ++i)
    if (!same(a.lasers[i], b.lasers[i])) return false;
  return true;
}

bool allFinite(const LockView& view) {
  double sum = view.timeS + view.stepS;
  for (const LaserView& laser : view.lasers)
    sum += laser.moment.phase + laser.moment.amplitude + laser.moment.carriers + laser.detuningHz +
           laser.injectionRatio + laser.rmsRad + laser.staticRad + laser.slipRateHz;
  for (const LaserTrail& trail : view.trails)
    for (const std::complex<float>& point : trail.points)
      sum += static_cast<double>(point.real() + point.imag());
  return std::isfinite(sum);
}

int countOf(const LockView& view, LaserMotion motion) {
  return static_cast<int>(std::count_if(view.lasers.begin(), view.lasers.end(),
                                        [&](const LaserView& laser) { return laser.motion == motion; }));
}

}  // namespace

void LockRunTest::locksFromRandomPhases() {
  LockSimulation simulation(scene(25));
  simulation.advance(1);
  QCOMPARE(countOf(simulation.view(), LaserMotion::Locked), 0);
  simulation.advance(stepsFor(simulation, 10e-9));
  const LockView view = simulation.view();
  QCOMPARE(countOf(view, LaserMotion::Locked), 25);
  for (const LaserView& laser : view.lasers) {
    VERIFY_WITHIN(laser.rmsRad, scene(1).noiseRad, 0.5);
    QVERIFY(std::fabs(laser.staticRad) < 0.03);
    QCOMPARE(laser.slipRateHz, 0.0);
  }
  simulation.kick();
  simulation.advance(64);
  QVERIFY(countOf(simulation.view(), LaserMotion::Locked) == 0);
  simulation.advance(stepsFor(simulation, 10e-9));
  QCOMPARE(countOf(simulation.view(), LaserMotion::Locked), 25);
}

void LockRunTest::equalBitsHoweverStepped() {
  LockScene start = scene(9);
  start.driftHzPerRootS = 1e13;
  start.thermalTimeS = 1e-9;
  LockScene moved = start;
  moved.lasers[3].detuningHz += 3e9;
  moved.lasers[4].warmingHz += 1e9;
  LockSimulation whole(start), split(start);
  whole.advance(5000);
  whole.take(moved);
  whole.kick();
  whole.advance(5000);
  for (int i = 0; i < 100; ++i) split.advance(50);
  split.take(moved);
  split.kick();
  for (int i = 0; i < 5000; i += 25) {
    split.advance(7);
    split.advance(18);
  }
  QVERIFY(same(whole.view(), split.view()));
  start.seed = 2;
  LockSimulation other(start);
  other.advance(5000);
  QVERIFY(!same(other.view(), whole.view()));
}

void LockRunTest::newDriveGoesOn() {
  LockSimulation simulation(scene(4));
  simulation.advance(stepsFor(simulation, 5e-9));
  const LockView before = simulation.view();
  LockScene stronger = scene(4);
  for (DrivenLaser& laser : stronger.lasers) laser.injectionRatio *= 1.5;
  simulation.take(stronger);
  QCOMPARE(simulation.view().lasers[0].moment.phase, before.lasers[0].moment.phase);
  QCOMPARE(simulation.view().restarts, before.restarts);
  stronger.lasers[0].injectionRatio = 1000;
  simulation.take(stronger);
  QCOMPARE(simulation.view().restarts, before.restarts + 1);
  QVERIFY(std::fabs(simulation.view().lasers[1].moment.phase - before.lasers[1].moment.phase) < 1e-6);
  LockScene fewer = scene(3);
  simulation.take(fewer);
  QCOMPARE(simulation.view().restarts, before.restarts + 2);
  QCOMPARE(simulation.view().lasers.size(), std::size_t{3});
}

void LockRunTest::slipsBeyondTheBand() {
  LockScene out = scene(3);
  out.lasers[1].detuningHz = 80e9;
  out.lasers[1].state = LockState::Unlocked;
  LockSimulation simulation(out);
  simulation.advance(stepsFor(simulation, 10e-9));
  const LockView view = simulation.view();
  QVERIFY(view.lasers[0].motion == LaserMotion::Locked);
  QVERIFY(view.lasers[1].motion == LaserMotion::Slipping);
  // A leader above its follower: the phase falls behind, by a little less than the detuning.
  QVERIFY(view.lasers[1].slipRateHz < -40e9 && view.lasers[1].slipRateHz > -90e9);
  QVERIFY(view.lasers[1].moment.slips < -100);
}

// A little outside the band it slips rarely, and rests in between.
void LockRunTest::lingeringIsNotLocked() {
  const LaserParameters laser;
  const LockSolution solution = solveLock({laser, 0.0025});
  LockScene out = scene(25);
  for (DrivenLaser& one : out.lasers) {
    one.injectionRatio = 0.0025;
    one.detuningHz = solution.lockedHigh.detuningHz * 1.003;
    one.state = lockStateAt(laser, one.injectionRatio, one.detuningHz);
    QVERIFY(one.state == LockState::Unlocked);
  }
  LockSimulation simulation(out);
  for (int i = 0; i < 20; ++i) {
    simulation.advance(stepsFor(simulation, 1e-9));
    QCOMPARE(countOf(simulation.view(), LaserMotion::Locked), 0);
  }
}

// Beyond the upper edge of the band of the defaults lies a stretch of limit cycles.
void LockRunTest::oscillatesBeyondTheHopfEdge() {
  const LockSolution solution = solveLock({LaserParameters{}, kRatio});
  QVERIFY(solution.lockedHigh.detuningHz > solution.bandHigh.detuningHz + 2e9);
  LockScene out = scene(1);
  out.lasers[0].detuningHz = solution.bandHigh.detuningHz + 1.5e9;
  out.lasers[0].state = LockState::Unstable;
  LockSimulation simulation(out);
  simulation.advance(stepsFor(simulation, 20e-9));
  const LaserView laser = simulation.view().lasers[0];
  QVERIFY(laser.motion == LaserMotion::Oscillating);
  QVERIFY(laser.rmsRad > 0.2);
}

void LockRunTest::heatArrivesLate() {
  LockScene start = scene(2);
  start.laser.linewidthHz = 0;
  start.thermalTimeS = 2e-9;
  LockScene warm = start;
  warm.lasers[0].warmingHz = 1e9;
  warm.lasers[0].detuningHz += 1e9;
  LockSimulation simulation(start);
  simulation.take(warm);
  VERIFY_WITHIN(simulation.view().lasers[0].detuningHz, start.lasers[0].detuningHz, 1e-12);
  simulation.advance(stepsFor(simulation, 2e-9));
  const double arrived = (simulation.view().lasers[0].detuningHz - start.lasers[0].detuningHz) / 1e9;
  VERIFY_WITHIN(arrived, 1 - std::exp(-1.0), 0.05);
  simulation.advance(stepsFor(simulation, 40e-9));
  VERIFY_WITHIN(simulation.view().lasers[0].detuningHz, warm.lasers[0].detuningHz, 1e-6);
  QCOMPARE(simulation.view().lasers[1].detuningHz, start.lasers[1].detuningHz);
}

// Variance D²t over many lasers.
void LockRunTest::driftIsARandomWalk() {
  constexpr int kLasers = 2000;
  LockScene start = scene(kLasers);
  start.driftHzPerRootS = 1e13;
  LockSimulation simulation(start);
  simulation.advance(20 * LockSimulation::kSlowSteps);
  const LockView view = simulation.view();
  double sum = 0;
  for (const LaserView& laser : view.lasers)
    sum += std::pow(laser.detuningHz - start.lasers[0].detuningHz, 2);
  VERIFY_WITHIN(sum / kLasers, 1e26 * view.timeS, 0.15);
}

// Lasers without noise of their own that share all else stay together, and do not rest still.
void LockRunTest::leaderNoiseIsCommon() {
  LockScene start = scene(2);
  start.laser.linewidthHz = 0;
  start.leaderLinewidthHz = 1e6;
  LockSimulation simulation(start);
  simulation.advance(stepsFor(simulation, 20e-9));
  const LockView view = simulation.view();
  QVERIFY(view.lasers[0].rmsRad > 1e-4);
  VERIFY_WITHIN(view.lasers[0].rmsRad, view.lasers[1].rmsRad, 1e-3);
  QCOMPARE(countOf(view, LaserMotion::Locked), 2);
  start.leaderLinewidthHz = -1;
  QVERIFY(lockSceneProblem(start));
}

void LockRunTest::trailsAreKept() {
  LockSimulation simulation(scene(4));
  simulation.watch({2, 2, 7, -1, 0});
  simulation.advance(LockSimulation::kTrailSteps * 5);
  LockView view = simulation.view();
  QCOMPARE(view.trails.size(), std::size_t{2});
  QCOMPARE(view.trails[1].laser, 2);
  QCOMPARE(view.trails[1].points.size(), std::size_t{5});
  simulation.advance(LockSimulation::kTrailSteps * 1000);
  view = simulation.view();
  QCOMPARE(view.trails[1].points.size(), std::size_t{LockSimulation::kTrailPoints});
  const std::complex<float> last = view.trails[1].points.back();
  VERIFY_WITHIN(double(std::abs(last)), view.lasers[2].moment.amplitude, 1e-5);
  QVERIFY(std::fabs(double(std::arg(last)) - view.lasers[2].moment.phase) < 1e-5);
}

void LockRunTest::badScenesSayWhy_data() {
  QTest::addColumn<LockScene>("bad");
  QTest::addColumn<QString>("id");
  QTest::newRow("no laser") << scene(0) << QStringLiteral("lock.no-lasers");
  LockScene dark = scene(2);
  for (DrivenLaser& laser : dark.lasers) laser.injectionRatio = 0;
  QTest::newRow("no injection") << dark << QStringLiteral("lock.no-injection");
  LockScene below = scene(2);
  below.laser.pump = 0.9;
  QTest::newRow("below threshold") << below << QStringLiteral("lock.below-threshold");
  LockScene odd = scene(2);
  odd.lasers[1].detuningHz = NAN;
  QTest::newRow("not a number") << odd << QStringLiteral("lock.invalid-parameters");
  LockScene bright = scene(2);
  bright.lasers[1].injectionRatio = INFINITY;
  QTest::newRow("endless injection") << bright << QStringLiteral("lock.invalid-parameters");
  LockScene drifting = scene(2);
  drifting.driftHzPerRootS = -1;
  QTest::newRow("negative drift") << drifting << QStringLiteral("lock.invalid-parameters");
}

void LockRunTest::badScenesSayWhy() {
  QFETCH(LockScene, bad);
  QFETCH(QString, id);
  LockSimulation simulation(bad);
  simulation.advance(1000);
  simulation.kick();
  simulation.watch({0, 1});
  const LockView view = simulation.view();
  QVERIFY(view.problem && view.lasers.empty());
  QCOMPARE(QString::fromStdString(view.problem->id), id);
  simulation.take(scene(2));
  simulation.advance(1000);
  QVERIFY(!simulation.view().problem);
  QCOMPARE(simulation.view().lasers.size(), std::size_t{2});
  simulation.take(bad);
  QVERIFY(simulation.view().problem);
}

void LockRunTest::extremesStayFinite() {
  LockScene out = scene(6);
  out.lasers[0].detuningHz = 1e13;
  out.lasers[1].detuningHz = -1e18;
  out.lasers[2].injectionRatio = 0;
  out.lasers[3].injectionRatio = 1e6;
  out.lasers[4].injectionRatio = 1e-300;
  out.driftHzPerRootS = 1e20;
  out.thermalTimeS = 0;
  for (LockModel model : {LockModel::RateEquations, LockModel::Adler}) {
    out.laser.model = model;
    LockSimulation simulation(out);
    simulation.watch({0, 1, 2, 3, 4, 5});
    simulation.advance(20000);
    QVERIFY(allFinite(simulation.view()));
  }
  LockSimulation many(scene(10000));
  many.advance(200);
  QVERIFY(allFinite(many.view()));
  LockSimulation one(scene(1));
  one.advance(20000);
  QCOMPARE(countOf(one.view(), LaserMotion::Locked), 1);
}

void LockRunTest::benchesHaveScenes() {
  Design design = test::with(test::example("mnist-5x5"), "vcsel_array2.thermal_coupling=0.04");
  design = test::with(design, "vcsel_array2[0].power=900e-6");
  const Bench bench = compileBench(design);
  for (const ArrayLock& lock : bench.locks) {
    const ComponentPtr part = findComponent(design, lock.id);
    const LockScene made = lockScene(lock, viewOf(*part, *findKind(part->kind)));
    QVERIFY(!lockSceneProblem(made));
    QCOMPARE(static_cast<int>(made.lasers.size()), lock.channels);
    LockSimulation simulation(made);
    simulation.advance(stepsFor(simulation, 5e-9));
    QCOMPARE(countOf(simulation.view(), LaserMotion::Locked), lock.locked);
    if (lock.id == "vcsel_array2") QVERIFY(made.lasers[1].warmingHz > made.lasers[24].warmingHz);
  }
}

void LockRunTest::threadRunsPausesAndSteps() {
  LockRun run;
  QVERIFY(!run.poll());
  run.setPace(20e-9);
  run.setScene(std::make_shared<const LockScene>(scene(5)));
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.poll() && run.poll()->playing && run.poll()->timeS > 1e-10, kPatienceMs);
  run.watch({1});
  QTRY_VERIFY_WITH_TIMEOUT(!run.poll()->trails.empty() && run.poll()->trails[0].points.size() > 3,
                           kPatienceMs);
  run.pause();
  QTRY_VERIFY_WITH_TIMEOUT(!run.poll()->playing, kPatienceMs);
  const double paused = run.poll()->timeS;
  QTest::qWait(50);
  QCOMPARE(run.poll()->timeS, paused);
  run.step();
  QTRY_VERIFY_WITH_TIMEOUT(run.poll()->timeS > paused, kPatienceMs);
  VERIFY_WITHIN(run.poll()->timeS - paused, LockSimulation::kSingleStep * run.poll()->stepS, 1e-6);
  const double before = run.poll()->lasers[0].moment.phase;
  run.kick();
  QTRY_VERIFY_WITH_TIMEOUT(run.poll()->lasers[0].moment.phase != before, kPatienceMs);
}

void LockRunTest::threadSaysWhenItIsTooSlow() {
  LockRun run;
  run.setPace(LockRun::kFastestPace);
  run.setScene(std::make_shared<const LockScene>(scene(1000)));
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.poll() && !run.poll()->keptPace, kPatienceMs);
  run.setPace(1e-10);
  QTRY_VERIFY_WITH_TIMEOUT(run.poll()->keptPace, kPatienceMs);
  for (double odd : {double(NAN), double(INFINITY), -1.0, 0.0}) run.setPace(odd);
  run.pause();
  QTRY_VERIFY_WITH_TIMEOUT(!run.poll()->playing, kPatienceMs);
}

void LockRunTest::threadTakesTheNewestScene() {
  LockRun run;
  for (int lasers = 1; lasers <= 20; ++lasers) run.setScene(std::make_shared<const LockScene>(scene(lasers)));
  QTRY_VERIFY_WITH_TIMEOUT(run.poll() && run.poll()->lasers.size() == 20, kPatienceMs);
  run.setScene(std::make_shared<const LockScene>(scene(0)));
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.poll()->problem.has_value(), kPatienceMs);
  run.setScene(nullptr);
  QTRY_VERIFY_WITH_TIMEOUT(!run.poll(), kPatienceMs);
}

void LockRunTest::threadsStartAndStop() {
  QElapsedTimer timer;
  timer.start();
  for (int i = 0; i < 20; ++i) {
    LockRun run;
    if (i % 3 == 1) run.setScene(std::make_shared<const LockScene>(scene(25)));
    if (i % 3 == 2) run.play();
    if (i % 2) run.kick();
  }
  QVERIFY(timer.elapsed() < kPatienceMs);
}

QTEST_GUILESS_MAIN(LockRunTest)
#include "tst_lock_run.moc"
