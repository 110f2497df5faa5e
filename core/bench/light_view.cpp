#include "bench/internal/light_view.h"

#include <algorithm>
#include <cmath>

namespace lightloom::bench {
namespace {

constexpr double kAxisTolerance = 1e-6;  // of unit vectors
constexpr double kCombined = 0.1;        // the least share of an array's light that meets the other's
constexpr double kStray = 1e-3;          // of a source's light: what leaves the bench below it needs no stop

Vector flat(const Eigen::Vector3d& v) {
  return {v.x(), v.y()};
}

bool combines(const FaceAction& action) {
  const auto* face = std::get_if<Scattering>(&action);
  return face && face->twoInputs;
}

}  // namespace

std::optional<std::array<double, 2>> crossingOf(const Ray& a, const Ray& b) {
  const double turn = a.along.x() * b.along.y() - a.along.y() * b.along.x();
  if (std::fabs(turn) < 0.1) return std::nullopt;
  const Vector between = b.from - a.from;
  return std::array{(between.x() * b.along.y() - between.y() * b.along.x()) / turn,
                    (between.x() * a.along.y() - between.y() * a.along.x()) / turn};
}

LightView::LightView(const Bench& bench) : m_bench(&bench) {
  for (std::size_t i = 0; i < trace().sources.size(); ++i) {
    int& best = m_sources[static_cast<std::size_t>(trace().sources[i].role)];
    if (best < 0 || trace().sources[i].emittedW > emitted(best)) best = static_cast<int>(i);
  }
  findCombiner();
}

Vector LightView::centre(int face) const {
  return flat(m_bench->layout.faces[static_cast<std::size_t>(face)].centre);
}

const LightSource* LightView::light(EmitterRole role) const {
  return source(role) < 0 ? nullptr : &trace().sources[static_cast<std::size_t>(source(role))];
}

std::optional<Ray> LightView::axis(EmitterRole role) const {
  if (source(role) < 0) return std::nullopt;
  const PlacedFace& face = m_bench->layout.faces[static_cast<std::size_t>(light(role)->face)];
  return Ray{flat(face.centre), flat(face.normal).normalized()};
}

bool LightView::isLit(EmitterRole role) const {
  if (!shines(role)) return false;
  const std::string& id = m_bench->layout.partOf(light(role)->face);
  return std::any_of(m_bench->locks.begin(), m_bench->locks.end(),
                     [&](const ArrayLock& lock) { return lock.id == id && lock.dark == 0; });
}

bool LightView::crosses(EmitterRole role, bool (*is)(const FaceAction&)) const {
  return std::any_of(trace().crossings.begin(), trace().crossings.end(), [&](const Crossing& crossing) {
    return crossing.source == source(role) && crossing.face != m_combiner && is(action(crossing.face));
  });
}

std::vector<std::vector<int>> LightView::outputs() const {
  std::vector<std::vector<int>> out;
  const std::vector<int> way = wayOf(kAxon);
  if (m_combiner < 0 || way.empty() || of(way.back()).toFace != m_combiner) return out;
  for (std::size_t i = 0; i < trace().segments.size(); ++i)
    if (trace().segments[i].before == way.back()) out.push_back(wayFrom(static_cast<int>(i)));
  const Vector straight = ray(way.back()).along;
  std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) {
    return ray(a.front()).along.dot(straight) > ray(b.front()).along.dot(straight) + kAxisTolerance;
  });
  return out;
}

double LightView::length(int segment) const {
  const BeamSegment& it = of(segment);
  return std::hypot(it.to[0] - it.from[0], it.to[1] - it.from[1]);
}

Ray LightView::ray(int segment) const {
  const BeamSegment& it = of(segment);
  const Vector from(it.from[0], it.from[1]), to(it.to[0], it.to[1]);
  return {from, (to - from).normalized()};
}

std::vector<int> LightView::wayFrom(int segment) const {
  std::vector<int> way;
  while (segment >= 0) {
    way.push_back(segment);
    const int face = of(segment).toFace;
    segment = face < 0 || face == m_combiner ? -1 : strongestBehind(segment);
  }
  return way;
}

std::vector<int> LightView::wayOf(EmitterRole role) const {
  for (std::size_t i = 0; i < trace().segments.size(); ++i)
    if (trace().segments[i].before < 0 && trace().segments[i].source == source(role))
      return wayFrom(static_cast<int>(i));
  return {};
}

std::vector<int> LightView::leaving() const {
  std::vector<int> out;
  for (std::size_t i = 0; i < trace().segments.size(); ++i)
    if (trace().segments[i].toFace < 0 &&
        trace().segments[i].powerW > kStray * emitted(trace().segments[i].source))
      out.push_back(static_cast<int>(i));
  std::stable_sort(out.begin(), out.end(), [&](int a, int b) { return of(a).powerW > of(b).powerW; });
  return out;
}

int LightView::strongestBehind(int segment) const {
  int best = -1;
  for (std::size_t i = static_cast<std::size_t>(segment) + 1; i < trace().segments.size(); ++i)
    if (trace().segments[i].before == segment && (best < 0 || trace().segments[i].powerW > of(best).powerW))
      best = static_cast<int>(i);
  return best;
}

// Splitters of the leader's light see both arrays, too.
void LightView::findCombiner() {
  if (!m_bench->cells.cells.empty()) {
    m_combiner = m_bench->cells.cells.front().combinerFace;
    m_sources[static_cast<std::size_t>(kAxon)] = m_bench->cells.cells.front().axonSource;
    m_sources[static_cast<std::size_t>(kSynapse)] = m_bench->cells.cells.front().synapseSource;
    return;
  }
  if (!shines(kAxon) || !shines(kSynapse)) return;
  double best = kCombined;
  for (std::size_t face = 0; face < m_bench->layout.faces.size(); ++face) {
    if (!combines(action(static_cast<int>(face)))) continue;
    std::array<double, 3> shares{};
    for (const Crossing& crossing : trace().crossings)
      for (const EmitterRole role : {kSeed, kAxon, kSynapse})
        if (crossing.face == static_cast<int>(face) && crossing.source == source(role))
          shares[static_cast<std::size_t>(role)] += crossing.powerW / emitted(crossing.source);
    if (shares[static_cast<std::size_t>(kSeed)] > kCombined) continue;
    const double share =
        std::min(shares[static_cast<std::size_t>(kAxon)], shares[static_cast<std::size_t>(kSynapse)]);
    if (share < best) continue;
    best = share;
    m_combiner = static_cast<int>(face);
  }
}

}  // namespace lightloom::bench
