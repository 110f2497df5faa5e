#include <cmath>
#include <vector>

#include "bench/lock_map.h"
#include "design/kind.h"
#include "laser/heating.h"
#include "laser/injection_lock.h"
#include "laser/laser_steps.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

using constants::kPi;

constexpr double kGiga = 1e9;
constexpr const char* kSpinFlip = "eigenvalues of the rate equations, spin-flip set, computed independently";
constexpr const char* kClosedForm = "closed form";
constexpr const char* kClassB = "closed form and an independent run of a class-B laser, α 3";

double linear(double decibel) {
  return std::pow(10.0, decibel / 10);
}

// The 1550 nm VCSEL of the spin-flip Ising model.
LaserParameters spinFlipLaser(double alpha) {
  LaserParameters laser;
  laser.alpha = alpha;
  laser.fieldDecayRatePerS = 125e9;
  laser.carrierDecayRatePerS = 0.67e9;
  laser.pump = 3.4;
  laser.couplingRatePerS = 35.5e9;
  return laser;
}

LockSolution spinFlip(double alpha, double decibel) {
  return solveLock({spinFlipLaser(alpha), linear(decibel), Time::picoseconds(100), 1.0});
}

// The edge emitter of Iyer's code (g 1e4, N_th 2.214e8, γ_p 1/3.2 ps, γ_N 0.5e9, J = 5 J_th, κ = (1−r²)/(r·7
// ps)) in this form: k = γ_p/2 and μ = (5 N_th − N_0) g/γ_p with N_0 = N_th − γ_p/g.
LaserParameters edgeEmitter() {
  LaserParameters laser;
  laser.alpha = 3;
  laser.couplingRatePerS = (1 - 0.548 * 0.548) / 0.548 / 7e-12;
  laser.fieldDecayRatePerS = 0.5 / 3.2e-12;
  laser.carrierDecayRatePerS = 0.5e9;
  laser.pump = (4 * 2.214e8 + 1 / 3.2e-12 / 1e4) * 1e4 * 3.2e-12;
  return laser;
}

LockSolution edge(double decibel) {
  return solveLock({edgeEmitter(), linear(decibel), Time::picoseconds(100), 1.0});
}

LaserParameters adlerLaser(double alpha) {
  LaserParameters laser;
  laser.alpha = alpha;
  laser.model = LockModel::Adler;
  return laser;
}

LockSolution adler(double alpha, double ratio) {
  return solveLock({adlerLaser(alpha), ratio, Time::picoseconds(100), 1.0});
}

// The injection ratio at which Adler's equation of this laser locks over ± a frequency.
double ratioForHalfRange(const LaserParameters& laser, double halfRangeHz) {
  return std::pow(halfRangeHz / staticHalfRangeHz(laser, 1), 2);
}

// Static edge to the phase −π/2, where the gain is that of threshold.
double textbookSpan(double alpha) {
  return adler(alpha, 1e-4).bandLow.phase + kPi / 2;
}

LaserArray adlerArray(int lasers, bool noise, double detuningShare) {
  LaserParameters laser = adlerLaser(2);
  if (!noise) laser.linewidthHz = 0;
  const double ratio = ratioForHalfRange(laser, 10e9);
  LaserArray array(laser, std::vector<double>(static_cast<std::size_t>(lasers), laser.alpha),
                   Time::picoseconds(0.25), 1);
  for (int i = 0; i < lasers; ++i) {
    array.drive(i, {detuningShare * 10e9, ratio});
    array.place(i, {-std::atan(laser.alpha)});
  }
  return array;
}

// Variance of the phase at the centre, over lasers and over times further apart than the phase remembers.
double drawnPhaseVariance() {
  constexpr int kLasers = 4096, kTimes = 24, kStepsApart = 400;
  LaserArray array = adlerArray(kLasers, true, 0);
  array.step(kStepsApart);
  double sum = 0, square = 0;
  for (int time = 0; time < kTimes; ++time) {
    array.step(kStepsApart);
    for (int i = 0; i < kLasers; ++i) {
      const double phase = array.at(i).phase;
      sum += phase;
      square += phase * phase;
    }
  }
  const double count = static_cast<double>(kLasers) * kTimes, mean = sum / count;
  return square / count - mean * mean;
}

// 1 − φ(T)/φ(∞) of a laser in time, T = 40 ps after a step of a hundredth of the half-range.
double settlingInTime() {
  LaserArray array = adlerArray(1, false, 0.01);
  array.step(160);
  return 1 - (array.at(0).phase + std::atan(2.0)) / -std::asin(0.01);
}

// Mean rate of slips over the half-range, at 1.25 of it.
double slipRate() {
  LaserArray array = adlerArray(1, false, 1.25);
  array.step(80000);
  const LaserMoment moment = array.at(0);
  const double turns = (moment.phase + std::atan(2.0)) / (2 * kPi) + static_cast<double>(moment.slips);
  return std::fabs(turns) / (80000 * array.stepTime().seconds()) / 10e9;
}

// Phase of the laser that is locked at x κ√ρ, weakly injected, without what is left of the amplitude's
// change.
double weakPhase(double x) {
  const LaserParameters laser = spinFlipLaser(3);
  const double ratio = linear(-80), unit = laser.couplingRatePerS * std::sqrt(ratio) / (2 * kPi);
  return fixedPointsAtDetuning(laser, ratio, x * unit).back().phase;
}

// The detuning at which the fixed points end, in κ√ρ.
double weakEdge() {
  const LaserParameters laser = spinFlipLaser(3);
  const double ratio = linear(-80), unit = laser.couplingRatePerS * std::sqrt(ratio) / (2 * kPi);
  return solveLock({laser, ratio}).lockedLow.detuningHz / unit;
}

double defaultOf(const char* key) {
  for (const Kind* kind : allKinds())
    if (const Parameter* row = findParameter(parametersOf(*kind), key)) return row->defaultNumber;
  return NAN;
}

int lasersIn(const ArrayLock& array, bool stable) {
  int count = 0;
  for (const LaserLock& laser : array.lasers)
    count += stable ? laser.stable : !laser.stable && laser.fringe > 0 && laser.fringe < 1;
  return count;
}

Result<double> lasersOfTheLockMap(ValidationContext& context, bool stable) {
  const auto bench = context.bench("gao-lock-map.loom");
  if (!bench) return bench.error();
  for (const ArrayLock& lock : bench.value()->locks)
    if (lock.role == EmitterRole::Synapse) return static_cast<double>(lasersIn(lock, stable));
  return NAN;
}

// Exponent p of a half-range that goes as the injected power to the p, by the map's own edges.
double tongueExponent() {
  const LaserParameters laser = spinFlipLaser(0);
  const std::optional<LockMap> map = lockMap(laser, {-50, -40, -1e9, 1e9}, {2, 2});
  return std::log10(map->columnEdges[1].lockedHighHz / map->columnEdges[0].lockedHighHz);
}

#define LL_BAND_ROW(ID, GROUP, TITLE, ALPHA, DECIBEL, EDGE, EXPECTED, SHARE)                                 \
  {                                                                                                          \
    .id = ID, .group = GROUP, .title = TITLE, .unit = Unit::Gigahertz, .expected = (EXPECTED)*kGiga,         \
    .tolerance = (SHARE) * ((EXPECTED) < 0 ? -(EXPECTED) : (EXPECTED)) * kGiga, .source = kSpinFlip,         \
    .compute = [](ValidationContext&) -> Result<double> { return spinFlip(ALPHA, DECIBEL).EDGE.detuningHz; } \
  }
#define LL_PHASE_ROW(ID, TITLE, ALPHA, DECIBEL, EDGE, EXPECTED)                                         \
  {                                                                                                     \
    .id = ID, .group = "spin_flip", .title = TITLE, .unit = Unit::Radian, .expected = EXPECTED,         \
    .tolerance = 0.006, .source = kSpinFlip,                                                            \
    .compute = [](ValidationContext&) -> Result<double> { return spinFlip(ALPHA, DECIBEL).EDGE.phase; } \
  }
#define LL_WEAK_ROW(ID, TITLE, X, EXPECTED)                                                   \
  {                                                                                           \
    .id = ID, .group = "locking", .title = TITLE, .unit = Unit::Radian, .expected = EXPECTED, \
    .tolerance = 3e-3, .source = kClassB, .note = kWeakNote,                                  \
    .compute = [](ValidationContext&) -> Result<double> { return weakPhase(X); }              \
  }

constexpr const char* kWeakNote = LL_TEXT(
    "That run's injection changes its own amplitude by parts in a "
    "thousand, and its phase with it; here it is "
    "weaker, −80 dB.");
constexpr const char* kIsland =
    LL_TEXT("The longest run of stable states; a separate island near the positive edge does not count.");

const ValidationRow kRows[] = {
    LL_BAND_ROW("V9.half-range", "spin_flip", LL_TEXT("α 0, −20 dB: upper edge of the stable band"), 0, -20,
                bandHigh, 0.565, 0.02),
    {.id = "V9",
     .group = "spin_flip",
     .title = LL_TEXT("α 0: phase over the whole band"),
     .unit = Unit::Radian,
     .expected = kPi,
     .tolerance = 0.02 * kPi,
     .source = kSpinFlip,
     .compute = [](ValidationContext&) -> Result<double> {
       const LockSolution s = spinFlip(0, -20);
       return s.bandLow.phase - s.bandHigh.phase;
     }},
    {.id = "V9.arcsine",
     .group = "spin_flip",
     .title = LL_TEXT("α 0: phase at half the half-range"),
     .unit = Unit::Radian,
     .expected = -0.523599,
     .tolerance = 0.02 * 0.523599,
     .source = kClosedForm,
     .compute = [](ValidationContext&) -> Result<double> {
       const LockSolution s = spinFlip(0, -40);
       return laserAtDetuning(s, 0.5 * s.staticHalfRangeHz).point.phase;
     }},
    LL_BAND_ROW("V11.low", "spin_flip", LL_TEXT("α 3, 0 dB: lower edge"), 3, 0, bandLow, -15.05, 0.02),
    LL_BAND_ROW("V11.high", "spin_flip", LL_TEXT("α 3, 0 dB: upper edge"), 3, 0, bandHigh, -1.66, 0.02),
    LL_PHASE_ROW("V11.phase-low", LL_TEXT("α 3, 0 dB: phase at the lower edge"), 3, 0, bandLow, 0.385),
    LL_PHASE_ROW("V11.phase-high", LL_TEXT("α 3, 0 dB: phase at the upper edge"), 3, 0, bandHigh, -1.148),
    LL_BAND_ROW("V12.low", "spin_flip", LL_TEXT("α 3, −30 dB: lower edge"), 3, -30, bandLow, -0.562, 0.03),
    {.id = "V12.high",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, −30 dB: upper edge"),
     .unit = Unit::Gigahertz,
     .expected = -0.120 * kGiga,
     .tolerance = 0.0036 * kGiga,
     .source = kSpinFlip,
     .note = kIsland,
     .compute = [](ValidationContext&) -> Result<double> { return spinFlip(3, -30).bandHigh.detuningHz; }},
    LL_BAND_ROW("V12.weak-low", "spin_flip", LL_TEXT("α 3, −40 dB: lower edge"), 3, -40, bandLow, -0.178,
                0.03),
    LL_BAND_ROW("V12.weak-high", "spin_flip", LL_TEXT("α 3, −40 dB: upper edge"), 3, -40, bandHigh, 0.179,
                0.03),
    LL_BAND_ROW("V13.low", "spin_flip", LL_TEXT("α 3, −20 dB: lower edge"), 3, -20, bandLow, -1.75, 0.05),
    {.id = "V13.high",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, −20 dB: upper edge, a Hopf bifurcation"),
     .unit = Unit::Gigahertz,
     .expected = -1.09 * kGiga,
     .tolerance = 0.055 * kGiga,
     .source = kSpinFlip,
     .note = LL_TEXT("Positive detuning is unstable: the laser oscillates there."),
     .compute = [](ValidationContext&) -> Result<double> { return spinFlip(3, -20).bandHigh.detuningHz; }},
    LL_BAND_ROW("spin-flip.3-10-low", "spin_flip", LL_TEXT("α 3, −10 dB: lower edge"), 3, -10, bandLow, -5.33,
                0.01),
    LL_BAND_ROW("spin-flip.3-10-high", "spin_flip", LL_TEXT("α 3, −10 dB: upper edge"), 3, -10, bandHigh,
                -3.23, 0.01),
    LL_BAND_ROW("spin-flip.5-30-low", "spin_flip", LL_TEXT("α 5, −30 dB: lower edge"), 5, -30, bandLow,
                -0.905, 0.01),
    LL_BAND_ROW("spin-flip.5-30-high", "spin_flip", LL_TEXT("α 5, −30 dB: upper edge"), 5, -30, bandHigh,
                -0.619, 0.01),
    LL_BAND_ROW("spin-flip.5-0-low", "spin_flip", LL_TEXT("α 5, 0 dB: lower edge"), 5, 0, bandLow, -24.11,
                0.01),
    LL_BAND_ROW("spin-flip.5-0-high", "spin_flip", LL_TEXT("α 5, 0 dB: upper edge"), 5, 0, bandHigh, -11.65,
                0.01),
    LL_BAND_ROW("spin-flip.2-0-low", "spin_flip", LL_TEXT("α 2, 0 dB: lower edge"), 2, 0, bandLow, -10.76,
                0.01),
    LL_BAND_ROW("spin-flip.2-0-high", "spin_flip", LL_TEXT("α 2, 0 dB: upper edge"), 2, 0, bandHigh, 2.20,
                0.01),
    {.id = "V14.frequency",
     .group = "spin_flip",
     .title = LL_TEXT("Relaxation oscillation of the free laser, undamped"),
     .unit = Unit::Gigahertz,
     .expected = 3.19 * kGiga,
     .tolerance = 0.0319 * kGiga,
     .source = "√(2 k γ_c (μ − 1))/2π",
     .compute = [](ValidationContext&) -> Result<double> {
       return relaxationOscillation(spinFlipLaser(3)).frequencyHz;
     }},
    {.id = "V14.damping",
     .group = "spin_flip",
     .title = LL_TEXT("Its damping"),
     .unit = Unit::PerSecond,
     .expected = 2.28e9,
     .tolerance = 0.0228e9,
     .source = "γ_c μ",
     .compute = [](ValidationContext&) -> Result<double> {
       return relaxationOscillation(spinFlipLaser(3)).dampingPerS;
     }},
    {.id = "spin-flip.zero",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, −30 to 0 dB: ratios at which zero detuning is stable"),
     .expected = 0,
     .bound = Bound::AtMost,
     .source = "core/model.md, section 3",
     .note = LL_TEXT("Of four, 10 dB apart: zero detuning lies outside the stable band at every one."),
     .compute = [](ValidationContext&) -> Result<double> {
       double stable = 0;
       for (const double decibel : {-30.0, -20.0, -10.0, 0.0})
         stable += laserAtDetuning(spinFlip(3, decibel), 0).inBand;
       return stable;
     }},
    {.id = "spin-flip.bias",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, 0 dB: where auto-bias tunes it"),
     .unit = Unit::Gigahertz,
     .expected = -10.05 * kGiga,
     .tolerance = 0.01 * kGiga,
     .source = "core/model.md, section 3",
     .compute = [](ValidationContext&) -> Result<double> { return spinFlip(3, 0).working.detuningHz; }},
    {.id = "spin-flip.weight",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, 0 dB: largest weight"),
     .expected = 0.43,
     .tolerance = 0.005,
     .source = "core/model.md, section 3",
     .compute = [](ValidationContext&) -> Result<double> { return spinFlip(3, 0).weightLimit; }},
    {.id = "spin-flip.weak-weight",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, −40 dB: largest weight"),
     .expected = 0.71,
     .tolerance = 0.005,
     .source = "core/model.md, section 3",
     .compute = [](ValidationContext&) -> Result<double> { return spinFlip(3, -40).weightLimit; }},
    {.id = "spin-flip.adler-rate",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, 0 dB: damping at the working point"),
     .unit = Unit::PerSecond,
     .expected = 8.1e9,
     .tolerance = 0.05e9,
     .source = kSpinFlip,
     .note = LL_TEXT("Adler's formula would say more than ten times as much."),
     .compute = [](ValidationContext&) -> Result<double> {
       return spinFlip(3, 0).dynamics.relaxationRatePerS;
     }},
    {.id = "spin-flip.equilibria",
     .group = "spin_flip",
     .title = LL_TEXT("Nine equilibria at weak injection"),
     .source = "arXiv:2103.02678",
     .note = LL_TEXT("Does not apply: that laser has two polarisation modes. With one there are one or three "
                     "fixed points, and all are found.")},

    {.id = "V8.static",
     .group = "locking",
     .title = LL_TEXT("Edge emitter, −40 dB: static half-range"),
     .unit = Unit::Gigahertz,
     .expected = 0.918 * kGiga,
     .tolerance = 0.0184 * kGiga,
     .source = "κ √(1+α²) r, Iyer's parameters",
     .compute = [](ValidationContext&) -> Result<double> { return staticHalfRangeHz(edgeEmitter(), 1e-4); }},
    {.id = "V8.weak-low",
     .group = "locking",
     .title = LL_TEXT("Edge emitter, −40 dB: lower edge"),
     .unit = Unit::Gigahertz,
     .expected = -0.907 * kGiga,
     .tolerance = 0.0181 * kGiga,
     .source = "Iyer's code in time",
     .compute = [](ValidationContext&) -> Result<double> { return edge(-40).bandLow.detuningHz; }},
    {.id = "V8.weak-high",
     .group = "locking",
     .title = LL_TEXT("Edge emitter, −40 dB: upper edge"),
     .unit = Unit::Gigahertz,
     .expected = 0.922 * kGiga,
     .tolerance = 0.0184 * kGiga,
     .source = "Iyer's code in time",
     .compute = [](ValidationContext&) -> Result<double> { return edge(-40).bandHigh.detuningHz; }},
    {.id = "V8.fixed-low",
     .group = "locking",
     .title = LL_TEXT("Edge emitter, −30 dB: lower end of the fixed points"),
     .unit = Unit::Gigahertz,
     .expected = -2.85 * kGiga,
     .tolerance = 0.0855 * kGiga,
     .source = "Iyer's code in time",
     .compute = [](ValidationContext&) -> Result<double> { return edge(-30).lockedLow.detuningHz; }},
    {.id = "V8.fixed-high",
     .group = "locking",
     .title = LL_TEXT("Edge emitter, −30 dB: upper end of the fixed points"),
     .unit = Unit::Gigahertz,
     .expected = 2.94 * kGiga,
     .tolerance = 0.0882 * kGiga,
     .source = "Iyer's code in time",
     .note =
         LL_TEXT("The reference calls −2.85 … +2.94 GHz a locking band. It is the range of fixed points: the "
                 "stable band ends at the next row."),
     .compute = [](ValidationContext&) -> Result<double> { return edge(-30).lockedHigh.detuningHz; }},
    {.id = "V8.hopf",
     .group = "locking",
     .title = LL_TEXT("Edge emitter, −30 dB: Hopf edge of the stable band"),
     .unit = Unit::Gigahertz,
     .expected = 0.14 * kGiga,
     .tolerance = 0.01 * kGiga,
     .source = "eigenvalues; Iyer's laser swings at +0.2 GHz",
     .compute = [](ValidationContext&) -> Result<double> { return edge(-30).bandHigh.detuningHz; }},
    {.id = "V10.2",
     .group = "locking",
     .title = LL_TEXT("Textbook phase span, α 2"),
     .unit = Unit::Radian,
     .expected = 2.034,
     .tolerance = 1e-3,
     .source = "π − atan α",
     .compute = [](ValidationContext&) -> Result<double> { return textbookSpan(2); }},
    {.id = "V10.3",
     .group = "locking",
     .title = LL_TEXT("Textbook phase span, α 3"),
     .unit = Unit::Radian,
     .expected = 1.893,
     .tolerance = 1e-3,
     .source = "π − atan α",
     .compute = [](ValidationContext&) -> Result<double> { return textbookSpan(3); }},
    {.id = "V10.5",
     .group = "locking",
     .title = LL_TEXT("Textbook phase span, α 5"),
     .unit = Unit::Radian,
     .expected = 1.768,
     .tolerance = 1e-3,
     .source = "π − atan α",
     .note = LL_TEXT("The textbook range is wrong in much of the plane; no lock is computed from it."),
     .compute = [](ValidationContext&) -> Result<double> { return textbookSpan(5); }},
    {.id = "V15",
     .group = "locking",
     .title = LL_TEXT("Locked phase variance, 50 MHz linewidth, ±10 GHz, in rad²"),
     .expected = 2.50e-3,
     .tolerance = 2.5e-5,
     .source = "π δν/ω_e",
     .compute = [](ValidationContext&) -> Result<double> {
       return adlerDynamics(2 * kPi * 10e9, {}).phaseVariance;
     }},
    {.id = "V15.in-time",
     .group = "locking",
     .title = LL_TEXT("The same of 4096 lasers in time, in rad²"),
     .expected = 2.50e-3,
     .tolerance = 7.5e-5,
     .standardErrors = 6.6,
     .source = "π δν/ω_e",
     .compute = [](ValidationContext&) -> Result<double> { return drawnPhaseVariance(); }},
    {.id = "V16",
     .group = "locking",
     .title = LL_TEXT("Adler settling, ±10 GHz, after 40 ps"),
     .expected = 0.0810,
     .tolerance = 0.00081,
     .source = "exp(−ω_e T)",
     .compute = [](ValidationContext&) -> Result<double> {
       return adlerDynamics(2 * kPi * 10e9, {LaserParameters{}, 1.0, Time::picoseconds(40), 1.0})
           .settlingResidue;
     }},
    {.id = "V16.in-time",
     .group = "locking",
     .title = LL_TEXT("The same of a laser in time"),
     .expected = 0.0810,
     .tolerance = 0.00081,
     .source = "exp(−ω_e T)",
     .compute = [](ValidationContext&) -> Result<double> { return settlingInTime(); }},
    {.id = "V17",
     .group = "locking",
     .title = LL_TEXT("Slip rate at 1.25 of the half-range, over the half-range"),
     .expected = 0.75,
     .tolerance = 0.0075,
     .source = "√(Δω² − Δω_L²)",
     .compute = [](ValidationContext&) -> Result<double> { return slipRate(); }},
    {.id = "V30.range",
     .group = "locking",
     .title = LL_TEXT("Half-range when the injected field doubles"),
     .expected = 2,
     .tolerance = 0.04,
     .source = "Kobayashi & Kimura (1982)",
     .compute = [](ValidationContext&) -> Result<double> {
       return adler(2, 4e-3).staticHalfRangeHz / adler(2, 1e-3).staticHalfRangeHz;
     }},
    {.id = "V30.drive",
     .group = "locking",
     .title = LL_TEXT("Drive over the usable range, likewise"),
     .expected = 2,
     .tolerance = 0.04,
     .source = "Kobayashi & Kimura (1982)",
     .compute = [](ValidationContext&) -> Result<double> {
       const LockSolution once = adler(2, 1e-3), twice = adler(2, 4e-3);
       return (twice.usableHigh.detuningHz - twice.usableLow.detuningHz) /
              (once.usableHigh.detuningHz - once.usableLow.detuningHz);
     }},
    {.id = "V30.noise",
     .group = "locking",
     .title = LL_TEXT("Rms phase noise, likewise"),
     .expected = 0.70711,
     .tolerance = 0.0141,
     .source = "Kobayashi & Kimura (1982)",
     .compute = [](ValidationContext&) -> Result<double> {
       return std::sqrt(adler(2, 4e-3).dynamics.phaseVariance / adler(2, 1e-3).dynamics.phaseVariance);
     }},
    LL_WEAK_ROW("locking.phase-2", LL_TEXT("Locked phase at Δω = −2 κ√ρ"), -2, -0.56225),
    LL_WEAK_ROW("locking.phase-1", LL_TEXT("Locked phase at Δω = −κ√ρ"), -1, -0.92669),
    LL_WEAK_ROW("locking.phase0", LL_TEXT("Locked phase at Δω = 0"), 0, -1.24905),
    LL_WEAK_ROW("locking.phase+0.5", LL_TEXT("Locked phase at Δω = 0.5 κ√ρ"), 0.5, -1.40790),
    LL_WEAK_ROW("locking.phase+0.99", LL_TEXT("Locked phase at Δω = 0.99 κ√ρ"), 0.99, -1.56747),
    {.id = "locking.edge",
     .group = "locking",
     .title = LL_TEXT("Saddle-node edge in κ√ρ, α 3"),
     .expected = -3.16228,
     .tolerance = 1e-3,
     .source = kClassB,
     .note = LL_TEXT("−√(1+α²). The positive edge is not +1: it is a Hopf bifurcation."),
     .compute = [](ValidationContext&) -> Result<double> { return weakEdge(); }},
    {.id = "locking.free-running",
     .group = "locking",
     .title = LL_TEXT("Light–current curves of free-running VCSELs"),
     .source = "mjungo/VISTAS; Optiwave VCSEL lesson",
     .note =
         LL_TEXT("Does not apply: a laser's curve is entered here (threshold, slope, voltage), not computed "
                 "from its layers.")},
    {.id = "locking.coupled",
     .group = "locking",
     .title = LL_TEXT("Two lasers under mutual injection"),
     .source = "mfkiwl/Coupled-Mode-Lasers; Sci. Rep. 8, 109 (2018)",
     .note = LL_TEXT("Does not apply: followers see the leader only, never each other.")},

    {.id = "V29.per-kelvin",
     .group = "tuning",
     .title = LL_TEXT("Tuning per kelvin at 974 nm"),
     .unit = Unit::GigahertzPerKelvin,
     .expected = -20.2e9,
     .tolerance = 0.202e9,
     .source = "0.064 nm/K, Grabowski et al.",
     .compute = [](ValidationContext&) -> Result<double> { return defaultOf("tuning_temperature"); }},
    {.id = "V29.per-milliampere",
     .group = "tuning",
     .title = LL_TEXT("Tuning per milliampere at rest"),
     .unit = Unit::GigahertzPerMilliampere,
     .expected = -113e12,
     .tolerance = 1.13e12,
     .source = "0.064 nm/K, 2.8 K/mW, 2 V",
     .compute = [](ValidationContext&) -> Result<double> { return defaultOf("tuning_thermal"); }},
    {.id = "tuning.neighbour",
     .group = "tuning",
     .title = LL_TEXT("Shift by a milliwatt in the next laser, 80 µm away in GaAs"),
     .unit = Unit::Gigahertz,
     .expected = -0.87 * kGiga,
     .tolerance = 0.0174 * kGiga,
     .source = "1/(2π k d), 46 W/(m K)",
     .compute = [](ValidationContext&) -> Result<double> {
       const double coupling = 1 / (2 * kPi * 46 * 80e-6);
       return defaultOf("tuning_temperature") * neighbourHeating(1, 2, coupling, {1e-3, 0})[1];
     }},

    {.id = "gao.stable",
     .group = "gao_2026",
     .title = LL_TEXT("Lasers of the lock map that rest"),
     .expected = 18,
     .tolerance = 0,
     .source = "detunings of the example",
     .note = LL_TEXT("The publication asks which lasers lock; the 25 detunings are chosen here."),
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext& context) { return lasersOfTheLockMap(context, true); }},
    {.id = "gao.oscillating",
     .group = "gao_2026",
     .title = LL_TEXT("Lasers that oscillate"),
     .expected = 4,
     .tolerance = 0,
     .source = "detunings of the example",
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext& context) { return lasersOfTheLockMap(context, false); }},
    {.id = "gao.tongue",
     .group = "gao_2026",
     .title = LL_TEXT("Width of the tongue: exponent of the injected power"),
     .expected = 0.5,
     .tolerance = 0.005,
     .source = "width ∝ √P_inj",
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext&) -> Result<double> { return tongueExponent(); }},
    {.id = "gao.margin",
     .group = "gao_2026",
     .title = LL_TEXT("More light widens the margin: band at 0 dB over −20 dB"),
     .expected = 10,
     .bound = Bound::AtLeast,
     .source = "Gao et al., abstract",
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext&) -> Result<double> {
       const LockSolution strong = spinFlip(3, 0), weak = spinFlip(3, -20);
       return (strong.bandHigh.detuningHz - strong.bandLow.detuningHz) /
              (weak.bandHigh.detuningHz - weak.bandLow.detuningHz);
     }},
    {.id = "gao.accuracy",
     .group = "gao_2026",
     .title = LL_TEXT("Accuracy against the injection ratio"),
     .source = "Gao et al., abstract",
     .note = LL_TEXT(
         "Does not apply: the abstract gives no number, and the leader there carries data that leaks "
         "through the lock. Move “Injected light” in the lock inspector to see how this bench answers."),
     .example = "gao-lock-map.loom"},
};

#undef LL_BAND_ROW
#undef LL_PHASE_ROW
#undef LL_WEAK_ROW

}  // namespace

std::span<const ValidationRow> lockingRows() {
  return kRows;
}

}  // namespace lightloom::validation
