#include <cmath>
#include <complex>
#include <vector>

#include "design/kind.h"
#include "validation/internal/photon_budget.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

using constants::kPi;

constexpr double kGiga = 1e9;
constexpr const char* kSpinFlip =
    "another program, spin-flip set: roots of the cubic in N, eigenvalues of fields and carriers";
constexpr const char* kIyer = "the same program on the parameters of Iyer's code";
constexpr const char* kRungeKutta = "the same ring-down by another program, Runge–Kutta in double precision";
constexpr const char* kFields = "fields of the 25 lasers, integrated in time by another program";

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

LockSolution spinFlip(ValidationContext& context, double alpha, double decibel) {
  return context.laws().lock({spinFlipLaser(alpha), linear(decibel), Time::picoseconds(100), 1.0});
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

LockSolution edge(ValidationContext& context, double decibel) {
  return context.laws().lock({edgeEmitter(), linear(decibel), Time::picoseconds(100), 1.0});
}

LaserParameters adlerLaser(double alpha) {
  LaserParameters laser;
  laser.alpha = alpha;
  laser.model = LockModel::Adler;
  return laser;
}

// The injection ratio at which Adler's equation of this laser locks over ± a frequency.
double ratioForHalfRange(const LaserParameters& laser, double halfRangeHz) {
  return std::pow(halfRangeHz / staticHalfRangeHz(laser, 1), 2);
}

// dB: the weak-injection limit to parts in a hundred thousand, of single fixed points and of solved bands.
constexpr double kWeak = -80, kWeakest = -100;

// The unit of detunings of a weakly injected laser, κ√ρ/2π.
double weakUnitHz(const LaserParameters& laser) {
  return laser.couplingRatePerS * std::sqrt(linear(kWeak)) / (2 * kPi);
}

// Phase between the edge of the fixed points at negative detuning and the point where the gain is that of
// threshold, on the branch of a weakly injected laser.
double thresholdSpan(ValidationContext& context, double alpha) {
  const LaserParameters laser = spinFlipLaser(alpha);
  const double unit = weakUnitHz(laser);
  double low = 0.5, high = 1.5;
  for (int halving = 0; halving < 50; ++halving) {
    const double middle = (low + high) / 2;
    const std::vector<FixedPoint> points = context.laws().fixedPoints(laser, linear(kWeak), middle * unit);
    (!points.empty() && points.back().amplitude > 1 ? low : high) = middle;
  }
  const std::vector<FixedPoint> points = context.laws().fixedPoints(laser, linear(kWeak), low * unit);
  if (points.empty()) return NAN;
  return spinFlip(context, alpha, kWeak).lockedLow.phase - points.back().phase;
}

// How a number of a weakly injected laser changes when the injected field doubles.
double whenDoubled(ValidationContext& context, double (*number)(const LockSolution&)) {
  return number(spinFlip(context, 2, kWeakest + 20 * std::log10(2.0))) /
         number(spinFlip(context, 2, kWeakest));
}

LaserArray adlerArray(ValidationContext& context, int lasers, bool noise, double detuningShare,
                      std::uint64_t seed) {
  LaserParameters laser = adlerLaser(2);
  if (!noise) laser.linewidthHz = 0;
  const double ratio = ratioForHalfRange(laser, 10e9);
  LaserArray array = context.laws().lasers(laser, lasers, Time::picoseconds(0.25), seed);
  for (int i = 0; i < lasers; ++i) {
    array.drive(i, {detuningShare * 10e9, ratio});
    array.place(i, {-std::atan(laser.alpha)});
  }
  return array;
}

// The root λ of a free-running laser that rings down in time: amplitudes a_n = Σ c e^{λ t} of one pair of
// conjugate roots obey a_{n+2} = p a_{n+1} + q a_n, p and q by least squares.
std::complex<double> ringing(ValidationContext& context) {
  constexpr int kSamples = 60, kStepsApart = 250;
  LaserParameters laser = spinFlipLaser(3);
  laser.linewidthHz = 0;
  LaserArray array = context.laws().lasers(laser, 1, Time::picoseconds(0.2), 1);
  array.place(0, {0, 0, 1.05, 1});
  std::vector<double> a;
  for (int sample = 0; sample < kSamples; ++sample) {
    array.step(kStepsApart);
    a.push_back(array.at(0).amplitude - 1);
  }
  double aa = 0, ab = 0, bb = 0, ac = 0, bc = 0;
  for (std::size_t n = 0; n + 2 < a.size(); ++n) {
    aa += a[n + 1] * a[n + 1];
    ab += a[n + 1] * a[n];
    bb += a[n] * a[n];
    ac += a[n + 1] * a[n + 2];
    bc += a[n] * a[n + 2];
  }
  const double det = aa * bb - ab * ab, p = (ac * bb - bc * ab) / det, q = (aa * bc - ab * ac) / det;
  const std::complex<double> root = (p + std::sqrt(std::complex<double>(p * p + 4 * q))) / 2.0;
  return std::log(root) / (kStepsApart * array.stepTime().seconds());
}

// Variance of the phase at the centre, over lasers and over times further apart than the phase remembers.
double drawnPhaseVariance(ValidationContext& context) {
  constexpr int kLasers = 4096, kTimes = 24, kStepsApart = 400;
  LaserArray array = adlerArray(context, kLasers, true, 0, seedOf("V15.in-time"));
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
double settlingInTime(ValidationContext& context) {
  LaserArray array = adlerArray(context, 1, false, 0.01, 1);
  array.step(160);
  return 1 - (array.at(0).phase + std::atan(2.0)) / -std::asin(0.01);
}

// Mean rate of slips over the half-range, at 1.25 of it.
double slipRate(ValidationContext& context) {
  LaserArray array = adlerArray(context, 1, false, 1.25, 1);
  array.step(80000);
  const LaserMoment moment = array.at(0);
  const double turns = (moment.phase + std::atan(2.0)) / (2 * kPi) + static_cast<double>(moment.slips);
  return std::fabs(turns) / (80000 * array.stepTime().seconds()) / 10e9;
}

// Phase of the laser that is locked at x κ√ρ, weakly injected, without what is left of the amplitude's
// change.
double weakPhase(ValidationContext& context, double x) {
  const LaserParameters laser = spinFlipLaser(3);
  const std::vector<FixedPoint> points =
      context.laws().fixedPoints(laser, linear(kWeak), x * weakUnitHz(laser));
  return points.empty() ? NAN : points.back().phase;
}

// Temperature at a distance from a watt that enters a half-space of GaAs at its surface, K/W: the heat kernel
// of all moments before, D = 46 W/(m K) over 5.32 g/cm³ and 0.33 J/(g K), in steps of 1 % of time.
double warmth(double distance) {
  constexpr double kConductivity = 46, kHeatCapacity = 5320.0 * 330;
  const double diffusivity = kConductivity / kHeatCapacity, own = distance * distance / (4 * diffusivity);
  double sum = 0;
  for (double time = own / 50; time < own * 1e10; time *= 1.01)
    sum += 2 / (kHeatCapacity * std::pow(4 * kPi * diffusivity * time, 1.5)) * std::exp(-own / time) * time *
           std::log(1.01);
  return sum;
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
double tongueExponent(ValidationContext& context) {
  const std::optional<LockMap> map = context.laws().lockMap(spinFlipLaser(0), {-70, -60, -1e9, 1e9});
  return std::log10(map->columnEdges[1].lockedHighHz / map->columnEdges[0].lockedHighHz);
}

// Numbers of the other program come with six digits, in GHz.
#define LL_BAND_ROW(ID, TITLE, ALPHA, DECIBEL, EDGE, EXPECTED)                                             \
  {                                                                                                        \
    .id = ID, .group = "spin_flip", .title = TITLE, .unit = Unit::Gigahertz, .expected = (EXPECTED)*kGiga, \
    .tolerance = 5e-6 * ((EXPECTED) < 0 ? -(EXPECTED) : (EXPECTED)) * kGiga, .toleranceFrom = kSixDigits,  \
    .failsWhen = kWrongBand, .source = kSpinFlip,                                                          \
    .compute = [](ValidationContext& context) -> Result<double> {                                          \
      return spinFlip(context, ALPHA, DECIBEL).EDGE.detuningHz;                                            \
    }                                                                                                      \
  }
#define LL_SPIN_FLIP_ROW(ID, TITLE, UNIT, EXPECTED, HALF, FAILS, ALPHA, DECIBEL, VALUE)                    \
  {                                                                                                        \
    .id = ID, .group = "spin_flip", .title = TITLE, .unit = UNIT, .expected = EXPECTED, .tolerance = HALF, \
    .toleranceFrom = kLastDigit, .failsWhen = FAILS, .source = kSpinFlip,                                  \
    .compute = [](ValidationContext& context) -> Result<double> {                                          \
      const LockSolution s = spinFlip(context, ALPHA, DECIBEL);                                            \
      return VALUE;                                                                                        \
    }                                                                                                      \
  }
#define LL_EDGE_ROW(ID, TITLE, DECIBEL, EDGE, EXPECTED, NOTE)                                             \
  {                                                                                                       \
    .id = ID, .group = "locking", .title = TITLE, .unit = Unit::Gigahertz, .expected = (EXPECTED)*kGiga,  \
    .tolerance = 5e-6 * ((EXPECTED) < 0 ? -(EXPECTED) : (EXPECTED)) * kGiga, .toleranceFrom = kSixDigits, \
    .failsWhen = kWrongBand, .source = kIyer, .note = NOTE,                                               \
    .compute = [](ValidationContext& context) -> Result<double> {                                         \
      return edge(context, DECIBEL).EDGE.detuningHz;                                                      \
    }                                                                                                     \
  }
#define LL_SPAN_ROW(ID, TITLE, ALPHA, EXPECTED, NOTE)                                                     \
  {                                                                                                       \
    .id = ID, .group = "locking", .title = TITLE, .unit = Unit::Radian, .expected = EXPECTED,             \
    .tolerance = 2e-5, .toleranceFrom = kWeakly, .failsWhen = kNoTextbook, .source = "π − atan α",        \
    .note = NOTE,                                                                                         \
    .compute = [](ValidationContext& context) -> Result<double> { return thresholdSpan(context, ALPHA); } \
  }
#define LL_DOUBLED_ROW(ID, TITLE, EXPECTED, NUMBER)                                                     \
  {                                                                                                     \
    .id = ID, .group = "locking", .title = TITLE, .expected = EXPECTED, .tolerance = 2e-4 * (EXPECTED), \
    .toleranceFrom = kWeaklyDoubled, .failsWhen = kNoAdler, .source = "Kobayashi & Kimura (1982)",      \
    .compute = [](ValidationContext& context) -> Result<double> {                                       \
      return whenDoubled(context, [](const LockSolution& s) -> double { return NUMBER; });              \
    }                                                                                                   \
  }
#define LL_WEAK_ROW(ID, TITLE, X, EXPECTED)                                                       \
  {                                                                                               \
    .id = ID, .group = "locking", .title = TITLE, .unit = Unit::Radian, .expected = EXPECTED,     \
    .tolerance = 2e-5, .toleranceFrom = kWeakly, .failsWhen = kUnturned,                          \
    .source = "−asin(x/√(1+α²)) − atan α, α 3",                                                   \
    .compute = [](ValidationContext& context) -> Result<double> { return weakPhase(context, X); } \
  }

constexpr const char* kSixDigits = LL_TEXT("The other program's number is rounded to six digits.");
constexpr const char* kWeakly =
    LL_TEXT("The injection of −80 dB changes amplitude and phase by parts in a hundred thousand.");
constexpr const char* kWeaklyDoubled =
    LL_TEXT("At −100 dB the carriers follow the lock to parts in ten thousand.");
constexpr const char* kWrongBand = LL_TEXT(
    "Rate equations with a wrong coefficient, a wrong unit of the injected field or an edge that is not "
    "where "
    "an eigenvalue crosses the axis fail it.");
constexpr const char* kWrongDynamics =
    LL_TEXT("A Jacobian at the wrong point, or its fastest eigenvalue in place of its slowest, fails it.");
constexpr const char* kWrongBias = LL_TEXT(
    "A working point in the middle of the detuning in place of the phase, or another usable share of the "
    "band, "
    "fails it.");
constexpr const char* kIsland =
    LL_TEXT("The longest run of stable states; a separate island near the positive edge does not count.");
constexpr const char* kRinging = LL_TEXT("Steps of 0.2 ps in single precision.");
constexpr const char* kCounted = LL_TEXT("A count has no error.");
constexpr const char* kWrongStates =
    LL_TEXT("A bench that injects another power or takes an oscillating laser for one at rest fails it.");
constexpr const char* kScan = LL_TEXT("Iyer's code, scanned in time, gives −0.907 … +0.922 GHz.");
constexpr const char* kCited = LL_TEXT("A default of the program that was taken from this publication.");
constexpr const char* kNoTextbook = LL_TEXT(
    "Rate equations whose fixed points do not become those of the textbook at weak injection fail it.");
constexpr const char* kNoAdler =
    LL_TEXT("Rate equations that do not become Adler's equation at weak injection fail it.");
constexpr const char* kUnturned =
    LL_TEXT("Fixed points whose carriers do not turn the phase by atan α fail it.");

const ValidationRow kRows[] = {
    LL_BAND_ROW("V9.half-range", LL_TEXT("α 0, −20 dB: upper edge of the stable band"), 0, -20, bandHigh,
                0.565114),
    LL_SPIN_FLIP_ROW("V9", LL_TEXT("α 0, −20 dB: phase over the whole band"), Unit::Radian, 3.18183, 5e-6,
                     kWrongBand, 0, -20, s.bandLow.phase - s.bandHigh.phase),
    LL_SPIN_FLIP_ROW("V9.arcsine", LL_TEXT("α 0, −40 dB: phase at half the half-range"), Unit::Radian,
                     -0.524604, 5e-7, kWrongBand, 0, -40, laserAtDetuning(s, 0.5 * 56.5e6).point.phase),
    LL_BAND_ROW("V11.low", LL_TEXT("α 3, 0 dB: lower edge"), 3, 0, bandLow, -15.0460),
    LL_BAND_ROW("V11.high", LL_TEXT("α 3, 0 dB: upper edge"), 3, 0, bandHigh, -1.66073),
    LL_SPIN_FLIP_ROW("V11.phase-low", LL_TEXT("α 3, 0 dB: phase at the lower edge"), Unit::Radian, 0.384952,
                     5e-7, kWrongBand, 3, 0, s.bandLow.phase),
    LL_SPIN_FLIP_ROW("V11.phase-high", LL_TEXT("α 3, 0 dB: phase at the upper edge"), Unit::Radian, -1.14830,
                     5e-6, kWrongBand, 3, 0, s.bandHigh.phase),
    LL_BAND_ROW("V12.low", LL_TEXT("α 3, −30 dB: lower edge"), 3, -30, bandLow, -0.561614),
    {.id = "V12.high",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, −30 dB: upper edge"),
     .unit = Unit::Gigahertz,
     .expected = -0.119814 * kGiga,
     .tolerance = 0.6e-6 * kGiga,
     .toleranceFrom = kSixDigits,
     .failsWhen = LL_TEXT("A band that takes an island of stability with it fails it."),
     .source = kSpinFlip,
     .note = kIsland,
     .compute = [](ValidationContext& context) -> Result<double> {
       return spinFlip(context, 3, -30).bandHigh.detuningHz;
     }},
    LL_BAND_ROW("V12.weak-low", LL_TEXT("α 3, −40 dB: lower edge"), 3, -40, bandLow, -0.178328),
    LL_BAND_ROW("V12.weak-high", LL_TEXT("α 3, −40 dB: upper edge"), 3, -40, bandHigh, 0.179010),
    LL_BAND_ROW("V13.low", LL_TEXT("α 3, −20 dB: lower edge"), 3, -20, bandLow, -1.75331),
    {.id = "V13.high",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, −20 dB: upper edge, a Hopf bifurcation"),
     .unit = Unit::Gigahertz,
     .expected = -1.09443 * kGiga,
     .tolerance = 5e-6 * kGiga,
     .toleranceFrom = kSixDigits,
     .failsWhen = LL_TEXT("A band that ends where fixed points end, and not where they begin to oscillate, "
                          "fails it."),
     .source = kSpinFlip,
     .note = LL_TEXT("Positive detuning is unstable: the laser oscillates there."),
     .compute = [](ValidationContext& context) -> Result<double> {
       return spinFlip(context, 3, -20).bandHigh.detuningHz;
     }},
    LL_BAND_ROW("spin-flip.3-10-low", LL_TEXT("α 3, −10 dB: lower edge"), 3, -10, bandLow, -5.33070),
    LL_BAND_ROW("spin-flip.3-10-high", LL_TEXT("α 3, −10 dB: upper edge"), 3, -10, bandHigh, -3.23221),
    LL_BAND_ROW("spin-flip.5-30-low", LL_TEXT("α 5, −30 dB: lower edge"), 5, -30, bandLow, -0.905391),
    LL_BAND_ROW("spin-flip.5-30-high", LL_TEXT("α 5, −30 dB: upper edge"), 5, -30, bandHigh, -0.619145),
    LL_BAND_ROW("spin-flip.5-0-low", LL_TEXT("α 5, 0 dB: lower edge"), 5, 0, bandLow, -24.1067),
    LL_BAND_ROW("spin-flip.5-0-high", LL_TEXT("α 5, 0 dB: upper edge"), 5, 0, bandHigh, -11.6431),
    LL_BAND_ROW("spin-flip.2-0-low", LL_TEXT("α 2, 0 dB: lower edge"), 2, 0, bandLow, -10.7554),
    LL_BAND_ROW("spin-flip.2-0-high", LL_TEXT("α 2, 0 dB: upper edge"), 2, 0, bandHigh, 2.19613),
    {.id = "V14.frequency",
     .group = "spin_flip",
     .title = LL_TEXT("Relaxation oscillation of a free laser that rings down from 5 %, undamped"),
     .unit = Unit::Gigahertz,
     .expected = 3.1823 * kGiga,
     .tolerance = 0.001 * kGiga,
     .toleranceFrom = kRinging,
     .failsWhen = LL_TEXT("A laser in time that exchanges light and carriers at another rate fails it."),
     .source = kRungeKutta,
     .note = LL_TEXT("At small swings √(2kγ_c(μ − 1))/2π, 3.1910 GHz."),
     .compute = [](ValidationContext& context) -> Result<double> {
       return std::abs(ringing(context)) / (2 * kPi);
     }},
    {.id = "V14.damping",
     .group = "spin_flip",
     .title = LL_TEXT("Its damping"),
     .unit = Unit::PerSecond,
     .expected = 2.3081e9,
     .tolerance = 0.003e9,
     .toleranceFrom = kRinging,
     .failsWhen = LL_TEXT("A laser in time whose carriers decay as if it gave no light fails it."),
     .source = kRungeKutta,
     .note = LL_TEXT("At small swings γ_cμ, 2.278/ns."),
     .compute = [](ValidationContext& context) -> Result<double> { return -2 * ringing(context).real(); }},
    {.id = "spin-flip.zero",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, −30 to 0 dB: ratios at which zero detuning is stable"),
     .expected = 0,
     .toleranceFrom = kCounted,
     .failsWhen = LL_TEXT("The textbook's range of locking in place of the eigenvalues fails it."),
     .bound = Bound::AtMost,
     .source = kSpinFlip,
     .note = LL_TEXT("Of four, 10 dB apart: zero detuning lies outside the stable band at every one."),
     .compute = [](ValidationContext& context) -> Result<double> {
       double stable = 0;
       for (const double decibel : {-30.0, -20.0, -10.0, 0.0})
         stable += laserAtDetuning(spinFlip(context, 3, decibel), 0).inBand;
       return stable;
     }},
    LL_SPIN_FLIP_ROW("spin-flip.bias", LL_TEXT("α 3, 0 dB: where auto-bias tunes it"), Unit::Gigahertz,
                     -10.0554 * kGiga, 5e-5 * kGiga, kWrongBias, 3, 0, s.working.detuningHz),
    LL_SPIN_FLIP_ROW("spin-flip.weight", LL_TEXT("α 3, 0 dB: largest weight"), Unit::None, 0.432498, 5e-7,
                     kWrongBias, 3, 0, s.weightLimit),
    LL_SPIN_FLIP_ROW("spin-flip.weak-weight", LL_TEXT("α 3, −40 dB: largest weight"), Unit::None, 0.707556,
                     5e-7, kWrongBias, 3, -40, s.weightLimit),
    {.id = "spin-flip.adler-rate",
     .group = "spin_flip",
     .title = LL_TEXT("α 3, 0 dB: damping at the working point"),
     .unit = Unit::PerSecond,
     .expected = 8.08418e9,
     .tolerance = 5e3,
     .toleranceFrom = kLastDigit,
     .failsWhen = kWrongDynamics,
     .source = kSpinFlip,
     .note = LL_TEXT("Adler's formula would say more than ten times as much."),
     .compute = [](ValidationContext& context) -> Result<double> {
       return spinFlip(context, 3, 0).dynamics.relaxationRatePerS;
     }},
    {.id = "spin-flip.equilibria",
     .group = "spin_flip",
     .title = LL_TEXT("Nine equilibria at weak injection"),
     .source = "arXiv:2103.02678",
     .note = LL_TEXT("Does not apply: that laser has two polarisation modes. With one there are one or three "
                     "fixed points, and all are found.")},

    {.id = "V8.static",
     .group = "locking",
     .title =
         LL_TEXT("Edge emitter: half-range of the fixed points at weak injection, as it would be at −40 dB"),
     .unit = Unit::Gigahertz,
     .expected = 0.918017 * kGiga,
     .tolerance = 5e-7 * kGiga,
     .toleranceFrom = LL_TEXT("At −100 dB the two edges stand alike to parts in a hundred thousand."),
     .failsWhen = LL_TEXT("Fixed points that do not end at κ√(1+α²) of the injected field fail it."),
     .source = "κ √(1+α²) r, Iyer's parameters",
     .compute = [](ValidationContext& context) -> Result<double> {
       const LockSolution s = edge(context, kWeakest);
       return 1000 * (s.lockedHigh.detuningHz - s.lockedLow.detuningHz) / 2;
     }},
    LL_EDGE_ROW("V8.weak-low", LL_TEXT("Edge emitter, −40 dB: lower edge"), -40, bandLow, -0.912773, kScan),
    LL_EDGE_ROW("V8.weak-high", LL_TEXT("Edge emitter, −40 dB: upper edge"), -40, bandHigh, 0.923299, kScan),
    LL_EDGE_ROW("V8.fixed-low", LL_TEXT("Edge emitter, −30 dB: lower end of the fixed points"), -30,
                lockedLow, -2.85099, ""),
    {.id = "V8.fixed-high",
     .group = "locking",
     .title = LL_TEXT("Edge emitter, −30 dB: upper end of the fixed points"),
     .unit = Unit::Gigahertz,
     .expected = 2.95625 * kGiga,
     .tolerance = 5e-6 * kGiga,
     .toleranceFrom = kSixDigits,
     .failsWhen = kWrongBand,
     .source = kIyer,
     .note =
         LL_TEXT("The reference calls −2.85 … +2.94 GHz a locking band. It is the range of fixed points: the "
                 "stable band ends at the next row."),
     .compute = [](ValidationContext& context) -> Result<double> {
       return edge(context, -30).lockedHigh.detuningHz;
     }},
    LL_EDGE_ROW("V8.hopf", LL_TEXT("Edge emitter, −30 dB: Hopf edge of the stable band"), -30, bandHigh,
                0.139310, ""),
    LL_SPAN_ROW("V10.2", LL_TEXT("Phase from the edge to threshold gain, weak injection, α 2"), 2, 2.03444,
                ""),
    LL_SPAN_ROW("V10.3", LL_TEXT("Phase from the edge to threshold gain, α 3"), 3, 1.89255, ""),
    LL_SPAN_ROW(
        "V10.5", LL_TEXT("Phase from the edge to threshold gain, α 5"), 5, 1.76819,
        LL_TEXT("The textbook takes it for the range of locking, which is wrong in much of the plane; "
                "no lock is computed from it.")),
    {.id = "V15.in-time",
     .group = "locking",
     .title = LL_TEXT("Phase variance of 4096 lasers in time, 50 MHz linewidth, ±10 GHz, in rad²"),
     .expected = 2.50e-3,
     .tolerance = 5.1e-5,
     .standardErrors = 4.5,
     .failsWhen = LL_TEXT("Phase noise of a linewidth that counts half its width fails it."),
     .source = "π δν/ω_e",
     .compute = [](ValidationContext& context) -> Result<double> { return drawnPhaseVariance(context); }},
    {.id = "V16.in-time",
     .group = "locking",
     .title = LL_TEXT("Settling of a laser in time, ±10 GHz, after 40 ps"),
     .expected = 0.0810,
     .tolerance = 5e-5,
     .toleranceFrom = kLastDigit,
     .failsWhen = LL_TEXT("A laser in time that is pulled at another rate than its half-range fails it."),
     .source = "exp(−ω_e T)",
     .compute = [](ValidationContext& context) -> Result<double> { return settlingInTime(context); }},
    {.id = "V17",
     .group = "locking",
     .title = LL_TEXT("Slip rate at 1.25 of the half-range, over the half-range"),
     .expected = 0.75,
     .tolerance = 5e-4,
     .toleranceFrom = LL_TEXT("A tenth of the 150 turns that are counted: where in a turn the run ends."),
     .failsWhen = LL_TEXT("A laser that slips at the difference of the frequencies, unpulled, fails it."),
     .source = "√(Δω² − Δω_L²)",
     .compute = [](ValidationContext& context) -> Result<double> { return slipRate(context); }},
    LL_DOUBLED_ROW("V30.range", LL_TEXT("Range of fixed points when a weak injected field doubles"), 2,
                   s.lockedHigh.detuningHz - s.lockedLow.detuningHz),
    LL_DOUBLED_ROW("V30.drive", LL_TEXT("Drive over the usable range, likewise"), 2,
                   s.usableHigh.detuningHz - s.usableLow.detuningHz),
    LL_DOUBLED_ROW("V30.noise", LL_TEXT("Rms phase noise, likewise"), 0.707107,
                   std::sqrt(s.dynamics.phaseVariance)),
    LL_WEAK_ROW("locking.phase-2", LL_TEXT("Locked phase at Δω = −2 κ√ρ"), -2, -0.564327),
    LL_WEAK_ROW("locking.phase-1", LL_TEXT("Locked phase at Δω = −κ√ρ"), -1, -0.927295),
    LL_WEAK_ROW("locking.phase0", LL_TEXT("Locked phase at Δω = 0"), 0, -1.249046),
    LL_WEAK_ROW("locking.phase+0.5", LL_TEXT("Locked phase at Δω = 0.5 κ√ρ"), 0.5, -1.407826),
    LL_WEAK_ROW("locking.phase+0.99", LL_TEXT("Locked phase at Δω = 0.99 κ√ρ"), 0.99, -1.567465),
    {.id = "locking.edge",
     .group = "locking",
     .title = LL_TEXT("Saddle-node edge in κ√ρ, α 3"),
     .expected = -3.162278,
     .tolerance = 7e-5,
     .toleranceFrom = kWeakly,
     .failsWhen = LL_TEXT("Fixed points that do not end at √(1+α²) of the injected field fail it."),
     .source = "−√(1+α²)",
     .note = LL_TEXT("The positive edge is not +1: it is a Hopf bifurcation."),
     .compute = [](ValidationContext& context) -> Result<double> {
       return spinFlip(context, 3, kWeak).lockedLow.detuningHz / weakUnitHz(spinFlipLaser(3));
     }},
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
     .kind = RowKind::Illustration,
     .unit = Unit::GigahertzPerKelvin,
     .expected = -20.2e9,
     .source = "0.064 nm/K, Grabowski et al.",
     .note = kCited,
     .compute = [](ValidationContext&) -> Result<double> { return defaultOf("tuning_temperature"); }},
    {.id = "V29.per-milliampere",
     .group = "tuning",
     .title = LL_TEXT("Tuning per milliampere at rest"),
     .kind = RowKind::Illustration,
     .unit = Unit::GigahertzPerMilliampere,
     .expected = -113e12,
     .source = "0.064 nm/K, 2.8 K/mW, 2 V",
     .note = kCited,
     .compute = [](ValidationContext&) -> Result<double> { return defaultOf("tuning_thermal"); }},
    {.id = "tuning.neighbour",
     .group = "tuning",
     .title = LL_TEXT("Shift by a milliwatt in the laser after the next, 160 µm away in GaAs"),
     .unit = Unit::Gigahertz,
     .expected = -0.4368 * kGiga,
     .tolerance = 0.00005 * kGiga,
     .toleranceFrom = kLastDigit,
     .failsWhen = LL_TEXT("Heat of other lasers that does not fall as their distance fails it."),
     .source = "1/(2π k d), 46 W/(m K)",
     .note = LL_TEXT("The heating at one pitch is the heat kernel, summed over all moments before."),
     .compute = [](ValidationContext& context) -> Result<double> {
       return defaultOf("tuning_temperature") *
              context.laws().neighbourHeating(1, 3, warmth(80e-6), {1e-3, 0, 0})[2];
     }},

    {.id = "gao.stable",
     .group = "gao_2026",
     .title = LL_TEXT("Lasers of the lock map that rest"),
     .expected = 18,
     .tolerance = 0,
     .toleranceFrom = kCounted,
     .failsWhen = kWrongStates,
     .source = kFields,
     .note = LL_TEXT("The publication asks which lasers lock; the 25 detunings are chosen here."),
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext& context) { return lasersOfTheLockMap(context, true); }},
    {.id = "gao.oscillating",
     .group = "gao_2026",
     .title = LL_TEXT("Lasers that oscillate"),
     .expected = 4,
     .tolerance = 0,
     .toleranceFrom = kCounted,
     .failsWhen = kWrongStates,
     .source = kFields,
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext& context) { return lasersOfTheLockMap(context, false); }},
    {.id = "gao.tongue",
     .group = "gao_2026",
     .title = LL_TEXT("Width of the tongue: exponent of the injected power"),
     .expected = 0.5,
     .tolerance = 1e-6,
     .toleranceFrom = LL_TEXT("Between −70 and −60 dB the edges are off the root by parts in ten million."),
     .failsWhen = LL_TEXT("A map whose edges go with the injected power in place of the field fails it."),
     .source = "width ∝ √P_inj",
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext& context) -> Result<double> { return tongueExponent(context); }},
    {.id = "gao.margin",
     .group = "gao_2026",
     .title = LL_TEXT("More light widens the margin: band at 0 dB over −20 dB"),
     .expected = 20.3153,
     .tolerance = 5e-5,
     .toleranceFrom = kLastDigit,
     .failsWhen = LL_TEXT("A band that grows as the range of fixed points, tenfold, fails it."),
     .source = kSpinFlip,
     .note = LL_TEXT("The publication's abstract says that the margin widens, not by how much."),
     .example = "gao-lock-map.loom",
     .compute = [](ValidationContext& context) -> Result<double> {
       const LockSolution strong = spinFlip(context, 3, 0), weak = spinFlip(context, 3, -20);
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
#undef LL_SPIN_FLIP_ROW
#undef LL_EDGE_ROW
#undef LL_SPAN_ROW
#undef LL_DOUBLED_ROW
#undef LL_WEAK_ROW

}  // namespace

std::span<const ValidationRow> lockingRows() {
  return kRows;
}

}  // namespace lightloom::validation
