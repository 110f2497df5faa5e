#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "base/memory.h"
#include "base/message.h"
#include "rooms.h"

namespace lightloom::base {

/// Work for an owner who must not wait: requests are answered one after the other on a thread of their own,
/// and the owner polls. The newest request wins: what is under way for another one is asked to end, and
/// nothing of it comes any more. All methods are for one owner thread; none of them waits for the work but
/// the destructor, which asks it to end first. Begins its thread with the first request.
template <typename Request, typename Answer, typename Progress = std::monostate>
class Worker {
 public:
  /// Hands news of the work under way to the owner. May be called as long as the work runs.
  using Tell = std::function<void(Progress)>;
  /// Answers one request. Called on the thread of the worker alone, so it may keep what it has computed for
  /// the next request. Work that takes long ends early where the token asks for it. What it throws for want
  /// of memory becomes the error "memory.exhausted".
  using Work = std::function<Result<Answer>(const Request&, const std::stop_token&, const Tell&)>;

  explicit Worker(Work work) : m_work(std::move(work)) {}
  ~Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start(Request request) {
    {
      const std::lock_guard lock(m_mutex);
      m_newest.request_stop();
      m_newest = std::stop_source();
      m_request.emplace(std::move(request));
      ++m_number;
      m_news = News();
      m_busy = true;
    }
    if (!m_thread.joinable()) m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    m_wake.notify_all();
  }

  /// Asks the work under way to end early; what it answers then still comes.
  void stop() {
    const std::lock_guard lock(m_mutex);
    m_newest.request_stop();
  }

  /// The same, and nothing of it comes any more.
  void drop() {
    const std::lock_guard lock(m_mutex);
    m_newest.request_stop();
    m_request.reset();
    ++m_number;
    m_news = News();
    m_busy = false;
  }

  /// Whether an answer is to come, or has come and was not polled yet.
  bool busy() const {
    const std::lock_guard lock(m_mutex);
    return m_busy;
  }

  struct News {
    std::vector<Progress> progress;        ///< told since the last poll, oldest first
    std::optional<Result<Answer>> answer;  ///< of the newest request, handed out once
  };
  News poll() {
    const std::lock_guard lock(m_mutex);
    if (m_news.answer) m_busy = false;
    return std::exchange(m_news, News());
  }

 private:
  void serve(const std::stop_token& stop) {
    while (true) {
      std::unique_lock lock(m_mutex);
      if (!m_wake.wait(lock, stop, [this] { return m_request.has_value(); })) return;
      const Request request = std::move(*m_request);
      m_request.reset();
      const std::uint64_t number = m_number;
      std::stop_source source = m_newest;
      lock.unlock();
      // The owner's going ends the work under way like a newer request does.
      const std::stop_callback gone(stop, [&source] { source.request_stop(); });
      Result<Answer> answer = answered(request, source.get_token(), number);
      lock.lock();
      if (number == m_number) m_news.answer.emplace(std::move(answer));
    }
  }

  Result<Answer> answered(const Request& request, const std::stop_token& ends, std::uint64_t number) {
    const Tell tell = [this, number](Progress news) {
      const std::lock_guard lock(m_mutex);
      if (number == m_number) m_news.progress.push_back(std::move(news));
    };
    return withinMemory([&] { return m_work(request, ends, tell); });
  }

  Work m_work;  ///< of the thread
  mutable std::mutex m_mutex;
  std::condition_variable_any m_wake;
  // Behind the mutex.
  std::optional<Request> m_request;
  std::uint64_t m_number = 0;  ///< of the newest request
  std::stop_source m_newest;   ///< of the newest request
  News m_news;
  bool m_busy = false;

  std::jthread m_thread;  ///< last: joins before the rest goes
};

}  // namespace lightloom::base
