#include <algorithm>
#include <cmath>

#include "design/laser_diode.h"
#include "imperfections/cell_hardware.h"
#include "imperfections/heating.h"
#include "imperfections/layer_on_cell.h"
#include "laser/driven_laser.h"
#include "laser/slow_heat.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "tuning_thermal"},
                                      {"vcsel_array", "thermal_corner"},
                                      {"vcsel_array", "thermal_mismatch"}};

constexpr double kReach = 3;              // sigmas of the detuning over which symbols are fitted
constexpr std::size_t kFewestPoints = 5;  // of a branch that can be fitted

/// One array of a cell and what its symbols are: weights of a locus, or phases.
struct HeatedArray {
  const PartView& part;
  const ArrayLock& lock;
  const WrittenRange& written;
  bool pumped = false;  ///< by the current that writes
  double gate = 1;
  const WeightLocus* locus = nullptr;  ///< null: phases about the middle of the usable range
  LocusSettings settings;
  double limit = 1;       ///< of the symbols, of either sign
  bool balanced = false;  ///< in complement slots
};

// What a point of the branch writes.
double valueOf(const HeatedArray& array, const FixedPoint& point) {
  const std::vector<FixedPoint>& usable = array.written.usable;
  if (!array.locus) return point.phase - usable[usable.size() / 2].phase;
  return std::imag(emittedField(point, array.settings) * std::polar(1.0, -std::arg(array.locus->zero)));
}

// The part of the stable band about the usable range over which both value and detuning run one way.
std::vector<WrittenSymbol> branchOf(const HeatedArray& array) {
  std::vector<WrittenSymbol> out;
  const double middle = array.written.usable[array.written.usable.size() / 2].phase;
  for (const FixedPoint& point : array.written.stable) {
    const WrittenSymbol here{valueOf(array, point), point.detuningHz, point.phase, point.amplitude};
    const bool goesOn =
        out.empty() || (here.value > out.back().value && here.detuningHz < out.back().detuningHz);
    if (!goesOn && point.phase > middle) break;
    if (!goesOn) out.clear();
    out.push_back(here);
  }
  return out;
}

// Between two points of a branch whose values rise.
double atZero(const std::vector<WrittenSymbol>& branch, double WrittenSymbol::*of) {
  std::size_t low = 0;
  while (low + 2 < branch.size() && branch[low + 1].value < 0) ++low;
  const double share = -branch[low].value / (branch[low + 1].value - branch[low].value);
  return branch[low].*of + share * (branch[low + 1].*of - branch[low].*of);
}

bool equalises(const PartView& part) {
  return part.flag("thermal_equaliser");
}

// The heat of a current about the bias, as the current that would leave it in a laser by itself: V·I less the
// light, whose power grows by `light` of that of the free-running laser.
double heatingCurrent(const PartView& part, double current, double light) {
  const LaserDiode diode = diodeOf(part);
  const double power = part.real("power"), bias = biasFor(diode, power).currentA;
  const double perAmpere = diode.turnOnV + 2 * diode.resistanceOhm * bias - diode.slopeWPerA;
  if (perAmpere <= 0) return current;
  return (current * (diode.turnOnV + diode.resistanceOhm * (2 * bias + current)) - power * light) / perAmpere;
}

// A driver that knows k_c only sends I = −Δf/k_c. The light of a laser that its current pumps follows it; of
// one whose pump stays, heat is taken as that of a current that stands. Against an equaliser that is off the
// symbols themselves stay.
std::vector<HeatedSymbol> heatedOf(const HeatedArray& array, bool bare,
                                   const std::vector<WrittenSymbol>& branch) {
  const PartView& part = array.part;
  const double restHz = atZero(branch, &WrittenSymbol::detuningHz),
               rest = atZero(branch, &WrittenSymbol::amplitude);
  std::vector<HeatedSymbol> out;
  for (const WrittenSymbol& symbol : branch) {
    const double written = symbol.detuningHz - restHz, current = -written / part.real("tuning_fast");
    const double light = square(symbol.amplitude) - square(rest);
    const double heating = array.pumped ? heatingCurrent(part, current, light) : current;
    out.push_back({symbol.value, symbol.detuningHz,
                   !bare && equalises(part) ? written : -part.real("tuning_thermal") * heating});
  }
  return out;
}

// Heat detunes a laser whose current, and so whose pump, stays.
double pushed(const HeatedArray& array, double detuningHz, double addedHz) {
  const LockInputs& nominal = array.written.inputs;
  const DrivenLaser laser(nominal, array.written.biasHz);
  const double pump = laser.pumpAt(detuningHz), unit = std::sqrt(nominal.laser.pump - 1);
  const LockBranch branch(nominal.laser, nominal.injectionRatio, pump);
  const std::vector<FixedPoint> points =
      fixedPointsAtDetuning(nominal.laser, nominal.injectionRatio, detuningHz + addedHz, pump);
  for (auto point = points.rbegin(); point != points.rend(); ++point)
    if (branch.pointWith(point->phase, point->amplitude * unit).stable(nominal.laser.alpha))
      return valueOf(array, *point);
  // Beyond the band: as far as the branch goes.
  const std::vector<FixedPoint>& stable = array.written.stable;
  return valueOf(array, addedHz > 0 ? stable.front() : stable.back());
}

// Against an equaliser stands what the symbols write, not their heat.
std::vector<SlotPole> slotPolesOf(const HeatedArray& array, bool bare) {
  const PartView& part = array.part;
  std::vector<HeatPole> poles = heatPolesOf(part);
  if (!bare && equalises(part))
    poles = equalised(thermalResponseOf(part), part.real("thermal_corner"),
                      part.real("tuning_thermal") / part.real("tuning_fast"), part.real("thermal_mismatch"));
  if (!bare && part.isSet("drive_high_pass")) poles = highPassed(poles, part.real("drive_high_pass"));
  return slotPoles(poles, Time::seconds(1 / part.real("symbol_rate")), array.gate, !bare && array.balanced);
}

double meanSquareOfHeat(const SlowHeat& heat, double limit) {
  const double odd = heat.heat[1] * limit, even = heat.heat[2] * limit * limit;
  return odd * odd / 3 + even * even * 4 / 45;
}

void fillPoles(const HeatedArray& array, bool bare, SlowHeat& out) {
  if (!bare && equalises(array.part) && array.part.real("thermal_mismatch") == 0) return;
  for (const SlotPole& pole : slotPolesOf(array, bare)) {
    out.direct += pole.share * pole.direct;
    out.poles.push_back({pole.keep, pole.share * pole.hold * pole.gain});
  }
}

SlowHeat heatOf(const HeatedArray& array, bool bare = false) {
  const PartView& part = array.part;
  if (array.written.usable.empty() || array.limit <= 0) return {};
  if (part.real("tuning_fast") == 0 || part.real("tuning_thermal") == 0) return {};
  const std::vector<WrittenSymbol> written = branchOf(array);
  if (written.size() < kFewestPoints || written.front().value >= 0 || written.back().value <= 0) return {};
  const std::vector<HeatedSymbol> branch = heatedOf(array, bare, written);
  SlowHeat out;
  fillPoles(array, bare, out);
  if (!out.heats()) return {};
  PushedSymbol push;
  // A laser that its current pumps, too: not one of Adler's equation, or one for which no bias was found.
  if (array.pumped && array.written.inputs.current.pumpPerHz != 0)
    push = [&](double detuningHz, double addedHz) { return pushed(array, detuningHz, addedHz); };
  const auto fill = [&](double reachHz) {
    const HeatAnswer answer = heatAnswer(branch, array.limit, reachHz, push);
    out.heat = answer.heat;
    out.linear = answer.linear;
    out.square = answer.square;
    // What bends less than anybody knows the slope need not be computed.
    constexpr double kStraight = 0.01;
    const double bends = std::fabs(answer.square[0]) + std::fabs(answer.square[1]) * array.limit;
    if (bends * reachHz < kStraight * std::fabs(answer.linear[0])) out.square = {};
    out.low = answer.low;
    out.high = answer.high;
  };
  fill(0);
  const double band = branch.front().detuningHz - branch.back().detuningHz;
  fill(std::min(band / 2, kReach * std::sqrt(meanSquareOfHeat(out, array.limit) * out.whiteShare())));
  out.centred = part.flag("auto_bias");
  return out;
}

LocusSettings locusSettings(const CellLight& light, const CellDraft& draft, const ArrayLock& lock) {
  return {draft.amplitudes, draft.reflections ? lock.reflected : 0.0,
          light.calibrated || (!draft.amplitudes && !draft.reflections)};
}

HeatedArray synapsesOf(const CellLight& light, const CellDraft& draft, double limit) {
  return {light.synapses,
          light.synapseLock,
          draft.rangeOf(light.synapseLock),
          draft.pumped,
          light.detector.real("gate"),
          lawOf(light.encoding).sumsSines ? nullptr : &draft.synapseLocus,
          locusSettings(light, draft, light.synapseLock),
          limit,
          complementSlots(light)};
}

HeatedArray axonsOf(const CellLight& light, const CellDraft& draft, double limit) {
  return {light.axons,
          light.axonLock,
          draft.rangeOf(light.axonLock),
          draft.pumped,
          light.detector.real("gate"),
          lawOf(light.encoding).sumsSines ? nullptr : &draft.axonLocus,
          locusSettings(light, draft, light.axonLock),
          limit,
          complementSlots(light)};
}

void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  if (!out.law().weightsOnPhases) return;
  out.weightHeat = heatOf(synapsesOf(light, draft, out.weightLimit));
  if (out.law().inputsOnPhases) out.axonHeat = heatOf(axonsOf(light, draft, out.axonLimit));
}

/// The detuning that follows a symbol k = 0, 1, … slots later, per h, where a laser sends `period` symbols
/// over and over again, or those and then the inverted ones.
struct HeatAnswers {
  std::vector<double> g;
  double wrapped = 1;  ///< sign of what comes from before the first symbol

  HeatAnswers(const SlowHeat& heat, std::size_t period, bool inverts)
      : g(period, 0.0), wrapped(inverts ? -1 : 1) {
    g[0] = heat.direct;
    for (const SlowHeat::Pole& pole : heat.poles) {
      const double again = 1 - wrapped * std::pow(pole.keep, static_cast<double>(period));
      double here = again > 0 ? pole.charge / again : 0;
      for (std::size_t k = 1; k <= period; ++k, here *= pole.keep)
        g[k % period] += k < period ? here : wrapped * here;
    }
  }
  double sum() const {
    double out = 0;
    for (const double value : g) out += value;
    return out;
  }
  /// Σ_k g_k g_{k+d}, d < period.
  double products(std::size_t d) const {
    double out = 0;
    for (std::size_t k = 0; k + d < g.size(); ++k) out += g[k] * g[k + d];
    for (std::size_t k = g.size() - d; k < g.size(); ++k) out += wrapped * g[k] * g[k + d - g.size()];
    return out;
  }
  /// Σ over all symbols of the square of what each leaves in `slots` neighbouring slots together.
  double windows(std::size_t slots) const {
    std::vector<double> before(g.size() + 1, 0.0);
    for (std::size_t k = 0; k < g.size(); ++k) before[k + 1] = before[k] + g[k];
    double out = 0;
    for (std::size_t symbol = 0; symbol < g.size(); ++symbol) {
      // Slots 0 … slots − 1 come after the symbol, or before it and so from the last round.
      const std::size_t after = symbol < slots ? slots - symbol : 0, early = std::min(symbol, slots);
      const double wraps = before[g.size() - symbol + early] - before[g.size() - symbol];
      const double whole = before[after] + wrapped * wraps;
      out += whole * whole;
    }
    return out;
  }
};

// Mean of (Σ_j e_j x_j)² / Σ x² over inputs, for white h of mean square 1. Inputs farther apart than was
// looked at are all alike.
double meets(const HeatAnswers& answers, const InputMoments& inputs, int slots) {
  const double far = inputs.squareOfSum / (slots * inputs.sumSquares);
  double sum = far * answers.windows(static_cast<std::size_t>(slots)) / slots;
  for (int d = 0; d < slots && d < static_cast<int>(inputs.correlation.size()); ++d) {
    const double alike = far * (1 - static_cast<double>(d) / slots);
    sum += (d == 0 ? 1 : 2) * (inputs.correlation[static_cast<std::size_t>(d)] - alike) *
           answers.products(static_cast<std::size_t>(d));
  }
  return std::max(0.0, sum);
}

// Of a sum of sines: an error δ meets cos φ_x cos φ_w, and beside that sin φ_x sin φ_w, of either sign.
double besideCosines(const LayerOnCell& on, const CellHardware& cell, const HeatAnswers& answers) {
  if (!cell.law().sumsSines) return 0;
  return answers.products(0) * on.weightSquare() * std::max(0.0, on.layer.slots - on.inputs.sumSquares);
}

// Symbols that are followed by the inverted ones: of their heat only what turns with them is left.
bool invertsWeights(const CellHardware& cell, const LayerStatistics& layer) {
  return cell.law().slots == 2 ||
         (layer.signedInput && cell.signedInput == SignedInput::TwoSlots && !cell.law().inputsOnPhases);
}

// Mean square of the heat h of white and normal weights.
double meanSquareHeat(const SlowHeat& heat, double weightSquare, bool inverts) {
  return square(heat.heat[1]) * weightSquare + (inverts ? 0 : 2 * square(heat.heat[2] * weightSquare));
}

// What a detuning e of a laser moves of its weight, per e.
double weightPerDetuning(const SlowHeat& heat, double weightSquare) {
  return heat.linear[0] + heat.linear[2] * weightSquare;
}

// A bias that takes the mean of a laser takes a share of each of its rows off all of them.
double takeMeanOff(HeatAnswers& answers, int slots, double rows) {
  const double mean = answers.sum() / (slots * rows);
  for (double& value : answers.g) value -= mean;
  return mean;
}

double rowsOnLaser(const CellHardware& cell, const LayerStatistics& layer) {
  return std::ceil(static_cast<double>(layer.neurons) / cell.synapses);
}

// Weights taken as white and normal: e meets the inputs as a row of weights that lag behind.
double ofWeights(const LayerOnCell& on, const SlowHeat& heat) {
  const double w2 = on.weightSquare(), slots = on.layer.slots;
  const bool inverts = invertsWeights(on.hardware(), on.layer);
  HeatAnswers answers(heat, static_cast<std::size_t>(on.layer.slots), inverts);
  const InputMoments inputs = on.met(on.hardware());
  double others = 0;
  if (heat.centred && !inverts) {
    const double rows = rowsOnLaser(on.hardware(), on.layer);
    const double mean = takeMeanOff(answers, on.layer.slots, rows);
    others = (rows - 1) * slots * mean * mean * inputs.squareOfSum;
  }
  return square(weightPerDetuning(heat, w2)) * meanSquareHeat(heat, w2, inverts) *
         (inputs.sumSquares * meets(answers, inputs, on.layer.slots) + others +
          besideCosines(on, on.hardware(), answers));
}

// Inputs likewise, one sample after the other. In two slots they meet weights of either sign; in a sum of
// sines cosines, which add up.
double ofInputs(const LayerOnCell& on, const CellHardware& cell, const SlowHeat& heat) {
  const int slots = on.layer.slots;
  // After so many slots more samples change nothing that anybody could see.
  constexpr int kMostSlots = 1 << 16;
  const int samples = std::min(on.samplesOnAxon(), std::max(1, kMostSlots / slots));
  HeatAnswers answers(heat, static_cast<std::size_t>(slots) * static_cast<std::size_t>(samples), false);
  if (heat.centred) {
    const double mean = answers.sum() / static_cast<double>(answers.g.size());
    for (double& value : answers.g) value -= mean;
  }
  const double size = square(heat.linear[0]) * square(heat.heat[1]) * on.inputs.symbolVariance;
  if (!cell.law().sumsSines)
    return size * answers.products(0) * slots * on.weightSquare() / square(cell.axonLimit);
  return size * (on.inputs.sumSquares * meets(answers, on.inputs, slots) + besideCosines(on, cell, answers));
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  double sum = 0;
  if (cell.weightHeat.heats()) sum += ofWeights(on, cell.weightHeat);
  if (cell.axonHeat.heats()) sum += ofInputs(on, cell, cell.axonHeat);
  return sum;
}

// What the mean heat of a row detunes, rms over rows of unlike means that follow one another, per mean: each
// is there for `passes` of its slots, and what it comes to begins with what those before have left.
double heatOfRow(const SlowHeat& heat, double slots, double passes) {
  double out = heat.direct;
  for (const SlowHeat::Pole& pole : heat.poles) {
    if (pole.keep >= 1) continue;
    const double stays = std::pow(pole.keep, slots * passes);
    const double before = (1 - stays) / (slots * passes * (1 - pole.keep));
    out += pole.charge / (1 - pole.keep) *
           std::sqrt(square(1 - before) + square(before) * (1 - stays) / (1 + stays));
  }
  return out;
}

HeatWander wanderOf(const HeatedArray& array) {
  const SlowHeat bare = heatOf(array, true), heat = heatOf(array);
  if (!bare.heats()) return {};
  const auto rms = [&](const SlowHeat& of) {
    return std::sqrt(meanSquareOfHeat(of, array.limit) * of.whiteShare());
  };
  return {rms(heat), rms(bare),
          array.written.usable.front().detuningHz - array.written.usable.back().detuningHz};
}

WrittenBranch writtenBranch(const HeatedArray& array) {
  const std::vector<FixedPoint>& usable = array.written.usable;
  if (usable.empty()) return {};
  return {branchOf(array), usable.back().detuningHz, usable.front().detuningHz};
}

// Phases of the laser itself over its usable range, whatever else is switched on.
HeatWander wanderOf(const PartView& part, const ArrayLock& lock, const CellLight& light) {
  return wanderOf({part,
                   lock,
                   lock.written,
                   true,
                   light.detector.real("gate"),
                   nullptr,
                   {},
                   lock.written.spanRad / 2,
                   complementSlots(light)});
}

}  // namespace

HeatWander weightWander(const CellLight& light) {
  return lawOf(light.encoding).weightsOnPhases ? wanderOf(light.synapses, light.synapseLock, light)
                                               : HeatWander{};
}

HeatWander axonWander(const CellLight& light) {
  return lawOf(light.encoding).inputsOnPhases ? wanderOf(light.axons, light.axonLock, light) : HeatWander{};
}

double weightHeatError(const CellHardware& cell, const LayerStatistics& layer, int batch) {
  const SlowHeat& heat = cell.weightHeat;
  if (!heat.heats() || layer.slots < 1) return 0;
  const double w2 = square(layer.weightRms), slots = layer.slots;
  const bool inverts = invertsWeights(cell, layer);
  const HeatAnswers answers(heat, static_cast<std::size_t>(layer.slots), inverts);
  double answer = answers.products(0);
  if (!inverts) {
    const double mean = answers.sum() / slots, left = heat.centred ? 1 - 1 / rowsOnLaser(cell, layer) : 1;
    answer +=
        left * square(heatOfRow(heat, slots, std::ceil(static_cast<double>(batch) / cell.axons))) / slots -
        slots * mean * mean;
  }
  const double squares = meanSquareHeat(heat, w2, inverts) * std::max(0.0, answer);
  const double slope = cell.law().sumsSines ? 1 : std::sqrt(std::max(0.0, 1 - w2));
  return slope > 0 ? std::fabs(weightPerDetuning(heat, w2)) * std::sqrt(squares) / slope : 0;
}

WrittenBranch weightBranch(const CellLight& light, const ImperfectionSet& on) {
  if (!lawOf(light.encoding).weightsOnPhases) return {};
  const CellDraft draft = cellDraft(light, on);
  return writtenBranch(synapsesOf(light, draft, 1));
}

WrittenBranch inputBranch(const CellLight& light, const ImperfectionSet& on) {
  if (!lawOf(light.encoding).inputsOnPhases) return {};
  const CellDraft draft = cellDraft(light, on);
  return writtenBranch(axonsOf(light, draft, 1));
}

WrittenSymbol symbolOn(const WrittenBranch& branch, double value) {
  const std::vector<WrittenSymbol>& symbols = branch.symbols;
  const auto above =
      std::lower_bound(symbols.begin() + 1, symbols.end() - 1, value,
                       [](const WrittenSymbol& symbol, double asked) { return symbol.value < asked; });
  const WrittenSymbol &low = *(above - 1), &high = *above;
  const double share = (value - low.value) / (high.value - low.value);
  return {value, low.detuningHz + share * (high.detuningHz - low.detuningHz),
          low.phaseRad + share * (high.phaseRad - low.phaseRad),
          low.amplitude + share * (high.amplitude - low.amplitude)};
}

constinit const Imperfection kSelfHeating = {
    .key = "self_heating",
    .formula =
        LL_TEXT("w(Δf + e), e = −k_th·(thermal response)*I in Hz round its mean, I = −Δf_w/k_c; less what "
                "an equaliser, a high-pass or complement slots take off"),
    .citation = "linear thermal response of the laser to the current that writes its symbols",
    .places = kPlaces,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
