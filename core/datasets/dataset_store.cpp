#include "datasets/dataset_store.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "datasets/dataset_descriptor.h"
#include "datasets/dataset_table.h"
#include "datasets/internal/dataset_arrays.h"
#include "datasets/internal/dataset_generators.h"
#include "datasets/internal/dataset_pictures.h"
#include "datasets/internal/dataset_scale.h"
#include "datasets/internal/idx.h"
#include "files/file_reader.h"
#include "files/program_files.h"
#include "files/safe_writer.h"

namespace lightloom::datasets {
namespace {

namespace fs = std::filesystem;
using Descriptor = DatasetDescriptor;

constexpr std::string_view kHashMark = "#sha256=";
constexpr const char* kBundled[] = {"mnist",   "fashion_mnist", "digits8x8",   "iris",
                                    "wine",    "breast_cancer", "meats_nir",   "meats_nir_snv",
                                    "vowel",   "spoken_digits", "tic_tac_toe", "tic_tac_toe_moves",
                                    "spirals", "xor",           "parity"};

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
        LL_TEXT("The data set “%1” is not shipped with Lightloom and was not found. Install the package %2 "
                "(apt install %2), or put its files into one of: %3."),
        {descriptor.title, descriptor.package, joined(places)}};
  return {
      "dataset.not-found",
      LL_TEXT("The data file “%1” was not found. Put it into one of: %2; or name its folder with --data."),
      {file, joined(places)}};
}

Result<Dataset> finished(Dataset set, const Descriptor& descriptor, const DatasetOptions& options) {
  return finishDataset(std::move(set), descriptor, options.testFraction, options.splitSeed);
}

Descriptor generated() {
  Descriptor out;
  out.form = Descriptor::Form::Generated;
  return out;
}

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

struct BundledFiles {
  std::string table;
  PictureFiles pictures;
};

std::optional<Message> locateBundled(const Descriptor& descriptor, const DatasetOptions& options,
                                     BundledFiles& out) {
  if (descriptor.form == Descriptor::Form::Generated) return std::nullopt;
  if (descriptor.form == Descriptor::Form::Csv)
    return locateAll(descriptor, options, {{&descriptor.file, &out.table}});
  return locateAll(descriptor, options,
                   {{&descriptor.trainImages, &out.pictures.trainImages},
                    {&descriptor.trainLabels, &out.pictures.trainLabels},
                    {&descriptor.testImages, &out.pictures.testImages},
                    {&descriptor.testLabels, &out.pictures.testLabels}});
}

std::optional<Message> readBundledFiles(const Descriptor& descriptor, const DatasetOptions& options,
                                        Dataset& out) {
  BundledFiles files;
  if (auto error = locateBundled(descriptor, options, files)) return error;
  if (descriptor.form == Descriptor::Form::Csv)
    return readTable(files.table, descriptor, false, options.budget, out);
  return readPictures(files.pictures, descriptor, options.budget, out);
}

Result<Dataset> loadBundled(const std::string& name, const DatasetOptions& options) {
  if (std::optional<Dataset> set = generatedDataset(name, options.splitSeed))
    return finished(std::move(*set), generated(), options);
  const Result<Descriptor> descriptor = descriptorOf(name, options);
  if (!descriptor) return descriptor.error();
  Dataset set;
  set.name = name;
  if (auto error = readBundledFiles(descriptor.value(), options, set)) return *error;
  set.notes.clear();
  return finished(std::move(set), descriptor.value(), options);
}

// A design from elsewhere must not make the program read any file of the person who opens it.
bool mayRead(const fs::path& file, const DatasetOptions& options) {
  if (options.anywhere || liesInside(file.string(), options.baseDir)) return true;
  return std::any_of(options.dataDirs.begin(), options.dataDirs.end(),
                     [&](const std::string& folder) { return liesInside(file.string(), folder); });
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
      LL_TEXT("“%1” is not the file that the design was made with: its content has changed. Restore it, "
              "or choose the data set again."),
      {path}};
}

// A file of one's own is where it is: what says where the program's own sets lie is not listened to.
void notePlaces(const Descriptor& said, Dataset& out) {
  const std::string idle = saidKeys({{"file", !said.file.empty()},
                                     {"train_images", !said.trainImages.empty()},
                                     {"train_labels", !said.trainLabels.empty()},
                                     {"test_images", !said.testImages.empty()},
                                     {"test_labels", !said.testLabels.empty()},
                                     {"directories", !said.directories.empty()},
                                     {"package", !said.package.empty()}});
  if (!idle.empty())
    out.notes.push_back(
        {"dataset.no-effect",
         LL_TEXT("%1: %3 in %2 has no effect, since the data is the file itself. Take it out, or "
                 "choose another file as the data set."),
         {out.name, sidecarName(out.name), idle}});
}

Result<Descriptor> saidOf(const std::string& path, const DatasetOptions& options) {
  return options.descriptor ? Result<Descriptor>(*options.descriptor) : descriptorBeside(path);
}

// Shades of pictures have one scale, from black to the brightest.
Result<Dataset> loadArrays(const std::string& path, Descriptor said, const DatasetOptions& options,
                           Dataset set) {
  if (auto error = readArrays(arraySiblings(path), said, options.quantities, options.budget, set))
    return *error;
  notePlaces(said, set);
  const bool isOpen = said.fullScale == 0 && said.rowScale == Descriptor::RowScale::None;
  if (isOpen && set.imageWidth > 0 && !set.values.empty()) {
    const auto [low, high] = std::minmax_element(set.values.begin(), set.values.end());
    if (*low >= 0 && *high > 0) said.fullScale = *high;
  }
  return finished(std::move(set), said, options);
}

Result<Dataset> loadOwn(const std::string& reference, const DatasetOptions& options) {
  const std::size_t mark = reference.rfind(kHashMark);
  const std::string hash =
      mark == std::string::npos ? std::string() : reference.substr(mark + kHashMark.size());
  const fs::path path = ownPath(reference.substr(0, mark), options);
  std::error_code unknown;
  const bool exists = fs::exists(path, unknown);
  // Nothing outside is even opened: to open a device or a pipe may do something.
  if (exists && !mayRead(path, options))
    return Message{
        "dataset.outside-folder",
        LL_TEXT("The design asks for “%1”, which lies outside its folder, so it was not read. Move the "
                "file beside the design, or name its folder with --data."),
        {path.string()}};
  if (!isFile(path)) {
    // A folder or a pipe says itself what it is.
    if (exists)
      if (const Result<std::string> read = readFile(path.string()); !read) return read.error();
    std::vector<std::string> places = {options.baseDir.empty() ? "." : options.baseDir};
    places.insert(places.end(), options.dataDirs.begin(), options.dataDirs.end());
    return notFound(reference.substr(0, mark), Descriptor(), places);
  }
  if (auto problem = hashProblem(path.string(), hash, options.budget)) return *problem;
  const Result<Descriptor> descriptor = saidOf(path.string(), options);
  if (!descriptor) return descriptor.error();
  Dataset set;
  set.name = path.filename().string();
  if (looksLikeArray(path.string()))
    return loadArrays(path.string(), descriptor.value(), options, std::move(set));
  const auto error =
      looksLikePictures(path.string(), options.budget)
          ? readPictures(pictureSiblings(path.string()), descriptor.value(), options.budget, set)
          : readTable(path.string(), descriptor.value(), options.quantities, options.budget, set);
  if (error) return *error;
  notePlaces(descriptor.value(), set);
  return finished(std::move(set), descriptor.value(), options);
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

DatasetOptions datasetOptions(const Design& design) {
  DatasetOptions options;
  options.testFraction = settingReal(design, "training.test_fraction");
  options.splitSeed = static_cast<std::uint64_t>(settingInteger(design, "training.seed"));
  options.quantities = settingText(design, "training.loss") == "mean_square";
  return options;
}

std::vector<std::string> bundledDatasets() {
  return {std::begin(kBundled), std::end(kBundled)};
}

std::optional<Message> bundledDatasetProblem(const std::string& name, const DatasetOptions& options) {
  const Result<Descriptor> descriptor = descriptorOf(name, options);
  if (!descriptor) return descriptor.error();
  BundledFiles files;
  return locateBundled(descriptor.value(), options, files);
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
  if (looksLikePictures(path.string(), options.budget)) {
    const PictureFiles pictures = pictureSiblings(path.string());
    paths.insert(paths.end(), {pictures.trainLabels, pictures.testImages, pictures.testLabels});
  }
  if (looksLikeArray(path.string())) {
    const ArrayFiles arrays = arraySiblings(path.string());
    paths.insert(paths.end(), {arrays.answers, arrays.testInputs, arrays.testAnswers});
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
  std::error_code error;
  if (fs::exists(fs::path(options.baseDir) / nameOrPath, error))
    return Message{
        "dataset.unknown",
        LL_TEXT("There is no data set “%1”. Choose one of: %2; or, if the file of that name beside "
                "the design is meant, ./%1."),
        {nameOrPath, joined(bundled)}};
  return Message{"dataset.unknown",
                 LL_TEXT("There is no data set “%1”. Choose one of: %2; or a file, such as data/own.csv."),
                 {nameOrPath, joined(bundled)}};
}

}  // namespace lightloom::datasets
