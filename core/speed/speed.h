#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "design/design.h"
#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::speed {

/// The standard work: a network on the hardware of a bench (784-100-100-10 at batch 100 on mnist-5x5).
struct SpeedWork {
  std::shared_ptr<const Bench> bench;
  std::shared_ptr<const Dataset> data;
  TrainerSettings settings;
  std::vector<std::pair<std::string, Design>> traced;               ///< benches to trace, under their names
  std::vector<int> widths{25, 50, 100, 200, 400, 800, 1600, 4096};  ///< of the hidden layers, for growth
  std::vector<int> batches{1, 10, 100, 1000};
  bool kernelsOnly = false;                  ///< leaves out what says more of the machine than of its kernels
  Design pointDesign;                        ///< what points of a study are simulated of
  std::shared_ptr<const Dataset> pointData;  ///< its data; null: no points
  int points = 1000;
  int mostProcessors = 0;                ///< that `speedUp` is measured on; 0: all there are
  double seconds = 0.3;                  ///< spent on each measurement, about
  std::function<void(double)> progress;  ///< share done, 0 … 1; may be empty
  std::function<bool()> cancelled;       ///< asked between two steps; may be empty
};

inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// One training step in µs, on different hardware.
struct StepTimes {
  double noiseless = kNotMeasured;
  double noise = kNotMeasured;      ///< shot, dark and kTC noise on the forward products
  double noise8Bit = kNotMeasured;  ///< and 8-bit converters
  double full = kNotMeasured;       ///< every source that exists, forward on the hardware, backward exact
  double fullAllHardware = kNotMeasured;  ///< all three products on the hardware
  double fullKernel =
      kNotMeasured;  ///< full, with a static phase on every link: a second product in quadrature
};

struct NamedTime {
  std::string name;
  double microseconds = 0;
};

struct SizeTimes {
  int size = 0;
  double noiselessMicroseconds = 0, fullMicroseconds = 0;
};

/// Points of a study a second, simulated on one thread and on two, of the wall clock: the median of rounds
/// that take turns.
struct PointRates {
  double oneThread = kNotMeasured, twoThreads = kNotMeasured;
  double speedup() const { return twoThreads / oneThread; }
};

/// How fast this machine is. All times but those of points are processor time of one thread, medians; those
/// of kernels and of the standard steps of the quickest of ten rounds. Absolute times drift with what else
/// the machine does: compare ratios inside one report. What was not measured before the work was cancelled is
/// NaN, or missing from its list.
struct SpeedReport {
  bool cancelled = false;
  std::string kernelLibrary;
  double peakGflops = kNotMeasured;             ///< multiply-adds out of registers, two operations each
  double productShareOfPeak = kNotMeasured;     ///< of the products of the noiseless step, run by themselves
  double stepFloorMicroseconds = kNotMeasured;  ///< operations of those products / peak
  StepTimes step;
  std::vector<NamedTime> sources;  ///< a step with this source alone, less the noiseless step
  double samplesPerSecondNoiseless = kNotMeasured;  ///< training
  double samplesPerSecondFull = kNotMeasured;
  double inferenceMicroseconds = kNotMeasured;  ///< one sample through the full hardware
  double lossFirst = kNotMeasured;  ///< mean loss of the first tenth of 200 steps on the full hardware
  double lossLast = kNotMeasured;   ///< and of the last tenth
  double normalsPerSecond = kNotMeasured;
  double adlerLaserStepsPerSecond = kNotMeasured;  ///< 100 lasers (LaserParameters) with noise
  double rateLaserStepsPerSecond = kNotMeasured;
  int processors = 1;  ///< that this process may use, at most `SpeedWork::mostProcessors`
  /// How many times sooner independent trainings, one a thread, are done on all of them than on one.
  double speedUp = kNotMeasured;
  std::vector<NamedTime> traces;  ///< layout, light, cells and links of benches of these sizes
  std::vector<SizeTimes> widths;  ///< of the hidden layers
  std::vector<SizeTimes> batches;
  PointRates points;
};

/// Runs all measurements on this thread, but for `speedUp` and `points`; takes about half a minute at 0.3 s
/// each. The hardware must be able to compute, the data must suit the network.
SpeedReport measureSpeed(const SpeedWork& work);

}  // namespace lightloom::speed
