#include "export/formats.h"

#include <algorithm>
#include <filesystem>

#include "documents/design_file.h"
#include "documents/run_file.h"
#include "export/bench_figure.h"
#include "export/bundle.h"
#include "export/internal/citations.h"
#include "export/internal/latex.h"
#include "export/internal/npz.h"
#include "export/internal/onnx.h"
#include "export/internal/share_page.h"
#include "export/svg.h"
#include "files/file_reader.h"
#include "files/program_files.h"
#include "report/publication.h"

namespace lightloom::exports {
namespace {

namespace fs = std::filesystem;
using Files = Result<std::vector<ExportFile>>;

constexpr std::int64_t kMostLinks = 1000000;
constexpr char kSi[] = "SI, in the column names", kNone[] = "none";

Files one(const char* name, Result<std::string> bytes, const char* units) {
  if (!bytes) return bytes.error();
  return std::vector<ExportFile>{{name, std::move(bytes).value(), units}};
}

Files makeSvg(const ExportSubject& subject, const FigureStyle& style) {
  const Result<PageFigure> figure = figureOf(subject, style);
  if (!figure) return figure.error();
  std::vector<ExportFile> out = {{"figure.svg", svgOf(figure.value(), subject), "mm on paper"}};
  for (ExportFile& file : sourceDataFiles(figure.value(), subject)) out.push_back(std::move(file));
  return out;
}

Files makeCsv(const ExportSubject& subject, const FigureStyle&) {
  std::vector<ExportTable> tables = {
      headlineTable(subject),   linksTable(subject),    lasersTable(subject),    arraysTable(subject),
      ledgerTable(subject),     productsTable(subject), areaTable(subject),      lightTable(subject),
      processorsTable(),        lossesTable(subject),   noiseTable(subject),     layersTable(subject),
      parametersTable(subject), checksTable(subject),   billOfMaterials(subject)};
  if (subject.curves()) tables.push_back(curvesTable(*subject.curves()));
  if (publicationOf(subject.design())) tables.push_back(publicationTable(subject));
  std::vector<ExportFile> out;
  for (const ExportTable& table : tables) out.push_back({table.name + ".csv", csvOf(table, subject), kSi});
  return out;
}

Files makeNpz(const ExportSubject& subject, const FigureStyle&) {
  return one("arrays.npz", npzOf(subject), "SI, in provenance.json inside");
}

Files makeOnnx(const ExportSubject& subject, const FigureStyle&) {
  return one("network.onnx", onnxOf(subject), kNone);
}

Files makePython(const ExportSubject&, const FigureStyle&) {
  return one("loom.py", readFile(pythonReaderPath(), LoadBudget()), kNone);
}

Files makeLatex(const ExportSubject& subject, const FigureStyle&) {
  const auto table = [&](const ExportTable& from, const std::vector<std::string>& columns) {
    return ExportFile{from.name + ".tex", latexOf(from, subject, columns), "SI, or beside the number"};
  };
  return std::vector<ExportFile>{
      table(headlineTable(subject), {"title", "text", "source"}),
      table(ledgerTable(subject), {"label", "J_per_op", "low_J_per_op", "high_J_per_op", "amortised_over"}),
      table(noiseTable(subject), {"noise", "enabled", "sigma", "share"}),
      table(layersTable(subject), {}),
      table(parametersTable(subject), {"path", "shown", "provenance"}),
      {"citations.bib", bibtexOf(citationsOf(subject)), kNone}};
}

Files makeHtml(const ExportSubject& subject, const FigureStyle&) {
  return one("share.html", sharePage(subject), "beside the numbers");
}

Files makeBundle(const ExportSubject& subject, const FigureStyle& style) {
  return one("reproduce.zip", bundleOf(subject, style), "in manifest.json inside");
}

constexpr ExportFormat kFormats[] = {
    {"svg", LL_TEXT("Figure, SVG"),
     LL_TEXT("For papers: labels can be edited in Inkscape or Illustrator. A group per part, sizes "
             "in mm, the numbers of every curve beside it as CSV."),
     "figure.svg", false, false, true, makeSvg},
    {"pdf", LL_TEXT("Figure, PDF"),
     LL_TEXT("For LaTeX and journals: vectors, fonts inside, text can be selected."), "figure.pdf", false,
     true, true},
    {"png", LL_TEXT("Figure, PNG"), LL_TEXT("For slides and web pages, at a chosen resolution."),
     "figure.png", false, true, true},
    {"report", LL_TEXT("Report, PDF"),
     LL_TEXT("For reviewers, lectures and procurement: figure, results, ledger, checks, parameters, bill "
             "of materials, what the model leaves out, sources."),
     "report.pdf", false, true, false, nullptr, true},
    {"html", LL_TEXT("Share page, HTML"),
     LL_TEXT("One file that opens in any browser without a network, with the design inside."), "share.html",
     false, false, false, makeHtml, true},
    {"csv", LL_TEXT("Tables, CSV"),
     LL_TEXT("For Excel, Origin and pandas: curves, links, lasers, energy ledger, losses, bill of "
             "materials. SI, units in the header."),
     "figures.csv", false, false, false, makeCsv, true},
    {"npz", LL_TEXT("Arrays, NumPy"),
     LL_TEXT("For Python: complex fields, curves, and weights as trained, as written and as they act."),
     "arrays.npz", false, false, false, makeNpz},
    {"onnx", LL_TEXT("Network, ONNX"),
     LL_TEXT("For onnxruntime, PyTorch and Netron: the trained network without imperfections."),
     "network.onnx", true, false, false, makeOnnx},
    {"python", LL_TEXT("Reader for Python"),
     LL_TEXT("loom.py: reads designs, runs and tables; needs NumPy only."), "loom.py", false, false, false,
     makePython},
    {"latex", LL_TEXT("Tables, LaTeX"), LL_TEXT("For papers: tables to \\input, and every source as BibTeX."),
     "figures.tex", false, false, false, makeLatex, true},
    {"bundle", LL_TEXT("Bundle to reproduce"),
     LL_TEXT("For reviewers and archives: design, run, data, figures, and a script that trains again and "
             "compares to the bit."),
     "reproduce.zip", false, false, true, makeBundle, true},
};

bool isFolder(const std::string& path) {
  std::error_code error;
  return path.empty() || path.back() == '/' || fs::is_directory(path, error);
}

Message noFolder(const std::string& folder, const std::string& reason) {
  return {"export.no-folder",
          LL_TEXT("The folder “%1” cannot be made: %2. Choose a place that may be written to."),
          {folder, reason}};
}

// Data that cannot be found ask for another remedy than data that are found and wrong.
Message needsData(const Message& problem) {
  const bool notThere = problem.id == "dataset.not-found" || problem.id == "dataset.outside-folder" ||
                        problem.id == "dataset.needs-package";
  if (notThere)
    return {"export.needs-data",
            LL_TEXT("This format holds figures of the network, which are measured on its data set. %1 Name "
                    "the folder of the data with --data, or choose svg, npz or onnx."),
            {english(problem)}};
  return {"export.needs-data",
          LL_TEXT("This format holds figures of the network, which are measured on its data set, but that "
                  "cannot be used (%2). %1 Then export again, or choose svg, npz or onnx."),
          {english(problem), problem.id}};
}

std::optional<Message> makeFolder(const std::string& path) {
  const fs::path folder = isFolder(path) ? fs::path(path) : fs::path(path).parent_path();
  if (folder.empty()) return std::nullopt;
  std::error_code error;
  fs::create_directories(folder, error);
  if (fs::is_directory(folder)) return std::nullopt;
  return noFolder(folder.string(), error ? error.message() : "a file has this name");
}

// The subject of an export of `source`, a design or a run, with the data that `design` asks for.
template <typename Source>
Result<ExportSubject> withData(const Source& source, const Design& design, const std::string& path,
                               DatasetOptions options) {
  const DatasetOptions told = datasetOptions(design);
  options.baseDir = fs::absolute(fs::path(path)).parent_path().string();
  options.testFraction = told.testFraction;
  options.splitSeed = told.splitSeed;
  options.quantities = told.quantities;
  const std::string name = settingText(design, "training.dataset");
  const Result<Dataset> data = loadDataset(name, options);
  Result<ExportSubject> out =
      data ? exportSubject(source, data.value()) : exportSubject(source, data.error());
  // Data that the run was not trained on are as good as none.
  if (!out && out.error().id == "run.other-data") out = exportSubject(source, out.error());
  if (!out) return out;
  out.value().fileName = fileName(path);
  if (!out.value().dataProblem) out.value().dataFiles = ownDatasetFiles(name, options);
  return out;
}

}  // namespace

std::span<const ExportFormat> exportFormats() {
  return kFormats;
}

const ExportFormat* findExportFormat(std::string_view key) {
  const auto found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                  [&](const ExportFormat& f) { return f.key == key; });
  return found == std::end(kFormats) ? nullptr : found;
}

std::optional<Message> exportProblem(const ExportFormat& format, const ExportSubject& subject) {
  if (format.needsRun && !subject.run) return needsRun();
  if (format.needsRun && subject.run->record.diverged) return needsNetwork(*subject.run->record.diverged);
  if (format.needsData && subject.dataProblem) return needsData(*subject.dataProblem);
  const bool tables = format.key == "csv" || format.key == "bundle" || format.key == "npz";
  if (tables && subject.report.links > kMostLinks)
    return Message{
        "export.too-many-links",
        LL_TEXT("The design has %1 links; tables of links are written up to %2. Export a figure or "
                "the report, or fewer channels."),
        {subject.report.links, kMostLinks}};
  return std::nullopt;
}

Result<ExportSubject> readSubject(const std::string& path, DatasetOptions options,
                                  const std::function<Result<Design>(const Design&)>& edit) {
  if (isRunFile(path)) {
    const Result<RunFile> run = readRunFile(path);
    if (!run) return run.error();
    return withData(run.value(), run.value().first, path, std::move(options));
  }
  Result<Design> design = readDesignFile(path);
  if (design && edit) design = edit(design.value());
  if (!design) return design.error();
  return withData(design.value(), design.value(), path, std::move(options));
}

std::vector<std::string> exportPaths(const std::vector<ExportFile>& files, const std::string& path) {
  std::vector<std::string> out;
  const fs::path target(path);
  for (const ExportFile& file : files) {
    if (isFolder(path))
      out.push_back((target / file.name).string());
    else if (out.empty())
      out.push_back(path);
    else
      out.push_back((target.parent_path() / (target.stem().string() + "_" + file.name)).string());
  }
  return out;
}

std::optional<Message> exportPlaceProblem(const ExportFormat& format, const std::string& path,
                                          const std::vector<std::string>& inputs) {
  const std::string name(format.fileName);
  const fs::path folder = isFolder(path) ? fs::path(path) : fs::path(path).parent_path();
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error))
    return placeProblem(exportPaths({{name, {}, {}}}, path).front(), inputs);
  // It is made with the first file: what is refused before leaves nothing behind. The place where it will
  // stand can be tried.
  fs::path above = folder;
  while (!above.empty() && !fs::exists(above, error)) above = above.parent_path();
  if (above.empty()) above = ".";
  if (!fs::is_directory(above, error)) return noFolder(folder.string(), "a file has this name");
  if (const std::optional<Message> problem = placeProblem((above / name).string()))
    return noFolder(folder.string(), english(*problem));
  return std::nullopt;
}

Result<std::vector<std::string>> saveExport(const std::vector<ExportFile>& files, const std::string& path,
                                            const ExportProgress& progress,
                                            const std::vector<std::string>& inputs) {
  if (std::optional<Message> problem = makeFolder(path)) return *problem;
  std::vector<std::string> paths = exportPaths(files, path);
  if (isStream(path)) paths.resize(1);
  for (const std::string& one : paths)
    if (std::optional<Message> problem = placeProblem(one, inputs)) return *problem;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (progress && !progress(i, paths.size()))
      return Message{"export.cancelled",
                     LL_TEXT("The export was stopped after %1 of %2 files; those are complete."),
                     {static_cast<std::int64_t>(i), static_cast<std::int64_t>(paths.size())}};
    const Result<SavedFile> saved = saveFile(paths[i], files[i].bytes);
    if (!saved) return saved.error();
  }
  return paths;
}

}  // namespace lightloom::exports
