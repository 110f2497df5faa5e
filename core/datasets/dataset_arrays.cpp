#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>

#include "base/units.h"
#include "datasets/internal/dataset_arrays.h"
#include "files/csv.h"
#include "files/file_reader.h"
#include "files/npy.h"

namespace lightloom::datasets {
namespace {

namespace fs = std::filesystem;
using Descriptor = DatasetDescriptor;

constexpr std::size_t kMostArrayClasses = 4096, kToldArrayClasses = 64, kFewestArraySamples = 4;

std::int64_t whole(std::size_t count) {
  return static_cast<std::int64_t>(count);
}

bool isThere(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// As a word of its own: "x" stands in "x_train", not in "text".
std::string replacedWord(const std::string& name, std::string_view from, std::string_view to) {
  const auto isLetter = [&](std::size_t at) {
    return at < name.size() && std::isalnum(static_cast<unsigned char>(name[at])) != 0;
  };
  for (std::size_t at = name.find(from); at != std::string::npos; at = name.find(from, at + 1))
    if ((at == 0 || !isLetter(at - 1)) && !isLetter(at + from.size()))
      return std::string(name).replace(at, from.size(), to);
  return {};
}

// A file of the same folder whose name has one word in place of another; empty where there is none.
std::string sibling(const std::string& path, std::string_view from, std::string_view to) {
  const std::string name = replacedWord(fileName(path), from, to);
  const fs::path other = fs::path(path).parent_path() / name;
  return !name.empty() && isThere(other) ? other.string() : std::string();
}

std::string answersOf(const std::string& inputs) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {{"x", "y"},
                                                                      {"X", "y"},
                                                                      {"X", "Y"},
                                                                      {"images", "labels"},
                                                                      {"features", "labels"},
                                                                      {"features", "targets"},
                                                                      {"data", "labels"},
                                                                      {"data", "targets"},
                                                                      {"inputs", "labels"},
                                                                      {"inputs", "targets"}};
  for (const auto& [from, to] : kWords)
    if (std::string found = sibling(inputs, from, to); !found.empty()) return found;
  return {};
}

/// One part of a set, inputs beside answers.
struct ArrayPart {
  NpyArray inputs;
  std::vector<double> answers;
  std::string source, answerSource;

  std::size_t samples() const { return inputs.shape.empty() ? 0 : inputs.shape[0]; }
  std::size_t width() const { return samples() == 0 ? 0 : inputs.count() / samples(); }
};

Result<NpyArray> arrayIn(const std::string& path, const LoadBudget& budget) {
  const Result<std::string> bytes = readFile(path, budget);
  if (!bytes) return bytes.error();
  return readNpyArray(bytes.value(), fileName(path), budget);
}

std::optional<Message> takeAnswers(const std::string& path, const LoadBudget& budget, ArrayPart& part) {
  const Result<NpyArray> read = arrayIn(path, budget);
  if (!read) return read.error();
  part.answerSource = fileName(path);
  if (read.value().count() != part.samples())
    return Message{"dataset.counts-differ",
                   LL_TEXT("%1 holds %2 samples, but %3 holds %4 answers, where one for each is expected. "
                           "Choose the files of one set."),
                   {part.source, whole(part.samples()), part.answerSource, whole(read.value().count())}};
  for (std::size_t i = 0; i < read.value().count(); ++i) part.answers.push_back(read.value().at(i));
  return std::nullopt;
}

/// Splits the columns of one array into inputs and answers.
class ColumnSplitter {
 public:
  ColumnSplitter(const Descriptor& said, ArrayPart& part) : m_said(said), m_part(part) {}

  std::optional<Message> run() {
    const std::size_t columns = m_part.width();
    if (m_part.inputs.shape.size() != 2 || columns < 2 || m_said.targets.size() > 1)
      return Message{"dataset.no-answers",
                     LL_TEXT("%1 has no answers: neither a file of labels beside it (such as y.npy beside "
                             "x.npy) nor columns of which one is the target. Put the labels beside it."),
                     {m_part.source}};
    std::size_t target = columns - 1;
    std::vector<bool> out(columns);
    if (!m_said.targets.empty() && !number(m_said.targets.front(), target)) return m_problem;
    for (const std::string& name : m_said.ignored) {
      std::size_t column = 0;
      if (!number(name, column)) return m_problem;
      out[column] = true;
    }
    out[target] = true;
    take(target, out);
    return std::nullopt;
  }

 private:
  bool number(const std::string& name, std::size_t& out) {
    const bool digits =
        !name.empty() && name.size() < 9 && name.find_first_not_of("0123456789") == std::string::npos;
    out = digits ? std::stoul(name) : m_part.width();
    if (out < m_part.width()) return true;
    m_problem = Message{"dataset.no-column",
                        LL_TEXT("%1 has no column “%2”. Its %4 columns have numbers from 0; correct %3."),
                        {m_part.source, name, sidecarName(m_part.source), whole(m_part.width())}};
    return false;
  }

  void take(std::size_t target, const std::vector<bool>& out) {
    NpyArray kept;
    const std::size_t columns = m_part.width();
    for (std::size_t i = 0; i < m_part.inputs.count(); ++i) {
      const std::size_t column = i % columns;
      if (column == target) m_part.answers.push_back(m_part.inputs.at(i));
      if (!out[column]) kept.values.push_back(static_cast<float>(m_part.inputs.at(i)));
    }
    kept.shape = {m_part.samples(), kept.values.size() / m_part.samples()};
    m_part.inputs = std::move(kept);
  }

  const Descriptor& m_said;
  ArrayPart& m_part;
  std::optional<Message> m_problem;
};

std::optional<Message> finiteProblem(const ArrayPart& part) {
  const std::vector<float>& values = part.inputs.values;
  const auto isBad = [](double value) { return !std::isfinite(value) || std::fabs(value) > 1e18; };
  const auto text = LL_TEXT(
      "%1: sample %2 holds a value that is not finite, or larger than 1e18. Take the sample out of the "
      "array.");
  if (const auto bad = std::find_if(values.begin(), values.end(), isBad); bad != values.end())
    return Message{"dataset.not-finite",
                   text,
                   {part.source, whole(static_cast<std::size_t>(bad - values.begin()) / part.width())}};
  if (const auto bad = std::find_if(part.answers.begin(), part.answers.end(), isBad);
      bad != part.answers.end())
    return Message{"dataset.not-finite",
                   text,
                   {part.answerSource.empty() ? part.source : part.answerSource,
                    static_cast<std::int64_t>(bad - part.answers.begin())}};
  return std::nullopt;
}

std::optional<Message> readPart(const std::string& inputs, const std::string& answers, const Descriptor& said,
                                const LoadBudget& budget, ArrayPart& out) {
  out.source = fileName(inputs);
  Result<NpyArray> read = arrayIn(inputs, budget);
  if (!read) return read.error();
  out.inputs = std::move(read).value();
  if (out.samples() < kFewestArraySamples)
    return Message{"dataset.too-small",
                   LL_TEXT("The data set “%1” has %2 samples; at least %3 are needed. Choose a larger one."),
                   {out.source, whole(out.samples()), whole(kFewestArraySamples)}};
  if (auto problem = answers.empty() ? ColumnSplitter(said, out).run() : takeAnswers(answers, budget, out))
    return problem;
  return finiteProblem(out);
}

bool lookLikeClasses(const std::vector<double>& answers, const std::map<double, std::size_t>& different) {
  return different.size() <= kToldArrayClasses && 2 * different.size() <= answers.size() &&
         std::all_of(answers.begin(), answers.end(),
                     [](double value) { return value == std::floor(value) && std::fabs(value) <= 1e9; });
}

std::optional<Message> takeClasses(const std::vector<double>& answers, std::map<double, std::size_t>& labels,
                                   const Descriptor& said, Dataset& out) {
  if (labels.size() > kMostArrayClasses)
    return Message{
        "dataset.too-many-classes",
        LL_TEXT("The answers of “%1” have %2 different values, too many for classes. Make them "
                "quantities with %3 in %4."),
        {out.name, whole(labels.size()), sidecarText("\"task\": \"regression\""), sidecarName(out.name)}};
  if (!said.classes.empty() && said.classes.size() != labels.size())
    return Message{
        "dataset.classes-differ",
        LL_TEXT("The answers of “%1” have %2 different values, but \"classes\" in %3 gives %4 names. "
                "Name them one by one in the order of the values, or take \"classes\" out."),
        {out.name, whole(labels.size()), sidecarName(out.name), whole(said.classes.size())}};
  for (auto& [value, label] : labels) {
    label = out.classNames.size();
    out.classNames.push_back(said.classes.empty() ? shortestNumber(value) : said.classes[label]);
  }
  out.classes = static_cast<int>(labels.size());
  for (const double answer : answers) out.labels.push_back(static_cast<std::uint16_t>(labels[answer]));
  return std::nullopt;
}

std::optional<Message> takeTask(const std::vector<double>& answers, const Descriptor& said, bool quantities,
                                Dataset& out) {
  std::map<double, std::size_t> different;
  for (const double answer : answers)
    if (different.size() <= kMostArrayClasses) different.emplace(answer, 0);
  if (different.size() < 2)
    return Message{
        "dataset.one-class",
        LL_TEXT("The answers of “%1” are the same in every sample, so there is nothing to learn. Choose "
                "another set."),
        {out.name}};
  const bool told = said.task == Descriptor::Task::Told && !quantities && lookLikeClasses(answers, different);
  if (told || said.task == Descriptor::Task::Classification)
    return takeClasses(answers, different, said, out);
  out.targetCount = 1;
  out.targetNames = {said.targetUnit.empty() ? "answer" : "answer (" + said.targetUnit + ")"};
  out.targets.assign(answers.begin(), answers.end());
  return std::nullopt;
}

void appendInputs(ArrayPart& part, Dataset& out) {
  out.bytes.insert(out.bytes.end(), part.inputs.bytes.begin(), part.inputs.bytes.end());
  out.values.insert(out.values.end(), part.inputs.values.begin(), part.inputs.values.end());
  part.inputs = NpyArray();
}

}  // namespace

bool looksLikeArray(const std::string& path) {
  char start[6] = {};
  std::ifstream file(path, std::ios::binary);
  return isThere(path) && file.read(start, sizeof start) && looksLikeNpy({start, sizeof start});
}

ArrayFiles arraySiblings(const std::string& inputs) {
  ArrayFiles out{inputs, answersOf(inputs), {}, {}};
  out.testInputs = sibling(inputs, "train", "test");
  if (!out.testInputs.empty()) out.testAnswers = answersOf(out.testInputs);
  return out;
}

std::optional<Message> readArrays(const ArrayFiles& files, const Descriptor& descriptor, bool quantities,
                                  const LoadBudget& budget, Dataset& out) {
  ArrayPart train, test;
  if (auto problem = readPart(files.inputs, files.answers, descriptor, budget, train)) return problem;
  const bool hasTest = !files.testInputs.empty();
  if (hasTest) {
    if (auto problem = readPart(files.testInputs, files.testAnswers, descriptor, budget, test))
      return problem;
    const bool alike = train.inputs.bytes.empty() == test.inputs.bytes.empty();
    if (train.width() != test.width() || !alike)
      return Message{"dataset.different-sizes",
                     LL_TEXT("The samples of %1 and %2 differ in size or type. Choose the files of one set."),
                     {train.source, test.source}};
  }
  const std::vector<std::size_t>& shape = train.inputs.shape;
  out.features = static_cast<int>(train.width());
  if (shape.size() == 3 || (shape.size() == 4 && shape[3] == 1)) {
    out.imageHeight = static_cast<int>(shape[1]);
    out.imageWidth = static_cast<int>(shape[2]);
  }
  const std::size_t trained = train.samples(), tested = test.samples();
  std::vector<double> answers = std::move(train.answers);
  answers.insert(answers.end(), test.answers.begin(), test.answers.end());
  appendInputs(train, out);
  appendInputs(test, out);
  // Where a full scale is said, bytes are numbers and no shades of 255.
  if (descriptor.fullScale > 0 && !out.bytes.empty()) {
    out.values.assign(out.bytes.begin(), out.bytes.end());
    out.bytes.clear();
  }
  if (hasTest) {
    out.train.resize(trained);
    out.test.resize(tested);
    std::iota(out.train.begin(), out.train.end(), 0u);
    std::iota(out.test.begin(), out.test.end(), static_cast<std::uint32_t>(trained));
  }
  return takeTask(answers, descriptor, quantities, out);
}

}  // namespace lightloom::datasets
