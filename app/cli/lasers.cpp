#include <cstdio>

#include "command.h"
#include "datasets/dataset_table.h"
#include "documents/channel_table.h"
#include "documents/design_file.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct LasersWords {
  std::optional<std::string> file, array, import, out;
  Changes changes;
};

void declare(Options& options, LasersWords& words) {
  declareFile(options, words.file);
  options.word("ARRAY", words.array, "one of its arrays or detectors, for example vcsel_array2");
  options.text("--import", "CSV", words.import, "the design that has the values of this table is written");
  options.text("--out", "FILE", words.out, "instead of stdout");
  declareSet(options, words.changes);
}

// Writes to a file, or to stdout where none is named.
int write(const std::optional<std::string>& path, const std::string& text) {
  if (!path) {
    std::fputs(text.c_str(), stdout);
    return kDone;
  }
  const Result<SavedFile> saved = saveFile(*path, text);
  if (saved) return kDone;
  complain(saved.error());
  return kFailed;
}

int exportTable(const Design& design, const LasersWords& words) {
  const Result<std::string> table = exportChannels(design, *words.array);
  if (table) return write(words.out, table.value());
  complain(table.error());
  return kFailed;
}

int importTable(const Design& design, const LasersWords& words) {
  const Result<std::string> text = readFile(*words.import, LoadBudget::data());
  if (!text) {
    complain(text.error());
    return kFailed;
  }
  const Result<DatasetDescriptor> beside = descriptorBeside(*words.import);
  if (!beside) {
    complain(beside.error());
    return kFailed;
  }
  const Result<ChannelImport> taken =
      importChannels(design, *words.array, text.value(), *words.import, csvOptions(beside.value()));
  if (!taken) {
    complain(taken.error());
    return kFailed;
  }
  for (const Message& note : taken.value().notes) complain(note);
  return write(words.out, writeDesign(apply(design, taken.value().edit)));
}

int run(const LasersWords& words) {
  if (!words.array) {
    complain({"cli.no-array", LL_TEXT("Name a design file and one of its arrays or detectors."), {}});
    return kBadCommand;
  }
  const std::optional<Design> design = openDesign(*words.file, words.changes);
  if (!design) return kFailed;
  std::vector<std::string> inputs = {*words.file};
  if (words.import) inputs.push_back(*words.import);
  if (!outputFits(words.out, inputsOf(*design, inputs, {}))) return kFailed;
  return words.import ? importTable(*design, words) : exportTable(*design, words);
}

}  // namespace

Command lasers(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
