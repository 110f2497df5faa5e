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
#include "rooms.h"

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

/// Computes maps and curves on a thread of its own, and keeps the latest maps. The owner polls; the newest
/// request wins.
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

 private:
  void work(const std::stop_token& stop);
  LockPicture pictureOf(const LockMapRequest& request, const std::stop_token& stop);
  std::shared_ptr<const LockMap> mapFor(const LockMapRequest& request, const std::stop_token& stop);

  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  std::optional<LockMapRequest> m_request;              ///< behind the mutex
  std::optional<LockPicture> m_picture;                 ///< behind the mutex
  bool m_busy = false;                                  ///< of the owner thread
  std::vector<std::shared_ptr<const LockMap>> m_known;  ///< of the worker; newest last
  std::jthread m_thread;                                ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
