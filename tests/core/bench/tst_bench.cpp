#include "bench/bench.h"
#include "product/product_engine.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <complex>

#include "all_rooms.h"
#include "design/laser_diode.h"
#include "locks/leader_feedback.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

/// From drawing to flat arrays, against numbers worked out by hand.
class TestBench : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void homodyneCurrents();
  void shotNoiseCurrent();
  void chargeNoise_data();
  void chargeNoise();
  void unequalSplitterWeakensTheFringe();
  void switchesGiveNeutralValues();
  void unlockedLasersHaveNoFringe();
  void aFewOddLasersDoNotMoveTheNominalOne_data();
  void aFewOddLasersDoNotMoveTheNominalOne();
  void lightOfALockedLaser();
  void leaderNoiseNeedsUnequalArms();
  void preEmphasisTakesInterferenceAway();
  void driftMovesLasersSinceTheCalibration();
  void anOscillatingLaserHasAWeakerFringe();
  void heatingDetunesWithoutAutoBias();
  void swingIsCheckedAgainstTheBias();
  void lightCurrentVoltage();
  void amplifierNoise();
  void lateSymbolsMeetTheirNeighbours();
  void unequalLinesSeeTheLight();
  void intensityNoiseGoesThroughUnequalLines();
  void aServoLeavesALittlePhase();
  void strayOrdersMix();
  void capacitorsHoldTheirFullWell();
  void anIsolatorProtectsTheLeader();
  void aMissingCombinerIsNamed();
  void deadPixelsGiveNoProduct();
  void pixelsHaveValuesOfTheirOwn();
};

namespace {

constexpr double kCharge = 1.602176634e-19;

Bench compiled(const std::vector<std::string>& changes, const std::string& name = "bench-a") {
  Design design = example(name);
  for (const std::string& change : changes) design = with(design, change);
  return compileBench(design);
}

const CellHardware& cellOf(const Bench& bench) {
  return bench.hardware->cells.at(0);
}

bool close(double value, double target, double relative) {
  return std::fabs(value - target) <= relative * std::fabs(target);
}

}  // namespace

// 100 µW in each beam at an ideal 0.786 A/W: difference and sum are 157.2 µA. Scaled from the powers that
// reach the pixels.
void TestBench::homodyneCurrents() {
  const Bench bench = compiled({"detector_line1.quantum_efficiency=1", "detector_line2.quantum_efficiency=1",
                                "noise.reflection=off", "noise.residual_amplitude=off"});
  const CellHardware& cell = cellOf(bench);
  const Link& link = bench.cells.cells.at(0).links.at(0);
  const std::size_t i = static_cast<std::size_t>(cell.link(link.synapseChannel, link.axonChannel));
  const double perSecond = kCharge * cell.symbolRateHz;
  const double scale = 100e-6 / std::sqrt(link.axonW() * link.synapseW());
  QVERIFY(close(perSecond / cell.inverseSignal[i] * scale / bench.cells.cells.at(0).visibility(link),
                157.2e-6, 1e-3));
  const double sum = perSecond *
                     (cell.electronsAxon[i] / link.axonW() + cell.electronsSynapse[i] / link.synapseW()) *
                     100e-6;
  QVERIFY(close(sum, 157.2e-6, 1e-3));
}

// 2 q I B with I = 100 µA and B = 1 GHz is 3.204e-14 A². A slot of T = 1/2B counts n = I T/q electrons of
// variance n.
void TestBench::shotNoiseCurrent() {
  const double current = 100e-6, bandwidth = 1e9, slot = 1 / (2 * bandwidth);
  CellHardware cell = idealCell(1, 1);
  const double electrons = current * slot / kCharge;
  cell.electronsSynapse[0] = static_cast<float>(electrons);
  cell.shotScale = 1;
  const double amperes = shotNoiseSigma(cell, 0, 1, 0, 0, Drive::Unsigned) * kCharge / slot;
  QVERIFY(close(amperes * amperes, 3.204e-14, 1e-3));
  QVERIFY(close(amperes, 179.0e-9, 1e-3));
}

void TestBench::chargeNoise_data() {
  QTest::addColumn<QString>("capacitance");
  QTest::addColumn<double>("electrons");
  QTest::newRow("1 fF") << "1 fF" << 12.7;
  QTest::newRow("100 fF") << "100 fF" << 127.0;
  QTest::newRow("1 pF") << "1 pF" << 402.0;
  QTest::newRow("10 pF") << "10 pF" << 1270.0;
}

void TestBench::chargeNoise() {
  QFETCH(QString, capacitance);
  QFETCH(double, electrons);
  const std::string set = "detector_line2.capacitance=" + capacitance.toStdString();
  QVERIFY(close(std::sqrt(cellOf(compiled({set})).readVariance), electrons, 5e-3));
  const Bench separate = compiled({set, "detector_line2.integration=separate"});
  QVERIFY(close(std::sqrt(cellOf(separate).readVariance), electrons * std::sqrt(2.0), 5e-3));
}

// Signal 4√(R T)γ√(n_X n_W) and offset (R − T) n_X on the line that the axon reaches by reflection.
void TestBench::unequalSplitterWeakensTheFringe() {
  const Bench even = compiled({});
  const Bench uneven = compiled({"beam_splitter4.reflectance=0.7"});
  const float ratio = cellOf(even).inverseSignal[0] / cellOf(uneven).inverseSignal[0];
  QVERIFY(close(ratio, 2 * std::sqrt(0.7 * 0.3), 1e-3));
  const CellHardware& cell = cellOf(uneven);
  QVERIFY(close(cell.offsetPerSquare[0] / cell.inverseSignal[0], 0.4 * cell.electronsAxon[0], 1e-3));
}

void TestBench::switchesGiveNeutralValues() {
  const CellHardware cell = cellOf(compiled({"noise.all=off"}));
  for (int i = 0; i < cell.links(); ++i) {
    QCOMPARE(cell.gain[static_cast<std::size_t>(i)], 1.0f);
    QCOMPARE(cell.phase[static_cast<std::size_t>(i)], 0.0f);
  }
  QCOMPARE(cell.shotScale + cell.readVariance + cell.weightPhaseSigma + cell.axonPhaseSigma, 0.0);
  QCOMPARE(cell.weightBits + cell.axonBits + cell.adcBits, 0);
  QCOMPARE(cell.weightTaps.size() + cell.axonTaps.size(), std::size_t{2});
  QVERIFY(cell.weightLimit < 1);
  QCOMPARE(cellOf(compiled({"noise.adc=off"})).adcBits, 0);
  QCOMPARE(cellOf(compiled({"noise.intersymbol=off"})).weightTaps.size(), std::size_t{1});
}

void TestBench::unlockedLasersHaveNoFringe() {
  const std::vector<std::string> detuned{"vcsel_array2[7].detuning=200 GHz"};
  const Bench bench = compiled(detuned);
  const CellHardware& cell = cellOf(bench);
  for (int a = 0; a < cell.axons; ++a) {
    QCOMPARE(cell.gain[static_cast<std::size_t>(cell.link(7, a))], 0.0f);
    QCOMPARE(cell.gain[static_cast<std::size_t>(cell.link(6, a))], 1.0f);
    QVERIFY(cell.electronsSynapse[static_cast<std::size_t>(cell.link(7, a))] > 0);
  }
  const CellHardware off = cellOf(compiled({detuned[0], "noise.all=off"}));
  QCOMPARE(off.gain[static_cast<std::size_t>(off.link(7, 0))], 1.0f);
}

void TestBench::aFewOddLasersDoNotMoveTheNominalOne_data() {
  QTest::addColumn<QString>("change");
  for (const char* change :
       {"vcsel_array2[3].power=0", "vcsel_array2[3].power=1e-12", "vcsel_array2[3].power=1e-6",
        "vcsel_array2[24].injection_ratio=10", "vcsel_array2[24].injection_ratio=-60"})
    QTest::newRow(change) << change;
}

void TestBench::aFewOddLasersDoNotMoveTheNominalOne() {
  QFETCH(QString, change);
  const ArrayLock plain = compiled({}).locks.at(1);
  const Bench bench = compiled({change.toStdString()});
  const ArrayLock& lock = bench.locks.at(1);
  QVERIFY(close(lock.injectionRatio, plain.injectionRatio, 1e-4));
  QVERIFY(close(lock.wMax, plain.wMax, 1e-4));
  QVERIFY(close(lock.stableLowHz, plain.stableLowHz, 1e-4));
  QVERIFY(close(lock.reflected, plain.reflected, 1e-4));
  QVERIFY(close(cellOf(bench).weightLimit, cellOf(compiled({})).weightLimit, 1e-4));
}

// Both lasers' light is |z|² of their free-running light, z = A e^{iφ} − √(P_inc/P); the limit is that of the
// locus.
void TestBench::lightOfALockedLaser() {
  const CellHardware circle = cellOf(compiled({"noise.reflection=off", "noise.residual_amplitude=off"}));
  const CellHardware brighter = cellOf(compiled({"noise.reflection=off"}));
  const CellHardware full = cellOf(compiled({}));
  const Bench bench = compiled({});
  const ArrayLock& axons = bench.locks.at(0);
  QVERIFY(close(circle.weightLimit, bench.locks.at(1).wMax, 1e-9));
  QVERIFY(close(brighter.electronsAxon[0] / circle.electronsAxon[0],
                axons.lasers[0].amplitude * axons.lasers[0].amplitude, 1e-3));
  const std::complex<double> z =
      std::polar(axons.lasers[0].amplitude, axons.lasers[0].phaseRad) - axons.reflected;
  QVERIFY(close(full.electronsAxon[0] / circle.electronsAxon[0], std::norm(z), 0.03));
  QVERIFY(full.weightLimit > 0.5 && full.weightLimit < 0.56);
  QVERIFY(close(full.inverseSignal[0], circle.inverseSignal[0] / std::abs(z), 0.02));
  QCOMPARE(full.weightResponse[0], 1.0);
  const CellHardware raw = cellOf(compiled({"vcsel_array2.calibrated=off"}));
  QVERIFY(std::fabs(raw.weightResponse[0] - 1) > 0.05);
  // A ratio entered by hand bypasses the bench: nothing is known of what else falls on the facets.
  const CellHardware measured =
      cellOf(compiled({"vcsel_array1.injection_ratio=-10 dB", "vcsel_array2.injection_ratio=-10 dB"}));
  QVERIFY(close(measured.electronsAxon[0], brighter.electronsAxon[0], 2e-3));
}

// Arms that are alike leave next to nothing: axons rest at their bias, weights at their own zero.
void TestBench::leaderNoiseNeedsUnequalArms() {
  const double alike = cellOf(compiled({"leader_laser1.linewidth=1 MHz"})).leaderPhaseSigma;
  QVERIFY(alike < 5e-5);
  // The synapses locked ten times weaker follow the leader later: by the difference of −dφ/dΔω. That it takes
  // them time to do so, and that they swing, leaves less than the delay would.
  const std::vector<std::string> weaker{"leader_laser1.linewidth=10 MHz",
                                        "vcsel_array2.injection_ratio=-20 dB"};
  const Bench bench = compiled(weaker);
  const double delay = bench.locks.at(1).lockDelayS - bench.locks.at(0).lockDelayS;
  QVERIFY(delay > 10e-12);
  const double slot = 100e-12;
  const double sigma = std::sqrt(2 * constants::kPi * 10e6 * delay * delay * (slot - delay / 3)) / slot;
  QVERIFY(close(cellOf(bench).leaderPhaseSigma, 0.698 * sigma, 0.01));
  QVERIFY(cellOf(bench).leaderPhaseCorrelation > 0);
  QCOMPARE(cellOf(compiled({weaker[0], weaker[1], "noise.leader_phase=off"})).leaderPhaseSigma, 0.0);
  // Ways that differ by 5 mm between lasers that follow alike: the delay to 4 %.
  const CellHardware apart =
      cellOf(compiled({"leader_laser1.linewidth=10 MHz", "vcsel_array1.injection_ratio=-10 dB",
                       "vcsel_array2.injection_ratio=-10 dB", "vcsel_array1.x=-2.5 mm"}));
  const double late = 5e-3 / constants::kSpeedOfLight;
  QVERIFY(close(apart.leaderPhaseSigma,
                std::sqrt(2 * constants::kPi * 10e6 * late * late * (slot - late / 3)) / slot, 0.04));
}

void TestBench::preEmphasisTakesInterferenceAway() {
  const Bench bench = compiled({"vcsel_array2.pre_emphasis=on"});
  QCOMPARE(cellOf(bench).weightTaps.size(), std::size_t{1});
  QVERIFY(cellOf(bench).axonTaps.size() > 1);
  const ArrayDrive& drive = bench.locks.at(1).drive;
  const ArrayDrive plain = compiled({}).locks.at(1).drive;
  // Taps 0.911, 0.088, 0.001: Σ|g| close to 1/(0.911 − 0.089).
  QVERIFY(close(drive.preEmphasis, 1 / (0.872 - 0.127 - 0.001), 0.01));
  QVERIFY(close(drive.swingA, plain.swingA * drive.preEmphasis, 1e-9));
}

void TestBench::driftMovesLasersSinceTheCalibration() {
  const std::vector<std::string> aged{"vcsel_array2.detuning_drift=20 MHz/√s",
                                      "vcsel_array2.calibration_age=100 s"};
  const Bench bench = compiled(aged);
  double square = 0;
  for (const LaserLock& laser : bench.locks.at(1).lasers) {
    const double drift = laser.detuningHz - bench.locks.at(1).workingDetuningHz;
    square += drift * drift / 25;
    QVERIFY(close(laser.driftRad, laser.staticErrorRad, 1e-9));
  }
  QVERIFY(close(std::sqrt(square), 200e6, 0.4));  // 25 draws
  QVERIFY(std::fabs(cellOf(bench).phase[0]) > 1e-4);
  QVERIFY(std::fabs(cellOf(compiled({aged[0], aged[1], "noise.drift=off"})).phase[0]) < 1e-5);
}

// Half a gigahertz beyond the Hopf edge the light oscillates; its mean still makes a fringe, a weaker one.
void TestBench::anOscillatingLaserHasAWeakerFringe() {
  const std::vector<std::string> sfm{"vcsel_array2.alpha=3",
                                     "vcsel_array2.field_decay_rate=125e9",
                                     "vcsel_array2.pump=3.4",
                                     "vcsel_array2.carrier_decay_rate=0.67e9",
                                     "vcsel_array2.coupling_rate=35.5e9",
                                     "vcsel_array2.injection_ratio=-20 dB",
                                     "vcsel_array2[3].detuning=1.6 GHz"};
  const Bench bench = compiled(sfm);
  const LaserLock& laser = bench.locks.at(1).lasers[3];
  QVERIFY(laser.locked && !laser.stable);
  QVERIFY(laser.fringe > 0.02 && laser.fringe < 0.98);
  const CellHardware& cell = cellOf(bench);
  const float gain = cell.gain[static_cast<std::size_t>(cell.link(3, 0))];
  QVERIFY(gain > 0 && gain < cell.gain[static_cast<std::size_t>(cell.link(2, 0))]);
}

void TestBench::heatingDetunesWithoutAutoBias() {
  const std::vector<std::string> warm{"vcsel_array2.auto_bias=off", "vcsel_array2.detuning=-12 GHz",
                                      "vcsel_array2.thermal_coupling=0.043 K/mW"};
  const ArrayLock lock = compiled(warm).locks.at(1);
  QVERIFY(lock.lasers[12].detuningHz > lock.lasers[0].detuningHz + 1e9);  // the middle is warmest
  // I·V − P = 0.745 mW of each, Σ 1/d of a corner 9.39 pitches⁻¹, 20.2 GHz/K.
  double sum = 0;
  for (int r = 0; r < 5; ++r)
    for (int c = 0; c < 5; ++c)
      if (r + c > 0) sum += 1 / std::hypot(r, c);
  const BiasPoint bias = biasFor({0.3e-3, 0.9, 1.31, 170}, 500e-6);
  QVERIFY(close(lock.lasers[0].detuningHz + 12e9, 20.2e9 * 43 * (bias.electricalW - 500e-6) * sum, 1e-6));
  const ArrayLock biased = compiled({"vcsel_array2.thermal_coupling=0.043 K/mW"}).locks.at(1);
  QVERIFY(close(biased.lasers[12].detuningHz, biased.workingDetuningHz, 1e-3));
}

void TestBench::swingIsCheckedAgainstTheBias() {
  const auto checkOf = [](const Bench& bench, const char* id = "lock.drive-swing") {
    return std::find_if(bench.checks.begin(), bench.checks.end(),
                        [id](const Check& check) { return check.message.id == id; });
  };
  const Bench bench = compiled({});
  // 12.6 GHz of usable band at 5 GHz/mA, 0.856 mA of bias over a threshold of 0.3 mA.
  QVERIFY(close(bench.locks.at(1).drive.swingA, 2.53e-3, 0.01));
  QVERIFY(close(bench.locks.at(1).drive.swingLimitA, 1.111e-3, 1e-3));
  QVERIFY(checkOf(bench) != bench.checks.end() && checkOf(bench)->unbuildable);
  const Bench modulators = compiled({"network.encoding=amplitude_amplitude"});
  QVERIFY(checkOf(modulators) == modulators.checks.end());
  const Bench faster = compiled({"vcsel_array2.tuning_fast=20 GHz/mA"});
  QVERIFY(checkOf(faster) == faster.checks.end());
  QVERIFY(checkOf(faster, "lock.no-tuning") == faster.checks.end());
  const Bench stiff = compiled({"vcsel_array2.tuning_fast=0 GHz/mA", "vcsel_array2.tuning_thermal=0 GHz/mA"});
  QVERIFY(checkOf(stiff, "lock.no-tuning") != stiff.checks.end());
}

void TestBench::lightCurrentVoltage() {
  const BiasPoint bias = biasFor({0.3e-3, 0.9, 1.31, 170}, 500e-6);
  QVERIFY(close(bias.currentA, 0.3e-3 + 500e-6 / 0.9, 1e-12));
  QVERIFY(close(bias.voltageV, 1.31 + 170 * bias.currentA, 1e-12));
  QCOMPARE(biasFor({0.3e-3, 0.9, 1.31, 170}, 0).electricalW, 0.0);
  QVERIFY(close(compiled({}).locks.at(1).drive.wallPlugEfficiency, 500e-6 / bias.electricalW, 1e-9));
  const Bench measured = compiled({"vcsel_array2.wall_plug_efficiency=25 %"});
  QVERIFY(close(measured.locks.at(1).drive.wallPlugEfficiency, 0.25, 1e-12));
}

// i_n √(N T/2)/q: 10 pA/√Hz over 784 slots of 100 ps is 12.4 ke.
void TestBench::amplifierNoise() {
  const std::vector<std::string> amplified{"detector_line1.receiver=transimpedance",
                                           "detector_line2.receiver=transimpedance",
                                           "detector_line2.tia_noise=10 pA/√Hz"};
  const CellHardware cell = cellOf(compiled(amplified));
  QCOMPARE(cell.readVariance, 0.0);
  const double expected = 10e-12 * std::sqrt(784 * 100e-12 / 2) / kCharge;
  QVERIFY(close(std::sqrt(784 * cell.readVariancePerSlot), expected, 1e-6));
  QVERIFY(close(expected, 12.36e3, 1e-3));
  QCOMPARE(cellOf(compiled({amplified[0], amplified[1], "noise.tia=off"})).readVariancePerSlot, 0.0);
  QCOMPARE(cellOf(compiled({})).readVariancePerSlot, 0.0);
}

void TestBench::lateSymbolsMeetTheirNeighbours() {
  const CellHardware late = cellOf(compiled({"vcsel_array2.delay=25 ps", "noise.intersymbol=off"}));
  QCOMPARE(late.weightTaps.size(), std::size_t{2});
  QVERIFY(close(late.weightTaps[1], 0.25, 1e-4));
  QCOMPARE(late.axonTaps.size(), std::size_t{1});
  const CellHardware other = cellOf(compiled({"vcsel_array1.delay=125 ps", "noise.intersymbol=off"}));
  QCOMPARE(other.axonTaps.size(), std::size_t{3});
  QVERIFY(other.axonTaps[0] == 0 && close(other.axonTaps[1], 0.75, 1e-4));
  // A window that opens after the change of symbols does not see it.
  const CellHardware gated = cellOf(compiled({"vcsel_array2.delay=25 ps", "noise.intersymbol=off",
                                              "detector_line1.gate=0.7", "detector_line2.gate=0.7"}));
  QCOMPARE(gated.weightTaps.size(), std::size_t{1});
  QCOMPARE(cellOf(compiled({"vcsel_array2.delay=25 ps", "noise.skew=off", "noise.intersymbol=off"}))
               .weightTaps.size(),
           std::size_t{1});
}

// Lines of gain 1.01 and 0.99 leave 1 % of the axon's light in the difference.
void TestBench::unequalLinesSeeTheLight() {
  const CellHardware cell =
      cellOf(compiled({"detector_line1.gain_error=-1 %", "detector_line2.gain_error=1 %"}));
  QVERIFY(close(std::fabs(static_cast<double>(cell.offsetPerSquare[0] / cell.inverseSignal[0])),
                0.01 * static_cast<double>(cell.electronsAxon[0]), 0.01));
}

// V32: gains of 1.00 and 0.99 differ by 0.01005 of their mean, −39.96 dB; the residue of N slots is
// g² RIN (N n)²/4/(2 N T) of each beam.
void TestBench::intensityNoiseGoesThroughUnequalLines() {
  const std::vector<std::string> unequal{"detector_line2.gain_error=-1 %", "vcsel_array2.rin=-130 dB/Hz",
                                         "noise.reflection=off", "leader_laser1.rin=-120 dB/Hz"};
  const CellHardware cell = cellOf(compiled(unequal));
  const double g = std::fabs(static_cast<double>(cell.offsetPerSlot[0] / cell.inverseSignal[0])) /
                   (static_cast<double>(cell.electronsSynapse[0]) / 2);
  QVERIFY(close(g, 0.01005, 1e-3));
  QVERIFY(close(20 * std::log10(g), -39.96, 1e-3));
  const double slot = 1 / cell.symbolRateHz, n = cell.electronsSynapse[0];
  constexpr double kSlots = 784;
  const double variance = cell.weightIntensityVariance * kSlots *
                          std::pow(static_cast<double>(cell.offsetPerSlot[0] / cell.inverseSignal[0]), 2);
  QVERIFY(close(variance, g * g * 1e-13 * std::pow(kSlots * n, 2) / 4 / (2 * kSlots * slot), 1e-6));
  QVERIFY(close(cell.leaderIntensityVariance, 1e-12 / (2 * slot), 1e-9));
  // A locked laser takes over part of its leader's noise: less than all, and more with more light.
  QVERIFY(cell.weightLeaderGain > 0 && cell.weightLeaderGain < 0.5);
  QVERIFY(cellOf(compiled({"vcsel_array2.injection_ratio=0 dB"})).weightLeaderGain > cell.weightLeaderGain);
  QCOMPARE(cellOf(compiled({"vcsel_array2.rin=-130 dB/Hz"})).offsetPerSlot[0], 0.0f);
  std::vector<std::string> off = unequal;
  off.push_back("noise.rin=off");
  QCOMPARE(cellOf(compiled(off)).weightIntensityVariance, 0.0);
}

void TestBench::aServoLeavesALittlePhase() {
  Design design = example("bench-a");
  Component shifter;
  shifter.id = "phase_shifter1";
  shifter.kind = "phase_shifter";
  shifter.values = {{"x", 0.05}, {"drift", 2.0}, {"loop_bandwidth", 500.0}};
  design.components.push_back(std::make_shared<const Component>(shifter));
  QVERIFY(close(cellOf(compileBench(design)).servoSigma, 2 / std::sqrt(4 * constants::kPi * 500), 1e-9));
  QCOMPARE(cellOf(compileBench(with(design, "noise.servo=off"))).servoSigma, 0.0);
  QCOMPARE(cellOf(compileBench(with(design, "phase_shifter1.servo=off"))).servoSigma, 0.0);
  QCOMPARE(cellOf(compiled({})).servoSigma, 0.0);
}

// Orders beyond the used ones of the axons' grating bring a tenth of the light of a neighbour to the pixels
// of its edge.
void TestBench::strayOrdersMix() {
  const Bench bench = compiled({"fan_out3.stray=0.1"});
  const CellHardware cell = cellOf(bench);
  std::vector<double> mixed(cell.gain.size());
  for (const CrossedLink& other : cell.crossed) {
    QVERIFY(other.synapse == other.link / cell.axons && other.axon != other.link % cell.axons);
    mixed[static_cast<std::size_t>(other.link)] +=
        static_cast<double>(other.inPhase * other.inPhase + other.quadrature * other.quadrature);
  }
  for (const Link& link : bench.cells.cells[0].links) {
    const double expected = (link.plus.unwantedAxonW + link.minus.unwantedAxonW) / link.axonW();
    QVERIFY(std::fabs(mixed[static_cast<std::size_t>(cell.link(link.synapseChannel, link.axonChannel))] -
                      expected) < 2e-3 * std::max(expected, 0.01));
  }
  QVERIFY(*std::max_element(mixed.begin(), mixed.end()) > 0.099);
  const CellHardware clean = cellOf(compiled({"fan_out3.stray=0.1", "noise.crosstalk=off"}));
  QVERIFY(clean.crossed.empty());
  QVERIFY(cell.electronsAxon[0] > clean.electronsAxon[0]);
}

void TestBench::capacitorsHoldTheirFullWell() {
  const std::vector<std::string> set{"detector_line1.capacitance=1 pF", "detector_line2.capacitance=1 pF"};
  const CellHardware cell = cellOf(compiled(set));
  QVERIFY(close(cell.wellElectrons, 6.2415e6, 1e-4));
  QVERIFY(cell.wellHolds == WellHolds::Difference);
  QVERIFY(cellOf(compiled({"detector_line1.integration=separate", "detector_line2.integration=separate"}))
              .wellHolds == WellHolds::EachLine);
  const std::vector<std::string> amplified{"detector_line1.receiver=transimpedance",
                                           "detector_line2.receiver=transimpedance"};
  QCOMPARE(cellOf(compiled(amplified)).wellElectrons, 0.0);
  QCOMPARE(cellOf(compiled({"noise.full_well=off"})).wellElectrons, 0.0);
}

void TestBench::anIsolatorProtectsTheLeader() {
  const auto feedbackOf = [](const Bench& bench) {
    return leaderFeedback(bench.layout, bench.trace, bench.locks).at(0);
  };
  const Bench bench = compiled({});
  const Bench bare = compiled({"isolator1.isolation=0 dB", "isolator1.loss=0"});
  QVERIFY(feedbackOf(bench).ratio() < 5e-5);
  QVERIFY(feedbackOf(bare).ratio() > 1e-2);
  const auto warned = [](const Bench& b) {
    return std::any_of(b.checks.begin(), b.checks.end(),
                       [](const Check& check) { return check.message.id == "leader.feedback"; });
  };
  QVERIFY(warned(bare) && !warned(bench));
  // What the facets add: 50 of 50 µW each, back through the same 50 µW/13.7 mW (and a loss of 10 % avoided).
  const Bench mirrorless = compiled({"isolator1.isolation=0 dB", "isolator1.loss=0",
                                     "vcsel_array1.facet_reflectance=0", "vcsel_array2.facet_reflectance=0"});
  const double facets = feedbackOf(bare).returnedW - feedbackOf(mirrorless).returnedW;
  QVERIFY(close(facets, 50 * 50e-6 * 50e-6 / 13.7e-3 / (0.9 * 0.9), 0.02));
}

void TestBench::aMissingCombinerIsNamed() {
  const Bench bench = compiled({"beam_splitter4.enabled=off"});
  QVERIFY(bench.hardware->cannotCompute.has_value());
  QCOMPARE(bench.hardware->cannotCompute->id, std::string("bench.no-cell"));
}

void TestBench::deadPixelsGiveNoProduct() {
  const CellHardware whole = cellOf(compiled({}, "first-light"));
  const Bench bench = compiled(
      {"detector_line1[7].quantum_efficiency=0", "detector_line2[7].quantum_efficiency=0"}, "first-light");
  const CellHardware& cell = cellOf(bench);
  int dead = 0;
  for (std::size_t i = 0; i < cell.gain.size(); ++i) {
    const bool isDead = cell.gain[i] == 0;
    dead += isDead;
    QVERIFY(std::isfinite(cell.inverseSignal[i]) && cell.inverseSignal[i] > 0);
    QCOMPARE(cell.electronsSynapse[i], isDead ? 0.0f : whole.electronsSynapse[i]);
  }
  QCOMPARE(dead, 1);
  // One pixel of a pair: half the electrons, half the fringe, and the light itself beside it.
  const CellHardware half = cellOf(compiled({"detector_line1[7].quantum_efficiency=0"}, "first-light"));
  int oneSided = 0;
  for (std::size_t i = 0; i < half.gain.size(); ++i) {
    if (half.electronsSynapse[i] == whole.electronsSynapse[i]) continue;
    ++oneSided;
    VERIFY_WITHIN(half.electronsSynapse[i] / whole.electronsSynapse[i], 0.5f, 1e-5f);
    VERIFY_WITHIN(half.inverseSignal[i] / whole.inverseSignal[i], 2.0f, 1e-5f);
    VERIFY_WITHIN(std::fabs(half.offsetPerSquare[i]), half.electronsAxon[i] * half.inverseSignal[i], 1e-5f);
  }
  QCOMPARE(oneSided, 1);
}

// q = I T/e electrons more in a slot of 1 ns, and a gain that weighs one pixel.
void TestBench::pixelsHaveValuesOfTheirOwn() {
  const CellHardware plain = cellOf(compiled({}, "first-light"));
  const CellHardware hot = cellOf(compiled(
      {"detector_line1[3].dark_current=160.2 nA", "detector_line2[5].gain_error=0.1"}, "first-light"));
  const double slot = 1 / plain.symbolRateHz;
  float most = 0;
  int weighed = 0;
  for (std::size_t i = 0; i < hot.gain.size(); ++i) {
    most = std::max(most, hot.darkElectrons[i] - plain.darkElectrons[i]);
    weighed += hot.electronsAxon[i] > plain.electronsAxon[i];
  }
  VERIFY_WITHIN(static_cast<double>(most), 160.2e-9 * slot / kCharge, 1e-4);
  QCOMPARE(weighed, 1);
  QVERIFY(plain.darkElectrons[0] < most);
}

QTEST_GUILESS_MAIN(TestBench)
#include "tst_bench.moc"
