#include <map>
#include <numeric>

#include <Eigen/LU>
#include <QTest>

#include "all_rooms.h"
#include "core/laser/lasers.h"
#include "laser/lock_dynamics.h"
#include "laser/single_pole.h"
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
  const double free = laser.pump - 1;  // power of the free-running laser in these units
  const Eigen::Matrix3d source =
      strength * Eigen::Vector3d(free, free / (field * field), 0).asDiagonal().toDenseMatrix();
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
  void drivesAreSlowToo_data();
  void drivesAreSlowToo();
  void slotMeanOfAProductIsNotTheProductOfMeans_data();
  void slotMeanOfAProductIsNotTheProductOfMeans();
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
  const LockInputs inputs = lockOfBenchA();
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

namespace {

// Slot means after a step, of poles one behind the other, by small steps in time: rates in 1/s, the last pole
// first; `gate` the last share of a slot.
std::vector<double> steppedMeans(const std::vector<double>& rates, double slot, double gate, int slots) {
  constexpr int kSteps = 20000;
  std::vector<double> state(rates.size(), 0.0), out;
  for (int n = 0; n < slots; ++n) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < kSteps; ++i) {
      const double dt = slot / kSteps;
      for (std::size_t p = 0; p < rates.size(); ++p) {
        const double input = p + 1 < rates.size() ? state[p + 1] : 1;
        state[p] += (input - state[p]) * -std::expm1(-rates[p] * dt);
      }
      if (i < kSteps * (1 - gate)) continue;
      sum += state[0];
      ++counted;
    }
    out.push_back(sum / counted);
  }
  return out;
}

}  // namespace

void LockDynamicsTest::drivesAreSlowToo_data() {
  QTest::addColumn<double>("driver");
  QTest::addColumn<double>("rc");
  QTest::addColumn<double>("gate");
  QTest::newRow("driver") << 5e9 << double(INFINITY) << 1.0;
  QTest::newRow("RC") << double(INFINITY) << 41.2e9 << 1.0;
  QTest::newRow("both") << 5e9 << 13.7e9 << 1.0;
  QTest::newRow("both, half a slot") << 5e9 << 13.7e9 << 0.5;
}

// Poles of a drive alone, before Adler's pole, and before the lock of bench A: three numbers of another
// program for that (0.872, 0.127 with the RC of 0.1 pF; 0.575, 0.403, 0.021 with 5 GHz before it).
void LockDynamicsTest::drivesAreSlowToo() {
  QFETCH(double, driver);
  QFETCH(double, rc);
  QFETCH(double, gate);
  constexpr double kSlot = 100e-12;
  constexpr double kStepped = 3e-4;
  std::vector<double> rates;
  for (const double hertz : {rc, driver})
    if (std::isfinite(hertz)) rates.push_back(2 * constants::kPi * hertz);
  const auto compare = [&](const std::vector<double>& residues, const std::vector<double>& poles) {
    const std::vector<double> means = steppedMeans(poles, kSlot, gate, 4);
    for (std::size_t k = 0; k < means.size(); ++k) {
      const double residue = k < residues.size() ? residues[k] : 0;
      QVERIFY2(std::abs(1 - residue - means[k]) < kStepped,
               qPrintable(QString("%1: %2, %3").arg(k).arg(1 - residue).arg(means[k])));
    }
  };
  compare(driveSlotResidues({driver, rc}, Time::seconds(kSlot), gate), rates);
  LockInputs inputs{LaserParameters{}, 1.0, Time::seconds(kSlot), gate, {driver, rc}};
  constexpr double kAdler = 2 * constants::kPi * 8e9;
  rates.insert(rates.begin(), kAdler);
  compare(adlerSlotResidues(kAdler, inputs), rates);
  LockInputs bench = lockOfBenchA();
  bench.drive.rcHz = rcPole(170, 50, 0.1e-12).hertz();
  const std::vector<double> withRc = solveLock(bench).taps;
  QVERIFY(std::abs(withRc[0] - 0.872) < 1e-3 && std::abs(withRc[1] - 0.127) < 1e-3);
  bench.drive.driverHz = 5e9;
  const std::vector<double> slow = solveLock(bench).taps;
  QVERIFY(std::abs(slow[0] - 0.575) < 1e-3 && std::abs(slow[1] - 0.403) < 1e-3 &&
          std::abs(slow[2] - 0.021) < 1e-3);
}

void LockDynamicsTest::slotMeanOfAProductIsNotTheProductOfMeans_data() {
  QTest::addColumn<double>("driver");
  QTest::newRow("5 GHz") << 5e9;
  QTest::newRow("10 GHz") << 10e9;
  QTest::newRow("RC alone") << double(INFINITY);
}

// What the engine leaves out where both arms are slow, as the model page says it: white weights through drive
// and lock of bench A, white inputs of 0 … 1 through their drive. The symbol of k slots ago has the share
// a_k(t) of a weight and b_k(t) of an input; their product over the slot is G_kl, and not the product of both
// means.
void LockDynamicsTest::slotMeanOfAProductIsNotTheProductOfMeans() {
  QFETCH(double, driver);
  constexpr int kPieces = 60, kSlots = 4;
  const DrivePoles drive{driver, rcPole(170, 50, 0.1e-12).hertz()};
  LockInputs bench = lockOfBenchA();
  bench.drive = drive;
  bench.slot = Time::seconds(bench.slot.seconds() / kPieces);
  // Mean answers to a step in each of the pieces after it.
  const auto answers = [&](const std::vector<double>& taps) {
    std::vector<double> out;
    double sum = 0;
    for (std::size_t i = 0; i < kPieces * kSlots; ++i) out.push_back(sum += i < taps.size() ? taps[i] : 0);
    return out;
  };
  const std::vector<double> w = answers(solveLock(bench).taps);
  const std::vector<double> x = answers(tapsFromResidues(driveSlotResidues(drive, bench.slot, 1)));
  const auto share = [](const std::vector<double>& step, int back, int at) {
    const double begun = step[static_cast<std::size_t>(back * kPieces + at)];
    return back == 0 ? begun : begun - step[static_cast<std::size_t>((back - 1) * kPieces + at)];
  };
  // What meets a weight of the input that comes d slots after its own: the square of it adds up.
  std::map<int, double> trueShares{{0, -1}}, sharesOfMeans{{0, -1}};
  for (int k = 0; k < kSlots; ++k)
    for (int l = 0; l < kSlots; ++l) {
      double product = 0, meanW = 0, meanX = 0;
      for (int at = 0; at < kPieces; ++at) {
        product += share(w, k, at) * share(x, l, at) / kPieces;
        meanW += share(w, k, at) / kPieces;
        meanX += share(x, l, at) / kPieces;
      }
      trueShares[k - l] += product;
      sharesOfMeans[k - l] += meanW * meanX;
    }
  const auto deviation = [](const std::map<int, double>& shares) {
    double sum = 0;
    for (const auto& [distance, value] : shares) sum += value * value;
    return std::sqrt(sum);
  };
  const double found = deviation(sharesOfMeans) / deviation(trueShares);
  QVERIFY2(found > 1.4 && found < 1.9, qPrintable(QString::number(found)));
}

QTEST_APPLESS_MAIN(LockDynamicsTest)
#include "tst_lock_dynamics.moc"
