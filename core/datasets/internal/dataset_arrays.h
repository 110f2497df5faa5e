#pragma once

#include <optional>
#include <string>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "files/load_budget.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::datasets {

/// Paths of the NPY files of a set; what there is not is empty.
struct ArrayFiles {
  std::string inputs, answers, testInputs, testAnswers;
};

/// Whether a file is a NumPy array, told by its first bytes.
bool looksLikeArray(const std::string& path);

/// The files that belong to an array of inputs, by usual names: x and y, images, features, data or inputs and
/// labels or targets; train and test.
ArrayFiles arraySiblings(const std::string& inputs);

/// Reads arrays into an empty set: the first index counts samples, the others are inputs; three indices, or
/// four of which the last one counts to 1, are pictures. Answers are an array of their own, one for each
/// sample, else the last column (or the one that the descriptor calls target by its number; those it ignores
/// are left out). They are classes where the descriptor says so, or where they are whole numbers of few
/// different values that repeat, unless `quantities`. Errors: those of `readNpyArray`, "dataset.no-answers",
/// "dataset.counts-differ", "dataset.no-column", "dataset.not-finite", "dataset.different-sizes",
/// "dataset.one-class", "dataset.too-many-classes", "dataset.classes-differ", "dataset.too-small".
std::optional<Message> readArrays(const ArrayFiles& files, const DatasetDescriptor& descriptor,
                                  bool quantities, const LoadBudget& budget, Dataset& out);

}  // namespace lightloom::datasets
