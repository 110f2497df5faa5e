#include "train/steady_reasons.h"

#include <algorithm>
#include <cmath>

#include "design/design.h"

namespace lightloom::train {
namespace {

// rad, rms over the lasers that lock.
double driftOf(const std::vector<ArrayLock>& locks) {
  double squares = 0;
  int lasers = 0;
  for (const ArrayLock& lock : locks)
    for (const LaserLock& laser : lock.lasers) {
      if (!laser.stable) continue;
      squares += laser.driftRad * laser.driftRad;
      ++lasers;
    }
  return lasers > 0 ? std::sqrt(squares / lasers) : 0;
}

bool heatsWeights(const Bench& bench) {
  const auto& cells = bench.hardware->cells;
  return std::any_of(cells.begin(), cells.end(),
                     [](const CellHardware& cell) { return cell.weightHeat.heats(); });
}

std::optional<Message> scoreReason(const Bench& bench) {
  if (settingReal(bench.design, "training.learning_rate") > 0) return std::nullopt;
  return Message{
      "steady.no-learning", LL_TEXT("The learning rate is 0: the weights stay as they were drawn."), {}};
}

Message powerReason(const Report& report) {
  if (report.emittedW <= 0) return {"steady.no-light", LL_TEXT("No laser emits light."), {}};
  if (report.detectedW <= 0) return {"steady.nothing-detected", LL_TEXT("No light reaches a pixel."), {}};
  return {"steady.power",
          LL_TEXT("Of the drawing at |x| = 1: it changes with the bench, not with the data."),
          {}};
}

Message energyReason(const Bench& bench, const Report& report) {
  if (report.whyNoNetwork()) return *report.whyNoNetwork();
  const std::string preset = settingText(bench.design, "energy.preset");
  if (preset != "off")
    return {"steady.preset", LL_TEXT("The energy is that of the preset %1, not of the drawing."), {preset}};
  return {"steady.energy", LL_TEXT("Of the parts: it changes with the bench, not with the weights."), {}};
}

Message phaseReason(const Bench& bench, const Report& report) {
  if (report.locked == 0) return {"steady.nothing-locked", LL_TEXT("No laser is locked."), {}};
  const bool heats = heatsWeights(bench), drifts = driftOf(bench.locks) > 0;
  if (heats && drifts)
    return {"steady.heat-and-drift",
            LL_TEXT("The design's, drift of the stated age included; heat goes with the training."),
            {}};
  if (heats)
    return {"steady.heat",
            LL_TEXT("No drift: the lock error is that of the design; heat goes with the training."),
            {}};
  if (drifts)
    return {
        "steady.drift", LL_TEXT("No heat: the design's lock error, drift of the stated age included."), {}};
  return {
      "steady.no-heat-no-drift", LL_TEXT("No heat and no drift: the lock error is that of the design."), {}};
}

}  // namespace

SteadyReasons steadyReasons(const Bench& bench, const Report& report) {
  return {scoreReason(bench), powerReason(report), energyReason(bench, report), phaseReason(bench, report)};
}

}  // namespace lightloom::train
