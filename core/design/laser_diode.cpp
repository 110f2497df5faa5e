#include "design/laser_diode.h"

namespace lightloom::design {

LaserDiode diodeOf(const PartView& array, int channel) {
  return {array.real("threshold", channel), array.real("slope_efficiency", channel),
          array.real("turn_on_voltage", channel), array.real("resistance")};
}

BiasPoint biasFor(const LaserDiode& diode, double powerW) {
  if (powerW <= 0) return {};
  BiasPoint out;
  out.currentA = diode.thresholdA + powerW / diode.slopeWPerA;
  out.voltageV = diode.turnOnV + diode.resistanceOhm * out.currentA;
  out.electricalW = out.currentA * out.voltageV;
  return out;
}

double electricalW(const PartView& array, int channel) {
  const double optical = array.real("power", channel);
  if (array.isSet("wall_plug_efficiency")) return optical / array.real("wall_plug_efficiency");
  return biasFor(diodeOf(array, channel), optical).electricalW;
}

}  // namespace lightloom::design
