#include "design/internal/kinds.h"

#include <array>
#include <map>

namespace lightloom::design {
namespace kinds {

Polygon rectangle(double depth, double width, Ink ink) {
  const double u = depth / 2, v = width / 2;
  return {{{-u, -v}, {u, -v}, {u, v}, {-u, v}}, ink};
}

Scattering reflector(const PartView& part) {
  const double keep = 1 - part.real("loss");
  const double reflectance = keep * part.real("reflectance");
  Scattering out;
  out.front = {keep - reflectance, reflectance, LossCause::Coating};
  out.back = out.front;
  return out;
}

Polygon housing(double depth, double width, Ink ink) {
  const double v = width / 2;
  return {{{-depth, -v}, {0, -v}, {0, v}, {-depth, v}}, ink};
}

Line surface(double width) {
  return {{0, -width / 2}, {0, width / 2}, Ink::Surface};
}

Face faceAt(FaceAction action, double halfWidth, double apertureRadius) {
  Face face;
  face.halfWidth = halfWidth;
  face.apertureRadius = apertureRadius;
  face.action = std::move(action);
  return face;
}

Face rectangleAt(FaceAction action, double halfWidth, double halfHeight) {
  Face face = faceAt(std::move(action), halfWidth);
  face.edgeHeight = halfHeight;
  return face;
}

constexpr std::array<const Kind*, 11> kAll = {&kLeaderLaser, &kVcselArray,   &kFanOut,       &kBeamSplitter,
                                              &kMirror,      &kLens,         &kPhaseShifter, &kIsolator,
                                              &kBeamStop,    &kDetectorLine, &kLoupe};

constexpr Parameter kCommon[] = {
    {.key = "x",
     .unit = Unit::Millimetre,
     .low = -10,
     .high = 10,
     .title = LL_TEXT("x"),
     .help = LL_TEXT("Position on the bench, to the right."),
     .provenance = Provenance::Chosen,
     .citation = "the drawing says where a part stands"},
    {.key = "y",
     .unit = Unit::Millimetre,
     .low = -10,
     .high = 10,
     .title = LL_TEXT("y"),
     .help = LL_TEXT("Position on the bench, upwards."),
     .provenance = Provenance::Chosen,
     .citation = "the drawing says where a part stands"},
    {.key = "angle",
     .unit = Unit::Degree,
     .low = -63,
     .high = 63,
     .title = LL_TEXT("Angle"),
     .help = LL_TEXT("Direction of the facing, or of a surface's normal, counter-clockwise from +x."),
     .provenance = Provenance::Chosen,
     .citation = "the drawing says where a part looks"},
    {.key = "fine_tilt",
     .unit = Unit::Microradian,
     .low = -0.1,
     .high = 0.1,
     .title = LL_TEXT("Fine tilt"),
     .help = LL_TEXT("Fine rotation about the out-of-plane axis."),
     .provenance = Provenance::Chosen,
     .citation = "0: mounts stand as they are drawn"},
    {.key = "fine_pitch",
     .unit = Unit::Microradian,
     .low = -0.1,
     .high = 0.1,
     .title = LL_TEXT("Fine pitch"),
     .help = LL_TEXT("Fine rotation about the in-plane axis across the facing."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: mounts stand as they are drawn"},
    {.key = "fine_x",
     .unit = Unit::Micrometre,
     .low = -5e-3,
     .high = 5e-3,
     .title = LL_TEXT("Fine x"),
     .help = LL_TEXT("Fine adjuster of the mount along the bench's x axis."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: mounts stand as they are drawn"},
    {.key = "fine_y",
     .unit = Unit::Micrometre,
     .low = -5e-3,
     .high = 5e-3,
     .title = LL_TEXT("Fine y"),
     .help = LL_TEXT("Fine adjuster of the mount along the bench's y axis."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: mounts stand as they are drawn"},
    {.key = "fine_z",
     .unit = Unit::Micrometre,
     .low = -5e-3,
     .high = 5e-3,
     .title = LL_TEXT("Fine z"),
     .help = LL_TEXT("Fine adjuster of the mount out of the bench plane."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: mounts stand as they are drawn"},
    {.key = "enabled",
     .type = ValueType::Switch,
     .defaultNumber = 1,
     .title = LL_TEXT("Enabled"),
     .help = LL_TEXT("Off: the part stays in the drawing, but light does not see it."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "on: what is drawn is there"},
};

std::map<std::string_view, std::vector<Parameter>> joinedTables() {
  std::map<std::string_view, std::vector<Parameter>> out;
  for (const Kind* kind : kAll) {
    std::vector<Parameter>& rows = out[kind->id];
    rows.assign(std::begin(kCommon), std::end(kCommon));
    rows.insert(rows.end(), kind->own.begin(), kind->own.end());
  }
  return out;
}

}  // namespace kinds

std::span<const Kind* const> allKinds() {
  return kinds::kAll;
}

const Kind* findKind(std::string_view id) {
  for (const Kind* kind : kinds::kAll)
    if (kind->id == id) return kind;
  return nullptr;
}

std::span<const Parameter> commonParameters() {
  return kinds::kCommon;
}

std::span<const Parameter> parametersOf(const Kind& kind) {
  static const std::map<std::string_view, std::vector<Parameter>> tables = kinds::joinedTables();
  return tables.at(kind.id);
}

PartView viewOf(const Component& component, const Kind& kind) {
  LL_CHECK(component.kind == kind.id);
  return PartView(component, parametersOf(kind));
}

PartView viewOf(const Design& design, std::string_view id) {
  const ComponentPtr component = findComponent(design, id);
  LL_CHECK(component != nullptr);
  const Kind* kind = findKind(component->kind);
  LL_CHECK(kind != nullptr);
  return viewOf(*component, *kind);
}

std::string_view lossCauseKey(LossCause cause) {
  switch (cause) {
    case LossCause::WrongPort:
      return "wrong_port";
    case LossCause::Clipped:
      return "clipped";
    case LossCause::MissedPixel:
      return "missed_pixel";
    case LossCause::Coating:
      return "coating";
    case LossCause::GratingOrders:
      return "grating_orders";
    case LossCause::IntoFacet:
      return "into_facet";
    case LossCause::Isolator:
      return "isolator";
    case LossCause::BeamStop:
      return "beam_stop";
    case LossCause::LeftBench:
      return "left_bench";
    case LossCause::Evanescent:
      return "evanescent";
    case LossCause::BelowCutoff:
      return "below_cutoff";
  }
  return "left_bench";
}

}  // namespace lightloom::design
