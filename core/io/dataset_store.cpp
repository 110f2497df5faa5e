#include "io/dataset_store.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include "base/json_writer.h"
#include "io/csv.h"
#include "io/dataset_descriptor.h"
#include "io/dataset_generators.h"
#include "io/file_reader.h"
#include "io/idx.h"
#include "io/inflate.h"
#include "io/program_files.h"
#include "io/safe_writer.h"

namespace lightloom {
namespace {

namespace fs = std::filesystem;
using Descriptor = DatasetDescriptor;

constexpr std::size_t kMostClasses = 4096;
constexpr std::size_t kToldClasses =
    64;  // whole numbers with more different values are a quantity, not a class
constexpr std::size_t kFewestSamples = 4;
constexpr std::string_view kHashMark = "#sha256=";
constexpr const char* kBundled[] = {"mnist",       "fashion_mnist", "digits8x8", "iris",
                                    "wine",        "breast_cancer", "meats_nir", "vowel",
                                    "tic_tac_toe", "spirals",       "xor",       "parity"};

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += ", ";
    out += part;
  }
  return out;
}

bool isFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// ---- where
// -----------------------------------------------------------------------------------------------------------

// The places for the files of a bundled set: the search path, then where the system keeps them.
std::vector<std::string> placesOf(const Descriptor& descriptor, const DatasetOptions& options) {
  std::vector<std::string> places = datasetSearchPath(options);
  places.insert(places.end(), descriptor.directories.begin(), descriptor.directories.end());
  return places;
}

// A file of a set: under its own name ("mnist/x.gz") or alone ("x.gz") in one of the places.
std::optional<std::string> locate(const std::string& file, const std::vector<std::string>& places) {
  for (const std::string& place : places)
    for (const std::string& name : {file, fileName(file)})
      if (const fs::path path = fs::path(place) / name; isFile(path)) return path.string();
  return std::nullopt;
}

Message notFound(const std::string& file, const Descriptor& descriptor,
                 const std::vector<std::string>& places) {
  if (!descriptor.package.empty())
    return {
        "dataset.needs-package",
        LL_TEXT("error",
                "The data set “%1” is not shipped with Lightloom and was not found. Install the package %2 "
                "(apt install %2), or put its files into one of: %3."),
        {descriptor.title, descriptor.package, joined(places)}};
  return {
      "dataset.not-found",
      LL_TEXT("error",
              "The data file “%1” was not found. Put it into one of: %2; or name its folder with --data."),
      {file, joined(places)}};
}

// ---- pictures
// --------------------------------------------------------------------------------------------------------

struct PictureFiles {
  std::string trainImages, trainLabels, testImages, testLabels;
  bool hasTest() const { return !testImages.empty(); }
};

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

std::optional<Message> nameClasses(const Descriptor& descriptor, Dataset& out) {
  const auto largest = *std::max_element(out.labels.begin(), out.labels.end());
  out.classes = std::max<int>(largest + 1, static_cast<int>(descriptor.classes.size()));
  out.classNames = descriptor.classes;
  for (int i = static_cast<int>(out.classNames.size()); i < out.classes; ++i)
    out.classNames.push_back(std::to_string(i));
  if (out.classes > 1) return std::nullopt;
  return Message{
      "dataset.one-class",
      LL_TEXT("error",
              "The data set “%1” has only one class, so there is nothing to learn. Choose another set."),
      {out.name}};
}

std::optional<Message> readPictures(const PictureFiles& files, const Descriptor& descriptor,
                                    const LoadBudget& budget, Dataset& out) {
  PicturePart train, test;
  if (auto error = openPart(files.trainImages, files.trainLabels, budget, train)) return error;
  if (files.hasTest()) {
    if (auto error = openPart(files.testImages, files.testLabels, budget, test)) return error;
    if (!std::equal(train.sizes.begin() + 1, train.sizes.end(), test.sizes.begin() + 1, test.sizes.end()))
      return Message{
          "dataset.different-sizes",
          LL_TEXT("error", "The pictures of %1 and %2 differ in size. Choose the files of one set."),
          {train.source, test.source}};
  }
  const std::size_t trainCount = train.sizes[0], testCount = files.hasTest() ? test.sizes[0] : 0;
  out.features = static_cast<int>(sampleSize(train));
  out.imageHeight = train.sizes.size() == 3 ? static_cast<int>(train.sizes[1]) : 0;
  out.imageWidth = train.sizes.size() == 3 ? static_cast<int>(train.sizes[2]) : 0;
  out.bytes.reserve((trainCount + testCount) * sampleSize(train));
  if (auto error = addPart(train, budget, out)) return error;
  if (files.hasTest()) {
    if (auto error = addPart(test, budget, out)) return error;
    out.train.resize(trainCount);
    out.test.resize(testCount);
    std::iota(out.train.begin(), out.train.end(), 0u);
    std::iota(out.test.begin(), out.test.end(), static_cast<std::uint32_t>(trainCount));
  }
  return nameClasses(descriptor, out);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (const std::size_t at = text.rfind(from); at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

// The files that belong to an own file of pictures, by the names that MNIST made usual.
PictureFiles siblingsOf(const std::string& images) {
  const std::string folder = fs::path(images).parent_path().string();
  const auto labelsOf = [](const std::string& name) {
    return replaced(replaced(name, "images", "labels"), "idx3", "idx1");
  };
  const auto inFolder = [&](const std::string& name) { return (fs::path(folder) / name).string(); };
  const std::string name = fileName(images);
  PictureFiles files{images, inFolder(labelsOf(name)), {}, {}};
  for (const char* test : {"t10k", "test"}) {
    const std::string testName = replaced(name, "train", test);
    if (testName == name || !isFile(inFolder(testName))) continue;
    files.testImages = inFolder(testName);
    files.testLabels = inFolder(labelsOf(testName));
  }
  return files;
}

// ---- tables
// ----------------------------------------------------------------------------------------------------------

/// Turns a table of texts into samples, guided by the descriptor.
class TableReader {
 public:
  TableReader(const CsvTable& table, const Descriptor& descriptor, Dataset& out)
      : m_table(table), m_descriptor(descriptor), m_out(out) {}

  std::optional<Message> read() {
    findHeader();
    if (!findColumns() || !readInputs() || !readTargets() || !readSplit()) return m_error;
    return std::nullopt;
  }

 private:
  bool fail(Message message) {
    m_error = std::move(message);
    return false;
  }

  // A first line without any number in front of the target is a line of names.
  void findHeader() {
    bool names = m_descriptor.firstLine == Descriptor::FirstLine::Names;
    if (m_descriptor.firstLine == Descriptor::FirstLine::Told) {
      names = true;
      for (std::size_t column = 0; column + 1 < m_table.columns(); ++column)
        names &= !m_table.isNumber(0, column);
    }
    m_first = names ? 1 : 0;
  }

  std::size_t samples() const { return m_table.rows() - m_first; }

  std::optional<std::size_t> column(const std::string& name) const {
    if (m_first == 1)
      for (std::size_t i = 0; i < m_table.columns(); ++i)
        if (m_table.cell(0, i) == name) return i;
    const bool digits =
        !name.empty() && name.size() < 9 && name.find_first_not_of("0123456789") == std::string::npos;
    const std::size_t index = digits ? std::stoul(name) : m_table.columns();
    return index < m_table.columns() ? std::optional(index) : std::nullopt;
  }

  bool findColumn(const std::string& name, std::vector<std::size_t>& out) {
    const std::optional<std::size_t> found = column(name);
    if (!found)
      return fail(
          {"dataset.no-column",
           LL_TEXT("error", "The data set “%1” has no column “%2”. Correct the name in its JSON file."),
           {m_out.name, name}});
    out.push_back(*found);
    return true;
  }

  bool findColumns() {
    if (samples() < kFewestSamples)
      return fail(
          {"dataset.too-small",
           LL_TEXT("error", "The data set “%1” has %2 samples; at least %3 are needed. Choose a larger one."),
           {m_out.name, static_cast<std::int64_t>(samples()), static_cast<std::int64_t>(kFewestSamples)}});
    std::vector<std::size_t> ignored, split;
    for (const std::string& name : m_descriptor.targets)
      if (!findColumn(name, m_targets)) return false;
    for (const std::string& name : m_descriptor.ignored)
      if (!findColumn(name, ignored)) return false;
    if (!m_descriptor.splitColumn.empty() && !findColumn(m_descriptor.splitColumn, split)) return false;
    if (m_targets.empty()) m_targets.push_back(m_table.columns() - 1);
    m_split = split.empty() ? std::nullopt : std::optional(split.front());
    ignored.insert(ignored.end(), m_targets.begin(), m_targets.end());
    ignored.insert(ignored.end(), split.begin(), split.end());
    for (std::size_t i = 0; i < m_table.columns(); ++i)
      if (std::find(ignored.begin(), ignored.end(), i) == ignored.end()) m_inputs.push_back(i);
    if (m_inputs.empty())
      return fail(
          {"dataset.no-inputs",
           LL_TEXT("error", "The data set “%1” has a target, but no input columns. Is the separator right?"),
           {m_out.name}});
    return true;
  }

  bool number(std::size_t sample, std::size_t column, double& out) {
    const Result<double> value = m_table.number(sample + m_first, column);
    if (!value) return fail(value.error());
    out = value.value();
    return true;
  }

  bool readInputs() {
    m_out.features = static_cast<int>(m_inputs.size());
    m_out.values.reserve(samples() * m_inputs.size());
    for (std::size_t sample = 0; sample < samples(); ++sample)
      for (const std::size_t column : m_inputs) {
        double value = 0;
        if (!number(sample, column, value)) return false;
        m_out.values.push_back(static_cast<float>(value));
      }
    return true;
  }

  bool isClassColumn() const {
    std::map<std::int64_t, int> seen;
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      const Result<double> value = m_table.number(sample + m_first, m_targets.front());
      if (!value) return true;
      if (value.value() != std::floor(value.value()) || std::fabs(value.value()) > 1e9) return false;
      ++seen[static_cast<std::int64_t>(value.value())];
      if (seen.size() > kToldClasses) return false;
    }
    return 2 * seen.size() <= samples();
  }

  bool readTargets() {
    const bool told = m_descriptor.task == Descriptor::Task::Told;
    const bool classes = told ? m_targets.size() == 1 && isClassColumn()
                              : m_descriptor.task == Descriptor::Task::Classification;
    return classes ? readClasses() : readQuantities();
  }

  // Names of the classes in the order of their labels: numbers by value, texts by the alphabet.
  bool orderedClasses(std::vector<std::string>& out) {
    const std::size_t column = m_targets.front();
    std::map<std::string, double> seen;
    bool numbers = true;
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      const Result<double> value = m_table.number(sample + m_first, column);
      numbers &= value.ok();
      seen.emplace(std::string(m_table.cell(sample + m_first, column)), value.ok() ? value.value() : 0);
      if (seen.size() > kMostClasses)
        return fail(
            {"dataset.too-many-classes",
             LL_TEXT("error",
                     "The target of “%1” has more than %2 different values, too many for classes. Choose "
                     "another target column, or make it a regression."),
             {m_out.name, static_cast<std::int64_t>(kMostClasses)}});
    }
    for (const auto& [name, value] : seen) out.push_back(name);
    if (numbers)
      std::stable_sort(out.begin(), out.end(),
                       [&](const auto& a, const auto& b) { return seen[a] < seen[b]; });
    return true;
  }

  bool readClasses() {
    std::vector<std::string> found;
    if (!orderedClasses(found)) return false;
    if (found.size() < 2)
      return fail(
          {"dataset.one-class",
           LL_TEXT("error",
                   "The data set “%1” has only one class, so there is nothing to learn. Choose another set."),
           {m_out.name}});
    const std::vector<std::string>& named = m_descriptor.classes;
    const bool byName = !named.empty() && std::find(named.begin(), named.end(), found.front()) != named.end();
    const std::vector<std::string>& order = byName ? named : found;
    std::map<std::string, std::uint16_t, std::less<>> labels;
    for (std::size_t i = 0; i < order.size(); ++i) labels.emplace(order[i], static_cast<std::uint16_t>(i));
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      const auto label = labels.find(m_table.cell(sample + m_first, m_targets.front()));
      if (label == labels.end()) return unknownClass(sample);
      m_out.labels.push_back(label->second);
    }
    m_out.classNames = named.size() == order.size() ? named : order;
    m_out.classes = static_cast<int>(order.size());
    return true;
  }

  bool unknownClass(std::size_t sample) {
    return fail({"dataset.unknown-class",
                 LL_TEXT("error",
                         "The data set “%1”, line %2: “%3” is none of the classes that its JSON file names."),
                 {m_out.name, static_cast<std::int64_t>(m_table.line(sample + m_first)),
                  std::string(m_table.cell(sample + m_first, m_targets.front()).substr(0, 40))}});
  }

  bool readQuantities() {
    m_out.targetCount = static_cast<int>(m_targets.size());
    for (const std::size_t column : m_targets) {
      std::string name =
          m_first == 1 ? std::string(m_table.cell(0, column)) : "column " + std::to_string(column);
      if (!m_descriptor.targetUnit.empty()) name += " (" + m_descriptor.targetUnit + ")";
      m_out.targetNames.push_back(name);
    }
    for (std::size_t sample = 0; sample < samples(); ++sample)
      for (const std::size_t column : m_targets) {
        double value = 0;
        if (!number(sample, column, value)) return false;
        m_out.targets.push_back(static_cast<float>(value));
      }
    return true;
  }

  bool readSplit() {
    if (!m_split) return true;
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      double value = 0;
      if (!number(sample, *m_split, value)) return false;
      const bool test = value >= m_descriptor.testRange.first && value <= m_descriptor.testRange.second;
      (test ? m_out.test : m_out.train).push_back(static_cast<std::uint32_t>(sample));
    }
    return true;
  }

  const CsvTable& m_table;
  const Descriptor& m_descriptor;
  Dataset& m_out;
  std::optional<Message> m_error;
  std::size_t m_first = 0;
  std::vector<std::size_t> m_inputs, m_targets;
  std::optional<std::size_t> m_split;
};

std::optional<Message> readTable(const std::string& path, const Descriptor& descriptor,
                                 const LoadBudget& budget, Dataset& out) {
  const Result<std::string> text = readFile(path, budget);
  if (!text) return text.error();
  CsvOptions options;
  options.decimalComma = descriptor.decimalComma;
  options.separator = descriptor.separator;
  options.skipLines = descriptor.firstLine == Descriptor::FirstLine::Other ? 1 : 0;
  const Result<CsvTable> table = readCsv(text.value(), fileName(path), options, budget);
  if (!table) return table.error();
  return TableReader(table.value(), descriptor, out).read();
}

// ---- scale and split
// -------------------------------------------------------------------------------------------------

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

// Small whole numbers with a common full scale are kept as bytes, like pictures.
void keepAsBytes(Dataset& set, double fullScale) {
  const bool bytes = std::all_of(set.values.begin(), set.values.end(), [](float value) {
    return value >= 0 && value <= 255 && value == std::floor(value);
  });
  if (!bytes) {
    for (float& value : set.values) value = std::clamp(value / static_cast<float>(fullScale), 0.0f, 1.0f);
    return;
  }
  set.bytes.assign(set.values.begin(), set.values.end());
  set.values.clear();
  set.byteScale = static_cast<float>(1 / fullScale);
}

void split(Dataset& set, const DatasetOptions& options) {
  if (!set.train.empty()) return;
  if (options.testFraction > 0) {
    splitDataset(set, std::min(options.testFraction, 0.9), options.splitSeed);
    return;
  }
  set.train.resize(set.count());
  std::iota(set.train.begin(), set.train.end(), 0u);
}

Result<Dataset> finished(Dataset set, const Descriptor& descriptor, const DatasetOptions& options,
                         bool scaled) {
  split(set, options);
  if (!set.values.empty() && !scaled) {
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

// ---- bundled
// ---------------------------------------------------------------------------------------------------------

Result<Descriptor> descriptorOf(const std::string& name, const DatasetOptions& options) {
  const std::vector<std::string> places = datasetSearchPath(options);
  const std::optional<std::string> path = locate(name + ".json", places);
  if (!path) return notFound(name + ".json", Descriptor(), places);
  const Result<std::string> text = readFile(*path);
  if (!text) return text.error();
  return readDatasetDescriptor(text.value(), name + ".json");
}

std::optional<Message> locateAll(const Descriptor& descriptor, const DatasetOptions& options,
                                 std::initializer_list<std::pair<const std::string*, std::string*>> files) {
  const std::vector<std::string> places = placesOf(descriptor, options);
  for (const auto& [name, path] : files) {
    if (name->empty()) continue;
    const std::optional<std::string> found = locate(*name, places);
    if (!found) return notFound(*name, descriptor, places);
    *path = *found;
  }
  return std::nullopt;
}

std::optional<Message> readBundledFiles(const Descriptor& descriptor, const DatasetOptions& options,
                                        Dataset& out) {
  if (descriptor.form == Descriptor::Form::Csv) {
    std::string path;
    if (auto error = locateAll(descriptor, options, {{&descriptor.file, &path}})) return error;
    return readTable(path, descriptor, options.budget, out);
  }
  PictureFiles files;
  if (auto error = locateAll(descriptor, options,
                             {{&descriptor.trainImages, &files.trainImages},
                              {&descriptor.trainLabels, &files.trainLabels},
                              {&descriptor.testImages, &files.testImages},
                              {&descriptor.testLabels, &files.testLabels}}))
    return error;
  return readPictures(files, descriptor, options.budget, out);
}

Result<Dataset> loadBundled(const std::string& name, const DatasetOptions& options) {
  if (std::optional<Dataset> set = generatedDataset(name, options.splitSeed))
    return finished(std::move(*set), Descriptor(), options, true);
  const Result<Descriptor> descriptor = descriptorOf(name, options);
  if (!descriptor) return descriptor.error();
  Dataset set;
  set.name = name;
  if (auto error = readBundledFiles(descriptor.value(), options, set)) return *error;
  return finished(std::move(set), descriptor.value(), options, false);
}

// ---- own files
// -------------------------------------------------------------------------------------------------------

bool isInside(const fs::path& file, const std::string& folder) {
  std::error_code error;
  const fs::path inner = fs::canonical(file, error),
                 outer = fs::canonical(folder.empty() ? "." : folder, error);
  return !error && std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

// A design from elsewhere must not make the program read any file of the person who opens it.
bool mayRead(const fs::path& file, const DatasetOptions& options) {
  if (options.anywhere || !isFile(file) || isInside(file, options.baseDir)) return true;
  return std::any_of(options.dataDirs.begin(), options.dataDirs.end(),
                     [&](const std::string& folder) { return isInside(file, folder); });
}

fs::path ownPath(const std::string& path, const DatasetOptions& options) {
  const fs::path own = fs::path(options.baseDir) / path;
  if (isFile(own)) return own;
  for (const std::string& folder : options.dataDirs)
    if (const fs::path other = fs::path(folder) / path; isFile(other)) return other;
  return own;
}

std::optional<Message> hashProblem(const std::string& path, const std::string& expected,
                                   const LoadBudget& budget) {
  if (expected.empty()) return std::nullopt;
  const Result<std::string> bytes = readFile(path, budget);
  if (!bytes) return bytes.error();
  if (sha256Hex(bytes.value()) == expected) return std::nullopt;
  return Message{
      "dataset.changed",
      LL_TEXT("error",
              "“%1” is not the file that the design was made with: its content has changed. Restore it, "
              "or choose the data set again."),
      {path}};
}

bool looksLikeIdx(const std::string& path) {
  const std::string name = fileName(path);
  return name.find("idx") != std::string::npos || name.find("ubyte") != std::string::npos;
}

Result<Descriptor> sidecarOf(const fs::path& path) {
  const fs::path sidecar = fs::path(path).replace_extension(".json");
  if (!isFile(sidecar)) return Descriptor();
  const Result<std::string> text = readFile(sidecar.string());
  if (!text) return text.error();
  return readDatasetDescriptor(text.value(), sidecar.filename().string());
}

Result<Dataset> loadOwn(const std::string& reference, const DatasetOptions& options) {
  const std::size_t mark = reference.rfind(kHashMark);
  const std::string hash =
      mark == std::string::npos ? std::string() : reference.substr(mark + kHashMark.size());
  const fs::path path = ownPath(reference.substr(0, mark), options);
  if (!mayRead(path, options))
    return Message{
        "dataset.outside-folder",
        LL_TEXT("error",
                "The design asks for “%1”, which lies outside its folder, so it was not read. Move the "
                "file beside the design, or name its folder with --data."),
        {path.string()}};
  if (auto problem = hashProblem(path.string(), hash, options.budget)) return *problem;
  const Result<Descriptor> descriptor = sidecarOf(path);
  if (!descriptor) return descriptor.error();
  Dataset set;
  set.name = path.filename().string();
  const auto error = looksLikeIdx(path.string())
                         ? readPictures(siblingsOf(path.string()), descriptor.value(), options.budget, set)
                         : readTable(path.string(), descriptor.value(), options.budget, set);
  if (error) return *error;
  return finished(std::move(set), descriptor.value(), options, false);
}

bool staysInside(const fs::path& relative) {
  return relative.is_relative() && *relative.lexically_normal().begin() != "..";
}

// Keys of sets are small letters, digits and _; whatever else is in a name makes it a file.
bool looksLikePath(const std::string& text) {
  return !std::all_of(text.begin(), text.end(),
                      [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

std::vector<std::string> bundledDatasets() {
  return {std::begin(kBundled), std::end(kBundled)};
}

std::vector<std::string> datasetSearchPath(const DatasetOptions& options) {
  std::vector<std::string> places = options.dataDirs;
  if (const char* environment = std::getenv("LIGHTLOOM_DATA"); environment && *environment)
    places.push_back(environment);
  places.push_back(datasetsFolder());
  return places;
}

std::vector<DatasetFile> ownDatasetFiles(const std::string& nameOrPath, const DatasetOptions& options) {
  const fs::path relative = nameOrPath.substr(0, nameOrPath.rfind(kHashMark));
  if (!looksLikePath(nameOrPath) || !staysInside(relative)) return {};
  const fs::path path = ownPath(relative.string(), options);
  std::vector<std::string> paths = {path.string(), fs::path(path).replace_extension(".json").string()};
  if (looksLikeIdx(path.string())) {
    const PictureFiles pictures = siblingsOf(path.string());
    paths.insert(paths.end(), {pictures.trainLabels, pictures.testImages, pictures.testLabels});
  }
  std::vector<DatasetFile> out;
  for (const std::string& file : paths)
    if (isFile(file)) out.push_back({(relative.parent_path() / fs::path(file).filename()).string(), file});
  return out;
}

Result<Dataset> loadDataset(const std::string& nameOrPath, const DatasetOptions& options) {
  const std::vector<std::string> bundled = bundledDatasets();
  if (std::find(bundled.begin(), bundled.end(), nameOrPath) != bundled.end())
    return loadBundled(nameOrPath, options);
  if (looksLikePath(nameOrPath)) return loadOwn(nameOrPath, options);
  return Message{
      "dataset.unknown",
      LL_TEXT("error", "There is no data set “%1”. Choose one of: %2; or a file, such as data/own.csv."),
      {nameOrPath, joined(bundled)}};
}

}  // namespace lightloom
