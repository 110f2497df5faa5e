#include "train/recorded_run.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "learn/layer_statistics.h"
#include "report/network_on_bench.h"
#include "train/experiment.h"
#include "train/settings.h"

namespace lightloom::train {
namespace {

constexpr double kMostSteps = 1e9;  // of a file that somebody may have written by hand

Layer layerOf(const WeightMatrix& matrix, bool bias, bool signedInput) {
  Layer layer;
  layer.neurons = static_cast<int>(matrix.rows);
  layer.slots = static_cast<int>(matrix.columns);
  layer.inputs = layer.slots - (bias ? 1 : 0);
  layer.signedInput = signedInput;
  layer.activationScale = matrix.activationScale;
  layer.adcFullScale = matrix.adcFullScale;
  layer.besideMeans = matrix.besideMeans;
  layer.weights.resize(matrix.data.size());
  for (std::size_t r = 0; r < matrix.rows; ++r)
    for (std::size_t c = 0; c < matrix.columns; ++c)
      layer.weights[c * matrix.rows + r] = matrix.data[r * matrix.columns + c];
  return layer;
}

// Without data, inputs and outputs are what the weights have.
bool fits(const Network& network, const TrainerSettings& settings, const Dataset* data) {
  if (network.layers.size() != settings.hidden.size() + 1) return false;
  int inputs = data ? data->features : network.layers.front().inputs;
  const int outputs = data ? data->outputs() : network.layers.back().neurons;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const int neurons = l < settings.hidden.size() ? settings.hidden[l] : outputs;
    if (network.layers[l].inputs != inputs || network.layers[l].neurons != neurons) return false;
    inputs = neurons;
  }
  return true;
}

Result<Network> networkOf(const RunFile& run, const TrainerSettings& settings, const Dataset* data) {
  if (run.weights.empty())
    return Message{"run.no-weights",
                   LL_TEXT("The run holds no weights. Train some mini-batches and save it again."),
                   {}};
  Network network;
  network.activation = settings.activation;
  network.gain = settings.gain;
  network.bias = settings.bias;
  for (const WeightMatrix& matrix : run.weights) {
    if (matrix.activationScale <= 0)
      return Message{
          "run.no-scales",
          LL_TEXT("The run was saved by an older program, without the scales of its layers. Replay "
                  "it (lightloom-cli train --replay) and use the run that this writes."),
          {}};
    const bool signedInput = !network.layers.empty() && isSigned(settings.activation);
    network.layers.push_back(layerOf(matrix, settings.bias, signedInput));
  }
  if (!fits(network, settings, data))
    return Message{
        "run.other-weights",
        LL_TEXT("The weights of the run do not fit its network and the data set “%1”. Use the data "
                "set that the run was trained on."),
        {data ? data->name : run.data.name}};
  return network;
}

std::shared_ptr<const Bench> lastBench(const RunFile& run) {
  return std::make_shared<const Bench>(compileBench(finalDesign(run)));
}

Message replayDiffers(const RunFile& recorded, const RunFile& replay, const std::string& what,
                      const std::string& was, const std::string& is) {
  if (!recorded.kernelLibrary.empty() && recorded.kernelLibrary != replay.kernelLibrary)
    return {
        "run.replay-differs",
        LL_TEXT("The replay differs from the record: %1 was recorded as %2 and comes out as %3. The run was "
                "computed with the kernel library %4, this processor has %5: the last bits may be others."),
        {what, was, is, recorded.kernelLibrary, replay.kernelLibrary}};
  return {
      "run.replay-differs",
      LL_TEXT("The replay differs from the record: %1 was recorded as %2 and comes out as %3. The file was "
              "changed after the training, or another version of the program made it. Believe the replay."),
      {what, was, is}};
}

bool sameNumber(double recorded, double replayed) {
  return !std::isfinite(recorded) || recorded == replayed;
}

// Scales with which the layers met the hardware; 0 is one that was not recorded.
std::optional<Message> otherScales(const RunFile& recorded, const RunFile& replay) {
  constexpr struct {
    const char* key;
    double WeightMatrix::*member;
  } kScales[] = {{"activation_scales", &WeightMatrix::activationScale},
                 {"adc_full_scales", &WeightMatrix::adcFullScale},
                 {"phases_per_input", &WeightMatrix::phasePerInput}};
  for (std::size_t l = 0; l < std::min(recorded.weights.size(), replay.weights.size()); ++l)
    for (const auto& scale : kScales) {
      const double was = recorded.weights[l].*scale.member, is = replay.weights[l].*scale.member;
      if (was != 0 && !sameNumber(was, is))
        return replayDiffers(recorded, replay, scale.key + (", layer " + std::to_string(l + 1)),
                             shortestNumber(was), shortestNumber(is));
    }
  return std::nullopt;
}

}  // namespace

const std::vector<double>* columnOf(const CurveTable& curves, std::string_view name) {
  for (std::size_t i = 0; i < curves.columns.size(); ++i)
    if (curves.columns[i] == name) return &curves.values[i];
  return nullptr;
}

Design finalDesign(const RunFile& run) {
  Design design = run.first;
  for (const LoggedEdit& entry : run.log) design = apply(design, entry.edit);
  return design;
}

Result<RunSnapshot> openRecordedRun(const RunFile& run, std::shared_ptr<const Bench> bench,
                                    const Dataset* data) {
  if (data)
    if (std::optional<Message> problem = otherData(run, *data)) return *problem;
  if (bench->hardware->cannotCompute) return *bench->hardware->cannotCompute;
  const Result<TrainerSettings> settings = trainerSettings(bench->design, *bench->hardware);
  if (!settings) return settings.error();
  Result<Network> network = networkOf(run, settings.value(), data);
  if (!network) return network.error();
  RunSnapshot out;
  out.record = std::make_shared<const RunFile>(run);
  out.settings = settings.value();
  out.network = std::move(network).value();
  out.report = std::make_shared<const Report>(run.diverged ? divergedReport(*bench, *run.diverged)
                                              : data ? reportOf(*bench, out.network, out.settings, *data)
                                                     : makeReport(*bench, NetworkOnBench()));
  out.bench = std::move(bench);
  return out;
}

Result<RunSnapshot> openRecordedRun(const RunFile& run, const Dataset& data) {
  return openRecordedRun(run, lastBench(run), &data);
}

Result<RunSnapshot> openRecordedRun(const RunFile& run) {
  return openRecordedRun(run, lastBench(run), nullptr);
}

std::optional<Message> otherData(const RunFile& run, const Dataset& data) {
  if (run.data.hash.empty() || run.data.hash == hashText(datasetHash(data))) return std::nullopt;
  return Message{
      "run.other-data",
      LL_TEXT("“%1” is not the data that the run was trained on: its samples, their answers or their "
              "split are others. Name the folder of the right file with --data, or open the run "
              "beside it."),
      {data.name}};
}

DataRecord dataRecordOf(const Dataset& data) {
  return {data.name,       hashText(datasetHash(data)), data.classes == 0, data.inputOffset,
          data.inputScale, data.targetOffset,           data.targetScale};
}

std::string heldWeightsHash(const RunFile& run) {
  Network network;
  for (const WeightMatrix& matrix : run.weights) network.layers.push_back(layerOf(matrix, false, false));
  return hashText(weightsHash(network));
}

std::optional<Message> replayProblem(const RunFile& recorded, const RunFile& replay) {
  if (recorded.weightsHash != replay.weightsHash)
    return replayDiffers(recorded, replay, "weights_hash", recorded.weightsHash, replay.weightsHash);
  if (recorded.steps > 0 && recorded.steps != replay.steps)
    return replayDiffers(recorded, replay, "steps", std::to_string(recorded.steps),
                         std::to_string(replay.steps));
  if (recorded.diverged && !replay.diverged)
    return replayDiffers(recorded, replay, "diverged", english(*recorded.diverged), "no divergence");
  if (std::optional<Message> problem = otherScales(recorded, replay)) return problem;
  for (std::size_t c = 0; c < recorded.curves.columns.size(); ++c) {
    const std::string& name = recorded.curves.columns[c];
    const std::vector<double>* replayed = columnOf(replay.curves, name);
    const std::vector<double>& column = recorded.curves.values[c];
    if (!replayed) continue;
    if (replayed->size() != column.size())
      return replayDiffers(recorded, replay, name, std::to_string(column.size()) + " points",
                           std::to_string(replayed->size()));
    for (std::size_t i = 0; i < column.size(); ++i)
      if (!sameNumber(column[i], (*replayed)[i]))
        return replayDiffers(recorded, replay, name + ", point " + std::to_string(i + 1),
                             shortestNumber(column[i]), shortestNumber((*replayed)[i]));
  }
  return std::nullopt;
}

Report reportOf(const Bench& bench, const Network& network, const TrainerSettings& settings,
                const Dataset& data) {
  const Hardware& hardware = *bench.hardware;
  return makeReport(
      bench, observeNetwork(network, settings, data, hardware, layerStatistics(network, settings, hardware),
                            reportBatch(data, settings.batch)));
}

std::vector<RunPoint> pointsOf(const RunFile& run) {
  const std::vector<double>* epochs = columnOf(run.curves, "epoch");
  std::vector<RunPoint> out(epochs ? epochs->size() : 0);
  const auto fill = [&](const char* name, auto member) {
    const std::vector<double>* column = columnOf(run.curves, name);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double value = column ? (*column)[i] : std::numeric_limits<double>::quiet_NaN();
      out[i].*member = value;
    }
  };
  fill("epoch", &RunPoint::epoch);
  fill("loss", &RunPoint::loss);
  fill("train_accuracy", &RunPoint::trainAccuracy);
  fill("test_accuracy", &RunPoint::testAccuracy);
  fill("emitted_W", &RunPoint::opticalEmittedW);
  fill("detected_W", &RunPoint::opticalDetectedW);
  fill("J_per_op", &RunPoint::joulesPerOp);
  fill("low_J_per_op", &RunPoint::joulesPerOpLow);
  fill("high_J_per_op", &RunPoint::joulesPerOpHigh);
  fill("phase_error_rad", &RunPoint::phaseErrorRad);
  fill("worst_phase_error_rad", &RunPoint::worstPhaseErrorRad);
  fill("signal_electrons", &RunPoint::signalElectrons);
  fill("spent_J", &RunPoint::spentJoules);
  fill("heat_error_rad", &RunPoint::heatErrorRad);
  const std::vector<double>* steps = columnOf(run.curves, "step");
  for (std::size_t i = 0; steps && i < out.size(); ++i)
    if ((*steps)[i] >= 0 && (*steps)[i] < kMostSteps) out[i].step = static_cast<std::uint64_t>((*steps)[i]);
  std::erase_if(out, [](const RunPoint& point) { return !std::isfinite(point.epoch); });
  return out;
}

std::vector<TwinPoint> twinOf(const RunFile& run) {
  std::vector<TwinPoint> out;
  const std::vector<double>* epochs = columnOf(run.curves, "epoch");
  const std::vector<double>* ideal = columnOf(run.curves, "ideal_test_accuracy");
  for (std::size_t i = 0; epochs && ideal && i < ideal->size(); ++i)
    if (std::isfinite((*ideal)[i]) && std::fabs((*epochs)[i]) < kMostSteps)
      out.push_back({static_cast<int>((*epochs)[i]), (*ideal)[i]});
  return out;
}

std::vector<RunMark> marksOf(const RunFile& run) {
  const std::vector<RunPoint> points = pointsOf(run);
  std::vector<RunMark> out;
  for (const LoggedEdit& entry : run.log) {
    const auto at = std::find_if(points.begin(), points.end(),
                                 [&](const RunPoint& point) { return point.step >= entry.step; });
    const double epoch = points.empty() ? 0 : at == points.end() ? points.back().epoch : at->epoch;
    out.push_back({epoch, entry.step, english(entry.edit.label), 0, changedParts(entry.edit)});
  }
  return out;
}

std::vector<std::string> changedParts(const DesignEdit& edit) {
  std::vector<std::string> out;
  for (const ComponentChange& change : edit.components) out.push_back(change.id);
  return out;
}

std::vector<RunMark> marksWithParts(std::vector<RunMark> marks, const std::vector<LoggedEdit>& log) {
  std::map<std::pair<std::uint64_t, std::string>, const LoggedEdit*> known;
  for (const LoggedEdit& one : log) known.emplace(std::pair(one.step, english(one.edit.label)), &one);
  for (RunMark& mark : marks)
    if (const auto entry = known.find({mark.step, mark.label}); entry != known.end())
      mark.parts = changedParts(entry->second->edit);
  return marks;
}

std::int64_t addedEpochs(const std::vector<LoggedEdit>& log) {
  std::int64_t out = 0;
  for (const LoggedEdit& entry : log) out += entry.moreEpochs;
  return out;
}

RunCurves curvesOf(const RunFile& run) {
  return {Trail<RunPoint>(pointsOf(run)), Trail<TwinPoint>(twinOf(run)), Trail<RunMark>(marksOf(run))};
}

}  // namespace lightloom::train
