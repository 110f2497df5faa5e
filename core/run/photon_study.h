#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "learn/dataset.h"

namespace lightloom {

/// Test error against light, with nothing but shot noise.
struct PhotonPoint {
  double photonsPerMac = 0;  ///< asked for: electrons on the pair per multiplication, both beams
  double blindError = 0;     ///< 1 − accuracy of the network trained without noise
  double limitError = 0;  ///< the same network with both operands as amplitudes at the best split; −1 where
                          ///< the network is one of phases
  double awareError = -1;         ///< of a network trained at this light; not measured: −1
  double awarePhotonsPerMac = 0;  ///< what that network has at the end of its training
};

struct PhotonStudy {
  double exactError = 0;  ///< without any noise
  int testSamples = 0;    ///< an error e is known to √(e(1 − e)/testSamples)
  std::vector<PhotonPoint> points;
  bool cancelled = false;
};

struct PhotonStudyOptions {
  std::vector<double> photonsPerMac{0.03, 0.1, 0.3, 1, 3, 10, 30, 100};  ///< each > 0
  bool aware = true;                                                     ///< trains once more for each
  /// The share that is done, 0 … 1, and what is known by then; may be empty.
  std::function<void(double share, const PhotonStudy& soFar)> onProgress;
  std::function<bool()> cancelled;  ///< polled once per mini-batch; may be empty
};

/// Trains the design's network without noise, and tests it at each amount of light; `aware` trains it again
/// at each. The same seeds give the same numbers. Errors: those of `trainerSettings` and `datasetProblem`,
/// the bench's own where it cannot compute, "photons.not-positive".
Result<PhotonStudy> photonStudy(const Design& design, std::shared_ptr<const Dataset> data,
                                const PhotonStudyOptions& options = {});

}  // namespace lightloom
