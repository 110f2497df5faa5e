#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>

#include "rooms.h"

namespace lightloom::files {

/// The limits every reader obeys, so that a hostile or broken file ends in a message and never in a crash, a
/// full memory or a frozen window. The defaults are those of design files.
struct LoadBudget {
  std::size_t bytes = std::size_t{64} << 20;  ///< of the file, and of what it unpacks to
  int depth = 64;                             ///< nesting of JSON
  std::size_t items = 4'000'000;              ///< JSON values, table cells, archive entries together
  std::size_t nameLength = 256;               ///< bytes of names, ids, keys
  std::size_t stringLength = 1 << 20;         ///< bytes of any JSON text
  std::size_t textLength = 64 << 10;          ///< bytes of notes and other texts
  std::size_t components = 100'000;
  double seconds = 20;        ///< wall time
  std::stop_token stop = {};  ///< nobody waits any more: readers end as if their time had passed

  /// The clipboard: 16 MiB, 2 s.
  static LoadBudget clipboard() {
    LoadBudget budget;
    budget.bytes = std::size_t{16} << 20;
    budget.seconds = 2;
    return budget;
  }
  /// Data sets: 1 GiB unpacked, 2^28 values, 120 s.
  static LoadBudget data() {
    LoadBudget budget;
    budget.bytes = std::size_t{1} << 30;
    budget.items = std::size_t{1} << 28;
    budget.seconds = 120;
    return budget;
  }
};

/// The moment at which a reader that started now has to give up.
class Deadline {
 public:
  explicit Deadline(const LoadBudget& budget)
      : m_stop(budget.stop),
        m_end(std::chrono::steady_clock::now() +
              std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                  std::chrono::duration<double>(budget.seconds))) {}
  bool passed() const { return m_stop.stop_requested() || std::chrono::steady_clock::now() > m_end; }

 private:
  std::stop_token m_stop;
  std::chrono::steady_clock::time_point m_end;
};

}  // namespace lightloom::files
