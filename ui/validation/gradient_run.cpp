#include "validation/gradient_run.h"

namespace lightloom {

void GradientRun::start(const TrainerSettings& settings, std::shared_ptr<const Dataset> data) {
  m_thread = std::jthread();
  m_fresh.clear();
  m_running = true;
  m_thread = std::jthread([this, settings, data = std::move(data)](const std::stop_token& stop) {
    GradientCheckOptions options;
    options.cancelled = [&stop] { return stop.stop_requested(); };
    options.onRow = [this](const GradientRow& row) {
      const std::lock_guard lock(m_mutex);
      m_fresh.push_back(row);
    };
    checkGradients(settings, *data, options);
    const std::lock_guard lock(m_mutex);
    m_running = false;
  });
}

GradientRun::Progress GradientRun::poll() {
  const std::lock_guard lock(m_mutex);
  Progress out{std::move(m_fresh), !m_running};
  m_fresh.clear();
  return out;
}

}  // namespace lightloom
