#pragma once

#include <functional>
#include <memory>

#include "learn/dataset.h"
#include "learn/trainer.h"
#include "rooms.h"
#include "study/sweep.h"

namespace lightloom::study {

/// A network that was trained once, on the bench of a design, and is tested on others with its weights as
/// they are: what a bench does to a network that does not learn any more. ADC ranges and calibrations follow
/// each bench, as they do when the bench of a training changes. Equal designs give equal bits, on any thread.
class TestedNetwork {
 public:
  /// Trains for `training.epochs`. Errors: why the bench cannot compute, those of `trainerSettings` and
  /// `dataProblem`, why the training diverged; "study.cancelled".
  static Result<TestedNetwork> train(const Design& design, std::shared_ptr<const Dataset> data,
                                     const std::function<bool()>& cancelled = {});

  /// `sweepNumbers` of the network on the bench of this design, with test_accuracy (R² of a regression).
  /// Problems: why there are none, also "study.another-network" where the design asks for other layers or
  /// data.
  PointFigures on(const Design& design, const std::shared_ptr<const Dataset>& data) const;

 private:
  TestedNetwork() = default;

  std::shared_ptr<const Dataset> m_data;
  TrainerState m_state;
};

}  // namespace lightloom::study
