#include "document/loupe_edits.h"

#include <QCoreApplication>
#include <algorithm>

#include "document/translate.h"

namespace lightloom::ui {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("LoupeEdits", source);
}

DesignEdit added(const Design& design, Component loupe, const QString& label) {
  DesignEdit edit = addComponent(design, std::move(loupe));
  edit.label = asMessage(label.toStdString());
  return edit;
}

}  // namespace

DesignEdit changeLoupe(const Design& design, const std::string& id, const std::string& target,
                       const QString& label, const std::function<void(Viewpoint&)>& change) {
  const ComponentPtr before = findComponent(design, id);
  Viewpoint view = before ? viewpointOf(*before).value_or(Viewpoint()) : Viewpoint();
  if (!before) view.target = target;
  change(view);
  if (!before) return added(design, withViewpoint({}, view), label);
  return changePart(design, id, label, [&](Component& part) { part = withViewpoint(part, view); });
}

DesignEdit addLoupeOn(const Design& design, const std::string& target) {
  const ComponentPtr part = findComponent(design, target);
  Viewpoint view;
  view.target = target;
  return added(design, withViewpoint({}, view),
               text(QT_TRANSLATE_NOOP("LoupeEdits", "Add loupe on %1"))
                   .arg(part ? shownName(*part) : fromStd(target)));
}

DesignEdit addLoupeAt(const Design& design, BenchPoint at, double angleRad) {
  return placePart(design, withViewpoint({}, {}).kind, at, angleRad);
}

bool isAttachedLoupe(const Component& component) {
  const std::optional<Viewpoint> view = viewpointOf(component);
  return view && !view->target.empty();
}

PartIds withTheirLoupes(const Design& design, PartIds ids) {
  const PartIds parts = ids;
  for (const ComponentPtr& component : design.components) {
    const std::optional<Viewpoint> view = viewpointOf(*component);
    const auto has = [&](const PartIds& list, const std::string& id) {
      return std::find(list.begin(), list.end(), id) != list.end();
    };
    if (view && has(parts, view->target) && !has(ids, component->id)) ids.push_back(component->id);
  }
  return ids;
}

}  // namespace lightloom::ui
