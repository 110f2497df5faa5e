#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::study {

/// Test error against light, with nothing but shot noise.
struct PhotonPoint {
  double photonsPerMac = 0;  ///< asked for: electrons on the pair per multiplication, both beams
  double blindError = 0;     ///< 1 − accuracy of the network trained without noise
  double limitError = 0;  ///< the same network with both operands as amplitudes at the best split; −1 where
                          ///< the network is one of phases
  double awareError = -1;                     ///< of a network trained at this light; not measured: −1
  std::optional<Message> awareDiverged = {};  ///< why there is none, where that training diverged
  double awarePhotonsPerMac = 0;              ///< what that network has at the end of its training
};

struct PhotonStudy {
  double exactError = 0;          ///< without any noise
  double benchPhotonsPerMac = 0;  ///< of this network on the bench's own light
  int testSamples = 0;            ///< an error e is known to √(e(1 − e)/testSamples)
  std::vector<PhotonPoint> points;
  bool cancelled = false;
};

struct PhotonStudyOptions {
  std::vector<double> photonsPerMac;  ///< each > 0; empty: `photonsAbout` the bench's own light
  bool aware = true;                  ///< trains once more for each
  int threads = 1;                    ///< amounts of light at once; the numbers do not depend on it
  /// The share that is done, 0 … 1, and what is known by then; may be empty.
  std::function<void(double share, const PhotonStudy& soFar)> onProgress;
  std::function<bool()> cancelled;  ///< polled once per mini-batch, by each thread; may be empty
};

/// Amounts of light for a study, rising: two a decade from 0.03 to 100, more down to 3·10⁻⁵ or up to 10⁶
/// until they enclose `own`, and `own` itself. Where `own` lies beyond that or is no light, without it.
std::vector<double> photonsAbout(double own);

/// Trains the design's network without noise, and tests it at each amount of light; `aware` trains it again
/// at each. The same seeds give the same numbers. Errors: those of `trainerSettings` and `datasetProblem`,
/// the bench's own where it cannot compute, "photons.not-positive".
Result<PhotonStudy> photonStudy(const Design& design, std::shared_ptr<const Dataset> data,
                                const PhotonStudyOptions& options = {});

}  // namespace lightloom::study
