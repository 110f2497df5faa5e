#pragma once

#include <QGraphicsItem>
#include <QImage>
#include <QPointer>
#include <memory>
#include <set>

#include "canvas/loupe_content.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// A magnified inset pinned beside what it looks at. Of an array or a detector line: on the left every
/// channel as a coloured square, on the right one channel true to scale, with the spots that land there. Of
/// any other plane: on the left its spots or fringes, on the right the power by source. One item whatever the
/// number of beams.
class LoupeItem : public QGraphicsItem {
 public:
  enum { Type = UserType + 2 };
  /// Size in its own units; the scene scales it.
  static constexpr double kWidth = 336, kHeight = 222;
  static constexpr double kFont = 15;  ///< of its smaller words at a text scale of 1

  explicit LoupeItem(const CanvasColours& colours);

  int type() const override { return Type; }
  const std::string& part() const { return m_content.part; }
  const std::string& key() const { return m_content.key(); }
  bool isKept() const { return !m_content.id.empty(); }  ///< it is part of the design
  const LoupeContent& content() const { return m_content; }
  void setContent(LoupeContent content, std::shared_ptr<const Bench> bench);
  void setColours(const CanvasColours& colours);
  void setMarked(bool selected);
  /// The channels that take part in the products which are lit; without any, none is.
  void setLit(std::set<int> channels);
  const std::set<int>& lit() const { return m_lit; }
  /// Its leader line: from a point of its frame to one of the part, in scene coordinates.
  void setLeaderLine(const QLineF& line);
  const QLineF& leaderLine() const { return m_line; }
  /// How much larger than drawn at full size its words are, so that they can be read in a small inset.
  void setTextScale(double scale);
  double textScale() const { return m_textScale; }
  /// Whether the design says where it stands.
  bool isPinned() const { return m_content.view.insetX && m_content.view.insetY; }
  QRectF frameInScene() const { return mapRectToScene(QRectF(0, 0, kWidth, kHeight)); }

  int shownChannel() const;
  /// The channel that a person has picked, −1 none.
  int picked() const { return m_picked; }
  void pick(int channel);
  QString toolTipAt(QPointF itemPoint) const;
  int channelAt(QPointF itemPoint) const;  ///< −1: none there
  /// Whether the name of what is shown stands there: a click shows the next.
  bool isOnShowName(QPointF itemPoint) const;
  QRectF showNameInScene() const { return mapRectToScene(showNameBox()); }
  /// Title and caption as they have room beside each other: first the grid is left out, then what the caption
  /// counts, then the caption; a name that is too long even alone is cut beside it.
  struct Heading {
    QString title, caption;
  };
  Heading heading() const;

  QRectF boundingRect() const override;
  QPainterPath shape() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 protected:
  void hoverMoveEvent(QGraphicsSceneHoverEvent* event) override;

 private:
  double titleHeight() const;
  double footerHeight() const;
  double paneWidth() const;
  double scaleEnd() const;
  QRectF scaleBar() const;
  QRectF gridBox() const;
  QRectF detailBox() const;
  QRectF showNameBox() const;
  double detailExtent() const;  ///< half the width that the detail shows, m
  void rebuild();
  void refresh();
  void paintLeaderLine(QPainter& painter) const;
  void paintInset(QPainter& painter) const;
  bool paintKept(QPainter& painter);
  void paintGrid(QPainter& painter) const;
  void paintStates(QPainter& painter) const;
  void paintState(QPainter& painter, const QRectF& box, LockState state) const;
  void paintHands(QPainter& painter) const;
  void paintNumbers(QPainter& painter) const;
  void paintLit(QPainter& painter) const;
  void paintScale(QPainter& painter) const;
  void paintShowName(QPainter& painter) const;
  void paintPlane(QPainter& painter) const;
  void paintDetail(QPainter& painter) const;
  void paintSpot(QPainter& painter, const LoupeSpot& spot, double unitsPerMetre) const;
  void paintScaleBar(QPainter& painter, double left, double unitsPerMetre) const;
  QRectF cellBox(int channel) const;

  CanvasColours m_colours;
  LoupeContent m_content;
  std::shared_ptr<const Bench> m_bench;
  std::vector<LoupeSpot> m_spots;
  QImage m_image;
  QImage m_kept;           ///< the inset as it was painted last, null: something has changed
  QTransform m_keptScale;  ///< to the pixels that it was painted for
  QLineF m_line;
  double m_textScale = 1;
  std::set<int> m_lit;
  int m_picked = -1;
  bool m_marked = false;
};

/// A colour for 0 … 1: dark violet over green to yellow, rising in lightness, legible without colour vision.
QColor scaleColour(double value);

}  // namespace lightloom::ui
