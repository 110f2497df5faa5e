#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"phase_shifter", "drift"}, {"phase_shifter", "loop_bandwidth"}};

// A random walk against a loop of one pole: drift/√(4π f).
void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  if (light.cell.loop != PhaseLoop::Closed || light.cell.phaseShifterId.empty()) return;
  const PartView shifter = viewOf(light.design, light.cell.phaseShifterId);
  out.servoSigma = shifter.real("drift") / std::sqrt(4 * constants::kPi * shifter.real("loop_bandwidth"));
}

// One error δ for all slots of a product: y cos δ, and what is beside it sin δ.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double lost = cosineVariance(cell.servoSigma) + square(1 - std::exp(-square(cell.servoSigma) / 2));
  return squaresOfCommonError(on, cell) * sineVariance(cell.servoSigma) + on.inputs.meanSquareOutput * lost;
}

}  // namespace

constinit const Imperfection kServo = {
    .key = "servo",
    .formula = LL_TEXT("drift/√(4π f) rad for a whole product; drift in rad/√s, loop bandwidth f in Hz"),
    .citation = "random walk of the phase against a loop of one pole",
    .places = kPlaces,
    .scattersReadOut = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
