#include "panels/change_strip.h"

#include <QEvent>
#include <QStringList>
#include <algorithm>

#include "document/comparison.h"
#include "document/translate.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kMostLines = 5, kFewestLines = 2;
constexpr double kShareOfHeight = 0.3;  // of the panel: the form needs the rest

// The sign says what the colour says, for those who cannot see it.
QString judged(const FigureChange& figure, const QString& difference, const QPalette& palette) {
  const int verdict = figure.verdict();
  if (verdict == 0) return difference.toHtmlEscaped();
  const MeaningColours colours = meaningColours(isDark(palette));
  return QStringLiteral("<span style=\"color:%1\">%2 %3</span>")
      .arg((verdict > 0 ? colours.good : colours.bad).name(),
           verdict > 0 ? QStringLiteral("✓") : QStringLiteral("✗"), difference.toHtmlEscaped());
}

// "40.1 → 38.8 ✗ −3.2 %": what fits beside a form.
QString briefText(const FigureChange& figure, const QPalette& palette) {
  const HeadlineNumber& now = figure.now;
  return QStringLiteral("%1 → <b>%2</b> %3")
      .arg(shownNumber(figure.then->value, now.unit, 4),
           shownQuantity(now.value, now.unit, 4).toHtmlEscaped(),
           judged(figure, figure.briefDifference(), palette));
}

}  // namespace

QString changeText(const FigureChange& figure, const QPalette& palette) {
  return QStringLiteral("%1 → <b>%2</b> &nbsp; %3")
      .arg(figure.thenText().toHtmlEscaped(),
           shownQuantity(figure.now.value, figure.now.unit, 4).toHtmlEscaped(),
           judged(figure, figure.differenceText(), palette));
}

ChangeStrip::ChangeStrip(Comparison& comparison, QWidget* parent) : QLabel(parent), m_comparison(comparison) {
  setObjectName(QStringLiteral("changeStrip"));
  setTextFormat(Qt::RichText);
  setMargin(6);
  // A line is cut rather than broken: the form above keeps its height.
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  setAutoFillBackground(true);
  connect(&comparison, &Comparison::figuresChanged, this, &ChangeStrip::refresh);
  refresh();
}

void ChangeStrip::setQuiet(bool quiet) {
  m_quiet = quiet;
  refresh();
}

void ChangeStrip::refresh() {
  QStringList lines, plain;
  int more = 0;
  const int room =
      parentWidget()
          ? static_cast<int>(kShareOfHeight * parentWidget()->height() / fontMetrics().lineSpacing()) - 2
          : kMostLines;
  const int most = std::clamp(room, kFewestLines, kMostLines);
  for (const FigureChange& figure : m_comparison.figures()) {
    if (!figure.differs()) continue;
    const QString title = shownText(figure.now.title);
    plain << tr("%1 was %2: %3").arg(title, figure.thenText(), figure.differenceText());
    if (lines.size() < most)
      lines << QStringLiteral("%1: %2").arg(title.toHtmlEscaped(), briefText(figure, palette()));
    else
      ++more;
  }
  setVisible(!m_quiet && !lines.isEmpty());
  setToolTip(plain.join(QLatin1Char('\n')));
  setAccessibleName(plain.isEmpty() ? tr("No figure has changed") : plain.join(QLatin1String("; ")));
  if (more > 0) lines << tr("%1 more under Figures").arg(more);
  lines.prepend(QStringLiteral("<b>%1</b>").arg(tr("Figures, %1").arg(m_comparison.words()).toHtmlEscaped()));
  setText(lines.join(QStringLiteral("<br>")));
}

void ChangeStrip::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) refresh();
}

}  // namespace lightloom::ui
