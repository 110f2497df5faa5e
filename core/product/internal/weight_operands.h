#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "kernels/kernel_table.h"
#include "product/internal/heated_symbols.h"
#include "product/internal/link_tables.h"
#include "rooms.h"

namespace lightloom::product {

/// The weights of a product on their way from what is asked for to what the lasers send: factor, range and
/// levels of the DAC, taps along the slots, response of the drive, static phases of the links, operands of
/// the encoding. Sized once; loading allocates nothing.
class WeightOperands {
 public:
  WeightOperands() = default;
  WeightOperands(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest);

  /// w = factor · matrix (neurons × slots after transposition). Where they heat their lasers they are then
  /// still to be settled and finished.
  void load(const MatrixView& matrix, float factor, int slots, const LinkTables& tables);

  /// The heat of the lasers; `HeatedSymbols::settle` stands between `load` and `finish` where there is any.
  HeatedSymbols& heat() { return m_heat; }
  /// Whether `finish` is still to come; before it there are no operands.
  bool unfinished() const { return m_unfinished; }
  void finish(const LinkTables& tables);

  const float* operands() const { return m_weights.data(); }  ///< neurons × plan.inner(slots)
  /// Light beside the weights where links have phases of their own, neurons × slots; null without.
  const float* quadrature() const { return m_quadrature.empty() ? nullptr : m_quadrature.data(); }
  const float* sumSquares() const { return m_sumSquares.data(); }  ///< neurons: Σ w²
  /// The same before the links' phase was folded in.
  const float* sumUnturned() const {
    return m_sumUnturned.empty() ? m_sumSquares.data() : m_sumUnturned.data();
  }
  /// Neurons: Σ of the weights as the drive takes them, where axons shine at x = 0; null without.
  const float* sumDriven() const { return m_sumDriven.empty() ? nullptr : m_sumDriven.data(); }
  /// Neurons: Σ (c(0) − c), c the light beside the weights, where inputs have some, too; null without.
  const float* besideDeficit() const { return m_besideDeficit.empty() ? nullptr : m_besideDeficit.data(); }
  /// c of a weight that is sent.
  double beside(double w) const {
    return std::sqrt(std::max(0.0, m_quadratureFit[0] + (m_quadratureFit[1] + m_quadratureFit[2] * w) * w));
  }
  double besideAtRest() const { return std::sqrt(std::max(0.0, m_quadratureFit[0])); }  ///< c(0)
  /// Table: how a phase error reaches a neuron on a link (`SlopePass`).
  const float* slopes() const { return m_slopes.data(); }
  double leastSumSquares() const;
  /// Σ w⁴ of weights that are amplitudes, neurons; computed here.
  const float* sumFourths();

 private:
  WeightPass passOver(int slots);
  void drive(WeightPass& pass, const LinkTables& tables);
  void updateSlopes(const LinkTables& tables);

  ProductPlan m_plan;
  int m_slots = 0;
  double m_limit = 1;
  int m_bits = 0;
  bool m_needsSlopes = false, m_asAsked = true, m_unfinished = false;
  std::array<double, 3> m_quadratureFit{1, 0, -1};
  std::array<float, 3> m_response{1, 0, 0};
  std::vector<float> m_taps;
  HeatedSymbols m_heat;
  std::vector<float> m_rotationCosine, m_rotationSine;  ///< of ψ, per neuron; where it is folded in
  std::vector<float> m_weights, m_quadrature, m_waiting, m_slopes;
  std::vector<float> m_sumSquares, m_sumUnturned, m_sumCross, m_sumFourths, m_sumDriven, m_besideDeficit;
};

/// Spacing of 2^bits levels over a range; 0 = exact.
float levelSpacing(double range, int bits);

}  // namespace lightloom::product
