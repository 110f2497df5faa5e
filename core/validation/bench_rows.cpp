#include <algorithm>
#include <cmath>

#include "imperfections/trim.h"
#include "laser/driven_laser.h"
#include "laser/injection_lock.h"
#include "laser/single_pole.h"
#include "laser/weight_locus.h"
#include "report/energy.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

constexpr double kGiga = 1e9;
constexpr const char* kSection3 = "core/model.md, section 3";
constexpr const char* kSection6 = "core/model.md, section 6";
constexpr const char* kBenchA = "bench-a.loom";
constexpr const char* kBenchB = "slow-bench.loom";

// The laser of both benches at their injection.
LockSolution lockA() {
  return solveLock({LaserParameters{}, 0.1, Time::picoseconds(100), 1.0});
}
LockSolution lockB() {
  return solveLock({LaserParameters{}, 0.01, Time::picoseconds(1000), 1.0});
}

// The laser of mnist-5x5: 0.3 mA threshold, 0.5 mW, 5 GHz/mA; its pump follows its current or stays.
LockSolution lockPumped(bool follows) {
  LockInputs inputs{LaserParameters{}, 0.1, Time::picoseconds(100), 1.0};
  inputs.laser.pump = 1 + (0.5 / 0.9) / 0.3;
  if (follows) inputs.current.pumpPerHz = -1 / (0.3e-3 * 5e12);
  return solveLock(inputs);
}

// Between the ends of its usable range, A.
double swingPumped() {
  const LockSolution lock = lockPumped(true);
  return (lock.usableHigh.detuningHz - lock.usableLow.detuningHz) / 5e12;
}

// dφ/dΔω where its pump follows, over that where it stays, at the working point of the latter.
double steepnessPumped() {
  const LockSolution stays = lockPumped(false);
  const double at = stays.working.detuningHz, step = 1e6;
  const DrivenLaser laser(lockPumped(true).inputs, at);
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

Result<double> energy(ValidationContext& context, const char* example) {
  const auto simulation = context.simulation(example);
  if (!simulation) return simulation.error();
  return simulation.value()->report.energy.totalJoulesPerOp;
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

ReflectedLight reflectedLight() {
  const LockSolution s = lockA();
  ReflectedLight out;
  for (int i = 0; i <= 100; ++i) {
    const double z = std::abs(emittedField(pointAtPhase(s, s.usableLow.phase - 0.01 * i * s.usableSpan),
                                           {.reflected = std::sqrt(0.1)}));
    out.least = std::min(out.least, z);
    out.most = std::max(out.most, z);
  }
  out.span = std::arg(emittedField(s.usableLow, {.reflected = std::sqrt(0.1)})) -
             std::arg(emittedField(s.usableHigh, {.reflected = std::sqrt(0.1)}));
  return out;
}

// The energy per operation that a leader of 100 mW at 30 % wall plug adds to S4.
double leaderOnS4() {
  const EnergyPreset& preset = *findEnergyPreset("s4");
  EnergyInputs inputs = presetInputs(preset);
  const double without = fullLayerEnergy(inputs, preset.slots).totalJoulesPerOp;
  CostItem leader;
  leader.per = CostPer::Time;
  leader.cost = 100e-3 / 0.30;
  inputs.costs.push_back(leader);
  return fullLayerEnergy(inputs, preset.slots).totalJoulesPerOp - without;
}

double leak(double poleHz, double rateHz, double gate) {
  return singlePole(Frequency::hertz(poleHz), Time::seconds(1 / rateHz), gate).leak;
}

#define LL_FRINGE_ROW(ID, TITLE, EXPECTED, TOLERANCE, MOVED)                                \
  {                                                                                         \
    .id = ID, .group = "model", .title = TITLE, .unit = Unit::Radian, .expected = EXPECTED, \
    .tolerance = TOLERANCE, .source = "core/model.md, section 2", .example = kBenchA,       \
    .compute = [](ValidationContext& context) { return fringeError(context, MOVED); }       \
  }
#define LL_TAP_ROW(ID, TITLE, EXPECTED, SLOT, CHANGED)                                   \
  {                                                                                      \
    .id = ID, .group = "model", .title = TITLE, .expected = EXPECTED, .tolerance = 1e-3, \
    .source = kSection3, .example = kBenchA,                                             \
    .compute = [](ValidationContext& context) { return tap(context, CHANGED, SLOT); }    \
  }
#define LL_LOCK_ROW(ID, TITLE, UNIT, EXPECTED, TOLERANCE, VALUE)                                            \
  {                                                                                                         \
    .id = ID, .group = "model", .title = TITLE, .unit = UNIT, .expected = EXPECTED, .tolerance = TOLERANCE, \
    .source = kSection6, .compute = [](ValidationContext&) -> Result<double> { return VALUE; }              \
  }
#define LL_BENCH_ROW(ID, EXAMPLE, TITLE, UNIT, EXPECTED, TOLERANCE, VALUE)                                  \
  {                                                                                                         \
    .id = ID, .group = "model", .title = TITLE, .unit = UNIT, .expected = EXPECTED, .tolerance = TOLERANCE, \
    .source = kSection6, .example = EXAMPLE, .compute = [](ValidationContext& context) { return VALUE; }    \
  }

constexpr const char* kCorrelation = LL_TEXT("The model's table rounds it to 0.02.");
constexpr const char* kMoved = LL_TEXT("Bench A with its combiner moved.");

const ValidationRow kRows[] = {
    LL_LOCK_ROW("model.a.half-range", LL_TEXT("Bench A: static half-range"), Unit::Gigahertz, 22.5 * kGiga,
                0.05 * kGiga, lockA().staticHalfRangeHz),
    LL_LOCK_ROW("model.a.band-low", LL_TEXT("Bench A: lower edge of the stable band"), Unit::Gigahertz,
                -19.2 * kGiga, 0.05 * kGiga, lockA().bandLow.detuningHz),
    LL_LOCK_ROW("model.a.band-high", LL_TEXT("Bench A: upper edge"), Unit::Gigahertz, -1.15 * kGiga,
                0.01 * kGiga, lockA().bandHigh.detuningHz),
    LL_LOCK_ROW("model.a.span", LL_TEXT("Bench A: usable phase"), Unit::Radian, 0.94, 0.005,
                lockA().usableSpan),
    LL_LOCK_ROW("model.a.weight", LL_TEXT("Bench A: largest weight"), Unit::None, 0.45, 0.005,
                lockA().weightLimit),
    LL_LOCK_ROW("model.a.working", LL_TEXT("Bench A: where auto-bias tunes it"), Unit::Gigahertz,
                -12.5 * kGiga, 0.1 * kGiga, lockA().working.detuningHz),
    LL_LOCK_ROW("model.a.damping", LL_TEXT("Bench A: damping"), Unit::PerSecond, 27e9, 0.5e9,
                lockA().dynamics.relaxationRatePerS),
    LL_LOCK_ROW("model.a.settling", LL_TEXT("Bench A: settling, averaged over the slot"), Unit::None, 0.089,
                5e-4, lockA().dynamics.settlingAverage),
    LL_LOCK_ROW("model.a.tap0", LL_TEXT("Bench A: share of the present symbol"), Unit::None, 0.911, 5e-4,
                lockA().taps.at(0)),
    LL_LOCK_ROW("model.a.tap1", LL_TEXT("Bench A: share of the last symbol"), Unit::None, 0.088, 5e-4,
                lockA().taps.at(1)),
    LL_LOCK_ROW("model.a.phase-error", LL_TEXT("Bench A: phase error at an instant"), Unit::Radian, 0.0374,
                5e-4, std::sqrt(lockA().dynamics.phaseVariance)),
    LL_LOCK_ROW("model.a.slot-error", LL_TEXT("Bench A: phase error, averaged over the slot"), Unit::Radian,
                0.0156, 5e-4, lockA().dynamics.slotPhaseSigma),
    {.id = "model.a.correlation",
     .group = "model",
     .title = LL_TEXT("Bench A: correlation of neighbouring slots"),
     .expected = 0.014,
     .tolerance = 5e-4,
     .source = kSection3,
     .note = kCorrelation,
     .compute = [](ValidationContext&) -> Result<double> { return lockA().dynamics.neighbourCorrelation; }},
    LL_BENCH_ROW("model.a.links", kBenchA, LL_TEXT("Bench A: pixel pairs with one axon and one synapse"),
                 Unit::None, 625, 0, links(context, kBenchA)),
    LL_BENCH_ROW("model.a.electrons-axon", kBenchA, LL_TEXT("Bench A: electrons of an axon copy per slot"),
                 Unit::None, 3913, 117, electrons(context, kBenchA, &CellHardware::electronsAxon)),
    LL_BENCH_ROW("model.a.electrons-synapse", kBenchA,
                 LL_TEXT("Bench A: electrons of a weight beam per slot"), Unit::None, 3913, 117,
                 electrons(context, kBenchA, &CellHardware::electronsSynapse)),
    LL_BENCH_ROW("model.a.voltage", kBenchA, LL_TEXT("Bench A: half-wave voltage at rest"), Unit::Millivolt,
                 68e-3, 3.4e-3,
                 ofSynapses(context, kBenchA, [](const ArrayLock& l) { return l.drive.vPiV; })),
    LL_BENCH_ROW("model.a.fast-voltage", kBenchA,
                 LL_TEXT("Bench A: half-wave voltage at half the symbol rate"), Unit::Volt, 1.53, 0.077,
                 ofSynapses(context, kBenchA, [](const ArrayLock& l) { return l.drive.vPiFastV; })),
    LL_BENCH_ROW("model.a.energy", kBenchA, LL_TEXT("Bench A: energy, running 784-100-10"),
                 Unit::FemtojoulePerOp, 14.3e-15, 2.86e-15, energy(context, kBenchA)),
    LL_LOCK_ROW("model.b.half-range", LL_TEXT("Bench B: static half-range"), Unit::Gigahertz, 7.12 * kGiga,
                0.005 * kGiga, lockB().staticHalfRangeHz),
    LL_LOCK_ROW("model.b.band-low", LL_TEXT("Bench B: lower edge of the stable band"), Unit::Gigahertz,
                -6.75 * kGiga, 0.01 * kGiga, lockB().bandLow.detuningHz),
    LL_LOCK_ROW("model.b.band-high", LL_TEXT("Bench B: upper edge"), Unit::Gigahertz, 1.32 * kGiga,
                0.01 * kGiga, lockB().bandHigh.detuningHz),
    LL_LOCK_ROW("model.b.weight", LL_TEXT("Bench B: largest weight"), Unit::None, 0.50, 0.005,
                lockB().weightLimit),
    LL_LOCK_ROW("model.b.damping", LL_TEXT("Bench B: damping"), Unit::PerSecond, 14.8e9, 0.1e9,
                lockB().dynamics.relaxationRatePerS),
    LL_LOCK_ROW("model.b.settling", LL_TEXT("Bench B: settling, averaged over the slot"), Unit::None, 0.026,
                5e-4, lockB().dynamics.settlingAverage),
    LL_LOCK_ROW("model.b.slot-error", LL_TEXT("Bench B: phase error, averaged over the slot"), Unit::Radian,
                0.015, 5e-4, lockB().dynamics.slotPhaseSigma),
    LL_BENCH_ROW(
        "model.b.injection", kBenchB, LL_TEXT("Bench B: injection ratio of the drawing"), Unit::Decibel,
        -19.3, 0.386,
        ofSynapses(context, kBenchB, [](const ArrayLock& l) { return 10 * std::log10(l.injectionRatio); })),
    LL_BENCH_ROW("model.b.electrons-axon", kBenchB, LL_TEXT("Bench B: electrons of an axon copy per slot"),
                 Unit::None, 10061, 302, electrons(context, kBenchB, &CellHardware::electronsAxon)),
    LL_BENCH_ROW("model.b.electrons-synapse", kBenchB,
                 LL_TEXT("Bench B: electrons of a weight beam per slot"), Unit::None, 335381, 10061,
                 electrons(context, kBenchB, &CellHardware::electronsSynapse)),
    {.id = "model.tilt",
     .group = "model",
     .title = LL_TEXT("Visibility, combiner turned by 97 µrad"),
     .expected = 0.30,
     .tolerance = 0.006,
     .source = "core/model.md, section 1",
     .note = kMoved,
     .example = kBenchA,
     .compute =
         [](ValidationContext& context) {
           return visibility(context, {"beam_splitter4.fine_tilt=97 urad"});
         }},
    {.id = "model.shift-normal",
     .group = "model",
     .title = LL_TEXT("Visibility, combiner 1 mm along its normal"),
     .expected = 0.85,
     .tolerance = 0.006,
     .source = "core/model.md, section 1",
     .note = kMoved,
     .example = kBenchA,
     .compute =
         [](ValidationContext& context) {
           return visibility(context,
                             {"beam_splitter4.fine_x=-707.1068 um", "beam_splitter4.fine_y=707.1068 um"});
         }},
    {.id = "model.shift-x",
     .group = "model",
     .title = LL_TEXT("Visibility, combiner 1 mm along x"),
     .expected = 0.92,
     .tolerance = 0.006,
     .source = "core/model.md, section 1",
     .note = kMoved,
     .example = kBenchA,
     .compute =
         [](ValidationContext& context) { return visibility(context, {"beam_splitter4.fine_x=1000 um"}); }},
    {.id = "model.shift-face",
     .group = "model",
     .title = LL_TEXT("Visibility, combiner 1 mm along its own face"),
     .expected = 1,
     .tolerance = 1e-3,
     .source = "core/model.md, section 1",
     .note = kMoved,
     .example = kBenchA,
     .compute =
         [](ValidationContext& context) {
           return visibility(context,
                             {"beam_splitter4.fine_x=707.1068 um", "beam_splitter4.fine_y=707.1068 um"});
         }},
    LL_FRINGE_ROW("model.fringe-near", LL_TEXT("Fringe error, axon grating 0.2 mm along the beam"), 0.292,
                  1e-3, "fan_out3.x=40.2 mm"),
    LL_FRINGE_ROW("model.fringe-far", LL_TEXT("Fringe error, axon grating 1 mm along the beam"), 1.342, 2e-3,
                  "fan_out3.x=41 mm"),
    LL_FRINGE_ROW("model.fringe-combiner", LL_TEXT("Fringe error, combiner 1 mm along x"), 1.342, 2e-3,
                  "beam_splitter4.fine_x=1000 um"),
    LL_FRINGE_ROW("model.fringe-lens", LL_TEXT("Fringe error, axon lens 0.1 mm along the beam"), 0, 1e-4,
                  "lens1.x=20.1 mm"),
    LL_LOCK_ROW("model.pumped.band-low", LL_TEXT("Pump 2.85: lower edge of the stable band"), Unit::Gigahertz,
                -18.65 * kGiga, 0.05 * kGiga, lockPumped(false).bandLow.detuningHz),
    LL_LOCK_ROW("model.pumped.band-high", LL_TEXT("Pump 2.85: upper edge"), Unit::Gigahertz, -0.36 * kGiga,
                0.01 * kGiga, lockPumped(false).bandHigh.detuningHz),
    LL_LOCK_ROW("model.pumped.weight", LL_TEXT("Pump 2.85: largest weight"), Unit::None, 0.467, 0.001,
                lockPumped(false).weightLimit),
    LL_LOCK_ROW("model.pumped.damping", LL_TEXT("Pump 2.85: damping"), Unit::PerSecond, 19.8e9, 0.2e9,
                lockPumped(false).dynamics.relaxationRatePerS),
    LL_LOCK_ROW("model.pumped.steepness",
                LL_TEXT("One current: phase per detuning, over that of tuning alone"), Unit::None, 2.55, 0.02,
                steepnessPumped()),
    LL_LOCK_ROW("model.pumped.swing", LL_TEXT("One current: swing of the weights"), Unit::Milliampere,
                0.98e-3, 0.02e-3, swingPumped()),
    LL_TAP_ROW("model.taps.rc-now", LL_TEXT("Bench A: own share of a slot, RC before the lock"), 0.872, 0,
               ""),
    LL_TAP_ROW("model.taps.rc-before", LL_TEXT("Bench A: share of the slot before, RC before the lock"),
               0.127, 1, ""),
    LL_TAP_ROW("model.taps.driver-now", LL_TEXT("Bench A: own share, driver of 5 GHz and RC"), 0.575, 0,
               "vcsel_array2.driver_bandwidth=5 GHz"),
    LL_TAP_ROW("model.taps.driver-before", LL_TEXT("Bench A: share of the slot before, driver and RC"), 0.403,
               1, "vcsel_array2.driver_bandwidth=5 GHz"),
    LL_TAP_ROW("model.taps.driver-earlier", LL_TEXT("Bench A: share of two slots before, driver and RC"),
               0.021, 2, "vcsel_array2.driver_bandwidth=5 GHz"),
    {.id = "model.map",
     .group = "model",
     .title = LL_TEXT("Bench A: pixel pairs that are not where they should be"),
     .expected = 0,
     .bound = Bound::AtMost,
     .source = "core/model.md, section 1",
     .note = LL_TEXT("One line is the mirror image of the other, in the bench plane only."),
     .example = kBenchA,
     .compute = [](ValidationContext& context) { return misplacedLinks(context); }},
    LL_LOCK_ROW("model.a.reflection-least",
                LL_TEXT("Bench A: least light with facet reflection, over free running"), Unit::None, 0.88,
                0.006, reflectedLight().least),
    LL_LOCK_ROW("model.a.reflection-most", LL_TEXT("Bench A: most light with facet reflection"), Unit::None,
                0.95, 0.006, reflectedLight().most),
    LL_LOCK_ROW("model.a.reflection-span", LL_TEXT("Bench A: its phase over the usable range"), Unit::Radian,
                1.22, 0.006, reflectedLight().span),
    {.id = "model.leader",
     .group = "model",
     .title = LL_TEXT("Energy that a leader of 100 mW adds to S4"),
     .unit = Unit::FemtojoulePerOp,
     .expected = 27e-15,
     .tolerance = 0.5e-15,
     .source = "core/model.md, section 5",
     .compute = [](ValidationContext&) -> Result<double> { return leaderOnS4(); }},
    {.id = "model.leak-fast",
     .group = "model",
     .title = LL_TEXT("Leak of a pole of 20 GHz at 25 GS/s"),
     .expected = 0.198,
     .tolerance = 5e-4,
     .source = kSection3,
     .compute = [](ValidationContext&) -> Result<double> { return leak(20e9, 25e9, 1); }},
    {.id = "model.leak-gated",
     .group = "model",
     .title = LL_TEXT("The same, second half of the slot"),
     .expected = 0.030,
     .tolerance = 5e-4,
     .source = kSection3,
     .compute = [](ValidationContext&) -> Result<double> { return leak(20e9, 25e9, 0.5); }},
    {.id = "model.leak-slow",
     .group = "model",
     .title = LL_TEXT("Leak of a pole of 10 GHz at 1 GS/s"),
     .expected = 0.016,
     .tolerance = 5e-4,
     .source = kSection3,
     .compute = [](ValidationContext&) -> Result<double> { return leak(10e9, 1e9, 1); }},
    {.id = "model.rc",
     .group = "model",
     .title = LL_TEXT("Pole of 170 Ω beside 50 Ω and 0.3 pF"),
     .unit = Unit::Gigahertz,
     .expected = 13.7 * kGiga,
     .tolerance = 0.05 * kGiga,
     .source = kSection3,
     .compute = [](ValidationContext&) -> Result<double> { return rcPole(170, 50, 0.3e-12).hertz(); }},
    {.id = "hamerly.bench-links",
     .group = "hamerly_2019",
     .title = LL_TEXT("Pixel pairs of the bench"),
     .expected = 25,
     .tolerance = 0,
     .source = "5 × 5 synapses and one axon, chosen",
     .example = "hamerly-2019.loom",
     .compute = [](ValidationContext& context) { return links(context, "hamerly-2019.loom"); }},
    {.id = "wang.bench-photons",
     .group = "wang_2022",
     .title = LL_TEXT("Photo-electrons of the bench per multiplication"),
     .expected = 3.2,
     .tolerance = 0.1,
     .source = "Wang et al., abstract",
     .note =
         LL_TEXT("The light of the bench is chosen for it; with the initial weights, both beams counted."),
     .example = "wang-2022.loom",
     .compute = [](ValidationContext& context) { return photons(context, "wang-2022.loom"); }},
    {.id = "hamerly.bench-photons",
     .group = "hamerly_2019",
     .title = LL_TEXT("Photo-electrons of the bench per multiplication"),
     .expected = 10,
     .tolerance = 0.5,
     .source = "chosen",
     .note = LL_TEXT("With the initial weights, both beams counted."),
     .example = "hamerly-2019.loom",
     .compute = [](ValidationContext& context) { return photons(context, "hamerly-2019.loom"); }},
    {.id = "wang.bench-links",
     .group = "wang_2022",
     .title = LL_TEXT("Pixel pairs of the bench"),
     .expected = 25,
     .tolerance = 0,
     .source = "5 × 5 synapses and one axon, chosen",
     .example = "wang-2022.loom",
     .compute = [](ValidationContext& context) { return links(context, "wang-2022.loom"); }},
};

#undef LL_LOCK_ROW
#undef LL_FRINGE_ROW
#undef LL_TAP_ROW
#undef LL_BENCH_ROW

}  // namespace

std::span<const ValidationRow> benchRows() {
  return kRows;
}

}  // namespace lightloom::validation
