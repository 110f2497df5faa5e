#include "optics/internal/cell_links.h"
#include "optics/gaussian.h"

#include <algorithm>
#include <cmath>

namespace lightloom::optics {
namespace {

using constants::kPi;

AxisBeam beamOf(const TransverseAxis& axis, int track) {
  const Track& at = axis.tracks[static_cast<std::size_t>(track)];
  return {axis.q, at.position, at.tilt};
}

// Overlap of two beams on a pixel column or row.
Overlap overlapOn(const LineAxis& axis, int place, const AxisBeam& axon, const AxisBeam& synapse) {
  const double centre = (place - 0.5 * (axis.pixels.count - 1)) * axis.pixels.pitch;
  const std::complex<double> overlap =
      axisOverlap(axon, synapse, axis.wavelength, {centre, 0.5 * axis.pixelSize});
  return {std::min(1.0, std::abs(overlap)), std::arg(overlap)};
}

// The same of two tracks.
Overlap overlapOn(const LineAxis& axis, int place, int axonTrack, int synapseTrack) {
  return overlapOn(axis, place, beamOf(axis.axonBeams, axonTrack), beamOf(axis.synapseBeams, synapseTrack));
}

std::vector<Overlap> overlapsOfClaimants(const LineAxis& axis) {
  std::vector<Overlap> overlaps(static_cast<std::size_t>(axis.pixels.count));
  for (int place = 0; place < axis.pixels.count; ++place) {
    const int axon = axis.axon.claimant(place), synapse = axis.synapse.claimant(place);
    if (axon >= 0 && synapse >= 0)
      overlaps[static_cast<std::size_t>(place)] = overlapOn(axis, place, axon, synapse);
  }
  return overlaps;
}

// Where several tracks of an array share a place, a pixel may belong to others than the claimants.
Overlap overlapOf(const LineAxis& axis, const std::vector<Overlap>& ofClaimants, int place, int axonTrack,
                  int synapseTrack) {
  const bool known = axis.axon.claimant(place) == axonTrack && axis.synapse.claimant(place) == synapseTrack;
  return known ? ofClaimants[static_cast<std::size_t>(place)]
               : overlapOn(axis, place, axonTrack, synapseTrack);
}

double pathOf(const Arrival& arrival, const Claim& beam) {
  return arrival.pathOf(static_cast<std::size_t>(beam.trackV), static_cast<std::size_t>(beam.trackU));
}

bool comesFirst(const ChannelPair& a, const ChannelPair& b) {
  return a.synapse != b.synapse ? a.synapse < b.synapse : a.axon < b.axon;
}

bool sameChannels(const ChannelPair& a, const ChannelPair& b) {
  return a.synapse == b.synapse && a.axon == b.axon;
}

// Pairs of one line, ordered; the place is its pixel, column or row.
struct PlacedPair {
  ChannelPair channels;
  int place = 0;
  float powerW = 0;
};
using PlacedPairs = std::vector<PlacedPair>;

// Where several places have the same channels only the brightest stays, and of equally bright ones the first.
PlacedPairs ordered(PlacedPairs pairs) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const PlacedPair& a, const PlacedPair& b) {
    return sameChannels(a.channels, b.channels) ? a.powerW > b.powerW : comesFirst(a.channels, b.channels);
  });
  const auto same = [](const PlacedPair& a, const PlacedPair& b) {
    return sameChannels(a.channels, b.channels);
  };
  pairs.erase(std::unique(pairs.begin(), pairs.end(), same), pairs.end());
  return pairs;
}

PlacedPairs pairsOnPixels(const LineReader& line) {
  PlacedPairs pairs;
  for (int pixel = 0; pixel < line.light().grid.pixels(); ++pixel) {
    const LineReader::Channels on = line.channelsOn(pixel);
    if (on.axon >= 0 && on.synapse >= 0) pairs.push_back({{on.synapse, on.axon}, pixel, on.powerW});
  }
  return ordered(std::move(pairs));
}

// The pairs of claimants of both arrays that meet along one axis.
PlacedPairs pairsAlong(const LineAxis& axis) {
  PlacedPairs pairs;
  for (int place = 0; place < axis.pixels.count; ++place) {
    const int synapse = axis.synapse.claimant(place), axon = axis.axon.claimant(place);
    if (synapse < 0 || axon < 0) continue;
    pairs.push_back({{axis.synapseBeams.tracks[static_cast<std::size_t>(synapse)].channel,
                      axis.axonBeams.tracks[static_cast<std::size_t>(axon)].channel},
                     place});
  }
  return pairs;
}

struct AxisPairs {
  PlacedPairs rows, columns;
};

// Nothing where pairs are not a product of rows and columns: where single powers decide, or where channels
// meet in several rows or columns.
std::optional<AxisPairs> axisPairsOf(const std::optional<LineReader>& line) {
  if (!line) return AxisPairs{};
  const LineLight& light = line->light();
  if (!light.axon.separable() || !light.synapse.separable()) return std::nullopt;
  const PlacedPairs rows = pairsAlong(light.alongRows()), columns = pairsAlong(light.alongColumns());
  if (rows.empty() || columns.empty()) return AxisPairs{};
  AxisPairs out{ordered(rows), ordered(columns)};
  if (out.rows.size() < rows.size() || out.columns.size() < columns.size()) return std::nullopt;
  return out;
}

// Joins the pixels of both lines that receive the same channels. Their index would not do, because one of the
// two images is mirrored (model.md 2.1).
ChannelPairs joined(const PlacedPairs& plus, const PlacedPairs& minus, int synapses) {
  std::vector<ChannelPair> pairs;
  pairs.reserve(std::max(plus.size(), minus.size()));
  std::size_t p = 0, m = 0;
  while (p < plus.size() || m < minus.size()) {
    const bool takePlus =
        m == minus.size() || (p < plus.size() && !comesFirst(minus[m].channels, plus[p].channels));
    const bool takeMinus =
        p == plus.size() || (m < minus.size() && !comesFirst(plus[p].channels, minus[m].channels));
    ChannelPair pair = takePlus ? plus[p].channels : minus[m].channels;
    if (takePlus) pair.plus = plus[p++].place;
    if (takeMinus) pair.minus = minus[m++].place;
    pairs.push_back(pair);
  }
  return {std::move(pairs), synapses};
}

std::complex<double> fringeOfPair(const Link& link) {
  return std::polar(link.plus.fringeW(), link.plus.phaseRad) +
         std::polar(link.minus.fringeW(), link.minus.phaseRad);
}

// Whether a link has the same phase on all lines that it reaches, to the rounding of paths.
bool linesAgree(const Link& link) {
  constexpr double kAlike = 1e-6;  // rad
  return link.plus.pixel < 0 || link.minus.pixel < 0 ||
         std::fabs(std::remainder(link.plus.phaseRad - link.minus.phaseRad, 2 * kPi)) < kAlike;
}

// The argument of the summed fringes of both lines, which a common mirror or splitter turns alike.
double phaseOfPair(const Link& link) {
  constexpr double kAlike = 1e-9;  // rad: what a sum would not change
  if (link.minus.pixel < 0) return link.plus.phaseRad;
  if (link.plus.pixel < 0) return link.minus.phaseRad;
  if (std::fabs(link.plus.phaseRad - link.minus.phaseRad) < kAlike) return link.plus.phaseRad;
  return std::arg(fringeOfPair(link));
}

// Overlaps of one pair of rows (or columns) on both lines; 0 where it misses one.
struct TwoOverlaps {
  double plus = 0, minus = 0;
};

// The corners of the convex hull towards both axes: a sum with weights ≥ 0 is least at one of them.
std::vector<TwoOverlaps> lowerCorners(std::vector<TwoOverlaps> points) {
  std::sort(points.begin(), points.end(), [](const TwoOverlaps& a, const TwoOverlaps& b) {
    return a.plus != b.plus ? a.plus < b.plus : a.minus < b.minus;
  });
  std::vector<TwoOverlaps> hull;
  const auto turnsInwards = [&hull](const TwoOverlaps& next) {
    const TwoOverlaps &a = hull[hull.size() - 2], &b = hull.back();
    return (b.plus - a.plus) * (next.minus - a.minus) <= (b.minus - a.minus) * (next.plus - a.plus);
  };
  for (const TwoOverlaps& point : points) {
    if (!hull.empty() && point.minus >= hull.back().minus) continue;
    while (hull.size() >= 2 && turnsInwards(point)) hull.pop_back();
    hull.push_back(point);
  }
  return hull;
}

}  // namespace

LineReader::LineReader(const Trace& trace, LineLight light, bool plus, int combiner)
    : m_light(std::move(light)),
      m_plus(plus),
      m_combiner(combiner),
      m_cosine(
          std::abs(std::cos(m_light.axon.arrival.polarisationRad - m_light.synapse.arrival.polarisationRad))),
      m_axonLeader(leaderWayOf(trace, m_light.axon)),
      m_synapseLeader(leaderWayOf(trace, m_light.synapse)),
      m_columnOverlaps(overlapsOfClaimants(m_light.alongColumns())),
      m_rowOverlaps(overlapsOfClaimants(m_light.alongRows())) {}

LineReader::LeaderWay LineReader::leaderWayOf(const Trace& trace, const ArrivalLight& light) {
  const LightSource& source = trace.sources[static_cast<std::size_t>(light.arrival.source)];
  if (const Injection* injection = trace.injectionOf(source.face)) {
    return {injection->pathM, injection->phaseRad};
  }
  const std::vector<double> none(static_cast<std::size_t>(source.rows * source.columns), 0.0);
  return {none, none};
}

double LineReader::axonLeaderRad(int channel) const {
  return leaderRad(m_light.axon, m_axonLeader, channel);
}

double LineReader::synapseLeaderRad(int channel) const {
  return leaderRad(m_light.synapse, m_synapseLeader, channel);
}

double LineReader::leaderRad(const ArrivalLight& light, const LeaderWay& leader, int channel) {
  const std::size_t c = static_cast<std::size_t>(channel);
  return leader.phaseRad[c] - std::remainder(2 * kPi * leader.pathM[c] / light.wavelength, 2 * kPi);
}

double LineReader::phaseOf(const ArrivalLight& light, const LeaderWay& leader, const Claim& beam) {
  const std::size_t channel = static_cast<std::size_t>(beam.channel);
  const double path = pathOf(light.arrival, beam) + leader.pathM[channel];
  const double orders = light.arrival.u.tracks[static_cast<std::size_t>(beam.trackU)].phaseRad +
                        light.arrival.v.tracks[static_cast<std::size_t>(beam.trackV)].phaseRad;
  return leader.phaseRad[channel] + light.arrival.phaseRad + orders -
         std::remainder(2 * kPi * path / light.wavelength, 2 * kPi);
}

LineReader::Channels LineReader::channelsOn(int pixel) const {
  const Claim axon = m_light.axon.claimOf(placeOf(pixel)), synapse = m_light.synapse.claimOf(placeOf(pixel));
  return {synapse.channel, axon.channel, static_cast<float>(axon.powerW + synapse.powerW)};
}

// A beam that has lost a share in its arm overlaps the other, whole one by the root of what is left:
// ∫t|u|²/√(∫t |u|² ∫|u|²) of one mode and a stop with edges.
double LineReader::armShare(const ArrivalLight& light, const Claim& beam) const {
  const Arrival& arrival = light.arrival;
  if (!arrival.armShares || arrival.combinerFace != m_combiner) return 1;
  return (*arrival.armShares)(static_cast<std::size_t>(beam.trackV), static_cast<std::size_t>(beam.trackU));
}

Overlap LineReader::overlapAt(const PixelAt& at, const Claim& axon, const Claim& synapse) const {
  const LineAxis columns = m_light.alongColumns(), rows = m_light.alongRows();
  Overlap u, v;
  if (m_light.axon.apart() || m_light.synapse.apart()) {
    const auto whole = [](const ArrivalLight& light, const Claim& beam, auto along) {
      return (light.arrival.*along)(static_cast<std::size_t>(beam.trackV),
                                    static_cast<std::size_t>(beam.trackU));
    };
    u = overlapOn(columns, at.column, whole(m_light.axon, axon, &Arrival::beamU),
                  whole(m_light.synapse, synapse, &Arrival::beamU));
    v = overlapOn(rows, at.row, whole(m_light.axon, axon, &Arrival::beamV),
                  whole(m_light.synapse, synapse, &Arrival::beamV));
  } else {
    u = overlapOf(columns, m_columnOverlaps, at.column, axon.trackU, synapse.trackU);
    v = overlapOf(rows, m_rowOverlaps, at.row, axon.trackV, synapse.trackV);
  }
  return {u.size * v.size, u.phase + v.phase};
}

std::complex<double> LineReader::fringeOf(const PixelAt& at, const Claim& axon, const Claim& synapse) const {
  const Overlap overlap = overlapAt(at, axon, synapse);
  const double difference =
      phaseOf(m_light.synapse, m_synapseLeader, synapse) - phaseOf(m_light.axon, m_axonLeader, axon);
  const double reflection = m_plus ? 0.5 * kPi : -0.5 * kPi;
  return std::polar(overlap.size * m_cosine * std::sqrt(axon.powerW * synapse.powerW),
                    difference + overlap.phase + reflection);
}

bool LineReader::addStrays(int pixel, std::vector<StrayBeam>& out) const {
  const PixelAt at = placeOf(pixel);
  if (m_light.axon.beamsOn(at) + m_light.synapse.beamsOn(at) > Links::kMostStrays) return false;
  const Claim axon = m_light.axon.claimOf(at), synapse = m_light.synapse.claimOf(at);
  const auto add = [&](bool ofAxons, int channel, std::complex<double> fringe) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const StrayBeam& beam) {
      return beam.ofAxons == ofAxons && beam.channel == channel;
    });
    if (same == out.end())
      out.push_back({ofAxons, channel, fringe});
    else
      same->fringeW += fringe;
  };
  const auto asClaim = [](const ArrivalLight::Beam& beam) {
    Claim claim;
    claim.powerW = beam.powerW;
    claim.trackU = beam.trackU;
    claim.trackV = beam.trackV;
    claim.channel = beam.channel;
    return claim;
  };
  m_light.axon.forEachBeam(at, [&](const ArrivalLight::Beam& beam) {
    if (beam.channel == axon.channel) return;
    add(true, beam.channel, fringeOf(at, asClaim(beam), synapse));
  });
  m_light.synapse.forEachBeam(at, [&](const ArrivalLight::Beam& beam) {
    if (beam.channel == synapse.channel) return;
    add(false, beam.channel, fringeOf(at, axon, asClaim(beam)));
  });
  return true;
}

void LineReader::read(Link& link) const {
  LinkLine& line = m_plus ? link.plus : link.minus;
  const PixelAt at = placeOf(line.pixel);
  const Claim axon = m_light.axon.claimOf(at), synapse = m_light.synapse.claimOf(at);
  const Overlap overlap = overlapAt(at, axon, synapse);
  line.axonW = axon.powerW;
  line.synapseW = synapse.powerW;
  line.visibility = overlap.size * m_cosine;
  line.landed = std::sqrt(axon.share * synapse.share);
  line.clipping = std::sqrt(armShare(m_light.axon, axon) * armShare(m_light.synapse, synapse));
  line.unwantedAxonW = std::max(0.0, axon.allW - axon.powerW) + m_light.otherOn(at);
  line.unwantedSynapseW = std::max(0.0, synapse.allW - synapse.powerW);

  const double way = pathOf(m_light.synapse.arrival, synapse) - pathOf(m_light.axon.arrival, axon);
  const double leaderWay = m_synapseLeader.pathM[static_cast<std::size_t>(synapse.channel)] -
                           m_axonLeader.pathM[static_cast<std::size_t>(axon.channel)];
  link.delay = way / constants::kSpeedOfLight;
  link.leaderDelay = (way + leaderWay) / constants::kSpeedOfLight;
  const double difference =
      phaseOf(m_light.synapse, m_synapseLeader, synapse) - phaseOf(m_light.axon, m_axonLeader, axon);
  const double reflection = m_plus ? 0.5 * kPi : -0.5 * kPi;
  line.phaseRad = std::remainder(difference + overlap.phase + reflection, 2 * kPi);
}

ChannelPairs::ChannelPairs(std::vector<ChannelPair> pairs, int synapses)
    : m_pairs(std::move(pairs)), m_first(static_cast<std::size_t>(synapses) + 1, 0) {
  for (const ChannelPair& pair : m_pairs) ++m_first[static_cast<std::size_t>(pair.synapse) + 1];
  for (std::size_t s = 1; s < m_first.size(); ++s) m_first[s] += m_first[s - 1];
}

const ChannelPair* ChannelPairs::find(int synapse, int axon) const {
  const auto found = std::lower_bound(m_pairs.begin(), m_pairs.end(), ChannelPair{synapse, axon}, comesFirst);
  return found != m_pairs.end() && sameChannels(*found, {synapse, axon}) ? &*found : nullptr;
}

std::size_t ChannelPairs::onBoth() const {
  return static_cast<std::size_t>(std::count_if(m_pairs.begin(), m_pairs.end(), [](const ChannelPair& pair) {
    return pair.plus >= 0 && pair.minus >= 0;
  }));
}

LinkFactors::LinkFactors(const Trace& trace, const Cell& cell, std::optional<LineReader> plus,
                         std::optional<LineReader> minus)
    : m_plus(std::move(plus)), m_minus(std::move(minus)) {
  const LightSource& axon = trace.sources[static_cast<std::size_t>(cell.axonSource)];
  const LightSource& synapse = trace.sources[static_cast<std::size_t>(cell.synapseSource)];
  m_axonRows = axon.rows;
  m_axonColumns = axon.columns;
  m_synapseRows = synapse.rows;
  m_synapseColumns = synapse.columns;
  m_factored = factorise();
  if (!m_factored) list();
}

// Pairs that both lines see are a product; those that only one of them sees are one as long as the lines
// differ in rows only or in columns only.
bool LinkFactors::factorise() {
  const std::optional<AxisPairs> plus = axisPairsOf(m_plus), minus = axisPairsOf(m_minus);
  if (!plus || !minus) return false;
  m_rows = joined(plus->rows, minus->rows, m_synapseRows);
  m_columns = joined(plus->columns, minus->columns, m_synapseColumns);
  if (plus->rows.empty() || minus->rows.empty()) return true;
  return m_rows.onBoth() == m_rows.size() || m_columns.onBoth() == m_columns.size();
}

void LinkFactors::list() {
  const auto pairs = [](const std::optional<LineReader>& line) {
    return line ? pairsOnPixels(*line) : PlacedPairs{};
  };
  m_list = joined(pairs(m_plus), pairs(m_minus), m_synapseRows * m_synapseColumns);
}

std::size_t LinkFactors::size() const {
  return m_factored ? m_rows.size() * m_columns.size() : m_list.size();
}

ChannelPair LinkFactors::combined(const ChannelPair& row, const ChannelPair& column) const {
  ChannelPair pair;
  pair.synapse = row.synapse * m_synapseColumns + column.synapse;
  pair.axon = row.axon * m_axonColumns + column.axon;
  if (row.plus >= 0 && column.plus >= 0) pair.plus = m_plus->pixelAt(row.plus, column.plus);
  if (row.minus >= 0 && column.minus >= 0) pair.minus = m_minus->pixelAt(row.minus, column.minus);
  return pair;
}

// The order is: synapse row, synapse column, axon row, axon column. Each synapse row has as many links as it
// has pairs times all pairs of columns, so whole division finds row and column of the synapse.
ChannelPair LinkFactors::pairAt(std::size_t index) const {
  if (!m_factored) return m_list[index];
  const int synapseRow = m_rows[index / m_columns.size()].synapse;
  const std::size_t rowPairs = m_rows.count(synapseRow);
  index -= m_rows.first(synapseRow) * m_columns.size();
  const int synapseColumn = m_columns[index / rowPairs].synapse;
  const std::size_t columnPairs = m_columns.count(synapseColumn);
  index -= m_columns.first(synapseColumn) * rowPairs;
  return combined(m_rows[m_rows.first(synapseRow) + index / columnPairs],
                  m_columns[m_columns.first(synapseColumn) + index % columnPairs]);
}

Link LinkFactors::at(std::size_t index) const {
  return read(pairAt(index));
}

LinkLine LinkFactors::lineAt(bool plus, std::size_t index) const {
  ChannelPair pair = pairAt(index);
  (plus ? pair.minus : pair.plus) = -1;
  const Link link = read(pair);
  return plus ? link.plus : link.minus;
}

Link LinkFactors::read(const ChannelPair& pair) const {
  Link link;
  link.synapseChannel = pair.synapse;
  link.axonChannel = pair.axon;
  link.plus.pixel = pair.plus;
  link.minus.pixel = pair.minus;
  if (pair.minus >= 0) m_minus->read(link);
  if (pair.plus >= 0) m_plus->read(link);
  link.tracedPhaseRad = phaseOfPair(link);
  link.phaseRad =
      m_held.empty() ? link.tracedPhaseRad : m_held.rest(pair.synapse, pair.axon, link.tracedPhaseRad);
  return link;
}

bool LinkFactors::straysAt(std::size_t index, std::vector<StrayBeam>& out) const {
  out.clear();
  const ChannelPair pair = pairAt(index);
  const bool few = (pair.plus < 0 || m_plus->addStrays(pair.plus, out)) &&
                   (pair.minus < 0 || m_minus->addStrays(pair.minus, out));
  if (!few) out.clear();
  return few;
}

void LinkFactors::hold() {
  constexpr std::size_t kFew = 1u << 13;
  const std::size_t pairs = static_cast<std::size_t>(m_synapseRows) *
                            static_cast<std::size_t>(m_synapseColumns) *
                            static_cast<std::size_t>(m_axonRows) * static_cast<std::size_t>(m_axonColumns);
  if (pairs > kFew && holdFactors()) return;
  m_held.assumed = pairs > kMostHeldPairs;
  if (!m_held.assumed) holdTable();
}

void LinkFactors::holdTable() {
  FringeTable table(m_synapseRows * m_synapseColumns, m_axonRows * m_axonColumns);
  for (std::size_t i = 0; i < size(); ++i) {
    const Link link = at(i);
    table.at(link.synapseChannel, link.axonChannel) = fringeOfPair(link);
  }
  m_held = holdPhases(table);
}

// Where both lines see a link alike its fringe is a product of its rows' and its columns', times what the
// leader brings to each laser, and so are the phases that hold it best. False where it is not, or a laser has
// no link.
bool LinkFactors::holdFactors() {
  const LinkCoverage seen = coverage();
  const auto all = [](const std::vector<bool>& channels) {
    return std::all_of(channels.begin(), channels.end(), [](bool channel) { return channel; });
  };
  if (!m_factored || !all(seen.axons) || !all(seen.synapses)) return false;
  const LineReader& line = m_plus ? *m_plus : *m_minus;
  bool alike = true;
  // The fringe of two pairs without the leader's way.
  const auto fringe = [&](const ChannelPair& row, const ChannelPair& column) {
    const Link link = read(combined(row, column));
    alike = alike && linesAgree(link);
    return fringeOfPair(link) *
           std::polar(1.0, line.axonLeaderRad(link.axonChannel) - line.synapseLeaderRad(link.synapseChannel));
  };
  FringeTable rows(m_synapseRows, m_axonRows), columns(m_synapseColumns, m_axonColumns);
  for (const ChannelPair& row : m_rows) rows.at(row.synapse, row.axon) = fringe(row, m_columns[0]);
  for (const ChannelPair& column : m_columns)
    columns.at(column.synapse, column.axon) = fringe(m_rows[0], column);
  if (!alike) return false;
  const HeldPhases ofRows = holdPhases(rows), ofColumns = holdPhases(columns);
  const double corner = std::arg(fringe(m_rows[0], m_columns[0]));
  std::vector<double> synapses, axons;
  for (int r = 0; r < m_synapseRows; ++r)
    for (int c = 0; c < m_synapseColumns; ++c)
      synapses.push_back(ofRows.synapses[static_cast<std::size_t>(r)] +
                         ofColumns.synapses[static_cast<std::size_t>(c)] +
                         line.synapseLeaderRad(r * m_synapseColumns + c));
  for (int r = 0; r < m_axonRows; ++r)
    for (int c = 0; c < m_axonColumns; ++c)
      axons.push_back(ofRows.axons[static_cast<std::size_t>(r)] +
                      ofColumns.axons[static_cast<std::size_t>(c)] -
                      line.axonLeaderRad(r * m_axonColumns + c));
  m_held = centredPhases(ofRows.common + ofColumns.common - corner, synapses, axons);
  m_held.converged = ofRows.converged && ofColumns.converged;
  return true;
}

std::optional<Link> LinkFactors::between(int synapseChannel, int axonChannel) const {
  if (!m_factored) {
    const ChannelPair* pair = m_list.find(synapseChannel, axonChannel);
    return pair ? std::optional(read(*pair)) : std::nullopt;
  }
  const ChannelPair* row = m_rows.find(synapseChannel / m_synapseColumns, axonChannel / m_axonColumns);
  const ChannelPair* column = m_columns.find(synapseChannel % m_synapseColumns, axonChannel % m_axonColumns);
  return row && column ? std::optional(read(combined(*row, *column))) : std::nullopt;
}

// A pixel may lose its channels to a brighter one.
std::optional<Link> LinkFactors::onPixel(bool plus, int pixel) const {
  const std::optional<LineReader>& line = plus ? m_plus : m_minus;
  if (!line || pixel < 0 || pixel >= line->light().grid.pixels()) return std::nullopt;
  const LineReader::Channels on = line->channelsOn(pixel);
  if (on.axon < 0 || on.synapse < 0) return std::nullopt;
  const std::optional<Link> link = between(on.synapse, on.axon);
  return link && (plus ? link->plus : link->minus).pixel == pixel ? link : std::nullopt;
}

// A channel has a link where its row and its column have a pair.
LinkCoverage LinkFactors::coverage() const {
  const auto seen = [](const ChannelPairs& pairs, int channels, int ChannelPair::*channel) {
    std::vector<bool> out(static_cast<std::size_t>(channels));
    for (const ChannelPair& pair : pairs) out[static_cast<std::size_t>(pair.*channel)] = true;
    return out;
  };
  const auto product = [](const std::vector<bool>& rows, const std::vector<bool>& columns) {
    std::vector<bool> out;
    for (bool row : rows) {
      for (bool column : columns) out.push_back(row && column);
    }
    return out;
  };
  LinkCoverage out;
  std::size_t both = 0;
  if (m_factored) {
    out.axons = product(seen(m_rows, m_axonRows, &ChannelPair::axon),
                        seen(m_columns, m_axonColumns, &ChannelPair::axon));
    out.synapses = product(seen(m_rows, m_synapseRows, &ChannelPair::synapse),
                           seen(m_columns, m_synapseColumns, &ChannelPair::synapse));
    both = m_rows.onBoth() * m_columns.onBoth();
  } else {
    out.axons = seen(m_list, m_axonRows * m_axonColumns, &ChannelPair::axon);
    out.synapses = seen(m_list, m_synapseRows * m_synapseColumns, &ChannelPair::synapse);
    both = m_list.onBoth();
  }
  if (m_plus && m_minus) out.oneSided = size() - both;
  return out;
}

VisibilitySummary LinkFactors::visibility() const {
  if (size() == 0) return {};
  // What stops leave of single beams is no product of rows and columns.
  const auto clipped = [](const std::optional<LineReader>& line) { return line && line->clipped(); };
  VisibilitySummary out =
      m_factored && !clipped(m_plus) && !clipped(m_minus) ? factoredVisibility() : listedVisibility();
  const double pairs = static_cast<double>(m_axonRows) * m_axonColumns * m_synapseRows * m_synapseColumns;
  out.mean /= pairs;
  out.least = static_cast<double>(size()) < pairs ? 0 : std::min(out.least, out.mean);
  return out;
}

// Adds up γ of all links, one by one: `mean` of the result is a sum, which the caller divides by the pairs.
VisibilitySummary LinkFactors::listedVisibility() const {
  VisibilitySummary out{0, 1};
  for (std::size_t i = 0; i < size(); ++i) {
    const Link link = at(i);
    const double visibility = (link.plus.overlap() + link.minus.overlap()) / lines();
    out.mean += visibility;
    out.least = std::min(out.least, visibility);
  }
  return out;
}

// As `listedVisibility`, for pairs that are combinations: γ of a link is then a product of its rows' and its
// columns' overlaps on each line.
VisibilitySummary LinkFactors::factoredVisibility() const {
  std::vector<TwoOverlaps> rows, columns;
  for (const ChannelPair& pair : m_rows) {
    rows.push_back({pair.plus >= 0 ? m_plus->overlapOfRow(pair.plus) : 0,
                    pair.minus >= 0 ? m_minus->overlapOfRow(pair.minus) : 0});
  }
  for (const ChannelPair& pair : m_columns) {
    columns.push_back(
        {pair.plus >= 0 ? m_plus->overlapOfColumn(pair.plus) * m_plus->polarisationCosine() : 0,
         pair.minus >= 0 ? m_minus->overlapOfColumn(pair.minus) * m_minus->polarisationCosine() : 0});
  }
  const auto summed = [](const std::vector<TwoOverlaps>& overlaps) {
    TwoOverlaps sum;
    for (const TwoOverlaps& one : overlaps) {
      sum.plus += one.plus;
      sum.minus += one.minus;
    }
    return sum;
  };
  const auto visibility = [this](const TwoOverlaps& row, const TwoOverlaps& column) {
    return (row.plus * column.plus + row.minus * column.minus) / lines();
  };
  VisibilitySummary out{visibility(summed(rows), summed(columns)), 1};
  const std::vector<TwoOverlaps> lowColumns = lowerCorners(std::move(columns));
  for (const TwoOverlaps& row : lowerCorners(std::move(rows))) {
    for (const TwoOverlaps& column : lowColumns) out.least = std::min(out.least, visibility(row, column));
  }
  return out;
}

void fillLinks(const Trace& trace, std::optional<LineReader> plus, std::optional<LineReader> minus,
               Cell& cell) {
  const auto factors = std::make_shared<LinkFactors>(trace, cell, std::move(plus), std::move(minus));
  if (cell.loop != PhaseLoop::Open && factors->size() > 0) factors->hold();
  cell.held = factors->held();
  const VisibilitySummary visibility = factors->visibility();
  cell.meanVisibility = visibility.mean;
  cell.minVisibility = visibility.least;
  cell.links = Links(factors);
}

}  // namespace lightloom::optics
