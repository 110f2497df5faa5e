#include "optics/internal/optics_remedies.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lightloom::optics {
namespace {

constexpr double kAlike = 0.02;      // steps that differ by less than this share are equal
constexpr double kBetween = 0.25;    // of the pitch: spots further off stand between pixels
constexpr double kHalfWay = 0.1;     // of the pitch, about the middle between two pixels
constexpr double kSamePlace = 1e-9;  // m

// Even counts use the odd orders only.
int stepOf(int orders) {
  return orders % 2 == 0 ? 2 : 1;
}

const Grating* lastGrating(const Layout& layout, const Arrival& arrival, std::string& part) {
  for (auto passage = arrival.passages.rbegin(); passage != arrival.passages.rend(); ++passage) {
    const FaceAction& action = layout.faces[static_cast<std::size_t>(passage->face)].action;
    if (const auto* grating = std::get_if<Grating>(&action)) {
      part = layout.partOf(passage->face);
      return grating;
    }
  }
  return nullptr;
}

const Arrival* strongest(const Trace& trace, int face, const std::function<bool(int)>& isWanted) {
  const Arrival* out = nullptr;
  double most = 0;
  for (const Arrival& arrival : trace.arrivals) {
    if (arrival.face != face || !isWanted(arrival.source)) continue;
    const double power = arrival.powerW.total();
    if (out && power <= most) continue;
    out = &arrival;
    most = power;
  }
  return out;
}

/// The copies that a grating should make along one axis; a spacing of 0 leaves the axis as it is.
struct WantedCopies {
  int orders = 1;
  double spacing = 0;  ///< m, between neighbouring copies
};

// A copy lands at (order)·λB/Λ. Both axes have the same λB unless the optics are astigmatic.
double stretchOf(const SpotRow& own, double period, const SpotRow& other, double otherPeriod) {
  return own.orderStep > 0 ? own.orderStep * period : other.orderStep * otherPeriod;
}

double wantedPeriod(const WantedCopies& wanted, double stretch, double now) {
  if (wanted.orders < 2 || wanted.spacing <= 0 || stretch <= 0) return now;
  return stretch * stepOf(wanted.orders) / wanted.spacing;
}

Message gratingRemedy(const char* id, const Grating& grating, const std::string& part,
                      const TransverseAxis& u, const TransverseAxis& v, const WantedCopies& x,
                      const WantedCopies& y) {
  const SpotRow columns = spotRowOf(u), rows = spotRowOf(v);
  const double stretchX = stretchOf(columns, grating.periodX, rows, grating.periodY),
               stretchY = stretchOf(rows, grating.periodY, columns, grating.periodX);
  if (stretchX <= 0 && stretchY <= 0)
    return {
        id,
        LL_TEXT("Give %1 %2 × %3 orders, and the period λ·f/spacing of the copies where their number is odd, "
                "twice that where it is even."),
        {part, std::int64_t{x.orders}, std::int64_t{y.orders}}};
  return {id,
          LL_TEXT("Give %1 %2 × %3 orders with periods of %4 in the plane and %5 out of it."),
          {part, std::int64_t{x.orders}, std::int64_t{y.orders},
           Quantity{wantedPeriod(x, stretchX, grating.periodX), Unit::Micrometre},
           Quantity{wantedPeriod(y, stretchY, grating.periodY), Unit::Micrometre}}};
}

double spacingOf(const SpotRow& row) {
  return row.orderStep * stepOf(row.orders);
}

bool isAlike(double value, double wanted) {
  return std::fabs(value - wanted) <= kAlike * std::fabs(wanted);
}

// Orders and spacing of the copies are those of the facets; one facet needs no spacing.
bool suits(const SpotRow& row, int facets, double pitch) {
  return row.orders == facets && (facets == 1 || isAlike(spacingOf(row), pitch));
}

double middleOf(const SpotRow& row) {
  return row.spots.empty() ? 0 : 0.5 * (row.spots.front() + row.spots.back());
}

}  // namespace

SpotRow spotRowOf(const TransverseAxis& axis) {
  SpotRow out;
  const Track* first = nullptr;
  std::vector<int> orders;
  int channels = 0;
  for (const Track& track : axis.tracks) {
    if (track.stray) continue;
    if (!first) first = &track;
    channels += track.order == first->order;
    out.spots.push_back(track.position);
    if (track.channel == first->channel) orders.push_back(track.order);
    if (track.channel == first->channel && track.order != first->order)
      out.orderStep = std::fabs((track.position - first->position) / (track.order - first->order));
    if (track.order == first->order && track.channel != first->channel)
      out.channelStep = std::fabs((track.position - first->position) / (track.channel - first->channel));
  }
  std::sort(orders.begin(), orders.end());
  orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
  out.channels = channels;
  out.orders = std::max<int>(1, static_cast<int>(orders.size()));
  std::sort(out.spots.begin(), out.spots.end());
  const auto same = [](double a, double b) { return b - a <= kSamePlace; };
  out.spots.erase(std::unique(out.spots.begin(), out.spots.end(), same), out.spots.end());
  return out;
}

Message facetsRemedy(const Layout& layout, const Trace& trace, const Injection& injection) {
  constexpr const char* kId = "optics.facets-dark.fix";
  const std::string& array = layout.partOf(injection.face);
  const auto& grid = std::get<EmitterGrid>(layout.faces[static_cast<std::size_t>(injection.face)].action);
  const Arrival* light = strongest(trace, injection.face, [&trace](int source) {
    return trace.sources[static_cast<std::size_t>(source)].role == EmitterRole::Leader;
  });
  if (!light || light->powerW.total() <= 0)
    return {
        kId,
        LL_TEXT("Switch a leader on, and bring its light to the front of %1 through an injection splitter."),
        {array}};
  constexpr double kCrossed = 1e-6;
  if (std::pow(std::cos(light->polarisationRad - grid.polarisationRad), 2) < kCrossed)
    return {kId, LL_TEXT("Give the leader and %1 the same polarisation."), {array}};
  const SpotRow columns = spotRowOf(light->u), rows = spotRowOf(light->v);
  std::string part;
  const Grating* grating = lastGrating(layout, *light, part);
  if (!grating)
    return {
        kId,
        LL_TEXT(
            "Put a grating of %2 × %3 orders and a lens into the leader light of %1: period λ·f/pitch for "
            "an odd number of orders, 2·λ·f/pitch for an even one."),
        {array, std::int64_t{grid.columns}, std::int64_t{grid.rows}}};
  if (!suits(columns, grid.columns, grid.pitch) || !suits(rows, grid.rows, grid.pitch))
    return gratingRemedy(kId, *grating, part, light->u, light->v, {grid.columns, grid.pitch},
                         {grid.rows, grid.pitch});
  return {
      kId,
      LL_TEXT("The leader light falls %2 in the plane and %3 out of it beside the middle of %1: shift the "
              "array, or turn what sends the light, by as much."),
      {array, Quantity{middleOf(columns), Unit::Micrometre}, Quantity{middleOf(rows), Unit::Micrometre}}};
}

Message synapseCopiesRemedy(const char* id, const Layout& layout, const Arrival& synapse) {
  std::string part;
  const Grating* grating = lastGrating(layout, synapse, part);
  if (!grating)
    return {
        id, LL_TEXT("Let one beam of the synapse array fall on a pixel: match its pitch to the pixels."), {}};
  const SpotRow u = spotRowOf(synapse.u), v = spotRowOf(synapse.v);
  return gratingRemedy(id, *grating, part, synapse.u, synapse.v, {u.orders, u.channels * u.channelStep},
                       {v.orders, v.channels * v.channelStep});
}

Message axonCopiesRemedy(const char* id, const Layout& layout, const Trace& trace, const Arrival& axon) {
  const LightSource& source = trace.sources[static_cast<std::size_t>(axon.source)];
  const auto& grid = std::get<EmitterGrid>(layout.faces[static_cast<std::size_t>(source.face)].action);
  double wider = 1;
  for (const TransverseAxis* axis : {&axon.u, &axon.v}) {
    const SpotRow row = spotRowOf(*axis);
    if (row.channelStep > 0 && row.orders > 1)
      wider = std::max(wider, row.orders * spacingOf(row) / row.channelStep);
  }
  if (wider <= 1 || grid.pitch <= 0)
    return {
        id, LL_TEXT("Let one beam of the axon array fall on a pixel: match its pitch to the pixels."), {}};
  return {
      id,
      LL_TEXT("Give %1 a pitch of %2, as wide as all copies of one axon together, and its leader grating one "
              "that suits; or fan it out along the other axis only."),
      {layout.partOf(source.face), Quantity{wider * grid.pitch, Unit::Micrometre}}};
}

namespace {

/// The places of the spots of one array against the pixels of a line along one axis.
struct Fit {
  int spots = 0;
  int between = 0;     ///< spots that stand half-way between pixels
  int off = 0;         ///< those that stand elsewhere beside the middle of their pixel
  double spacing = 0;  ///< m, between neighbouring spots
  int reach = 1;       ///< pixels that a line about the same middle needs for all of them
};

Fit fitOf(const SpotRow& row, int pixels, double pitch) {
  Fit out;
  out.spots = static_cast<int>(row.spots.size());
  if (out.spots > 1) out.spacing = (row.spots.back() - row.spots.front()) / (out.spots - 1);
  for (const double spot : row.spots) {
    const double at = spot / pitch + 0.5 * (pixels - 1);
    const double beside = std::fabs(at - std::round(at));
    if (beside > 0.5 - kHalfWay)
      ++out.between;
    else if (beside > kBetween)
      ++out.off;
    out.reach = std::max(out.reach, static_cast<int>(std::lround(2 * std::fabs(spot) / pitch)) + 1);
  }
  return out;
}

bool allBetween(const Fit& fit) {
  return fit.spots > 0 && fit.between == fit.spots;
}

/// The pixels that one axis of a line needs.
struct AxisNeed {
  int pixels = 0;    ///< 0: as they are
  double pitch = 0;  ///< m, 0: as it is
  bool axonBetween = false, synapseBetween = false;
  int axonSpots = 0, synapseSpots = 0;
  double spacing = 0;  ///< m, of the array that stands on the pixels
};

AxisNeed needOf(const TransverseAxis& axon, const TransverseAxis& synapse, int pixels, double pitch) {
  const Fit x = fitOf(spotRowOf(axon), pixels, pitch), w = fitOf(spotRowOf(synapse), pixels, pitch);
  AxisNeed need;
  need.axonSpots = x.spots;
  need.synapseSpots = w.spots;
  need.axonBetween = allBetween(x) && !allBetween(w);
  need.synapseBetween = allBetween(w) && !allBetween(x);
  need.spacing = need.axonBetween ? w.spacing : x.spacing;
  const int reach = std::max(x.reach, w.reach);
  if (allBetween(x) && allBetween(w)) {
    // The spots of a line with one pixel more stand on pixels.
    need.pixels = pixels + 1;
    while (need.pixels < reach) need.pixels += 2;
    return need;
  }
  if (need.axonBetween || need.synapseBetween) return need;
  const bool alike = x.spots < 2 || w.spots < 2 || isAlike(x.spacing, w.spacing);
  const double spacing = std::max(x.spacing, w.spacing);
  if (x.off + w.off > 0 && alike && spacing > 0 && !isAlike(spacing, pitch)) need.pitch = spacing;
  if (reach > pixels) need.pixels = reach + (reach - pixels) % 2;
  return need;
}

// The grating of an array whose single channel along an axis is copied, so that its copies stand where the
// other array's beams do.
std::optional<Message> ordersRemedy(const Layout& layout, const Arrival& own, const Arrival& other) {
  std::string part;
  const Grating* grating = lastGrating(layout, own, part);
  if (!grating) return std::nullopt;
  const auto wanted = [](const TransverseAxis& axis, const TransverseAxis& partner) {
    const SpotRow row = spotRowOf(axis), theirs = spotRowOf(partner);
    if (row.channelStep > 0 || theirs.spots.size() < 2) return WantedCopies{row.orders, spacingOf(row)};
    const double spacing =
        (theirs.spots.back() - theirs.spots.front()) / static_cast<double>(theirs.spots.size() - 1);
    return WantedCopies{static_cast<int>(theirs.spots.size()), spacing};
  };
  return gratingRemedy("optics.channels-unseen.fix", *grating, part, own.u, own.v, wanted(own.u, other.u),
                       wanted(own.v, other.v));
}

Message linesRemedy(const std::vector<std::string>& lines, std::int64_t columns, std::int64_t rows) {
  if (lines.size() > 1)
    return {
        "optics.channels-unseen.fix",
        LL_TEXT("Give %1 and %2 %3 columns and %4 rows, so that each beam falls on a pixel and not beside or "
                "between them."),
        {lines[0], lines[1], columns, rows}};
  return {
      "optics.channels-unseen.fix",
      LL_TEXT("Give %1 %2 columns and %3 rows, so that each beam falls on a pixel and not beside or between "
              "them."),
      {lines.front(), columns, rows}};
}

}  // namespace

namespace {

// Copies of an axon belong side by side within its pitch; those of a whole synapse array beside each other.
enum class Interlacing { CopiesWithinChannels, ChannelsWithinCopies };

// True where along an axis there are both and they run into each other.
bool copiesInterlace(const Arrival& arrival, Interlacing wanted) {
  for (const TransverseAxis* axis : {&arrival.u, &arrival.v}) {
    const SpotRow row = spotRowOf(*axis);
    if (row.channelStep <= 0 || row.orders < 2) continue;
    const bool within = wanted == Interlacing::CopiesWithinChannels;
    const double inner = within ? row.orders * spacingOf(row) : row.channels * row.channelStep,
                 outer = within ? row.channelStep : spacingOf(row);
    if (outer < (1 - kAlike) * inner) return true;
  }
  return false;
}

}  // namespace

Message unseenRemedy(const Layout& layout, const Trace& trace, const Cell& cell) {
  constexpr const char* kId = "optics.channels-unseen.fix";
  std::vector<std::string> lines;
  for (const std::string& line : {cell.plusId, cell.minusId})
    if (!line.empty()) lines.push_back(line);
  const int face = cell.plusFace >= 0 ? cell.plusFace : cell.minusFace;
  const auto& grid = std::get<ReceiverGrid>(layout.faces[static_cast<std::size_t>(face)].action);
  const Arrival* axon = strongest(trace, face, [&cell](int source) { return source == cell.axonSource; });
  const Arrival* synapse =
      strongest(trace, face, [&cell](int source) { return source == cell.synapseSource; });
  if (axon && synapse && grid.pitch > 0) {
    const AxisNeed u = needOf(axon->u, synapse->u, grid.columns, grid.pitch),
                   v = needOf(axon->v, synapse->v, grid.rows, grid.pitch);
    if (u.axonBetween || v.axonBetween) {
      if (copiesInterlace(*axon, Interlacing::CopiesWithinChannels))
        return axonCopiesRemedy(kId, layout, trace, *axon);
      if (std::optional<Message> orders = ordersRemedy(layout, *axon, *synapse)) return *orders;
    }
    if (u.synapseBetween || v.synapseBetween) {
      if (copiesInterlace(*synapse, Interlacing::ChannelsWithinCopies))
        return synapseCopiesRemedy(kId, layout, *synapse);
      if (std::optional<Message> orders = ordersRemedy(layout, *synapse, *axon)) return *orders;
    }
    if (const double pitch = std::max(u.pitch, v.pitch); pitch > 0)
      return {"optics.channels-unseen.fix",
              LL_TEXT("Beams land %2 apart: give the pixels of %1 and of its partner that pitch."),
              {lines.front(), Quantity{pitch, Unit::Micrometre}}};
    if (u.pixels > 0 || v.pixels > 0)
      return linesRemedy(lines, u.pixels > 0 ? u.pixels : grid.columns, v.pixels > 0 ? v.pixels : grid.rows);
  }
  return {
      "optics.channels-unseen.fix",
      LL_TEXT("Match pitch, grating periods and focal lengths to the pixels, or shift the part by which the "
              "beams miss them."),
      {}};
}

}  // namespace lightloom::optics
