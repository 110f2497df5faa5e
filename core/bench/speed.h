#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "design/design.h"
#include "learn/trainer.h"
#include "photonic/bench.h"

namespace lightloom {

/// The standard work: a network on the hardware of a bench (784-100-100-10 at batch 100 on mnist-5x5).
struct SpeedWork {
  std::shared_ptr<const Bench> bench;
  std::shared_ptr<const Dataset> data;
  TrainerSettings settings;
  std::vector<std::pair<std::string, Design>> traced;               ///< benches to trace, under their names
  std::vector<int> widths{25, 50, 100, 200, 400, 800, 1600, 4096};  ///< of the hidden layers, for growth
  std::vector<int> batches{1, 10, 100, 1000};
  double seconds = 0.3;                  ///< spent on each measurement, about
  std::function<void(double)> progress;  ///< share done, 0 … 1; may be empty
};

/// One training step in µs, on different hardware.
struct StepTimes {
  double noiseless = 0;
  double noise = 0;            ///< shot, dark and kTC noise on the forward products
  double noise8Bit = 0;        ///< and 8-bit converters
  double full = 0;             ///< every source that exists, forward on the hardware, backward exact
  double fullAllHardware = 0;  ///< all three products on the hardware
  double fullKernel = 0;       ///< full, with a static phase on every link: a second product in quadrature
};

struct NamedTime {
  std::string name;
  double microseconds = 0;
};

struct SizeTimes {
  int size = 0;
  double noiselessMicroseconds = 0, fullMicroseconds = 0;
};

/// How fast this machine is. All times are medians of processor time of one thread. Absolute times drift with
/// what else the machine does: compare ratios inside one report.
struct SpeedReport {
  std::string kernelLibrary;
  double peakGflops = 0;             ///< multiply-adds out of registers, two operations each
  double productShareOfPeak = 0;     ///< of the products of the noiseless step, run by themselves
  double stepFloorMicroseconds = 0;  ///< operations of those products / peak
  StepTimes step;
  std::vector<NamedTime> sources;        ///< a step with this source alone, less the noiseless step
  double samplesPerSecondNoiseless = 0;  ///< training
  double samplesPerSecondFull = 0;
  double inferenceMicroseconds = 0;  ///< one sample through the full hardware
  double lossFirst = 0;              ///< mean loss of the first tenth of 200 steps on the full hardware
  double lossLast = 0;               ///< and of the last tenth
  double normalsPerSecond = 0;
  double adlerLaserStepsPerSecond = 0;  ///< 100 lasers (LaserParameters) with noise
  double rateLaserStepsPerSecond = 0;
  std::vector<NamedTime> traces;  ///< layout, light, cells and links of benches of these sizes
  std::vector<SizeTimes> widths;  ///< of the hidden layers
  std::vector<SizeTimes> batches;
};

/// Runs all measurements on this thread; takes about half a minute at 0.3 s each. The hardware must be able
/// to compute, the data must suit the network.
SpeedReport measureSpeed(const SpeedWork& work);

}  // namespace lightloom
