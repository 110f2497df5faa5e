#include "canvas/silhouette.h"

#include <QPainter>
#include <algorithm>

#include "canvas/scene_coordinates.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

QColor inkColour(Ink ink, const SilhouetteStyle& style) {
  switch (ink) {
    case Ink::Outline:
      return style.colours.outline;
    case Ink::Surface:
      return style.colours.surface;
    case Ink::Body:
      return style.colours.outline;
    case Ink::Accent:
      return style.colours.accent;
    case Ink::Emitter:
      return style.emitter;
    case Ink::Receiver:
      return style.colours.meaning.dendrite;
  }
  return style.colours.outline;
}

QPen inkPen(Ink ink, const SilhouetteStyle& style) {
  const bool strong = ink == Ink::Surface || ink == Ink::Emitter || ink == Ink::Receiver;
  const double width = style.lineWidth * (strong ? 2.2 : 1);
  return QPen(inkColour(ink, style), width, Qt::SolidLine, strong ? Qt::FlatCap : Qt::RoundCap,
              Qt::RoundJoin);
}

QPolygonF polygonOf(const Polygon& shape) {
  QPolygonF out;
  for (const LocalPoint& point : shape.points) out << toItem(point);
  return out;
}

QRectF arcBox(const Arc& arc) {
  const double radius = arc.radius * 1e3;
  const QPointF centre = toItem(arc.centre);
  return {centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius};
}

QPainterPath arcPath(const Arc& arc) {
  QPainterPath path;
  path.arcMoveTo(arcBox(arc), qRadiansToDegrees(arc.startRad));
  path.arcTo(arcBox(arc), qRadiansToDegrees(arc.startRad), qRadiansToDegrees(arc.spanRad));
  return path;
}

struct ShapePainter {
  QPainter& painter;
  const SilhouetteStyle& style;

  void operator()(const Line& line) const {
    painter.setPen(inkPen(line.ink, style));
    painter.drawLine(toItem(line.from), toItem(line.to));
  }
  void operator()(const Arc& arc) const {
    painter.setPen(inkPen(arc.ink, style));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(arcPath(arc));
  }
  void operator()(const Polygon& polygon) const {
    painter.setPen(inkPen(polygon.ink, style));
    painter.setBrush(polygon.ink == Ink::Body ? style.colours.body : inkColour(polygon.ink, style));
    painter.drawPolygon(polygonOf(polygon));
  }
  // Fonts are laid out at a readable size and scaled down to millimetres.
  void operator()(const Label& label) const {
    constexpr double kLayoutPixels = 32;
    const double scale = label.height * 1e3 / kLayoutPixels;
    QFont font = painter.font();
    font.setPixelSize(static_cast<int>(kLayoutPixels));
    painter.save();
    painter.translate(toItem(label.at));
    painter.rotate(style.uprightDegrees);
    painter.scale(scale, scale);
    painter.setFont(font);
    painter.setPen(style.colours.text);
    painter.drawText(QRectF(-200, -100, 400, 200), Qt::AlignCenter, fromStd(label.text));
    painter.restore();
  }
};

struct ShapeBounds {
  QRectF operator()(const Line& line) const {
    return QRectF(toItem(line.from), toItem(line.to)).normalized();
  }
  QRectF operator()(const Arc& arc) const { return arcPath(arc).boundingRect(); }
  QRectF operator()(const Polygon& polygon) const { return polygonOf(polygon).boundingRect(); }
  QRectF operator()(const Label& label) const {
    const double half = label.height * 0.5e3;
    const QPointF at = toItem(label.at);
    return {at.x() - half, at.y() - half, 2 * half, 2 * half};
  }
};

struct PointCollector {
  std::vector<QPointF>& points;
  void operator()(const Line& line) const {
    points.push_back(toItem(line.from));
    points.push_back(toItem(line.to));
  }
  void operator()(const Arc& arc) const {
    for (int i = 0; i <= 8; ++i) points.push_back(arcPath(arc).pointAtPercent(i / 8.0));
  }
  void operator()(const Polygon& polygon) const {
    for (const LocalPoint& point : polygon.points) points.push_back(toItem(point));
  }
  void operator()(const Label&) const {}
};

// One side of the convex hull of sorted points (Andrew's monotone chain), without its last point.
QPolygonF halfHull(const std::vector<QPointF>& points) {
  QPolygonF chain;
  for (QPointF point : points) {
    while (chain.size() >= 2) {
      const QPointF a = chain[chain.size() - 1] - chain[chain.size() - 2], b = point - chain.last();
      if (a.x() * b.y() - a.y() * b.x() > 0) break;
      chain.removeLast();
    }
    chain << point;
  }
  if (!chain.isEmpty()) chain.removeLast();
  return chain;
}

// United by hand: QRectF::united drops rectangles without area, which lines along an axis are.
void extend(QRectF& all, const QRectF& rect, bool first) {
  if (first) {
    all = rect;
    return;
  }
  all.setCoords(qMin(all.left(), rect.left()), qMin(all.top(), rect.top()), qMax(all.right(), rect.right()),
                qMax(all.bottom(), rect.bottom()));
}

}  // namespace

void paintSilhouette(QPainter& painter, const std::vector<Shape>& shapes, const SilhouetteStyle& style) {
  for (const Shape& shape : shapes) std::visit(ShapePainter{painter, style}, shape);
}

QRectF silhouetteBounds(const std::vector<Shape>& shapes) {
  QRectF all;
  bool first = true;
  for (const Shape& shape : shapes) {
    extend(all, std::visit(ShapeBounds{}, shape), first);
    first = false;
  }
  return all;
}

QPolygonF silhouetteHull(const std::vector<Shape>& shapes) {
  std::vector<QPointF> points;
  for (const Shape& shape : shapes) std::visit(PointCollector{points}, shape);
  std::sort(points.begin(), points.end(),
            [](QPointF a, QPointF b) { return a.x() < b.x() || (a.x() == b.x() && a.y() < b.y()); });
  QPolygonF hull = halfHull(points);
  std::reverse(points.begin(), points.end());
  for (QPointF point : halfHull(points)) hull << point;
  return hull;
}

QPainterPath widened(const QPolygonF& hull, double margin) {
  QPainterPath path;
  path.addPolygon(hull);
  path.closeSubpath();
  QPainterPathStroker stroker;
  stroker.setWidth(2 * margin);
  stroker.setJoinStyle(Qt::RoundJoin);
  return stroker.createStroke(path).united(path).simplified();
}

QPixmap kindPixmap(const Kind& kind, const CanvasColours& colours, int size, double devicePixelRatio) {
  Component component;
  component.kind = std::string(kind.id);
  const PartView view = viewOf(component, kind);
  const std::vector<Shape> shapes = kind.silhouette(view);
  const QRectF bounds = silhouetteBounds(shapes);
  const int device = qRound(size * devicePixelRatio);
  QPixmap pixmap(device, device);
  pixmap.fill(Qt::transparent);
  pixmap.setDevicePixelRatio(devicePixelRatio);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  const double scale = (size - 6) / qMax(bounds.width(), bounds.height());
  painter.translate(size / 2.0, size / 2.0);
  painter.scale(scale, scale);
  painter.translate(-bounds.center());
  paintSilhouette(painter, shapes, {colours, emitterColour(kind.faces(view), colours), 1.3 / scale, 0});
  return pixmap;
}

QColor emitterColour(const std::vector<Face>& faces, const CanvasColours& colours) {
  for (const Face& face : faces) {
    const auto* grid = std::get_if<EmitterGrid>(&face.action);
    if (!grid) continue;
    switch (grid->role) {
      case EmitterRole::Leader:
        return colours.meaning.leader;
      case EmitterRole::Axon:
        return colours.meaning.axon;
      case EmitterRole::Synapse:
        return colours.meaning.synapse;
    }
  }
  return colours.outline;
}

}  // namespace lightloom::ui
