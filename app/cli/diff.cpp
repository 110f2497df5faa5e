#include <cstdio>

#include "base/printable.h"
#include "command.h"
#include "documents/diff_file.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct DiffWords {
  std::optional<std::string> a, b;
  bool json = false;
};

void declare(Options& options, DiffWords& words) {
  options.word("A", words.a, "a design (*.loom), or a run (*.loomrun): its design at its end");
  options.word("B", words.b, "another one");
  declareJson(options, words.json);
}

int run(const DiffWords& words) {
  if (!words.b) {
    complain({"cli.two-files", LL_TEXT("Name two designs or runs."), {}});
    return kBadCommand;
  }
  const Result<Design> from = lastDesignOf(*words.a), to = lastDesignOf(*words.b);
  for (const Result<Design>* design : {&from, &to})
    if (!*design) {
      complain(design->error());
      return kFailed;
    }
  const DiffFile diff = diffFileOf(from.value(), to.value());
  if (words.json) {
    std::fputs(writeDiff(diff).c_str(), stdout);
  } else {
    for (const ChangeLine& line : linesOf(diff.diff)) std::printf("%s\n", lineText(line).c_str());
    if (diff.diff.empty()) std::fprintf(stderr, "lightloom-cli: no difference\n");
  }
  return kDone;
}

}  // namespace

Command diff(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
