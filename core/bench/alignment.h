#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "design/design.h"
#include "rooms.h"

namespace lightloom::bench {

/// A fine adjuster of a mount.
struct Knob {
  std::string part;
  std::string key;  ///< "fine_x", "fine_roll", …
};

/// How well the beams of all cells are brought together.
struct Alignedness {
  double visibility = 0;  ///< the weakest over all pairs of channels
  double twistRad = 0;    ///< of the fringes of the worst cell, see `fringeTwists`
  double landed = 1;      ///< the least `LinkLine::landed`

  /// γ e^{−δ²/2}: the share of the signal that is left of the light on the pixels.
  double signal() const;
  /// That of all light.
  double caught() const { return signal() * landed; }
};

/// The outcome of an alignment.
struct Alignment {
  bool found = false;  ///< false: no beams met to begin with, or it was stopped
  Alignedness before, after;
  std::vector<double> values;  ///< SI, one per knob, inside their ranges
  int tries = 0;               ///< layouts that were traced
};

/// The knobs that bring the beams of every cell together: position, tilt and pitch of the combiner, position
/// of the synapse array, the roll of both arrays and of the gratings of both arms; those that bring its
/// fringes into step: the places of these gratings; and the roll of the detector lines. A single channel, or
/// order, has no roll.
std::vector<Knob> alignmentKnobs(const Design& design);

/// The fine adjusters of these parts.
std::vector<Knob> knobsOf(const Design& design, const std::vector<std::string>& parts);

/// Turns the knobs so that the weakest visibility γ is largest, one after the other: the logarithm of a
/// Gaussian overlap is a parabola of every adjuster, so each turn goes to the vertex through three tries.
/// Then those of gratings (or all, where there are none) so that γ e^{−δ²/2} is, the fringes with it, whose
/// δ² is a parabola of every place; at last those of detector lines so that they catch most light. `progress`
/// hears of γ e^{−δ²/2} after each turn. The design itself does
/// not change.
Alignment align(const Design& design, const std::vector<Knob>& knobs, std::stop_token stop,
                const std::function<void(double)>& progress);

/// How far a fine adjuster may turn from where it is best, either way, until the weakest visibility, fringes
/// counted (`Alignedness::signal`; of a detector line the light on it, too), has fallen to a share of the
/// best; infinite where turning it costs nothing.
struct Tolerance {
  Knob knob;
  double best = 0;              ///< m or rad: its value in the best alignment
  double below = 0, above = 0;  ///< m or rad, ≥ 0
};

/// Tolerances from the best alignment that these knobs reach (see `align`), wherever they are now: a bench
/// that is already turned has no other ones. From the parabola of its logarithm through tries near that
/// share. 0 < share < 1. Empty where no beams meet, or when stopped.
std::vector<Tolerance> tolerances(const Design& design, const std::vector<Knob>& knobs, double share,
                                  std::stop_token stop = {});

}  // namespace lightloom::bench
