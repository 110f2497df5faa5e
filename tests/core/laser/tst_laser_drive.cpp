#include <Eigen/LU>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "all_rooms.h"
#include "base/random.h"
#include "laser/delayed_phase.h"
#include "laser/heating.h"
#include "laser/injection_lock.h"
#include "laser/pre_emphasis.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

constexpr double kRounding = 1e-9;   // closed forms in double, whose terms cancel
constexpr double kTwoDigits = 0.01;  // the expected numbers have two or three digits
constexpr double kDrawn = 0.03;      // several standard deviations of moments over 40000 slots

// A laser that follows its leader at once, and all but at once for numbers.
PhaseFollower atOnce() {
  return {-1e15 * Eigen::Matrix3d::Identity()};
}

}  // namespace

class LaserDriveTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void inverseUndoesTheResponse_data();
  void inverseUndoesTheResponse();
  void aSlowResponseHasNoInverse();
  void swingOfOnePole();
  void heatingIsTheSumOverNeighbours_data();
  void heatingIsTheSumOverNeighbours();
  void tuningOfTheSubstrate();
  void delayedNoiseAgainstAWalk();
  void delayedNoiseLimits();
  void followedNoiseOfEqualModes();
  void followedNoiseAgainstItsSpectrum_data();
  void followedNoiseAgainstItsSpectrum();
};

void LaserDriveTest::inverseUndoesTheResponse_data() {
  QTest::addColumn<std::vector<double>>("response");
  QTest::newRow("none") << std::vector<double>{1.0};
  QTest::newRow("bench A") << std::vector<double>{0.911, 0.088, 0.001};
  QTest::newRow("overshoot") << std::vector<double>{1.2, -0.3, 0.1};
}

void LaserDriveTest::inverseUndoesTheResponse() {
  QFETCH(std::vector<double>, response);
  const auto inverse = inverseTaps(response);
  QVERIFY(inverse);
  for (std::size_t j = 0; j < inverse->size() + response.size(); ++j) {
    double sum = 0;
    for (std::size_t k = 0; k < response.size() && k <= j; ++k)
      if (j - k < inverse->size()) sum += response[k] * (*inverse)[j - k];
    QVERIFY(std::fabs(sum - (j == 0 ? 1 : 0)) < 2e-4);
  }
}

void LaserDriveTest::aSlowResponseHasNoInverse() {
  QVERIFY(!inverseTaps(std::vector<double>{0.4, 0.6}));
  QVERIFY(!inverseTaps(std::vector<double>{0.0, 1.0}));
}

// h = (1 − ε, ε): g_k = (−ε)^k/(1 − ε)^{k+1}, Σ|g| = 1/(1 − 2ε).
void LaserDriveTest::swingOfOnePole() {
  const auto inverse = inverseTaps(std::vector<double>{0.8, 0.2});
  QVERIFY(inverse);
  VERIFY_WITHIN(swingFactor(*inverse), 1 / 0.6, 1e-3);
}

void LaserDriveTest::heatingIsTheSumOverNeighbours_data() {
  QTest::addColumn<int>("rows");
  QTest::addColumn<int>("columns");
  QTest::newRow("one") << 1 << 1;
  QTest::newRow("line") << 1 << 7;
  QTest::newRow("5x5") << 5 << 5;
  QTest::newRow("12x9") << 12 << 9;
}

void LaserDriveTest::heatingIsTheSumOverNeighbours() {
  QFETCH(int, rows);
  QFETCH(int, columns);
  std::vector<double> heat;
  for (int i = 0; i < rows * columns; ++i) heat.push_back(1e-3 * (1 + (i * 7) % 5));
  const std::vector<double> warming = neighbourHeating(rows, columns, 43, heat);
  for (int i = 0; i < rows * columns; ++i) {
    double sum = 0;
    for (int j = 0; j < rows * columns; ++j) {
      const double distance = std::hypot(i / columns - j / columns, i % columns - j % columns);
      if (i != j) sum += 43 / distance * heat[static_cast<std::size_t>(j)];
    }
    QVERIFY(std::fabs(warming[static_cast<std::size_t>(i)] - sum) < 1e-12);
  }
}

// V29: 0.064 nm/K at 974 nm is −20.2 GHz/K, with 2.8 K/mW and 2 V −113 GHz/mA; a milliwatt 80 µm away in GaAs
// (46 W/(m K)) shifts a laser by about 0.9 GHz.
void LaserDriveTest::tuningOfTheSubstrate() {
  const double perKelvin = -constants::kSpeedOfLight / (974e-9 * 974e-9) * 0.064e-9;
  VERIFY_WITHIN(perKelvin, -20.2e9, kTwoDigits);
  VERIFY_WITHIN(perKelvin * 2.8e3 * 2, -113e12, kTwoDigits);
  const double coupling = 1 / (2 * constants::kPi * 46 * 80e-6);
  const std::vector<double> warming = neighbourHeating(1, 2, coupling, {1e-3, 0});
  VERIFY_WITHIN(-perKelvin * warming[1], 0.87e9, 0.02);
  QCOMPARE(std::fabs(warming[0]) < 1e-15, true);
}

// A random walk in small steps, its delayed difference averaged over slots.
void LaserDriveTest::delayedNoiseAgainstAWalk() {
  constexpr int kPerSlot = 40, kSlots = 40000;
  const double slot = 100e-12, gate = 0.75, linewidth = 50e6;
  for (const int delaySteps : {10, 30, 70}) {
    KeyedRandom random({5, Stream::LaserNoise, static_cast<std::uint64_t>(delaySteps)});
    const double sigma = std::sqrt(2 * constants::kPi * linewidth * slot / kPerSlot);
    std::vector<double> phase(kPerSlot * kSlots + delaySteps + 1, 0.0);
    for (std::size_t i = 1; i < phase.size(); ++i) phase[i] = phase[i - 1] + sigma * random.normal();
    std::vector<double> mean;
    for (int s = 0; s < kSlots; ++s) {
      double sum = 0;
      for (int i = kPerSlot / 4; i < kPerSlot; ++i) {
        const std::size_t t = static_cast<std::size_t>(s * kPerSlot + i);
        // Steps are between the samples: the middle of each is taken.
        sum += 0.5 * (phase[t + static_cast<std::size_t>(delaySteps)] - phase[t] +
                      phase[t + 1 + static_cast<std::size_t>(delaySteps)] - phase[t + 1]);
      }
      mean.push_back(sum / (0.75 * kPerSlot));
    }
    double square = 0, neighbour = 0;
    for (std::size_t s = 0; s + 1 < mean.size(); ++s) {
      square += mean[s] * mean[s];
      neighbour += mean[s] * mean[s + 1];
    }
    const DelayedPhaseNoise noise =
        delayedPhaseNoise(Frequency::hertz(linewidth), atOnce(), atOnce(),
                          Time::seconds(slot * delaySteps / kPerSlot), Time::seconds(slot), gate);
    VERIFY_WITHIN(std::sqrt(square / kSlots), std::sqrt(noise.variance), kDrawn);
    QVERIFY(std::fabs(neighbour - square * noise.neighbourCovariance / noise.variance) < kDrawn * square);
  }
}

// Lasers that follow at once leave 2πδν·a²(b − a/3)/G², a the smaller and b the larger of the delay and the
// integrated time G.
void LaserDriveTest::delayedNoiseLimits() {
  const double slot = 1e-10, perS = 2 * constants::kPi * 1e6;
  const auto noise = [&](double delay) {
    return delayedPhaseNoise(Frequency::hertz(1e6), atOnce(), atOnce(), Time::seconds(delay),
                             Time::seconds(slot), 1);
  };
  QVERIFY(noise(0).variance < 1e-14 * noise(3e-11).variance);
  QVERIFY(std::fabs(noise(0).neighbourCovariance) < 1e-14 * noise(3e-11).variance);
  QCOMPARE(noise(-3e-11).variance, noise(3e-11).variance);
  for (const double delay : {5e-12, 3e-11, 2e-10, 5e-9}) {
    const double a = std::min(delay, slot), b = std::max(delay, slot);
    VERIFY_WITHIN(noise(delay).variance, perS * a * a * (b - a / 3) / (slot * slot), 1e-3);
  }
  QVERIFY(noise(5e-9).neighbourCovariance > 0.97 * noise(5e-9).variance);
  // A leader without a line.
  QCOMPARE(
      delayedPhaseNoise(Frequency::hertz(0), atOnce(), atOnce(), Time::seconds(1e-11), Time::seconds(slot), 1)
          .variance,
      0.0);
}

void LaserDriveTest::followedNoiseAgainstItsSpectrum_data() {
  QTest::addColumn<double>("lateDb");
  QTest::addColumn<double>("earlyDb");
  QTest::addColumn<double>("delay");
  QTest::addColumn<double>("gate");
  QTest::newRow("alike, apart") << -10.0 << -10.0 << 16.7e-12 << 1.0;
  QTest::newRow("alike, apart the other way") << -10.0 << -10.0 << -16.7e-12 << 1.0;
  QTest::newRow("unlike, together") << -10.0 << -20.0 << 0.0 << 1.0;
  QTest::newRow("unlike, apart, half a slot") << -20.0 << -10.0 << 40e-12 << 0.5;
  QTest::newRow("far apart") << -10.0 << -16.0 << 1e-9 << 0.8;
}

// Modes that fall together, as those of a laser between ringing and creeping, twice and thrice.
void LaserDriveTest::followedNoiseOfEqualModes() {
  const double slot = 100e-12;
  const auto noise = [&](double above, double apart) {
    Eigen::Matrix3d jacobian = -Eigen::Matrix3d::Identity();
    jacobian(0, 1) = 0.7;
    jacobian(1, 2) = above;
    jacobian(2, 2) -= apart;
    jacobian(0, 0) += apart;
    return delayedPhaseNoise(Frequency::hertz(1e6), {30e9 * jacobian, 0.9, 0.2},
                             {-50e9 * Eigen::Matrix3d::Identity()}, Time::seconds(16.7e-12),
                             Time::seconds(slot), 0.8);
  };
  for (const double above : {0.0, -0.4}) {
    const DelayedPhaseNoise together = noise(above, 0), apart = noise(above, 1e-3),
                            almost = noise(above, 1e-9);
    QVERIFY(together.variance > 0);
    VERIFY_WITHIN(together.variance, apart.variance, 2e-3);
    VERIFY_WITHIN(together.neighbourCovariance, apart.neighbourCovariance, 5e-3);
    VERIFY_WITHIN(almost.variance, together.variance, 1e-5);
  }
}

// The same in frequencies: ∫|H_late e^{−iωΔτ} − H_early|²·(sin(ωG/2)/(ωG/2))² 2πδν/ω² dω/2π, with H = 1 −
// iω(p·[(iω − J)⁻¹]_φφ + a·[(iω − J)⁻¹]_Aφ).
void LaserDriveTest::followedNoiseAgainstItsSpectrum() {
  QFETCH(double, lateDb);
  QFETCH(double, earlyDb);
  QFETCH(double, delay);
  QFETCH(double, gate);
  const auto follower = [](double ratioDb, double ofPhase, double ofAmplitude) {
    LockInputs inputs;
    inputs.injectionRatio = std::pow(10, ratioDb / 10);
    return PhaseFollower{solveLock(inputs).dynamics.jacobianPerS, ofPhase, ofAmplitude};
  };
  const PhaseFollower late = follower(lateDb, 0.9, 0.2), early = follower(earlyDb, 1, 0);
  const double slot = 100e-12, window = gate * slot, linewidth = 1e6;
  using Complex = std::complex<double>;
  const auto passes = [](const PhaseFollower& laser, double omega) {
    const Complex s(0, omega);
    const Eigen::Matrix3cd resolvent =
        (s * Eigen::Matrix3cd::Identity() - laser.jacobianPerS.cast<Complex>()).inverse();
    return 1.0 - s * (laser.ofPhase * resolvent(1, 1) + laser.ofAmplitude * resolvent(0, 1));
  };
  double variance = 0, neighbours = 0;
  const double step = 2 * constants::kPi * 10e6;
  for (double omega = step / 2; omega < 2 * constants::kPi * 4e12; omega += step) {
    const double x = omega * window / 2, mean = std::sin(x) / x;
    const double density =
        std::norm(passes(late, omega) * std::polar(1.0, -omega * delay) - passes(early, omega)) * mean *
        mean * 2 * linewidth / (omega * omega) * step;
    variance += density;
    neighbours += density * std::cos(omega * slot);
  }
  const DelayedPhaseNoise noise = delayedPhaseNoise(Frequency::hertz(linewidth), late, early,
                                                    Time::seconds(delay), Time::seconds(slot), gate);
  VERIFY_WITHIN(noise.variance, variance, 1e-3);
  QVERIFY(std::fabs(noise.neighbourCovariance - neighbours) < 1e-3 * variance);
}

QTEST_APPLESS_MAIN(LaserDriveTest)
#include "tst_laser_drive.moc"
