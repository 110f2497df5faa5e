#include "datasets/tic_tac_toe.h"

#include <algorithm>
#include <set>

#include "base/check.h"

namespace lightloom::datasets {
namespace {

constexpr int kLines[8][3] = {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {0, 3, 6},
                              {1, 4, 7}, {2, 5, 8}, {0, 4, 8}, {2, 4, 6}};
constexpr int kInOrderOfChoice[9] = {4, 0, 2, 6, 8, 1, 3, 5, 7};
constexpr int kWin = 10;  // more than the moves of a game

Square other(Square player) {
  return player == Square::X ? Square::O : Square::X;
}

std::size_t at(int square) {
  return static_cast<std::size_t>(square);
}

GameBoard after(GameBoard board, int square) {
  board[at(square)] = playerToMove(board);
  return board;
}

void playOn(const GameBoard& board, std::set<GameBoard>& undecided, std::set<GameBoard>& decided) {
  if (isDecided(board)) {
    decided.insert(board);
    return;
  }
  if (!undecided.insert(board).second) return;
  for (int square = 0; square < 9; ++square)
    if (board[at(square)] == Square::Empty) playOn(after(board, square), undecided, decided);
}

// What the game is worth to the player to move: kWin less the moves until the end, its negative, or 0.
int worth(const GameBoard& board) {
  if (hasWon(board, other(playerToMove(board)))) return -kWin;
  if (isDecided(board)) return 0;
  int best = -kWin;
  for (int square = 0; square < 9; ++square) {
    if (board[at(square)] != Square::Empty) continue;
    const int reply = worth(after(board, square));
    // Each move takes one off what is won or lost.
    best = std::max(best, reply > 0 ? 1 - reply : reply < 0 ? -1 - reply : 0);
  }
  return best;
}

}  // namespace

Square playerToMove(const GameBoard& board) {
  const auto count = [&](Square sign) { return std::count(board.begin(), board.end(), sign); };
  return count(Square::X) > count(Square::O) ? Square::O : Square::X;
}

bool hasWon(const GameBoard& board, Square player) {
  return std::any_of(std::begin(kLines), std::end(kLines), [&](const int(&line)[3]) {
    return std::all_of(std::begin(line), std::end(line),
                       [&](int square) { return board[at(square)] == player; });
  });
}

bool isDecided(const GameBoard& board) {
  return std::find(board.begin(), board.end(), Square::Empty) == board.end() || hasWon(board, Square::X) ||
         hasWon(board, Square::O);
}

std::vector<GameBoard> undecidedBoards() {
  std::set<GameBoard> undecided, decided;
  playOn(GameBoard{}, undecided, decided);
  return {undecided.begin(), undecided.end()};
}

std::vector<GameBoard> decidedBoards() {
  std::set<GameBoard> undecided, decided;
  playOn(GameBoard{}, undecided, decided);
  return {decided.begin(), decided.end()};
}

std::vector<int> bestMoves(const GameBoard& board) {
  std::vector<int> out;
  if (isDecided(board)) return out;
  int least = kWin + 1;  // of what is left to the other player
  for (int square = 0; square < 9; ++square) {
    if (board[at(square)] != Square::Empty) continue;
    const int left = worth(after(board, square));
    if (left < least) out.clear();
    least = std::min(least, left);
    if (left == least) out.push_back(square);
  }
  return out;
}

int chosenMove(const GameBoard& board) {
  const std::vector<int> best = bestMoves(board);
  LL_CHECK(!best.empty());
  return *std::find_if(std::begin(kInOrderOfChoice), std::end(kInOrderOfChoice),
                       [&](int square) { return std::find(best.begin(), best.end(), square) != best.end(); });
}

std::array<float, 18> boardInputs(const GameBoard& board) {
  const Square mine = playerToMove(board);
  std::array<float, 18> out{};
  for (std::size_t square = 0; square < 9; ++square)
    if (board[square] != Square::Empty) out[square + (board[square] == mine ? 0 : 9)] = 1;
  return out;
}

std::optional<int> legalMove(std::span<const float> outputs, const GameBoard& board) {
  LL_CHECK(outputs.size() == board.size());
  std::optional<int> out;
  if (isDecided(board)) return out;
  for (int square = 0; square < 9; ++square) {
    if (board[at(square)] != Square::Empty) continue;
    // A comparison with NaN is false: the first legal square stays then.
    if (!out || outputs[at(square)] > outputs[at(*out)]) out = square;
  }
  return out;
}

}  // namespace lightloom::datasets
