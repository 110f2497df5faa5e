#include "learn/dataset.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/check.h"
#include "base/random.h"
#include "kernels/kernel_table.h"

namespace lightloom::learn {
namespace {

Message problem(const char* id, const char* text, const Dataset& dataset) {
  return {id, text, {dataset.name}};
}

bool indicesInRange(const std::vector<std::uint32_t>& indices, std::size_t count) {
  return std::all_of(indices.begin(), indices.end(), [count](std::uint32_t i) { return i < count; });
}

bool fitOrEmpty(std::size_t size, int expected) {
  return size == 0 || size == static_cast<std::size_t>(expected);
}

void shuffle(std::vector<std::uint32_t>& items, KeyedRandom& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

std::vector<std::vector<std::uint32_t>> samplesByClass(const Dataset& dataset) {
  std::vector<std::vector<std::uint32_t>> groups(static_cast<std::size_t>(std::max(dataset.classes, 1)));
  for (std::size_t i = 0; i < dataset.count(); ++i)
    groups[dataset.classes > 0 ? dataset.labels[i] : 0].push_back(static_cast<std::uint32_t>(i));
  return groups;
}

/// Mixes numbers into 64 bits, eight bytes at a time.
class Fingerprint {
 public:
  void take(std::uint64_t word) {
    m_value = (m_value ^ word) * 0x9E3779B97F4A7C15ULL;
    m_value ^= m_value >> 32;
  }

  template <typename T>
  void take(const std::vector<T>& values) {
    take(static_cast<std::uint64_t>(values.size()));
    const std::size_t size = values.size() * sizeof(T);
    for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, reinterpret_cast<const char*>(values.data()) + at, std::min(sizeof word, size - at));
      take(word);
    }
  }

  std::uint64_t value() const { return m_value; }

 private:
  std::uint64_t m_value = 0xCBF29CE484222325ULL;
};

}  // namespace

std::uint64_t datasetHash(const Dataset& dataset) {
  Fingerprint out;
  for (const int size : {dataset.features, dataset.classes, dataset.targetCount})
    out.take(static_cast<std::uint64_t>(size));
  out.take(std::vector<float>{dataset.byteScale});
  out.take(dataset.bytes);
  out.take(dataset.values);
  out.take(dataset.labels);
  if (!dataset.alsoRight.empty()) out.take(dataset.alsoRight);
  out.take(dataset.targets);
  out.take(dataset.train);
  out.take(dataset.test);
  return out.value();
}

std::size_t Dataset::count() const {
  return features > 0 ? (bytes.empty() ? values.size() : bytes.size()) / static_cast<std::size_t>(features)
                      : 0;
}

std::optional<Message> datasetProblem(const Dataset& dataset) {
  const std::size_t count = dataset.count();
  const std::size_t stored = dataset.bytes.size() + dataset.values.size();
  if (count == 0 || stored != count * static_cast<std::size_t>(dataset.features))
    return problem("dataset.size", LL_TEXT("The data set “%1” has no samples, or one of them is incomplete."),
                   dataset);
  const bool classes = dataset.classes >= 2 && dataset.targetCount == 0 && dataset.labels.size() == count;
  const bool targets = dataset.targetCount >= 1 && dataset.classes == 0 &&
                       dataset.targets.size() == count * static_cast<std::size_t>(dataset.targetCount);
  if (!classes && !targets)
    return problem("dataset.answers",
                   LL_TEXT("The data set “%1” needs one class of at least two, or its targets, per sample."),
                   dataset);
  if (classes && !std::all_of(dataset.labels.begin(), dataset.labels.end(),
                              [&](std::uint16_t label) { return label < dataset.classes; }))
    return problem("dataset.label", LL_TEXT("A class number of the data set “%1” is out of range."), dataset);
  if (!dataset.alsoRight.empty() && (dataset.alsoRight.size() != count || dataset.classes > 32))
    return problem("dataset.answers",
                   LL_TEXT("The data set “%1” needs one class of at least two, or its targets, per sample."),
                   dataset);
  if (!fitOrEmpty(dataset.classNames.size(), dataset.classes) ||
      !fitOrEmpty(dataset.targetOffset.size(), dataset.targetCount) ||
      !fitOrEmpty(dataset.targetScale.size(), dataset.targetCount))
    return problem("dataset.names", LL_TEXT("The data set “%1” names more or fewer outputs than it has."),
                   dataset);
  if (dataset.train.empty() || dataset.test.empty() || !indicesInRange(dataset.train, count) ||
      !indicesInRange(dataset.test, count))
    return problem("dataset.split",
                   LL_TEXT("The data set “%1” needs samples in both its training and its test part."),
                   dataset);
  return std::nullopt;
}

void splitDataset(Dataset& dataset, double testFraction, std::uint64_t seed) {
  LL_CHECK(testFraction > 0 && testFraction < 1);
  dataset.train.clear();
  dataset.test.clear();
  KeyedRandom random({seed, Stream::DataSplit, 0, 0, 0});
  for (std::vector<std::uint32_t>& group : samplesByClass(dataset)) {
    if (group.empty()) continue;
    shuffle(group, random);
    const long wanted = std::lround(testFraction * static_cast<double>(group.size()));
    const long inTest = std::clamp(wanted, 0L, static_cast<long>(group.size()) - 1);
    dataset.test.insert(dataset.test.end(), group.begin(), group.begin() + inTest);
    dataset.train.insert(dataset.train.end(), group.begin() + inTest, group.end());
  }
  std::sort(dataset.test.begin(), dataset.test.end());
  std::sort(dataset.train.begin(), dataset.train.end());
}

namespace {

// Samples are met in random order: their first touch would wait for memory, line by line.
void prefetch(const std::uint8_t* bytes, std::size_t count) {
  constexpr std::size_t kCacheLine = 64;
  for (std::size_t at = 0; at < count; at += kCacheLine) __builtin_prefetch(bytes + at);
}

}  // namespace

void gatherInputs(const Dataset& dataset, const std::uint32_t* index, int count, float* out, int stride) {
  constexpr int kAhead = 4;
  const std::size_t features = static_cast<std::size_t>(dataset.features);
  for (int i = 0; i < count; ++i) {
    if (i + kAhead < count && !dataset.bytes.empty())
      prefetch(dataset.bytes.data() + index[i + kAhead] * features, features);
    float* const column = out + static_cast<std::ptrdiff_t>(i) * stride;
    const std::size_t start = index[i] * features;
    if (dataset.bytes.empty())
      std::copy_n(dataset.values.data() + start, features, column);
    else
      kernels().widenBytes(features, dataset.byteScale, dataset.bytes.data() + start, column);
  }
}

}  // namespace lightloom::learn
