#include "recovery/recovery.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>

#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "file_actions.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"
#include "recovery/recovery_dialog.h"
#include "theme/actions.h"

namespace lightloom::ui {
namespace {

std::string hashOf(const std::string& path) {
  const Result<std::string> bytes = readFile(path);
  return bytes ? sha256Hex(bytes.value()) : std::string();
}

}  // namespace

Recovery::Recovery(Document& document, RunController& run, FileActions& files, const QString& folder,
                   QWidget* window)
    : QObject(window),
      m_document(document),
      m_run(run),
      m_files(files),
      m_folder(folder),
      m_window(window),
      m_autosave(document, run, folder),
      m_action(makeAction(this, "recover", tr("Unsaved &work…"),
                          tr("Work of windows that ended before it was saved"), {})) {
  connect(m_action, &QAction::triggered, this, [this] { look(true); });
  connect(&m_autosave, &Autosave::failed, this, &Recovery::problem);
  connect(&m_autosave, &Autosave::worksAgain, this,
          [this] { Q_EMIT note(tr("Unsaved work is kept again.")); });
}

Recovery::~Recovery() = default;

void Recovery::offer() {
  look(false);
}

const std::vector<RecoverableWork>& Recovery::offered() const {
  static const std::vector<RecoverableWork> nothing;
  return m_dialog ? m_dialog->work() : nothing;
}

void Recovery::look(bool asked) {
  if (m_dialog) {
    m_dialog->raise();
    return m_dialog->activateWindow();
  }
  std::vector<RecoverableWork> work = recoverableWork(m_folder.toStdString());
  if (work.empty()) {
    if (asked) Q_EMIT note(tr("There is no unsaved work of other windows."));
    return;
  }
  m_dialog = new RecoveryDialog(std::move(work), m_window);
  m_dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(m_dialog, &RecoveryDialog::recoverRequested, this, &Recovery::recover);
  connect(m_dialog, &RecoveryDialog::openSavedRequested, this, [this](const QString& path) {
    if (m_files.maybeSave()) m_files.openPath(path);
  });
  m_dialog->show();
}

// The work moves to the place of this window before it goes from where it was found. Where its file has
// another content than the one that the work began with, it comes without a file: nothing is replaced by
// mistake.
void Recovery::recover(std::size_t index) {
  if (!m_files.maybeSave()) return;
  const RecoverableWork work = m_dialog->work()[index];
  const Snapshot& snapshot = *work.snapshot;
  const std::string& path = snapshot.note.path;
  const bool thereStill = !path.empty() && QFileInfo::exists(fromStd(path));
  const bool sameFile = thereStill && hashOf(path) == snapshot.note.fileHash;
  const bool own = sameFile || (!path.empty() && !thereStill);
  markOpening(work);
  if (snapshot.run) m_run.expectRecorded(*snapshot.run, QFileInfo(fromStd(path)).absolutePath(), false);
  m_document.recover(snapshot.design, own ? fromStd(path) : QString(),
                     own ? snapshot.note.fileHash : std::string());
  markOpened(work);
  if (const std::optional<Message> failure = m_autosave.flush()) return Q_EMIT problem(shown(*failure));
  forgetWork(work);
  m_dialog->remove(index);
  const QString name = fromStd(snapshot.note.name);
  if (path.empty() || sameFile)
    Q_EMIT note(tr("Recovered the unsaved work on “%1”. Save keeps it.").arg(name));
  else if (!thereStill)
    Q_EMIT problem(
        tr("Recovered the unsaved work on “%1”. Its file %2 is no longer there: Save writes it again.")
            .arg(name, QDir::toNativeSeparators(fromStd(path))));
  else
    Q_EMIT problem(
        tr("Recovered the unsaved work on “%1” without its file: %2 was changed since. Open it to compare, "
           "and save this under another name.")
            .arg(name, QDir::toNativeSeparators(fromStd(path))));
}

}  // namespace lightloom::ui
