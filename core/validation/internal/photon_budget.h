#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "product/hardware.h"
#include "rooms.h"
#include "validation/internal/laws.h"

namespace lightloom::validation {

/// A cell with shot noise of these electrons per slot and pair in each beam at full drive, γ = 1, 50:50.
CellHardware shotNoiseCell(int synapses, int axons, Encoding encoding, double electronsAxon,
                           double electronsSynapse);

/// The seed of a row's draws, FNV-1a of its id: rows never share a draw.
constexpr std::uint64_t seedOf(std::string_view id) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

/// `count` numbers spread evenly over low … high, keyed by the seed.
std::vector<float> evenNumbers(std::size_t count, double low, double high, std::uint64_t seed);

/// Amplitude × amplitude with the light at its best split (Hamerly 2019, 2.2): random matrices and inputs,
/// each drawn a few times on the product engine.
struct PhotonBudget {
  double snr = 0;             ///< mean square of the exact sums over the mean square of their errors
  double noiseOverLimit = 0;  ///< rms error over ‖A‖‖x‖/√(N N' n)
};

/// `photons` detected per multiplication, both beams, over matrices of 20 × 100.
PhotonBudget drawPhotonBudget(const Laws& laws, double photons, int matrices, int drawsEach,
                              std::uint64_t seed);

}  // namespace lightloom::validation
