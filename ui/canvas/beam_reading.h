#pragma once

#include <QPointF>
#include <QString>
#include <vector>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::ui {

/// The light at one point of a segment.
struct BeamReading {
  int segment = -1;  ///< index in Trace::segments
  EmitterRole role = EmitterRole::Leader;
  QPointF at;            ///< nearest point of the axis, scene coordinates
  double radius = 0;     ///< 1/e² radius of one beam in the bench plane, m
  double curvature = 0;  ///< radius of curvature of its wavefront, m; infinite at a waist, < 0 converging
  double gouyRad = 0;    ///< since the waist of this piece of the path
  double phaseRad = 0;  ///< of reflections, phase shifters and the whole way through focus; without 2π·path/λ
  double powerW = 0;  ///< of all beams of the bundle
  double pathM = 0;   ///< optical path from the emitter
  double waist = 0;   ///< radius at the waist of this piece, m
};

/// The light of a segment `distance` (m) from its start: w² = w₀²(1 + z²/z_R²), R = z + z_R²/z, atan(z/z_R).
BeamReading readSegment(const Bench& bench, int segment, double distance);

/// The light within `tolerance` mm of a scene point: beams that hold the point before bundles whose outer
/// beams may, strongest first.
std::vector<BeamReading> beamsAt(const Bench& bench, QPointF scenePoint, double tolerance);

/// "w 1.2 mm · R ∞ · Gouy 3° · 0.48 mW · path 83 mm"
QString shownReading(const BeamReading& reading);

}  // namespace lightloom::ui
