#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "rooms.h"

namespace lightloom::base {

/// Computes `work(i)` for i = 0 … count − 1 on up to `threads` threads and hands each result to `take(i,
/// result)` on the calling thread, in order of i: what comes out does not depend on the number of threads.
/// `take` returns whether to go on; where it does not, work under way is finished and its results are
/// dropped. `work` is called from several threads at once; what it throws (a want of memory, that is) comes
/// out of this function. At most four results a thread wait for one before them.
template <typename Work, typename Take>
void inOrder(std::size_t count, int threads, const Work& work, const Take& take) {
  using Value = decltype(work(std::size_t{0}));
  if (threads <= 1) {
    for (std::size_t i = 0; i < count; ++i)
      if (!take(i, work(i))) return;
    return;
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Value> waiting;
  std::exception_ptr thrown;
  std::size_t begun = 0, taken = 0;
  bool stopped = false;
  const std::size_t ahead = 4 * static_cast<std::size_t>(threads);
  const auto answer = [&](std::unique_lock<std::mutex>& lock) {
    while (true) {
      changed.wait(lock, [&] { return stopped || begun == count || begun < taken + ahead; });
      if (stopped || begun == count) return;
      const std::size_t mine = begun++;
      lock.unlock();
      Value value = work(mine);
      lock.lock();
      waiting.emplace(mine, std::move(value));
      changed.notify_all();
    }
  };
  const auto serve = [&] {
    std::unique_lock lock(mutex);
    try {
      answer(lock);
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      thrown = std::current_exception();
      stopped = true;
      changed.notify_all();
    }
  };
  // However this ends, nobody waits for what is not taken any more.
  struct Release {
    std::mutex& mutex;
    std::condition_variable& changed;
    bool& stopped;
    ~Release() {
      {
        const std::lock_guard lock(mutex);
        stopped = true;
      }
      changed.notify_all();
    }
  };
  std::vector<std::jthread> team;
  const Release release{mutex, changed, stopped};
  for (std::size_t t = 0; t < std::min(count, static_cast<std::size_t>(threads)); ++t)
    team.emplace_back(serve);
  for (std::size_t i = 0; i < count; ++i) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return thrown || waiting.contains(i); });
    if (thrown) std::rethrow_exception(thrown);
    Value value = std::move(waiting.extract(i).mapped());
    taken = i + 1;
    lock.unlock();
    changed.notify_all();
    if (!take(i, std::move(value))) return;
  }
}

}  // namespace lightloom::base
