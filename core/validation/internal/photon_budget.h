#pragma once

#include <cstdint>
#include <vector>

#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::validation {

/// A cell with shot noise of these electrons per slot and pair in each beam at full drive, γ = 1, 50:50.
CellHardware shotNoiseCell(int synapses, int axons, Encoding encoding, double electronsAxon,
                           double electronsSynapse);

/// `count` numbers spread evenly over low … high, keyed by the seed.
std::vector<float> evenNumbers(std::size_t count, double low, double high, std::uint64_t seed);

/// Amplitude × amplitude with the light at its best split (Hamerly 2019, 2.2): a random matrix and input,
/// drawn many times on the product engine.
struct PhotonBudget {
  double snr = 0;             ///< mean square of the exact sums over the mean square of their errors
  double noiseOverLimit = 0;  ///< rms error over ‖A‖‖x‖/√(N N' n)
};

/// `photons` detected per multiplication, both beams, over matrices of 20 × 100.
PhotonBudget drawPhotonBudget(double photons, int matrices, int drawsEach);

}  // namespace lightloom::validation
