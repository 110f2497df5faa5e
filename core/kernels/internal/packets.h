#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "kernels/internal/float_math.h"
#include "rooms.h"

/// The numbers that one instruction works on, in whichever instruction set a kernel library is built for.
namespace lightloom::kernel {

using Packet = Eigen::internal::packet_traits<float>::type;
using Eigen::internal::pabs;
using Eigen::internal::padd;
using Eigen::internal::pand;
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

inline constexpr bool kManyRegisters = kWidth > 8;  ///< 32, otherwise 16

/// Half as many numbers; one where packets do not come any smaller.
template <typename P>
using Narrower = std::conditional_t<std::is_same_v<P, typename Eigen::internal::unpacket_traits<P>::half>,
                                    float, typename Eigen::internal::unpacket_traits<P>::half>;

/// Calls `visit.template operator()<P>()` for every width of packets, widest first, and then for float.
template <typename P = Packet, typename Visit>
void eachWidth(const Visit& visit) {
  visit.template operator()<P>();
  if constexpr (!std::is_same_v<P, float>) eachWidth<Narrower<P>>(visit);
}

/// Rounds |v| < 2^22 to even.
template <typename P>
inline P roundToEven(P v) {
  const P magic = pset1<P>(kRoundingMagic);
  return psub(padd(v, magic), magic);
}

/// √v to the last bit; Eigen's own begins with what a processor takes for 1/√v, which differs between makers.
inline float squareRoot(float v) {
  return std::sqrt(v);
}
inline __m128 squareRoot(__m128 v) {
  return _mm_sqrt_ps(v);
}
#ifdef __AVX__
inline __m256 squareRoot(__m256 v) {
  return _mm256_sqrt_ps(v);
}
#endif
#ifdef __AVX512F__
inline __m512 squareRoot(__m512 v) {
  return _mm512_sqrt_ps(v);
}
#endif

/// Four sums: of every fourth number.
template <typename P>
inline auto sumsOfFour(P v) {
  if constexpr (sizeof(P) > 16)
    return sumsOfFour(predux_half_dowto4(v));
  else
    return v;
}

/// What is loaded once. Compilers load again for every use, which costs twice where it straddles a cache
/// line, as the widest packets do.
inline Packet inRegister(Packet v) {
  if constexpr (kManyRegisters) asm("" : "+v"(v));
  return v;
}

/// Loads as many bytes as numbers fit a packet, each as a number. Compilers go by way of 16 bits, which takes
/// twice as long.
inline Packet loadBytes(const std::uint8_t* bytes) {
#if defined(__AVX512F__)
  return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes))));
#elif defined(__AVX2__)
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(bytes))));
#else
  float numbers[kWidth];
  for (int i = 0; i < kWidth; ++i) numbers[i] = static_cast<float>(bytes[i]);
  return ploadu<Packet>(numbers);
#endif
}

}  // namespace lightloom::kernel
