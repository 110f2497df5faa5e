#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "rooms.h"

/// The numbers that one instruction works on, in whichever instruction set a kernel library is built for.
namespace lightloom::kernel {

using Packet = Eigen::internal::packet_traits<float>::type;
using Eigen::internal::pabs;
using Eigen::internal::padd;
using Eigen::internal::pandnot;
using Eigen::internal::pcmp_lt;
using Eigen::internal::pload;
using Eigen::internal::ploadu;
using Eigen::internal::pmadd;
using Eigen::internal::pmax;
using Eigen::internal::pmin;
using Eigen::internal::pmul;
using Eigen::internal::pnegate;
using Eigen::internal::predux;
using Eigen::internal::predux_half_dowto4;
using Eigen::internal::pset1;
using Eigen::internal::pstore;
using Eigen::internal::pstoreu;
using Eigen::internal::psub;

inline constexpr int kWidth = Eigen::internal::packet_traits<float>::size;  ///< numbers in a packet

/// Loads as many bytes as numbers fit a packet, each as a number. Compilers go by way of 16 bits, which takes
/// twice as long.
inline Packet loadBytes(const std::uint8_t* bytes) {
#ifdef __AVX2__
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes))));
#else
  float numbers[kWidth];
  for (int i = 0; i < kWidth; ++i) numbers[i] = static_cast<float>(bytes[i]);
  return ploadu<Packet>(numbers);
#endif
}

}  // namespace lightloom::kernel
