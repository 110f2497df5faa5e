#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"fan_out", "uniformity_error"}};

void onLasers(const CellLight&, CellDraft& draft) {
  draft.ownPowers = true;
}

// Gains that differ from link to link where they are not calibrated away.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double spread =
      on.overLinks(cell, [&](std::size_t i) { return cell.gain[i] == 0 ? 0 : square(cell.gain[i] - 1); });
  return spread * on.inputs.meanSquareOutput;
}

}  // namespace

constinit const Imperfection kFanOutUniformity = {
    .key = "fan_out_uniformity",
    .formula = LL_TEXT("n_W and n_X of every link as drawn in place of their mean over the line, electrons"),
    .citation = "grating orders as drawn",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .countedOn = CountedOn::Factors,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .variance = variance};

}  // namespace lightloom::imperfections
