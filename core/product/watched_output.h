#pragma once

#include <vector>

#include "rooms.h"

namespace lightloom::product {

/// How a cell turns the electrons D of an output into what it reads: the ADC, and the units of the output. It
/// rounds as the product did, so that the same electrons give the same bits.
struct ReadingLaw {
  enum class Rounding {
    None,    ///< an exact cell: D is the output already
    Single,  ///< as the kernels do
    Double   ///< as outputs are read that are few electrons, or may fill a capacitor
  };
  Rounding rounding = Rounding::None;
  float fullScale = 0, step = 0;  ///< of the ADC, electrons; 0: it neither clips nor rounds
  float inverseSignal = 1;        ///< units of x·w per electron
  float outputFactor = 1;

  float read(double electrons) const;
};

/// One slot of light of an output that is watched. Electrons are those of D, the difference that a pixel pair
/// integrates; of an exact cell, which has no electrons, units of the output.
struct WatchedSlot {
  double seconds = 0;  ///< when the slot ends, since the product began
  double x = 0,
         w = 0;  ///< as they are asked for: Σ x·w is the product (of sums of sines Σ sin(w − phase · x))
  double sentX = 0, sentW = 0;  ///< as the lasers send them, after levels, taps, response, heat and phases
  double phaseRad = 0;  ///< of the synapse's light against the fringe's middle: asin w; of amplitudes 0 or π
  double signal = 0;    ///< electrons that it brings on average, light of other links and offsets included
  double lightVariance = 0;  ///< electrons²: counts of light
  double otherVariance = 0;  ///< electrons²: amplifiers and phase errors
  double digital = 0;        ///< units of the output that are added behind the ADC
};

/// One output of a product, slot by slot.
struct WatchedOutput {
  std::vector<WatchedSlot> slots;
  double startVariance = 0;  ///< electrons² that are there before the first slot: charge noise
  double electrons = 0;      ///< D of the whole product as it came out, noise included
  /// Where so few electrons fall that they were counted one by one: those of either line.
  bool counted = false;
  double plus = 0, minus = 0;
  ReadingLaw reading;
  float output = 0;  ///< what the product gave; `reading` of `electrons`, and all that is `digital`
};

}  // namespace lightloom::product
