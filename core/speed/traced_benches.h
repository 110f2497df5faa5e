#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "rooms.h"

namespace lightloom::speed {

/// Larger benches in the layout of the example mnist-5x5, for the time that light takes to be traced: "5x5"
/// is the example (two crossed arrays of 5×5), "25x25" two crossed arrays of 25×25 on lines of 625×625
/// pixels, "100x100" a synapse array of 100×100 and one axon. Errors: those of `applyAssignment` where the
/// design is another one.
Result<std::vector<std::pair<std::string, Design>>> tracedBenches(const Design& mnist5x5);

}  // namespace lightloom::speed
