#include "canvas/one_thread.h"

#include <QThreadPool>
#include <semaphore>

namespace lightloom::ui {

void paintOnOneThread(const std::function<void()>& paint) {
  std::binary_semaphore done(0);
  const bool started = QThreadPool::globalInstance()->tryStart([&] {
    paint();
    done.release();
  });
  started ? done.acquire() : paint();
}

}  // namespace lightloom::ui
