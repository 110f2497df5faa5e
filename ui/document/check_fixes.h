#pragma once

#include <QString>
#include <optional>

#include "bench/bench.h"
#include "design/edit.h"
#include "rooms.h"

namespace lightloom::ui {

/// A change that makes a check pass, as one step that can be undone.
struct CheckFix {
  QString label;  ///< what it does: "Run both arrays at 5 GS/s"
  DesignEdit edit;
};

/// The fix of a check of this bench, where one is known.
std::optional<CheckFix> fixFor(const Bench& bench, const Check& check);

}  // namespace lightloom::ui
