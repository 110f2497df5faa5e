#include <algorithm>
#include <cmath>
#include <limits>

#include "canvas/bench_scene.h"
#include "canvas/drop_others.h"
#include "canvas/loupe_content.h"
#include "canvas/loupe_layout.h"
#include "canvas/part_item.h"
#include "canvas/reference_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tag_item.h"
#include "document/translate.h"
#include "theme/tips.h"

// Words on the bench: names of parts, and badges for visibility and lasers that do not lock.
namespace lightloom::ui {
namespace {

QPointF rotated(QPointF vector, double degrees) {
  const double angle = qDegreesToRadians(degrees);
  return {vector.x() * std::cos(angle) - vector.y() * std::sin(angle),
          vector.x() * std::sin(angle) + vector.y() * std::cos(angle)};
}

}  // namespace

QColor BenchScene::visibilityColour(double visibility) const {
  if (visibility >= 0.9) return m_colours.meaning.good;
  return visibility >= 0.5 ? m_colours.meaning.warn : m_colours.meaning.bad;
}

void BenchScene::takeBadges() {
  std::set<std::string> wanted;
  takeVisibilities(wanted);
  takeUnrest(wanted);
  dropOthers(m_badges, wanted);
  for (const auto& [id, badge] : m_badges) placeBadge(*badge, *partItem(id));
}

TagItem& BenchScene::badgeOf(const std::string& id) {
  TagItem*& badge = m_badges[id];
  if (!badge) {
    badge = new TagItem(TagItem::Look::Badge, m_colours);
    addItem(badge);
  }
  return *badge;
}

void BenchScene::takeVisibilities(std::set<std::string>& wanted) {
  for (const Cell& cell : m_document.bench()->cells.cells) {
    if (!partItem(cell.id)) continue;
    wanted.insert(cell.id);
    const double visibility = cell.meanVisibility;
    TagItem& badge = badgeOf(cell.id);
    badge.setContent(
        visibility <= 0 ? tr("beams do not meet") : tr("visibility %1").arg(shownVisibility(visibility)),
        visibilityColour(visibility));
    badge.setToolTip(
        wrappedTip(tr("Overlap of the axon and synapse beams on the pixels, on average; %1 at worst")
                       .arg(shownVisibility(cell.minVisibility))));
  }
}

void BenchScene::takeUnrest(std::set<std::string>& wanted) {
  for (const ArrayLock& lock : m_document.bench()->locks) {
    const LaserTally tally = tallyOf(lock);
    if (!partItem(lock.id) || tally.words().isEmpty()) continue;
    wanted.insert(lock.id);
    TagItem& badge = badgeOf(lock.id);
    badge.setContent(tally.words(), tally.unlocked > 0 ? m_colours.meaning.bad : m_colours.meaning.warn);
    badge.setToolTip(
        wrappedTip(tr("%1 of %2 lasers rest at their leader's frequency. Unlocked ones do not follow it; "
                      "oscillating ones follow, but their light swings.")
                       .arg(lock.locked)
                       .arg(lock.channels)));
  }
}

// Parts and names under a room weigh one each, beams a little.
double BenchScene::coverOf(const QRectF& room) const {
  double out = 0;
  for (const auto& [id, part] : m_parts) out += room.intersects(part->sceneBody());
  for (const auto& [id, name] : m_names) out += room.intersects(roomOf(*name));
  for (const auto& [from, to] : m_beamLines) out += 0.05 * (lengthInside(room, from, to) > 0);
  return out;
}

// Beside the part, where the badge covers least; a little further off where it is tight.
void BenchScene::placeBadge(TagItem& badge, const PartItem& part) const {
  const QRectF box = part.sceneBody();
  const double height = badge.boundingRect().height() * pixelSize();
  struct Side {
    QPointF anchor, away;
  };
  const Side sides[] = {{{box.right(), box.center().y()}, {1, 0}},
                        {{box.left(), box.center().y()}, {-1, 0}},
                        {box.topRight(), {1, -1}},
                        {box.topLeft(), {-1, -1}},
                        {box.bottomRight(), {1, 1}},
                        {box.bottomLeft(), {-1, 1}},
                        {{box.center().x(), box.top()}, {0, -1}},
                        {{box.center().x(), box.bottom()}, {0, 1}}};
  Side best = sides[0];
  double least = std::numeric_limits<double>::infinity();
  for (double further : {0.0, 0.5}) {
    for (const Side& side : sides) {
      const Side now{side.anchor + further * height * QPointF(0, side.away.y()), side.away};
      badge.place(now.anchor, now.away);
      const double cover = coverOf(roomOf(badge));
      if (cover >= least) continue;
      least = cover;
      best = now;
    }
  }
  badge.place(best.anchor, best.away);
}

// Behind what emits or receives; below everything else.
void BenchScene::placeName(TagItem& tag, const PartItem& part, bool behind) const {
  const QRectF body = part.body();
  if (behind) {
    const QPointF back(body.left() - 0.6, 0);
    tag.place(part.mapToScene(back), rotated({-1, 0}, part.rotation()));
  } else {
    const QRectF box = part.mapRectToScene(body);
    tag.place({box.center().x(), box.bottom() + 0.4}, {0, 1});
  }
}

void BenchScene::takeNames() {
  const Bench& bench = *m_document.bench();
  std::set<std::string> wanted;
  for (const auto& [id, part] : m_parts) {
    const QString role = roleName(bench, id);
    if (!part->isVisible() || (role.isEmpty() && !m_namesShown)) continue;
    wanted.insert(id);
    TagItem*& tag = m_names[id];
    if (!tag) {
      tag = new TagItem(TagItem::Look::Name, m_colours);
      addItem(tag);
    }
    tag->setContent(role.isEmpty() ? shownName(*part->component()) : role, m_colours.text);
    placeName(*tag, *part, !role.isEmpty());
  }
  dropOthers(m_names, wanted);
}

void BenchScene::setNamesShown(bool shown) {
  if (shown == m_namesShown) return;
  m_namesShown = shown;
  takeNames();
  placeMarks();
}

// Words keep their size on the screen; this is the room one takes on the bench when all of it is in view.
QRectF BenchScene::roomOf(const TagItem& tag) const {
  constexpr double kSpare = 1.08;  // the view may come out a little smaller
  const double pixel = kSpare * pixelSize();
  const QRectF box = tag.boundingRect();
  return QRectF(tag.pos() + box.topLeft() * pixel, box.size() * pixel);
}

std::vector<QRectF> BenchScene::wordBounds() const {
  std::vector<QRectF> out;
  for (const auto& [id, tag] : m_names) out.push_back(roomOf(*tag));
  for (const auto& [id, tag] : m_badges) out.push_back(roomOf(*tag));
  if (m_reference)
    for (const TagItem* tag : m_reference->names()) out.push_back(roomOf(*tag));
  return out;
}

QString BenchScene::visibilityText() const {
  QStringList out;
  for (const Cell& cell : m_document.bench()->cells.cells)
    if (const auto badge = m_badges.find(cell.id); badge != m_badges.end()) out << badge->second->text();
  return out.join(QLatin1String(", "));
}

QString BenchScene::badgeText() const {
  QStringList out;
  for (const auto& [id, badge] : m_badges) out << badge->text();
  return out.join(QLatin1String(", "));
}

}  // namespace lightloom::ui
