#include "learn/evaluator.h"

#include <algorithm>
#include <atomic>

#include "learn/forward_pass.h"
#include "learn/internal/loss.h"

namespace lightloom::learn {
namespace {

constexpr int kSmallestBatch = 100;
constexpr std::uint64_t kInferenceDraws = 1ULL << 63;  // apart from the draws of evaluations

int evaluationBatch(const TrainerSettings& settings, std::size_t samples) {
  return static_cast<int>(
      std::min<std::size_t>(samples, static_cast<std::size_t>(std::max(settings.batch, kSmallestBatch))));
}

double varianceSum(const Dataset& data) {
  const std::size_t outputs = static_cast<std::size_t>(data.targetCount);
  const double count = static_cast<double>(data.test.size());
  double sum = 0;
  for (std::size_t m = 0; m < outputs; ++m) {
    double first = 0, second = 0;
    for (const std::uint32_t sample : data.test) {
      const double t = static_cast<double>(data.targets[sample * outputs + m]);
      first += t;
      second += t * t;
    }
    sum += second - first * first / count;
  }
  return sum;
}

NoiseDraw evaluationDraw(const TrainerSettings& settings, std::uint64_t draw, std::size_t batch) {
  return {settings.noiseSeed, Stream::EvaluationNoise, (draw << 32) + batch};
}

/// Calls `take(first, samples, outputs)` for each mini-batch of `index`, in any order and on whatever threads
/// `beside` brings: each takes the next mini-batch that is free, until `cancelled`. The noise is keyed by the
/// mini-batch.
template <typename Take>
void forEachBatch(const Network& network, const TrainerSettings& settings, const Dataset& data,
                  const Hardware& hardware, const std::vector<std::uint32_t>& index, std::uint64_t draw,
                  const WorkBeside& beside, const Take& take, const std::function<bool()>& cancelled = {}) {
  const std::size_t batch = static_cast<std::size_t>(evaluationBatch(settings, index.size()));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    std::size_t number = next++;
    if (number * batch >= index.size()) return;
    ForwardPass forward(network, settings, hardware, static_cast<int>(batch));
    forward.loadWeights(network);
    for (; number * batch < index.size(); number = next++) {
      if (cancelled && cancelled()) return;
      const std::size_t first = number * batch;
      const int samples = static_cast<int>(std::min(batch, index.size() - first));
      forward.run(network, data, index.data() + first, samples, evaluationDraw(settings, draw, number));
      take(first, samples, forward.outputs());
    }
  };
  beside ? beside(work) : work();
}

}  // namespace

Evaluation evaluate(const Network& network, const TrainerSettings& settings, const Dataset& data,
                    const Hardware& hardware, int epoch, const WorkBeside& beside) {
  // Summed in order at the end: the sum must not follow the threads.
  const std::size_t batch = static_cast<std::size_t>(evaluationBatch(settings, data.test.size()));
  std::vector<BatchLoss> losses((data.test.size() + batch - 1) / batch);
  TermsCount answers(data);
  forEachBatch(network, settings, data, hardware, data.test, static_cast<std::uint64_t>(epoch), beside,
               [&](std::size_t first, int samples, const std::vector<float>& outputs) {
                 std::vector<std::uint16_t> labels(static_cast<std::size_t>(samples));
                 losses[first / batch] = batchLoss(settings.loss, data, data.test.data() + first, samples,
                                                   outputs.data(), nullptr, labels);
                 answers.take(first, samples, outputs.data());
               });
  BatchLoss total;
  for (const BatchLoss& loss : losses) total += loss;
  const double count = static_cast<double>(data.test.size());
  Evaluation result;
  result.samples = static_cast<int>(data.test.size());
  result.loss = total.sum / count;
  result.terms = answers.terms();
  if (data.classes > 0) {
    result.accuracy = total.correct / count;
    return result;
  }
  const double variance = varianceSum(data);
  result.accuracy = variance > 0 ? 1 - total.residual / variance : 0.0;
  return result;
}

std::vector<double> testScores(const Network& network, const TrainerSettings& settings, const Dataset& data,
                               const Hardware& hardware, int epoch, const std::function<bool()>& cancelled) {
  const bool classes = data.classes > 0;
  const double variance = classes ? 0 : varianceSum(data), count = static_cast<double>(data.test.size());
  const std::ptrdiff_t outputs = network.layers.back().neurons;
  std::vector<double> scores(data.test.size());
  std::vector<std::uint16_t> label(1);
  const auto take = [&](std::size_t first, int samples, const std::vector<float>& answers) {
    for (int b = 0; b < samples; ++b) {
      const std::size_t sample = first + static_cast<std::size_t>(b);
      const BatchLoss loss = batchLoss(settings.loss, data, data.test.data() + sample, 1,
                                       answers.data() + b * outputs, nullptr, label);
      if (classes)
        scores[sample] = loss.correct;
      else if (variance > 0)
        scores[sample] = 1 - count * loss.residual / variance;
    }
  };
  forEachBatch(network, settings, data, hardware, data.test, static_cast<std::uint64_t>(epoch), {}, take,
               cancelled);
  return scores;
}

std::vector<float> testOutputs(const Network& network, const TrainerSettings& settings, const Dataset& data,
                               const Hardware& hardware, int epoch, const std::function<bool()>& cancelled) {
  const std::size_t outputs = static_cast<std::size_t>(network.layers.back().neurons);
  std::vector<float> answers(outputs * data.test.size());
  forEachBatch(
      network, settings, data, hardware, data.test, static_cast<std::uint64_t>(epoch), {},
      [&](std::size_t first, int samples, const std::vector<float>& batch) {
        std::copy_n(batch.data(), outputs * static_cast<std::size_t>(samples),
                    answers.data() + outputs * first);
      },
      cancelled);
  return answers;
}

WatchedProduct watchEvaluation(const Network& network, const TrainerSettings& settings, const Dataset& data,
                               const Hardware& hardware, int epoch, std::size_t layer, int neuron,
                               std::size_t sample) {
  LL_CHECK(layer < network.layers.size() && sample < data.test.size());
  const std::size_t batch = static_cast<std::size_t>(evaluationBatch(settings, data.test.size()));
  const std::size_t number = sample / batch, first = number * batch;
  ForwardPass forward(network, settings, hardware, static_cast<int>(batch));
  forward.loadWeights(network);
  return forward.watch(network, data, data.test.data() + first,
                       static_cast<int>(std::min(batch, data.test.size() - first)),
                       evaluationDraw(settings, static_cast<std::uint64_t>(epoch), number),
                       {layer, neuron, static_cast<int>(sample - first)});
}

std::vector<float> infer(const Network& network, const TrainerSettings& settings, const Dataset& data,
                         const Hardware& hardware, const std::vector<std::uint32_t>& index,
                         std::uint64_t draw) {
  const std::size_t outputs = static_cast<std::size_t>(network.layers.back().neurons);
  std::vector<float> answers(outputs * index.size());
  forEachBatch(network, settings, data, hardware, index, (kInferenceDraws >> 32) | draw, {},
               [&](std::size_t first, int samples, const std::vector<float>& batch) {
                 std::copy_n(batch.data(), outputs * static_cast<std::size_t>(samples),
                             answers.data() + outputs * first);
               });
  return answers;
}

}  // namespace lightloom::learn
