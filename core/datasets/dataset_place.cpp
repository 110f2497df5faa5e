#include "datasets/dataset_place.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "datasets/dataset_store.h"
#include "datasets/dataset_table.h"
#include "datasets/internal/dataset_arrays.h"
#include "datasets/internal/dataset_pictures.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"

namespace lightloom::datasets {
namespace {

namespace fs = std::filesystem;

constexpr int kMostFolders = 1000;

/// A file to be written.
struct Copy {
  std::string name, bytes;
};

// The descriptor counts as one of them: whatever stands beside the data now, this is what is to be said.
Result<std::vector<Copy>> copiesOf(const DatasetPlacing& placing) {
  const fs::path path = placing.path;
  DatasetOptions options;
  options.baseDir = path.parent_path().string();
  options.budget = placing.budget;
  const std::string descriptorName = fs::path(path.filename()).replace_extension(".json").string();
  std::vector<Copy> out;
  const std::vector<DatasetFile> files = ownDatasetFiles("./" + path.filename().string(), options);
  if (files.empty())
    if (const Result<std::string> bytes = readFile(placing.path, placing.budget); !bytes)
      return bytes.error();
  for (const DatasetFile& file : files) {
    const std::string name = fileName(file.path);
    if (name == descriptorName && name != path.filename()) continue;
    Result<std::string> bytes = readFile(file.path, placing.budget);
    if (!bytes) return bytes.error();
    out.push_back({name, std::move(bytes).value()});
  }
  if (!(placing.descriptor == DatasetDescriptor()))
    out.push_back({descriptorName, writeDatasetDescriptor(placing.descriptor)});
  return out;
}

// Whether a file that is another's would be read as part of the data: its descriptor, or its answers and its
// test part by their usual names.
bool meetsStrangers(const fs::path& folder, const DatasetPlacing& placing, const std::vector<Copy>& copies) {
  const std::string path = (folder / fs::path(placing.path).filename()).string();
  std::vector<std::string> others = {fs::path(path).replace_extension(".json").string()};
  if (looksLikeArray(placing.path)) {
    const ArrayFiles files = arraySiblings(path);
    others.insert(others.end(), {files.answers, files.testInputs, files.testAnswers});
  } else if (looksLikePictures(placing.path, placing.budget)) {
    const PictureFiles files = pictureSiblings(path);
    others.insert(others.end(), {files.trainLabels, files.testImages, files.testLabels});
  }
  return std::any_of(others.begin(), others.end(), [&](const std::string& other) {
    std::error_code error;
    const auto isOther = [&](const Copy& copy) { return copy.name == fileName(other); };
    return fs::is_regular_file(other, error) && std::none_of(copies.begin(), copies.end(), isOther);
  });
}

bool mayLieIn(const fs::path& folder, const DatasetPlacing& placing, const std::vector<Copy>& copies) {
  if (meetsStrangers(folder, placing, copies)) return false;
  return std::all_of(copies.begin(), copies.end(), [&](const Copy& copy) {
    std::error_code error;
    if (!fs::exists(folder / copy.name, error)) return true;
    const Result<std::string> there = readFile((folder / copy.name).string(), placing.budget);
    return there && there.value() == copy.bytes;
  });
}

// The first folder in which nothing is in their way.
std::optional<fs::path> freeFolder(const DatasetPlacing& placing, const std::vector<Copy>& copies) {
  const fs::path folder = placing.folder;
  for (int i = 0; i < kMostFolders; ++i) {
    const fs::path place = i == 0 ? folder : folder / (i == 1 ? "data" : "data-" + std::to_string(i));
    if (mayLieIn(place, placing, copies)) return place;
  }
  return std::nullopt;
}

Message noFolder(const std::string& folder) {
  return {"dataset.no-folder",
          LL_TEXT("The data cannot be copied beside the design, to “%1”. Save the design to a folder of "
                  "yours, or link the data."),
          {folder}};
}

Result<PlacedDataset> copied(const DatasetPlacing& placing) {
  const Result<std::vector<Copy>> copies = copiesOf(placing);
  if (!copies) return copies.error();
  const std::optional<fs::path> place = freeFolder(placing, copies.value());
  if (!place) return noFolder(placing.folder);
  std::error_code error;
  if (*place != fs::path(placing.folder)) fs::create_directory(*place, error);
  if (!fs::is_directory(*place, error)) return noFolder(place->string());
  PlacedDataset out;
  out.copied = true;
  out.path = (*place / fs::path(placing.path).filename()).string();
  for (const Copy& copy : copies.value()) {
    const std::string to = (*place / copy.name).string();
    if (fs::exists(to, error)) continue;
    const Result<SavedFile> saved = saveFile(to, copy.bytes);
    if (!saved) return saved.error();
    out.written.push_back(to);
  }
  out.reference = datasetReference(out.path, placing.folder);
  return out;
}

Result<PlacedDataset> kept(const DatasetPlacing& placing) {
  PlacedDataset out;
  out.path = placing.path;
  out.reference = datasetReference(placing.path, placing.folder);
  const Result<DatasetDescriptor> there = descriptorBeside(placing.path);
  if (!there) return there.error();
  if (there.value() == placing.descriptor) return out;
  const std::string beside = fs::path(placing.path).replace_extension(".json").string();
  const Result<SavedFile> saved = saveFile(beside, writeDatasetDescriptor(placing.descriptor));
  if (!saved) return saved.error();
  out.written.push_back(beside);
  return out;
}

// Names of bundled sets have small letters, digits and _ alone.
bool couldBeBundled(const std::string& name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

std::string datasetReference(const std::string& path, const std::string& folder) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error).lexically_normal();
  if (folder.empty()) return whole.string();
  const fs::path base = fs::absolute(folder, error).lexically_normal();
  const fs::path relative = whole.lexically_relative(base);
  const bool together = std::next(base.begin()) != base.end() && std::next(whole.begin()) != whole.end() &&
                        *std::next(base.begin()) == *std::next(whole.begin());
  if (relative.empty() || (!together && *relative.begin() == "..")) return whole.string();
  const std::string out = relative.string();
  return couldBeBundled(out) ? "./" + out : out;
}

Result<PlacedDataset> placeDataset(const DatasetPlacing& placing) {
  if (!placing.copy) return kept(placing);
  if (placing.folder.empty()) return noFolder(placing.folder);
  if (liesInside(placing.path, placing.folder)) return kept(placing);
  return copied(placing);
}

}  // namespace lightloom::datasets
