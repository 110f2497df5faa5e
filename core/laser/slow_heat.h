#pragma once

#include <array>
#include <complex>
#include <functional>
#include <span>
#include <vector>

#include "base/units.h"
#include "rooms.h"

namespace lightloom::laser {

/// How the temperature of a laser answers a small change of its current (model.md 3.10).
enum class ThermalResponse {
  SinglePole,  ///< 1/(1 + i f/f_th)
  Diffusive    ///< 1/√(1 + i f/f_th): heat that spreads in a half-space
};

/// One pole of a thermal response, `share`/(1 + i f/corner).
struct HeatPole {
  double cornerHz = 0;  ///< > 0
  double share = 1;
};

/// A thermal response of a corner in Hz > 0 as poles whose shares add up to 1. The diffusive one is the
/// integral (2/π)∫dx/(1 + x² + i f/f_th) over evenly spaced ln x, within 1 % of the law from f_th/1000 to
/// 1000·f_th.
std::vector<HeatPole> heatPoles(ThermalResponse response, double cornerHz);

/// The sum of poles at a frequency in Hz ≥ 0.
std::complex<double> responseAt(std::span<const HeatPole> poles, double frequencyHz);

/// The same poles behind a drive that lets nothing through below `cornerHz` > 0: each of them times
/// (i f/corner)/(1 + i f/corner).
std::vector<HeatPole> highPassed(const std::vector<HeatPole>& poles, double cornerHz);

/// What is left of the symbols themselves, per detuning that they write, by a driver that drives against
/// their heat with a corner that is off by the share `mismatch`: k_th(R_true − R_taken)/(k_c + k_th·R_taken),
/// which is n·mismatch·[1/(1 + i f/f_th) − R(f/f_z)], n = 1 and f_z = |1 + k_th/k_c|·f_th of a single pole, n
/// = ½ and f_z = (k_th/k_c)²·f_th of a diffusive one. To first order in the mismatch. Where k_th and k_c
/// differ in sign the second part looks ahead in time; as it stands here it looks back, with the same mean
/// square. `tuningRatio`: k_th/k_c.
std::vector<HeatPole> equalised(ThermalResponse response, double cornerHz, double tuningRatio,
                                double mismatch);

/// A pole as a pixel meets it that integrates the last share `gate` of each slot: y goes to
/// keep·y + gain·h from one slot to the next, and the mean over the integrated part is hold·y + direct·h,
/// h being what the symbol of the slot would leave if it stood for ever.
struct SlotPole {
  double keep = 0, gain = 1, hold = 0, direct = 1;
  double share = 1;
};

/// Poles in slots of a length. `balanced`: each symbol is followed by a slot with the opposite current, which
/// no pixel integrates.
std::vector<SlotPole> slotPoles(std::span<const HeatPole> poles, Time slot, double gate, bool balanced);

/// One symbol that a current writes, as heat meets it.
struct HeatedSymbol {
  double value = 0;       ///< as it is written: a weight, or a phase
  double detuningHz = 0;  ///< that writes it
  double heatHz = 0;      ///< detuning that its own heat would leave at rest
};

/// What heat does to symbols v: h(v) = h₀ + h₁v + h₂v² in Hz, and v becomes v + e·(a₀ + a₁v + a₂v²) +
/// e²·(b₀ + b₁v) where heat adds the detuning e in Hz, kept within what the stable band can write.
struct HeatAnswer {
  std::array<double, 3> heat{};
  std::array<double, 3> linear{};
  std::array<double, 2> square{};
  double low = -1, high = 1;
};

/// What a laser that is written at a detuning in Hz sends where heat adds another one.
using PushedSymbol = std::function<double(double detuningHz, double addedHz)>;

/// Fits both to symbols of a branch, at least 5, ascending in `value` with a monotone detuning: the heat over
/// values within ±limit, what follows over those and over detunings within ±reachHz. `pushed` gives that;
/// without it the symbol is the one that the branch writes there, held at its ends.
HeatAnswer heatAnswer(std::span<const HeatedSymbol> branch, double limit, double reachHz,
                      const PushedSymbol& pushed = {});

}  // namespace lightloom::laser
