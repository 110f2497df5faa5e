#include "optics/internal/optics_checks.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "optics/injection.h"
#include "optics/internal/optics_remedies.h"

namespace lightloom::optics {
namespace {

constexpr double kRivalShare = 0.01;  // a second channel this bright makes a pixel ambiguous
constexpr double kStrayShare = 1e-6;  // of the wanted power, below which stray light is not worth a word
constexpr double kClipShare = 0.01;
constexpr double kLowVisibility = 0.9;
constexpr double kMisplacement = 0.1e-6;  // m
constexpr double kEdgeOn =
    0.01;  // cosine of beam to normal: of the surface little more than its edge is seen
constexpr double kWorthSeeing = 1e-4;      // of the strongest light
constexpr std::size_t kMostPieces = 1024;  // of light, beside which surfaces are looked for

std::int64_t asNumber(std::size_t count) {
  return static_cast<std::int64_t>(count);
}

// Pixels of a line on which one array's beams meet each other, or come through stray orders.
struct Crowding {
  std::size_t rivals = 0, firstRival = 0;
  std::size_t strays = 0;
  double worstStray = 0;  // of the wanted power

  void add(const Claim& claim, std::size_t pixel) {
    if (claim.rivalW > kRivalShare * claim.powerW && rivals++ == 0) firstRival = pixel;
    if (claim.powerW <= 0 || claim.strayW <= kStrayShare * claim.powerW) return;
    ++strays;
    worstStray = std::max(worstStray, claim.strayW / claim.powerW);
  }
};

// Only busy rows and columns can be crowded.
Crowding crowdingOf(const ArrivalLight& light) {
  std::vector<int> all(static_cast<std::size_t>(light.u.pixels()));
  std::iota(all.begin(), all.end(), 0);
  std::vector<int> busy;
  std::copy_if(all.begin(), all.end(), std::back_inserter(busy),
               [&light](int column) { return light.busyColumn(column); });
  Crowding found;
  for (int row = 0; row < light.v.pixels(); ++row) {
    for (int column : light.busyRow(row) ? all : busy) {
      const PixelAt pixel{row, column};
      found.add(light.claimOf(pixel),
                static_cast<std::size_t>(row) * all.size() + static_cast<std::size_t>(column));
    }
  }
  return found;
}

void checkAxonCollisions(const std::string& line, const Crowding& axons, Message remedy,
                         std::vector<Check>& checks) {
  checks.push_back({Severity::Error,
                    line,
                    {"optics.two-axons",
                     LL_TEXT("%1: %2 pixels receive two axon channels, first pixel %3."),
                     {line, asNumber(axons.rivals), asNumber(axons.firstRival)}},
                    std::move(remedy)});
}

void checkSynapseCollisions(const std::string& line, const Crowding& synapses, Message remedy,
                            std::vector<Check>& checks) {
  checks.push_back({Severity::Error,
                    line,
                    {"optics.two-synapses",
                     LL_TEXT("%1: %2 pixels receive two synapse channels, first pixel %3."),
                     {line, asNumber(synapses.rivals), asNumber(synapses.firstRival)}},
                    std::move(remedy)});
}

void checkStray(const std::string& line, const Crowding& axons, const Crowding& synapses,
                std::vector<Check>& checks) {
  const std::size_t pixels = axons.strays + synapses.strays;
  const double worst = std::max(axons.worstStray, synapses.worstStray);
  if (pixels == 0) return;
  checks.push_back(
      {Severity::Warning,
       line,
       {"optics.stray-orders",
        LL_TEXT(
            "%1: unused grating orders land on %2 pixels of other channels, up to %3 of the wanted power."),
        {line, asNumber(pixels), Quantity{worst, Unit::Percent}}},
       {"optics.stray-orders.fix",
        LL_TEXT("Give the grating a profile that is dark beyond the used orders (profile_x, profile_y), "
                "cross a row "
                "with a column, or calibrate with offset and sums."),
        {}}});
}

void checkSeen(const std::string& array, int channels, const std::vector<bool>& seen, const std::string& cell,
               const Message& remedy, std::vector<Check>& checks) {
  const std::size_t reached = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
  const std::size_t all = static_cast<std::size_t>(channels);
  if (reached == all) return;
  const std::size_t first =
      static_cast<std::size_t>(std::find(seen.begin(), seen.end(), false) - seen.begin());
  checks.push_back({Severity::Warning,
                    array,
                    {"optics.channels-unseen",
                     LL_TEXT("%1: %2 of %3 channels reach no pixel of cell %4 together with a partner, first "
                             "channel %5."),
                     {array, asNumber(all - reached), asNumber(all), cell, asNumber(first)}},
                    remedy});
}

void checkOneSided(const Cell& cell, std::size_t count, std::vector<Check>& checks) {
  if (count == 0) return;
  checks.push_back(
      {Severity::Warning,
       cell.id,
       {"optics.one-sided-pairs",
        LL_TEXT("%1: %2 of %3 channel pairs meet on one of the two detector lines only."),
        {cell.id, asNumber(count), asNumber(cell.links.size())}},
       {"optics.one-sided-pairs.fix",
        LL_TEXT("Give both lines the same size and pitch, and place them as mirror images in the splitter."),
        {}}});
}

// The mean is taken over the pairs that meet, because pairs that do not have a check of their own.
void checkVisibility(const Cell& cell, std::vector<Check>& checks) {
  if (cell.links.empty()) return;
  const double pairs = static_cast<double>(cell.axonChannels) * cell.synapseChannels;
  const double meeting = static_cast<double>(cell.links.size());
  const double mean = cell.meanVisibility * pairs / meeting;
  if (mean >= kLowVisibility) return;
  Message low{"optics.low-visibility",
              LL_TEXT("%1: axon and synapse beams overlap with a visibility of %2 on average, %3 at worst."),
              {cell.id, Quantity{mean, Unit::None}, Quantity{cell.minVisibility, Unit::None}}};
  if (meeting < pairs)
    low = {"optics.low-visibility",
           LL_TEXT("%1: axon and synapse beams that meet overlap with a visibility of %2 on average."),
           {cell.id, Quantity{mean, Unit::None}}};
  checks.push_back(
      {Severity::Warning,
       cell.id,
       std::move(low),
       {"optics.low-visibility.fix",
        LL_TEXT("Adjust fine tilt and fine pitch of %1 by a few µrad, then look for distances, focal lengths "
                "or polarisations that differ between the two arms, and for apertures that cut one of them."),
        {cell.id}}});
}

void checkLineArms(const Layout& layout, const Trace& trace, const std::vector<Cell>& cells, int face,
                   std::vector<Check>& checks) {
  const std::string& line = layout.partOf(face);
  const auto belongs = [&](const Cell& cell) { return cell.plusFace == face || cell.minusFace == face; };
  if (std::any_of(cells.begin(), cells.end(), belongs)) return;
  bool axon = false, synapse = false;
  for (const Arrival& arrival : trace.arrivals) {
    if (arrival.face != face) continue;
    const EmitterRole role = trace.sources[static_cast<std::size_t>(arrival.source)].role;
    axon = axon || role == EmitterRole::Axon;
    synapse = synapse || role == EmitterRole::Synapse;
  }
  if (axon == synapse) return;
  checks.push_back(
      axon ? Check{Severity::Warning,
                   line,
                   {"optics.no-synapse", LL_TEXT("%1 receives axon light but no synapse light."), {line}},
                   {"optics.no-synapse.fix",
                    LL_TEXT("Turn or move the combining splitter so that the axis of the synapse "
                            "array meets the line."),
                    {}}}
           : Check{Severity::Warning,
                   line,
                   {"optics.no-axon", LL_TEXT("%1 receives synapse light but no axon light."), {line}},
                   {"optics.no-axon.fix",
                    LL_TEXT("Turn or move the combining splitter so that the axis of the axon "
                            "array meets the line."),
                    {}}});
}

void checkNoCell(const Layout& layout, const Trace& trace, const std::vector<Cell>& cells,
                 std::vector<Check>& checks) {
  if (!cells.empty()) return;
  bool axon = false, synapse = false, line = false;
  for (const LightSource& source : trace.sources) {
    axon = axon || source.role == EmitterRole::Axon;
    synapse = synapse || source.role == EmitterRole::Synapse;
  }
  for (const PlacedFace& face : layout.faces)
    line = line || std::holds_alternative<ReceiverGrid>(face.action);
  if (!axon && !synapse && !line) return;
  const bool complete = axon && synapse && line;
  checks.push_back(
      {complete ? Severity::Error : Severity::Info,
       "",
       {"optics.no-cell",
        LL_TEXT("No cell: no detector line receives an axon and a synapse array over a common splitter."),
        {}},
       {"optics.no-cell.fix",
        LL_TEXT("Let one splitter reflect one array and transmit the other onto the same detector line."),
        {}}});
}

void checkFacets(const Layout& layout, const Trace& trace, const Injection& injection,
                 std::vector<Check>& checks) {
  const std::string& array = layout.partOf(injection.face);
  const std::vector<bool> dark = darkFacets(injection);
  const auto count = std::count(dark.begin(), dark.end(), true);
  if (count == 0) return;
  const auto first = std::find(dark.begin(), dark.end(), true) - dark.begin();
  checks.push_back({Severity::Warning,
                    array,
                    {"optics.facets-dark",
                     LL_TEXT("%1: %2 of %3 facets get no leader light, first channel %4."),
                     {array, std::int64_t{count}, asNumber(dark.size()), std::int64_t{first}}},
                    facetsRemedy(layout, trace, injection)});
}

// The largest direction cosine at which beams cross each face.
std::map<int, double> steepestCrossings(const Trace& trace) {
  std::map<int, double> out;
  for (const Crossing& crossing : trace.crossings) {
    double& steepest = out[crossing.face];
    steepest = std::max(steepest, std::hypot(crossing.tiltHalfU, crossing.tiltHalfV));
  }
  return out;
}

void checkTangent(const Layout& layout, int face, const Lens& lens, double steepest,
                  std::vector<Check>& checks) {
  const double sine = std::min(0.999, steepest);
  const double worst = std::abs(lens.focalLength) * (sine / std::sqrt(1 - sine * sine) - sine);
  if (worst < kMisplacement) return;
  const std::string& part = layout.partOf(face);
  checks.push_back({Severity::Warning,
                    part,
                    {"optics.tangent-mapping",
                     LL_TEXT("%1 maps angles as f·tan θ and misplaces the outermost spots by up to %2."),
                     {part, Quantity{worst, Unit::Micrometre}}},
                    {"optics.tangent-mapping.fix",
                     LL_TEXT("Use a lens that keeps the sine condition (mapping: sine)."),
                     {}}});
}

using SourceOnFace = std::pair<int, int>;

// Faces that light of a source passes on its way to a grid: all other light may be clipped wherever it likes.
// Of a source that reaches none all faces count.
std::set<SourceOnFace> waysToGrids(const Trace& trace) {
  std::set<SourceOnFace> out;
  std::set<int> arriving;
  for (const Arrival& arrival : trace.arrivals) {
    arriving.insert(arrival.source);
    for (const Passage& passage : arrival.passages) out.insert({arrival.source, passage.face});
  }
  for (const Crossing& crossing : trace.crossings)
    if (!arriving.contains(crossing.source)) out.insert({crossing.source, crossing.face});
  return out;
}

// The crossing that clips most, for each face.
std::map<int, const Crossing*> worstClippings(const Trace& trace) {
  const std::set<SourceOnFace> ways = waysToGrids(trace);
  std::map<int, const Crossing*> out;
  for (const Crossing& crossing : trace.crossings) {
    if (crossing.worstClip <= kClipShare || !ways.contains({crossing.source, crossing.face})) continue;
    const Crossing*& worst = out[crossing.face];
    if (!worst || crossing.worstClip > worst->worstClip) worst = &crossing;
  }
  return out;
}

void checkClipping(const Layout& layout, const Trace& trace, int face, const Crossing* worst,
                   std::vector<Check>& checks) {
  const std::string& part = layout.partOf(face);
  const std::string& array = layout.partOf(trace.sources[static_cast<std::size_t>(worst->source)].face);
  checks.push_back(
      {Severity::Warning,
       part,
       {"optics.clipped",
        LL_TEXT("The aperture of %1 cuts %2 of a beam of %3 (channel %4)."),
        {part, Quantity{worst->worstClip, Unit::Percent}, array, std::int64_t{worst->worstChannel}}},
       {"optics.clipped.fix", LL_TEXT("Use a larger aperture or shorter distances."), {}}});
}

// A piece of light as seen from above: its way from `from` along `direction`, in m.
struct Way {
  Eigen::Vector2d from, direction;
  double length = 0;
  double halfWidth = 0, growth = 0;  // of the bundle, at the start and per metre

  explicit Way(const BeamSegment& piece) : from(piece.from[0], piece.from[1]) {
    const Eigen::Vector2d whole = Eigen::Vector2d(piece.to[0], piece.to[1]) - from;
    const double drawn = whole.norm();
    if (drawn <= 0) return;
    direction = whole / drawn;
    length = piece.toFace < 0 ? std::numeric_limits<double>::infinity() : drawn;
    halfWidth = piece.fromBundle;
    growth = (piece.toBundle - piece.fromBundle) / drawn;
  }
};

// Whether the light runs along the surface, which has no thickness: it is not met then, and light passes on
// both sides.
bool runsAlong(const Way& way, const PlacedFace& face) {
  const double cosine = std::abs(way.direction.dot(face.normal.head<2>()));
  if (cosine > kEdgeOn) return false;
  const Eigen::Vector2d offset = face.centre.head<2>() - way.from;
  const double along = offset.dot(way.direction);
  if (along + face.halfWidth <= 0 || along - face.halfWidth >= way.length) return false;
  const double aside = std::abs(offset.x() * way.direction.y() - offset.y() * way.direction.x());
  const double at = std::clamp(along, 0.0, way.length);
  return aside <= way.halfWidth + way.growth * at + cosine * face.halfWidth;
}

void checkEdgeOn(const Layout& layout, const Trace& trace, std::vector<Check>& checks) {
  std::set<int> told;  // parts
  for (std::size_t index : brightSegments(trace, kWorthSeeing, kMostPieces)) {
    const BeamSegment& piece = trace.segments[index];
    const Way way(piece);
    if (way.length <= 0) continue;
    const auto partAt = [&](int face) {
      return face < 0 ? -1 : layout.faces[static_cast<std::size_t>(face)].part;
    };
    // Light does not pass by the part that it leaves, nor by the one that it meets.
    const int begins =
        partAt(piece.before < 0 ? trace.sources[static_cast<std::size_t>(piece.source)].face
                                : trace.segments[static_cast<std::size_t>(piece.before)].toFace);
    const int ends = partAt(piece.toFace);
    for (const PlacedFace& face : layout.faces) {
      if (face.part == begins || face.part == ends || !runsAlong(way, face)) continue;
      if (!told.insert(face.part).second) continue;
      const std::string& part = layout.parts[static_cast<std::size_t>(face.part)];
      const int source = trace.sources[static_cast<std::size_t>(piece.source)].face;
      checks.push_back({Severity::Warning,
                        part,
                        {"optics.edge-on",
                         LL_TEXT("%1 stands edge-on in light of %2, which passes it untouched."),
                         {part, layout.partOf(source)}},
                        {"optics.edge-on.fix",
                         LL_TEXT("Turn %1 until its surface faces the light, or move it out of the beam."),
                         {part}}});
    }
  }
}

void checkRings(const Trace& trace, std::vector<Check>& checks) {
  if (!trace.truncated) return;
  checks.push_back(
      {Severity::Warning,
       "",
       {"optics.ring-cut",
        LL_TEXT(
            "Light bounces between parts in more ways than are followed; the strongest are, and %1 of all "
            "light is counted as cut off."),
        {Quantity{trace.emittedW > 0 ? trace.cutW / trace.emittedW : 0, Unit::Percent}}},
       {"optics.ring-cut.fix",
        LL_TEXT(
            "Turn parts that face each other a little, or open the ring with a beam stop or an isolator."),
        {}}});
}

}  // namespace

void checkLine(const Layout& layout, const Trace& trace, const LineLight& light, std::vector<Check>& checks) {
  const std::string& line = layout.partOf(light.face);
  const Crowding axons = crowdingOf(light.axon), synapses = crowdingOf(light.synapse);
  if (axons.rivals > 0)
    checkAxonCollisions(line, axons,
                        axonCopiesRemedy("optics.two-axons.fix", layout, trace, light.axon.arrival), checks);
  if (synapses.rivals > 0)
    checkSynapseCollisions(line, synapses,
                           synapseCopiesRemedy("optics.two-synapses.fix", layout, light.synapse.arrival),
                           checks);
  checkStray(line, axons, synapses, checks);
}

void checkCell(const Layout& layout, const Trace& trace, const Cell& cell, std::vector<Check>& checks) {
  const LinkCoverage coverage = cell.links.coverage();
  const auto covers = [](const std::vector<bool>& seen, int channels) {
    return std::count(seen.begin(), seen.end(), true) == channels;
  };
  Message remedy;
  if (!covers(coverage.axons, cell.axonChannels) || !covers(coverage.synapses, cell.synapseChannels))
    remedy = unseenRemedy(layout, trace, cell);
  checkSeen(cell.axonId, cell.axonChannels, coverage.axons, cell.id, remedy, checks);
  checkSeen(cell.synapseId, cell.synapseChannels, coverage.synapses, cell.id, remedy, checks);
  checkOneSided(cell, coverage.oneSided, checks);
  checkVisibility(cell, checks);
}

void checkBench(const Layout& layout, const Trace& trace, const std::vector<Cell>& cells,
                std::vector<Check>& checks) {
  checkNoCell(layout, trace, cells, checks);
  for (const Injection& injection : trace.injections) checkFacets(layout, trace, injection, checks);
  std::map<int, double> steepest = steepestCrossings(trace);
  std::map<int, const Crossing*> clipping = worstClippings(trace);
  for (int face = 0; face < static_cast<int>(layout.faces.size()); ++face) {
    const FaceAction& action = layout.faces[static_cast<std::size_t>(face)].action;
    if (std::holds_alternative<ReceiverGrid>(action)) checkLineArms(layout, trace, cells, face, checks);
    if (const auto* lens = std::get_if<Lens>(&action); lens && !lens->sineCondition) {
      checkTangent(layout, face, *lens, steepest[face], checks);
    }
    if (clipping[face]) checkClipping(layout, trace, face, clipping[face], checks);
  }
  checkEdgeOn(layout, trace, checks);
  checkRings(trace, checks);
}

}  // namespace lightloom::optics
