#include "photonic/leader_feedback.h"

#include <cmath>

namespace lightloom {
namespace {

constexpr double kTolerated = 1e-4;

// Transmittance against the light over that along it, through the passages of a bundle.
double reversal(const Layout& layout, const std::vector<Passage>& passages) {
  double out = 1;
  for (const Passage& passage : passages) {
    const auto* action =
        std::get_if<Scattering>(&layout.faces[static_cast<std::size_t>(passage.face)].action);
    if (!action || passage.reflected) continue;
    const ScatteringSide& along = passage.onFront ? action->front : action->back;
    const ScatteringSide& against = passage.onFront ? action->back : action->front;
    if (along.transmittance > 0) out *= against.transmittance / along.transmittance;
  }
  return out;
}

const ArrayLock* lockOf(const std::vector<ArrayLock>& locks, const std::string& id) {
  for (const ArrayLock& lock : locks)
    if (lock.id == id) return &lock;
  return nullptr;
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

std::vector<LeaderFeedback> leaderFeedback(const Layout& layout, const Trace& trace,
                                           const std::vector<ArrayLock>& locks) {
  std::vector<LeaderFeedback> out;
  for (std::size_t s = 0; s < trace.sources.size(); ++s) {
    const LightSource& source = trace.sources[s];
    if (source.role != EmitterRole::Leader) continue;
    LeaderFeedback feedback{layout.partOf(source.face), source.emittedW, 0};
    for (const LostLight& loss : trace.losses)
      if (loss.part >= 0 && loss.cause == LossCause::WrongPort &&
          layout.parts[static_cast<std::size_t>(loss.part)] == feedback.id)
        feedback.returnedW += loss.powerW;
    for (const Injection& injection : trace.injections)
      if (injection.leader == static_cast<int>(s))
        feedback.returnedW += offFacets(layout, trace, injection, locks);
    out.push_back(feedback);
  }
  return out;
}

std::vector<Check> feedbackChecks(const std::vector<LeaderFeedback>& feedback) {
  std::vector<Check> out;
  for (const LeaderFeedback& one : feedback) {
    if (one.ratio() <= kTolerated) continue;
    out.push_back({Severity::Warning,
                   one.id,
                   {"leader.feedback",
                    LL_TEXT("check", "%1 gets %2 back, %3 of its power: it will not keep its own line."),
                    {one.id, Quantity{one.returnedW, Unit::Microwatt},
                     Quantity{10 * std::log10(one.ratio()), Unit::Decibel}}},
                   {"leader.feedback.fix",
                    LL_TEXT("check", "Put an isolator behind the leader, its arrow along the light."),
                    {}}});
  }
  return out;
}

}  // namespace lightloom
