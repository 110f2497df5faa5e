#include "study/network_answers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "learn/evaluator.h"

namespace lightloom::study {
namespace {

// As `evaluate` counts epochs, for its noise.
int epochOf(const RunSnapshot& run, const Dataset& data) {
  const std::size_t batch = std::min(static_cast<std::size_t>(run.settings.batch), data.train.size());
  return static_cast<int>(run.record->steps / ((data.train.size() + batch - 1) / batch));
}

double shareRight(const Dataset& data, const std::vector<float>& outputs) {
  const std::size_t width = static_cast<std::size_t>(data.classes);
  double right = 0;
  for (std::size_t i = 0; i < data.test.size(); ++i)
    right += isRight(data, data.test[i],
                     static_cast<std::size_t>(answerOf(outputs.data() + i * width, data.classes)));
  return right / static_cast<double>(data.test.size());
}

double shareExplained(const Dataset& data, const std::vector<float>& outputs) {
  const std::size_t width = static_cast<std::size_t>(data.targetCount);
  double residual = 0, variance = 0;
  for (std::size_t m = 0; m < width; ++m) {
    double mean = 0;
    for (const std::uint32_t sample : data.test)
      mean += static_cast<double>(data.targets[sample * width + m]);
    mean /= static_cast<double>(data.test.size());
    for (std::size_t i = 0; i < data.test.size(); ++i) {
      const double target = static_cast<double>(data.targets[data.test[i] * width + m]);
      residual += std::pow(static_cast<double>(outputs[i * width + m]) - target, 2);
      variance += std::pow(target - mean, 2);
    }
  }
  return variance > 0 ? 1 - residual / variance : 0;
}

}  // namespace

Result<TestAnswers> testAnswers(const RunSnapshot& run, const Dataset& data,
                                const std::function<bool()>& cancelled) {
  if (run.record->diverged) return *run.record->diverged;
  if (run.bench->hardware->cannotCompute) return *run.bench->hardware->cannotCompute;
  TestAnswers out;
  out.outputs =
      testOutputs(run.network, run.settings, data, *run.bench->hardware, epochOf(run, data), cancelled);
  TermsCount terms(data);
  terms.take(0, static_cast<int>(data.test.size()), out.outputs.data());
  out.terms = terms.terms();
  out.accuracy = data.classes > 0 ? shareRight(data, out.outputs) : shareExplained(data, out.outputs);
  return out;
}

Result<std::vector<float>> answerTo(const RunSnapshot& run, std::vector<float> inputs, std::uint64_t draw) {
  if (run.record->diverged) return *run.record->diverged;
  if (run.bench->hardware->cannotCompute) return *run.bench->hardware->cannotCompute;
  LL_CHECK(static_cast<int>(inputs.size()) == run.network.layers.front().inputs);
  Dataset own;
  own.features = run.network.layers.front().inputs;
  own.values = std::move(inputs);
  for (float& value : own.values) value = std::clamp(value, 0.0f, 1.0f);
  return infer(run.network, run.settings, own, *run.bench->hardware, {0}, draw);
}

int answerOf(const float* outputs, int classes) {
  return static_cast<int>(std::max_element(outputs, outputs + classes) - outputs);
}

std::vector<double> classShares(const float* outputs, int classes) {
  const double largest = static_cast<double>(*std::max_element(outputs, outputs + classes));
  std::vector<double> out;
  double sum = 0;
  for (int i = 0; i < classes; ++i) {
    out.push_back(std::exp(static_cast<double>(outputs[i]) - largest));
    sum += out.back();
  }
  for (double& share : out) share /= sum;
  return out;
}

}  // namespace lightloom::study
