#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"
#include "rooms.h"

namespace lightloom::report {

/// A number of a publication, and what of a bench after it stands beside: the part of the bench that is meant
/// to give it, and the same of the whole bench. Numbers are SI.
struct PublishedNumber {
  std::string_view title;                ///< LL_TEXT(…)
  Unit unit = Unit::None;                ///< in which it is shown
  std::optional<double> published = {};  ///< none: the publication says it in words
  std::string_view source;               ///< citation of the number
  /// Keys of the values of the synapses that are chosen so that the part gives it, with blanks between; empty
  /// where nothing is.
  std::string_view chosen = {};
  std::string_view partTitle = {};  ///< LL_TEXT(…): the part; empty where there is only the whole
  std::optional<double> (*part)(const Bench&, const Report&) = nullptr;
  std::string_view wholeTitle = {};  ///< LL_TEXT(…): what of the whole bench
  std::optional<double> (*whole)(const Bench&, const Report&) = nullptr;
};

/// A publication whose numbers a bench can be held against: `publication.after` of its design.
struct Publication {
  std::string_view key;       ///< enumerator of the setting
  std::string_view title;     ///< LL_TEXT(…)
  std::string_view citation;  ///< plain text
  std::string_view example;   ///< file name of the bench after it
  std::span<const PublishedNumber> numbers;
};

/// All of them, in the order of the setting.
std::span<const Publication> publications();
/// That of a design, or null: `publication.after` is none.
const Publication* publicationOf(const Design& design);

/// A value that was chosen, as it stands in the design.
struct ChosenValue {
  std::string path;   ///< "vcsel_array2.power"
  std::string value;  ///< "100 µW"
};

/// One published number beside what this bench gives; a value that the bench has not (a network that does not
/// run, an array that does not lock) is none.
struct NumberBeside {
  const PublishedNumber* number = nullptr;
  std::vector<ChosenValue> chosen;
  std::optional<double> part, whole;
};

/// The numbers of the publication of a design beside those of its bench; none where it is after no
/// publication. `report` belongs to `bench`.
std::vector<NumberBeside> besidePublication(const Bench& bench, const Report& report);

}  // namespace lightloom::report
