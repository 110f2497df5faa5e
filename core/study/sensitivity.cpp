#include "study/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "bench/alignment.h"
#include "design/kind.h"

namespace lightloom::study {
namespace {

constexpr double kLengthOff = 1e-6, kAngleOff = 10e-6;  // m, rad
constexpr double kDecibelOff = 0.1;                     // dB

bool isPlace(std::string_view key) {
  return key == "x" || key == "y" || key == "angle";
}

// How far a value may be off; 0 where nothing says so.
double offOf(const Component& part, const Parameter& row, double value, double share, bool adjuster) {
  const auto stated = part.sources.find(row.key);
  if (stated != part.sources.end() && stated->second.plusMinus > 0) return stated->second.plusMinus;
  if (isPlace(row.key)) return 0;
  if (value != 0) return isDecibel(row.unit) ? kDecibelOff : share * std::fabs(value);
  if (!adjuster) return 0;
  return row.unit == Unit::Micrometre ? kLengthOff : kAngleOff;
}

void addValues(const Design& design, const Component& part, const std::set<std::string>& adjusters,
               double share, std::vector<StudyAxis>& out) {
  const PartView view = viewOf(design, part.id);
  for (const Parameter& row : parametersOf(*findKind(part.kind))) {
    if (row.type != ValueType::Real || !view.isSet(row.key) || !counts(row, view, design)) continue;
    const std::string path = part.id + '.' + std::string(row.key);
    const double value = view.real(row.key);
    const double off = offOf(part, row, value, share, adjusters.contains(path));
    if (off == 0) continue;
    StudyAxis axis;
    axis.listed.path = path;
    for (const double there : {std::max(row.low, value - off), std::min(row.high, value + off)})
      if (there != value) axis.listed.values.push_back(shortestNumber(there));
    if (!axis.listed.values.empty()) out.push_back(std::move(axis));
  }
}

}  // namespace

bool isDecibel(Unit unit) {
  return unit == Unit::Decibel || unit == Unit::DecibelPerHertz;
}

Study sensitivityStudy(const Design& design, double share) {
  std::set<std::string> adjusters;
  for (const Knob& knob : alignmentKnobs(design)) adjusters.insert(knob.part + '.' + knob.key);
  Study out;
  out.sampling = Sampling::OneByOne;
  for (const ComponentPtr& part : design.components)
    if (findKind(part->kind) && viewOf(design, part->id).flag("enabled"))
      addValues(design, *part, adjusters, share, out.axes);
  return out;
}

}  // namespace lightloom::study
