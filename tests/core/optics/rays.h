#pragma once

#include <cmath>

#include "all_rooms.h"
#include "optics/trace.h"

/// Single rays through given faces, with vectors in three dimensions and nothing expanded about an axis: what
/// the bundle tracer is compared with.
namespace lightloom::rays {

struct Ray {
  Eigen::Vector3d point, direction;
};

struct Orders {
  int x = 0, y = 0;
};

inline Eigen::Vector3d onPlane(const Ray& ray, const Eigen::Vector3d& centre, const Eigen::Vector3d& normal) {
  return ray.point + (centre - ray.point).dot(normal) / ray.direction.dot(normal) * ray.direction;
}

inline Ray throughLens(const Ray& ray, const PlacedFace& face, const Lens& lens) {
  const Eigen::Vector3d forward =
      ray.direction.dot(face.normal) > 0 ? face.normal : Eigen::Vector3d(-face.normal);
  const Eigen::Vector3d front = face.centre - lens.focalLength * forward,
                        back = face.centre + lens.focalLength * forward;
  const Eigen::Vector3d from = onPlane(ray, front, forward) - front;
  const double along = ray.direction.dot(forward);
  const Eigen::Vector3d sine = ray.direction - along * forward;
  if (!lens.sineCondition) {
    return {back + lens.focalLength / along * sine, (forward - from / lens.focalLength).normalized()};
  }
  const Eigen::Vector3d outSine = -from / lens.focalLength;
  return {back + lens.focalLength * sine, outSine + std::sqrt(1 - outSine.squaredNorm()) * forward};
}

inline Ray throughGrating(const Ray& ray, const PlacedFace& face, const Grating& grating, double wavelength,
                          const Orders& orders) {
  const Eigen::Vector3d kick =
      orders.x * wavelength / grating.periodX * face.left + orders.y * wavelength / grating.periodY * face.up;
  const double along = ray.direction.dot(face.normal);
  const Eigen::Vector3d sine = ray.direction - along * face.normal + kick;
  return {ray.point, sine + std::copysign(std::sqrt(1 - sine.squaredNorm()), along) * face.normal};
}

inline Ray mirrored(const Ray& ray, const PlacedFace& face) {
  return {ray.point, ray.direction - 2 * ray.direction.dot(face.normal) * face.normal};
}

/// Where the ray of this beam of the arrival hits the arrival's face.
inline Ray traced(const Layout& layout, const Trace& trace, const Arrival& arrival, const Spot& spot) {
  const LightSource& source = trace.sources[static_cast<std::size_t>(arrival.source)];
  const PlacedFace& emitter = layout.faces[static_cast<std::size_t>(source.face)];
  const double pitch = std::get<EmitterGrid>(emitter.action).pitch;
  const double u = (spot.channel % source.columns - 0.5 * (source.columns - 1)) * pitch;
  const double v = (spot.channel / source.columns - 0.5 * (source.rows - 1)) * pitch;
  Ray ray{emitter.centre + u * emitter.left + v * emitter.up, emitter.normal};
  for (const Passage& passage : arrival.passages) {
    const PlacedFace& face = layout.faces[static_cast<std::size_t>(passage.face)];
    ray.point = onPlane(ray, face.centre, face.normal);
    if (passage.reflected) ray = mirrored(ray, face);
    if (const auto* lens = std::get_if<Lens>(&face.action)) ray = throughLens(ray, face, *lens);
    if (const auto* grating = std::get_if<Grating>(&face.action)) {
      ray = throughGrating(ray, face, *grating, source.wavelength, {spot.orderX, spot.orderY});
    }
  }
  const PlacedFace& last = layout.faces[static_cast<std::size_t>(arrival.face)];
  ray.point = onPlane(ray, last.centre, last.normal);
  return ray;
}

}  // namespace lightloom::rays
