#include "panels/figures_panel.h"

#include <QGridLayout>
#include <QLabel>

#include "document/run_controller.h"
#include "document/translate.h"

namespace lightloom::ui {

FiguresPanel::FiguresPanel(RunController& run, QWidget* parent)
    : QScrollArea(parent), m_run(run), m_empty(new QLabel) {
  setObjectName(QStringLiteral("figures"));
  setAccessibleName(tr("Figures of the network on this bench"));
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  auto* content = new QWidget;
  m_layout = new QVBoxLayout(content);
  m_layout->setContentsMargins(12, 12, 12, 12);
  m_layout->setSpacing(10);
  m_empty->setWordWrap(true);
  m_layout->addWidget(m_empty);
  m_layout->addStretch(1);
  setWidget(content);
  connect(&run, &RunController::reportChanged, this, &FiguresPanel::refresh);
  connect(&run, &RunController::stateChanged, this, [this] {
    if (m_empty->isVisibleTo(this)) m_empty->setText(m_run.stateText());
  });
  refresh();
}

FiguresPanel::Line FiguresPanel::makeLine() {
  auto* block = new QWidget;
  auto* grid = new QGridLayout(block);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(0);
  const Line line{new QLabel(block), new QLabel(block), new QLabel(block)};
  QFont large = line.value->font();
  large.setPointSizeF(large.pointSizeF() * 1.35);
  large.setWeight(QFont::DemiBold);
  line.value->setFont(large);
  line.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  line.range->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  grid->addWidget(line.title, 0, 0, 1, 2);
  grid->addWidget(line.value, 1, 0);
  grid->addWidget(line.range, 1, 1);
  m_layout->insertWidget(m_layout->count() - 1, block);
  return line;
}

void FiguresPanel::refresh() {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  m_empty->setVisible(report == nullptr);
  m_empty->setText(m_run.stateText());
  const std::vector<Figure> figures = report ? headlineFigures(*report) : std::vector<Figure>();
  while (m_lines.size() < figures.size()) m_lines.push_back(makeLine());
  for (std::size_t i = 0; i < m_lines.size(); ++i) {
    const Line& line = m_lines[i];
    line.title->parentWidget()->setVisible(i < figures.size());
    if (i >= figures.size()) continue;
    const Figure& figure = figures[i];
    line.value->setObjectName(fromStd(figure.key));
    line.title->setText(shownText(figure.title));
    line.value->setText(shownQuantity(figure.value, figure.unit, 4));
    line.value->setAccessibleName(QStringLiteral("%1: %2").arg(line.title->text(), line.value->text()));
    line.range->setText(figure.low && figure.high
                            ? tr("%1 … %2").arg(shownNumber(*figure.low, figure.unit, 3),
                                                shownNumber(*figure.high, figure.unit, 3))
                            : QString());
    const QString tip =
        QStringLiteral("<p>%1</p><p>%2</p>")
            .arg(shownText(figure.formula).toHtmlEscaped(), shownText(figure.source).toHtmlEscaped());
    line.title->parentWidget()->setToolTip(tip);
  }
}

}  // namespace lightloom::ui
