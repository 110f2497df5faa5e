#include "report/present_terms.h"

#include <algorithm>
#include <utility>

namespace lightloom::report {
namespace {

Message labelled(const char* id, const char* text) {
  return {id, text, {}};
}

PresentTerms rowsOfEnergy(const Report& report) {
  PresentTerms out{TermsMake::Sum, {}};
  for (const EnergyRow& row : report.energy.rows)
    out.terms.push_back({row.label, row.joulesPerOp, Unit::FemtojoulePerOp});
  std::stable_sort(out.terms.begin(), out.terms.end(),
                   [](const PresentTerm& a, const PresentTerm& b) { return a.value > b.value; });
  return out;
}

PresentTerms power(const Report& report) {
  return {
      TermsMake::Product,
      {{labelled("term.energy", LL_TEXT("energy per operation")), report.energy.totalJoulesPerOp,
        Unit::FemtojoulePerOp},
       {labelled("term.rate", LL_TEXT("operations per second")), report.energy.opsPerS, Unit::PerSecond}}};
}

PresentTerms density(const Report& report) {
  return {TermsMake::Quotient,
          {{labelled("term.all-rate", LL_TEXT("operations per second with all channels in use")),
            report.density.opsPerS, Unit::PerSecond},
           {labelled("term.area", LL_TEXT("area that is counted")), report.density.areaM2,
            Unit::SquareMillimetre}}};
}

PresentTerms visibility(const Report& report) {
  return {
      TermsMake::Other,
      {{labelled("term.links", LL_TEXT("pairs of beams")), static_cast<double>(report.links), Unit::None},
       {labelled("term.least-visibility", LL_TEXT("the least of them")), report.minVisibility, Unit::None}}};
}

// Light is emitted, detected or lost.
PresentTerms emitted(const Report& report) {
  return {TermsMake::Sum,
          {{labelled("term.detected", LL_TEXT("detected")), report.detectedW, Unit::Milliwatt},
           {labelled("term.lost", LL_TEXT("lost on the way")), report.lostW, Unit::Milliwatt}}};
}

PresentTerms phases(const Report& report) {
  return {
      TermsMake::Other,
      {{labelled("term.locked", LL_TEXT("lasers that are locked")), static_cast<double>(report.locked),
        Unit::None},
       {labelled("term.worst", LL_TEXT("the worst of them")), report.worstPhaseErrorRad, Unit::Milliradian}}};
}

PresentTerms layersOf(const Report& report) {
  PresentTerms out{TermsMake::Other, {}};
  for (std::size_t i = 0; i < report.layers.size(); ++i)
    out.terms.push_back({{"term.layer", LL_TEXT("layer %1"), {static_cast<std::int64_t>(i) + 1}},
                         report.layers[i].photonsPerMac,
                         Unit::None});
  return out;
}

// What each source has of the variance, in the order of the noise page.
PresentTerms noise(const Report& report) {
  PresentTerms out{TermsMake::Other, {}};
  for (const NoiseContribution& source : report.noise)
    if (source.share > 0)
      out.terms.push_back(
          {{"term.noise", LL_TEXT("share of the noise: %1"), {source.key}}, source.share, Unit::Percent});
  std::stable_sort(out.terms.begin(), out.terms.end(),
                   [](const PresentTerm& a, const PresentTerm& b) { return a.value > b.value; });
  return out;
}

PresentTerms bits(const Report& report) {
  return {TermsMake::Other, {{labelled("term.snr", LL_TEXT("signal to noise")), report.snr, Unit::None}}};
}

constexpr std::pair<std::string_view, PresentTerms (*)(const Report&)> kTerms[] = {
    {"energy_per_op", rowsOfEnergy},
    {"electrical_power", power},
    {"density", density},
    {"mean_visibility", visibility},
    {"emitted", emitted},
    {"phase_error", phases},
    {"photons_per_mac", layersOf},
    {"snr", noise},
    {"enob", bits}};

}  // namespace

PresentTerms presentTerms(const Report& report, std::string_view key) {
  for (const auto& [name, terms] : kTerms)
    if (name == key) return terms(report);
  return {};
}

}  // namespace lightloom::report
