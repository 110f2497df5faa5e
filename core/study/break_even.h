#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "design/design.h"
#include "learn/dataset.h"
#include "report/energy.h"
#include "rooms.h"

namespace lightloom::study {

/// The costs of a cell on arrays of another size: `synapses` F ≥ 1 and, in proportion, axons, at least one.
/// Each laser keeps its light, its drive and its share of the leader, whose power grows with the lasers; what
/// a symbol and a read-out cost stays, but for sums over the links of a symbol, which grow with the axons B,
/// and for what is done once for all passes of a mini-batch, of which full layers have max(1, batch/B).
EnergyInputs scaledCell(const EnergyInputs& cell, double synapses);

/// J/OP of full layers of N = `slots` on such arrays.
double scaledJoulesPerOp(const EnergyInputs& cell, double synapses, double slots);

/// The side n of the smallest arrays of n × n synapses, 1 … 1000, of which an operation costs at most
/// `joulesPerOp`: by halving the interval of its logarithm to 1e-12. Nothing where even the largest cost
/// more.
std::optional<double> smallestSide(const EnergyInputs& cell, double slots, double joulesPerOp);

/// A bench at one symbol rate.
struct BreakEvenRate {
  double symbolRateHz = 0;
  std::vector<EnergyInputs> cells;  ///< costs of its first cell, by memory as in `BreakEven::memories`
  std::optional<Message> trouble;   ///< what cannot be built at this rate
};

/// Where light costs less than something else: symbol rate × array size × memory.
struct BreakEven {
  std::vector<std::string> memories;  ///< values of energy.memory: "off", "sram", "hbm"
  std::vector<BreakEvenRate> rates;   ///< in their order; where the bench cannot compute one is missing
  double slots = 1;                   ///< N: multiplications that share a read-out of this network
  double symbolRateHz = 0;            ///< of the design
  double side = 1;                    ///< √F of the design
  std::size_t memory = 0;             ///< index of that of the design
  double joulesPerOp = 0;             ///< J/OP of the design with full layers
};

struct BreakEvenOptions {
  std::function<bool()> cancelled;               ///< polled before each bench; may be empty
  std::function<void(double share)> onProgress;  ///< 0 … 1; may be empty
};

/// Recompiles the design at rates from a sixteenth to four times its own, by steps of √2, and takes the costs
/// of its first cell without memory, with SRAM and with HBM. Full layers: padding of the network that runs
/// comes on top; energy.preset is left aside. Nothing where it was cancelled. Errors: those of
/// `simulateDesign`, why the bench cannot compute.
Result<std::optional<BreakEven>> breakEvenOf(const Design& design, const Dataset& data,
                                             const BreakEvenOptions& options = {});

}  // namespace lightloom::study
