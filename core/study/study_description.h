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

/// What is asked.
enum class StudyKind {
  Sweep,        ///< the figures of every point
  Sensitivity,  ///< what each value does that is off: `sensitivityStudy`
  Tolerance,    ///< how far each may be off: `errorBudget`
  Yield,        ///< how many benches are good enough: `yieldStudy`
  Search        ///< which values are best: `searchDesigns`
};
std::string_view studyKindKey(StudyKind kind);  ///< "sweep", "sensitivity", "tolerance", "yield", "search"

/// What is done at each point.
enum class PointWork {
  Simulate,  ///< the figures of the bench with the network before its training
  Test,      ///< the network, trained once on the design that varies, is tested there: `TestedNetwork`
  Train      ///< the network is trained there to its end
};
std::string_view pointWorkKey(PointWork work);  ///< "simulate", "test", "train"
std::optional<PointWork> pointWorkOf(std::string_view key);

/// All that decides which numbers a study gives, as the command line says it, as a file holds it and as the
/// window shows it: a value.
struct StudyDescription {
  StudyKind kind = StudyKind::Sweep;
  std::string design;            ///< file of the design
  std::vector<std::string> set;  ///< PATH=VALUE, in this order, before anything varies
  std::vector<VariedPath> over;  ///< of a sweep or search
  Sampling sampling = Sampling::Grid;
  std::optional<long> samples;  ///< points that are drawn, benches of a yield, points that a search looks at
  std::optional<PointWork> work;       ///< unset: a sweep simulates, all others test
  std::optional<long> epochs;          ///< training.epochs; unset: those of the design
  std::optional<std::string> seed;     ///< training.seed and noise.seed; unset: those of the design
  std::optional<long> seeds;           ///< repetitions of each point of a sweep
  std::optional<double> off;           ///< of sensitivity, see `sensitivityStudy`; unset: 0.01
  std::optional<double> cost;          ///< of tolerances: share of the accuracy that may go; unset: 0.01
  std::vector<std::string> errors;     ///< NAME=VALUE of a yield, see `readBenchErrors`
  std::optional<double> atLeast;       ///< accuracy of a bench that is good enough; unset: the mean
  std::string objective;               ///< of a search, see `readSearchGoal`
  std::vector<std::string> subjectTo;  ///< likewise, see `readSearchLimit`
  bool operator==(const StudyDescription&) const = default;
};

PointWork workOf(const StudyDescription& description);

/// What is wrong with it whatever the design is: "study.not-for-kind", "study.nothing-varies",
/// "study.no-samples", "study.no-sampling", "study.no-objective", "study.no-training", "study.seeds-of-test",
/// "study.bad-share",
/// those of `readBenchErrors`, `readSearchGoal` and `readSearchLimit`.
std::optional<Message> descriptionProblem(const StudyDescription& description);

/// A study, and the design that it is made on.
struct PlannedStudy {
  Design design;
  Study study;
};

/// The points of a design that has the description's `set`, `epochs` and `seed` already; of a search its
/// axes, of tolerances none. Errors: those of `readStudyAxis`, "study.seeds-twice", "study.too-many".
Result<PlannedStudy> planStudy(const Design& design, const StudyDescription& description);

}  // namespace lightloom::study
