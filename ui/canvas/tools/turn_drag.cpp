#include "canvas/tools/turn_drag.h"

#include <cmath>

#include "canvas/bench_view.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tools/select_tool.h"
#include "document/selection.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kTurnStep = constants::kPi / 180, kShiftTurn = constants::kPi / 12;
constexpr double kArm = 0.03;  // m, of the line that shows the angle

}  // namespace

TurnDrag::TurnDrag(BenchView& view, const Pointer& at, std::string part)
    : DesignDrag(view, at), m_part(std::move(part)) {}

void TurnDrag::begin() {
  DesignDrag::begin();
  if (const ComponentPtr part = findComponent(m_start, m_part))
    m_snapper.emplace(m_start, *part, PartIds{m_part});
}

void TurnDrag::pull(const Pointer& at) {
  if (!m_snapper || m_view.selection().ids() != PartIds{m_part}) return;
  const BenchPoint middle = positionOf(*findComponent(m_start, m_part)), pointer = toBench(at.scene);
  double angle = std::atan2(pointer.y - middle.y, pointer.x - middle.x);
  QString label;
  if (at.modifiers & Qt::ShiftModifier) {
    angle = std::round(angle / kShiftTurn) * kShiftTurn;
  } else if (!(at.modifiers & Qt::ControlModifier)) {
    const SnappedAngle snapped = m_snapper->snapAngle(angle);
    label = snapped.label;
    angle = label.isEmpty() ? std::round(angle / kTurnStep) * kTurnStep : snapped.angleRad;
  }
  const QString shownAngle = shownQuantity(std::remainder(angle, 2 * constants::kPi), Unit::Degree, 4);
  m_guides = {
      {{toScene(middle), toScene({middle.x + kArm * std::cos(angle), middle.y + kArm * std::sin(angle)})},
       label.isEmpty() ? shownAngle : QStringLiteral("%1   %2").arg(shownAngle, label)}};
  push(turnPartTo(m_view.document().design(), m_part, angle));
}

void TurnDrag::drop(const Pointer&) {
  m_view.benchScene().settleLoupes();
}

void TurnDrag::click(const Pointer& at) {
  clickBelowHandle(m_view, at);
}

QString TurnDrag::words(Qt::KeyboardModifiers modifiers) const {
  return modifiers & Qt::ControlModifier
             ? BenchView::tr("Any angle · Esc takes it back")
             : BenchView::tr("Shift: steps of 15° · Ctrl: any angle · Esc takes it back");
}

}  // namespace lightloom::ui
