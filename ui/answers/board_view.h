#pragma once

#include <QPushButton>
#include <QStringList>
#include <QWidget>
#include <array>

#include "datasets/tic_tac_toe.h"
#include "rooms.h"

namespace lightloom::ui {

inline constexpr int kBoardSquares = 9;

/// A board of tic-tac-toe, each square a button.
class BoardView : public QWidget {
  Q_OBJECT

 public:
  /// `names` of the squares, or none.
  explicit BoardView(const QStringList& names, QWidget* parent = nullptr);

  /// With `open` the empty squares can be clicked. `last`: the square that was filled last, or −1.
  void setBoard(const GameBoard& board, bool open, int last = -1);
  QPushButton& square(int index) { return *m_squares[static_cast<std::size_t>(index)]; }
  QSize sizeHint() const override { return {180, 180}; }
  QSize minimumSizeHint() const override { return {110, 110}; }

 Q_SIGNALS:
  void squareClicked(int square);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QStringList m_names;
  std::array<QPushButton*, kBoardSquares> m_squares;
};

}  // namespace lightloom::ui
