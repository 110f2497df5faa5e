#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::documents {

/// What a snapshot of unsaved work says beside the design. Nothing is decided by the time, which clocks and
/// time zones move: newer is what has the larger `sequence`, the same is what has the same hash.
struct RecoveryNote {
  std::string name;      ///< as the window called it
  std::string path;      ///< absolute path of its file; empty where it never had one
  std::string fileHash;  ///< SHA-256 of that file as the window last read or wrote it; empty without one
  std::uint64_t sequence = 0;  ///< of the snapshots of one window, from 1 on
  std::int64_t changes = 0;    ///< steps since the file was saved
  std::string time;            ///< "2026-05-04 13:20:05", only shown
};

/// The work of a window that is in no file yet.
struct Snapshot {
  RecoveryNote note;
  Design design;
  std::shared_ptr<const RunFile> run;  ///< what was trained, where it is in no file either; may be null
};

class HeldLock;

/// The place of one window below the recovery folder: a folder of its own with a lock that the system lets go
/// of when the program ends, however it does. Snapshots take turns in two files, so that a kill while one is
/// written leaves the other. Used from one thread at a time.
class RecoverySlot {
 public:
  /// Makes a new place below `folder` (which is made, too) and locks it. Errors: "recovery.no-folder".
  static Result<RecoverySlot> create(const std::string& folder);

  RecoverySlot(RecoverySlot&&) noexcept = default;
  RecoverySlot& operator=(RecoverySlot&&) noexcept = default;
  ~RecoverySlot();  ///< lets go of the lock; a place without snapshots is removed

  const std::string& folder() const { return m_folder; }

  /// Writes the snapshot, numbered one above those before, in place of the older of the two. Errors: those of
  /// `saveFile`.
  Result<Done> write(Snapshot snapshot);

  /// Removes the snapshots: the work is in a file, or was given up.
  void clear();

 private:
  RecoverySlot(std::string folder, std::shared_ptr<const HeldLock> lock)
      : m_folder(std::move(folder)), m_lock(std::move(lock)) {}

  std::string m_folder;
  std::shared_ptr<const HeldLock> m_lock;  ///< null after a move
  std::uint64_t m_sequence = 0;
};

/// What a window left that no longer lives. As long as a copy of this value is kept, no other program finds
/// it.
struct RecoverableWork {
  std::string folder;  ///< of its place
  std::string file;    ///< of the snapshot: an archive with the design and what was trained
  std::optional<Snapshot> snapshot;
  std::optional<Message> problem;  ///< why there is no snapshot that can be read
  /// The program ended while it opened this one: it is not opened again without being asked for.
  bool endedWhileOpening = false;
  std::shared_ptr<const HeldLock> lock;
};

/// The work that is left below `folder`, the newest snapshot of each place that can be read, by place. Places
/// whose window still lives are left out, and empty ones are removed.
std::vector<RecoverableWork> recoverableWork(const std::string& folder);

/// To be called around opening: between the two a program that dies has died of this work.
void markOpening(const RecoverableWork& work);
void markOpened(const RecoverableWork& work);

/// Removes a place for good, once its work is in a file, in the place of another window, or given up by a
/// person.
void forgetWork(const RecoverableWork& work);

/// A snapshot as an archive, and back. Errors: those of ZIP archives, designs and runs,
/// "recovery.not-a-snapshot", "recovery.damaged" (the design is not the one that was written).
Result<std::string> snapshotBytes(const Snapshot& snapshot);
Result<Snapshot> readSnapshot(const std::string& bytes, const std::string& source);

/// Of a design as files and reports print it: SHA-256 of its text.
std::string designHash(const Design& design);

}  // namespace lightloom::documents
