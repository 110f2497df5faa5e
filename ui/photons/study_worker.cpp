#include "photons/study_worker.h"

#include <utility>

#include "base/memory.h"

namespace lightloom::ui {

void StudyWorker::start(const Design& design, std::shared_ptr<const Dataset> data, bool aware) {
  m_thread = std::jthread();
  m_progress = Progress{};
  m_progress.finished = false;
  m_thread = std::jthread([this, design, data = std::move(data), aware](std::stop_token stop) {
    run(design, data, aware, stop);
  });
}

void StudyWorker::take(double share, const PhotonStudy& soFar) {
  const std::lock_guard lock(m_mutex);
  m_progress.share = share;
  m_progress.study = soFar;
}

void StudyWorker::run(const Design& design, const std::shared_ptr<const Dataset>& data, bool aware,
                      const std::stop_token& stop) {
  PhotonStudyOptions options;
  options.aware = aware;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onProgress = [this](double share, const PhotonStudy& soFar) { take(share, soFar); };
  const Result<PhotonStudy> study = withinMemory([&] { return photonStudy(design, data, options); });
  const std::lock_guard lock(m_mutex);
  if (!study) m_progress.problem = study.error();
  m_progress.finished = true;
}

StudyWorker::Progress StudyWorker::poll() {
  const std::lock_guard lock(m_mutex);
  Progress out = m_progress;
  m_progress.study.reset();
  m_progress.problem.reset();
  return out;
}

}  // namespace lightloom::ui
