#include "file_guard.h"

#include <QAction>

#include "document/document.h"
#include "document/translate.h"
#include "file_actions.h"
#include "file_comparison.h"
#include "panels/message_bar.h"

namespace lightloom::ui {

FileGuard::FileGuard(Document& document, FileActions& files, MessageBar& bar, QWidget* window)
    : QObject(window), m_document(document), m_files(files), m_bar(bar), m_window(window), m_watch(document) {
  connect(&m_watch, &FileWatch::newsChanged, this, &FileGuard::tell);
}

void FileGuard::tell() {
  const FileNews before = std::exchange(m_told, m_watch.news());
  const QString name = m_document.displayName();
  const MessageChoice saveAs{QStringLiteral("fileSaveAs"), tr("Save &as…"),
                             [this] { m_files.saveAs->trigger(); }};
  const MessageChoice mine{QStringLiteral("fileKeepMine"), tr("&Keep mine"), [this] { keepMine(); }};
  switch (m_told.state) {
    case FileNews::State::Changed:
      return m_bar.showChoices(m_document.isModified()
                                   ? tr("“%1” was changed by another program, and here as well. Reloading is "
                                        "a step that can be undone.")
                                         .arg(name)
                                   : tr("“%1” was changed by another program.").arg(name),
                               {{QStringLiteral("fileReload"), tr("&Reload"), [this] { reload(); }},
                                mine,
                                saveAs,
                                {QStringLiteral("fileCompare"), tr("&Compare…"), [this] { compare(); }}});
    case FileNews::State::Gone:
      // What stands in no file any more is unsaved.
      m_document.acceptFile({});
      return m_bar.showChoices(
          tr("“%1” is no longer there: it was moved or removed. The design is still here.").arg(name),
          {{QStringLiteral("fileSaveAgain"), tr("&Save again"), [this] { m_files.save->trigger(); }},
           saveAs});
    case FileNews::State::AsKnown:
      break;
  }
  if (m_told.readOnly && !before.readOnly && before.state == FileNews::State::AsKnown &&
      !before.hash.empty()) {
    Q_EMIT m_document.fileChanged();
    return m_bar.showChoices(
        tr("“%1” has become read-only. Changes can be saved under another name.").arg(name), {saveAs});
  }
  if (!m_told.holders.empty()) return tellOfHolders();
  m_bar.clear();
}

void FileGuard::tellOfHolders() {
  QStringList who;
  for (const FileHolder& holder : m_told.holders) who << holderText(holder);
  m_bar.showChoices(
      tr("“%1” is open elsewhere, too: %2. Before changes of one replace those of the other you are asked.")
          .arg(m_document.displayName(), who.join(QStringLiteral("; "))),
      {{QStringLiteral("fileSaveAs"), tr("Save &as…"), [this] { m_files.saveAs->trigger(); }}});
}

void FileGuard::reload() {
  if (const Result<Done> done = m_document.revertToSaved(); !done) return Q_EMIT problem(shown(done.error()));
  m_bar.clear();
}

void FileGuard::keepMine() {
  m_document.acceptFile(m_told.hash);
  m_bar.clear();
}

void FileGuard::compare() {
  if (const Result<Done> done = showComparison(m_document, m_window); !done)
    Q_EMIT problem(shown(done.error()));
}

QString holderText(const FileHolder& holder) {
  const bool here = holder.host == thisHolder().host;
  return here ? FileGuard::tr("process %1 of %2").arg(holder.process).arg(fromStd(holder.user))
              : FileGuard::tr("process %1 of %2 on %3")
                    .arg(holder.process)
                    .arg(fromStd(holder.user), fromStd(holder.host));
}

}  // namespace lightloom::ui
