#include "canvas/bench_scene.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "canvas/anatomy_item.h"
#include "canvas/check_mark.h"
#include "canvas/lit_products.h"
#include "canvas/loupe_item.h"
#include "canvas/loupe_layout.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tag_item.h"
#include "document/loupe_edits.h"
#include "document/selection.h"
#include "document/translate.h"

namespace lightloom {
namespace {

// Keeps the items of `map` that `wanted` names and deletes the others.
template <typename Item>
void dropOthers(std::map<std::string, Item*>& map, const std::set<std::string>& wanted) {
  for (auto it = map.begin(); it != map.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    delete it->second;
    it = map.erase(it);
  }
}

QPointF rotated(QPointF vector, double degrees) {
  const double angle = qDegreesToRadians(degrees);
  return {vector.x() * std::cos(angle) - vector.y() * std::sin(angle),
          vector.x() * std::sin(angle) + vector.y() * std::cos(angle)};
}

}  // namespace

BenchScene::BenchScene(Document& document, Selection* selection, bool dark, QObject* parent)
    : QGraphicsScene(parent), m_document(document), m_selection(selection), m_colours(canvasColours(dark)) {
  m_beams = new BeamItem(m_colours);
  addItem(m_beams);
  m_anatomy = new AnatomyItem(m_colours);
  addItem(m_anatomy);
  connect(&document, &Document::changed, this, &BenchScene::applyChange);
  connect(&document, &Document::benchChanged, this, &BenchScene::takeBench);
  connect(&document, &Document::checksChanged, this, &BenchScene::takeMarks);
  connect(&document, &Document::loupesChanged, this, &BenchScene::takeLoupes);
  connect(&document, &Document::opened, this, &BenchScene::arrangeLoupes);
  if (selection) {
    connect(selection, &Selection::changed, this, &BenchScene::markSelection);
    connect(selection, &Selection::laserChanged, this, &BenchScene::markLaser);
  }
  rebuildAll();
  takeBench();
  arrangeLoupes();
}

BenchScene::~BenchScene() = default;

void BenchScene::setDark(bool dark) {
  m_colours = canvasColours(dark);
  m_beams->setColours(m_colours);
  m_anatomy->setColours(m_colours);
  for (const auto& [id, item] : m_parts) item->setColours(m_colours);
  for (const auto& [id, item] : m_loupes) item->setColours(m_colours);
  if (m_probe) m_probe->setColours(m_colours);
  for (const auto& [id, item] : m_badges) item->setColours(m_colours);
  for (const auto& [id, item] : m_names) item->setColours(m_colours);
  for (const auto& [id, item] : m_marks) item->setColours(m_colours);
  takeBench();
  update();
}

void BenchScene::setBeamColouring(BeamColouring colouring) {
  m_beams->setColouring(colouring);
}

void BenchScene::applyChange(const DesignChange& change) {
  if (change.everything) {
    rebuildAll();
  } else {
    for (const std::string& id : change.parts) updatePart(id);
  }
  Q_EMIT contentChanged();
}

void BenchScene::rebuildAll() {
  std::set<std::string> wanted;
  for (const ComponentPtr& component : m_document.design().components)
    if (!isAttachedLoupe(*component)) wanted.insert(component->id);
  dropOthers(m_parts, wanted);
  for (const std::string& id : wanted) updatePart(id);
}

void BenchScene::updatePart(const std::string& id) {
  const ComponentPtr component = findComponent(m_document.design(), id);
  const auto found = m_parts.find(id);
  if (!component || isAttachedLoupe(*component)) {
    if (found == m_parts.end()) return;
    delete found->second;
    m_parts.erase(found);
  } else if (found != m_parts.end()) {
    found->second->setComponent(component);
    if (const auto tag = m_names.find(id); tag != m_names.end())
      placeName(*tag->second, *found->second, !roleName(*m_document.bench(), id).isEmpty());
  } else {
    auto* item = new PartItem(component, m_colours);
    addItem(item);
    item->setMarked(m_selection && m_selection->contains(id));
    m_parts[id] = item;
  }
}

void BenchScene::markSelection() {
  for (const auto& [id, item] : m_parts) item->setMarked(m_selection->contains(id));
  for (const auto& [id, item] : m_loupes) item->setMarked(item->isKept() && m_selection->contains(id));
}

// Loupes of arrays show the laser that is looked at everywhere, else the one that the design keeps for them;
// detector lines have picks of their own.
void BenchScene::markLaser() {
  const LaserChoice& laser = m_selection->laser();
  for (const auto& [id, item] : m_loupes)
    if (!item->content().receiver)
      item->pick(item->part() == laser.part ? laser.channel : item->content().view.channel);
}

void BenchScene::takeBench() {
  m_beams->setBench(m_document.bench());
  std::set<std::string> problems;
  for (const Check& check : m_document.bench()->checks)
    if (check.severity == Severity::Error) problems.insert(check.component);
  for (const auto& [id, item] : m_parts) item->setProblem(problems.contains(id));
  takeLoupes();
  takeNames();
  takeBadges();
  takeMarks();
  takeAnatomy();
}

void BenchScene::setAnatomyShown(bool shown) {
  m_anatomy->setVisible(shown);
  takeAnatomy();
}

bool BenchScene::anatomyShown() const {
  return m_anatomy->isVisible();
}

// Each strand is one shape: its parts, joined along the way of the light.
void BenchScene::takeAnatomy() {
  if (!m_anatomy->isVisible()) return;
  constexpr double kMargin = 2.2, kNerve = 5;  // mm
  std::vector<AnatomyItem::Region> regions;
  for (const AnatomyStrand& strand : anatomyOf(*m_document.bench())) {
    QPainterPath outline, way;
    for (const std::string& id : strand.parts) {
      const PartItem* part = partItem(id);
      if (!part) continue;
      outline |= part->mapToScene(part->widenedBody(kMargin));
      way.elementCount() == 0 ? way.moveTo(part->pos()) : way.lineTo(part->pos());
    }
    QPainterPathStroker stroker;
    stroker.setWidth(kNerve);
    stroker.setCapStyle(Qt::RoundCap);
    stroker.setJoinStyle(Qt::RoundJoin);
    outline |= stroker.createStroke(way);
    regions.push_back({strand.role, outline.simplified()});
  }
  m_anatomy->setRegions(std::move(regions));
}

// At the upper left corner of the part; without a selection (pictures) nothing is marked.
void BenchScene::takeMarks() {
  std::map<std::string, std::pair<bool, QStringList>> objections;
  for (const Check& check : m_document.checks()) {
    const PartItem* part = partItem(check.component);
    if (!m_selection || !part || !part->isVisible() || check.severity == Severity::Info) continue;
    auto& [error, words] = objections[check.component];
    error = error || check.severity == Severity::Error || check.unbuildable;
    words << shown(check.message, m_document.design());
  }
  std::set<std::string> wanted;
  for (const auto& [id, objection] : objections) {
    wanted.insert(id);
    CheckMark*& mark = m_marks[id];
    if (!mark) {
      mark = new CheckMark(id, m_colours);
      addItem(mark);
    }
    mark->setContent(objection.first, objection.second.join(QLatin1Char('\n')));
    mark->setPos(partItem(id)->sceneBody().topLeft());
  }
  dropOthers(m_marks, wanted);
}

void BenchScene::takeLoupes() {
  std::vector<LoupeContent> contents = loupeContents(*m_document.bench());
  adoptKept(contents);
  std::set<std::string> wanted;
  for (const LoupeContent& content : contents) wanted.insert(content.key());
  dropOthers(m_loupes, wanted);
  const bool first = m_loupes.empty();
  std::vector<LoupeItem*> fresh;
  for (LoupeContent& content : contents) takeLoupe(std::move(content), fresh);
  if (m_selection) markLaser();
  if (m_selection) markSelection();
  if (first)
    arrangeLoupes();
  else if (!fresh.empty())
    placeFree(fresh);
  if (!m_litWords.isEmpty()) lightProducts(std::exchange(m_litAt, {}));
}

// A loupe that the program opened and that becomes part of the design stays the same inset, and the other way
// round.
void BenchScene::adoptKept(const std::vector<LoupeContent>& contents) {
  for (const LoupeContent& content : contents) {
    if (content.part.empty() || m_loupes.contains(content.key())) continue;
    const auto before = std::find_if(m_loupes.begin(), m_loupes.end(), [&](const auto& entry) {
      const bool stays = std::any_of(contents.begin(), contents.end(),
                                     [&](const LoupeContent& other) { return other.key() == entry.first; });
      return !stays && entry.second->part() == content.part;
    });
    if (before == m_loupes.end()) continue;
    LoupeItem* item = before->second;
    m_loupes.erase(before);
    m_loupes[content.key()] = item;
  }
}

void BenchScene::takeLoupe(LoupeContent content, std::vector<LoupeItem*>& fresh) {
  LoupeItem*& item = m_loupes[content.key()];
  const bool wasPinned = item && item->isPinned();
  const bool isNew = !item;
  if (isNew) {
    item = new LoupeItem(m_colours);
    item->setVisible(m_loupesShown);
    addItem(item);
  }
  const Viewpoint view = content.view;
  item->setContent(std::move(content), m_document.bench());
  if (item->isPinned()) {
    item->setScale(loupeScale());
    item->setPos(toScene(*view.insetX, *view.insetY));
  } else if (isNew || wasPinned) {
    fresh.push_back(item);
  }
  item->setAnchor(anchorBody(*item).center());
}

QRectF BenchScene::anchorBody(const LoupeItem& loupe) const {
  const PartItem* part = partItem(loupe.part().empty() ? loupe.content().id : loupe.part());
  return part ? part->sceneBody() : QRectF(benchBounds().topRight(), QSizeF(1, 1));
}

double BenchScene::loupeScale() const {
  return loupeWidth(benchBounds(), pixelSize()) / LoupeItem::kWidth;
}

void BenchScene::showProbe(const Component& viewpoint, QPointF corner) {
  if (!m_probe) {
    m_probe = new LoupeItem(m_colours);
    m_probe->setZValue(40);
    addItem(m_probe);
  }
  m_probe->setContent(loupeContent(*m_document.bench(), viewpoint), m_document.bench());
  m_probe->setScale(loupeScale());
  m_probe->setPos(corner);
  m_probe->setAnchor(toScene(positionOf(viewpoint)));
}

void BenchScene::hideProbe() {
  delete m_probe;
  m_probe = nullptr;
}

QString BenchScene::lightProducts(const LaserChoice& at) {
  if (at == m_litAt) return m_litWords;
  m_litAt = at;
  const LitProducts lit = litProducts(*m_document.bench(), at);
  m_litWords = lit.words;
  m_beams->setRays(lit.rays);
  for (const auto& [id, item] : m_loupes) {
    const auto found = lit.channels.find(item->part());
    item->setLit(found == lit.channels.end() ? std::set<int>() : found->second);
  }
  return m_litWords;
}

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
    badge.setToolTip(tr("Overlap of the axon and synapse beams on the pixels, on average; %1 at worst")
                         .arg(shownVisibility(cell.minVisibility)));
  }
}

void BenchScene::takeUnrest(std::set<std::string>& wanted) {
  for (const ArrayLock& lock : m_document.bench()->locks) {
    const LaserTally tally = tallyOf(lock);
    if (!partItem(lock.id) || tally.words().isEmpty()) continue;
    wanted.insert(lock.id);
    TagItem& badge = badgeOf(lock.id);
    badge.setContent(tally.words(), tally.unlocked > 0 ? m_colours.meaning.bad : m_colours.meaning.warn);
    badge.setToolTip(tr("%1 of %2 lasers rest at their leader's frequency. Unlocked ones do not follow it; "
                        "oscillating ones follow, but their light swings.")
                         .arg(lock.locked)
                         .arg(lock.channels));
  }
}

// Parts and names under a room weigh one each, beams a little.
double BenchScene::coverOf(const QRectF& room) const {
  double out = 0;
  for (const auto& [id, part] : m_parts) out += room.intersects(part->sceneBody());
  for (const auto& [id, name] : m_names) out += room.intersects(roomOf(*name));
  for (const BeamSegment& segment : m_document.bench()->trace.segments)
    out += 0.05 * (lengthInside(room, toScene(segment.from[0], segment.from[1]),
                                toScene(segment.to[0], segment.to[1])) > 0);
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
}

void BenchScene::scaleWords(double millimetres) {
  for (const auto& [id, tag] : m_names) tag->scaleWithPicture(millimetres);
  for (const auto& [id, tag] : m_badges) tag->scaleWithPicture(millimetres);
}

void BenchScene::setLoupesShown(bool shown) {
  m_loupesShown = shown;
  for (const auto& [id, item] : m_loupes) item->setVisible(shown);
  Q_EMIT contentChanged();
}

QRectF BenchScene::benchBounds() const {
  QRectF bounds;
  for (const auto& [id, item] : m_parts) bounds |= item->sceneBody();
  return bounds;
}

QRectF BenchScene::partBounds(const PartIds& ids) const {
  QRectF bounds;
  for (const std::string& id : ids)
    if (const PartItem* item = partItem(id)) bounds |= item->sceneBody();
  return bounds;
}

QRectF BenchScene::contentBounds() const {
  QRectF bounds = benchBounds();
  if (bounds.isEmpty()) return bounds;
  for (const QRectF& words : wordBounds()) bounds |= words;
  if (m_loupesShown)
    for (const auto& [id, item] : m_loupes) bounds |= item->frameInScene();
  return bounds;
}

void BenchScene::setView(double millimetresPerPixel, double aspect) {
  constexpr double kTold = 0.05, kOtherShape = 0.25;
  const bool reshaped = std::fabs(aspect - m_aspect) > kOtherShape * m_aspect;
  if (!reshaped && std::fabs(millimetresPerPixel - m_pixelSize) <= kTold * m_pixelSize) return;
  m_pixelSize = millimetresPerPixel;
  takeBadges();
  if (reshaped) {
    m_aspect = aspect;
    arrangeLoupes();
  } else {
    freeCoveredParts();
  }
}

double BenchScene::pixelSize() const {
  if (m_pixelSize > 0) return m_pixelSize;
  const QRectF bench = benchBounds();
  return qMax(bench.width() / 480, bench.height() / 380);
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
  return out;
}

void BenchScene::arrangeLoupes() {
  std::vector<LoupeItem*> free;
  for (const ComponentPtr& component : m_document.design().components)
    if (const auto found = m_loupes.find(component->id);
        found != m_loupes.end() && !found->second->isPinned())
      free.push_back(found->second);
  placeFree(free);
}

void BenchScene::placeFree(const std::vector<LoupeItem*>& free) {
  const QRectF bench = benchBounds();
  LoupeObstacles obstacles;
  obstacles.aspect = m_aspect;
  constexpr double kGap = 3;
  for (const auto& [id, item] : m_parts)
    obstacles.solid.push_back(item->sceneBody().adjusted(-kGap, -kGap, kGap, kGap));
  for (const QRectF& words : wordBounds()) obstacles.solid.push_back(words);
  for (const BeamSegment& segment : m_document.bench()->trace.segments)
    obstacles.beams.push_back(
        {toScene(segment.from[0], segment.from[1]), toScene(segment.to[0], segment.to[1])});
  const double scale = loupeScale();
  const QSizeF size(LoupeItem::kWidth * scale, LoupeItem::kHeight * scale);
  for (const auto& [id, item] : m_loupes) {
    if (item->isPinned()) item->setScale(scale);
    if (std::find(free.begin(), free.end(), item) == free.end())
      obstacles.solid.push_back(item->frameInScene());
  }
  std::vector<QRectF> parts;
  for (const LoupeItem* item : free) parts.push_back(anchorBody(*item));
  QRectF picture = bench;
  for (const QRectF& words : wordBounds()) picture |= words;
  const std::vector<QPointF> places = placeLoupes(parts, size, picture, obstacles);
  for (std::size_t i = 0; i < free.size(); ++i) {
    free[i]->setScale(scale);
    free[i]->setPos(places[i]);
    free[i]->setAnchor(parts[i].center());
  }
  Q_EMIT contentChanged();
}

bool BenchScene::wordsAreCovered() const {
  const std::vector<QRectF> words = wordBounds();
  return std::any_of(m_loupes.begin(), m_loupes.end(), [&](const auto& entry) {
    const LoupeItem& loupe = *entry.second;
    return !loupe.isPinned() && std::any_of(words.begin(), words.end(), [&](const QRectF& word) {
      return word.intersects(loupe.frameInScene());
    });
  });
}

void BenchScene::freeCoveredParts() {
  constexpr double kTooDifferent = 1.3;
  const double wanted = loupeScale();
  for (const auto& [id, loupe] : m_loupes)
    if (std::max(loupe->scale() / wanted, wanted / loupe->scale()) > kTooDifferent) return arrangeLoupes();
  for (const auto& [loupeId, loupe] : m_loupes)
    for (const auto& [id, part] : m_parts)
      if (!loupe->isPinned() && loupe->frameInScene().intersects(part->sceneBody())) return arrangeLoupes();
  if (wordsAreCovered()) arrangeLoupes();
}

PartItem* BenchScene::partItem(const std::string& id) const {
  const auto found = m_parts.find(id);
  return found == m_parts.end() ? nullptr : found->second;
}

std::vector<PartItem*> BenchScene::partsAt(QPointF point, double tolerance) const {
  std::vector<PartItem*> out;
  const QRectF reach(point.x() - tolerance, point.y() - tolerance, 2 * tolerance, 2 * tolerance);
  // An empty rectangle meets nothing.
  const QList<QGraphicsItem*> there = reach.isEmpty()
                                          ? items(point, Qt::IntersectsItemShape, Qt::DescendingOrder)
                                          : items(reach, Qt::IntersectsItemShape, Qt::DescendingOrder);
  for (QGraphicsItem* item : there)
    if (auto* part = qgraphicsitem_cast<PartItem*>(item)) out.push_back(part);
  return out;
}

LoupeItem* BenchScene::loupeAt(QPointF point) const {
  for (QGraphicsItem* item : items(point))
    if (auto* loupe = qgraphicsitem_cast<LoupeItem*>(item)) return loupe;
  return nullptr;
}

std::vector<LoupeItem*> BenchScene::loupes() const {
  std::vector<LoupeItem*> out;
  for (const auto& [id, item] : m_loupes) out.push_back(item);
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

}  // namespace lightloom
