#include "canvas/bench_scene.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "canvas/anatomy_item.h"
#include "canvas/check_mark.h"
#include "canvas/drop_others.h"
#include "canvas/lit_products.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "canvas/reference_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tag_item.h"
#include "document/loupe_edits.h"
#include "document/selection.h"
#include "document/translate.h"

namespace lightloom::ui {
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
  connect(&document, &Document::opened, this, [this] {
    m_arrangements.clear();
    arrangeLoupes();
  });
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
  const double size = m_colours.size;
  m_colours = canvasColours(dark);
  m_colours.size = size;
  takeColours();
}

void BenchScene::setSize(double size) {
  if (size == m_colours.size) return;
  m_colours.size = size;
  m_pixelSize = 0;
  m_arrangements.clear();
  takeColours();
}

void BenchScene::takeColours() {
  m_beams->setColours(m_colours);
  m_anatomy->setColours(m_colours);
  for (const auto& [id, item] : m_parts) item->setColours(m_colours);
  if (m_reference) m_reference->setColours(m_colours);
  if (m_waves) m_waves->setColours(m_colours);
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
    for (const std::string& id : change.parts)
      if (m_reference) m_reference->compare(id, partItem(id));
  }
  Q_EMIT contentChanged();
}

void BenchScene::rebuildAll() {
  std::set<std::string> wanted;
  for (const ComponentPtr& component : m_document.design().components)
    if (!isAttachedLoupe(*component)) wanted.insert(component->id);
  dropOthers(m_parts, wanted);
  for (const std::string& id : wanted) updatePart(id);
  if (m_reference) m_reference->compareAll(m_parts);
}

void BenchScene::setReference(const std::optional<Design>& reference) {
  m_reference.reset();
  if (reference) {
    m_reference = std::make_unique<ReferenceItem>(*reference, m_colours);
    addItem(m_reference.get());
    m_reference->compareAll(m_parts);
  }
  placeMarks();
  Q_EMIT contentChanged();
}

void BenchScene::setWaves(const std::optional<Waves>& waves) {
  if (!waves) return m_waves.reset();
  if (!m_waves) {
    m_waves = std::make_unique<WavefrontItem>(m_colours);
    addItem(m_waves.get());
  }
  m_waves->setWaves(*waves);
}

void BenchScene::setWaveMoment(const WaveMoment& moment) {
  if (m_waves) m_waves->setMoment(moment);
}

void BenchScene::updatePart(const std::string& id) {
  const ComponentPtr component = findComponent(m_document.design(), id);
  const auto found = m_parts.find(id);
  if (!component || isAttachedLoupe(*component)) {
    if (found == m_parts.end()) return;
    delete found->second;
    m_parts.erase(found);
  } else if (found != m_parts.end()) {
    const QPointF before = found->second->pos();
    found->second->setComponent(component);
    movedPart(id, *found->second, found->second->pos() - before);
  } else {
    auto* item = new PartItem(component, m_colours);
    addItem(item);
    item->setMarked(m_selection && m_selection->contains(id));
    m_parts[id] = item;
  }
}

// Moves the name, mark, badge and loupes of a part with it at once; the light follows later.
void BenchScene::movedPart(const std::string& id, const PartItem& part, QPointF by) {
  if (const auto tag = m_names.find(id); tag != m_names.end())
    placeName(*tag->second, part, !roleName(*m_document.bench(), id).isEmpty());
  if (const auto mark = m_marks.find(id); mark != m_marks.end()) placeMark(*mark->second, part, wordBounds());
  if (by.isNull()) return;
  if (const auto badge = m_badges.find(id); badge != m_badges.end()) badge->second->moveBy(by.x(), by.y());
  for (const auto& [key, loupe] : m_loupes)
    if (!loupe->isPinned() && (loupe->part() == id || loupe->content().id == id))
      loupe->moveBy(by.x(), by.y());
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
  takeBeamLines();
  buryHeaps();
  std::set<std::string> problems;
  for (const Check& check : m_document.bench()->checks)
    if (check.severity == Severity::Error) problems.insert(check.component);
  for (const auto& [id, item] : m_parts) item->setProblem(problems.contains(id));
  takeLoupes();
  takeNames();
  takeBadges();
  takeMarks();
  takeAnatomy();
  drawLeaderLines();
}

// Draws only the last few of parts that look alike and stand at one place: more would not be seen.
void BenchScene::buryHeaps() {
  constexpr int kDrawn = 6;
  std::map<std::tuple<std::string, bool, double, double, double, double, double>, int> above;
  const auto& parts = m_document.design().components;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    PartItem* item = partItem((*part)->id);
    if (!item) continue;
    const QRectF body = item->sceneBody();
    const bool enabled = !findKind((*part)->kind) || viewOf(**part, *findKind((*part)->kind)).flag("enabled");
    item->setBuried(
        ++above[{(*part)->kind, enabled, body.x(), body.y(), body.width(), body.height(), item->rotation()}] >
        kDrawn);
  }
}

void BenchScene::takeBeamLines() {
  constexpr std::size_t kMostLines = 300;
  const Trace& trace = m_document.bench()->trace;
  m_beamLines.clear();
  for (std::size_t i : brightSegments(trace, 0, kMostLines)) {
    const BeamSegment& segment = trace.segments[i];
    m_beamLines.push_back({toScene(segment.from[0], segment.from[1]), toScene(segment.to[0], segment.to[1])});
  }
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

// Pictures have no selection, so they carry no marks.
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
  }
  dropOthers(m_marks, wanted);
  placeMarks();
}

// Where there are very many marks, none looks for a better corner.
void BenchScene::placeMarks() {
  constexpr std::size_t kMostLooks = 200000;
  std::vector<QRectF> words = wordBounds();
  if (words.size() * m_marks.size() > kMostLooks) words.clear();
  for (const auto& [id, mark] : m_marks)
    if (const PartItem* part = partItem(id)) placeMark(*mark, *part, words);  // those of gone parts go next
}

// A mark goes to the corner or side of the part where it covers least: the upper left one, if it can. It
// covers a loupe rather than a word.
void BenchScene::placeMark(CheckMark& mark, const PartItem& part, const std::vector<QRectF>& words) const {
  constexpr double kOfWord = 2, kOfLoupe = 1;
  const QRectF body = part.sceneBody();
  const std::pair<QPointF, QPointF> places[] = {{body.topLeft(), {-1, -1}},
                                                {body.topRight(), {1, -1}},
                                                {body.bottomLeft(), {-1, 1}},
                                                {body.bottomRight(), {1, 1}},
                                                {{body.left(), body.center().y()}, {-1, 0}},
                                                {{body.right(), body.center().y()}, {1, 0}},
                                                {{body.center().x(), body.top()}, {0, -1}},
                                                {{body.center().x(), body.bottom()}, {0, 1}}};
  const auto coverAt = [&](const std::pair<QPointF, QPointF>& place) {
    const QRectF room = CheckMark::roomAt(place.second);
    const QRectF covered(place.first + room.topLeft() * pixelSize(), room.size() * pixelSize());
    double cover = 0;
    for (const QRectF& word : words) cover += kOfWord * covered.intersects(word);
    for (const auto& [key, loupe] : m_loupes)
      cover += kOfLoupe * (loupe->isVisible() && covered.intersects(loupe->frameInScene()));
    return cover;
  };
  const auto* best = &places[0];
  double least = coverAt(*best);
  for (const auto& place : places) {
    if (const double cover = coverAt(place); cover < least) {
      least = cover;
      best = &place;
    }
  }
  mark.place(best->first, best->second);
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
  if (m_reference) bounds |= m_reference->bounds();
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
  m_arrangements.clear();  // of words and loupes of another size
  takeBadges();
  if (reshaped) m_aspect = aspect;
  if (reshaped || !covering().empty() || linesCrossWords())
    arrangeLoupes();
  else
    settleLoupes();
  for (const auto& [key, loupe] : m_loupes) sizeWords(*loupe);
  placeMarks();
}

double BenchScene::pixelSize() const {
  if (m_pixelSize > 0) return m_pixelSize;
  const QRectF bench = benchBounds();
  return qMax(bench.width() / 480, bench.height() / 380);
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

}  // namespace lightloom::ui
