#include "canvas/guides.h"

#include <QApplication>
#include <cmath>

namespace lightloom::ui {
namespace {

constexpr double kPadX = 7, kPadY = 3, kEnd = 4;

// Half way along the path, where its word stands.
QPointF middleOf(const QPolygonF& path) {
  double length = 0;
  for (qsizetype i = 1; i < path.size(); ++i) length += QLineF(path[i - 1], path[i]).length();
  double left = length / 2;
  for (qsizetype i = 1; i < path.size(); ++i) {
    const QLineF piece(path[i - 1], path[i]);
    if (left <= piece.length()) return piece.length() > 0 ? piece.pointAt(left / piece.length()) : piece.p1();
    left -= piece.length();
  }
  return path.isEmpty() ? QPointF() : path.last();
}

}  // namespace

void paintWord(QPainter& painter, QPointF middle, const QString& text, const QColor& ink, const QRectF& room,
               const CanvasColours& colours) {
  if (text.isEmpty()) return;
  QFont font = colours.font();
  font.setWeight(QFont::DemiBold);
  const QRectF words = QFontMetricsF(font).boundingRect(QRectF(0, 0, 1000, 1000), Qt::AlignLeft, text);
  QRectF box(0, 0, words.width() + 2 * kPadX, words.height() + 2 * kPadY);
  box.moveCenter(middle);
  box.moveLeft(qBound(room.left(), box.left(), qMax(room.left(), room.right() - box.width())));
  box.moveTop(qBound(room.top(), box.top(), qMax(room.top(), room.bottom() - box.height())));
  painter.setPen(QPen(ink, 1.2));
  painter.setBrush(colours.panel);
  painter.drawRoundedRect(box, 6, 6);
  painter.setFont(font);
  painter.setPen(colours.text);
  painter.drawText(box, Qt::AlignCenter, text);
}

void paintGuides(QPainter& painter, const std::vector<Guide>& guides, const QTransform& toView,
                 const CanvasColours& colours) {
  const QRectF room = QRectF(painter.viewport()).adjusted(4, 4, -4, -4);
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Guide& guide : guides) {
    const QPolygonF path = toView.map(QPolygonF(QList<QPointF>(guide.path.begin(), guide.path.end())));
    painter.setPen(QPen(colours.background, 4));
    painter.drawPolyline(path);
    painter.setPen(QPen(colours.meaning.synapse, 1.6));
    painter.drawPolyline(path);
    painter.setBrush(colours.meaning.synapse);
    for (const QPointF& end : {path.first(), path.last()}) painter.drawEllipse(end, kEnd - 1, kEnd - 1);
  }
  for (const Guide& guide : guides) {
    const QPolygonF path = toView.map(QPolygonF(QList<QPointF>(guide.path.begin(), guide.path.end())));
    paintWord(painter, middleOf(path) + QPointF(0, -20), guide.label, colours.meaning.synapse, room, colours);
  }
}

}  // namespace lightloom::ui
