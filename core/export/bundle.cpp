#include "export/bundle.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/json_writer.h"
#include "documents/design_file.h"
#include "documents/run_file.h"
#include "export/bench_figure.h"
#include "export/report_json.h"
#include "files/file_reader.h"
#include "files/zip.h"
#include "kernels/kernel_table.h"

namespace lightloom::exports {
namespace {

constexpr char kScript[] = "reproduce.sh";

// The formats that reproduce.sh makes again and compares, in this order.
std::vector<std::string_view> comparedFormats(const ExportSubject& subject) {
  if (subject.run) return {"svg", "csv", "npz", "latex", "onnx"};
  return {"svg", "csv", "npz", "latex"};
}

std::string join(const std::vector<std::string_view>& words, char between) {
  std::string out;
  for (std::string_view word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

std::string figureOptions(const FigureStyle& style) {
  const std::string without = leftOut(style);
  return "--width " + shortestNumber(style.widthMm) + " --height " + shortestNumber(style.heightMm) +
         " --font " + shortestNumber(style.fontPoints) + (without.empty() ? "" : " --without " + without);
}

// A file of the data set, and the name under which every archive and system can keep it.
struct BundledData {
  const DatasetFile* file;
  std::string safeName;
};

constexpr std::string_view kOwnNames[] = {"manifest.json", "README.txt",  "reproduce.sh", "design.loom",
                                          "report.json",   "run.loomrun", "loom.py"};

// Letters and digits of ASCII stay, one "_" stands for any other character.
std::string plainName(const std::string& name) {
  std::string out;
  for (char c : name) {
    const bool continued = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    const bool fine =
        !continued && (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-');
    if (!continued) out += fine ? c : '_';
  }
  return out;
}

bool isTaken(const std::string& name, const std::vector<ExportFile>& compared) {
  return std::find(std::begin(kOwnNames), std::end(kOwnNames), name) != std::end(kOwnNames) ||
         std::any_of(compared.begin(), compared.end(),
                     [&](const ExportFile& file) { return file.name == name; });
}

std::vector<BundledData> bundledData(const ExportSubject& subject, const std::vector<ExportFile>& compared) {
  constexpr std::size_t kLongest = 100;
  std::vector<BundledData> out;
  for (const DatasetFile& file : subject.dataFiles) {
    const bool keeps = isSafeEntryName(file.name) && !isTaken(file.name, compared);
    std::string last = plainName(file.name.substr(file.name.rfind('/') + 1));
    if (last.size() > kLongest) last.erase(0, last.size() - kLongest);
    out.push_back({&file, keeps ? file.name : "data/" + std::to_string(out.size() + 1) + "_" + last});
  }
  return out;
}

// Quotes a text so that the shell takes it as one word.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text)
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  return out + "'";
}

// A folder in which the data have the names that the design asks for, apart from what is exported: one of
// these names may be that of a table of ours.
std::string renamingLines(const std::vector<BundledData>& data) {
  std::string out = "mkdir -p \"$out/data\"\n";
  for (const BundledData& one : data) {
    const std::string& name = one.file->name;
    if (const std::size_t slash = name.rfind('/'); slash != std::string::npos)
      out += "mkdir -p \"$out/data\"/" + quoted(name.substr(0, slash)) + "\n";
    out += "cp \"$here\"/" + quoted(one.safeName) + " \"$out/data\"/" + quoted(name) + "\n";
  }
  return out;
}

bool isRenamed(const BundledData& data) {
  return data.safeName != data.file->name;
}

// Trains again, or takes the design, beside its data, and exports what came of it.
std::string computingLines(const ExportSubject& subject, const FigureStyle& style,
                           const std::vector<BundledData>& data) {
  const bool renamed = std::any_of(data.begin(), data.end(), isRenamed);
  const std::string place = renamed ? "$out/data" : "$here",
                    name = subject.run ? "run.loomrun" : "design.loom";
  std::string out;
  if (renamed) out += renamingLines(data) + "cp \"$here/" + name + "\" \"$out/data/" + name + "\"\n";
  std::string source = place + "/" + name;
  const std::string dataOption = " --data \"" + place + "\"";
  if (subject.run) {
    out += "\"$cli\" train --replay \"" + source + "\"" + dataOption + " --out \"$out\" || different=1\n";
    source = "$out/run.loomrun";
    if (renamed) {
      source = place + "/reproduced.loomrun";
      out += "cp \"$out/run.loomrun\" \"" + source + "\"\n";
    }
  }
  return out + "\"$cli\" export \"" + source + "\" --format " + join(comparedFormats(subject), ',') +
         dataOption + " " + figureOptions(style) + " --out \"$out\"\n";
}

std::string scriptOf(const ExportSubject& subject, const FigureStyle& style,
                     const std::vector<ExportFile>& compared, const std::vector<BundledData>& data) {
  std::string out =
      "#!/bin/sh\n"
      "# Computes everything in this folder again and compares it to the bit.\n"
      "#   ./reproduce.sh [FOLDER]     lightloom-cli must be on PATH, or LIGHTLOOM_CLI must name it\n"
      "# Written by " +
      programVersion() + ", kernel library " + std::string(kernels().name) +
      ". Another version may give other bits.\n"
      "set -eu\n"
      "here=$(cd \"$(dirname \"$0\")\" && pwd)\n"
      "cli=${LIGHTLOOM_CLI:-lightloom-cli}\n"
      "out=${1:-$here/reproduced}\n"
      "\"$cli\" --version\n"
      "mkdir -p \"$out\"\n";
  out += "different=0\n" + computingLines(subject, style, data);
  if (subject.run)
    out += "grep -q '\"weights_hash\": \"" + subject.run->record.weightsHash +
           "\"' \"$out/report.json\" && echo \"same       weights\" || { echo \"DIFFERENT  weights\"; "
           "different=1; }\n";
  out += "for file in";
  for (const ExportFile& file : compared) out += " " + file.name;
  return out +
         "; do\n"
         "  if cmp -s \"$here/$file\" \"$out/$file\"; then echo \"same       $file\"\n"
         "  else echo \"DIFFERENT  $file\"; different=1; fi\n"
         "done\n"
         "exit $different\n";
}

std::string dataNote(const ExportSubject& subject, const std::vector<BundledData>& data) {
  if (!subject.dataFiles.empty()) {
    std::string out = "The data set “" + subject.data.name + "” is in here.";
    for (const BundledData& one : data)
      if (isRenamed(one))
        out += "\n  " + one.safeName + "  is what the design calls “" + one.file->name +
               "”; reproduce.sh gives it that name";
    return out;
  }
  const std::vector<std::string> bundled = bundledDatasets();
  if (std::find(bundled.begin(), bundled.end(), subject.data.name) != bundled.end())
    return "The data set “" + subject.data.name + "” comes with the program.";
  return "The data set “" + subject.data.name +
         "” is not in here, for its path leads out of the design's folder: put it where the design names it.";
}

std::string readmeOf(const ExportSubject& subject, const std::vector<BundledData>& data) {
  std::string out =
      titleOf(subject) + "\n\nA design of a coherent VCSEL neural network with everything that " +
      "came out of it.\n\n  sh reproduce.sh     computes it again and compares it to the bit\n" +
      "  manifest.json       what each file holds, its size and SHA-256\n" +
      "  loom.py             reads all of it in Python\n\n" + dataNote(subject, data) + "\n\n";
  for (const auto& [key, text] : provenanceOf(subject)) out += key + ": " + text + "\n";
  return out;
}

std::string manifestOf(const ExportSubject& subject, const std::vector<ExportFile>& files) {
  JsonWriter json;
  json.beginObject();
  for (const auto& [key, text] : provenanceOf(subject)) json.field(key, text);
  json.key("files");
  json.beginArray();
  for (const ExportFile& file : files) {
    json.beginObject(JsonLayout::Inline);
    json.field("name", file.name);
    json.field("bytes", static_cast<std::uint64_t>(file.bytes.size()));
    json.field("sha256", sha256Hex(file.bytes));
    json.field("units", file.units);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

// A replay waits for the twin; a window that is asked in between may be ahead of it.
bool twinIsBehind(const CurveTable& curves) {
  const auto column = [&](const char* name) {
    const auto found = std::find(curves.columns.begin(), curves.columns.end(), name);
    return static_cast<std::size_t>(found - curves.columns.begin());
  };
  const std::size_t test = column("test_accuracy"), ideal = column("ideal_test_accuracy");
  if (test == curves.columns.size() || ideal == curves.columns.size()) return false;
  for (std::size_t i = 0; i < curves.values[test].size(); ++i)
    if (std::isfinite(curves.values[test][i]) && !std::isfinite(curves.values[ideal][i])) return true;
  return false;
}

std::optional<Message> addFormats(const ExportSubject& subject, const FigureStyle& style,
                                  std::vector<ExportFile>& files) {
  for (std::string_view key : comparedFormats(subject)) {
    const ExportFormat* format = findExportFormat(key);
    LL_CHECK(format && format->make);
    Result<std::vector<ExportFile>> made = format->make(subject, style);
    if (!made) return made.error();
    for (ExportFile& file : made.value()) files.push_back(std::move(file));
  }
  return std::nullopt;
}

}  // namespace

std::vector<ExportFile> sourceDataFiles(const PageFigure& figure, const ExportSubject& subject) {
  std::vector<ExportFile> out;
  for (const SourceData& data : figure.data)
    out.push_back({"source_" + data.letter + "_" + data.table.name + ".csv", csvOf(data.table, subject),
                   "SI, in the column names"});
  return out;
}

Result<std::string> bundleOf(const ExportSubject& subject, const FigureStyle& wanted) {
  // An archive is not refused for the page of its figure.
  FigureStyle style = wanted;
  if (const Result<PageFigure> figure = figureOf(subject, style);
      !figure && figure.error().id == "export.figure-too-high")
    style.heightMm = kTallestPage;
  if (subject.run && twinIsBehind(subject.run->record.curves))
    return Message{
        "export.twin-behind",
        LL_TEXT("The ideal twin has not finished the epochs of the training yet, and the bundle holds "
                "its curve. Pause the training, wait a moment and export again."),
        {}};
  std::vector<ExportFile> compared;
  if (std::optional<Message> problem = addFormats(subject, style, compared)) return *problem;
  const std::vector<BundledData> data = bundledData(subject, compared);
  std::vector<ExportFile> files = {{"README.txt", readmeOf(subject, data), "none"},
                                   {kScript, scriptOf(subject, style, compared, data), "none"},
                                   {"design.loom", writeDesign(subject.design()), "SI"},
                                   {"report.json", reportJson(*subject.bench, subject.report), "SI"}};
  if (subject.run) {
    RunFile run = subject.run->record;
    // They hold times; and nobody trains on in an archive.
    run.resultJson.clear();
    run.resume.reset();
    const Result<std::string> bytes = writeRun(run);
    if (!bytes) return bytes.error();
    files.push_back({"run.loomrun", bytes.value(), "SI"});
  }
  for (const BundledData& one : data) {
    const Result<std::string> bytes = readFile(one.file->path, LoadBudget::data());
    if (!bytes) return bytes.error();
    files.push_back({one.safeName, bytes.value(), "as its author gave them"});
  }
  const Result<std::vector<ExportFile>> reader = findExportFormat("python")->make(subject, style);
  if (!reader) return reader.error();
  files.push_back(reader.value()[0]);
  for (ExportFile& file : compared) files.push_back(std::move(file));
  std::vector<ZipEntry> entries;
  entries.push_back({"manifest.json", manifestOf(subject, files)});
  for (ExportFile& file : files) {
    const bool program = file.name == kScript;
    entries.push_back({file.name, std::move(file.bytes), program});
  }
  return writeZip(entries);
}

}  // namespace lightloom::exports
