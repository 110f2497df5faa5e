// keep_once FOLDER: keeps a run in the ledger there and exits with 0, else with 1 and the message.
#include <cstdio>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "documents/run_ledger.h"

int main(int argc, char** argv) {
  using namespace lightloom::tests;
  if (argc < 2) return 2;
  RunFile run;
  run.first = sampleDesign();
  run.steps = 7;
  RunWords words;
  words.name = "second";
  const Result<RunEntry> kept = RunLedger(argv[1]).keep(run, words);
  if (!kept) std::fprintf(stderr, "%s: %s\n", kept.error().id.c_str(), english(kept.error()).c_str());
  return kept ? 0 : 1;
}
