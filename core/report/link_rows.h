#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::report {

/// One pair of channels that meet on a pixel pair, as tables show it. SI.
struct LinkRow {
  std::string cell;
  std::string detector, detectorMinus;  ///< id; `detector` is the minus line where only that is reached
  int pixel = -1, pixelMinus = -1;
  std::string axon, synapse;  ///< ids of the arrays
  int axonChannel = 0, synapseChannel = 0;
  double axonW = 0, synapseW = 0;  ///< over both lines, at |x| = 1
  double visibility = 0;
  double crosstalk = 0;  ///< unwanted over wanted power
  double delayS = 0;     ///< synapse − axon
  double phaseRad = 0;
  /// Of each beam, per slot: of the light as drawn, whatever else is switched on.
  double electronsAxon = 0, electronsSynapse = 0;
};

/// Calls `visit` for the first `most` links of all cells, in their order; returns how many there were. A cell
/// that is too large to be computed has none (`Hardware::cannotCompute` says so).
std::size_t visitLinkRows(const Bench& bench, std::size_t most,
                          const std::function<void(const LinkRow&)>& visit);

}  // namespace lightloom::report
