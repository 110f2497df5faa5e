#include "study/projection.h"

#include <cmath>
#include <limits>

#include "design/edit.h"
#include "train/simulate.h"

namespace lightloom::study {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kDay = 86400, kHour = 3600;
constexpr double kOpsPerWeightAndToken = 6;  // forward and both gradients, two operations each
constexpr double kTokensPerWeight = 20;
constexpr std::string_view kTwentyTokens =
    "operations = 6 × weights × tokens; 20 tokens for a weight after Hoffmann et al., arXiv:2203.15556 "
    "(2022), "
    "quoted from memory";

ModelToTrain ofWeights(const char* id, std::string_view title, double weights) {
  ModelToTrain out;
  out.id = id;
  out.title = title;
  out.parameters = weights;
  out.tokens = kTokensPerWeight * weights;
  out.operations = kOpsPerWeightAndToken * weights * *out.tokens;
  out.source = kTwentyTokens;
  return out;
}

Message outOfRange(const char* what) {
  return {"projection.range", LL_TEXT("%1 must be a finite number above 0. Give another one."), {what}};
}

bool isSize(double value) {
  return std::isfinite(value) && value > 0;
}

bool countsMemory(const Report& report) {
  for (const EnergyRow& row : report.energy.rows)
    if (row.joulesPerOp > 0 && row.key.find("_memory") != std::string::npos) return true;
  return false;
}

Contender ofReport(const char* id, const char* name, const Report& report, const char* source) {
  Contender out;
  out.id = id;
  out.name = name;
  out.joulesPerOp = report.energy.totalJoulesPerOp;
  out.opsPerS = report.energy.opsPerS;
  out.areaM2 = report.density.areaM2;
  out.opsPerSPerM2 = out.areaM2 > 0 ? out.opsPerS / out.areaM2 : 0;
  double operations = 0, passes = 0;
  for (const EnergyProduct& product : report.energy.products) {
    operations += product.operations;
    passes += product.passes;
  }
  out.opsPerPass = passes > 0 ? operations / passes : 0;
  out.memoryCounts = countsMemory(report);
  out.source = source;
  return out;
}

Result<Report> reportOn(const Design& design, const Dataset& data) {
  Result<Simulation> simulation = simulateDesign(design, data);
  if (!simulation) return simulation.error();
  if (simulation.value().report.cannotCompute) return *simulation.value().report.cannotCompute;
  return std::move(simulation).value().report;
}

// Words from HBM at the energy that the table has for them; nothing under a preset, which has its own.
Result<std::optional<Report>> reportWithMemory(const Design& design, const Dataset& data) {
  if (findEnergyPreset(settingText(design, "energy.preset"))) return std::optional<Report>();
  Design fetching = design;
  for (const char* change : {"energy.memory=hbm", "energy.memory_energy=none"}) {
    Result<Design> next = applyAssignment(fetching, change);
    if (!next) return next.error();
    fetching = std::move(next).value();
  }
  Result<Report> report = reportOn(fetching, data);
  if (!report) return report.error();
  return std::optional(std::move(report).value());
}

}  // namespace

std::vector<ModelToTrain> knownModels() {
  ModelToTrain gpt3;
  gpt3.id = "gpt_3";
  gpt3.title = LL_TEXT("GPT-3");
  gpt3.parameters = 175e9;
  gpt3.tokens = 300e9;
  gpt3.operations = kOpsPerWeightAndToken * *gpt3.parameters * *gpt3.tokens;
  gpt3.source = "6 × 175e9 × 300e9 = 3.15e23; 3640 PFLOP/s-days are 3.145e23";
  gpt3.quality = SourceQuality::SecondHand;
  ModelToTrain gpt4;
  gpt4.id = "gpt_4";
  gpt4.title = LL_TEXT("Class of GPT-4");
  gpt4.operations = 2.1e25;
  gpt4.source = "between 1e25 and 1e26 (second hand); 2.1e25 quoted from memory, after Epoch";
  return {gpt3,
          gpt4,
          ofWeights("weights_1e9", LL_TEXT("10⁹ weights"), 1e9),
          ofWeights("weights_1e10", LL_TEXT("10¹⁰ weights"), 1e10),
          ofWeights("weights_1e11", LL_TEXT("10¹¹ weights"), 1e11),
          ofWeights("weights_1e12", LL_TEXT("10¹² weights"), 1e12)};
}

Result<ModelToTrain> ownModel(std::optional<double> parameters, std::optional<double> tokens,
                              std::optional<double> operations) {
  if (parameters && !isSize(*parameters)) return outOfRange(LL_TEXT("The number of parameters"));
  if (tokens && !isSize(*tokens)) return outOfRange(LL_TEXT("The number of tokens"));
  if (operations && !isSize(*operations)) return outOfRange(LL_TEXT("The number of operations"));
  if (!parameters && !operations)
    return Message{"projection.nothing",
                   LL_TEXT("A model is known by its parameters (and tokens) or by its operations. Give one "
                           "of them."),
                   {}};
  ModelToTrain out;
  out.id = "own";
  out.title = LL_TEXT("Model of your own");
  out.parameters = parameters;
  out.tokens = tokens;
  out.quality = SourceQuality::DataSheet;
  out.source = LL_TEXT("as given");
  if (operations) {
    out.operations = *operations;
    return out;
  }
  if (!tokens) {
    out.tokens = kTokensPerWeight * *parameters;
    out.source = kTwentyTokens;
    out.quality = SourceQuality::Memory;
  }
  out.operations = kOpsPerWeightAndToken * *parameters * *out.tokens;
  if (!isSize(out.operations)) return outOfRange(LL_TEXT("6 × parameters × tokens"));
  return out;
}

std::vector<Contender> contenders(const Report& now, const std::optional<Report>& withMemory) {
  std::vector<Contender> out{
      ofReport("here", LL_TEXT("This bench"), now, "the energy ledger of this design")};
  if (withMemory)
    out.push_back(
        ofReport("here_memory", LL_TEXT("This bench, words from HBM"), *withMemory,
                 "the energy ledger of this design with energy.memory on hbm and no energy of its own for a "
                 "word"));
  const EnergyPreset& fetched = *findEnergyPreset("s5");
  const EnergyReport s5 = fullLayerEnergy(presetInputs(fetched), fetched.slots);
  Contender point;
  point.id = "s5";
  point.name = LL_TEXT("S5: 100 × 100 at 25 GS/s, words from HBM");
  point.joulesPerOp = s5.totalJoulesPerOp;
  point.opsPerS = s5.opsPerS;
  point.opsPerPass = 2 * fetched.fanOut * fetched.weightFanOut * fetched.slots;
  point.memoryCounts = true;
  point.source = "reconstruction after Chen et al., Nat. Photon. 17, 723 (2023), with 32 pJ a word";
  out.push_back(point);
  const PublishedMark& mark = publishedMarks().front();
  constexpr double kOutlook = 100;
  for (const double factor : {1.0, kOutlook}) {
    Contender published;
    published.id = factor > 1 ? "outlook" : std::string(mark.id);
    published.name = factor > 1 ? LL_TEXT("Outlook of the publication: two orders more")
                                : LL_TEXT("As published: 7 fJ/OP, 6 TOP/s/mm²");
    published.joulesPerOp = mark.joulesPerOp / factor;
    published.opsPerSPerM2 = factor > 1 ? 0 : mark.opsPerSPerM2;
    published.source = mark.source;
    out.push_back(published);
  }
  for (const DigitalProcessor& processor : digitalProcessors()) {
    Contender chip;
    chip.id = processor.id;
    chip.name = std::string(processor.name) + ", " + std::string(processor.precision);
    chip.joulesPerOp = processor.joulesPerOp();
    chip.opsPerS = processor.opsPerS.high;
    chip.areaM2 = processor.areaM2.high;
    chip.opsPerSPerM2 = processor.opsPerSPerM2();
    chip.source = processor.powerW.source;
    out.push_back(chip);
  }
  return out;
}

ProjectionRow projected(const ModelToTrain& model, const Contender& contender,
                        const ProjectionOptions& options) {
  const double seconds = options.days * kDay;
  ProjectionRow row;
  row.model = model.id;
  row.contender = contender.id;
  row.fullUseJ = computationEnergyJ(model.operations, contender.joulesPerOp);
  row.energyJ = computationEnergyJ(model.operations, contender.joulesPerOp, options.utilisation);
  row.powerW = row.energyJ / seconds;
  const double wanted = model.operations / (options.utilisation * seconds);  // OP/s
  const bool hasRate = contender.opsPerS > 0 && std::isfinite(contender.opsPerS);
  row.aloneS = hasRate ? model.operations / (contender.opsPerS * options.utilisation) : kUnknown;
  row.units = hasRate ? std::ceil(wanted / contender.opsPerS) : kUnknown;
  row.passes = contender.opsPerPass > 0 ? std::ceil(model.operations / contender.opsPerPass) : kUnknown;
  row.areaM2 = hasRate && contender.areaM2 > 0 ? row.units * contender.areaM2
               : contender.opsPerSPerM2 > 0    ? wanted / contender.opsPerSPerM2
                                               : kUnknown;
  return row;
}

Result<Projection> projectionOf(const Design& design, const Dataset& data, const ProjectionOptions& options) {
  if (!(options.utilisation > 0 && options.utilisation <= 1))
    return Message{"projection.range",
                   LL_TEXT("The utilisation is %1, but it is a share: above 0 and at most 1. Give another "
                           "one."),
                   {shortestNumber(options.utilisation)}};
  if (!isSize(options.days)) return outOfRange(LL_TEXT("The number of days"));
  const Result<Report> now = reportOn(design, data);
  if (!now) return now.error();
  const Result<std::optional<Report>> withMemory = reportWithMemory(design, data);
  if (!withMemory) return withMemory.error();
  Projection out;
  out.options = options;
  if (options.own) out.models.push_back(*options.own);
  for (ModelToTrain& model : knownModels()) out.models.push_back(std::move(model));
  out.contenders = contenders(now.value(), withMemory.value());
  for (const ModelToTrain& model : out.models)
    for (const Contender& contender : out.contenders)
      out.rows.push_back(projected(model, contender, options));
  return out;
}

ScaledNumber scaledEnergy(double joules) {
  constexpr double kKilowattHour = 3.6e6;
  const double hours = joules / kKilowattHour;
  if (hours < 0.1) return {joules, "J"};
  if (hours < 1e3) return {hours, "kWh"};
  if (hours < 1e6) return {hours / 1e3, "MWh"};
  if (hours < 1e9) return {hours / 1e6, "GWh"};
  return {hours / 1e9, "TWh"};
}

ScaledNumber scaledDuration(double seconds) {
  constexpr double kYear = 365.25 * kDay;
  if (seconds < 2 * kHour) return {seconds, "s"};
  if (seconds < 2 * kDay) return {seconds / kHour, "h"};
  if (seconds < kYear) return {seconds / kDay, "days"};
  return {seconds / kYear, "years"};
}

std::string scaledText(const ScaledNumber& number) {
  constexpr int kDigits = 3;
  if (!std::isfinite(number.value)) return "–";
  return readableNumber(number.value, kDigits) + " " + std::string(number.unit);
}

}  // namespace lightloom::study
