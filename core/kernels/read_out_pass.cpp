#include <algorithm>
#include <cmath>

#include "kernels/internal/float_math.h"
#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

namespace lightloom::kernel {
namespace {

/// One sample of a ReadOutPass: its column of the outputs and of the tables.
struct Column {
  std::size_t output;
  std::size_t table;
  int sample;
};

void setDifference(int count, const float* __restrict a, float b, float* __restrict out) {
  for (int m = 0; m < count; ++m) out[m] = a[m] - b;
}

// The phase errors of the synapses less that of the axon, which all neurons of a pass share.
const float* phaseErrors(const ReadOutPass& pass, const Column& column) {
  const float* const synapses = pass.synapseError ? pass.synapseError + column.output : nullptr;
  if (!pass.axonError) return synapses;
  const int groups = (pass.neurons + pass.synapses - 1) / pass.synapses;
  const float* const error =
      pass.axonError + static_cast<std::size_t>(column.sample) * static_cast<std::size_t>(groups);
  for (int g = 0; g < groups; ++g) {
    const int first = g * pass.synapses, count = std::min(pass.synapses, pass.neurons - first);
    if (synapses)
      setDifference(count, synapses + first, error[g], pass.scratch + first);
    else
      std::fill_n(pass.scratch + first, count, -error[g]);
  }
  return pass.scratch;
}

/// The outputs of one sample on their way from y to what is read. An output is loaded once.
struct ColumnRead {
  int neurons = 0;
  float* y = nullptr;
  const float *gain = nullptr, *normals = nullptr, *variance = nullptr, *perX2 = nullptr, *perW2 = nullptr,
              *perBoth = nullptr, *sumW2 = nullptr;
  float x2 = 0, meanX2 = 0;
  const float *slope = nullptr, *phaseError = nullptr;
  const float *quadrature = nullptr, *gainSine = nullptr, *crossed = nullptr, *offset = nullptr;
  float offsetSum = 0;
  const float *signal = nullptr, *inverseSignal = nullptr, *centre = nullptr;
  float fullScale = 0, step = 0, perStep = 0, factor = 1;

  ColumnRead(const ReadOutPass& pass, const Column& column) {
    const auto table = [&column](const float* start) { return start ? start + column.table : nullptr; };
    const auto outputs = [&column](const float* start) { return start ? start + column.output : nullptr; };
    neurons = pass.neurons;
    y = pass.y + column.output;
    gain = table(pass.gain);
    normals = outputs(pass.normals);
    variance = table(pass.variance);
    perX2 = table(pass.varianceX);
    perW2 = table(pass.varianceW);
    perBoth = table(pass.varianceWX);
    sumW2 = pass.sumW2;
    x2 = normals ? pass.sumX2[column.sample] : 0.0f;
    meanX2 = pass.inverseSlots * x2;
    slope = table(pass.slope);
    phaseError = phaseErrors(pass, column);
    quadrature = outputs(pass.quadrature);
    gainSine = table(pass.gainSine);
    crossed = outputs(pass.crossed);
    offset = table(pass.offset);
    offsetSum = offset ? pass.offsetSums[column.sample] : 0.0f;
    signal = table(pass.signal);
    inverseSignal = table(pass.inverseSignal);
    centre = table(pass.centre);
    fullScale = pass.fullScale;
    step = pass.adcStep;
    perStep = fullScale > 0 ? 1.0f / step : 0.0f;
    factor = pass.outputFactor;
  }

  template <typename P>
  P withNoise(int m) const {
    P read = pmul(ploadu<P>(gain + m), ploadu<P>(y + m));
    if (normals) {
      P sum = pmadd(ploadu<P>(perX2 + m), pset1<P>(x2), ploadu<P>(variance + m));
      if (perW2) {
        const P ofWeights = pmadd(ploadu<P>(perBoth + m), pset1<P>(meanX2), ploadu<P>(perW2 + m));
        sum = pmadd(ofWeights, ploadu<P>(sumW2 + m), sum);
      }
      read = pmadd(squareRoot(sum), ploadu<P>(normals + m), read);
    }
    return phaseError ? pmadd(ploadu<P>(slope + m), ploadu<P>(phaseError + m), read) : read;
  }

  template <typename P>
  P withSteadyLight(P read, int m) const {
    if (quadrature) read = psub(read, pmul(ploadu<P>(gainSine + m), ploadu<P>(quadrature + m)));
    if (crossed) read = padd(read, ploadu<P>(crossed + m));
    return offset ? pmadd(pset1<P>(offsetSum), ploadu<P>(offset + m), read) : read;
  }

  template <typename P>
  P electrons(P read, int m) const {
    const P d = pmul(read, ploadu<P>(signal + m));
    return centre ? padd(d, ploadu<P>(centre + m)) : d;
  }

  // Clips to ± full scale and rounds to levels of which the first and the last lie at the ends.
  template <typename P>
  P converted(P d) const {
    const P end = pset1<P>(fullScale);
    const P level = pmul(padd(pmin(pmax(d, pnegate(end)), end), end), pset1<P>(perStep));
    return psub(pmul(roundToEven(level), pset1<P>(step)), end);
  }
};

/// Counts of the electrons of one sample.
struct ColumnCounts {
  float squares = 0, beyond = 0;
};

// Reads the outputs from `m` on, as long as packets are full; returns the first that is left.
template <typename P>
int readPackets(const ColumnRead& column, int m, ColumnCounts& counts) {
  const ColumnRead on = column;  // which what is stored cannot change
  const P one = pset1<P>(1.0f), fullScale = pset1<P>(on.fullScale);
  P squares = pset1<P>(0.0f), beyond = squares;
  constexpr int kLanes = sizeof(P) / sizeof(float);
  for (; m + kLanes <= on.neurons; m += kLanes) {
    P read = on.withSteadyLight(on.withNoise<P>(m), m);
    if (on.signal) {
      read = on.electrons(read, m);
      squares = pmadd(read, read, squares);
      if (on.fullScale > 0) {
        beyond = padd(beyond, pand(pcmp_lt(fullScale, pabs(read)), one));
        read = on.converted(read);
      }
      read = pmul(read, ploadu<P>(on.inverseSignal + m));
    }
    pstoreu(on.y + m, pmul(read, pset1<P>(on.factor)));
  }
  counts.squares += predux(squares);
  counts.beyond += predux(beyond);
  return m;
}

template <typename P>
int addOuterTo(int m, const OuterPass& pass, int sample, const float* gain, float* y) {
  const P level = pset1<P>(pass.level[sample]), slope = pset1<P>(pass.slope[sample]);
  constexpr int kLanes = sizeof(P) / sizeof(float);
  for (; m + kLanes <= pass.neurons; m += kLanes) {
    const P added = pmadd(slope, ploadu<P>(pass.weight + m), level), before = ploadu<P>(y + m);
    pstoreu(y + m, gain ? pmadd(ploadu<P>(gain + m), added, before) : padd(before, added));
  }
  return m;
}

void slopeColumn(float level, float curvature, int count, const float* __restrict w2,
                 const float* __restrict gain, float* __restrict slope) {
  for (int m = 0; m < count; ++m) {
    const float square = level + curvature * w2[m];
    slope[m] = gain[m] * std::sqrt(square < 0.0f ? 0.0f : square);
  }
}

void tiltedSlopeColumn(const SlopePass& pass, int count, const float* __restrict w2,
                       const float* __restrict cross, const float* __restrict gain,
                       const float* __restrict cosine, const float* __restrict sine,
                       float* __restrict slope) {
  const float inverseSlots = pass.inverseSlots, level = pass.quadratureFit[0],
              curvature = pass.quadratureFit[1];
  for (int m = 0; m < count; ++m) {
    const float w = inverseSlots * w2[m];
    const float square = cosine[m] * cosine[m] * (level + curvature * w) + sine[m] * sine[m] * w +
                         2.0f * cosine[m] * sine[m] * (inverseSlots * cross[m]);
    slope[m] = gain[m] * std::sqrt(square < 0.0f ? 0.0f : square);
  }
}

}  // namespace

void phaseSlopes(const SlopePass* pass) {
  for (int a = 0; a < pass->axons; ++a) {
    const std::size_t table = static_cast<std::size_t>(a) * static_cast<std::size_t>(pass->neurons);
    if (pass->sumCross)
      tiltedSlopeColumn(*pass, pass->neurons, pass->sumSquares, pass->sumCross, pass->gain + table,
                        pass->cosine + table, pass->sine + table, pass->slope + table);
    else
      slopeColumn(pass->quadratureFit[0], pass->quadratureFit[1] * pass->inverseSlots, pass->neurons,
                  pass->sumSquares, pass->gain + table, pass->slope + table);
  }
}

void readOut(ReadOutPass* pass) {
  pass->sumSquares = 0;
  pass->clipped = 0;
  const std::size_t rows = static_cast<std::size_t>(pass->neurons);
  for (int b = 0; b < pass->samples; ++b) {
    ColumnRead column(
        *pass, {rows * static_cast<std::size_t>(b), rows * static_cast<std::size_t>(b % pass->axons), b});
    ColumnCounts counts;
    int m = 0;
    eachWidth([&]<typename P>() { m = readPackets<P>(column, m, counts); });
    pass->sumSquares += static_cast<double>(counts.squares);
    pass->clipped += static_cast<std::int64_t>(counts.beyond);
  }
}

void addOuter(const OuterPass* pass) {
  const std::size_t rows = static_cast<std::size_t>(pass->neurons);
  for (int b = 0; b < pass->samples; ++b) {
    float* const y = pass->y + rows * static_cast<std::size_t>(b);
    const float* const gain =
        pass->gain ? pass->gain + rows * static_cast<std::size_t>(b % pass->axons) : nullptr;
    int m = 0;
    eachWidth([&]<typename P>() { m = addOuterTo<P>(m, *pass, b, gain, y); });
  }
}

}  // namespace lightloom::kernel
