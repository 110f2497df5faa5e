#include <algorithm>
#include <cstdio>
#include <new>
#include <string>
#include <vector>

#include "base/memory.h"
#include "command.h"
#include "design/kept_fields.h"
#include "verbs.h"

namespace {

using namespace lightloom::cli;
using WordList = std::vector<std::string>;

bool asksForHelp(const std::string& word) {
  return word == "--help" || word == "-h";
}

void printNotes(std::FILE* out) {
  std::fprintf(
      out,
      "PATH is part.key, part[channel].key or group.key; a bare VALUE is SI, \"20 mm\" is converted.\n"
      "Exit status: 0 done, 1 design or data failed, 2 wrong command line, 3 interrupted, 4 our fault.\n");
}

void usage(std::FILE* out) {
  std::fprintf(out, "Usage: lightloom-cli VERB [WORD]...\n");
  for (const Verb& verb : kVerbs) std::fprintf(out, "  %-10s %s\n", verb.name, verb.summary);
  std::fprintf(out, "lightloom-cli VERB --help lists the words that a verb takes.\n");
  printNotes(out);
}

int help(const Verb& verb) {
  Options options(verb.name);
  verb.declare(options);
  std::fputs((options.help(verb.summary) + '\n').c_str(), stdout);
  printNotes(stdout);
  return kDone;
}

int run(const Verb& verb, const WordList& words) {
  // Help is asked for in the middle of a command that one does not know how to end.
  if (std::any_of(words.begin(), std::find(words.begin(), words.end(), "--"), asksForHelp)) return help(verb);
  Options options(verb.name);
  const Command command = verb.declare(options);
  if (const std::optional<lightloom::base::Message> problem = options.read(words)) {
    complain(*problem);
    return kBadCommand;
  }
  try {
    return command();
  } catch (const std::bad_alloc&) {
    complain(lightloom::base::memoryExhausted());
    return kFailed;
  }
}

const Verb* findVerb(const std::string& name) {
  const auto* const found =
      std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](const Verb& verb) { return verb.name == name; });
  return found == std::end(kVerbs) ? nullptr : found;
}

lightloom::base::Message unknownVerb(const std::string& word) {
  WordList known;
  for (const Verb& verb : kVerbs) known.emplace_back(verb.name);
  const std::string nearest = lightloom::design::nearestKey(word, known);
  if (nearest.empty()) return {"cli.unknown-verb", LL_TEXT("There is no verb “%1”."), {word}};
  return {"cli.unknown-verb", LL_TEXT("There is no verb “%1”. Perhaps “%2” is meant."), {word, nearest}};
}

int obey(const WordList& words) {
  if (words.empty()) {
    usage(stderr);
    return kBadCommand;
  }
  if (words[0] == "help" && words.size() > 1)
    if (const Verb* verb = findVerb(words[1])) return help(*verb);
  if (asksForHelp(words[0]) || words[0] == "help") {
    usage(stdout);
    return kDone;
  }
  if (words[0] == "--version" && words.size() == 1) {
    std::printf("lightloom-cli %s\n", LIGHTLOOM_VERSION);
    return kDone;
  }
  if (const Verb* verb = findVerb(words[0])) return run(*verb, {words.begin() + 1, words.end()});
  complain(unknownVerb(words[0]));
  usage(stderr);
  return kBadCommand;
}

}  // namespace

int main(int argc, char** argv) {
  const WordList words(argv + 1, argv + argc);
  keepStandardStreams();
  watchSignals();
  return finished(obey(words));
}
