#pragma once

#include "design/kind.h"
#include "rooms.h"

/// The list of kinds. Adding one: a file beside this one, a line here and in kinds.cpp, a line in
/// CMakeLists.txt.
namespace lightloom::design::kinds {

extern const Kind kLeaderLaser;
extern const Kind kVcselArray;
extern const Kind kFanOut;
extern const Kind kBeamSplitter;
extern const Kind kMirror;
extern const Kind kLens;
extern const Kind kPhaseShifter;
extern const Kind kIsolator;
extern const Kind kBeamStop;
extern const Kind kDetectorLine;
extern const Kind kLoupe;

// Rows that several kinds have; each says in its own words what the value means there.

/// The row with another source of its default.
constexpr Parameter sourced(Parameter row, Provenance provenance, std::string_view citation) {
  row.provenance = provenance;
  row.citation = citation;
  return row;
}

constexpr Parameter reflectanceRow(double standard, std::string_view reason) {
  Parameter row;
  row.key = "reflectance";
  row.unit = Unit::Percent;
  row.defaultNumber = standard;
  row.low = 0;
  row.high = 1;
  row.title = LL_TEXT("Reflectance");
  row.help = LL_TEXT("Share of the light not lost that is reflected; the rest passes.");
  return sourced(row, Provenance::Chosen, reason);
}

constexpr Parameter lossRow(std::string_view help, double standard = 0, bool advanced = false) {
  Parameter row;
  row.key = "loss";
  row.unit = Unit::Percent;
  row.defaultNumber = standard;
  row.low = 0;
  row.high = 1;
  row.title = LL_TEXT("Loss");
  row.help = help;
  row.advanced = advanced;
  return sourced(row, Provenance::Chosen, "0: an ideal part; what a real one loses stands in its data sheet");
}

constexpr Parameter apertureRow(std::string_view title, std::string_view help) {
  Parameter row;
  row.key = "aperture";
  row.unit = Unit::Millimetre;
  row.defaultNumber = 12.7e-3;
  row.low = 1e-5;
  row.high = 1;
  row.title = title;
  row.help = help;
  return sourced(row, Provenance::Chosen, "half an inch, a common diameter of optics");
}

/// The fine adjuster of what has a pattern that turns with it.
constexpr Parameter fineRollRow() {
  Parameter row;
  row.key = "fine_roll";
  row.unit = Unit::Microradian;
  row.low = -0.1;
  row.high = 0.1;
  row.title = LL_TEXT("Fine roll");
  row.help = LL_TEXT("Fine rotation about the facing, from the part's left upwards.");
  row.advanced = true;
  return sourced(row, Provenance::Chosen, "0: mounts stand as they are drawn");
}

/// How `reflectance` and `loss` of a part scatter light from both sides.
Scattering reflector(const PartView& part);

/// A rectangle behind the part's face at u = 0: the body of what has a front.
Polygon housing(double depth, double width, Ink ink = Ink::Body);

/// A rectangle around the origin of the part's frame, `depth` along u and `width` along v, m.
Polygon rectangle(double depth, double width, Ink ink = Ink::Body);

/// A flat surface of the given width through the origin.
Line surface(double width);

/// A face through the origin whose normal is the facing.
Face faceAt(FaceAction action, double halfWidth, double apertureRadius = 0);
/// The same of a rectangle whose edges clip.
Face rectangleAt(FaceAction action, double halfWidth, double halfHeight);

}  // namespace lightloom::design::kinds
