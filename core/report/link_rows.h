#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::report {

/// One pair of channels that meet on a pixel pair, as tables show it (model.md 2.3, `optics::Link`).
struct LinkRow {
  std::string cell;                         ///< id of the cell's combiner
  std::string detector, detectorMinus;      ///< ids; `detector` is the minus line where only that is reached
  int pixel = -1, pixelMinus = -1;          ///< row·columns + column on these lines; −1: not reached
  std::string axon, synapse;                ///< ids of the arrays
  int axonChannel = 0, synapseChannel = 0;  ///< row·columns + column of the arrays
  double axonW = 0, synapseW = 0;           ///< W over both lines, at |x| = 1, before quantum efficiency
  double visibility = 0;                    ///< γ, mean over the lines of the cell, 0 … 1
  double crosstalk = 0;                     ///< unwanted over wanted power
  double delayS = 0;                        ///< s, synapse − axon, from emitter to pixel
  double phaseRad = 0;                      ///< φ₀ of sin(φ_w − φ_x + φ₀); 0 where a servo holds it
  /// Electrons of each beam per slot and pair, with visibility and unequal powers as drawn, whatever
  /// imperfections are switched on.
  double electronsAxon = 0, electronsSynapse = 0;
};

/// Calls `visit` for the first `most` links of all cells, in their order; returns for how many. A cell
/// that is too large to be computed has none (`Hardware::cannotCompute` says so).
std::size_t visitLinkRows(const Bench& bench, std::size_t most,
                          const std::function<void(const LinkRow&)>& visit);

}  // namespace lightloom::report
