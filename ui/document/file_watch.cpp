#include "document/file_watch.h"

#include <sys/stat.h>

#include <QFileInfo>

#include "document/document.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"

namespace lightloom::ui {
namespace {

constexpr int kSettleMs = 150;  // a program that saves touches a file several times
constexpr int kAgainMs = 3000;

}  // namespace

FileNews newsOf(const Document& document) {
  FileNews out;
  const std::string path = document.filePath().toStdString();
  if (path.empty()) return out;
  out.holders = otherHolders(path);
  if (!QFileInfo::exists(document.filePath())) {
    out.state = FileNews::State::Gone;
    return out;
  }
  out.readOnly = document.isReadOnly();
  if (const Result<std::string> bytes = readFile(path)) out.hash = sha256Hex(bytes.value());
  if (out.hash != document.fileHash()) out.state = FileNews::State::Changed;
  return out;
}

FileWatch::FileWatch(Document& document, QObject* parent) : QObject(parent), m_document(document) {
  m_soon.setSingleShot(true);
  m_soon.setInterval(kSettleMs);
  m_again.start(kAgainMs);
  connect(&m_soon, &QTimer::timeout, this, &FileWatch::look);
  connect(&m_again, &QTimer::timeout, this, &FileWatch::look);
  const auto soon = [this] { m_soon.start(); };
  connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, soon);
  connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, soon);
  connect(&document, &Document::fileChanged, this, [this] {
    watch();
    look();
  });
}

// A file that is replaced is another one for the system, so its folder is watched as well.
void FileWatch::watch() {
  const QString path = m_document.filePath();
  const QStringList wanted =
      path.isEmpty() ? QStringList() : QStringList{path, QFileInfo(path).absolutePath()};
  const QStringList watched = m_watcher.files() + m_watcher.directories();
  for (const QString& old : watched)
    if (!wanted.contains(old)) m_watcher.removePath(old);
  for (const QString& place : wanted)
    if (!watched.contains(place) && QFileInfo::exists(place)) m_watcher.addPath(place);
}

// What the system changes with every write: where it is the same nothing needs to be read.
std::vector<std::int64_t> FileWatch::traces() const {
  std::vector<std::int64_t> out;
  const std::string path = m_document.filePath().toStdString();
  for (const std::string& file : {path, holdersPath(path)}) {
    struct stat now {};
    if (path.empty() || ::stat(file.c_str(), &now) != 0) {
      out.push_back(-1);
      continue;
    }
    out.insert(out.end(), {static_cast<std::int64_t>(now.st_ino), now.st_size, now.st_ctim.tv_sec,
                           now.st_ctim.tv_nsec, now.st_mode});
  }
  return out;
}

void FileWatch::look() {
  watch();
  const std::vector<std::int64_t> traces = this->traces();
  if (traces == m_traces && m_news.hash == m_document.fileHash()) return;
  m_traces = traces;
  FileNews now = newsOf(m_document);
  if (now == m_news) return;
  m_news = std::move(now);
  Q_EMIT newsChanged();
}

}  // namespace lightloom::ui
