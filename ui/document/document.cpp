#include "document/document.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

#include "base/vector_state.h"
#include "design/viewpoint.h"
#include "document/commands.h"
#include "document/file_places.h"
#include "document/translate.h"
#include "documents/design_file.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"

namespace lightloom::ui {
namespace {

// Designs that differ, but in nothing that an edit of light could say: loupes, title, author.
bool lightIsTheSame(const Design& before, const Design& after) {
  const DesignEdit edit = difference(before, after);
  return edit.empty() ? !(before == after) : leavesLight(edit);
}

struct ReadFile {
  Design design;
  std::string hash;  ///< of the same bytes
};

Result<ReadFile> readHashed(const QString& path) {
  const Result<std::string> bytes = readFile(path.toStdString());
  if (!bytes) return bytes.error();
  Result<Design> design = readDesign(bytes.value(), fileName(path.toStdString()));
  if (!design) return design.error();
  return ReadFile{std::move(design).value(), sha256Hex(bytes.value())};
}

}  // namespace

Document::Document(QObject* parent)
    : QObject(parent), m_bench(std::make_shared<const Bench>(compileBench(Design()))) {
  m_compile.setSingleShot(true);
  m_compile.setInterval(0);
  connect(&m_compile, &QTimer::timeout, this, &Document::compilePending);
  connect(&m_undo, &QUndoStack::cleanChanged, this, [this](bool clean) { Q_EMIT modifiedChanged(!clean); });
}

Document::~Document() {
  m_undo.disconnect(this);
}

void Document::push(const DesignEdit& edit, int gesture) {
  // A value that is set to what it is already is no step, and nothing that would have to be saved.
  const DesignEdit real = merged(edit, {});
  if (real.empty()) return;
  m_undo.push(new DesignEditCommand(*this, real, gesture));
}

void Document::replaceWith(const Design& design, const QString& label) {
  if (design == m_design) return;
  m_undo.push(new DesignReplaceCommand(*this, design, label));
}

void Document::cancelGesture(const Design& start, int gesture) {
  DesignEdit back = difference(m_design, start);
  back.label = asMessage(tr("Cancel %1").arg(m_undo.undoText()).toStdString());
  push(back, gesture);
}

void Document::applyEdit(const DesignEdit& edit, const QString& label) {
  m_design = apply(m_design, edit);
  DesignChange change;
  for (const ComponentChange& part : edit.components) change.parts.push_back(part.id);
  change.settings = !edit.settings.empty();
  m_lastChange = {label.toStdString(), change.parts};
  m_compile.start();
  Q_EMIT changed(change);
}

void Document::takeDesign(const Design& design, const QString& label) {
  m_design = design;
  m_lastChange = {label.toStdString(), {}};
  m_compile.start();
  Q_EMIT changed({true, {}, true});
}

void Document::load(const Design& design, const QString& path, const std::string& fileHash,
                    const QString& copiedFrom, const QString& folder) {
  Q_EMIT closed();
  setFile(path, fileHash);
  m_copiedFrom = copiedFrom;
  m_folder = folder;
  m_undo.clear();
  takeDesign(design, tr("Open"));
  compilePending();
  Q_EMIT fileChanged();
  Q_EMIT opened();
}

void Document::startNew() {
  load(Design(), QString(), {});
}

void Document::show(const Design& design, const QString& folder) {
  load(design, QString(), {}, {}, folder);
}

Result<Done> Document::open(const QString& path) {
  const Result<ReadFile> read = readHashed(path);
  if (!read) return read.error();
  const QString file = QFileInfo(path).absoluteFilePath();
  if (isProgramFile(file))
    load(read.value().design, QString(), {}, file);
  else
    load(read.value().design, file, read.value().hash);
  return Done{};
}

void Document::recover(const Design& design, const QString& path, const std::string& fileHash) {
  load(design, path, fileHash);
  m_undo.resetClean();
}

void Document::acceptFile(const std::string& hash) {
  m_fileHash = hash;
  m_undo.resetClean();
  Q_EMIT fileChanged();
}

void Document::setFile(const QString& path, const std::string& hash) {
  if (path != m_filePath) m_held = HeldFile(path.toStdString());
  m_filePath = path;
  m_fileHash = hash;
  if (!path.isEmpty()) m_copiedFrom.clear();
}

Result<Done> Document::save(const QString& path) {
  if (isProgramFile(path))
    return Message{"document.program-file",
                   LL_TEXT("%1 lies among the examples of the program, which stay as they are. Save it in a "
                           "folder of your own."),
                   {path.toStdString()}};
  const Result<SavedFile> saved = saveDesign(m_design, path.toStdString());
  if (!saved) return saved.error();
  setFile(QFileInfo(path).absoluteFilePath(), saved.value().sha256);
  m_undo.setClean();
  Q_EMIT fileChanged();
  return Done{};
}

Result<Done> Document::revertToSaved() {
  const Result<ReadFile> read = readHashed(m_filePath);
  if (!read) return read.error();
  replaceWith(read.value().design, tr("Revert to saved"));
  m_fileHash = read.value().hash;
  m_undo.setClean();
  Q_EMIT fileChanged();
  return Done{};
}

int Document::unsavedSteps() const {
  if (!isModified()) return 0;
  const int clean = m_undo.cleanIndex();
  return std::max(1, clean < 0 ? m_undo.index() : std::abs(m_undo.index() - clean));
}

QString Document::folder() const {
  const QString& from = m_filePath.isEmpty() ? m_copiedFrom : m_filePath;
  return from.isEmpty() ? m_folder : QFileInfo(from).absolutePath();
}

bool Document::isReadOnly() const {
  const QFileInfo file(m_filePath);
  if (m_filePath.isEmpty() || !file.exists()) return false;
  constexpr QFile::Permissions kAnybody = QFile::WriteOwner | QFile::WriteGroup | QFile::WriteOther;
  return !(file.permissions() & kAnybody) || !file.isWritable() || !QFileInfo(file.path()).isWritable();
}

QString Document::displayName() const {
  if (!m_filePath.isEmpty()) return QFileInfo(m_filePath).fileName();
  return m_copiedFrom.isEmpty() ? tr("Untitled") : tr("%1 (copy)").arg(titleOf(m_copiedFrom));
}

std::vector<Check> Document::checks() const {
  std::vector<Check> out = m_bench->checks;
  for (const Check& check : m_networkChecks)
    if (check.component.empty() || findComponent(m_bench->design, check.component)) out.push_back(check);
  return out;
}

void Document::setNetworkChecks(const std::vector<Check>& checks) {
  const bool same =
      std::equal(checks.begin(), checks.end(), m_networkChecks.begin(), m_networkChecks.end(),
                 [](const Check& a, const Check& b) {
                   return a.component == b.component && english(a.message) == english(b.message);
                 });
  m_networkChecks = checks;
  if (!same) Q_EMIT checksChanged();
}

void Document::compilePending() {
  m_compile.stop();
  clearUpperVectors();  // the window was perhaps painted before
  if (lightIsTheSame(m_bench->design, m_design)) {
    Bench same = *m_bench;
    same.design = m_design;
    same.change = m_lastChange;
    m_bench = std::make_shared<const Bench>(std::move(same));
    return Q_EMIT loupesChanged();
  }
  QElapsedTimer timer;
  timer.start();
  Bench bench = compileBench(m_design);
  bench.change = m_lastChange;
  m_bench = std::make_shared<const Bench>(std::move(bench));
  Q_EMIT compiled(1e-6 * static_cast<double>(timer.nsecsElapsed()));
  Q_EMIT benchChanged();
}

}  // namespace lightloom::ui
