#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "design/kind.h"
#include "rooms.h"

namespace lightloom::exports {

/// Colours of figures and of the light theme of the window: hues of Okabe and Ito that differ in grey as
/// well. Both read this table, so that a figure has the colours of what was seen.
namespace ink {
inline constexpr char kText[] = "#1b2027", kFaint[] = "#59636f", kPale[] = "#d5dae0", kBody[] = "#e7ebf0",
                      kSurface[] = "#2c343d", kLeader[] = "#c98500", kAxon[] = "#0072b2",
                      kSynapse[] = "#b0447f", kDendrite[] = "#00845f", kBad[] = "#c43f00",
                      kTest[] = "#c96a00";
}  // namespace ink

/// Colour of the light of a role.
const char* lightInk(EmitterRole role);

/// Dash of the light of a role in widths of its line, so that it is told without colour; empty: none.
std::vector<double> lightDash(EmitterRole role);

enum class CurveDash { Solid, Dashed, Dotted };

/// How one curve of a training is told from the others on its panel.
struct CurveLook {
  std::string_view column;  ///< of the curves of a run: "test_accuracy"
  const char* colour;
  CurveDash dash;
};

/// The look of a column of the curves; a solid line where none is agreed upon.
CurveLook curveLook(std::string_view column);

}  // namespace lightloom::exports
