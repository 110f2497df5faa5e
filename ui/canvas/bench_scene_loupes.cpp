#include <algorithm>
#include <utility>

#include "canvas/bench_scene.h"
#include "canvas/drop_others.h"
#include "canvas/loupe_item.h"
#include "canvas/loupe_layout.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tag_item.h"
#include "document/loupe_edits.h"

// Loupes on the bench: what each shows, and where those that nobody has placed find room.
namespace lightloom {

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
  if (!first) makeRoom(fresh);
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

// Loupes that nobody has placed give way to those that somebody has.
void BenchScene::makeRoom(std::vector<LoupeItem*>& fresh) const {
  for (const auto& [key, loupe] : m_loupes) {
    if (loupe->isPinned() || std::find(fresh.begin(), fresh.end(), loupe) != fresh.end()) continue;
    const QRectF frame = loupe->frameInScene();
    if (std::any_of(m_loupes.begin(), m_loupes.end(), [&](const auto& other) {
          return other.second->isPinned() && other.second->frameInScene().intersects(frame);
        }))
      fresh.push_back(loupe);
  }
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

void BenchScene::setLoupesShown(bool shown) {
  m_loupesShown = shown;
  for (const auto& [id, item] : m_loupes) item->setVisible(shown);
  Q_EMIT contentChanged();
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

}  // namespace lightloom
