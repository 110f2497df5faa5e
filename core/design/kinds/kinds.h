#pragma once

#include "design/kind.h"

/// The list of kinds. Adding one: a file beside this one, a line here and in kinds.cpp, a line in
/// CMakeLists.txt.
namespace lightloom::kinds {

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

// ---- small builders that the kinds share ----

/// A rectangle around the origin of the part's frame, `depth` along u and `width` along v, m.
Polygon rectangle(double depth, double width, Ink ink = Ink::Body);

/// A flat surface of the given width through the origin.
Line surface(double width);

/// A face through the origin whose normal is the facing.
Face faceAt(FaceAction action, double halfWidth, double apertureRadius = 0);

}  // namespace lightloom::kinds
