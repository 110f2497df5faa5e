#include "file_actions.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>

#include "data/data_files.h"
#include "document/document.h"
#include "document/file_places.h"
#include "document/file_watch.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "documents/run_file.h"
#include "export/export_dialog.h"
#include "panels/save_dialog.h"
#include "panels/typing.h"
#include "pictures.h"
#include "theme/actions.h"

namespace lightloom::ui {

FileActions::FileActions(Document& document, RunController& run, QWidget* window)
    : QObject(window), m_document(document), m_run(run), m_window(window) {
  create =
      makeAction(this, "new", tr("&New"), tr("Begin with an empty bench"), {Qt::CTRL | Qt::Key_N}, "new");
  open =
      makeAction(this, "open", tr("&Open…"), tr("Open a design, or a run with what was trained and measured"),
                 {Qt::CTRL | Qt::Key_O}, "open");
  save = makeAction(this, "save", tr("&Save"), tr("Save the design"), {Qt::CTRL | Qt::Key_S}, "save");
  saveAs = makeAction(this, "saveAs", tr("Save &as…"), tr("Save the design under another name"),
                      {Qt::CTRL | Qt::SHIFT | Qt::Key_S});
  revert = makeAction(this, "revert", tr("Re&vert to saved"),
                      tr("Go back to the file as one step that can be undone"), {});
  saveRun = makeAction(this, "saveRun", tr("Save &run…"),
                       tr("Save the whole training: first design, changes, curves and weights"), {});
  beginWith = makeAction(this, "beginWith", tr("Begin with the &weights of a run…"),
                         tr("Begin a new training of this design with weights that were trained before"), {});
  exportAll = makeAction(this, "exportAll", tr("E&xport…"),
                         tr("Figures, report, tables, arrays, network, share page, bundle to reproduce"),
                         {Qt::CTRL | Qt::Key_E}, "export");
  exportBench = makeAction(this, "exportBench", tr("Picture of the &bench…"),
                           tr("Save the bench with its loupes as SVG, PDF or PNG"), {});
  exportPlots = makeAction(this, "exportPlots", tr("Picture of the &plots…"),
                           tr("Save the four plots as SVG, PDF or PNG"), {});
  close = makeAction(this, "close", tr("&Close"), tr("Close the design"), {Qt::CTRL | Qt::Key_W});
  quit = makeAction(this, "quit", tr("&Quit"), tr("Leave Lightloom"), {Qt::CTRL | Qt::Key_Q});
  connect(create, &QAction::triggered, this, [this] {
    if (maybeSave()) m_document.startNew();
  });
  connect(open, &QAction::triggered, this, &FileActions::chooseAndOpen);
  connect(save, &QAction::triggered, this, &FileActions::saveNow);
  connect(beginWith, &QAction::triggered, this, &FileActions::chooseWeights);
  connect(saveAs, &QAction::triggered, this, &FileActions::chooseAndSave);
  connect(revert, &QAction::triggered, this, [this] {
    if (const Result<Done> done = m_document.revertToSaved(); !done) Q_EMIT problem(shown(done.error()));
  });
  connect(saveRun, &QAction::triggered, this, &FileActions::chooseAndSaveRun);
  const auto saved = [this](const Result<Done>& done, const QString& path) {
    done ? Q_EMIT note(tr("Saved %1.").arg(path)) : Q_EMIT problem(shown(done.error()));
  };
  connect(exportAll, &QAction::triggered, this, &FileActions::openExport);
  connect(exportBench, &QAction::triggered, this, [this, saved] {
    const QString path = choosePicture(tr("Picture of the bench"), QStringLiteral("bench.svg"));
    if (!path.isEmpty()) saved(saveBenchPicture(m_document.bench(), path), path);
  });
  connect(exportPlots, &QAction::triggered, this, [this, saved] {
    const QString path = choosePicture(tr("Picture of the plots"), QStringLiteral("plots.svg"));
    if (!path.isEmpty()) saved(savePlotPicture(m_run.curves(), path, m_run.isRegression()), path);
  });
  connect(close, &QAction::triggered, this, [this] {
    if (maybeSave()) m_document.startNew();
  });
  connect(quit, &QAction::triggered, m_window, &QWidget::close);
  connect(&document, &Document::fileChanged, this,
          [this] { revert->setEnabled(!m_document.filePath().isEmpty()); });
  revert->setEnabled(false);
}

void FileActions::fillMenu(QMenu& menu, const QList<QAction*>& data) {
  m_menu = &menu;
  menu.addActions({create, open});
  menu.addActions(data);
  QMenu* examples = menu.addMenu(tr("&Examples"));
  examples->setObjectName(QStringLiteral("examplesMenu"));
  fillExamples(*examples);
  QMenu* recent = menu.addMenu(tr("Open recen&t"));
  recent->setObjectName(QStringLiteral("recentMenu"));
  connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(*recent); });
  menu.addSeparator();
  menu.addActions({save, saveAs, revert, saveRun});
  menu.addSeparator();
  menu.addAction(exportAll);
  QMenu* pictures = menu.addMenu(tr("&Pictures of the window"));
  pictures->setObjectName(QStringLiteral("exportMenu"));
  pictures->addActions({exportBench, exportPlots});
  menu.addSeparator();
  menu.addActions({close, quit});
}

void FileActions::addRecovery(QAction* action) {
  m_menu->insertAction(save, action);
  m_menu->insertSeparator(save);
}

void FileActions::fillExamples(QMenu& menu) {
  menu.setToolTipsVisible(true);
  menu.setEnabled(bundledExamples().ok());
  if (!bundledExamples()) return;
  for (const ExampleGroup& group : examplesByApplication()) {
    menu.addSection(group.title);
    for (const ExampleEntry* example : group.examples) {
      QAction* action = menu.addAction(fromStd(example->title));
      action->setObjectName(QStringLiteral("example_") + QFileInfo(pathOf(*example)).completeBaseName());
      action->setToolTip(fromStd(example->sentence));
      connect(action, &QAction::triggered, this, [this, path = pathOf(*example)] {
        if (maybeSave()) openPath(path);
      });
    }
  }
}

void FileActions::fillRecent(QMenu& menu) {
  menu.clear();
  for (const QString& path : recentFiles()) {
    const bool there = QFileInfo::exists(path);
    QAction* action = menu.addAction(there ? QDir::toNativeSeparators(path)
                                           : tr("%1 (missing: remove from this list)").arg(path));
    action->setToolTip(path);
    connect(action, &QAction::triggered, this, [this, path, there] {
      if (!there) return forgetFile(path);
      if (maybeSave()) openPath(path);
    });
  }
  if (menu.isEmpty()) menu.addAction(tr("Nothing yet"))->setEnabled(false);
}

// The training goes along where it belongs to the drawing as it is.
void FileActions::openExport() {
  finishTyping();
  if (!m_run.data()) {
    Q_EMIT hindrance(
        tr("The data set is not loaded yet, and figures need it. Wait until it is, or choose another "
           "one under Settings."));
    return;
  }
  auto source = std::make_shared<ExportSource>();
  source->design = m_document.design();
  source->data = m_run.data();
  source->dataFiles = m_run.dataFiles();
  if (!m_document.filePath().isEmpty()) {
    source->fileName = m_document.displayName().toStdString();
    source->inputs.push_back(m_document.filePath().toStdString());
  }
  if (!m_document.copiedFrom().isEmpty()) source->inputs.push_back(m_document.copiedFrom().toStdString());
  for (const DatasetFile& file : source->dataFiles) source->inputs.push_back(file.path);
  QString remark;
  if (!(m_document.bench()->design == m_document.design())) m_document.compilePending();
  if (m_run.hasTrained()) {
    std::shared_ptr<const RunSnapshot> run = m_run.snapshotAsShown();
    if (run && difference(run->bench->design, source->design).empty())
      source->run = std::move(run);
    else
      remark =
          tr("The drawing was changed since the training: weights and curves are left out. Train on, then "
             "they are in again.");
  }
  auto* dialog = new ExportDialog(std::move(source), startFolder(), stem(), remark, m_window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ExportDialog::exported, this,
          [this](const QString& path) { Q_EMIT note(tr("Wrote %1.").arg(path)); });
  dialog->open();
}

QString FileActions::startFolder() const {
  const QString& path = m_document.filePath();
  return path.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)
                        : QFileInfo(path).absolutePath();
}

QString FileActions::stem() const {
  const QString& path = m_document.filePath().isEmpty() ? m_document.copiedFrom() : m_document.filePath();
  return path.isEmpty() ? QStringLiteral("bench") : QFileInfo(path).completeBaseName();
}

// Data takes the place of nothing that could be lost.
void FileActions::chooseAndOpen() {
  finishTyping();
  const QString path = QFileDialog::getOpenFileName(
      m_window, tr("Open design, run or data"), startFolder(),
      tr("Designs and runs (*.loom *.loomrun)") + QStringLiteral(";;") + dataFilter());
  if (!path.isEmpty() && (isDataPath(path) || maybeSave())) openPath(path);
}

void FileActions::chooseWeights() {
  finishTyping();
  const QString path = QFileDialog::getOpenFileName(m_window, tr("Begin with the weights of a run"),
                                                    startFolder(), tr("Training runs (*.loomrun)"));
  if (!path.isEmpty()) beginWithWeightsOf(path);
}

bool FileActions::beginWithWeightsOf(const QString& path) {
  const Result<RunFile> run = readRunFile(path.toStdString());
  if (!run) {
    Q_EMIT problem(shown(run.error()));
    return false;
  }
  m_run.askedBeginWith(run.value());
  return true;
}

bool FileActions::openKept(const QString& path, const QString& name, const QString& folder) {
  const Result<RunFile> run = readRunFile(path.toStdString());
  if (!run) {
    Q_EMIT problem(shown(run.error()));
    return false;
  }
  m_run.openRecorded(run.value(), folder);
  Q_EMIT note(
      tr("Opened the run “%1” as it ended. Its design is not a file yet: Save as makes one.").arg(name));
  return true;
}

// The design of a run has no file of its own yet.
bool FileActions::openRun(const QString& path) {
  const Result<RunFile> run = readRunFile(path.toStdString());
  if (!run) {
    Q_EMIT problem(shown(run.error()));
    return false;
  }
  const QFileInfo file(path);
  m_run.openRecorded(run.value(), file.absolutePath());
  rememberFile(file.absoluteFilePath());
  Q_EMIT note(tr("Opened the run %1 as it ended. Its design is not a file yet: Save as makes one.")
                  .arg(file.fileName()));
  return true;
}

bool FileActions::openPath(const QString& path) {
  if (isDataPath(path) && !QFileInfo(path).isDir()) {
    Q_EMIT dataChosen(path);
    return true;
  }
  if (isRunFile(path.toStdString())) return openRun(path);
  const Result<Done> done = m_document.open(path);
  if (!done) {
    Q_EMIT problem(shown(done.error()));
    return false;
  }
  rememberFile(m_document.filePath());
  return true;
}

Result<Done> FileActions::write(const QString& path) {
  const Result<Done> done = m_document.save(path);
  if (!done) return done;
  rememberFile(m_document.filePath());
  Q_EMIT note(tr("Saved %1.").arg(path));
  return done;
}

bool FileActions::saveTo(const QString& path) {
  const Result<Done> done = write(path);
  if (!done) Q_EMIT problem(shown(done.error()));
  return done.ok();
}

// What cannot be written where it is may be written elsewhere.
bool FileActions::saveNow() {
  finishTyping();
  if (m_document.filePath().isEmpty()) return chooseAndSave();
  if (m_document.isReadOnly()) return saveElsewhere(tr("“%1” is read-only.").arg(m_document.displayName()));
  if (!mayReplace()) return false;
  const Result<Done> done = write(m_document.filePath());
  return done || saveElsewhere(shown(done.error()));
}

// What another program wrote since is somebody's work, too.
bool FileActions::mayReplace() {
  if (newsOf(m_document).state != FileNews::State::Changed) return true;
  QMessageBox question(
      QMessageBox::Warning, tr("Replace the file?"),
      tr("“%1” was changed by another program since this window read it.").arg(m_document.displayName()),
      QMessageBox::Cancel, m_window);
  question.setObjectName(QStringLiteral("changedQuestion"));
  question.setInformativeText(
      tr("Replacing it loses what that program wrote. Reloading it is a step that can be undone."));
  QPushButton* replace = question.addButton(tr("&Replace"), QMessageBox::DestructiveRole);
  QPushButton* reload = question.addButton(tr("Re&load"), QMessageBox::ActionRole);
  QPushButton* other = question.addButton(tr("&Save as…"), QMessageBox::AcceptRole);
  question.setDefaultButton(other);
  question.setEscapeButton(QMessageBox::Cancel);
  question.exec();
  if (question.clickedButton() == other) chooseAndSave();
  if (question.clickedButton() == reload) revert->trigger();
  return question.clickedButton() == replace;
}

bool FileActions::saveElsewhere(const QString& reason) {
  QMessageBox question(QMessageBox::Warning, tr("Save under another name?"), reason, QMessageBox::Cancel,
                       m_window);
  question.setObjectName(QStringLiteral("elsewhereQuestion"));
  question.setInformativeText(tr("The design can be saved under another name."));
  QPushButton* other = question.addButton(tr("&Save as…"), QMessageBox::AcceptRole);
  question.setDefaultButton(other);
  question.setEscapeButton(QMessageBox::Cancel);
  question.exec();
  if (question.clickedButton() == other) return chooseAndSave();
  Q_EMIT problem(reason);
  return false;
}

bool FileActions::chooseAndSave() {
  finishTyping();
  const QString suggestion = m_document.filePath().isEmpty()
                                 ? QStringLiteral("%1/%2.loom").arg(startFolder(), stem())
                                 : m_document.filePath();
  const QString path = chooseFileToSave(m_window, tr("Save design"), suggestion,
                                        {{tr("Lightloom designs"), QStringLiteral("loom")}});
  return !path.isEmpty() && saveTo(path);
}

bool FileActions::chooseAndSaveRun() {
  finishTyping();
  const QString suggestion = QStringLiteral("%1/%2.loomrun").arg(startFolder(), stem());
  const QString path = chooseFileToSave(m_window, tr("Save run"), suggestion,
                                        {{tr("Training runs"), QStringLiteral("loomrun")}});
  if (path.isEmpty()) return false;
  const RunFile record = m_run.recordAsShown();
  const Result<SavedFile> saved = saveRunFile(record, path.toStdString());
  if (!saved) {
    Q_EMIT problem(shown(saved.error()));
    return false;
  }
  m_run.markSaved(record);
  Q_EMIT note(tr("Saved %1.").arg(path));
  return true;
}

// A value that is still being typed is unsaved work, too.
bool FileActions::maybeSave() {
  finishTyping();
  return maybeSaveDesign() && maybeSaveRun();
}

bool FileActions::maybeSaveDesign() {
  if (!m_document.isModified()) return true;
  QMessageBox question(QMessageBox::Question, tr("Save the design?"),
                       tr("“%1” has changes that are not saved.").arg(m_document.displayName()),
                       QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, m_window);
  question.setObjectName(QStringLiteral("saveQuestion"));
  question.setInformativeText(tr("Discarding them cannot be undone."));
  question.setDefaultButton(QMessageBox::Save);
  question.setEscapeButton(QMessageBox::Cancel);
  const int answer = question.exec();
  if (answer == QMessageBox::Save) return saveNow();
  return answer == QMessageBox::Discard;
}

bool FileActions::maybeSaveRun() {
  if (!m_run.hasUnsaved()) return true;
  if (m_keepsRun && m_keepsRun()) {
    Q_EMIT note(tr("The run is kept; the page “Runs” (Ctrl+Shift+R) brings it back."));
    return true;
  }
  const auto words = [this] {
    return tr("What was trained is in no file yet (%1).").arg(m_run.progressText());
  };
  QMessageBox question(QMessageBox::Question, tr("Save the run?"), words(), QMessageBox::Cancel, m_window);
  question.setObjectName(QStringLiteral("runQuestion"));
  // The training goes on behind the question.
  for (const auto news : {&RunController::progressed, &RunController::stateChanged})
    connect(&m_run, news, &question, [&question, words] { question.setText(words()); });
  question.setInformativeText(
      tr("A run keeps design, changes, curves and weights. Discarding it cannot be undone."));
  QPushButton* keep = question.addButton(tr("&Save run…"), QMessageBox::AcceptRole);
  QPushButton* drop = question.addButton(tr("&Discard run"), QMessageBox::DestructiveRole);
  question.setDefaultButton(keep);
  question.setEscapeButton(QMessageBox::Cancel);
  question.exec();
  if (question.clickedButton() == keep) return chooseAndSaveRun();
  return question.clickedButton() == drop;
}

QString FileActions::choosePicture(const QString& title, const QString& name) const {
  return chooseFileToSave(m_window, title, startFolder() + QLatin1Char('/') + name,
                          {{tr("SVG"), QStringLiteral("svg")},
                           {tr("PDF"), QStringLiteral("pdf")},
                           {tr("PNG"), QStringLiteral("png")}});
}

}  // namespace lightloom::ui
