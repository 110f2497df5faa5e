#include "manual_verbs.h"

#include "verbs.h"

namespace lightloom::cli {

std::vector<ManualVerb> manualVerbs() {
  std::vector<ManualVerb> out;
  for (const Verb& verb : kVerbs) {
    Options options(verb.name);
    // What would be done with the words is let go unread.
    const Command command = verb.declare(options);
    ManualVerb told{verb.name, options.usage(), verb.summary, {}};
    for (const DeclaredWord& word : options.declared())
      told.options.push_back({word.names, word.value, word.help});
    out.push_back(std::move(told));
  }
  return out;
}

}  // namespace lightloom::cli
