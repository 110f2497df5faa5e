#include "panels/page.h"

#include <QEvent>

namespace lightloom::ui {

void Page::setInFront(bool inFront) {
  m_inFront = inFront;
  refreshActive();
}

void Page::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refreshActive();
}

void Page::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  refreshActive();
}

void Page::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyColours();
}

}  // namespace lightloom::ui
