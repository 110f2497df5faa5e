#pragma once

#include <mutex>
#include <optional>
#include <thread>

#include "rooms.h"
#include "study/photon_study.h"

namespace lightloom::ui {

/// Runs a photon study on a thread of its own. The owner polls.
class StudyWorker {
 public:
  StudyWorker() = default;
  ~StudyWorker() = default;
  StudyWorker(const StudyWorker&) = delete;
  StudyWorker& operator=(const StudyWorker&) = delete;

  /// Begins anew; a study that is under way is stopped first.
  void start(const Design& design, std::shared_ptr<const Dataset> data, bool aware);
  /// Stops the study at its next mini-batch; what it has found stays.
  void stop() { m_thread.request_stop(); }

  struct Progress {
    double share = 0;
    std::optional<PhotonStudy> study;  ///< newest, if there is one since the last poll
    std::optional<Message> problem;
    bool finished = true;  ///< nothing is under way
  };
  Progress poll();

 private:
  void take(double share, const PhotonStudy& soFar);
  void run(const Design& design, const std::shared_ptr<const Dataset>& data, bool aware,
           const std::stop_token& stop);

  std::mutex m_mutex;
  Progress m_progress;    ///< behind the mutex
  std::jthread m_thread;  ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
