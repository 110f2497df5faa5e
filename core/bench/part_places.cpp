#include "bench/internal/part_places.h"

#include <algorithm>
#include <cmath>

namespace lightloom::bench {
namespace {

constexpr double kRelay = 3;              // focal lengths from an array to the combiner
constexpr double kInjectionAt = 1.5;      // focal lengths from an array to its injection splitter
constexpr double kLeaderBeside = 30e-3;   // m from the leader's axis to that of the axons
constexpr double kLeaderBefore = 100e-3;  // m from the leader to the combiner, along its axis
constexpr double kOneWayBehind = 40e-3;   // m
constexpr double kStopBehind = 20e-3;     // m
constexpr double kArmBehind = 15e-3;      // m, the least from the last part to the arm splitter
constexpr int kUsualSynapses = 16;

Vector leftOf(const Vector& v) {
  return {-v.y(), v.x()};
}

// A surface that throws light of one direction into another.
Pose mirrorAt(const Vector& at, const Vector& from, const Vector& to) {
  return {at, to - from};
}

// The point at which the arrays will meet, and their directions there.
struct Frame {
  Vector meet, axon, synapse;
};

bool isAcross(const Vector& a, const Vector& b) {
  return std::fabs(a.dot(b)) < 1e-3;
}

Frame frameOf(const LightView& view) {
  const std::optional<Ray> axon = view.axis(kAxon), synapse = view.axis(kSynapse), leader = view.axis(kSeed);
  constexpr double kLength = kRelay * kCellFocalLength;
  Frame out{{kLength, 0}, {1, 0}, {0, 1}};
  if (axon && synapse) {
    const auto met = crossingOf(*axon, *synapse);
    return {met ? axon->at((*met)[0]) : axon->at(kLength), axon->along, synapse->along};
  }
  if (axon) {
    out.axon = axon->along;
    out.synapse = leftOf(axon->along);
    // The synapses shine away from the leader's axis, which then passes between them and the combiner.
    if (leader && (axon->from - leader->from).dot(out.synapse) < 0) out.synapse = -out.synapse;
    out.meet = axon->at(kLength);
  } else if (synapse) {
    out.synapse = synapse->along;
    out.axon = leader && isAcross(leader->along, synapse->along) ? leader->along : -leftOf(synapse->along);
    out.meet = synapse->at(kLength);
  } else if (leader) {
    out.axon = leader->along;
    out.synapse = leftOf(leader->along);
    out.meet = leader->at(kLeaderBefore) + kLeaderBeside * out.synapse;
  }
  return out;
}

// Distances along a piece of light and along an axis where they cross; a piece that leaves the bench has no
// end.
std::optional<std::array<double, 2>> crossingOn(const LightView& view, int segment, const Ray& axis) {
  constexpr double kAtEnd = 1e-6;  // m
  const auto met = crossingOf(view.ray(segment), axis);
  if (!met || (*met)[0] <= 0) return std::nullopt;
  return view.of(segment).toFace < 0 || (*met)[0] < view.length(segment) + kAtEnd ? met : std::nullopt;
}

// The first output that lacks what is asked for.
template <typename Action>
const std::vector<int>* outputWithout(const LightView& view, const std::vector<std::vector<int>>& outputs) {
  const auto found = std::find_if(outputs.begin(), outputs.end(),
                                  [&](const std::vector<int>& way) { return view.faceOn<Action>(way) < 0; });
  return found == outputs.end() ? nullptr : &*found;
}

// The point of an array's axis at which leader light is to join it.
Vector injectionPoint(const Ray& axis) {
  return axis.at(kInjectionAt * kCellFocalLength);
}

}  // namespace

std::optional<CellRequest> requestOf(const LightView& view) {
  const LightSource* axons = view.light(kAxon);
  const LightSource* synapses = view.light(kSynapse);
  const int rows = axons ? axons->rows : 1, columns = axons ? axons->columns : 1;
  CellRequest out{CellCrossing::OneAxon, rows * columns, kUsualSynapses};
  if (axons && out.axons > 1) out.synapses = out.axons;
  if (synapses) out.synapses = synapses->rows * synapses->columns;
  const bool square = rows == columns && (!synapses || synapses->rows == synapses->columns);
  const bool crossed = columns == 1 && (!synapses || synapses->rows == 1);
  if (!square && !crossed) return std::nullopt;
  if (out.axons > 1 || !square) out.crossing = square ? CellCrossing::TwoPitches : CellCrossing::RowAndColumn;
  return out;
}

Place placeLeader(const LightView& view) {
  if (view.source(kSeed) >= 0) return std::nullopt;  // one that is switched off is turned up
  const Frame frame = frameOf(view);
  return Pose{frame.meet - kLeaderBefore * frame.axon - kLeaderBeside * frame.synapse, frame.axon};
}

// The first piece of the leader's light is where it is cut off from the rest.
Place placeOneWay(const LightView& view) {
  const std::vector<int> way = view.wayOf(kSeed);
  if (way.empty()) return std::nullopt;
  const Ray ray = view.ray(way.front());
  const bool leaves = view.of(way.front()).toFace < 0;
  return Pose{ray.at(leaves ? kOneWayBehind : std::min(kOneWayBehind, view.length(way.front()) / 2)),
              ray.along};
}

Place placeArray(const LightView& view, EmitterRole role) {
  if (view.source(role) >= 0) return std::nullopt;
  const Frame frame = frameOf(view);
  const Vector& along = role == kAxon ? frame.axon : frame.synapse;
  return Pose{frame.meet - kRelay * kCellFocalLength * along, along};
}

Place placeLens(const LightView& view, EmitterRole role) {
  const std::optional<Ray> axis = view.axis(role);
  return axis ? Place(Pose{axis->at(kCellFocalLength), axis->along}) : std::nullopt;
}

// In the back focal plane of the array's lens.
Place placeCopies(const LightView& view, EmitterRole role) {
  const std::vector<int> way = view.wayOf(role);
  const int lens = view.faceOn<Lens>(way);
  if (lens < 0) return std::nullopt;
  const double f = std::get<Lens>(view.action(lens)).focalLength;
  for (const int segment : way)
    if (view.of(segment).toFace == lens)
      return Pose{view.ray(segment).at((view.centre(lens) - view.ray(segment).from).norm() + f),
                  view.ray(segment).along};
  return std::nullopt;
}

// Where light of the axons meets light of the synapses.
Place placeCombiner(const LightView& view) {
  const std::vector<int> synapse = view.wayOf(kSynapse);
  for (const int a : view.wayOf(kAxon))
    for (const int s : synapse) {
      const auto met = crossingOn(view, a, view.ray(s));
      if (met && crossingOn(view, s, view.ray(a)))
        return mirrorAt(view.ray(a).at((*met)[0]), view.ray(a).along, view.ray(s).along);
    }
  return std::nullopt;
}

Place placePixelLens(const LightView& view) {
  const auto outputs = view.outputs();
  const std::vector<int>* way = outputWithout<Lens>(view, outputs);
  if (!way) return std::nullopt;
  const Ray ray = view.ray(way->front());
  return Pose{ray.at(kCellFocalLength), ray.along};
}

Place placePixels(const LightView& view) {
  const auto outputs = view.outputs();
  const std::vector<int>* way = outputWithout<ReceiverGrid>(view, outputs);
  const int lens = way ? view.faceOn<Lens>(*way) : -1;
  if (lens < 0) return std::nullopt;
  const Ray ray = view.ray(way->back());
  return Pose{view.centre(lens) + std::get<Lens>(view.action(lens)).focalLength * ray.along, -ray.along};
}

// Throws light of the leader across to the axons.
Place placeArmSplitter(const LightView& view) {
  const std::optional<Ray> axon = view.axis(kAxon), synapse = view.axis(kSynapse);
  if (!axon || !synapse) return std::nullopt;
  const Ray across{injectionPoint(*axon), synapse->along};
  for (const int segment : view.wayOf(kSeed)) {
    const auto met = crossingOn(view, segment, across);
    if (!met || (*met)[0] < kArmBehind || (*met)[1] >= 0) continue;
    return mirrorAt(view.ray(segment).at((*met)[0]), view.ray(segment).along, across.along);
  }
  return std::nullopt;
}

std::optional<Joint> jointOf(const LightView& view, EmitterRole role) {
  const std::optional<Ray> array = view.axis(role);
  if (!array) return std::nullopt;
  std::optional<Joint> out;
  for (std::size_t i = 0; i < view.trace().segments.size(); ++i) {
    const int segment = static_cast<int>(i);
    if (view.of(segment).role != kSeed) continue;
    const auto met = crossingOn(view, segment, *array);
    if (!met || (*met)[1] <= kCellFocalLength || (*met)[1] >= kRelay * kCellFocalLength) continue;
    if (out && view.of(segment).powerW <= view.of(out->segment).powerW) continue;
    out = Joint{segment, view.ray(segment), *array, array->at((*met)[1])};
  }
  return out;
}

Place placeInjection(const LightView& view, EmitterRole role) {
  const std::optional<Joint> joint = jointOf(view, role);
  if (!joint) return std::nullopt;
  return mirrorAt(joint->at, -joint->array.along, joint->leader.along);
}

// As far before the array's lens, along the light, as that focuses.
Place placeLeaderGrating(const LightView& view, EmitterRole role) {
  const std::optional<Joint> joint = jointOf(view, role);
  const int lens = view.faceOn<Lens>(view.wayOf(role));
  if (!joint || lens < 0) return std::nullopt;
  const double before =
      std::get<Lens>(view.action(lens)).focalLength - (joint->at - view.centre(lens)).norm();
  if (before <= 0) return std::nullopt;
  return Pose{joint->at - before * joint->leader.along, joint->leader.along};
}

Place placeStop(const LightView& view) {
  const std::vector<int> leaving = view.leaving();
  if (leaving.empty()) return std::nullopt;
  const Ray ray = view.ray(leaving.front());
  return Pose{ray.at(kStopBehind), -ray.along};
}

}  // namespace lightloom::bench
