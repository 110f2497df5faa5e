#include "canvas/one_thread.h"

#include <QThreadPool>
#include <atomic>
#include <mutex>
#include <semaphore>

namespace lightloom::ui {
namespace {

struct PaintJob {
  const std::function<void()>& paint;
  std::binary_semaphore done{0};
};

// What Qt hands over is handed over here as well: a thread sanitizer does not see the locks inside Qt.
std::atomic<PaintJob*> waitingJob{nullptr};

void paintWaitingJob() {
  PaintJob* const job = waitingJob.exchange(nullptr);
  job->paint();
  job->done.release();
}

}  // namespace

void paintOnOneThread(const std::function<void()>& paint) {
  static std::mutex oneAtATime;
  const std::lock_guard lock(oneAtATime);
  PaintJob job{paint};
  waitingJob = &job;
  if (QThreadPool::globalInstance()->tryStart(paintWaitingJob)) return job.done.acquire();
  waitingJob = nullptr;
  paint();
}

}  // namespace lightloom::ui
