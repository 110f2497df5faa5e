#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "export/drawn_formats.h"
#include "export/figure.h"
#include "rooms.h"

namespace lightloom::ui {

/// The source of an export of the window: the drawing, and the training where it belongs to it.
struct ExportSource {
  Design design;
  std::optional<RunFile> run;
  std::shared_ptr<const Dataset> data;  ///< never null
  std::vector<DatasetFile> dataFiles;   ///< of an own data set
  std::string fileName;                 ///< of the design; empty where it has no file
  std::vector<std::string> inputs;      ///< files that are open or were read: an export never replaces them
};

struct ExportRequest {
  std::shared_ptr<const ExportSource> source;
  const ExportFormat* format = nullptr;
  FigureStyle style;
};

/// The files of a request, still in memory, and what they look like.
struct MadeExport {
  const ExportFormat* format = nullptr;
  std::vector<ExportFile> files;
  std::vector<PageFigure> pages;   ///< of what is drawn; empty for tables and arrays
  std::string contents;            ///< in words what is not drawn
  std::optional<Message> problem;  ///< instead of files
};

/// Makes exports on a thread of its own and writes them on another. The owner polls; the newest request wins.
class ExportMaker {
 public:
  ExportMaker();
  ~ExportMaker() = default;
  ExportMaker(const ExportMaker&) = delete;
  ExportMaker& operator=(const ExportMaker&) = delete;

  void make(const ExportRequest& request);
  bool isMaking() const { return m_making; }
  /// The outcome of the newest request, given once.
  std::optional<MadeExport> takeMade();

  using Saved = Result<std::vector<std::string>>;
  /// `inputs` as in `saveExport`.
  void save(std::vector<ExportFile> files, const std::string& path, std::vector<std::string> inputs);
  void cancelSaving() { m_cancel = true; }
  bool isSaving() const { return m_saving; }
  std::size_t savedFiles() const { return m_done; }
  std::optional<Saved> takeSaved();

 private:
  void work(const std::stop_token& stop);
  MadeExport answer(const ExportRequest& request);

  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  std::optional<ExportRequest> m_request;  ///< behind the mutex, like the next two
  std::optional<MadeExport> m_made;
  std::optional<Saved> m_saved;
  bool m_making = false, m_saving = false;       ///< of the owner thread
  std::shared_ptr<const ExportSource> m_opened;  ///< of the worker: what m_subject came from
  std::optional<Result<ExportSubject>> m_subject;
  std::atomic<bool> m_cancel = false;
  std::atomic<std::size_t> m_done = 0;
  std::jthread m_saver;
  std::jthread m_thread;  ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
