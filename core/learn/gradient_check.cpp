#include "learn/gradient_check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/random.h"
#include "base/units.h"
#include "learn/forward_pass.h"
#include "learn/internal/backward_pass.h"
#include "learn/internal/loss.h"

namespace lightloom::learn {
namespace {

constexpr double kStep = 1e-5;
constexpr double kRounding = 1e-9;  // of a difference quotient of a loss of order 1
constexpr double kKink =
    1e-6;  // of the largest gradient: quotients that differ by more have no slope between them
constexpr std::uint64_t kDraws = 1ULL << 63;  // apart from the shuffles of a training

using Doubles = std::vector<double>;

double activated(Activation activation, double a) {
  switch (activation) {
    case Activation::Relu:
      return std::max(0.0, a);
    case Activation::Tanh:
      return std::tanh(a);
    case Activation::Sine:
      return std::sin(a);
    case Activation::ClippedSine:
      return std::sin(std::clamp(a, -constants::kPi / 2, constants::kPi / 2));
    case Activation::Square:
      return a * a;
    case Activation::Identity:
      return a;
  }
  return a;
}

/// The network in double, with what its layers meet at the present weights: a loss beside them needs the
/// layers above only.
class ExactNetwork {
 public:
  explicit ExactNetwork(const GradientProblem& problem)
      : m_problem(problem), m_samples(static_cast<int>(problem.batch.size())) {
    const int features = problem.data->features;
    std::vector<float> inputs(static_cast<std::size_t>(features) * problem.batch.size());
    gatherInputs(*problem.data, problem.batch.data(), m_samples, inputs.data(), features);
    m_inputs.push_back(withBias(Doubles(inputs.begin(), inputs.end()), 0));
    for (std::size_t l = 0; l < layers().size(); ++l) {
      m_sums.push_back(sums(l, m_inputs.back()));
      if (l + 1 < layers().size()) m_inputs.push_back(driven(l + 1, m_sums.back()));
    }
  }

  /// The loss with weight `i` of layer `l` displaced.
  double loss(std::size_t l, std::size_t i, double by) const {
    const std::size_t neurons = static_cast<std::size_t>(layers()[l].neurons);
    const std::size_t slots = static_cast<std::size_t>(layers()[l].slots);
    const double weight = static_cast<double>(layers()[l].weights[i]);
    Doubles z = m_sums[l];
    for (std::size_t b = 0; b < m_problem.batch.size(); ++b) {
      const double x = m_inputs[l][b * slots + i / neurons];
      z[b * neurons + i % neurons] += term(l, weight + by, x) - term(l, weight, x);
    }
    for (std::size_t above = l + 1; above < layers().size(); ++above) z = sums(above, driven(above, z));
    return lossOf(z);
  }

 private:
  const std::vector<Layer>& layers() const { return m_problem.network.layers; }

  double term(std::size_t l, double weight, double x) const {
    const Layer& layer = layers()[l];
    if (lawOf(m_problem.encoding).sumsSines)
      return std::sin(weight - (layer.signedInput ? 1 : 2) * m_problem.axonLimit * x);
    return weight * x * layer.activationScale;
  }

  Doubles sums(std::size_t l, const Doubles& x) const {
    const Layer& layer = layers()[l];
    const std::size_t neurons = static_cast<std::size_t>(layer.neurons),
                      slots = static_cast<std::size_t>(layer.slots);
    Doubles z(neurons * m_problem.batch.size());
    for (std::size_t b = 0; b < m_problem.batch.size(); ++b)
      for (std::size_t j = 0; j < slots; ++j)
        for (std::size_t m = 0; m < neurons; ++m)
          z[b * neurons + m] +=
              term(l, static_cast<double>(layer.weights[j * neurons + m]), x[b * slots + j]);
    return z;
  }

  // The bias is one more slot with x = 1.
  Doubles withBias(const Doubles& x, std::size_t l) const {
    const std::size_t inputs = static_cast<std::size_t>(layers()[l].inputs),
                      slots = static_cast<std::size_t>(layers()[l].slots);
    Doubles out(slots * m_problem.batch.size(), 1.0);
    for (std::size_t b = 0; b < m_problem.batch.size(); ++b)
      std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(b * inputs), inputs,
                  out.begin() + static_cast<std::ptrdiff_t>(b * slots));
    return out;
  }

  Doubles driven(std::size_t l, Doubles z) const {
    const Network& network = m_problem.network;
    const double low = layers()[l].signedInput ? -1 : 0;
    for (double& value : z)
      value = std::clamp(activated(network.activation, network.gain * value) / layers()[l].activationScale,
                         low, 1.0);
    return withBias(z, l);
  }

  double target(std::size_t sample, std::size_t output) const {
    const Dataset& data = *m_problem.data;
    if (data.classes > 0) return data.labels[sample] == output ? 1 : 0;
    return static_cast<double>(data.targets[sample * static_cast<std::size_t>(data.targetCount) + output]);
  }

  // −Σ t log softmax(z), or Σ (z − t)²/outputs.
  double sampleLoss(std::size_t sample, const double* z, std::size_t outputs) const {
    double sum = 0, matched = 0, squares = 0;
    const double top = *std::max_element(z, z + outputs);
    for (std::size_t m = 0; m < outputs; ++m) {
      sum += std::exp(z[m] - top);
      matched += target(sample, m) * (z[m] - top);
      squares += std::pow(z[m] - target(sample, m), 2);
    }
    return m_problem.loss == Loss::CrossEntropy ? std::log(sum) - matched
                                                : squares / static_cast<double>(outputs);
  }

  double lossOf(const Doubles& z) const {
    const std::size_t outputs = static_cast<std::size_t>(layers().back().neurons);
    double loss = 0;
    for (std::size_t b = 0; b < m_problem.batch.size(); ++b)
      loss += sampleLoss(m_problem.batch[b], z.data() + b * outputs, outputs);
    return loss / m_samples;
  }

  const GradientProblem& m_problem;
  int m_samples;
  std::vector<Doubles> m_inputs, m_sums;  ///< x and z of each layer
};

Hardware hardwareOf(const GradientProblem& problem) {
  Hardware out;
  out.cells.push_back(idealCell(1, 1, problem.encoding));
  if (!lawOf(problem.encoding).sumsSines) return out;
  for (const Layer& layer : problem.network.layers)
    out.cells[0].weightLimit = std::max(out.cells[0].weightLimit, static_cast<double>(weightMaximum(layer)));
  out.cells[0].axonLimit = problem.axonLimit;
  return out;
}

TrainerSettings settingsOf(const GradientProblem& problem) {
  TrainerSettings out;
  out.loss = problem.loss;
  return out;
}

std::vector<std::size_t> drawn(std::size_t count, int wanted, const RandomKey& key) {
  std::vector<std::size_t> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = i;
  KeyedRandom random(key);
  const std::size_t kept = std::min(count, static_cast<std::size_t>(wanted));
  for (std::size_t i = 0; i < kept; ++i) std::swap(out[i], out[i + random.below(count - i)]);
  out.resize(kept);
  return out;
}

double meanInput(const Dataset& data, const std::vector<std::uint32_t>& batch) {
  std::vector<float> inputs(static_cast<std::size_t>(data.features) * batch.size());
  gatherInputs(data, batch.data(), static_cast<int>(batch.size()), inputs.data(), data.features);
  return std::accumulate(inputs.begin(), inputs.end(), 0.0) / static_cast<double>(inputs.size());
}

// Phases of weights about where those of the inputs are: else the sums of sines are all negative, and relu
// lets nothing pass.
float centreOf(const GradientProblem& problem, const Layer& layer, std::size_t l) {
  if (layer.signedInput) return 0;
  constexpr double kHiddenMean = 0.25;  // about that of x = relu(h)/3 rms
  const double mean = l == 0 ? meanInput(*problem.data, problem.batch) : kHiddenMean;
  return static_cast<float>(2 * problem.axonLimit * mean);
}

// Biases begin at 0, where relu has its kink; phases reach as far to both sides as the axons' do.
void spreadWeights(GradientProblem& problem, std::uint64_t seed) {
  for (std::size_t l = 0; l < problem.network.layers.size(); ++l) {
    Layer& layer = problem.network.layers[l];
    KeyedRandom random({seed, Stream::WeightInit, kDraws, 0, static_cast<std::uint32_t>(l)});
    for (std::size_t i = static_cast<std::size_t>(layer.inputs) * static_cast<std::size_t>(layer.neurons);
         i < layer.weights.size(); ++i)
      layer.weights[i] = static_cast<float>(0.4 * random.uniform() - 0.2);
    const float largest = weightMaximum(layer);
    if (!lawOf(problem.encoding).sumsSines || largest == 0) continue;
    const float limit = static_cast<float>(problem.axonLimit), centre = centreOf(problem, layer, l);
    for (float& weight : layer.weights) weight = centre + weight * limit / largest;
  }
}

double rms(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

// Sets X, and the gain so that the activations bend but hardly saturate: there float32 has few digits.
void calibrate(GradientProblem& problem, double activationScale) {
  const int samples = static_cast<int>(problem.batch.size());
  ForwardPass forward(problem.network, settingsOf(problem), hardwareOf(problem), samples);
  forward.loadWeights(problem.network);
  const auto run = [&] {
    forward.calibrate(problem.network, activationScale, true, *problem.data, problem.batch.data(), samples,
                      {});
  };
  run();
  double largest = 0;
  for (std::size_t l = 0; l + 1 < problem.network.layers.size(); ++l)
    largest = std::max(largest, rms(forward.layer(l).preActivation));
  if (largest > 0) problem.network.gain = 1 / largest;
  run();
}

GradientProblem problemOf(const TrainerSettings& settings, const Dataset& data,
                          const GradientCheckOptions& options, Encoding encoding, Activation activation) {
  std::vector<int> widths{data.features};
  widths.insert(widths.end(), options.hidden.begin(), options.hidden.end());
  widths.push_back(data.outputs());
  GradientProblem out;
  out.network = makeNetwork(widths, activation, 1, settings.bias, settings.seed);
  out.data = &data;
  for (const std::size_t i :
       drawn(data.train.size(), options.samples, {settings.seed, Stream::Shuffle, kDraws, 0, 0}))
    out.batch.push_back(data.train[i]);
  out.loss = settings.loss;
  out.encoding = encoding;
  out.axonLimit = options.axonLimit;
  spreadWeights(out, settings.seed);
  for (int round = 0; round < 2; ++round) calibrate(out, settings.activationScale);
  return out;
}

double largestOf(const std::vector<float>& gradient) {
  double out = 0;
  for (const float value : gradient) out = std::max(out, std::fabs(static_cast<double>(value)));
  return out;
}

/// Differences of one layer from its quotients.
struct LayerDifference {
  double largest = 0, farthest = 0;
};

LayerDifference compareLayer(const ExactNetwork& exact, std::size_t l, const std::vector<float>& gradient,
                             const std::vector<std::size_t>& weights, GradientComparison& counts) {
  LayerDifference out{largestOf(gradient), 0};
  const double kink = kKink * out.largest + kRounding;
  for (const std::size_t i : weights) {
    const auto quotient = [&](double step) {
      return (exact.loss(l, i, step) - exact.loss(l, i, -step)) / (2 * step);
    };
    const double coarse = quotient(kStep), fine = quotient(kStep / 2);
    if (std::fabs(coarse - fine) > kink) {
      ++counts.refused;
      continue;
    }
    const double slope = (4 * fine - coarse) / 3;
    ++counts.compared;
    out.largest = std::max(out.largest, std::fabs(slope));
    out.farthest = std::max(out.farthest, std::fabs(static_cast<double>(gradient[i]) - slope));
  }
  return out;
}

}  // namespace

std::vector<std::vector<float>> backpropagated(const GradientProblem& problem) {
  const TrainerSettings settings = settingsOf(problem);
  const Hardware hardware = hardwareOf(problem);
  const int samples = static_cast<int>(problem.batch.size());
  ForwardPass forward(problem.network, settings, hardware, samples);
  BackwardPass backward(problem.network, settings, hardware, samples);
  forward.loadWeights(problem.network);
  forward.run(problem.network, *problem.data, problem.batch.data(), samples, {});
  std::vector<std::uint16_t> labels(problem.batch.size());
  batchLoss(problem.loss, *problem.data, problem.batch.data(), samples, forward.outputs().data(),
            backward.outputError(), labels);
  const std::size_t layers = problem.network.layers.size();
  backward.run(problem.network, forward, std::vector<BackwardScales>(layers), 0, 0, 0);
  std::vector<std::vector<float>> out;
  for (std::size_t l = 0; l < layers; ++l) out.push_back(backward.gradient(l));
  return out;
}

double exactLoss(const GradientProblem& problem) {
  return ExactNetwork(problem).loss(0, 0, 0);
}

GradientComparison compareGradients(const GradientProblem& problem,
                                    const std::vector<std::vector<float>>& gradients, int weightsPerLayer,
                                    std::uint64_t seed) {
  LL_CHECK(gradients.size() == problem.network.layers.size() && !problem.batch.empty());
  const ExactNetwork exact(problem);
  GradientComparison out;
  for (std::size_t l = 0; l < gradients.size(); ++l) {
    const RandomKey key{seed, Stream::Shuffle, kDraws, 0, static_cast<std::uint32_t>(l + 1)};
    const LayerDifference layer =
        compareLayer(exact, l, gradients[l], drawn(gradients[l].size(), weightsPerLayer, key), out);
    out.largest = std::max(out.largest, layer.largest);
    if (layer.largest > 0) out.relative = std::max(out.relative, layer.farthest / layer.largest);
  }
  return out;
}

std::vector<GradientRow> checkGradients(const TrainerSettings& settings, const Dataset& data,
                                        const GradientCheckOptions& options) {
  std::vector<GradientRow> out;
  for (const EncodingLaw* law : kEncodings)
    for (const Activation activation : {Activation::Relu, Activation::Tanh, Activation::Sine,
                                        Activation::ClippedSine, Activation::Square, Activation::Identity}) {
      if (options.cancelled && options.cancelled()) return out;
      const GradientProblem problem = problemOf(settings, data, options, law->encoding, activation);
      out.push_back(
          {law->encoding, activation,
           compareGradients(problem, backpropagated(problem), options.weightsPerLayer, settings.seed)});
      if (options.onRow) options.onRow(out.back());
    }
  return out;
}

}  // namespace lightloom::learn
