#include "validation/internal/receiver.h"

#include <cmath>

#include "base/units.h"

namespace lightloom::validation {

double thermalCurrentDensity(double temperatureK, double resistanceOhm) {
  return std::sqrt(4 * constants::kBoltzmann * temperatureK / resistanceOhm);
}

}  // namespace lightloom::validation
