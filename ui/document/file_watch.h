#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <cstdint>
#include <string>
#include <vector>

#include "files/file_holders.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;

/// What has become of a document's file outside its window.
struct FileNews {
  enum class State {
    AsKnown,  ///< what the window last read, wrote or accepted; or there is no file
    Changed,  ///< something else stands in it
    Gone      ///< moved or removed
  };
  State state = State::AsKnown;
  std::string hash;  ///< SHA-256 of what stands in it now; empty where it cannot be read
  bool readOnly = false;
  std::vector<FileHolder> holders;  ///< other programs that have it open
  bool operator==(const FileNews&) const = default;
};

/// Looks at the file itself, now: decided by content, never by times.
FileNews newsOf(const Document& document);

/// Notices what others do to the file of a document: when the system tells, when the window comes to the
/// front, and every few seconds, for network folders tell nothing.
class FileWatch : public QObject {
  Q_OBJECT

 public:
  explicit FileWatch(Document& document, QObject* parent = nullptr);

  const FileNews& news() const { return m_news; }

 public Q_SLOTS:
  void look();

 Q_SIGNALS:
  void newsChanged();

 private:
  void watch();
  std::vector<std::int64_t> traces() const;

  Document& m_document;
  QFileSystemWatcher m_watcher;
  QTimer m_soon, m_again;
  FileNews m_news;
  std::vector<std::int64_t> m_traces;  ///< at the last look
};

}  // namespace lightloom::ui
