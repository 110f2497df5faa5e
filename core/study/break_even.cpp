#include "study/break_even.h"

#include <algorithm>
#include <cmath>

#include "design/edit.h"
#include "report/cell_costs.h"
#include "train/simulate.h"

namespace lightloom::study {
namespace {

constexpr double kLargestSide = 1000;
constexpr int kStepsDown = 8, kStepsUp = 4;  // of √2
constexpr char kMemoryPath[] = "energy.memory";

// Multiplications that share a read-out, as the ledger has it; the inputs of the first layer where nothing is
// read.
double slotsOf(const Report& report) {
  for (const EnergyRow& row : report.energy.rows)
    if (row.per == CostPer::Output && row.count > 0) return row.count;
  return report.layers.front().slots;
}

// Symbol slots of one slot, mean over the operations of a cell; where none runs there, those it has.
double slotCopiesOf(const Report& report, const std::string& cell, double otherwise) {
  double operations = 0, sent = 0;
  for (const EnergyProduct& product : report.energy.products) {
    if (product.cell != cell) continue;
    operations += product.operations;
    sent += product.operations * product.slotCopies;
  }
  return operations > 0 ? sent / operations : otherwise;
}

Result<Design> atRate(const Design& design, const Cell& cell, double rateHz) {
  Design out = design;
  for (const std::string& array : {cell.axonId, cell.synapseId}) {
    Result<Design> next = applyAssignment(out, array + ".symbol_rate=" + shortestNumber(rateHz));
    if (!next) return next;
    out = std::move(next).value();
  }
  return out;
}

std::optional<Message> troubleOf(const Bench& bench) {
  const auto red = std::find_if(bench.checks.begin(), bench.checks.end(), [](const Check& check) {
    return check.unbuildable || check.severity == Severity::Error;
  });
  return red == bench.checks.end() ? std::nullopt : std::optional(red->message);
}

// The ledger reads where words come from out of the design alone.
std::vector<EnergyInputs> costsByMemory(Bench bench, const std::vector<std::string>& memories,
                                        double slotCopies) {
  std::vector<EnergyInputs> out;
  for (const std::string& memory : memories) {
    bench.design = applyAssignment(bench.design, kMemoryPath + ("=" + memory)).value();
    out.push_back(cellCosts(bench, 0));
    out.back().slotCopies = slotCopies;
  }
  return out;
}

}  // namespace

EnergyInputs scaledCell(const EnergyInputs& cell, double synapses) {
  EnergyInputs out = cell;
  out.fanOut = synapses;
  out.weightFanOut = cell.weightFanOut == 1 ? 1 : std::max(1.0, cell.weightFanOut * synapses / cell.fanOut);
  const double lasers = (out.fanOut + out.weightFanOut) / (cell.fanOut + cell.weightFanOut);
  // The last pass of a mini-batch is as full as the others, and no mini-batch has less than one.
  const double passesNow = std::ceil(cell.batch / cell.weightFanOut),
               passesThen = std::max(1.0, cell.batch / out.weightFanOut);
  for (CostItem& cost : out.costs) {
    if (cost.per == CostPer::Time) cost.cost *= lasers;
    if (cost.growth == CostGrowth::PerLink) cost.cost *= out.weightFanOut / cell.weightFanOut;
    if (cost.growth == CostGrowth::PerBatch) cost.cost *= passesNow / passesThen;
  }
  return out;
}

double scaledJoulesPerOp(const EnergyInputs& cell, double synapses, double slots) {
  return fullLayerEnergy(scaledCell(cell, synapses), slots).totalJoulesPerOp;
}

std::optional<double> smallestSide(const EnergyInputs& cell, double slots, double joulesPerOp) {
  const auto isEnough = [&](double side) {
    return scaledJoulesPerOp(cell, side * side, slots) <= joulesPerOp;
  };
  if (!isEnough(kLargestSide)) return std::nullopt;
  if (isEnough(1)) return 1;
  constexpr double kExact = 1e-12;
  double low = 0, high = std::log(kLargestSide);
  while (high - low > kExact) {
    const double middle = (low + high) / 2;
    (isEnough(std::exp(middle)) ? high : low) = middle;
  }
  return std::exp(high);
}

Result<std::optional<BreakEven>> breakEvenOf(const Design& design, const Dataset& data,
                                             const BreakEvenOptions& options) {
  // A preset has a rate, arrays and slots of its own; the map is that of the drawn bench.
  const Result<Design> drawn = applyAssignment(design, "energy.preset=off");
  if (!drawn) return drawn.error();
  const Result<Simulation> now = simulateDesign(drawn.value(), data);
  if (!now) return now.error();
  const Bench& bench = *now.value().bench;
  if (now.value().report.cannotCompute) return *now.value().report.cannotCompute;
  BreakEven out;
  for (const std::string_view key : findSetting(kMemoryPath)->enumerators) out.memories.emplace_back(key);
  out.memory = static_cast<std::size_t>(
      std::find(out.memories.begin(), out.memories.end(), settingText(design, kMemoryPath)) -
      out.memories.begin());
  out.slots = slotsOf(now.value().report);
  EnergyInputs own = cellCosts(bench, 0);
  own.slotCopies = slotCopiesOf(now.value().report, bench.cells.cells.front().id, own.slotCopies);
  out.symbolRateHz = own.symbolRateHz;
  out.side = std::sqrt(own.fanOut);
  out.joulesPerOp = scaledJoulesPerOp(own, own.fanOut, out.slots);
  for (int step = -kStepsDown; step <= kStepsUp; ++step) {
    if (options.cancelled && options.cancelled()) return std::optional<BreakEven>();
    const double rate = step == 0 ? own.symbolRateHz : own.symbolRateHz * std::pow(2, step / 2.0);
    const Result<Design> changed = atRate(design, bench.cells.cells.front(), rate);
    if (changed) {
      Bench then = compileBench(changed.value());
      if (!then.hardware->cannotCompute) {
        std::optional<Message> trouble = troubleOf(then);
        out.rates.push_back(
            {rate, costsByMemory(std::move(then), out.memories, own.slotCopies), std::move(trouble)});
      }
    }
    if (options.onProgress) options.onProgress((step + kStepsDown + 1.0) / (kStepsDown + kStepsUp + 1.0));
  }
  return std::optional(std::move(out));
}

}  // namespace lightloom::study
