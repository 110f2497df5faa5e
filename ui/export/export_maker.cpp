#include "export/export_maker.h"

#include "base/memory.h"
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

MadeExport failed(const ExportRequest& request, const Message& problem) {
  MadeExport out;
  out.format = request.format;
  out.problem = problem;
  return out;
}

}  // namespace

ExportMaker::ExportMaker() : m_thread([this](std::stop_token stop) { work(stop); }) {}

void ExportMaker::make(const ExportRequest& request) {
  {
    const std::lock_guard lock(m_mutex);
    m_request = request;
    m_made.reset();
  }
  m_making = true;
  m_wake.notify_all();
}

std::optional<MadeExport> ExportMaker::takeMade() {
  const std::lock_guard lock(m_mutex);
  std::optional<MadeExport> out;
  out.swap(m_made);
  if (out) m_making = false;
  return out;
}

void ExportMaker::work(const std::stop_token& stop) {
  while (true) {
    ExportRequest request;
    {
      std::unique_lock lock(m_mutex);
      if (!m_wake.wait(lock, stop, [&] { return m_request.has_value(); })) return;
      request = *m_request;
      m_request.reset();
    }
    const Result<MadeExport> answered = withinMemory([&]() -> Result<MadeExport> { return answer(request); });
    MadeExport made = answered ? answered.value() : failed(request, answered.error());
    const std::lock_guard lock(m_mutex);
    if (!m_request) m_made = std::move(made);
  }
}

MadeExport ExportMaker::answer(const ExportRequest& request) {
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

void ExportMaker::save(std::vector<ExportFile> files, const std::string& path,
                       std::vector<std::string> inputs) {
  m_cancel = false;
  m_done = 0;
  m_saving = true;
  m_saver = std::jthread([this, files = std::move(files), path, inputs = std::move(inputs)] {
    const auto goOn = [this](std::size_t done, std::size_t) {
      m_done = done;
      return !m_cancel;
    };
    Saved saved = withinMemory([&] { return saveExport(files, path, goOn, inputs); });
    const std::lock_guard lock(m_mutex);
    m_saved = std::move(saved);
  });
}

std::optional<ExportMaker::Saved> ExportMaker::takeSaved() {
  const std::lock_guard lock(m_mutex);
  std::optional<Saved> out;
  out.swap(m_saved);
  if (out) m_saving = false;
  return out;
}

}  // namespace lightloom::ui
