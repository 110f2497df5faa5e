#include "bench/alignment.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "bench/fringe_twist.h"
#include "design/edit.h"
#include "optics/cells.h"

namespace lightloom::bench {
namespace {

constexpr int kMostRounds = 8;
constexpr double kGoodEnough = 1e-4;                        // of what is left of the signal in one round
constexpr double kFirstAngle = 20e-6, kFirstLength = 1e-6;  // rad, m: the first tries to both sides
constexpr double kFirstRoll = 200e-6;  // rad: it moves beams by their place in the pattern
constexpr double kNoEffect = 1e-7;     // of log γ: rounding
constexpr double kRoundTo = 1e-9;      // m, rad: what a mount can be set to
constexpr std::string_view kRoll = "fine_roll";
constexpr const char* kKeys[] = {"fine_tilt", "fine_pitch", "fine_roll", "fine_x", "fine_y", "fine_z"};

const Parameter& rowOf(const Design& design, const Knob& knob) {
  const ComponentPtr part = findComponent(design, knob.part);
  for (const Parameter& row : parametersOf(*findKind(part->kind)))
    if (row.key == knob.key) return row;
  LL_CHECK(false);
}

double firstTry(const Parameter& row) {
  if (row.key == kRoll) return kFirstRoll;
  return row.unit == Unit::Microradian ? kFirstAngle : kFirstLength;
}

const FaceAction& actionOf(const Layout& layout, const std::string& part) {
  const auto face = std::find_if(layout.faces.begin(), layout.faces.end(), [&](const PlacedFace& one) {
    return layout.parts[static_cast<std::size_t>(one.part)] == part;
  });
  LL_CHECK(face != layout.faces.end());
  return face->action;
}

/// What is made large: the overlap of beams, with fringes in step, and on pixels.
enum class Goal { Visibility, Signal, Caught };

// What shows how a knob should stand.
Goal goalOf(const Layout& layout, const Knob& knob) {
  Goal goal = Goal::Visibility;
  for (const PlacedFace& face : layout.faces) {
    if (layout.parts[static_cast<std::size_t>(face.part)] != knob.part) continue;
    if (std::holds_alternative<Grating>(face.action) && knob.key != kRoll) goal = Goal::Signal;
    if (std::holds_alternative<ReceiverGrid>(face.action)) goal = Goal::Caught;
  }
  return goal;
}

double reached(const Alignedness& now, Goal goal) {
  if (goal == Goal::Visibility) return now.visibility;
  return goal == Goal::Signal ? now.signal() : now.caught();
}

// Whether a part has more than one beam to turn.
bool hasPattern(const FaceAction& action) {
  if (const auto* emitters = std::get_if<EmitterGrid>(&action)) return emitters->channels() > 1;
  if (const auto* grating = std::get_if<Grating>(&action)) return grating->ordersX * grating->ordersY > 1;
  return true;
}

class Aligner {
 public:
  Aligner(const Design& design, const std::vector<Knob>& knobs) : m_design(design), m_knobs(knobs) {
    for (const Knob& knob : knobs) {
      m_rows.push_back(rowOf(design, knob));
      m_values.push_back(viewOf(design, knob.part).real(knob.key));
      m_steps.push_back(firstTry(m_rows.back()));
    }
  }

  const std::vector<double>& values() const { return m_values; }
  void setValues(std::vector<double> values) { m_values = std::move(values); }
  void setGoal(Goal goal) { m_goal = goal; }
  int tries() const { return m_tries; }

  // With one knob elsewhere.
  double weakest(std::size_t knob, double value) { return reached(with(knob, value), m_goal); }

  Alignedness now() { return with(0, m_values.front()); }

  Alignedness with(std::size_t knob, double value) {
    ++m_tries;
    Design now = m_design;
    for (std::size_t i = 0; i < m_knobs.size(); ++i)
      now = apply(now, setParameter(now, m_knobs[i].part, m_knobs[i].key, i == knob ? value : m_values[i]));
    const Layout layout = compileLayout(now);
    const Trace trace = traceBundles(layout);
    const CellSet cells = findCells(layout, trace);
    if (cells.cells.empty()) return {};
    Alignedness out{1, 0, 1};
    for (const Cell& cell : cells.cells) {
      out.visibility = std::min(out.visibility, cell.minVisibility);
      if (m_goal == Goal::Visibility) continue;
      out.twistRad = std::max(out.twistRad, lightloom::bench::twistRad(fringeTwists(trace, cell)));
      for (const Link& link : cell.links)
        for (const LinkLine& line : {link.plus, link.minus})
          if (line.pixel >= 0) out.landed = std::min(out.landed, line.landed);
    }
    return out;
  }

  // The step at which the logarithm has fallen by `fall`, on the side of the sign of `step`, from tries at
  // ±step; infinite where it does not fall.
  double reach(std::size_t knob, double now, double step, double fall) {
    const double ahead = std::log(weakest(knob, m_values[knob] + step) / now),
                 behind = std::log(weakest(knob, m_values[knob] - step) / now);
    if (!std::isfinite(ahead + behind)) return std::fabs(step);
    const double slope = (ahead - behind) / 2, bend = -(ahead + behind) / 2;
    if (std::fabs(slope) + std::fabs(bend) < kNoEffect) return INFINITY;
    if (bend <= 0) return slope < 0 ? std::fabs(step) * fall / -slope : INFINITY;
    return std::fabs(step) * (slope + std::sqrt(slope * slope + 4 * bend * fall)) / (2 * bend);
  }

  double firstStep(std::size_t knob) const { return m_steps[knob]; }

  // Returns what the goal is afterwards; `now` is that before.
  double turn(std::size_t knob, double now) {
    const double at = m_values[knob];
    double& step = m_steps[knob];
    const auto clamped = [&](double value) {
      return std::clamp(std::round(value / kRoundTo) * kRoundTo, m_rows[knob].low, m_rows[knob].high);
    };
    const double right = weakest(knob, clamped(at + step)), left = weakest(knob, clamped(at - step));
    double best = now, value = at;
    const auto take = [&](double where, double visibility) {
      if (visibility <= best) return;
      best = visibility;
      value = where;
    };
    take(clamped(at + step), right);
    take(clamped(at - step), left);
    if (now > 0 && right > 0 && left > 0) {
      const double slope = std::log(right) - std::log(left);
      const double bend = 2 * std::log(now) - std::log(right) - std::log(left);
      if (bend > 1e-12) {
        const double vertex = clamped(at + 0.5 * step * slope / bend);
        take(vertex, weakest(knob, vertex));
      }
    }
    step = value == at ? step / 2 : std::clamp(std::fabs(value - at), step / 4, 4 * step);
    m_values[knob] = value;
    return best;
  }

 private:
  Design m_design;
  std::vector<Knob> m_knobs;
  std::vector<Parameter> m_rows;
  std::vector<double> m_values, m_steps;
  Goal m_goal = Goal::Signal;
  int m_tries = 0;
};

}  // namespace

double Alignedness::signal() const {
  return visibility * std::exp(-twistRad * twistRad / 2);
}

std::vector<Knob> knobsOf(const Design& design, const std::vector<std::string>& parts) {
  std::vector<Knob> out;
  for (const std::string& id : parts) {
    const ComponentPtr part = findComponent(design, id);
    const Kind* kind = part && !part->locked ? findKind(part->kind) : nullptr;
    if (!kind) continue;
    for (const char* key : kKeys)
      if (findParameter(parametersOf(*kind), key)) out.push_back({id, key});
  }
  return out;
}

std::vector<Knob> alignmentKnobs(const Design& design) {
  const Layout layout = compileLayout(design);
  const Trace trace = traceBundles(layout);
  std::vector<Knob> out;
  const auto add = [&](const std::string& part, std::initializer_list<std::string_view> keys) {
    if (part.empty()) return;
    const bool turns = hasPattern(actionOf(layout, part));
    for (const Knob& knob : knobsOf(design, {part}))
      if (std::find(keys.begin(), keys.end(), knob.key) != keys.end() && (turns || knob.key != kRoll))
        out.push_back(knob);
  };
  for (const Cell& cell : findCells(layout, trace).cells) {
    add(cell.id, {"fine_tilt", "fine_pitch", "fine_x", "fine_y", "fine_z"});
    add(cell.synapseId, {kRoll, "fine_x", "fine_y", "fine_z"});
    add(cell.axonId, {kRoll});
    for (const std::string& grating : gratingsOf(layout, trace, cell))
      add(grating, {kRoll, "fine_x", "fine_y"});
    for (const std::string& line : {cell.plusId, cell.minusId}) add(line, {kRoll});
  }
  return out;
}

Alignment align(const Design& design, const std::vector<Knob>& knobs, std::stop_token stop,
                const std::function<void(double)>& progress) {
  Alignment out;
  if (knobs.empty()) return out;
  Aligner aligner(design, knobs);
  out.before = aligner.now();
  const Layout layout = compileLayout(design);
  std::map<Goal, std::vector<std::size_t>> ofGoal;
  for (std::size_t knob = 0; knob < knobs.size(); ++knob) ofGoal[goalOf(layout, knobs[knob])].push_back(knob);
  if (ofGoal[Goal::Signal].empty()) ofGoal[Goal::Signal] = ofGoal[Goal::Visibility];
  const auto turnAll = [&](Goal goal) {
    aligner.setGoal(goal);
    double now = aligner.weakest(0, aligner.values().front());
    for (int round = 0; round < kMostRounds; ++round) {
      const double start = now;
      for (const std::size_t knob : ofGoal[goal]) {
        if (stop.stop_requested()) return false;
        now = aligner.turn(knob, now);
        if (goal != Goal::Caught) progress(now);
      }
      if (now - start < kGoodEnough * now) break;
    }
    return true;
  };
  for (const Goal goal : {Goal::Visibility, Goal::Signal, Goal::Caught})
    if (!turnAll(goal)) return out;
  out.after = aligner.now();
  out.found = out.after.visibility > 0;
  out.values = aligner.values();
  out.tries = aligner.tries();
  return out;
}

std::vector<Tolerance> tolerances(const Design& design, const std::vector<Knob>& knobs, double share,
                                  std::stop_token stop) {
  if (knobs.empty()) return {};
  const Alignment aligned = align(design, knobs, stop, [](double) {});
  if (!aligned.found) return {};
  Aligner aligner(design, knobs);
  aligner.setValues(aligned.values);
  const Layout layout = compileLayout(design);
  const double fall = -std::log(share);
  constexpr int kRounds = 3;  // each with tries at what the last one found
  const auto reach = [&](std::size_t knob, int sign) {
    const Goal goal = goalOf(layout, knobs[knob]) == Goal::Caught ? Goal::Caught : Goal::Signal;
    aligner.setGoal(goal);
    const double best = reached(aligned.after, goal);
    double out = aligner.firstStep(knob);
    for (int round = 0; round < kRounds && std::isfinite(out); ++round)
      out = aligner.reach(knob, best, sign * out, fall);
    return out;
  };
  std::vector<Tolerance> out;
  for (std::size_t knob = 0; knob < knobs.size(); ++knob) {
    if (stop.stop_requested()) return {};
    out.push_back({knobs[knob], aligned.values[knob], reach(knob, -1), reach(knob, 1)});
  }
  return out;
}

}  // namespace lightloom::bench
