#pragma once

#include <optional>

#include "design/kind.h"
#include "laser/injection_lock.h"
#include "rooms.h"

namespace lightloom::locks {

/// The conditions that an injection has to meet.
struct InjectionNeeds {
  bool drives = true;   ///< the swing that phases want is there, and a pre-emphasis that is on exists
  bool settles = true;  ///< weights follow within a slot
};

/// Injection ratios (dB) between which lasers do what is asked; weaker ones settle too slowly, stronger ones
/// want more swing than there is. Open ends lie at the bounds of the search, −60 and 10 dB.
struct InjectionBand {
  double lowDb = 0, highDb = 0;
};

/// The largest |settlingAverage| over the usable range that counts as following.
inline constexpr double kSettles = 0.3;

/// The band of an array whose nominal laser is solved with `nominal`, to half a decibel inwards. Nothing
/// where no injection does it, so that something else has to change. A dozen solutions of the lock.
std::optional<InjectionBand> injectionBand(const PartView& array, const LockInputs& nominal,
                                           const InjectionNeeds& needs);

}  // namespace lightloom::locks
