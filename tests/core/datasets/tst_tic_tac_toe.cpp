#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "all_rooms.h"
#include "datasets/dataset_store.h"
#include "datasets/tic_tac_toe.h"

using namespace lightloom::tests;

namespace {

// A board as it is written: x, o and anything else for an empty square.
GameBoard board(const char (&signs)[10]) {
  GameBoard out{};
  for (std::size_t i = 0; i < 9; ++i)
    out[i] = signs[i] == 'x' ? Square::X : signs[i] == 'o' ? Square::O : Square::Empty;
  return out;
}

GameBoard after(GameBoard from, int square) {
  from[static_cast<std::size_t>(square)] = playerToMove(from);
  return from;
}

// Whether the player, who plays the chosen move, never loses against whatever the other one does.
bool neverLoses(const GameBoard& from, Square player) {
  const Square other = player == Square::X ? Square::O : Square::X;
  if (isDecided(from)) return !hasWon(from, other);
  if (playerToMove(from) == player) return neverLoses(after(from, chosenMove(from)), player);
  for (int square = 0; square < 9; ++square)
    if (from[static_cast<std::size_t>(square)] == Square::Empty && !neverLoses(after(from, square), player))
      return false;
  return true;
}

}  // namespace

/// The game that is played against a network, against what is known of it.
class TestTicTacToe : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void boardsAreAsManyAsKnown();
  void knownBoardsHaveTheirMoves_data();
  void knownBoardsHaveTheirMoves();
  void bestMovesTurnWithTheBoard();
  void whoPlaysBestNeverLoses();
  void movesAreAlwaysLegal();
  void theSetHoldsThem();
};

// 5478 in all, the empty one among them; of those that end, 626 are won by x, 316 by o and 16 are drawn.
void TestTicTacToe::boardsAreAsManyAsKnown() {
  const std::vector<GameBoard> undecided = undecidedBoards(), decided = decidedBoards();
  QCOMPARE(undecided.size(), std::size_t{4520});
  QCOMPARE(decided.size(), std::size_t{958});
  const auto won = [&](Square player) {
    return std::count_if(decided.begin(), decided.end(),
                         [&](const GameBoard& end) { return hasWon(end, player); });
  };
  QCOMPARE(int(won(Square::X)), 626);
  QCOMPARE(int(won(Square::O)), 316);
  QVERIFY(std::none_of(undecided.begin(), undecided.end(), isDecided));
  QVERIFY(std::all_of(decided.begin(), decided.end(), isDecided));
}

void TestTicTacToe::knownBoardsHaveTheirMoves_data() {
  QTest::addColumn<QByteArray>("signs");
  QTest::addColumn<QList<int>>("best");
  QTest::addColumn<int>("chosen");
  const auto row = [](const char* name, const char* signs, const QList<int>& best, int chosen) {
    QTest::newRow(name) << QByteArray(signs) << best << chosen;
  };
  row("every first move draws", ".........", {0, 1, 2, 3, 4, 5, 6, 7, 8}, 4);
  row("a corner wants the centre", "x........", {4}, 4);
  row("the centre wants a corner", "....x....", {0, 2, 6, 8}, 0);
  row("win before anything", "xx.oo....", {2}, 2);
  row("hold what would win", "xx..o....", {2}, 2);
  row("two corners want an edge", "x...o...x", {1, 3, 5, 7}, 1);
  row("a fork cannot be held", "xo.xx...o", {2, 5, 6, 7}, 2);
  row("one row cannot wait", "xox.o.x..", {7}, 7);
  row("the last square", "xoxxoooxx", {}, -1);
}

void TestTicTacToe::knownBoardsHaveTheirMoves() {
  QFETCH(QByteArray, signs);
  QFETCH(QList<int>, best);
  QFETCH(int, chosen);
  char written[10] = {};
  std::copy_n(signs.constData(), 9, written);
  const std::vector<int> moves = bestMoves(board(written));
  QCOMPARE(QList<int>(moves.begin(), moves.end()), best);
  if (chosen >= 0) QCOMPARE(chosenMove(board(written)), chosen);
}

void TestTicTacToe::bestMovesTurnWithTheBoard() {
  // A quarter turn: square i comes from turned[i].
  constexpr int kTurned[9] = {6, 3, 0, 7, 4, 1, 8, 5, 2};
  for (const GameBoard& from : undecidedBoards()) {
    GameBoard to{};
    for (std::size_t i = 0; i < 9; ++i) to[i] = from[static_cast<std::size_t>(kTurned[i])];
    std::set<int> expected;
    for (const int square : bestMoves(to)) expected.insert(kTurned[square]);
    const std::vector<int> moves = bestMoves(from);
    QVERIFY(std::equal(moves.begin(), moves.end(), expected.begin(), expected.end()));
  }
}

void TestTicTacToe::whoPlaysBestNeverLoses() {
  QVERIFY(neverLoses({}, Square::X));
  QVERIFY(neverLoses({}, Square::O));
  GameBoard game{};
  while (!isDecided(game)) game = after(game, chosenMove(game));
  QVERIFY(!hasWon(game, Square::X) && !hasWon(game, Square::O));
}

void TestTicTacToe::movesAreAlwaysLegal() {
  const float wishes[9] = {0.1f, 0.9f, 0.2f, 0.3f, 0.8f, 0.4f, 0, -1, -2};
  std::vector<float> broken(9, std::numeric_limits<float>::quiet_NaN());
  for (const GameBoard& from : undecidedBoards())
    for (const std::span<const float> outputs :
         {std::span<const float>(wishes), std::span<const float>(broken)}) {
      const std::optional<int> move = legalMove(outputs, from);
      QVERIFY(move && from[static_cast<std::size_t>(*move)] == Square::Empty);
    }
  QCOMPARE(*legalMove(wishes, board(".........")), 1);
  QCOMPARE(*legalMove(wishes, board("ox.......")), 4);
  for (const GameBoard& end : decidedBoards()) QVERIFY(!legalMove(wishes, end));
}

void TestTicTacToe::theSetHoldsThem() {
  const Result<Dataset> loaded = loadDataset("tic_tac_toe_moves");
  QVERIFY2(loaded.ok(), loaded ? "" : english(loaded.error()).c_str());
  const Dataset& set = loaded.value();
  const std::vector<GameBoard> boards = undecidedBoards();
  QCOMPARE(set.count(), boards.size());
  QCOMPARE(set.features, 18);
  QCOMPARE(set.classes, 9);
  for (std::size_t i = 0; i < boards.size(); ++i) {
    const auto inputs = boardInputs(boards[i]);
    QVERIFY(
        std::equal(inputs.begin(), inputs.end(), set.values.begin() + static_cast<std::ptrdiff_t>(18 * i)));
    const std::vector<int> best = bestMoves(boards[i]);
    for (int square = 0; square < 9; ++square)
      QCOMPARE(isRight(set, i, static_cast<std::size_t>(square)),
               std::find(best.begin(), best.end(), square) != best.end());
    QVERIFY(isRight(set, i, set.labels[i]));
  }
  // x has the corner, o is to move: its own squares are the first nine inputs.
  const auto inputs = boardInputs(board("x........"));
  QCOMPARE(std::count(inputs.begin(), inputs.end(), 1.0f), std::ptrdiff_t{1});
  QCOMPARE(inputs[9], 1.0f);
}

QTEST_GUILESS_MAIN(TestTicTacToe)
#include "tst_tic_tac_toe.moc"
