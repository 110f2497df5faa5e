#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/message.h"
#include "documents/recovery.h"
#include "rooms.h"

namespace lightloom::documents {

/// When a snapshot is written: once nothing has changed for `quiet`, but no later than `longest` after the
/// first change that is not written yet; and again `retry` after it could not be.
struct SnapshotTiming {
  std::chrono::milliseconds quiet{2000}, longest{5000}, retry{5000};
};

/// Writes the unsaved work of a window on its own thread: the newest that it was given wins. It keeps time
/// itself, so that what was handed over is written even where the window hangs. All methods are for one owner
/// thread, and none but `flush` waits for the disk.
class SnapshotWriter {
 public:
  /// The place below `folder` is made with the first snapshot.
  explicit SnapshotWriter(std::string folder, SnapshotTiming timing = {});
  ~SnapshotWriter();  ///< writes what waits and lets go of the place
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  /// This is the work now.
  void keep(Snapshot snapshot);

  /// There is no unsaved work any more: what was written is removed.
  void drop();

  /// Writes at once what waits, and returns when it is on the disk, or cannot be: why not.
  std::optional<Message> flush();

  struct Status {
    std::uint64_t written = 0;       ///< snapshots since the beginning
    std::string folder;              ///< of the place; empty before the first
    std::optional<Message> problem;  ///< of the last attempt
  };
  Status status() const;

 private:
  using Clock = std::chrono::steady_clock;

  void work(const std::stop_token& stop);
  Clock::time_point dueAt() const;
  void writeWaiting(std::unique_lock<std::mutex>& lock);
  std::optional<Message> written(const Snapshot& snapshot);

  const std::string m_folder;
  const SnapshotTiming m_timing;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_wake;
  // Under the mutex.
  std::optional<Snapshot> m_waiting;
  Clock::time_point m_first, m_last;             ///< when the first and the last came that wait
  std::optional<Clock::time_point> m_notBefore;  ///< after a failure
  bool m_dropping = false, m_hurry = false;
  Status m_status;

  std::optional<RecoverySlot> m_slot;  ///< of the thread
  std::jthread m_thread;               ///< last: joins before the rest goes
};

}  // namespace lightloom::documents
