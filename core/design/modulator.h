#pragma once

#include <span>
#include <string_view>

#include "design/kind.h"
#include "rooms.h"

namespace lightloom::design {

/// What writes the amplitude of an array's light (model.md 4.6), in the order of the parameter `modulator`.
enum class ModulatorKind {
  None,               ///< ideal: takes nothing, writes every amplitude
  ElectroAbsorption,  ///< of each laser's light; some of it always passes
  Interferometric,    ///< two arms, whose inequality leaves light in quadrature
  PushPull            ///< two lasers per channel, whose phases are driven against each other
};

/// A value that a kind of modulator has where the part states none.
struct ModulatorValue {
  std::string_view key;  ///< of the parameter that states it
  double value = 0;      ///< SI; dB where the parameter is in dB
  Provenance provenance = Provenance::Estimate;
  std::string_view citation;
};

/// The values of a kind, one for each of its parameters that are unset by default; none without a modulator.
std::span<const ModulatorValue> modulatorValues(ModulatorKind kind);

/// The modulators of an array.
struct Modulator {
  ModulatorKind kind = ModulatorKind::None;
  double lossDb = 0;        ///< at full amplitude, of power
  double extinctionDb = 0;  ///< full over least power
  double bandwidthHz = 0;   ///< 3 dB, of its answer to the driver; 0: as fast as that
  double swingV = 0;        ///< from x = 0 to x = 1
  double capacitanceF = 0;  ///< of a lumped one
  double lineOhm = 0;       ///< of the line along which its electrodes run; 0: lumped
  double areaM2 = 0;        ///< chip area of one, beside that of the laser

  bool isThere() const { return kind != ModulatorKind::None; }
  int lasers() const { return kind == ModulatorKind::PushPull ? 2 : 1; }  ///< of a channel
  double transmittance() const;                                           ///< power, at full amplitude
  /// Least over full amplitude, 10^(−ER/20): what an absorber shines at x = 0, and half of the difference of
  /// the arms of an interferometer over their mean.
  double leastAmplitude() const;
  /// Electrical energy of one symbol in J, x spread evenly over 0 … 1: (U²/12)(C + 1/(R f)), U the swing,
  /// and of an absorber the photocurrent of what it absorbs, an electron per photon, times the voltage there.
  /// `powerW` of the light that reaches it, `photonEnergyJ` > 0.
  double symbolEnergyJ(double symbolRateHz, double powerW, double photonEnergyJ) const;
};

/// That of an array, stated or as its kind has it.
Modulator modulatorOf(const PartView& array);

}  // namespace lightloom::design
