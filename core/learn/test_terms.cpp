#include "learn/test_terms.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace lightloom::learn {
namespace {

constexpr int kMostConfused = 100;  // beyond it nobody reads a matrix

double share(int part, int whole) {
  return whole > 0 ? static_cast<double>(part) / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Detection detectionOf(const TestTerms& terms, int positive) {
  LL_CHECK(terms.classes == 2 && (positive == 0 || positive == 1));
  const int negative = 1 - positive;
  const int hits = terms.answered(positive, positive), misses = terms.answered(positive, negative);
  const int rejections = terms.answered(negative, negative), alarms = terms.answered(negative, positive);
  return {share(hits, hits + misses), share(rejections, rejections + alarms)};
}

TermsCount::TermsCount(const Dataset& data) : m_data(data) {
  if (data.classes > 0 && data.classes <= kMostConfused) m_answers.resize(data.test.size());
  if (data.classes == 0) m_residuals.resize(data.test.size() * static_cast<std::size_t>(data.targetCount));
}

void TermsCount::take(std::size_t first, int samples, const float* outputs) {
  const std::size_t width = static_cast<std::size_t>(m_data.outputs());
  for (std::size_t b = 0; b < static_cast<std::size_t>(samples); ++b) {
    const float* const answer = outputs + b * width;
    const std::size_t sample = m_data.test[first + b];
    if (!m_answers.empty())
      m_answers[first + b] = static_cast<std::size_t>(std::max_element(answer, answer + width) - answer);
    if (!m_residuals.empty())
      for (std::size_t m = 0; m < width; ++m)
        m_residuals[(first + b) * width + m] = answer[m] - m_data.targets[sample * width + m];
  }
}

TestTerms TermsCount::terms() const {
  TestTerms out;
  if (!m_answers.empty()) {
    const std::size_t classes = static_cast<std::size_t>(m_data.classes);
    out.classes = m_data.classes;
    out.confusion.resize(classes * classes);
    for (std::size_t i = 0; i < m_answers.size(); ++i) {
      const std::size_t label = m_data.labels[m_data.test[i]];
      ++out.confusion[label * classes +
                      (isRight(m_data, m_data.test[i], m_answers[i]) ? label : m_answers[i])];
    }
  }
  if (!m_residuals.empty()) {
    const std::size_t width = static_cast<std::size_t>(m_data.targetCount);
    const double count = static_cast<double>(m_data.test.size());
    for (std::size_t m = 0; m < width; ++m) {
      double squares = 0;
      for (std::size_t i = m; i < m_residuals.size(); i += width)
        squares += static_cast<double>(m_residuals[i]) * static_cast<double>(m_residuals[i]);
      const double scale = m_data.targetScale.empty() ? 1 : m_data.targetScale[m];
      out.residualRms.push_back(std::fabs(scale) * std::sqrt(squares / count));
    }
  }
  return out;
}

}  // namespace lightloom::learn
