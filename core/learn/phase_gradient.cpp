#include "learn/phase_gradient.h"

#include "base/area.h"
#include "base/check.h"
#include "kernels/kernel_table.h"

namespace lightloom::learn {
namespace {

void multiplyBy(std::size_t count, const float* __restrict a, float* __restrict y) {
  for (std::size_t i = 0; i < count; ++i) y[i] *= a[i];
}

void addProduct(std::size_t count, const float* __restrict a, const float* __restrict b,
                float* __restrict y) {
  for (std::size_t i = 0; i < count; ++i) y[i] += a[i] * b[i];
}

}  // namespace

PhaseGradient::PhaseGradient(const Layer& layer, double axonLimit, int largestBatch)
    : m_rise(static_cast<float>(layer.signedInput ? axonLimit : 2 * axonLimit)),
      m_weightSines(layer.weights.size()),
      m_weightCosines(layer.weights.size()),
      m_inputSines(area(layer.slots, largestBatch)),
      m_inputCosines(area(layer.slots, largestBatch)),
      m_weightProduct(layer.weights.size()),
      m_inputProduct(area(layer.slots, largestBatch)) {}

void PhaseGradient::toWeights(const Layer& layer, const float* x, const float* error, int samples,
                              float* gradient) {
  const KernelTable& k = kernels();
  const std::size_t inputs = area(layer.slots, samples), weights = layer.weights.size();
  LL_CHECK(inputs <= m_inputSines.size());
  for (std::size_t i = 0; i < inputs; ++i) m_inputProduct[i] = m_rise * x[i];
  k.turn(inputs, m_inputProduct.data(), m_inputSines.data(), m_inputCosines.data());
  k.turn(weights, layer.weights.data(), m_weightSines.data(), m_weightCosines.data());
  // cos(φ_w − φ_x) = cos φ_w cos φ_x + sin φ_w sin φ_x
  const auto errorTimes = [&](const std::vector<float>& operand, float* out) {
    k.gemm(GemmForm::RightTransposed, layer.neurons, samples, layer.slots, error, operand.data(), out);
  };
  errorTimes(m_inputCosines, gradient);
  multiplyBy(weights, m_weightCosines.data(), gradient);
  errorTimes(m_inputSines, m_weightProduct.data());
  addProduct(weights, m_weightSines.data(), m_weightProduct.data(), gradient);
}

void PhaseGradient::toInputs(const Layer& layer, const float* error, int samples, float* out) {
  const KernelTable& k = kernels();
  const float factor = -m_rise / static_cast<float>(layer.activationScale);
  const auto backThrough = [&](const std::vector<float>& operand, float* to) {
    k.gemm(GemmForm::LeftTransposed, layer.inputs, layer.neurons, samples, operand.data(), error, to);
  };
  backThrough(m_weightCosines, out);
  backThrough(m_weightSines, m_inputProduct.data());
  const std::size_t rows = static_cast<std::size_t>(layer.inputs);
  for (int b = 0; b < samples; ++b) {
    float* const column = out + rows * static_cast<std::size_t>(b);
    multiplyBy(rows, m_inputCosines.data() + area(layer.slots, b), column);
    addProduct(rows, m_inputSines.data() + area(layer.slots, b),
               m_inputProduct.data() + rows * static_cast<std::size_t>(b), column);
    k.scale(rows, factor, column);
  }
}

}  // namespace lightloom::learn
