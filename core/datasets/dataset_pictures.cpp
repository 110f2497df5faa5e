#include "datasets/internal/dataset_pictures.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <numeric>

#include "datasets/internal/idx.h"
#include "files/csv.h"
#include "files/file_reader.h"

namespace lightloom::datasets {
namespace {

struct PicturePart {
  std::string images, source;
  IdxArray labels;
  std::vector<std::uint32_t> sizes;
};

std::optional<Message> openPart(const std::string& images, const std::string& labels,
                                const LoadBudget& budget, PicturePart& out) {
  Result<std::string> imageBytes = readFile(images, budget);
  if (!imageBytes) return imageBytes.error();
  const Result<std::string> labelBytes = readFile(labels, budget);
  if (!labelBytes) return labelBytes.error();
  out.images = std::move(imageBytes).value();
  out.source = fileName(images);
  const Result<std::vector<std::uint32_t>> sizes = readIdxSizes(out.images, out.source, budget);
  if (!sizes) return sizes.error();
  const Result<std::vector<std::uint32_t>> labelSizes =
      readIdxSizes(labelBytes.value(), fileName(labels), budget);
  if (!labelSizes) return labelSizes.error();
  if (auto problem = pictureLabelProblem(sizes.value(), out.source, labelSizes.value(), fileName(labels)))
    return *problem;
  Result<IdxArray> labelArray = readIdx(labelBytes.value(), fileName(labels), budget);
  if (!labelArray) return labelArray.error();
  out.labels = std::move(labelArray).value();
  out.sizes = sizes.value();
  return std::nullopt;
}

std::size_t sampleSize(const PicturePart& part) {
  return std::accumulate(part.sizes.begin() + 1, part.sizes.end(), std::size_t{1}, std::multiplies<>());
}

// Unpacks the pictures behind those that are there already and lets the packed bytes go.
std::optional<Message> addPart(PicturePart& part, const LoadBudget& budget, Dataset& out) {
  if (auto error = appendIdx(part.images, part.source, budget, out.bytes)) return error;
  part.images = std::string();
  out.labels.insert(out.labels.end(), part.labels.bytes.begin(), part.labels.bytes.end());
  return std::nullopt;
}

// Labels of pictures are numbers from 0: names stand for them one by one, or not at all.
std::optional<Message> nameClasses(const DatasetDescriptor& descriptor, Dataset& out) {
  out.classes = *std::max_element(out.labels.begin(), out.labels.end()) + 1;
  out.classNames = descriptor.classes;
  if (!out.classNames.empty() && static_cast<int>(out.classNames.size()) != out.classes)
    return Message{
        "dataset.classes-differ",
        LL_TEXT("The labels of “%1” go from 0 to %2, but \"classes\" in %3 gives %4 names. Name the "
                "labels one by one from 0, %5 in all, or take \"classes\" out."),
        {out.name, std::int64_t{out.classes - 1}, sidecarName(out.name),
         static_cast<std::int64_t>(out.classNames.size()), std::int64_t{out.classes}}};
  if (out.classNames.empty())
    for (int i = 0; i < out.classes; ++i) out.classNames.push_back(std::to_string(i));
  if (out.classes > 1) return std::nullopt;
  return Message{
      "dataset.one-class",
      LL_TEXT("The data set “%1” has only one class, so there is nothing to learn. Choose another set."),
      {out.name}};
}

// Keys that concern tables only have no effect on pictures, so the person who wrote them is told.
void noteTableKeys(const DatasetDescriptor& said, Dataset& out) {
  using D = DatasetDescriptor;
  const std::string idle = saidKeys({{"target", !said.targets.empty()},
                                     {"target_unit", !said.targetUnit.empty()},
                                     {"ignore", !said.ignored.empty()},
                                     {"split", !said.splitColumn.empty()},
                                     {"missing", said.missing != D::Missing::Refuse},
                                     {"missing_values", !said.missingValues.empty()},
                                     {"first_line", said.firstLine != D::FirstLine::Told},
                                     {"separator", said.separator != 0},
                                     {"decimal_comma", said.numbersSaid},
                                     {"task", said.task == D::Task::Regression}});
  if (!idle.empty())
    out.notes.push_back(
        {"dataset.no-effect",
         LL_TEXT("%1 holds pictures with labels: %3 in %2 can be said of tables only, and has "
                 "no effect. Take it out."),
         {out.name, sidecarName(out.name), idle}});
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (const std::size_t at = text.rfind(from); at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

// Room that is not yet filled. Training meets samples at random: in pages of 4 KB the address of nearly each
// would have to be looked up first, in large pages few. A system that has none goes on as before.
void reserveInLargePages(std::size_t count, std::vector<std::uint8_t>& bytes) {
  bytes.reserve(count);
  const std::uintptr_t page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t first = (begin + page - 1) / page * page, last = (begin + count) / page * page;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

}  // namespace

PictureFiles pictureSiblings(const std::string& images) {
  const std::string folder = std::filesystem::path(images).parent_path().string();
  const auto labelsOf = [](const std::string& name) {
    return replaced(replaced(name, "images", "labels"), "idx3", "idx1");
  };
  const auto inFolder = [&](const std::string& name) {
    return (std::filesystem::path(folder) / name).string();
  };
  const std::string name = fileName(images);
  PictureFiles files{images, inFolder(labelsOf(name)), {}, {}};
  for (const char* test : {"t10k", "test"}) {
    const std::string testName = replaced(name, "train", test);
    if (testName == name || !exists(inFolder(testName))) continue;
    files.testImages = inFolder(testName);
    files.testLabels = inFolder(labelsOf(testName));
  }
  return files;
}

// The kind is told by the content; a file that is neither may hope for the better message.
bool looksLikePictures(const std::string& path, const LoadBudget& budget) {
  const Result<std::string> bytes = readFile(path, budget);
  if (!bytes) return false;
  if (looksLikeIdx(bytes.value())) return true;
  const std::string name = fileName(path);
  const bool called = name.find("idx") != std::string::npos || name.find("ubyte") != std::string::npos;
  return called && (bytes.value().empty() || !foreignForm(bytes.value()).empty());
}

std::optional<Message> readPictures(const PictureFiles& files, const DatasetDescriptor& descriptor,
                                    const LoadBudget& budget, Dataset& out) {
  PicturePart train, test;
  if (auto error = openPart(files.trainImages, files.trainLabels, budget, train)) return error;
  if (files.hasTest()) {
    if (auto error = openPart(files.testImages, files.testLabels, budget, test)) return error;
    if (!std::equal(train.sizes.begin() + 1, train.sizes.end(), test.sizes.begin() + 1, test.sizes.end()))
      return Message{"dataset.different-sizes",
                     LL_TEXT("The pictures of %1 and %2 differ in size. Choose the files of one set."),
                     {train.source, test.source}};
  }
  const std::size_t trainCount = train.sizes[0], testCount = files.hasTest() ? test.sizes[0] : 0;
  out.features = static_cast<int>(sampleSize(train));
  out.imageHeight = train.sizes.size() == 3 ? static_cast<int>(train.sizes[1]) : 0;
  out.imageWidth = train.sizes.size() == 3 ? static_cast<int>(train.sizes[2]) : 0;
  reserveInLargePages((trainCount + testCount) * sampleSize(train), out.bytes);
  if (auto error = addPart(train, budget, out)) return error;
  if (files.hasTest()) {
    if (auto error = addPart(test, budget, out)) return error;
    out.train.resize(trainCount);
    out.test.resize(testCount);
    std::iota(out.train.begin(), out.train.end(), 0u);
    std::iota(out.test.begin(), out.test.end(), static_cast<std::uint32_t>(trainCount));
  }
  noteTableKeys(descriptor, out);
  return nameClasses(descriptor, out);
}

}  // namespace lightloom::datasets
