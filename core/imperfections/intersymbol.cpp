#include <cmath>

#include "imperfections/layer_on_cell.h"
#include "laser/lock_dynamics.h"
#include "laser/pre_emphasis.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {
    {"vcsel_array", "symbol_rate"}, {"vcsel_array", "driver_bandwidth"}, {"detector_line", "gate"}};

// Driver and modulator, one behind the other; of one that is not stated the RC pole of the array.
std::vector<double> modulatorTaps(const PartView& array, double gate) {
  DrivePoles poles = drivePoles(array);
  if (const Modulator modulator = modulatorOf(array); modulator.isThere()) poles.rcHz = modulator.bandwidthHz;
  return tapsFromResidues(driveSlotResidues(poles, Time::seconds(1 / array.real("symbol_rate")), gate));
}

// The taps that are left: none under a pre-emphasis that undoes them.
std::vector<float> remainingTaps(const PartView& array, const std::vector<double>& taps) {
  if (taps.empty() || (array.flag("pre_emphasis") && inverseTaps(taps))) return {1.0f};
  return {taps.begin(), taps.end()};
}

// In complement slots every other symbol before is the one whose complement follows.
void fold(std::vector<float>& taps) {
  for (std::size_t k = 0; 2 * k < taps.size(); ++k)
    taps[k] = taps[2 * k] - (2 * k + 1 < taps.size() ? taps[2 * k + 1] : 0.0f);
  taps.resize((taps.size() + 1) / 2);
}

// A phase answers as its lock does, an amplitude as its modulator, which may be two locks.
void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  const double gate = light.detector.real("gate");
  const bool phaseAxons = out.law().inputsOnPhases;
  const bool phaseWeights = out.law().weightsOnPhases;
  const bool locksAnswer = phaseAxons || axonModulator(light).kind == ModulatorKind::PushPull;
  out.axonTaps = remainingTaps(
      light.axons, locksAnswer ? draft.rangeOf(light.axonLock).taps : modulatorTaps(light.axons, gate));
  out.weightTaps = remainingTaps(light.synapses, phaseWeights ? draft.rangeOf(light.synapseLock).taps
                                                              : modulatorTaps(light.synapses, gate));
  if (!out.complementSlots) return;
  if (phaseAxons) fold(out.axonTaps);
  if (phaseWeights) fold(out.weightTaps);
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return mixedSlotsVariance(on, cell);
}

}  // namespace

constinit const Imperfection kIntersymbol = {
    .key = "intersymbol",
    .formula =
        LL_TEXT("Σ_k h_k u_{j−k}, h_k the mean answer to a step in the k-th slot after it: of driver and RC "
                "(Hz), and of the lock behind them for phases"),
    .citation = "linear response of the locked laser and of the poles of its drive",
    .places = kPlaces,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
