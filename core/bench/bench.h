#pragma once

#include <memory>
#include <string>
#include <vector>

#include "design/design.h"
#include "design/kind.h"
#include "imperfections/imperfections.h"
#include "locks/array_lock.h"
#include "optics/cells.h"
#include "optics/layout.h"
#include "optics/trace.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::bench {

/// What made a drawing of the one before, for people.
struct BenchChange {
  std::string label;               ///< what somebody did ("Move lens3"); empty of a drawing as it was opened
  std::vector<std::string> parts;  ///< ids of those that it touched
};

/// All that follows from a drawing: where the light goes, how the lasers lock, what the cells compute with.
/// A plain value that is compiled once per change and shared read-only.
struct Bench {
  Design design;
  BenchChange change;
  Layout layout;
  Trace trace;
  CellSet cells;
  std::vector<ArrayLock> locks;  ///< one per follower array, in drawing order
  std::vector<Check> checks;     ///< of parts, optics and locking, errors first
  std::shared_ptr<const Hardware> hardware;
};

/// compileLayout → traceBundles → findCells → lockArrays → Hardware. Pure; fast enough for every mouse move.
/// What made the design is left to its owner. Never fails: a layout that cannot compute says so in
/// `hardware->cannotCompute` and in the checks.
Bench compileBench(const Design& design);

/// The same with these imperfections on and no others, for the share of each. The optics and locks of `bench`
/// are reused.
std::shared_ptr<const Hardware> hardwareWith(const Bench& bench, const ImperfectionSet& on);

/// The light of one of its cells, as links and locks give it.
CellLight cellLight(const Bench& bench, std::size_t cell);

}  // namespace lightloom::bench
