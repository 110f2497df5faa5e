#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/json_writer.h"
#include "base/printable.h"
#include "child.h"
#include "command.h"
#include "documents/run_file.h"
#include "export/formats.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ExportWords {
  std::optional<std::string> file, format, out, without;
  std::optional<double> width, height, font, dpi;
  Changes changes;
  std::vector<std::string> dataDirs;
  bool json = false, list = false;
};

void declare(Options& options, ExportWords& words) {
  options.word("FILE", words.file, "a design (*.loom) or a run (*.loomrun)");
  options.text("--format,--to", "F[,F...]", words.format, "what is written");
  options.text("--out", "PATH", words.out,
               "a folder, or one that ends in /, takes all files, else the first one has that name");
  options.real("--width", "MM", words.width, "of figures");
  options.real("--height", "MM", words.height, "of figures");
  options.real("--font", "PT", words.font, "of figures");
  options.real("--dpi", "N", words.dpi, "of png");
  options.text("--without", "PARTS", words.without, "figures without some of bench,curves,names");
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
  options.flag("--list", words.list, "the formats, and who takes them");
  options.flag("--json", words.json, "the list as JSON");
}

int listFormats(bool json) {
  if (!json) {
    for (const ExportFormat& format : exportFormats())
      std::printf("%-8s %-20s %s%s\n", std::string(format.key).c_str(), std::string(format.title).c_str(),
                  std::string(format.recipient).c_str(), format.needsRun ? " Needs a run." : "");
    return kDone;
  }
  JsonWriter writer;
  writer.beginObject();
  writer.key("formats");
  writer.beginArray();
  for (const ExportFormat& format : exportFormats()) {
    writer.beginObject(JsonLayout::Inline);
    writer.field("key", format.key);
    writer.field("title", format.title);
    writer.field("recipient", format.recipient);
    writer.field("file", format.fileName);
    writer.field("needs_run", format.needsRun);
    writer.field("needs_data", format.needsData);
    writer.endObject();
  }
  writer.endArray();
  writer.endObject();
  std::fputs(writer.take().c_str(), stdout);
  return kDone;
}

// The words of a list between commas.
std::vector<std::string> listed(const std::string& list) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    out.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return out;
}

Result<FigureStyle> styleOf(const ExportWords& words) {
  FigureStyle style;
  style.widthMm = words.width.value_or(style.widthMm);
  style.heightMm = words.height.value_or(style.heightMm);
  style.fontPoints = words.font.value_or(style.fontPoints);
  style.dpi = words.dpi.value_or(style.dpi);
  if (!words.without) return style;
  for (const std::string& word : listed(*words.without)) {
    bool* part = figurePart(style, word);
    if (!part)
      return Message{"cli.unknown-part",
                     LL_TEXT("A figure has no “%1” to leave out. There are bench, curves and names."),
                     {word}};
    *part = false;
  }
  return style;
}

Result<std::vector<const ExportFormat*>> chosenFormats(const std::string& list) {
  std::vector<const ExportFormat*> out;
  for (const std::string& key : listed(list)) {
    const ExportFormat* format = findExportFormat(key);
    if (!format)
      return Message{
          "cli.unknown-format", LL_TEXT("There is no format “%1”. See lightloom-cli export --list."), {key}};
    if (std::find(out.begin(), out.end(), format) == out.end()) out.push_back(format);
  }
  return out;
}

// The place for the files: several formats share a folder. A name with a suffix, or of what is no folder, is
// that of one file.
Result<std::string> placeOf(const std::string& out, std::size_t formats) {
  std::error_code error;
  if (formats < 2 || out.back() == '/' || std::filesystem::is_directory(out, error)) return out;
  if (std::filesystem::exists(out, error) || std::filesystem::path(out).has_extension())
    return Message{
        "cli.one-place",
        LL_TEXT("“%1” is the name of one file, and %2 formats are asked for. Write --out %3/ to put them "
                "into a folder, or export one by one."),
        {out, static_cast<std::int64_t>(formats),
         (std::filesystem::path(out).parent_path() / std::filesystem::path(out).stem()).string()}};
  return out + '/';
}

Message noWindowProgram(const std::string& format) {
  return {
      "export.needs-window-program",
      LL_TEXT(
          "The format %1 is drawn by the program lightloom, which is not beside lightloom-cli. Install the "
          "window as well, or export svg or html."),
      {format}};
}

// The program beside this one draws; it needs no display for that.
int draw(const ExportFormat& format, const ExportWords& words, const FigureStyle& style,
         const std::string& out) {
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string program = (self.parent_path() / "lightloom").string();
  if (!std::filesystem::exists(program)) {
    complain(noWindowProgram(std::string(format.key)));
    return kFailed;
  }
  std::vector<std::string> list = {"lightloom-cli",
                                   "--export=" + out,
                                   "--format=" + std::string(format.key),
                                   "--width=" + shortestNumber(style.widthMm),
                                   "--height=" + shortestNumber(style.heightMm),
                                   "--font=" + shortestNumber(style.fontPoints),
                                   "--dpi=" + shortestNumber(style.dpi)};
  if (words.without) list.push_back("--without=" + *words.without);
  for (const Assigned& assigned : assignmentsOf(words.changes))
    list.push_back("--set=" + assigned.assignment);
  for (const std::string& dir : words.dataDirs) list.push_back("--data=" + dir);
  list.insert(list.end(), {"--", *words.file});
  std::fflush(stdout);  // it writes to the same place
  const std::optional<int> status =
      runProgram(program, list, environmentWith("QT_QPA_PLATFORM", "offscreen"));
  if (interrupted()) return kInterrupted;
  if (!status) complain(noWindowProgram(std::string(format.key)));
  return status.value_or(kFailed);
}

int write(const ExportFormat& format, const ExportSubject& subject, const FigureStyle& style,
          const std::string& out, const std::vector<std::string>& inputs) {
  if (const std::optional<Message> problem = exportProblem(format, subject)) {
    complain(*problem);
    return kFailed;
  }
  const Result<std::vector<ExportFile>> files = [&] {
    const MayBeLeft computing;
    return format.make(subject, style);
  }();
  if (!files) {
    complain(files.error());
    return kFailed;
  }
  const auto go = [](std::size_t, std::size_t) { return !interrupted(); };
  const Result<std::vector<std::string>> saved = saveExport(files.value(), out, go, inputs);
  if (!saved) {
    complain(saved.error());
    return saved.error().id == "export.cancelled" ? kInterrupted : kFailed;
  }
  // An export that goes to stdout itself must not be followed by its name.
  for (const std::string& path : saved.value())
    if (!isStream(path)) std::printf("%s\n", printable(path).c_str());
  return kDone;
}

std::optional<Message> changedRun(const ExportWords& words) {
  if (!words.changes.any() || !isRunFile(*words.file)) return std::nullopt;
  return Message{"cli.run-is-fixed",
                 LL_TEXT("A run is what it was: --set and --seed change designs only. Leave them out."),
                 {}};
}

Result<ExportSubject> openSubject(const ExportWords& words) {
  if (const std::optional<Message> problem = changedRun(words)) return *problem;
  const MayBeLeft computing;
  DatasetOptions options;
  options.dataDirs = words.dataDirs;
  return readSubject(*words.file, options,
                     [&](const Design& design) { return editedDesign(design, words.changes); });
}

bool isDrawn(const ExportFormat* format) {
  return format->drawn;
}

std::optional<Message> wordsProblem(const ExportWords& words) {
  if (words.list && words.file)
    return Message{
        "cli.no-file", LL_TEXT("--list takes no file, so “%1” means nothing here."), {*words.file}};
  if (words.list) return std::nullopt;
  if (!words.file) return Message{"cli.one-file", LL_TEXT("Name one design file."), {}};
  if (words.format && words.out && !words.out->empty()) return std::nullopt;
  return Message{
      "cli.no-format", LL_TEXT("Say what to write and where: --format F --out PATH. See export --list."), {}};
}

int run(const ExportWords& words) {
  const std::optional<Message> problem = wordsProblem(words);
  if (words.list && !problem) return listFormats(words.json);
  const auto formats =
      problem ? Result<std::vector<const ExportFormat*>>(*problem) : chosenFormats(*words.format);
  const Result<FigureStyle> style = styleOf(words);
  const Result<std::string> place =
      formats ? placeOf(*words.out, formats.value().size()) : Result<std::string>(formats.error());
  if (!place || !style) {
    complain(place ? style.error() : place.error());
    return kBadCommand;
  }
  const std::string& out = place.value();
  for (const ExportFormat* format : formats.value())
    if (const std::optional<Message> bad = exportPlaceProblem(*format, out, {*words.file})) {
      complain(*bad);
      return kFailed;
    }
  // The drawing program opens the subject of drawn formats itself.
  const bool onlyDrawn = std::all_of(formats.value().begin(), formats.value().end(), isDrawn);
  const Result<ExportSubject> subject = onlyDrawn ? ExportSubject() : openSubject(words);
  const std::optional<Message> refused = subject ? changedRun(words) : subject.error();
  if (refused) {
    complain(*refused);
    return kFailed;
  }
  std::vector<std::string> inputs;
  if (!onlyDrawn) {
    warnOfUnknown(subject.value().design());
    inputs = inputsOf(subject.value().design(), {*words.file}, words.dataDirs);
  }
  int status = kDone;
  for (const ExportFormat* format : formats.value()) {
    const int one = format->drawn ? draw(*format, words, style.value(), out)
                                  : write(*format, subject.value(), style.value(), out, inputs);
    status = std::max(status, one);
    if (interrupted()) return kInterrupted;
  }
  return status;
}

}  // namespace

Command exportDesign(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
