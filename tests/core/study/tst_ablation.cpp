#include "study/ablation.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "test_support.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What each noise source costs a trained network, on a small data set.
class TestAblation : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void allAndNoneAreThoseOfTheRun();
  void sourcesThatAreOffHaveNoRow();
  void theOnlySourceGivesEverythingBack();
  void withoutEffectNothingIsGained();
  void errorsCountTheAnswersThatChange();
  void sameSeedSameNumbers();
  void cancelledAblationStops();
  void regressionIsMeasuredByResiduals();
  void speaksOfItsDesign();
  void runWithoutWeightsIsRefused();
};

namespace {

// Digits under so little light that the sources matter.
Design small() {
  Design design = with(with(test::dimLight(), "training.dataset=digits8x8"), "network.hidden=16");
  design = with(with(design, "training.epochs=6"), "training.batch=20");
  for (const char* faint : {"vcsel_array1.power=2 uW", "vcsel_array2.power=2 uW",
                            "detector_line1.capacitance=20 fF", "detector_line2.capacitance=20 fF"})
    design = with(design, faint);
  return design;
}

Design onlyShotNoise(Design design) {
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection != &kShot) design = with(design, switchPath(*imperfection) + "=off");
  return design;
}

TrainingResult trained(const Design& design) {
  HeadlessOptions options;
  options.twin = false;
  return trainHeadless(design, dataOf(design), options).value();
}

Ablation ablationOf(const RunFile& run, const Design& design, int threads = 1) {
  AblationOptions options;
  options.threads = threads;
  return ablate(run, *dataOf(design), options).value().value();
}

const AblationRow* rowOf(const Ablation& ablation, const std::string& key) {
  for (const AblationRow& row : ablation.rows)
    if (row.key == key) return &row;
  return nullptr;
}

TrainingResult g_all, g_shot;
Ablation g_ofAll, g_ofShot;

}  // namespace

void TestAblation::initTestCase() {
  g_all = trained(small());
  g_ofAll = ablationOf(g_all.record, small());
  g_shot = trained(onlyShotNoise(small()));
  g_ofShot = ablationOf(g_shot.record, small());
}

// To the bit: the pass with all sources is the run's last look at the test set.
void TestAblation::allAndNoneAreThoseOfTheRun() {
  QCOMPARE(g_ofAll.samples, static_cast<int>(dataOf(small())->test.size()));
  QVERIFY(std::fabs(g_ofAll.all - g_all.finalTestAccuracy) < 1e-12);
  QVERIFY(std::fabs(g_ofAll.none - g_all.exactTestAccuracy) < 1e-12);
  QVERIFY2(g_ofAll.lost > 4 * g_ofAll.lostError, qPrintable(QString::number(g_ofAll.lost)));
  QCOMPARE(g_ofAll.steps, g_all.record.steps);
}

void TestAblation::sourcesThatAreOffHaveNoRow() {
  QCOMPARE(g_ofAll.rows.size(), shownImperfections().size());
  QCOMPARE(g_ofShot.rows.size(), std::size_t{1});
  QCOMPARE(g_ofShot.rows[0].key, std::string("shot"));
  const Design quiet = with(small(), "noise.all=off");
  const Ablation none = ablationOf(trained(with(quiet, "training.epochs=1")).record, quiet);
  QVERIFY(none.rows.empty());
  QCOMPARE(none.lost, 0.0);
}

void TestAblation::theOnlySourceGivesEverythingBack() {
  const AblationRow& row = g_ofShot.rows[0];
  QVERIFY(g_ofShot.lost > 0.01);
  QCOMPARE(row.without, g_ofShot.none);
  QCOMPARE(row.alone, g_ofShot.all);
  QCOMPARE(row.gained, g_ofShot.lost);
  QCOMPARE(row.lostAlone, g_ofShot.lost);
  QCOMPARE(row.share, 1.0);
  QCOMPARE(row.shareError, 0.0);
}

// An integrating receiver has no amplifier noise: switching that off changes no bit.
void TestAblation::withoutEffectNothingIsGained() {
  const AblationRow* row = rowOf(g_ofAll, "tia");
  QVERIFY(row != nullptr);
  QCOMPARE(row->without, g_ofAll.all);
  QCOMPARE(row->gained, 0.0);
  QCOMPARE(row->gainedError, 0.0);
  QCOMPARE(row->share, 0.0);
  QCOMPARE(row->lostAlone, 0.0);
  const AblationRow* shot = rowOf(g_ofAll, "shot");
  QVERIFY(shot->gained > 2 * shot->gainedError && shot->share > 0.2);
  for (const AblationRow& other : g_ofAll.rows) QVERIFY(other.lostAlone <= shot->lostAlone);
}

// b answers that turn wrong and c that turn right among n give √(b + c − (b − c)²/n)/n.
void TestAblation::errorsCountTheAnswersThatChange() {
  const double n = g_ofAll.samples;
  for (const AblationRow& row : g_ofAll.rows) {
    const double turned = std::fabs(row.gained) * n, squares = std::pow(row.gainedError * n, 2);
    const double changed = squares + turned * turned / n;
    QVERIFY(std::fabs(changed - std::round(changed)) < 1e-6);
    QVERIFY(changed >= turned - 1e-6 && changed <= n);
  }
}

void TestAblation::sameSeedSameNumbers() {
  const Ablation again = ablationOf(g_all.record, small(), 3);
  QCOMPARE(again.rows.size(), g_ofAll.rows.size());
  for (std::size_t i = 0; i < again.rows.size(); ++i) {
    QCOMPARE(again.rows[i].without, g_ofAll.rows[i].without);
    QCOMPARE(again.rows[i].alone, g_ofAll.rows[i].alone);
    QCOMPARE(again.rows[i].gainedError, g_ofAll.rows[i].gainedError);
  }
}

void TestAblation::cancelledAblationStops() {
  AblationOptions options;
  double share = 0;
  options.onProgress = [&](double now) {
    QVERIFY(now > share && now <= 1);
    share = now;
  };
  options.cancelled = [&] { return share > 0.3; };
  const auto stopped = ablate(g_all.record, *dataOf(small()), options);
  QVERIFY(stopped.ok() && !stopped.value());
  QVERIFY(share > 0.3 && share < 0.5);
  options.cancelled = nullptr;
  share = 0;
  QVERIFY(ablate(g_all.record, *dataOf(small()), options).value().has_value());
  QCOMPARE(share, 1.0);
}

// For regression the accuracy is R², and every sample counts with its residual.
void TestAblation::regressionIsMeasuredByResiduals() {
  Design design = with(with(small(), "training.dataset=meats_nir"), "training.loss=mean_square");
  design = with(with(design, "training.learning_rate=0.01"), "training.epochs=10");
  const TrainingResult result = trained(onlyShotNoise(design));
  QVERIFY(!result.diverged);
  const Ablation ablation = ablationOf(result.record, design);
  VERIFY_WITHIN(ablation.all, result.finalTestAccuracy, 1e-9);
  VERIFY_WITHIN(ablation.none, result.exactTestAccuracy, 1e-4);
  QVERIFY(ablation.lostError > 0);
  QCOMPARE(ablation.rows[0].gained, ablation.lost);
}

void TestAblation::speaksOfItsDesign() {
  const Design measured = measuredDesign(g_all.record, g_ofAll);
  QVERIFY(speaksOf(measured, small()));
  QVERIFY(speaksOf(measured, with(small(), "training.epochs=9")));
  QVERIFY(!speaksOf(measured, with(small(), "noise.shot=off")));
  QVERIFY(!speaksOf(measured, with(small(), "vcsel_array2.power=3 uW")));
  RunFile later = g_all.record;
  later.log.push_back({later.steps, difference(small(), with(small(), "noise.shot=off"))});
  QVERIFY(speaksOf(measuredDesign(later, g_ofAll), small()));
  QCOMPARE(ablationOf(later, small()).rows.size(), shownImperfections().size() - 1);
}

void TestAblation::runWithoutWeightsIsRefused() {
  RunFile empty = g_all.record;
  empty.weights.clear();
  QCOMPARE(ablate(empty, *dataOf(small())).error().id, std::string("run.no-weights"));
}

QTEST_APPLESS_MAIN(TestAblation)
#include "tst_ablation.moc"
