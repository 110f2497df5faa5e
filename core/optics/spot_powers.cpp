#include "optics/spot_powers.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/check.h"

namespace lightloom::optics {
namespace {

constexpr std::size_t kFewSpots = 4096;    // up to here one matrix is as good as its factors
constexpr std::size_t kDenseExcess = 4;    // and wherever it is not this much larger than they are
constexpr std::size_t kMostTerms = 24;     // of the lost share
constexpr double kMostLost = 0.5;          // a beam that loses more asks for single beams
constexpr std::size_t kSampleTracks = 48;  // per axis, for pivots

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const RowMajor> matrix(const std::vector<double>& values, std::size_t rows, std::size_t columns) {
  return {values.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns)};
}

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> scaledBy(std::span<const double> weights, const std::vector<double>& factors) {
  std::vector<double> out(weights.size());
  std::transform(weights.begin(), weights.end(), factors.begin(), out.begin(), std::multiplies<>());
  return out;
}

std::vector<double> repeated(const std::vector<double>& values, std::size_t times) {
  std::vector<double> out;
  out.reserve(values.size() * times);
  for (double value : values) out.insert(out.end(), times, value);
  return out;
}

std::size_t farthestFromZero(const std::vector<double>& values) {
  const auto smaller = [](double a, double b) { return std::abs(a) < std::abs(b); };
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end(), smaller) - values.begin());
}

// Indices that are spread evenly over `count`, and one more that must be looked at.
std::vector<std::size_t> sampleOf(std::size_t count, std::size_t extra) {
  const std::size_t samples = std::min(count, kSampleTracks);
  std::vector<std::size_t> out(samples);
  for (std::size_t i = 0; i < samples; ++i) out[i] = samples > 1 ? i * (count - 1) / (samples - 1) : 0;
  out.push_back(extra);
  return out;
}

// Adaptive cross approximation of a smooth matrix (Bebendorf, Numer. Math. 86, 565, 2000): each term takes a
// row and a column of what is left through its largest entry, looked for on a sample and then along the row
// and the column.
template <typename Term>
class CrossApproximation {
 public:
  using Entry = std::function<double(std::size_t row, std::size_t column)>;

  /// `largestRow` and `largestColumn` are those of the largest entry.
  CrossApproximation(std::size_t rows, std::size_t columns, const Entry& entry, std::size_t largestRow,
                     std::size_t largestColumn)
      : m_rows(rows),
        m_columns(columns),
        m_entry(&entry),
        m_sampleRows(sampleOf(rows, largestRow)),
        m_sampleColumns(sampleOf(columns, largestColumn)) {
    for (std::size_t row : m_sampleRows) {
      for (std::size_t column : m_sampleColumns) m_sample.push_back(entry(row, column));
    }
  }

  /// Nothing where an entry is beyond `largest`, or `mostTerms` do not reach the accuracy.
  std::optional<std::vector<Term>> terms(double accuracy, double largest, std::size_t mostTerms) {
    for (;;) {
      const std::size_t sample = farthestFromZero(m_sample);
      const std::size_t start = m_sampleRows[sample / m_sampleColumns.size()];
      std::vector<double> row = leftOfRow(start);
      const std::size_t pivotColumn = farthestFromZero(row);
      std::vector<double> column = leftOfColumn(pivotColumn);
      const std::size_t pivotRow = farthestFromZero(column);
      const double pivot = column[pivotRow];
      if (std::abs(pivot) < accuracy) return std::move(m_terms);
      if (pivot > largest || m_terms.size() == mostTerms) return std::nullopt;
      if (pivotRow != start) row = leftOfRow(pivotRow);
      for (double& value : column) value /= pivot;
      m_terms.push_back({std::move(column), std::move(row)});
      takeFromSample(m_terms.back());
    }
  }

 private:
  double left(std::size_t row, std::size_t column) const {
    double value = (*m_entry)(row, column);
    for (const Term& term : m_terms) value -= term.row[row] * term.column[column];
    return value;
  }
  std::vector<double> leftOfRow(std::size_t row) const {
    std::vector<double> out(m_columns);
    for (std::size_t column = 0; column < m_columns; ++column) out[column] = left(row, column);
    return out;
  }
  std::vector<double> leftOfColumn(std::size_t column) const {
    std::vector<double> out(m_rows);
    for (std::size_t row = 0; row < m_rows; ++row) out[row] = left(row, column);
    return out;
  }
  void takeFromSample(const Term& term) {
    auto value = m_sample.begin();
    for (std::size_t row : m_sampleRows) {
      for (std::size_t column : m_sampleColumns) *value++ -= term.row[row] * term.column[column];
    }
  }

  std::size_t m_rows, m_columns;
  const Entry* m_entry;
  std::vector<std::size_t> m_sampleRows, m_sampleColumns;
  std::vector<double> m_sample;
  std::vector<Term> m_terms;
};

}  // namespace

SpotPowers::Factor::Factor(std::size_t ofRows, std::size_t ofColumns, std::vector<double> ofValues)
    : rows(ofRows), columns(ofColumns), shared(std::make_shared<std::vector<double>>(std::move(ofValues))) {}

std::vector<double>& SpotPowers::Factor::ownValues() {
  if (shared.use_count() > 1) shared = std::make_shared<std::vector<double>>(*shared);
  return *shared;
}

SpotPowers::SpotPowers(std::size_t rows, std::size_t columns, std::vector<double> powerW)
    : m_rows(rows), m_columns(columns) {
  LL_CHECK(powerW.size() == rows * columns);
  m_factors.emplace_back(rows, columns, std::move(powerW));
}

std::size_t SpotPowers::stored() const {
  std::size_t count = m_lost.size() * (m_rows + m_columns);
  for (const Factor& factor : m_factors) count += factor.values().size();
  return count;
}

// Digits of row and column in the mixed radix of the factors, the last factor fastest; what is left belongs
// to the first.
double SpotPowers::product(std::size_t row, std::size_t column) const {
  double value = m_scale;
  for (std::size_t i = m_factors.size() - 1; i > 0; --i) {
    const Factor& factor = m_factors[i];
    value *= factor.values()[row % factor.rows * factor.columns + column % factor.columns];
    row /= factor.rows;
    column /= factor.columns;
  }
  return value * m_factors[0].values()[row * m_factors[0].columns + column];
}

double SpotPowers::passed(std::size_t row, std::size_t column) const {
  double share = 1;
  for (const LostTerm& term : m_lost) share -= term.row[row] * term.column[column];
  return share;
}

double SpotPowers::leastPassed() const {
  return m_lost.empty() ? 1 : 1 - kMostLost - kAccuracy;
}

double SpotPowers::operator()(std::size_t row, std::size_t column) const {
  return product(row, column) * passed(row, column);
}

std::vector<double> SpotPowers::row(std::size_t row) const {
  std::vector<double> out{m_scale};
  std::size_t rowsLeft = m_rows;
  for (const Factor& factor : m_factors) {
    rowsLeft /= factor.rows;
    const double* shares = factor.values().data() + row / rowsLeft % factor.rows * factor.columns;
    std::vector<double> split;
    split.reserve(out.size() * factor.columns);
    for (double power : out) {
      for (std::size_t column = 0; column < factor.columns; ++column) split.push_back(power * shares[column]);
    }
    out = std::move(split);
  }
  if (m_lost.empty()) return out;
  for (std::size_t column = 0; column < m_columns; ++column) out[column] *= passed(row, column);
  return out;
}

// The columns of the last factor are the fastest digit, so each factor before it repeats what is there.
void SpotPowers::readRow(std::size_t row, std::vector<double>& powerW) const {
  powerW.resize(m_columns);
  if (m_columns == 0) return;
  powerW[0] = m_scale;
  std::size_t known = 1, rowLeft = row;
  for (std::size_t i = m_factors.size(); i-- > 0;) {
    const Factor& factor = m_factors[i];
    const double* shares = factor.values().data() + rowLeft % factor.rows * factor.columns;
    for (std::size_t c = factor.columns; c-- > 0;) {
      for (std::size_t j = 0; j < known; ++j) powerW[c * known + j] = powerW[j] * shares[c];
    }
    known *= factor.columns;
    rowLeft /= factor.rows;
  }
  if (m_lost.empty()) return;
  std::vector<double> left(m_columns, 1.0);
  for (const LostTerm& term : m_lost) {
    for (std::size_t c = 0; c < m_columns; ++c) left[c] -= term.row[row] * term.column[c];
  }
  for (std::size_t c = 0; c < m_columns; ++c) powerW[c] *= left[c];
}

double SpotPowers::total() const {
  if (m_factors.empty()) return 0;
  if (!m_lost.empty()) {
    return weighted(std::vector<double>(m_rows, 1.0), std::vector<double>(m_columns, 1.0));
  }
  double product = m_scale;
  for (const Factor& factor : m_factors) {
    double sum = 0;
    for (auto row = factor.values().begin(); row != factor.values().end();) {
      const auto end = row + static_cast<std::ptrdiff_t>(factor.columns);
      sum += std::accumulate(row, end, 0.0);
      row = end;
    }
    product *= sum;
  }
  return product;
}

// Contracts the columns of one factor after the other; the slowest index becomes a row, as the fastest.
std::vector<double> SpotPowers::productTimes(std::vector<double> columnWeights) const {
  for (const Factor& factor : m_factors) {
    const std::size_t rest = columnWeights.size() / factor.columns;
    std::vector<double> out(rest * factor.rows);
    Eigen::Map<RowMajor>(out.data(), static_cast<Eigen::Index>(rest), static_cast<Eigen::Index>(factor.rows))
        .noalias() = matrix(columnWeights, factor.columns, rest).transpose() *
                     matrix(factor.values(), factor.rows, factor.columns).transpose();
    columnWeights = std::move(out);
  }
  return columnWeights;
}

double SpotPowers::weighted(std::span<const double> rowWeights, std::span<const double> columnWeights) const {
  LL_CHECK(rowWeights.size() == m_rows && columnWeights.size() == m_columns);
  if (m_factors.empty()) return 0;
  double sum = dot(rowWeights, productTimes({columnWeights.begin(), columnWeights.end()}));
  for (const LostTerm& term : m_lost) {
    sum -= dot(scaledBy(rowWeights, term.row), productTimes(scaledBy(columnWeights, term.column)));
  }
  return m_scale * sum;
}

double SpotPowers::largest() const {
  if (size() == 0) return 0;
  double largest = m_scale;
  for (const Factor& factor : m_factors) {
    largest *= *std::max_element(factor.values().begin(), factor.values().end());
  }
  return largest;
}

// Lost shares that are kept as terms leave something of every beam.
bool SpotPowers::allLit() const {
  const auto lit = [](const Factor& factor) {
    return std::all_of(factor.values().begin(), factor.values().end(),
                       [](double power) { return power > 0; });
  };
  return m_scale > 0 && std::all_of(m_factors.begin(), m_factors.end(), lit);
}

double SpotPowers::largestRatioOfRows(std::size_t row, std::size_t over) const {
  double ratio = 1;
  for (auto factor = m_factors.rbegin(); factor != m_factors.rend(); ++factor) {
    const double* above = factor->values().data() + row % factor->rows * factor->columns;
    const double* below = factor->values().data() + over % factor->rows * factor->columns;
    double largest = 0;
    for (std::size_t column = 0; column < factor->columns; ++column)
      largest = std::max(largest, above[column] / below[column]);
    ratio *= largest;
    row /= factor->rows;
    over /= factor->rows;
  }
  return ratio / leastPassed();
}

double SpotPowers::largestRatioOfColumns(std::size_t column, std::size_t over) const {
  double ratio = 1;
  for (auto factor = m_factors.rbegin(); factor != m_factors.rend(); ++factor) {
    const double* above = factor->values().data() + column % factor->columns;
    const double* below = factor->values().data() + over % factor->columns;
    double largest = 0;
    for (std::size_t at = 0; at < factor->values().size(); at += factor->columns)
      largest = std::max(largest, above[at] / below[at]);
    ratio *= largest;
    column /= factor->columns;
    over /= factor->columns;
  }
  return ratio / leastPassed();
}

void SpotPowers::split(std::size_t rows, std::size_t columns, std::vector<double> shares) {
  LL_CHECK(shares.size() == rows * columns);
  for (LostTerm& term : m_lost) {
    term.row = repeated(term.row, rows);
    term.column = repeated(term.column, columns);
  }
  m_factors.emplace_back(rows, columns, std::move(shares));
  m_rows *= rows;
  m_columns *= columns;
}

bool SpotPowers::attenuateApart(const Share& share) {
  if (factored() && size() > kMostApart) return false;
  flatten();
  auto power = m_factors[0].ownValues().begin();
  for (std::size_t row = 0; row < m_rows; ++row) {
    for (std::size_t column = 0; column < m_columns; ++column) *power++ *= share(row, column);
  }
  return true;
}

void SpotPowers::keep(std::span<const std::size_t> rows, std::span<const std::size_t> columns) {
  LL_CHECK(!factored() && m_lost.empty());
  std::vector<double> powerW;
  powerW.reserve(rows.size() * columns.size());
  for (std::size_t row : rows) {
    for (std::size_t column : columns) powerW.push_back((*this)(row, column));
  }
  m_rows = rows.size();
  m_columns = columns.size();
  m_factors = {Factor(m_rows, m_columns, std::move(powerW))};
  m_scale = 1;
}

bool SpotPowers::attenuate(const Share& share, std::size_t worstRow, std::size_t worstColumn) {
  const bool worthIt = factored() && size() > kFewSpots && size() > kDenseExcess * stored();
  return (worthIt && attenuateFactored(share, worstRow, worstColumn)) || attenuateApart(share);
}

bool SpotPowers::attenuateFactored(const Share& share, std::size_t worstRow, std::size_t worstColumn) {
  const Share lost = [&](std::size_t row, std::size_t column) {
    return 1 - passed(row, column) * share(row, column);
  };
  auto terms = CrossApproximation<LostTerm>(m_rows, m_columns, lost, worstRow, worstColumn)
                   .terms(kAccuracy, kMostLost, kMostTerms);
  if (!terms) return false;
  m_lost = std::move(*terms);
  return true;
}

void SpotPowers::flatten() {
  if (!factored()) return;
  std::vector<double> powerW;
  powerW.reserve(size());
  for (std::size_t r = 0; r < m_rows; ++r) {
    const std::vector<double> powers = row(r);
    powerW.insert(powerW.end(), powers.begin(), powers.end());
  }
  m_factors = {Factor(m_rows, m_columns, std::move(powerW))};
  m_lost.clear();
  m_scale = 1;
}

}  // namespace lightloom::optics
