#include <QTest>

#include "run/runner.h"
#include "test_support.h"

using namespace lightloom;
using test::with;

class TestSettings : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsEveryGroup();
  void namesUnknownCells();
  void refusesBrokenWidths();
  void tellsWhatNeedsANewRun();
};

void TestSettings::readsEveryGroup() {
  Design design;
  for (const char* change : {"network.hidden=30,20", "network.activation=tanh", "training.optimiser=adam",
                             "training.batch=7", "training.hardware=all", "training.seed=11", "noise.seed=12",
                             "training.loss=mean_square", "training.shards=3"})
    design = with(design, change);
  const TrainerSettings settings = trainerSettings(design, Hardware()).value();
  QCOMPARE(settings.hidden, (std::vector<int>{30, 20}));
  QCOMPARE(settings.activation, Activation::Tanh);
  QCOMPARE(settings.optimiser, Optimiser::Adam);
  QCOMPARE(settings.batch, 7);
  QCOMPARE(settings.hardware, HardwareUse::All);
  QCOMPARE(settings.seed, std::uint64_t{11});
  QCOMPARE(settings.noiseSeed, std::uint64_t{12});
  QCOMPARE(settings.loss, Loss::MeanSquare);
  QCOMPARE(settings.shards, 3);
}

void TestSettings::namesUnknownCells() {
  Hardware hardware;
  hardware.cells.push_back(idealCell(5, 5));
  QCOMPARE(trainerSettings(with(Design(), "network.cells=ideal, ideal"), hardware).value().cells,
           (std::vector<int>{0, 0}));
  QCOMPARE(trainerSettings(with(Design(), "network.cells=other"), hardware).error().id,
           std::string("run.unknown-cell"));
}

void TestSettings::refusesBrokenWidths() {
  QCOMPARE(trainerSettings(with(Design(), "network.hidden=2.5"), Hardware()).error().id,
           std::string("run.bad-hidden"));
}

void TestSettings::tellsWhatNeedsANewRun() {
  const Design design;
  QVERIFY(needsNewRun(design, with(design, "noise.shot=off")).empty());
  QCOMPARE(needsNewRun(design, with(design, "training.seed=9")), (std::vector<std::string>{"training.seed"}));
  QCOMPARE(needsNewRun(design, with(design, "training.shards=2")),
           (std::vector<std::string>{"training.shards"}));
  QCOMPARE(needsNewRun(design, with(design, "network.encoding=amplitude_amplitude")),
           (std::vector<std::string>{"network.encoding"}));
}

QTEST_APPLESS_MAIN(TestSettings)
#include "tst_settings.moc"
