#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/message.h"
#include "base/units.h"
#include "design/value.h"
#include "rooms.h"

namespace lightloom::design {

enum class ValueType { Switch, Integer, Real, Text, RealList, Enumeration };

/// Where a number comes from: best first, and last what is no property of a thing that could be looked up,
/// but a choice of whoever designs the bench.
enum class Provenance { Measured, DataSheet, Publication, Estimate, Chosen };

std::span<const Provenance> allProvenances();  ///< in that order
/// "measured", "data_sheet", "publication", "estimate", "chosen"
std::string_view provenanceKey(Provenance provenance);
std::optional<Provenance> provenanceFromKey(std::string_view key);

/// One row of a parameter table: all that reader, writer, form, command line and help know about a key.
/// Keys are interface: never renamed, never reused.
struct Parameter {
  std::string_view key;
  ValueType type = ValueType::Real;
  Unit unit = Unit::None;    ///< the unit in which the window shows it; its dimension rules what may be typed
  double defaultNumber = 0;  ///< SI; of switches 0 or 1, of integers the integer; ignored where `unset`
  double low = -1e300, high = 1e300;  ///< allowed range, inclusive, SI (of each entry for lists)
  std::string_view title;             ///< shown label, English, marked LL_TEXT(…)
  std::string_view help;              ///< one sentence: meaning, formula or source
  std::string_view defaultText = {};  ///< default of texts and enumerations; of lists comma-separated numbers
  std::span<const std::string_view> enumerators = {};
  bool unset = false;                            ///< the default is "no value"
  bool perChannel = false;                       ///< may be overridden per laser or per pixel
  bool advanced = false;                         ///< folded away in the form until asked for
  Provenance provenance = Provenance::Estimate;  ///< of the default value
  /// Of the default value, for every row: where a reader can look it up, what an estimate rests on, or the
  /// reason of a choice. Says so where another value is taken than the source has.
  std::string_view citation = {};
  /// What must be so for the value to matter, empty: always. "key=value" or "key!=value" of the part, or of
  /// a setting where the key has a dot; joined by '|' (one of them) and, weaker, '&' (all). Switches are on
  /// or off, what is unset or a list without entries is none.
  std::string_view countsWith = {};
};

/// The default as a Value of the row's type.
Value defaultValue(const Parameter& parameter);

/// Checks type, finiteness, range and enumerator and converts integers to reals where the row is real.
/// Errors: "value.wrong-type", "value.out-of-range", "value.unknown-enumerator", "value.not-finite".
Result<Value> checkedValue(const Parameter& parameter, const Value& value);

/// Reads what a person typed. `bareIsDisplayUnit`: a number without a unit is in the row's shown unit (the
/// window) instead of SI (files, command line). "default" gives the default, "none" unsets where that is
/// allowed, switches take on/off/true/false, lists are comma-separated. S/s and Hz are one dimension; ratios
/// in dB stay dB. Errors: those of `checkedValue`, "value.not-a-number", "value.wrong-dimension".
Result<Value> parseValue(const Parameter& parameter, std::string_view text, bool bareIsDisplayUnit);

/// The row with this key, or null.
const Parameter* findParameter(std::span<const Parameter> table, std::string_view key);

}  // namespace lightloom::design
