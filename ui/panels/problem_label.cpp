#include "panels/problem_label.h"

#include <QApplication>
#include <QEvent>
#include <QTimer>

#include "theme/theme.h"

namespace lightloom::ui {

ProblemLabel::ProblemLabel(QWidget* parent) : QLabel(parent) {
  setWordWrap(true);
  takeInk();
  hide();
}

void ProblemLabel::setProblem(const QString& problem) {
  setText(problem);
  showWhenHandRests();
}

// A click into another field ends the typing in this one: what is below must not move under that click.
void ProblemLabel::showWhenHandRests() {
  constexpr int kAgainMs = 30;
  if (QApplication::mouseButtons() != Qt::NoButton)
    return QTimer::singleShot(kAgainMs, this, &ProblemLabel::showWhenHandRests);
  setVisible(!text().isEmpty());
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

}  // namespace lightloom::ui
