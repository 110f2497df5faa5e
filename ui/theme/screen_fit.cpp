#include "theme/screen_fit.h"

#include <QScreen>
#include <QScrollArea>
#include <QWidget>

namespace lightloom::ui {

QSize roomForWindow(QSize available) {
  constexpr int kFrameWidth = 8, kFrameHeight = 36;  // borders and title of usual window managers
  return available - QSize(kFrameWidth, kFrameHeight);
}

void resizeToScreen(QWidget& window, QSize wanted) {
  const QWidget* at = window.parentWidget() ? window.parentWidget() : &window;
  window.resize(wanted.boundedTo(roomForWindow(at->screen()->availableSize())));
}

QScrollArea* scrolled(QWidget* content, const QString& name) {
  auto* area = new QScrollArea;
  area->setObjectName(name);
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setFocusPolicy(Qt::NoFocus);
  area->setWidget(content);
  return area;
}

}  // namespace lightloom::ui
