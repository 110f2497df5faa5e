#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr const Imperfection* kBeside[] = {&kGainMismatch};
constexpr ParameterPlace kPlaces[] = {
    {"vcsel_array", "rin"}, {"leader_laser", "rin"}, {"detector_line", "gain_error"}};

// Relative variance of a laser's power in one slot, RIN/2T.
void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  const auto relativeVariance = [&](double rin) { return rin / (2 * light.slotS); };
  const auto own = [&](const PartView& array) {
    return relativeVariance(std::pow(10.0, array.real("rin") / 10));
  };
  out.axonIntensityVariance = own(light.axons);
  out.weightIntensityVariance = own(light.synapses);
  out.leaderIntensityVariance = relativeVariance(light.synapseLock.leaderRin);
  out.axonLeaderGain = light.axonLock.leaderGain;
  out.weightLeaderGain = light.synapseLock.leaderGain;
}

// The intensity noise that unequal lines let through: a laser's own goes with the squares of its power slot
// by slot, the leader's with the mean power. On two rails the light of the weights is taken off again.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  const bool rails = on.rails() == 2, amplitudes = !cell.law().weightsOnPhases;
  const double slots = on.slots();
  const double weightLight = rails ? 0 : on.synapseSlots();
  const double weightSquares = rails ? 0 : slots * (amplitudes ? on.layer.weightFourth : 1.0);
  const InputMoments inputs = on.lit(cell);
  const double axonSquares = cell.law().inputsOnPhases ? slots : inputs.sumFourths;
  const double axonLight = rails ? std::sqrt(inputs.squareOfSigned) : on.axonSlots(cell);
  return on.overLinks(cell, [&](std::size_t i) {
    const double weight = cell.offsetPerSlot[i], axon = cell.offsetPerSquare[i];
    const double common =
        cell.weightLeaderGain * weight * weightLight + cell.axonLeaderGain * axon * axonLight;
    return cell.weightIntensityVariance * square(weight) * weightSquares +
           cell.axonIntensityVariance * square(axon) * axonSquares +
           cell.leaderIntensityVariance * square(common) / slots;
  });
}

}  // namespace

constinit const Imperfection kRin = {
    .key = "rin",
    .formula = LL_TEXT(
        "g √((RIN_w N n_W² + RIN_x n_X² Σx⁴)/(8 T)) electrons, RIN in 1/Hz, T in s, g the imbalance of "
        "the lines; what it does to the fringe itself is left out"),
    .citation = "white intensity noise through unequal lines; Yuen and Chan, Opt. Lett. 8, 177 (1983)",
    .places = kPlaces,
    .countedOn = CountedOn::Beside,
    .beside = kBeside,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
