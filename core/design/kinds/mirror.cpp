#include "design/kinds/kinds.h"

namespace lightloom::kinds {
namespace {

constexpr Parameter kRows[] = {
    {.key = "reflectance",
     .unit = Unit::Percent,
     .defaultNumber = 1,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("parameter", "Reflectance"),
     .help = LL_TEXT("parameter", "Share of the light not lost that is reflected; the rest passes.")},
    {.key = "loss",
     .unit = Unit::Percent,
     .defaultNumber = 0,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("parameter", "Loss"),
     .help = LL_TEXT("parameter", "Absorbed or scattered by the coating.")},
    {.key = "aperture",
     .unit = Unit::Millimetre,
     .defaultNumber = 12.7e-3,
     .low = 1e-5,
     .high = 1,
     .title = LL_TEXT("parameter", "Aperture"),
     .help = LL_TEXT("parameter", "Diameter of the mirror.")},
};

std::vector<Shape> silhouette(const PartView& part) {
  const double width = part.real("aperture");
  return {Polygon{{{-3e-3, -width / 2}, {0, -width / 2}, {0, width / 2}, {-3e-3, width / 2}}, Ink::Body},
          surface(width)};
}

std::vector<Face> faces(const PartView& part) {
  const double keep = 1 - part.real("loss");
  const double reflectance = keep * part.real("reflectance");
  Scattering action;
  action.front = {keep - reflectance, reflectance, LossCause::Coating};
  action.back = action.front;
  const double radius = part.real("aperture") / 2;
  return {faceAt(action, radius)};
}

Message summary(const PartView& part) {
  return {"kind.mirror.summary",
          LL_TEXT("kind", "Mirror, %1"),
          {Quantity{part.real("reflectance"), Unit::Percent}}};
}

}  // namespace

const Kind kMirror = {"mirror",
                      LL_TEXT("kind", "Mirror"),
                      LL_TEXT("kind", "Folds a beam."),
                      kRows,
                      silhouette,
                      faces,
                      nullptr,
                      nullptr,
                      summary};

}  // namespace lightloom::kinds
