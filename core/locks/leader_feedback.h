#pragma once

#include <string>
#include <vector>

#include "design/kind.h"
#include "locks/array_lock.h"
#include "optics/layout.h"
#include "optics/trace.h"
#include "rooms.h"

namespace lightloom::locks {

/// Light that comes back into a leader.
struct LeaderFeedback {
  std::string id;  ///< of the leader's part
  double emittedW = 0;
  double returnedW = 0;
  /// The part of `returnedW` that comes through an isolator, the isolator's id and its isolation in dB (below
  /// 0: it stands the wrong way round).
  double throughIsolatorW = 0;
  std::string isolator;
  double isolationDb = 0;
  /// The part that sends back most of the rest; empty where it is the facets' reflection.
  std::string sender;
  double ratio() const { return emittedW > 0 ? returnedW / emittedW : 0; }
};

/// The light that returns to each leader: all that the tracer brings to its aperture (the followers' own),
/// and the leader's light off their facets, which goes back the way it came: each facet returns R·P_inc times
/// the share of the leader's light that it received, taken through every part of the way against its
/// direction.
std::vector<LeaderFeedback> leaderFeedback(const Layout& layout, const Trace& trace,
                                           const std::vector<ArrayLock>& locks);

/// A warning for every leader with more than −40 dB of its light coming back: it names the isolation that an
/// isolator on the way would need, the part that sends light back before it, or asks for one.
std::vector<Check> feedbackChecks(const std::vector<LeaderFeedback>& feedback);

}  // namespace lightloom::locks
