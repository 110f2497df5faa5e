#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "design/edit.h"
#include "rooms.h"

/// What a bench still lacks to be a network: for people who begin with nothing.
namespace lightloom::bench {

/// One thing that a network of light needs, and whether the light of this bench has it.
struct BenchNeed {
  std::string id;  ///< "need.leader", "need.combiner" …: stable
  Message title;   ///< what is needed: "A combiner where both arrays meet"
  Message how;     ///< how to come by it, for benches on which no part can be proposed
  bool isMet = false;
};

/// The needs of a homodyne cell, in the order in which a bench is built. What is met follows from the traced
/// light and not from counts: a lens counts where the light of its array passes it on the way to the
/// combiner, leader light where no facet is dark. A bench whose arrays need no copies has no need of them.
std::vector<BenchNeed> benchNeeds(const Bench& bench);

/// A part that brings a bench one step on.
struct NextPart {
  std::string need;  ///< id of the first unmet need
  Message label;     ///< what adding it is called: "Add a combiner"
  std::string part;  ///< id of the new part
  DesignEdit edit;   ///< adds it with its values, at its place, turned to the light
};

/// The next part for the first unmet need that one can be found for. It stands where the traced beams want
/// it: arrays as far from where they will meet as their relays are long, lenses a focal length behind what
/// they image, splitters where two axes cross, detector lines a focal length behind their lens. Each is tried
/// on a copy of the bench first and offered only if the light then has what was missing. Empty where all is
/// met, and where nothing fits.
std::optional<NextPart> nextPart(const Bench& bench);

/// Leads on from a bench without a cell: "bench.next" names the first unmet need; empty with a cell.
std::vector<Check> nextStepChecks(const Bench& bench);

}  // namespace lightloom::bench
