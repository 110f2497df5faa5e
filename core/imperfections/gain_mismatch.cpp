#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"beam_splitter", "reflectance"}, {"detector_line", "gain_error"}};

// Two lines that differ by rounding alone count as equal, or products would draw errors that are none.
double imbalance(double plus, double minus) {
  constexpr double kEqual = 1e-9;
  return std::fabs(plus - minus) <= kEqual * (plus + minus) ? 0 : plus - minus;
}

double fringeOf(const LineDraft& line) {
  return line.overlap * line.inStep * std::sqrt(line.axonElectrons * line.synapseElectrons);
}

// Lines of unequal gain weigh the outputs of a pair differently.
void onLink(const CellLight& light, const CellDraft&, const Link& link, LinkDraft& out) {
  out.plus.electronsPerWatt *= 1 + light.plus.gainError(link.plus.pixel);
  out.minus.electronsPerWatt *= 1 + light.minus.gainError(link.minus.pixel);
}

void onElectrons(const CellLight&, const CellDraft&, const Link&, LinkDraft& out) {
  out.offsetPerSquare = imbalance(out.plus.axonElectrons, out.minus.axonElectrons);
  out.offsetPerSlot = imbalance(out.plus.synapseElectrons, out.minus.synapseElectrons);
  const double plus = fringeOf(out.plus), minus = fringeOf(out.minus);
  if (plus + minus > 0) out.fringeImbalance = imbalance(plus, minus) / (plus + minus);
}

/// Mean and mean square of the light of the inputs, in slots, as far as it is not known.
struct InputLight {
  double mean = 0, square = 0;
};

// Light that is always on is known where drives are calibrated. Rails oppose each other.
InputLight inputLight(const LayerOnCell& on, const CellHardware& cell) {
  if (cell.law().inputsOnPhases) {
    const double slots = cell.offsetCalibrated ? 0 : on.slots();
    return {slots, square(slots)};
  }
  const InputMoments inputs = on.lit(cell);
  if (on.rails() == 2) return {0, inputs.squareOfSigned};
  return {inputs.sumSquares, inputs.squareOfSquares};
}

// A known offset leaves only the part that depends on the data; with two slots of phases nothing is left.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  if (cell.law().slots == 2) return 0;
  const InputLight light = inputLight(on, cell);
  const double pedestal = cell.offsetCalibrated || on.rails() == 2 ? 0 : on.synapseSlots();
  return on.overLinks(cell, [&](std::size_t i) {
    const double axon = cell.offsetPerSquare[i], synapse = cell.offsetPerSlot[i] * pedestal;
    return square(axon) * light.square + 2 * axon * light.mean * synapse + square(synapse);
  });
}

}  // namespace

constinit const Imperfection kGainMismatch = {
    .key = "gain_mismatch",
    .formula = LL_TEXT(
        "offset (R − T)(n_X‖x‖² − N n_W) + g (N n_W + n_X‖x‖²)/2 electrons; calibration takes out what "
        "does not depend on the data"),
    .citation = "unitary beam splitter",
    .places = kPlaces,
    .onLink = onLink,
    .onElectrons = onElectrons,
    .variance = variance};

}  // namespace lightloom::imperfections
