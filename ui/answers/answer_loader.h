#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/worker.h"
#include "datasets/speech_features.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "study/network_answers.h"
#include "train/run_snapshot.h"

namespace lightloom::ui {

/// A network whose whole test part is to be answered. None of the pointers is null.
struct TestRequest {
  std::shared_ptr<const RunSnapshot> run;
  std::shared_ptr<const Dataset> data;
};

/// What it answered.
struct TestOutcome {
  TestAnswers answers;
  double seconds = 0;  ///< that it took
};

/// Answers test parts beside the window. Errors: why the run diverged.
using TestLoader = Worker<TestRequest, TestOutcome>;
TestLoader::Work answersTestParts();

/// A recorded word, and what the network hears of it.
struct SpokenWord {
  Recording recording;
  HeardWord heard;
};

/// What a network is asked that is no sample of its data: inputs, or a recording of a word.
struct Question {
  std::shared_ptr<const RunSnapshot> run;  ///< never null
  std::vector<float> inputs;               ///< 0 … 1; of a recording empty
  std::string wav;                         ///< path of a recording; empty: `inputs` are asked
  std::uint64_t draw = 0;                  ///< names the noise
};

struct OwnAnswer {
  std::vector<float> inputs;  ///< that were asked
  std::vector<float> outputs;
  std::optional<SpokenWord> word;  ///< of a recording
};

/// Answers questions beside the window. Errors: those of `readFile`, `readWav` and `hearWord`; why the run
/// diverged.
using QuestionLoader = Worker<Question, OwnAnswer>;
QuestionLoader::Work answersQuestions();

}  // namespace lightloom::ui
