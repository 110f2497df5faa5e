#include "study/error_budget.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "bench/alignment.h"
#include "bench/bench.h"
#include "design/edit.h"
#include "learn/trainer.h"

namespace lightloom::study {
namespace {

constexpr double kFirstLength = 1e-6, kFirstAngle = 2e-6;        // m, rad
constexpr double kFirstSpread = 10e6, kFirstTemperature = 1e-3;  // Hz, K
constexpr double kHottest = 50;                                  // K
constexpr double kKnownTo = 0.03;                                // of the interval that is left
constexpr std::string_view kTemperature = "temperature";

/// One thing that can be off, and the first error that is tried.
struct Suspect {
  std::string part, key;
  Unit unit = Unit::None;
  double first = 0;          ///< SI
  double low = 0, high = 0;  ///< SI, how far it can be off either way, ≥ 0
};

Suspect suspectOf(const Design& design, const Knob& knob) {
  const ComponentPtr part = findComponent(design, knob.part);
  const Parameter& row = *findParameter(parametersOf(*findKind(part->kind)), knob.key);
  const double now = viewOf(design, knob.part).real(knob.key);
  return {knob.part,     knob.key,      row.unit, row.unit == Unit::Microradian ? kFirstAngle : kFirstLength,
          now - row.low, row.high - now};
}

std::vector<Suspect> suspectsOf(const Bench& bench) {
  std::vector<Suspect> out;
  for (const Knob& knob : alignmentKnobs(bench.design)) out.push_back(suspectOf(bench.design, knob));
  for (const ArrayLock& lock : bench.locks) {
    out.push_back({lock.id, "detuning_spread", Unit::Gigahertz, kFirstSpread, 0, 1e13});
    if (viewOf(bench.design, lock.id).real("tuning_temperature") != 0)
      out.push_back(
          {lock.id, std::string(kTemperature), Unit::Kelvin, kFirstTemperature, kHottest, kHottest});
  }
  return out;
}

Design with(const Design& design, const Suspect& suspect, double error) {
  const PartView part = viewOf(design, suspect.part);
  if (suspect.key != kTemperature)
    return apply(design, setParameter(design, suspect.part, suspect.key, part.real(suspect.key) + error));
  // A laser that is faster is detuned less: leader − follower.
  const double detuning = part.real("detuning") - part.real("tuning_temperature") * error;
  return apply(design, setParameter(design, suspect.part, "detuning", detuning));
}

/// Scores of the trained network on other benches.
class Scorer {
 public:
  Scorer(Trainer& trainer, const ErrorBudgetOptions& options) : m_trainer(trainer), m_options(options) {}

  bool cancelled() const { return m_options.cancelled && m_options.cancelled(); }

  double on(const Design& design) {
    const Bench bench = compileBench(design);
    if (bench.hardware->cannotCompute) return 0;
    m_trainer.setHardware(bench.hardware);
    return m_trainer.evaluateTest().accuracy;
  }

 private:
  Trainer& m_trainer;
  const ErrorBudgetOptions& m_options;
};

/// The largest error to one side that leaves enough, and what it leaves.
struct Reach {
  std::optional<double> error;
  double score = 0;
};

Reach reachOf(Scorer& scorer, const Design& design, const Suspect& suspect, int sign, double farthest,
              double least, double now) {
  double good = 0, score = now, bad = 0;
  for (double error = std::min(suspect.first, farthest); bad == 0; error = std::min(2 * error, farthest)) {
    if (scorer.cancelled()) return {};
    const double there = scorer.on(with(design, suspect, sign * error));
    if (there < least) {
      bad = error;
    } else {
      good = error;
      score = there;
      if (error >= farthest) return {std::nullopt, there};
    }
  }
  while (bad - good > kKnownTo * bad) {
    if (scorer.cancelled()) return {};
    const double middle = (good + bad) / 2, there = scorer.on(with(design, suspect, sign * middle));
    if (there < least) {
      bad = middle;
    } else {
      good = middle;
      score = there;
    }
  }
  return {good, score};
}

}  // namespace

Result<std::optional<ErrorBudget>> errorBudget(const Design& design, std::shared_ptr<const Dataset> data,
                                               const ErrorBudgetOptions& options) {
  const Bench bench = compileBench(design);
  if (bench.hardware->cannotCompute) return *bench.hardware->cannotCompute;
  const Result<TrainerSettings> settings = trainerSettings(design, *bench.hardware);
  if (!settings) return settings.error();
  if (std::optional<Message> problem = datasetProblem(*data)) return *problem;
  Trainer trainer(settings.value(), data, bench.hardware);
  Scorer scorer(trainer, options);
  while (trainer.epoch() < options.epochs && !trainer.diverged()) {
    if (scorer.cancelled()) return std::optional<ErrorBudget>();
    trainer.step();
  }
  if (trainer.diverged()) return *trainer.diverged();
  ErrorBudget out;
  out.share = options.share;
  out.epochs = options.epochs;
  out.regression = data->classes == 0;
  out.score = scorer.on(design);
  const double least = options.share * out.score;
  const std::vector<Suspect> suspects = suspectsOf(bench);
  for (const Suspect& suspect : suspects) {
    const Reach below = suspect.low > 0 ? reachOf(scorer, design, suspect, -1, suspect.low, least, out.score)
                                        : Reach{std::nullopt, out.score};
    const Reach above = reachOf(scorer, design, suspect, 1, suspect.high, least, out.score);
    if (scorer.cancelled()) return std::optional<ErrorBudget>();
    out.rows.push_back(
        {suspect.part, suspect.key, suspect.unit, below.error, above.error, below.score, above.score});
    if (options.onProgress)
      options.onProgress(static_cast<double>(out.rows.size()) / static_cast<double>(suspects.size()));
  }
  return std::optional<ErrorBudget>(std::move(out));
}

}  // namespace lightloom::study
