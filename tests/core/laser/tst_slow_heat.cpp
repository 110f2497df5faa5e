#include "laser/slow_heat.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "base/random.h"
#include "test_support.h"

using namespace lightloom::tests;

/// Poles of heat against the laws that they stand for, and against steps through time.
class TestSlowHeat : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void diffusiveFollowsTheLaw();
  void highPassIsAProduct();
  void slotsAreStepsThroughTime_data();
  void slotsAreStepsThroughTime();
  void complementSlotsCancel();
  void equaliserLeavesItsMismatch_data();
  void equaliserLeavesItsMismatch();
  void answersFollowTheBranch();
};

namespace {

constexpr double kPi = 3.14159265358979323846;
using Complex = std::complex<double>;

// White symbols of mean square 1, the same every time.
std::vector<double> whiteSymbols(int count) {
  KeyedRandom random({5, Stream::DataGenerate, 0, 0, 0});
  std::vector<double> out;
  for (int i = 0; i < count; ++i) out.push_back(random.normal());
  return out;
}

// e of each slot by the recursion of the poles, from rest.
std::vector<double> bySlots(const std::vector<SlotPole>& poles, const std::vector<double>& h) {
  std::vector<double> out(h.size(), 0.0);
  for (const SlotPole& pole : poles) {
    double y = 0;
    for (std::size_t j = 0; j < h.size(); ++j) {
      out[j] += pole.share * (pole.hold * y + pole.direct * h[j]);
      y = pole.keep * y + pole.gain * h[j];
    }
  }
  return out;
}

}  // namespace

void TestSlowHeat::diffusiveFollowsTheLaw() {
  const std::vector<HeatPole> poles = heatPoles(ThermalResponse::Diffusive, 1e6);
  double shares = 0;
  for (const HeatPole& pole : poles) shares += pole.share;
  VERIFY_WITHIN(shares, 1.0, 1e-12);
  for (int k = 0; k <= 600; ++k) {
    const double f = 1e3 * std::pow(10.0, k / 100.0);
    const Complex law = 1.0 / std::sqrt(Complex(1, f / 1e6));
    QVERIFY2(std::abs(responseAt(poles, f) - law) < 0.01 * std::abs(law), qPrintable(QString::number(f)));
  }
  QCOMPARE(heatPoles(ThermalResponse::SinglePole, 1e6).size(), std::size_t(1));
}

void TestSlowHeat::highPassIsAProduct() {
  for (const ThermalResponse response : {ThermalResponse::SinglePole, ThermalResponse::Diffusive})
    for (const double corner : {0.3e6, 1e6, 20e6}) {
      const std::vector<HeatPole> poles = heatPoles(response, 1e6), passed = highPassed(poles, corner);
      for (const double f : {1e3, 1e5, 1e6, 7e6, 1e8}) {
        const Complex s(0, f / corner);
        const Complex product = responseAt(poles, f) * s / (1.0 + s);
        QVERIFY(std::abs(responseAt(passed, f) - product) < 1e-5 * std::abs(product) + 1e-9);
      }
    }
}

void TestSlowHeat::slotsAreStepsThroughTime_data() {
  QTest::addColumn<double>("gate");
  QTest::addColumn<bool>("balanced");
  QTest::newRow("whole slots") << 1.0 << false;
  QTest::newRow("half a slot") << 0.5 << false;
  QTest::newRow("complement slots") << 0.8 << true;
}

// ẏ = 2πf(I − y) in a thousand steps a slot.
void TestSlowHeat::slotsAreStepsThroughTime() {
  QFETCH(double, gate);
  QFETCH(bool, balanced);
  constexpr int kSteps = 1000;
  const double slot = 1e-9, corner = 30e6;
  const std::vector<double> h = whiteSymbols(40);
  const std::vector<double> slots = bySlots(
      slotPoles(heatPoles(ThermalResponse::SinglePole, corner), Time::seconds(slot), gate, balanced), h);
  double y = 0;
  for (std::size_t j = 0; j < h.size(); ++j) {
    double sum = 0;
    int counted = 0;
    const auto run = [&](double drive, bool counts) {
      for (int i = 0; i < kSteps; ++i) {
        // The exact step to the middle and on to the end of a short time.
        const double half = std::exp(-kPi * corner * slot / kSteps);
        y = drive + (y - drive) * half;
        if (counts && i >= std::lround((1 - gate) * kSteps)) {
          sum += y;
          ++counted;
        }
        y = drive + (y - drive) * half;
      }
    };
    run(h[j], true);
    if (balanced) run(-h[j], false);
    VERIFY_WITHIN(slots[j], sum / counted, 1e-6);
  }
}

void TestSlowHeat::complementSlotsCancel() {
  const std::vector<HeatPole> poles = heatPoles(ThermalResponse::SinglePole, 1e6);
  const auto rms = [&](bool balanced) {
    double sum = 0;
    const std::vector<double> e =
        bySlots(slotPoles(poles, Time::seconds(1e-10), 1, balanced), whiteSymbols(20000));
    for (const double value : e) sum += value * value;
    return std::sqrt(sum / static_cast<double>(e.size()));
  };
  QVERIFY(rms(true) < 0.03 * rms(false));
}

void TestSlowHeat::equaliserLeavesItsMismatch_data() {
  QTest::addColumn<double>("tuningRatio");
  QTest::addColumn<double>("mismatch");
  QTest::newRow("of opposite sign") << -22.6 << 0.05;
  QTest::newRow("the other way") << -22.6 << -0.05;
  QTest::newRow("of one sign") << 8.0 << 0.05;
}

// Far apart, for one that looks ahead and one that looks back otherwise add up another way. The driver solves
// k_c I + k_th ȳ = u for the currents, by a corner that is off: backwards in time where that alone is stable.
// The true laser is then off by k_th(ȳ_true − ȳ_taken).
void TestSlowHeat::equaliserLeavesItsMismatch() {
  QFETCH(double, tuningRatio);
  QFETCH(double, mismatch);
  const double corner = 1e6;
  const Time slot = Time::seconds(1e-10);
  const std::vector<double> u = whiteSymbols(60000);
  const SlotPole taken =
      slotPoles(heatPoles(ThermalResponse::SinglePole, corner * (1 + mismatch)), slot, 1, false)[0];
  const SlotPole truth = slotPoles(heatPoles(ThermalResponse::SinglePole, corner), slot, 1, false)[0];
  const std::size_t count = u.size();
  std::vector<double> current(count);
  const double now = 1 + tuningRatio * taken.direct;
  if (1 + tuningRatio > 0) {
    double y = 0;
    for (std::size_t j = 0; j < count; ++j) {
      current[j] = (u[j] - tuningRatio * taken.hold * y) / now;
      y = taken.keep * y + taken.gain * current[j];
    }
  } else {
    // y before the slot from y behind it: y = (y′ − gain·I)/keep.
    double behind = 0;
    for (std::size_t j = count; j-- > 0;) {
      const double back = tuningRatio * taken.hold / taken.keep;
      current[j] = (u[j] - back * behind) / (now - back * taken.gain);
      behind = (behind - taken.gain * current[j]) / taken.keep;
    }
  }
  const std::vector<double> is = bySlots({truth}, current), was = bySlots({taken}, current);
  const std::vector<double> model = bySlots(
      slotPoles(equalised(ThermalResponse::SinglePole, corner, tuningRatio, mismatch), slot, 1, false), u);
  double left = 0, predicted = 0;
  for (std::size_t j = count / 4; j < 3 * count / 4; ++j) {
    left += std::pow(tuningRatio * (is[j] - was[j]), 2);
    predicted += model[j] * model[j];
  }
  const double ratio = std::sqrt(left / predicted);
  QVERIFY2(ratio > 0.88 && ratio < 1.13, qPrintable(QString::number(ratio)));
}

void TestSlowHeat::answersFollowTheBranch() {
  // v = sin(d), as of a laser in the Adler limit, in radians; heat of 3 v + v².
  std::vector<HeatedSymbol> branch;
  for (int i = -40; i <= 40; ++i) {
    const double d = i * 0.03;
    branch.push_back({std::sin(d), d, 3 * std::sin(d) + std::pow(std::sin(d), 2)});
  }
  const HeatAnswer answer = heatAnswer(branch, 0.5, 0.1);
  VERIFY_WITHIN(answer.heat[1], 3.0, 1e-3);
  VERIFY_WITHIN(answer.heat[2], 1.0, 1e-2);
  VERIFY_WITHIN(answer.high, std::sin(1.2), 1e-12);
  for (const double v : {-0.5, -0.2, 0.0, 0.3, 0.5})
    for (const double e : {-0.1, 0.05, 0.1}) {
      const double by = v + e * (answer.linear[0] + v * (answer.linear[1] + v * answer.linear[2])) +
                        e * e * (answer.square[0] + v * answer.square[1]);
      VERIFY_WITHIN(by, std::sin(std::asin(v) + e), 3e-3);
    }
}

QTEST_APPLESS_MAIN(TestSlowHeat)
#include "tst_slow_heat.moc"
