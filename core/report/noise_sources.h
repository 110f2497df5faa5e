#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "design/kind.h"
#include "photonic/bench.h"

namespace lightloom {

/// What is said about one noise source (`noise.KEY`): the law that it follows.
struct NoiseSource {
  std::string_view key;
  std::string_view formula;   ///< LL_TEXT("figure", …), plain text with its units
  std::string_view citation;  ///< of the law
};

/// One row per key of `noiseSources()`, in their order.
std::span<const NoiseSource> noiseSourceTable();

/// The row of a key; the key must be one of `noiseSources()`.
const NoiseSource& noiseSource(std::string_view key);

/// A value of a noise source on a bench.
struct NoiseSourceValue {
  std::string part;                      ///< id
  const Parameter* parameter = nullptr;  ///< of the part's kind
  Value value;                           ///< SI
};

/// Where a design sets the size of a source: the values of `noiseValuePlaces`, in drawing order. Of a kind of
/// which some parts belong to a cell of `bench` (arrays, combiner, lines, phase shifter) only those count.
std::vector<NoiseSourceValue> noiseSourceValues(const Bench& bench, std::string_view key);

}  // namespace lightloom
