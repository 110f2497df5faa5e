#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <vector>

#include "bench/bench.h"
#include "rooms.h"

/// The light of a bench as the guide to the next part reads it. Internal to bench.
namespace lightloom::bench {

inline constexpr EmitterRole kSeed = EmitterRole::Leader, kAxon = EmitterRole::Axon,
                             kSynapse = EmitterRole::Synapse;

/// In the plane of the bench, m or unit vectors.
using Vector = Eigen::Vector2d;

/// A line that light follows; `along` is a unit vector.
struct Ray {
  Vector from, along;
  Vector at(double distance) const { return from + distance * along; }
};

/// Where two axes cross: distances along each, m. Nothing for axes that are nearly parallel.
std::optional<std::array<double, 2>> crossingOf(const Ray& a, const Ray& b);

/// Sources by role, the way of each, and where two arrays meet. Segments are indices in Trace::segments,
/// faces in Layout::faces; −1: none. It refers to the bench.
class LightView {
 public:
  explicit LightView(const Bench& bench);

  const Bench& bench() const { return *m_bench; }
  const Trace& trace() const { return m_bench->trace; }
  const FaceAction& action(int face) const {
    return m_bench->layout.faces[static_cast<std::size_t>(face)].action;
  }
  Vector centre(int face) const;

  /// Index of the strongest source of a role, that of the first cell where there is one.
  int source(EmitterRole role) const { return m_sources[static_cast<std::size_t>(role)]; }
  bool shines(EmitterRole role) const { return source(role) >= 0 && emitted(source(role)) > 0; }
  /// Null without one.
  const LightSource* light(EmitterRole role) const;
  /// The axis of a source, as it leaves it.
  std::optional<Ray> axis(EmitterRole role) const;
  /// Every facet has leader light, or a measured ratio in its place.
  bool isLit(EmitterRole role) const;
  /// Light of this role passes a face that does this, other than the combiner.
  bool crosses(EmitterRole role, bool (*is)(const FaceAction&)) const;

  /// The face of the combiner of the first cell, else the one at which most of both arrays meets and no
  /// leader light.
  int combiner() const { return m_combiner; }
  /// The ways behind it of the light of the axons, straight on first.
  std::vector<std::vector<int>> outputs() const;

  const BeamSegment& of(int segment) const { return trace().segments[static_cast<std::size_t>(segment)]; }
  double length(int segment) const;
  Ray ray(int segment) const;
  /// Segments of the strongest way on from a segment, up to the combiner.
  std::vector<int> wayFrom(int segment) const;
  std::vector<int> wayOf(EmitterRole role) const;
  /// Light that leaves the bench: its last segments, brightest first.
  std::vector<int> leaving() const;

  /// The first face of a way that does this to light.
  template <typename Action>
  int faceOn(const std::vector<int>& way) const {
    for (const int segment : way)
      if (of(segment).toFace >= 0 && std::holds_alternative<Action>(action(of(segment).toFace)))
        return of(segment).toFace;
    return -1;
  }

 private:
  double emitted(int source) const { return trace().sources[static_cast<std::size_t>(source)].emittedW; }
  int strongestBehind(int segment) const;
  void findCombiner();

  const Bench* m_bench;
  std::array<int, 3> m_sources{-1, -1, -1};
  int m_combiner = -1;
};

}  // namespace lightloom::bench
