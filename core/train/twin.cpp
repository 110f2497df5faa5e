#include "train/internal/twin.h"

#include <algorithm>
#include <new>
#include <utility>

namespace lightloom::train {
namespace {

std::exception_ptr failureOf(const std::function<void()>& work) {
  try {
    work();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

}  // namespace

Twin::Twin(const Experiment& experiment, const std::optional<TwinState>& from)
    : m_trainer(makeTwin(experiment)) {
  if (from) {
    m_trainer.resume(from->trainer);
    m_points = Trail<TwinPoint>(from->points);
    m_ended = m_trainer.diverged().has_value();
  }
  m_thread = std::jthread([this](std::stop_token stop) { work(stop); });
}

void Twin::allow(int epochs) {
  {
    const std::lock_guard lock(m_mutex);
    m_allowed = std::max(m_allowed, epochs);
  }
  m_wake.notify_all();
}

void Twin::workBeside(const std::function<void()>& work) {
  {
    const std::lock_guard lock(m_mutex);
    m_asked = &work;
  }
  m_wake.notify_all();
  // Whatever happens here, the other thread must be done with `work` before it goes.
  std::exception_ptr failure = failureOf(work);
  std::unique_lock lock(m_mutex);
  m_asked = nullptr;
  m_wake.wait(lock, [&] { return !m_helping; });
  if (!failure) failure = m_failure;
  m_failure = nullptr;
  if (failure) std::rethrow_exception(failure);
}

Trail<TwinPoint> Twin::points() const {
  const std::lock_guard lock(m_mutex);
  return m_points;
}

std::optional<TwinState> Twin::state() {
  std::unique_lock lock(m_mutex);
  m_stateAsked = true;
  m_wake.notify_all();
  m_wake.wait(lock, [&] { return !m_stateAsked; });
  return std::exchange(m_state, std::nullopt);
}

void Twin::wait(int epochs) {
  std::unique_lock lock(m_mutex);
  m_wake.wait(lock, [&] { return m_ended || static_cast<int>(m_points.size()) >= epochs; });
}

void Twin::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const std::function<void()>* asked = nullptr;
    bool trains = false;
    {
      std::unique_lock lock(m_mutex);
      if (!m_wake.wait(lock, stop, [&] { return m_asked || m_stateAsked || mayTrain(); })) return;
      if (m_stateAsked) giveState();
      asked = std::exchange(m_asked, nullptr);
      m_helping = asked != nullptr;
      trains = !asked && mayTrain();
    }
    if (asked) help(*asked);
    if (trains) train();
  }
}

void Twin::help(const std::function<void()>& asked) {
  const std::exception_ptr failure = failureOf(asked);
  const std::lock_guard lock(m_mutex);
  m_failure = failure;
  m_helping = false;
  m_wake.notify_all();
}

// Under the mutex.
void Twin::giveState() {
  try {
    m_state = TwinState{m_trainer.state(), {m_points.begin(), m_points.end()}};
  } catch (const std::bad_alloc&) {
    m_state.reset();
  }
  m_stateAsked = false;
  m_wake.notify_all();
}

void Twin::train() {
  // Without memory there is no twin any more, and the run goes on alone.
  try {
    if (m_trainer.step().endsEpoch) publish();
  } catch (const std::bad_alloc&) {
    m_gaveUp = true;
  }
  if (!m_trainer.diverged() && !m_gaveUp) return;
  const std::lock_guard lock(m_mutex);
  m_ended = true;
  m_wake.notify_all();
}

void Twin::publish() {
  const TwinPoint point{m_trainer.epoch(), m_trainer.evaluateTest().accuracy};
  const std::lock_guard lock(m_mutex);
  m_points.push_back(point);
  m_wake.notify_all();
}

}  // namespace lightloom::train
