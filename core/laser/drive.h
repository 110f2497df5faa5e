#pragma once

#include <complex>

namespace lightloom {

/// How the drive current tunes a laser's own frequency (model 3, physics 3.6). The fast value is the least
/// certain number of the lock.
struct DriveTuning {
  double thermalHzPerA = -113e12;  ///< k_th, below the thermal corner
  double thermalCornerHz = 1e6;    ///< f_th > 0
  double fastHzPerA = 5e12;        ///< k_c, of the carriers, opposite sign
  double resistanceOhm = 170;      ///< series resistance > 0
};

/// k_th/(1 + i f/f_th) + k_c in Hz/A at modulation frequency f ≥ 0 in Hz.
std::complex<double> currentTuning(const DriveTuning& drive, double frequencyHz);

/// Voltage swing that moves the laser through a span of detuning in Hz at a modulation frequency:
/// span·R/|tuning|. The whole stable or static band gives V_π, the usable band the drive span. 0 where
/// nothing tunes the laser.
double driveSwingV(const DriveTuning& drive, double spanHz, double frequencyHz);

}  // namespace lightloom
