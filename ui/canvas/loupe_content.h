#pragma once

#include <QString>
#include <memory>
#include <string>
#include <vector>

#include "photonic/bench.h"
#include "photonic/lock_map.h"

namespace lightloom {

/// One landing spot near the middle of a channel or pixel, m from that middle, 1/e² radii.
struct LoupeSpot {
  double u = 0, v = 0, radiusU = 0, radiusV = 0;
  EmitterRole role = EmitterRole::Leader;
};

/// What a laser of a solved array does.
LockState stateOf(const LaserLock& laser);

/// How many lasers of an array do not rest, and a word about them ("3 unlocked, 4 oscillating"); empty where
/// all rest.
struct LaserTally {
  int unlocked = 0, oscillating = 0;
  QString words() const;
};
LaserTally tallyOf(const ArrayLock& lock);

/// What a loupe shows of an array or a detector line, read from a bench.
struct LoupeContent {
  std::string part;
  int face = -1;  ///< index in the layout
  bool receiver = false;
  QString title, caption;  ///< short: they stand in the loupe
  QString summary;         ///< longer, for the tooltip
  QString scaleName;       ///< what the colours mean; empty where there are none
  EmitterRole role = EmitterRole::Synapse;
  int rows = 1, columns = 1;
  double pitch = 0;     ///< m
  double markSize = 0;  ///< pixel edge, or diameter of the facet's mode, m
  double scaleTop = 1;  ///< value of the colour scale's upper end
  QString scaleTopText;
  std::vector<float> values;      ///< rows·columns, row by row; NaN = no light, no link
  std::vector<LockState> states;  ///< of lasers; empty where nothing locks
  int worst = 0;                  ///< channel that the detail shows unless another is picked

  int channels() const { return rows * columns; }
};

/// The loupes of a bench: one per follower array and per detector line, in drawing order.
std::vector<LoupeContent> loupeContents(const Bench& bench);

/// The spots on and about a channel or pixel, as far as half a pitch from its middle.
std::vector<LoupeSpot> spotsOn(const Bench& bench, const LoupeContent& content, int channel);

/// A line of words about one channel or pixel.
QString channelText(const Bench& bench, const LoupeContent& content, int channel);

/// A visibility with three digits.
QString shownVisibility(double visibility);

/// "axon", "synapse", "dendrite +", "dendrite −", or empty for parts that play none of them.
QString roleName(const Bench& bench, const std::string& part);

}  // namespace lightloom
