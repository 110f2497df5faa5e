#include "answers/game_view.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "answers/board_view.h"
#include "answers/dataset_words.h"
#include "panels/plain_button.h"
#include "study/network_answers.h"

namespace lightloom::ui {
namespace {

// Of the two signs it cannot be told which is which: the one of fewer squares, or of as many, moves.
GameBoard boardOf(const std::vector<float>& inputs) {
  const auto count = [&](std::size_t from) {
    return std::count_if(inputs.begin() + static_cast<std::ptrdiff_t>(from),
                         inputs.begin() + static_cast<std::ptrdiff_t>(from + kBoardSquares),
                         [](float value) { return value > 0.5f; });
  };
  const Square mine = count(0) < count(kBoardSquares) ? Square::O : Square::X;
  const Square other = mine == Square::X ? Square::O : Square::X;
  GameBoard out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = inputs[i] > 0.5f ? mine : inputs[i + kBoardSquares] > 0.5f ? other : Square::Empty;
  return out;
}

}  // namespace

GameView::GameView(const Dataset& data, QWidget* parent)
    : SampleView(parent), m_names(classNames(data)), m_view(new BoardView(m_names, this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_view, 1);
  auto* buttons = new QHBoxLayout;
  QPushButton* person = plainButton("answerYouBegin", tr("You begin"),
                                    tr("A new game against the network on the bench; you are ×"));
  QPushButton* network = plainButton("answerItBegins", tr("It begins"),
                                     tr("A new game against the network on the bench; it is ×"));
  connect(person, &QPushButton::clicked, this, [this] { begin(true); });
  connect(network, &QPushButton::clicked, this, [this] { begin(false); });
  buttons->addWidget(person);
  buttons->addWidget(network);
  layout->addLayout(buttons);
  connect(m_view, &BoardView::squareClicked, this, &GameView::move);
}

bool GameView::isNetworksTurn() const {
  return m_playing && !isDecided(m_board) && playerToMove(m_board) != m_person;
}

void GameView::showSample(const std::vector<float>& inputs) {
  m_playing = false;
  m_board = boardOf(inputs);
  m_last = -1;
  m_right.clear();
  showBoard();
}

void GameView::showBoard() {
  m_view->setBoard(m_board, m_playing && !isDecided(m_board) && !isNetworksTurn(), m_last);
}

void GameView::begin(bool personBegins) {
  m_playing = true;
  m_person = personBegins ? Square::X : Square::O;
  m_board = GameBoard{};
  m_last = -1;
  m_right.clear();
  m_words = tr("You are ×. Click a square.");
  showBoard();
  if (!personBegins) askNetwork();
  Q_EMIT changed();
}

void GameView::move(int square) {
  if (!m_playing || isDecided(m_board) || isNetworksTurn() ||
      m_board[static_cast<std::size_t>(square)] != Square::Empty)
    return;
  m_board[static_cast<std::size_t>(square)] = m_person;
  m_last = square;
  if (isDecided(m_board))
    m_words = endWords();
  else
    askNetwork();
  showBoard();
  Q_EMIT changed();
}

void GameView::askNetwork() {
  m_words = tr("The network is asked.");
  m_right.assign(kBoardSquares, false);
  for (const int square : bestMoves(m_board)) m_right[static_cast<std::size_t>(square)] = true;
  const std::array<float, 18> inputs = boardInputs(m_board);
  Q_EMIT inputsAsked({inputs.begin(), inputs.end()});
}

void GameView::takeAnswer(const OwnAnswer& answer) {
  // The game may have been left or begun anew since.
  const std::array<float, 18> inputs = boardInputs(m_board);
  if (!isNetworksTurn() ||
      !std::equal(inputs.begin(), inputs.end(), answer.inputs.begin(), answer.inputs.end()))
    return;
  const std::optional<int> square = legalMove(answer.outputs, m_board);
  if (!square) return;
  const int wanted = answerOf(answer.outputs.data(), kBoardSquares);
  const bool best = m_right[static_cast<std::size_t>(*square)];
  const QString judged = best ? tr("one of the best moves") : tr("there was a better move");
  const QString words =
      wanted == *square
          ? tr("It moved: %1, %2.").arg(m_names[*square], judged)
          : tr("Its first choice, %1, is taken, which no rule allows; so it moved to the best of the free "
               "squares: %2, %3.")
                .arg(m_names[wanted], m_names[*square], judged);
  m_board[static_cast<std::size_t>(*square)] = playerToMove(m_board);
  m_last = *square;
  m_words = isDecided(m_board) ? words + QLatin1Char(' ') + endWords() : words;
  showBoard();
  Q_EMIT changed();
}

void GameView::takeProblem(const QString& problem) {
  if (!m_playing) return;
  m_words = tr("The network cannot move. %1").arg(problem);
  Q_EMIT changed();
}

QString GameView::endWords() const {
  const Square network = m_person == Square::X ? Square::O : Square::X;
  if (hasWon(m_board, m_person)) return tr("You have won.");
  if (hasWon(m_board, network)) return tr("The network has won.");
  return tr("A draw.");
}

}  // namespace lightloom::ui
