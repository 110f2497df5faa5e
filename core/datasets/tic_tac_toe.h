#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rooms.h"

namespace lightloom::datasets {

/// The game of tic-tac-toe, solved: what `tic_tac_toe_moves` is made of, and what a network that has learned
/// it is played against with. x begins.
enum class Square : std::uint8_t { Empty, O, X };
/// Nine squares, row by row from the top left.
using GameBoard = std::array<Square, 9>;

/// Whose turn it is, told by the numbers of the signs.
Square playerToMove(const GameBoard& board);
/// Whether the player has three in a line.
bool hasWon(const GameBoard& board, Square player);
/// Whether nobody can move: one has won, or the board is full.
bool isDecided(const GameBoard& board);

/// Every board on which a game that x began can stand and go on: 4520, in a fixed order.
std::vector<GameBoard> undecidedBoards();
/// Every board on which it can end: 958, in a fixed order.
std::vector<GameBoard> decidedBoards();

/// The squares of all best moves, in rising order, by search to the end: to win is better than to draw, to
/// draw better than to lose, to win sooner better than later, to lose later better than sooner. Empty where
/// the board is decided.
std::vector<int> bestMoves(const GameBoard& board);

/// The best move that stands for all of them: the centre before a corner before an edge, then the lower
/// square. The board must not be decided.
int chosenMove(const GameBoard& board);

/// The 18 inputs of a network: for each square 1 where the player to move has it, then for each 1 where the
/// other one has it.
std::array<float, 18> boardInputs(const GameBoard& board);

/// The empty square with the largest of nine outputs; nothing where the board is decided. Whatever the
/// outputs are (NaN too), the move is a legal one.
std::optional<int> legalMove(std::span<const float> outputs, const GameBoard& board);

}  // namespace lightloom::datasets
