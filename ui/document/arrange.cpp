#include "document/arrange.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "document/loupe_edits.h"

namespace lightloom::ui {
namespace {

QString arrangeText(const char* source) {
  return QCoreApplication::translate("Arrange", source);
}

double along(BenchAxis axis, BenchPoint at) {
  return axis == BenchAxis::X ? at.x : at.y;
}

void moveAlong(BenchAxis axis, Component& part, double to) {
  BenchPoint at = positionOf(part);
  (axis == BenchAxis::X ? at.x : at.y) = to;
  setPosition(part, at);
}

struct Span {
  double low = INFINITY, high = -INFINITY;
  double middle() const { return (low + high) / 2; }
};

// Of the places of these parts that `counts` lets in.
template <typename Counts>
Span spanOf(const Design& design, const PartIds& ids, BenchAxis axis, Counts counts) {
  Span out;
  for (const std::string& id : ids) {
    const ComponentPtr part = findComponent(design, id);
    if (!part || !counts(*part)) continue;
    out.low = std::min(out.low, along(axis, positionOf(*part)));
    out.high = std::max(out.high, along(axis, positionOf(*part)));
  }
  return out;
}

}  // namespace

DesignEdit alignParts(const Design& design, const PartIds& ids, BenchAxis axis, AlignTo to) {
  const Span span = spanOf(design, ids, axis, [](const Component& part) { return !isAttachedLoupe(part); });
  const double line = to == AlignTo::Low ? span.low : to == AlignTo::High ? span.high : span.middle();
  const QString label = partsLabel(arrangeText(QT_TRANSLATE_NOOP("Arrange", "Align %1")), design, ids);
  return changeParts(design, ids, label, [&](Component& part) {
    if (mayTurn(part)) moveAlong(axis, part, line);
  });
}

DesignEdit distributeParts(const Design& design, const PartIds& ids, BenchAxis axis) {
  std::vector<ComponentPtr> parts;
  for (const std::string& id : ids)
    if (const ComponentPtr part = findComponent(design, id); part && mayTurn(*part)) parts.push_back(part);
  if (parts.size() < 3) return {};
  std::stable_sort(parts.begin(), parts.end(), [&](const ComponentPtr& a, const ComponentPtr& b) {
    return along(axis, positionOf(*a)) < along(axis, positionOf(*b));
  });
  const double first = along(axis, positionOf(*parts.front()));
  const double step =
      (along(axis, positionOf(*parts.back())) - first) / static_cast<double>(parts.size() - 1);
  const QString label = partsLabel(arrangeText(QT_TRANSLATE_NOOP("Arrange", "Distribute %1")), design, ids);
  return changeParts(design, ids, label, [&](Component& part) {
    const auto found = std::find_if(parts.begin(), parts.end(),
                                    [&](const ComponentPtr& other) { return other->id == part.id; });
    if (found != parts.end())
      moveAlong(axis, part, first + static_cast<double>(found - parts.begin()) * step);
  });
}

DesignEdit mirrorParts(const Design& design, const PartIds& ids, BenchAxis axis) {
  const double middle = spanOf(design, ids, axis, mayTurn).middle();
  const QString label = partsLabel(arrangeText(QT_TRANSLATE_NOOP("Arrange", "Mirror %1")), design, ids);
  return changeParts(design, ids, label, [&](Component& part) {
    if (!mayTurn(part)) return;
    moveAlong(axis, part, 2 * middle - along(axis, positionOf(part)));
    setAngle(part, axis == BenchAxis::X ? constants::kPi - angleOf(part) : -angleOf(part));
  });
}

int arrangeable(const Design& design, const PartIds& ids) {
  return static_cast<int>(std::count_if(ids.begin(), ids.end(), [&](const std::string& id) {
    const ComponentPtr part = findComponent(design, id);
    return part && mayTurn(*part);
  }));
}

}  // namespace lightloom::ui
