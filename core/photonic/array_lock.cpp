#include "photonic/array_lock.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "base/random.h"
#include "laser/injection_lock.h"

namespace lightloom {
namespace {

// Lasers whose injection differs by less than this share one solution: a thousandth of what a power meter
// resolves.
constexpr double kRatioStepDb = 0.005;

struct FollowerGrid {
  const LightSource* source = nullptr;
  const Injection* injection = nullptr;  ///< null: no leader light at all
  PartView part;
};

LaserParameters laserParameters(const PartView& part, int channel) {
  LaserParameters out;
  out.alpha = part.real("alpha", channel);
  out.fieldDecayRatePerS = part.real("field_decay_rate");
  out.carrierDecayRatePerS = part.real("carrier_decay_rate");
  out.pump = part.real("pump");
  out.couplingRatePerS = part.real("coupling_rate");
  out.linewidthHz = part.real("linewidth");
  out.usableLow = part.real("usable_low");
  out.usableHigh = part.real("usable_high");
  out.model = part.text("lock_model") == "adler" ? LockModel::Adler : LockModel::RateEquations;
  return out;
}

// A ratio measured by the user, with its override, or nothing.
std::optional<double> measuredRatio(const PartView& part, int channel) {
  const auto& overrides = part.component().overrides;
  const auto map = overrides.find("injection_ratio");
  const bool own = map != overrides.end() && map->second.contains(channel);
  if (!own && !part.isSet("injection_ratio")) return std::nullopt;
  return std::pow(10.0, part.real("injection_ratio", channel) / 10);
}

double ratioOf(const FollowerGrid& grid, int channel) {
  if (const std::optional<double> measured = measuredRatio(grid.part, channel)) return *measured;
  const double power = grid.part.real("power", channel);
  if (!grid.injection || power <= 0) return 0;
  return grid.injection->injectedW[static_cast<std::size_t>(channel)] / power;
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

// Tuning at a modulation frequency: k_th/(1 + i f/f_th) + k_c, Hz/A.
double tuning(const PartView& part, double frequencyHz) {
  const std::complex<double> thermal =
      part.real("tuning_thermal") / std::complex<double>(1, frequencyHz / part.real("thermal_corner"));
  return std::abs(thermal + part.real("tuning_fast"));
}

double volts(const PartView& part, double rangeHz, double tuningHzPerA) {
  return tuningHzPerA > 0 ? rangeHz / tuningHzPerA * part.real("resistance") : 0;
}

void fillNominal(ArrayLock& out, const PartView& part, const LockSolution& nominal) {
  out.staticHalfRangeHz = nominal.staticHalfRangeHz;
  out.hasBand = nominal.locked;
  const double dc = std::fabs(part.real("tuning_thermal") + part.real("tuning_fast"));
  const double thermal = std::fabs(part.real("tuning_thermal"));
  out.vPiV = volts(part, 2 * nominal.staticHalfRangeHz, thermal > 0 ? thermal : dc);
  out.vPiFastV = volts(part, 2 * nominal.staticHalfRangeHz, tuning(part, part.real("symbol_rate") / 2));
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
  out.driveSpanV =
      volts(part, nominal.usableHigh.detuningHz - nominal.usableLow.detuningHz, thermal > 0 ? thermal : dc);
  out.noiseSigmaRad = nominal.dynamics.slotPhaseSigma;
  out.noiseRawRad = std::sqrt(nominal.dynamics.phaseVariance);
  out.noiseCorrelation = nominal.dynamics.neighbourCorrelation;
  out.taps = nominal.taps;
}

// The laser's own detuning beside its bias: what is set for it and its draw of the spread.
std::vector<double> ownDetunings(const PartView& part, int channels) {
  KeyedRandom random(
      {static_cast<std::uint64_t>(std::get<std::int64_t>(part.value("seed"))), Stream::DetuningSpread});
  const double spread = part.real("detuning_spread");
  std::vector<double> out(static_cast<std::size_t>(channels));
  for (int c = 0; c < channels; ++c)
    out[static_cast<std::size_t>(c)] = part.real("detuning", c) + spread * random.normal();
  return out;
}

LaserLock lockLaser(const PartView& part, const LockSolution& solution, double ownDetuningHz,
                    double referencePhase) {
  LaserLock laser;
  const bool autoBias = part.flag("auto_bias");
  laser.detuningHz = ownDetuningHz + (autoBias && solution.locked ? solution.working.detuningHz : 0);
  if (!solution.locked) return laser;
  const LaserState state = laserAtDetuning(solution, laser.detuningHz);
  laser.locked = state.locked;
  laser.stable = state.inBand;
  laser.phaseRad = state.point.phase;
  if (!laser.stable) return laser;
  laser.staticErrorRad = laser.phaseRad - (autoBias ? solution.working.phase : referencePhase);
  laser.noiseRad = solution.dynamics.slotPhaseSigma;
  laser.phaseErrorRad = std::hypot(laser.staticErrorRad, laser.noiseRad);
  return laser;
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

ArrayLock lockArray(const FollowerGrid& grid, double gate) {
  const PartView& part = grid.part;
  ArrayLock out;
  out.id = part.component().id;
  out.role = grid.source->role;
  out.channels = grid.source->rows * grid.source->columns;
  const auto inputs = [&](int channel, double ratio) {
    return LockInputs{laserParameters(part, channel), ratio, Time::seconds(1 / part.real("symbol_rate")),
                      gate};
  };
  std::vector<double> ratios(static_cast<std::size_t>(out.channels));
  for (int c = 0; c < out.channels; ++c) ratios[static_cast<std::size_t>(c)] = ratioOf(grid, c);
  out.injectionRatio = part.isSet("injection_ratio")
                           ? std::pow(10.0, part.real("injection_ratio") / 10)
                           : std::accumulate(ratios.begin(), ratios.end(), 0.0) / out.channels;
  const LockSolution nominal = solveLock(inputs(-1, out.injectionRatio));
  fillNominal(out, part, nominal);
  const double reference = nominal.locked ? laserAtDetuning(nominal, part.real("detuning")).point.phase : 0;

  LockMemo memo;
  const std::vector<double> detunings = ownDetunings(part, out.channels);
  for (int c = 0; c < out.channels; ++c) {
    const std::size_t i = static_cast<std::size_t>(c);
    const bool asNominal =
        std::fabs(ratios[i] - out.injectionRatio) <= 1e-3 * kRatioStepDb * out.injectionRatio &&
        part.real("alpha", c) == part.real("alpha");
    LaserLock laser = lockLaser(part, asNominal ? nominal : memo.solve(inputs(c, rounded(ratios[i]))),
                                detunings[i], reference);
    laser.injectionRatio = ratios[i];
    laser.injectedW = ratios[i] * part.real("power", c);
    out.lasers.push_back(laser);
  }
  summarise(out);
  return out;
}

}  // namespace

std::vector<ArrayLock> lockArrays(const Design& design, const Layout& layout, const Trace& trace,
                                  const CellSet& cells) {
  std::vector<ArrayLock> out;
  for (const LightSource& source : trace.sources) {
    if (source.role == EmitterRole::Leader) continue;
    const ComponentPtr component = findComponent(design, layout.partOf(source.face));
    LL_CHECK(component != nullptr);
    const FollowerGrid grid{&source, trace.injectionOf(source.face),
                            viewOf(*component, *findKind(component->kind))};
    out.push_back(lockArray(grid, gateOf(design, cells, component->id)));
  }
  return out;
}

std::vector<Check> lockChecks(const std::vector<ArrayLock>& locks) {
  std::vector<Check> out;
  for (const ArrayLock& lock : locks) {
    if (!lock.hasBand) {
      out.push_back(
          {Severity::Error,
           lock.id,
           {"lock.no-band",
            LL_TEXT("check", "%1: no laser can lock; the injected power is %2 of the lasers' own."),
            {lock.id, Quantity{lock.injectionRatio, Unit::Percent}}},
           {"lock.no-band.fix",
            LL_TEXT("check", "Bring leader light to the facets, or enter a measured injection_ratio."),
            {}}});
      continue;
    }
    if (lock.locked < lock.channels)
      out.push_back(
          {lock.locked == 0 ? Severity::Error : Severity::Warning,
           lock.id,
           {"lock.unlocked",
            LL_TEXT("check", "%1: %2 of %3 lasers lock; the others give light and noise, but no product."),
            {lock.id, std::int64_t{lock.locked}, std::int64_t{lock.channels}}},
           {"lock.unlocked.fix",
            LL_TEXT("check", "Raise the injected power, reduce the detuning, or tune these lasers."),
            {}}});
    if (lock.role == EmitterRole::Synapse && std::fabs(lock.worstSettlingAverage) > 0.3)
      out.push_back(
          {Severity::Warning,
           lock.id,
           {"lock.slow",
            LL_TEXT("check", "%1: at the end of its range a weight misses %2 of its step within one slot."),
            {lock.id, Quantity{lock.worstSettlingAverage, Unit::Percent}}},
           {"lock.slow.fix",
            LL_TEXT("check", "Lower usable_high, lower the symbol rate, or inject more."),
            {}}});
  }
  return out;
}

}  // namespace lightloom
