#include <cstdio>

#include "command.h"
#include "io/channel_table.h"
#include "io/dataset_table.h"
#include "io/design_file.h"
#include "io/file_reader.h"
#include "io/safe_writer.h"

namespace lightloom::cli {
namespace {

// To a file, or to stdout where none is named.
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

int exportTable(const Design& design, const Words& words) {
  const Result<std::string> table = exportChannels(design, words.files[1]);
  if (table) return write(words.out, table.value());
  complain(table.error());
  return kFailed;
}

int importTable(const Design& design, const Words& words) {
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
      importChannels(design, words.files[1], text.value(), *words.import, csvOptions(beside.value()));
  if (!taken) {
    complain(taken.error());
    return kFailed;
  }
  for (const Message& note : taken.value().notes) complain(note);
  return write(words.out, writeDesign(apply(design, taken.value().edit)));
}

}  // namespace

int lasers(const std::vector<std::string>& list) {
  const Result<Words> words = sortWords(list, "--import --out --set");
  if (!words || words.value().files.size() != 2) {
    complain(words ? Message{"cli.no-array",
                             LL_TEXT("error", "Name a design file and one of its arrays or detectors."),
                             {}}
                   : words.error());
    return kBadCommand;
  }
  const std::optional<Design> design = openDesign(words.value().files[0], words.value());
  if (!design || !outputFits(*design, words.value())) return kFailed;
  return words.value().import ? importTable(*design, words.value()) : exportTable(*design, words.value());
}

}  // namespace lightloom::cli
