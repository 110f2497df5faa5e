#include "locks/leader_feedback.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lightloom::locks {
namespace {

constexpr double kTolerated = 1e-4;

// The power that a part passes on backwards over what it passes along its way: 1 for all but isolators.
double reversalAt(const PlacedFace& face, const Passage& passage) {
  const auto* action = std::get_if<Scattering>(&face.action);
  if (!action || passage.reflected) return 1;
  const ScatteringSide& along = passage.onFront ? action->front : action->back;
  const ScatteringSide& against = passage.onFront ? action->back : action->front;
  return along.transmittance > 0 ? against.transmittance / along.transmittance : 1;
}

// Transmittance against the light over that along it, through the passages of a bundle.
double reversal(const Layout& layout, const std::vector<Passage>& passages) {
  double out = 1;
  for (const Passage& passage : passages)
    out *= reversalAt(layout.faces[static_cast<std::size_t>(passage.face)], passage);
  return out;
}

double offFacets(const Layout& layout, const Trace& trace, const Injection& injection,
                 const std::vector<ArrayLock>& locks) {
  const ArrayLock* lock = lockOf(locks, layout.partOf(injection.face));
  const double emitted = trace.sources[static_cast<std::size_t>(injection.leader)].emittedW;
  if (!lock || emitted <= 0) return 0;
  double sum = 0;
  for (const double incident : injection.incidentW) sum += incident * incident / emitted;
  return lock->facetReflectance * sum * reversal(layout, injection.passages);
}

}  // namespace

namespace {

bool isIsolator(const PlacedFace& face) {
  const auto* action = std::get_if<Scattering>(&face.action);
  return action && action->front.lossCause == LossCause::Isolator;
}

// The isolator on the way of the leader's light to some facets, if one stands there.
bool noteIsolator(const Layout& layout, const std::vector<Passage>& passages, LeaderFeedback& out) {
  for (const Passage& passage : passages) {
    const PlacedFace& face = layout.faces[static_cast<std::size_t>(passage.face)];
    if (!isIsolator(face)) continue;
    out.isolator = layout.partOf(passage.face);
    out.isolationDb = -10 * std::log10(std::max(1e-30, reversalAt(face, passage)));
    return true;
  }
  return false;
}

// The part on whose face a piece of light begins: the one that stands there.
int faceAt(const Layout& layout, const std::array<double, 2>& point) {
  int out = -1;
  double nearest = 1e-6;  // m
  for (int face = 0; face < static_cast<int>(layout.faces.size()); ++face) {
    const PlacedFace& placed = layout.faces[static_cast<std::size_t>(face)];
    const Eigen::Vector3d beside(point[0] - placed.centre.x(), point[1] - placed.centre.y(), 0);
    const double off = std::fabs(beside.dot(placed.normal));
    if (off > nearest || std::fabs(beside.dot(placed.left)) > placed.halfWidth + nearest) continue;
    out = face;
    nearest = off;
  }
  return out;
}

// Light that the tracer brings to the leader's aperture, by the last part that sent it there.
void noteSenders(const Layout& layout, const Trace& trace, int leaderFace, LeaderFeedback& out) {
  double most = 0;
  for (const BeamSegment& segment : trace.segments) {
    if (segment.toFace != leaderFace || segment.powerW <= 0) continue;
    const int from = faceAt(layout, segment.from);
    if (from < 0) continue;
    if (layout.partOf(from) == out.isolator) {
      out.throughIsolatorW += segment.powerW;
    } else if (segment.powerW > most) {
      most = segment.powerW;
      out.sender = layout.partOf(from);
    }
  }
}

}  // namespace

std::vector<LeaderFeedback> leaderFeedback(const Layout& layout, const Trace& trace,
                                           const std::vector<ArrayLock>& locks) {
  std::vector<LeaderFeedback> out;
  for (std::size_t s = 0; s < trace.sources.size(); ++s) {
    const LightSource& source = trace.sources[s];
    if (source.role != EmitterRole::Leader) continue;
    LeaderFeedback feedback;
    feedback.id = layout.partOf(source.face);
    feedback.emittedW = source.emittedW;
    for (const LostLight& loss : trace.losses)
      if (loss.part >= 0 && loss.cause == LossCause::WrongPort &&
          layout.parts[static_cast<std::size_t>(loss.part)] == feedback.id)
        feedback.returnedW += loss.powerW;
    for (const Injection& injection : trace.injections) {
      if (injection.leader != static_cast<int>(s)) continue;
      const double fromFacets = offFacets(layout, trace, injection, locks);
      feedback.returnedW += fromFacets;
      if (noteIsolator(layout, injection.passages, feedback)) feedback.throughIsolatorW += fromFacets;
    }
    noteSenders(layout, trace, source.face, feedback);
    feedback.throughIsolatorW = std::min(feedback.throughIsolatorW, feedback.returnedW);
    out.push_back(feedback);
  }
  return out;
}

namespace {

// The isolation has room for a tenth of what is tolerated to come back by other ways.
constexpr double kShareOfIsolator = 0.9;

Message feedbackRemedy(const LeaderFeedback& one) {
  const double besideW = one.returnedW - one.throughIsolatorW, toleratedW = kTolerated * one.emittedW;
  if (one.isolator.empty())
    return {
        "leader.feedback.fix", LL_TEXT("Put an isolator behind the leader, its arrow along the light."), {}};
  if (one.isolationDb < 0)
    return {"leader.feedback.turn",
            LL_TEXT("Turn %1 about: its arrow points against the light of the leader."),
            {one.isolator}};
  if (besideW < (1 - kShareOfIsolator) * toleratedW)
    return {"leader.feedback.isolation",
            LL_TEXT("%1 lets too much light back: it needs an isolation of %2 (now %3)."),
            {one.isolator,
             Quantity{std::ceil(one.isolationDb +
                                10 * std::log10(one.throughIsolatorW / (kShareOfIsolator * toleratedW))),
                      Unit::Decibel},
             Quantity{one.isolationDb, Unit::Decibel}}};
  if (one.sender.empty())
    return {
        "leader.feedback.other-way",
        LL_TEXT("Some facets get light that does not pass %1: put it directly behind the leader, before the "
                "light is split."),
        {one.isolator}};
  return {
      "leader.feedback.before",
      LL_TEXT("%1 sends light back that does not meet %2: put %2 between it and the leader, or turn %1 until "
              "that light misses the leader."),
      {one.sender, one.isolator}};
}

}  // namespace

std::vector<Check> feedbackChecks(const std::vector<LeaderFeedback>& feedback) {
  std::vector<Check> out;
  for (const LeaderFeedback& one : feedback) {
    if (one.ratio() <= kTolerated) continue;
    out.push_back({Severity::Warning,
                   one.id,
                   {"leader.feedback",
                    LL_TEXT("%1 gets %2 back, %3 of its power: it will not keep its own line."),
                    {one.id, Quantity{one.returnedW, Unit::Microwatt},
                     Quantity{10 * std::log10(one.ratio()), Unit::Decibel}}},
                   feedbackRemedy(one)});
  }
  return out;
}

}  // namespace lightloom::locks
