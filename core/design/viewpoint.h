#pragma once

#include <optional>
#include <string>

#include "design/edit.h"
#include "rooms.h"

namespace lightloom::design {

/// The picture that a loupe shows of the face or plane that it looks at. One that does not fit there counts
/// as Standard.
enum class ViewpointShow { Standard, Spots, Fringes, Lock, Phase, Power, Overlap, Signal, Crosstalk };

/// A place that somebody looks at, kept in the design. Light does not see it.
struct Viewpoint {
  std::string target;    ///< id of a part; empty: the plane at the viewpoint's own x, y and angle
  int face = 0;          ///< which of the target's faces
  double width = 10e-3;  ///< m, of a plane of its own: light beside it is not seen
  std::optional<double> insetX, insetY;  ///< m, upper left corner of the inset; none: placed by the program
  std::optional<double> field;           ///< m, width of the field of view; none: all spots
  int channel = -1;                      ///< laser or pixel that is looked at; −1: the worst
  ViewpointShow show = ViewpointShow::Standard;
};

bool isViewpoint(const Component& component);

/// Whether an edit that does change something changes nothing that light sees: names and viewpoints.
bool leavesLight(const DesignEdit& edit);

/// None for parts that are no viewpoints.
std::optional<Viewpoint> viewpointOf(const Component& component);

/// The part with these values; a part without a kind becomes a viewpoint.
Component withViewpoint(Component component, const Viewpoint& view);

}  // namespace lightloom::design
