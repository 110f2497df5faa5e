#pragma once

#include <span>
#include <vector>

#include "product/internal/crossed_light.h"
#include "product/internal/electron_counts.h"
#include "product/internal/input_operands.h"
#include "product/internal/leak_removal.h"
#include "product/internal/link_tables.h"
#include "product/internal/slot_terms.h"
#include "product/internal/weight_operands.h"
#include "product/internal/well_tables.h"
#include "rooms.h"

namespace lightloom::product {

/// From operands to what the cell reads: the matrix product (and one in quadrature), phase errors, errors
/// that outputs share, and the read-out with the noise of its electrons, capacitors and ADC. Sized once;
/// reading allocates nothing.
class ReadOutStage {
 public:
  ReadOutStage() = default;
  ReadOutStage(CellHardware cell, const ProductPlan& plan, const ProductShape& largest);

  void setSlots(int slots);
  /// Of the last product, a number per row of the operands; of a plan that calibrates its leak.
  std::span<const float> besideMeans() const { return m_leak.means(); }
  const LinkTables& tables() const { return m_tables; }

  /// An output to be watched, and where what is seen of it goes.
  struct Watch {
    int neuron = 0, sample = 0;
    WatchedOutput* out = nullptr;
  };

  /// One product of operands that are loaded; outputs neurons × samples. To watch one of them allocates.
  ReadOutStatistics read(WeightOperands& weights, InputOperands& inputs, int samples, const ReadOut& readOut,
                         float* outputs, const Watch& watch);

 private:
  /// The operands of one product and where it goes.
  struct Product {
    WeightOperands& weights;
    InputOperands& inputs;
    int samples;
    const ReadOut& readOut;
    float* outputs;
  };
  ReadOutPass passOf(const Product& product);
  void multiply(const Product& product);
  bool faint(const Product& product) const;
  void addResidue(const Product& product);
  void takeResidueSums(const Product& product);
  void addResidue(const Product& product, double factor, double known, const float* gain);
  void takeFloor(const Product& product) const;
  void addShared(const Product& product);
  void sumRails(const Product& product);
  Wells wellsOf(const Product& product) const;
  double electronsOf(const ReadOutPass& pass, std::size_t output) const;

  CellHardware m_cell;
  ProductPlan m_plan;
  LinkTables m_tables;
  WellTables m_wells;
  PhaseErrors m_phaseErrors;
  CrossedLight m_crossed;
  LeakRemoval m_leak;
  const float* m_mixed = nullptr;  ///< light of other links in the present product
  int m_slots = 0;
  bool m_mayFill = false;  ///< capacitors, with the present number of slots
  double m_leastAxon = 0, m_leastSynapse = 0, m_leastDark = 0;  ///< electrons of all links, per slot
  std::vector<float> m_quadrature, m_normals, m_scratch;
  std::vector<float> m_residueLevels, m_residueSlopes;  ///< of the samples
  std::vector<float> m_railSums, m_railQuadrature;      ///< of two rails whose capacitors may fill
};

}  // namespace lightloom::product
