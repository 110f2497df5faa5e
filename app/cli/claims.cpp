#include "validation/claims.h"

#include <cstdio>

#include "command.h"
#include "export/energy_json.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ClaimWords {
  DesignWords of;
  bool json = false;
};

void declare(Options& options, ClaimWords& words) {
  declareDesign(options, words.of);
  declareJson(options, words.json);
}

int run(const ClaimWords& words) {
  if (!words.of.file) return missingFile();
  std::optional<MayBeLeft> computing(std::in_place);
  const std::optional<OpenedDesign> opened = openWithData(words.of);
  if (!opened) return kFailed;
  const Result<std::vector<ClaimRow>> claims = claimsOf(opened->design, opened->data);
  if (!claims) {
    complain(claims.error());
    return kFailed;
  }
  computing.reset();
  if (words.json) {
    std::fputs(claimsJson(claims.value(), opened->design).c_str(), stdout);
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
