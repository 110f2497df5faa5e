#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "design/design.h"
#include "design/kind.h"
#include "rooms.h"

namespace lightloom::optics {

/// Where a part stands, fine adjusters included. x, y, height in m; the facing has azimuth `angleRad` in the
/// bench plane (counter-clockwise from +x) and rises out of it by `pitchRad`; about the facing the part is
/// turned by `rollRad`, from its left upwards.
struct Placement {
  double x = 0, y = 0, height = 0;
  double angleRad = 0, pitchRad = 0, rollRad = 0;
};

/// A face on the bench. `normal`, `left` and `up` are unit vectors of bench coordinates (x, y, height): left
/// is to the left of the normal in the plane of the part, up completes the right-handed frame. Local
/// coordinates u, v of what lands here are along `left` and `up`, in m from `centre`. A roll turns both about
/// the normal.
struct PlacedFace {
  int part = -1;  ///< index in Layout::parts
  Eigen::Vector3d centre, normal, left, up;
  double rollRad = 0;         ///< of `left` and `up` against the upright frame
  double halfWidth = 0;       ///< m along `left`: what the axis of a bundle can hit
  double apertureRadius = 0;  ///< m, round clear aperture in the plane of the face; 0 = none
  double edgeHeight = 0;      ///< m, half the height of a rectangle of `halfWidth` that clips; 0 = none

  bool clips() const { return apertureRadius > 0 || edgeHeight > 0; }

  FaceAction action;  ///< what it does to light
};

/// All traced faces of a design, in drawing order.
struct Layout {
  std::vector<std::string> parts;  ///< id of every traced part
  std::vector<PlacedFace> faces;   ///< in the order of their parts; tracing names faces by index
  /// Id of the part that a face (0 … faces.size() − 1) belongs to.
  const std::string& partOf(int face) const { return parts[faces[face].part]; }
};

/// A part as faces only, for scenes that are not a design.
struct PlacedPart {
  std::string id;           ///< unique in its scene
  Placement placement;      ///< where it stands
  std::vector<Face> faces;  ///< in the part's own coordinates
};

/// One face of a part in bench coordinates. Tilt turns the part about the out-of-plane axis through (x, y),
/// pitch about the in-plane axis across the facing through the same point, roll each face about its normal:
/// (u, v) of the part comes to (u cos ρ − v sin ρ, u sin ρ + v cos ρ).
PlacedFace placeFace(const Placement& placement, const Face& face, int part);

/// The faces of the given parts, in order.
Layout makeLayout(std::span<const PlacedPart> parts);

/// Where a part stands: x + fine_x, y + fine_y, height fine_z, angle + fine_tilt, pitch fine_pitch, roll
/// fine_roll of what has one.
Placement placementOf(const PartView& part);

/// Places the faces of every part that is enabled, of a known kind and has any.
Layout compileLayout(const Design& design);

}  // namespace lightloom::optics
