#include "design/modulator.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>

#include "base/units.h"
#include "rooms.h"
#include "test_support.h"

using namespace lightloom;
using namespace lightloom::design;

namespace {

constexpr double kPhoton = 2.04e-19;  // J, at 974 nm

// A synapse or axon array with these assignments.
Component arrayWith(std::initializer_list<std::pair<const char*, Value>> values) {
  Component out;
  out.id = "array";
  out.kind = "vcsel_array";
  for (const auto& [key, value] : values) out.values[key] = value;
  return out;
}

Modulator modulatorWith(std::initializer_list<std::pair<const char*, Value>> values) {
  const Component array = arrayWith(values);
  return modulatorOf(viewOf(array, *findKind("vcsel_array")));
}

}  // namespace

class TestModulator : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void withoutOneNothingIsTaken();
  void eachKindHasEveryValue();
  void statedValuesComeFirst();
  void lossAndExtinction();
  void energyOfCapacitorAndLine();
  void energyOfAnAbsorber();
};

void TestModulator::withoutOneNothingIsTaken() {
  const Modulator none = modulatorWith({});
  QVERIFY(!none.isThere());
  QCOMPARE(none.transmittance(), 1.0);
  QCOMPARE(none.leastAmplitude(), 0.0);
  QCOMPARE(none.symbolEnergyJ(1e10, 1e-3, kPhoton), 0.0);
  QCOMPARE(none.lasers(), 1);
  QVERIFY(modulatorValues(ModulatorKind::None).empty());
}

void TestModulator::eachKindHasEveryValue() {
  const Kind& kind = *findKind("vcsel_array");
  for (const ModulatorKind of :
       {ModulatorKind::ElectroAbsorption, ModulatorKind::Interferometric, ModulatorKind::PushPull}) {
    for (const Parameter& row : parametersOf(kind)) {
      if (!row.key.starts_with("modulator_")) continue;
      const auto values = modulatorValues(of);
      const auto found = std::find_if(values.begin(), values.end(),
                                      [&](const ModulatorValue& value) { return value.key == row.key; });
      QVERIFY2(found != values.end(), std::string(row.key).c_str());
      QVERIFY(!found->citation.empty());
      // What a person could not type is no value either; 0 Hz stands for "no pole".
      if (found->value > 0) QVERIFY(checkedValue(row, found->value).ok());
    }
  }
}

void TestModulator::statedValuesComeFirst() {
  const Modulator own = modulatorWith(
      {{"modulator", Enumerator{"interferometric"}}, {"modulator_loss", 1.0}, {"modulator_area", 2e-7}});
  QCOMPARE(own.lossDb, 1.0);
  QCOMPARE(own.areaM2, 2e-7);
  QCOMPARE(own.extinctionDb, 30.0);
  QCOMPARE(modulatorWith({{"modulator", Enumerator{"push_pull"}}}).lasers(), 2);
}

// 3 dB are 0.501 of the power; 20 dB of extinction leave a tenth of the field.
void TestModulator::lossAndExtinction() {
  const Modulator absorber =
      modulatorWith({{"modulator", Enumerator{"electro_absorption"}}, {"modulator_extinction", 20.0}});
  VERIFY_WITHIN(absorber.transmittance(), 0.501187, 1e-5);
  VERIFY_WITHIN(absorber.leastAmplitude(), 0.1, 1e-12);
}

// Symbols of evenly spread voltage: U²/12 about their mean, into 50 Ω for 100 ps, or on a capacitor.
void TestModulator::energyOfCapacitorAndLine() {
  const Modulator line =
      modulatorWith({{"modulator", Enumerator{"interferometric"}}, {"modulator_swing", 1.2}});
  VERIFY_WITHIN(line.symbolEnergyJ(1e10, 1e-3, kPhoton), 1.44 / 12 / 50 * 1e-10, 1e-12);
  const Modulator lumped = modulatorWith({{"modulator", Enumerator{"interferometric"}},
                                          {"modulator_swing", 1.2},
                                          {"modulator_line", 0.0},
                                          {"modulator_capacitance", 40e-15}});
  VERIFY_WITHIN(lumped.symbolEnergyJ(1e10, 1e-3, kPhoton), 1.44 / 12 * 40e-15, 1e-12);
}

// The photocurrent by a sum over x: of 1 mW an absorber with T of its light at x = 1 lets T (m + (1 − m)x)²
// go, each other photon is an electron that falls through U(1 − x).
void TestModulator::energyOfAnAbsorber() {
  const Modulator absorber = modulatorWith({{"modulator", Enumerator{"electro_absorption"}},
                                            {"modulator_loss", 3.0},
                                            {"modulator_extinction", 10.0},
                                            {"modulator_swing", 2.0},
                                            {"modulator_capacitance", 0.0}});
  const double passed = std::pow(10, -0.3), least = std::pow(10, -0.5), power = 1e-3, rate = 1e10;
  const int steps = 100000;
  double joules = 0;
  for (int i = 0; i < steps; ++i) {
    const double x = (i + 0.5) / steps, field = least + (1 - least) * x;
    const double electrons = power / rate / kPhoton * (1 - passed * field * field);
    joules += electrons * constants::kElementaryCharge * 2 * (1 - x) / steps;
  }
  VERIFY_WITHIN(absorber.symbolEnergyJ(rate, power, kPhoton), joules, 1e-8);
}

QTEST_GUILESS_MAIN(TestModulator)
#include "tst_modulator.moc"
