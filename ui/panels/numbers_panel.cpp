#include "panels/numbers_panel.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <algorithm>

#include "document/comparison.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "explain/explained.h"
#include "panels/change_strip.h"
#include "report/publication.h"

namespace lightloom::ui {

NumbersPanel::NumbersPanel(RunController& run, Comparison& comparison, QWidget* parent)
    : QScrollArea(parent),
      m_run(run),
      m_comparison(comparison),
      m_empty(new QLabel),
      m_against(new QLabel),
      m_publication(new QLabel) {
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
  m_against->setObjectName(QStringLiteral("comparedWith"));
  m_against->setAccessibleName(tr("What the figures are compared with"));
  m_against->setTextFormat(Qt::PlainText);
  m_against->setWordWrap(true);
  m_layout->addWidget(m_against);
  m_layout->addStretch(1);
  m_publication->setObjectName(QStringLiteral("publication"));
  m_publication->setAccessibleName(tr("Numbers of the publication beside those of this bench"));
  m_publication->setWordWrap(true);
  m_publication->setTextFormat(Qt::RichText);
  m_publication->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_layout->insertWidget(m_layout->count() - 1, m_publication);
  setWidget(content);
  connect(&comparison, &Comparison::figuresChanged, this, &NumbersPanel::refresh);
  connect(&run, &RunController::stateChanged, this, [this] {
    if (m_empty->isVisibleTo(this)) m_empty->setText(m_run.stateText());
  });
  refresh();
}

NumbersPanel::Line NumbersPanel::makeLine() {
  auto* block = new QWidget;
  auto* grid = new QGridLayout(block);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(0);
  const Line line{new QLabel(block), new QLabel(block), new QLabel(block), new QLabel(block)};
  QFont large = line.value->font();
  large.setPointSizeF(large.pointSizeF() * 1.35);
  large.setWeight(QFont::DemiBold);
  line.value->setFont(large);
  line.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  line.range->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  grid->addWidget(line.title, 0, 0, 1, 2);
  grid->addWidget(line.value, 1, 0);
  grid->addWidget(line.range, 1, 1);
  grid->addWidget(line.change, 2, 0, 1, 2);
  line.change->setTextFormat(Qt::RichText);
  m_layout->insertWidget(m_layout->indexOf(m_publication), block);
  return line;
}

void NumbersPanel::refresh() {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  m_empty->setVisible(report == nullptr);
  m_empty->setText(m_run.stateText());
  const std::vector<FigureChange> figures = m_comparison.figures();
  const bool anyDiffers =
      std::any_of(figures.begin(), figures.end(), [](const FigureChange& one) { return one.differs(); });
  m_against->setText(tr("Compared: %1").arg(m_comparison.words()));
  m_against->setVisible(anyDiffers);
  while (m_lines.size() < figures.size()) m_lines.push_back(makeLine());
  for (std::size_t i = 0; i < m_lines.size(); ++i) {
    m_lines[i].title->parentWidget()->setVisible(i < figures.size());
    if (i < figures.size()) showFigure(m_lines[i], figures[i]);
  }
  refreshPublication(report.get());
}

void NumbersPanel::showFigure(const Line& line, const FigureChange& figure) {
  const HeadlineNumber& number = figure.now;
  line.value->setObjectName(fromStd(number.key));
  setExplained(*line.title->parentWidget(), {Asked::What::Number, std::string(number.key)});
  line.change->setObjectName(fromStd(number.key) + QStringLiteral("_change"));
  line.title->setText(shownText(number.title));
  const QString none = QStringLiteral("–");
  line.value->setText(number.reason.empty() ? shownQuantity(number.value, number.unit, 4) : none);
  line.value->setAccessibleName(QStringLiteral("%1: %2").arg(
      line.title->text(), number.reason.empty() ? line.value->text() : shownText(number.reason)));
  line.range->setText(!number.reason.empty() ? shownText(number.reason)
                      : number.low && number.high
                          ? tr("%1 … %2").arg(shownNumber(*number.low, number.unit, 3),
                                              shownNumber(*number.high, number.unit, 3))
                          : QString());
  const bool differs = figure.differs();
  line.change->setVisible(differs);
  line.change->setText(differs ? changeText(figure, palette()) : QString());
  line.change->setAccessibleName(
      differs ? tr("%1 was %2: %3").arg(line.title->text(), figure.thenText(), figure.differenceText())
              : tr("%1 has not changed").arg(line.title->text()));
  const QString tip =
      QStringLiteral("<p>%1</p><p>%2</p>")
          .arg(shownText(number.formula).toHtmlEscaped(), shownText(number.source).toHtmlEscaped());
  line.title->parentWidget()->setToolTip(tip);
}

void NumbersPanel::changeEvent(QEvent* event) {
  QScrollArea::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_layout) refresh();
}

// A number is three lines: what is published, the part of the bench that is meant to give it, and the whole
// bench.
void NumbersPanel::refreshPublication(const Report* report) {
  const std::shared_ptr<const Bench>& bench = m_run.view().bench;
  const Publication* const publication = report && bench ? publicationOf(bench->design) : nullptr;
  m_publication->setVisible(publication != nullptr);
  if (!publication) return;
  QString text = QStringLiteral("<p><b>%1</b></p>")
                     .arg(tr("Beside %1").arg(shownText(publication->title)).toHtmlEscaped());
  for (const NumberBeside& row : besidePublication(*bench, *report)) {
    const PublishedNumber& number = *row.number;
    const auto shown = [&](const std::optional<double>& value) {
      return value ? shownQuantity(*value, number.unit, 4) : QStringLiteral("–");
    };
    QStringList lines{tr("<b>%1</b>: published %2")
                          .arg(shownText(number.title).toHtmlEscaped(),
                               number.published ? shown(number.published) : tr("without a number"))};
    const auto add = [&](std::string_view title, const std::optional<double>& value) {
      if (!title.empty()) lines << tr("%1: %2").arg(shownText(title).toHtmlEscaped(), shown(value));
    };
    add(number.partTitle, row.part);
    QStringList chosen;
    for (const ChosenValue& value : row.chosen)
      chosen << QStringLiteral("%1 = %2").arg(fromStd(value.path), fromStd(value.value));
    if (!chosen.empty())
      lines << tr("chosen for it: %1").arg(chosen.join(QStringLiteral(", ")).toHtmlEscaped());
    add(number.wholeTitle, row.whole);
    text += QStringLiteral("<p>%1</p>").arg(lines.join(QStringLiteral("<br>")));
  }
  m_publication->setText(text);
  m_publication->setToolTip(fromStd(publication->citation));
}

}  // namespace lightloom::ui
