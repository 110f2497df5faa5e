#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "design/design.h"
#include "design/edit.h"
#include "rooms.h"

namespace lightloom::train {

/// An edit and the mini-batch before which the running training took it up; or, of a training that had
/// finished, that it was asked to train on.
struct LoggedEdit {
  std::uint64_t step = 0;
  DesignEdit edit;
  int moreEpochs = 0;  ///< > 0: so many epochs were added to the run, and `edit` changes nothing
  /// The bench on which these weights were trained is back before another mini-batch: the training stands as
  /// it stood on it, converters calibrated as they were.
  bool back = false;
};

/// Curves of a run: named columns of equal length, the unit in the name ("step", "loss", "optical_W").
struct CurveTable {
  std::vector<std::string> columns;
  std::vector<std::vector<double>> values;  ///< one list per column; what was not measured is NaN
};

/// The trained weights of one layer, row by row: a row per neuron, a column per input (and the bias last).
struct WeightMatrix {
  std::size_t rows = 0, columns = 0;
  std::vector<float> data;              ///< rows · columns
  double activationScale = 0;           ///< X with which the layer met the hardware; 0 = not recorded
  double adcFullScale = 0;              ///< electrons; 0 = not calibrated
  std::vector<float> besideMeans = {};  ///< of `Layer`; empty where the cell calibrates no leak
  double phasePerInput = 0;  ///< phase × phase: φ_x in rad for x = 1, the weights are φ_w in rad; else 0
};

/// What a run keeps of the data set that it was trained on: who has only the run can feed its network.
struct DataRecord {
  std::string name;
  std::string hash;         ///< of `datasetHash`, 16 hexadecimal digits; empty = not recorded
  bool regression = false;  ///< accuracies are R²
  std::vector<double> inputOffset, inputScale, targetOffset, targetScale;  ///< as in `Dataset`
};

/// What one noise source costs. Accuracies are shares of right answers, for regression R²; errors are one
/// standard deviation, from the test samples whose answers change.
struct AblationRow {
  std::string key;                     ///< of the source
  double without = 0;                  ///< accuracy with this source alone switched off
  double gained = 0, gainedError = 0;  ///< `without` − the accuracy with all sources
  /// Gained over lost; NaN where the sources cost nothing. Shares need not add up to 1: sources hide behind
  /// each other.
  double share = std::numeric_limits<double>::quiet_NaN();
  double shareError = std::numeric_limits<double>::quiet_NaN();
  double alone = 0;                          ///< accuracy with this source as the only one
  double lostAlone = 0, lostAloneError = 0;  ///< the accuracy without noise − `alone`
};

/// What the noise sources cost a trained network, measured on its test set with the same noise seed.
struct Ablation {
  std::uint64_t steps = 0;         ///< mini-batches that the network had done
  std::size_t changes = 0;         ///< entries of the run's log that were part of its design
  int samples = 0;                 ///< of the test set
  double all = 0, none = 0;        ///< accuracy with all enabled sources, and with none
  double lost = 0, lostError = 0;  ///< none − all
  std::vector<AblationRow> rows;   ///< of the enabled sources, in the order of the settings
  bool regression = false;         ///< accuracies are R²
};

/// Which measure the numbers called accuracy are: the share of right answers, or R² of a regression.
constexpr const char* metricKey(bool regression) {
  return regression ? "r2" : "accuracy";
}

/// The values of one curve; null where there is none of this name.
const std::vector<double>* columnOf(const CurveTable& curves, std::string_view name);

struct ResumePoint;

/// A whole training run: what is needed to replay it to the same bits, and what came out.
struct RunFile {
  Design first;                 ///< the design the run began with; its seeds are the run's
  std::vector<LoggedEdit> log;  ///< in the order of their steps
  /// The weights that it began with, without their scales; empty: those that its seed draws.
  std::vector<WeightMatrix> start;
  std::uint64_t steps = 0;  ///< mini-batches done; 0 = not recorded
  CurveTable curves;
  std::vector<WeightMatrix> weights;  ///< first layer first
  std::string weightsHash;            ///< of the final weights, as the report prints it
  DataRecord data;
  std::string kernelLibrary;         ///< that computed it; empty = not recorded
  std::optional<Ablation> ablation;  ///< where it was measured
  std::optional<Message> diverged;   ///< why the training ended before its time; its weights mean nothing
  std::string resultJson;  ///< the report at the end of the run, JSON text; empty where it did not end
  /// Where the training stood at `steps` (resume_point.h); null where it is not kept, and the run cannot go
  /// on.
  std::shared_ptr<const ResumePoint> resume;
};

}  // namespace lightloom::train
