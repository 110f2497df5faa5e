#include "canvas/reference_item.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <cmath>

#include "canvas/part_item.h"
#include "canvas/tag_item.h"
#include "document/loupe_edits.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kBelowParts = 9;      // parts stand at 10
constexpr double kPatchMargin = 1.6;   // mm
constexpr double kNameBelow = 0.4;     // mm
constexpr double kNameInk = 0.65;      // of the ink of names that are there
constexpr double kSameDegrees = 1e-9;  // turns that no hand makes

}  // namespace

/// One outline, painted once for a zoom: dashes take longer to draw than all that they lie over.
class OutlineItem : public QGraphicsItem {
 public:
  enum class Look { Stood, Fresh };

  OutlineItem(Look look, QPainterPath path, QGraphicsItem* parent)
      : QGraphicsItem(parent), m_look(look), m_path(std::move(path)) {
    setCacheMode(DeviceCoordinateCache);
  }

  void setColours(const CanvasColours& colours) {
    m_ink = m_look == Look::Stood ? faded(colours.text, 0.6) : faded(colours.meaning.good, 0.55);
    m_fill = m_look == Look::Stood ? faded(colours.text, 0.04) : faded(colours.meaning.good, 0.12);
    update();
  }
  void setPath(QPainterPath path) {
    prepareGeometryChange();
    m_path = std::move(path);
    update();
  }

  QRectF boundingRect() const override {
    constexpr double kLine = 0.5;  // mm, more than the widest line takes
    return m_path.boundingRect().adjusted(-kLine, -kLine, kLine, kLine);
  }
  QPainterPath shape() const override { return {}; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) override {
    const double pixel = 1 / qMax(option->levelOfDetailFromTransform(painter->worldTransform()), 1e-9);
    QPen pen(m_ink, qBound(0.05, 1.3 * pixel, 0.4));
    if (m_look == Look::Stood) pen.setDashPattern({4, 3});
    painter->setPen(pen);
    painter->setBrush(m_fill);
    painter->drawPath(m_path);
  }

 private:
  Look m_look;
  QPainterPath m_path;
  QColor m_ink, m_fill;
};

ReferenceItem::ReferenceItem(const Design& reference, const CanvasColours& colours) : m_colours(colours) {
  setZValue(kBelowParts);
  setFlag(ItemHasNoContents);
  for (const ComponentPtr& component : reference.components) {
    if (isAttachedLoupe(*component)) continue;
    const PartItem stood(component, colours);
    m_stands[component->id] = {component, stood.sceneHull(), stood.rotation(), nullptr, nullptr};
  }
}

ReferenceItem::~ReferenceItem() = default;

void ReferenceItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  for (const auto& [id, patch] : m_fresh) patch->setColours(colours);
  for (const auto& [id, stand] : m_stands) {
    if (stand.outline) stand.outline->setColours(colours);
    if (!stand.name) continue;
    stand.name->setColours(colours);
    stand.name->setContent(stand.name->text(), faded(colours.text, kNameInk));
  }
}

bool ReferenceItem::standsElsewhere(const Stand& stand, const PartItem* now) {
  if (stand.component->hidden) return false;
  if (!now) return true;
  if (!now->isVisible()) return false;
  return now->component()->kind != stand.component->kind ||
         std::fabs(std::remainder(now->rotation() - stand.turn, 360)) > kSameDegrees ||
         now->sceneHull() != stand.hull;
}

void ReferenceItem::compare(const std::string& id, const PartItem* now) {
  if (const auto stand = m_stands.find(id); stand != m_stands.end()) {
    const bool elsewhere = standsElsewhere(stand->second, now);
    return showStand(stand->second, elsewhere, elsewhere && !now);
  }
  if (!now || !now->isVisible()) return void(m_fresh.erase(id));
  const QPainterPath patch = now->mapToScene(now->widenedBody(kPatchMargin));
  std::unique_ptr<OutlineItem>& item = m_fresh[id];
  if (item) return item->setPath(patch);
  item = std::make_unique<OutlineItem>(OutlineItem::Look::Fresh, patch, this);
  item->setColours(m_colours);
}

void ReferenceItem::compareAll(const std::map<std::string, PartItem*>& parts) {
  for (const auto& [id, stand] : m_stands)
    if (!parts.contains(id)) compare(id, nullptr);
  for (const std::string& id : fresh())
    if (!parts.contains(id)) compare(id, nullptr);
  for (const auto& [id, part] : parts) compare(id, part);
}

void ReferenceItem::showStand(Stand& stand, bool elsewhere, bool gone) {
  if (elsewhere && !stand.outline) {
    QPainterPath path;
    path.addPolygon(stand.hull);
    path.closeSubpath();
    stand.outline = std::make_unique<OutlineItem>(OutlineItem::Look::Stood, path, this);
    stand.outline->setColours(m_colours);
  } else if (!elsewhere) {
    stand.outline.reset();
  }
  if (gone && !stand.name) {
    stand.name = std::make_unique<TagItem>(TagItem::Look::Name, m_colours);
    stand.name->setParentItem(this);
    stand.name->setContent(shownName(*stand.component), faded(m_colours.text, kNameInk));
    const QRectF box = stand.hull.boundingRect();
    stand.name->place({box.center().x(), box.bottom() + kNameBelow}, {0, 1});
  } else if (!gone) {
    stand.name.reset();
  }
}

std::set<std::string> ReferenceItem::elsewhere() const {
  std::set<std::string> out;
  for (const auto& [id, stand] : m_stands)
    if (stand.outline) out.insert(id);
  return out;
}

std::set<std::string> ReferenceItem::gone() const {
  std::set<std::string> out;
  for (const auto& [id, stand] : m_stands)
    if (stand.name) out.insert(id);
  return out;
}

std::set<std::string> ReferenceItem::fresh() const {
  std::set<std::string> out;
  for (const auto& [id, patch] : m_fresh) out.insert(id);
  return out;
}

std::vector<const TagItem*> ReferenceItem::names() const {
  std::vector<const TagItem*> out;
  for (const auto& [id, stand] : m_stands)
    if (stand.name) out.push_back(stand.name.get());
  return out;
}

QRectF ReferenceItem::bounds() const {
  QRectF out;
  for (const auto& [id, stand] : m_stands)
    if (stand.outline) out |= stand.outline->boundingRect();
  for (const auto& [id, patch] : m_fresh) out |= patch->boundingRect();
  return out;
}

}  // namespace lightloom::ui
