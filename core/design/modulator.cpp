#include "design/modulator.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/units.h"

namespace lightloom::design {
namespace {

constexpr ModulatorValue kAbsorber[] = {
    {"modulator_loss", 3, Provenance::Publication,
     "quantum wells let half of the light through: Yu et al. (eds.), Introduction to Information Optics, "
     "Academic Press (2001), 4.3"},
    {"modulator_extinction", 10, Provenance::Estimate,
     "an estimate: between the 4 dB of one pass through quantum wells and the 15 dB of a waveguide in Yu et "
     "al. (eds.), Introduction to Information Optics, Academic Press (2001), 4.3"},
    {"modulator_bandwidth", 40e9, Provenance::Publication,
     "40 GHz at 2 V: Yu et al. (eds.), Introduction to Information Optics, Academic Press (2001), 4.3; on a "
     "VCSEL up to 100 GHz after Panajotov and Schatz, Appl. Sci. 10, 6128 (2020)"},
    {"modulator_swing", 2, Provenance::Publication,
     "2–10 V: Yu et al. (eds.), Introduction to Information Optics, Academic Press (2001), 4.3"},
    {"modulator_capacitance", 50e-15, Provenance::Estimate,
     "an estimate: a mesa 20 µm wide on 0.7 µm of intrinsic GaAs, 13 ε₀ A/d"},
    {"modulator_line", 0, Provenance::Chosen, "lumped: a mesa is far smaller than the wave on a line"},
    {"modulator_area", 0, Provenance::Publication,
     "it lies on the laser: Marigo-Lombart et al., JLT 37, 3861 (2019)"},
};

constexpr ModulatorValue kInterferometer[] = {
    {"modulator_loss", 3, Provenance::Estimate,
     "an estimate: between 7.6 dB with fibres at 795 nm (Photonics 12, 896 (2025), doi "
     "10.3390/photonics12090896) and 0.5 dB on a chip at 1550 nm (Wang et al., Nature 562, 101 (2018))"},
    {"modulator_extinction", 30, Provenance::Publication,
     "above 30 dB at 795 nm: Photonics 12, 896 (2025), doi 10.3390/photonics12090896"},
    {"modulator_bandwidth", 22e9, Provenance::Publication,
     "22 GHz at 795 nm: Photonics 12, 896 (2025), doi 10.3390/photonics12090896; above 100 GHz at 784 nm "
     "after arXiv:2211.13348"},
    {"modulator_swing", 0.8, Provenance::Publication,
     "V_π L = 0.8 V cm at 784 nm, arXiv:2211.13348, 1 cm long"},
    {"modulator_capacitance", 0, Provenance::Chosen, "its electrodes are a line"},
    {"modulator_line", 50, Provenance::Chosen, "50 Ω, as lines and instruments commonly have"},
    {"modulator_area", 0.35e-6, Provenance::Estimate,
     "an estimate: 1 cm long, as the swing asks, and 35 µm to the next one; Celik et al., Opt. Express 30, "
     "23177 "
     "(2022) need 0.35 mm², too, at 780 nm and 4.2 V"},
};

constexpr ModulatorValue kPair[] = {
    {"modulator_loss", 0, Provenance::Chosen,
     "0: what two lasers lose against one follows from the phase that they can write"},
    {"modulator_extinction", 300, Provenance::Chosen, "the pair cancels; what it does not is phase noise"},
    {"modulator_bandwidth", 0, Provenance::Chosen, "that of the locks"},
    {"modulator_swing", 0, Provenance::Chosen, "the lasers' own, in their modulation"},
    {"modulator_capacitance", 0, Provenance::Chosen, "the lasers' own, in their modulation"},
    {"modulator_line", 0, Provenance::Chosen, "the lasers' own, in their modulation"},
    {"modulator_area", 0, Provenance::Chosen, "the second laser counts as a laser"},
};

// Mean over x of 0 … 1 of (1 − x)(1 − T (m + (1 − m) x)²): voltage times absorbed share.
double meanOfVoltageTimesAbsorption(double transmittance, double least) {
  const double k = 1 - least;
  return 0.5 - transmittance * (least * least / 2 + least * k / 3 + k * k / 12);
}

}  // namespace

std::span<const ModulatorValue> modulatorValues(ModulatorKind kind) {
  switch (kind) {
    case ModulatorKind::None:
      break;
    case ModulatorKind::ElectroAbsorption:
      return kAbsorber;
    case ModulatorKind::Interferometric:
      return kInterferometer;
    case ModulatorKind::PushPull:
      return kPair;
  }
  return {};
}

double Modulator::transmittance() const {
  return std::pow(10, -lossDb / 10);
}

double Modulator::leastAmplitude() const {
  return isThere() ? std::pow(10, -extinctionDb / 20) : 0;
}

double Modulator::symbolEnergyJ(double symbolRateHz, double powerW, double photonEnergyJ) const {
  const double drive = swingV * swingV / 12;
  double energy = drive * (capacitanceF + (lineOhm > 0 ? 1 / (lineOhm * symbolRateHz) : 0));
  if (kind == ModulatorKind::ElectroAbsorption)
    energy += powerW / photonEnergyJ * constants::kElementaryCharge * swingV *
              meanOfVoltageTimesAbsorption(transmittance(), leastAmplitude()) / symbolRateHz;
  return energy;
}

Modulator modulatorOf(const PartView& array) {
  constexpr std::array kKinds = {"none", "electro_absorption", "interferometric", "push_pull"};
  const auto found = std::find(kKinds.begin(), kKinds.end(), array.text("modulator"));
  LL_CHECK(found != kKinds.end());
  Modulator out;
  out.kind = static_cast<ModulatorKind>(found - kKinds.begin());
  const auto valueOf = [&](std::string_view key) {
    if (array.isSet(key)) return array.real(key);
    const std::span<const ModulatorValue> values = modulatorValues(out.kind);
    const auto row = std::find_if(values.begin(), values.end(),
                                  [&](const ModulatorValue& value) { return value.key == key; });
    LL_CHECK(row != values.end());
    return row->value;
  };
  if (!out.isThere()) return out;
  out.lossDb = valueOf("modulator_loss");
  out.extinctionDb = valueOf("modulator_extinction");
  out.bandwidthHz = valueOf("modulator_bandwidth");
  out.swingV = valueOf("modulator_swing");
  out.capacitanceF = valueOf("modulator_capacitance");
  out.lineOhm = valueOf("modulator_line");
  out.areaM2 = valueOf("modulator_area");
  return out;
}

}  // namespace lightloom::design
