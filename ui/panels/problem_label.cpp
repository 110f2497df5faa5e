#include "panels/problem_label.h"

#include <QApplication>
#include <QEvent>

#include "theme/theme.h"

namespace lightloom {

ProblemLabel::ProblemLabel(QWidget* parent) : QLabel(parent) {
  setWordWrap(true);
  takeInk();
  hide();
}

void ProblemLabel::setProblem(const QString& problem) {
  setText(problem);
  setVisible(!problem.isEmpty());
}

void ProblemLabel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) takeInk();
  QLabel::changeEvent(event);
}

void ProblemLabel::takeInk() {
  const QColor ink = meaningColours(isDark(QApplication::palette())).bad;
  if (palette().color(QPalette::WindowText) == ink) return;
  QPalette inked = palette();
  inked.setColor(QPalette::WindowText, ink);
  setPalette(inked);
}

}  // namespace lightloom
