#pragma once

#include "optics/trace.h"

/// Leader light at followers. Internal to optics.
namespace lightloom {

/// What the leader bundles that have arrived so far bring to the facets of this follower's grid. A facet's
/// mode has its waist at the facet and leaves at normal incidence; the matched share of a beam is the squared
/// overlap with it.
Injection injectionAt(const Layout& layout, const Trace& trace, int face);

}  // namespace lightloom
