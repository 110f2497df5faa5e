#pragma once

#include "base/random.h"
#include "photonic/kernels/kernel_table.h"

namespace lightloom {

/// From this many electrons on a pixel pair on, shot noise is drawn from the normal law: its distribution
/// function then differs from that of the counts by less than 0.025, half of what a count of one is worth
/// there.
inline constexpr double kFewElectrons = 100;

/// The read-out of faint light: what `KernelTable::readOut` does after mean and phase errors, but with two
/// Poisson counts per output in place of the normal, D = n₊ − n₋ (model 4, exact), wherever fewer than
/// `kFewElectrons` fall on the pair. `pass.y` holds mean and phase errors in units of x·w; `readVariance`
/// (table) is the part of `pass.variance` that is not light. Counts are drawn from `random` output by output.
void readFewElectrons(ReadOutPass& pass, const float* readVariance, KeyedRandom& random);

}  // namespace lightloom
