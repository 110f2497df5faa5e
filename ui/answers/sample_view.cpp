#include "answers/sample_view.h"

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

#include "answers/board_view.h"
#include "answers/dataset_words.h"
#include "answers/game_view.h"
#include "answers/spectrum_plot.h"
#include "answers/word_view.h"
#include "document/translate.h"
#include "photons/sample_picture.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

QVBoxLayout* tightLayout(QWidget& widget) {
  auto* out = new QVBoxLayout(&widget);
  out->setContentsMargins(0, 0, 0, 0);
  return out;
}

class PictureView : public SampleView {
 public:
  PictureView(const Dataset& data, QWidget* parent)
      : SampleView(parent), m_width(data.imageWidth), m_picture(new SamplePicture(tr("What it sees"), this)) {
    m_picture->setObjectName(QStringLiteral("answerPicture"));
    tightLayout(*this)->addWidget(m_picture);
  }
  void showSample(const std::vector<float>& inputs) override { m_picture->setValues(inputs, m_width); }

 private:
  int m_width;
  SamplePicture* m_picture;
};

/// A row of a table, each value by its name and in its own unit.
class ValuesView : public SampleView {
 public:
  ValuesView(const Dataset& data, QWidget* parent)
      : SampleView(parent), m_data(data), m_table(new QTableWidget(data.features, 2, this)) {
    m_table->setObjectName(QStringLiteral("answerValues"));
    m_table->setAccessibleName(tr("Values of the sample"));
    m_table->setToolTip(
        tr("The sample as the network gets it, in its own units. ≤ and ≥: it lies at or beyond all that "
           "was trained on, and was drawn in."));
    m_table->setHorizontalHeaderLabels({tr("input"), tr("value")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setMinimumSize(150, 100);
    for (int row = 0; row < data.features; ++row) {
      const QString name = data.inputNames.empty() ? tr("input %1").arg(row + 1)
                                                   : fromStd(data.inputNames[static_cast<std::size_t>(row)]);
      m_table->setItem(row, 0, new QTableWidgetItem(name));
      m_table->setItem(row, 1, new QTableWidgetItem);
      m_table->item(row, 1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    tightLayout(*this)->addWidget(m_table);
  }
  void showSample(const std::vector<float>& inputs) override {
    const bool scaled = !m_data.inputScale.empty();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const QString mark = !scaled          ? QString()
                           : inputs[i] <= 0 ? tr("≤ ")
                           : inputs[i] >= 1 ? tr("≥ ")
                                            : QString();
      m_table->item(static_cast<int>(i), 1)
          ->setText(mark + shownNumber(inputInOwnUnit(m_data, i, inputs[i]), Unit::None, 4));
    }
  }

 private:
  const Dataset& m_data;
  QTableWidget* m_table;
};

class SpectrumView : public SampleView {
 public:
  SpectrumView(const Dataset& data, QWidget* parent)
      : SampleView(parent), m_data(data), m_plot(new SpectrumPlot(data.axis, this)) {
    tightLayout(*this)->addWidget(m_plot);
    applyColours();
  }
  void showSample(const std::vector<float>& inputs) override {
    std::vector<double> values;
    for (std::size_t i = 0; i < inputs.size(); ++i) values.push_back(inputInOwnUnit(m_data, i, inputs[i]));
    m_plot->setValues(values);
  }
  void applyColours() override { m_plot->setColours(lockColours(isDark(palette()))); }

 private:
  const Dataset& m_data;
  SpectrumPlot* m_plot;
};

/// The end of a game: x = 1, empty = ½, o = 0.
class EndView : public SampleView {
 public:
  explicit EndView(QWidget* parent) : SampleView(parent), m_board(new BoardView({}, this)) {
    tightLayout(*this)->addWidget(m_board);
  }
  void showSample(const std::vector<float>& inputs) override {
    GameBoard board{};
    for (std::size_t i = 0; i < board.size(); ++i)
      board[i] = inputs[i] > 0.75f ? Square::X : inputs[i] < 0.25f ? Square::O : Square::Empty;
    m_board->setBoard(board, false);
  }

 private:
  BoardView* m_board;
};

}  // namespace

SampleView* makeSampleView(const Dataset& data, QWidget* parent) {
  switch (data.subject) {
    case Subject::Spectrum:
      return new SpectrumView(data, parent);
    case Subject::Word:
      return new WordView(data, parent);
    case Subject::Board:
      if (data.classes == kBoardSquares) return new GameView(data, parent);
      return new EndView(parent);
    case Subject::Numbers:
      break;
  }
  if (data.imageWidth > 0) return new PictureView(data, parent);
  return new ValuesView(data, parent);
}

}  // namespace lightloom::ui
