#include <cmath>

#include "imperfections/layer_on_cell.h"
#include "laser/single_pole.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "delay"}};

// Slots by which the symbols of the synapses reach the pixels later than those of the axons.
double lateSlots(const CellLight& light, const CellDraft& draft) {
  const double count = static_cast<double>(light.cell.links.size());
  const double onTheWay = light.cell.links.empty() ? 0 : draft.symbolDelays / count;
  return (onTheWay + light.synapses.real("delay") - light.axons.real("delay")) * light.symbolRateHz;
}

// The pixels integrate by the clock of whichever symbols come first.
void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  const double late = lateSlots(light, draft);
  if (std::fabs(late) < kTapTolerance) return;
  std::vector<float>& taps = late > 0 ? out.weightTaps : out.axonTaps;
  const std::vector<double> both =
      convolved({taps.begin(), taps.end()}, delayTaps(std::fabs(late), light.detector.real("gate")));
  taps.assign(both.begin(), both.end());
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return mixedSlotsVariance(on, cell);
}

}  // namespace

constinit const Imperfection kSkew = {
    .key = "skew",
    .formula = LL_TEXT(
        "(1 − s) u_j + s u_{j−1}; s = the share of the integrated slot that the late neighbour fills, "
        "from the difference of the delays in s"),
    .citation = "overlap of the symbols on the pixel",
    .places = kPlaces,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
