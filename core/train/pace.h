#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::train {

/// How fast a training goes for those who watch it: it waits between two mini-batches, or between the
/// products of one. What it computes, and to which bits, is the same at every pace; files of designs and runs
/// know nothing of it.
struct Pace {
  enum class Per : std::uint8_t {
    Free,     ///< as fast as it goes
    Press,    ///< one mini-batch whenever somebody asks for it
    Product,  ///< `seconds` before each product W·X of a mini-batch, a layer's for all its samples
    Step,     ///< `seconds` from one mini-batch to the next
    Epoch,    ///< `seconds` for all mini-batches of an epoch
    Run       ///< `seconds` for all epochs that the design asks for
  };
  Per per = Per::Free;
  double seconds = 0;  ///< above 0 and up to `kLongestPace`; 0 for Free and Press
  bool operator==(const Pace&) const = default;
};

inline constexpr double kLongestPace = 3600;  ///< s

/// Its words in settings and reports: "free", "press", "product:1", "step:1",
/// "epoch:20", "run:30".
std::string paceKey(const Pace& pace);

/// None for words that `paceKey` does not write, and for seconds out of range.
std::optional<Pace> paceFromKey(std::string_view key);

/// s from the beginning of one mini-batch to that of the next in a run of so many; 0: no waiting there.
/// Both counts are at least 1.
double secondsPerStep(const Pace& pace, int stepsPerEpoch, int epochs);

}  // namespace lightloom::train
