#include "base/vector_state.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace lightloom::base {

#if defined(__x86_64__)

namespace {

__attribute__((target("avx"))) void clearWithAvx() {
  _mm256_zeroupper();
}

}  // namespace

void clearUpperVectors() {
  static const bool hasAvx = __builtin_cpu_supports("avx");
  if (hasAvx) clearWithAvx();
}

#else

void clearUpperVectors() {}

#endif

}  // namespace lightloom::base
