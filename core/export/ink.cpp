#include "export/ink.h"

#include <algorithm>
#include <iterator>

namespace lightloom::exports {
namespace {

constexpr CurveLook kCurveLooks[] = {{"train_accuracy", ink::kAxon, CurveDash::Solid},
                                     {"test_accuracy", ink::kTest, CurveDash::Dashed},
                                     {"ideal_test_accuracy", ink::kFaint, CurveDash::Dotted},
                                     {"loss", ink::kAxon, CurveDash::Solid},
                                     {"emitted_W", ink::kTest, CurveDash::Solid},
                                     {"detected_W", ink::kDendrite, CurveDash::Dashed},
                                     {"J_per_op", ink::kDendrite, CurveDash::Solid},
                                     {"low_J_per_op", ink::kDendrite, CurveDash::Solid},
                                     {"phase_error_rad", ink::kSynapse, CurveDash::Solid},
                                     {"worst_phase_error_rad", ink::kTest, CurveDash::Dashed},
                                     {"signal_electrons", ink::kAxon, CurveDash::Dotted},
                                     {"spent_J", ink::kAxon, CurveDash::Dotted},
                                     {"heat_error_rad", ink::kAxon, CurveDash::Dotted}};

}  // namespace

const char* lightInk(EmitterRole role) {
  switch (role) {
    case EmitterRole::Leader:
      return ink::kLeader;
    case EmitterRole::Axon:
      return ink::kAxon;
    case EmitterRole::Synapse:
      return ink::kSynapse;
  }
  return ink::kLeader;
}

std::vector<double> lightDash(EmitterRole role) {
  if (role == EmitterRole::Synapse) return {6, 4};
  if (role == EmitterRole::Leader) return {2, 2.5};
  return {};
}

CurveLook curveLook(std::string_view column) {
  const auto found = std::find_if(std::begin(kCurveLooks), std::end(kCurveLooks),
                                  [&](const CurveLook& look) { return look.column == column; });
  return found == std::end(kCurveLooks) ? CurveLook{column, ink::kAxon, CurveDash::Solid} : *found;
}

}  // namespace lightloom::exports
