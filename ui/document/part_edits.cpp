#include "document/part_edits.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>

#include "design/kind.h"
#include "document/loupe_edits.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

double realOf(const Component& component, const std::string& key) {
  const auto found = component.values.find(key);
  if (found == component.values.end()) return 0;
  const auto* real = std::get_if<double>(&found->second);
  return real ? *real : 0;
}

void setReal(Component& component, const char* key, double value) {
  if (value == 0)
    component.values.erase(key);
  else
    component.values[key] = value;
}

int indexOf(const Design& design, const std::string& id) {
  for (std::size_t i = 0; i < design.components.size(); ++i)
    if (design.components[i]->id == id) return static_cast<int>(i);
  return -1;
}

QString text(const char* source) {
  return QCoreApplication::translate("PartEdits", source);
}

// Rounds to a picometre, so that 0.02 + 0.001 does not leave 0.020999999999999998 in the file.
double tidy(double metres) {
  return std::round(metres * 1e12) / 1e12;
}

}  // namespace

BenchPoint positionOf(const Component& component) {
  return {realOf(component, "x"), realOf(component, "y")};
}

double angleOf(const Component& component) {
  return realOf(component, "angle");
}

void setPosition(Component& component, BenchPoint at) {
  setReal(component, "x", tidy(at.x));
  setReal(component, "y", tidy(at.y));
}

void setAngle(Component& component, double angleRad) {
  double turned = std::remainder(angleRad, 2 * constants::kPi);
  const double quarter = std::round(turned / (constants::kPi / 12)) * (constants::kPi / 12);
  if (std::fabs(turned - quarter) < 1e-9) turned = quarter;
  setReal(component, "angle", turned);
}

// A loupe on a part stands upright, wherever its part faces.
bool mayTurn(const Component& part) {
  return !part.locked && !isAttachedLoupe(part);
}

DesignEdit changeParts(const Design& design, const PartIds& ids, const QString& label,
                       const std::function<void(Component&)>& change) {
  DesignEdit edit;
  edit.label = asMessage(label.toStdString());
  for (const std::string& id : ids) {
    const int at = indexOf(design, id);
    if (at < 0) continue;
    const ComponentPtr& before = design.components[static_cast<std::size_t>(at)];
    auto after = std::make_shared<Component>(*before);
    change(*after);
    if (!(*after == *before)) edit.components.push_back({id, at, before, std::move(after)});
  }
  return edit;
}

BenchPoint snapped(BenchPoint point) {
  return {tidy(std::round(point.x / kGridStep) * kGridStep),
          tidy(std::round(point.y / kGridStep) * kGridStep)};
}

BenchPoint middleOf(const std::vector<ComponentPtr>& parts) {
  BenchPoint sum;
  for (const ComponentPtr& part : parts) {
    sum.x += positionOf(*part).x;
    sum.y += positionOf(*part).y;
  }
  const double count = static_cast<double>(parts.size());
  return {sum.x / count, sum.y / count};
}

DesignEdit placePart(const Design& design, std::string_view kind, BenchPoint at, double angleRad) {
  const Kind* known = findKind(kind);
  LL_CHECK(known != nullptr);
  Component component;
  component.kind = std::string(kind);
  setPosition(component, at);
  setAngle(component, angleRad);
  DesignEdit edit = addComponent(design, std::move(component));
  edit.label =
      asMessage(text(QT_TRANSLATE_NOOP("PartEdits", "Add %1")).arg(shownText(known->title)).toStdString());
  return edit;
}

namespace {

// A loupe on a part has no place of its own but that of its inset.
void moveInset(Component& loupe, const Component& began, BenchPoint by) {
  Viewpoint view = viewpointOf(began).value();
  if (view.insetX) view.insetX = tidy(*view.insetX + by.x);
  if (view.insetY) view.insetY = tidy(*view.insetY + by.y);
  loupe = withViewpoint(loupe, view);
}

// A loupe in a clip looks at the copy of its part, if that is in the clip, too.
void retarget(Component& loupe, const std::map<std::string, std::string>& copies) {
  std::optional<Viewpoint> view = viewpointOf(loupe);
  if (!view) return;
  if (const auto copy = copies.find(view->target); copy != copies.end()) view->target = copy->second;
  loupe = withViewpoint(loupe, *view);
}

BenchPoint boxMiddle(const Design& design, const PartIds& ids) {
  BenchPoint low{INFINITY, INFINITY}, high{-INFINITY, -INFINITY};
  for (const std::string& id : ids) {
    const ComponentPtr part = findComponent(design, id);
    if (!part || !mayTurn(*part)) continue;
    const BenchPoint at = positionOf(*part);
    low = {std::min(low.x, at.x), std::min(low.y, at.y)};
    high = {std::max(high.x, at.x), std::max(high.y, at.y)};
  }
  return {(low.x + high.x) / 2, (low.y + high.y) / 2};
}

}  // namespace

DesignEdit moveParts(const Design& design, const Design& start, const PartIds& ids, BenchPoint by) {
  const QString label = partsLabel(text(QT_TRANSLATE_NOOP("PartEdits", "Move %1")), design, ids);
  return changeParts(design, ids, label, [&](Component& part) {
    const ComponentPtr began = findComponent(start, part.id);
    if (!began || part.locked) return;
    if (isAttachedLoupe(part)) return moveInset(part, *began, by);
    const BenchPoint from = positionOf(*began);
    setPosition(part, {from.x + by.x, from.y + by.y});
  });
}

DesignEdit turnParts(const Design& design, const PartIds& ids, double byRad) {
  const QString label = partsLabel(text(QT_TRANSLATE_NOOP("PartEdits", "Rotate %1")), design, ids);
  const BenchPoint middle = boxMiddle(design, ids);
  const double c = std::cos(byRad), s = std::sin(byRad);
  return changeParts(design, ids, label, [&](Component& part) {
    if (!mayTurn(part)) return;
    const BenchPoint at = positionOf(part);
    const double x = at.x - middle.x, y = at.y - middle.y;
    if (x != 0 || y != 0) setPosition(part, {middle.x + c * x - s * y, middle.y + s * x + c * y});
    setAngle(part, angleOf(part) + byRad);
  });
}

DesignEdit turnPartTo(const Design& design, const std::string& id, double angleRad) {
  const QString label = partsLabel(text(QT_TRANSLATE_NOOP("PartEdits", "Rotate %1")), design, {id});
  return changeParts(design, {id}, label, [&](Component& part) {
    if (!part.locked) setAngle(part, angleRad);
  });
}

DesignEdit insertParts(const Design& design, const std::vector<ComponentPtr>& parts, BenchPoint by,
                       const QString& label, PartIds& newIds) {
  Design grown = design;
  DesignEdit edit;
  std::map<std::string, std::string> copies;
  std::vector<ComponentPtr> order = parts;  // loupes last: what they look at has its new id by then
  std::stable_partition(order.begin(), order.end(),
                        [](const ComponentPtr& part) { return !isAttachedLoupe(*part); });
  for (const ComponentPtr& part : order) {
    Component copy = *part;
    copy.id = freshId(grown, copy.kind);
    copies[part->id] = copy.id;
    if (isAttachedLoupe(copy)) {
      moveInset(copy, *part, by);
      retarget(copy, copies);
    } else {
      const BenchPoint from = positionOf(copy);
      setPosition(copy, {from.x + by.x, from.y + by.y});
    }
    newIds.push_back(copy.id);
    const DesignEdit one = addComponent(grown, std::move(copy));
    grown = apply(grown, one);
    edit.components.push_back(one.components.front());
  }
  edit.label = asMessage(label.toStdString());
  return edit;
}

DesignEdit changePart(const Design& design, const std::string& id, const QString& label,
                      const std::function<void(Component&)>& change) {
  return changeParts(design, {id}, label, change);
}

DesignEdit stateOrigin(const Design& design, const PartIds& ids, const std::string& key,
                       const std::optional<Source>& source, const QString& title) {
  const QString verb = text(QT_TRANSLATE_NOOP("PartEdits", "State the origin of %1 of %2"));
  return changeParts(design, ids, partsLabel(verb.arg(title, QStringLiteral("%1")), design, ids),
                     [&](Component& part) {
                       if (source)
                         part.sources[key] = *source;
                       else
                         part.sources.erase(key);
                     });
}

DesignEdit lockParts(const Design& design, const PartIds& ids, bool locked) {
  const QString verb = locked ? text(QT_TRANSLATE_NOOP("PartEdits", "Lock %1"))
                              : text(QT_TRANSLATE_NOOP("PartEdits", "Unlock %1"));
  return changeParts(design, ids, partsLabel(verb, design, ids),
                     [&](Component& part) { part.locked = locked; });
}

DesignEdit hideParts(const Design& design, const PartIds& ids, bool hidden) {
  const QString verb = hidden ? text(QT_TRANSLATE_NOOP("PartEdits", "Hide %1"))
                              : text(QT_TRANSLATE_NOOP("PartEdits", "Show %1"));
  return changeParts(design, ids, partsLabel(verb, design, ids),
                     [&](Component& part) { part.hidden = hidden; });
}

PartIds shownParts(const Design& design) {
  PartIds out;
  for (const ComponentPtr& component : design.components)
    if (!component->hidden) out.push_back(component->id);
  return out;
}

QString partsLabel(const QString& verb, const Design& design, const PartIds& ids) {
  if (ids.size() != 1)
    return verb.arg(text(QT_TRANSLATE_NOOP("PartEdits", "%1 parts")).arg(static_cast<qlonglong>(ids.size())));
  const ComponentPtr part = findComponent(design, ids.front());
  return verb.arg(part ? shownName(*part) : fromStd(ids.front()));
}

}  // namespace lightloom::ui
