#include <cstdio>

#include "command.h"
#include "documents/design_file.h"
#include "documents/diff_file.h"
#include "documents/recovery.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ApplyWords {
  std::optional<std::string> diff, file, out;
};

void declare(Options& options, ApplyWords& words) {
  options.word("DIFF", words.diff, "what diff --json wrote");
  options.word("FILE", words.file, "the design or run that it is made on");
  options.text("--out", "FILE", words.out, "instead of stdout");
}

Result<Design> changed(const ApplyWords& words) {
  const Result<std::string> text = readFile(*words.diff);
  if (!text) return text.error();
  const Result<DiffFile> diff = readDiff(text.value(), fileName(*words.diff));
  if (!diff) return diff.error();
  const Result<Design> design = lastDesignOf(*words.file);
  if (!design) return design.error();
  Result<Design> out = applyDiff(diff.value(), design.value());
  if (!out) return out.error();
  // What each side allows by itself may be too much together: a channel of an array that is smaller here.
  Result<Design> again = readDesign(writeDesign(out.value()), words.out.value_or("the result"));
  if (again && designHash(design.value()) != diff.value().fromHash)
    complain({"diff.other-base",
              LL_TEXT("%1 is not the design that the difference was made from, but has everything that it "
                      "changes as it was there. The result is another design, too: its hash is %2."),
              {*words.file, designHash(out.value())}});
  return again;
}

int run(const ApplyWords& words) {
  if (!words.file) {
    complain({"cli.two-files", LL_TEXT("Name a difference and the design that it is made on."), {}});
    return kBadCommand;
  }
  if (!outputFits(words.out, {*words.diff, *words.file})) return kFailed;
  const Result<Design> design = changed(words);
  if (!design) {
    complain(design.error());
    return kFailed;
  }
  const std::string text = writeDesign(design.value());
  if (!words.out) {
    std::fputs(text.c_str(), stdout);
    return kDone;
  }
  const Result<SavedFile> saved = saveFile(*words.out, text);
  if (saved) return kDone;
  complain(saved.error());
  return kFailed;
}

}  // namespace

Command applyDifference(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
