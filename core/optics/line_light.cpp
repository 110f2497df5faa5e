#include "optics/internal/line_light.h"

#include <algorithm>
#include <numeric>

namespace lightloom::optics {
namespace {

constexpr double kLeastShare =
    1e-6;  // a beam that leaves less than this of itself on a pixel does not claim it

void addToClaim(Claim& claim, const Claim& beam, bool large) {
  claim.allW += beam.powerW;
  if (beam.stray) claim.strayW += beam.powerW;
  const bool takes = large && beam.powerW > claim.powerW;
  const Claim& loser = takes ? claim : beam;
  if (claim.channel >= 0 && claim.channel != beam.channel && !loser.stray) {
    claim.rivalW = std::max(claim.rivalW, loser.powerW);
  }
  if (!takes) return;
  claim.trackU = beam.trackU;
  claim.trackV = beam.trackV;
  claim.channel = beam.channel;
  claim.stray = beam.stray;
  claim.powerW = beam.powerW;
  claim.share = beam.share;
}

}  // namespace

AxisLight::AxisLight(const GridAxis& grid, double pixelSize, const TransverseAxis& axis, double wavelength,
                     const PowerRatio& ratio)
    : m_first(static_cast<std::size_t>(grid.count) + 1, 0),
      m_tracks(axis.tracks.size()),
      m_claimants(static_cast<std::size_t>(grid.count), -1),
      m_busy(static_cast<std::size_t>(grid.count)) {
  const std::vector<Landing> landings = landingsOn(grid, pixelSize, axis, wavelength);
  for (const Landing& landing : landings) {
    m_shares.push_back(landing.share);
    ++m_first[static_cast<std::size_t>(landing.index) + 1];
  }
  std::partial_sum(m_first.begin(), m_first.end(), m_first.begin());
  std::vector<int> place = m_first;
  for (std::size_t track = 0; track < landings.size(); ++track) {
    const std::size_t pixel = static_cast<std::size_t>(landings[track].index);
    m_tracks[static_cast<std::size_t>(place[pixel]++)] = static_cast<int>(track);
    if (axis.tracks[track].stray) m_busy[pixel] = true;
    if (m_shares[track] > kLeastShare) enter(pixel, static_cast<int>(track), ratio);
  }
  for (int pixel = 0; pixel < grid.count; ++pixel) {
    if (tracksOn(pixel).size() > 1) m_busy[static_cast<std::size_t>(pixel)] = true;
    if (claimant(pixel) >= 0) m_leastClaim = std::min(m_leastClaim, share(claimant(pixel)));
  }
}

// One of two tracks claims every pixel where each of its beams outshines its neighbour in the other.
void AxisLight::enter(std::size_t place, int track, const PowerRatio& ratio) {
  int& first = m_claimants[place];
  const auto outshines = [&](int one, int other) { return ratio(other, one) * share(other) < share(one); };
  if (first >= 0 && outshines(first, track)) return;
  if (first >= 0 && !outshines(track, first)) m_unambiguous = false;
  first = track;
}

std::span<const int> AxisLight::tracksOn(int index) const {
  const std::size_t first = static_cast<std::size_t>(m_first[static_cast<std::size_t>(index)]);
  const std::size_t last = static_cast<std::size_t>(m_first[static_cast<std::size_t>(index) + 1]);
  return {m_tracks.data() + first, last - first};
}

ArrivalLight::ArrivalLight(const Trace& trace, const Arrival& from, const ReceiverGrid& grid)
    : arrival(from),
      channelColumns(trace.sources[static_cast<std::size_t>(from.source)].columns),
      wavelength(trace.sources[static_cast<std::size_t>(from.source)].wavelength),
      u({grid.columns, grid.pitch}, grid.pixelSize, from.u, wavelength,
        [&from](int column, int over) {
          return from.powerW.largestRatioOfColumns(static_cast<std::size_t>(column),
                                                   static_cast<std::size_t>(over));
        }),
      v({grid.rows, grid.pitch}, grid.pixelSize, from.v, wavelength, [&from](int row, int over) {
        return from.powerW.largestRatioOfRows(static_cast<std::size_t>(row), static_cast<std::size_t>(over));
      }) {
  if (arrival.shifts.none())
    readCrowdedPixels();
  else
    landApart(grid);
}

// Beams by pixel, as compressed rows.
void ArrivalLight::landApart(const ReceiverGrid& grid) {
  const std::vector<BeamLanding> landings = beamLandingsOn(grid, arrival, wavelength);
  const auto pixelOf = [&grid](const BeamLanding& landing) {
    return static_cast<std::size_t>(landing.row * grid.columns + landing.column);
  };
  m_firstApart.assign(static_cast<std::size_t>(grid.pixels()) + 1, 0);
  for (const BeamLanding& landing : landings) ++m_firstApart[pixelOf(landing) + 1];
  std::partial_sum(m_firstApart.begin(), m_firstApart.end(), m_firstApart.begin());
  std::vector<std::size_t> place = m_firstApart;
  m_apart.resize(landings.size());
  const std::size_t width = arrival.u.tracks.size();
  for (std::size_t i = 0; i < landings.size(); ++i)
    m_apart[place[pixelOf(landings[i])]++] = {static_cast<int>(i % width), static_cast<int>(i / width),
                                              landings[i].share};
}

std::span<const ArrivalLight::Landed> ArrivalLight::landedOn(const PixelAt& pixel) const {
  const auto index = static_cast<std::size_t>(pixel.row * u.pixels() + pixel.column);
  return std::span(m_apart).subspan(m_firstApart[index], m_firstApart[index + 1] - m_firstApart[index]);
}

ArrivalLight::Beam ArrivalLight::beamOf(const Landed& landed) const {
  const Track& row = arrival.v.tracks[static_cast<std::size_t>(landed.trackV)];
  const Track& column = arrival.u.tracks[static_cast<std::size_t>(landed.trackU)];
  return {landed.trackU, landed.trackV, row.channel * channelColumns + column.channel,
          arrival.powerW(static_cast<std::size_t>(landed.trackV), static_cast<std::size_t>(landed.trackU)) *
              landed.share};
}

// Where they stand close, the beams of a whole row of pixels are read together: one beam costs a product and
// an addition then.
void ArrivalLight::readCrowdedPixels() {
  constexpr std::size_t kCrowd = 16;  // beams on a pixel
  std::vector<double> powerW;
  for (int row = 0; row < v.pixels(); ++row) {
    const std::span<const int> tracks = v.tracksOn(row);
    std::vector<std::pair<int, Claim>> claims;
    for (int column = 0; column < u.pixels() && !tracks.empty(); ++column)
      if (tracks.size() * u.tracksOn(column).size() >= kCrowd) claims.push_back({column, {}});
    if (claims.empty()) continue;
    for (int trackV : tracks) {
      arrival.powerW.readRow(static_cast<std::size_t>(trackV), powerW);
      for (auto& [column, claim] : claims) {
        for (int trackU : u.tracksOn(column))
          addBeam(claim, landedOf(trackU, trackV), powerW[static_cast<std::size_t>(trackU)]);
      }
    }
    for (const auto& [column, claim] : claims)
      m_crowded.insert_or_assign(m_crowded.end(), {row, column}, claim);
  }
}

Claim ArrivalLight::claimOf(const PixelAt& pixel) const {
  if (m_crowded.empty()) return readClaim(pixel);
  const auto crowded = m_crowded.find({pixel.row, pixel.column});
  return crowded == m_crowded.end() ? readClaim(pixel) : crowded->second;
}

bool ArrivalLight::separable() const {
  return arrival.shifts.none() && u.unambiguous() && v.unambiguous() &&
         u.leastClaim() * v.leastClaim() > kLeastShare && arrival.powerW.allLit();
}

Claim ArrivalLight::readClaim(const PixelAt& pixel) const {
  Claim claim;
  forEachLanded(pixel, [&](const Landed& landed) {
    addBeam(claim, landed,
            arrival.powerW(static_cast<std::size_t>(landed.trackV), static_cast<std::size_t>(landed.trackU)));
  });
  return claim;
}

void ArrivalLight::addBeam(Claim& claim, const Landed& landed, double powerW) const {
  Claim beam;
  beam.powerW = powerW * landed.share;
  beam.share = landed.share;
  if (beam.powerW <= 0) return;
  const Track& row = arrival.v.tracks[static_cast<std::size_t>(landed.trackV)];
  const Track& column = arrival.u.tracks[static_cast<std::size_t>(landed.trackU)];
  beam.trackU = landed.trackU;
  beam.trackV = landed.trackV;
  beam.channel = row.channel * channelColumns + column.channel;
  beam.stray = row.stray || column.stray;
  addToClaim(claim, beam, landed.share > kLeastShare);
}

double LineLight::otherOn(const PixelAt& pixel) const {
  double sum = 0;
  for (const ArrivalLight& other : others) sum += other.claimOf(pixel).allW;
  return sum;
}

LineAxis LineLight::alongColumns() const {
  return {{grid.columns, grid.pitch}, grid.pixelSize, axon.wavelength, axon.arrival.u,
          synapse.arrival.u,          axon.u,         synapse.u};
}

LineAxis LineLight::alongRows() const {
  return {{grid.rows, grid.pitch}, grid.pixelSize, axon.wavelength, axon.arrival.v,
          synapse.arrival.v,       axon.v,         synapse.v};
}

LineLight readLine(const Layout& layout, const Trace& trace, int face, const Arrival& axon,
                   const Arrival& synapse) {
  const auto& grid = std::get<ReceiverGrid>(layout.faces[static_cast<std::size_t>(face)].action);
  LineLight light{face, grid, {trace, axon, grid}, {trace, synapse, grid}, {}};
  for (const Arrival& arrival : trace.arrivals) {
    if (arrival.face != face || &arrival == &axon || &arrival == &synapse) continue;
    light.others.emplace_back(trace, arrival, grid);
  }
  return light;
}

}  // namespace lightloom::optics
