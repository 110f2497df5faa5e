#include "canvas/placing.h"

#include <algorithm>
#include <cmath>

#include "canvas/beam_reading.h"
#include "canvas/bench_view.h"
#include "canvas/loupe_item.h"
#include "canvas/loupe_layout.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tools/tool.h"
#include "document/loupe_edits.h"
#include "document/selection.h"

namespace lightloom::ui {
namespace {

// In rings about the middle of the view; parts do not lie on each other, nor below loupes that somebody has
// placed. `body` is about the point that will be there.
QPointF freePlace(const BenchView& view, const QRectF& body) {
  constexpr double kGap = 2;  // mm
  constexpr int kMostRings = 60;
  const BenchScene& bench = view.benchScene();
  std::vector<QRectF> taken;
  for (const ComponentPtr& part : view.document().design().components)
    if (const PartItem* item = bench.partItem(part->id)) taken.push_back(item->sceneBody());
  for (const LoupeItem* loupe : bench.loupes())
    if (loupe->isPinned() && bench.loupesShown()) taken.push_back(loupe->frameInScene());
  const double gap = qMax(kGap, view.snapReach() * 1e3);
  const QRectF sight = view.mapToScene(view.viewport()->rect()).boundingRect();
  const std::vector<QRectF> words = bench.wordBounds();
  taken.insert(taken.end(), words.begin(), words.end());
  const auto isFree = [&](QPointF at, bool ofLight) {
    const QRectF room = body.translated(at).adjusted(-gap, -gap, gap, gap);
    const auto inTheWay = [&](const QRectF& other) { return room.intersects(other); };
    const auto shines = [&](const auto& beam) { return lengthInside(room, beam.first, beam.second) > 0; };
    if (ofLight && !sight.contains(room)) return false;
    return std::none_of(taken.begin(), taken.end(), inTheWay) &&
           !(ofLight && std::any_of(bench.beamLines().begin(), bench.beamLines().end(), shines));
  };
  const QPointF start = view.middle();
  const double step = qMax(qMin(body.width(), body.height()) / 2, gap);
  // Off the light and in sight; where there is no such place, off the other parts will do.
  for (const bool ofLight : {true, false})
    for (int ring = 0; ring < kMostRings; ++ring)
      for (int i = -ring; i <= ring; ++i)
        for (const QPointF& side : {QPointF(i, -ring), QPointF(i, ring), QPointF(-ring, i), QPointF(ring, i)})
          if (isFree(start + step * side, ofLight)) return start + step * side;
  return start;
}

}  // namespace

Snapped placeOnBench(const BenchView& view, const Snapper& snapper, QPointF scene,
                     Qt::KeyboardModifiers modifiers) {
  if (view.snapsNow(modifiers)) return snapper.snap(toBench(scene), view.snapReach(), true);
  Snapped out;
  out.at = toBench(scene);
  return out;
}

void placeKind(BenchView& view, const QString& kind, QPointF scene, Qt::KeyboardModifiers modifiers) {
  if (!findKind(kind.toStdString())) return;
  Document& document = view.document();
  Component fresh;
  fresh.kind = kind.toStdString();
  const Snapper snapper(document.design(), fresh, {});
  const Snapped place = placeOnBench(view, snapper, scene, modifiers);
  const double angle = place.beamAngleRad ? snapper.angleOnBeam(*place.beamAngleRad) : 0;
  const DesignEdit edit = placePart(document.design(), fresh.kind, place.at, angle);
  document.push(edit);
  view.selection().set({edit.components.front().id});
  document.compilePending();
  view.benchScene().settleLoupes();
}

void placeKindInSight(BenchView& view, const QString& kind) {
  const Kind* known = findKind(kind.toStdString());
  if (!known) return;
  auto fresh = std::make_shared<Component>();
  fresh->kind = known->id;
  // On a beam it is turned: as much room to every side as it needs to one.
  const QRectF body = PartItem(fresh, view.benchScene().colours()).sceneBody();
  const double reach = std::max({-body.left(), body.right(), -body.top(), body.bottom()});
  placeKind(view, kind, freePlace(view, {-reach, -reach, 2 * reach, 2 * reach}), {});
}

void placeParts(BenchView& view, const std::vector<ComponentPtr>& parts, const QString& label) {
  Document& document = view.document();
  const BenchScene& bench = view.benchScene();
  const bool first = document.design().components.empty();
  const BenchPoint from = middleOf(parts);
  QRectF body;
  for (const ComponentPtr& part : parts)
    if (!isAttachedLoupe(*part)) body |= PartItem(part, bench.colours()).sceneBody();
  const BenchPoint to = toBench(freePlace(view, body.translated(-toScene(from))));
  const BenchPoint by = first ? BenchPoint() : snapped({to.x - from.x, to.y - from.y});
  PartIds ids;
  document.push(insertParts(document.design(), parts, by, label, ids));
  document.compilePending();
  view.selection().set(ids);
  view.benchScene().settleLoupes();
  QRectF placed;
  for (const std::string& id : ids)
    if (const PartItem* item = bench.partItem(id)) placed |= item->sceneBody();
  if (first || !view.mapToScene(view.viewport()->rect()).boundingRect().contains(placed)) view.fitAll();
}

DesignEdit loupeOnLight(const BenchView& view, QPointF scene) {
  constexpr double kReachPixels = 6;
  const Bench& bench = *view.document().bench();
  const std::vector<BeamReading> beams = beamsAt(bench, scene, kReachPixels / view.pixelsPerMillimetre());
  if (beams.empty()) return {};
  const BeamSegment& segment = bench.trace.segments[static_cast<std::size_t>(beams.front().segment)];
  const double angle = std::atan2(segment.to[1] - segment.from[1], segment.to[0] - segment.from[0]);
  constexpr double kStep = 1e-5;  // m
  const BenchPoint at = toBench(beams.front().at);
  return addLoupeAt(view.document().design(),
                    {std::round(at.x / kStep) * kStep, std::round(at.y / kStep) * kStep}, angle);
}

void addLoupe(BenchView& view, QPointF scene) {
  const BenchScene& bench = view.benchScene();
  Document& document = view.document();
  const std::vector<PartItem*> hit = bench.partsAt(scene, kHitPixels / view.pixelsPerMillimetre());
  const auto part = std::find_if(hit.begin(), hit.end(), [](const PartItem* item) {
    const Kind* kind = findKind(item->component()->kind);
    return kind && !kind->faces(viewOf(*item->component(), *kind)).empty();
  });
  const DesignEdit edit =
      part == hit.end() ? loupeOnLight(view, scene) : addLoupeOn(document.design(), (*part)->id());
  if (edit.empty())
    return Q_EMIT view.problem(
        BenchView::tr("There is neither a part nor light. Point at a part or at a beam for a loupe."));
  document.push(edit);
  document.compilePending();
  view.selection().set({edit.components.front().id});
  if (!bench.loupesShown()) Q_EMIT view.problem(BenchView::tr("Loupes are hidden: Ctrl+M shows them."));
}

}  // namespace lightloom::ui
