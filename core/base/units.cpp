#include "base/units.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/check.h"

namespace lightloom::base {
namespace {

struct Row {
  Unit unit;
  UnitInfo info;
};

constexpr double kDegree = constants::kPi / 180.0;

// In the order of the enumeration; `unitInfo` checks that.
constexpr std::array kUnits = {
    Row{Unit::None, {"", Dimension::None, 1}},
    Row{Unit::Percent, {"%", Dimension::None, 1e-2}},
    Row{Unit::Metre, {"m", Dimension::Length, 1}},
    Row{Unit::Millimetre, {"mm", Dimension::Length, 1e-3}},
    Row{Unit::Micrometre, {"µm", Dimension::Length, 1e-6}},
    Row{Unit::Nanometre, {"nm", Dimension::Length, 1e-9}},
    Row{Unit::Radian, {"rad", Dimension::Angle, 1}},
    Row{Unit::Degree, {"°", Dimension::Angle, kDegree}},
    Row{Unit::Milliradian, {"mrad", Dimension::Angle, 1e-3}},
    Row{Unit::Microradian, {"µrad", Dimension::Angle, 1e-6}},
    Row{Unit::Second, {"s", Dimension::Time, 1}},
    Row{Unit::Nanosecond, {"ns", Dimension::Time, 1e-9}},
    Row{Unit::Picosecond, {"ps", Dimension::Time, 1e-12}},
    Row{Unit::Hertz, {"Hz", Dimension::Frequency, 1}},
    Row{Unit::Kilohertz, {"kHz", Dimension::Frequency, 1e3}},
    Row{Unit::Megahertz, {"MHz", Dimension::Frequency, 1e6}},
    Row{Unit::Gigahertz, {"GHz", Dimension::Frequency, 1e9}},
    Row{Unit::Gigasample, {"GS/s", Dimension::Frequency, 1e9}},
    Row{Unit::Watt, {"W", Dimension::Power, 1}},
    Row{Unit::Milliwatt, {"mW", Dimension::Power, 1e-3}},
    Row{Unit::Microwatt, {"µW", Dimension::Power, 1e-6}},
    Row{Unit::Nanowatt, {"nW", Dimension::Power, 1e-9}},
    Row{Unit::Joule, {"J", Dimension::Energy, 1}},
    Row{Unit::Picojoule, {"pJ", Dimension::Energy, 1e-12}},
    Row{Unit::Femtojoule, {"fJ", Dimension::Energy, 1e-15}},
    Row{Unit::Attojoule, {"aJ", Dimension::Energy, 1e-18}},
    Row{Unit::Ampere, {"A", Dimension::Current, 1}},
    Row{Unit::Milliampere, {"mA", Dimension::Current, 1e-3}},
    Row{Unit::Nanoampere, {"nA", Dimension::Current, 1e-9}},
    Row{Unit::Volt, {"V", Dimension::Voltage, 1}},
    Row{Unit::Millivolt, {"mV", Dimension::Voltage, 1e-3}},
    Row{Unit::Ohm, {"Ω", Dimension::Resistance, 1}},
    Row{Unit::Farad, {"F", Dimension::Capacitance, 1}},
    Row{Unit::Picofarad, {"pF", Dimension::Capacitance, 1e-12}},
    Row{Unit::Femtofarad, {"fF", Dimension::Capacitance, 1e-15}},
    Row{Unit::Kelvin, {"K", Dimension::Temperature, 1}},
    Row{Unit::SquareMetre, {"m²", Dimension::Area, 1}},
    Row{Unit::SquareMillimetre, {"mm²", Dimension::Area, 1e-6}},
    Row{Unit::Decibel, {"dB", Dimension::Decibel, 1}},
    Row{Unit::DecibelPerHertz, {"dB/Hz", Dimension::NoiseDensity, 1}},
    Row{Unit::PicoamperePerRootHertz, {"pA/√Hz", Dimension::NoiseCurrent, 1e-12}},
    Row{Unit::GigahertzPerMilliampere, {"GHz/mA", Dimension::CurrentTuning, 1e12}},
    Row{Unit::WattPerAmpere, {"W/A", Dimension::SlopeEfficiency, 1}},
    Row{Unit::GigahertzPerKelvin, {"GHz/K", Dimension::TemperatureTuning, 1e9}},
    Row{Unit::KelvinPerMilliwatt, {"K/mW", Dimension::ThermalResistance, 1e3}},
    Row{Unit::MegahertzPerRootSecond, {"MHz/√s", Dimension::FrequencyDrift, 1e6}},
    Row{Unit::RadianPerRootSecond, {"rad/√s", Dimension::PhaseDrift, 1}},
    Row{Unit::PerSecond, {"1/s", Dimension::Rate, 1}},
    Row{Unit::TeraOpsPerSecondSquareMillimetre, {"TOP/s/mm²", Dimension::ComputeDensity, 1e18}},
    Row{Unit::FemtojoulePerOp, {"fJ/OP", Dimension::EnergyPerOperation, 1e-15}},
    Row{Unit::WattPerSquareCentimetre, {"W/cm²", Dimension::HeatFlux, 1e4}},
};

struct Spelling {
  std::string_view text;
  Dimension dimension;
  double scale;
};

// Spellings that people also type, beside the symbols above. Only ASCII, µ (U+00B5) and Ω: `normalise` folds
// the rest.
constexpr Spelling kSpellings[] = {
    {"um", Dimension::Length, 1e-6},
    {"cm", Dimension::Length, 1e-2},
    {"pm", Dimension::Length, 1e-12},
    {"in", Dimension::Length, 0.0254},
    {"deg", Dimension::Angle, kDegree},
    {"urad", Dimension::Angle, 1e-6},
    {"nrad", Dimension::Angle, 1e-9},
    {"ms", Dimension::Time, 1e-3},
    {"us", Dimension::Time, 1e-6},
    {"µs", Dimension::Time, 1e-6},
    {"fs", Dimension::Time, 1e-15},
    {"THz", Dimension::Frequency, 1e12},
    {"S/s", Dimension::Frequency, 1},
    {"kS/s", Dimension::Frequency, 1e3},
    {"MS/s", Dimension::Frequency, 1e6},
    {"TS/s", Dimension::Frequency, 1e12},
    {"kW", Dimension::Power, 1e3},
    {"uW", Dimension::Power, 1e-6},
    {"pW", Dimension::Power, 1e-12},
    {"mJ", Dimension::Energy, 1e-3},
    {"uJ", Dimension::Energy, 1e-6},
    {"µJ", Dimension::Energy, 1e-6},
    {"nJ", Dimension::Energy, 1e-9},
    {"uA", Dimension::Current, 1e-6},
    {"µA", Dimension::Current, 1e-6},
    {"pA", Dimension::Current, 1e-12},
    {"uV", Dimension::Voltage, 1e-6},
    {"µV", Dimension::Voltage, 1e-6},
    {"kV", Dimension::Voltage, 1e3},
    {"Ohm", Dimension::Resistance, 1},
    {"ohm", Dimension::Resistance, 1},
    {"mOhm", Dimension::Resistance, 1e-3},
    {"kOhm", Dimension::Resistance, 1e3},
    {"kohm", Dimension::Resistance, 1e3},
    {"kΩ", Dimension::Resistance, 1e3},
    {"nF", Dimension::Capacitance, 1e-9},
    {"uF", Dimension::Capacitance, 1e-6},
    {"µF", Dimension::Capacitance, 1e-6},
    {"aF", Dimension::Capacitance, 1e-18},
    {"mK", Dimension::Temperature, 1e-3},
    {"um²", Dimension::Area, 1e-12},
    {"µm²", Dimension::Area, 1e-12},
    {"mm2", Dimension::Area, 1e-6},
    {"um2", Dimension::Area, 1e-12},
    {"µm2", Dimension::Area, 1e-12},
    {"m2", Dimension::Area, 1},
    {"cm2", Dimension::Area, 1e-4},
    {"cm²", Dimension::Area, 1e-4},
    {"pA/sqrt(Hz)", Dimension::NoiseCurrent, 1e-12},
    {"A/√Hz", Dimension::NoiseCurrent, 1},
    {"A/sqrt(Hz)", Dimension::NoiseCurrent, 1},
    {"nA/√Hz", Dimension::NoiseCurrent, 1e-9},
    {"Hz/A", Dimension::CurrentTuning, 1},
    {"MHz/mA", Dimension::CurrentTuning, 1e9},
    {"mW/mA", Dimension::SlopeEfficiency, 1},
    {"Hz/K", Dimension::TemperatureTuning, 1},
    {"MHz/K", Dimension::TemperatureTuning, 1e6},
    {"K/W", Dimension::ThermalResistance, 1},
    {"Hz/√s", Dimension::FrequencyDrift, 1},
    {"MHz/sqrt(s)", Dimension::FrequencyDrift, 1e6},
    {"rad/sqrt(s)", Dimension::PhaseDrift, 1},
    {"mrad/√s", Dimension::PhaseDrift, 1e-3},
    {"/s", Dimension::Rate, 1},
    {"s^-1", Dimension::Rate, 1},
    {"1/ns", Dimension::Rate, 1e9},
    {"/ns", Dimension::Rate, 1e9},
    {"1/ps", Dimension::Rate, 1e12},
    {"/ps", Dimension::Rate, 1e12},
    {"dBm", Dimension::Power, 0},  // logarithmic, see parseQuantity
};

void appendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// Decodes one code point of at most three bytes; anything else becomes U+FFFD, which no unit contains.
char32_t nextCodePoint(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const unsigned first = byte(at++);
  if (first < 0x80) return first;
  if ((first >> 5) == 6 && (byte(at) >> 6) == 2) return ((first & 0x1F) << 6) | (byte(at++) & 0x3F);
  if ((first >> 4) == 14 && (byte(at) >> 6) == 2 && (byte(at + 1) >> 6) == 2) {
    const char32_t c = ((first & 0x0F) << 12) | ((byte(at) & 0x3F) << 6) | (byte(at + 1) & 0x3F);
    at += 2;
    return c;
  }
  return 0xFFFD;
}

bool isSpace(char32_t c) {
  return c == ' ' || c == '\t' || c == 0x00A0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000;
}

// Folds full-width forms, the two micro and ohm signs, minus signs and all kinds of space; no space at the
// ends.
std::string normalise(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = nextCodePoint(text, at);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == 0x03BC) c = 0x00B5;
    if (c == 0x2126) c = 0x03A9;
    if (c == 0x2212) c = '-';
    if (isSpace(c)) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    appendUtf8(out, c);
  }
  return out;
}

struct Decimal {
  double value = 0;
  std::string_view digits{};  ///< as it is written, exponent included
};

constexpr long kFarExponent = 100000;  // beyond all doubles, however many digits stand before it

// The double next to number·10^power.
double shifted(const Decimal& number, int power) {
  const std::size_t mark = number.digits.find_first_of("eE");
  long exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view written = number.digits.substr(mark + 1);
    if (written.front() == '+') written.remove_prefix(1);
    const auto read = std::from_chars(written.data(), written.data() + written.size(), exponent);
    if (read.ec != std::errc()) exponent = written.front() == '-' ? -kFarExponent : kFarExponent;
  }
  const std::string text =
      std::string(number.digits.substr(0, mark)) + 'e' + std::to_string(exponent + power);
  double out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec == std::errc() || number.value == 0) return out;
  const bool large = std::log10(std::fabs(number.value)) + power > 0;
  return large ? std::copysign(std::numeric_limits<double>::infinity(), number.value) : 0;
}

// Reads a plain decimal number from the front of `text` and shortens it.
std::optional<Decimal> takeNumber(std::string_view& text) {
  const bool plus = !text.empty() && text.front() == '+';
  const std::string_view digits = plus ? text.substr(1) : text;
  if (digits.empty() ||
      !(digits.front() == '-' || digits.front() == '.' || (digits.front() >= '0' && digits.front() <= '9')))
    return std::nullopt;
  double value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  const auto length = static_cast<std::size_t>(end - digits.data());
  text = digits.substr(length);
  return Decimal{value, digits.substr(0, length)};
}

char lowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Whether a symbol was typed in another case. Letters whose case carries meaning must agree: mega and milli,
// peta and pico.
bool isLooselyThis(std::string_view symbol, std::string_view typed) {
  const auto alike = [](char known, char other) {
    return known == other ||
           (lowerCase(known) == lowerCase(other) && lowerCase(known) != 'm' && lowerCase(known) != 'p');
  };
  return std::equal(symbol.begin(), symbol.end(), typed.begin(), typed.end(), alike);
}

std::optional<std::pair<Dimension, double>> findUnit(std::string_view symbol) {
  for (const Row& row : kUnits)
    if (row.info.symbol == symbol) return std::pair{row.info.dimension, row.info.scale};
  for (const Spelling& spelling : kSpellings)
    if (spelling.text == symbol) return std::pair{spelling.dimension, spelling.scale};
  std::optional<std::pair<Dimension, double>> loose;
  const auto take = [&](std::string_view known, std::pair<Dimension, double> unit) {
    if (!isLooselyThis(known, symbol)) return true;
    const bool unique = !loose || *loose == unit;
    loose = unit;
    return unique;
  };
  for (const Row& row : kUnits)
    if (!take(row.info.symbol, {row.info.dimension, row.info.scale})) return std::nullopt;
  for (const Spelling& spelling : kSpellings)
    if (!take(spelling.text, {spelling.dimension, spelling.scale})) return std::nullopt;
  return loose;
}

// Whether a unit or a divisor has made a number too large or too small for a double.
bool isLost(double typed, double result) {
  return !std::isfinite(result) || (typed != 0 && std::fabs(result) < std::numeric_limits<double>::min());
}

bool isLogarithmic(Dimension dimension) {
  return dimension == Dimension::Decibel || dimension == Dimension::NoiseDensity;
}

double ratioOf(double decibels) {
  return std::pow(10.0, decibels / 10.0);
}

// A number that was divided is no longer what is written.
Decimal divided(double value, std::string& digits) {
  digits = shortestNumber(value);
  return {value, digits};
}

}  // namespace

double shiftedDecimal(double value, int power) {
  if (power == 0 || !std::isfinite(value)) return value;
  const std::string digits = shortestNumber(value);
  return shifted({value, digits}, power);
}

std::optional<int> powerOfTen(double factor) {
  const double power = std::round(std::log10(factor));
  if (!(std::fabs(power) < 300) || shiftedDecimal(1, static_cast<int>(power)) != factor) return std::nullopt;
  return static_cast<int>(power);
}

double siValue(double value, Unit unit) {
  const double scale = unitInfo(unit).scale;
  const std::optional<int> power = powerOfTen(scale);
  return power ? shiftedDecimal(value, *power) : value * scale;
}

double inUnit(double si, Unit unit) {
  const double scale = unitInfo(unit).scale;
  const std::optional<int> power = powerOfTen(scale);
  return power ? shiftedDecimal(si, -*power) : si / scale;
}

double photonEnergyJ(double wavelengthM) {
  return constants::kPlanck * constants::kSpeedOfLight / wavelengthM;
}

const UnitInfo& unitInfo(Unit unit) {
  const auto index = static_cast<std::size_t>(unit);
  LL_CHECK(index < kUnits.size() && kUnits[index].unit == unit);
  return kUnits[index].info;
}

std::optional<ParsedQuantity> parseQuantity(std::string_view text) {
  const std::string folded = normalise(text);
  std::string_view rest = folded;
  const std::optional<Decimal> typed = takeNumber(rest);
  if (!typed) return std::nullopt;
  Decimal number = *typed;
  std::string quotient;
  // "1/4 in" is a quarter inch, while "5 1/s" and "5/s" keep their unit.
  if (rest.size() > 1 && rest[0] == '/' && rest[1] >= '0' && rest[1] <= '9') {
    std::string_view after = rest.substr(1);
    const std::optional<Decimal> divisor = takeNumber(after);
    if (!divisor || divisor->value == 0) return std::nullopt;
    number = divided(number.value / divisor->value, quotient);
    rest = after;
  }
  const double value = number.value;
  if (isLost(typed->value, value)) return std::nullopt;
  if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.empty()) return ParsedQuantity{value, false, Dimension::None};
  if (isLooselyThis("dBm", rest)) {
    const double ratio = ratioOf(value);
    if (isLost(1, 1e-3 * ratio)) return std::nullopt;
    return ParsedQuantity{1e-3 * ratio, true, Dimension::Power};
  }
  std::optional<std::pair<Dimension, double>> unit = findUnit(rest);
  if (!unit) return std::nullopt;
  const std::optional<int> power = powerOfTen(unit->second);
  const double si = power ? shifted(number, *power) : value * unit->second;
  if (isLost(value, si) || (isLogarithmic(unit->first) && isLost(1, ratioOf(si)))) return std::nullopt;
  return ParsedQuantity{si, true, unit->first};
}

std::string shortestNumber(double value) {
  char buffer[40];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  LL_CHECK(error == std::errc());
  return std::string(buffer, end);
}

namespace {

constexpr int kMicrometresInMillimetres = 3;  // decimals

std::string withUnit(std::string number, Unit unit) {
  const UnitInfo& info = unitInfo(unit);
  if (info.symbol.empty()) return number;
  if (unit != Unit::Degree) number += ' ';
  return number.append(info.symbol);
}

std::string fixedText(double value, int decimals) {
  char buffer[400];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  LL_CHECK(error == std::errc());
  std::string text(buffer, end);
  if (decimals > 0) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

// The exponent of the first digit after rounding: 9.9996 with four digits is 10.
int exponentOf(double value, int digits) {
  char buffer[64];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, digits - 1);
  LL_CHECK(error == std::errc());
  const std::string text(buffer, end);
  return std::atoi(text.c_str() + text.find('e') + 1);
}

std::string raised(int exponent) {
  constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = exponent < 0 ? "⁻" : "";
  for (char digit : std::to_string(std::abs(exponent))) out += kDigits[digit - '0'];
  return out;
}

// `least` decimals are kept where the number has them.
std::string readable(double value, int digits, int least) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  if (value == 0) return "0";
  constexpr int kFarthest = 9, kSmallest = -4;
  const int exponent = exponentOf(value, digits);
  if (exponent >= kSmallest && exponent < kFarthest) {
    const int decimals = std::max(digits - 1 - exponent, least);
    if (decimals >= 0) return fixedText(value, decimals);
    const double unit = std::pow(10.0, -decimals);
    return fixedText(std::round(value / unit) * unit, 0);
  }
  char buffer[64];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, digits - 1);
  LL_CHECK(error == std::errc());
  std::string factor(buffer, end);
  factor.erase(factor.find('e'));
  if (factor.find('.') != std::string::npos) {
    factor.erase(factor.find_last_not_of('0') + 1);
    if (factor.back() == '.') factor.pop_back();
  }
  return factor + "·10" + raised(exponent);
}

}  // namespace

std::string readableNumber(double value, int digits) {
  constexpr double kLongestCount = 1e9;
  if (value == std::round(value) && std::fabs(value) < kLongestCount) return fixedText(value, 0);
  return readable(value, digits, std::numeric_limits<int>::min());
}

std::string readableQuantity(double si, Unit unit, int digits) {
  const double value = inUnit(si, unit);
  if (unit == Unit::Percent && value != 0 && std::fabs(value) < 1e-4)
    return value > 0 ? "< 0.0001 %" : "> -0.0001 %";
  if (unit == Unit::None) return readableNumber(value, digits);
  const bool micrometres = unit == Unit::Millimetre && std::fabs(value) >= 1;
  const int least = micrometres ? kMicrometresInMillimetres : std::numeric_limits<int>::min();
  return withUnit(readable(value, digits, least), unit);
}

std::string readableScore(double score, bool regression) {
  if (!std::isfinite(score)) return "–";
  char buffer[400];
  const auto [end, error] =
      regression ? std::to_chars(buffer, buffer + sizeof buffer, score, std::chars_format::fixed, 4)
                 : std::to_chars(buffer, buffer + sizeof buffer, 100 * score, std::chars_format::fixed, 2);
  LL_CHECK(error == std::errc());
  return std::string(buffer, end) + (regression ? "" : " %");
}

std::string formatQuantity(double si, Unit unit, int digits) {
  char buffer[64];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, inUnit(si, unit), std::chars_format::general, digits);
  LL_CHECK(error == std::errc());
  return withUnit(std::string(buffer, end), unit);
}

}  // namespace lightloom::base
