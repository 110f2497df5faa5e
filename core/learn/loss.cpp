#include "learn/internal/loss.h"

#include <algorithm>

#include "base/check.h"
#include "kernels/kernel_table.h"

namespace lightloom::learn {
namespace {

int countCorrect(const Dataset& data, const std::uint32_t* index, int samples, const float* z) {
  int correct = 0;
  for (int b = 0; b < samples; ++b) {
    const float* const column = z + static_cast<std::ptrdiff_t>(b) * data.classes;
    const std::ptrdiff_t answer = std::max_element(column, column + data.classes) - column;
    correct += isRight(data, index[b], static_cast<std::size_t>(answer)) ? 1 : 0;
  }
  return correct;
}

double crossEntropy(int classes, int samples, const float* z, float* error,
                    const std::vector<std::uint16_t>& labels) {
  SoftmaxPass pass;
  pass.classes = classes;
  pass.samples = samples;
  pass.z = z;
  pass.labels = labels.data();
  pass.d = error;
  kernels().softmaxCrossEntropy(&pass);
  return pass.loss;
}

float target(const Dataset& data, std::size_t sample, int output) {
  if (data.classes > 0) return data.labels[sample] == output ? 1.0f : 0.0f;
  return data.targets[sample * static_cast<std::size_t>(data.targetCount) + static_cast<std::size_t>(output)];
}

double squaredResidual(const Dataset& data, const std::uint32_t* index, int samples, const float* z,
                       float* error) {
  const int outputs = data.outputs();
  const float factor = 2.0f / static_cast<float>(outputs * samples);
  double sum = 0;
  for (int b = 0; b < samples; ++b)
    for (int m = 0; m < outputs; ++m) {
      const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(b) * outputs + m;
      const float difference = z[at] - target(data, index[b], m);
      sum += static_cast<double>(difference) * static_cast<double>(difference);
      if (error) error[at] = factor * difference;
    }
  return sum;
}

}  // namespace

BatchLoss& BatchLoss::operator+=(const BatchLoss& other) {
  sum += other.sum;
  correct += other.correct;
  residual += other.residual;
  return *this;
}

BatchLoss batchLoss(Loss loss, const Dataset& data, const std::uint32_t* index, int samples, const float* z,
                    float* error, std::vector<std::uint16_t>& labels) {
  LL_CHECK(loss == Loss::MeanSquare || data.classes > 0);
  BatchLoss result;
  if (data.classes > 0) {
    LL_CHECK(labels.size() >= static_cast<std::size_t>(samples));
    for (int b = 0; b < samples; ++b) labels[static_cast<std::size_t>(b)] = data.labels[index[b]];
    result.correct = countCorrect(data, index, samples, z);
  }
  if (loss == Loss::CrossEntropy) {
    result.sum = crossEntropy(data.classes, samples, z, error, labels);
    return result;
  }
  result.residual = squaredResidual(data, index, samples, z, error);
  result.sum = result.residual / data.outputs();
  return result;
}

}  // namespace lightloom::learn
