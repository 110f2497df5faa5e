#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "base/units.h"
#include "design/design.h"
#include "learn/dataset.h"
#include "report/publication.h"
#include "rooms.h"

namespace lightloom::validation {

/// A publication (or a page of the model) whose numbers are reproduced.
struct ValidationGroup {
  std::string_view id;      ///< stable: "chen_2023", "locking" …
  std::string_view title;   ///< LL_TEXT(…)
  std::string_view source;  ///< citation of the group, plain text
};

/// The bound that a value has to keep.
enum class Bound {
  Within,  ///< |value − expected| ≤ tolerance
  AtMost,  ///< value ≤ expected
  AtLeast  ///< value ≥ expected
};

/// What a row is good for.
enum class RowKind {
  Check,        ///< its value and its expectation have nothing in common but nature: it passes or fails
  Illustration  ///< they have, `note` says what: shown side by side, and neither passes nor fails
};

enum class Verdict { Pass, Fail, NotRun, DoesNotApply, Illustration };
std::string_view verdictKey(
    Verdict verdict);                    ///< "pass", "fail", "not_run", "does_not_apply", "illustration"
std::string_view boundKey(Bound bound);  ///< "within", "at_most", "at_least"

class ValidationContext;

/// One published number and how the program computes it. Numbers are SI.
///
/// A check holds a number of the program against one that shares neither code nor draws with it: another
/// program's, a published one, a closed line against an integration or the other way round. Its tolerance
/// follows from what is known about the two, and `toleranceFrom` or `standardErrors` say what.
struct ValidationRow {
  std::string_view id;     ///< stable; "V11", or "V11.low" where one id has several numbers
  std::string_view group;  ///< id of its group
  std::string_view title;  ///< LL_TEXT(…)
  RowKind kind = RowKind::Check;
  Unit unit = Unit::None;  ///< in which it is shown
  double expected = 0;
  double tolerance = 0;                 ///< of Bound::Within
  double standardErrors = 0;            ///< of draws: how many standard errors the tolerance is; 0 = no draws
  std::string_view toleranceFrom = {};  ///< LL_TEXT(…): why the tolerance or bound is as wide as it is
  std::string_view failsWhen = {};      ///< LL_TEXT(…): what would make a check fail, a sentence
  Bound bound = Bound::Within;
  std::string_view source;        ///< citation of the number
  std::string_view note = {};     ///< LL_TEXT(…): what is right where the source is not, what an
                                  ///< illustration shares, or why the row does not apply
  std::string_view example = {};  ///< file name of the bench that it belongs to, empty where it has none
  bool isLong = false;            ///< trains: minutes rather than milliseconds
  /// The value; an error says why it could not be computed. Null: the row does not apply, `note` says why.
  Result<double> (*compute)(ValidationContext& context) = nullptr;
};

/// The outcome of a row.
struct ValidationResult {
  const ValidationRow* row = nullptr;  ///< of `validationRows`
  Verdict verdict = Verdict::NotRun;
  std::optional<double> value;    ///< where it was computed
  std::optional<Message> reason;  ///< of NotRun, and of Fail and Illustration without a value
};

/// Groups in the order in which they are shown, and all rows, group by group.
std::span<const ValidationGroup> validationGroups();
const std::vector<ValidationRow>& validationRows();

/// Whether a value is what the row, a check, expects. Not finite never is.
bool holds(const ValidationRow& row, double value);

/// Sources of the files that the rows need.
struct ValidationInputs {
  std::function<Result<Design>(const std::string& example)> bench;  ///< a bundled example by file name
  std::function<Result<std::shared_ptr<const Dataset>>()>
      handwrittenDigits;  ///< MNIST; asked for only by rows that train
};

struct ValidationOptions {
  std::string group;      ///< only this one; empty = all
  bool longRows = false;  ///< also those that train
  /// Called after every row with its result and how many there will be; may be empty.
  std::function<void(const ValidationResult& result, std::size_t all)> onResult;
  std::stop_token stop;  ///< rows after it are NotRun
};

/// Computes the rows in order with the functions that the program uses. One result per row of the group, none
/// left out. Draws are keyed: equal rows give equal bits.
std::vector<ValidationResult> validate(const ValidationInputs& inputs, const ValidationOptions& options = {});

/// The numbers of a publication beside those of the bench after it, which nobody passes or fails.
struct PublicationResult {
  const Publication* publication = nullptr;
  std::vector<NumberBeside> numbers;
  std::optional<Message> reason;  ///< why there are none
};

/// Every publication with its example, with first weights on MNIST; of `options` group and stop count.
std::vector<PublicationResult> publicationResults(const ValidationInputs& inputs,
                                                  const ValidationOptions& options = {});

/// Counts of a list of results.
struct ValidationCounts {
  int pass = 0, fail = 0, notRun = 0, doesNotApply = 0, illustration = 0;
};
ValidationCounts countsOf(std::span<const ValidationResult> results);

}  // namespace lightloom::validation
