#pragma once

#include <span>
#include <vector>

#include "optics/trace.h"

namespace lightloom {

/// The way of single channels of a source through a traced layout: a true ray from each channel's own place,
/// with the orders of gratings as its fan. Segments keep source and role; powers are of the channel.
std::vector<BeamSegment> chiefRays(const Layout& layout, const Trace& trace, int source,
                                   std::span<const int> channels);

}  // namespace lightloom
