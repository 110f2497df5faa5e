#include "validation/claims.h"

#include <cstdio>

#include "command.h"
#include "export/energy_json.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ClaimWords {
  std::optional<std::string> file;
  Changes changes;
  std::vector<std::string> dataDirs;
  bool json = false;
};

void declare(Options& options, ClaimWords& words) {
  declareFile(options, words.file);
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
  declareJson(options, words.json);
}

int run(const ClaimWords& words) {
  if (!words.file) return missingFile();
  std::optional<MayBeLeft> computing(std::in_place);
  const std::optional<Design> design = openDesign(*words.file, words.changes);
  if (!design) return kFailed;
  const std::optional<Dataset> data = openData(*design, *words.file, words.dataDirs);
  if (!data) return kFailed;
  const Result<std::vector<ClaimRow>> claims = claimsOf(*design, *data);
  if (!claims) {
    complain(claims.error());
    return kFailed;
  }
  computing.reset();
  if (words.json) {
    std::fputs(claimsJson(claims.value(), *design).c_str(), stdout);
    return kDone;
  }
  for (const ClaimRow& claim : claims.value()) {
    std::printf("%s\n  %s\n", std::string(claim.claim).c_str(), claimText(claim).c_str());
    for (const Message& assumption : claim.assumptions)
      std::printf("  %s: %s\n", claim.verdict == ClaimVerdict::HoldsIf ? "if" : "besides",
                  english(assumption).c_str());
  }
  return kDone;
}

}  // namespace

Command claims(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
