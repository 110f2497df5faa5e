#include "report/internal/network_checks.h"

#include <algorithm>
#include <cmath>

namespace lightloom::report {
namespace {

constexpr double kClipped = 0.005;

// A pair that does not yet hold the difference could do so.
bool couldHoldDifference(const Bench& bench, const std::string& line) {
  if (viewOf(bench.design, line).text("integration") == "differential") return false;
  return std::any_of(bench.cells.cells.begin(), bench.cells.cells.end(), [&](const Cell& cell) {
    return cell.balanced() && (cell.plusId == line || cell.minusId == line);
  });
}

// A larger capacitor has more charge noise √(kTC); where that would take a share of the well worth speaking
// of, only more voltage helps.
Message roomForCharge(const Bench& bench, const PartView& part, const DetectorNumbers& line) {
  constexpr double kRoom = 1.05, kNoiseShare = 0.02;
  const double capacitance = kRoom * line.fullWellShare * part.real("capacitance");
  const double noise = std::sqrt(constants::kBoltzmann * part.real("temperature") * capacitance);
  if (noise > kNoiseShare * capacitance * part.real("full_well"))
    return {"detector.saturated.fix",
            LL_TEXT("Use a full well of %1 or more, or less light."),
            {Quantity{kRoom * line.fullWellShare * part.real("full_well"), Unit::Volt}}};
  if (couldHoldDifference(bench, line.id))
    return {
        "detector.saturated.fix",
        LL_TEXT("Use a capacitance of %1 or more, a larger full well, less light, or let one capacitor hold "
                "the difference of a pair (integration = differential)."),
        {Quantity{capacitance, Unit::Femtofarad}}};
  return {"detector.saturated.fix",
          LL_TEXT("Use a capacitance of %1 or more, a larger full well, or less light."),
          {Quantity{capacitance, Unit::Femtofarad}}};
}

void addSaturated(const Bench& bench, const DetectorNumbers& line, std::vector<Check>& out) {
  const PartView part = viewOf(bench.design, line.id);
  if (line.fullWellShare <= 1 || part.text("receiver") == "transimpedance") return;
  out.push_back({Severity::Warning,
                 line.id,
                 {"detector.saturated",
                  LL_TEXT("%1: a read-out brings %2 times the charge that the capacitor of a pixel holds."),
                  {line.id, Quantity{line.fullWellShare, Unit::None}}},
                 roomForCharge(bench, part, line)});
}

void addOverRange(const Cell& cell, const LayerStatistics& layer, std::size_t number,
                  std::vector<Check>& out) {
  if (layer.clippedShare <= kClipped) return;
  const std::string& line = cell.plusId.empty() ? cell.minusId : cell.plusId;
  out.push_back(
      {Severity::Warning,
       line,
       {"adc.over-range",
        LL_TEXT("%1: %2 of the outputs of layer %3 are beyond the range of the ADC."),
        {line, Quantity{layer.clippedShare, Unit::Percent}, static_cast<std::int64_t>(number + 1)}},
       {"adc.over-range.fix",
        LL_TEXT("Train on: the range follows the outputs. Where it stays, lower the weight clip, which "
                "makes the outputs more even."),
        {}}});
}

}  // namespace

std::vector<Check> networkChecks(const Bench& bench, const Report& report, const NetworkOnBench& network) {
  std::vector<Check> out;
  for (const DetectorNumbers& line : report.detectors) addSaturated(bench, line, out);
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    addOverRange(bench.cells.cells[static_cast<std::size_t>(network.layers[l].cell)], network.layers[l], l,
                 out);
  return out;
}

}  // namespace lightloom::report
