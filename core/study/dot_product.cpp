#include "study/dot_product.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "learn/evaluator.h"
#include "train/recorded_run.h"

namespace lightloom::study {
namespace {

constexpr double kNoElectrons = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kBridgeStep = 1ULL << 60;  // apart from what the engine draws

double sumOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

// Draws that add up to `total`, of independent normals with these variances. Without any variance the total
// is rounding, and lies where the light is.
std::vector<double> bridge(const std::vector<double>& variances, const std::vector<double>& sizes,
                           double total, KeyedRandom& random) {
  std::vector<double> out;
  for (const double variance : variances) out.push_back(std::sqrt(variance) * random.normal());
  const double missing = total - sumOf(out);
  const std::vector<double>& shares = sumOf(variances) > 0 ? variances : sizes;
  const double all = sumOf(shares);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] += all > 0 ? missing * (shares[i] / all) : missing / static_cast<double>(out.size());
  return out;
}

// A count spread over slots, each electron by itself.
std::vector<double> spread(double count, const std::vector<double>& means, KeyedRandom& random) {
  std::vector<double> out(means.size(), 0.0), below(means.size());
  std::partial_sum(means.begin(), means.end(), below.begin());
  for (double left = count; left > 0; --left) {
    const double where = random.uniform() * below.back();
    const auto slot = std::upper_bound(below.begin(), below.end() - 1, where) - below.begin();
    ++out[static_cast<std::size_t>(slot)];
  }
  return out;
}

/// What the slots of an output brought of electrons: the start first, then one slot after the other.
struct Increments {
  std::vector<double> signal, noise;
};

std::vector<double> meansOfLine(const WatchedOutput& output, double sign) {
  std::vector<double> out;
  for (const WatchedSlot& slot : output.slots)
    out.push_back(std::max(0.0, (slot.lightVariance + sign * slot.signal) / 2));
  return out;
}

Increments incrementsOf(const WatchedOutput& output, KeyedRandom& random) {
  Increments out{{0}, {0}};
  std::vector<double> variances = {output.startVariance};
  for (const WatchedSlot& slot : output.slots) {
    out.signal.push_back(slot.signal);
    variances.push_back(slot.otherVariance + (output.counted ? 0 : slot.lightVariance));
  }
  std::vector<double> counts(out.signal.size(), 0.0);
  if (output.counted) {
    const std::vector<double> plus = spread(output.plus, meansOfLine(output, 1), random);
    const std::vector<double> minus = spread(output.minus, meansOfLine(output, -1), random);
    for (std::size_t j = 0; j < plus.size(); ++j) counts[j + 1] = plus[j] - minus[j] - output.slots[j].signal;
  }
  std::vector<double> sizes;
  for (const double signal : out.signal) sizes.push_back(std::abs(signal));
  const double rest = output.electrons - sumOf(out.signal) - sumOf(counts);
  out.noise = bridge(variances, sizes, rest, random);
  for (std::size_t j = 0; j < counts.size(); ++j) out.noise[j] += counts[j];
  return out;
}

// What is added behind the ADC up to each slot: the terms that are known by slot, and the rest evenly. It
// ends at the whole.
std::vector<double> digitalUpTo(const WatchedOutput& output) {
  const std::vector<WatchedSlot>& slots = output.slots;
  const double whole =
      static_cast<double>(output.output) - static_cast<double>(output.reading.read(output.electrons));
  double known = 0;
  for (const WatchedSlot& slot : slots) known += slot.digital;
  const double rest = (whole - known) / static_cast<double>(slots.size());
  std::vector<double> out(slots.size());
  double later = 0;
  for (std::size_t j = slots.size(); j-- > 0;) {
    out[j] = whole - later;
    later += slots[j].digital + rest;
  }
  return out;
}

// Σ x·w after each slot, in units of the output.
std::vector<double> exactUpTo(const WatchedProduct& product) {
  std::vector<double> out;
  double sum = 0;
  for (const WatchedSlot& slot : product.output.slots) {
    sum += product.phasePerInput != 0 ? std::sin(slot.w - product.phasePerInput * slot.x) : slot.x * slot.w;
    out.push_back(product.scale * sum);
  }
  return out;
}

OutputPlace placeOf(const CellHardware& cell, int neurons, int neuron, const WatchedProduct& product) {
  const auto passes = [](int count, int channels) { return (count + channels - 1) / channels; };
  OutputPlace out;
  out.synapse = neuron % cell.synapses;
  out.axon = product.sample % cell.axons;
  out.rowPass = neuron / cell.synapses;
  out.rowPasses = passes(neurons, cell.synapses);
  out.columnPass = product.sample / cell.axons;
  out.columnPasses = passes(product.samples, cell.axons);
  out.sample = product.sample;
  out.samples = product.samples;
  return out;
}

void fillLight(const CellHardware& cell, bool isSigned, DotProduct& out) {
  const int link = cell.link(out.place.synapse, out.place.axon);
  out.light = pairLight(cell, link);
  for (DotProductSlot& slot : out.slots) {
    slot.fields = slotFields(cell, link, isSigned, slot.sentX, slot.sentW);
    slot.plusElectrons = electronsOn(out.light.plus, slot.fields, false);
    slot.minusElectrons = electronsOn(out.light.minus, slot.fields, true);
  }
}

DotProduct takenApart(const WatchedProduct& product, double slotSeconds, KeyedRandom& random) {
  const WatchedOutput& output = product.output;
  const Increments increments = incrementsOf(output, random);
  const std::vector<double> digital = digitalUpTo(output);
  DotProduct out;
  out.engine = static_cast<double>(output.output);
  const std::vector<double> exact = exactUpTo(product);
  out.exact = exact.back();
  out.scale = product.scale;
  out.phasePerInput = product.phasePerInput;
  out.hasElectrons = output.reading.rounding != ReadingLaw::Rounding::None;
  out.counted = output.counted;
  out.perElectron =
      static_cast<double>(output.reading.inverseSignal) * static_cast<double>(output.reading.outputFactor);
  out.slotSeconds = slotSeconds;
  out.outputs = product.outputs;
  out.startElectrons = out.hasElectrons ? increments.noise[0] : kNoElectrons;
  out.slots.resize(output.slots.size());
  double later = 0;
  for (std::size_t j = out.slots.size(); j-- > 0;) {
    const WatchedSlot& from = output.slots[j];
    DotProductSlot& slot = out.slots[j];
    slot.seconds = static_cast<double>(j + 1) * slotSeconds;
    slot.x = from.x;
    slot.w = from.w;
    slot.sentX = from.sentX;
    slot.sentW = from.sentW;
    slot.phaseRad = from.phaseRad;
    slot.signalElectrons = out.hasElectrons ? increments.signal[j + 1] : kNoElectrons;
    slot.noiseElectrons = out.hasElectrons ? increments.noise[j + 1] : kNoElectrons;
    slot.reading = static_cast<double>(output.reading.read(output.electrons - later)) + digital[j];
    slot.exact = exact[j];
    later += increments.signal[j + 1] + increments.noise[j + 1];
  }
  return out;
}

}  // namespace

int testedEpoch(const RunFile& run) {
  double out = 0;
  for (const RunPoint& point : pointsOf(run))
    if (std::isfinite(point.testAccuracy)) out = point.epoch;
  constexpr double kMost = 1e9;  // of a file that anybody may have written
  return static_cast<int>(std::clamp(out, 0.0, kMost));
}

Result<DotProduct> dotProduct(const RunSnapshot& run, const Dataset& data, int epoch, std::size_t layer,
                              std::size_t neuron, std::size_t sample) {
  const std::vector<Layer>& layers = run.network.layers;
  const auto number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  if (layer >= layers.size())
    return Message{"product.no-layer",
                   LL_TEXT("There is no layer %1: the network has %2, counted from 0."),
                   {number(layer), number(layers.size())}};
  const std::size_t neurons = static_cast<std::size_t>(layers[layer].neurons);
  if (neuron >= neurons)
    return Message{"product.no-neuron",
                   LL_TEXT("There is no neuron %1: the layer has %2, counted from 0."),
                   {number(neuron), number(neurons)}};
  if (sample >= data.test.size())
    return Message{"product.no-sample",
                   LL_TEXT("There is no sample %1: the test part has %2, counted from 0."),
                   {number(sample), number(data.test.size())}};
  const Hardware& hardware = *run.bench->hardware;
  const WatchedProduct product = watchEvaluation(run.network, run.settings, data, hardware, epoch, layer,
                                                 static_cast<int>(neuron), sample);
  const int index = cellOfLayer(run.settings, hardware, layer);
  const CellHardware& cell = hardware.cells[static_cast<std::size_t>(index)];
  const double slotSeconds = cell.law().slots * (cell.complementSlots ? 2 : 1) / cell.symbolRateHz;
  KeyedRandom random({run.settings.noiseSeed, Stream::EvaluationNoise, kBridgeStep + sample,
                      static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(neuron)});
  DotProduct out = takenApart(product, slotSeconds, random);
  out.place = placeOf(cell, layers[layer].neurons, static_cast<int>(neuron), product);
  out.place.cell = index;
  fillLight(cell, layers[layer].signedInput, out);
  return out;
}

}  // namespace lightloom::study
