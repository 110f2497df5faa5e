#include "study/run_with.h"

#include <QTest>
#include <bit>
#include <cmath>

#include "all_rooms.h"
#include "study/dot_product.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/recorded_run.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

class TestRunWith : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void whatIsOnChangesNothing();
  void isTheBenchThatItsSwitchesSay();
  void withoutAnyEffectTheProductIsExact();
  void fullScalesFollowTheLight();
  void saysWhyABenchCannotCompute();

 private:
  std::shared_ptr<const Dataset> m_data;
  std::optional<RunSnapshot> m_run;
};

void TestRunWith::initTestCase() {
  Design design = example("first-light");
  for (const char* change : {"training.dataset=digits8x8", "network.hidden=12", "training.epochs=1"})
    design = with(design, change);
  m_data = dataOf(design);
  m_run = openRecordedRun(trainHeadless(design, m_data).value().record, *m_data).value();
}

void TestRunWith::whatIsOnChangesNothing() {
  const RunSnapshot same = runWith(*m_run, *m_data, enabledImperfections(m_run->bench->design)).value();
  QCOMPARE(same.bench.get(), m_run->bench.get());
  for (std::size_t l = 0; l < same.network.layers.size(); ++l)
    QCOMPARE(same.network.layers[l].adcFullScale, m_run->network.layers[l].adcFullScale);
}

// The same bits as of a bench that is drawn with these switches.
void TestRunWith::isTheBenchThatItsSwitchesSay() {
  const ImperfectionSet on =
      enabledImperfections(m_run->bench->design).without(kShot).without(kLockSymbol).without(kVisibility);
  const RunSnapshot changed = runWith(*m_run, *m_data, on).value();
  QVERIFY(enabledImperfections(changed.bench->design) == on);
  const Bench drawn = compileBench(changed.bench->design);
  const CellHardware &one = changed.bench->hardware->cells[0], &other = drawn.hardware->cells[0];
  QVERIFY(one.inverseSignal == other.inverseSignal && one.gain == other.gain);
  QCOMPARE(one.shotScale, 0.0);
  QCOMPARE(one.weightPhaseSigma, other.weightPhaseSigma);
  QCOMPARE(one.weightPhaseSigma, 0.0);
}

void TestRunWith::withoutAnyEffectTheProductIsExact() {
  const RunSnapshot none = runWith(*m_run, *m_data, {}).value();
  const DotProduct product = dotProduct(none, *m_data, 1, 0, 3, 7).value();
  QVERIFY(!product.hasElectrons);
  QVERIFY(std::fabs(product.engine - product.exact) < 1e-5);
}

// A fringe that is seen whole brings more electrons: the converter takes as much more.
void TestRunWith::fullScalesFollowTheLight() {
  Design design = with(m_run->bench->design, "beam_splitter4.fine_tilt=60 µrad");
  RunSnapshot dim = *m_run;
  dim.bench = std::make_shared<const Bench>(compileBench(design));
  dim.network = withReadOutRanges(dim.network, readOutRanges(*m_run, *m_data, *m_run->bench->hardware),
                                  readOutRanges(*m_run, *m_data, *dim.bench->hardware));
  const RunSnapshot bright = runWith(dim, *m_data, enabledImperfections(design).without(kVisibility)).value();
  const double more = bright.network.layers[0].adcFullScale / dim.network.layers[0].adcFullScale;
  const double light = static_cast<double>(dim.bench->hardware->cells[0].inverseSignal[0]) /
                       static_cast<double>(bright.bench->hardware->cells[0].inverseSignal[0]);
  QVERIFY2(light > 1.05 && std::fabs(more / light - 1) < 0.2, qPrintable(QString::number(more / light)));
  Network unknown = m_run->network;
  unknown.layers[0].adcFullScale = 3;
  QCOMPARE(withReadOutRanges(unknown, {0, 1}, {5, 5}).layers[0].adcFullScale, 3.0);
}

void TestRunWith::saysWhyABenchCannotCompute() {
  RunSnapshot run = *m_run;
  Bench bench = *run.bench;
  Hardware hardware = *bench.hardware;
  hardware.cannotCompute = Message{"bench.no-cell", "There is no light.", {}};
  bench.hardware = std::make_shared<const Hardware>(hardware);
  run.bench = std::make_shared<const Bench>(bench);
  const Result<RunSnapshot> out = runWith(run, *m_data, {});
  QVERIFY(!out);
  QCOMPARE(out.error().id, std::string("bench.no-cell"));
}

QTEST_APPLESS_MAIN(TestRunWith)
#include "tst_run_with.moc"
