#include "study/ablation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/ordered_work.h"
#include "learn/evaluator.h"
#include "study/run_with.h"
#include "train/settings.h"

namespace lightloom::study {
namespace {

using Scores = std::vector<double>;

struct Estimate {
  double value = 0, error = 0;
};

double meanOf(const Scores& scores) {
  return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
}

// Mean of a − b, with the standard error of a mean of paired differences.
Estimate pairedDifference(const Scores& a, const Scores& b) {
  const double count = static_cast<double>(a.size()), mean = meanOf(a) - meanOf(b);
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += std::pow(a[i] - b[i] - mean, 2);
  return {mean, std::sqrt(squares) / count};
}

// (without − all) / (none − all); numerator and denominator vary together, so the error is that of what is
// left of each sample once the share is taken off (first order).
Estimate shareOf(const Scores& without, const Scores& all, const Scores& none) {
  const double count = static_cast<double>(all.size()), lost = meanOf(none) - meanOf(all);
  const double share = (meanOf(without) - meanOf(all)) / lost;
  double squares = 0;
  for (std::size_t i = 0; i < all.size(); ++i)
    squares += std::pow(without[i] - all[i] - share * (none[i] - all[i]), 2);
  return {share, std::sqrt(squares) / (count * lost)};
}

/// The passes of one trained network through its test set.
class Ablator {
 public:
  Ablator(const RunSnapshot& run, const Dataset& data, const AblationOptions& options)
      : m_run(run), m_data(data), m_options(options) {
    const std::size_t batch =
        std::min<std::size_t>(static_cast<std::size_t>(run.settings.batch), data.train.size());
    const std::uint64_t perEpoch = (data.train.size() + batch - 1) / batch;
    m_epoch = static_cast<int>(run.record->steps / perEpoch);
    m_ranges = readOutRanges(run, data, *run.bench->hardware);
  }

  bool cancelled() const { return m_options.cancelled && m_options.cancelled(); }

  /// With each of these sets of sources on; fewer where it was cancelled.
  Result<std::vector<Scores>> scores(const std::vector<ImperfectionSet>& sets) const {
    std::vector<Scores> out;
    std::optional<Message> problem;
    inOrder(
        sets.size(), m_options.threads, [&](std::size_t i) { return scoresWith(sets[i]); },
        [&](std::size_t, Result<Scores> scores) {
          if (!scores) problem = scores.error();
          if (!scores || cancelled()) return false;
          out.push_back(std::move(scores).value());
          if (m_options.onProgress)
            m_options.onProgress(static_cast<double>(out.size()) / static_cast<double>(sets.size()));
          return true;
        });
    if (problem) return *problem;
    return out;
  }

 private:
  Result<Scores> scoresWith(const ImperfectionSet& on) const {
    const std::shared_ptr<const Hardware> hardware = hardwareWith(*m_run.bench, on);
    if (hardware->cannotCompute) return *hardware->cannotCompute;
    if (cancelled()) return Scores();
    return testScores(withReadOutRanges(m_run.network, m_ranges, readOutRanges(m_run, m_data, *hardware)),
                      m_run.settings, m_data, *hardware, m_epoch, m_options.cancelled);
  }

  const RunSnapshot& m_run;
  const Dataset& m_data;
  const AblationOptions& m_options;
  int m_epoch = 0;
  std::vector<double> m_ranges;  ///< on the bench of the run
};

AblationRow rowOf(const std::string& key, const Scores& off, const Scores& alone, const Scores& all,
                  const Scores& none) {
  AblationRow row;
  row.key = key;
  row.without = meanOf(off);
  const Estimate gained = pairedDifference(off, all), lostAlone = pairedDifference(none, alone);
  row.gained = gained.value;
  row.gainedError = gained.error;
  if (meanOf(none) > meanOf(all)) {
    const Estimate share = shareOf(off, all, none);
    row.share = share.value;
    row.shareError = share.error;
  }
  row.alone = meanOf(alone);
  row.lostAlone = lostAlone.value;
  row.lostAloneError = lostAlone.error;
  return row;
}

}  // namespace

Result<std::optional<Ablation>> ablate(const RunFile& run, const Dataset& data,
                                       const AblationOptions& options) {
  if (run.diverged) return *run.diverged;
  const Result<RunSnapshot> opened = openRecordedRun(run, data);
  if (!opened) return opened.error();
  return ablate(opened.value(), data, options);
}

Result<std::optional<Ablation>> ablate(const RunSnapshot& run, const Dataset& data,
                                       const AblationOptions& options) {
  if (run.record->diverged) return *run.record->diverged;
  const ImperfectionSet enabled = enabledImperfections(run.bench->design);
  std::vector<ImperfectionSet> sets{enabled, {}};
  std::vector<std::string> keys;
  for (const Imperfection* imperfection : shownImperfections()) {
    if (!enabled.has(*imperfection)) continue;
    keys.emplace_back(imperfection->key);
    sets.push_back(enabled.without(*imperfection));
    sets.push_back({imperfection});
  }
  const Result<std::vector<Scores>> measured = Ablator(run, data, options).scores(sets);
  if (!measured) return measured.error();
  if (measured.value().size() < sets.size()) return std::optional<Ablation>();
  const std::vector<Scores>& scores = measured.value();
  const Scores &all = scores[0], &none = scores[1];
  Ablation out;
  out.steps = run.record->steps;
  out.changes = run.record->log.size();
  out.samples = static_cast<int>(data.test.size());
  out.regression = data.classes == 0;
  out.all = meanOf(all);
  out.none = meanOf(none);
  const Estimate lost = pairedDifference(none, all);
  out.lost = lost.value;
  out.lostError = lost.error;
  for (std::size_t i = 0; i < keys.size(); ++i)
    out.rows.push_back(rowOf(keys[i], scores[2 + 2 * i], scores[3 + 2 * i], all, none));
  return std::optional<Ablation>(std::move(out));
}

Design measuredDesign(const RunFile& run, const Ablation& ablation) {
  Design design = run.first;
  for (std::size_t i = 0; i < std::min(ablation.changes, run.log.size()); ++i)
    design = apply(design, run.log[i].edit);
  return design;
}

bool speaksOf(const Design& measured, const Design& design) {
  return difference(measured, takenUp(measured, design)).empty();
}

}  // namespace lightloom::study
