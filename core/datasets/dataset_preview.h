#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "datasets/dataset_store.h"
#include "files/csv.h"
#include "rooms.h"

namespace lightloom::datasets {

/// What the cells of a column hold, those without a value left out.
enum class ColumnContent { Empty, Whole, Number, Text, Mixed };

/// What a column of a table is for.
enum class ColumnRole { Input, Target, Split, LeftOut };

struct ColumnPreview {
  std::string name;  ///< its heading; empty without one
  std::string key;  ///< as a descriptor calls it: its name, or its number from 0 where that is not its own or
                    ///< too long
  ColumnContent content = ColumnContent::Empty;
  std::size_t missing = 0;    ///< cells without a value
  std::size_t different = 0;  ///< values that differ, counted up to `kMostDifferent`
  ColumnRole role = ColumnRole::Input;
};

inline constexpr std::size_t kMostDifferent = 1000;

/// A table as it is read, whether a network can be trained on it or not.
struct TablePreview {
  char separator = ',';
  bool decimalComma = false;
  bool names = false;    ///< the first line holds the names of the columns
  bool classes = false;  ///< the target is a class, not a quantity
  std::size_t rows = 0;  ///< below the names
  std::vector<ColumnPreview> columns;
  std::vector<std::vector<std::string>> first;  ///< cells of the first rows below the names
};

struct ClassPreview {
  std::string name;
  std::size_t samples = 0;
};

/// A file of one's own, looked at before a design uses it.
struct DatasetPreview {
  /// What is said of it: by the options, else by the file beside it, else what was guessed from its numbers.
  DatasetDescriptor descriptor;
  bool described = false;  ///< there is such a file
  std::optional<TablePreview> table;
  bool array = false;                  ///< NPY
  std::size_t training = 0, test = 0;  ///< samples of the two parts; 0 where there is a problem
  int features = 0;
  int imageWidth = 0, imageHeight = 0;
  std::vector<ClassPreview> classes;
  std::vector<std::string> quantities;       ///< names of the targets of a regression
  std::vector<std::vector<float>> pictures;  ///< inputs of up to sixteen samples from all over the set
  std::vector<Message> notes;                ///< what was told by the look of the file
  std::optional<Message> problem;            ///< why no network can be trained on it as it is
};

/// Looks at a file of one's own wherever it lies, as `loadDataset` would read it with these options, and
/// says what can be said of it in any case. Errors are in `problem`: those of `loadDataset`.
DatasetPreview previewDataset(const std::string& path, const DatasetOptions& options = {});

/// The descriptor of what a preview shows: what was told by the look of a table is said outright, so that
/// it is read the same way for ever.
DatasetDescriptor saidOutright(const DatasetPreview& preview);

/// Whether commas are decimal ones by the look of all cells: some cell proves that, and none the contrary.
bool looksLikeDecimalComma(const CsvTable& table);

}  // namespace lightloom::datasets
