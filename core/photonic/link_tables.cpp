#include "photonic/link_tables.h"

#include <cmath>

namespace lightloom {
namespace {

// Variance of cos(ψ + δ) of a Gaussian δ of this variance: cos²ψ · ½(1 − e^{−σ²})² + sin²ψ · ½(1 − e^{−2σ²}).
double productVariance(double phase, double sigmaSquared) {
  const double cosine = std::cos(phase), sine = std::sin(phase), loss = -std::expm1(-sigmaSquared);
  return 0.5 * (cosine * cosine * loss * loss - sine * sine * std::expm1(-2 * sigmaSquared));
}

void fillPhases(const CellHardware& cell, const ProductPlan& plan, std::size_t link, std::size_t entry,
                LinkTables& tables) {
  const double sigmaSquared = cell.weightPhaseSigma * cell.weightPhaseSigma +
                              cell.axonPhaseSigma * cell.axonPhaseSigma +
                              cell.leaderPhaseSigma * cell.leaderPhaseSigma;
  const double gain = static_cast<double>(cell.gain[link]);
  const double mean = gain * std::exp(-0.5 * sigmaSquared);
  const double phase = plan.rotated ? 0.0 : static_cast<double>(cell.phase[link]);
  const double cosine = std::cos(phase);
  const double sine = std::sin(phase);
  tables.gain[entry] = static_cast<float>(mean * cosine);
  tables.gainSine[entry] = static_cast<float>(mean * sine);
  tables.slopeGain[entry] = static_cast<float>(std::copysign(gain, gain * cosine));
  tables.cosine[entry] = static_cast<float>(cosine);
  tables.sine[entry] = static_cast<float>(sine);
  tables.offset[entry] = cell.offsetPerSquare[link];
  double penalty = plan.amplitudeWeights ? productVariance(phase, sigmaSquared) : 0;
  if (plan.crossed) penalty = -plan.axonSine * plan.axonSine;
  tables.varianceWX[entry] =
      static_cast<float>(gain * gain * (penalty + static_cast<double>(cell.crosstalk[link])));
}

void fillElectrons(const CellHardware& cell, const ProductPlan& plan, std::size_t link, std::size_t entry,
                   LinkTables& tables) {
  const double gain = static_cast<double>(cell.gain[link]);
  const double inverse = static_cast<double>(cell.inverseSignal[link]);
  const double perElectron = inverse * inverse;
  const double shot = cell.shotScale * perElectron;
  const double copies = plan.copies;
  const double weightLight = static_cast<double>(cell.electronsSynapse[link]);
  const double inputLight = static_cast<double>(cell.electronsAxon[link]);
  const double background = static_cast<double>(cell.darkElectrons[link]) +
                            (plan.amplitudeWeights ? 0.0 : weightLight) +
                            (plan.phaseAxons ? inputLight : 0.0);
  tables.variancePerSlot[entry] = static_cast<float>(shot * copies * background);
  tables.readPerSlot[entry] = static_cast<float>(perElectron * copies * cell.readVariancePerSlot);
  tables.varianceFixed[entry] = static_cast<float>(perElectron * plan.readOuts * cell.readVariance);
  tables.varianceX[entry] = plan.phaseAxons ? 0.0f : static_cast<float>(shot * inputLight);
  // Amplitude-written weights shine in both halves of a signed x.
  double perW2 = plan.amplitudeWeights ? shot * copies * weightLight : 0;
  // What errors of the two slots mix in of w beside x: w² (1/x_max² − x²) of each. A synapse's and the
  // leader's are shared, see `addSharedErrors`.
  if (plan.crossed) perW2 = gain * gain * plan.axonSine * plan.axonSine / (cell.axonLimit * cell.axonLimit);
  tables.varianceW[entry] = static_cast<float>(perW2);
  tables.inverseSignal[entry] = cell.inverseSignal[link];
  tables.signal[entry] = inverse != 0 ? static_cast<float>(1 / inverse) : 0.0f;
}

}  // namespace

LinkTables makeLinkTables(const CellHardware& cell, const ProductPlan& plan) {
  LinkTables tables;
  for (std::vector<float>* table :
       {&tables.gain, &tables.gainSine, &tables.slopeGain, &tables.cosine, &tables.sine, &tables.offset,
        &tables.variancePerSlot, &tables.readPerSlot, &tables.varianceFixed, &tables.varianceX,
        &tables.varianceW, &tables.varianceWX, &tables.signal, &tables.inverseSignal, &tables.variance,
        &tables.readVariance})
    table->resize(area(plan.neurons, plan.axons));
  for (int axon = 0; axon < plan.axons; ++axon)
    for (int neuron = 0; neuron < plan.neurons; ++neuron) {
      const std::size_t entry = area(plan.neurons, axon) + static_cast<std::size_t>(neuron);
      const std::size_t link = static_cast<std::size_t>(cell.link(neuron % cell.synapses, axon));
      fillPhases(cell, plan, link, entry, tables);
      fillElectrons(cell, plan, link, entry, tables);
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

}  // namespace lightloom
