#include <algorithm>
#include <cmath>

#include "learn/evaluator.h"
#include "learn/trainer.h"
#include "report/network_on_bench.h"
#include "validation/internal/photon_budget.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

constexpr int kBatch = 100;
constexpr std::size_t kObserved = 500;  // samples from which mean squares of x are taken
constexpr int kStepsPerBudget = 100;    // mini-batches between two adjustments of the light
constexpr double kUnclipped = 1000;     // the reference network clips neither weights nor activations

struct Recipe {
  const char* name;
  std::vector<int> hidden;
  int epochs = 10;
  double photons = INFINITY;  ///< per multiplication while it trains; infinite = noise-blind
};

Recipe narrow() {
  return {"784-100-10", {100}, 10, INFINITY};
}
Recipe deep() {
  return {"784-100-100-10", {100, 100}, 10, INFINITY};
}
Recipe wide() {
  return {"784-400-400-10", {400, 400}, 5, INFINITY};
}
Recipe aware() {
  return {"784-100-10, one photon", {100}, 10, 1};
}

TrainerSettings settingsOf(const Recipe& recipe) {
  TrainerSettings out;
  out.hidden = recipe.hidden;
  out.optimiser = Optimiser::Sgd;
  out.learningRate = 0.05;
  out.momentum = 0.9;
  out.bias = false;
  // Without decay, weights of pixels that are always dark would keep their start, and take their share of the
  // light.
  out.weightDecay = 3e-4;
  out.batch = kBatch;
  out.epochs = recipe.epochs;
  out.weightClip = kUnclipped;
  out.activationScale = 10;
  for (int layer = 0; layer <= static_cast<int>(recipe.hidden.size()); ++layer) out.cells.push_back(layer);
  return out;
}

Hardware exactLayers(std::size_t layers) {
  Hardware out;
  for (std::size_t l = 0; l < layers; ++l) out.cells.push_back(idealCell(1, 1, Encoding::AmplitudeAmplitude));
  return out;
}

// A cell per layer whose light is `photons` per multiplication of this network, both beams alike: n_w‖A‖² =
// N′ n_x‖x‖².
Hardware budgetFor(const Network& network, const TrainerSettings& settings, const Dataset& data,
                   double photons) {
  Hardware out = exactLayers(network.layers.size());
  if (!std::isfinite(photons)) return out;
  std::vector<LayerStatistics> statistics(network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    statistics[l].weightScale = static_cast<double>(weightMaximum(network.layers[l]));
    statistics[l].weightRms = weightRms(network.layers[l]) / statistics[l].weightScale;
  }
  const std::vector<std::uint32_t> samples(
      data.train.begin(),
      data.train.begin() + static_cast<std::ptrdiff_t>(std::min(kObserved, data.train.size())));
  const NetworkOnBench seen = observeNetwork(network, settings, data, out, statistics, samples);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const double slots = network.layers[l].slots, rms = seen.layers[l].weightRms;
    out.cells[l] =
        shotNoiseCell(1, 1, Encoding::AmplitudeAmplitude, slots * photons / (2 * seen.inputs[l].sumSquares),
                      photons / (2 * rms * rms));
  }
  return out;
}

Result<Network> train(ValidationContext& context, const Recipe& recipe) {
  const auto data = context.handwrittenDigits();
  if (!data) return data.error();
  const TrainerSettings settings = settingsOf(recipe);
  const auto exact = std::make_shared<const Hardware>(exactLayers(recipe.hidden.size() + 1));
  Trainer trainer(settings, data.value(), exact);
  while (!trainer.finished()) {
    if (context.stopped()) return validationStopped();
    if (std::isfinite(recipe.photons) && trainer.steps() % kStepsPerBudget == 0)
      trainer.setHardware(std::make_shared<const Hardware>(
          budgetFor(trainer.network(), settings, *data.value(), recipe.photons)));
    trainer.step();
  }
  return trainer.network();
}

// Share of the test set that the network gets wrong at `photons` per multiplication in every layer.
Result<double> errorAt(ValidationContext& context, const Recipe& recipe, double photons) {
  const auto network = context.trained(recipe.name, [&] { return train(context, recipe); });
  if (!network) return network.error();
  const auto data = context.handwrittenDigits();
  if (!data) return data.error();
  const TrainerSettings settings = settingsOf(recipe);
  const Hardware hardware = budgetFor(*network.value(), settings, *data.value(), photons);
  return 1 - evaluate(*network.value(), settings, *data.value(), hardware, 0).accuracy;
}

Result<double> ratio(const Result<double>& above, const Result<double>& below) {
  if (!above) return above.error();
  if (!below) return below.error();
  return above.value() / below.value();
}

// ±25 % or 0.7 percentage points, whichever is more; the reference is a single seed, one draw of 10 000
// images.
constexpr double tableTolerance(double error) {
  return 0.25 * error > 0.007 ? 0.25 * error : 0.007;
}

#define LL_ERROR_ROW(ID, TITLE, RECIPE, PHOTONS, ERROR)                                                  \
  {                                                                                                      \
    .id = ID, .group = "hamerly_2019", .title = TITLE, .unit = Unit::Percent, .expected = ERROR,         \
    .tolerance = tableTolerance(ERROR), .source = kTable, .note = kOurs, .example = "hamerly-2019.loom", \
    .isLong = true,                                                                                      \
    .compute = [](ValidationContext& context) { return errorAt(context, RECIPE(), PHOTONS); }            \
  }

constexpr const char* kTable = "noise law of Hamerly et al. on ReLU networks, computed independently";
constexpr const char* kOurs = LL_TEXT(
    "The publication's own figure could not be read. These are an "
    "independent computation's numbers, whose recipe "
    "of training is not known in full.");

const ValidationRow kRows[] = {
    LL_ERROR_ROW("V19.exact", LL_TEXT("784-100-10, exact: test error on MNIST"), narrow, INFINITY, 0.021),
    LL_ERROR_ROW("V19.100", LL_TEXT("784-100-10, 100 photons: test error"), narrow, 100, 0.022),
    LL_ERROR_ROW("V19.10", LL_TEXT("784-100-10, 10 photons: test error"), narrow, 10, 0.030),
    LL_ERROR_ROW("V19.3", LL_TEXT("784-100-10, 3 photons: test error"), narrow, 3, 0.067),
    LL_ERROR_ROW("V19.1", LL_TEXT("784-100-10, 1 photon: test error"), narrow, 1, 0.24),
    LL_ERROR_ROW("V19.0.1", LL_TEXT("784-100-10, 0.1 photons: test error"), narrow, 0.1, 0.79),
    {.id = "V20",
     .group = "hamerly_2019",
     .title = LL_TEXT("One photon: errors of 784-400-400-10 over 784-100-10"),
     .expected = 0.5,
     .bound = Bound::AtMost,
     .source = kTable,
     .note = kOurs,
     .example = "hamerly-2019.loom",
     .isLong = true,
     .compute =
         [](ValidationContext& context) {
           return ratio(errorAt(context, wide(), 1), errorAt(context, narrow(), 1));
         }},
    {.id = "V21",
     .group = "hamerly_2019",
     .title = LL_TEXT("One photon: errors when trained with the noise over noise-blind"),
     .expected = 0.6,
     .bound = Bound::AtMost,
     .source = kTable,
     .note = kOurs,
     .example = "hamerly-2019.loom",
     .isLong = true,
     .compute =
         [](ValidationContext& context) {
           return ratio(errorAt(context, aware(), 1), errorAt(context, narrow(), 1));
         }},
    {.id = "wang.99",
     .group = "wang_2022",
     .title = LL_TEXT("99 % right at 3.2 photons per multiplication"),
     .unit = Unit::Percent,
     .source = "Wang et al., abstract",
     .note = LL_TEXT("Does not apply: there light of one intensity meets a display and its photons alone "
                     "are counted. "
                     "The next rows give the same network on coherent light, both beams counted."),
     .example = "wang-2022.loom"},
    {.id = "wang.90",
     .group = "wang_2022",
     .title = LL_TEXT("About 90 % right at 0.64 photons"),
     .unit = Unit::Percent,
     .source = "Wang et al., abstract",
     .note = LL_TEXT("Does not apply, for the same reason."),
     .example = "wang-2022.loom"},
    {.id = "wang.coherent-3",
     .group = "wang_2022",
     .title = LL_TEXT("784-100-100-10, 3 photons, coherent: test error"),
     .unit = Unit::Percent,
     .expected = 0.055,
     .tolerance = tableTolerance(0.055),
     .source = kTable,
     .note = kOurs,
     .example = "wang-2022.loom",
     .isLong = true,
     .compute = [](ValidationContext& context) { return errorAt(context, deep(), 3); }},
    {.id = "wang.coherent-0.5",
     .group = "wang_2022",
     .title = LL_TEXT("784-100-100-10, half a photon, coherent: test error"),
     .unit = Unit::Percent,
     .expected = 0.51,
     .tolerance = tableTolerance(0.51),
     .source = kTable,
     .note = kOurs,
     .example = "wang-2022.loom",
     .isLong = true,
     .compute = [](ValidationContext& context) { return errorAt(context, deep(), 0.5); }},
};

#undef LL_ERROR_ROW

}  // namespace

std::span<const ValidationRow> trainingRows() {
  return kRows;
}

}  // namespace lightloom::validation
