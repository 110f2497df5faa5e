#include "learn/internal/shard_team.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"

namespace lightloom::learn {
namespace {

// Longer than what a training thread does between two rounds of a small network; waking takes about as long.
constexpr std::chrono::microseconds kPatience{200};

// Yields until `ready` or until patience ends.
template <typename Ready>
bool yieldUntil(const Ready& ready) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  do {
    if (ready()) return true;
    std::this_thread::yield();
  } while (std::chrono::steady_clock::now() < end);
  return ready();
}

}  // namespace

ShardTeam::ShardTeam(int parts, int threads, std::function<void(int part)> work)
    : m_work(std::move(work)), m_taken(static_cast<std::size_t>(parts)) {
  LL_CHECK(parts >= 1 && threads >= 1);
  const int members = std::min(parts, threads);
  m_helpers.reserve(static_cast<std::size_t>(members - 1));
  for (int member = 1; member < members; ++member)
    m_helpers.emplace_back(
        [this, first = member * parts / members](const std::stop_token& stop) { help(stop, first); });
}

void ShardTeam::run() {
  m_partsLeft.store(static_cast<int>(m_taken.size()), std::memory_order_relaxed);
  std::uint64_t round = 0;
  bool sleepers = false;
  {
    const std::lock_guard lock(m_mutex);
    round = m_round.fetch_add(1) + 1;
    sleepers = m_asleep > 0;
  }
  if (sleepers) m_start.notify_all();
  takeParts(round, 0);
  awaitEnd();
}

void ShardTeam::help(const std::stop_token& stop, int firstPart) {
  std::uint64_t round = 0;
  while (awaitRound(stop, round)) {
    round = m_round.load();
    takeParts(round, firstPart);
  }
}

// Waits for the next round; false where the helper has to stop instead.
bool ShardTeam::awaitRound(const std::stop_token& stop, std::uint64_t done) {
  const auto ready = [&] { return m_round.load() != done; };
  if (yieldUntil([&] { return ready() || stop.stop_requested(); })) return !stop.stop_requested();
  std::unique_lock lock(m_mutex);
  ++m_asleep;
  const bool woken = m_start.wait(lock, stop, ready);
  --m_asleep;
  return woken;
}

// A part belongs to whoever moves its mark on from the round before. A helper that comes late, when the round
// is over, finds every mark moved and touches nothing else.
void ShardTeam::takeParts(std::uint64_t round, int firstPart) {
  const std::size_t parts = m_taken.size();
  for (std::size_t i = 0; i < parts; ++i) {
    const std::size_t part = (static_cast<std::size_t>(firstPart) + i) % parts;
    std::uint64_t before = round - 1;
    if (!m_taken[part].compare_exchange_strong(before, round)) continue;
    m_work(static_cast<int>(part));
    if (m_partsLeft.fetch_sub(1) > 1) continue;
    const std::lock_guard lock(m_mutex);
    m_end.notify_one();
  }
}

void ShardTeam::awaitEnd() {
  const auto ready = [&] { return m_partsLeft.load() == 0; };
  if (yieldUntil(ready)) return;
  std::unique_lock lock(m_mutex);
  m_end.wait(lock, ready);
}

}  // namespace lightloom::learn
