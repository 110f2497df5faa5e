#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::report {

/// What a step of the budget is: power that comes from a wall plug, power that is lost, or light that becomes
/// electrons.
enum class LightStepKind { Supply, Loss, Electrons };
/// "supply", "loss", "electrons"
std::string_view lightStepKey(LightStepKind kind);

/// One step from the wall plug to the detected electron.
struct LightStep {
  LightStepKind kind = LightStepKind::Loss;
  std::string part;      ///< id of the part that supplies, takes or detects it
  std::string cause;     ///< stable: "wall_plug", "laser_heat", a `lossCauseKey`, "outside_gate" …
  Message label;         ///< the cause for people
  double powerW = 0;     ///< W ≥ 0
  double leftW = 0;      ///< W: what is on its way behind this step
  double share = 0;      ///< of what all wall plugs supply, 0 … 1
  double perSecond = 0;  ///< of electrons, 1/s
};

/// Where the power of the lasers goes (model.md 5.4): all of them on at |x| = 1, as in the trace. Lasers
/// supply, and lose what is not light; the bench loses by part and cause, largest first; pixels lose what
/// comes outside their gate and what makes no electron. Supplied = lost + made electrons to 1e-12 relative:
/// `leftW` of the last step is rounding.
struct LightBudget {
  std::vector<LightStep> steps;  ///< supplies, heat, losses of the bench, of the pixels, electrons
  double suppliedW = 0;          ///< W from wall plugs
  double emittedW = 0;           ///< W of light
  double detectedW = 0;          ///< W of light on pixels
  double electronsW = 0;         ///< W of the light that makes electrons
  double wavelengthM = 0;        ///< m, of the first leader; 0 without sources

  /// Index of the largest loss; −1 without one.
  int largestLoss() const;
};

/// That of a bench; without sources all is 0.
LightBudget lightBudget(const Bench& bench);

}  // namespace lightloom::report
