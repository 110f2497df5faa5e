#include "report/network_checks.h"

namespace lightloom {
namespace {

constexpr double kClipped = 0.005;

void addSaturated(const Bench& bench, const DetectorFigures& line, std::vector<Check>& out) {
  const PartView part = viewOf(bench.design, line.id);
  if (line.fullWellShare <= 1 || part.text("receiver") == "transimpedance") return;
  out.push_back(
      {Severity::Warning,
       line.id,
       {"detector.saturated",
        LL_TEXT("check", "%1: a read-out brings %2 times the charge that the capacitor of a pixel holds."),
        {line.id, Quantity{line.fullWellShare, Unit::None}}},
       {"detector.saturated.fix",
        LL_TEXT("check",
                "Use a larger capacitance or full well, less light, or let one capacitor hold the difference "
                "of a pair (integration = differential)."),
        {}}});
}

void addOverRange(const Cell& cell, const LayerStatistics& layer, std::size_t number,
                  std::vector<Check>& out) {
  if (layer.clippedShare <= kClipped) return;
  const std::string& line = cell.plusId.empty() ? cell.minusId : cell.plusId;
  out.push_back(
      {Severity::Warning,
       line,
       {"adc.over-range",
        LL_TEXT("check", "%1: %2 of the outputs of layer %3 are beyond the range of the ADC."),
        {line, Quantity{layer.clippedShare, Unit::Percent}, static_cast<std::int64_t>(number + 1)}},
       {"adc.over-range.fix",
        LL_TEXT("check",
                "Train on: the range follows the outputs. Where it stays, lower the weight clip, which "
                "makes the outputs more even."),
        {}}});
}

}  // namespace

std::vector<Check> networkChecks(const Bench& bench, const Report& report, const NetworkOnBench& network) {
  std::vector<Check> out;
  for (const DetectorFigures& line : report.detectors) addSaturated(bench, line, out);
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    addOverRange(bench.cells.cells[static_cast<std::size_t>(network.layers[l].cell)], network.layers[l], l,
                 out);
  return out;
}

}  // namespace lightloom
