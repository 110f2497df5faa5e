#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "rooms.h"

namespace lightloom::optics {

/// Powers of the beams of a bundle: one per pair of a row (out-of-plane track) and a column (in-plane track).
///
/// Kept as a Kronecker product (the emitting grid, then the orders of every grating), times the share that
/// apertures have let pass: 1 − a short sum of row × column products. Memory and time then go with channels
/// and orders, not with their product. A bundle that apertures cut too hard for that becomes one matrix.
///
/// A value like any other, but cheap to copy: copies read the same numbers until one of them changes its own.
/// Light that splits and light that passes a clear face would else copy up to kMostApart numbers every time.
class SpotPowers {
 public:
  SpotPowers() = default;
  /// One matrix, row by row, in W.
  SpotPowers(std::size_t rows, std::size_t columns, std::vector<double> powerW);

  std::size_t rows() const { return m_rows; }        ///< out-of-plane tracks
  std::size_t columns() const { return m_columns; }  ///< in-plane tracks
  std::size_t size() const { return m_rows * m_columns; }
  std::size_t stored() const;  ///< numbers kept for it
  /// Whether it is kept as a product and not as one matrix.
  bool factored() const { return m_factors.size() > 1; }

  double operator()(std::size_t row, std::size_t column) const;  ///< W
  std::vector<double> row(std::size_t row) const;                ///< W, all columns
  /// All columns of a row, W, each to the last bit what operator() gives. Without its divisions.
  void readRow(std::size_t row, std::vector<double>& powerW) const;
  double total() const;  ///< W
  /// Σ weight of row · power · weight of column, in W; as many weights as rows and columns.
  double weighted(std::span<const double> rowWeights, std::span<const double> columnWeights) const;
  double largest() const;  ///< W; no beam has more
  bool allLit() const;     ///< no beam is dark
  /// Bounds of the power of beams of one row (column) over that of their neighbours in another, lit one.
  double largestRatioOfRows(std::size_t row, std::size_t over) const;
  double largestRatioOfColumns(std::size_t column, std::size_t over) const;

  /// Multiplies all beams by one share ≥ 0.
  void scale(double share) { m_scale *= share; }

  /// Splits every beam into rows × columns beams of these shares of its power, row by row. New tracks stand
  /// beside each other in the place of the old one.
  void split(std::size_t rows, std::size_t columns, std::vector<double> shares);

  /// Share of its power, 0 … 1, that the beam of a row and column keeps.
  using Share = std::function<double(std::size_t row, std::size_t column)>;

  /// Multiplies all beams by their shares, keeping them one by one. False, and nothing done, where they are
  /// too many for that.
  [[nodiscard]] bool attenuateApart(const Share& share);

  /// The same for shares that vary smoothly over rows and columns, least for the beam of `worstRow` and
  /// `worstColumn`: factors stay factors if they are much less than the beams, and shares are then kept to
  /// kAccuracy.
  [[nodiscard]] bool attenuate(const Share& share, std::size_t worstRow, std::size_t worstColumn);

  /// Takes away the beams of all rows and columns that are not named (ascending indices), which must be dark
  /// or lost anyway; beams must be kept one by one.
  void keep(std::span<const std::size_t> rows, std::span<const std::size_t> columns);

  static constexpr double kAccuracy = 1e-8;            ///< of the shares that factored beams keep
  static constexpr std::size_t kMostApart = 1u << 20;  ///< beams kept one by one

 private:
  struct Factor {
    Factor(std::size_t ofRows, std::size_t ofColumns, std::vector<double> ofValues);
    const std::vector<double>& values() const { return *shared; }
    std::vector<double>& ownValues();  // those of this factor alone

    std::size_t rows = 1, columns = 1;
    std::shared_ptr<std::vector<double>> shared;  // row by row; never null
  };
  // One term of the lost share: row[i]·column[j].
  struct LostTerm {
    std::vector<double> row, column;
  };
  using LostTerms = std::vector<LostTerm>;

  double product(std::size_t row, std::size_t column) const;
  double passed(std::size_t row, std::size_t column) const;
  double leastPassed() const;
  std::vector<double> productTimes(std::vector<double> columnWeights) const;
  bool attenuateFactored(const Share& share, std::size_t worstRow, std::size_t worstColumn);
  void flatten();

  std::size_t m_rows = 0, m_columns = 0;
  double m_scale = 1;
  std::vector<Factor> m_factors;
  LostTerms m_lost;
};

}  // namespace lightloom::optics
