#include <algorithm>
#include <cmath>

#include "imperfections/trim.h"
#include "laser/driven_laser.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

constexpr double kGiga = 1e9;
constexpr const char* kEigenvalues =
    "another program: roots of the cubic in N, eigenvalues, integrals by sums";
constexpr const char* kBenchA = "bench-a.loom";
constexpr const char* kBenchB = "slow-bench.loom";

// The laser of both benches at their injection.
LockSolution lockA(ValidationContext& context) {
  return context.laws().lock({LaserParameters{}, 0.1, Time::picoseconds(100), 1.0});
}
LockSolution lockB(ValidationContext& context) {
  return context.laws().lock({LaserParameters{}, 0.01, Time::picoseconds(1000), 1.0});
}

// The laser of mnist-5x5: 0.3 mA threshold, 0.5 mW, 5 GHz/mA; its pump follows its current or stays.
LockSolution lockPumped(ValidationContext& context, bool follows) {
  LockInputs inputs{LaserParameters{}, 0.1, Time::picoseconds(100), 1.0};
  inputs.laser.pump = 1 + (0.5 / 0.9) / 0.3;
  if (follows) inputs.current.pumpPerHz = -1 / (0.3e-3 * 5e12);
  return context.laws().lock(inputs);
}

// Between the ends of its usable range, A.
double swingPumped(ValidationContext& context) {
  const LockSolution lock = lockPumped(context, true);
  return (lock.usableHigh.detuningHz - lock.usableLow.detuningHz) / 5e12;
}

// dφ/dΔω where its pump follows, over that where it stays, at the working point of the latter.
double steepnessPumped(ValidationContext& context) {
  const LockSolution stays = lockPumped(context, false);
  const double at = stays.working.detuningHz, step = 1e6;
  const DrivenLaser laser(lockPumped(context, true).inputs, at);
  return (laser.at(at + step)->phase - laser.at(at - step)->phase) /
         (laserAtDetuning(stays, at + step).point.phase - laserAtDetuning(stays, at - step).point.phase);
}

Result<double> ofSynapses(ValidationContext& context, const char* example,
                          double (*value)(const ArrayLock&)) {
  const auto bench = context.bench(example);
  if (!bench) return bench.error();
  for (const ArrayLock& lock : bench.value()->locks)
    if (lock.role == EmitterRole::Synapse) return value(lock);
  return NAN;
}

// Electrons per slot and pair, the light of free-running lasers.
Result<double> electrons(ValidationContext& context, const char* example,
                         std::vector<float> CellHardware::*beam) {
  const auto bench = context.bench(example, {"noise.reflection=off", "noise.residual_amplitude=off"});
  if (!bench) return bench.error();
  const std::vector<float>& values = bench.value()->hardware->cells.at(0).*beam;
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

Result<double> visibility(ValidationContext& context, const std::vector<std::string>& moved) {
  const auto bench = context.bench(kBenchA, moved);
  if (!bench) return bench.error();
  return bench.value()->cells.cells.at(0).meanVisibility;
}

// Phases that no laser holds, whatever holds the others.
Result<double> fringeError(ValidationContext& context, const char* moved) {
  const auto bench = context.bench(kBenchA, {"vcsel_array1.trim=ideal", "vcsel_array2.trim=ideal", moved});
  if (!bench) return bench.error();
  return fringeErrorRad(cellLight(*bench.value(), 0));
}

// h_k of the synapses of bench A with a change, if any.
Result<double> tap(ValidationContext& context, const std::string& changed, std::size_t k) {
  const auto bench =
      changed.empty() ? context.bench(kBenchA) : context.bench(kBenchA, std::vector<std::string>{changed});
  if (!bench) return bench.error();
  const std::vector<float>& taps = bench.value()->hardware->cells.at(0).weightTaps;
  return k < taps.size() ? static_cast<double>(taps[k]) : 0;
}

Result<double> links(ValidationContext& context, const char* example) {
  const auto bench = context.bench(example);
  if (!bench) return bench.error();
  return static_cast<double>(bench.value()->cells.cells.at(0).links.size());
}

// Without what modulating the lasers takes, which goes with the weights.
Result<double> energy(ValidationContext& context, const char* example) {
  const auto simulation = context.simulation(example);
  if (!simulation) return simulation.error();
  double sum = 0;
  for (const EnergyRow& row : simulation.value()->report.energy.rows)
    if (row.key != "synapse_modulation") sum += row.joulesPerOp;
  return sum;
}

Result<double> photons(ValidationContext& context, const char* example) {
  const auto simulation = context.simulation(example);
  if (!simulation) return simulation.error();
  return simulation.value()->report.photonsPerMac;
}

// Links of bench A whose pixels are not where two crossed arrays of 5 × 5 land them (indices from the centre,
// u in plane): minus u = 5a − s, plus u = −(5a − s), v = −5a − s on both.
Result<double> misplacedLinks(ValidationContext& context) {
  const auto bench = context.bench(kBenchA);
  if (!bench) return bench.error();
  const auto inPlane = [](int index, int side) { return index % side - side / 2; };
  const auto outOfPlane = [](int index, int side) { return index / side - side / 2; };
  int misplaced = 0;
  for (const Link& link : bench.value()->cells.cells.at(0).links) {
    const int u = 5 * inPlane(link.axonChannel, 5) - inPlane(link.synapseChannel, 5);
    const int v = -5 * outOfPlane(link.axonChannel, 5) - outOfPlane(link.synapseChannel, 5);
    const bool right = inPlane(link.minus.pixel, 25) == u && outOfPlane(link.minus.pixel, 25) == v &&
                       inPlane(link.plus.pixel, 25) == -u && outOfPlane(link.plus.pixel, 25) == v;
    misplaced += right ? 0 : 1;
  }
  return static_cast<double>(misplaced);
}

// Light of bench A's laser over its usable range with all incident leader light reflected: least |z|,
// largest, and the span of its phase.
struct ReflectedLight {
  double least = INFINITY, most = 0, span = 0;
};

ReflectedLight reflectedLight(ValidationContext& context) {
  const LockSolution s = lockA(context);
  const auto emitted = [&](const FixedPoint& point) {
    return context.laws().emittedField(point, {.reflected = std::sqrt(0.1)});
  };
  ReflectedLight out;
  for (int i = 0; i <= 100; ++i) {
    const double z = std::abs(emitted(pointAtPhase(s, s.usableLow.phase - 0.01 * i * s.usableSpan)));
    out.least = std::min(out.least, z);
    out.most = std::max(out.most, z);
  }
  out.span = std::arg(emitted(s.usableLow)) - std::arg(emitted(s.usableHigh));
  return out;
}

double leak(ValidationContext& context, double poleHz, double rateHz, double gate) {
  return context.laws().pole(Frequency::hertz(poleHz), Time::seconds(1 / rateHz), gate).leak;
}

#define LL_FRINGE_ROW(ID, TITLE, EXPECTED, TOLERANCE, MOVED)                                              \
  {                                                                                                       \
    .id = ID, .group = "model", .title = TITLE, .unit = Unit::Radian, .expected = EXPECTED,               \
    .tolerance = TOLERANCE, .toleranceFrom = kAlike, .failsWhen = kHeld,                                  \
    .source = "k Δz (s_a s_m + t_a t_m) less the best phases of 50 lasers, another program",              \
    .example = kBenchA, .compute = [](ValidationContext& context) { return fringeError(context, MOVED); } \
  }
#define LL_TAP_ROW(ID, TITLE, EXPECTED, SLOT, ...)                                                           \
  {                                                                                                          \
    .id = ID, .group = "model", .title = TITLE, .expected = EXPECTED, .tolerance = 2e-4,                     \
    .toleranceFrom = kLessLight, .failsWhen = kWay,                                                          \
    .source = "the same linear system stepped in time (Runge–Kutta) by another program", .example = kBenchA, \
    .compute = [](ValidationContext& context) { return tap(context, std::string(__VA_ARGS__), SLOT); }       \
  }
#define LL_LOCK_ROW(ID, TITLE, UNIT, EXPECTED, HALF, FAILS, VALUE)                                     \
  {                                                                                                    \
    .id = ID, .group = "model", .title = TITLE, .unit = UNIT, .expected = EXPECTED, .tolerance = HALF, \
    .toleranceFrom = kLastDigit, .failsWhen = FAILS, .source = kEigenvalues,                           \
    .compute = [](ValidationContext& context) -> Result<double> { return VALUE; }                      \
  }
#define LL_LEAK_ROW(ID, TITLE, EXPECTED, POLE, RATE, GATE)                                                  \
  {                                                                                                         \
    .id = ID, .group = "model", .title = TITLE, .expected = EXPECTED, .tolerance = 5e-7,                    \
    .toleranceFrom = kLastDigit, .failsWhen = kGate,                                                        \
    .source = "exp(−ωt) summed over the integrated part of the slot",                                       \
    .compute = [](ValidationContext& context) -> Result<double> { return leak(context, POLE, RATE, GATE); } \
  }
#define LL_VISIBILITY_ROW(ID, TITLE, EXPECTED, SOURCE, ...)                                              \
  {                                                                                                      \
    .id = ID, .group = "model", .title = TITLE, .expected = EXPECTED, .tolerance = 5e-4,                 \
    .toleranceFrom = kClips, .failsWhen = kTurned, .source = SOURCE, .note = kMoved, .example = kBenchA, \
    .compute = [](ValidationContext& context) { return visibility(context, {__VA_ARGS__}); }             \
  }
#define LL_LIGHT_ROW(ID, EXAMPLE, TITLE, EXPECTED, TOLERANCE, WHY, BEAM)                                   \
  {                                                                                                        \
    .id = ID, .group = "model", .title = TITLE, .expected = EXPECTED, .tolerance = TOLERANCE,              \
    .toleranceFrom = WHY, .failsWhen = kOtherLight, .source = "losses of the drawing multiplied by hand",  \
    .example = EXAMPLE,                                                                                    \
    .compute = [](ValidationContext& context) { return electrons(context, EXAMPLE, &CellHardware::BEAM); } \
  }
#define LL_DRAWING_ROW(ID, EXAMPLE, TITLE, UNIT, EXPECTED, HALF, FAILS, SOURCE, VALUE)                 \
  {                                                                                                    \
    .id = ID, .group = "model", .title = TITLE, .unit = UNIT, .expected = EXPECTED, .tolerance = HALF, \
    .toleranceFrom = kLastDigit, .failsWhen = FAILS, .source = SOURCE, .example = EXAMPLE,             \
    .compute = [](ValidationContext& context) { return VALUE; }                                        \
  }
#define LL_LINKS_ROW(ID, GROUP, TITLE, EXAMPLE, EXPECTED, SOURCE)                          \
  {                                                                                        \
    .id = ID, .group = GROUP, .title = TITLE, .expected = EXPECTED, .tolerance = 0,        \
    .toleranceFrom = kNoError, .failsWhen = kMissed, .source = SOURCE, .example = EXAMPLE, \
    .compute = [](ValidationContext& context) { return links(context, EXAMPLE); }          \
  }

constexpr const char* kMoved = LL_TEXT("Bench A with its combiner moved.");
constexpr const char* kAlike =
    LL_TEXT("The other program takes all links alike; here those count less whose light is clipped.");
constexpr const char* kClips =
    LL_TEXT("The closed line leaves out what stops take of beams that are shifted.");
constexpr const char* kClippedA =
    LL_TEXT("The product leaves out what lenses and combiner take of the outer beams, a thousandth.");
constexpr const char* kClippedB = LL_TEXT(
    "The product leaves out what lenses and combiner take of the outer beams, a quarter of a thousandth.");
constexpr const char* kBand = LL_TEXT(
    "Rate equations with a wrong coefficient, a wrong unit of the injected field or an edge that is not "
    "where "
    "an eigenvalue crosses the axis fail it.");
constexpr const char* kRange =
    LL_TEXT("Another share of the band, or the middle of the detuning in place of the phase, fails it.");
constexpr const char* kResponse = LL_TEXT(
    "A Jacobian with a wrong entry, a step that enters at another door than the phase, or an average over "
    "another time than the slot fails it.");
constexpr const char* kNoise = LL_TEXT(
    "Spontaneous light that grows with the locked field, a linewidth that counts its factor 1 + α² twice, or "
    "an average over another time than the slot fails it.");
constexpr const char* kPump =
    LL_TEXT("A current that writes the phase and leaves the pump as it is fails it.");
constexpr const char* kFacet = LL_TEXT(
    "Reflected light of another sign or strength, or a locked field of constant amplitude, fails it.");
constexpr const char* kLedger = LL_TEXT(
    "A ledger that leaves out channels without work, the leader or a slot for the bias, or a laser whose "
    "power is not that of its current and voltage, fails it.");
constexpr const char* kChosenLight =
    LL_TEXT("The light of the bench is chosen for it; with the initial weights, both beams counted.");
constexpr const char* kHeld = LL_TEXT(
    "Phases of paths that are wrong, or a servo that holds every link by itself in place of every "
    "laser, fail it.");
constexpr const char* kLessLight =
    LL_TEXT("The bench injects a little less than −10 dB, which the other program takes.");
constexpr const char* kWay =
    LL_TEXT("Driver, RC or lock that are left out of the way of a symbol, or stand in it twice, fail it.");
constexpr const char* kGate = LL_TEXT(
    "A leak that is taken at the end of the slot, or over the whole of a slot of which a part is "
    "integrated, fails it.");
constexpr const char* kTurned = LL_TEXT(
    "Beams that the combiner does not turn by twice its angle or shift by its way, or an overlap that "
    "forgets tilts or offsets, fail it.");
constexpr const char* kOtherLight =
    LL_TEXT("Light that is split, lost or counted otherwise between laser and pixel fails it.");
constexpr const char* kNoError = LL_TEXT("A count has no error.");
constexpr const char* kMissed =
    LL_TEXT("A beam that misses its pixel, or one that lands on another's, fails it.");

const ValidationRow kRows[] = {
    LL_LOCK_ROW("model.a.half-range", LL_TEXT("Bench A: static half-range"), Unit::Gigahertz, 22.5079 * kGiga,
                5e-5 * kGiga, kBand, lockA(context).staticHalfRangeHz),
    LL_LOCK_ROW("model.a.band-low", LL_TEXT("Bench A: lower edge of the stable band"), Unit::Gigahertz,
                -19.2237 * kGiga, 5e-5 * kGiga, kBand, lockA(context).bandLow.detuningHz),
    LL_LOCK_ROW("model.a.band-high", LL_TEXT("Bench A: upper edge"), Unit::Gigahertz, -1.14313 * kGiga,
                5e-6 * kGiga, kBand, lockA(context).bandHigh.detuningHz),
    LL_LOCK_ROW("model.a.span", LL_TEXT("Bench A: usable phase"), Unit::Radian, 0.941330, 5e-7, kRange,
                lockA(context).usableSpan),
    LL_LOCK_ROW("model.a.weight", LL_TEXT("Bench A: largest weight"), Unit::None, 0.453479, 5e-7, kRange,
                lockA(context).weightLimit),
    LL_LOCK_ROW("model.a.working", LL_TEXT("Bench A: where auto-bias tunes it"), Unit::Gigahertz,
                -12.4407 * kGiga, 5e-5 * kGiga, kRange, lockA(context).working.detuningHz),
    LL_LOCK_ROW("model.a.damping", LL_TEXT("Bench A: damping"), Unit::PerSecond, 27.3649e9, 5e4, kResponse,
                lockA(context).dynamics.relaxationRatePerS),
    LL_LOCK_ROW("model.a.settling", LL_TEXT("Bench A: settling, averaged over the slot"), Unit::None, 0.08928,
                5e-6, kResponse, lockA(context).dynamics.settlingAverage),
    LL_LOCK_ROW("model.a.tap0", LL_TEXT("Bench A: share of the present symbol"), Unit::None, 0.91072, 5e-6,
                kResponse, lockA(context).taps.at(0)),
    LL_LOCK_ROW("model.a.tap1", LL_TEXT("Bench A: share of the last symbol"), Unit::None, 0.08803, 5e-6,
                kResponse, lockA(context).taps.at(1)),
    LL_LOCK_ROW("model.a.phase-error", LL_TEXT("Bench A: phase error at an instant"), Unit::Radian, 0.0374232,
                5e-8, kNoise, std::sqrt(lockA(context).dynamics.phaseVariance)),
    LL_LOCK_ROW("model.a.slot-error", LL_TEXT("Bench A: phase error, averaged over the slot"), Unit::Radian,
                0.0155699, 5e-8, kNoise, lockA(context).dynamics.slotPhaseSigma),
    LL_LOCK_ROW("model.a.correlation", LL_TEXT("Bench A: correlation of neighbouring slots"), Unit::None,
                0.013863, 5e-7, kNoise, lockA(context).dynamics.neighbourCorrelation),
    LL_LINKS_ROW("model.a.links", "model", LL_TEXT("Bench A: pixel pairs with one axon and one synapse"),
                 kBenchA, 625, "25 axons on 25 synapses"),
    LL_LIGHT_ROW("model.a.electrons-axon", kBenchA, LL_TEXT("Bench A: electrons of an axon copy per slot"),
                 3913, 5, kClippedA, electronsAxon),
    LL_LIGHT_ROW("model.a.electrons-synapse", kBenchA,
                 LL_TEXT("Bench A: electrons of a weight beam per slot"), 3913, 5, kClippedA,
                 electronsSynapse),
    LL_DRAWING_ROW(
        "model.a.voltage", kBenchA, LL_TEXT("Bench A: half-wave voltage at rest"), Unit::Millivolt, 67.7e-3,
        0.05e-3,
        LL_TEXT("A voltage for the stable band in place of the static one, or without the heat, fails it."),
        "2 · 22.51 GHz / 113 GHz/mA · 170 Ω",
        ofSynapses(context, kBenchA, [](const ArrayLock& l) { return l.drive.vPiV; })),
    LL_DRAWING_ROW("model.a.fast-voltage", kBenchA,
                   LL_TEXT("Bench A: half-wave voltage at half the symbol rate"), Unit::Volt, 1.53, 0.005,
                   LL_TEXT("Heat that still tunes at gigahertz rates fails it."),
                   "2 · 22.51 GHz / 5 GHz/mA · 170 Ω",
                   ofSynapses(context, kBenchA, [](const ArrayLock& l) { return l.drive.vPiFastV; })),
    LL_DRAWING_ROW("model.a.energy", kBenchA,
                   LL_TEXT("Bench A: energy, running 784-100-10, modulation of the lasers apart"),
                   Unit::FemtojoulePerOp, 14.3276e-15, 0.00005e-15, kLedger,
                   "counted by hand: 16 passes of 785 slots and 4 of 101, 1.2452 mW a laser",
                   energy(context, kBenchA)),
    LL_LOCK_ROW("model.b.half-range", LL_TEXT("Bench B: static half-range"), Unit::Gigahertz, 7.11763 * kGiga,
                5e-6 * kGiga, kBand, lockB(context).staticHalfRangeHz),
    LL_LOCK_ROW("model.b.band-low", LL_TEXT("Bench B: lower edge of the stable band"), Unit::Gigahertz,
                -6.75433 * kGiga, 5e-6 * kGiga, kBand, lockB(context).bandLow.detuningHz),
    LL_LOCK_ROW("model.b.band-high", LL_TEXT("Bench B: upper edge"), Unit::Gigahertz, 1.32340 * kGiga,
                5e-6 * kGiga, kBand, lockB(context).bandHigh.detuningHz),
    LL_LOCK_ROW("model.b.weight", LL_TEXT("Bench B: largest weight"), Unit::None, 0.499751, 5e-7, kRange,
                lockB(context).weightLimit),
    LL_LOCK_ROW("model.b.damping", LL_TEXT("Bench B: damping"), Unit::PerSecond, 14.7475e9, 5e4, kResponse,
                lockB(context).dynamics.relaxationRatePerS),
    LL_LOCK_ROW("model.b.settling", LL_TEXT("Bench B: settling, averaged over the slot"), Unit::None, 0.02619,
                5e-6, kResponse, lockB(context).dynamics.settlingAverage),
    LL_LOCK_ROW("model.b.slot-error", LL_TEXT("Bench B: phase error, averaged over the slot"), Unit::Radian,
                0.0145563, 5e-8, kNoise, lockB(context).dynamics.slotPhaseSigma),
    LL_DRAWING_ROW(
        "model.b.injection", kBenchB, LL_TEXT("Bench B: injection ratio of the drawing"), Unit::Decibel,
        -19.3, 0.05, LL_TEXT("Leader light that is split, lost or matched to the facet otherwise fails it."),
        "0.5 mW through isolator, splitters and gratings by hand",
        ofSynapses(context, kBenchB, [](const ArrayLock& l) { return 10 * std::log10(l.injectionRatio); })),
    LL_LIGHT_ROW("model.b.electrons-axon", kBenchB, LL_TEXT("Bench B: electrons of an axon copy per slot"),
                 10061, 4, kClippedB, electronsAxon),
    LL_LIGHT_ROW("model.b.electrons-synapse", kBenchB,
                 LL_TEXT("Bench B: electrons of a weight beam per slot"), 335381, 100, kClippedB,
                 electronsSynapse),
    LL_VISIBILITY_ROW("model.tilt", LL_TEXT("Visibility, combiner turned by 97 µrad"), 0.2999,
                      "exp(−d²/2w²), d = 2 · 97 µrad · 20 mm", "beam_splitter4.fine_tilt=97 urad"),
    LL_VISIBILITY_ROW("model.shift-normal", LL_TEXT("Visibility, combiner 1 mm along its normal"), 0.8500,
                      "exp(−(πwθ/λ)²/2), θ = √2 mm / 20 mm", "beam_splitter4.fine_x=-707.1068 um",
                      "beam_splitter4.fine_y=707.1068 um"),
    LL_VISIBILITY_ROW("model.shift-x", LL_TEXT("Visibility, combiner 1 mm along x"), 0.9219,
                      "exp(−(πwθ/λ)²/2), θ = 1 mm / 20 mm", "beam_splitter4.fine_x=1000 um"),
    LL_VISIBILITY_ROW("model.shift-face", LL_TEXT("Visibility, combiner 1 mm along its own face"), 1,
                      "a mirror that slides along itself", "beam_splitter4.fine_x=707.1068 um",
                      "beam_splitter4.fine_y=707.1068 um"),
    LL_FRINGE_ROW("model.fringe-near", LL_TEXT("Fringe error, axon grating 0.2 mm along the beam"), 0.29193,
                  2e-5, "fan_out3.x=40.2 mm"),
    LL_FRINGE_ROW("model.fringe-far", LL_TEXT("Fringe error, axon grating 1 mm along the beam"), 1.3413, 2e-4,
                  "fan_out3.x=41 mm"),
    LL_FRINGE_ROW("model.fringe-combiner", LL_TEXT("Fringe error, combiner 1 mm along x"), 1.3413, 2e-4,
                  "beam_splitter4.fine_x=1000 um"),
    LL_FRINGE_ROW("model.fringe-lens", LL_TEXT("Fringe error, axon lens 0.1 mm along the beam"), 0, 1e-4,
                  "lens1.x=20.1 mm"),
    LL_LOCK_ROW("model.pumped.band-low", LL_TEXT("Pump 2.85: lower edge of the stable band"), Unit::Gigahertz,
                -18.6556 * kGiga, 5e-5 * kGiga, kBand, lockPumped(context, false).bandLow.detuningHz),
    LL_LOCK_ROW("model.pumped.band-high", LL_TEXT("Pump 2.85: upper edge"), Unit::Gigahertz,
                -0.356547 * kGiga, 1e-6 * kGiga, kBand, lockPumped(context, false).bandHigh.detuningHz),
    LL_LOCK_ROW("model.pumped.weight", LL_TEXT("Pump 2.85: largest weight"), Unit::None, 0.467097, 5e-7,
                kRange, lockPumped(context, false).weightLimit),
    LL_LOCK_ROW("model.pumped.damping", LL_TEXT("Pump 2.85: damping"), Unit::PerSecond, 19.8173e9, 5e4,
                kResponse, lockPumped(context, false).dynamics.relaxationRatePerS),
    LL_LOCK_ROW("model.pumped.steepness",
                LL_TEXT("One current: phase per detuning, over that of tuning alone"), Unit::None, 2.55278,
                5e-6, kPump, steepnessPumped(context)),
    LL_LOCK_ROW("model.pumped.swing", LL_TEXT("One current: swing of the weights"), Unit::Milliampere,
                0.97157e-3, 5e-9, kPump, swingPumped(context)),
    LL_TAP_ROW("model.taps.rc-now", LL_TEXT("Bench A: own share of a slot, RC before the lock"), 0.87211, 0),
    LL_TAP_ROW("model.taps.rc-before", LL_TEXT("Bench A: share of the slot before, RC before the lock"),
               0.12657, 1),
    LL_TAP_ROW("model.taps.driver-now", LL_TEXT("Bench A: own share, driver of 5 GHz and RC"), 0.57509, 0,
               "vcsel_array2.driver_bandwidth=5 GHz"),
    LL_TAP_ROW("model.taps.driver-before", LL_TEXT("Bench A: share of the slot before, driver and RC"),
               0.40327, 1, "vcsel_array2.driver_bandwidth=5 GHz"),
    LL_TAP_ROW("model.taps.driver-earlier", LL_TEXT("Bench A: share of two slots before, driver and RC"),
               0.02072, 2, "vcsel_array2.driver_bandwidth=5 GHz"),
    {.id = "model.map",
     .group = "model",
     .title = LL_TEXT("Bench A: pixel pairs that are not where they should be"),
     .expected = 0,
     .toleranceFrom = LL_TEXT("A count has no error."),
     .failsWhen =
         LL_TEXT("Pixels of both lines that are joined by their index, or an image that is mirrored in "
                 "the other plane, too, fail it."),
     .bound = Bound::AtMost,
     .source = "core/model.md 2.1: u = ±(5a − s), v = −5a − s, worked out by hand",
     .note = LL_TEXT("One line is the mirror image of the other, in the bench plane only."),
     .example = kBenchA,
     .compute = [](ValidationContext& context) { return misplacedLinks(context); }},
    LL_LOCK_ROW("model.a.reflection-least",
                LL_TEXT("Bench A: least light with facet reflection, over free running"), Unit::None, 0.8801,
                5e-5, kFacet, reflectedLight(context).least),
    LL_LOCK_ROW("model.a.reflection-most", LL_TEXT("Bench A: most light with facet reflection"), Unit::None,
                0.95185, 5e-6, kFacet, reflectedLight(context).most),
    LL_LOCK_ROW("model.a.reflection-span", LL_TEXT("Bench A: its phase over the usable range"), Unit::Radian,
                1.22409, 5e-6, kFacet, reflectedLight(context).span),
    LL_LEAK_ROW("model.leak-fast", LL_TEXT("Leak of a pole of 20 GHz at 25 GS/s"), 0.197638, 20e9, 25e9, 1),
    LL_LEAK_ROW("model.leak-gated", LL_TEXT("The same, second half of the slot"), 0.029619, 20e9, 25e9, 0.5),
    LL_LEAK_ROW("model.leak-slow", LL_TEXT("Leak of a pole of 10 GHz at 1 GS/s"), 0.015915, 10e9, 1e9, 1),
    LL_LINKS_ROW("hamerly.bench-links", "hamerly_2019", LL_TEXT("Pixel pairs of the bench"),
                 "hamerly-2019.loom", 25, "5 × 5 synapses and one axon, chosen"),
    {.id = "wang.bench-photons",
     .group = "wang_2022",
     .title = LL_TEXT("Photo-electrons of the bench per multiplication"),
     .kind = RowKind::Illustration,
     .expected = 3.2,
     .source = "Wang et al., abstract",
     .note = kChosenLight,
     .example = "wang-2022.loom",
     .compute = [](ValidationContext& context) { return photons(context, "wang-2022.loom"); }},
    {.id = "hamerly.bench-photons",
     .group = "hamerly_2019",
     .title = LL_TEXT("Photo-electrons of the bench per multiplication"),
     .kind = RowKind::Illustration,
     .expected = 10,
     .source = "chosen",
     .note = kChosenLight,
     .example = "hamerly-2019.loom",
     .compute = [](ValidationContext& context) { return photons(context, "hamerly-2019.loom"); }},
    LL_LINKS_ROW("wang.bench-links", "wang_2022", LL_TEXT("Pixel pairs of the bench"), "wang-2022.loom", 25,
                 "5 × 5 synapses and one axon, chosen"),
};

#undef LL_LOCK_ROW
#undef LL_LEAK_ROW
#undef LL_FRINGE_ROW
#undef LL_VISIBILITY_ROW
#undef LL_TAP_ROW
#undef LL_LIGHT_ROW
#undef LL_DRAWING_ROW
#undef LL_LINKS_ROW

}  // namespace

std::span<const ValidationRow> benchRows() {
  return kRows;
}

}  // namespace lightloom::validation
