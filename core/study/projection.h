#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "learn/dataset.h"
#include "report/digital_processors.h"
#include "report/report.h"
#include "rooms.h"

namespace lightloom::study {

/// A model whose training is projected.
struct ModelToTrain {
  std::string id;          ///< stable: "gpt_3", "weights_1e9", "own"
  std::string_view title;  ///< LL_TEXT(…)
  std::optional<double> parameters, tokens;
  double operations = 0;  ///< OP of one training: 6 × parameters × tokens where nothing else is said
  std::string_view source;
  SourceQuality quality = SourceQuality::Memory;
  bool operator==(const ModelToTrain&) const = default;
};

/// GPT-3, the class of GPT-4, and models of 10⁹ … 10¹² weights with 20 tokens for each.
std::vector<ModelToTrain> knownModels();

/// A model of one's own from its operations, else from 6 × parameters × tokens, else, without tokens, from 20
/// of them for each parameter. Errors: "projection.nothing" where neither operations nor parameters are
/// given, "projection.range" where one is not a finite number above 0 or their product is none.
Result<ModelToTrain> ownModel(std::optional<double> parameters, std::optional<double> tokens,
                              std::optional<double> operations);

/// One that could do the training: this design, a processor, a number of a publication.
struct Contender {
  std::string id;             ///< "here", "here_memory", "s5", "chen_2023", "outlook", or that of a processor
  std::string name;           ///< English, or a proper name
  double joulesPerOp = 0;     ///< J/OP at full use
  double opsPerS = 0;         ///< OP/s of one; 0: nobody says
  double areaM2 = 0;          ///< m² of one; 0: nobody says
  double opsPerSPerM2 = 0;    ///< OP/s/m²; 0: nobody says
  double opsPerPass = 0;      ///< OP of one pass through the arrays; 0: it has none
  bool memoryCounts = false;  ///< whether words that are fetched are in the energy
  std::string source;
};

struct ProjectionOptions {
  double utilisation = 0.4;  ///< share of its time that the arithmetic is busy, 0 < … ≤ 1; an estimate
  double days = 100;         ///< > 0: in which the training is to be done
  std::optional<ModelToTrain> own = {};
  bool operator==(const ProjectionOptions&) const = default;
};

/// One training by one contender. NaN: nobody says.
struct ProjectionRow {
  std::string model, contender;  ///< ids
  double fullUseJ = 0;           ///< J at full use: operations × J/OP
  double energyJ = 0;            ///< J at the utilisation
  double aloneS = 0;             ///< s that one alone takes, at the utilisation
  double units = 0;              ///< benches or chips that do it in the days
  double passes = 0;             ///< through the arrays, of all
  double areaM2 = 0;             ///< m² of all
  double powerW = 0;             ///< W while it lasts
};

/// operations × J/OP over the utilisation, and what follows from it. A contender of which only the density is
/// known has an area and no units.
ProjectionRow projected(const ModelToTrain& model, const Contender& contender,
                        const ProjectionOptions& options);

struct Projection {
  ProjectionOptions options;
  std::vector<ModelToTrain> models;  ///< one's own first
  std::vector<Contender> contenders;
  std::vector<ProjectionRow> rows;  ///< model by model, each with all contenders
};

/// This design as its ledger has it, padding of its network included, and, where there is one, the same with
/// words from HBM; the reference point S5, which counts memory; 7 fJ/OP as published and two orders below, as
/// its outlook says; every processor of the table at its dense peak. `withMemory` is the report with
/// energy.memory on HBM and the energy of a word that belongs to it; none under a preset, which says itself
/// what words cost.
std::vector<Contender> contenders(const Report& now, const std::optional<Report>& withMemory);

/// Everything of `knownModels` and the model of one's own by every contender. Arithmetic alone: no host, no
/// optimiser, no cooling, and of processors no memory beyond their module. Errors: those of `simulateDesign`,
/// why the bench cannot compute; "projection.range" where utilisation or days are outside their limits.
Result<Projection> projectionOf(const Design& design, const Dataset& data, const ProjectionOptions& options);

/// A number with a unit that suits it.
struct ScaledNumber {
  double value = 0;
  std::string_view unit;
};
ScaledNumber scaledEnergy(double joules);     ///< J, kWh, MWh, GWh, TWh
ScaledNumber scaledDuration(double seconds);  ///< s, h, days, years of 365.25 days
/// "61.3 MWh"; "–" of what is not a number.
std::string scaledText(const ScaledNumber& number);

}  // namespace lightloom::study
