#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/message.h"
#include "bench/lock_map.h"
#include "design/design.h"
#include "report/sent_weights.h"
#include "rooms.h"
#include "train/recorded_run.h"

namespace lightloom::ui {

/// Which map and which curves are wanted.
struct LockMapRequest {
  LaserParameters laser;
  LockMapRange range;
  ComponentPtr array;  ///< never null
  LockInputs nominal;  ///< of the curves
  double curveLowDb = -30, curveHighDb = 0;
};

/// A map with the curves of its array.
struct LockPicture {
  std::shared_ptr<const LockMap> map;
  std::vector<LockCurvePoint> curves;
  std::optional<Message> problem;  ///< why there is neither: "memory.exhausted"
};

/// Which weights are wanted: those of a network, as one laser of a bench sends them.
struct SentRequest {
  std::shared_ptr<const RunFile> run;  ///< never null
  std::shared_ptr<const Bench> bench;  ///< never null
  std::string array;                   ///< id
  int channel = 0;
};

/// Computes maps and curves on a thread of its own, and beside them the weights that a laser sends; keeps the
/// latest maps. The owner polls; of either kind the newest request wins.
class LockMapLoader {
 public:
  LockMapLoader();
  ~LockMapLoader() = default;
  LockMapLoader(const LockMapLoader&) = delete;
  LockMapLoader& operator=(const LockMapLoader&) = delete;

  void start(const LockMapRequest& request);
  bool busy() const { return m_busy; }
  /// The outcome of the newest request, given once.
  std::optional<LockPicture> take();

  using Sent = Result<std::shared_ptr<const SentWeights>>;
  void start(const SentRequest& request);
  /// The outcome of the newest request, given once. Errors: those of `openRecordedRun` and `sentWeights`;
  /// "memory.exhausted".
  std::optional<Sent> takeSent();

 private:
  void work(const std::stop_token& stop);
  void work(const LockMapRequest& request, const std::stop_token& stop);
  void work(const SentRequest& request, const std::stop_token& stop);
  Sent sentBy(const SentRequest& request, const std::stop_token& stop);
  LockPicture pictureOf(const LockMapRequest& request, const std::stop_token& stop);
  std::shared_ptr<const LockMap> mapFor(const LockMapRequest& request, const std::stop_token& stop);

  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  std::optional<LockMapRequest> m_request;              ///< behind the mutex
  std::optional<LockPicture> m_picture;                 ///< behind the mutex
  std::optional<SentRequest> m_sentRequest;             ///< behind the mutex
  std::optional<Sent> m_sent;                           ///< behind the mutex
  bool m_busy = false;                                  ///< of the owner thread
  std::vector<std::shared_ptr<const LockMap>> m_known;  ///< of the worker; newest last
  std::shared_ptr<const RunFile> m_openRun;             ///< of the worker: what m_opened was made from
  std::optional<Result<RecordedRun>> m_opened;          ///< of the worker
  std::jthread m_thread;                                ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
