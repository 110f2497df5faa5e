#include "product/internal/electron_counts.h"

#include <algorithm>
#include <cmath>

namespace lightloom::product {
namespace {

/// One output: its mean, and the variances that light and everything else give it, in electrons.
struct Faint {
  double mean = 0, light = 0, other = 0;
};

Faint faintAt(const ReadOutPass& pass, const OtherVariances& others, std::size_t output, std::size_t table,
              int neuron, int sample) {
  const auto value = [](float number) { return static_cast<double>(number); };
  const double electrons = value(pass.signal[table]);
  const double x2 = value(pass.sumX2[sample]);
  double light = value(pass.variance[table]) - value(others.fixed[table]) + value(pass.varianceX[table]) * x2;
  double other = value(others.fixed[table]);
  if (pass.varianceW) {
    const double w2 = value(pass.sumW2[neuron]);
    const double pairs = others.perW2 ? value(others.perW2[table]) * w2 : 0;
    light += value(pass.varianceW[table]) * w2 - pairs;
    other += pairs;
    other += value(pass.varianceWX[table]) * value(pass.inverseSlots) * x2 * w2;
  }
  return {value(pass.y[output]) * electrons, std::max(0.0, light) * electrons * electrons,
          other * electrons * electrons};
}

// A mean beyond what the light allows (sources switched off), or none at all (a training that diverges), has
// no counts to stand for it.
double drawElectrons(const Faint& faint, bool counts, double normal, KeyedRandom& random,
                     WatchedCounts* watched) {
  if (!counts || faint.light >= kFewElectrons || !(std::abs(faint.mean) <= faint.light))
    return faint.mean + std::sqrt(faint.light + faint.other) * normal;
  const double plus = random.poisson((faint.light + faint.mean) / 2);
  const double minus = random.poisson((faint.light - faint.mean) / 2);
  if (watched) {
    watched->counted = true;
    watched->plus += plus;
    watched->minus += minus;
  }
  return plus - minus + std::sqrt(faint.other) * normal;
}

double totalAt(const ReadOutPass& pass, const Wells& wells, std::size_t table, int neuron, int sample) {
  const auto value = [](float number) { return static_cast<double>(number); };
  const double weights = wells.perW2 ? value(wells.perW2[table]) * value(pass.sumW2[neuron]) : 0;
  return value(wells.fixed[table]) + value(wells.perX2[table]) * value(pass.sumX2[sample]) + weights;
}

// The electrons on one rail: x⁺ where `sign` is +1, x⁻ where it is −1.
double railTotalAt(const ReadOutPass& pass, const Wells& wells, std::size_t table, int neuron, int sample,
                   double sign) {
  const double perX2 = static_cast<double>(wells.perX2[table]);
  return (totalAt(pass, wells, table, neuron, sample) +
          sign * perX2 * static_cast<double>(wells.sumSigned[sample])) /
         2;
}

/// The electrons of one read-out: D as the outputs have it, all on the pair, and what of unequal lines' light
/// is in D (`known`) or is taken off it (`takenOff`).
struct Charge {
  double difference = 0, total = 0, known = 0, takenOff = 0, imbalance = 0;
};

Charge chargeAt(const ReadOutPass& pass, const Wells& wells, std::size_t table, int neuron, double x2) {
  const auto value = [](float number) { return static_cast<double>(number); };
  const double weights = wells.offsetPerW2 ? value(wells.offsetPerW2[table]) * value(pass.sumW2[neuron]) : 0;
  const double steady = value(wells.offset[table]) + weights, inputs = value(wells.offsetPerX2[table]) * x2;
  Charge out;
  out.imbalance = value(wells.imbalance[table]);
  out.known = inputs + (wells.offsetTakenOff ? 0 : steady);
  out.takenOff = wells.offsetTakenOff ? steady : 0;
  return out;
}

// The difference that full capacitors leave. A single line counts the axon's light in `difference` and
// everything else, its pedestal, in `total`. Each of two lines holds its own light and its own part of the
// fringe, before anything is taken off the difference.
double heldBy(const Wells& wells, const Charge& charge) {
  const double most = wells.electrons;
  switch (wells.holds) {
    case WellHolds::Difference:
      return std::clamp(charge.difference, -most, most);
    case WellHolds::EachLine: {
      const double total = charge.total + charge.imbalance * (charge.difference - charge.known);
      const double difference = charge.difference + charge.takenOff;
      return std::min((total + difference) / 2, most) - std::min((total - difference) / 2, most) -
             charge.takenOff;
    }
    case WellHolds::OneLine:
      break;
  }
  return std::min(charge.difference, most - charge.total);
}

/// One output among all.
struct Output {
  std::size_t index, table;
  int neuron, sample;
};

double readPair(const ReadOutPass& pass, const Wells& wells, const Output& at, const Faint& faint,
                bool counts, KeyedRandom& random, WatchedCounts* watched) {
  const double normal = pass.normals ? static_cast<double>(pass.normals[at.index]) : 0;
  const double electrons = drawElectrons(faint, counts, normal, random, watched);
  if (wells.electrons == 0) return electrons;
  Charge charge = chargeAt(pass, wells, at.table, at.neuron, static_cast<double>(pass.sumX2[at.sample]));
  charge.difference = electrons;
  charge.total = totalAt(pass, wells, at.table, at.neuron, at.sample);
  return heldBy(wells, charge);
}

// Each rail by itself, with half of all that does not depend on x: light of the weights, which their
// difference does not see, is on both.
double readRails(const ReadOutPass& pass, const Wells& wells, const Output& at, const Faint& faint,
                 bool counts, KeyedRandom& random, WatchedCounts* /*watched*/) {
  const double sum =
      static_cast<double>(wells.railSums[at.index]) * static_cast<double>(pass.signal[at.table]);
  const double all = totalAt(pass, wells, at.table, at.neuron, at.sample);
  double difference = 0;
  for (const double sign : {1.0, -1.0}) {
    const double total = railTotalAt(pass, wells, at.table, at.neuron, at.sample, sign);
    const double share = all > 0 ? total / all : 0.5;
    const Faint rail{(sum + sign * faint.mean) / 2, faint.light * share, faint.other / 2};
    const double normal = pass.normals ? random.normal() : 0;
    const double x2 = (static_cast<double>(pass.sumX2[at.sample]) +
                       sign * static_cast<double>(wells.sumSigned[at.sample])) /
                      2;
    Charge charge = chargeAt(pass, wells, at.table, at.neuron, x2);
    charge.takenOff /= 2;
    charge.difference = drawElectrons(rail, counts, normal, random, nullptr);
    charge.total = total;
    difference += sign * heldBy(wells, charge);
  }
  return difference;
}

}  // namespace

void readCarefully(ReadOutPass& pass, const OtherVariances& others, bool counts, const Wells& wells,
                   KeyedRandom& random, WatchedCounts* watched) {
  pass.sumSquares = 0;
  pass.clipped = 0;
  const std::size_t rows = static_cast<std::size_t>(pass.neurons);
  for (int b = 0; b < pass.samples; ++b) {
    for (int m = 0; m < pass.neurons; ++m) {
      const Output at{rows * static_cast<std::size_t>(b) + static_cast<std::size_t>(m),
                      rows * static_cast<std::size_t>(b % pass.axons) + static_cast<std::size_t>(m), m, b};
      const Faint faint = faintAt(pass, others, at.index, at.table, m, b);
      const auto read = wells.railSums ? readRails : readPair;
      const double centre = pass.centre ? static_cast<double>(pass.centre[at.table]) : 0;
      WatchedCounts* const here = watched && watched->output == at.index ? watched : nullptr;
      const double electrons = centre + read(pass, wells, at, faint, counts, random, here);
      if (here) here->electrons = electrons;
      pass.sumSquares += electrons * electrons;
      if (pass.fullScale > 0 && std::abs(electrons) > static_cast<double>(pass.fullScale)) ++pass.clipped;
      pass.y[at.index] = readingLawOf(pass, at.table, ReadingLaw::Rounding::Double).read(electrons);
    }
  }
}

}  // namespace lightloom::product
