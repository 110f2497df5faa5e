#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {
    {"lens", "aperture"}, {"mirror", "aperture"}, {"beam_splitter", "size"}};

void onLink(const CellLight&, const CellDraft&, const Link& link, LinkDraft& out) {
  out.plus.overlap *= link.plus.clipping;
  out.minus.overlap *= link.minus.clipping;
}

// All that is lost is the size of the fringe against the noise of the electrons.
double variance(const LayerOnCell&, const CellHardware&) {
  return 0;
}

}  // namespace

constinit const Imperfection kClipping = {
    .key = "clipping",
    .formula = LL_TEXT("a beam of which stops in its arm leave the share T overlaps a whole one by √T: γ = "
                       "γ_pixel √(T_x T_w)"),
    .citation = "overlap of a mode with itself behind a stop with hard edges",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onLink = onLink,
    .variance = variance};

}  // namespace lightloom::imperfections
