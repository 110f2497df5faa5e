#pragma once

#include "design/kind.h"
#include "laser/injection_lock.h"
#include "laser/slow_heat.h"
#include "rooms.h"

namespace lightloom::locks {

/// The poles of the drive of an array: `driver_bandwidth` where it is set, and C with the resistances of
/// laser and driver side by side where there is a capacitance.
DrivePoles drivePoles(const PartView& array);

/// How the heat of an array's lasers answers their current, the `thermal_response`, as poles at its
/// `thermal_corner`.
ThermalResponse thermalResponseOf(const PartView& array);
std::vector<HeatPole> heatPolesOf(const PartView& array);

/// Currents and voltages that drive the nominal laser of an array. A frequency becomes a current by the
/// tuning k_th·(thermal response) + k_c, and a voltage by the series resistance.
struct ArrayDrive {
  double vPiV = 0;            ///< full static band, at rest
  double vPiFastV = 0;        ///< the same at half the symbol rate
  double driveSpanV = 0;      ///< usable band, at rest
  double driveSpanFastV = 0;  ///< the same at half the symbol rate, without pre-emphasis
  double biasCurrentA = 0;
  double biasVoltageV = 0;
  double wallPlugEfficiency = 0;  ///< optical over electrical power
  double swingA = 0;       ///< current between the ends of the usable range at half the symbol rate, with
                           ///< pre-emphasis where it is on
  double swingLimitA = 0;  ///< 2·(bias − threshold): beyond it a laser goes dark at one end of its swing
  double preEmphasis = 1;  ///< Σ|g| of the pre-emphasis, 1 without
  bool preEmphasisImpossible = false;  ///< asked for, but the response has no stable inverse
};

/// Drive of an array whose nominal laser locks like `nominal`. Without a tuning the voltages are 0.
ArrayDrive arrayDrive(const PartView& array, const LockSolution& nominal);

}  // namespace lightloom::locks
