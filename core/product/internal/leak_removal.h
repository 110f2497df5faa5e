#pragma once

#include <span>
#include <vector>

#include "product/internal/crossed_light.h"
#include "product/internal/link_tables.h"
#include "product/internal/product_plan.h"
#include "rooms.h"

namespace lightloom::product {

/// The operands of a product in quadrature: c of the weights, and q that they meet.
struct BesideOperands {
  const float* weights = nullptr;  ///< neurons × rows
  const float* inputs = nullptr;   ///< rows × samples
  int slots = 0;
  int samples = 0;
};

/// Gives the outputs back what the static phases that were calibrated have taken off (`LeakCalibration`):
/// leak Σ c ⟨q⟩ as an offset in electrons before the ADC, which so need not span it; and, with sums, leak ·
/// ⟨c⟩ (Σ q − Σ ⟨q⟩) behind it, ⟨c⟩ the mean over the slots of a neuron. Sized once; nothing else allocates.
class LeakRemoval {
 public:
  LeakRemoval() = default;
  LeakRemoval(const ProductPlan& plan, const ProductShape& largest);

  /// Prepares both parts for a product. `means`: of q over the calibration data, a number per row; null =
  /// over the samples of the product.
  void prepare(const BesideOperands& beside, const LinkTables& tables, const CrossedLight& crossed,
               const float* means);

  /// neurons × axons, electrons to be added to D.
  const float* centre() const { return m_centre.data(); }

  /// Adds factor · what goes with the sums to `outputs`, neurons × samples; nothing without sums.
  void addSums(const LinkTables& tables, const CrossedLight& crossed, float factor, int samples,
               float* outputs) const;

  /// ⟨q⟩ over the samples of the product that was prepared last.
  std::span<const float> means() const { return {m_means.data(), static_cast<std::size_t>(m_rows)}; }

 private:
  bool withSums() const { return m_plan.leak == LeakCalibration::OffsetAndSums; }
  void sumUp(const BesideOperands& beside, const float* means);

  ProductPlan m_plan;
  int m_rows = 0;  ///< of the operands of the last product
  std::vector<float> m_means, m_offsets, m_centre;
  std::vector<float> m_blocks;            ///< 1 for the rows of each operand, rows × operand rows per slot
  std::vector<float> m_weightMeans;       ///< neurons × operand rows per slot
  std::vector<float> m_sums, m_meanSums;  ///< operand rows per slot × samples, and of the means
};

}  // namespace lightloom::product
