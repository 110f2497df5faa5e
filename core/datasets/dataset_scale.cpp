#include "datasets/internal/dataset_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "datasets/speech_features.h"

namespace lightloom::datasets {
namespace {

struct Range {
  float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
};

// Smallest and largest value of every column over the training part.
std::vector<Range> columnRanges(const std::vector<float>& values, std::size_t columns,
                                const std::vector<std::uint32_t>& train) {
  std::vector<Range> ranges(columns);
  for (const std::uint32_t sample : train)
    for (std::size_t column = 0; column < columns; ++column) {
      const float value = values[sample * columns + column];
      ranges[column].low = std::min(ranges[column].low, value);
      ranges[column].high = std::max(ranges[column].high, value);
    }
  return ranges;
}

// Values of the test part beyond those of the training part are drawn in: light has no amplitude above full
// scale.
void scaleInputs(Dataset& set) {
  const auto columns = static_cast<std::size_t>(set.features);
  const std::vector<Range> ranges = columnRanges(set.values, columns, set.train);
  for (const Range& range : ranges) {
    set.inputOffset.push_back(range.low);
    set.inputScale.push_back(range.high > range.low ? range.high - range.low : 0.0f);
  }
  for (std::size_t i = 0; i < set.values.size(); ++i) {
    const Range& range = ranges[i % columns];
    const float span = range.high - range.low;
    set.values[i] = span > 0 ? std::clamp((set.values[i] - range.low) / span, 0.0f, 1.0f) : 0.0f;
  }
}

void scaleTargets(Dataset& set) {
  const auto columns = static_cast<std::size_t>(set.targetCount);
  const std::vector<Range> ranges = columnRanges(set.targets, columns, set.train);
  for (const Range& range : ranges) {
    set.targetOffset.push_back(range.low);
    set.targetScale.push_back(range.high > range.low ? range.high - range.low : 1.0);
  }
  for (std::size_t i = 0; i < set.targets.size(); ++i)
    set.targets[i] =
        static_cast<float>((set.targets[i] - set.targetOffset[i % columns]) / set.targetScale[i % columns]);
}

// A row of one value has no shape, and becomes zeros.
void scaleRows(Dataset& set) {
  const auto columns = static_cast<std::size_t>(set.features);
  for (std::size_t first = 0; first < set.values.size(); first += columns) {
    double sum = 0, squares = 0;
    for (std::size_t i = first; i < first + columns; ++i) sum += set.values[i];
    const double mean = sum / static_cast<double>(columns);
    for (std::size_t i = first; i < first + columns; ++i) squares += std::pow(set.values[i] - mean, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(columns));
    for (std::size_t i = first; i < first + columns; ++i)
      set.values[i] = deviation > 0 ? static_cast<float>((set.values[i] - mean) / deviation) : 0.0f;
  }
}

// Small whole numbers with a common full scale are kept as bytes, like pictures.
void keepAsBytes(Dataset& set, double fullScale) {
  set.inputOffset.assign(static_cast<std::size_t>(set.features), 0);
  set.inputScale.assign(static_cast<std::size_t>(set.features), fullScale);
  const bool bytes = std::all_of(set.values.begin(), set.values.end(), [fullScale](float value) {
    return value >= 0 && value <= 255 && value == std::floor(value) &&
           static_cast<double>(value) <= fullScale;
  });
  if (!bytes) {
    for (float& value : set.values) value = std::clamp(value / static_cast<float>(fullScale), 0.0f, 1.0f);
    return;
  }
  set.bytes.assign(set.values.begin(), set.values.end());
  set.values.clear();
  set.byteScale = static_cast<float>(1 / fullScale);
}

void split(Dataset& set, double testFraction, std::uint64_t seed) {
  if (!set.train.empty()) return;
  if (testFraction > 0) {
    splitDataset(set, std::min(testFraction, 0.9), seed);
    return;
  }
  set.train.resize(set.count());
  std::iota(set.train.begin(), set.train.end(), 0u);
}

std::optional<Message> markPositive(Dataset& set, const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto found = std::find(set.classNames.begin(), set.classNames.end(), name);
  if (set.classes != 2 || found == set.classNames.end())
    return Message{"dataset.no-positive",
                   LL_TEXT("“%1”: \"positive\" must name one of two classes, and “%2” is none. Name one of "
                           "them, or take it out."),
                   {set.name, name}};
  set.positive = static_cast<int>(found - set.classNames.begin());
  return std::nullopt;
}

constexpr int kWordInputs = kSpeechBands * kSpeechStretches, kBoardSquares = 9;

bool canBe(Subject subject, const Dataset& set) {
  switch (subject) {
    case Subject::Numbers:
      return true;
    case Subject::Spectrum:
      return set.features > 1;
    case Subject::Word:
      return set.features == kWordInputs;
    case Subject::Board:
      return set.features == kBoardSquares ||
             (set.features == 2 * kBoardSquares && set.classes == kBoardSquares);
  }
  return false;
}

// What a sample is of is said by whoever keeps the file; a window that shows it as that must be able to.
std::optional<Message> nameSubject(Dataset& set, const DatasetDescriptor& descriptor) {
  if (!descriptor.inputNames.empty()) {
    if (descriptor.inputNames.size() != static_cast<std::size_t>(set.features))
      return Message{
          "dataset.other-names",
          LL_TEXT("“%1” has %2 inputs, but \"input_names\" names %3. Name each of them in the order of "
                  "the columns, or take it out."),
          {set.name, std::int64_t{set.features}, static_cast<std::int64_t>(descriptor.inputNames.size())}};
    set.inputNames = descriptor.inputNames;
  }
  if (descriptor.subject == Subject::Numbers) return std::nullopt;
  if (!canBe(descriptor.subject, set))
    return Message{
        "dataset.other-subject",
        LL_TEXT("“%1” has %2 inputs, which \"subject\" cannot be said of: a word has 128 (16 bands × 8 "
                "stretches), a board 9, or 18 with the nine squares as classes, a spectrum 2 or more. "
                "Correct it, or take it out."),
        {set.name, std::int64_t{set.features}}};
  set.subject = descriptor.subject;
  set.axis = descriptor.axis;
  return std::nullopt;
}

}  // namespace

Result<Dataset> finishDataset(Dataset set, const DatasetDescriptor& descriptor, double testFraction,
                              std::uint64_t seed) {
  if (std::optional<Message> problem = markPositive(set, descriptor.positive)) return *problem;
  if (std::optional<Message> problem = nameSubject(set, descriptor)) return *problem;
  split(set, testFraction, seed);
  if (!set.values.empty() && descriptor.form != DatasetDescriptor::Form::Generated) {
    if (descriptor.rowScale == DatasetDescriptor::RowScale::StandardNormal) scaleRows(set);
    if (descriptor.fullScale > 0)
      keepAsBytes(set, descriptor.fullScale);
    else
      scaleInputs(set);
  }
  if (set.targetCount > 0) scaleTargets(set);
  if (descriptor.imageWidth * descriptor.imageHeight == set.features) {
    set.imageWidth = descriptor.imageWidth;
    set.imageHeight = descriptor.imageHeight;
  }
  if (std::optional<Message> problem = datasetProblem(set)) return *problem;
  return set;
}

}  // namespace lightloom::datasets
