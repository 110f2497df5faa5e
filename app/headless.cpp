#include "headless.h"

#include <unistd.h>

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <thread>

#include "base/printable.h"
#include "datasets/dataset_store.h"
#include "documents/design_file.h"
#include "documents/run_folder.h"
#include "export/report_json.h"
#include "files/safe_writer.h"
#include "pictures.h"
#include "process.h"
#include "train/headless.h"

namespace lightloom::app {

using namespace ui;

namespace {

enum ExitStatus { kDone = 0, kFailed = 1, kInterrupted = 3 };

int failed(const Message& message) {
  std::fprintf(stderr, "%s\n", printable(english(message)).c_str());
  return kFailed;
}

DatasetOptions dataOptions(const Design& design, const QString& file, const QStringList& dataDirs) {
  DatasetOptions options = datasetOptions(design);
  for (const QString& dir : dataDirs) options.dataDirs.push_back(dir.toStdString());
  options.baseDir = QFileInfo(file).absolutePath().toStdString();
  return options;
}

constexpr int kWidth = 30;

int filledOf(const RunPoint& point, int epochs) {
  return std::min(kWidth, static_cast<int>(kWidth * point.epoch / epochs));
}

// One line that overwrites itself on a terminal; elsewhere a line each time the bar grows.
void showProgress(const RunPoint& point, int epochs, bool regression, int& shownFilled) {
  const bool terminal = isatty(STDERR_FILENO) != 0, tested = std::isfinite(point.testAccuracy);
  const int filled = filledOf(point, epochs);
  if (!terminal && (!tested || filled == shownFilled)) return;
  shownFilled = filled;
  std::fprintf(stderr, "%s[%.*s%.*s] epoch %.2f of %d", terminal ? "\r" : "", filled,
               "##############################", kWidth - filled, "..............................",
               point.epoch, epochs);
  if (tested)
    std::fprintf(stderr, "  %s %s", regression ? "R²" : "test accuracy",
                 readableScore(point.testAccuracy, regression).c_str());
  if (!terminal || filled == kWidth) std::fputc('\n', stderr);
}

void printHeadlineNumbers(const TrainingResult& result) {
  const bool regression = result.record.data.regression;
  std::printf("%-30s %s  (ideal twin %s)\n", regression ? "R² of the test set" : "Test accuracy",
              readableScore(result.finalTestAccuracy, regression).c_str(),
              readableScore(result.idealTestAccuracy, regression).c_str());
  for (const HeadlineNumber& number : headlineNumbers(result.report))
    std::printf("%-30s %s\n", std::string(number.title).c_str(), numberText(number).c_str());
}

std::optional<Message> writeFiles(const TrainingResult& result, const Trail<RunPoint>& points,
                                  const RunFolder& results, const QString& folder) {
  const Result<Done> saved = results.save(result.record, trainingJson(result));
  if (!saved) return saved.error();
  const Result<Done> pictures = saveRunPictures(result, points, folder);
  if (!pictures) return pictures.error();
  return std::nullopt;
}

}  // namespace

int runHeadless(const QString& file, const QString& folder, const QStringList& dataDirs) {
  const Result<Design> design = readDesignFile(file.toStdString());
  if (!design) return failed(design.error());
  const DatasetOptions where = dataOptions(design.value(), file, dataDirs);
  const std::string dataName = settingText(design.value(), "training.dataset");
  Result<Dataset> data = loadDataset(dataName, where);
  if (!data) return failed(data.error());
  for (const Message& note : data.value().notes)
    std::fprintf(stderr, "%s\n", printable(english(note)).c_str());
  std::vector<std::string> inputs = {file.toStdString()};
  for (const DatasetFile& one : ownDatasetFiles(dataName, where)) inputs.push_back(one.path);
  RunFile begun;
  begun.first = design.value();
  const Result<RunFolder> results = RunFolder::open(folder.toStdString(), begun, inputs);
  if (!results) return failed(results.error());
  for (const char* name : {"bench.svg", "bench.png", "plots.svg", "plots.png"})
    if (const auto problem = placeProblem(QDir(folder).filePath(QLatin1String(name)).toStdString(), inputs))
      return failed(*problem);
  watchSignals();
  Trail<RunPoint> points;
  HeadlessOptions options;
  options.threads = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
  int shownFilled = 0;
  options.cancelled = interrupted;
  const bool regression = data.value().classes == 0;
  options.onPoint = [&](const RunPoint& point, int epochs) {
    points.push_back(point);
    showProgress(point, epochs, regression, shownFilled);
  };
  const Result<TrainingResult> result =
      trainHeadless(design.value(), std::make_shared<const Dataset>(std::move(data.value())), options);
  if (!result) return failed(result.error());
  if (result.value().reason) failed(*result.value().reason);
  printHeadlineNumbers(result.value());
  if (const std::optional<Message> problem = writeFiles(result.value(), points, results.value(), folder))
    return failed(*problem);
  std::printf("Report, run and pictures are in %s\n", qUtf8Printable(QDir(folder).absolutePath()));
  if (result.value().cancelled) return kInterrupted;
  return result.value().diverged ? kFailed : kDone;
}

}  // namespace lightloom::app
