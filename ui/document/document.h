#pragma once

#include <QObject>
#include <QTimer>
#include <QUndoStack>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "design/design.h"
#include "design/edit.h"
#include "files/file_holders.h"
#include "rooms.h"

namespace lightloom::ui {

/// What one change of the design touched, so that views refresh only that.
struct DesignChange {
  bool everything = false;         ///< another design: refresh all
  std::vector<std::string> parts;  ///< ids that were added, removed or changed
  bool settings = false;
};

/// The design that a window works on: the present value, its undo stack, its file and the bench compiled from
/// it. The only way to change the design is `push` (or `replaceWith`); the view state is never part of it.
class Document : public QObject {
  Q_OBJECT

 public:
  static constexpr int kNoGesture = -1;

  explicit Document(QObject* parent = nullptr);
  ~Document() override;

  const Design& design() const { return m_design; }
  /// The bench of the design as it was at the last turn of the event loop; never null.
  const std::shared_ptr<const Bench>& bench() const { return m_bench; }
  /// What the checks say: of the bench, and of the network that runs on it.
  std::vector<Check> checks() const;
  /// What the network that runs shows besides.
  void setNetworkChecks(const std::vector<Check>& checks);
  QUndoStack& undoStack() { return m_undo; }

  /// A number for the edits of one gesture (one drag, one sweep of a slider): they merge into one step, and a
  /// gesture that ends where it began leaves none.
  int newGesture() { return ++m_gestures; }
  /// Makes an edit. Its label is what the undo list shows. Empty edits are dropped.
  void push(const DesignEdit& edit, int gesture = kNoGesture);
  /// Another whole design as one step that can be undone.
  void replaceWith(const Design& design, const QString& label);
  /// Takes back all edits of a gesture that is under way; `start` is the design when it began.
  void cancelGesture(const Design& start, int gesture);

  /// The step that made the design what it is now, undone and redone ones included; its bench carries it.
  const BenchChange& lastChange() const { return m_lastChange; }

  // The file.
  void startNew();
  /// Another design without a file; relative paths of it start from `folder`.
  void show(const Design& design, const QString& folder = {});
  /// Opens a design; on failure everything stays as it was. One of the program's own (`isProgramFile`) comes
  /// as a copy: a design without a file that knows where it comes from.
  Result<Done> open(const QString& path);
  /// Errors: "document.program-file", those of `saveDesign`.
  Result<Done> save(const QString& path);
  /// The file's present content as a step that can be undone; nothing is unsaved after it.
  Result<Done> revertToSaved();
  /// Work that was in no file when its window went: it counts as changed. `path` is that of its file, which
  /// had the content of this SHA-256 when the work was kept; both are empty without one.
  void recover(const Design& design, const QString& path, const std::string& fileHash);
  const QString& filePath() const { return m_filePath; }
  /// The program's own file that this design is a copy of; empty as soon as it has a file itself.
  const QString& copiedFrom() const { return m_copiedFrom; }
  /// SHA-256 of the file's content as this window last read, wrote or accepted it; empty without a file.
  const std::string& fileHash() const { return m_fileHash; }
  /// What the file holds now is known to the person, who keeps the design of the window all the same: it
  /// counts as changed, and saving replaces that content.
  void acceptFile(const std::string& hash);
  /// From which relative paths of the design start: that of its file, of a copy that of what it was copied
  /// from, else what `show` was told; empty without any.
  QString folder() const;
  QString displayName() const;  ///< file name, "First light (copy)", or "Untitled"
  bool isModified() const { return !m_undo.isClean(); }
  /// Steps between the design and the saved one, at least 1 where it is modified.
  int unsavedSteps() const;
  /// Whether the file is there and cannot be written, or is not meant to be: it has no permission for
  /// anybody.
  bool isReadOnly() const;

  /// Compiles now what a turn of the event loop would compile.
  void compilePending();

 Q_SIGNALS:
  void changed(const lightloom::ui::DesignChange& change);
  void benchChanged();
  void checksChanged();  ///< those of the network; the others come with the bench
  /// Light, links and locks have been computed anew.
  void compiled(double milliseconds);
  /// Only loupes and names have changed: the bench is another one with the same light and numbers.
  void loupesChanged();
  void closed();       ///< another design is about to take the place of this one
  void opened();       ///< it has, with its bench
  void fileChanged();  ///< path or name
  void modifiedChanged(bool modified);

 private:
  friend class DesignEditCommand;
  friend class DesignReplaceCommand;
  void applyEdit(const DesignEdit& edit, const QString& label);
  void takeDesign(const Design& design, const QString& label);
  /// A design with its file, or as a copy of the program's own.
  void load(const Design& design, const QString& path, const std::string& fileHash,
            const QString& copiedFrom = {}, const QString& folder = {});
  void setFile(const QString& path, const std::string& hash);

  Design m_design;
  std::shared_ptr<const Bench> m_bench;
  std::vector<Check> m_networkChecks;
  QUndoStack m_undo;
  QTimer m_compile;
  int m_gestures = 0;
  BenchChange m_lastChange;
  QString m_filePath, m_copiedFrom;
  QString m_folder;  ///< of a design without either
  std::string m_fileHash;
  files::HeldFile m_held;  ///< says to other windows that the file is open here
};

}  // namespace lightloom::ui
