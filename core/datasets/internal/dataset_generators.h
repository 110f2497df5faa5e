#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::datasets {

/// A set that is made, not read; nothing where the name is none of them. Unsplit; inputs lie in 0 … 1.
/// tic_tac_toe: every board on which a game that x began can end, 958 in all (626 won by x, 332 not), nine
/// inputs with x = 1, empty = 0.5, o = 0. tic_tac_toe_moves: all 4520
/// boards on which a game can go on, 18 inputs (`boardInputs`), the best move (`chosenMove`) as the class,
/// and all best moves as right answers. spirals: two noisy arms of 1.75 turns, 500 points each. xor: four
/// noisy clouds of 250 points. parity: all 256 words of 8 bits.
std::optional<Dataset> generatedDataset(std::string_view name, std::uint64_t seed);

}  // namespace lightloom::datasets
