#include "locks/array_lock.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "design/laser_diode.h"
#include "design/part_key.h"
#include "laser/heating.h"
#include "laser/injection_lock.h"
#include "laser/limit_cycle.h"
#include "locks/internal/injection_band.h"
#include "optics/injection.h"

namespace lightloom::locks {
namespace {

// Lasers whose injection differs by less than this share one solution: a thousandth of what a power meter
// resolves.
constexpr double kRatioStepDb = 0.005;
// Less than anybody can enter, and no light at all to speak of.
constexpr double kDarkRatio = 1e-13;

struct FollowerGrid {
  const LightSource* source = nullptr;
  const Injection* injection = nullptr;  ///< null: no leader light at all
  PartView part;
  bool writes = false;  ///< its current writes phases

  int channels() const { return source->rows * source->columns; }
};

/// The light of each laser beside the leader light at its facet.
struct FacetLight {
  std::vector<double> power;      ///< W, emitted
  std::vector<double> ratio;      ///< injected over emitted power
  std::vector<double> reflected;  ///< field of the leader that goes along, over the laser's own
  int dark = 0;                   ///< without leader light and without a measured ratio
};

constexpr double kMostPump = 1000;  // of lasers without a threshold, as much as anybody can enter

// μ − 1 = c·(I/I_threshold − 1) at the bias, where none was measured.
double pumpOf(const PartView& part, int channel) {
  if (part.isSet("pump")) return part.real("pump");
  const LaserDiode diode = diodeOf(part, channel);
  const double bias = biasFor(diode, part.real("power", channel)).currentA;
  if (bias <= 0) return 1;
  return std::min(kMostPump, 1 + part.real("pump_share") * (bias / diode.thresholdA - 1));
}

WritingCurrent writingCurrent(const PartView& part, int channel, bool writes) {
  const LaserDiode diode = diodeOf(part, channel);
  if (!writes || diode.thresholdA <= 0 || part.real("tuning_fast") == 0) return {};
  const double bias = biasFor(diode, part.real("power", channel)).currentA;
  const double perAmpere = part.real("pump_share") / diode.thresholdA;
  if (bias <= 0) return {};
  return {-perAmpere / part.real("tuning_fast"), std::max(0.0, pumpOf(part, channel) - perAmpere * bias)};
}

LaserParameters laserParameters(const PartView& part, int channel) {
  LaserParameters out;
  out.alpha = part.real("alpha", channel);
  out.fieldDecayRatePerS = part.real("field_decay_rate");
  out.carrierDecayRatePerS = part.real("carrier_decay_rate");
  out.pump = pumpOf(part, channel);
  out.couplingRatePerS = part.real("coupling_rate");
  out.linewidthHz = part.real("linewidth");
  out.usableLow = part.real("usable_low");
  out.usableHigh = part.real("usable_high");
  out.model = part.text("lock_model") == "adler" ? LockModel::Adler : LockModel::RateEquations;
  return out;
}

double ratioFromDb(double db) {
  return std::pow(10.0, db / 10);
}

// Measured ratios, NaN where none is set: at the laser, or else at the array.
std::vector<double> measuredRatios(const PartView& part, int channels) {
  const bool measured = part.isSet("injection_ratio");
  std::vector<double> out(static_cast<std::size_t>(channels), measured
                                                                  ? ratioFromDb(part.real("injection_ratio"))
                                                                  : std::numeric_limits<double>::quiet_NaN());
  const auto& overrides = part.component().overrides;
  if (const auto own = overrides.find("injection_ratio"); own != overrides.end())
    for (const auto& [channel, db] : own->second)
      if (channel >= 0 && channel < channels) out[static_cast<std::size_t>(channel)] = ratioFromDb(db);
  return out;
}

// The ratio that the user has measured, or else that of the light. The facet sends leader light along with
// the laser's own; a measured ratio says nothing of what falls on the facet, so there is none then.
FacetLight facetLight(const FollowerGrid& grid) {
  const PartView& part = grid.part;
  const std::size_t lasers = static_cast<std::size_t>(grid.channels());
  FacetLight out{part.reals("power", grid.channels()), measuredRatios(part, grid.channels()),
                 std::vector<double>(lasers), 0};
  const std::vector<bool> dark =
      grid.injection ? darkFacets(*grid.injection) : std::vector<bool>(lasers, true);
  const double reflectance = part.real("facet_reflectance");
  for (std::size_t i = 0; i < lasers; ++i) {
    if (!std::isnan(out.ratio[i])) continue;
    out.ratio[i] = 0;
    if (dark[i]) ++out.dark;
    if (!grid.injection || out.power[i] <= 0) continue;
    if (!dark[i]) out.ratio[i] = grid.injection->injectedW[i] / out.power[i];
    out.reflected[i] = std::sqrt(reflectance * grid.injection->incidentW[i] / out.power[i]);
  }
  return out;
}

// The middle one of the lasers that light reaches: a few that are weak or dead do not change it.
double typicalRatio(std::vector<double> ratios) {
  std::erase_if(ratios, [](double ratio) { return ratio < kDarkRatio; });
  if (ratios.empty()) return 0;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>((ratios.size() - 1) / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  return *middle;
}

// The reflected field of the first laser with that ratio.
double reflectionAt(const FacetLight& light, double ratio) {
  const auto found = std::find(light.ratio.begin(), light.ratio.end(), ratio);
  return found == light.ratio.end() ? 0
                                    : light.reflected[static_cast<std::size_t>(found - light.ratio.begin())];
}

double rounded(double ratio) {
  if (ratio <= 0) return 0;
  const double db = 10 * std::log10(ratio);
  return std::pow(10.0, std::round(db / kRatioStepDb) * kRatioStepDb / 10);
}

double gateOf(const Design& design, const CellSet& cells, const std::string& array) {
  for (const Cell& cell : cells.cells) {
    if (cell.axonId != array && cell.synapseId != array) continue;
    const ComponentPtr detector = findComponent(design, cell.plusId.empty() ? cell.minusId : cell.plusId);
    if (detector) return viewOf(*detector, *findKind(detector->kind)).real("gate");
  }
  return 1;
}

// Odd, so that the middle of the phase is one of them.
constexpr int kLocusPoints = 33;

WrittenRange writtenRange(const LockSolution& nominal) {
  WrittenRange range{usablePoints(nominal, kLocusPoints),
                     bandPoints(nominal, kLocusPoints),
                     nominal.taps,
                     nominal.usableSpan,
                     nominal.inputs,
                     nominal.working.detuningHz};
  if (!nominal.driven) range.inputs.current = {};
  return range;
}

// −dφ/dΔω at the working point.
double lockDelay(const LockSolution& nominal) {
  constexpr double kStep = 1e-4;  // rad
  const double rise = pointAtPhase(nominal, nominal.working.phase + kStep).detuningHz -
                      pointAtPhase(nominal, nominal.working.phase - kStep).detuningHz;
  return rise == 0 ? 0 : -2 * kStep / (2 * constants::kPi * rise);
}

// The share of a slow change of the leader's power that a laser follows.
double leaderGain(const LockSolution& nominal) {
  constexpr double kShare = 1e-3;
  LockInputs more = nominal.inputs;
  more.injectionRatio *= 1 + kShare;
  const LaserState state =
      laserAtDetuning(solveLock(more, LockScope::WorkingPoint), nominal.working.detuningHz);
  return state.locked ? 2 * std::log(state.point.amplitude / nominal.working.amplitude) / std::log1p(kShare)
                      : 0;
}

void fillNominal(ArrayLock& out, const PartView& part, const LockSolution& nominal) {
  out.staticHalfRangeHz = nominal.staticHalfRangeHz;
  out.hasBand = nominal.locked;
  out.failure = nominal.failure;
  out.biasSearch = nominal.biasSearch;
  out.nominal = nominal.inputs;
  out.drive = arrayDrive(part, nominal);
  if (!nominal.locked) return;
  out.stableLowHz = nominal.bandLow.detuningHz;
  out.stableHighHz = nominal.bandHigh.detuningHz;
  out.usableSpanRad = nominal.usableSpan;
  out.wMax = nominal.weightLimit;
  out.phaseAtCentreRad = nominal.working.phase;
  out.phaseSpanRad = std::fabs(nominal.bandHigh.phase - nominal.bandLow.phase);
  out.workingDetuningHz = nominal.working.detuningHz;
  out.relaxationRatePerS = nominal.dynamics.relaxationRatePerS;
  out.worstRelaxationRatePerS = nominal.worst.relaxationRatePerS;
  out.settlingResidue = nominal.dynamics.settlingResidue;
  out.settlingAverage = nominal.dynamics.settlingAverage;
  out.worstSettlingAverage = nominal.worst.settlingAverage;
  out.noiseSigmaRad = nominal.dynamics.slotPhaseSigma;
  out.noiseRawRad = std::sqrt(nominal.dynamics.phaseVariance);
  out.noiseCorrelation = nominal.dynamics.neighbourCorrelation;
  out.written = out.atFixedPump = writtenRange(nominal);
  if (nominal.driven) {
    LockInputs fixed = nominal.inputs;
    fixed.current = {};
    out.atFixedPump = writtenRange(solveLock(fixed));
  }
  out.lockDelayS = lockDelay(nominal);
  out.leaderGain = leaderGain(nominal);
}

// Light is subtracted: only what stays in the chip warms the neighbours.
std::vector<double> heatOf(const PartView& part, int channels) {
  std::vector<double> out;
  for (int c = 0; c < channels; ++c)
    out.push_back(std::max(0.0, electricalW(part, c) - part.real("power", c)));
  return out;
}

// The detuning of each laser beside its bias: what is set for it, its draw of the spread, and, where no
// auto-bias takes it out, the heat of its neighbours (a warmer laser is slower: leader − follower grows).
std::vector<double> ownDetunings(const PartView& part, int channels) {
  KeyedRandom random(partKey(part, Stream::DetuningSpread));
  const double spread = part.real("detuning_spread");
  const double coupling = part.flag("auto_bias") ? 0 : part.real("thermal_coupling");
  std::vector<double> out = part.reals("detuning", channels);
  if (spread != 0)
    for (double& detuning : out) detuning += spread * random.normal();
  if (coupling == 0) return out;
  const std::vector<double> warming =
      neighbourHeating(part.integer("rows"), part.integer("columns"), coupling, heatOf(part, channels));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] -= part.real("tuning_temperature") * warming[i];
  return out;
}

std::vector<double> drifts(const PartView& part, int channels) {
  KeyedRandom random(partKey(part, Stream::DetuningDrift));
  const double sigma = part.real("detuning_drift") * std::sqrt(part.real("calibration_age"));
  std::vector<double> out(static_cast<std::size_t>(channels), 0.0);
  if (sigma != 0)
    for (double& drift : out) drift = sigma * random.normal();
  return out;
}

/// The detunings of one laser, and the bias that it is given.
struct LaserTask {
  double ownDetuningHz = 0;  ///< beside its bias, without drift
  double driftHz = 0;
  bool autoBias = true;
  FixedPoint reference;  ///< without auto-bias: the nominal laser at the array's setting
};

LaserLock lockLaser(const LockSolution& solution, const LaserTask& task) {
  LaserLock laser;
  const double bias = task.autoBias && solution.locked ? solution.working.detuningHz : 0;
  laser.detuningHz = bias + task.ownDetuningHz + task.driftHz;
  laser.failure = solution.failure;
  if (!solution.locked) return laser;
  const LaserState state = laserAtDetuning(solution, laser.detuningHz);
  laser.locked = state.locked;
  laser.stable = state.inBand;
  laser.phaseRad = state.point.phase;
  laser.amplitude = state.point.amplitude;
  const FixedPoint reference = task.autoBias ? solution.working : task.reference;
  laser.biasPhaseRad = reference.phase;
  laser.biasAmplitude = reference.amplitude;
  if (!laser.stable) return laser;
  laser.fringe = 1;
  laser.staticErrorRad = laser.phaseRad - reference.phase;
  if (task.driftHz != 0) {
    const FixedPoint before = laserAtDetuning(solution, laser.detuningHz - task.driftHz).point;
    laser.driftRad = laser.phaseRad - before.phase;
    laser.driftAmplitude = laser.amplitude - before.amplitude;
  }
  laser.noiseRad = solution.dynamics.slotPhaseSigma;
  laser.phaseErrorRad = std::hypot(laser.staticErrorRad, laser.noiseRad);
  return laser;
}

// A laser beyond its Hopf edge still has a mean field: a weaker fringe.
void followUnstable(ArrayLock& out, const PartView& part) {
  if (out.nominal.laser.model == LockModel::Adler) return;
  std::vector<UnstableLaser> unstable;
  std::vector<LaserLock*> which;
  for (std::size_t i = 0; i < out.lasers.size(); ++i) {
    LaserLock& laser = out.lasers[i];
    if (!laser.locked || laser.stable) continue;
    unstable.push_back(
        {part.real("alpha", static_cast<int>(i)), laser.detuningHz, laser.injectionRatio, laser.phaseRad});
    which.push_back(&laser);
  }
  const std::vector<LimitCycle> cycles = followLimitCycles(out.nominal.laser, unstable);
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    LaserLock& laser = *which[i];
    laser.settled = cycles[i].settled;
    if (!cycles[i].bounded) continue;
    laser.amplitude = std::sqrt(cycles[i].meanPower);
    laser.fringe = laser.amplitude > 0 ? std::abs(cycles[i].meanField) / laser.amplitude : 0;
    laser.phaseRad = std::arg(cycles[i].meanField);
    laser.staticErrorRad = std::remainder(laser.phaseRad - laser.biasPhaseRad, 2 * constants::kPi);
  }
}

void summarise(ArrayLock& out) {
  double sum = 0;
  for (const LaserLock& laser : out.lasers) {
    if (!laser.stable) continue;
    ++out.locked;
    sum += laser.phaseErrorRad * laser.phaseErrorRad;
    out.worstPhaseErrorRad = std::max(out.worstPhaseErrorRad, laser.phaseErrorRad);
  }
  if (out.locked > 0) out.phaseErrorRad = std::sqrt(sum / out.locked);
}

LockInputs lockInputs(const FollowerGrid& grid, double gate, int channel, double ratio) {
  const PartView& part = grid.part;
  return {laserParameters(part, channel),
          ratio,
          Time::seconds(1 / part.real("symbol_rate")),
          gate,
          drivePoles(part),
          writingCurrent(part, channel, grid.writes)};
}

// Large arrays often have thousands of equal lasers: one that is like the nominal laser before it has its
// state.
std::vector<LaserLock> lockLasers(const FollowerGrid& grid, const FacetLight& light,
                                  const LockSolution& nominal, double gate) {
  const PartView& part = grid.part;
  const int channels = static_cast<int>(light.power.size());
  const std::vector<double> detunings = ownDetunings(part, channels), drift = drifts(part, channels);
  const double ratio = nominal.inputs.injectionRatio;
  const bool allAlike = part.component().overrides.empty();
  LockMemo memo;
  LaserTask task;
  task.autoBias = part.flag("auto_bias");
  task.reference = laserAtDetuning(nominal, part.real("detuning")).point;
  std::vector<LaserLock> out;
  LaserLock laser;
  bool likeBefore = false;
  for (std::size_t i = 0; i < light.power.size(); ++i) {
    const int channel = static_cast<int>(i);
    const bool asNominal =
        std::fabs(light.ratio[i] - ratio) <= 1e-3 * kRatioStepDb * ratio &&
        (allAlike || (laserParameters(part, channel) == nominal.inputs.laser &&
                      writingCurrent(part, channel, grid.writes) == nominal.inputs.current));
    likeBefore = likeBefore && asNominal && task.ownDetuningHz == detunings[i] && task.driftHz == drift[i];
    if (!likeBefore) {
      task.ownDetuningHz = detunings[i];
      task.driftHz = drift[i];
      LockInputs inputs = allAlike ? nominal.inputs : lockInputs(grid, gate, channel, 0);
      inputs.injectionRatio = rounded(light.ratio[i]);
      laser = lockLaser(asNominal ? nominal : memo.solve(inputs), task);
    }
    likeBefore = asNominal;
    laser.injectionRatio = light.ratio[i];
    laser.injectedW = light.ratio[i] * light.power[i];
    laser.reflected = light.reflected[i];
    if (light.power[i] <= 0) laser.failure = LockFailure::BelowThreshold;
    out.push_back(laser);
  }
  return out;
}

ArrayLock lockArray(const FollowerGrid& grid, double gate) {
  const PartView& part = grid.part;
  ArrayLock out;
  out.id = part.component().id;
  out.role = grid.source->role;
  out.channels = grid.channels();
  const FacetLight light = facetLight(grid);
  out.dark = light.dark;
  out.injectionRatio = typicalRatio(light.ratio);
  const LockSolution nominal = solveLock(lockInputs(grid, gate, -1, out.injectionRatio));
  fillNominal(out, part, nominal);
  // Without light of its own a laser has no ratio to it, whatever falls on its facet.
  if (!out.hasBand && part.real("power") <= 0) out.failure = LockFailure::BelowThreshold;
  out.facetReflectance = part.real("facet_reflectance");
  out.reflected = reflectionAt(light, out.injectionRatio);
  out.lasers = lockLasers(grid, light, nominal, gate);
  followUnstable(out, part);
  summarise(out);
  return out;
}

}  // namespace

namespace {

void fillLeader(ArrayLock& out, const PartView& leader) {
  out.leaderLinewidthHz = leader.real("linewidth");
  out.leaderRin = std::pow(10.0, leader.real("rin") / 10);
}

}  // namespace

std::vector<ArrayLock> lockArrays(const Design& design, const Layout& layout, const Trace& trace,
                                  const CellSet& cells, CurrentWrites writes) {
  std::vector<ArrayLock> out;
  for (const LightSource& source : trace.sources) {
    if (source.role == EmitterRole::Leader) continue;
    const ComponentPtr component = findComponent(design, layout.partOf(source.face));
    LL_CHECK(component != nullptr);
    const FollowerGrid grid{&source, trace.injectionOf(source.face),
                            viewOf(*component, *findKind(component->kind)),
                            source.role == EmitterRole::Synapse ? writes.weights : writes.inputs};
    out.push_back(lockArray(grid, gateOf(design, cells, component->id)));
    if (source.leader >= 0)
      fillLeader(out.back(),
                 viewOf(design, layout.partOf(trace.sources[static_cast<std::size_t>(source.leader)].face)));
  }
  return out;
}

namespace {

/// The faults of an array's injection, and the band of injections that mends them all.
struct InjectionFaults {
  bool slow = false, noInverse = false, swing = false;
  std::optional<InjectionBand> band;  ///< where another injection does it
  double nowDb = 0;
  bool any() const { return slow || noInverse || swing; }
};

// Only what is faulty costs the search for a band.
InjectionFaults injectionFaults(const Design& design, const ArrayLock& lock, CurrentWrites writes) {
  const bool synapse = lock.role == EmitterRole::Synapse, drives = synapse ? writes.weights : writes.inputs;
  InjectionFaults out;
  out.slow = synapse && std::fabs(lock.worstSettlingAverage) > kSettles;
  out.noInverse = drives && lock.drive.preEmphasisImpossible;
  out.swing = drives && lock.drive.swingA > lock.drive.swingLimitA;
  out.nowDb = 10 * std::log10(lock.injectionRatio);
  if (out.any()) out.band = injectionBand(viewOf(design, lock.id), lock.nominal, {drives, synapse});
  return out;
}

// The remedy for an injection that does not fit: a band of others, or where there is none `other`, which does
// without.
Message injectionRemedy(const char* id, const InjectionFaults& faults, const char* other,
                        const char* withBand) {
  if (!faults.band) return {id, other, {}};
  return {id,
          withBand,
          {Quantity{faults.band->lowDb, Unit::Decibel}, Quantity{faults.band->highDb, Unit::Decibel},
           Quantity{faults.nowDb, Unit::Decibel}}};
}

// What is wrong with the working point of lasers that their current pumps.
std::optional<Message> biasProblem(const ArrayLock& lock) {
  switch (lock.biasSearch) {
    case BiasSearch::NotAsked:
    case BiasSearch::Found:
      return std::nullopt;
    case BiasSearch::Unsettled:
      return Message{"lock.bias-unsettled",
                     LL_TEXT("%1: the search for a bias in the middle of the usable phase did not converge; "
                             "numbers are those of the last bias that was tried."),
                     {lock.id}};
    case BiasSearch::NoRange:
      return Message{
          "lock.no-driven-range",
          LL_TEXT("%1: no bias has a usable range while the current pumps the lasers, too; numbers "
                  "are those of lasers whose pump stays."),
          {lock.id}};
  }
  return std::nullopt;
}

void addBias(const ArrayLock& lock, std::vector<Check>& out) {
  if (std::optional<Message> problem = biasProblem(lock))
    out.push_back({Severity::Warning,
                   lock.id,
                   *std::move(problem),
                   {"lock.bias.fix",
                    LL_TEXT("Inject less leader light, let the lasers emit more, or use lasers that tune "
                            "faster, so that their current changes less."),
                    {}}});
}

void addUnsettled(const ArrayLock& lock, std::vector<Check>& out) {
  const auto moves = [](const LaserLock& laser) { return laser.locked && !laser.stable && !laser.settled; };
  const std::int64_t count = std::count_if(lock.lasers.begin(), lock.lasers.end(), moves);
  if (count == 0) return;
  out.push_back({Severity::Warning,
                 lock.id,
                 {"lock.cycles-unsettled",
                  LL_TEXT("%1: %2 of %3 lasers oscillate in a way that does not settle; how much of a fringe "
                          "there is, is not known."),
                  {lock.id, count, std::int64_t{lock.channels}}},
                 {"lock.cycles-unsettled.fix",
                  LL_TEXT("Bring them back into their stable band: reduce the detuning, or tune them."),
                  {}}});
}

void addNoTuning(const ArrayLock& lock, std::vector<Check>& out) {
  if (lock.drive.vPiV != 0 || lock.drive.vPiFastV != 0) return;
  out.push_back({Severity::Warning,
                 lock.id,
                 {"lock.no-tuning",
                  LL_TEXT("%1: current does not tune these lasers, so nothing can write their phases."),
                  {lock.id}},
                 {"lock.no-tuning.fix", LL_TEXT("Enter how far their frequency follows the current."), {}},
                 true});
}

void addNoInverse(const ArrayLock& lock, const InjectionFaults& faults, std::vector<Check>& out) {
  out.push_back(
      {Severity::Warning,
       lock.id,
       {"lock.pre-emphasis",
        LL_TEXT("%1: the lasers settle so slowly that no pre-emphasis can undo it; it is left out."),
        {lock.id}},
       injectionRemedy("lock.pre-emphasis.fix", faults, LL_TEXT("Lower the symbol rate."),
                       LL_TEXT("Inject between %1 and %2 of the lasers' own power (now %3), or lower the "
                               "symbol rate."))});
}

void addSwing(const ArrayLock& lock, const InjectionFaults& faults, std::vector<Check>& out) {
  const ArrayDrive& drive = lock.drive;
  out.push_back(
      {Severity::Warning,
       lock.id,
       {"lock.drive-swing",
        LL_TEXT("%1: the phases want a current swing of %2 at the symbol rate; %3 between threshold and "
                "twice the bias is all that these lasers have."),
        {lock.id, Quantity{drive.swingA, Unit::Milliampere}, Quantity{drive.swingLimitA, Unit::Milliampere}}},
       injectionRemedy(
           "lock.drive-swing.fix", faults,
           LL_TEXT("Use a narrower usable range, a lower symbol rate, more power per laser, or "
                   "lasers that tune faster."),
           LL_TEXT("Inject between %1 and %2 of the lasers' own power (now %3); or use a narrower "
                   "usable range, more power per laser, or lasers that tune faster.")),
       true});
}

void addSlow(const ArrayLock& lock, const InjectionFaults& faults, std::vector<Check>& out) {
  out.push_back(
      {Severity::Warning,
       lock.id,
       {"lock.slow",
        LL_TEXT("%1: at the end of its range a weight misses %2 of its step within one slot."),
        {lock.id, Quantity{lock.worstSettlingAverage, Unit::Percent}}},
       injectionRemedy(
           "lock.slow.fix", faults, LL_TEXT("Lower the upper end of the usable range, or the symbol rate."),
           LL_TEXT("Inject between %1 and %2 of the lasers' own power (now %3); or lower the upper "
                   "end of the usable range, or the symbol rate."))});
}

Check noBand(const ArrayLock& lock) {
  if (lock.failure == LockFailure::BelowThreshold)
    return {Severity::Error,
            lock.id,
            {"lock.no-band", LL_TEXT("%1: no laser can lock; they emit no light of their own."), {lock.id}},
            {"lock.no-band.threshold", LL_TEXT("Let the lasers emit: raise their power."), {}}};
  Message fix{"lock.no-band.fix",
              LL_TEXT("Bring leader light to the facets, or enter a measured injection ratio."),
              {}};
  if (lock.injectionRatio > 1)
    fix = {"lock.no-band.less", LL_TEXT("Weaken the leader light, or let the lasers emit more."), {}};
  return {Severity::Error,
          lock.id,
          {"lock.no-band",
           LL_TEXT("%1: no laser can lock; the injected power is %2 of the lasers' own."),
           {lock.id, Quantity{lock.injectionRatio, Unit::Percent}}},
          std::move(fix)};
}

// More light widens the band, but wants more swing: what another check would then take back is not proposed.
Message unlockedRemedy(const Design& design, const ArrayLock& lock, bool drives) {
  constexpr const char* kId = "lock.unlocked.fix";
  const double nowDb = 10 * std::log10(std::max(kDarkRatio, lock.injectionRatio));
  const std::optional<InjectionBand> band =
      drives ? injectionBand(viewOf(design, lock.id), lock.nominal, {true, false}) : std::nullopt;
  if (!drives)
    return {kId, LL_TEXT("Raise the injected power, reduce the detuning, or tune these lasers."), {}};
  if (!band || band->highDb <= nowDb) return {kId, LL_TEXT("Reduce the detuning, or tune these lasers."), {}};
  return {
      kId,
      LL_TEXT(
          "Reduce the detuning, tune these lasers, or raise the injected power, up to %1 of their own (now "
          "%2)."),
      {Quantity{band->highDb, Unit::Decibel}, Quantity{nowDb, Unit::Decibel}}};
}

Check unlocked(const Design& design, const ArrayLock& lock, bool drives) {
  const Severity severity = lock.locked == 0 ? Severity::Error : Severity::Warning;
  const std::int64_t locked = lock.locked, all = lock.channels, dark = lock.dark;
  if (lock.locked + lock.dark == lock.channels)
    return {severity,
            lock.id,
            {"lock.unlocked",
             LL_TEXT("%1: %2 of %3 lasers lock; the other %4 get no leader light."),
             {lock.id, locked, all, dark}},
            {"lock.unlocked.fix",
             LL_TEXT("Bring leader light to each of them, as the check of its facets says."),
             {}}};
  Message what{
      "lock.unlocked",
      LL_TEXT("%1: %2 of %3 lasers lock; the others give light and noise, but little or no product."),
      {lock.id, locked, all}};
  if (dark > 0)
    what = {
        "lock.unlocked",
        LL_TEXT("%1: %2 of %3 lasers lock; %4 get no leader light, and the others give light and noise, but "
                "little or no product."),
        {lock.id, locked, all, dark}};
  return {severity, lock.id, std::move(what), unlockedRemedy(design, lock, drives)};
}

}  // namespace

std::vector<Check> lockChecks(const Design& design, const std::vector<ArrayLock>& locks,
                              CurrentWrites writes) {
  std::vector<Check> out;
  for (const ArrayLock& lock : locks) {
    if (!lock.hasBand) {
      // The array's own check says that its usable range is empty.
      if (lock.nominal.laser.usableLow < lock.nominal.laser.usableHigh) out.push_back(noBand(lock));
      continue;
    }
    const bool drives = lock.role == EmitterRole::Synapse ? writes.weights : writes.inputs;
    if (lock.locked < lock.channels) out.push_back(unlocked(design, lock, drives));
    addUnsettled(lock, out);
    addBias(lock, out);
    const InjectionFaults faults = injectionFaults(design, lock, writes);
    if (faults.noInverse) addNoInverse(lock, faults, out);
    if (drives) addNoTuning(lock, out);
    if (faults.swing) addSwing(lock, faults, out);
    if (faults.slow) addSlow(lock, faults, out);
  }
  return out;
}

bool hasState(const LaserLock& laser) {
  return laser.stable || (laser.locked && laser.settled && laser.fringe > 0);
}

std::optional<Message> lockProblem(const LaserLock& laser) {
  if (laser.stable) return std::nullopt;
  if (laser.failure != LockFailure::None) return lockFailureMessage(laser.failure);
  if (!laser.locked)
    return Message{
        "lock.beyond-range",
        LL_TEXT("Detuned by %1 it does not follow the leader. Tune it, or raise the injected power."),
        {Quantity{laser.detuningHz, Unit::Gigahertz}}};
  const auto inBand = [](const char* id, const char* text) { return Message{id, text, {}}; };
  if (!laser.settled)
    return inBand("lock.cycle-unsettled",
                  LL_TEXT("It oscillates in a way that does not settle. Reduce the detuning, or tune it."));
  if (laser.fringe <= 0)
    return inBand("lock.runs-through",
                  LL_TEXT("Its phase runs through whole turns. Reduce the detuning, or tune it."));
  return inBand("lock.oscillates",
                LL_TEXT("It oscillates about its leader's phase instead of resting; phase and amplitude are "
                        "means. Reduce the detuning, or tune it."));
}

std::optional<Message> lockProblem(const ArrayLock& lock) {
  if (lock.hasBand) return biasProblem(lock);
  return lockFailureMessage(lock.failure == LockFailure::None ? LockFailure::NoInjection : lock.failure);
}

const ArrayLock* lockOf(const std::vector<ArrayLock>& locks, std::string_view id) {
  const auto found =
      std::find_if(locks.begin(), locks.end(), [&](const ArrayLock& lock) { return lock.id == id; });
  return found == locks.end() ? nullptr : &*found;
}

}  // namespace lightloom::locks
