#include <Eigen/Core>

#include "photonic/kernels/kernel_functions.h"

namespace lightloom::kernel {

// Enough independent sums to fill the pipelines of a multiply-add, few enough to stay in registers.
double multiplyAddLoop(std::int64_t rounds, float* result) {
  using Packet = Eigen::internal::packet_traits<float>::type;
  constexpr int kWidth = Eigen::internal::packet_traits<float>::size;
  constexpr int kSums = 12;
  const Packet factor = Eigen::internal::pset1<Packet>(0.999f);
  const Packet term = Eigen::internal::pset1<Packet>(1e-3f * *result);
  Packet sums[kSums];
  for (Packet& sum : sums) sum = Eigen::internal::pset1<Packet>(*result);
  for (std::int64_t round = 0; round < rounds; ++round)
    for (Packet& sum : sums) sum = Eigen::internal::pmadd(sum, factor, term);
  for (int i = 1; i < kSums; ++i) sums[0] = Eigen::internal::padd(sums[0], sums[i]);
  *result = Eigen::internal::predux(sums[0]);
  return 2.0 * kSums * kWidth * static_cast<double>(rounds);
}

}  // namespace lightloom::kernel
