#include "learn/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/area.h"
#include "base/check.h"
#include "kernels/kernel_table.h"
#include "learn/divergence.h"
#include "learn/evaluator.h"
#include "learn/internal/shard.h"
#include "learn/internal/shard_team.h"
#include "learn/internal/weight_update.h"
#include "learn/layer_statistics.h"

namespace lightloom::learn {
namespace {

constexpr double kRunningShare = 0.01;  // of X and of the ADC's full scale, once the mean is long
constexpr double kRunningLossShare = 0.02;
constexpr double kExplosion = 50;  // times the first loss, plus one
constexpr double kBlownUp = 2;     // likewise, of an epoch that answers no better than guessing
constexpr double kByChance = 3;    // standard deviations of a count
constexpr int kMostShards = 16;
constexpr std::uint64_t kMostEpochs = 1'000'000'000;

std::vector<int> layerWidths(const TrainerSettings& settings, const Dataset& data) {
  std::vector<int> widths{data.features};
  widths.insert(widths.end(), settings.hidden.begin(), settings.hidden.end());
  widths.push_back(data.outputs());
  return widths;
}

void checkSettings(const TrainerSettings& s, const Dataset& data) {
  LL_CHECK(s.learningRate >= 0 && s.momentum >= 0 && s.momentum < 1 && s.weightDecay >= 0);
  LL_CHECK(s.batch >= 1 && s.epochs >= 1 && s.weightClip > 0 && s.activationScale > 0);
  LL_CHECK(s.shards >= 1 && s.shards <= kMostShards);
  LL_CHECK(!datasetProblem(data) && (s.loss == Loss::MeanSquare || data.classes > 0));
}

// The share of right answers that naming the most frequent class would give; 1 for regression, where nothing
// is named.
double chanceOf(const Dataset& data) {
  if (data.classes == 0) return 1;
  std::vector<int> counts(static_cast<std::size_t>(data.classes));
  for (const std::uint32_t sample : data.train) ++counts[data.labels[sample]];
  return *std::max_element(counts.begin(), counts.end()) / static_cast<double>(data.train.size());
}

int batchOf(const TrainerSettings& settings, const Dataset& data) {
  return std::min(settings.batch, static_cast<int>(data.train.size()));
}

Network firstNetwork(const TrainerSettings& s, const Dataset& data) {
  Network out = makeNetwork(layerWidths(s, data), s.activation, s.gain, s.bias, s.seed);
  if (!s.start) return out;
  LL_CHECK(s.start->layers.size() == out.layers.size());
  for (std::size_t l = 0; l < out.layers.size(); ++l) {
    LL_CHECK(s.start->layers[l].weights.size() == out.layers[l].weights.size());
    out.layers[l].weights = s.start->layers[l].weights;
  }
  return out;
}

// The last mini-batch may be smaller.
int stepsOfEpoch(int samples, int batch) {
  return (samples + batch - 1) / batch;
}

bool canCompute(const Hardware& hardware) {
  return !hardware.cells.empty() && !hardware.cannotCompute;
}

}  // namespace

struct Trainer::State {
  State(const TrainerSettings& s, std::shared_ptr<const Dataset> d, std::shared_ptr<const Hardware> h,
        int threads);
  void takeUp(std::shared_ptr<const Hardware> newHardware, bool calibrateActivations);
  void limitPhases(std::size_t l, bool spread);
  void calibrate(bool activations);
  void startEpoch();
  StepReport trainBatch();
  ReadOutStatistics updateScales();
  void note(const StepReport& report);
  bool hasDiverged(double loss);
  std::optional<Message> divergence() const;
  bool blownUp() const;
  bool guesses() const;
  int stepsPerEpoch() const { return stepsOfEpoch(static_cast<int>(order.size()), batch); }

  TrainerSettings settings;
  std::shared_ptr<const Dataset> data;
  std::shared_ptr<const Hardware> hardware;
  int batch;
  double chance;  ///< accuracy of guessing
  Network network;
  std::vector<Shard> shards;
  std::vector<BackwardScales> backwardScales;
  std::vector<double> clippedShares;  ///< of each layer, last step
  WeightUpdate update;
  std::vector<std::uint32_t> order;
  MiniBatch miniBatch;  ///< of the present step
  BeforeProduct beforeProduct;

  int epoch = 0;
  int stepInEpoch = 0;
  std::uint64_t steps = 0;
  std::uint64_t takeUps = 0;
  double lossSum = 0;
  std::int64_t correct = 0;
  std::int64_t seen = 0;
  double runningLoss = 0;
  double firstLoss = 0;
  std::optional<Message> diverged;

  ShardTeam team;  ///< last: its threads end before the rest goes
};

Trainer::State::State(const TrainerSettings& s, std::shared_ptr<const Dataset> d,
                      std::shared_ptr<const Hardware> h, int threads)
    : settings(s),
      data(std::move(d)),
      batch(batchOf(s, *data)),
      chance(chanceOf(*data)),
      network(firstNetwork(s, *data)),
      update(settings, network),
      order(data->train),
      team(std::min(s.shards, batch), threads, [this](int part) {
        shards[static_cast<std::size_t>(part)].run(network, settings, *data, backwardScales, miniBatch);
      }) {
  checkSettings(settings, *data);
  startEpoch();
  takeUp(std::move(h), true);
}

void Trainer::State::takeUp(std::shared_ptr<const Hardware> newHardware, bool calibrateActivations) {
  LL_CHECK(newHardware && canCompute(*newHardware));
  const bool drawn = !hardware && !settings.start;
  hardware = std::move(newHardware);
  for (std::size_t l = 0; l < network.layers.size(); ++l) limitPhases(l, drawn);
  shards = makeShards(network, settings, *hardware, batch);
  backwardScales.assign(network.layers.size(), {});
  clippedShares.assign(network.layers.size(), 0.0);
  calibrate(calibrateActivations);
}

// Phases that are drawn begin spread over the usable range; all stay within it.
void Trainer::State::limitPhases(std::size_t l, bool spread) {
  const CellHardware& cell = hardware->cells[static_cast<std::size_t>(cellOfLayer(settings, *hardware, l))];
  if (!cell.law().sumsSines) return update.setLimit(l, std::numeric_limits<double>::infinity());
  update.setLimit(l, cell.weightLimit);
  Layer& layer = network.layers[l];
  const float largest = weightMaximum(layer), limit = static_cast<float>(cell.weightLimit);
  const KernelTable& k = kernels();
  if (spread && largest > 0)
    k.scale(layer.weights.size(), limit / largest, layer.weights.data());
  else
    k.clip(layer.weights.size(), limit, layer.weights.data());
}

// On a whole mini-batch, however many shards share it later.
void Trainer::State::calibrate(bool activations) {
  ForwardPass forward(network, settings, *hardware, batch);
  forward.loadWeights(network);
  forward.calibrate(network, settings.activationScale, activations, *data, data->train.data(), batch,
                    {settings.noiseSeed, Stream::Calibration, takeUps++});
}

void Trainer::State::startEpoch() {
  order = data->train;
  KeyedRandom random({settings.seed, Stream::Shuffle, static_cast<std::uint64_t>(epoch), 0, 0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

StepReport Trainer::State::trainBatch() {
  const std::size_t first = static_cast<std::size_t>(stepInEpoch) * static_cast<std::size_t>(batch);
  const int samples = static_cast<int>(std::min(static_cast<std::size_t>(batch), order.size() - first));
  miniBatch = {order.data() + first, samples, steps, beforeProduct ? &beforeProduct : nullptr};
  team.run();
  const BatchLoss loss = totalLoss(shards);
  StepReport report;
  report.loss = loss.sum / samples;
  report.correct = loss.correct;
  report.samples = samples;
  if (hasDiverged(report.loss)) return report;
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    update.apply(l, sumGradients(shards, l), network.layers[l]);
  update.endStep();
  report.readOut = updateScales();
  return report;
}

// Running means of X and of the ADC ranges; X of the first layer stays 1. What the ADCs of all layers met.
ReadOutStatistics Trainer::State::updateScales() {
  ReadOutStatistics met;
  const double share = std::max(kRunningShare, 1.0 / static_cast<double>(steps + 2));
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    Layer& layer = network.layers[l];
    BackwardScales& backward = backwardScales[l];
    const LayerTotals totals = totalsOfLayer(shards, l);
    met += totals.forward;
    layer.adcFullScale = nextFullScale(layer.adcFullScale, totals.forward.rmsElectrons());
    followBesideMeans(shards, l, static_cast<float>(share), layer.besideMeans);
    backward.errors = nextFullScale(backward.errors, totals.errors.rmsElectrons());
    backward.gradient = nextFullScale(backward.gradient, totals.gradient.rmsElectrons());
    clippedShares[l] = totals.forward.clippedShare();
    if (l == 0 || totals.inputSquares == 0) continue;
    const double rms = inputRms(layer, totals.inputSquares, miniBatch.samples);
    layer.activationScale += share * (settings.activationScale * rms - layer.activationScale);
  }
  return met;
}

bool Trainer::State::hasDiverged(double loss) {
  if (steps == 0) firstLoss = runningLoss = loss;
  runningLoss += kRunningLossShare * (loss - runningLoss);
  diverged = divergence();
  return diverged.has_value();
}

// Whether the epoch that has just ended left weights that answer by guesses, far above the loss at the start:
// on the exact network, too, for noise and coarse converters alone are no divergence.
bool Trainer::State::blownUp() const {
  const double most = kBlownUp * (firstLoss + 1);
  if (stepInEpoch != 0 || seen == 0 || lossSum <= most * static_cast<double>(seen) || !guesses())
    return false;
  return !(evaluate(network, settings, *data, *idealHardware(*hardware), epoch, {}).loss <= most);
}

// Whether the epoch that has just ended had no more right answers than guessing gives.
bool Trainer::State::guesses() const {
  const double samples = static_cast<double>(seen), spread = std::sqrt(samples * chance * (1 - chance));
  return static_cast<double>(correct) <= samples * chance + kByChance * spread;
}

// The running loss is finite as long as every loss was. Weights that have grown without bound but stay finite
// leave a large loss, and answers that are guesses.
std::optional<Message> Trainer::State::divergence() const {
  const std::int64_t inEpoch = epoch + 1, step = stepInEpoch + 1;
  if (!std::isfinite(runningLoss))
    return Message{"training.not-finite",
                   LL_TEXT("Diverged in epoch %1, step %2: the loss is not finite. %3"),
                   {inEpoch, step, divergenceRemedy(*hardware)}};
  if (runningLoss > kExplosion * (firstLoss + 1))
    return Message{"training.exploded",
                   LL_TEXT("Diverged in epoch %1, step %2: the loss has grown far beyond its start. %3"),
                   {inEpoch, step, divergenceRemedy(*hardware)}};
  if (blownUp() && data->classes == 0)
    return Message{"training.above-start",
                   LL_TEXT("Diverged in epoch %1: the loss lies far above its start, also without noise. %2"),
                   {std::int64_t{epoch}, divergenceRemedy(*hardware)}};
  if (blownUp())
    return Message{"training.guesses",
                   LL_TEXT("Diverged in epoch %1: the loss lies above its start, and answers are no better "
                           "than guesses. %2"),
                   {std::int64_t{epoch}, divergenceRemedy(*hardware)}};
  return std::nullopt;
}

void Trainer::State::note(const StepReport& report) {
  if (stepInEpoch == 0) {
    lossSum = 0;
    correct = seen = 0;
  }
  lossSum += report.loss * report.samples;
  correct += report.correct;
  seen += report.samples;
}

Trainer::Trainer(const TrainerSettings& settings, std::shared_ptr<const Dataset> data,
                 std::shared_ptr<const Hardware> hardware, int threads)
    : m_state(std::make_unique<State>(settings, std::move(data), std::move(hardware), threads)) {}
Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;

void Trainer::setHardware(std::shared_ptr<const Hardware> hardware) {
  m_state->takeUp(std::move(hardware), false);
}

TrainerState Trainer::state() const {
  const State& s = *m_state;
  TrainerState out;
  out.layers.resize(s.network.layers.size());
  for (std::size_t l = 0; l < out.layers.size(); ++l) {
    const Layer& from = s.network.layers[l];
    LayerState& to = out.layers[l];
    to.weights = from.weights;
    to.besideMeans = from.besideMeans;
    to.activationScale = from.activationScale;
    to.adcFullScale = from.adcFullScale;
    to.errorsFullScale = s.backwardScales[l].errors;
    to.gradientFullScale = s.backwardScales[l].gradient;
    to.clippedShare = s.clippedShares[l];
  }
  s.update.save(out);
  out.steps = s.steps;
  out.takeUps = s.takeUps;
  out.lossSum = s.lossSum;
  out.correct = s.correct;
  out.seen = s.seen;
  out.runningLoss = s.runningLoss;
  out.firstLoss = s.firstLoss;
  return out;
}

void Trainer::resume(const TrainerState& state) {
  State& s = *m_state;
  LL_CHECK(fits(state, s.settings, *s.data));
  for (std::size_t l = 0; l < state.layers.size(); ++l) {
    const LayerState& from = state.layers[l];
    Layer& to = s.network.layers[l];
    to.weights = from.weights;
    to.besideMeans = from.besideMeans;
    to.activationScale = from.activationScale;
    to.adcFullScale = from.adcFullScale;
    s.backwardScales[l] = {from.errorsFullScale, from.gradientFullScale};
    s.clippedShares[l] = from.clippedShare;
  }
  s.update.resume(state);
  const std::uint64_t perEpoch = static_cast<std::uint64_t>(s.stepsPerEpoch());
  s.steps = state.steps;
  s.epoch = static_cast<int>(state.steps / perEpoch);
  s.stepInEpoch = static_cast<int>(state.steps % perEpoch);
  s.takeUps = state.takeUps;
  s.lossSum = state.lossSum;
  s.correct = state.correct;
  s.seen = state.seen;
  s.runningLoss = state.runningLoss;
  s.firstLoss = state.firstLoss;
  s.diverged = s.divergence();
  s.startEpoch();
}

void Trainer::setBeforeProduct(BeforeProduct before) {
  m_state->beforeProduct = std::move(before);
}

StepReport Trainer::step() {
  State& s = *m_state;
  if (s.diverged) return {};
  StepReport report = s.trainBatch();
  s.note(report);
  if (s.diverged) return report;
  ++s.steps;
  if (++s.stepInEpoch == s.stepsPerEpoch()) {
    s.stepInEpoch = 0;
    ++s.epoch;
    s.startEpoch();
    report.endsEpoch = true;
    s.diverged = s.divergence();
  }
  return report;
}

Evaluation Trainer::evaluateTest(const WorkBeside& beside) const {
  const State& s = *m_state;
  return evaluate(s.network, s.settings, *s.data, *s.hardware, s.epoch, beside);
}

Evaluation Trainer::evaluateExact(const WorkBeside& beside) const {
  const State& s = *m_state;
  return evaluate(s.network, s.settings, *s.data, *idealHardware(*s.hardware), s.epoch, beside);
}

const Network& Trainer::network() const {
  return m_state->network;
}
const TrainerSettings& Trainer::settings() const {
  return m_state->settings;
}
const Dataset& Trainer::dataset() const {
  return *m_state->data;
}
const Hardware& Trainer::hardware() const {
  return *m_state->hardware;
}
int Trainer::epoch() const {
  return m_state->epoch;
}
int Trainer::stepInEpoch() const {
  return m_state->stepInEpoch;
}
std::uint64_t Trainer::steps() const {
  return m_state->steps;
}
bool Trainer::finished() const {
  return m_state->diverged || m_state->epoch >= m_state->settings.epochs;
}
double Trainer::runningLoss() const {
  return m_state->runningLoss;
}
double Trainer::firstLoss() const {
  return m_state->firstLoss;
}
const std::optional<Message>& Trainer::diverged() const {
  return m_state->diverged;
}

int Trainer::stepsPerEpoch() const {
  return m_state->stepsPerEpoch();
}

double Trainer::epochLoss() const {
  return m_state->seen > 0 ? m_state->lossSum / static_cast<double>(m_state->seen) : 0.0;
}

double Trainer::epochAccuracy() const {
  return m_state->seen > 0 ? static_cast<double>(m_state->correct) / static_cast<double>(m_state->seen) : 0.0;
}

std::vector<LayerStatistics> Trainer::layerStatistics() const {
  const State& s = *m_state;
  std::vector<LayerStatistics> all = lightloom::learn::layerStatistics(s.network, s.settings, *s.hardware);
  for (std::size_t l = 0; l < all.size(); ++l) all[l].clippedShare = s.clippedShares[l];
  return all;
}

bool fits(const Network& network, const Dataset& data) {
  return !network.layers.empty() && network.layers.front().inputs == data.features &&
         network.layers.back().neurons == data.outputs();
}

bool fits(const TrainerState& state, const TrainerSettings& settings, const Dataset& data) {
  const std::vector<int> widths = layerWidths(settings, data);
  if (state.layers.size() + 1 != widths.size()) return false;
  for (std::size_t l = 0; l < state.layers.size(); ++l) {
    const LayerState& layer = state.layers[l];
    const std::size_t weights = area(widths[l] + (settings.bias ? 1 : 0), widths[l + 1]);
    const std::size_t second = settings.optimiser == Optimiser::Adam ? weights : 0;
    if (layer.weights.size() != weights || layer.first.size() != weights || layer.second.size() != second)
      return false;
  }
  const int perEpoch = stepsOfEpoch(static_cast<int>(data.train.size()), batchOf(settings, data));
  return state.steps / static_cast<std::uint64_t>(perEpoch) <= kMostEpochs;
}

std::shared_ptr<const Hardware> idealHardware(const Hardware& like) {
  auto ideal = std::make_shared<Hardware>();
  for (const CellHardware& cell : like.cells) {
    ideal->cells.push_back(idealCell(cell.synapses, cell.axons, cell.encoding));
    // Phases are what they are, on ideal hardware too.
    if (!cell.law().sumsSines) continue;
    ideal->cells.back().weightLimit = cell.weightLimit;
    ideal->cells.back().axonLimit = cell.axonLimit;
  }
  return ideal;
}

}  // namespace lightloom::learn
