#include "answers/answer_loader.h"

#include <QElapsedTimer>
#include <utility>

#include "files/file_reader.h"

namespace lightloom::ui {
namespace {

constexpr float kByteToInput = 1.0f / 255;

Result<SpokenWord> wordOf(const std::string& path) {
  const Result<std::string> bytes = readFile(path);
  if (!bytes) return bytes.error();
  Result<Recording> recording = readWav(bytes.value(), fileName(path));
  if (!recording) return recording.error();
  Result<HeardWord> heard = hearWord(recording.value(), fileName(path));
  if (!heard) return heard.error();
  return SpokenWord{std::move(recording).value(), std::move(heard).value()};
}

Result<OwnAnswer> answered(const Question& question) {
  OwnAnswer out;
  out.inputs = question.inputs;
  if (!question.wav.empty()) {
    Result<SpokenWord> word = wordOf(question.wav);
    if (!word) return word.error();
    out.word = std::move(word).value();
    out.inputs.clear();
    for (const std::uint8_t feature : out.word->heard.features) out.inputs.push_back(kByteToInput * feature);
  }
  Result<std::vector<float>> outputs = answerTo(*question.run, out.inputs, question.draw);
  if (!outputs) return outputs.error();
  out.outputs = std::move(outputs).value();
  return out;
}

}  // namespace

TestLoader::Work answersTestParts() {
  return [](const TestRequest& request, const std::stop_token& stop,
            const TestLoader::Tell&) -> Result<TestOutcome> {
    QElapsedTimer time;
    time.start();
    Result<TestAnswers> answers =
        testAnswers(*request.run, *request.data, [&stop] { return stop.stop_requested(); });
    if (!answers) return answers.error();
    return TestOutcome{std::move(answers).value(), 1e-3 * static_cast<double>(time.elapsed())};
  };
}

QuestionLoader::Work answersQuestions() {
  return [](const Question& question, const std::stop_token&, const QuestionLoader::Tell&) {
    return answered(question);
  };
}

}  // namespace lightloom::ui
