#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"beam_splitter", "fine_tilt"}, {"beam_splitter", "fine_pitch"}};

void onLasers(const CellLight&, CellDraft& draft) {
  draft.deadLinks = true;
}

void onLink(const CellLight&, const CellDraft&, const Link& link, LinkDraft& out) {
  out.plus.overlap *= link.plus.visibility;
  out.minus.overlap *= link.minus.visibility;
}

// Outputs on which no axon meets a synapse read 0.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  return on.overLinks(cell,
                      [&](std::size_t i) { return cell.gain[i] == 0 ? on.inputs.meanSquareOutput : 0; });
}

}  // namespace

constinit const Imperfection kVisibility = {
    .key = "visibility",
    .formula =
        LL_TEXT("the fringe shrinks to γ = |⟨u_x|u_w⟩|·|cos ψ| over the pixel: read-out noise grows as 1/γ"),
    .citation = "overlap of Gaussian beams on the pixel",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .onLink = onLink,
    .variance = variance};

}  // namespace lightloom::imperfections
