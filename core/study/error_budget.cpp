#include "study/error_budget.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "bench/alignment.h"
#include "bench/bench.h"
#include "design/edit.h"
#include "learn/evaluator.h"
#include "learn/trainer.h"

namespace lightloom::study {
namespace {

constexpr double kFirstLength = 1e-6, kFirstAngle = 2e-6;        // m, rad
constexpr double kFirstRoll = 100e-6;                            // rad
constexpr double kFirstSpread = 10e6, kFirstTemperature = 1e-3;  // Hz, K
constexpr double kHottest = 50;                                  // K
constexpr double kKnownTo = 0.03;                                // of the interval that is left
constexpr double kPassesPerSide = 16;                            // through the test set, about
constexpr double kStepPerPass = 3;  // time of a training step over that of the same samples in a test

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
  const double angle = knob.key == "fine_roll" ? kFirstRoll : kFirstAngle;
  return {knob.part,     knob.key,      row.unit, row.unit == Unit::Microradian ? angle : kFirstLength,
          now - row.low, row.high - now};
}

std::vector<Suspect> suspectsOf(const Bench& bench) {
  std::vector<Suspect> out;
  for (const Knob& knob : alignmentKnobs(bench.design)) out.push_back(suspectOf(bench.design, knob));
  for (const ArrayLock& lock : bench.locks) {
    out.push_back({lock.id, "detuning_spread", Unit::Gigahertz, kFirstSpread, 0, 1e13});
    if (viewOf(bench.design, lock.id).real("tuning_temperature") != 0)
      out.push_back(
          {lock.id, std::string(kTemperatureKey), Unit::Kelvin, kFirstTemperature, kHottest, kHottest});
  }
  return out;
}

OffValue offValueOf(const PartView& part, const std::string& key, double error) {
  if (key != kTemperatureKey) return {key, part.real(key) + error};
  // A laser that is faster is detuned less: leader − follower.
  return {"detuning", part.real("detuning") - part.real("tuning_temperature") * error};
}

Design with(const Design& design, const Suspect& suspect, double error) {
  const OffValue off = offValueOf(viewOf(design, suspect.part), suspect.key, error);
  return apply(design, setParameter(design, suspect.part, off.key, off.value));
}

/// Scores of the trained network on other benches, and how much of the work they are. Work comes in pieces
/// whose length is guessed, in passes through the test set.
class Scorer {
 public:
  Scorer(Trainer& trainer, const ErrorBudgetOptions& options) : m_trainer(trainer), m_options(options) {}

  bool cancelled() const { return m_options.cancelled && m_options.cancelled(); }

  void expect(double passes) { m_total += passes; }
  void begin(double passes) {
    m_before += m_piece;
    m_piece = passes;
    m_here = 0;
  }
  void did(double passes) {
    m_here = std::min(m_here + passes, m_piece);
    if (m_options.onProgress && !cancelled())
      m_options.onProgress(std::min(1.0, (m_before + m_here) / m_total));
  }

  double on(const Design& design) {
    const Bench bench = compileBench(design);
    if (bench.hardware->cannotCompute) return 0;
    m_trainer.setHardware(bench.hardware);
    // Not `evaluateTest`, which goes through a large test set to its end.
    const std::vector<double> scores =
        testScores(m_trainer.network(), m_trainer.settings(), m_trainer.dataset(), m_trainer.hardware(),
                   m_trainer.epoch(), m_options.cancelled);
    did(1);
    return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
  }

 private:
  Trainer& m_trainer;
  const ErrorBudgetOptions& m_options;
  double m_total = 0, m_before = 0, m_piece = 0, m_here = 0;
};

/// The largest error to one side that leaves enough, and what it leaves.
struct Reach {
  std::optional<double> error;
  double score = 0;
};

Reach reachOf(Scorer& scorer, const Design& design, const Suspect& suspect, int sign, double farthest,
              double least, double now) {
  scorer.begin(kPassesPerSide);
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
  if (std::optional<Message> problem = dataProblem(settings.value(), *data)) return *problem;
  Trainer trainer(settings.value(), data, bench.hardware);
  Scorer scorer(trainer, options);
  const std::vector<Suspect> suspects = suspectsOf(bench);
  const double passesPerStep = kStepPerPass * settings.value().batch / static_cast<double>(data->test.size());
  const double trainingPasses = passesPerStep * options.epochs * trainer.stepsPerEpoch();
  scorer.expect(trainingPasses);
  for (const Suspect& suspect : suspects) scorer.expect((suspect.low > 0 ? 2 : 1) * kPassesPerSide);
  scorer.begin(trainingPasses);
  while (trainer.epoch() < options.epochs && !trainer.diverged()) {
    if (scorer.cancelled()) return std::optional<ErrorBudget>();
    trainer.step();
    scorer.did(passesPerStep);
  }
  if (trainer.diverged()) return *trainer.diverged();
  ErrorBudget out;
  out.share = options.share;
  out.epochs = options.epochs;
  out.regression = data->classes == 0;
  out.score = scorer.on(design);
  const double least = options.share * out.score;
  for (const Suspect& suspect : suspects) {
    const Reach below = suspect.low > 0 ? reachOf(scorer, design, suspect, -1, suspect.low, least, out.score)
                                        : Reach{std::nullopt, out.score};
    const Reach above = reachOf(scorer, design, suspect, 1, suspect.high, least, out.score);
    if (scorer.cancelled()) return std::optional<ErrorBudget>();
    out.rows.push_back(
        {suspect.part, suspect.key, suspect.unit, below.error, above.error, below.score, above.score});
  }
  if (scorer.cancelled()) return std::optional<ErrorBudget>();
  if (options.onProgress) options.onProgress(1);
  return std::optional<ErrorBudget>(std::move(out));
}

OffValue offValue(const Design& design, const BudgetRow& row, double error) {
  return offValueOf(viewOf(design, row.part), row.key, error);
}

}  // namespace lightloom::study
