#include <cstdint>

#include <QTest>

#include "all_rooms.h"
#include "base/vector_state.h"

using namespace lightloom::tests;

class VectorStateTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void clearsTheUpperHalves();
};

#if defined(__x86_64__)

// In assembly: a compiler would clear them by itself. Legacy code in between leaves upper halves alone.
#define FILL_UPPER_HALF() asm volatile("vcmpps $15, %%ymm7, %%ymm7, %%ymm7" ::: "xmm7")
#define READ_UPPER_HALF(out) asm volatile("vextractf128 $1, %%ymm7, %0" : "=m"(out)::"memory")

void VectorStateTest::clearsTheUpperHalves() {
  if (!__builtin_cpu_supports("avx")) QSKIP("a processor without upper halves");
  struct alignas(16) Half {
    std::uint64_t words[2] = {1, 1};
  } before, after;
  FILL_UPPER_HALF();
  READ_UPPER_HALF(before);
  clearUpperVectors();
  READ_UPPER_HALF(after);
  QCOMPARE(before.words[0] & before.words[1], ~std::uint64_t{0});
  QCOMPARE(after.words[0] | after.words[1], std::uint64_t{0});
}

#else

void VectorStateTest::clearsTheUpperHalves() {
  QSKIP("another processor");
}

#endif

QTEST_APPLESS_MAIN(VectorStateTest)
#include "tst_vector_state.moc"
