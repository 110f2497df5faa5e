#include "panels/change_strip.h"

#include <QEvent>
#include <QStringList>

#include "document/comparison.h"
#include "document/translate.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kMostLines = 5;

}  // namespace

// The sign says what the colour says, for those who cannot see it.
QString changeText(const FigureChange& figure, const QPalette& palette) {
  const MeaningColours colours = meaningColours(isDark(palette));
  const QString difference = figure.differenceText().toHtmlEscaped();
  const int verdict = figure.verdict();
  const QString told = verdict == 0
                           ? difference
                           : QStringLiteral("<span style=\"color:%1\">%2 %3</span>")
                                 .arg((verdict > 0 ? colours.good : colours.bad).name(),
                                      verdict > 0 ? QStringLiteral("✓") : QStringLiteral("✗"), difference);
  const HeadlineNumber& now = figure.now;
  return QStringLiteral("%1 → <b>%2</b> &nbsp; %3")
      .arg(figure.thenText().toHtmlEscaped(), shownQuantity(now.value, now.unit, 4).toHtmlEscaped(), told);
}

ChangeStrip::ChangeStrip(Comparison& comparison, QWidget* parent) : QLabel(parent), m_comparison(comparison) {
  setObjectName(QStringLiteral("changeStrip"));
  setTextFormat(Qt::RichText);
  setWordWrap(true);
  setMargin(6);
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
  for (const FigureChange& figure : m_comparison.figures()) {
    if (!figure.differs()) continue;
    const QString title = shownText(figure.now.title);
    plain << tr("%1 was %2: %3").arg(title, figure.thenText(), figure.differenceText());
    if (lines.size() < kMostLines)
      lines << QStringLiteral("%1: %2").arg(title.toHtmlEscaped(), changeText(figure, palette()));
    else
      ++more;
  }
  setVisible(!m_quiet && !lines.isEmpty());
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
