#pragma once

#include <vector>

#include "base/random.h"
#include "product/internal/heated_symbols.h"
#include "product/internal/phase_errors.h"
#include "product/internal/product_plan.h"
#include "rooms.h"

namespace lightloom::product {

/// The inputs of a product on their way to what the axons send: factor, range and levels of the DAC, taps
/// along the slots, operands of the encoding. Sized once; loading allocates nothing.
class InputOperands {
 public:
  InputOperands() = default;
  InputOperands(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest);

  /// x = factor · matrix (slots × samples after transposition). `key` names the servo's draw, which turns
  /// inputs that are phases.
  void load(const MatrixView& matrix, float factor, int slots, int samples, const RandomKey& key);

  const float* operands() const { return m_inputs.data(); }  ///< plan.inner(slots) × samples
  /// What the axons send, slots × samples, before it is put into operands.
  const float* sent() const { return m_driven.empty() ? m_inputs.data() : m_driven.data(); }
  /// The operands of the second product, in quadrature, of links with phases of their own.
  const float* quadrature() const;
  /// |x|, where signed x needs them, with the floor of both its slots or rails.
  const float* magnitudes() const { return m_magnitudes.empty() ? nullptr : m_magnitudes.data(); }
  const float* sumSquares() const { return m_sumSquares.data(); }  ///< samples: Σ x²
  const float* sumSigned() const { return m_sumSigned.data(); }    ///< samples: Σ x|x|; of two rails only
  /// Samples: Σ (1 − √(1 − x²)), of two rails that of x⁺ less that of x⁻; where modulators leave such light.
  const float* besideDeficit() const { return m_besideDeficit.data(); }
  double leastSumSquares() const;
  /// The inputs as phase errors meet them.
  PhaseErrorInputs met() const;

  /// Sums of the errors that outputs share; computed here.
  struct SharedSums {
    const float* sums = nullptr;     ///< samples: Σ x as a phase error meets it
    const float* light = nullptr;    ///< samples: Σ x² as the offset of unequal lines meets it
    const float* fourths = nullptr;  ///< samples: Σ x⁴
  };
  SharedSums sharedSums();

 private:
  void toPhases(const RandomKey& key);
  void addFloors();
  void takeDeficits();
  void heat(float* x);

  ProductPlan m_plan;
  int m_slots = 0, m_samples = 0;
  int m_bits = 0;
  double m_limit = 1, m_servoSigma = 0;
  float m_floor = 0;
  HeatedSymbols m_heat;
  std::vector<float> m_turned;  ///< samples × slots; with heat only
  bool m_correlated = false;    ///< errors of neighbouring slots are, where each sample has its own sum
  std::vector<float> m_taps, m_padding;
  std::vector<float> m_driven, m_cosines;  ///< of sums of sines: x', cos φ_x
  std::vector<float> m_inputs, m_quadrature, m_magnitudes;
  std::vector<float> m_sumSquares, m_sumNeighbours, m_sumSigned, m_sums, m_sumFourths, m_besideDeficit;
  std::vector<float> m_metSquares;  ///< Σ x² as phase errors meet it, where rails cancel the floor
};

}  // namespace lightloom::product
