#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace lightloom::files {

/// How numbers are written in a table.
struct NumberStyle {
  bool decimalComma = false;      ///< 3,14
  std::optional<char> thousands;  ///< ',', '.', '\'' or ' ' between thousands; nothing: nobody said so
  /// Another cell shows that the comma is a decimal one, so that 1,011 cannot be one thousand and eleven.
  bool commaProven = false;
  /// Nobody said that points are decimal ones, and whole numbers beside 1.011 let it be read as one thousand
  /// and eleven, too.
  bool pointUnclear = false;
  bool operator==(const NumberStyle&) const = default;
};

enum class CellKind {
  Missing,     ///< empty, or a word that stands for no value: NA, nan, n/a, n. a., null, ?, #N/A, #NV …
  Number,      ///< finite; what is too small for a double is 0
  NearNumber,  ///< meant as a number, but none in this style: see `CellFault`
  Text
};

enum class CellFault {
  None,
  NotFinite,   ///< inf, 1e999
  TwoSigns,    ///< +-1.5
  Sign,        ///< 12 %, € 5
  Date,        ///< 2026-11-29, 03:50
  OtherStyle,  ///< a number under another decimal sign, or with separators between thousands
};

/// The content of a cell, read from its text alone.
struct CellReading {
  CellKind kind = CellKind::Text;
  double value = 0;  ///< of a Number
  CellFault fault = CellFault::None;
};

/// Reads a cell. Blanks around it do not count; the minus sign U+2212, thin and no-break spaces, the line
/// separators of Unicode (U+2028, U+2029, U+0085) and the typographic apostrophe are read as their ASCII
/// forms.
CellReading readCell(std::string_view text, const NumberStyle& style);

/// Whether a text stands for no value where the other cells of its column are numbers, though it may be a
/// class elsewhere: -, –, ., none, missing, k. A. …
bool isNumberless(std::string_view text);

/// A cell without the blanks around it, no-break spaces and the line separators of Unicode included.
std::string_view trimmedCell(std::string_view text);

/// A style under which a cell is a number.
struct OtherReading {
  NumberStyle style;
  double value = 0;
};

/// All that an `OtherStyle` cell can mean, simple styles first. Each style reads the cell; to one like 1,011
/// it says outright what stands between thousands.
std::vector<OtherReading> otherReadings(std::string_view text);

/// The evidence that a cell gives for a decimal sign, ',' or '.'.
enum class DecimalEvidence {
  None,     ///< no number, or none of its own: a name, an empty cell
  Whole,    ///< a whole number without separators
  Unclear,  ///< 1,011: the sign may stand between thousands
  Proof     ///< 0,5 or 12,34: it can only be decimal
};
DecimalEvidence decimalEvidence(std::string_view text, char decimal);

}  // namespace lightloom::files
