#include "export/export_maker.h"

#include "export/bench_figure.h"
#include "export/report_pages.h"
#include "files/zip.h"

namespace lightloom::ui {
namespace {

std::vector<PageFigure> pagesOf(const ExportFormat& format, const ExportSubject& subject,
                                const FigureStyle& style) {
  if (format.key == "report") return reportPages(subject);
  if (!format.figure && format.key != "html") return {};
  const Result<PageFigure> figure = figureOf(subject, style);
  return figure ? std::vector<PageFigure>{figure.value()} : std::vector<PageFigure>();
}

// The readable content of a file: its text, what an archive says about itself, or the layers of a network.
std::string contentsOf(const ExportSubject& subject, const ExportFile& file) {
  if (const Result<std::vector<ZipEntry>> entries = readZip(file.bytes, file.name);
      entries && !entries.value().empty())
    return entries.value().front().bytes;
  if (file.bytes.find('\0') == std::string::npos) return file.bytes;
  std::string out;
  for (const auto& [key, text] : provenanceOf(subject)) out += key + ": " + text + "\n";
  if (subject.run)
    for (const Layer& layer : subject.run->network.layers)
      out += "layer: " + std::to_string(layer.inputs) + " → " + std::to_string(layer.neurons) + "\n";
  return out;
}

}  // namespace

Result<MadeExport> ExportMaking::operator()(const ExportRequest& request) {
  if (m_opened != request.source) {
    const ExportSource& source = *request.source;
    m_subject =
        source.run ? exportSubject(*source.run, *source.data) : exportSubject(source.design, *source.data);
    if (*m_subject) {
      m_subject->value().dataFiles = source.dataFiles;
      m_subject->value().fileName = source.fileName;
    }
    m_opened = request.source;
  }
  MadeExport out;
  out.format = request.format;
  if (!*m_subject) {
    out.problem = m_subject->error();
    return out;
  }
  const ExportSubject& subject = m_subject->value();
  out.problem = exportProblem(*request.format, subject);
  if (out.problem) return out;
  Result<std::vector<ExportFile>> files = makeExport(*request.format, subject, request.style);
  if (!files) {
    out.problem = files.error();
    return out;
  }
  out.files = std::move(files).value();
  out.pages = pagesOf(*request.format, subject, request.style);
  if (out.pages.empty()) out.contents = contentsOf(subject, out.files.front());
  return out;
}

ExportMaker::Work makesExports() {
  return [making = ExportMaking()](const ExportRequest& request, const std::stop_token&,
                                   const ExportMaker::Tell&) mutable { return making(request); };
}

ExportSaver::Work savesExports() {
  return [](const SaveRequest& request, const std::stop_token& stop, const ExportSaver::Tell& tell) {
    const auto goOn = [&](std::size_t done, std::size_t) {
      tell(done);
      return !stop.stop_requested();
    };
    return saveExport(request.files, request.path, goOn, request.inputs);
  };
}

}  // namespace lightloom::ui
