#include "bench/fringe_twist.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lightloom::bench {
namespace {

constexpr double kStep = 10e-6;       // m: the move from which the effect of a part is known
constexpr double kFarthest = 5e-3;    // m: farther off something else is wrong
constexpr double kAlike = 0.05;       // of the twist: parts that leave as much
constexpr double kWorthNaming = 0.5;  // of the twist that may remain

/// Steps to the neighbour along the two axes of a grid, and the variance of the places along each.
struct Axis {
  int rows = 0, columns = 0;
  double variance = 0;
};

std::array<Axis, 2> axesOf(const LightSource& source) {
  const auto variance = [](int count) { return (count * static_cast<double>(count) - 1) / 12; };
  return {Axis{0, 1, variance(source.columns)}, Axis{1, 0, variance(source.rows)}};
}

/// Phases of all pairs of channels of a cell, NaN where there is no link.
class PhaseTable {
 public:
  PhaseTable(const LightSource& axons, const LightSource& synapses, const Links& links)
      : m_axons(axons),
        m_synapses(synapses),
        m_phases(static_cast<std::size_t>(axons.rows * axons.columns) *
                     static_cast<std::size_t>(synapses.rows * synapses.columns),
                 std::numeric_limits<double>::quiet_NaN()) {
    for (const Link& link : links) m_phases[at(link.synapseChannel, link.axonChannel)] = link.tracedPhaseRad;
  }

  // The mixed differences of neighbours along two axes, scaled, behind `out`.
  void addTwists(const Axis& axon, const Axis& synapse, std::vector<double>& out) const {
    const std::size_t first = out.size();
    forEach(m_synapses, synapse, [&](int s, int nextS) {
      forEach(m_axons, axon, [&](int a, int nextA) {
        const double twist = std::remainder(
            phase(nextS, nextA) - phase(nextS, a) - phase(s, nextA) + phase(s, a), 2 * constants::kPi);
        out.push_back(std::isnan(twist) ? 0 : twist);
      });
    });
    const double scale = std::sqrt(axon.variance * synapse.variance /
                                   static_cast<double>(std::max<std::size_t>(1, out.size() - first)));
    for (std::size_t i = first; i < out.size(); ++i) out[i] *= scale;
  }

 private:
  template <typename Visit>
  static void forEach(const LightSource& grid, const Axis& axis, const Visit& visit) {
    for (int r = 0; r + axis.rows < grid.rows; ++r)
      for (int c = 0; c + axis.columns < grid.columns; ++c)
        visit(r * grid.columns + c, (r + axis.rows) * grid.columns + c + axis.columns);
  }
  std::size_t at(int synapse, int axon) const {
    return static_cast<std::size_t>(synapse) * static_cast<std::size_t>(m_axons.rows * m_axons.columns) +
           static_cast<std::size_t>(axon);
  }
  double phase(int synapse, int axon) const { return m_phases[at(synapse, axon)]; }

  const LightSource& m_axons;
  const LightSource& m_synapses;
  std::vector<double> m_phases;
};

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// What twists depend on: not the light of a leader, whose phases belong to single lasers, nor what loops
// hold. Of several leaders each tells its lasers their wavelength.
Layout armsOf(Layout layout) {
  std::vector<EmitterGrid*> leaders;
  for (PlacedFace& face : layout.faces) {
    auto* const grid = std::get_if<EmitterGrid>(&face.action);
    if (grid && grid->role == EmitterRole::Leader) leaders.push_back(grid);
    if (auto* const scattering = std::get_if<Scattering>(&face.action)) scattering->servo = false;
  }
  if (leaders.size() == 1) std::fill(leaders[0]->powerW.begin(), leaders[0]->powerW.end(), 0.0);
  return layout;
}

/// A part that stands elsewhere along its facing, and the twists of a cell then. `arms` are those of the
/// bench.
class Mover {
 public:
  Mover(const Bench& bench, const Layout& arms, const Cell& cell, const std::string& part)
      : m_arms(arms), m_cell(cell), m_part(part) {
    const PartView view = viewOf(bench.design, part);
    m_place = {view.real("x"), view.real("y"), 0};
    const double angle = view.real("angle");
    m_facing = {std::cos(angle), std::sin(angle), 0};
  }

  Eigen::Vector3d placeAt(double move) const { return m_place + move * m_facing; }

  std::vector<double> twistsAt(double move) const {
    Layout layout = m_arms;
    for (std::size_t i = 0; i < layout.faces.size(); ++i)
      if (layout.partOf(static_cast<int>(i)) == m_part) layout.faces[i].centre += move * m_facing;
    const Trace trace = traceBundles(layout);
    const CellSet set = findCells(layout, trace);
    for (const Cell& cell : set.cells)
      if (cell.id == m_cell.id) return fringeTwists(trace, cell);
    return {};
  }

 private:
  const Layout& m_arms;
  const Cell& m_cell;
  const std::string& m_part;
  Eigen::Vector3d m_place, m_facing;
};

// How far a grating that has moved stands from the focal plane of the lens before it; of other parts, how far
// they have moved.
double oddnessOf(const Bench& bench, const Cell& cell, const FringeCause& cause) {
  for (const Arrival& arrival : bench.trace.arrivals) {
    if (arrival.source != cell.axonSource && arrival.source != cell.synapseSource) continue;
    const PlacedFace* lens = nullptr;
    for (const Passage& passage : arrival.passages) {
      const PlacedFace& face = bench.layout.faces[static_cast<std::size_t>(passage.face)];
      if (lens && bench.layout.partOf(passage.face) == cause.part) {
        const double distance = std::hypot(cause.x - lens->centre.x(), cause.y - lens->centre.y());
        return std::fabs(distance - std::get<Lens>(lens->action).focalLength);
      }
      if (std::holds_alternative<Lens>(face.action)) lens = &face;
    }
  }
  return std::fabs(cause.moveM);
}

/// A part that may be the cause: the move that mends most if twists follow it in proportion.
struct Suspect {
  FringeCause cause;  ///< what would remain is estimated
  double odd = 0;     ///< `oddnessOf` it
};

std::optional<Suspect> suspectOf(const Bench& bench, const Layout& arms, const Cell& cell,
                                 const std::string& part, const std::vector<double>& now) {
  const Mover mover(bench, arms, cell, part);
  std::vector<double> change = mover.twistsAt(kStep);
  if (change.size() != now.size()) return std::nullopt;
  for (std::size_t i = 0; i < now.size(); ++i) change[i] -= now[i];
  const double effect = dot(change, change);
  if (!(effect > 0)) return std::nullopt;
  const double steps = -dot(now, change) / effect;
  FringeCause out{part, kStep * steps};
  if (std::fabs(out.moveM) > kFarthest) return std::nullopt;
  const Eigen::Vector3d place = mover.placeAt(out.moveM);
  out.x = place.x();
  out.y = place.y();
  for (std::size_t i = 0; i < now.size(); ++i) change[i] = now[i] + steps * change[i];
  out.remainingRad = twistRad(change);
  const double odd = oddnessOf(bench, cell, out);
  return Suspect{std::move(out), odd};
}

// Gratings of both arms have the same effect: of suspects that leave as much, the one is meant that then
// stands where it should.
std::vector<Suspect>::iterator likeliest(std::vector<Suspect>& suspects, double nowRad) {
  auto best = suspects.begin();
  for (auto one = suspects.begin() + 1; one < suspects.end(); ++one) {
    const double gained = best->cause.remainingRad - one->cause.remainingRad;
    const bool alike = std::fabs(gained) < kAlike * nowRad;
    if (alike ? one->odd < best->odd : gained > 0) best = one;
  }
  return best;
}

}  // namespace

std::vector<double> fringeTwists(const Trace& trace, const Cell& cell) {
  const LightSource& axons = trace.sources[static_cast<std::size_t>(cell.axonSource)];
  const LightSource& synapses = trace.sources[static_cast<std::size_t>(cell.synapseSource)];
  std::vector<double> out;
  if (static_cast<double>(cell.axonChannels) * cell.synapseChannels > kMostHeldPairs) return out;
  const PhaseTable table(axons, synapses, cell.links);
  for (const Axis& axon : axesOf(axons))
    for (const Axis& synapse : axesOf(synapses)) table.addTwists(axon, synapse, out);
  return out;
}

std::vector<std::string> gratingsOf(const Layout& layout, const Trace& trace, const Cell& cell) {
  std::vector<std::string> out;
  for (const Arrival& arrival : trace.arrivals) {
    const bool ownLine = arrival.face == cell.plusFace || arrival.face == cell.minusFace;
    const bool ownArray = arrival.source == cell.axonSource || arrival.source == cell.synapseSource;
    if (!ownLine || !ownArray) continue;
    for (const Passage& passage : arrival.passages) {
      const bool grating =
          std::holds_alternative<Grating>(layout.faces[static_cast<std::size_t>(passage.face)].action);
      const std::string& part = layout.partOf(passage.face);
      if (grating && std::find(out.begin(), out.end(), part) == out.end()) out.push_back(part);
    }
  }
  return out;
}

double twistRad(const std::vector<double>& twists) {
  return std::sqrt(dot(twists, twists));
}

std::optional<FringeCause> fringeCause(const Bench& bench, std::size_t index) {
  const Cell& cell = bench.cells.cells[index];
  const std::vector<double> now = fringeTwists(bench.trace, cell);
  const double nowRad = twistRad(now);
  std::vector<std::string> parts = gratingsOf(bench.layout, bench.trace, cell);
  parts.push_back(cell.id);
  const Layout arms = armsOf(bench.layout);
  std::vector<Suspect> suspects;
  for (const std::string& part : parts) {
    std::optional<Suspect> found = suspectOf(bench, arms, cell, part, now);
    if (found && found->cause.remainingRad <= kWorthNaming * nowRad) suspects.push_back(*std::move(found));
  }
  while (!suspects.empty()) {
    const auto best = likeliest(suspects, nowRad);
    const std::vector<double> then = Mover(bench, arms, cell, best->cause.part).twistsAt(best->cause.moveM);
    best->cause.remainingRad = twistRad(then);
    if (then.size() == now.size() && best->cause.remainingRad <= kWorthNaming * nowRad) return best->cause;
    suspects.erase(best);
  }
  return std::nullopt;
}

}  // namespace lightloom::bench
