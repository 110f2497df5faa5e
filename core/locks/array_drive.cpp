#include "locks/array_drive.h"

#include <cmath>
#include <complex>

#include "design/laser_diode.h"
#include "laser/pre_emphasis.h"
#include "laser/single_pole.h"

namespace lightloom::locks {
namespace {

// |k_th·(thermal response) + k_c| in Hz/A.
double tuningAt(const PartView& array, double frequencyHz) {
  return std::abs(array.real("tuning_thermal") * responseAt(heatPolesOf(array), frequencyHz) +
                  array.real("tuning_fast"));
}

// At rest V_π is that of heat alone, as measured with a slow ramp; the carriers' part counts where there is
// no other.
double tuningAtRest(const PartView& array) {
  const double thermal = std::fabs(array.real("tuning_thermal"));
  return thermal > 0 ? thermal : std::fabs(array.real("tuning_fast"));
}

double currentFor(double rangeHz, double tuningHzPerA) {
  return tuningHzPerA > 0 ? rangeHz / tuningHzPerA : 0;
}

void fillBias(ArrayDrive& out, const PartView& array) {
  const LaserDiode diode = diodeOf(array);
  const BiasPoint bias = biasFor(diode, array.real("power"));
  out.biasCurrentA = bias.currentA;
  out.biasVoltageV = bias.voltageV;
  out.swingLimitA = bias.currentA > 0 ? 2 * (bias.currentA - diode.thresholdA) : 0;
  const double electrical = electricalW(array, -1);
  out.wallPlugEfficiency = electrical > 0 ? array.real("power") / electrical : 0;
}

void fillPreEmphasis(ArrayDrive& out, const PartView& array, const LockSolution& nominal) {
  if (!array.flag("pre_emphasis")) return;
  const auto inverse = inverseTaps(nominal.taps);
  out.preEmphasisImpossible = !inverse;
  if (inverse) out.preEmphasis = swingFactor(*inverse);
}

}  // namespace

DrivePoles drivePoles(const PartView& array) {
  DrivePoles out;
  if (array.isSet("driver_bandwidth")) out.driverHz = array.real("driver_bandwidth");
  if (array.real("capacitance") > 0)
    out.rcHz =
        rcPole(array.real("resistance"), array.real("source_impedance"), array.real("capacitance")).hertz();
  return out;
}

ThermalResponse thermalResponseOf(const PartView& array) {
  return array.text("thermal_response") == "diffusive" ? ThermalResponse::Diffusive
                                                       : ThermalResponse::SinglePole;
}

std::vector<HeatPole> heatPolesOf(const PartView& array) {
  return heatPoles(thermalResponseOf(array), array.real("thermal_corner"));
}

ArrayDrive arrayDrive(const PartView& array, const LockSolution& nominal) {
  ArrayDrive out;
  fillBias(out, array);
  const double resistance = array.real("resistance");
  const double rest = tuningAtRest(array), fast = tuningAt(array, array.real("symbol_rate") / 2);
  out.vPiV = resistance * currentFor(2 * nominal.staticHalfRangeHz, rest);
  out.vPiFastV = resistance * currentFor(2 * nominal.staticHalfRangeHz, fast);
  if (!nominal.locked) return out;
  const double usableHz = nominal.usableHigh.detuningHz - nominal.usableLow.detuningHz;
  out.driveSpanV = resistance * currentFor(usableHz, rest);
  out.driveSpanFastV = resistance * currentFor(usableHz, fast);
  fillPreEmphasis(out, array, nominal);
  out.swingA = currentFor(usableHz, fast) * out.preEmphasis;
  return out;
}

}  // namespace lightloom::locks
