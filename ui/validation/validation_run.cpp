#include "validation/validation_run.h"

namespace lightloom {

void ValidationRun::start(const ValidationInputs& inputs, bool longRows) {
  m_thread = std::jthread();
  m_fresh.clear();
  m_running = true;
  m_thread = std::jthread([this, inputs, longRows](std::stop_token stop) {
    ValidationOptions options;
    options.longRows = longRows;
    options.stop = std::move(stop);
    options.onResult = [this](const ValidationResult& result, std::size_t) {
      const std::lock_guard lock(m_mutex);
      m_fresh.push_back(result);
    };
    validate(inputs, options);
    const std::lock_guard lock(m_mutex);
    m_running = false;
  });
}

ValidationRun::Progress ValidationRun::poll() {
  const std::lock_guard lock(m_mutex);
  Progress out{std::move(m_fresh), !m_running};
  m_fresh.clear();
  return out;
}

}  // namespace lightloom
