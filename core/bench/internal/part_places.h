#pragma once

#include <optional>

#include "bench/internal/light_view.h"
#include "design/templates.h"
#include "rooms.h"

/// Where the parts of a homodyne cell go on a bench that has some of them. Internal to bench.
namespace lightloom::bench {

struct Pose {
  Vector at;
  Vector facing;  ///< of any length
};
using Place = std::optional<Pose>;

/// The cell that the arrays of the bench ask for; nothing for arrays that no crossing of the templates fits.
std::optional<CellRequest> requestOf(const LightView& view);

/// Where light of the leader crosses the axis of an array, between its lens and the combiner.
struct Joint {
  int segment;  ///< of the leader's light
  Ray leader;
  Ray array;
  Vector at;
};
std::optional<Joint> jointOf(const LightView& view, EmitterRole role);

// The places are empty where the light that decides about them is missing, and where a part stands already.
Place placeLeader(const LightView& view);
Place placeOneWay(const LightView& view);
Place placeArray(const LightView& view, EmitterRole role);
Place placeLens(const LightView& view, EmitterRole role);
Place placeCopies(const LightView& view, EmitterRole role);
Place placeCombiner(const LightView& view);
Place placePixelLens(const LightView& view);
Place placePixels(const LightView& view);
Place placeArmSplitter(const LightView& view);
Place placeInjection(const LightView& view, EmitterRole role);
Place placeLeaderGrating(const LightView& view, EmitterRole role);
Place placeStop(const LightView& view);

}  // namespace lightloom::bench
