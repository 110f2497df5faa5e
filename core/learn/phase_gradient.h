#pragma once

#include <vector>

#include "learn/network.h"
#include "rooms.h"

namespace lightloom::learn {

/// Exact gradients of z_mb = Σ_j sin(φ_mj − φ_jb), the product of phases: ∂z/∂φ_mj = cos(φ_mj − φ_jb) (V34),
/// as sums of plain matrix products. Sized once; nothing allocates later.
class PhaseGradient {
 public:
  /// `axonLimit` as in CellHardware; x of the layer is within its drive.
  PhaseGradient(const Layer& layer, double axonLimit, int largestBatch);

  /// dL/dW (neurons × slots) for phases W = `layer.weights`, x (slots × samples) and dL/dz (neurons ×
  /// samples).
  void toWeights(const Layer& layer, const float* x, const float* error, int samples, float* gradient);

  /// dL/dh (inputs × samples), h = x·activationScale, of the last `toWeights`.
  void toInputs(const Layer& layer, const float* error, int samples, float* out);

 private:
  float m_rise;  // φ/x
  std::vector<float> m_weightSines, m_weightCosines, m_inputSines, m_inputCosines;
  std::vector<float> m_weightProduct, m_inputProduct;
};

}  // namespace lightloom::learn
