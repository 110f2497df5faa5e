#include "plots/bench_clock.h"

#include <algorithm>

namespace lightloom::ui {

void BenchClock::add(double seconds) {
  if (m_knots.empty()) m_knots.emplace_back(seconds, 0.0);
  const auto [before, shown] = m_knots.back();
  if (seconds <= before) return;
  m_knots.emplace_back(seconds, shown + std::min(seconds - before, kLongestWait));
}

double BenchClock::at(double seconds) const {
  const auto above =
      std::lower_bound(m_knots.begin(), m_knots.end(), seconds,
                       [](const std::pair<double, double>& knot, double t) { return knot.first < t; });
  if (above == m_knots.begin()) return 0;
  if (above == m_knots.end()) return m_knots.back().second;
  const auto below = above - 1;
  const double share = (seconds - below->first) / (above->first - below->first);
  return below->second + share * (above->second - below->second);
}

}  // namespace lightloom::ui
