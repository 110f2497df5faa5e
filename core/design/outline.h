#pragma once

#include <array>
#include <vector>

#include "design/kind.h"
#include "rooms.h"

namespace lightloom::design {

/// A convex polygon on the bench, counter-clockwise, m. Fewer than three points: nothing stands there.
using Outline = std::vector<std::array<double, 2>>;

/// The convex hull of a part's silhouette where it stands, words apart. Parts of unknown kinds have none.
Outline outlineOf(const Component& component);

/// Whether two outlines share more than an edge (separating axes); `slack` in m.
bool overlaps(const Outline& a, const Outline& b, double slack);

/// Length of the piece of a straight line that lies inside the outline, m.
double lengthInside(const Outline& outline, std::array<double, 2> from, std::array<double, 2> to);

}  // namespace lightloom::design
