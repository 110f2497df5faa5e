#include "design/kinds/kinds.h"

namespace lightloom::kinds {
namespace {

constexpr Parameter kRows[] = {
    {.key = "aperture",
     .unit = Unit::Millimetre,
     .defaultNumber = 12.7e-3,
     .low = 1e-5,
     .high = 1,
     .title = LL_TEXT("parameter", "Width"),
     .help = LL_TEXT("parameter", "Width of the absorbing face.")},
};

std::vector<Shape> silhouette(const PartView& part) {
  const double width = part.real("aperture");
  return {Polygon{{{-4e-3, -width / 2}, {0, -width / 2}, {0, width / 2}, {-4e-3, width / 2}}, Ink::Outline},
          surface(width)};
}

std::vector<Face> faces(const PartView& part) {
  return {faceAt(Absorber{LossCause::BeamStop}, part.real("aperture") / 2)};
}

Message summary(const PartView&) {
  return {"kind.beam_stop.summary", LL_TEXT("kind", "Beam stop"), {}};
}

}  // namespace

const Kind kBeamStop = {"beam_stop",
                        LL_TEXT("kind", "Beam stop"),
                        LL_TEXT("kind", "Absorbs what is not needed."),
                        kRows,
                        silhouette,
                        faces,
                        nullptr,
                        nullptr,
                        summary};

}  // namespace lightloom::kinds
