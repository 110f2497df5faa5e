#pragma once

#include <QGraphicsItem>

#include "canvas/silhouette.h"
#include "design/design.h"
#include "rooms.h"

namespace lightloom::ui {

/// One part on the canvas, whatever its number of lasers. A view of its component: it never changes the
/// design.
class PartItem : public QGraphicsItem {
 public:
  enum { Type = UserType + 1 };

  PartItem(ComponentPtr component, const CanvasColours& colours);

  int type() const override { return Type; }
  const std::string& id() const { return m_component->id; }
  const ComponentPtr& component() const { return m_component; }
  void setComponent(ComponentPtr component);
  void setColours(const CanvasColours& colours);
  void setMarked(bool selected);
  void setProblem(bool problem);
  /// Parts that look alike stand on it: it is not drawn unless it is marked.
  void setBuried(bool buried);
  bool isBuried() const { return m_buried; }

  /// Own bounds in item coordinates, without the selection frame, mm.
  const QRectF& body() const { return m_body; }
  /// The same on the scene, tight about the turned part.
  QRectF sceneBody() const { return mapToScene(m_hull).boundingRect(); }

  /// The convex hull of the body on the scene.
  QPolygonF sceneHull() const { return mapToScene(m_hull); }

  /// The outline of the body with a margin (mm) about it, item coordinates.
  QPainterPath widenedBody(double margin) const { return widened(m_hull, margin); }

  QRectF boundingRect() const override;
  QPainterPath shape() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 protected:
  void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
  void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;

 private:
  void rebuild();
  void paintFrame(QPainter& painter, double pixel) const;

  ComponentPtr m_component;
  CanvasColours m_colours;
  std::vector<Shape> m_shapes;
  QRectF m_body;
  QPolygonF m_hull;
  QPainterPath m_frame, m_area;
  QColor m_emitter;
  bool m_marked = false, m_hovered = false, m_buried = false, m_problem = false, m_enabledLight = true;
};

/// "Lens, f = 20 mm" and where it stands, for tooltips and screen readers.
QString partDescription(const Component& component);

}  // namespace lightloom::ui
