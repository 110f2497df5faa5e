#include <cmath>

#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

constexpr Parameter kRows[] = {
    reflectanceRow(0.5, "one half: both ports alike"),
    lossRow(LL_TEXT("Absorbed or scattered by the coating.")),
    {.key = "size",
     .unit = Unit::Millimetre,
     .defaultNumber = 10e-3,
     .low = 1e-4,
     .high = 1,
     .title = LL_TEXT("Cube edge"),
     .help = LL_TEXT("Edge of the cube; its surface is √2 longer in the plane."),
     .provenance = Provenance::Chosen,
     .citation = "10 mm, wide enough for both benches of model.md 6"},
};

std::vector<Shape> silhouette(const PartView& part) {
  const double r = part.real("size") / std::sqrt(2.0);
  return {Polygon{{{r, 0}, {0, r}, {-r, 0}, {0, -r}}, Ink::Body}, surface(2 * r)};
}

std::vector<Face> faces(const PartView& part) {
  Scattering action = reflector(part);
  action.twoInputs = true;
  const double size = part.real("size");
  return {rectangleAt(action, size / std::sqrt(2.0), size / 2)};
}

Message summary(const PartView& part) {
  return {"kind.beam_splitter.summary",
          LL_TEXT("Beam splitter, %1 reflected"),
          {Quantity{part.real("reflectance"), Unit::Percent}}};
}

}  // namespace

const Kind kBeamSplitter = {"beam_splitter",
                            LL_TEXT("Beam splitter"),
                            LL_TEXT("Cube with two inputs and two outputs; combines or divides beams."),
                            kRows,
                            silhouette,
                            faces,
                            nullptr,
                            nullptr,
                            summary};

}  // namespace lightloom::design::kinds
