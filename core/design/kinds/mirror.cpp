#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

constexpr Parameter kRows[] = {
    reflectanceRow(1, "1: an ideal mirror"),
    lossRow(LL_TEXT("Absorbed or scattered by the coating.")),
    apertureRow(LL_TEXT("Aperture"), LL_TEXT("Diameter of the mirror.")),
};

std::vector<Shape> silhouette(const PartView& part) {
  const double width = part.real("aperture");
  return {housing(3e-3, width), surface(width)};
}

std::vector<Face> faces(const PartView& part) {
  const double radius = part.real("aperture") / 2;
  return {faceAt(reflector(part), radius, radius)};
}

Message summary(const PartView& part) {
  return {"kind.mirror.summary", LL_TEXT("Mirror, %1"), {Quantity{part.real("reflectance"), Unit::Percent}}};
}

}  // namespace

const Kind kMirror = {"mirror", LL_TEXT("Mirror"), LL_TEXT("Folds a beam."),
                      kRows,    silhouette,        faces,
                      nullptr,  nullptr,           summary};

}  // namespace lightloom::design::kinds
