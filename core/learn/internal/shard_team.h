#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "rooms.h"

namespace lightloom::learn {

/// A fixed team of threads that does the parts of a round side by side. The thread that calls `run` works
/// along, and every thread takes whatever part is still free, its own share first: a busy machine that keeps
/// the helpers from running costs no more than their help. Between rounds a helper yields for a fraction of a
/// millisecond, so that the next round finds it awake, and then sleeps: a team without rounds burns no
/// processor. Which thread does a part must not matter to its result. A round allocates nothing.
class ShardTeam {
 public:
  /// `work(part)` does one part, 0 … `parts` − 1; it must not throw. Starts `threads` − 1 helpers, fewer
  /// where there are fewer parts.
  ShardTeam(int parts, int threads, std::function<void(int part)> work);
  ShardTeam(const ShardTeam&) = delete;
  ShardTeam& operator=(const ShardTeam&) = delete;

  /// One round: does every part once and returns when all are done. What the caller wrote before is seen by
  /// every part, and what the parts wrote by the caller. For one thread at a time.
  void run();

  /// Threads that work in a round, the caller's included.
  int threads() const { return static_cast<int>(m_helpers.size()) + 1; }

 private:
  void help(const std::stop_token& stop, int firstPart);
  bool awaitRound(const std::stop_token& stop, std::uint64_t done);
  void takeParts(std::uint64_t round, int firstPart);
  void awaitEnd();

  std::function<void(int)> m_work;
  std::vector<std::atomic<std::uint64_t>> m_taken;  ///< the round in which each part was taken last
  std::atomic<std::uint64_t> m_round{0};
  std::atomic<int> m_partsLeft{0};
  std::mutex m_mutex;  ///< held for every change of the round, so that no sleeper misses it
  std::condition_variable_any m_start;
  std::condition_variable m_end;
  int m_asleep = 0;
  std::vector<std::jthread> m_helpers;  ///< last: joins before the rest goes
};

}  // namespace lightloom::learn
