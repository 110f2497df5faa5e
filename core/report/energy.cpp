#include "report/energy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lightloom::report {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMicrowatt = 1e-6, kPicojoule = 1e-12, kAttojoule = 1e-18, kGigahertz = 1e9;

constexpr EnergyPreset kPresets[] = {
    {"s1", 1 * kGigahertz, 400 * kMicrowatt, 25, 1, 784, 0.5 * kPicojoule, 5 * kAttojoule, 2 * kPicojoule, 0},
    {"s2", 25 * kGigahertz, 350 * kMicrowatt, 25, 1, 784, 0, 5 * kAttojoule, 2 * kPicojoule, 0},
    {"s2inf", 25 * kGigahertz, 350 * kMicrowatt, kInfinity, 1, kInfinity, 0, 5 * kAttojoule, 0, 0},
    {"s3", 25 * kGigahertz, 400 * kMicrowatt, 100, 100, 1000, 0.5 * kPicojoule, 5 * kAttojoule,
     2 * kPicojoule, 0},
    {"s4", 10 * kGigahertz, 400 * kMicrowatt, 25, 25, 784, 0.1 * kPicojoule, 5 * kAttojoule, 2 * kPicojoule,
     0},
    {"s5", 25 * kGigahertz, 400 * kMicrowatt, 100, 100, 1000, 0.5 * kPicojoule, 5 * kAttojoule,
     2 * kPicojoule, 32 * kPicojoule},
};

/// How many of each paid thing one layer uses, and the operations it does.
struct Usage {
  double weightSymbols = 0, axonSymbols = 0, outputs = 0, seconds = 0, operations = 0;
  void operator+=(const Usage& other) {
    weightSymbols += other.weightSymbols;
    axonSymbols += other.axonSymbols;
    outputs += other.outputs;
    seconds += other.seconds;
    operations += other.operations;
  }
  double of(CostPer per) const {
    switch (per) {
      case CostPer::WeightSymbol:
        return weightSymbols;
      case CostPer::AxonSymbol:
        return axonSymbols;
      case CostPer::Output:
        return outputs;
      case CostPer::Time:
        return seconds;
    }
    return 0;
  }
};

// Groups of up to `channels` samples over all mini-batches.
double sampleGroups(double samples, double batch, double channels) {
  const double whole = std::floor(samples / batch);
  return whole * std::ceil(batch / channels) + std::ceil((samples - whole * batch) / channels);
}

double samplesOf(const EnergyLayer& layer) {
  return layer.samples > 0 ? layer.samples : layer.batch;
}

Usage usageOf(const EnergyInputs& inputs, const EnergyLayer& layer) {
  const double samples = samplesOf(layer);
  const double symbols = layerPasses(inputs, layer).passes * layer.slots * layer.slotCopies;
  Usage out;
  out.weightSymbols = symbols * inputs.fanOut;
  out.axonSymbols = symbols * inputs.weightFanOut;
  out.outputs = layer.neurons * samples * layer.outputCopies;
  out.seconds = symbols / inputs.symbolRateHz;
  out.operations = layer.operations();
  return out;
}

// Customary range of a number by where it comes from; a stated error counts twice (about 95 %).
std::pair<double, double> range(const CostItem& item) {
  if (item.relativeError > 0) return {std::max(0.0, 1 - 2 * item.relativeError), 1 + 2 * item.relativeError};
  switch (item.provenance) {
    case Provenance::Measured:
      return {0.9, 1.1};
    case Provenance::DataSheet:
      return {0.8, 1.25};
    case Provenance::Publication:
      return {0.67, 1.5};
    case Provenance::Estimate:
    case Provenance::Chosen:  // nobody says that a thing of this value can be had
      return {0.45, 2.2};
  }
  return {0.45, 2.2};
}

const char* amortisedOver(CostPer per) {
  switch (per) {
    case CostPer::WeightSymbol:
      return "B";
    case CostPer::AxonSymbol:
      return "F";
    case CostPer::Output:
      return "N";
    case CostPer::Time:
      return "total";
  }
  return "";
}

void addRow(EnergyReport& report, const CostItem& item, double perOp, double count) {
  EnergyRow row;
  row.key = item.key;
  row.label = item.label;
  row.joulesPerOp = item.cost > 0 ? item.cost * perOp : 0;
  row.lowJoulesPerOp = row.joulesPerOp * range(item).first;
  row.highJoulesPerOp = row.joulesPerOp * range(item).second;
  row.amortisedOver = amortisedOver(item.per);
  row.count = count;
  row.citation = item.citation;
  row.provenance = item.provenance;
  row.per = item.per;
  row.cost = item.cost;
  row.relativeError = item.relativeError;
  row.levers = item.levers;
  report.totalJoulesPerOp += row.joulesPerOp;
  report.lowJoulesPerOp += row.lowJoulesPerOp;
  report.highJoulesPerOp += row.highJoulesPerOp;
  report.rows.push_back(std::move(row));
}

void fillShares(EnergyReport& report) {
  for (EnergyRow& row : report.rows)
    row.share = report.totalJoulesPerOp > 0 ? row.joulesPerOp / report.totalJoulesPerOp : 0;
}

// What one operation uses of the thing that a row pays.
double usesPerOp(const EnergyRow& row) {
  if (row.count <= 0) return 0;
  return (row.per == CostPer::Time ? 1 : 0.5) / row.count;
}

// A row of a cell that does `share` of all operations joins the same row of those before it.
void addWeighted(EnergyRow& row, const EnergyRow& part, double share, double uses) {
  row.joulesPerOp += share * part.joulesPerOp;
  row.lowJoulesPerOp += share * part.lowJoulesPerOp;
  row.highJoulesPerOp += share * part.highJoulesPerOp;
  const double all = usesPerOp(row) + uses;
  row.count = all > 0 ? (row.per == CostPer::Time ? 1 : 0.5) / all : 0;
  row.cost = all > 0 ? row.joulesPerOp / all : 0;
}

double joulesPerOp(const EnergyInputs& inputs, const Usage& usage) {
  double sum = 0;
  for (const CostItem& item : inputs.costs) sum += item.cost * usage.of(item.per);
  return usage.operations > 0 ? sum / usage.operations : 0;
}

CostItem presetItem(const char* key, const char* label, CostPer per, double cost) {
  CostItem item;
  item.key = key;
  item.label = {std::string("energy.") + key, label, {}};
  item.per = per;
  item.cost = cost;
  item.provenance = Provenance::Publication;
  item.citation = "reconstruction after Chen et al., Nat. Photon. 17, 723 (2023)";
  return item;
}

}  // namespace

EnergyReport energyOf(const EnergyInputs& inputs, std::span<const EnergyLayer> layers) {
  EnergyReport report;
  Usage total;
  for (const EnergyLayer& layer : layers) {
    const Usage usage = usageOf(inputs, layer);
    report.layerJoulesPerOp.push_back(joulesPerOp(inputs, usage));
    total += usage;
  }
  if (total.operations <= 0) return report;
  report.opsPerS = total.operations / total.seconds;
  for (const CostItem& item : inputs.costs) {
    const double uses = total.of(item.per);
    const double count = item.per == CostPer::Time ? report.opsPerS
                         : uses > 0                ? total.operations / 2 / uses
                                                   : 0;
    addRow(report, item, uses / total.operations, count);
  }
  fillShares(report);
  return report;
}

LayerPasses layerPasses(const EnergyInputs& inputs, const EnergyLayer& layer) {
  const double samples = samplesOf(layer);
  LayerPasses out;
  out.passes =
      std::ceil(layer.neurons / inputs.fanOut) * sampleGroups(samples, layer.batch, inputs.weightFanOut);
  out.used = layer.neurons * samples / (out.passes * inputs.fanOut * inputs.weightFanOut);
  return out;
}

EnergyReport mergedEnergy(std::span<const std::pair<EnergyReport, double>> parts) {
  EnergyReport total;
  double secondsPerOp = 0;
  for (const auto& [part, share] : parts) {
    total.totalJoulesPerOp += share * part.totalJoulesPerOp;
    total.lowJoulesPerOp += share * part.lowJoulesPerOp;
    total.highJoulesPerOp += share * part.highJoulesPerOp;
    if (part.opsPerS > 0) secondsPerOp += share / part.opsPerS;
    std::vector<std::string> met;
    for (const EnergyRow& row : part.rows) {
      auto same = std::find_if(total.rows.begin(), total.rows.end(),
                               [&](const EnergyRow& r) { return r.key == row.key; });
      if (same == total.rows.end()) {
        same = total.rows.insert(total.rows.end(), row);
        same->joulesPerOp = same->lowJoulesPerOp = same->highJoulesPerOp = same->count = same->cost = 0;
      }
      const bool again = std::find(met.begin(), met.end(), row.key) != met.end();
      addWeighted(*same, row, share, again ? 0 : share * usesPerOp(row));
      // Two parts of one cell that pay the same row, as two leaders, can both make it smaller.
      for (const std::string& lever : row.levers)
        if (again && std::find(same->levers.begin(), same->levers.end(), lever) == same->levers.end())
          same->levers.push_back(lever);
      met.push_back(row.key);
    }
  }
  total.opsPerS = secondsPerOp > 0 ? 1 / secondsPerOp : 0;
  fillShares(total);
  return total;
}

std::string_view productKindKey(ProductKind kind) {
  constexpr std::string_view kKeys[] = {"forward", "input_gradient", "weight_gradient"};
  return kKeys[static_cast<int>(kind)];
}

EnergyReport fullLayerEnergy(const EnergyInputs& inputs, double slots) {
  EnergyReport report;
  report.opsPerS = 2 * inputs.fanOut * inputs.weightFanOut * inputs.symbolRateHz / inputs.slotCopies;
  for (const CostItem& item : inputs.costs) {
    const double count = item.per == CostPer::WeightSymbol ? inputs.weightFanOut / inputs.slotCopies
                         : item.per == CostPer::AxonSymbol ? inputs.fanOut / inputs.slotCopies
                         : item.per == CostPer::Output     ? slots
                                                           : report.opsPerS;
    addRow(report, item, item.per == CostPer::Time ? 1 / count : 0.5 / count, count);
  }
  fillShares(report);
  report.layerJoulesPerOp = {report.totalJoulesPerOp};
  return report;
}

ComputeDensity computeDensity(const DensityInputs& in) {
  ComputeDensity out;
  const double links = in.fanOut * in.weightFanOut;
  out.areaM2 = in.laserAreaM2 * (in.fanOut + in.weightFanOut) + in.pixelsPerLink * in.pixelAreaM2 * links +
               in.opticsAreaM2;
  out.opsPerS = 2 * links * in.symbolRateHz / in.slotsPerMac;
  out.opsPerSPerM2 = out.areaM2 > 0 ? out.opsPerS / out.areaM2 : 0;
  return out;
}

double modulationEnergyJ(double meanSquareV, double capacitanceF, double resistanceOhm, double symbolRateHz) {
  return meanSquareV * (capacitanceF + 1 / (resistanceOhm * symbolRateHz));
}

std::span<const EnergyPreset> energyPresets() {
  return kPresets;
}

const EnergyPreset* findEnergyPreset(std::string_view id) {
  for (const EnergyPreset& preset : kPresets)
    if (preset.id == id) return &preset;
  return nullptr;
}

EnergyInputs presetInputs(const EnergyPreset& preset) {
  EnergyInputs out;
  out.symbolRateHz = preset.symbolRateHz;
  out.fanOut = preset.fanOut;
  out.weightFanOut = preset.weightFanOut;
  const double laser = preset.laserPowerW / preset.symbolRateHz;
  const auto both = [&](const char* weight, const char* weightLabel, const char* axon, const char* axonLabel,
                        double joules) {
    out.costs.push_back(presetItem(weight, weightLabel, CostPer::WeightSymbol, joules));
    out.costs.push_back(presetItem(axon, axonLabel, CostPer::AxonSymbol, joules));
  };
  both("synapse_laser", LL_TEXT("Synapse lasers"), "axon_laser", LL_TEXT("Axon lasers"), laser);
  both("synapse_modulation", LL_TEXT("Modulation of the synapses"), "axon_modulation",
       LL_TEXT("Modulation of the axons"), preset.modulationJ);
  both("synapse_dac", LL_TEXT("DACs of the synapses"), "axon_dac", LL_TEXT("DACs of the axons"), preset.dacJ);
  both("synapse_memory", LL_TEXT("Fetching weights"), "axon_memory", LL_TEXT("Fetching activations"),
       preset.memoryJ);
  out.costs.push_back(presetItem("readout", LL_TEXT("Read-out"), CostPer::Output, preset.outputJ));
  return out;
}

}  // namespace lightloom::report
