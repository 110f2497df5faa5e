#include "report/report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "imperfections/trim.h"
#include "learn/layer_statistics.h"
#include "report/internal/energy_ledger.h"
#include "report/internal/layer_noise.h"
#include "report/internal/network_checks.h"

namespace lightloom::report {
namespace {

void fillOptics(Report& out, const Bench& bench) {
  for (const Cell& cell : bench.cells.cells) {
    out.links += static_cast<std::int64_t>(cell.links.size());
    out.fanOut = std::max(out.fanOut, cell.synapseChannels);
    out.weightFanOut = std::max(out.weightFanOut, cell.axonChannels);
  }
  double restSquares = 0;
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const double rest = fringeErrorRad(cellLight(bench, c));
    restSquares += rest * rest * static_cast<double>(bench.cells.cells[c].links.size());
    if (bench.cells.cells[c].held.assumed) restSquares = std::numeric_limits<double>::quiet_NaN();
  }
  if (out.links > 0) out.fringeErrorRad = std::sqrt(restSquares / static_cast<double>(out.links));
  const VisibilitySummary visibility = visibilityOf(bench.cells);
  out.meanVisibility = visibility.mean;
  out.minVisibility = visibility.least;
  out.emittedW = bench.trace.emittedW;
  out.detectedW = bench.trace.detectedW;
  out.lostW = bench.trace.lostW;
  for (const LostLight& loss : bench.trace.losses)
    out.losses.push_back(
        {loss.part >= 0 ? bench.layout.parts[static_cast<std::size_t>(loss.part)] : std::string(),
         std::string(lossCauseKey(loss.cause)), loss.powerW});
  out.light = lightBudget(bench);
}

void fillPhaseError(Report& out, const Bench& bench) {
  double sum = 0;
  for (const ArrayLock& lock : bench.locks) {
    if (lock.locked == 0) continue;
    sum += lock.phaseErrorRad * lock.phaseErrorRad * lock.locked;
    out.locked += lock.locked;
    out.worstPhaseErrorRad = std::max(out.worstPhaseErrorRad, lock.worstPhaseErrorRad);
  }
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  out.phaseErrorRad = out.locked > 0 ? std::sqrt(sum / out.locked) : kNone;
  if (out.locked == 0) out.worstPhaseErrorRad = kNone;
}

double meanOf(const std::vector<float>& values) {
  double sum = 0;
  for (float v : values) sum += v;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

// Infinite without noise; JSON shows that as null.
double ratio(double signal, double noise) {
  return noise > 0 ? signal / noise : std::numeric_limits<double>::infinity();
}

struct Totals {
  double macs = 0, photons = 0, signalPhotons = 0, signal = 0, noise = 0, shot = 0;
  std::map<const Imperfection*, double> variances;
  std::vector<double> rmsElectrons;  ///< of each layer
};

std::int64_t passesOf(const CellHardware& cell, int neurons, int batch) {
  const std::int64_t neuronPasses = (neurons + cell.synapses - 1) / cell.synapses;
  const std::int64_t samplePasses = (batch + cell.axons - 1) / cell.axons;
  return neuronPasses * samplePasses;
}

LayerNumbers layerNumbers(const Bench& bench, const NetworkOnBench& network, std::size_t l, Totals& totals) {
  const LayerStatistics& stats = network.layers[l];
  const InputMoments& inputs = network.inputs[l];
  const CellHardware& light = bench.hardware->cells[static_cast<std::size_t>(stats.cell)];
  const LayerNoise noise = layerNoise(bench, stats, inputs);
  const double copies = light.slotsPerSymbol(stats.signedInput);
  const double signal = meanOf(light.electronsAxon) * axonLight(light, stats, inputs);
  LayerNumbers out;
  out.cell = light.id;
  out.slots = stats.slots;
  out.neurons = stats.neurons;
  out.passes = passesOf(light, stats.neurons, network.batch);
  out.weightScale = stats.weightScale;
  out.activationScale = stats.activationScale;
  out.weightRms = stats.weightRms;
  out.sigma = std::sqrt(noise.total);
  out.snr = ratio(inputs.meanSquareOutput, noise.total);
  out.photonsPerMac = meanOf(light.electronsSynapse) *
                          light.synapseLight(stats.signedInput, stats.weightRms * stats.weightRms) +
                      copies * meanOf(light.darkElectrons) + signal;
  const double macs = static_cast<double>(stats.slots) * stats.neurons;
  totals.macs += macs;
  totals.rmsElectrons.push_back(noise.rmsElectrons);
  totals.photons += macs * out.photonsPerMac;
  totals.signalPhotons += macs * signal;
  totals.signal += macs * inputs.meanSquareOutput;
  totals.noise += macs * noise.total;
  totals.shot += macs * noise.shotAlone;
  for (const auto& [imperfection, variance] : noise.variances)
    totals.variances[imperfection] += macs * variance;
  return out;
}

void fillNoise(Report& out, const Bench& bench, const Totals& totals) {
  const ImperfectionSet enabled = enabledImperfections(bench.design);
  for (const Imperfection* imperfection : shownImperfections()) {
    const auto found = totals.variances.find(imperfection);
    NoiseContribution row;
    row.key = imperfection->key;
    row.enabled = enabled.has(*imperfection);
    if (found != totals.variances.end()) {
      row.sigma = std::sqrt(found->second / totals.macs);
      row.share = totals.noise > 0 ? found->second / totals.noise : 0;
    }
    row.formula = imperfection->formula;
    row.citation = imperfection->citation;
    out.noise.push_back(row);
  }
  out.photonsPerMac = totals.photons / totals.macs;
  out.signalPhotonsPerMac = totals.signalPhotons / totals.macs;
  out.snr = ratio(totals.signal, totals.noise);
  out.snrShot = ratio(totals.signal, totals.shot);
  out.enob = out.snr > 0 ? (10 * std::log10(out.snr) - 1.76) / 6.02 : 0;
}

// Both beams charge every diode, signal or not; a differential capacitor holds only the difference.
void addDetector(Report& out, const Bench& bench, const NetworkOnBench& network, const Totals& totals,
                 const std::string& id, std::size_t cellIndex) {
  const ComponentPtr component = findComponent(bench.design, id);
  if (!component) return;
  const PartView part = viewOf(*component, *findKind(component->kind));
  const CellHardware& light = bench.hardware->cells[cellIndex];
  const double capacity = part.real("capacitance") * part.real("full_well") / constants::kElementaryCharge;
  const Cell& cell = bench.cells.cells[cellIndex];
  // The share of this line in what both lines of a pair count.
  const auto shareOf = [&](double ofPlus) {
    if (!cell.balanced()) return 1.0;
    return id == cell.plusId ? ofPlus : 1 - ofPlus;
  };
  DetectorNumbers row;
  row.id = id;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const LayerStatistics& stats = network.layers[l];
    if (static_cast<std::size_t>(stats.cell) != cellIndex) continue;
    const double slots = stats.slots * light.slotsPerSymbol(stats.signedInput);
    const double rails = light.readOuts(stats.signedInput);  // each with capacitors of its own
    const double inputSlots = stats.slots * axonLight(light, stats, network.inputs[l]);
    const double weightSlots =
        stats.slots * light.synapseLight(stats.signedInput, stats.weightRms * stats.weightRms);
    const double electrons = (weightSlots * meanOf(light.electronsSynapse) * shareOf(light.plusShareSynapse) +
                              slots * meanOf(light.darkElectrons) * shareOf(light.plusShareDark) +
                              inputSlots * meanOf(light.electronsAxon) * shareOf(light.plusShareAxon)) /
                             rails;
    const bool difference = cell.balanced() && part.text("integration") == "differential";
    // The range of the converter does not contain the charge that a full capacitor has cut off, so the charge
    // that was wanted is estimated from the signal.
    const double wanted = meanOf(light.inverseSignal) != 0
                              ? kFullScaleSigmas * std::sqrt(network.inputs[l].meanSquareOutput) /
                                    std::fabs(meanOf(light.inverseSignal))
                              : 0;
    const double held = difference ? std::max(stats.adcFullScale, wanted) / std::sqrt(rails) : electrons;
    row.electronsPerReadout = std::max(row.electronsPerReadout, electrons);
    row.fullWellShare = std::max(row.fullWellShare, held / capacity);
    if (stats.adcFullScale > row.adcFullScale) {
      row.adcFullScale = stats.adcFullScale;
      row.adcUtilisation = totals.rmsElectrons[l] / stats.adcFullScale;
    }
  }
  out.detectors.push_back(row);
}

}  // namespace

std::vector<Check> allChecks(const Bench& bench, const Report& report) {
  std::vector<Check> checks = bench.checks;
  checks.insert(checks.end(), report.checks.begin(), report.checks.end());
  if (bench.hardware->cannotCompute)
    checks.insert(checks.begin(), {Severity::Error, "", *bench.hardware->cannotCompute, {}});
  return checks;
}

Report makeReport(const Bench& bench, const NetworkOnBench& network) {
  Report out;
  fillOptics(out, bench);
  fillPhaseError(out, bench);
  out.cannotCompute = bench.hardware->cannotCompute;
  if (out.cannotCompute || network.layers.empty()) return out;
  Totals totals;
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    out.layers.push_back(layerNumbers(bench, network, l, totals));
  fillNoise(out, bench, totals);
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    addDetector(out, bench, network, totals, bench.cells.cells[c].plusId, c);
    addDetector(out, bench, network, totals, bench.cells.cells[c].minusId, c);
  }
  fillEnergy(out, bench, network);
  out.checks = networkChecks(bench, out, network);
  return out;
}

Report divergedReport(const Bench& bench, const Message& reason) {
  Report out = makeReport(bench, NetworkOnBench());
  if (out.cannotCompute) return out;
  out.diverged = reason;
  out.checks.push_back({Severity::Error, "", reason, {}});
  return out;
}

}  // namespace lightloom::report
