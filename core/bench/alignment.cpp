#include "bench/alignment.h"

#include <algorithm>
#include <cmath>

#include "design/edit.h"
#include "optics/cells.h"

namespace lightloom::bench {
namespace {

constexpr int kMostRounds = 8;
constexpr double kGoodEnough = 1e-4;                        // of the weakest visibility in one round
constexpr double kFirstAngle = 20e-6, kFirstLength = 1e-6;  // rad, m: the first tries to both sides
constexpr double kNoEffect = 1e-7;                          // of log γ: rounding
constexpr double kRoundTo = 1e-9;                           // m, rad: what a mount can be set to
constexpr const char* kKeys[] = {"fine_tilt", "fine_pitch", "fine_x", "fine_y", "fine_z"};

const Parameter& rowOf(const Design& design, const Knob& knob) {
  const ComponentPtr part = findComponent(design, knob.part);
  for (const Parameter& row : parametersOf(*findKind(part->kind)))
    if (row.key == knob.key) return row;
  LL_CHECK(false);
}

class Aligner {
 public:
  Aligner(const Design& design, const std::vector<Knob>& knobs) : m_design(design), m_knobs(knobs) {
    for (const Knob& knob : knobs) {
      m_rows.push_back(rowOf(design, knob));
      m_values.push_back(viewOf(design, knob.part).real(knob.key));
      m_steps.push_back(m_rows.back().unit == Unit::Microradian ? kFirstAngle : kFirstLength);
    }
  }

  const std::vector<double>& values() const { return m_values; }
  void setValues(std::vector<double> values) { m_values = std::move(values); }
  int tries() const { return m_tries; }

  // The weakest visibility with one knob elsewhere.
  double weakest(std::size_t knob, double value) {
    ++m_tries;
    Design now = m_design;
    for (std::size_t i = 0; i < m_knobs.size(); ++i)
      now = apply(now, setParameter(now, m_knobs[i].part, m_knobs[i].key, i == knob ? value : m_values[i]));
    const Layout layout = compileLayout(now);
    const CellSet cells = findCells(layout, traceBundles(layout));
    if (cells.cells.empty()) return 0;
    double least = 1;
    for (const Cell& cell : cells.cells) least = std::min(least, cell.minVisibility);
    return least;
  }

  // The step at which log γ has fallen by `fall`, on the side of the sign of `step`, from tries at ±step;
  // infinite where it does not fall.
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

  // Returns the weakest visibility afterwards; `now` is that before.
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
  int m_tries = 0;
};

}  // namespace

std::vector<Knob> knobsOf(const Design& design, const std::vector<std::string>& parts) {
  std::vector<Knob> out;
  for (const std::string& id : parts) {
    const ComponentPtr part = findComponent(design, id);
    if (!part || part->locked || !findKind(part->kind)) continue;
    for (const char* key : kKeys) out.push_back({id, key});
  }
  return out;
}

std::vector<Knob> alignmentKnobs(const Design& design) {
  const Layout layout = compileLayout(design);
  std::vector<Knob> out;
  for (const Cell& cell : findCells(layout, traceBundles(layout)).cells) {
    for (const Knob& knob : knobsOf(design, {cell.id})) out.push_back(knob);
    for (const Knob& knob : knobsOf(design, {cell.synapseId}))
      if (knob.key != "fine_tilt" && knob.key != "fine_pitch") out.push_back(knob);
  }
  return out;
}

Alignment align(const Design& design, const std::vector<Knob>& knobs, std::stop_token stop,
                const std::function<void(double)>& progress) {
  Alignment out;
  if (knobs.empty()) return out;
  Aligner aligner(design, knobs);
  out.before = out.after = aligner.weakest(0, aligner.values().front());
  for (int round = 0; round < kMostRounds; ++round) {
    const double start = out.after;
    for (std::size_t knob = 0; knob < knobs.size(); ++knob) {
      if (stop.stop_requested()) return out;
      out.after = aligner.turn(knob, out.after);
      progress(out.after);
    }
    if (out.after - start < kGoodEnough * out.after) break;
  }
  out.found = out.after > 0;
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
  const double best = aligned.after, fall = -std::log(share);
  constexpr int kRounds = 3;  // each with tries at what the last one found
  const auto reach = [&](std::size_t knob, int sign) {
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
