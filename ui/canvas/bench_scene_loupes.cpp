#include <algorithm>
#include <cmath>
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
namespace lightloom::ui {

void BenchScene::takeLoupes() {
  std::vector<LoupeContent> contents = loupeContents(*m_document.bench());
  if (m_loupesOf)
    std::erase_if(contents, [this](const LoupeContent& content) {
      return std::find(m_loupesOf->begin(), m_loupesOf->end(), content.part) == m_loupesOf->end();
    });
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
    placeFresh(fresh);
  else
    drawLeaderLines();
  if (!m_litWords.isEmpty()) lightProducts(std::exchange(m_litAt, {}));
}

// Undo brings loupes back, too: to where they were.
void BenchScene::placeFresh(const std::vector<LoupeItem*>& fresh) {
  for (LoupeItem* loupe : fresh) sizeLoupe(*loupe);
  if (!recall()) placeFree(fresh);
  drawLeaderLines();
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
  item->setContent(std::move(content), m_document.bench());
  if (item->isPinned())
    placePinned(*item);
  else if (isNew || wasPinned)
    fresh.push_back(item);
}

// Places a loupe where the design says, but never on the part that it shows.
void BenchScene::placePinned(LoupeItem& loupe) {
  const Viewpoint& view = loupe.content().view;
  sizeLoupe(loupe);
  loupe.setPos(toScene(*view.insetX, *view.insetY));
  loupe.setPos(besidePart(loupe.frameInScene(), anchorBody(loupe)).topLeft());
}

void BenchScene::keepBesidePart(LoupeItem& loupe) {
  loupe.setPos(besidePart(loupe.frameInScene(), anchorBody(loupe)).topLeft());
  drawLeaderLines();
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

double BenchScene::fittingLoupeScale() const {
  return loupeWidth(benchBounds(), pixelSize(), m_colours.size) / LoupeItem::kWidth;
}

void BenchScene::resizeLoupes(double scale) {
  m_loupeScale = scale;
  for (const auto& [key, loupe] : m_loupes) loupe->isPinned() ? placePinned(*loupe) : sizeLoupe(*loupe);
}

// Gives a loupe the size that all loupes share.
void BenchScene::sizeLoupe(LoupeItem& loupe) const {
  loupe.setScale(m_loupeScale);
  sizeWords(loupe);
}

// In a small window the words of a loupe grow within it until they can be read.
void BenchScene::sizeWords(LoupeItem& loupe) const {
  constexpr double kLegible = 10.5, kMost = 1.6;  // pixels
  const double now = LoupeItem::kFont * loupe.scale() / pixelSize();
  loupe.setTextScale(m_pixelSize > 0 ? std::clamp(m_colours.size * kLegible / now, 1.0, kMost) : 1);
}

void BenchScene::showProbe(const Component& viewpoint, QPointF corner) {
  if (!m_probe) {
    m_probe = new LoupeItem(m_colours);
    m_probe->setZValue(40);
    addItem(m_probe);
  }
  m_probe->setContent(loupeContent(*m_document.bench(), viewpoint), m_document.bench());
  m_probedAt = toScene(positionOf(viewpoint));
  sizeLoupe(*m_probe);
  placeProbe(corner);
}

// Looks for a clear place in rings about the wanted one.
QPointF BenchScene::clearPlace(const QRectF& frame, const QRectF& about) const {
  constexpr double kGap = 1;  // mm
  constexpr int kMostRings = 200, kAround = 24;
  std::vector<QRectF> taken = wordBounds();
  taken.push_back(about);
  for (const auto& [id, part] : m_parts) taken.push_back(part->sceneBody());
  for (const auto& [key, loupe] : m_loupes)
    if (loupe->isPinned()) taken.push_back(loupe->frameInScene());
  const auto isClear = [&](QPointF corner) {
    const QRectF room = QRectF(corner, frame.size()).adjusted(-kGap, -kGap, kGap, kGap);
    return std::none_of(taken.begin(), taken.end(),
                        [&](const QRectF& other) { return room.intersects(other); });
  };
  const double step = frame.width() / 20;
  for (int ring = 0; ring < kMostRings; ++ring)
    for (int i = 0; i < (ring > 0 ? kAround : 1); ++i) {
      const double angle = 2 * constants::kPi * i / kAround;
      const QPointF corner = frame.topLeft() + ring * step * QPointF(std::cos(angle), std::sin(angle));
      if (isClear(corner)) return corner;
    }
  return frame.topLeft();
}

void BenchScene::placeProbe(QPointF corner) {
  m_probe->setPos(corner);
  m_probe->setLeaderLine(leaderLine(m_probe->frameInScene(), QRectF(m_probedAt, QSizeF()), {}));
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

void BenchScene::setLoupesOf(const std::optional<std::vector<std::string>>& parts) {
  if (parts == m_loupesOf) return;
  m_loupesOf = parts;
  m_arrangements.clear();
  takeLoupes();
  arrangeLoupes();
}

void BenchScene::arrangeLoupes() {
  m_loupeScale = fittingLoupeScale();
  std::vector<LoupeItem*> free;
  for (const ComponentPtr& component : m_document.design().components)
    if (const auto found = m_loupes.find(component->id);
        found != m_loupes.end() && !found->second->isPinned())
      free.push_back(found->second);
  placeFree(free);
  remember();
  placeMarks();
}

void BenchScene::placeFree(const std::vector<LoupeItem*>& free) {
  const QRectF bench = benchBounds();
  LoupeObstacles obstacles;
  obstacles.aspect = m_aspect;
  constexpr double kGap = 3;
  for (const auto& [id, item] : m_parts)
    obstacles.solid.push_back(item->sceneBody().adjusted(-kGap, -kGap, kGap, kGap));
  obstacles.words = wordBounds();
  for (const QRectF& words : obstacles.words) obstacles.solid.push_back(words);
  obstacles.beams = m_beamLines;
  for (LoupeItem* item : free) sizeLoupe(*item);
  for (const auto& [id, item] : m_loupes)
    if (item->isPinned()) placePinned(*item);
  const QSizeF size(LoupeItem::kWidth * m_loupeScale, LoupeItem::kHeight * m_loupeScale);
  for (const auto& [id, item] : m_loupes)
    if (std::find(free.begin(), free.end(), item) == free.end())
      obstacles.solid.push_back(item->frameInScene());
  std::vector<QRectF> parts;
  for (const LoupeItem* item : free) parts.push_back(anchorBody(*item));
  QRectF picture = bench;
  for (const QRectF& words : wordBounds()) picture |= words;
  const std::vector<QPointF> places = placeLoupes(parts, size, picture, obstacles);
  for (std::size_t i = 0; i < free.size(); ++i) free[i]->setPos(places[i]);
  drawLeaderLines();
  Q_EMIT contentChanged();
}

void BenchScene::drawLeaderLines() {
  const std::vector<QRectF> words = wordBounds();
  for (const auto& [key, loupe] : m_loupes)
    loupe->setLeaderLine(leaderLine(loupe->frameInScene(), anchorBody(*loupe), words));
}

std::map<std::string, QRectF> BenchScene::bodies() const {
  std::map<std::string, QRectF> out;
  for (const auto& [id, part] : m_parts) out[id] = part->sceneBody();
  return out;
}

void BenchScene::remember() {
  Arrangement now{bodies(), {}, m_loupeScale};
  for (const auto& [key, loupe] : m_loupes)
    if (!loupe->isPinned()) now.places[key] = loupe->pos();
  m_arrangements[m_document.undoStack().index()] = std::move(now);
}

// False where the bench of this step was another one, or other loupes stood about it.
bool BenchScene::recall() {
  const auto found = m_arrangements.find(m_document.undoStack().index());
  if (found == m_arrangements.end() || found->second.bodies != bodies()) return false;
  const std::map<std::string, QPointF>& places = found->second.places;
  std::size_t free = 0;
  for (const auto& [key, loupe] : m_loupes) {
    if (loupe->isPinned() == places.contains(key)) return false;
    free += !loupe->isPinned();
  }
  if (free != places.size()) return false;
  resizeLoupes(found->second.scale);
  for (const auto& [key, place] : places) m_loupes.at(key)->setPos(place);
  Q_EMIT contentChanged();
  return true;
}

// Loupes that nobody has placed and that lie over a part, a name, or another loupe.
std::vector<LoupeItem*> BenchScene::covering() const {
  const std::vector<QRectF> words = wordBounds();
  std::vector<LoupeItem*> out;
  for (const auto& [key, loupe] : m_loupes) {
    if (loupe->isPinned()) continue;
    const QRectF frame = loupe->frameInScene();
    const auto under = [&](const QRectF& other) { return frame.intersects(other); };
    const bool covers = std::any_of(m_parts.begin(), m_parts.end(),
                                    [&](const auto& part) { return under(part.second->sceneBody()); }) ||
                        std::any_of(words.begin(), words.end(), under) ||
                        std::any_of(m_loupes.begin(), m_loupes.end(), [&, item = loupe](const auto& other) {
                          const bool stays = std::find(out.begin(), out.end(), other.second) == out.end();
                          return other.second != item && stays && under(other.second->frameInScene());
                        });
    if (covers) out.push_back(loupe);
  }
  return out;
}

bool BenchScene::linesCrossWords() const {
  const std::vector<QRectF> words = wordBounds();
  return std::any_of(m_loupes.begin(), m_loupes.end(), [&](const auto& entry) {
    const QLineF line = leaderLine(entry.second->frameInScene(), anchorBody(*entry.second), words);
    return std::any_of(words.begin(), words.end(),
                       [&line](const QRectF& word) { return lengthInside(word, line.p1(), line.p2()) > 0; });
  });
}

void BenchScene::settleLoupes() {
  constexpr double kTooDifferent = 1.3;
  if (!recall()) {
    const double wanted = fittingLoupeScale();
    if (std::max(m_loupeScale / wanted, wanted / m_loupeScale) > kTooDifferent) return arrangeLoupes();
    if (const std::vector<LoupeItem*> over = covering(); !over.empty()) placeFree(over);
  }
  drawLeaderLines();
  remember();
  placeMarks();
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

}  // namespace lightloom::ui
