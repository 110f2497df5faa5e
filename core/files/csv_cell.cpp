#include "files/csv_cell.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace lightloom::files {
namespace {

constexpr std::string_view kDigits = "0123456789";

struct Fold {
  std::string_view from;
  char to;
};

// Characters that spreadsheets and word processors write in place of ASCII.
constexpr std::array kFolds = {
    Fold{"\xC2\xA0", ' '},      Fold{"\xE2\x80\x89", ' '}, Fold{"\xE2\x80\xAF", ' '},
    Fold{"\xE2\x80\xA8", ' '},  Fold{"\xE2\x80\xA9", ' '}, Fold{"\xC2\x85", ' '},
    Fold{"\xE2\x80\x99", '\''}, Fold{"\xE2\x88\x92", '-'},
};

// Words for a missing value; the case of their letters does not matter.
constexpr std::array<std::string_view, 24> kMissingWords = {
    "?",      "na",    "n/a",    "n.a.", "n.a",    "nan",     "-nan",    "null",
    "<null>", "\\n",   "<na>",   "#n/a", "#na",    "#div/0!", "#value!", "#ref!",
    "#name?", "#num!", "#null!", "#nv",  "#wert!", "#zahl!",  "#bezug!", "#leer!",
};

// May well be a class of its own, so they stand for no value among numbers only. In any case of letters.
constexpr std::array<std::string_view, 19> kNumberlessWords = {
    "-",    "--",    "---",          "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92", ".",
    "..",   "...",   "\xE2\x80\xA6", "none",         "nil",          "missing",      "unknown",
    "k.a.", "k. a.", "n. a.",        "n.d.",         "n/d",
};

constexpr std::array<std::string_view, 6> kMoneyAndShares = {
    "%", "$", "\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5", "\xE2\x80\xB0",
};

bool allDigits(std::string_view text) {
  return text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Only this spelling of "None" stands for no value; "none" may well be a class.
bool isMissing(std::string_view text) {
  if (text.empty() || text == "None") return true;
  if (text.size() > 8) return false;
  return std::find(kMissingWords.begin(), kMissingWords.end(), lower(text)) != kMissingWords.end();
}

std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto fold = std::find_if(kFolds.begin(), kFolds.end(),
                                   [&](const Fold& f) { return text.substr(at, f.from.size()) == f.from; });
    out += fold == kFolds.end() ? text[at] : fold->to;
    at += fold == kFolds.end() ? 1 : fold->from.size();
  }
  return out;
}

/// A number taken apart: −1 234,5e3 is sign −, body "1 234,5", exponent 3.
struct Written {
  bool negative = false;
  int signs = 0;
  std::string body;
  std::string exponent;
};

// Nothing where other characters than digits and separators are in it.
std::optional<Written> takenApart(std::string_view text) {
  Written out;
  while (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    out.negative = out.negative != (text.front() == '-');
    ++out.signs;
    text.remove_prefix(1);
  }
  if (const std::size_t mark = text.find_first_of("eE"); mark != std::string_view::npos) {
    const std::string_view power = text.substr(mark + 1);
    const std::string_view digits =
        power.substr(!power.empty() && (power.front() == '+' || power.front() == '-') ? 1 : 0);
    if (digits.empty() || !allDigits(digits)) return std::nullopt;
    out.exponent = power.front() == '+' ? power.substr(1) : power;
    text = text.substr(0, mark);
  }
  const bool sound = text.find_first_not_of("0123456789.,' ") == std::string_view::npos &&
                     text.find_first_of(kDigits) != std::string_view::npos;
  if (!sound) return std::nullopt;
  out.body = text;
  return out;
}

// 1,011,000: one to three digits that do not begin with 0, then threes.
bool isGrouped(std::string_view text, char between) {
  std::size_t end = text.find(between);
  if (end == std::string_view::npos || end < 1 || end > 3 || text.front() == '0') return false;
  if (!allDigits(text.substr(0, end))) return false;
  while (end < text.size()) {
    const std::string_view group = text.substr(end + 1, 3);
    if (text[end] != between || group.size() != 3 || !allDigits(group)) return false;
    end += 4;
  }
  return true;
}

// The power of ten of the first digit that counts. Far beyond a double it is only roughly so.
long magnitudeOf(std::string_view whole, std::string_view fraction, const std::string& exponent) {
  long power = 0;
  const bool vast = exponent.size() > 7;
  if (!exponent.empty() && !vast) power = std::stol(exponent);
  if (vast) power = exponent.front() == '-' ? -10'000'000 : 10'000'000;
  const std::size_t first = whole.find_first_not_of('0');
  if (first != std::string_view::npos) return power + static_cast<long>(whole.size() - first);
  return power - static_cast<long>(std::min(fraction.find_first_not_of('0'), fraction.size()));
}

// Infinite where it is too large for a double, 0 where it is too small.
double valueOf(bool negative, const std::string& whole, std::string_view fraction,
               const std::string& exponent) {
  std::string text = whole.empty() ? "0" : whole;
  text += '.';
  text += fraction.empty() ? "0" : fraction;
  if (!exponent.empty()) text += 'e' + exponent;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range)
    value = magnitudeOf(whole, fraction, exponent) > 0 ? INFINITY : 0;
  return negative ? -value : value;
}

std::optional<double> numberOf(const Written& written, char decimal, char between) {
  const std::string_view body = written.body;
  const std::size_t at = body.find(decimal);
  const std::string_view fraction = at == std::string_view::npos ? std::string_view() : body.substr(at + 1);
  std::string whole(body.substr(0, at));
  if (!allDigits(fraction) || (whole.empty() && fraction.empty())) return std::nullopt;
  if (!allDigits(whole)) {
    if (between == 0 || !isGrouped(whole, between)) return std::nullopt;
    whole.erase(std::remove(whole.begin(), whole.end(), between), whole.end());
  }
  return valueOf(written.negative, whole, fraction, written.exponent);
}

// 1,011 may be one thousand and eleven.
bool isUnclear(const Written& written, char decimal) {
  return written.exponent.empty() && std::count(written.body.begin(), written.body.end(), decimal) == 1 &&
         isGrouped(written.body, decimal);
}

std::optional<double> numberOf(const Written& written, const NumberStyle& style) {
  if (style.decimalComma && !style.thousands && !style.commaProven && isUnclear(written, ','))
    return std::nullopt;
  if (!style.decimalComma && style.pointUnclear && isUnclear(written, '.')) return std::nullopt;
  return numberOf(written, style.decimalComma ? ',' : '.', style.thousands.value_or('\0'));
}

// A fast way for plain numbers, which are most cells of most tables.
std::optional<double> plainNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool isInfinity(std::string_view text) {
  while (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  const std::string word = lower(text);
  return word == "inf" || word == "infinity" || word == "\xE2\x88\x9E";
}

bool isDate(std::string_view text) {
  if (text.find_first_not_of("0123456789-/:.TZ+ ") != std::string_view::npos) return false;
  if (kDigits.find(text.front()) == std::string_view::npos) return false;
  const auto count = [&](char c) { return std::count(text.begin(), text.end(), c); };
  return count('-') == 2 || count('/') == 2 || count(':') > 0;
}

bool hasMoneyOrShare(std::string_view text) {
  for (const std::string_view sign : kMoneyAndShares) {
    const std::size_t at = text.find(sign);
    if (at == std::string_view::npos) continue;
    std::string rest(text);
    rest.erase(at, sign.size());
    if (takenApart(trimmedCell(rest))) return true;
  }
  return false;
}

CellReading nearNumber(CellFault fault) {
  return {CellKind::NearNumber, 0, fault};
}

CellReading readUnusual(const std::string& text, const NumberStyle& style) {
  if (isInfinity(text)) return nearNumber(CellFault::NotFinite);
  const std::optional<Written> written = takenApart(text);
  if (!written) {
    if (hasMoneyOrShare(text)) return nearNumber(CellFault::Sign);
    return isDate(text) ? nearNumber(CellFault::Date) : CellReading{};
  }
  if (written->signs > 1) return nearNumber(CellFault::TwoSigns);
  if (const std::optional<double> value = numberOf(*written, style))
    return std::isfinite(*value) ? CellReading{CellKind::Number, *value, CellFault::None}
                                 : nearNumber(CellFault::NotFinite);
  return otherReadings(text).empty() ? CellReading{} : nearNumber(CellFault::OtherStyle);
}

// Number styles in the order in which they are proposed.
struct PlainStyle {
  bool decimalComma;
  char thousands;  ///< 0: none
};
constexpr std::array kStyles = {PlainStyle{false, 0},    PlainStyle{true, 0},    PlainStyle{false, ','},
                                PlainStyle{true, '.'},   PlainStyle{false, ' '}, PlainStyle{true, ' '},
                                PlainStyle{false, '\''}, PlainStyle{true, '\''}};

NumberStyle styleOf(const PlainStyle& plain) {
  NumberStyle out;
  out.decimalComma = plain.decimalComma;
  if (plain.thousands != 0) out.thousands = plain.thousands;
  return out;
}

}  // namespace

std::string_view trimmedCell(std::string_view text) {
  constexpr std::array<std::string_view, 8> kBlanks = {
      " ", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xEF\xBB\xBF", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\x85"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kBlanks) {
      const bool before = text.starts_with(blank);
      if (before) text.remove_prefix(blank.size());
      const bool behind = text.ends_with(blank);
      if (behind) text.remove_suffix(blank.size());
      again = again || before || behind;
    }
  }
  return text;
}

bool isNumberless(std::string_view text) {
  constexpr std::size_t kLongest = 8;
  text = trimmedCell(text);
  return text.size() <= kLongest &&
         std::find(kNumberlessWords.begin(), kNumberlessWords.end(), lower(text)) != kNumberlessWords.end();
}

CellReading readCell(std::string_view text, const NumberStyle& style) {
  if (!style.decimalComma && !style.pointUnclear)
    if (const std::optional<double> value = plainNumber(text))
      return {CellKind::Number, *value, CellFault::None};
  text = trimmedCell(text);
  if (isMissing(text)) return {CellKind::Missing, 0, CellFault::None};
  return readUnusual(folded(text), style);
}

std::vector<OtherReading> otherReadings(std::string_view text) {
  std::vector<OtherReading> out;
  const std::optional<Written> written = takenApart(folded(trimmedCell(text)));
  if (!written || written->signs > 1) return out;
  for (const PlainStyle& plain : kStyles) {
    const NumberStyle style = styleOf(plain);
    const std::optional<double> value = numberOf(*written, style);
    if (value && std::isfinite(*value)) out.push_back({style, *value});
  }
  return out;
}

DecimalEvidence decimalEvidence(std::string_view text, char decimal) {
  const std::optional<Written> written = takenApart(folded(trimmedCell(text)));
  if (!written || written->signs > 1) return DecimalEvidence::None;
  if (allDigits(written->body)) return DecimalEvidence::Whole;
  if (isUnclear(*written, decimal)) return DecimalEvidence::Unclear;
  const bool holds = written->body.find(decimal) != std::string::npos;
  const bool proof = holds && numberOf(*written, decimal, decimal == ',' ? '.' : ',').has_value();
  return proof ? DecimalEvidence::Proof : DecimalEvidence::None;
}

}  // namespace lightloom::files
