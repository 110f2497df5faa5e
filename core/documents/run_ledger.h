#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::documents {

/// What a person says of a run.
struct RunWords {
  std::string name;  ///< of at most 256 bytes; empty when a run is kept: title and time
  std::string note;  ///< of at most 64 KiB
  std::vector<std::string> tags;
  bool operator==(const RunWords&) const = default;
};

enum class RunEnd { Finished, Stopped, Diverged };

/// "finished", "stopped", "diverged"
std::string_view runEndKey(RunEnd end);

/// A run of the ledger without its curves and weights: what tables need. Numbers are of the end of the run,
/// SI; NaN = not measured.
struct RunEntry {
  std::string id;  ///< name of its files without ending
  RunWords words;
  std::string time;  ///< when it was kept first, UTC: "2026-05-04T13:20:05Z"
  RunEnd end = RunEnd::Stopped;
  std::string title;                  ///< of the design
  std::string firstHash, designHash;  ///< of the designs that it began and ended with
  std::int64_t seed = 0;              ///< training.seed
  std::map<std::string, std::string>
      settings;             ///< those of the last design that are not the default, as text
  bool regression = false;  ///< accuracies are R²
  double testAccuracy = kUnknown, idealTestAccuracy = kUnknown;
  double epochs = 0;  ///< done, fractional
  std::uint64_t steps = 0;
  double joulesPerOp = kUnknown, joulesPerOpLow = kUnknown, joulesPerOpHigh = kUnknown;
  double emittedW = kUnknown, areaM2 = kUnknown, phaseErrorRad = kUnknown;
  std::string dataFolder;   ///< where the design lay, for a data set beside it; empty where it was no file
  std::uint64_t bytes = 0;  ///< of the file of the run

  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
};

/// How much a ledger holds, deleted runs included.
struct LedgerBounds {
  std::size_t runs = 1000;
  std::uint64_t bytes = std::uint64_t{2} << 30;
};

/// Finished and stopped runs of a person: a folder with two files per run, the run itself (`ID.loomrun`, as
/// it is saved anywhere else) and a small `ID.json` with what tables need. Deleted runs lie in the folder
/// `deleted` until they are cleared, so that an undo is a move back.
///
/// There is no common index or data base on purpose: listing reads the small files, so that nothing can
/// contradict the folder after a crash, two windows and a command line write at once without locks (each run
/// has an id of its own, and each file is replaced as a whole), runs can be copied in by hand, and a run that
/// is damaged takes no other along. The run is written before its entry and moved before it: an entry that is
/// missing is made again from its run, one that was left behind follows it.
///
/// Reads are bounded: entries to 256 KiB, names to those that this class makes, the folder to 100 000 files.
/// Functions wait for the disk; none keeps anything in memory.
class RunLedger {
 public:
  explicit RunLedger(std::string folder, LedgerBounds bounds = {});

  /// `runs` in the user's folder for the data of programs ($XDG_DATA_HOME or ~/.local/share, then
  /// `lightloom`).
  static std::string userFolder();

  const std::string& folder() const { return m_folder; }

  struct Listing {
    std::vector<RunEntry> entries;  ///< newest first
    std::size_t passedOver = 0;     ///< runs and entries that cannot be read, or miss the other
    std::size_t deleted = 0;        ///< runs that could be restored
    std::uint64_t bytes = 0;        ///< of all files, deleted ones included
  };
  /// What is there; a folder that is missing is empty.
  Listing list() const;
  std::vector<RunEntry> deletedRuns() const;

  /// The entry of one run, deleted or not. Errors: "ledger.no-run".
  Result<RunEntry> entry(const std::string& id) const;

  /// Why a run with these words could not be kept now, so that long work is not done in vain; nothing where
  /// it could. Makes the folder. Errors: those of `keep`.
  std::optional<Message> problem(const RunWords& words = {}) const;

  /// Keeps a run under a new id. Errors: "ledger.full" (nothing is deleted unasked), "ledger.bad-words",
  /// "ledger.no-folder", those of `saveRunFile`.
  Result<RunEntry> keep(const RunFile& run, const RunWords& words = {}, const std::string& dataFolder = {});

  /// The same run has gone on: its file and numbers are replaced, id, time and words stay. A run that was
  /// deleted meanwhile stays as it is. Errors: those of `keep`, "ledger.no-run".
  Result<RunEntry> update(const std::string& id, const RunFile& run);

  /// Other words for a run. Errors: "ledger.bad-words", "ledger.no-run", those of `saveFile`.
  Result<RunEntry> describe(const std::string& id, const RunWords& words);

  /// Takes a run out of the list, and back into it. Errors: "ledger.no-run", "ledger.not-moved".
  Result<Done> remove(const std::string& id);
  Result<Done> restore(const std::string& id);

  /// Removes what was deleted for good; says how many runs that were.
  std::size_t clearDeleted();

  /// The file of a run, deleted or not. Errors: "ledger.no-run".
  Result<std::string> pathOf(const std::string& id) const;

 private:
  Result<RunEntry> write(const std::string& folder, const RunFile& run, RunEntry entry);
  std::optional<Message> fullFor(std::uint64_t bytes, bool another) const;

  std::string m_folder;
  LedgerBounds m_bounds;
};

/// What a ledger says of a run, without id, words, time, folder and size. Compiles the design for its area.
RunEntry entryOf(const RunFile& run);

/// An entry as JSON, one of them or many: {"id", "name", "note", "tags", "time", "state", "title",
/// "first_design_hash", "design_hash", "data_folder", "seed", "settings", "metric", "test_accuracy",
/// "ideal_test_accuracy", "epochs", "steps", "J_per_op", "low_J_per_op", "high_J_per_op", "emitted_W",
/// "area_m2", "phase_error_rad", "bytes"}; null what is not known.
std::string runEntryJson(const RunEntry& entry);
std::string runListJson(const RunLedger::Listing& listing);

}  // namespace lightloom::documents
