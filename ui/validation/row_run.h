#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/memory.h"
#include "rooms.h"

namespace lightloom::ui {

/// Work that gives its results row by row, on a thread of its own. The owner polls.
template <typename Row>
class RowRun {
 public:
  using Give = std::function<void(const Row&)>;
  /// Ends early where the token asks for it.
  using Work = std::function<void(const std::stop_token&, const Give&)>;

  RowRun() = default;
  RowRun(const RowRun&) = delete;
  RowRun& operator=(const RowRun&) = delete;

  /// Begins anew; work that is under way is stopped first.
  void start(Work work) {
    m_thread = std::jthread();
    m_fresh.clear();
    m_problem.reset();
    m_running = true;
    m_thread = std::jthread([this, work = std::move(work)](const std::stop_token& stop) {
      const Result<Done> done = withinMemory([&]() -> Result<Done> {
        work(stop, [this](const Row& row) {
          const std::lock_guard lock(m_mutex);
          m_fresh.push_back(row);
        });
        return Done();
      });
      const std::lock_guard lock(m_mutex);
      if (!done) m_problem = done.error();
      m_running = false;
    });
  }

  void stop() { m_thread.request_stop(); }

  struct Progress {
    std::vector<Row> rows;           ///< new since the last poll, in order
    std::optional<Message> problem;  ///< why there are no more of them
    bool finished = true;            ///< nothing is under way and nothing is left to poll
  };
  Progress poll() {
    const std::lock_guard lock(m_mutex);
    Progress out{std::move(m_fresh), m_problem, !m_running};
    m_fresh.clear();
    return out;
  }

 private:
  std::mutex m_mutex;
  std::vector<Row> m_fresh;          ///< behind the mutex
  std::optional<Message> m_problem;  ///< behind the mutex
  bool m_running = false;            ///< behind the mutex
  std::jthread m_thread;             ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
