#include "bench/internal/bench_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <span>

#include "bench/laser_class.h"
#include "design/outline.h"

namespace lightloom::bench {
namespace {

constexpr double kTouch = 0.2e-3;          // m: bodies that only touch do not overlap
constexpr double kBlocked = 0.5e-3;        // m of a beam inside a body that count
constexpr double kWorthSeeing = 1e-4;      // of the strongest light
constexpr std::size_t kMostPieces = 1024;  // of light, whose way through bodies is looked at
constexpr double kWidestField = 0.26;      // sine of 15°

// The delay is smooth over the channels, so the ends and the middle tell.
void checkArms(const Bench& bench, const Cell& cell, std::vector<Check>& out) {
  if (cell.links.empty()) return;
  const PartView axon = viewOf(bench.design, cell.axonId);
  const double slot = 1 / axon.real("symbol_rate");
  const double drives = viewOf(bench.design, cell.synapseId).real("delay") - axon.real("delay");
  double least = INFINITY, most = -INFINITY;
  for (std::size_t i : {std::size_t{0}, cell.links.size() / 2, cell.links.size() - 1}) {
    least = std::min(least, cell.links[i].delay + drives);
    most = std::max(most, cell.links[i].delay + drives);
  }
  const double worst = std::max(std::fabs(least), std::fabs(most));
  if (worst <= slot) return;
  // The drive of the synapses takes up what the ways have in common.
  const double delay = viewOf(bench.design, cell.synapseId).real("delay") - 0.5 * (least + most);
  Message fix{"cell.arms-unequal.fix",
              LL_TEXT("Make the ways from both arrays to the pixels equally long, or give the drive of %1 a "
                      "delay of %2."),
              {cell.synapseId, Quantity{delay, Unit::Picosecond}}};
  if (0.5 * (most - least) > slot)
    fix = {"cell.arms-unequal.fix",
           LL_TEXT(
               "Make the ways from all lasers to the pixels equally long: they differ within an array, so no "
               "delay of a drive helps. A lower symbol rate does."),
           {}};
  out.push_back({Severity::Warning,
                 cell.id,
                 {"cell.arms-unequal",
                  LL_TEXT("%1: light of one array arrives %2 after the other's, more than a symbol of %3."),
                  {cell.id, Quantity{worst, Unit::Picosecond}, Quantity{slot, Unit::Picosecond}}},
                 std::move(fix)});
}

// A balanced pair has one receiver and one converter: those of its plus line.
void checkPair(const Bench& bench, const Cell& cell, std::vector<Check>& out) {
  if (!cell.balanced()) return;
  const PartView plus = viewOf(bench.design, cell.plusId), minus = viewOf(bench.design, cell.minusId);
  constexpr const char* kShared[] = {"receiver",    "integration", "capacitance", "full_well",
                                     "temperature", "tia_noise",   "tia_energy",  "adc_bits",
                                     "adc_energy",  "gate",        "calibration"};
  const auto differs = [&](const char* key) { return plus.value(key) != minus.value(key); };
  if (std::none_of(std::begin(kShared), std::end(kShared), differs)) return;
  out.push_back(
      {Severity::Warning,
       cell.minusId,
       {"cell.read-outs-differ",
        LL_TEXT("%1 and %2 are one balanced pair, but their read-outs differ; that of %2 counts."),
        {cell.minusId, cell.plusId}},
       {"cell.read-outs-differ.fix",
        LL_TEXT("Give both lines the same receiver, integration, capacitance, full well, temperature, "
                "converter and calibration."),
        {}}});
}

struct CheckWords {
  const char *id, *text;
};

Check modulatorCheck(Severity severity, const std::string& array, const CheckWords& check,
                     const CheckWords& remedy) {
  return {severity, array, {check.id, check.text, {array}}, {remedy.id, remedy.text, {array}}};
}

// Amplitudes need something that writes them; phases do not, and an absorber writes no sign.
void checkModulators(const Bench& bench, const Cell& cell, std::vector<Check>& out) {
  const EncodingLaw& law = lawOf(encodingOf(bench.design));
  const auto look = [&](const std::string& array, bool amplitudes) {
    const ModulatorKind kind = modulatorOf(viewOf(bench.design, array)).kind;
    if (amplitudes && kind == ModulatorKind::None)
      out.push_back(
          modulatorCheck(Severity::Info, array,
                         {"modulator.ideal", LL_TEXT("%1: what writes the amplitude of the light is taken as "
                                                     "ideal, without loss, energy and area.")},
                         {"modulator.ideal.fix", LL_TEXT("State the modulators of %1 (modulator).")}));
    if (!amplitudes && kind != ModulatorKind::None)
      out.push_back(modulatorCheck(
          Severity::Warning, array,
          {"modulator.unused",
           LL_TEXT(
               "%1: its lasers write phases, which need no modulator; the one that is there takes light or "
               "power.")},
          {"modulator.unused.fix", LL_TEXT("Leave the modulators of %1 out (modulator=none).")}));
  };
  look(cell.axonId, !law.inputsOnPhases);
  const PartView axons = viewOf(bench.design, cell.axonId);
  const bool knowsSums =
      leakCalibrationOf(viewOf(bench.design, cell.plusId.empty() ? cell.minusId : cell.plusId)) ==
      LeakCalibration::OffsetAndSums;
  if (!law.inputsOnPhases && law.weightsOnPhases && !knowsSums &&
      modulatorOf(axons).kind == ModulatorKind::Interferometric &&
      enabledImperfections(bench.design).has(kModulator))
    out.push_back(modulatorCheck(
        Severity::Warning, cell.axonId,
        {"modulator.residue",
         LL_TEXT("%1: the arms of its modulators leave light beside x, which adds up over the inputs.")},
        {"modulator.residue.fix",
         LL_TEXT("Let the pixels take off what goes with the sums of the inputs (calibration of the detector "
                 "lines: offset_and_sums), or take modulators of more extinction.")}));
  look(cell.synapseId, !law.weightsOnPhases);
  if (law.weightsOnPhases) return;
  const ModulatorKind ofWeights = modulatorOf(viewOf(bench.design, cell.synapseId)).kind;
  if (ofWeights == ModulatorKind::None || ofWeights == ModulatorKind::Interferometric) return;
  const bool pair = ofWeights == ModulatorKind::PushPull;
  if (pair)
    out.push_back(modulatorCheck(
        Severity::Error, cell.synapseId,
        {"modulator.pair-weights", LL_TEXT("%1: pairs of lasers are modelled for inputs, not for weights.")},
        {"modulator.pair-weights.fix", LL_TEXT("Give %1 interferometric modulators.")}));
  else
    out.push_back(modulatorCheck(
        Severity::Error, cell.synapseId,
        {"modulator.sign", LL_TEXT("%1: weights have either sign, which absorbers cannot write.")},
        {"modulator.sign.fix", LL_TEXT("Give %1 interferometric modulators.")}));
  out.back().unbuildable = !pair;
}

// An upright rectangle on the bench, m.
struct Box {
  std::array<double, 2> low, high;
  bool meets(const Box& other) const {
    return low[0] <= other.high[0] && other.low[0] <= high[0] && low[1] <= other.high[1] &&
           other.low[1] <= high[1];
  }
};

Box boxOf(std::span<const std::array<double, 2>> points) {
  Box box{points.front(), points.front()};
  for (const auto& point : points) {
    for (std::size_t axis : {0, 1}) {
      box.low[axis] = std::min(box.low[axis], point[axis]);
      box.high[axis] = std::max(box.high[axis], point[axis]);
    }
  }
  return box;
}

struct Body {
  std::string id;
  Outline outline;
  Box box;
};

// Parts that are switched off have no body: they stay in the drawing only.
std::vector<Body> bodiesOf(const Design& design) {
  std::vector<Body> out;
  for (const ComponentPtr& part : design.components) {
    const Kind* const kind = findKind(part->kind);
    if (!kind || !viewOf(*part, *kind).flag("enabled")) continue;
    if (Outline outline = outlineOf(*part); !outline.empty()) {
      const Box box = boxOf(outline);
      out.push_back({part->id, std::move(outline), box});
    }
  }
  return out;
}

// Finds the heap of bodies that each one belongs to, as disjoint sets.
class Heaps {
 public:
  explicit Heaps(std::size_t count) : m_parent(count) {
    std::iota(m_parent.begin(), m_parent.end(), std::size_t{0});
  }
  std::size_t of(std::size_t body) {
    while (m_parent[body] != body) body = m_parent[body] = m_parent[m_parent[body]];
    return body;
  }
  void join(std::size_t a, std::size_t b) { m_parent[std::max(of(a), of(b))] = std::min(of(a), of(b)); }

 private:
  std::vector<std::size_t> m_parent;
};

// Bodies of the same outline are one heap from the start; of the others only those are compared that are not
// in one heap yet, from the left to the right.
Heaps heapsOf(const std::vector<Body>& bodies) {
  Heaps heaps(bodies.size());
  std::map<Outline, std::size_t> seen;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const auto [same, isNew] = seen.try_emplace(bodies[i].outline, i);
    if (isNew) order.push_back(i);
    // Equal outlines overlap unless nothing of them is wider than a touch.
    if (!isNew && overlaps(bodies[i].outline, bodies[i].outline, kTouch)) heaps.join(same->second, i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return bodies[a].box.low[0] < bodies[b].box.low[0]; });
  for (std::size_t a = 0; a < order.size(); ++a) {
    const Body& left = bodies[order[a]];
    for (std::size_t b = a + 1; b < order.size(); ++b) {
      const Body& right = bodies[order[b]];
      if (right.box.low[0] > left.box.high[0]) break;
      if (!left.box.meets(right.box) || heaps.of(order[a]) == heaps.of(order[b])) continue;
      if (overlaps(left.outline, right.outline, kTouch)) heaps.join(order[a], order[b]);
    }
  }
  return heaps;
}

// "lens1, lens2, lens3 …"
std::string listed(const std::vector<std::string>& ids) {
  constexpr std::size_t kNamed = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(ids.size(), kNamed); ++i) {
    if (i > 0) out += ", ";
    out += ids[i];
  }
  if (ids.size() > kNamed) out += " …";
  return out;
}

// One word for each heap, however many stand in it.
void checkOverlaps(const std::vector<Body>& bodies, std::vector<Check>& out) {
  Heaps heaps = heapsOf(bodies);
  std::map<std::size_t, std::vector<std::string>> members;
  for (std::size_t i = 0; i < bodies.size(); ++i) members[heaps.of(i)].push_back(bodies[i].id);
  for (const auto& [first, ids] : members) {
    if (ids.size() < 2) continue;
    if (ids.size() == 2)
      out.push_back({Severity::Warning,
                     ids[1],
                     {"parts.overlap", LL_TEXT("%1 and %2 stand in the same place."), {ids[0], ids[1]}},
                     {"parts.overlap.fix", LL_TEXT("Move one of them aside."), {}}});
    else
      out.push_back({Severity::Warning,
                     ids.back(),
                     {"parts.heap",
                      LL_TEXT("%1 parts stand in the place of each other (%2)."),
                      {static_cast<std::int64_t>(ids.size()), listed(ids)}},
                     {"parts.heap.fix", LL_TEXT("Move them apart, or delete what is there twice."), {}}});
  }
}

// Parts meet light with their faces only; what runs through the rest of a body would be blocked. Of a part
// that stands along a beam that is said already.
void checkBlocked(const Bench& bench, const std::vector<Body>& bodies, std::vector<Check>& out) {
  std::set<std::string> edgeOn;
  for (const Check& check : bench.cells.checks)
    if (check.message.id == "optics.edge-on") edgeOn.insert(check.component);
  std::vector<bool> told(bodies.size(), false);
  for (std::size_t i = 0; i < bodies.size(); ++i) told[i] = edgeOn.contains(bodies[i].id);
  for (std::size_t piece : brightSegments(bench.trace, kWorthSeeing, kMostPieces)) {
    const BeamSegment& segment = bench.trace.segments[piece];
    if (segment.toFace < 0) continue;
    const Box around = boxOf(std::array{segment.from, segment.to});
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      const Body& body = bodies[i];
      if (told[i] || !around.meets(body.box) || bench.layout.partOf(segment.toFace) == body.id) continue;
      const double inside = lengthInside(body.outline, segment.from, segment.to);
      // A piece that begins inside left the part by its own face.
      const double start = lengthInside(body.outline, segment.from,
                                        {segment.from[0] + 1e-6 * (segment.to[0] - segment.from[0]),
                                         segment.from[1] + 1e-6 * (segment.to[1] - segment.from[1])});
      if (inside < kBlocked || start > 0) continue;
      told[i] = true;
      const LightSource& source = bench.trace.sources[static_cast<std::size_t>(segment.source)];
      out.push_back(
          {Severity::Warning,
           body.id,
           {"beam.blocked",
            LL_TEXT("Light of %1 runs through the body of %2; a real part would block it."),
            {bench.layout.partOf(source.face), body.id}},
           {"beam.blocked.fix", LL_TEXT("Move %1 out of the beam, or turn its face to it."), {body.id}}});
    }
  }
}

void checkFields(const Bench& bench, std::vector<Check>& out) {
  std::set<std::string> told;
  for (const Crossing& crossing : bench.trace.crossings) {
    if (!std::holds_alternative<Lens>(bench.layout.faces[static_cast<std::size_t>(crossing.face)].action))
      continue;
    const double sine = std::min(1.0, std::hypot(crossing.tiltHalfU, crossing.tiltHalfV));
    const std::string& part = bench.layout.partOf(crossing.face);
    if (sine <= kWidestField || !told.insert(part).second) continue;
    out.push_back({Severity::Warning,
                   part,
                   {"optics.wide-field",
                    LL_TEXT("Beams cross %1 at up to %2; lenses of this kind hold their focus to about 15°."),
                    {part, Quantity{std::asin(sine), Unit::Degree}}},
                   {"optics.wide-field.fix",
                    LL_TEXT("Use a longer focal length, a smaller pitch or fewer channels."),
                    {}}});
  }
}

void checkClass(const Bench& bench, std::vector<Check>& out) {
  for (const LightSource& source : bench.trace.sources) {
    const std::optional<LaserClass> its = laserClassOf(source);
    if (!its || *its == LaserClass::One) continue;
    const std::string& part = bench.layout.partOf(source.face);
    out.push_back({Severity::Info,
                   part,
                   {"laser.class",
                    LL_TEXT("%1 sends %2 of invisible light: laser class %3 (IEC 60825-1)."),
                    {part, Quantity{source.emittedW, Unit::Milliwatt}, std::string(laserClassName(*its))}},
                   {"laser.class.fix",
                    LL_TEXT("Enclose the bench, or wear goggles for %1."),
                    {Quantity{source.wavelength, Unit::Nanometre}}}});
  }
}

}  // namespace

std::vector<Check> benchChecks(const Bench& bench) {
  std::vector<Check> out;
  for (const Cell& cell : bench.cells.cells) {
    checkArms(bench, cell, out);
    checkPair(bench, cell, out);
    checkModulators(bench, cell, out);
  }
  const std::vector<Body> bodies = bodiesOf(bench.design);
  checkOverlaps(bodies, out);
  checkBlocked(bench, bodies, out);
  checkFields(bench, out);
  checkClass(bench, out);
  return out;
}

}  // namespace lightloom::bench
