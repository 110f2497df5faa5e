#include "validation/validation.h"

#include <cmath>

#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

constexpr ValidationGroup kGroups[] = {
    {"chen_2023", LL_TEXT("Coherent VCSEL networks (Chen 2023)"),
     "Chen et al., Nat. Photon. 17, 723 (2023), abstract; arithmetic on it"},
    {"chen_2022", LL_TEXT("Its preprint (Chen 2022)"), "Chen et al., arXiv:2207.05329 (2022), abstract"},
    {"hamerly_2019", LL_TEXT("The shot-noise limit (Hamerly 2019)"),
     "Hamerly et al., PRX 9, 021032 (2019), abstract; noise law derived again"},
    {"wang_2022", LL_TEXT("Less than a photon per multiplication (Wang 2022)"),
     "Wang et al., Nat. Commun. 13, 123 (2022)"},
    {"gao_2026", LL_TEXT("Lock maps of laser arrays (Gao 2026)"), "Gao et al., arXiv:2604.13450 (2026)"},
    {"spin_flip", LL_TEXT("Stable bands of a locked VCSEL"),
     "rate equations with the spin-flip set of the VCSEL Ising model; eigenvalues computed independently"},
    {"locking", LL_TEXT("Locking: closed forms and other lasers"),
     "Adler's equation and textbook limits; Iyer's injection-locking code; Kobayashi & Kimura (1982)"},
    {"tuning", LL_TEXT("Tuning by heat (Grabowski 2021)"),
     "Grabowski et al., J. Lightwave Technol. 39, 3225 (2021)"},
    {"detection", LL_TEXT("Detection and receivers"),
     "photodetection theory; OptiCommPy; Koheron, common-mode rejection"},
    {"phases", LL_TEXT("Products of phases (patent)"), "US patent 12,511,527, claim 1; trigonometry"},
    {"overlap", LL_TEXT("Overlap of Gaussian beams (Wanner 2014)"),
     "closed lines after Wanner & Heinzel, arXiv:1402.4955; quadrature"},
    {"rezonator", LL_TEXT("Beams and resonators (reZonator, RayTracing)"),
     "tests of orion-project/rezonator2, DCC-Lab/RayTracing and optiland/optiland"},
    {"ray_optics", LL_TEXT("Splitters and gratings (ray-optics, Optiland, TorchOptics)"),
     "test scenes of ricktu288/ray-optics; tests of optiland/optiland, MatthewFilipovich/torchoptics, "
     "INLnano/pyMOE"},
    {"digital", LL_TEXT("Digital processors"), "data sheets of A100, H100 and GC200; GPT-3"},
    {"model", LL_TEXT("The model's two benches and test pairs"),
     "the model's own numbers, each checked by an independent program"},
};

void append(std::vector<ValidationRow>& all, std::span<const ValidationRow> rows) {
  all.insert(all.end(), rows.begin(), rows.end());
}

std::vector<ValidationRow> sortedRows() {
  std::vector<ValidationRow> all, out;
  for (const auto& rows :
       {energyRows(), detectionRows(), trainingRows(), lockingRows(), opticsRows(), benchRows()})
    append(all, rows);
  for (const ValidationGroup& group : kGroups)
    for (const ValidationRow& row : all)
      if (row.group == group.id) out.push_back(row);
  LL_CHECK(out.size() == all.size());
  return out;
}

ValidationResult resultOf(const ValidationRow& row, ValidationContext& context, bool longRows) {
  ValidationResult out{&row, Verdict::NotRun, std::nullopt, std::nullopt};
  if (!row.compute) {
    out.verdict = Verdict::DoesNotApply;
  } else if (context.stopped()) {
    out.reason = validationStopped();
  } else if (row.isLong && !longRows) {
    out.reason =
        Message{"validation.long", LL_TEXT("Takes minutes; it is run when long rows are asked for."), {}};
  } else if (const Result<double> value = row.compute(context); value) {
    out.value = value.value();
    out.verdict = holds(row, value.value()) ? Verdict::Pass : Verdict::Fail;
    if (row.kind == RowKind::Illustration) out.verdict = Verdict::Illustration;
  } else {
    // Data that is not installed or a stop is no fault of the program; a bench that does not compute is.
    const std::string& id = value.error().id;
    const bool missing = id.starts_with("dataset.") || id == validationStopped().id;
    out.verdict = missing                             ? Verdict::NotRun
                  : row.kind == RowKind::Illustration ? Verdict::Illustration
                                                      : Verdict::Fail;
    out.reason = value.error();
  }
  return out;
}

}  // namespace

std::string_view verdictKey(Verdict verdict) {
  constexpr std::string_view kKeys[] = {"pass", "fail", "not_run", "does_not_apply", "illustration"};
  return kKeys[static_cast<std::size_t>(verdict)];
}

std::string_view boundKey(Bound bound) {
  constexpr std::string_view kKeys[] = {"within", "at_most", "at_least"};
  return kKeys[static_cast<std::size_t>(bound)];
}

std::span<const ValidationGroup> validationGroups() {
  return kGroups;
}

const std::vector<ValidationRow>& validationRows() {
  static const std::vector<ValidationRow> rows = sortedRows();
  return rows;
}

bool holds(const ValidationRow& row, double value) {
  if (!std::isfinite(value)) return false;
  switch (row.bound) {
    case Bound::Within:
      return std::fabs(value - row.expected) <= row.tolerance;
    case Bound::AtMost:
      return value <= row.expected;
    case Bound::AtLeast:
      return value >= row.expected;
  }
  return false;
}

std::vector<ValidationResult> validate(const ValidationInputs& inputs, const ValidationOptions& options) {
  std::vector<const ValidationRow*> wanted;
  for (const ValidationRow& row : validationRows())
    if (options.group.empty() || row.group == options.group) wanted.push_back(&row);
  ValidationContext context(inputs, options.stop);
  std::vector<ValidationResult> out;
  for (const ValidationRow* row : wanted) {
    out.push_back(resultOf(*row, context, options.longRows));
    if (options.onResult) options.onResult(out.back(), wanted.size());
  }
  return out;
}

std::vector<PublicationResult> publicationResults(const ValidationInputs& inputs,
                                                  const ValidationOptions& options) {
  ValidationContext context(inputs, options.stop);
  std::vector<PublicationResult> out;
  for (const Publication& publication : publications()) {
    if (!options.group.empty() && publication.key != options.group) continue;
    PublicationResult result{&publication, {}, {}};
    if (context.stopped()) {
      result.reason = validationStopped();
    } else if (const auto simulation = context.simulation(std::string(publication.example))) {
      result.numbers = besidePublication(*simulation.value()->bench, simulation.value()->report);
    } else {
      result.reason = simulation.error();
    }
    out.push_back(std::move(result));
  }
  return out;
}

ValidationCounts countsOf(std::span<const ValidationResult> results) {
  ValidationCounts out;
  for (const ValidationResult& result : results) {
    out.pass += result.verdict == Verdict::Pass;
    out.fail += result.verdict == Verdict::Fail;
    out.notRun += result.verdict == Verdict::NotRun;
    out.doesNotApply += result.verdict == Verdict::DoesNotApply;
    out.illustration += result.verdict == Verdict::Illustration;
  }
  return out;
}

}  // namespace lightloom::validation
