#include <Eigen/Core>
#include <algorithm>

#include "kernels/internal/drive_levels.h"
#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

namespace lightloom::kernel {
namespace {

using ConstArray = Eigen::Map<const Eigen::ArrayXf>;

std::size_t offset(int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows);
}

void driveColumn(const DriveSpec& drive, int count, const float* __restrict in, float* __restrict out) {
  const DriveLevels d(drive);
  if (!d.rounds) {
    for (int i = 0; i < count; ++i) out[i] = d.clipped(in[i]);
    return;
  }
  for (int i = 0; i < count; ++i) out[i] = roundToEven(d.clipped(in[i])) * d.step + d.origin;
}

void setMixture(int count, float h0, const float* __restrict c0, float h1, const float* __restrict c1,
                float h2, const float* __restrict c2, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] = h0 * c0[i] + h1 * c1[i] + h2 * c2[i];
}

/// Sums of one sample as it is sent.
struct SentSums {
  float squares = 0, beside = 0, signedSquares = 0;
};

template <typename P>
struct PacketSums {
  P squares = pset1<P>(0.0f), beside = squares, signedSquares = squares;
};

// x' of the slots from `j` on: taps and floor. `asked` is what the drive gives, before which lies as much as
// the taps reach back; it may be `out` where they do not.
template <typename P, bool mixed>
void sendPacket(const InputPass& pass, const float* asked, float* out, PacketSums<P>& sums) {
  P x = ploadu<P>(asked);
  if constexpr (mixed) {
    x = pmul(x, pset1<P>(pass.taps[0]));
    for (int k = 1; k < pass.tapCount; ++k) x = pmadd(pset1<P>(pass.taps[k]), ploadu<P>(asked - k), x);
  }
  if (pass.sumBeside)
    sums.beside = padd(sums.beside, squareRoot(pmax(psub(pset1<P>(1.0f), pmul(x, x)), pset1<P>(0.0f))));
  if (pass.floor != 0) x = padd(x, pset1<P>(pass.floor));
  if (mixed || pass.floor != 0) pstoreu(out, x);
  sums.squares = pmadd(x, x, sums.squares);
  if (pass.sumSigned) sums.signedSquares = pmadd(x, pabs(x), sums.signedSquares);
}

// Sends the slots from `j` on, as long as packets are full; returns the first that is left.
template <typename P, bool mixed>
int sendPackets(const InputPass& ofAll, int j, const float* asked, float* out, SentSums& total) {
  constexpr int kLanes = sizeof(P) / sizeof(float);
  const InputPass pass = ofAll;  // which what is stored cannot change
  PacketSums<P> sums, others;    // in turn, so that no sum waits for itself
  for (; j + 2 * kLanes <= pass.slots; j += 2 * kLanes) {
    sendPacket<P, mixed>(pass, asked + j, out + j, sums);
    sendPacket<P, mixed>(pass, asked + j + kLanes, out + j + kLanes, others);
  }
  for (; j + kLanes <= pass.slots; j += kLanes) sendPacket<P, mixed>(pass, asked + j, out + j, sums);
  total.squares += predux(padd(sums.squares, others.squares));
  total.beside += predux(padd(sums.beside, others.beside));
  total.signedSquares += predux(padd(sums.signedSquares, others.signedSquares));
  return j;
}

template <bool mixed>
SentSums send(const InputPass& pass, const float* asked, float* out) {
  SentSums sums;
  int j = 0;
  eachWidth([&]<typename P>() { j = sendPackets<P, mixed>(pass, j, asked, out, sums); });
  return sums;
}

float neighbourProducts(int count, const float* x, bool sameSignOnly) {
  if (count < 2) return 0.0f;
  const ConstArray first(x, count - 1);
  const ConstArray second(x + 1, count - 1);
  return sameSignOnly ? (first * second).max(0.0f).sum() : (first * second).sum();
}

}  // namespace

void driveInputs(const InputPass* pass) {
  const int slots = pass->slots;
  const int before = pass->tapCount - 1;
  const bool mixed = before > 0 || pass->taps[0] != 1.0f;
  std::fill(pass->padded, pass->padded + before, 0.0f);
  for (int sample = 0; sample < pass->samples; ++sample) {
    float* const out = pass->out + offset(sample, slots);
    float* const asked = mixed ? pass->padded + before : out;
    driveColumn(pass->drive, slots, pass->in + offset(sample, slots), asked);
    const SentSums sums = mixed ? send<true>(*pass, asked, out) : send<false>(*pass, asked, out);
    pass->sumSquares[sample] = sums.squares;
    if (pass->sumBeside) pass->sumBeside[sample] = sums.beside;
    if (pass->sumSigned) pass->sumSigned[sample] = sums.signedSquares;
    if (pass->sumNeighbours) pass->sumNeighbours[sample] = neighbourProducts(slots, out, pass->sameSignOnly);
  }
}

void neighbourSum(int slots, int samples, float correlation, const float* x, float* out) {
  for (int sample = 0; sample < samples; ++sample) {
    const float* const from = x + offset(sample, slots);
    float* const to = out + offset(sample, slots);
    setMixture(slots - 2, correlation, from, 1.0f, from + 1, correlation, from + 2, to + 1);
    to[0] = slots > 1 ? from[0] + correlation * from[1] : from[0];
    if (slots > 1) to[slots - 1] = from[slots - 1] + correlation * from[slots - 2];
  }
}

}  // namespace lightloom::kernel
