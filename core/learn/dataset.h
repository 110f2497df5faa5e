#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::learn {

/// What a sample is of, for those who show it or ask about one of their own; nothing computes with it.
enum class Subject : std::uint8_t {
  Numbers,   ///< columns of a table; a picture where it has a width and a height
  Spectrum,  ///< one curve, its points evenly spaced along an axis
  Word,      ///< a spoken word, as `speechFeatures` hears it
  Board      ///< of tic-tac-toe: 9 inputs, x = 1, empty = ½, o = 0; or the 18 of `boardInputs`
};

/// The axis along which the inputs of a spectrum stand: the first and the last of them, in `unit`.
struct InputAxis {
  double from = 0, to = 0;  ///< both 0: none is said
  std::string unit;

  bool operator==(const InputAxis&) const = default;
};

/// Samples with their answers, a plain value. Inputs are 0 … 1 for the network: pixels are kept as bytes
/// (MNIST in 55 MB) and scaled on the way out, tables are stored scaled, per column over the training part.
struct Dataset {
  std::string name;                 ///< for people; nothing is computed from it
  int features = 0;                 ///< numbers per sample
  std::vector<std::uint8_t> bytes;  ///< features × count, sample by sample; empty where `values` is used
  std::vector<float> values;        ///< the same as float, already 0 … 1; empty where `bytes` is used
  float byteScale = 1.0f / 255.0f;  ///< input = byteScale · byte
  /// Tables: input = (own number − offset) / scale, clipped to 0 … 1, or 0 where the scale is (a column of
  /// one value); one per feature, or empty where the inputs have no other unit (pictures, generated sets).
  std::vector<double> inputOffset, inputScale;

  std::vector<std::uint16_t> labels;  ///< class of each sample; empty for regression
  /// Where several answers are right: of each sample the classes (bit 0 is class 0) that count as right, its
  /// own among them; empty where only that one does. Training goes for the sample's own class.
  std::vector<std::uint32_t> alsoRight;
  int classes = 0;                      ///< 0 for regression
  std::vector<std::string> classNames;  ///< `classes` of them, or empty
  int positive = -1;  ///< the one of two classes that is looked for, such as a disease; −1: neither is

  std::vector<float> targets;  ///< regression: targetCount × count, sample by sample, scaled to 0 … 1
  int targetCount = 0;         ///< 0 for classification
  std::vector<std::string> targetNames;  ///< `targetCount` of them, or empty
  std::vector<double> targetOffset;      ///< own unit = offset + scale · target, one per target, or empty
  std::vector<double> targetScale;       ///< see `targetOffset`

  std::vector<std::uint32_t> train;  ///< indices of the training part
  std::vector<std::uint32_t> test;   ///< indices of the test part; disjoint

  Subject subject = Subject::Numbers;
  std::vector<std::string> inputNames;  ///< `features` of them, or empty
  InputAxis axis;                       ///< of a spectrum

  /// Pictures: width and height of a sample in pixels (width · height = features), 0 for tables.
  int imageWidth = 0;
  int imageHeight = 0;

  /// Remarks of the reader on what it decided by the look of a file, for the person who chose it; nothing
  /// computes with them.
  std::vector<Message> notes;

  std::size_t count() const;  ///< samples, of both parts
  /// Neurons of the last layer: one per class, or one per target.
  int outputs() const { return classes > 0 ? classes : targetCount; }
};

/// Whether `answer`, a class, is a right one for the sample.
inline bool isRight(const Dataset& dataset, std::size_t sample, std::size_t answer) {
  return dataset.labels[sample] == answer ||
         (!dataset.alsoRight.empty() && answer < 32 && (dataset.alsoRight[sample] >> answer & 1) != 0);
}

/// The first fault of the data set: sizes that do not fit, labels out of range, an empty part. Nothing if it
/// is sound.
std::optional<Message> datasetProblem(const Dataset& dataset);

/// Splits the samples into training and test parts, each class (or the whole, for regression) in the same
/// proportion, keyed by the seed. 0 < testFraction < 1; every class keeps at least one training sample.
void splitDataset(Dataset& dataset, double testFraction, std::uint64_t seed);

/// 64-bit hash over inputs, answers and split as the training sees them; the name is not in it.
std::uint64_t datasetHash(const Dataset& dataset);

/// Writes the inputs of the samples `index[0 … count)` as columns of `out`, each `features` long and `stride`
/// apart.
void gatherInputs(const Dataset& dataset, const std::uint32_t* index, int count, float* out, int stride);

}  // namespace lightloom::learn
