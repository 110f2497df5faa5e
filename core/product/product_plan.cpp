#include "product/internal/product_plan.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "product/internal/shared_errors.h"

namespace lightloom::product {
namespace {

// Static phases that differ by less between axons move a product by less than its rounding to float.
constexpr float kSamePhase = 1e-5f;

bool neutralTaps(const std::vector<float>& taps) {
  return !taps.empty() && taps[0] == 1.0f &&
         std::all_of(taps.begin() + 1, taps.end(), [](float h) { return h == 0; });
}

bool noisy(const CellHardware& cell) {
  const bool shot =
      cell.shotScale > 0 && (!allEqual(cell.darkElectrons, 0) || !allEqual(cell.electronsAxon, 0) ||
                             !allEqual(cell.electronsSynapse, 0));
  return shot || cell.readVariance > 0 || cell.readVariancePerSlot > 0;
}

bool isExact(const CellHardware& cell) {
  // A sum of sines is no plain product even without any imperfection.
  return !cell.law().sumsSines && allEqual(cell.gain, 1) && allEqual(cell.phase, 0) &&
         allEqual(cell.offsetPerSquare, 0) && !noisy(cell) && cell.weightPhaseSigma == 0 &&
         cell.axonPhaseSigma == 0 && cell.leaderPhaseSigma == 0 && !sharesErrors(cell) &&
         allEqual(cell.crosstalk, 0) && cell.crossed.empty() && cell.wellElectrons == 0 &&
         cell.weightResponse == kAsAsked && neutralTaps(cell.weightTaps) && neutralTaps(cell.axonTaps) &&
         !cell.weightHeat.heats() && !cell.axonHeat.heats() && cell.axonFloor == 0 && cell.axonResidue == 0 &&
         cell.axonPairSigma == 0 && cell.weightBits == 0 && cell.axonBits == 0 && cell.adcBits == 0;
}

float largestOf(const std::vector<float>& phases) {
  float largest = 0;
  for (const float phase : phases) largest = std::max(largest, std::abs(phase));
  return largest;
}

// Largest difference between the static phases of two axons on one synapse.
float phaseSpreadOverAxons(const CellHardware& cell) {
  float spread = 0;
  for (int s = 0; s < cell.synapses; ++s) {
    const auto first = cell.phase.begin() + cell.link(s, 0);
    const auto [low, high] = std::minmax_element(first, first + cell.axons);
    spread = std::max(spread, *high - *low);
  }
  return spread;
}

void checkCell(const CellHardware& cell) {
  LL_CHECK(cell.synapses >= 1 && cell.axons >= 1);
  const std::size_t links = static_cast<std::size_t>(cell.links());
  LL_CHECK(cell.gain.size() == links && cell.inverseSignal.size() == links &&
           cell.electronsAxon.size() == links);
  LL_CHECK(cell.darkElectrons.size() == links);
  LL_CHECK(cell.electronsSynapse.size() == links && cell.offsetPerSquare.size() == links);
  LL_CHECK(cell.offsetPerSlot.size() == links && cell.crosstalk.size() == links &&
           cell.fringeImbalance.size() == links);
  LL_CHECK(cell.phase.size() == links && cell.calibratedPhase.size() == links);
  for (const CrossedLink& other : cell.crossed)
    LL_CHECK(other.link >= 0 && other.link < cell.links() && other.synapse >= 0 &&
             other.synapse < cell.synapses && other.axon >= 0 && other.axon < cell.axons);
  LL_CHECK(!cell.weightTaps.empty() && !cell.axonTaps.empty());
  LL_CHECK(cell.axonLimit > 0 && (cell.law().slots != 2 || cell.axonLimit <= 1));
  LL_CHECK(cell.axonFloor >= 0 && cell.axonResidue >= 0 && cell.axonPairSigma >= 0);
  LL_CHECK(cell.weightLimit > 0 && cell.weightBits <= 20 && cell.axonBits <= 20 && cell.adcBits <= 20);
}

// Inputs that are phases take what is common to all links; links that differ have the rest.
double takeCommonPhase(CellHardware& cell) {
  double sum = 0;
  for (const float phase : cell.phase) sum += static_cast<double>(phase);
  const double common = sum / static_cast<double>(cell.phase.size());
  for (float& phase : cell.phase) phase -= static_cast<float>(common);
  return common;
}

// Variance of sin δ of one laser where the other's error damps it (both Gaussian, independent).
double sineVariance(double sigma, double otherSigma) {
  return -0.5 * std::expm1(-2 * sigma * sigma) * std::exp(-otherSigma * otherSigma);
}

void planErrors(const CellHardware& cell, ProductPlan& plan) {
  const double sigmaW = cell.weightPhaseSigma;
  const double sigmaX = cell.axonPhaseSigma;
  const double sigmaL = cell.leaderPhaseSigma;
  if (cell.law().weightsOnPhases) {
    // Slots of one symbol have errors of their own.
    const double draws = cell.law().slots;
    plan.axonSine = std::sqrt(sineVariance(sigmaX, std::hypot(sigmaW, sigmaL)) / draws);
    plan.synapseSine = std::sqrt(sineVariance(sigmaW, std::hypot(sigmaX, sigmaL)) / draws);
    plan.leaderSine = std::sqrt(sineVariance(sigmaL, std::hypot(sigmaW, sigmaX)) / draws);
  }
  plan.mixes = !allEqual(cell.crosstalk, 0);
  plan.shared = plan.sharedCross() || sharesErrors(cell);
  const bool secondOrder = !cell.law().weightsOnPhases && sigmaW + sigmaX + sigmaL > 0;
  plan.independentNoise = noisy(cell) || plan.mixes || plan.crossed() || plan.paired || secondOrder;
}

}  // namespace

bool allEqual(const std::vector<float>& values, float expected) {
  return std::all_of(values.begin(), values.end(), [expected](float v) { return v == expected; });
}

float largestPhase(const CellHardware& cell) {
  return largestOf(cell.phase);
}

ProductPlan planProducts(CellHardware& cell, const ProductShape& largest, Drive drive) {
  checkCell(cell);
  LL_CHECK(largest.neurons >= 1 && largest.slots >= 1 && largest.samples >= 1);
  ProductPlan plan;
  plan.neurons = largest.neurons;
  plan.synapses = std::min(cell.synapses, largest.neurons);
  plan.axons = std::min(cell.axons, largest.samples);
  plan.passes = (largest.neurons + plan.synapses - 1) / plan.synapses;
  plan.drive = drive;
  plan.exact = isExact(cell);
  plan.law = &cell.law();
  const bool isSigned = drive == Drive::Signed;
  plan.copies = cell.slotsPerSymbol(isSigned);
  plan.readOuts = cell.readOuts(isSigned);
  if (isSigned && !plan.law->inputsOnPhases)
    plan.form = plan.readOuts == 2 ? SignedForm::TwoRails : SignedForm::TwoSlots;
  if (plan.exact) return plan;
  plan.floats = !plan.law->inputsOnPhases && cell.axonFloor > 0;
  plan.residue = !plan.law->inputsOnPhases && plan.law->weightsOnPhases && cell.axonResidue > 0;
  plan.paired = !plan.law->inputsOnPhases && cell.axonPairSigma > 0;
  plan.crosses = !cell.crossed.empty();
  const bool crossesBeside = plan.law->weightsOnPhases &&
                             std::any_of(cell.crossed.begin(), cell.crossed.end(),
                                         [](const CrossedLink& other) { return other.quadrature != 0; });
  if (crossesBeside || (plan.law->weightsOnPhases && largestOf(cell.calibratedPhase) > kSamePhase))
    plan.leak = cell.leakCalibration;
  // A calibration takes off what stands beside the inputs as they are driven.
  if (plan.law->inputsOnPhases && !plan.calibratesLeak()) plan.commonPhase = takeCommonPhase(cell);
  if (plan.calibratesLeak() || crossesBeside) {
    plan.phases = StaticPhases::Quadrature;
  } else if (plan.law->weightsOnPhases && largestPhase(cell) > kSamePhase) {
    // In two slots the weights are inverted for x⁻, and the sine of ψ then stands beside |x|.
    const bool second =
        plan.twoSlots() || plan.law->inputsOnPhases || phaseSpreadOverAxons(cell) > kSamePhase;
    plan.phases = second ? StaticPhases::Quadrature : StaticPhases::Folded;
  }
  planErrors(cell, plan);
  return plan;
}

}  // namespace lightloom::product
