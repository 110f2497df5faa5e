#include <algorithm>
#include <array>
#include <utility>

#include "design/internal/kinds.h"
#include "design/viewpoint.h"

namespace lightloom::design {
namespace kinds {
namespace {

constexpr std::array<std::string_view, 9> kShows = {"standard", "spots",   "fringes", "lock",     "phase",
                                                    "power",    "overlap", "signal",  "crosstalk"};

constexpr Parameter insetRow(std::string_view key, std::string_view title) {
  Parameter row;
  row.key = key;
  row.unit = Unit::Millimetre;
  row.low = -10;
  row.high = 10;
  row.title = title;
  row.help = LL_TEXT("Upper left corner of the inset; without it the program finds a place.");
  row.unset = true;
  row.advanced = true;
  row.provenance = Provenance::Chosen;
  row.citation = "unset: the program finds a place";
  return row;
}

constexpr Parameter kRows[] = {
    {.key = "target",
     .type = ValueType::Text,
     .title = LL_TEXT("Looks at"),
     .help = LL_TEXT("The id of a part; empty: the plane where the loupe itself stands."),
     .provenance = Provenance::Chosen,
     .citation = "empty: a loupe looks at its own plane"},
    {.key = "face",
     .type = ValueType::Integer,
     .low = 0,
     .high = 100,
     .title = LL_TEXT("Face"),
     .help = LL_TEXT("Which face of that part, where it has several: 0 is the first."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: the first face"},
    {.key = "shows",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Shows"),
     .help = LL_TEXT("Planes: spots or fringes. Lasers: lock, phase or power. Pixels: overlap, signal, "
                     "crosstalk or phase."),
     .defaultText = "standard",
     .enumerators = kShows,
     .provenance = Provenance::Chosen,
     .citation = "standard: what suits the face"},
    {.key = "field",
     .unit = Unit::Micrometre,
     .low = 1e-7,
     .high = 1,
     .title = LL_TEXT("Field of view"),
     .help = LL_TEXT("Width of what is seen of a plane; without it all spots are."),
     .unset = true,
     .provenance = Provenance::Chosen,
     .citation = "unset: all spots are in view"},
    {.key = "channel",
     .type = ValueType::Integer,
     .low = 0,
     .high = 1e6,
     .title = LL_TEXT("Channel"),
     .help = LL_TEXT("The laser or pixel that is enlarged; without it the worst one."),
     .unset = true,
     .provenance = Provenance::Chosen,
     .citation = "unset: the worst channel is enlarged"},
    {.key = "width",
     .unit = Unit::Millimetre,
     .defaultNumber = 10e-3,
     .low = 1e-5,
     .high = 10,
     .title = LL_TEXT("Width"),
     .help = LL_TEXT("Of a plane of its own: light that passes beside it is not seen."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "10 mm, wider than the beams of both benches of model.md 6"},
    insetRow("inset_x", LL_TEXT("Inset x")),
    insetRow("inset_y", LL_TEXT("Inset y")),
};

// A dashed line along the plane.
std::vector<Shape> silhouette(const PartView& part) {
  constexpr int kDashes = 7;
  const double width = part.real("width"), step = width / (2 * kDashes - 1);
  std::vector<Shape> out;
  for (int i = 0; i < kDashes; ++i) {
    const double from = -width / 2 + 2 * i * step;
    out.push_back(Line{{0, from}, {0, from + step}, Ink::Outline});
  }
  return out;
}

std::vector<Face> faces(const PartView&) {
  return {};
}

Message summary(const PartView& part) {
  const std::string target = part.text("target");
  if (target.empty()) return {"kind.loupe.summary-plane", LL_TEXT("Loupe on a plane in the light"), {}};
  return {"kind.loupe.summary", LL_TEXT("Loupe on %1"), {target}};
}

}  // namespace

const Kind kLoupe = {
    "loupe", LL_TEXT("Loupe"), LL_TEXT("Looks at a plane: spots, fringes and power. Light does not see it."),
    kRows,   silhouette,       faces,
    nullptr, nullptr,          summary};

}  // namespace kinds

namespace {

std::optional<double> optionalOf(const PartView& part, std::string_view key) {
  return part.isSet(key) ? std::optional(part.real(key)) : std::nullopt;
}

void set(Component& component, const char* key, const std::optional<Value>& value) {
  if (value)
    component.values[key] = *value;
  else
    component.values.erase(key);
}

std::optional<Value> valueOf(const std::optional<double>& number) {
  return number ? std::optional<Value>(*number) : std::nullopt;
}

template <typename T>
std::optional<Value> unless(const T& value, const T& standard) {
  return value == standard ? std::nullopt : std::optional<Value>(value);
}

}  // namespace

bool isViewpoint(const Component& component) {
  return component.kind == kinds::kLoupe.id;
}

bool leavesLight(const DesignEdit& edit) {
  const auto isView = [](const ComponentPtr& part) { return !part || isViewpoint(*part); };
  return !edit.empty() && edit.settings.empty() &&
         std::all_of(edit.components.begin(), edit.components.end(), [&](const ComponentChange& change) {
           return isView(change.before) && isView(change.after);
         });
}

std::optional<Viewpoint> viewpointOf(const Component& component) {
  if (!isViewpoint(component)) return std::nullopt;
  const PartView part = viewOf(component, kinds::kLoupe);
  Viewpoint out;
  out.target = part.text("target");
  out.face = part.integer("face");
  out.width = part.real("width");
  out.insetX = optionalOf(part, "inset_x");
  out.insetY = optionalOf(part, "inset_y");
  out.field = optionalOf(part, "field");
  if (part.isSet("channel")) out.channel = part.integer("channel");
  for (std::size_t i = 0; i < kinds::kShows.size(); ++i)
    if (kinds::kShows[i] == part.text("shows")) out.show = static_cast<ViewpointShow>(i);
  return out;
}

Component withViewpoint(Component component, const Viewpoint& view) {
  if (component.kind.empty()) component.kind = std::string(kinds::kLoupe.id);
  const Viewpoint standard;
  set(component, "target", unless(view.target, standard.target));
  set(component, "face", unless(std::int64_t{view.face}, std::int64_t{standard.face}));
  set(component, "width", unless(view.width, standard.width));
  set(component, "inset_x", valueOf(view.insetX));
  set(component, "inset_y", valueOf(view.insetY));
  set(component, "field", valueOf(view.field));
  set(component, "channel", unless(std::int64_t{view.channel}, std::int64_t{standard.channel}));
  const Enumerator show{std::string(kinds::kShows[static_cast<std::size_t>(view.show)])};
  set(component, "shows", unless(show, Enumerator{std::string(kinds::kShows[0])}));
  return component;
}

}  // namespace lightloom::design
