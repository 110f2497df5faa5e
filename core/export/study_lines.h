#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "rooms.h"
#include "study/study_description.h"

namespace lightloom::exports {

/// What all lines of a study have in common.
struct StudyHead {
  std::string kernelLibrary;  ///< that computed it
  std::string designHash;     ///< of the design that varies
  PointWork work = PointWork::Simulate;
  bool operator==(const StudyHead&) const = default;
};

/// A value that varies, as a number where it is one without a unit: a seed of 64 bits keeps all its digits.
void writeVariedValue(JsonWriter& json, const std::string& text);

/// A repetition of a point as a line of JSON, without an end: key, library, design (its hash), work
/// (simulate, test, train), seed, values{PATH}, figures{NAME} in SI units (null: not known) and problem
/// (null, or the id of what is wrong).
std::string studyLine(const StudyHead& head, const Study& study, const StudyPoint& point,
                      const PointFigures& figures);

/// "study.another-study": a file does not hold the beginning of this one.
Message anotherStudy(const std::string& file);

/// Whether what a file holds is the beginning of this study, point for point, so that it can go on behind it:
/// `lines`, and `rest`, what a kill left of the line after them. `indices`: the points that it would compute.
/// Errors: "study.another-study", "study.another-library", "study.bad-line".
std::optional<Message> resumeProblem(const std::string& file, const std::vector<std::string>& lines,
                                     const std::string& rest, const StudyHead& head, const StudyPlan& plan,
                                     const std::vector<std::size_t>& indices);

/// A line of a study, as it was read.
struct StudyRow {
  std::string key, text;
  std::vector<std::pair<std::string, std::string>> values;             ///< path and value
  std::vector<std::pair<std::string, std::optional<double>>> figures;  ///< nothing: not known
  std::string problem;                                                 ///< id; empty: none
  /// The figure of this name, where it is known.
  std::optional<double> figure(std::string_view name) const;
};

/// The lines of all shards of a study, in its order, each once.
class StudyTable {
 public:
  /// Adds the text of a file. `anyLibrary`: kernels of several libraries may have computed it. Errors:
  /// "study.bad-line", "study.mixed-libraries", "study.mixed-designs", "study.contradiction" (one key, two
  /// results).
  std::optional<Message> add(const std::string& file, std::string_view text, bool anyLibrary);

  std::size_t size() const { return m_lines.size(); }
  /// Whether its lines have this in common.
  bool isOf(const StudyHead& head) const { return m_head == head; }
  /// All lines, in the order of the study.
  std::vector<StudyRow> rows() const;
  /// All lines, each with its end.
  std::string lines() const;
  /// Comma-separated values: a row for each point, with the values that vary, how many repetitions have
  /// figures, the mean of every figure, where there are several repetitions its standard deviation (NAME_sd),
  /// and the problems.
  std::string csv() const;

 private:
  static Result<StudyRow> read(const std::string& text, const std::string& where, StudyHead& head);

  std::optional<StudyHead> m_head;
  std::map<std::string, StudyRow> m_lines;      ///< by key
  std::map<std::string, std::string> m_points;  ///< by their index: the point, so that studies do not mix
};

}  // namespace lightloom::exports
