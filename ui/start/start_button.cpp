#include "start/start_button.h"

#include <QPainter>

namespace lightloom::ui {
namespace {

constexpr int kSide = 7, kAbove = 4, kBetweenIcon = 6, kIcon = 18;

}  // namespace

StartButton::StartButton(const char* name, const QString& text, const QString& tip, QWidget* parent)
    : QPushButton(text, parent) {
  setObjectName(QLatin1String(name));
  setAccessibleName(QString(text).remove(QLatin1Char('&')));
  setToolTip(tip);
  setAutoDefault(false);
  setFlat(true);
  setCursor(Qt::PointingHandCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize StartButton::sizeHint() const {
  const int icon = this->icon().isNull() ? 0 : kIcon + kBetweenIcon;
  return {fontMetrics().horizontalAdvance(text()) + 2 * kSide + icon,
          qMax(fontMetrics().height(), icon > 0 ? kIcon : 0) + 2 * kAbove};
}

QSize StartButton::minimumSizeHint() const {
  constexpr int kLeast = 60;
  return {kLeast, sizeHint().height()};
}

void StartButton::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette& colours = palette();
  if (isEnabled() && (hasFocus() || underMouse() || isDown())) {
    painter.setPen(hasFocus() ? QPen(colours.color(QPalette::Highlight), 2) : QPen(Qt::NoPen));
    painter.setBrush(isDown() ? colours.mid() : colours.midlight());
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
  }
  int left = kSide;
  if (!icon().isNull()) {
    icon().paint(&painter, QRect(left, (height() - kIcon) / 2, kIcon, kIcon));
    left += kIcon + kBetweenIcon;
  }
  painter.setPen(colours.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText));
  const QRect room(left, 0, width() - left - kSide, height());
  painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic,
                   fontMetrics().elidedText(text(), Qt::ElideRight, room.width(), Qt::TextShowMnemonic));
}

}  // namespace lightloom::ui
