#include "written_manual.h"

#include <cstdio>

#include "base/printable.h"
#include "cli/manual_verbs.h"
#include "main_window.h"
#include "manual/manual_help.h"
#include "manual/manual_pdf.h"

namespace lightloom::app {

std::vector<ManualVerb> programVerbs(const QString& summary, const QList<QCommandLineOption>& options) {
  ManualVerb window{"lightloom", "lightloom [OPTION]... [FILE]", summary.toStdString(), {}};
  for (const QCommandLineOption& option : options)
    window.options.push_back({"--" + option.names().constFirst().toStdString(),
                              option.valueName().toUpper().toStdString(),
                              option.description().toStdString()});
  std::vector<ManualVerb> out = {std::move(window)};
  for (ManualVerb& verb : cli::manualVerbs()) out.push_back(std::move(verb));
  return out;
}

int writeManual(const QString& path, const std::vector<ManualVerb>& verbs) {
  const std::optional<Message> problem = placeProblem(path.toStdString());
  ui::MainWindow window;
  window.help().setVerbs([&verbs] { return verbs; });
  const Result<SavedFile> saved =
      problem ? Result<SavedFile>(*problem) : ui::saveManual(window.help().makeManual(), path);
  if (saved) return 0;
  std::fprintf(stderr, "lightloom: %s\n", printable(english(saved.error())).c_str());
  return 1;
}

}  // namespace lightloom::app
