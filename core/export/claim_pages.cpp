#include "export/claim_pages.h"

#include <algorithm>

#include "documents/design_file.h"
#include "export/internal/page_flow.h"
#include "files/safe_writer.h"

namespace lightloom::exports {
namespace {

constexpr int kClaimDigits = 3;

std::string assumptionsText(const ClaimRow& claim, const std::vector<Message>& shared) {
  std::string out;
  for (const Message& assumption : claim.assumptions) {
    if (std::any_of(shared.begin(), shared.end(), [&](const Message& m) { return m.id == assumption.id; }))
      continue;
    out += (out.empty() ? "" : " ") + english(assumption);
  }
  if (out.empty())
    return claim.verdict == ClaimVerdict::HoldsIf ? "Granted: what stands on the first page." : "–";
  return out;
}

}  // namespace

std::string_view claimVerdictText(ClaimVerdict verdict) {
  constexpr std::string_view kWords[] = {LL_TEXT("holds"), LL_TEXT("holds if …"), LL_TEXT("does not hold")};
  return kWords[static_cast<int>(verdict)];
}

std::vector<Message> sharedAssumptions(const std::vector<ClaimRow>& claims) {
  std::vector<Message> out;
  if (claims.empty()) return out;
  for (const Message& assumption : claims.front().assumptions)
    if (std::all_of(claims.begin(), claims.end(), [&](const ClaimRow& claim) {
          return std::any_of(claim.assumptions.begin(), claim.assumptions.end(),
                             [&](const Message& m) { return m.id == assumption.id; });
        }))
      out.push_back(assumption);
  return out;
}

std::string claimedHereText(const ClaimRow& claim) {
  if (!claim.here) return "–";
  const double scale = unitInfo(claim.unit).scale;
  std::string out = readableQuantity(*claim.here, claim.unit, kClaimDigits);
  if (claim.low && claim.high)
    out += " (" + readableNumber(*claim.low / scale, kClaimDigits) + " … " +
           readableNumber(*claim.high / scale, kClaimDigits) + ")";
  return out;
}

std::vector<PageFigure> claimPages(const std::vector<ClaimRow>& claims, const Design& design) {
  const std::string name = design.name.empty() ? "Untitled" : design.name;
  const std::string hash = sha256Hex(writeDesign(design));
  const std::vector<Message> shared = sharedAssumptions(claims);
  PageFlow flow("What is claimed, and what this bench gives");
  flow.title("What is claimed, and what this bench gives");
  flow.words(name + ", design " + hash, a4::kSmall, ink::kFaint);
  flow.words(
      "Coherent VCSEL networks in news and abstracts, beside the bench of this design with the first weights "
      "of its network. A claim holds where the number is reached over its whole range, with memory, area and "
      "cooling counted; it holds if what the second page names is granted.",
      a4::kBody);
  for (const Message& assumption : shared) {
    flow.gap(2);
    flow.words("To be granted for every row: " + english(assumption), a4::kBody, ink::kBad);
  }
  flow.gap(4);
  ExportTable verdicts{"claims", "Claims", {"news", "claim", "here", "verdict"}, {}};
  ExportTable reasons{"reasons", "Reasons", {"claim", "assumptions", "how", "published_source"}, {}};
  for (const ClaimRow& claim : claims) {
    verdicts.rows.push_back({std::string(claim.news), std::string(claim.claim), claimedHereText(claim),
                             std::string(claimVerdictText(claim.verdict))});
    reasons.rows.push_back({std::string(claim.claim), assumptionsText(claim, shared),
                            std::string(claim.source), std::string(claim.publishedSource)});
  }
  flow.table(verdicts);
  flow.newPage();
  flow.heading("What carries the verdicts");
  flow.table(reasons);
  return flow.finish(name + ", design " + hash.substr(0, 12));
}

}  // namespace lightloom::exports
