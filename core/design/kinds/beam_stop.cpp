#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

constexpr Parameter kRows[] = {
    apertureRow(LL_TEXT("Width"), LL_TEXT("Width of the absorbing face.")),
};

std::vector<Shape> silhouette(const PartView& part) {
  const double width = part.real("aperture");
  return {housing(4e-3, width, Ink::Outline), surface(width)};
}

std::vector<Face> faces(const PartView& part) {
  const double radius = part.real("aperture") / 2;
  return {faceAt(Absorber{LossCause::BeamStop}, radius, radius)};
}

Message summary(const PartView&) {
  return {"kind.beam_stop.summary", LL_TEXT("Beam stop"), {}};
}

}  // namespace

const Kind kBeamStop = {"beam_stop",
                        LL_TEXT("Beam stop"),
                        LL_TEXT("Absorbs what is not needed."),
                        kRows,
                        silhouette,
                        faces,
                        nullptr,
                        nullptr,
                        summary};

}  // namespace lightloom::design::kinds
