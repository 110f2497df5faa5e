#include "datasets/internal/dataset_generators.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/units.h"
#include "datasets/tic_tac_toe.h"

namespace lightloom::datasets {
namespace {

constexpr int kArmPoints = 500, kCloudPoints = 250, kParityBits = 8;
constexpr double kTurns = 1.75, kArmNoise = 0.015, kCloudNoise = 0.08;

void addSample(Dataset& set, std::initializer_list<double> inputs, int label) {
  for (const double input : inputs) set.values.push_back(static_cast<float>(std::clamp(input, 0.0, 1.0)));
  set.labels.push_back(static_cast<std::uint16_t>(label));
}

Dataset ticTacToe() {
  Dataset set;
  set.features = 9;
  set.subject = Subject::Board;
  set.classNames = {"x wins", "x does not win"};
  for (const GameBoard& end : decidedBoards()) {
    for (const Square square : end)
      set.values.push_back(square == Square::X ? 1.0f : square == Square::Empty ? 0.5f : 0.0f);
    set.labels.push_back(hasWon(end, Square::X) ? 0 : 1);
  }
  return set;
}

Dataset ticTacToeMoves() {
  Dataset set;
  set.features = 18;
  set.subject = Subject::Board;
  set.classNames = {"top left", "top",         "top right", "left",        "centre",
                    "right",    "bottom left", "bottom",    "bottom right"};
  for (const GameBoard& board : undecidedBoards()) {
    const auto inputs = boardInputs(board);
    set.values.insert(set.values.end(), inputs.begin(), inputs.end());
    set.labels.push_back(static_cast<std::uint16_t>(chosenMove(board)));
    std::uint32_t right = 0;
    for (const int square : bestMoves(board)) right |= 1u << square;
    set.alsoRight.push_back(right);
  }
  return set;
}

Dataset spirals(KeyedRandom random) {
  Dataset set;
  set.features = 2;
  set.classNames = {"first arm", "second arm"};
  for (int i = 0; i < kArmPoints; ++i) {
    for (int arm = 0; arm < 2; ++arm) {
      const double along = std::sqrt((i + random.uniform()) / kArmPoints);
      const double turn = 2 * constants::kPi * kTurns * along + constants::kPi * arm;
      const double x = along * std::cos(turn), y = along * std::sin(turn);
      addSample(set,
                {0.5 + 0.45 * x + kArmNoise * random.normal(), 0.5 + 0.45 * y + kArmNoise * random.normal()},
                arm);
    }
  }
  return set;
}

Dataset exclusiveOr(KeyedRandom random) {
  Dataset set;
  set.features = 2;
  set.classNames = {"equal", "different"};
  for (int i = 0; i < kCloudPoints; ++i)
    for (int corner = 0; corner < 4; ++corner) {
      const int a = corner & 1, b = corner >> 1;
      addSample(
          set,
          {0.25 + 0.5 * a + kCloudNoise * random.normal(), 0.25 + 0.5 * b + kCloudNoise * random.normal()},
          a ^ b);
    }
  return set;
}

Dataset parity() {
  Dataset set;
  set.features = kParityBits;
  set.classNames = {"even", "odd"};
  for (int word = 0; word < 1 << kParityBits; ++word) {
    int ones = 0;
    for (int bit = 0; bit < kParityBits; ++bit) {
      const int value = (word >> bit) & 1;
      ones += value;
      set.values.push_back(static_cast<float>(value));
    }
    set.labels.push_back(static_cast<std::uint16_t>(ones & 1));
  }
  return set;
}

}  // namespace

std::optional<Dataset> generatedDataset(std::string_view name, std::uint64_t seed) {
  const KeyedRandom random(RandomKey{seed, Stream::DataGenerate, 0, 0, 0});
  Dataset set;
  if (name == "tic_tac_toe")
    set = ticTacToe();
  else if (name == "tic_tac_toe_moves")
    set = ticTacToeMoves();
  else if (name == "spirals")
    set = spirals(random);
  else if (name == "xor")
    set = exclusiveOr(random);
  else if (name == "parity")
    set = parity();
  else
    return std::nullopt;
  set.name = std::string(name);
  set.classes = static_cast<int>(set.classNames.size());
  return set;
}

}  // namespace lightloom::datasets
