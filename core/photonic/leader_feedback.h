#pragma once

#include <string>
#include <vector>

#include "design/kind.h"
#include "optics/layout.h"
#include "optics/trace.h"
#include "photonic/array_lock.h"

namespace lightloom {

/// Light that comes back into a leader.
struct LeaderFeedback {
  std::string id;  ///< of the leader's part
  double emittedW = 0;
  double returnedW = 0;
  double ratio() const { return emittedW > 0 ? returnedW / emittedW : 0; }
};

/// What returns to each leader: all light that the tracer brings to its aperture (the followers' own), and
/// the leader's light off their facets, which goes back the way it came: each facet returns R·P_inc times the
/// share of the leader's light that it received, taken through every part of the way against its direction.
std::vector<LeaderFeedback> leaderFeedback(const Layout& layout, const Trace& trace,
                                           const std::vector<ArrayLock>& locks);

/// A warning for every leader with more than −40 dB of its light coming back.
std::vector<Check> feedbackChecks(const std::vector<LeaderFeedback>& feedback);

}  // namespace lightloom
