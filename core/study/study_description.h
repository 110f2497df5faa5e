#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"
#include "study/study_points.h"

namespace lightloom::study {

/// One path and what it goes through, as people write it: units stay.
struct VariedPath {
  std::string path;
  std::string from, to;                  ///< of a range
  std::optional<long> count;             ///< of a range: values of a grid
  bool logarithmic = false;              ///< of a range: evenly in the logarithm
  std::vector<std::string> values = {};  ///< instead of a range
  bool operator==(const VariedPath&) const = default;
};

/// Reads "PATH=FROM:TO[:COUNT][:log]" or "PATH=V,V,…" without asking a design about it. Error:
/// "sweep.syntax".
Result<VariedPath> readVariedPath(std::string_view text);

/// The text that reads back to it.
std::string variedText(const VariedPath& varied);

/// What is done at each point.
enum class PointWork {
  Simulate,  ///< the figures of the bench with the network before its training
  Train      ///< the network is trained there to its end
};

/// All that decides which numbers a study gives, as the command line says it, as a file holds it and as the
/// window shows it: a value.
struct StudyDescription {
  std::string design;            ///< file of the design
  std::vector<std::string> set;  ///< PATH=VALUE, in this order, before anything varies
  std::vector<VariedPath> over;
  Sampling sampling = Sampling::Grid;
  std::optional<long> samples;  ///< of Random and Latin
  PointWork work = PointWork::Simulate;
  std::optional<long> epochs;       ///< training.epochs; unset: those of the design
  std::optional<std::string> seed;  ///< training.seed and noise.seed; unset: those of the design
  std::optional<long> seeds;        ///< repetitions of each point
  bool operator==(const StudyDescription&) const = default;
};

/// What is wrong with it whatever the design is: "study.nothing-varies", "study.no-samples",
/// "study.no-sampling", "study.no-training".
std::optional<Message> descriptionProblem(const StudyDescription& description);

/// The study of a design that has the description's `set`, `epochs` and `seed` already. Errors: those of
/// `readStudyAxis`, "study.seeds-twice", "study.too-many".
Result<Study> studyOf(const Design& design, const StudyDescription& description);

}  // namespace lightloom::study
