#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/message.h"
#include "learn/dataset.h"
#include "learn/test_terms.h"
#include "rooms.h"
#include "train/run_snapshot.h"

namespace lightloom::study {

/// What a network on its bench answers to every sample of a test part, with the noise of the bench: the same
/// outputs, so the same answers, that the training tests at the end of the epoch.
struct TestAnswers {
  std::vector<float> outputs;  ///< outputs × test samples, sample by sample
  TestTerms terms;
  double accuracy = 0;  ///< share of right answers; for regression R² = 1 − Σ r² / Σ (t − mean t)²
};

/// `data` is what the run is trained on. `cancelled` is polled once per mini-batch; what comes then is
/// incomplete. Errors: why the run diverged.
Result<TestAnswers> testAnswers(const RunSnapshot& run, const Dataset& data,
                                const std::function<bool()>& cancelled = {});

/// The outputs of the network on its bench for inputs of one's own, each 0 … 1 (what lies beyond is drawn
/// in), as many as the network has. `draw` names the noise; the same gives the same bits. Errors: why the run
/// diverged.
Result<std::vector<float>> answerTo(const RunSnapshot& run, std::vector<float> inputs, std::uint64_t draw);

/// The class with the largest of `classes` outputs.
int answerOf(const float* outputs, int classes);

/// How sure the network is of each class, 0 … 1, in sum 1: the softmax of the outputs, which is what cross
/// entropy trains.
std::vector<double> classShares(const float* outputs, int classes);

}  // namespace lightloom::study
