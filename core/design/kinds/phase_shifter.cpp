#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

constexpr Parameter kRows[] = {
    {.key = "phase",
     .unit = Unit::Radian,
     .low = -1e4,
     .high = 1e4,
     .title = LL_TEXT("Phase"),
     .help = LL_TEXT("Added to light that passes; counts only while the servo is off."),
     .provenance = Provenance::Chosen,
     .citation = "0: no phase is added"},
    {.key = "servo",
     .type = ValueType::Switch,
     .defaultNumber = 1,
     .title = LL_TEXT("Servo"),
     .help = LL_TEXT("On: the loop holds the phase of each axon–synapse pair. Off: the pair sees its true "
                     "path difference."),
     .provenance = Provenance::Chosen,
     .citation = "on: laboratories hold their interferometers"},
    {.key = "drift",
     .unit = Unit::RadianPerRootSecond,
     .defaultNumber = 0.1,
     .low = 0,
     .high = 1e9,
     .title = LL_TEXT("Phase drift"),
     .help = LL_TEXT("Random walk of the path difference that the servo works against: drift / √(4π "
                     "bandwidth) is left of it."),
     .advanced = true,
     .citation = "an estimate: a wavelength in about an hour, (2π/0.1)² s, because no measurement of a "
                 "covered bench without fibres was found",
     .countsWith = "noise.servo=on"},
    {.key = "loop_bandwidth",
     .unit = Unit::Kilohertz,
     .defaultNumber = 1e3,
     .low = 1e-3,
     .high = 1e9,
     .title = LL_TEXT("Loop bandwidth"),
     .help = LL_TEXT("Up to this frequency the servo follows."),
     .advanced = true,
     .provenance = Provenance::Publication,
     .citation = "Briles et al., Opt. Express 18, 9739 (2010): piezo mirrors commonly 5 kHz, 180 kHz "
                 "there; 1 kHz taken",
     .countsWith = "noise.servo=on"},
    lossRow(LL_TEXT("Absorbed.")),
    apertureRow(LL_TEXT("Aperture"), LL_TEXT("Clear diameter.")),
};

std::vector<Shape> silhouette(const PartView& part) {
  const double width = part.real("aperture");
  return {rectangle(4e-3, width), Label{{0, 0}, "φ", 3e-3}};
}

std::vector<Face> faces(const PartView& part) {
  Scattering action;
  action.front.transmittance = 1 - part.real("loss");
  action.back = action.front;
  action.phaseRad = part.real("phase");
  action.servo = part.flag("servo");
  action.phaseShifter = true;
  const double radius = part.real("aperture") / 2;
  return {faceAt(action, radius, radius)};
}

Message summary(const PartView& part) {
  if (part.flag("servo")) return {"kind.phase_shifter.closed", LL_TEXT("Phase shifter, servo closed"), {}};
  return {"kind.phase_shifter.open",
          LL_TEXT("Phase shifter, servo open, %1"),
          {Quantity{part.real("phase"), Unit::Radian}}};
}

}  // namespace

const Kind kPhaseShifter = {"phase_shifter",
                            LL_TEXT("Phase shifter"),
                            LL_TEXT("Shifts the phase of an arm, or holds it with a servo."),
                            kRows,
                            silhouette,
                            faces,
                            nullptr,
                            nullptr,
                            summary};

}  // namespace lightloom::design::kinds
