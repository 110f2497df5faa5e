#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

namespace lightloom::kernel {

// Enough independent sums to fill the pipelines of a multiply-add, few enough to stay in registers.
double multiplyAddLoop(std::int64_t rounds, float* result) {
  constexpr int kSums = 12;
  const Packet factor = pset1<Packet>(0.999f);
  const Packet term = pset1<Packet>(1e-3f * *result);
  Packet sums[kSums];
  for (Packet& sum : sums) sum = pset1<Packet>(*result);
  for (std::int64_t round = 0; round < rounds; ++round)
    for (Packet& sum : sums) sum = pmadd(sum, factor, term);
  for (int i = 1; i < kSums; ++i) sums[0] = padd(sums[0], sums[i]);
  *result = predux(sums[0]);
  return 2.0 * kSums * kWidth * static_cast<double>(rounds);
}

}  // namespace lightloom::kernel
