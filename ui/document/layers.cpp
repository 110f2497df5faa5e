#include "document/layers.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>

#include "design/kind.h"
#include "design/viewpoint.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

enum class Family { Sources, Optics, Detectors, Loupes, Others };

struct FamilyWords {
  Family family;
  const char* key;
  const char* title;
};

constexpr FamilyWords kFamilies[] = {
    {Family::Sources, "sources", QT_TRANSLATE_NOOP("Layer", "Lasers")},
    {Family::Optics, "optics", QT_TRANSLATE_NOOP("Layer", "Optics")},
    {Family::Detectors, "detectors", QT_TRANSLATE_NOOP("Layer", "Detectors")},
    {Family::Loupes, "loupes", QT_TRANSLATE_NOOP("Layer", "Kept loupes")},
    {Family::Others, "others", QT_TRANSLATE_NOOP("Layer", "Other parts")}};

template <typename Action>
bool hasFace(const std::vector<Face>& faces) {
  return std::any_of(faces.begin(), faces.end(),
                     [](const Face& face) { return std::holds_alternative<Action>(face.action); });
}

Family familyOf(const Component& component) {
  if (isViewpoint(component)) return Family::Loupes;
  const Kind* kind = findKind(component.kind);
  if (!kind) return Family::Others;
  const std::vector<Face> faces = kind->faces(viewOf(component, *kind));
  if (hasFace<EmitterGrid>(faces)) return Family::Sources;
  if (hasFace<ReceiverGrid>(faces)) return Family::Detectors;
  return faces.empty() ? Family::Others : Family::Optics;
}

void add(CanvasLayer& layer, const Component& component) {
  layer.shown = (layer.ids.empty() || layer.shown) && !component.hidden;
  layer.locked = (layer.ids.empty() || layer.locked) && component.locked;
  layer.ids.push_back(component.id);
}

}  // namespace

std::vector<CanvasLayer> layersOf(const Design& design) {
  std::map<Family, CanvasLayer> families;
  std::map<std::string, CanvasLayer> groups;
  for (const ComponentPtr& component : design.components) {
    add(families[familyOf(*component)], *component);
    if (!component->group.empty()) add(groups[component->group], *component);
  }
  std::vector<CanvasLayer> out;
  for (const FamilyWords& words : kFamilies) {
    const auto found = families.find(words.family);
    if (found == families.end()) continue;
    found->second.key = QLatin1String(words.key);
    found->second.title = QCoreApplication::translate("Layer", words.title);
    out.push_back(std::move(found->second));
  }
  for (auto& [name, layer] : groups) {
    layer.key = QStringLiteral("group:") + fromStd(name);
    layer.title = fromStd(name);
    out.push_back(std::move(layer));
  }
  return out;
}

}  // namespace lightloom::ui
