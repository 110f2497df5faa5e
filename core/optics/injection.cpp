#include "optics/injection.h"

#include <algorithm>
#include <cmath>

#include "optics/gaussian.h"
#include "optics/internal/landing.h"

namespace lightloom::optics {
namespace {

// Leader light on one axis of a follower's grid: nearest facet, whether it lies within half a pitch of it,
// and how it meets the mode of the facet.
struct FacetLanding {
  int index;
  bool onFacet;
  double matched;
  double phaseRad;  ///< of the beam, as the mode of the facet sees it
};

FacetLanding facetLanding(const GridAxis& grid, double waist, const AxisBeam& beam, double wavelength) {
  const AxisBeam mode{waistParameter(waist, wavelength)};
  const Landing at = landingOn(grid, beam.position);
  const bool onFacet = grid.pitch <= 0 || std::abs(at.offset) <= 0.5 * grid.pitch;
  const std::complex<double> overlap = axisOverlap(mode, {beam.q, at.offset, beam.tilt}, wavelength, {});
  return {at.index, onFacet, std::norm(overlap), std::arg(overlap)};
}

std::vector<FacetLanding> facetLandings(const GridAxis& grid, double waist, const TransverseAxis& axis,
                                        double wavelength) {
  std::vector<FacetLanding> landings;
  landings.reserve(axis.tracks.size());
  for (const Track& track : axis.tracks)
    landings.push_back(facetLanding(grid, waist, {axis.q, track.position, track.tilt}, wavelength));
  return landings;
}

// Adds one arrival of leader light; `strongest` holds, per channel, the power of the beam that gave path and
// phase.
void inject(Injection& injection, std::vector<double>& strongest, const EmitterGrid& grid,
            const Arrival& arrival, double wavelength) {
  const GridAxis columns{grid.columns, grid.pitch}, rows{grid.rows, grid.pitch};
  const bool apart = !arrival.shifts.none();
  const auto us = facetLandings(columns, grid.waist, arrival.u, wavelength);
  const auto vs = facetLandings(rows, grid.waist, arrival.v, wavelength);
  const double cosine = std::cos(arrival.polarisationRad - grid.polarisationRad);
  for (std::size_t row = 0; row < vs.size(); ++row) {
    for (std::size_t column = 0; column < us.size(); ++column) {
      const double power = arrival.powerW(row, column), entering = (1 - grid.shifterLoss) * power;
      if (power <= 0) continue;
      const FacetLanding u =
          apart ? facetLanding(columns, grid.waist, arrival.beamU(row, column), wavelength) : us[column];
      const FacetLanding v =
          apart ? facetLanding(rows, grid.waist, arrival.beamV(row, column), wavelength) : vs[row];
      if (!v.onFacet || !u.onFacet) continue;
      const std::size_t channel = static_cast<std::size_t>(v.index * grid.columns + u.index);
      const double matched = entering * u.matched * v.matched * cosine * cosine;
      injection.incidentW[channel] += entering;
      injection.injectedW[channel] += matched;
      if (matched < strongest[channel]) continue;
      strongest[channel] = matched;
      injection.pathM[channel] = arrival.pathOf(row, column);
      injection.phaseRad[channel] = arrival.phaseRad + arrival.u.tracks[column].phaseRad +
                                    arrival.v.tracks[row].phaseRad + u.phaseRad + v.phaseRad;
    }
  }
}

}  // namespace

Injection injectionAt(const Layout& layout, const Trace& trace, int face) {
  const EmitterGrid& grid = std::get<EmitterGrid>(layout.faces[static_cast<std::size_t>(face)].action);
  const std::size_t channels = static_cast<std::size_t>(grid.channels());
  Injection injection;
  injection.face = face;
  injection.injectedW.assign(channels, 0.0);
  injection.incidentW = injection.pathM = injection.phaseRad = injection.injectedW;
  std::vector<double> strongest(channels, 0.0);
  double most = 0;
  for (const Arrival& arrival : trace.arrivals) {
    if (arrival.face != face) continue;
    const double wavelength = trace.sources[static_cast<std::size_t>(arrival.source)].wavelength;
    inject(injection, strongest, grid, arrival, wavelength);
    const double power = arrival.powerW.total();
    if (power <= most) continue;
    most = power;
    injection.leader = arrival.source;
    injection.passages = arrival.passages;
  }
  return injection;
}

std::vector<bool> darkFacets(const Injection& injection) {
  constexpr double kDarkShare = 1e-4, kDarkMatch = 1e-9;
  const auto mostOf = [](const std::vector<double>& powers) {
    return powers.empty() ? 0 : *std::max_element(powers.begin(), powers.end());
  };
  const double dark =
      std::max(kDarkShare * mostOf(injection.injectedW), kDarkMatch * mostOf(injection.incidentW));
  std::vector<bool> out;
  for (const double power : injection.injectedW) out.push_back(power <= dark);
  return out;
}

}  // namespace lightloom::optics
