#include "optics/layout.h"

#include <cmath>

namespace lightloom::optics {

Placement placementOf(const PartView& part) {
  return {part.real("x") + part.real("fine_x"),
          part.real("y") + part.real("fine_y"),
          part.real("fine_z"),
          part.real("angle") + part.real("fine_tilt"),
          part.real("fine_pitch"),
          part.has("fine_roll") ? part.real("fine_roll") : 0};
}

PlacedFace placeFace(const Placement& placement, const Face& face, int part) {
  const double c = std::cos(placement.angleRad), s = std::sin(placement.angleRad);
  const double rise = std::sin(placement.pitchRad), level = std::cos(placement.pitchRad);
  const Eigen::Vector3d facing(c * level, s * level, rise), across(-s, c, 0);
  const double turnCos = std::cos(face.turnRad), turnSin = std::sin(face.turnRad);

  PlacedFace placed;
  placed.part = part;
  placed.centre = Eigen::Vector3d(placement.x, placement.y, placement.height) + face.centre.u * facing +
                  face.centre.v * across;
  placed.normal = turnCos * facing + turnSin * across;
  const Eigen::Vector3d left = turnCos * across - turnSin * facing, up(-c * rise, -s * rise, level);
  const double rollCos = std::cos(placement.rollRad), rollSin = std::sin(placement.rollRad);
  placed.rollRad = placement.rollRad;
  placed.left = rollCos * left + rollSin * up;
  placed.up = rollCos * up - rollSin * left;
  placed.halfWidth = face.halfWidth;
  placed.apertureRadius = face.apertureRadius;
  placed.edgeHeight = face.edgeHeight;
  placed.action = face.action;
  return placed;
}

Layout makeLayout(std::span<const PlacedPart> parts) {
  Layout layout;
  for (const PlacedPart& part : parts) {
    const int index = static_cast<int>(layout.parts.size());
    layout.parts.push_back(part.id);
    for (const Face& face : part.faces) layout.faces.push_back(placeFace(part.placement, face, index));
  }
  return layout;
}

Layout compileLayout(const Design& design) {
  std::vector<PlacedPart> parts;
  for (const ComponentPtr& component : design.components) {
    const Kind* kind = findKind(component->kind);
    if (!kind) continue;
    const PartView part = viewOf(*component, *kind);
    if (!part.flag("enabled")) continue;
    if (std::vector<Face> faces = kind->faces(part); !faces.empty())
      parts.push_back({component->id, placementOf(part), std::move(faces)});
  }
  return makeLayout(parts);
}

}  // namespace lightloom::optics
