#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/worker.h"
#include "export/drawn_formats.h"
#include "export/figure.h"
#include "rooms.h"

namespace lightloom::ui {

/// The source of an export of the window: the drawing, and the training where it belongs to it.
struct ExportSource {
  Design design;
  std::shared_ptr<const RunSnapshot> run;  ///< null without one
  std::shared_ptr<const Dataset> data;     ///< never null
  std::vector<DatasetFile> dataFiles;      ///< of an own data set
  std::string fileName;                    ///< of the design; empty where it has no file
  std::vector<std::string> inputs;  ///< files that are open or were read: an export never replaces them
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

/// Makes the files of exports one after the other; what they all have in common is opened once. Errors:
/// "memory.exhausted"; all else stands in the answer.
class ExportMaking {
 public:
  Result<MadeExport> operator()(const ExportRequest& request);

 private:
  std::shared_ptr<const ExportSource> m_opened;  ///< what m_subject came from
  std::optional<Result<ExportSubject>> m_subject;
};

/// Files that are to be written; `inputs` as in `saveExport`.
struct SaveRequest {
  std::vector<ExportFile> files;
  std::string path;
  std::vector<std::string> inputs;
};

/// Makes exports beside the dialog.
using ExportMaker = Worker<ExportRequest, MadeExport>;

/// Writes them; tells how many files are written.
using ExportSaver = Worker<SaveRequest, std::vector<std::string>, std::size_t>;

ExportMaker::Work makesExports();
ExportSaver::Work savesExports();

}  // namespace lightloom::ui
