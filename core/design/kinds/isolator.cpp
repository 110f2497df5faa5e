#include <cmath>

#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

constexpr Parameter kRows[] = {
    {.key = "isolation",
     .unit = Unit::Decibel,
     .defaultNumber = 40,
     .low = 0,
     .high = 200,
     .title = LL_TEXT("Isolation"),
     .help = LL_TEXT("How much weaker light passes against the arrow."),
     .provenance = Provenance::DataSheet,
     .citation = "OFR IO-6 adjustable isolators, data sheet: 40 dB"},
    sourced(lossRow(LL_TEXT("Along the arrow."), 0.1), Provenance::DataSheet,
            "OFR IO-6 adjustable isolators, data sheet: 92–94 % pass; 10 % taken as lost"),
    apertureRow(LL_TEXT("Aperture"), LL_TEXT("Clear diameter.")),
};

std::vector<Shape> silhouette(const PartView& part) {
  const double width = part.real("aperture");
  const double tip = 4e-3, wing = 1.5e-3;
  return {rectangle(12e-3, width), Line{{-tip, 0}, {tip, 0}, Ink::Accent},
          Line{{tip, 0}, {tip - wing, wing}, Ink::Accent}, Line{{tip, 0}, {tip - wing, -wing}, Ink::Accent}};
}

// Light along the facing hits the back side of the face (the normal is the facing).
std::vector<Face> faces(const PartView& part) {
  const double pass = 1 - part.real("loss");
  Scattering action;
  action.back = {pass, 0, LossCause::Isolator};
  action.front = {pass * std::pow(10.0, -part.real("isolation") / 10), 0, LossCause::Isolator};
  const double radius = part.real("aperture") / 2;
  return {faceAt(action, radius, radius)};
}

Message summary(const PartView& part) {
  return {
      "kind.isolator.summary", LL_TEXT("Isolator, %1"), {Quantity{part.real("isolation"), Unit::Decibel}}};
}

}  // namespace

const Kind kIsolator = {"isolator",
                        LL_TEXT("Isolator"),
                        LL_TEXT("Lets light pass along its arrow only; protects the leader."),
                        kRows,
                        silhouette,
                        faces,
                        nullptr,
                        nullptr,
                        summary};

}  // namespace lightloom::design::kinds
