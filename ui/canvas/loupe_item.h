#pragma once

#include <QGraphicsItem>
#include <QImage>
#include <QPointer>
#include <memory>

#include "canvas/loupe_content.h"
#include "theme/theme.h"

namespace lightloom {

/// A magnified inset pinned beside an array or a detector line: on the left every channel as a coloured
/// square, on the right one channel true to scale, with the spots that land there. One item whatever the size
/// of the array.
class LoupeItem : public QGraphicsItem {
 public:
  enum { Type = UserType + 2 };
  /// Size in its own units; the scene scales it.
  static constexpr double kWidth = 336, kHeight = 222;

  explicit LoupeItem(const CanvasColours& colours);

  int type() const override { return Type; }
  const std::string& part() const { return m_content.part; }
  const LoupeContent& content() const { return m_content; }
  void setContent(LoupeContent content, std::shared_ptr<const Bench> bench);
  void setColours(const CanvasColours& colours);
  /// Where its leader line ends: the part, in scene coordinates.
  void setAnchor(QPointF scenePoint);
  /// Whether the person has put it somewhere: it then stays there.
  bool isPinned() const { return m_pinned; }
  void pin() { m_pinned = true; }
  QRectF frameInScene() const { return mapRectToScene(QRectF(0, 0, kWidth, kHeight)); }

  int shownChannel() const;
  /// The channel that a person has picked, −1 none.
  int picked() const { return m_picked; }
  void pick(int channel);
  QString toolTipAt(QPointF itemPoint) const;
  /// Shows the channel at this point in the detail, if there is one.
  bool pickAt(QPointF itemPoint);

  QRectF boundingRect() const override;
  QPainterPath shape() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 protected:
  void hoverMoveEvent(QGraphicsSceneHoverEvent* event) override;

 private:
  QRectF gridBox() const;
  QRectF detailBox() const;
  int channelAt(QPointF itemPoint) const;
  double detailExtent() const;  ///< half the width that the detail shows, m
  void rebuild();
  void paintLeaderLine(QPainter& painter) const;
  void paintGrid(QPainter& painter) const;
  void paintStates(QPainter& painter) const;
  void paintState(QPainter& painter, const QRectF& box, LockState state) const;
  void paintScale(QPainter& painter) const;
  void paintDetail(QPainter& painter) const;
  void paintSpot(QPainter& painter, const LoupeSpot& spot, double unitsPerMetre) const;
  void paintScaleBar(QPainter& painter, double unitsPerMetre) const;
  QRectF cellBox(int channel) const;

  CanvasColours m_colours;
  LoupeContent m_content;
  std::shared_ptr<const Bench> m_bench;
  std::vector<LoupeSpot> m_spots;
  QImage m_image;
  QPointF m_anchor;
  int m_picked = -1;
  bool m_pinned = false;
};

/// A colour for 0 … 1: dark violet over green to yellow, rising in lightness, legible without colour vision.
QColor scaleColour(double value);

}  // namespace lightloom
