#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/message.h"
#include "files/csv_cell.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::datasets {

/// How a set is stored, as its small JSON file beside it says ({"format": "lightloom-dataset", "version": 1,
/// …}).
struct DatasetDescriptor {
  enum class Form { Csv, Idx, Generated };
  enum class Task { Told, Classification, Regression };  ///< Told = by the look of the target column
  enum class FirstLine { Told, Names, Other, Data };     ///< Other = a line to skip
  /// StandardNormal = the numbers of each row less their mean, over their standard deviation (standard normal
  /// variate): of a spectrum it takes away what light was scattered, R. J. Barnes et al., Appl. Spectrosc. 43
  /// (1989) 772
  enum class RowScale { None, StandardNormal };
  enum class Missing { Refuse, Drop, Class };  ///< Drop = leave such rows out; Class = of labels

  std::string title;
  std::string source, licence, note;  ///< remarks for people; nothing is computed from them
  Form form = Form::Csv;
  std::string file;                                 ///< of a CSV set, relative to the descriptor's folder
  std::string trainImages;                          ///< of an IDX set
  std::string trainLabels, testImages, testLabels;  ///< the test part may be missing
  std::vector<std::string> directories;             ///< where the system keeps the files
  std::string package;                              ///< system package that brings them

  Task task = Task::Told;
  FirstLine firstLine = FirstLine::Told;
  NumberStyle numbers;
  bool numbersSaid = false;  ///< the style is said, plain points included
  Missing missing = Missing::Refuse;
  std::vector<std::string> missingValues{};  ///< texts and numbers that stand for no value (-999)
  char separator = 0;
  std::vector<std::string> targets;  ///< columns, by name or number from 0; empty = the last one
  std::vector<std::string> ignored;  ///< columns that are neither input nor target
  std::string targetUnit;            ///< of a regression ("%")
  std::vector<std::string> classes;  ///< names in the order of the labels
  std::string positive;              ///< the one of two classes that is looked for; empty = neither

  std::string splitColumn;                    ///< a column that decides the split; empty = seeded split
  std::pair<double, double> testRange{0, 0};  ///< rows whose split column lies in it are the test part

  RowScale rowScale = RowScale::None;  ///< of the inputs of each sample, before any other scale
  double fullScale = 0;                ///< inputs = value / fullScale; 0 = per column over the training part
  int imageWidth = 0, imageHeight = 0;

  Subject subject = Subject::Numbers;
  std::vector<std::string> inputNames;  ///< in the order of the inputs; empty = those of the first line
  InputAxis axis;                       ///< of a spectrum

  bool operator==(const DatasetDescriptor&) const = default;
};

/// The keys that are said, quoted and separated by commas, for notes on those without effect; empty where
/// none is.
std::string saidKeys(std::initializer_list<std::pair<const char*, bool>> keys);

/// Reads a descriptor. Errors: those of JSON; "dataset.bad-descriptor" and "dataset.unknown-key" with the
/// line, the field and what is possible.
Result<DatasetDescriptor> readDatasetDescriptor(std::string_view text, const std::string& source);

/// The descriptor as JSON text that reads back to the same one: what is said, and nothing else.
std::string writeDatasetDescriptor(const DatasetDescriptor& descriptor);

}  // namespace lightloom::datasets
