#include "canvas/part_item.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include "canvas/scene_coordinates.h"
#include "document/translate.h"
#include "theme/tips.h"

namespace lightloom::ui {
namespace {

constexpr double kFrameGap = 1.0;   // mm around the body
constexpr double kHitMargin = 0.5;  // mm; the view reaches further when it is zoomed out

// A part of a kind that this version does not know: a dashed box would need its size, so a square stands for
// it.
std::vector<Shape> unknownShapes() {
  const double half = 4e-3;
  return {Polygon{{{-half, -half}, {half, -half}, {half, half}, {-half, half}}, Ink::Body},
          Label{{0, 0}, "?", 5e-3}};
}

}  // namespace

QString partDescription(const Component& component) {
  const BenchPoint at = positionOf(component);
  const QString place = QCoreApplication::translate("PartItem", "at %1, %2, facing %3")
                            .arg(shownNumber(at.x, Unit::Millimetre), shownQuantity(at.y, Unit::Millimetre),
                                 shownQuantity(angleOf(component), Unit::Degree));
  QString out = QStringLiteral("%1\n%2\n%3").arg(shownName(component), shownSummary(component), place);
  if (component.locked) out += QLatin1Char('\n') + QCoreApplication::translate("PartItem", "Locked");
  return out;
}

PartItem::PartItem(ComponentPtr component, const CanvasColours& colours)
    : m_component(std::move(component)), m_colours(colours) {
  setAcceptHoverEvents(true);
  rebuild();
}

void PartItem::setComponent(ComponentPtr component) {
  m_component = std::move(component);
  rebuild();
}

void PartItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  rebuild();
}

void PartItem::setMarked(bool selected) {
  m_marked = selected;
  setZValue(selected ? 11 : 10);
  update();
}

void PartItem::setProblem(bool problem) {
  if (problem == m_problem) return;
  m_problem = problem;
  update();
}

void PartItem::rebuild() {
  prepareGeometryChange();
  const Kind* kind = findKind(m_component->kind);
  if (kind) {
    const PartView view = viewOf(*m_component, *kind);
    m_shapes = kind->silhouette(view);
    m_emitter = emitterColour(kind->faces(view), m_colours);
    m_enabledLight = view.flag("enabled");
  } else {
    m_shapes = unknownShapes();
    m_emitter = m_colours.outline;
  }
  m_body = silhouetteBounds(m_shapes);
  m_hull = silhouetteHull(m_shapes);
  m_frame = widened(m_hull, kFrameGap);
  m_area = widened(m_hull, kHitMargin);
  setPos(toScene(positionOf(*m_component)));
  setRotation(toRotation(angleOf(*m_component)));
  setVisible(!m_component->hidden);
  setToolTip(wrappedTip(partDescription(*m_component)));
  update();
}

QRectF PartItem::boundingRect() const {
  const double gap = kFrameGap + 0.6;
  return m_body.united(m_hull.boundingRect()).adjusted(-gap, -gap, gap, gap);
}

QPainterPath PartItem::shape() const {
  return m_area;
}

void PartItem::paintFrame(QPainter& painter, double pixel) const {
  const bool problem = m_problem && !m_marked;
  QColor colour = problem ? m_colours.meaning.bad : m_colours.selection, fill = colour;
  fill.setAlphaF(m_marked ? 0.14F : problem ? 0.05F : 0);
  if (!m_marked && !problem) colour.setAlphaF(0.6F);
  QPen pen(colour, (m_marked ? 2.2 : 1.2) * pixel, problem ? Qt::DashLine : Qt::SolidLine);
  pen.setJoinStyle(Qt::RoundJoin);
  painter.setPen(pen);
  painter.setBrush(fill);
  painter.drawPath(m_frame);
}

void PartItem::setBuried(bool buried) {
  if (buried == m_buried) return;
  m_buried = buried;
  update();
}

void PartItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
  if (m_buried && !m_marked && !m_hovered && !m_problem) return;
  const double zoom = option->levelOfDetailFromTransform(painter->worldTransform());
  const double pixel = 1 / qMax(zoom, 1e-9);
  if (m_marked || m_hovered || m_problem) paintFrame(*painter, pixel);
  painter->setOpacity(m_enabledLight ? 1.0 : 0.4);
  const double width = qBound(0.06, 1.2 * pixel, 0.5);
  paintSilhouette(*painter, m_shapes, {m_colours, m_emitter, width, -rotation()});
}

void PartItem::hoverEnterEvent(QGraphicsSceneHoverEvent*) {
  m_hovered = true;
  update();
}

void PartItem::hoverLeaveEvent(QGraphicsSceneHoverEvent*) {
  m_hovered = false;
  update();
}

}  // namespace lightloom::ui
