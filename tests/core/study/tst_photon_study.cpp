#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "product/product_engine.h"
#include "study/internal/shot_light.h"
#include "study/photon_study.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// Error against light on a small data set.
class TestPhotonStudy : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void electronsPerMacAreThoseWanted_data();
  void electronsPerMacAreThoseWanted();
  void errorFallsWithLight();
  void coversTheLightOfTheBench();
  void cancelledStudyStops();
  void studyWithoutLightIsRefused();
};

namespace {

Design small(const std::string& encoding = "amplitude_phase") {
  Design design = with(with(test::dimLight(), "training.dataset=iris"), "network.hidden=8");
  design = with(with(design, "training.epochs=20"), "training.batch=10");
  return with(design, "network.encoding=" + encoding);
}

}  // namespace

void TestPhotonStudy::electronsPerMacAreThoseWanted_data() {
  QTest::addColumn<QString>("encoding");
  for (const char* encoding : {"amplitude_phase", "amplitude_amplitude", "two_slot_phase", "phase_phase"})
    QTest::newRow(encoding) << encoding;
}

// Electrons of both beams per multiplication; and the noise of amplitudes at the best split,
// σ = ‖A_i‖‖x‖/√(N n).
void TestPhotonStudy::electronsPerMacAreThoseWanted() {
  QFETCH(QString, encoding);
  const Bench bench = compileBench(small(encoding.toStdString()));
  CellHardware cell = hardwareWith(bench, {&kShot})->cells.at(0);
  LayerStatistics layer;
  layer.slots = 50;
  layer.weightRms = 0.2;
  InputMoments inputs;
  inputs.sumSquares = 12;
  const bool amplitudes = cell.encoding == Encoding::AmplitudeAmplitude;
  const double before = shotNoiseSigma(cell, 0, 50, 12, 50 * 0.04, Drive::Unsigned);
  const CellHardware lit = cellWithLight(cell, 3, layer, inputs);
  double electrons = 0, was = 0;
  for (std::size_t i = 0; i < lit.electronsAxon.size(); ++i) {
    const double copies = lit.slotsPerSymbol(false), phases = lit.law().inputsOnPhases ? copies : 12.0 / 50;
    const auto per = [&](const CellHardware& c) {
      return copies * (amplitudes ? 0.04 : 1.0) * static_cast<double>(c.electronsSynapse[i]) +
             phases * static_cast<double>(c.electronsAxon[i]);
    };
    electrons += per(lit) / static_cast<double>(lit.links());
    was += per(cell) / static_cast<double>(lit.links());
  }
  VERIFY_WITHIN(electrons, 3.0, 1e-4);
  const double sigma = shotNoiseSigma(lit, 0, 50, 12, 50 * 0.04, Drive::Unsigned);
  if (amplitudes)
    VERIFY_WITHIN(sigma, std::sqrt(50 * 0.04 * 12 / (50 * 3.0)), 0.02);
  else
    VERIFY_WITHIN(sigma / before, std::sqrt(was / 3), 1e-4);
}

void TestPhotonStudy::errorFallsWithLight() {
  PhotonStudyOptions options;
  options.photonsPerMac = {0.01, 1, 1e6};
  double share = 0;
  options.onProgress = [&](double now, const PhotonStudy& soFar) {
    QCOMPARE(soFar.points.size(), std::size_t{3});
    QVERIFY(now > share && now <= 1);
    share = now;
  };
  const Design design = small();
  const PhotonStudy study = photonStudy(design, dataOf(design), options).value();
  QCOMPARE(study.points.size(), std::size_t{3});
  QCOMPARE(share, 1.0);
  QVERIFY(study.exactError < 0.2);
  QVERIFY(study.points[0].blindError > study.exactError + 0.2);
  QVERIFY(study.points[0].blindError >= study.points[2].blindError);
  QVERIFY(std::fabs(study.points[2].blindError - study.exactError) < 0.05);
  QVERIFY(study.points[1].limitError <= study.points[1].blindError);
  QVERIFY(study.points[2].awareError < 0.2);
  share = 0;
  options.threads = 3;
  const PhotonStudy again = photonStudy(design, dataOf(design), options).value();
  for (std::size_t i = 0; i < 3; ++i) {
    QCOMPARE(again.points[i].blindError, study.points[i].blindError);
    QCOMPARE(again.points[i].awareError, study.points[i].awareError);
    QVERIFY(again.points[i].awarePhotonsPerMac > 0);
  }
}

// Two amounts a decade, as far as the bench's own light, which is one of them.
void TestPhotonStudy::coversTheLightOfTheBench() {
  const std::vector<double> usual{0.03, 0.1, 0.3, 1, 3, 10, 30, 100};
  QCOMPARE(photonsAbout(0), usual);
  QCOMPARE(photonsAbout(std::nan("")), usual);
  QCOMPARE(photonsAbout(1e9), usual);
  QCOMPARE(photonsAbout(30), usual);
  QCOMPARE(photonsAbout(3530),
           (std::vector<double>{0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 3530, 10000}));
  QCOMPARE(photonsAbout(0.004), (std::vector<double>{0.003, 0.004, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100}));
  PhotonStudyOptions options;
  options.aware = false;
  const Design design = small();
  const PhotonStudy study = photonStudy(design, dataOf(design), options).value();
  const double own = study.benchPhotonsPerMac;
  QVERIFY(own > 100);  // more than the usual amounts
  QCOMPARE(study.points.size(), photonsAbout(own).size());
  QVERIFY(study.points.front().photonsPerMac < own && own < study.points.back().photonsPerMac);
  const auto there = std::find_if(study.points.begin(), study.points.end(),
                                  [own](const PhotonPoint& point) { return point.photonsPerMac == own; });
  QVERIFY(there != study.points.end() && there->blindError < study.points.front().blindError);
}

void TestPhotonStudy::cancelledStudyStops() {
  PhotonStudyOptions options;
  int steps = 0;
  options.cancelled = [&] { return ++steps > 300; };
  const Design design = small();
  const PhotonStudy study = photonStudy(design, dataOf(design), options).value();
  QVERIFY(study.cancelled && study.points.back().awareError < 0);
}

void TestPhotonStudy::studyWithoutLightIsRefused() {
  const Design design = small();
  for (double photons : {0.0, -1.0, std::nan("")}) {
    PhotonStudyOptions options;
    options.photonsPerMac = {1, photons};
    QCOMPARE(photonStudy(design, dataOf(design), options).error().id, std::string("photons.not-positive"));
  }
}

QTEST_GUILESS_MAIN(TestPhotonStudy)
#include "tst_photon_study.moc"
