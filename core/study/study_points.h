#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study/sweep.h"

namespace lightloom::study {

/// How the points of a study are chosen.
enum class Sampling {
  Grid,     ///< all combinations of the values, those of the last axis changing fastest
  Random,   ///< each point by itself: evenly within a range (or its logarithm), any value of a list
  Latin,    ///< a Latin hypercube: each of N equal strips of every axis holds one point
  OneByOne  ///< the design as it is, then each value of each axis, all others as they are
};

/// One thing that varies.
struct StudyAxis {
  SweepAxis listed;  ///< path and, but for a range that is sampled, its values
  /// A range to sample in, in SI units.
  struct Range {
    double from = 0, to = 0;
    bool logarithmic = false;
    bool whole = false;  ///< the design takes whole numbers only
  };
  std::optional<Range> range;
  /// A law that each point draws from by itself, whatever the sampling.
  struct Draw {
    enum class Law {
      Normal,  ///< about `middle` with standard deviation `spread`, cut off at `low` and `high`
      Chance,  ///< the one value that is listed, with probability `spread`; else as it is
      Seed     ///< a seed
    };
    Law law = Law::Normal;
    double middle = 0, spread = 0, low = 0, high = 0;
  };
  std::optional<Draw> draw = {};
};

/// What varies, and how often each point is done.
struct Study {
  std::vector<StudyAxis> axes;
  Sampling sampling = Sampling::Grid;
  std::size_t samples = 0;  ///< of Random and Latin
  std::int64_t seed = 1;    ///< of the choice, and of the first repetition of each point
  int seeds = 1;            ///< repetitions, with training.seed = seed, seed + 1, …

  /// Repetitions of all points.
  std::size_t size() const;
};

/// One repetition of one point: what a line of a study is about.
struct StudyPoint {
  /// Index of the point (and of its repetition, where there are several), and the assignments. In the order
  /// of the study as text, too.
  std::string key;
  /// Of each axis, as `applyAssignment` reads them; empty: as the design has it.
  std::vector<std::string> values;
  std::int64_t seed = 1;
};

/// Reads an axis: "PATH=FROM:TO:COUNT[:log]" or "PATH=V,V,…" of a grid, as `readSweepAxis`; else
/// "PATH=FROM:TO[:log]" or a list. Ends and values must be such that the design takes. Errors: those of
/// `readSweepAxis` and "study.sampled-range".
Result<StudyAxis> readStudyAxis(const Design& design, std::string_view text, Sampling sampling);

/// Errors: "study.too-many" above a million repetitions.
std::optional<Message> studyProblem(const Study& study);

/// A point with these values of the axes, as the study counts it.
StudyPoint pointWith(const Study& study, std::size_t index, std::vector<std::string> values);

/// The points of a study, one by one. Each depends on the study and its index alone, so that it can be
/// computed anywhere and in any order.
class StudyPlan {
 public:
  /// The study must have no `studyProblem`.
  explicit StudyPlan(Study study);

  const Study& study() const { return m_study; }
  std::size_t size() const { return m_study.size(); }
  /// Repetition `index` (0 … size − 1); those of one point follow one another.
  StudyPoint point(std::size_t index) const;

 private:
  double share(std::size_t point, std::size_t axis) const;
  // Of one by one: gives one axis the value of this point.
  void moveOne(std::size_t point, std::vector<std::string>& values) const;

  Study m_study;
  std::vector<std::vector<std::size_t>> m_strips;  ///< of Latin: by axis, where each point lies
};

/// The design at a point. Errors: those of `applyAssignment`.
Result<Design> designAt(const Design& design, const Study& study, const StudyPoint& point);

}  // namespace lightloom::study
