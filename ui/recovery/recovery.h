#pragma once

#include <QObject>
#include <QPointer>
#include <memory>
#include <vector>

#include "recovery/autosave.h"
#include "rooms.h"

class QAction;
class QWidget;

namespace lightloom::ui {

class Document;
class FileActions;
class RecoveryDialog;
class RunController;

/// Keeps the unsaved work of a window, and offers what other windows left.
class Recovery : public QObject {
  Q_OBJECT

 public:
  Recovery(Document& document, RunController& run, FileActions& files, const QString& folder,
           QWidget* window);
  ~Recovery() override;

  /// Shows what is left, where something is.
  void offer();
  const std::vector<RecoverableWork>& offered() const;

  Autosave& autosave() { return m_autosave; }
  QAction* action() { return m_action; }

 Q_SIGNALS:
  void problem(const QString& message);
  void note(const QString& message);

 private:
  void look(bool asked);
  void recover(std::size_t index);

  Document& m_document;
  RunController& m_run;
  FileActions& m_files;
  QString m_folder;
  QWidget* m_window;
  Autosave m_autosave;
  QAction* m_action;
  QPointer<RecoveryDialog> m_dialog;
};

}  // namespace lightloom::ui
