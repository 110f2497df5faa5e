#pragma once

#include <cstddef>
#include <vector>

#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::learn {

/// What a network answered to a test part, in the terms of the data: a confusion matrix, or residuals in the
/// target's own unit. A plain value.
struct TestTerms {
  int classes = 0;  ///< of `confusion`; 0 for regression, and where there are more than 100
  /// classes × classes samples, a row for each true class and a column for each answer; an
  /// answer that counts as right (`Dataset::alsoRight`) counts as the true class.
  std::vector<int> confusion;
  /// √(Σ r²/n) of each target, in its own unit; empty for classes.
  std::vector<double> residualRms;

  /// Samples of the true class that were answered so.
  int answered(int trueClass, int answer) const {
    return confusion[static_cast<std::size_t>(trueClass) * static_cast<std::size_t>(classes) +
                     static_cast<std::size_t>(answer)];
  }
  bool operator==(const TestTerms&) const = default;
};

/// Of two classes, one of which is looked for: the share of the samples that have it that are told so, and of
/// those that do not have it that are told so. 0 … 1; NaN where there are none of the kind.
struct Detection {
  double sensitivity = 0, specificity = 0;
};

/// The terms must be those of two classes, and `positive` one of them.
Detection detectionOf(const TestTerms& terms, int positive);

/// Gathers the terms of answers that come in mini-batches, on any threads: each call of `take` writes what is
/// its own.
class TermsCount {
 public:
  explicit TermsCount(const Dataset& data);

  /// Takes the outputs (outputs × samples) for the samples test[first … first + samples).
  void take(std::size_t first, int samples, const float* outputs);
  TestTerms terms() const;

 private:
  const Dataset& m_data;
  std::vector<std::size_t> m_answers;  ///< of each test sample
  std::vector<float> m_residuals;      ///< targets × test samples, scaled
};

}  // namespace lightloom::learn
