#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"detector_line", "calibration"}, {"vcsel_array", "trim"}};

void onLasers(const CellLight& light, CellDraft& draft) {
  draft.trim = trimOf(light);
}

// Whatever a loop that is open leaves wanders, so that no calibration knows it.
void onLink(const CellLight& light, const CellDraft& draft, const Link& link, LinkDraft& out) {
  const double rest = draft.trim.restOf(link);
  out.phaseRad -= rest;
  if (light.cell.loop != PhaseLoop::Open && light.calibrated) out.calibratedRad = -rest;
  if (link.plus.pixel < 0 || link.minus.pixel < 0) return;
  out.plus.inStep = std::cos(link.plus.phaseRad - link.tracedPhaseRad);
  out.minus.inStep = std::cos(link.minus.phaseRad - link.tracedPhaseRad);
}

void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  if (light.calibrated) out.leakCalibration = leakCalibrationOf(light.detector);
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double leak = on.inputs.leakSquares[static_cast<std::size_t>(cell.leakCalibration)];
  return on.overLinks(cell, [&](std::size_t i) {
    const double phase = static_cast<double>(cell.phase[i]);
    return square(std::cos(phase) - 1) * on.inputs.meanSquareOutput + square(std::sin(phase)) * leak;
  });
}

}  // namespace

constinit const Imperfection kFringePhase = {
    .key = "fringe_phase",
    .formula = LL_TEXT(
        "w cos δ + √(1 − w²) sin δ, δ = ψ_as − φ_a − φ_s in rad: of F·B interference phases lasers and servo "
        "hold F + B − 1; a calibration takes off the mean of what sin δ mixes in, or what goes with Σx"),
    .citation = "phases of separable form, largest Σ γ√(n_x n_w) cos δ",
    .places = kPlaces,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .onLink = onLink,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
