#include <cmath>

#include "design/kinds/kinds.h"

namespace lightloom::kinds {
namespace {

constexpr Parameter kRows[] = {
    {.key = "reflectance",
     .unit = Unit::Percent,
     .defaultNumber = 0.5,
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
    {.key = "size",
     .unit = Unit::Millimetre,
     .defaultNumber = 10e-3,
     .low = 1e-4,
     .high = 1,
     .title = LL_TEXT("parameter", "Cube edge"),
     .help = LL_TEXT("parameter", "Edge of the cube; its surface is √2 longer in the plane.")},
};

std::vector<Shape> silhouette(const PartView& part) {
  const double r = part.real("size") / std::sqrt(2.0);
  return {Polygon{{{r, 0}, {0, r}, {-r, 0}, {0, -r}}, Ink::Body}, surface(2 * r)};
}

std::vector<Face> faces(const PartView& part) {
  const double keep = 1 - part.real("loss");
  const double reflectance = keep * part.real("reflectance");
  Scattering action;
  action.front = {keep - reflectance, reflectance, LossCause::Coating};
  action.back = action.front;
  action.twoInputs = true;
  return {faceAt(action, part.real("size") / std::sqrt(2.0))};
}

Message summary(const PartView& part) {
  return {"kind.beam_splitter.summary",
          LL_TEXT("kind", "Beam splitter, %1 reflected"),
          {Quantity{part.real("reflectance"), Unit::Percent}}};
}

}  // namespace

const Kind kBeamSplitter = {
    "beam_splitter",
    LL_TEXT("kind", "Beam splitter"),
    LL_TEXT("kind", "Cube with two inputs and two outputs; combines or divides beams."),
    kRows,
    silhouette,
    faces,
    nullptr,
    nullptr,
    summary};

}  // namespace lightloom::kinds
