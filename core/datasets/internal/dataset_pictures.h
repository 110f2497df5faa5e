#pragma once

#include <optional>
#include <string>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "files/load_budget.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::datasets {

/// Paths of the IDX files of a set of pictures.
struct PictureFiles {
  std::string trainImages, trainLabels, testImages, testLabels;
  bool hasTest() const { return !testImages.empty(); }
};

/// The files that belong to one file of pictures, by the names that MNIST made usual.
PictureFiles pictureSiblings(const std::string& images);

/// Whether a file is one of pictures, told by its content; one that is nothing known, by its name.
bool looksLikePictures(const std::string& path, const LoadBudget& budget);

/// Reads pictures and labels into an empty set; train and test part as they are in files of their own.
/// Errors: those of reading IDX files, "dataset.different-sizes", "dataset.one-class".
std::optional<Message> readPictures(const PictureFiles& files, const DatasetDescriptor& descriptor,
                                    const LoadBudget& budget, Dataset& out);

}  // namespace lightloom::datasets
