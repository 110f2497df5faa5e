#include <cmath>

#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

constexpr std::string_view kMappings[] = {"sine", "tangent"};

constexpr Parameter kRows[] = {
    {.key = "focal_length",
     .unit = Unit::Millimetre,
     .defaultNumber = 20e-3,
     .low = -10,
     .high = 10,
     .title = LL_TEXT("Focal length"),
     .help = LL_TEXT("Negative: a diverging lens. Not zero."),
     .provenance = Provenance::Chosen,
     .citation = "20 mm, as on both benches of model.md 6"},
    {.key = "mapping",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Mapping"),
     .help = LL_TEXT("Sine: x = f sin θ, as corrected objectives do. Tangent: x = f tan θ."),
     .defaultText = "sine",
     .enumerators = kMappings,
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "sine, because objectives are corrected so"},
    lossRow(LL_TEXT("Absorbed or reflected by the coatings.")),
    apertureRow(LL_TEXT("Aperture"), LL_TEXT("Clear diameter.")),
};

// Two arcs that meet at the rim; a diverging lens is drawn hollow.
std::vector<Shape> silhouette(const PartView& part) {
  const double half = part.real("aperture") / 2;
  const double bulge = half / 4;
  const double radius = (half * half + bulge * bulge) / (2 * bulge);
  const double open = std::asin(half / radius);
  const bool hollow = part.real("focal_length") < 0;
  const double centre = hollow ? radius + bulge / 2 : bulge - radius;
  const double right = hollow ? constants::kPi - open : -open;
  const double left = hollow ? -open : constants::kPi - open;
  return {Arc{{centre, 0}, radius, right, 2 * open, Ink::Outline},
          Arc{{-centre, 0}, radius, left, 2 * open, Ink::Outline}, surface(2 * half)};
}

std::vector<Face> faces(const PartView& part) {
  Lens lens;
  lens.focalLength = part.real("focal_length");
  lens.sineCondition = part.text("mapping") == "sine";
  lens.transmittance = 1 - part.real("loss");
  const double radius = part.real("aperture") / 2;
  return {faceAt(lens, radius, radius)};
}

void check(const PartView& part, std::vector<Check>& out) {
  if (part.real("focal_length") != 0) return;
  out.push_back({Severity::Error,
                 part.component().id,
                 {"lens.zero-focal-length", LL_TEXT("%1 has a focal length of zero."), {part.component().id}},
                 {"lens.zero-focal-length.fix",
                  LL_TEXT("Give it a focal length; light passes unchanged until then."),
                  {}}});
}

Message summary(const PartView& part) {
  return {
      "kind.lens.summary", LL_TEXT("Lens, f = %1"), {Quantity{part.real("focal_length"), Unit::Millimetre}}};
}

}  // namespace

const Kind kLens = {
    "lens",  LL_TEXT("Lens"), LL_TEXT("Ideal thin lens: maps angles to places in its focal plane."),
    kRows,   silhouette,      faces,
    nullptr, check,           summary};

}  // namespace lightloom::design::kinds
