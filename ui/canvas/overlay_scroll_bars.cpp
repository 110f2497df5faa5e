#include "canvas/overlay_scroll_bars.h"

#include <QEvent>
#include <QGraphicsView>
#include <QScrollBar>

namespace lightloom::ui {
namespace {

constexpr int kThickness = 10;  // pixels

}  // namespace

OverlayScrollBars::OverlayScrollBars(QGraphicsView& view, std::function<QRectF()> content)
    : m_view(view),
      m_content(std::move(content)),
      m_across(make(Qt::Horizontal, *view.horizontalScrollBar(), QStringLiteral("benchScrollAcross"),
                    tr("Scroll the bench sideways"))),
      m_down(make(Qt::Vertical, *view.verticalScrollBar(), QStringLiteral("benchScrollDown"),
                  tr("Scroll the bench up and down"))) {
  view.viewport()->installEventFilter(this);
  place();
}

QScrollBar* OverlayScrollBars::make(Qt::Orientation orientation, QScrollBar& source, const QString& name,
                                    const QString& title) {
  auto* bar = new QScrollBar(orientation, &m_view);
  bar->setObjectName(name);
  bar->setAccessibleName(title);
  bar->setCursor(Qt::ArrowCursor);
  bar->setStyleSheet(
      QStringLiteral("QScrollBar { background: transparent; border: none; margin: 0; }"
                     "QScrollBar::handle { background: palette(mid); border-radius: 4px; margin: 1px; "
                     "min-width: 24px; min-height: 24px; }"
                     "QScrollBar::handle:hover { background: palette(dark); }"
                     "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
                     "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"));
  bar->hide();
  const auto follow = [this, bar, &source] {
    const QSignalBlocker quiet(bar);
    bar->setRange(source.minimum(), source.maximum());
    bar->setPageStep(source.pageStep());
    bar->setSingleStep(source.singleStep());
    bar->setValue(source.value());
    refresh();
  };
  connect(&source, &QScrollBar::rangeChanged, this, follow);
  connect(&source, &QScrollBar::valueChanged, this, follow);
  connect(bar, &QScrollBar::valueChanged, &source, &QScrollBar::setValue);
  return bar;
}

// A rounding of the fit to whole pixels hides nothing.
void OverlayScrollBars::refresh() {
  constexpr double kPixels = 2;
  const QTransform toView = m_view.viewportTransform();
  const QRectF content = toView.mapRect(m_content());
  const QRectF seen = QRectF(m_view.viewport()->rect()).adjusted(-kPixels, -kPixels, kPixels, kPixels);
  m_across->setVisible(!content.isEmpty() &&
                       (content.left() < seen.left() || content.right() > seen.right()));
  m_down->setVisible(!content.isEmpty() && (content.top() < seen.top() || content.bottom() > seen.bottom()));
}

void OverlayScrollBars::place() {
  const QRect room = m_view.viewport()->geometry();
  m_across->setGeometry(room.left(), room.bottom() + 1 - kThickness, room.width() - kThickness, kThickness);
  m_down->setGeometry(room.right() + 1 - kThickness, room.top(), kThickness, room.height() - kThickness);
  refresh();
}

bool OverlayScrollBars::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) place();
  return QObject::eventFilter(watched, event);
}

}  // namespace lightloom::ui
