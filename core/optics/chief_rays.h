#pragma once

#include <span>
#include <vector>

#include "optics/trace.h"
#include "rooms.h"

namespace lightloom::optics {

/// Beams of single channels, as lines to be drawn.
struct ChiefRays {
  std::vector<BeamSegment> segments;  ///< channel by channel
  bool truncated = false;             ///< light bounces too often: only the brightest ways are there
};

/// The way of single channels of a source through a traced layout: a true ray from each channel's own place,
/// with the orders of gratings as its fan. Segments keep source and role; powers are of the channel. `work`
/// is that of `TraceBudget`, of all channels together.
ChiefRays chiefRays(const Layout& layout, const Trace& trace, int source, std::span<const int> channels,
                    double work = TraceBudget().work);

}  // namespace lightloom::optics
