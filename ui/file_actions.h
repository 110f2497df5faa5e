#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <functional>

#include "base/message.h"
#include "rooms.h"

class QAction;
class QMenu;
class QWidget;

namespace lightloom::ui {

class Document;
class RunController;

/// Everything that opens and saves: the File menu's actions, their dialogs, and the question about unsaved
/// work.
class FileActions : public QObject {
  Q_OBJECT

 public:
  FileActions(Document& document, RunController& run, QWidget* window);

  QAction* create;
  QAction* open;
  QAction* save;
  QAction* saveAs;
  QAction* revert;
  QAction* saveRun;
  QAction* beginWith;
  QAction* exportAll;
  QAction* exportBench;
  QAction* exportPlots;
  QAction* close;
  QAction* quit;

  /// `data` are the actions that open data.
  void fillMenu(QMenu& menu, const QList<QAction*>& data);
  /// Puts the action that offers unsaved work into the menu, beside what is opened.
  void addRecovery(QAction* action);
  /// Opens a design or a run (*.loomrun), or hands on a file of data (`dataChosen`); on failure the window
  /// stays as it was and `problem` says why.
  bool openPath(const QString& path);
  /// Saves the design under a name that the person is asked for; false where there is none.
  bool saveAsNew() { return chooseAndSave(); }
  /// Opens a run that the program keeps, under the name that it has there. A data set of its own is looked
  /// for in `folder`.
  bool openKept(const QString& path, const QString& name, const QString& folder);
  /// Begins a new training of the design with the weights of a run; false where that cannot be read.
  bool beginWithWeightsOf(const QString& path);
  /// Whether it is all right to let go of design and run: saved, or the person said so.
  bool maybeSave();
  /// The same of the run alone.
  bool maybeSaveRun();
  /// Nobody is asked for a run of which `keeps` says that the program keeps all of it.
  void setRunKeeper(std::function<bool()> keeps) { m_keepsRun = std::move(keeps); }

 Q_SIGNALS:
  void problem(const QString& message);
  void hindrance(const QString& message);  ///< what is asked for cannot be done yet
  void note(const QString& message);
  void dataChosen(const QString& path);

 private:
  void fillExamples(QMenu& menu);
  void fillRecent(QMenu& menu);
  void openExport();
  void chooseAndOpen();
  void chooseWeights();
  bool openRun(const QString& path);
  bool maybeSaveDesign();
  Result<Done> write(const QString& path);
  bool saveTo(const QString& path);
  bool chooseAndSave();
  bool chooseAndSaveRun();
  bool saveNow();
  bool saveElsewhere(const QString& reason);
  bool mayReplace();
  QString startFolder() const;
  QString stem() const;
  QString choosePicture(const QString& title, const QString& name) const;

  Document& m_document;
  RunController& m_run;
  QWidget* m_window;
  QMenu* m_menu = nullptr;
  std::function<bool()> m_keepsRun;
};

}  // namespace lightloom::ui
