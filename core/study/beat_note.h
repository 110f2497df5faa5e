#pragma once

#include <vector>

#include "rooms.h"
#include "study/lock_run.h"

namespace lightloom::study {

/// What an oscilloscope shows of a photodiode on which light of lasers falls with as much of their leader's.
struct BeatTrace {
  double stepS = 0;             ///< between two values
  std::vector<double> current;  ///< over that of a free-running laser and its leader, oldest first

  /// rms about the mean, the loudness of the beat note: √½ of a laser that runs free, 0 of one that rests.
  double loudness() const;
  /// Hz, from the crossings of the mean; 0 where there are fewer than three.
  double frequencyHz() const;
};

/// i = ½|1 + z|² of one trail, z the laser's field in units of its free-running one against its leader: the
/// beat of both runs at the rate at which the laser slips.
BeatTrace beatOf(const LockView& view, const LaserTrail& trail);

/// The mean over all trails of a view: notes of many lasers on one diode. Empty without any.
BeatTrace beatOfAll(const LockView& view);

}  // namespace lightloom::study
