#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"fan_out", "stray"}, {"detector_line", "pixel_size"}};

// Light of other channels is coherent with the wanted light: beside a wanted beam of power P, unwanted light
// of power κP brings the product of another channel at √κ, with a phase that nothing fixes; the pixel's
// overlap of the two is taken as 1. What it adds to a weight of zero, calibration has taken out.
void onElectrons(const CellLight&, const CellDraft&, const Link& link, LinkDraft& out) {
  const double axon = (link.plus.unwantedAxonW + link.minus.unwantedAxonW) / link.axonW(),
               synapse = (link.plus.unwantedSynapseW + link.minus.unwantedSynapseW) / link.synapseW();
  if (!std::isfinite(axon + synapse)) return;
  out.unwantedAxon = axon;
  out.unwantedSynapse = synapse;
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double product = on.inputs.sumSquares * on.weightSquare();
  return on.overLinks(cell, [&](std::size_t i) { return square(cell.gain[i]) * cell.crosstalk[i]; }) *
         product;
}

}  // namespace

constinit const Imperfection kCrosstalk = {
    .key = "crosstalk",
    .formula = LL_TEXT(
        "κ/2 · (products of other channels)², κ the unwanted over the wanted power on a pixel, of the "
        "axons' beam plus of the synapses'; and the shot noise of that light"),
    .citation = "coherent light of other channels at unknown phase",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .scattersReadOut = true,
    .onElectrons = onElectrons,
    .variance = variance};

}  // namespace lightloom::imperfections
