#include <numeric>

#include <Eigen/LU>
#include <QTest>

#include "all_rooms.h"
#include "core/laser/lasers.h"
#include "modes.h"

using namespace lightloom::tests;

namespace {

constexpr double kRounding = 1e-13;        // 3×3 matrices of order 1 in double
constexpr double kRoundingOfSums = 1e-12;  // sums of taps, and second powers of matrices
constexpr double kTiny = 1e-15;            // the functions are constants there, to the last place
constexpr double kIntegrated = 1e-3;       // the step of the numerical integrals
constexpr double kLastDigit = 1e-4;        // the expected numbers have three digits
constexpr double kSolved = 1e-9;  // exponentials against eigenvalues, whose vectors are not orthogonal

// e^{Jt} by eigenvectors, an oracle that shares nothing with the library's doubling.
class Propagator {
 public:
  explicit Propagator(const Eigen::Matrix3d& jacobian) {
    const Modes modes = modesOf(jacobian);
    m_values = modes.values;
    m_vectors = modes.vectors;
    m_inverse = m_vectors.inverse();
  }
  Eigen::Matrix3d at(double seconds) const {
    const Eigen::Vector3cd growth = (m_values * seconds).array().exp();
    return (m_vectors * growth.asDiagonal() * m_inverse).real();
  }

 private:
  Eigen::Vector3cd m_values;
  Eigen::Matrix3cd m_vectors, m_inverse;
};

// ∫ e^{Jt} Q e^{Jᵀt} dt over enough decay times, Simpson's rule.
Eigen::Matrix3d covarianceByIntegration(const LaserParameters& laser, const Propagator& propagate,
                                        double field, double rate) {
  const double strength = 2 * constants::kPi * laser.linewidthHz / (1 + laser.alpha * laser.alpha);
  const Eigen::Matrix3d source = strength * Eigen::Vector3d(field * field, 1, 0).asDiagonal().toDenseMatrix();
  constexpr int kSteps = 40000;
  const double step = 18 / rate / kSteps;
  Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
  for (int i = 0; i <= kSteps; ++i) {
    const double weight = i == 0 || i == kSteps ? 1 : i % 2 ? 4 : 2;
    const Eigen::Matrix3d e = propagate.at(i * step);
    sum += weight * step / 3 * e * source * e.transpose();
  }
  return sum;
}

// Mean over s in slot one and t in slot two (`shift` slots later) of the phase covariance at |t − s|.
double slotCovariance(const Propagator& propagate, const Eigen::Matrix3d& covariance, double slot,
                      double gate, int shift) {
  constexpr int kSteps = 300;
  std::vector<double> lag(static_cast<std::size_t>(2 * kSteps));
  const double step = slot * gate / kSteps;
  for (int i = 0; i < 2 * kSteps; ++i) {
    const double time = std::abs(shift * slot + (i - kSteps) * step);
    lag[static_cast<std::size_t>(i)] = (propagate.at(time) * covariance)(1, 1);
  }
  double mean = 0;
  for (int i = 0; i < 2 * kSteps; ++i) {
    mean += lag[static_cast<std::size_t>(i)] * (kSteps - std::abs(i - kSteps)) / (1.0 * kSteps * kSteps);
  }
  return mean;
}

}  // namespace

class LockDynamicsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void phiFunctionsOfKnownMatrices();
  void phiFunctionsOfExtremeTimes();
  void noiseMatchesNumericalIntegrals_data();
  void noiseMatchesNumericalIntegrals();
  void residuesMatchTheJacobian();
  void tapsAddUpToOne();
  void adlerClosedForms();
};

void LockDynamicsTest::phiFunctionsOfKnownMatrices() {
  Eigen::Matrix3d z;
  z << -3, 2, 0.5, -2, -1, 4, 0.25, -4, -6;
  const MatrixPhi phi = matrixPhi(z);
  const Eigen::Matrix3d one = Eigen::Matrix3d::Identity();
  const Eigen::Matrix3d expected = Propagator(z).at(1);
  QVERIFY((phi.exponential - expected).norm() < kRounding);
  QVERIFY((z * phi.first - (expected - one)).norm() < kRounding);
  QVERIFY((z * z * phi.second - (expected - one - z)).norm() < kRoundingOfSums);
}

void LockDynamicsTest::phiFunctionsOfExtremeTimes() {
  const Eigen::Matrix3d stable = Eigen::Vector3d(-1, -1e-3, -2e3).asDiagonal();
  const MatrixPhi tiny = matrixPhi(stable * 1e-20);
  QVERIFY((tiny.first - Eigen::Matrix3d::Identity()).norm() < kTiny);
  QVERIFY((tiny.second - 0.5 * Eigen::Matrix3d::Identity()).norm() < kTiny);
  const MatrixPhi huge = matrixPhi(stable * 1e9);
  QVERIFY(huge.exponential.norm() < 1e-300);
  QVERIFY(std::abs(huge.first(1, 1) - 1e-6) < 1e-9 * 1e-6);
  QVERIFY(std::abs(huge.second(1, 1) - (1e-6 - 1e-12)) < 1e-9 * 1e-6);
}

void LockDynamicsTest::noiseMatchesNumericalIntegrals_data() {
  QTest::addColumn<LaserParameters>("laser");
  QTest::addColumn<double>("decibel");
  QTest::addColumn<double>("picoseconds");
  QTest::addColumn<double>("gate");
  QTest::newRow("bench A") << LaserParameters{} << -10.0 << 100.0 << 1.0;
  QTest::newRow("bench A, gated") << LaserParameters{} << -10.0 << 100.0 << 0.6;
  QTest::newRow("spin-flip set, 0 dB") << sfmLaser(3) << 0.0 << 100.0 << 1.0;
  QTest::newRow("spin-flip set, −30 dB") << sfmLaser(3) << -30.0 << 1000.0 << 1.0;
}

// Phase variance, slot average and neighbour correlation against integrals of e^{Jt}; 1e-3 for their step
// sizes.
void LockDynamicsTest::noiseMatchesNumericalIntegrals() {
  QFETCH(LaserParameters, laser);
  QFETCH(double, decibel);
  QFETCH(double, picoseconds);
  QFETCH(double, gate);
  const LockSolution solution = solveLock({laser, linear(decibel), Time::picoseconds(picoseconds), gate});
  QVERIFY(solution.locked);
  const Propagator propagate(lockJacobian(laser, linear(decibel), solution.working));
  const double field = solution.working.amplitude * std::sqrt(laser.pump - 1);
  const Eigen::Matrix3d covariance =
      covarianceByIntegration(laser, propagate, field, solution.dynamics.relaxationRatePerS);
  const double slot = picoseconds * 1e-12;
  const double variance = slotCovariance(propagate, covariance, slot, gate, 0);
  const double neighbour = slotCovariance(propagate, covariance, slot, gate, 1) / variance;
  const LockDynamics& dynamics = solution.dynamics;
  QVERIFY(std::abs(dynamics.phaseVariance / covariance(1, 1) - 1) < kIntegrated);
  QVERIFY(std::abs(dynamics.slotPhaseSigma / std::sqrt(variance) - 1) < kIntegrated);
  QVERIFY2(std::abs(dynamics.neighbourCorrelation - neighbour) < kIntegrated,
           qPrintable(QStringLiteral("%1 %2").arg(dynamics.neighbourCorrelation).arg(neighbour)));
}

// eᵀe^{JT}J⁻¹b / eᵀJ⁻¹b written out, and its mean by the midpoint rule.
void LockDynamicsTest::residuesMatchTheJacobian() {
  const LockInputs inputs = benchA();
  const LockSolution solution = solveLock(inputs);
  const Eigen::Matrix3d jacobian = lockJacobian(inputs.laser, inputs.injectionRatio, solution.working);
  const Propagator propagate(jacobian);
  const Eigen::Vector3d step = jacobian.inverse() * Eigen::Vector3d(0, -1, 0);
  const double slot = inputs.slot.seconds();
  const auto residue = [&](double time) { return (propagate.at(time) * step)[1] / step[1]; };
  double average = 0;
  for (int i = 0; i < 2000; ++i) average += residue((i + 0.5) / 2000 * slot) / 2000;
  QVERIFY(std::abs(solution.dynamics.settlingResidue - residue(slot)) < kSolved);
  QVERIFY(std::abs(solution.dynamics.settlingAverage - average) < 1e-6);
  QVERIFY(std::abs(solution.dynamics.relaxationRatePerS + modesOf(jacobian).fastestGrowth()) < 1);
}

void LockDynamicsTest::tapsAddUpToOne() {
  for (double decibel = -60; decibel <= 6; decibel += 3) {
    for (double alpha : {0.0, 3.0, 6.0}) {
      const LockSolution solution = solveLock({sfmLaser(alpha), linear(decibel), Time::picoseconds(40), 1.0});
      QVERIFY(solution.locked);
      QVERIFY(solution.taps.size() <= kLargestTapCount);
      QVERIFY(std::abs(std::accumulate(solution.taps.begin(), solution.taps.end(), 0.0) - 1) <
              kRoundingOfSums);
    }
  }
  QCOMPARE(tapsFromResidues({}), std::vector<double>{1.0});
}

// V15: variance πδν/ω_e at the centre; V16: residue exp(−ω_e T).
void LockDynamicsTest::adlerClosedForms() {
  const LockInputs inputs{LaserParameters{}, 1.0, Time::picoseconds(40), 1.0};
  const double rate = 2 * constants::kPi * 10e9;
  const LockDynamics dynamics = adlerDynamics(rate, inputs);
  QVERIFY(std::abs(dynamics.phaseVariance - 2.50e-3) < 1e-5);
  QVERIFY(std::abs(std::sqrt(dynamics.phaseVariance) - 0.050) < kLastDigit);
  QVERIFY(std::abs(dynamics.settlingResidue - 0.0810) < kLastDigit);
  QVERIFY(std::abs(dynamics.settlingAverage - (1 - std::exp(-2.5133)) / 2.5133) < kLastDigit);
  const std::vector<double> taps = tapsFromResidues(adlerSlotResidues(rate, inputs));
  QVERIFY(std::abs(taps[0] - (1 - dynamics.settlingAverage)) < kRoundingOfSums);
  QVERIFY(std::abs(taps[2] / taps[1] - dynamics.settlingResidue) < kSolved);
}

QTEST_APPLESS_MAIN(LockDynamicsTest)
#include "tst_lock_dynamics.moc"
