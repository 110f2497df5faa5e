#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::base {

namespace constants {
inline constexpr double kSpeedOfLight = 299792458.0;          ///< m/s (exact, SI)
inline constexpr double kPlanck = 6.62607015e-34;             ///< J s (exact, SI)
inline constexpr double kElementaryCharge = 1.602176634e-19;  ///< C (exact, SI)
inline constexpr double kBoltzmann = 1.380649e-23;            ///< J/K (exact, SI)
inline constexpr double kPi = 3.14159265358979323846;
}  // namespace constants

/// Times and frequencies cross the borders of the laser room as these two types, so that a slot is never
/// taken for a rate. Every other double carries its unit in its name (`linewidthHz`) or in its comment.
class Time {
 public:
  static constexpr Time seconds(double v) { return Time(v); }
  static constexpr Time picoseconds(double v) { return Time(v * 1e-12); }
  constexpr double seconds() const { return m_si; }
  auto operator<=>(const Time&) const = default;

 private:
  explicit constexpr Time(double si) : m_si(si) {}
  double m_si;
};

class Frequency {
 public:
  static constexpr Frequency hertz(double v) { return Frequency(v); }
  constexpr double hertz() const { return m_si; }
  constexpr double angular() const { return 2.0 * constants::kPi * m_si; }  ///< rad/s
  auto operator<=>(const Frequency&) const = default;

 private:
  explicit constexpr Frequency(double si) : m_si(si) {}
  double m_si;
};

/// Energy of a photon in J, h c / λ, of a wavelength λ > 0 in m.
double photonEnergyJ(double wavelengthM);

/// The quantity that a number measures. Values are SI inside (dB stays dB, a power ratio).
enum class Dimension {
  None,
  Length,
  Angle,
  Time,
  Frequency,
  Power,
  Energy,
  Current,
  Voltage,
  Resistance,
  Capacitance,
  Temperature,
  Area,
  Decibel,
  NoiseDensity,
  NoiseCurrent,
  CurrentTuning,
  SlopeEfficiency,
  TemperatureTuning,
  ThermalResistance,
  FrequencyDrift,
  PhaseDrift,
  Rate,
  ComputeDensity,
  EnergyPerOperation,
  HeatFlux
};

/// The unit in which a value is shown. Each belongs to one dimension; `unitInfo` has symbol and scale.
enum class Unit {
  None,
  Percent,
  Metre,
  Millimetre,
  Micrometre,
  Nanometre,
  Radian,
  Degree,
  Milliradian,
  Microradian,
  Second,
  Nanosecond,
  Picosecond,
  Hertz,
  Kilohertz,
  Megahertz,
  Gigahertz,
  Gigasample,
  Watt,
  Milliwatt,
  Microwatt,
  Nanowatt,
  Joule,
  Picojoule,
  Femtojoule,
  Attojoule,
  Ampere,
  Milliampere,
  Nanoampere,
  Volt,
  Millivolt,
  Ohm,
  Farad,
  Picofarad,
  Femtofarad,
  Kelvin,
  SquareMetre,
  SquareMillimetre,
  Decibel,
  DecibelPerHertz,
  PicoamperePerRootHertz,
  GigahertzPerMilliampere,
  WattPerAmpere,
  GigahertzPerKelvin,
  KelvinPerMilliwatt,
  MegahertzPerRootSecond,
  RadianPerRootSecond,
  PerSecond,
  TeraOpsPerSecondSquareMillimetre,
  FemtojoulePerOp,
  WattPerSquareCentimetre
};

struct UnitInfo {
  std::string_view symbol;  ///< as shown, UTF-8 ("µm", "GHz/mA"); empty for Unit::None
  Dimension dimension;
  double scale;  ///< SI value of one unit
};

/// Symbol, dimension and scale of a unit.
const UnitInfo& unitInfo(Unit unit);

/// The double next to value·10^power, in decimals: 20 with −6 gives 2e-05, which 20 * 1e-6 is not. 0 or ±∞
/// where no double holds it.
double shiftedDecimal(double value, int power);

/// The k of a factor that is the double next to 10^k; nullopt of other factors.
std::optional<int> powerOfTen(double factor);

/// A number of a unit in SI, and an SI value in a unit; in decimal units (µW, not degrees) the nearest
/// double.
double siValue(double value, Unit unit);
double inUnit(double si, Unit unit);

struct ParsedQuantity {
  double si = 0;
  bool hasUnit = false;
  Dimension dimension = Dimension::None;
};

/// Reads "3", "3 mm", "3e-3m", "850nm", "1/4 mm", "-10 dB", "15 %", "５ μm" (full-width digits, both micro
/// signs, the minus sign U+2212 and thin spaces are accepted; case matters where SI gives it a meaning: "5
/// ghz" is read, but mW is not MW). A decimal text in a decimal unit gives the double next to it ("20 µW" is
/// 2e-05 to the last bit). Without a unit `si` is the bare number and `hasUnit` is false: the caller
/// decides what a bare number means. nullopt where the text is not a finite number with an optional known
/// unit, or the unit makes it too large or too small for a double (3333 dBm, 1e5 dB).
std::optional<ParsedQuantity> parseQuantity(std::string_view text);

/// The shortest decimal text that reads back to the same double, C locale ("0.1", "1e+20").
std::string shortestNumber(double value);

/// A number as people read it, C locale: up to `digits` significant digits, written out from 0.0001 to below
/// a thousand million ("20000", "0.0314"; whole numbers in full), beyond that with a power of ten
/// ("1.285·10⁻²⁶"); "–" for what is not a number.
std::string readableNumber(double value, int digits = 4);

/// The same with its unit: "13.9 fJ/OP". Millimetres keep their micrometres ("123.405 mm"), for on a bench
/// those matter; shares that nobody can see are "< 0.0001 %".
std::string readableQuantity(double si, Unit unit, int digits = 4);

/// The score of a network as text: "93.25 %" of right answers, or of a regression its R², "0.9325". "–" where
/// there is none.
std::string readableScore(double score, bool regression);

/// "29 µrad": the value in the unit's scale with up to `digits` significant digits, C locale. For texts that
/// `parseQuantity` reads back; people are shown `readableQuantity`.
std::string formatQuantity(double si, Unit unit, int digits = 6);

}  // namespace lightloom::base
