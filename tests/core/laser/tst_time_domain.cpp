#include <QTest>
#include <cmath>
#include <complex>
#include <numeric>
#include <random>
#include <vector>

#include "all_rooms.h"
#include "bench/bench.h"
#include "product/product_engine.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

/// Whole dot products in time, laser by laser and symbol by symbol: rate equations with noise in double
/// precision, each weight a step of a laser's detuning, each pixel an integral over the slot. Shares no code
/// with the product engine: only the numbers of the bench. Laser noise is spontaneous light of the
/// free-running linewidth; the leader's phase walks as well and reaches both arms.
class TestTimeDomain : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void productsInTimeAgreeWithTheEngine_data();
  void productsInTimeAgreeWithTheEngine();
};

namespace {

using Complex = std::complex<double>;
constexpr double kPi = constants::kPi;
constexpr double kAlpha = 2, kField = 200e9, kCarriers = 5e9, kPump = 6, kCoupling = 200e9;

/// One laser; the field is relative to the free-running one.
struct Laser {
  double ratio;         ///< of injection
  double linewidth;     ///< Hz
  double detuning = 0;  ///< Hz
  Complex field{1, 0};
  double carriers = 1;

  Complex fieldRate(Complex e, double n, Complex leader) const {
    return kField * Complex(1, kAlpha) * (n - 1) * e - Complex(0, 2 * kPi * detuning) * e +
           kCoupling * std::sqrt(ratio) * leader;
  }
  double carrierRate(Complex e, double n) const {
    return -kCarriers * (n - kPump + n * (kPump - 1) * std::norm(e));
  }
  void step(double dt, Complex leader, Complex noise) {
    const Complex k1 = fieldRate(field, carriers, leader);
    const double n1 = carrierRate(field, carriers);
    const Complex e = field + dt * k1 + noise;
    const double n = carriers + dt * n1;
    const Complex k2 = fieldRate(e, n, leader);
    field += 0.5 * dt * (k1 + k2) + noise;
    carriers += 0.5 * dt * (n1 + carrierRate(e, n));
  }
};

// The locked state at a phase, from the real and imaginary parts of the field equation.
struct Locked {
  double detuning, amplitude;
};
Locked lockedAt(double ratio, double phase) {
  // A from carriers N = μ/(1 + (μ−1)A²) and k(N − 1)A = −K√ratio cos φ, by bisection above the free field.
  const double drive = kCoupling * std::sqrt(ratio) / kField;
  const auto gap = [&](double a) {
    return (kPump / (1 + (kPump - 1) * a * a) - 1) * a + drive * std::cos(phase);
  };
  double low = 0.5, high = 5;
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    (gap(middle) > 0 ? low : high) = middle;
  }
  const double n = kPump / (1 + (kPump - 1) * low * low);
  const double pull = kCoupling * std::sqrt(ratio) / low * std::sin(phase);
  return {(kField * kAlpha * (n - 1) - pull) / (2 * kPi), low};
}

struct Set {
  double axonRatio, synapseRatio;
  double linewidth, leaderLinewidth;
  bool reflection;
  double slot = 100e-12;
};

Complex lightAt(const Set& set, double ratio, double phase) {
  return std::polar(lockedAt(ratio, phase).amplitude, phase) - (set.reflection ? std::sqrt(ratio) : 0);
}

// The phase at which a laser of the usable range low … high gives weight w.
double phaseOf(const Set& set, double w, double low, double high, double turn) {
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (std::imag(lightAt(set, set.synapseRatio, middle) * std::polar(1.0, -turn)) < w ? low : high) = middle;
  }
  return low;
}

/// Sums and products of repeated draws.
struct Tally {
  explicit Tally(std::size_t size) : sum(size), products(size * size) {}
  void add(const std::vector<double>& y) {
    ++count;
    for (std::size_t i = 0; i < y.size(); ++i) {
      sum[i] += y[i];
      for (std::size_t j = 0; j < y.size(); ++j) products[i * y.size() + j] += y[i] * y[j];
    }
  }
  double mean(std::size_t i) const { return sum[i] / count; }
  double covariance(std::size_t i, std::size_t j) const {
    return products[i * sum.size() + j] / count - mean(i) * mean(j);
  }
  int count = 0;
  std::vector<double> sum, products;
};

constexpr std::size_t kNeurons = 2, kSamples = 2, kSlots = 16;

// Two synapses and two axons through a sequence of symbols; outputs neuron + 2 · sample.
std::vector<double> simulate(const Set& set, const std::vector<std::vector<double>>& detunings,
                             const std::vector<float>& x, double turn, const Laser& restingAxon,
                             const Laser& restingSynapse, std::mt19937_64& generator) {
  constexpr int kSteps = 100;
  const double dt = set.slot / kSteps;
  std::normal_distribution<double> normal;
  std::vector<Laser> synapses(kNeurons, restingSynapse), axons(kSamples, restingAxon);
  const double spread = std::sqrt(2 * kPi * set.linewidth * dt / (1 + kAlpha * kAlpha));
  const double leaderSpread = std::sqrt(2 * kPi * set.leaderLinewidth * dt);
  std::vector<double> y(kNeurons * kSamples, 0.0);
  double leaderPhase = 0;
  const Complex axonLight = lightAt(set, set.axonRatio, std::arg(restingAxon.field));
  // Noise settles before the first symbol.
  for (int slot = -4; slot < static_cast<int>(kSlots); ++slot) {
    for (std::size_t m = 0; m < kNeurons; ++m)
      synapses[m].detuning =
          slot < 0 ? restingSynapse.detuning : detunings[m][static_cast<std::size_t>(slot)];
    for (int s = 0; s < kSteps; ++s) {
      leaderPhase += leaderSpread * normal(generator);
      const Complex leader = std::polar(1.0, leaderPhase);
      for (std::vector<Laser>* lasers : {&synapses, &axons})
        for (Laser& laser : *lasers)
          laser.step(dt, leader, spread * Complex(normal(generator), normal(generator)));
      if (slot < 0) continue;
      for (std::size_t m = 0; m < kNeurons; ++m)
        for (std::size_t b = 0; b < kSamples; ++b) {
          const Complex mirror = set.reflection ? leader : 0;
          const Complex w = synapses[m].field - std::sqrt(set.synapseRatio) * mirror;
          const Complex a = axons[b].field - std::sqrt(set.axonRatio) * mirror;
          const double fringe = std::imag(w * std::conj(a / axonLight) * std::polar(1.0, -turn));
          y[m + kNeurons * b] +=
              static_cast<double>(x[static_cast<std::size_t>(slot) + kSlots * b]) * fringe / kSteps;
        }
    }
  }
  return y;
}

}  // namespace

void TestTimeDomain::productsInTimeAgreeWithTheEngine_data() {
  QTest::addColumn<double>("axonDb");
  QTest::addColumn<double>("synapseDb");
  QTest::addColumn<double>("linewidth");
  QTest::addColumn<double>("leaderLinewidth");
  QTest::addColumn<bool>("reflection");
  QTest::newRow("bench A") << -10.0 << -10.0 << 50e6 << 1e5 << false;
  QTest::newRow("with reflections") << -10.0056 << -10.0056 << 50e6 << 1e5 << true;
  QTest::newRow("weaker, noisy lasers") << -15.0 << -13.0 << 200e6 << 1e5 << false;
  QTest::newRow("noisy leader, arms that lock unlike") << -6.0 << -18.0 << 10e6 << 100e6 << false;
}

void TestTimeDomain::productsInTimeAgreeWithTheEngine() {
  QFETCH(double, axonDb);
  QFETCH(double, synapseDb);
  QFETCH(double, linewidth);
  QFETCH(double, leaderLinewidth);
  QFETCH(bool, reflection);
  Design design = example("bench-a");
  const std::string number = std::to_string(linewidth);
  std::vector<std::string> changes{"vcsel_array1.linewidth=" + number,
                                   "vcsel_array2.linewidth=" + number,
                                   "leader_laser1.linewidth=" + std::to_string(leaderLinewidth),
                                   "vcsel_array1.capacitance=0",
                                   "noise.shot=off",
                                   "noise.ktc=off",
                                   "noise.dac=off",
                                   "noise.adc=off"};
  // The drawn leader's light is −10.0056 dB; a ratio set by hand bypasses its reflection.
  if (!reflection) {
    changes.push_back("vcsel_array1.injection_ratio=" + std::to_string(axonDb));
    changes.push_back("vcsel_array2.injection_ratio=" + std::to_string(synapseDb));
  }
  for (const std::string& change : changes) design = with(design, change);
  const Bench bench = compileBench(design);
  const CellHardware& cell = bench.hardware->cells.at(0);
  const ArrayLock &axonLock = bench.locks.at(0), &synapseLock = bench.locks.at(1);

  const Set set{std::pow(10, axonDb / 10), std::pow(10, synapseDb / 10), linewidth, leaderLinewidth,
                reflection};
  const double low = synapseLock.written.usable.front().phase, high = synapseLock.written.usable.back().phase;
  const double turn = std::arg(lightAt(set, set.synapseRatio, low) + lightAt(set, set.synapseRatio, high));
  const auto resting = [&](double ratio, double phase) {
    const Locked locked = lockedAt(ratio, phase);
    return Laser{ratio, linewidth, locked.detuning, std::polar(locked.amplitude, phase),
                 kPump / (1 + (kPump - 1) * locked.amplitude * locked.amplitude)};
  };
  const Laser axon = resting(set.axonRatio, axonLock.phaseAtCentreRad);
  const Laser synapse = resting(set.synapseRatio, phaseOf(set, 0, low, high, turn));

  std::mt19937_64 generator(11);
  std::uniform_real_distribution<double> even(0, 1);
  std::vector<float> w(kNeurons * kSlots), x(kSlots * kSamples);
  for (float& value : w) value = static_cast<float>((2 * even(generator) - 1) * 0.5 * cell.weightLimit);
  for (float& value : x) value = static_cast<float>(even(generator));
  std::vector<std::vector<double>> detunings(kNeurons);
  for (std::size_t j = 0; j < kSlots; ++j)
    for (std::size_t m = 0; m < kNeurons; ++m)
      detunings[m].push_back(
          lockedAt(set.synapseRatio, phaseOf(set, static_cast<double>(w[m + kNeurons * j]), low, high, turn))
              .detuning);

  const ProductShape shape{kNeurons, kSlots, kSamples};
  ProductEngine engine(cell, shape, Drive::Unsigned);
  engine.setWeights({w.data(), kNeurons, kSlots, false}, 1);
  Tally simulated(kNeurons * kSamples), computed(kNeurons * kSamples);
  constexpr int kDraws = 1500;
  for (int k = 0; k < kDraws; ++k) {
    simulated.add(simulate(set, detunings, x, turn, axon, synapse, generator));
    for (int repeat = 0; repeat < 10; ++repeat) {
      std::vector<float> y(kNeurons * kSamples);
      ReadOut readOut;
      readOut.key = {3, Stream::ForwardNoise, static_cast<std::uint64_t>(10 * k + repeat)};
      engine.multiply({x.data(), kSlots, kSamples, false}, readOut, y.data());
      computed.add({y.begin(), y.end()});
    }
  }
  // Five standard errors of the draws beside what the engine's linear response leaves out.
  for (std::size_t i = 0; i < kNeurons * kSamples; ++i) {
    const double sigma = std::sqrt(simulated.covariance(i, i));
    VERIFY_WITHIN(std::sqrt(computed.covariance(i, i)), sigma, 0.13);
    QVERIFY(std::fabs(computed.mean(i) - simulated.mean(i)) < 0.05);
    for (std::size_t j = 0; j < i; ++j)
      QVERIFY(std::fabs(computed.covariance(i, j) - simulated.covariance(i, j)) <
              0.16 * sigma * std::sqrt(simulated.covariance(j, j)));
  }
}

QTEST_GUILESS_MAIN(TestTimeDomain)
#include "tst_time_domain.moc"
