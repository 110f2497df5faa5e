#include "report/internal/energy_ledger.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <set>

#include "design/modulator.h"
#include "imperfections/trim.h"
#include "report/bench_area.h"
#include "report/cell_costs.h"

namespace lightloom::report {
namespace {

constexpr double kHbmWordJ = 32e-12;     // 4 pJ/bit, 8-bit word
constexpr double kSramWordJ = 1.25e-12;  // 8 kB array, 10 pJ per 64 bit

struct Cost {
  const char* key;
  const char* label;
  CostPer per;
};

Cost costOf(LedgerUse use) {
  switch (use) {
    case LedgerUse::LeaderLaser:
      return {"leader", LL_TEXT("Leader laser"), CostPer::Time};
    case LedgerUse::AxonLaser:
      return {"axon_laser", LL_TEXT("Axon lasers"), CostPer::AxonSymbol};
    case LedgerUse::SynapseLaser:
      return {"synapse_laser", LL_TEXT("Synapse lasers"), CostPer::WeightSymbol};
    case LedgerUse::AxonDac:
      return {"axon_dac", LL_TEXT("DACs of the axons"), CostPer::AxonSymbol};
    case LedgerUse::SynapseDac:
      return {"synapse_dac", LL_TEXT("DACs of the synapses"), CostPer::WeightSymbol};
    case LedgerUse::AxonModulation:
      return {"axon_modulation", LL_TEXT("Modulation of the axons"), CostPer::AxonSymbol};
    case LedgerUse::SynapseModulation:
      return {"synapse_modulation", LL_TEXT("Modulation of the synapses"), CostPer::WeightSymbol};
    case LedgerUse::AxonShifter:
      return {"axon_shifter", LL_TEXT("Phase shifters of the axons"), CostPer::AxonSymbol};
    case LedgerUse::SynapseShifter:
      return {"synapse_shifter", LL_TEXT("Phase shifters of the synapses"), CostPer::WeightSymbol};
    case LedgerUse::Calibration:
      return {"calibration", LL_TEXT("Calibration of the outputs"), CostPer::Output};
    case LedgerUse::InputSums:
      return {"input_sums", LL_TEXT("Sums of the inputs"), CostPer::AxonSymbol};
    case LedgerUse::ReadOut:
      return {"readout", LL_TEXT("Read-out"), CostPer::Output};
  }
  return {"readout", LL_TEXT("Read-out"), CostPer::Output};
}

CostItem item(const char* key, const char* label, CostPer per, double cost) {
  CostItem out;
  out.key = key;
  out.label = {std::string("energy.") + key, label, {}};
  out.per = per;
  out.cost = cost;
  return out;
}

// Provenance of a cost is that of the parameter it comes from: what the design states for it, else the
// table's where it has the table's value.
void takeSource(CostItem& cost, const Component& component, const Kind& kind, std::string_view key) {
  const Parameter* row = findParameter(parametersOf(kind), key);
  LL_CHECK(row != nullptr);
  if (!component.values.contains(key)) {
    cost.provenance = row->provenance;
    cost.citation = std::string(row->citation);
  }
  const auto source = component.sources.find(key);
  if (source == component.sources.end()) return;
  cost.provenance = source->second.provenance;
  cost.citation = source->second.note;
  const double value = viewOf(component, kind).real(key);
  if (source->second.plusMinus > 0 && value != 0)
    cost.relativeError = source->second.plusMinus / std::fabs(value);
}

// Values of a part that its cost is made of, the first one as the ledger names it.
void addLevers(CostItem& cost, const std::string& part, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    std::string path = part + "." + std::string(key);
    if (std::find(cost.levers.begin(), cost.levers.end(), path) == cost.levers.end())
      cost.levers.push_back(std::move(path));
  }
}

// Light of a laser of an array, mean, as it reaches its modulator.
double powerBehindShifter(const PartView& array) {
  const int lasers = array.integer("rows") * array.integer("columns");
  double sum = 0;
  for (const double power : array.reals("power", lasers)) sum += power;
  const double passed = trimKindOf(array) == TrimKind::Shifters ? 1 - array.real("shifter_loss") : 1;
  return passed * sum / lasers;
}

/// Collects the costs of everything that runs beside one cell.
struct Ledger {
  const Bench& bench;
  std::size_t index;
  const Cell& cell;
  double symbolRateHz, batch;
  std::vector<CostItem> costs;

  double passes() const { return std::ceil(batch / cell.axonChannels); }
  bool belongs(const std::string& id) const {
    return id == cell.axonId || id == cell.synapseId ||
           id == (cell.plusId.empty() ? cell.minusId : cell.plusId);
  }
  void addPart(const Component& component, const Kind& kind);
  void addNeighbourSums(const CellHardware& hardware);
  void addEqualisers();
  void addEqualiser(const std::string& id, const char* key, const char* label, CostPer per,
                    CostGrowth growth);
  void addBaselines();
  ComponentPtr line() const {
    return findComponent(bench.design, cell.plusId.empty() ? cell.minusId : cell.plusId);
  }
  void addRate(CostItem& cost) const;
  void addMultiplyAdds(const char* key, const char* label, CostPer per, double count,
                       CostGrowth growth = CostGrowth::None);
  void addModulation();
  void addModulation(const std::string& id, const char* key, const char* label, CostPer per);
  void addModulators();
  void addModulator(const std::string& id, int source, const char* key, const char* label, CostPer per);
  void addModulatorSums();
  void addSettings();
};

// The rate of a cell is that of both its arrays.
void Ledger::addRate(CostItem& cost) const {
  cost.levers.push_back(cell.axonId + ".symbol_rate " + cell.synapseId + ".symbol_rate");
}

void Ledger::addPart(const Component& component, const Kind& kind) {
  if (!kind.ledger) return;
  for (const LedgerRow& row : kind.ledger(viewOf(component, kind))) {
    if (row.use != LedgerUse::LeaderLaser && !belongs(component.id)) continue;
    const Cost cost = costOf(row.use);
    const bool timed = cost.per == CostPer::Time;
    CostItem out =
        item(cost.key, cost.label, cost.per, timed ? row.powerW : row.powerW / symbolRateHz + row.energyJ);
    takeSource(out, component, kind, row.key);
    addLevers(out, component.id, {row.key});
    switch (row.use) {
      case LedgerUse::LeaderLaser:
      case LedgerUse::AxonLaser:
      case LedgerUse::SynapseLaser:
        addLevers(out, component.id, {"wall_plug_efficiency"});
        if (!timed) addLevers(out, component.id, {"threshold", "turn_on_voltage", "slope_efficiency"});
        addRate(out);
        break;
      case LedgerUse::AxonShifter:
      case LedgerUse::SynapseShifter:
        addRate(out);
        break;
      case LedgerUse::ReadOut:
        addLevers(out, component.id, {"tia_energy"});
        break;
      case LedgerUse::Calibration:
        addLevers(out, component.id, {"multiply_energy"});
        break;
      default:
        break;
    }
    costs.push_back(std::move(out));
  }
}

// Sums of the inputs that other links bring to a pixel are taken off one by one.
void Ledger::addNeighbourSums(const CellHardware& hardware) {
  if (hardware.leakCalibration != LeakCalibration::OffsetAndSums || hardware.crossed.empty()) return;
  addMultiplyAdds("neighbour_sums", LL_TEXT("Sums of the neighbours' inputs"), CostPer::Output,
                  static_cast<double>(hardware.crossed.size()) / hardware.links());
}

void Ledger::addMultiplyAdds(const char* key, const char* label, CostPer per, double count,
                             CostGrowth growth) {
  const ComponentPtr detector = line();
  const Kind& kind = *findKind(detector->kind);
  const PartView part = viewOf(*detector, kind);
  CostItem out = item(key, label, per, count * (part.real("multiply_energy") + part.real("add_energy")));
  takeSource(out, *detector, kind, "multiply_energy");
  addLevers(out, detector->id, {"multiply_energy", "add_energy"});
  out.growth = growth;
  costs.push_back(std::move(out));
}

// One step of a recursion over the symbols: three multiply-adds. Weights stay for all passes of a mini-batch.
void Ledger::addEqualisers() {
  const EncodingLaw& law = lawOf(encodingOf(bench.design));
  if (law.weightsOnPhases)
    addEqualiser(cell.synapseId, "synapse_equaliser", LL_TEXT("Thermal equaliser of the synapses"),
                 CostPer::WeightSymbol, CostGrowth::PerBatch);
  if (law.inputsOnPhases)
    addEqualiser(cell.axonId, "axon_equaliser", LL_TEXT("Thermal equaliser of the axons"),
                 CostPer::AxonSymbol, CostGrowth::None);
}

void Ledger::addEqualiser(const std::string& id, const char* key, const char* label, CostPer per,
                          CostGrowth growth) {
  const PartView part = viewOf(bench.design, id);
  if (!part.flag("thermal_equaliser") || part.real("tuning_thermal") == 0) return;
  addMultiplyAdds(key, label, per, growth == CostGrowth::PerBatch ? 3 / passes() : 3, growth);
}

// What a high-pass takes from the weights is put back as a sum over the inputs of each of its half periods, a
// multiply-add per link.
void Ledger::addBaselines() {
  const PartView part = viewOf(bench.design, cell.synapseId);
  if (!lawOf(encodingOf(bench.design)).weightsOnPhases || !part.isSet("drive_high_pass")) return;
  const double uses = std::min(1.0, 2 * part.real("drive_high_pass") / symbolRateHz);
  addMultiplyAdds("baseline_sums", LL_TEXT("Baselines of the weights"), CostPer::WeightSymbol,
                  uses * cell.axonChannels, CostGrowth::PerLink);
}

// Of the lasers' current: where they write phases, and where pairs of them write amplitudes.
void Ledger::addModulation() {
  const Encoding encoding = encodingOf(bench.design);
  if (lawOf(encoding).weightsOnPhases)
    addModulation(cell.synapseId, "synapse_modulation", LL_TEXT("Modulation of the synapses"),
                  CostPer::WeightSymbol);
  if (lawOf(encoding).inputsOnPhases ||
      modulatorOf(viewOf(bench.design, cell.axonId)).kind == ModulatorKind::PushPull)
    addModulation(cell.axonId, "axon_modulation", LL_TEXT("Modulation of the axons"), CostPer::AxonSymbol);
}

void Ledger::addModulators() {
  const EncodingLaw& law = lawOf(encodingOf(bench.design));
  if (!law.inputsOnPhases)
    addModulator(cell.axonId, cell.axonSource, "axon_modulator", LL_TEXT("Modulators of the axons"),
                 CostPer::AxonSymbol);
  if (!law.weightsOnPhases)
    addModulator(cell.synapseId, cell.synapseSource, "synapse_modulator",
                 LL_TEXT("Modulators of the synapses"), CostPer::WeightSymbol);
}

void Ledger::addModulator(const std::string& id, int source, const char* key, const char* label,
                          CostPer per) {
  const ComponentPtr array = findComponent(bench.design, id);
  const PartView part = viewOf(*array, *findKind(array->kind));
  const Modulator modulator = modulatorOf(part);
  if (!modulator.isThere() || modulator.kind == ModulatorKind::PushPull) return;
  const double wavelength = bench.trace.sources[static_cast<std::size_t>(source)].wavelength;
  CostItem out =
      item(key, label, per,
           modulator.symbolEnergyJ(symbolRateHz, powerBehindShifter(part), photonEnergyJ(wavelength)));
  takeSource(out, *array, *findKind(array->kind), "modulator_swing");
  for (const ModulatorValue& value : modulatorValues(modulator.kind)) {
    if (value.key != "modulator_swing" || part.isSet(value.key)) continue;
    out.provenance = value.provenance;
    out.citation = std::string(value.citation);
  }
  addLevers(out, id, {"modulator_swing", "modulator_capacitance", "modulator_line"});
  addRate(out);
  costs.push_back(std::move(out));
}

// What absorbers let through brings the sum of the weights, which is added up once for all passes of a
// mini-batch, and taken off each output. What the arms of interferometers leave goes with a sum of each
// sample, of a function of x that a table holds, and is taken off each output where pixels know sums.
void Ledger::addModulatorSums() {
  const EncodingLaw& law = lawOf(encodingOf(bench.design));
  const ModulatorKind kind = modulatorOf(viewOf(bench.design, cell.axonId)).kind;
  if (law.inputsOnPhases) return;
  if (kind == ModulatorKind::ElectroAbsorption) {
    addMultiplyAdds("floor_sums", LL_TEXT("Sums of the weights"), CostPer::WeightSymbol, 1 / passes(),
                    CostGrowth::PerBatch);
    addMultiplyAdds("floor_removal", LL_TEXT("Removal of the light at x = 0"), CostPer::Output, 1);
  }
  if (kind != ModulatorKind::Interferometric || !law.weightsOnPhases ||
      leakCalibrationOf(viewOf(bench.design, line()->id)) != LeakCalibration::OffsetAndSums)
    return;
  addMultiplyAdds("residue_sums", LL_TEXT("Sums of the light beside the inputs"), CostPer::AxonSymbol, 1);
  addMultiplyAdds("residue_weight_sums", LL_TEXT("Sums of the light beside the weights"),
                  CostPer::WeightSymbol, 1 / passes(), CostGrowth::PerBatch);
  addMultiplyAdds("residue_removal", LL_TEXT("Removal of the light beside the inputs"), CostPer::Output, 1);
}

// Phases spread evenly over the usable drive at symbol rate: V_rms² = span²/12.
void Ledger::addModulation(const std::string& id, const char* key, const char* label, CostPer per) {
  const auto lock =
      std::find_if(bench.locks.begin(), bench.locks.end(), [&](const ArrayLock& l) { return l.id == id; });
  if (lock == bench.locks.end() || lock->drive.driveSpanFastV <= 0) return;
  const ComponentPtr array = findComponent(bench.design, id);
  const PartView part = viewOf(*array, *findKind(array->kind));
  const double span = lock->drive.driveSpanFastV * lock->drive.preEmphasis;
  const double lasers = modulatorOf(part).lasers();
  CostItem out = item(key, label, per,
                      lasers * modulationEnergyJ(span * span / 12, part.real("capacitance"),
                                                 part.real("resistance"), symbolRateHz));
  takeSource(out, *array, *findKind(array->kind), "tuning_fast");
  addLevers(out, id, {"tuning_fast", "resistance", "capacitance", "usable_high"});
  addRate(out);
  costs.push_back(std::move(out));
}

void Ledger::addSettings() {
  const Design& design = bench.design;
  const std::string memory = settingText(design, "energy.memory");
  if (memory != "off") {
    const Value set = settingValue(design, "energy.memory_energy");
    const double word = isUnset(set) ? (memory == "hbm" ? kHbmWordJ : kSramWordJ) : std::get<double>(set);
    const Parameter& row = *findSetting("energy.memory_energy");
    for (CostItem out : {item("synapse_memory", LL_TEXT("Fetching weights"), CostPer::WeightSymbol, word),
                         item("axon_memory", LL_TEXT("Fetching activations"), CostPer::AxonSymbol, word)}) {
      if (isUnset(set)) {
        out.provenance = row.provenance;
        out.citation = std::string(row.citation);
      }
      out.levers = {"energy.memory_energy"};
      costs.push_back(std::move(out));
    }
  }
  if (const double joules = settingReal(design, "energy.nonlinearity_energy"); joules > 0) {
    costs.push_back(item("nonlinearity", LL_TEXT("Nonlinearity"), CostPer::Output, joules));
    costs.back().levers = {"energy.nonlinearity_energy"};
  }
  const double watts = settingReal(design, "energy.thermal_tuning_power");
  if (watts <= 0) return;
  const double joules = watts / symbolRateHz;
  for (CostItem out :
       {item("synapse_tuning", LL_TEXT("Thermal tuning of the synapses"), CostPer::WeightSymbol, joules),
        item("axon_tuning", LL_TEXT("Thermal tuning of the axons"), CostPer::AxonSymbol, joules)}) {
    out.levers = {"energy.thermal_tuning_power"};
    addRate(out);
    costs.push_back(std::move(out));
  }
}

EnergyInputs inputsOf(const Bench& bench, std::size_t index) {
  const Cell& cell = bench.cells.cells[index];
  EnergyInputs out;
  out.symbolRateHz = bench.hardware->cells[index].symbolRateHz;
  out.fanOut = cell.synapseChannels;
  out.weightFanOut = cell.axonChannels;
  out.slotCopies = bench.hardware->cells[index].slotsSent(false);
  out.batch = static_cast<double>(settingInteger(bench.design, "training.batch"));
  Ledger ledger{bench, index, cell, out.symbolRateHz, out.batch, {}};
  for (const ComponentPtr& component : bench.design.components) {
    const Kind* kind = findKind(component->kind);
    if (kind && viewOf(*component, *kind).flag("enabled")) ledger.addPart(*component, *kind);
  }
  ledger.addNeighbourSums(bench.hardware->cells[index]);
  ledger.addEqualisers();
  ledger.addBaselines();
  ledger.addModulation();
  ledger.addModulators();
  ledger.addModulatorSums();
  ledger.addSettings();
  out.costs = std::move(ledger.costs);
  return out;
}

/// A product that runs on light.
struct LightProduct {
  std::size_t layer = 0, cell = 0;
  ProductKind kind = ProductKind::Forward;
  EnergyLayer work;
};

// Y = W·X of each layer and, as far as the training has them on light, dX = Wᵀ·dY, whose inputs are signed,
// and dW = dY·Xᵀ.
std::vector<LightProduct> productsOnLight(const Bench& bench, const NetworkOnBench& network) {
  const HardwareUse use = network.settings.hardware;
  const double batch = network.batch, samples = network.samples > 0 ? network.samples : batch;
  const double miniBatches = std::ceil(samples / batch);
  std::vector<LightProduct> out;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const LayerStatistics& stats = network.layers[l];
    const std::size_t cell = static_cast<std::size_t>(stats.cell);
    const auto add = [&](ProductKind kind, double slots, double neurons, double together, double all,
                         bool isSigned) {
      const CellHardware& on = bench.hardware->cells[cell];
      out.push_back({l,
                     cell,
                     kind,
                     {slots, neurons, together, all, static_cast<double>(on.slotsSent(isSigned)),
                      static_cast<double>(on.readOuts(isSigned))}});
    };
    add(ProductKind::Forward, stats.slots, stats.neurons, batch, samples, stats.signedInput);
    if (use != HardwareUse::Forward && l > 0)
      add(ProductKind::InputGradient, stats.neurons, network.layers[l - 1].neurons, batch, samples, true);
    if (use == HardwareUse::All)
      add(ProductKind::WeightGradient, samples / miniBatches, stats.neurons, stats.slots,
          stats.slots * miniBatches, stats.signedInput);
  }
  return out;
}

// The bounding box of the drawn parts.
double opticsArea(const Bench& bench) {
  double left = 1e300, right = -1e300, bottom = 1e300, top = -1e300;
  for (const PlacedFace& face : bench.layout.faces) {
    left = std::min(left, face.centre.x());
    right = std::max(right, face.centre.x());
    bottom = std::min(bottom, face.centre.y());
    top = std::max(top, face.centre.y());
  }
  return right > left ? (right - left) * (top - bottom) : 0;
}

// An area of a part, by the key of its parameter.
AreaItem areaItem(const char* key, const char* label, const std::string& part, double count, double eachM2) {
  AreaItem out;
  out.key = key;
  out.label = {std::string("area.") + key, label, {}};
  out.part = part;
  out.count = count;
  out.eachM2 = eachM2;
  return out;
}

// What a bench takes of chips: each array and line once, though several cells may share it.
std::vector<AreaItem> chipAreas(const Bench& bench) {
  const EncodingLaw& law = lawOf(encodingOf(bench.design));
  const bool lasersCount = settingSwitch(bench.design, "energy.laser_footprint"),
             pixelsCount = settingSwitch(bench.design, "energy.pixel_footprint");
  std::vector<AreaItem> out;
  std::set<std::string> met;
  const auto add = [&](AreaItem item, bool counts) {
    if (item.areaM2() <= 0) return;
    item.counted = counts;
    out.push_back(std::move(item));
  };
  const auto addArray = [&](const std::string& id, bool axons, double channels) {
    if (!met.insert(id).second) return;
    const PartView part = viewOf(bench.design, id);
    const Modulator modulator = modulatorOf(part);
    add(areaItem(axons ? "axon_lasers" : "synapse_lasers",
                 axons ? LL_TEXT("Axon lasers") : LL_TEXT("Synapse lasers"), id,
                 channels * modulator.lasers(), part.real("facet_area")),
        lasersCount);
    if (trimKindOf(part) == TrimKind::Shifters)
      add(areaItem(axons ? "axon_shifters" : "synapse_shifters",
                   axons ? LL_TEXT("Phase shifters of the axons") : LL_TEXT("Phase shifters of the synapses"),
                   id, channels, part.real("shifter_area")),
          lasersCount);
    if (axons ? !law.inputsOnPhases : !law.weightsOnPhases)
      add(areaItem(axons ? "axon_modulators" : "synapse_modulators",
                   axons ? LL_TEXT("Modulators of the axons") : LL_TEXT("Modulators of the synapses"), id,
                   channels, modulator.areaM2),
          lasersCount);
  };
  for (const Cell& cell : bench.cells.cells) {
    addArray(cell.axonId, true, cell.axonChannels);
    addArray(cell.synapseId, false, cell.synapseChannels);
    for (const std::string& id : {cell.plusId, cell.minusId})
      if (!id.empty() && met.insert(id).second)
        add(areaItem("pixels", LL_TEXT("Pixels"), id,
                     static_cast<double>(cell.axonChannels) * cell.synapseChannels,
                     viewOf(bench.design, id).real("pixel_area")),
            pixelsCount);
  }
  return out;
}

double countedArea(const std::vector<AreaItem>& items, bool all = false) {
  double sum = 0;
  for (const AreaItem& item : items)
    if (all || item.counted) sum += item.areaM2();
  return sum;
}

// With all cells busy. `slotsPerMac` of a preset is 1, and so is its rate that of all cells.
double fullRate(const Bench& bench, const EnergyPreset* preset) {
  double sum = 0;
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const Cell& cell = bench.cells.cells[c];
    const double links = static_cast<double>(cell.axonChannels) * cell.synapseChannels;
    const CellHardware& light = bench.hardware->cells[c];
    sum += preset ? 2 * links * preset->symbolRateHz : 2 * links * light.symbolRateHz / light.law().slots;
  }
  return sum;
}

ComputeDensity densityOf(const Bench& bench, double powerW, const EnergyPreset* preset) {
  ComputeDensity out;
  out.items = chipAreas(bench);
  out.chipAreaM2 = countedArea(out.items, true);
  AreaItem optics = areaItem("optics", LL_TEXT("Optics as drawn"), "", 1, opticsArea(bench));
  optics.counted = settingSwitch(bench.design, "energy.optics_footprint");
  if (optics.areaM2() > 0) out.items.push_back(std::move(optics));
  const double counted = countedArea(out.items), flux = settingReal(bench.design, "energy.heat_flux");
  AreaItem cooling = areaItem("cooling", LL_TEXT("What cooling needs beyond"), "", 1,
                              std::isfinite(powerW) ? std::max(0.0, powerW / flux - counted) : 0);
  cooling.counted = settingSwitch(bench.design, "energy.cooling");
  if (cooling.areaM2() > 0) out.items.push_back(std::move(cooling));
  out.areaM2 = countedArea(out.items);
  out.opsPerS = fullRate(bench, preset);
  out.opsPerSPerM2 = out.areaM2 > 0 ? out.opsPerS / out.areaM2 : 0;
  out.heatWPerM2 = out.chipAreaM2 > 0 ? powerW / out.chipAreaM2 : 0;
  return out;
}

// How much each product of a cell takes, its rows in the order of those of the report.
void addProducts(EnergyReport& report, const EnergyInputs& inputs, std::span<const LightProduct> products,
                 const std::string& cell, std::size_t index) {
  for (const LightProduct& product : products) {
    if (product.cell != index) continue;
    const LayerPasses passes = layerPasses(inputs, product.work);
    const EnergyReport alone = energyOf(inputs, {&product.work, 1});
    EnergyProduct out;
    out.layer = static_cast<int>(product.layer);
    out.kind = product.kind;
    out.cell = cell;
    out.operations = product.work.operations();
    out.passes = passes.passes;
    out.slotCopies = product.work.slotCopies;
    out.used = passes.used;
    out.joulesPerOp = alone.totalJoulesPerOp;
    for (const EnergyRow& row : report.rows) {
      double sum = 0;
      for (const EnergyRow& own : alone.rows)
        if (own.key == row.key) sum += own.joulesPerOp;
      out.rowJoulesPerOp.push_back(sum);
    }
    report.products.push_back(std::move(out));
  }
}

}  // namespace

EnergyInputs cellCosts(const Bench& bench, std::size_t cell) {
  return inputsOf(bench, cell);
}

double benchAreaM2(const Bench& bench) {
  std::vector<AreaItem> items = chipAreas(bench);
  const double optics = settingSwitch(bench.design, "energy.optics_footprint") ? opticsArea(bench) : 0;
  return bench.cells.cells.empty() ? 0 : countedArea(items) + optics;
}

void fillEnergy(Report& report, const Bench& bench, const NetworkOnBench& network) {
  const std::vector<LightProduct> products = productsOnLight(bench, network);
  double operations = 0;
  std::vector<double> layerOps(network.layers.size());
  for (const LightProduct& product : products) {
    layerOps[product.layer] += product.work.operations();
    operations += product.work.operations();
  }
  if (const EnergyPreset* preset = findEnergyPreset(settingText(bench.design, "energy.preset"))) {
    report.energy = fullLayerEnergy(presetInputs(*preset), preset->slots);
    report.energy.operations = operations;
    report.powerW = report.energy.totalJoulesPerOp * report.energy.opsPerS;
    for (LayerNumbers& layer : report.layers) layer.joulesPerOp = report.energy.totalJoulesPerOp;
    report.density = densityOf(bench, report.powerW, preset);
    return;
  }
  std::vector<std::pair<EnergyReport, double>> parts;
  std::vector<std::pair<EnergyInputs, std::size_t>> cells;
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    std::vector<EnergyLayer> works;
    std::vector<std::size_t> layers;
    double ops = 0;
    for (const LightProduct& product : products) {
      if (product.cell != c) continue;
      works.push_back(product.work);
      layers.push_back(product.layer);
      ops += product.work.operations();
    }
    if (works.empty()) continue;
    cells.emplace_back(inputsOf(bench, c), c);
    parts.emplace_back(energyOf(cells.back().first, works), ops / operations);
    for (std::size_t i = 0; i < works.size(); ++i)
      report.layers[layers[i]].joulesPerOp +=
          parts.back().first.layerJoulesPerOp[i] * works[i].operations() / layerOps[layers[i]];
  }
  // Layers follow one another, so a leader that lights several cells is paid for the whole time by each of
  // them in turn.
  report.energy = mergedEnergy(parts);
  report.energy.operations = operations;
  for (const auto& [inputs, c] : cells)
    addProducts(report.energy, inputs, products, bench.cells.cells[c].id, c);
  std::stable_sort(report.energy.products.begin(), report.energy.products.end(),
                   [](const EnergyProduct& a, const EnergyProduct& b) {
                     return std::pair(a.kind, a.layer) < std::pair(b.kind, b.layer);
                   });
  for (EnergyProduct& product : report.energy.products)
    product.share = product.joulesPerOp * product.operations / (report.energy.totalJoulesPerOp * operations);
  report.powerW = report.energy.totalJoulesPerOp * report.energy.opsPerS;
  report.density = densityOf(bench, report.powerW, nullptr);
}

}  // namespace lightloom::report
