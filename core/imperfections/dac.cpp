#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "dac_bits"}};

void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  out.weightBits = light.synapses.integer("dac_bits");
  out.axonBits = light.axons.integer("dac_bits");
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  const auto step = [](double range, int bits) { return bits > 0 ? range / (std::pow(2.0, bits) - 1) : 0; };
  const double weightStep = step(2 * cell.weightLimit, cell.weightBits);
  const bool signedPhase = cell.law().inputsOnPhases && on.layer.signedInput;
  const double inputStep = step(signedPhase ? 2 : 1, cell.axonBits);
  if (cell.law().sumsSines)
    return square(weightStep) / 12 * on.met(cell).sumSquares +
           square((signedPhase ? 1 : 2) * cell.axonLimit * inputStep) / 12 * on.layer.slots *
               besideWeights(on, cell);
  return square(weightStep) / 12 * on.met(cell).sumSquares +
         square(inputStep) / 12 * on.layer.slots * on.weightSquare();
}

}  // namespace

constinit const Imperfection kDac = {
    .key = "dac",
    .formula =
        LL_TEXT("LSB²/12 per operand; LSB = 2 w_max/(2ᵇ − 1) of weights, 1/(2ᵇ − 1) of inputs, b bits"),
    .citation = "uniform quantisation, LSB²/12",
    .places = kPlaces,
    .actsOnWeights = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
