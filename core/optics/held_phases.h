#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "rooms.h"

namespace lightloom::optics {

/// What the links of a cell would add to their signal at ψ: rows are synapse channels, columns axon channels,
/// 0 where two channels share no pixel.
struct FringeTable {
  FringeTable(int ofSynapses, int ofAxons)
      : synapses(ofSynapses),
        axons(ofAxons),
        fringes(static_cast<std::size_t>(ofSynapses) * static_cast<std::size_t>(ofAxons)) {}

  int synapses = 0, axons = 0;
  std::vector<std::complex<double>> fringes;  ///< index synapse·axons + axon: size × e^{iψ}

  std::complex<double>& at(int synapse, int axon) {
    return fringes[static_cast<std::size_t>(synapse) * static_cast<std::size_t>(axons) +
                   static_cast<std::size_t>(axon)];
  }
};

/// The phases that lasers and the interferometer of a cell hold. Each laser has one, so that of F·B links
/// only F + B − 1 can be set to zero (model.md 2.4).
struct HeldPhases {
  double common = 0;                    ///< rad, of the whole interferometer: what its servo holds
  std::vector<double> axons, synapses;  ///< rad, −π … π, by channel; of each array their sum is 0
  bool converged = true;                ///< false: the phases still moved when the work was spent
  /// Too many pairs of channels to look for them (`kMostHeldPairs`): every fringe is taken as held.
  bool assumed = false;

  bool empty() const { return axons.empty() && !assumed; }
  /// ψ − what is held, −π … π: the phase that stays in the link.
  double rest(int synapse, int axon, double psi) const;
};

/// Pairs of channels for which held phases are looked for: about what a drag of a part has time for.
inline constexpr std::size_t kMostHeldPairs = std::size_t{1} << 17;

/// Phases of a closed loop: the largest Σ size·cos(ψ_as − φ_a − φ_s), found by turns, φ_a = arg Σ_s
/// fringe·e^{−iφ_s} and the same for s, from the leading singular vectors of e^{iψ} on until no phase moves
/// by 1e-9 rad; at least three turns, and no more than visit about 2·10⁷ links. Channels without a fringe
/// hold 0. Sizes ≥ 0.
HeldPhases holdPhases(const FringeTable& table);

/// Phases of any origin as `HeldPhases` has them: about the circular mean of their array, with sum 0, what
/// that takes off in `common`.
HeldPhases centredPhases(double common, const std::vector<double>& synapses,
                         const std::vector<double>& axons);

}  // namespace lightloom::optics
