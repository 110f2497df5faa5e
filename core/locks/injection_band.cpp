#include "locks/internal/injection_band.h"

#include <cmath>

#include "locks/array_drive.h"

namespace lightloom::locks {
namespace {

// The bounds of the search, in half decibels.
constexpr int kLowest = -120, kHighest = 20;

class BandSearch {
 public:
  BandSearch(const PartView& array, const LockInputs& nominal, const InjectionNeeds& needs)
      : m_array(array), m_nominal(nominal), m_needs(needs) {}

  std::optional<InjectionBand> find() const {
    const int low = m_needs.settles || preEmphasis() ? weakest() : kLowest;
    const int high = m_needs.drives ? strongest() : kHighest;
    if (low > high || !works((low + high) / 2)) return std::nullopt;
    return InjectionBand{0.5 * low, 0.5 * high};
  }

 private:
  bool preEmphasis() const { return m_needs.drives && m_array.flag("pre_emphasis"); }

  LockSolution solutionAt(int halfDb) const {
    LockInputs inputs = m_nominal;
    inputs.injectionRatio = std::pow(10.0, 0.05 * halfDb);
    return solveLock(inputs);
  }

  bool settles(const LockSolution& solution) const {
    return !m_needs.settles || std::fabs(solution.worst.settlingAverage) <= kSettles;
  }
  bool hasInverse(const LockSolution& solution) const {
    return !preEmphasis() || !arrayDrive(m_array, solution).preEmphasisImpossible;
  }
  bool isDriven(const LockSolution& solution) const {
    if (!m_needs.drives) return true;
    const ArrayDrive drive = arrayDrive(m_array, solution);
    return drive.swingA <= drive.swingLimitA;
  }
  bool works(int halfDb) const {
    const LockSolution solution = solutionAt(halfDb);
    return solution.locked && settles(solution) && hasInverse(solution) && isDriven(solution);
  }

  // The more light, the faster a laser follows.
  int weakest() const {
    int low = kLowest, high = kHighest + 1;
    while (low < high) {
      const int middle = low + (high - low - 1) / 2;
      const LockSolution solution = solutionAt(middle);
      if (solution.locked && settles(solution) && hasInverse(solution))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  }

  // The more light, the wider the band of detuning over which the current has to swing.
  int strongest() const {
    int low = kLowest - 1, high = kHighest;
    while (low < high) {
      const int middle = high - (high - low - 1) / 2;
      const LockSolution solution = solutionAt(middle);
      if (!solution.locked || !isDriven(solution))
        high = middle - 1;
      else
        low = middle;
    }
    return low;
  }

  const PartView& m_array;
  const LockInputs& m_nominal;
  InjectionNeeds m_needs;
};

}  // namespace

std::optional<InjectionBand> injectionBand(const PartView& array, const LockInputs& nominal,
                                           const InjectionNeeds& needs) {
  return BandSearch(array, nominal, needs).find();
}

}  // namespace lightloom::locks
