#include "train/settings.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include "base/memory.h"
#include "design/edit.h"
#include "train/internal/training_memory.h"

namespace lightloom::train {
namespace {

template <typename T>
T lookUp(const std::map<std::string, T>& table, const std::string& key) {
  const auto found = table.find(key);
  LL_CHECK(found != table.end());
  return found->second;
}

const std::map<std::string, Activation> kActivations = {
    {"relu", Activation::Relu},     {"tanh", Activation::Tanh},
    {"sine", Activation::Sine},     {"clipped_sine", Activation::ClippedSine},
    {"square", Activation::Square}, {"identity", Activation::Identity}};
const std::map<std::string, Loss> kLosses = {{"cross_entropy", Loss::CrossEntropy},
                                             {"mean_square", Loss::MeanSquare}};
const std::map<std::string, Optimiser> kOptimisers = {{"sgd", Optimiser::Sgd}, {"adam", Optimiser::Adam}};
const std::map<std::string, HardwareUse> kUses = {{"forward", HardwareUse::Forward},
                                                  {"forward_backward", HardwareUse::ForwardBackward},
                                                  {"all", HardwareUse::All}};

// Those settings of network and training that a bench is compiled with; a test asks all others.
constexpr std::string_view kCompiled[] = {"network.encoding", "network.signed_input", "training.hardware"};

Result<std::vector<int>> layerCells(const std::string& list, const Hardware& hardware) {
  std::vector<int> out;
  std::string rest = list;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    std::string id = rest.substr(0, comma);
    rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    id.erase(std::remove(id.begin(), id.end(), ' '), id.end());
    const auto cell = std::find_if(hardware.cells.begin(), hardware.cells.end(),
                                   [&](const CellHardware& c) { return c.id == id; });
    if (cell == hardware.cells.end())
      return Message{"run.unknown-cell",
                     LL_TEXT("network.cells names “%1”, but no cell has a combining splitter of that id."),
                     {id}};
    out.push_back(static_cast<int>(cell - hardware.cells.begin()));
  }
  return out;
}

}  // namespace

Result<TrainerSettings> trainerSettings(const Design& design, const Hardware& hardware) {
  TrainerSettings out;
  out.hidden.clear();
  for (double width : settingList(design, "network.hidden")) {
    if (width != static_cast<int>(width))
      return Message{"run.bad-hidden",
                     LL_TEXT("network.hidden = %1: layers have whole numbers of neurons."),
                     {valueText(width)}};
    out.hidden.push_back(static_cast<int>(width));
  }
  out.activation = lookUp(kActivations, settingText(design, "network.activation"));
  out.gain = settingReal(design, "network.gain");
  out.bias = settingSwitch(design, "network.bias");
  out.loss = lookUp(kLosses, settingText(design, "training.loss"));
  out.optimiser = lookUp(kOptimisers, settingText(design, "training.optimiser"));
  out.learningRate = settingReal(design, "training.learning_rate");
  out.momentum = settingReal(design, "training.momentum");
  out.weightDecay = settingReal(design, "training.weight_decay");
  out.batch = static_cast<int>(settingInteger(design, "training.batch"));
  out.epochs = static_cast<int>(settingInteger(design, "training.epochs"));
  out.seed = static_cast<std::uint64_t>(settingInteger(design, "training.seed"));
  out.noiseSeed = static_cast<std::uint64_t>(settingInteger(design, "noise.seed"));
  out.weightClip = settingReal(design, "training.weight_clip");
  out.activationScale = settingReal(design, "training.activation_scale");
  out.hardware = lookUp(kUses, settingText(design, "training.hardware"));
  out.shards = static_cast<int>(settingInteger(design, "training.shards"));
  Result<std::vector<int>> cells = layerCells(settingText(design, "network.cells"), hardware);
  if (!cells) return cells.error();
  const std::size_t layers = out.hidden.size() + 1;
  if (!cells.value().empty() && cells.value().size() != layers)
    return Message{
        "run.cells-of-layers",
        LL_TEXT("network.cells names %1 cells for %2 layers. Name one for each layer, or leave it empty."),
        {static_cast<std::int64_t>(cells.value().size()), static_cast<std::int64_t>(layers)}};
  out.cells = cells.value();
  return out;
}

std::optional<Message> dataProblem(const TrainerSettings& settings, const Dataset& data) {
  if (std::optional<Message> problem = datasetProblem(data)) return problem;
  if (settings.loss == Loss::CrossEntropy && data.classes == 0)
    return Message{
        "run.data-mismatch",
        LL_TEXT("Cross entropy needs classes, but this data set has numbers as answers. Choose the "
                "mean-square loss."),
        {}};
  return memoryProblem(settings, data, availableMemory());
}

std::vector<std::string> needsNewRun(const Design& running, const Design& edited) {
  std::vector<std::string> out;
  for (const SettingsGroup& group : settingsGroups()) {
    for (const Parameter& row : group.rows) {
      const std::string key = std::string(group.id) + "." + std::string(row.key);
      const bool fixed = group.id == "network" || group.id == "training" || key == "noise.seed";
      if (fixed && !(settingValue(running, key) == settingValue(edited, key))) out.push_back(key);
    }
  }
  return out;
}

std::shared_ptr<const Bench> benchTakenUp(const Design& running, std::shared_ptr<const Bench> edited) {
  const std::vector<std::string> waiting = needsNewRun(running, edited->design);
  if (waiting.empty()) return edited;
  Design design = takenUp(running, edited->design);
  const auto reachesLight = [](const std::string& key) {
    return std::find(std::begin(kCompiled), std::end(kCompiled), key) != std::end(kCompiled);
  };
  const bool anew = std::any_of(waiting.begin(), waiting.end(), reachesLight);
  Bench out = anew ? compileBench(design) : *edited;
  out.design = std::move(design);
  out.change = edited->change;
  return std::make_shared<const Bench>(std::move(out));
}

Design takenUp(const Design& running, const Design& edited) {
  Design out = edited;
  for (const std::string& key : needsNewRun(running, edited))
    out = apply(out, setSetting(out, key, settingValue(running, key)));
  return out;
}

}  // namespace lightloom::train
