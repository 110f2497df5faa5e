#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "imperfections/heating.h"
#include "learn/network.h"
#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::report {

/// One weight as its laser sends it.
struct SentWeight {
  std::int64_t slot = 0;  ///< t/T: whole symbols since the round began
  int layer = 0, neuron = 0, pass = 0;
  double value = 0;     ///< w as it is driven; of phase × phase φ_w, rad
  double phaseRad = 0;  ///< that the laser is to have against its leader
  double wantedHz = 0;  ///< detuning that writes it, leader − follower
  double heatedHz = 0;  ///< where the heat of this symbol and of all before it really puts the laser
};

/// What a laser sends in one round: row after row of the weights on it, each for all passes of the mini-batch
/// (and inverted behind each pass of a signed x in two slots), layer after layer. Then it begins again.
struct SentWeights {
  static constexpr std::size_t kMostSymbols = 1 << 16;

  std::vector<SentWeight> symbols;  ///< from the beginning of the round, at most `kMostSymbols`
  std::int64_t slots = 0;           ///< of the round, those included in which the laser idles
  double slotS = 0;                 ///< T, s, of a symbol with its complement slot
  bool heats = false;               ///< else heated = wanted throughout
  double rmsHz = 0;                 ///< of heated − wanted over all symbols of the round
  double outsideShare = 0;          ///< of these symbols: beyond the usable range, by heat
  WrittenBranch branch;             ///< on which they lie
};

/// The weights of a network as laser `channel` of the array `array` sends them, and what slow heating makes
/// of their detunings (model.md 3.10): heated = wanted + e, e = Σ_p y_p + d·h, y_p → r_p·y_p + c_p·h from
/// slot to slot, h the heat of the symbol less the mean of the round where the bias takes that off, all in
/// Hz. The state is periodic, the symbols are those of the DAC, without what settling makes of them, and
/// lasers are taken as nominal. Unlike in the engine each pass of a row has its own heat. Where passes go on
/// for long only as many are looked at as can be told apart. Ends early, with what it has, where `stop` asks
/// for it. Errors: the bench's own reason where it cannot compute, "sent.no-weights" (no cell has its weights
/// on this array), "sent.no-phases" (its current writes none), "sent.no-cell" (a layer of the network is on a
/// cell that is not there), "sent.no-lock", "sent.no-row" (a laser without a neuron),
/// "sent.not-finite".
Result<SentWeights> sentWeights(const Bench& bench, const Network& network, const TrainerSettings& settings,
                                const std::string& array, int channel, const std::stop_token& stop = {});

}  // namespace lightloom::report
