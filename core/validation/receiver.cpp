#include "validation/internal/receiver.h"

#include <cmath>

#include "base/units.h"

namespace lightloom::validation {

double thermalCurrentDensity(double temperatureK, double resistanceOhm) {
  return std::sqrt(4 * constants::kBoltzmann * temperatureK / resistanceOhm);
}

double commonModeRejectionDb(double gainPlus, double gainMinus) {
  return 20 * std::log10(std::fabs(gainPlus - gainMinus) / (0.5 * (gainPlus + gainMinus)));
}

}  // namespace lightloom::validation
