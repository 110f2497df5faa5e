#pragma once

#include <string>
#include <vector>

#include "bench/bench.h"
#include "imperfections/imperfections.h"
#include "rooms.h"

namespace lightloom::report {

/// A value that sets the size of an imperfection on a bench.
struct ImperfectionValue {
  std::string part;                      ///< id of the part that has it
  const Parameter* parameter = nullptr;  ///< of the part's kind, never null in a result
  Value value;                           ///< SI, as the design or else the table has it
};

/// Where a design sets the size of an imperfection: the values of its `places`, in drawing order. Of a kind
/// of which some parts belong to a cell of `bench` (arrays, combiner, lines, phase shifter) only those count.
std::vector<ImperfectionValue> imperfectionValues(const Bench& bench, const Imperfection& imperfection);

}  // namespace lightloom::report
