#pragma once

#include "rooms.h"

namespace lightloom::validation {

/// Thermal current noise √(4kT/R) of a resistor, A/√Hz, one-sided (Johnson 1928, Nyquist 1928): what a
/// transimpedance amplifier of that feedback resistance cannot go below. T ≥ 0 in K, R > 0 in ohm.
double thermalCurrentDensity(double temperatureK, double resistanceOhm);

}  // namespace lightloom::validation
