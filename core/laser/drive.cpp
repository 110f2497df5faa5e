#include "laser/drive.h"

namespace lightloom {

std::complex<double> currentTuning(const DriveTuning& drive, double frequencyHz) {
  return drive.thermalHzPerA / std::complex<double>(1, frequencyHz / drive.thermalCornerHz) +
         drive.fastHzPerA;
}

double driveSwingV(const DriveTuning& drive, double spanHz, double frequencyHz) {
  const double tuning = std::abs(currentTuning(drive, frequencyHz));
  return tuning > 0 ? spanHz * drive.resistanceOhm / tuning : 0;
}

}  // namespace lightloom
