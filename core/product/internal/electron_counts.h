#pragma once

#include "base/random.h"
#include "kernels/kernel_table.h"
#include "product/hardware.h"
#include "product/watched_output.h"
#include "rooms.h"

namespace lightloom::product {

/// From this many electrons on a pixel pair on, shot noise is drawn from the normal law: its distribution
/// function then differs from that of the counts by less than 0.025, half of what a count of one is worth
/// there.
inline constexpr double kFewElectrons = 100;

/// What of the tables of the pass is not noise of the light.
struct OtherVariances {
  const float* fixed = nullptr;  ///< of `variance`
  const float* perW2 = nullptr;  ///< of `varianceW`, or null
};

/// The capacity of the capacitors, and the tables by which a product charges them.
struct Wells {
  double electrons = 0;  ///< of one capacitor; 0 = without bound
  WellHolds holds = WellHolds::Difference;
  // Tables like those of the pass, electrons on the pair; only where `electrons` > 0.
  const float* fixed = nullptr;  ///< of all slots
  const float* perX2 = nullptr;  ///< per Σ x²
  const float* perW2 = nullptr;  ///< per Σ w², or null
  // The difference of unequal lines, see `WellTables`.
  const float* offset = nullptr;
  const float* offsetPerX2 = nullptr;
  const float* offsetPerW2 = nullptr;  ///< or null
  const float* imbalance = nullptr;
  bool offsetTakenOff = true;  ///< outputs are without `offset`, which is calibrated
  // Where x⁺ and x⁻ go on two rails, each with capacitors of its own; null otherwise.
  const float* railSums = nullptr;   ///< outputs: the rails' sum, as pass.y holds their difference
  const float* sumSigned = nullptr;  ///< samples: Σ x|x|
};

/// The law by which a pass reads the outputs of an entry of its tables.
ReadingLaw readingLawOf(const ReadOutPass& pass, std::size_t table, ReadingLaw::Rounding rounding);

/// An output to be watched, and how it came out.
struct WatchedCounts {
  std::size_t output = 0;
  double electrons = 0;        ///< D before the ADC
  bool counted = false;        ///< one by one
  double plus = 0, minus = 0;  ///< then those of either line
};

/// The read-out with care: what `KernelTable::readOut` does after mean and phase errors, output by output,
/// but with two Poisson counts in place of the normal, D = n₊ − n₋ (model.md 4.1, exact), wherever `counts`
/// and fewer than `kFewElectrons` fall on the pair; and with capacitors that hold no more than they can: n± =
/// (T ± D)/2 of T electrons on the pair where each line has its own, which of unequal lines are those that
/// fall there, whatever is taken off the outputs later. Rails share the light as their inputs
/// do, and a phase error acts on their difference only: on what each holds it is of second order. `pass.y`
/// holds mean and phase errors in units of x·w; `readVariance` (table) is the part of `pass.variance` that is
/// not light. Counts are drawn from `random` output by output.
void readCarefully(ReadOutPass& pass, const OtherVariances& others, bool counts, const Wells& wells,
                   KeyedRandom& random, WatchedCounts* watched = nullptr);

}  // namespace lightloom::product
