#pragma once

#include <QString>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "bench/lock_map.h"
#include "bench/plane_view.h"
#include "design/viewpoint.h"
#include "rooms.h"

namespace lightloom::ui {

/// One landing spot near the middle of a channel or pixel, m from that middle, 1/e² radii.
struct LoupeSpot {
  double u = 0, v = 0, radiusU = 0, radiusV = 0;
  EmitterRole role = EmitterRole::Leader;
};

/// The state of a laser of a solved array.
LockState stateOf(const LaserLock& laser);

/// How many lasers of an array do not rest, and a word about them ("3 unlocked, 4 oscillating"); empty where
/// all rest.
struct LaserTally {
  int unlocked = 0, oscillating = 0;
  QString words() const;
};
LaserTally tallyOf(const ArrayLock& lock);

/// The light on a plane, as a loupe shows it.
struct PlaneContent {
  PlaneView view;
  std::vector<PlaneBeam> beams;  ///< in the window
  FringePicture picture;         ///< of size 0 where spots are shown
  PlaneWindow window;
};

/// The content of a loupe on an array, a detector line or a plane, read from a bench.
struct LoupeContent {
  std::string id;    ///< of its viewpoint; empty: the program opened it
  std::string part;  ///< that it looks at; empty: a plane of its own
  Viewpoint view;
  int face = -1;  ///< index in the layout; −1: a plane of its own, or a target that is not there
  bool receiver = false;
  std::vector<ViewpointShow> shows;              ///< what it can show, the standard first
  ViewpointShow show = ViewpointShow::Standard;  ///< one of them
  std::shared_ptr<const PlaneContent> plane;     ///< null for arrays and lines
  QString title, caption;                        ///< short: they stand in the loupe
  QString name, brief;                           ///< shorter still, for small ones
  QString summary;                               ///< longer, for the tooltip
  QString scaleName;                             ///< what is shown; empty where there is nothing
  EmitterRole role = EmitterRole::Synapse;
  int rows = 1, columns = 1;
  double pitch = 0;     ///< m
  double markSize = 0;  ///< pixel edge, or diameter of the facet's mode, m
  double scaleTop = 1;  ///< value of the colour scale's upper end
  QString scaleTopText;
  std::vector<float> values;      ///< rows·columns, row by row; NaN = no light, no link
  std::vector<LockState> states;  ///< of lasers; empty where nothing locks
  std::vector<float> hands;       ///< phases in rad, drawn as hands; empty where none are shown
  int worst = 0;                  ///< channel that the detail shows unless another is picked

  int channels() const { return plane ? 0 : rows * columns; }
  /// The key by which the canvas knows it: its viewpoint, else the part.
  const std::string& key() const { return id.empty() ? part : id; }
};

/// The loupes of a bench: those of the design, and one per follower array and detector line that none of them
/// looks at, in drawing order. Hidden ones and those of hidden parts are left out.
std::vector<LoupeContent> loupeContents(const Bench& bench);

/// The content of a viewpoint that is not (yet) part of the bench's design.
LoupeContent loupeContent(const Bench& bench, const Component& viewpoint);

/// A word for what a loupe shows: "overlap".
QString showName(ViewpointShow show);

/// The spots on and about a channel or pixel, as far as half a pitch from its middle.
std::vector<LoupeSpot> spotsOn(const Bench& bench, const LoupeContent& content, int channel);

/// A line of words about one channel or pixel.
QString channelText(const Bench& bench, const LoupeContent& content, int channel);

/// A visibility with three digits.
QString shownVisibility(double visibility);

/// "axon", "synapse", "dendrite +", "dendrite −", or empty for parts that play none of them.
QString roleName(const Bench& bench, const std::string& part);

}  // namespace lightloom::ui
