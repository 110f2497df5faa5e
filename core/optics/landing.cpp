#include "optics/internal/landing.h"
#include "optics/gaussian.h"

#include <algorithm>
#include <cmath>

namespace lightloom::optics {

Landing landingOn(const GridAxis& grid, double position) {
  const double middle = 0.5 * (grid.count - 1);
  const double nearest = grid.pitch > 0 ? std::round(position / grid.pitch + middle) : 0;
  const int index = static_cast<int>(std::clamp(nearest, 0.0, static_cast<double>(grid.count - 1)));
  return {index, position - (index - middle) * grid.pitch};
}

std::vector<Landing> landingsOn(const GridAxis& grid, double windowSize, const TransverseAxis& axis,
                                double wavelength) {
  std::vector<Landing> landings;
  landings.reserve(axis.tracks.size());
  for (const Track& track : axis.tracks) {
    Landing landing = landingOn(grid, track.position);
    landing.share = powerInWindow({axis.q, landing.offset, 0}, wavelength, {0, 0.5 * windowSize});
    landings.push_back(landing);
  }
  return landings;
}

}  // namespace lightloom::optics
