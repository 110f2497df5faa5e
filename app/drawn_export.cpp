#include "drawn_export.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <cstdio>

#include "base/printable.h"
#include "design/edit.h"
#include "export/drawn_formats.h"
#include "process.h"

namespace lightloom::app {

using namespace ui;

namespace {

// The name that the program was called by: lightloom-cli has this program draw under its own.
QString calledAs() {
  return QFileInfo(QCoreApplication::arguments().constFirst()).fileName();
}

int failed(const Message& message) {
  std::fprintf(stderr, "%s: %s [%s]\n", qUtf8Printable(calledAs()), printable(english(message)).c_str(),
               message.id.c_str());
  return 1;
}

Result<Design> assigned(Design design, const QStringList& assignments) {
  for (const QString& assignment : assignments) {
    Result<Design> changed = applyAssignment(design, assignment.toStdString());
    if (!changed) return changed;
    design = std::move(changed).value();
  }
  return design;
}

}  // namespace

int exportWithoutWindow(const DrawnExport& wanted) {
  const ExportFormat* format = findExportFormat(wanted.format.toStdString());
  if (!format) {
    std::fprintf(stderr, "There is no format “%s”. See lightloom-cli export --list.\n",
                 printable(wanted.format.toStdString()).c_str());
    return 2;
  }
  const std::string out = wanted.out.toStdString();
  std::vector<std::string> inputs = {wanted.file.toStdString()};
  if (const std::optional<Message> problem = exportPlaceProblem(*format, out, inputs))
    return failed(*problem);
  DatasetOptions options;
  for (const QString& dir : wanted.dataDirs) options.dataDirs.push_back(dir.toStdString());
  watchSignals();
  std::optional<MayBeLeft> computing(std::in_place);
  const Result<ExportSubject> subject =
      readSubject(wanted.file.toStdString(), options,
                  [&](const Design& design) { return assigned(design, wanted.assignments); });
  if (!subject) return failed(subject.error());
  if (const std::optional<Message> problem = exportProblem(*format, subject.value())) return failed(*problem);
  const Result<std::vector<ExportFile>> files = makeExport(*format, subject.value(), wanted.style);
  if (!files) return failed(files.error());
  computing.reset();
  for (const DatasetFile& data : subject.value().dataFiles) inputs.push_back(data.path);
  const auto go = [](std::size_t, std::size_t) { return !interrupted(); };
  const Result<std::vector<std::string>> saved = saveExport(files.value(), out, go, inputs);
  if (!saved) return interrupted() ? 3 : failed(saved.error());
  for (const std::string& path : saved.value())
    if (!isStream(path)) std::printf("%s\n", printable(path).c_str());
  return 0;
}

}  // namespace lightloom::app
