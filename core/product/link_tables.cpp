#include "product/internal/link_tables.h"

#include <cmath>

namespace lightloom::product {
namespace {

double phaseVariance(const CellHardware& cell) {
  return cell.weightPhaseSigma * cell.weightPhaseSigma + cell.axonPhaseSigma * cell.axonPhaseSigma +
         cell.leaderPhaseSigma * cell.leaderPhaseSigma;
}

// Phase that the link still has once it is folded into the weights.
double phaseOf(const CellHardware& cell, const ProductPlan& plan, std::size_t link) {
  return plan.rotated() ? 0.0 : static_cast<double>(cell.phase[link]);
}

void fillPhases(const CellHardware& cell, const ProductPlan& plan, std::size_t link, std::size_t entry,
                LinkTables& tables) {
  const double gain = static_cast<double>(cell.gain[link]);
  const double mean = gain * std::exp(-0.5 * phaseVariance(cell));
  const double phase = phaseOf(cell, plan, link);
  const double cosine = std::cos(phase);
  const double sine = std::sin(phase);
  tables.gain[entry] = static_cast<float>(mean * cosine);
  tables.gainSine[entry] = static_cast<float>(mean * sine);
  tables.leak[entry] = static_cast<float>(mean * std::sin(static_cast<double>(cell.calibratedPhase[link])));
  tables.slopeGain[entry] = static_cast<float>(std::copysign(gain, gain * cosine));
  tables.cosine[entry] = static_cast<float>(cosine);
  tables.sine[entry] = static_cast<float>(sine);
  tables.offset[entry] = cell.offsetPerSquare[link];
}

void fillNoise(const CellHardware& cell, const ProductPlan& plan, std::size_t link, std::size_t entry,
               LinkTables& tables) {
  const double gain = static_cast<double>(cell.gain[link]);
  const double inverse = static_cast<double>(cell.inverseSignal[link]);
  const double perElectron = inverse * inverse;
  const LinkNoise noise = plan.law->noise({.shot = cell.shotScale * perElectron,
                                           .copies = static_cast<double>(plan.copies),
                                           .weight = static_cast<double>(cell.electronsSynapse[link]),
                                           .input = static_cast<double>(cell.electronsAxon[link]),
                                           .dark = static_cast<double>(cell.darkElectrons[link]),
                                           .gain = gain,
                                           .phaseRad = phaseOf(cell, plan, link),
                                           .phaseVariance = phaseVariance(cell),
                                           .axonSine = plan.axonSine,
                                           .axonLimit = cell.axonLimit});
  // A pair of lasers that writes x errs by σ √(1/x_max² − x²).
  const double pair = plan.paired ? gain * gain * cell.axonPairSigma * cell.axonPairSigma : 0;
  tables.pairVariance[entry] = static_cast<float>(plan.copies * pair / (cell.axonLimit * cell.axonLimit));
  tables.variancePerSlot[entry] = static_cast<float>(noise.perSlot);
  tables.varianceX[entry] = static_cast<float>(noise.perX2);
  tables.varianceW[entry] = static_cast<float>(noise.perW2) + tables.pairVariance[entry];
  tables.varianceWX[entry] =
      static_cast<float>(gain * gain * (noise.perProduct + static_cast<double>(cell.crosstalk[link])) - pair);
  tables.readPerSlot[entry] = static_cast<float>(perElectron * plan.copies * cell.readVariancePerSlot);
  tables.varianceFixed[entry] = static_cast<float>(perElectron * plan.readOuts * cell.readVariance);
  tables.inverseSignal[entry] = cell.inverseSignal[link];
  tables.signal[entry] = inverse != 0 ? static_cast<float>(1 / inverse) : 0.0f;
}

}  // namespace

LinkTables makeLinkTables(const CellHardware& cell, const ProductPlan& plan) {
  LinkTables tables;
  for (std::vector<float>* table :
       {&tables.gain, &tables.gainSine, &tables.leak, &tables.slopeGain, &tables.cosine, &tables.sine,
        &tables.offset, &tables.variancePerSlot, &tables.readPerSlot, &tables.varianceFixed,
        &tables.varianceX, &tables.varianceW, &tables.pairVariance, &tables.varianceWX, &tables.signal,
        &tables.inverseSignal, &tables.variance, &tables.readVariance})
    table->resize(area(plan.neurons, plan.axons));
  for (int axon = 0; axon < plan.axons; ++axon)
    for (int neuron = 0; neuron < plan.neurons; ++neuron) {
      const std::size_t entry = area(plan.neurons, axon) + static_cast<std::size_t>(neuron);
      const std::size_t link = static_cast<std::size_t>(cell.link(neuron % cell.synapses, axon));
      fillPhases(cell, plan, link, entry, tables);
      fillNoise(cell, plan, link, entry, tables);
    }
  return tables;
}

void setSlots(LinkTables& tables, int slots) {
  const float n = static_cast<float>(slots);
  for (std::size_t i = 0; i < tables.variance.size(); ++i) {
    tables.readVariance[i] = n * tables.readPerSlot[i] + tables.varianceFixed[i];
    tables.variance[i] = n * tables.variancePerSlot[i] + tables.readVariance[i];
  }
}

}  // namespace lightloom::product
