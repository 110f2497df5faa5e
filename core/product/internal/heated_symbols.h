#pragma once

#include <span>
#include <vector>

#include "kernels/kernel_table.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::product {

/// How the rows of symbols of one product follow each other on their lasers: row r runs on laser r mod
/// `lasers`, `repeats` times in turn, before the row r + lasers; a laser without a row idles at its bias.
/// `inverts`: each run is followed by one of the inverted symbols. Of those the engine has one weight for
/// both, so what does not turn with them is left out.
struct HeatOrder {
  int rows = 1;  ///< at most
  int lasers = 1;
  int repeats = 1;
  bool inverts = false;
};

/// The symbols of a product in the heat of their own lasers. Sized once; nothing else allocates. Over the
/// repeats of a row the state is taken at its mean, which leaves out how the first differ from the last.
class HeatedSymbols {
 public:
  HeatedSymbols() = default;
  HeatedSymbols(const SlowHeat& heat, const HeatOrder& order);

  bool heats() const { return m_heat.heats(); }
  /// Begins to measure what the heat of symbols, rows × slots, comes to: the pass that makes them takes it.
  const SymbolHeat* measure(int slots, int rows);
  /// Lets products that were measured run on the same lasers one after the other, over and over again: where
  /// each row starts, and the mean of each laser.
  static void settle(std::span<HeatedSymbols* const> inTurn);
  /// What changes the symbols that were measured, once they are settled.
  const SymbolHeat* heating() const { return &m_law; }

 private:
  /// What becomes of the state of a pole over the runs of one row.
  struct Turn {
    double run = 0;    ///< kept over one run of the row
    double round = 0;  ///< over a run, and that of the inverted symbols where there is one
    double all = 0;    ///< over all repeats
    double start = 0;  ///< mean over the repeats of what is left of the first start
  };
  int blocks() const { return (m_rows + m_order.lasers - 1) / m_order.lasers; }
  std::size_t at(int row, std::size_t pole) const {
    return pole * static_cast<std::size_t>(m_rows) + static_cast<std::size_t>(row);
  }
  Turn turnOf(std::size_t pole) const;
  static double meanOf(std::span<HeatedSymbols* const> inTurn, int laser);
  static void settle(std::span<HeatedSymbols* const> inTurn, int laser, std::size_t pole, double mean);
  template <typename Visit>
  void forEachRow(int laser, std::size_t pole, const Visit& visit) const;
  /// Where a row starts if it alone runs for ever: of its state after a run from 0. 0 of an idle laser.
  double restOf(int row, std::size_t pole) const;

  SlowHeat m_heat;
  HeatOrder m_order;
  int m_slots = 0, m_rows = 0;  ///< of the symbols that were measured
  std::vector<Turn> m_turns;    ///< of the poles with so many slots
  std::vector<float> m_keep, m_charge, m_state, m_sum, m_mean;
  SymbolHeat m_law;
};

}  // namespace lightloom::product
