#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/trail.h"
#include "rooms.h"

namespace lightloom::train {

/// One point of the live curves. NaN = not measured at this point.
struct RunPoint {
  double epoch = 0;  ///< fractional
  std::uint64_t step = 0;
  double loss = 0;
  double trainAccuracy = 0;  ///< since the last point, with noise; R² for regression is not shown (NaN)
  double testAccuracy = 0;   ///< at the end of epochs
  double opticalEmittedW = 0, opticalDetectedW = 0;
  double joulesPerOp = 0, joulesPerOpLow = 0, joulesPerOpHigh = 0;
  double phaseErrorRad = 0, worstPhaseErrorRad = 0;
  /// rms of what a pair of lines counts for one output in the forward products of the last mini-batch, before
  /// the ADC (`ReadOutStatistics::rmsElectrons`).
  double signalElectrons = 0;
  double spentJoules = 0;   ///< of the products of the training on light since it began
  double heatErrorRad = 0;  ///< rms that the heat of the present weights adds, see `weightHeatError`
  double seconds = 0;       ///< wall time since the run began
  /// A test of the network between two mini-batches, because the bench has changed while nothing trained. It
  /// is no part of the run: no record holds it.
  bool atRest = false;
};

/// What the points of a run say of its bench, from the last end of an epoch or change of the bench on: powers
/// in W, energies in J, phases in rad.
struct BenchNumbers {
  double opticalEmittedW = 0, opticalDetectedW = 0;
  double joulesPerOp = 0, joulesPerOpLow = 0, joulesPerOpHigh = 0;
  double phaseErrorRad = 0, worstPhaseErrorRad = 0;

  bool operator==(const BenchNumbers&) const = default;
};

/// What a run has added up since its last point.
struct SincePoint {
  double loss = 0;  ///< Σ over the samples
  int correct = 0, counted = 0;

  bool operator==(const SincePoint&) const = default;
};

/// The ideal twin at the end of one of its epochs.
struct TwinPoint {
  int epoch = 0;
  double testAccuracy = 0;

  bool operator==(const TwinPoint&) const = default;
};

/// A change of the bench that the training took up, or that holds it.
struct RunMark {
  double epoch = 0;
  std::uint64_t step = 0;
  std::string label;                    ///< what the person did ("Move lens3"); for the marks on the plots
  double seconds = 0;                   ///< wall time since the run began; 0 of a record that does not say
  std::vector<std::string> parts = {};  ///< ids of those that were changed

  /// The same change at the same place of a run, however long that took.
  bool operator==(const RunMark& other) const {
    return epoch == other.epoch && step == other.step && label == other.label;
  }
};

/// All that a run draws. A copy costs as little as a pointer, and nobody changes it.
struct RunCurves {
  Trail<RunPoint> points;
  Trail<TwinPoint> twin;
  Trail<RunMark> marks;

  /// Counts what has come: while it stays, there is nothing new.
  std::size_t size() const { return points.size() + twin.size() + marks.size(); }
  /// Whether these are the curves `earlier` with what has come since.
  bool continues(const RunCurves& earlier) const {
    return points.continues(earlier.points) && twin.continues(earlier.twin) && marks.continues(earlier.marks);
  }
};

/// One epoch of a run, at its end: means over the epoch, powers in W, energies in J, phases in rad, wall time
/// in s.
struct EpochRow {
  int epoch = 0;
  double loss = 0, trainAccuracy = 0, testAccuracy = 0, opticalW = 0, joulesPerOp = 0, phaseErrorRad = 0,
         seconds = 0;

  bool operator==(const EpochRow&) const = default;
};

}  // namespace lightloom::train
