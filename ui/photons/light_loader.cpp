#include "photons/light_loader.h"

#include "base/memory.h"

namespace lightloom::ui {

LightLoader::LightLoader() : m_thread([this](std::stop_token stop) { work(stop); }) {}

void LightLoader::start(const LightRequest& request) {
  {
    const std::lock_guard lock(m_mutex);
    m_request = request;
    m_outcome.reset();
  }
  m_busy = true;
  m_wake.notify_one();
}

std::optional<LightLoader::Outcome> LightLoader::take() {
  const std::lock_guard lock(m_mutex);
  std::optional<Outcome> out = std::move(m_outcome);
  m_outcome.reset();
  if (out) m_busy = false;
  return out;
}

LightLoader::Outcome LightLoader::look(const LightRequest& request) {
  if (m_known != request.run || !m_view) {
    m_view.reset();
    if (request.run->diverged) return *request.run->diverged;
    Result<RecordedRun> run = openRecordedRun(*request.run, *request.data);
    if (!run) return run.error();
    m_view.emplace(std::make_shared<const RecordedRun>(std::move(run).value()), request.data);
    m_known = request.run;
  }
  return m_view->look(request.sample, request.photonsPerMac, request.draw, kTries);
}

void LightLoader::work(const std::stop_token& stop) {
  while (true) {
    LightRequest request;
    {
      std::unique_lock lock(m_mutex);
      if (!m_wake.wait(lock, stop, [this] { return m_request.has_value(); })) return;
      request = std::move(*m_request);
      m_request.reset();
    }
    Outcome outcome = withinMemory([&] { return look(request); });
    const std::lock_guard lock(m_mutex);
    if (!m_request) m_outcome = std::move(outcome);
  }
}

}  // namespace lightloom::ui
