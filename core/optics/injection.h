#pragma once

#include "optics/trace.h"
#include "rooms.h"

/// Leader light at followers. `injectionAt` is internal to optics.
namespace lightloom::optics {

/// The leader light that has arrived so far at the facets of this follower's grid. A facet's mode has its
/// waist at the facet and leaves at normal incidence; the matched share of a beam is the squared overlap with
/// it (model.md 1.5).
Injection injectionAt(const Layout& layout, const Trace& trace, int face);

/// Facets that get no leader light worth the name: at most 1e-4 of what the best-lit one gets, or 1e-9 of
/// what falls beside their modes (between facets, or crosswise polarised).
std::vector<bool> darkFacets(const Injection& injection);

}  // namespace lightloom::optics
