#pragma once

#include "design/laser_diode.h"
#include "design/modulator.h"
#include "imperfections/heating.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::study {

/// The chain from voltage to field of one symbol on the nominal laser of an array, at rest: what the symbol
/// would stand at if it stood for ever, without heat, settling and converters, which `sentX` and `sentW` of a
/// dot product have in them.
struct SymbolDrive {
  /// U = U_turn-on + R·I in V and I = I_bias − Δf/k_c in A, Δf the detuning less that of value zero; NaN
  /// where no fast tuning is known.
  double volts = 0, amperes = 0;
  double detuningHz = 0;  ///< leader − follower
  double phaseRad = 0;    ///< of the field, against the leader
  double amplitude = 1;   ///< of the field, in units of the free-running one
};

/// How the lasers of an array write their symbols. As it stands here they write none: their field is that of
/// their bias.
class SymbolWriter {
 public:
  SymbolWriter() = default;
  /// `branch` empty: the lasers rest.
  SymbolWriter(WrittenBranch branch, const PartView& array, const ArrayLock& lock,
               const Modulator& modulator);

  bool writesPhases() const { return m_branch.symbols.size() > 1; }
  /// A weight; of phase × phase φ_w or φ_x about the middle of the range, rad; of two-slot phase x·x_max.
  /// Whatever the value, the bias where the lasers write no phases.
  SymbolDrive at(double value) const;
  /// What writes amplitudes behind them; none of weights and of phases.
  const Modulator& modulator() const { return m_modulator; }

 private:
  SymbolDrive driven(const WrittenSymbol& symbol) const;

  WrittenBranch m_branch;
  LaserDiode m_diode;
  BiasPoint m_bias;
  WrittenSymbol m_rest;
  double m_tuningHzPerA = 0;
  Modulator m_modulator;
};

/// Those of the synapses and axons of a cell, with the imperfections that its design has on.
SymbolWriter weightWriter(const CellLight& light);
SymbolWriter inputWriter(const CellLight& light);

/// What `inputWriter` takes for an x of a layer on a cell: see `SymbolWriter::at`.
double writtenInput(const CellHardware& cell, bool isSigned, double x);

}  // namespace lightloom::study
