#pragma once

#include <complex>
#include <vector>

#include "imperfections/cell_light.h"
#include "imperfections/trim.h"
#include "laser/weight_locus.h"
#include "rooms.h"

namespace lightloom::imperfections {

/// The error of a laser's light: its state now against the one in which it was calibrated.
struct LaserError {
  double size = 1;  ///< of the field, fringe included; 0 = no lock, no fringe
  double phaseRad = 0;
};

/// Light of an array's nominal laser at rest.
struct RestingLight {
  std::complex<double> light{1, 0};  ///< over the free-running field
  double phaseGain = 1;              ///< how much of a phase error of the laser turns it
};

/// A cell on the way from light to hardware: what its lasers give and what of it counts. As it stands here
/// every laser is where it was calibrated, gives its free-running field in any phase, and reflects nothing.
struct CellDraft {
  bool pumped = false;       ///< the current that writes a phase pumps its laser as well
  bool amplitudes = false;   ///< the amplitude of the lasers changes along the branch
  bool reflections = false;  ///< leader light off the facets goes along
  bool drifted = false;      ///< lasers have moved since they were calibrated
  bool deadLinks = false;    ///< a link without a fringe gives no product
  bool ownPowers = false;    ///< every link has its own power; else the mean of its line
  Modulator modulator;       ///< of the axons, as far as it changes x; as it stands here an ideal one
  std::vector<LaserError> axonErrors, synapseErrors;  ///< by channel; empty: none
  CellTrim trim;  ///< of phases that fringes ask of the lasers; as it stands here none

  // Worked out once it is known what the lasers do.
  WeightLocus axonLocus, synapseLocus;
  RestingLight axonRest, synapseRest;
  /// Over that of the free-running laser, mean over what is driven; of axons on amplitudes what x = 1 adds to
  /// the field at x = 0, squared.
  double axonPower = 1, synapsePower = 1;
  double pairReach = 1;  ///< largest |sin φ| of a pair of lasers that writes x
  /// The excess of the way through the synapses over that through the axons, summed over the links: of
  /// symbols, and of the leader's light, in s, and its square, in s².
  double symbolDelays = 0, leaderDelays = 0, leaderDelaySquares = 0;

  /// What the nominal laser of an array writes.
  const WrittenRange& rangeOf(const ArrayLock& lock) const {
    return pumped ? lock.written : lock.atFixedPump;
  }

  /// Light of a laser in units of its free-running field.
  std::complex<double> lightOf(double amplitude, double phaseRad, double reflected) const {
    return std::polar(amplitudes ? amplitude : 1.0, phaseRad) - (reflections ? reflected : 0.0);
  }
};

/// One detector line of a link on the way.
struct LineDraft {
  double axonW = 0, synapseW = 0;  ///< W on the pixel
  double electronsPerWatt = 0;     ///< per slot, weighed by the gain of the line
  double overlap = 1;              ///< γ
  double inStep = 1;               ///< cosine of the phase of this line's fringe against that of the pair
  double darkElectrons = 0;        ///< per slot
  double axonElectrons = 0, synapseElectrons = 0;  ///< per slot, of the free-running synapse
};

/// One link on the way.
struct LinkDraft {
  LineDraft plus, minus;
  double gain = 1;           ///< of the product
  double phaseRad = 0;       ///< ψ of sin(φ_w − ψ)
  double calibratedRad = 0;  ///< the part of it that the calibration of the pixels knows
  /// Electrons of D that go with x² and with the slots: what unequal lines leave.
  double offsetPerSquare = 0, offsetPerSlot = 0;
  double fringeImbalance = 0;              ///< see `CellHardware::fringeImbalance`
  std::size_t index = 0;                   ///< in the links of the cell
  std::vector<CrossedLink> crossed;        ///< light of other links; `link` is filled when it is written
  double strayAxon = 0, straySynapse = 0;  ///< light of other channels of which no phase is known, likewise
  double unwantedAxon = 0, unwantedSynapse = 0;  ///< light of other channels over the wanted light
};

}  // namespace lightloom::imperfections
