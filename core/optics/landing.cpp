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

namespace {

Landing landingIn(const GridAxis& grid, double windowSize, const AxisBeam& beam, double wavelength) {
  Landing landing = landingOn(grid, beam.position);
  landing.share = powerInWindow({beam.q, landing.offset, 0}, wavelength, {0, 0.5 * windowSize});
  return landing;
}

}  // namespace

std::vector<Landing> landingsOn(const GridAxis& grid, double windowSize, const TransverseAxis& axis,
                                double wavelength) {
  std::vector<Landing> landings;
  landings.reserve(axis.tracks.size());
  for (const Track& track : axis.tracks) {
    landings.push_back(landingIn(grid, windowSize, {axis.q, track.position, 0}, wavelength));
  }
  return landings;
}

std::vector<BeamLanding> beamLandingsOn(const ReceiverGrid& grid, const Arrival& arrival, double wavelength) {
  std::vector<BeamLanding> landings;
  landings.reserve(arrival.powerW.size());
  for (std::size_t row = 0; row < arrival.v.tracks.size(); ++row)
    for (std::size_t column = 0; column < arrival.u.tracks.size(); ++column) {
      const Landing v = landingIn({grid.rows, grid.pitch}, grid.pixelSize, arrival.beamV(row, column),
                                  wavelength),
                    u = landingIn({grid.columns, grid.pitch}, grid.pixelSize, arrival.beamU(row, column),
                                  wavelength);
      landings.push_back({v.index, u.index, v.share * u.share});
    }
  return landings;
}

}  // namespace lightloom::optics
