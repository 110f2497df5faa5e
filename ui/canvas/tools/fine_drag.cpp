#include "canvas/tools/fine_drag.h"

#include <algorithm>
#include <cmath>

#include "canvas/bench_view.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tools/select_tool.h"
#include "document/selection.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kFine = 1e-3;       // of what the hand does
constexpr double kFineRound = 1e-9;  // m, rad

}  // namespace

FineDrag::FineDrag(BenchView& view, const Pointer& at, std::string part)
    : DesignDrag(view, at), m_part(std::move(part)) {}

bool FineDrag::mayAdjust() const {
  const ComponentPtr part = findComponent(m_start, m_part);
  return part && !part->locked && findKind(part->kind);
}

void FineDrag::turnKnob(const char* key, double by) {
  const ComponentPtr part = findComponent(m_start, m_part);
  DesignEdit edit;
  for (const Parameter& row : parametersOf(*findKind(part->kind))) {
    if (row.key != key) continue;
    const double wanted = viewOf(m_start, m_part).real(key) + kFine * by;
    const double value = std::clamp(std::round(wanted / kFineRound) * kFineRound, row.low, row.high);
    edit = setParameter(m_view.document().design(), m_part, key, value);
  }
  edit.label = asMessage(BenchView::tr("Adjust %1").arg(shownName(*part)).toStdString());
  push(edit);
}

void FineDrag::show(std::initializer_list<const char*> keys) {
  const PartView view = viewOf(m_view.document().design(), m_part);
  const QPointF at = toScene(positionOf(view.component()));
  QStringList words;
  for (const char* key : keys)
    for (const Parameter& row : parametersOf(*findKind(view.component().kind)))
      if (row.key == key)
        words << shownText(row.title) + QLatin1Char(' ') + shownQuantity(view.real(key), row.unit, 4);
  m_guides = {{{at, at}, words.join(QStringLiteral("   "))}};
}

QString FineDrag::words(Qt::KeyboardModifiers) const {
  return BenchView::tr("Fine adjusters: a thousandth of what the hand does · Esc takes it back");
}

void FineMoveDrag::begin() {
  m_view.selection().set({m_part});
  FineDrag::begin();
}

void FineMoveDrag::pull(const Pointer& at) {
  if (!mayAdjust()) return;
  const BenchPoint by = toBench(at.scene - m_from.scene);
  turnKnob("fine_x", by.x);
  turnKnob("fine_y", by.y);
  show({"fine_x", "fine_y"});
}

// The parts below the point take turns in drawing order, topmost first: the selected part is raised, which
// must not change the turn.
void FineMoveDrag::click(const Pointer& at) {
  PartIds hit;
  const std::vector<PartItem*> items =
      m_view.benchScene().partsAt(at.scene, kHitPixels / m_view.pixelsPerMillimetre());
  const auto& parts = m_view.document().design().components;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    if (std::any_of(items.begin(), items.end(),
                    [&](const PartItem* item) { return item->id() == (*part)->id; }))
      hit.push_back((*part)->id);
  if (hit.empty()) return;
  const PartIds& ids = m_view.selection().ids();
  const auto current = ids.size() == 1 ? std::find(hit.begin(), hit.end(), ids.front()) : hit.end();
  const bool last = current == hit.end() || current + 1 == hit.end();
  m_view.selection().set({last ? hit.front() : *(current + 1)});
}

void FineTurnDrag::pull(const Pointer& at) {
  if (!mayAdjust()) return;
  const BenchPoint middle = positionOf(*findComponent(m_start, m_part)), from = toBench(m_from.scene),
                   to = toBench(at.scene);
  const double turned = std::remainder(
      std::atan2(to.y - middle.y, to.x - middle.x) - std::atan2(from.y - middle.y, from.x - middle.x),
      2 * constants::kPi);
  turnKnob("fine_tilt", turned);
  show({"fine_tilt"});
}

void FineTurnDrag::click(const Pointer& at) {
  clickBelowHandle(m_view, at);
}

}  // namespace lightloom::ui
