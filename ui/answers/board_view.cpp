#include "answers/board_view.h"

#include <algorithm>

namespace lightloom::ui {
namespace {

constexpr int kGap = 3;
constexpr double kSignShare = 0.6;  // of a square

}  // namespace

BoardView::BoardView(const QStringList& names, QWidget* parent) : QWidget(parent), m_names(names) {
  setObjectName(QStringLiteral("answerBoard"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  for (int i = 0; i < kBoardSquares; ++i) {
    if (m_names.size() <= i) m_names << tr("square %1").arg(i + 1);
    auto* button = new QPushButton(this);
    button->setObjectName(QStringLiteral("answerSquare%1").arg(i));
    button->setAutoDefault(false);
    button->setToolTip(tr("Puts your sign here: %1").arg(m_names[i]));
    button->setMinimumSize(0, 0);
    connect(button, &QPushButton::clicked, this, [this, i] { Q_EMIT squareClicked(i); });
    m_squares[static_cast<std::size_t>(i)] = button;
  }
  setBoard({}, false);
}

void BoardView::setBoard(const GameBoard& board, bool open, int last) {
  for (int i = 0; i < kBoardSquares; ++i) {
    QPushButton* button = m_squares[static_cast<std::size_t>(i)];
    const Square square = board[static_cast<std::size_t>(i)];
    button->setText(square == Square::X ? tr("×") : square == Square::O ? tr("○") : QString());
    button->setAccessibleName(square == Square::Empty
                                  ? tr("%1, empty").arg(m_names[i])
                                  : tr("%1, %2").arg(m_names[i], square == Square::X ? tr("x") : tr("o")));
    button->setEnabled(open && square == Square::Empty);
    // Signs are what is read, whether or not a square can be clicked.
    QPalette colours = palette();
    colours.setColor(QPalette::Disabled, QPalette::ButtonText,
                     colours.color(i == last ? QPalette::Link : QPalette::Text));
    button->setPalette(colours);
  }
}

void BoardView::resizeEvent(QResizeEvent*) {
  const int side = std::min(width(), height()), step = (side - 2 * kGap) / 3;
  const QPoint corner((width() - side) / 2, (height() - side) / 2);
  for (int i = 0; i < kBoardSquares; ++i) {
    QPushButton* button = m_squares[static_cast<std::size_t>(i)];
    button->setGeometry(
        QRect(corner + QPoint((i % 3) * (step + kGap), (i / 3) * (step + kGap)), QSize(step, step)));
    QFont font = button->font();
    font.setPixelSize(std::max(9, static_cast<int>(kSignShare * step)));
    button->setFont(font);
  }
}

}  // namespace lightloom::ui
