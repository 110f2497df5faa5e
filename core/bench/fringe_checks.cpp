#include "bench/internal/fringe_checks.h"

#include <cmath>

#include "bench/fringe_twist.h"
#include "imperfections/trim.h"

namespace lightloom::bench {
namespace {

// Work of a trace, and pairs of channels, above which nobody waits for the part that is the cause.
constexpr double kMostWork = 3e5;
constexpr double kMostCausePairs = 1u << 14;

const std::string& lineOf(const Cell& cell) {
  return cell.plusId.empty() ? cell.minusId : cell.plusId;
}

// rad rms: what costs a network of 784 inputs half a point of accuracy (model.md 2.4).
double biteOf(const std::string& calibration) {
  if (calibration == "none") return 0.003;
  return calibration == "offset" ? 0.03 : 0.4;
}

Message fringeRemedy(const Bench& bench, const Cell& cell, const std::optional<FringeCause>& cause) {
  const std::string& line = lineOf(cell);
  const bool sums = viewOf(bench.design, line).text("calibration") == "offset_and_sums";
  if (cause && sums)
    return {"fringe.out-of-step.fix",
            LL_TEXT("Move %1 by %2 along its normal, or let auto-align turn its adjusters."),
            {cause->part, Quantity{cause->moveM, Unit::Micrometre}}};
  if (cause)
    return {
        "fringe.out-of-step.fix",
        LL_TEXT("Move %1 by %2 along its normal, or let auto-align turn its adjusters, or calibrate with the "
                "sums of the inputs (calibration = offset_and_sums of %3)."),
        {cause->part, Quantity{cause->moveM, Unit::Micrometre}, line}};
  return {
      "fringe.out-of-step.fix",
      LL_TEXT("Bring gratings and lenses of both arms to their focal distances, let auto-align turn their "
              "adjusters, or calibrate with the sums of the inputs (calibration = offset_and_sums of %1)."),
      {line}};
}

void addOutOfStep(const Bench& bench, std::size_t index, const CellLight& light, std::vector<Check>& out) {
  const Cell& cell = bench.cells.cells[index];
  if (cell.loop == PhaseLoop::Open) return;
  if (cell.held.assumed)
    out.push_back(
        {Severity::Info,
         cell.id,
         {"fringe.assumed",
          LL_TEXT("%1: the phases of more than %2 pairs of lasers are not looked at; every fringe is "
                  "taken as in step."),
          {cell.id, static_cast<std::int64_t>(kMostHeldPairs)}},
         {"fringe.assumed.fix", LL_TEXT("Look at a cell with fewer channels in the same arms."), {}}});
  const double error = fringeErrorRad(light);
  if (error <= biteOf(viewOf(bench.design, lineOf(cell)).text("calibration"))) return;
  std::optional<FringeCause> cause;
  const double pairs = static_cast<double>(cell.axonChannels) * cell.synapseChannels;
  if (bench.trace.work <= kMostWork && pairs <= kMostCausePairs) cause = fringeCause(bench, index);
  out.push_back(
      {Severity::Warning,
       cause ? cause->part : cell.id,
       {"fringe.out-of-step",
        LL_TEXT("%1: the fringes of its pixels are out of step by %2 rms, which no phase per laser can "
                "mend: light beside the weights leaks into the outputs."),
        {cell.id, Quantity{error, Unit::Milliradian}}},
       fringeRemedy(bench, cell, cause)});
  if (cell.held.converged) return;
  out.push_back({Severity::Warning,
                 cell.id,
                 {"fringe.not-converged",
                  LL_TEXT("%1: the phases that hold its fringes best were not found to the end; %2 rms is an "
                          "upper bound."),
                  {cell.id, Quantity{error, Unit::Milliradian}}},
                 {"fringe.not-converged.fix", LL_TEXT("Bring the fringes into step first."), {}}});
}

// `carries`: the phases of the array are numbers, which have what the trim leaves.
void addTrim(const ArrayTrim& trim, const ArrayLock& lock, bool carries, std::vector<Check>& out) {
  constexpr double kMuch = 0.25;  // of half the usable span
  const double reach = lock.usableSpanRad / 2;
  const bool missed = !trim.missingRad.empty();
  if (!lock.hasBand || (!missed && (!carries || trim.usedRad <= kMuch * reach))) return;
  const Quantity wanted{trim.wantedRad, Unit::Milliradian}, has{reach, Unit::Milliradian};
  const std::int64_t laser = trim.farthest;
  Message says{
      "trim.bias",
      LL_TEXT("%1: the fringes ask laser %3 to hold %2, which its bias takes from the %4 that it has "
              "for weights."),
      {lock.id, wanted, laser, has}};
  if (missed)
    says = {"trim.out-of-reach",
            LL_TEXT("%1: the fringes ask laser %3 to hold %2, and its bias reaches %4 at most."),
            {lock.id, wanted, laser, has}};
  out.push_back({Severity::Warning,
                 lock.id,
                 std::move(says),
                 {"trim.fix",
                  LL_TEXT("Bring the parts of both arms to their places (auto-align), or put a phase shifter "
                          "before each laser (trim = shifters)."),
                  {}}});
}

}  // namespace

std::vector<Check> fringeChecks(const Bench& bench) {
  std::vector<Check> out;
  if (!enabledImperfections(bench.design).has(kFringePhase)) return out;
  const EncodingLaw& law = lawOf(encodingOf(bench.design));
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const CellLight light = cellLight(bench, c);
    const CellTrim trim = trimOf(light);
    addTrim(trim.axons, light.axonLock, law.inputsOnPhases, out);
    addTrim(trim.synapses, light.synapseLock, law.weightsOnPhases, out);
    addOutOfStep(bench, c, light, out);
  }
  return out;
}

}  // namespace lightloom::bench
