#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "design/design.h"
#include "design/edit.h"

namespace lightloom {

/// An edit and the mini-batch before which the running training took it up.
struct LoggedEdit {
  std::uint64_t step = 0;
  DesignEdit edit;
};

/// Curves of a run: named columns of equal length, the unit in the name ("step", "loss", "optical_W").
struct CurveTable {
  std::vector<std::string> columns;
  std::vector<std::vector<double>> values;  ///< one list per column; what was not measured is NaN
};

/// The trained weights of one layer, row by row: a row per neuron, a column per input (and the bias last).
struct WeightMatrix {
  std::size_t rows = 0, columns = 0;
  std::vector<float> data;     ///< rows · columns
  double activationScale = 0;  ///< X with which the layer met the hardware; 0 = not recorded
  double adcFullScale = 0;     ///< electrons; 0 = not calibrated
};

/// A whole training run: what is needed to replay it to the same bits, and what came out.
struct RunFile {
  Design first;                 ///< the design the run began with; its seeds are the run's
  std::vector<LoggedEdit> log;  ///< in the order of their steps
  std::uint64_t steps = 0;      ///< mini-batches done; 0 = not recorded
  CurveTable curves;
  std::vector<WeightMatrix> weights;  ///< first layer first
  std::string weightsHash;            ///< of the final weights, as the report prints it
  std::string resultJson;  ///< the report at the end of the run, JSON text; empty where it did not end
};

}  // namespace lightloom
