#pragma once

#include <optional>
#include <string_view>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::bench {

/// Classes of continuous, invisible light that a person may meet, of IEC 60825-1; the least first.
enum class LaserClass { One, ThreeR, ThreeB, Four };

/// Of a leader between 700 and 1050 nm by its power: class 1 up to 0.39 mW · 10^{0.002 (λ/nm − 700)}, 3R up
/// to five times that, 3B up to 0.5 W. Nothing of a leader of another wavelength, whose limits are not these.
/// Class 1 of other light, which nobody judges.
std::optional<LaserClass> laserClassOf(const LightSource& source);

/// The highest one of a bench; nothing where a leader has none.
std::optional<LaserClass> laserClassOf(const Bench& bench);

std::string_view laserClassName(LaserClass one);  ///< "1", "3R", "3B", "4"
std::optional<LaserClass> laserClassFromName(std::string_view name);

}  // namespace lightloom::bench
