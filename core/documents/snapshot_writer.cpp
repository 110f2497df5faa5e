#include "documents/snapshot_writer.h"

#include <algorithm>
#include <new>
#include <utility>

#include "base/memory.h"

namespace lightloom::documents {

SnapshotWriter::SnapshotWriter(std::string folder, SnapshotTiming timing)
    : m_folder(std::move(folder)), m_timing(timing) {
  m_thread = std::jthread([this](std::stop_token stop) { work(stop); });
}

SnapshotWriter::~SnapshotWriter() {
  flush();
}

void SnapshotWriter::keep(Snapshot snapshot) {
  {
    const std::lock_guard lock(m_mutex);
    m_last = Clock::now();
    if (!m_waiting) m_first = m_last;
    m_waiting = std::move(snapshot);
    m_dropping = false;
  }
  m_wake.notify_all();
}

void SnapshotWriter::drop() {
  {
    const std::lock_guard lock(m_mutex);
    m_waiting.reset();
    m_notBefore.reset();
    m_dropping = true;
  }
  m_wake.notify_all();
}

std::optional<Message> SnapshotWriter::flush() {
  std::unique_lock lock(m_mutex);
  m_hurry = true;
  m_wake.notify_all();
  m_wake.wait(lock, [this] { return !m_hurry; });
  return m_status.problem;
}

SnapshotWriter::Status SnapshotWriter::status() const {
  const std::lock_guard lock(m_mutex);
  return m_status;
}

SnapshotWriter::Clock::time_point SnapshotWriter::dueAt() const {
  const Clock::time_point due = std::min(m_last + m_timing.quiet, m_first + m_timing.longest);
  return m_notBefore ? std::max(due, *m_notBefore) : due;
}

void SnapshotWriter::work(const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  while (!stop.stop_requested()) {
    const auto asked = [this] { return m_hurry || m_dropping; };
    if (!asked() && !m_waiting) {
      m_wake.wait(lock, stop, [&] { return asked() || m_waiting; });
    } else if (!asked() && Clock::now() < dueAt()) {
      // Woken by each change, for it moves the moment.
      m_wake.wait_until(lock, stop, dueAt(), [&, waited = m_last] { return asked() || m_last != waited; });
    } else {
      writeWaiting(lock);
    }
  }
}

// The disk may take its time: nobody who hands work over waits for it.
void SnapshotWriter::writeWaiting(std::unique_lock<std::mutex>& lock) {
  const bool dropping = std::exchange(m_dropping, false);
  const std::optional<Snapshot> snapshot = m_waiting;
  const bool hurried = m_hurry;
  const Clock::time_point taken = m_last;
  lock.unlock();
  if (dropping && m_slot) m_slot->clear();
  std::optional<Message> problem;
  if (snapshot) problem = written(*snapshot);
  lock.lock();
  m_status.folder = m_slot ? m_slot->folder() : std::string();
  m_status.problem = problem;
  m_notBefore.reset();
  if (problem) {
    m_notBefore = Clock::now() + m_timing.retry;
  } else if (snapshot) {
    ++m_status.written;
    if (m_last == taken)
      m_waiting.reset();
    else
      m_first = m_last;
  }
  if (hurried && (problem || !m_waiting)) m_hurry = false;
  m_wake.notify_all();
}

std::optional<Message> SnapshotWriter::written(const Snapshot& snapshot) {
  try {
    if (!m_slot) {
      Result<RecoverySlot> slot = RecoverySlot::create(m_folder);
      if (!slot) return slot.error();
      m_slot.emplace(std::move(slot).value());
    }
    const Result<Done> done = m_slot->write(snapshot);
    if (!done) return done.error();
    return std::nullopt;
  } catch (const std::bad_alloc&) {
    return memoryExhausted();
  }
}

}  // namespace lightloom::documents
