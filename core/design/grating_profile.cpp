#include "design/grating_profile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/random.h"
#include "base/units.h"

namespace lightloom::design {
namespace {

using constants::kPi;
constexpr int kStarts = 6, kRounds = 300;
constexpr double kPush = 1.3;  // of the way to the wanted orders, each round: converges in half of them
constexpr double kDarkEnough = 1e-5;  // power of the brightest unwanted order, of a used one
constexpr double kEvenEnough = 1e-2;  // spread of the used ones

double sinc(double x) {
  return x == 0 ? 1 : std::sin(kPi * x) / (kPi * x);
}

// A mirror-symmetric profile by the field of its half period, and the orders 0 … dark that rule it. Orders m
// and −m are equal.
class Projection {
 public:
  explicit Projection(const ProfileWish& wish)
      : m_half(static_cast<std::size_t>(wish.steps) / 2), m_orders(static_cast<std::size_t>(wish.dark) + 1) {
    for (int number : usedOrders(wish.used))
      if (number >= 0) m_used.push_back(static_cast<std::size_t>(number));
    m_steps.resize(m_orders);
    for (std::size_t m = 0; m < m_orders; ++m) {
      m_steps[m] = sinc(static_cast<double>(m) / wish.steps);
      for (std::size_t k = 0; k < m_half; ++k)
        m_cosines.push_back(
            std::cos(2 * kPi * static_cast<double>(m) * (static_cast<double>(k) + 0.5) / wish.steps));
    }
  }

  void start(KeyedRandom& random) {
    m_field.assign(m_half, 0);
    for (const std::size_t m : m_used) add(m, std::polar(1.0, 2 * kPi * random.uniform()));
    flatten();
  }

  void round() {
    measure();
    const double wanted = std::sqrt(usedPower() / static_cast<double>(m_used.size()));
    const std::vector<std::complex<double>> found = m_amplitudes;
    for (std::size_t m = 0; m < m_orders; ++m) {
      std::complex<double> goal = 0;
      if (isUsed(m) && std::abs(found[m]) > 0) goal = found[m] / std::abs(found[m]) * wanted;
      add(m, kPush * (goal - found[m]) / m_steps[m]);
    }
    flatten();
  }

  // Power in all used orders; 0 where others are too bright or the used ones too uneven.
  double score() {
    measure();
    double least = 1e300, most = 0, brightest = 0, sum = 0;
    for (std::size_t m = 0; m < m_orders; ++m) {
      const double power = std::norm(m_amplitudes[m]);
      if (!isUsed(m)) {
        brightest = std::max(brightest, power);
        continue;
      }
      least = std::min(least, power);
      most = std::max(most, power);
      sum += m == 0 ? power : 2 * power;
    }
    m_worst = std::max(brightest / kDarkEnough, (most - least) / kEvenEnough) / most;
    return m_worst <= 1 ? sum : 0;
  }
  double worst() const { return m_worst; }

  std::vector<double> phases() const {
    std::vector<double> out(2 * m_half);
    for (std::size_t k = 0; k < m_half; ++k) {
      const double phase = std::arg(m_field[k]);
      out[k] = out[2 * m_half - 1 - k] = phase < 0 ? phase + 2 * kPi : phase;
    }
    return out;
  }

 private:
  bool isUsed(std::size_t order) const {
    return std::find(m_used.begin(), m_used.end(), order) != m_used.end();
  }

  double usedPower() const {
    return std::accumulate(m_used.begin(), m_used.end(), 0.0,
                           [this](double sum, std::size_t m) { return sum + std::norm(m_amplitudes[m]); });
  }

  void add(std::size_t order, std::complex<double> amplitude) {
    const double* const cosine = m_cosines.data() + order * m_half;
    const std::complex<double> both = order == 0 ? amplitude : 2.0 * amplitude;
    for (std::size_t k = 0; k < m_half; ++k) m_field[k] += both * cosine[k];
  }

  void flatten() {
    for (std::complex<double>& value : m_field) {
      const double size = std::abs(value);
      value = size > 0 ? value / size : std::complex<double>(1);
    }
  }

  void measure() {
    m_amplitudes.resize(m_orders);
    for (std::size_t m = 0; m < m_orders; ++m) {
      const double* const cosine = m_cosines.data() + m * m_half;
      std::complex<double> sum = 0;
      for (std::size_t k = 0; k < m_half; ++k) sum += m_field[k] * cosine[k];
      m_amplitudes[m] = sum * (m_steps[m] / static_cast<double>(m_half));
    }
  }

  std::size_t m_half, m_orders;
  std::vector<std::size_t> m_used;
  std::vector<double> m_steps, m_cosines;
  std::vector<std::complex<double>> m_field, m_amplitudes;
  double m_worst = 0;
};

}  // namespace

std::vector<int> usedOrders(int count) {
  const int step = count % 2 == 1 ? 1 : 2;
  std::vector<int> orders(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) orders[static_cast<std::size_t>(i)] = (2 * i - (count - 1)) * step / 2;
  return orders;
}

int lastOrderInReach(int count) {
  const int step = count % 2 == 1 ? 1 : 2;
  return usedOrders(count).back() + kGratingReach * count * step;
}

int nearestUsed(int count, int order) {
  const double step = count % 2 == 1 ? 1 : 2;
  const int index = static_cast<int>(std::lround((order - usedOrders(count).front()) / step));
  return std::clamp(index, 0, count - 1);
}

std::complex<double> orderAmplitude(std::span<const double> steps, int order) {
  const double count = static_cast<double>(steps.size());
  std::complex<double> sum = 0;
  for (std::size_t k = 0; k < steps.size(); ++k)
    sum += std::polar(1.0, steps[k] + 2 * kPi * order * (static_cast<double>(k) + 0.5) / count);
  return sum * (sinc(order / count) / count);
}

std::vector<double> darkProfile(const ProfileWish& wish) {
  LL_CHECK(wish.used >= 2 && wish.steps % 2 == 0 && wish.steps > 2 * wish.dark &&
           wish.dark >= usedOrders(wish.used).back());
  Projection projection(wish);
  std::vector<double> best;
  double bestScore = -1, leastWorst = 1e300;
  for (int start = 0; start < kStarts; ++start) {
    KeyedRandom random(RandomKey{.seed = static_cast<std::uint64_t>(start)});
    projection.start(random);
    for (int round = 0; round < kRounds; ++round) projection.round();
    const double score = projection.score();
    const bool better =
        score > bestScore || (score == 0 && bestScore == 0 && projection.worst() < leastWorst);
    if (!better) continue;
    bestScore = score;
    leastWorst = projection.worst();
    best = projection.phases();
  }
  return best;
}

std::vector<double> usualProfile(int count) {
  const int dark = lastOrderInReach(count);
  std::vector<double> profile = darkProfile({count, dark, 2 * ((5 * dark + 1) / 2)});
  for (double& phase : profile) phase = std::round(1e4 * phase) / 1e4;
  return profile;
}

}  // namespace lightloom::design
