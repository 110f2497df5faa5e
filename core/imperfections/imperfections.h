#pragma once

#include <array>
#include <bitset>
#include <initializer_list>
#include <string>
#include <vector>

#include "design/design.h"
#include "imperfections/imperfection.h"
#include "rooms.h"

namespace lightloom::imperfections {

extern const Imperfection kShot, kDark, kKtc, kTia, kSkew, kLeaderPhase, kLockStatic, kLockSymbol,
    kIntersymbol, kReflection, kResidualAmplitude, kDrift, kGainMismatch, kRin, kServo, kCrosstalk, kFullWell,
    kFringePhase, kPumpDrive, kSelfHeating, kClipping, kFanOutUniformity, kVisibility, kModulator, kDac, kAdc;

/// All imperfections, in the order in which they are put on a cell.
inline constexpr std::array kImperfections = {
    &kPumpDrive,    &kShot,        &kDark,        &kKtc,
    &kTia,          &kLeaderPhase, &kReflection,  &kResidualAmplitude,
    &kDrift,        &kLockStatic,  &kFringePhase, &kLockSymbol,
    &kModulator,    &kIntersymbol, &kSelfHeating, &kSkew,
    &kGainMismatch, &kRin,         &kServo,       &kCrosstalk,
    &kFullWell,     &kVisibility,  &kClipping,    &kFanOutUniformity,
    &kDac,          &kAdc};

/// The set of imperfections that are on, as a plain value.
class ImperfectionSet {
 public:
  ImperfectionSet() = default;
  ImperfectionSet(std::initializer_list<const Imperfection*> on);
  static ImperfectionSet all();

  bool has(const Imperfection& imperfection) const { return m_on[indexOf(imperfection)]; }
  bool empty() const { return m_on.none(); }
  std::size_t size() const { return m_on.count(); }
  ImperfectionSet& add(const Imperfection& imperfection);
  ImperfectionSet without(const Imperfection& imperfection) const;
  /// Those that are in both.
  ImperfectionSet operator&(const ImperfectionSet& other) const;
  bool operator==(const ImperfectionSet&) const = default;

 private:
  static std::size_t indexOf(const Imperfection& imperfection);
  std::bitset<kImperfections.size()> m_on;
};

/// Those that a design has switched on: none without `noise.all`.
ImperfectionSet enabledImperfections(const Design& design);

/// All imperfections as people see them: in the order of their switches in the settings.
const std::vector<const Imperfection*>& shownImperfections();

/// The setting that switches it, "noise.KEY".
std::string switchPath(const Imperfection& imperfection);

/// The imperfection of a key, which must be one of `noise.KEY`.
const Imperfection& imperfectionOf(std::string_view key);

}  // namespace lightloom::imperfections
