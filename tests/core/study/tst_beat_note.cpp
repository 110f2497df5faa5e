#include "study/beat_note.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "bench/bench.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;

class TestBeatNote : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void runsAtTheRateAtWhichALaserSlips();
  void fallsSilentWhereLasersLock();
  void isTheInterferenceOfBothFields();
};

namespace {

LockScene sceneOf() {
  const Bench bench = compileBench(example("mnist-5x5"));
  const ArrayLock& lock = bench.locks.back();
  LockScene scene = lockScene(lock, viewOf(bench.design, lock.id));
  scene.leaderLinewidthHz = 0;
  scene.driftHzPerRootS = 0;
  scene.laser.linewidthHz = 0;
  return scene;
}

std::vector<int> allOf(const LockScene& scene) {
  std::vector<int> out(scene.lasers.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<int>(i);
  return out;
}

}  // namespace

// Hardly any injection: the beat is the detuning.
void TestBeatNote::runsAtTheRateAtWhichALaserSlips() {
  LockScene scene = sceneOf();
  for (auto& laser : scene.lasers) {
    laser.injectionRatio = 1e-8;
    laser.detuningHz = 12e9;
  }
  LockSimulation run(scene);
  run.watch(allOf(scene));
  run.advance(20000);
  const LockView view = run.view();
  QVERIFY(!view.problem && !view.trails.empty());
  const BeatTrace one = beatOf(view, view.trails.front());
  QVERIFY2(std::fabs(one.frequencyHz() / 12e9 - 1) < 0.03, qPrintable(QString::number(one.frequencyHz())));
  QVERIFY2(std::fabs(one.loudness() - std::sqrt(0.5)) < 0.05, qPrintable(QString::number(one.loudness())));
  // Notes of random phases all but cancel on one diode.
  QVERIFY(beatOfAll(view).loudness() < 0.6 * one.loudness());
  // A laser that comes newly into view has no points yet, in whichever place.
  LockView fresh = view;
  fresh.trails.insert(fresh.trails.begin(), LaserTrail{});
  QVERIFY(beatOfAll(fresh).current.empty());
  fresh.trails.push_back(LaserTrail{});
  QVERIFY(beatOfAll(fresh).current.empty());
}

void TestBeatNote::fallsSilentWhereLasersLock() {
  const LockScene scene = sceneOf();
  LockSimulation run(scene);
  run.watch(allOf(scene));
  run.advance(500);
  run.kick();
  run.advance(8 * LockSimulation::kTrailPoints);
  const double before = beatOfAll(run.view()).loudness();
  run.advance(200000);
  const LockView view = run.view();
  for (const LaserTrail& trail : view.trails)
    QVERIFY2(beatOf(view, trail).loudness() < 0.01,
             qPrintable(QString::number(beatOf(view, trail).loudness())));
  QVERIFY(before > 10 * beatOfAll(view).loudness());
  QCOMPARE(beatOfAll(view).frequencyHz() == 0 || beatOfAll(view).loudness() < 0.01, true);
}

void TestBeatNote::isTheInterferenceOfBothFields() {
  LockView view;
  view.stepS = 1e-12;
  QVERIFY(beatOfAll(view).current.empty());
  QCOMPARE(BeatTrace().loudness(), 0.0);
  QCOMPARE(BeatTrace().frequencyHz(), 0.0);
  view.trails = {{0, {{1, 0}, {-1, 0}, {0, 1}}}, {1, {{1, 0}, {0, 1}}}};
  const BeatTrace one = beatOf(view, view.trails[0]);
  QCOMPARE(one.current, (std::vector<double>{2, 0, 1}));
  QCOMPARE(one.stepS, 8e-12);
  QCOMPARE(beatOfAll(view).current, (std::vector<double>{1, 1}));
}

QTEST_APPLESS_MAIN(TestBeatNote)
#include "tst_beat_note.moc"
