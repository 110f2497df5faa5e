#pragma once

#include <QObject>
#include <QTimer>
#include <optional>

#include "documents/snapshot_writer.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;
class RunController;

/// `recovery` in the user's folder for the state of programs ($XDG_STATE_HOME or ~/.local/state, then
/// lightloom/).
QString recoveryFolder();

/// Keeps the unsaved work of a window where the next start finds it, however this program ends: every change
/// is handed at once to a thread that writes it seconds later. What is saved or given up is removed there.
class Autosave : public QObject {
  Q_OBJECT

 public:
  Autosave(Document& document, RunController& run, const QString& folder, SnapshotTiming timing = {},
           QObject* parent = nullptr);

  /// Whether design or training is in no file.
  bool hasWork() const;

  /// The program has to end now: writes what there is and returns when it is on the disk, or why it is not.
  std::optional<Message> flush();

  /// The same of what was handed over already, where the window must not be asked any more.
  void flushKept() { m_writer.flush(); }

  /// The person lets go of what is unsaved and closes the window: from now on nothing is kept, though the
  /// training may still go on for a moment.
  void giveUp();

  /// Of this window below the folder; empty before anything was kept.
  QString place() const;

 Q_SIGNALS:
  void failed(const QString& reason);  ///< unsaved work cannot be kept; it is tried again
  void worksAgain();

 private:
  void keep();
  void drop();
  void look();
  Snapshot snapshot() const;

  Document& m_document;
  RunController& m_run;
  SnapshotWriter m_writer;
  std::optional<Snapshot> m_kept;  ///< what was handed over last
  QTimer m_look;
  bool m_failing = false;
  bool m_over = false;  ///< the work was given up
};

}  // namespace lightloom::ui
