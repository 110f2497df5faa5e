#include "product/internal/shared_errors.h"

#include <algorithm>
#include <cmath>

namespace lightloom::product {
namespace {

std::size_t at(int row, int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows) + static_cast<std::size_t>(row);
}

double value(const float* values, int index, double otherwise) {
  return values ? static_cast<double>(values[index]) : otherwise;
}

bool hasPedestal(const CellHardware& cell) {
  const auto lit = [](const std::vector<float>& values) {
    return std::any_of(values.begin(), values.end(), [](float v) { return v != 0; });
  };
  const bool weightsShine =
      !cell.offsetCalibrated || cell.weightIntensityVariance > 0 || cell.leaderIntensityVariance > 0;
  const bool axonsShine = (cell.law().inputsOnPhases && !cell.offsetCalibrated) ||
                          cell.axonIntensityVariance > 0 || cell.leaderIntensityVariance > 0;
  return (weightsShine && lit(cell.offsetPerSlot)) || (axonsShine && lit(cell.offsetPerSquare));
}

void addServo(const SharedErrorPass& pass, int axons, double phase) {
  const float cosine = static_cast<float>(std::cos(phase)), sine = static_cast<float>(std::sin(phase));
  for (int b = 0; b < pass.samples; ++b) {
    float* const y = pass.y + at(0, b, pass.neurons);
    const float* const slope = pass.slope ? pass.slope + at(0, b % axons, pass.neurons) : nullptr;
    const float leak = slope ? sine * pass.sumX[b] : 0.0f;
    for (int m = 0; m < pass.neurons; ++m) y[m] = cosine * y[m] - (slope ? leak * slope[m] : 0.0f);
  }
}

/// One pass of F neurons and B samples.
struct Pedestal {
  const CellHardware& cell;
  const SharedErrorPass& pass;
  KeyedRandom& random;

  int lastSample(int first) const { return std::min(first + cell.axons, pass.samples); }
  int lastNeuron(int first) const { return std::min(first + cell.synapses, pass.neurons); }
  int linkOf(int neuron, int sample) const { return cell.link(neuron % cell.synapses, sample % cell.axons); }

  // Two slots are read out with opposite signs, so that light which is common to both cancels.
  bool cancels() const { return cell.law().slots == 2; }

  // Light of the weights as the difference sees it: rails that oppose see it twice, with either sign.
  double weightLight(int neuron) const {
    return pass.oppositeRails ? 0 : pass.copies * value(pass.weightLight, neuron, pass.slots);
  }

  void addWeights(int neuron, int firstSample, double leader) const {
    const double light = weightLight(neuron);
    if (light == 0) return;
    const double spread = std::sqrt(pass.copies * value(pass.weightSpread, neuron, pass.slots));
    double sum = cell.offsetCalibrated || cancels() ? 0 : light;
    sum += std::sqrt(cell.weightIntensityVariance) * spread * random.normal();
    sum += cell.weightLeaderGain * leader * light / std::sqrt(static_cast<double>(pass.copies) * pass.slots);
    for (int b = firstSample; b < lastSample(firstSample); ++b)
      pass.y[at(neuron, b, pass.neurons)] += static_cast<float>(
          sum * static_cast<double>(cell.offsetPerSlot[static_cast<std::size_t>(linkOf(neuron, b))]));
  }

  void addAxon(int sample, int firstNeuron, double leader) const {
    double sum = std::sqrt(cell.axonIntensityVariance * value(pass.sumX4, sample, 0)) * random.normal();
    if (cell.law().inputsOnPhases && !cell.offsetCalibrated && !cancels())
      sum += value(pass.sumX2, sample, 0);
    sum += cell.axonLeaderGain * leader * value(pass.sumX2, sample, 0) /
           std::sqrt(static_cast<double>(pass.copies) * pass.slots);
    for (int m = firstNeuron; m < lastNeuron(firstNeuron); ++m)
      pass.y[at(m, sample, pass.neurons)] += static_cast<float>(
          sum * static_cast<double>(cell.offsetPerSquare[static_cast<std::size_t>(linkOf(m, sample))]));
  }

  void addPass(int firstNeuron, int firstSample) const {
    const double leader = std::sqrt(cell.leaderIntensityVariance) * random.normal();
    for (int m = firstNeuron; m < lastNeuron(firstNeuron); ++m) addWeights(m, firstSample, leader);
    for (int b = firstSample; b < lastSample(firstSample); ++b) addAxon(b, firstNeuron, leader);
  }
};

// Two slots of a symbol with errors of their own turn w into w δ √(1/x_max² − x²).
void addCrossed(const CellHardware& cell, const SharedErrorPass& pass, KeyedRandom& random) {
  const double reach = 1 / (cell.axonLimit * cell.axonLimit);
  for (int first = 0; first < pass.samples; first += cell.axons)
    for (int m = 0; m < pass.neurons; ++m) {
      const double weights = pass.crossSine * std::sqrt(static_cast<double>(pass.sumW2[m])) * random.normal();
      for (int b = first; b < std::min(first + cell.axons, pass.samples); ++b) {
        const double beside = reach - static_cast<double>(pass.inputSquares[b]) / pass.slots;
        const std::size_t link = static_cast<std::size_t>(cell.link(m % cell.synapses, b % cell.axons));
        pass.y[at(m, b, pass.neurons)] += static_cast<float>(static_cast<double>(cell.gain[link]) * weights *
                                                             std::sqrt(std::max(0.0, beside)));
      }
    }
}

}  // namespace

bool sharesErrors(const CellHardware& cell) {
  return cell.servoSigma > 0 || hasPedestal(cell);
}

void addSharedErrors(const CellHardware& cell, const SharedErrorPass& pass, KeyedRandom& random) {
  if (cell.servoSigma > 0 && !cell.law().inputsOnPhases)
    addServo(pass, std::min(cell.axons, pass.samples), cell.servoSigma * random.normal());
  if (pass.crossSine > 0) addCrossed(cell, pass, random);
  if (!hasPedestal(cell)) return;
  const Pedestal pedestal{cell, pass, random};
  for (int m = 0; m < pass.neurons; m += cell.synapses)
    for (int b = 0; b < pass.samples; b += cell.axons) pedestal.addPass(m, b);
}

}  // namespace lightloom::product
