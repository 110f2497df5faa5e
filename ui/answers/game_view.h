#pragma once

#include "answers/sample_view.h"
#include "datasets/tic_tac_toe.h"
#include "rooms.h"

namespace lightloom::ui {

class BoardView;

/// Boards of tic-tac-toe, and a game against the network. It is asked for its outputs, and moves to the free
/// square with the largest one: never an illegal move; where its first choice is taken, that is said.
class GameView : public SampleView {
  Q_OBJECT

 public:
  explicit GameView(const Dataset& data, QWidget* parent = nullptr);

  void showSample(const std::vector<float>& inputs) override;
  bool isOwn() const override { return m_playing; }
  void takeAnswer(const OwnAnswer& answer) override;
  void takeProblem(const QString& problem) override;
  QString ownWords() const override { return m_words; }
  std::vector<bool> rightAnswers() const override { return m_right; }

  /// A new game; x begins.
  void begin(bool personBegins);
  /// Puts the person's sign on a free square, where it is their turn.
  void move(int square);
  const GameBoard& board() const { return m_board; }
  bool isNetworksTurn() const;

 private:
  void showBoard();
  void askNetwork();
  QString endWords() const;

  QStringList m_names;
  BoardView* m_view;
  GameBoard m_board{};
  Square m_person = Square::X;
  bool m_playing = false;
  int m_last = -1;
  QString m_words;
  std::vector<bool> m_right;  ///< of the move that the network was asked for
};

}  // namespace lightloom::ui
