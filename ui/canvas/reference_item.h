#pragma once

#include <QGraphicsItem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "design/design.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

class OutlineItem;
class PartItem;
class TagItem;

/// What stands elsewhere in another design, below the parts of this one: a dashed outline where a part was
/// that has been moved, turned, resized or taken away. Only what is gone has its name there, for the others
/// carry theirs. Parts that the other design does not have stand on a faint patch. It takes no mouse, and
/// while a part is dragged only its own outline is looked at again.
class ReferenceItem : public QGraphicsItem {
 public:
  ReferenceItem(const Design& reference, const CanvasColours& colours);
  ~ReferenceItem() override;

  void setColours(const CanvasColours& colours);
  /// Compares one part: `now` is its item, null where it is gone. Hidden parts say nothing.
  void compare(const std::string& id, const PartItem* now);
  /// The same for all parts.
  void compareAll(const std::map<std::string, PartItem*>& parts);

  std::set<std::string> elsewhere() const;  ///< gone ones, too
  std::set<std::string> gone() const;
  std::set<std::string> fresh() const;
  std::vector<const TagItem*> names() const;  ///< of what is gone
  /// All that is shown, words apart, scene coordinates.
  QRectF bounds() const;

  QRectF boundingRect() const override { return {}; }
  void paint(QPainter*, const QStyleOptionGraphicsItem*, QWidget*) override {}

 private:
  struct Stand {
    ComponentPtr component;
    QPolygonF hull;  ///< scene coordinates
    double turn = 0;
    std::unique_ptr<OutlineItem> outline;  ///< where it does not stand now
    std::unique_ptr<TagItem> name;         ///< where it is gone
  };

  static bool standsElsewhere(const Stand& stand, const PartItem* now);
  void showStand(Stand& stand, bool elsewhere, bool gone);

  CanvasColours m_colours;
  std::map<std::string, Stand> m_stands;  ///< of the other design
  std::map<std::string, std::unique_ptr<OutlineItem>> m_fresh;
};

}  // namespace lightloom::ui
