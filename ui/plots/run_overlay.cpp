#include "plots/run_overlay.h"

#include <QColor>
#include <QPainter>
#include <QPixmap>
#include <iterator>

namespace lightloom::ui {
namespace {

constexpr OverlayLook kOverlayLooks[] = {
    {0xff808890, 0xffa0a8b0, Qt::DashDotLine}, {0xff7d4fa0, 0xffb794e0, Qt::DashLine},
    {0xff9a6a00, 0xffd8b060, Qt::DotLine},     {0xff2f6f6f, 0xff7fc0c0, Qt::DashDotDotLine},
    {0xffa04040, 0xffe09090, Qt::DashLine},    {0xff405fa0, 0xff90b0f0, Qt::DotLine}};

}  // namespace

OverlayLook overlayLook(int place) {
  return kOverlayLooks[static_cast<std::size_t>(place) % std::size(kOverlayLooks)];
}

QPixmap overlaySwatch(int place, bool dark) {
  constexpr int kLength = 24, kHeight = 10, kThickness = 2;
  QPixmap out(kLength, kHeight);
  out.fill(Qt::transparent);
  const OverlayLook look = overlayLook(place);
  QPainter painter(&out);
  painter.setPen(QPen(QColor::fromRgb(dark ? look.dark : look.light), kThickness, look.dash));
  painter.drawLine(0, kHeight / 2, kLength, kHeight / 2);
  return out;
}

}  // namespace lightloom::ui
