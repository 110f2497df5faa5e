#include "recovery/autosave.h"

#include <QDateTime>
#include <QDir>
#include <cstdlib>

#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr int kLookMs = 1000;

}  // namespace

QString recoveryFolder() {
  const QString state = qEnvironmentVariable("XDG_STATE_HOME");
  const QString base =
      QDir::isAbsolutePath(state) ? state : QDir::homePath() + QStringLiteral("/.local/state");
  return base + QStringLiteral("/lightloom/recovery");
}

Autosave::Autosave(Document& document, RunController& run, const QString& folder, SnapshotTiming timing,
                   QObject* parent)
    : QObject(parent), m_document(document), m_run(run), m_writer(folder.toStdString(), timing) {
  connect(&document, &Document::changed, this, &Autosave::keep);
  connect(&document, &Document::modifiedChanged, this, &Autosave::keep);
  connect(&document, &Document::fileChanged, this, &Autosave::keep);
  for (const auto news :
       {&RunController::stateChanged, &RunController::progressed, &RunController::costsChanged})
    connect(&run, news, this, &Autosave::keep);
  connect(&m_look, &QTimer::timeout, this, &Autosave::look);
  m_look.start(kLookMs);
}

bool Autosave::hasWork() const {
  return m_document.isModified() || m_run.hasUnsaved();
}

Snapshot Autosave::snapshot() const {
  Snapshot out;
  out.note.name = m_document.displayName().toStdString();
  out.note.path = m_document.filePath().toStdString();
  out.note.fileHash = m_document.fileHash();
  out.note.changes = m_document.unsavedSteps();
  out.note.time = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss")).toStdString();
  out.design = m_document.design();
  out.run = m_run.unsavedRecord();
  return out;
}

void Autosave::keep() {
  if (m_over) return;
  if (!hasWork()) return drop();
  Snapshot now = snapshot();
  const bool same = m_kept && m_kept->design == now.design && m_kept->run == now.run &&
                    m_kept->note.path == now.note.path && m_kept->note.fileHash == now.note.fileHash;
  if (same) return;
  m_kept = now;
  m_writer.keep(std::move(now));
}

std::optional<Message> Autosave::flush() {
  if (!hasWork()) {
    drop();
  } else if (!m_over) {
    Snapshot now = snapshot();
    // Up to the present mini-batch, for which it waits.
    if (m_run.hasUnsaved())
      now.run = std::make_shared<const RunFile>(m_run.recordAsShown(RunController::Waiting::Still));
    m_writer.keep(std::move(now));
  }
  return m_writer.flush();
}

void Autosave::giveUp() {
  m_over = true;
  drop();
}

void Autosave::drop() {
  m_kept.reset();
  m_writer.drop();
}

QString Autosave::place() const {
  return fromStd(m_writer.status().folder);
}

void Autosave::look() {
  const std::optional<Message> problem = m_writer.status().problem;
  if (problem.has_value() == m_failing) return;
  m_failing = problem.has_value();
  problem ? Q_EMIT failed(shown(*problem)) : Q_EMIT worksAgain();
}

}  // namespace lightloom::ui
