#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "rooms.h"
#include "study/sample_in_light.h"

namespace lightloom::ui {

/// Which sample of which network is to be looked at, in how much light.
struct LightRequest {
  std::shared_ptr<const RunFile> run;
  std::shared_ptr<const Dataset> data;
  std::size_t sample = 0;  ///< of the test part
  double photonsPerMac = 1;
  std::uint64_t draw = 0;
};

/// Looks at samples on a thread of its own. The owner polls; the newest request wins.
class LightLoader {
 public:
  using Outcome = Result<SampleInLight>;
  static constexpr int kTries = 100;

  LightLoader();
  ~LightLoader() = default;
  LightLoader(const LightLoader&) = delete;
  LightLoader& operator=(const LightLoader&) = delete;

  void start(const LightRequest& request);
  bool busy() const { return m_busy; }
  /// The outcome of the newest request, given once. Errors: those of `openRecordedRun`; "memory.exhausted".
  std::optional<Outcome> take();

 private:
  void work(const std::stop_token& stop);
  Outcome look(const LightRequest& request);

  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  std::optional<LightRequest> m_request;   ///< behind the mutex
  std::optional<Outcome> m_outcome;        ///< behind the mutex
  bool m_busy = false;                     ///< of the owner thread
  std::shared_ptr<const RunFile> m_known;  ///< of the worker: what m_view was made from
  std::optional<LightView> m_view;         ///< of the worker
  std::jthread m_thread;                   ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
