#include <algorithm>
#include <cstdio>
#include <new>
#include <string>
#include <vector>

#include "base/memory.h"
#include "command.h"

namespace {

using namespace lightloom::cli;

struct Verb {
  const char* name;
  int (*run)(const std::vector<std::string>&);
  const char* usage;
};

constexpr Verb kVerbs[] = {
    {"kinds", kinds, "kinds [--json]                               every kind, setting and parameter"},
    {"check", check, "check FILE... [--set PATH=VALUE] [--json]    design checks, one line each"},
    {"simulate", simulate, "simulate FILE [--set PATH=VALUE]... [--data DIR] [--seed S] [--json] [--all]"},
    {"train", train,
     "train FILE [--set PATH=VALUE]... [--epochs N] [--seed S] [--threads T] [--data DIR]\n"
     "                     [--json] [--all] [--out DIR] [--replay RUN.loomrun]"},
    {"sweep", sweep,
     "sweep FILE --over PATH=FROM:TO:COUNT[:log]|PATH=VALUE,VALUE... [--over ...] [--train [--epochs N] "
     "[--threads T]]\n"
     "                     [--set PATH=VALUE]... [--seed S] [--data DIR] [--json] [--out FILE]\n"
     "                     the figures of every combination as CSV, in SI"},
    {"ablate", ablate,
     "ablate FILE [--epochs N] [--set PATH=VALUE]... [--seed S] [--threads T] [--data DIR] [--json]\n"
     "                     [--out RUN.loomrun]         what each noise source costs in test accuracy: FILE "
     "is a\n"
     "                     design, which is trained first, or a run (*.loomrun)"},
    {"photons", photons,
     "photons FILE [--all] [--epochs N] [--set PATH=VALUE]... [--data DIR] [--seed S] [--json]\n"
     "                     test error against photons per multiplication, shot noise alone; --all trains\n"
     "                     once more with the noise of each"},
    {"export", exportDesign,
     "export FILE --format F[,F...] --out PATH [--width MM] [--height MM] [--font PT] [--dpi N] [--without "
     "bench,curves,names]\n"
     "                     [--set PATH=VALUE]... [--seed S] [--data DIR]\n"
     "                     FILE is a design or a run (*.loomrun); a PATH that is\n"
     "                     a folder or ends in / takes all files, else the first one has that name;\n"
     "                     several formats go into a folder\n"
     "  lightloom-cli export --list [--json]               the formats, and who takes them"},
    {"lasers", lasers,
     "lasers FILE ARRAY [--import CSV] [--out FILE]  measured values of single lasers as a table: without\n"
     "                     --import it is written, with it the design that has them"},
    {"validate", validate,
     "validate [--group G] [--long] [--data DIR] [--json]  published numbers and what this program makes of "
     "them;\n"
     "                     status 1 where one fails, --long also trains (minutes)"},
    {"bench", bench,
     "bench [--seconds S] [--json]                 the speed of this machine; S per measurement"},
};

bool asksForHelp(const std::string& word) {
  return word == "--help" || word == "-h";
}

void printUsage(std::FILE* out, const Verb& verb) {
  std::fprintf(out, "  lightloom-cli %s\n", verb.usage);
}

void printNotes(std::FILE* out) {
  std::fprintf(
      out,
      "PATH is part.key, part[channel].key or group.key; a bare VALUE is SI, \"20 mm\" is converted.\n"
      "Exit status: 0 done, 1 design or data failed, 2 wrong command line, 3 interrupted, 4 our fault.\n");
}

int usage(std::FILE* out) {
  std::fprintf(out, "Usage:\n");
  for (const Verb& verb : kVerbs) printUsage(out, verb);
  printNotes(out);
  return out == stdout ? kDone : kBadCommand;
}

int run(const Verb& verb, const std::vector<std::string>& words) {
  try {
    if (std::none_of(words.begin(), words.end(), asksForHelp)) return verb.run(words);
  } catch (const std::bad_alloc&) {
    complain(lightloom::memoryExhausted());
    return kFailed;
  }
  printUsage(stdout, verb);
  printNotes(stdout);
  return kDone;
}

int obey(const std::vector<std::string>& words) {
  if (words.empty()) return usage(stderr);
  if (asksForHelp(words[0]) || words[0] == "help") return usage(stdout);
  if (words[0] == "--version" && words.size() == 1) {
    std::printf("lightloom-cli %s\n", LIGHTLOOM_VERSION);
    return kDone;
  }
  for (const Verb& verb : kVerbs)
    if (words[0] == verb.name) return run(verb, {words.begin() + 1, words.end()});
  complain({"cli.unknown-verb", LL_TEXT("error", "There is no verb “%1”."), {words[0]}});
  return usage(stderr);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  lightloom::keepStandardStreams();
  lightloom::watchSignals();
  return finished(obey(words));
}
