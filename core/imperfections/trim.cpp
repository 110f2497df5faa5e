#include "imperfections/trim.h"

#include <algorithm>
#include <cmath>

namespace lightloom::imperfections {
namespace {

constexpr double kMostTrim = 0.9;   // of half the usable span
constexpr double kRounding = 1e-7;  // rad: of paths of a metre, traced in double

ArrayTrim trimOf(const PartView& array, const ArrayLock& lock, const std::vector<double>& wanted) {
  ArrayTrim out;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (std::fabs(wanted[i]) <= out.wantedRad) continue;
    out.wantedRad = std::fabs(wanted[i]);
    out.farthest = static_cast<int>(i);
  }
  if (trimKindOf(array) != TrimKind::Bias) return out;
  const double reach = kMostTrim * lock.usableSpanRad / 2;
  out.usedRad = std::min(out.wantedRad, reach);
  if (out.wantedRad <= reach) return out;
  for (const double phase : wanted) out.missingRad.push_back(phase - std::clamp(phase, -reach, reach));
  return out;
}

double missing(const ArrayTrim& trim, int channel) {
  return trim.missingRad.empty() ? 0 : trim.missingRad[static_cast<std::size_t>(channel)];
}

}  // namespace

TrimKind trimKindOf(const PartView& array) {
  const std::string& text = array.text("trim");
  if (text == "bias") return TrimKind::Bias;
  return text == "shifters" ? TrimKind::Shifters : TrimKind::Ideal;
}

double CellTrim::restOf(const Link& link) const {
  const double missed = missing(axons, link.axonChannel) + missing(synapses, link.synapseChannel);
  const double rest =
      missed == 0 ? link.phaseRad : std::remainder(link.phaseRad + missed, 2 * constants::kPi);
  return std::fabs(rest) < kRounding ? 0 : rest;
}

CellTrim trimOf(const CellLight& light) {
  return {trimOf(light.axons, light.axonLock, light.cell.held.axons),
          trimOf(light.synapses, light.synapseLock, light.cell.held.synapses)};
}

double fringeErrorRad(const CellLight& light) {
  constexpr std::size_t kMost = 1u << 16;
  const CellTrim trim = trimOf(light);
  const std::size_t step = light.cell.links.size() / kMost + 1;
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < light.cell.links.size(); i += step, ++count) {
    const double rest = trim.restOf(light.cell.links[i]);
    sum += rest * rest;
  }
  return count == 0 ? 0 : std::sqrt(sum / static_cast<double>(count));
}

}  // namespace lightloom::imperfections
