#include "optics/cell_links.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "optics/landing.h"

namespace lightloom {
namespace {

constexpr double kPi = constants::kPi;
constexpr double kLeastShare =
    1e-6;  // a beam that leaves less than this of itself on a pixel does not claim it

const ReceiverGrid& pixelsOf(const Layout& layout, int face) {
  return std::get<ReceiverGrid>(layout.faces[static_cast<std::size_t>(face)].action);
}

const LightSource& sourceOf(const Trace& trace, const Arrival& arrival) {
  return trace.sources[static_cast<std::size_t>(arrival.source)];
}

void addToClaim(Claim& claim, const Claim& beam, bool large) {
  claim.allW += beam.powerW;
  if (beam.stray) claim.strayW += static_cast<float>(beam.powerW);
  const bool takes = large && beam.powerW > claim.powerW;
  const Claim& loser = takes ? claim : beam;
  if (claim.channel >= 0 && claim.channel != beam.channel && !loser.stray) {
    claim.rivalW = std::max(claim.rivalW, static_cast<float>(loser.powerW));
  }
  if (!takes) return;
  claim.spot = beam.spot;
  claim.channel = beam.channel;
  claim.stray = beam.stray;
  claim.powerW = beam.powerW;
}

// Overlaps along one axis. Neighbouring links repeat the same pair of tracks, so the last partner of every
// axon track is kept.
class AxisOverlaps {
 public:
  AxisOverlaps(const TransverseAxis& axon, const TransverseAxis& synapse, const GridAxis& grid,
               double pixelSize, double wavelength)
      : m_axon(&axon), m_synapse(&synapse), m_grid(grid), m_pixelSize(pixelSize), m_wavelength(wavelength) {
    m_known.resize(axon.tracks.size());
  }

  /// Absolute value and phase (rad).
  struct Overlap {
    double size = 0, phase = 0;
  };

  Overlap operator()(std::size_t axonTrack, std::size_t synapseTrack) {
    Known& known = m_known[axonTrack];
    if (known.partner == synapseTrack) return known.overlap;
    const Track& a = m_axon->tracks[axonTrack];
    const Track& s = m_synapse->tracks[synapseTrack];
    const double centre = a.position - landingOn(m_grid, a.position).offset;
    const std::complex<double> overlap =
        axisOverlap({m_axon->q, a.position, a.tilt}, {m_synapse->q, s.position, s.tilt}, m_wavelength,
                    {centre, 0.5 * m_pixelSize});
    known = {synapseTrack, {std::abs(overlap), std::arg(overlap)}};
    return known.overlap;
  }

 private:
  struct Known {
    std::size_t partner = std::numeric_limits<std::size_t>::max();
    Overlap overlap;
  };
  const TransverseAxis *m_axon, *m_synapse;
  GridAxis m_grid;
  double m_pixelSize, m_wavelength;
  std::vector<Known> m_known;
};

// One array's light on a line: optical paths and phases of its beams.
class BeamPaths {
 public:
  BeamPaths(const Trace& trace, const Arrival& arrival)
      : m_arrival(&arrival),
        m_injection(trace.injectionOf(sourceOf(trace, arrival).face)),
        m_wavelength(sourceOf(trace, arrival).wavelength),
        m_width(arrival.u.tracks.size()) {}

  std::size_t trackU(int spot) const { return static_cast<std::size_t>(spot) % m_width; }
  std::size_t trackV(int spot) const { return static_cast<std::size_t>(spot) / m_width; }

  /// m, from the facet to the pixel.
  double path(const Claim& beam) const {
    return m_arrival->pathM + m_arrival->u.tracks[trackU(beam.spot)].path +
           m_arrival->v.tracks[trackV(beam.spot)].path;
  }

  /// m, from the leader to the facet.
  double leaderPath(const Claim& beam) const {
    return m_injection ? m_injection->pathM[static_cast<std::size_t>(beam.channel)] : 0;
  }

  /// rad, of the whole way from the leader, path included.
  double phase(const Claim& beam) const {
    const double reflections =
        m_injection ? m_injection->phaseRad[static_cast<std::size_t>(beam.channel)] : 0;
    return reflections + m_arrival->phaseRad -
           std::remainder(2 * kPi * (path(beam) + leaderPath(beam)) / m_wavelength, 2 * kPi);
  }

 private:
  const Arrival* m_arrival;
  const Injection* m_injection;
  double m_wavelength;
  std::size_t m_width;
};

// Fills the links of one detector line.
class LineReader {
 public:
  LineReader(const Layout& layout, const Trace& trace, const LineLight& light)
      : m_light(&light),
        m_cosine(std::abs(std::cos(light.axon->polarisationRad - light.synapse->polarisationRad))),
        m_axon(trace, *light.axon),
        m_synapse(trace, *light.synapse),
        m_overlapsU(light.axon->u, light.synapse->u, {grid(layout).columns, grid(layout).pitch},
                    grid(layout).pixelSize, sourceOf(trace, *light.axon).wavelength),
        m_overlapsV(light.axon->v, light.synapse->v, {grid(layout).rows, grid(layout).pitch},
                    grid(layout).pixelSize, sourceOf(trace, *light.axon).wavelength) {}

  /// `line` is the side of `link` to fill; its pixel is set. `reflectedPhase` (rad) is what the product law
  /// already contains of the combiner's reflection; φ₀ is written where the loop is open.
  void read(LinkLine& line, Link& link, PhaseLoop loop, double reflectedPhase) {
    const std::size_t pixel = static_cast<std::size_t>(line.pixel);
    const Claim& axon = m_light->axonClaims[pixel];
    const Claim& synapse = m_light->synapseClaims[pixel];
    const auto u = m_overlapsU(m_axon.trackU(axon.spot), m_synapse.trackU(synapse.spot));
    const auto v = m_overlapsV(m_axon.trackV(axon.spot), m_synapse.trackV(synapse.spot));
    line.axonW = axon.powerW;
    line.synapseW = synapse.powerW;
    line.visibility = std::min(1.0, u.size * v.size) * m_cosine;
    line.unwantedAxonW = std::max(0.0, axon.allW - axon.powerW) + m_light->otherW[pixel];
    line.unwantedSynapseW = std::max(0.0, synapse.allW - synapse.powerW);

    const double way = m_synapse.path(synapse) - m_axon.path(axon);
    const double leaderWay = m_synapse.leaderPath(synapse) - m_axon.leaderPath(axon);
    link.delay = way / constants::kSpeedOfLight;
    link.leaderDelay = (way + leaderWay) / constants::kSpeedOfLight;
    if (loop != PhaseLoop::Open) return;
    const double difference = m_synapse.phase(synapse) - m_axon.phase(axon) + u.phase + v.phase;
    link.phaseRad = std::remainder(difference + reflectedPhase, 2 * kPi);
  }

 private:
  const ReceiverGrid& grid(const Layout& layout) const { return pixelsOf(layout, m_light->face); }

  const LineLight* m_light;
  double m_cosine;
  BeamPaths m_axon, m_synapse;
  AxisOverlaps m_overlapsU, m_overlapsV;
};

// A pixel with both channels, before pixels of the two lines are joined.
struct PixelPair {
  int axon, synapse, pixel;
  float powerW;
};

std::vector<PixelPair> pairsOf(const LineLight& light) {
  std::vector<PixelPair> pairs;
  if (light.face < 0) return pairs;
  pairs.reserve(light.axonClaims.size());
  for (std::size_t pixel = 0; pixel < light.axonClaims.size(); ++pixel) {
    const Claim& axon = light.axonClaims[pixel];
    const Claim& synapse = light.synapseClaims[pixel];
    if (axon.spot < 0 || synapse.spot < 0) continue;
    pairs.push_back({axon.channel, synapse.channel, static_cast<int>(pixel),
                     static_cast<float>(axon.powerW + synapse.powerW)});
  }
  return pairs;
}

// Stable counting sort by one of the channels.
template <typename Key>
std::vector<PixelPair> sortedBy(const std::vector<PixelPair>& pairs, int channels, Key key) {
  std::vector<std::size_t> place(static_cast<std::size_t>(channels) + 1, 0);
  for (const PixelPair& pair : pairs) ++place[static_cast<std::size_t>(key(pair)) + 1];
  for (std::size_t c = 1; c < place.size(); ++c) place[c] += place[c - 1];
  std::vector<PixelPair> sorted(pairs.size());
  for (const PixelPair& pair : pairs) sorted[place[static_cast<std::size_t>(key(pair))]++] = pair;
  return sorted;
}

bool sameChannels(const PixelPair& a, const PixelPair& b) {
  return a.axon == b.axon && a.synapse == b.synapse;
}

// Ordered by synapse, then axon; of several pixels with the same channels the brightest stays.
std::vector<PixelPair> orderedPairs(const LineLight& light, const Cell& cell) {
  const auto byAxon = sortedBy(pairsOf(light), cell.axonChannels, [](const PixelPair& p) { return p.axon; });
  auto pairs = sortedBy(byAxon, cell.synapseChannels, [](const PixelPair& p) { return p.synapse; });
  std::size_t kept = 0;
  for (const PixelPair& pair : pairs) {
    if (kept > 0 && sameChannels(pairs[kept - 1], pair)) {
      if (pair.powerW > pairs[kept - 1].powerW) pairs[kept - 1] = pair;
    } else {
      pairs[kept++] = pair;
    }
  }
  pairs.resize(kept);
  return pairs;
}

bool comesFirst(const PixelPair& a, const PixelPair& b) {
  return a.synapse != b.synapse ? a.synapse < b.synapse : a.axon < b.axon;
}

// Pixel indices of both lines per pair of channels, −1 where a line lacks it.
std::vector<Link> joined(const std::vector<PixelPair>& plus, const std::vector<PixelPair>& minus) {
  std::vector<Link> links;
  links.reserve(std::max(plus.size(), minus.size()));
  std::size_t p = 0, m = 0;
  while (p < plus.size() || m < minus.size()) {
    const bool takePlus = m == minus.size() || (p < plus.size() && !comesFirst(minus[m], plus[p]));
    const bool takeMinus = p == plus.size() || (m < minus.size() && !comesFirst(plus[p], minus[m]));
    const PixelPair& pair = takePlus ? plus[p] : minus[m];
    Link& link = links.emplace_back();
    link.axonChannel = pair.axon;
    link.synapseChannel = pair.synapse;
    if (takePlus) link.plus.pixel = plus[p++].pixel;
    if (takeMinus) link.minus.pixel = minus[m++].pixel;
  }
  return links;
}

// The beam that the combiner reflects carries a phase π/2 that sin(φ_w − φ_x + φ₀) already contains.
void readLinks(const Layout& layout, const Trace& trace, const LineLight& light, bool isPlus, Cell& cell) {
  if (light.face < 0) return;
  LineReader reader(layout, trace, light);
  for (Link& link : cell.links) {
    LinkLine& line = isPlus ? link.plus : link.minus;
    if (line.pixel >= 0) reader.read(line, link, cell.loop, isPlus ? 0.5 * kPi : -0.5 * kPi);
  }
}

void summariseVisibility(Cell& cell) {
  if (cell.links.empty()) return;
  double sum = 0, least = 1;
  for (const Link& link : cell.links) {
    const double visibility = cell.visibility(link);
    sum += visibility;
    least = std::min(least, visibility);
  }
  const double pairs = static_cast<double>(cell.axonChannels) * cell.synapseChannels;
  cell.meanVisibility = sum / pairs;
  cell.minVisibility = static_cast<double>(cell.links.size()) < pairs ? 0 : least;
}

}  // namespace

void claimPixels(const Layout& layout, const Trace& trace, const Arrival& arrival,
                 std::vector<Claim>& claims) {
  const ReceiverGrid& grid = pixelsOf(layout, arrival.face);
  const LightSource& source = sourceOf(trace, arrival);
  const auto us = landingsOn({grid.columns, grid.pitch}, grid.pixelSize, arrival.u, source.wavelength);
  const auto vs = landingsOn({grid.rows, grid.pitch}, grid.pixelSize, arrival.v, source.wavelength);
  for (std::size_t row = 0; row < vs.size(); ++row) {
    const Track& v = arrival.v.tracks[row];
    for (std::size_t column = 0; column < us.size(); ++column) {
      const Track& u = arrival.u.tracks[column];
      const std::size_t spot = row * us.size() + column;
      const double share = us[column].share * vs[row].share;
      const double power = arrival.powerW(row, column) * share;
      if (power <= 0) continue;
      Claim& claim = claims[static_cast<std::size_t>(vs[row].index * grid.columns + us[column].index)];
      Claim beam;
      beam.spot = static_cast<int>(spot);
      beam.channel = v.channel * source.columns + u.channel;
      beam.stray = u.stray || v.stray;
      beam.powerW = power;
      addToClaim(claim, beam, share > kLeastShare);
    }
  }
}

LineLight readLine(const Layout& layout, const Trace& trace, int face, const Arrival* axon,
                   const Arrival* synapse) {
  LineLight light;
  light.face = face;
  light.axon = axon;
  light.synapse = synapse;
  const std::size_t pixels = static_cast<std::size_t>(pixelsOf(layout, face).pixels());
  light.axonClaims.resize(pixels);
  light.synapseClaims.resize(pixels);
  light.otherW.assign(pixels, 0.0);
  claimPixels(layout, trace, *axon, light.axonClaims);
  claimPixels(layout, trace, *synapse, light.synapseClaims);
  for (const Arrival& arrival : trace.arrivals) {
    if (arrival.face != face || &arrival == axon || &arrival == synapse) continue;
    std::vector<Claim> others(pixels);
    claimPixels(layout, trace, arrival, others);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) light.otherW[pixel] += others[pixel].allW;
  }
  return light;
}

void fillLinks(const Layout& layout, const Trace& trace, const LineLight& plus, const LineLight& minus,
               Cell& cell) {
  cell.links = joined(orderedPairs(plus, cell), orderedPairs(minus, cell));
  readLinks(layout, trace, minus, false, cell);
  readLinks(layout, trace, plus, true, cell);
  summariseVisibility(cell);
}

}  // namespace lightloom
