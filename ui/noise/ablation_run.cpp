#include "noise/ablation_run.h"

#include "base/memory.h"

namespace lightloom::ui {

void AblationRun::start(const RunFile& run, std::shared_ptr<const Dataset> data) {
  m_thread = std::jthread();
  m_measured = run;
  m_progress = Progress();
  m_progress.finished = false;
  m_thread = std::jthread([this, data = std::move(data)](const std::stop_token& stop) { work(stop, *data); });
}

void AblationRun::work(const std::stop_token& stop, const Dataset& data) {
  AblationOptions options;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onProgress = [this](double share) {
    const std::lock_guard lock(m_mutex);
    m_progress.share = share;
  };
  Result<std::optional<Ablation>> measured = withinMemory([&] { return ablate(m_measured, data, options); });
  const std::lock_guard lock(m_mutex);
  m_progress.finished = true;
  if (measured)
    m_progress.found = std::move(measured).value();
  else
    m_progress.problem = measured.error();
}

AblationRun::Progress AblationRun::poll() {
  const std::lock_guard lock(m_mutex);
  Progress out = m_progress;
  if (m_progress.finished) {
    m_progress.found.reset();
    m_progress.problem.reset();
  }
  return out;
}

}  // namespace lightloom::ui
