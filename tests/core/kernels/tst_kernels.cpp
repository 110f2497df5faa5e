// The model calls symbol slots `slots`, which is a macro of Qt unless it is told otherwise.

#include <dlfcn.h>

#include <QFileInfo>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "all_rooms.h"
#include "core/product/cells.h"
#include "kernels/kernel_libraries.h"
#include "kernels/kernel_table.h"

using namespace lightloom::tests;
using lightloom::testing::uniform;

namespace {

std::size_t size(int rows, int columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

double left(GemmForm form, const std::vector<float>& a, int rows, int inner, int m, int j) {
  return static_cast<double>(form == GemmForm::LeftTransposed
                                 ? a[size(m, inner) + static_cast<std::size_t>(j)]
                                 : a[size(j, rows) + static_cast<std::size_t>(m)]);
}

double right(GemmForm form, const std::vector<float>& b, int inner, int columns, int j, int c) {
  return static_cast<double>(form == GemmForm::RightTransposed
                                 ? b[size(j, columns) + static_cast<std::size_t>(c)]
                                 : b[size(c, inner) + static_cast<std::size_t>(j)]);
}

// Of the elements of y against a·b in double.
double largestError(GemmForm form, int rows, int inner, int columns, const std::vector<float>& a,
                    const std::vector<float>& b, const std::vector<float>& y, int rowStep = 1,
                    int columnStep = 1) {
  double largest = 0;
  for (int c = 0; c < columns; c += columnStep)
    for (int m = 0; m < rows; m += rowStep) {
      double sum = 0;
      for (int j = 0; j < inner; ++j)
        sum += left(form, a, rows, inner, m, j) * right(form, b, inner, columns, j, c);
      const double got = static_cast<double>(y[size(c, rows) + static_cast<std::size_t>(m)]);
      if (!std::isfinite(got)) return HUGE_VAL;
      largest = std::max(largest, std::abs(sum - got));
    }
  return largest;
}

double expected(ActivationKind kind, double a) {
  switch (kind) {
    case ActivationKind::Relu:
      return std::max(a, 0.0);
    case ActivationKind::Tanh:
      return std::tanh(a);
    case ActivationKind::Sine:
      return std::sin(a);
    case ActivationKind::ClippedSine:
      return std::sin(std::clamp(a, -M_PI / 2, M_PI / 2));
    case ActivationKind::Square:
      return a * a;
    case ActivationKind::Identity:
      return a;
  }
  return 0;
}

}  // namespace

class TestKernels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void libraryFitsTheMachine();
  void librariesAreChosen();
  void productsOfAllForms_data();
  void productsOfAllForms();
  void productsOfOddSizesAreComplete_data();
  void productsOfOddSizesAreComplete();
  void transposes();
  void normalMoments();
  void normalTails();
  void normalsAreKeyed();
  void gramOfAnyCount_data();
  void gramOfAnyCount();
  void choleskyFactorises();
  void choleskyNeverFails();
  void choleskyBoundsWhatIsNoCovariance();
  void activations_data();
  void activations();
  void softmax();
  void weightsInHeat_data();
  void weightsInHeat();
  void inputsOfOddSizes_data();
  void inputsOfOddSizes();
  void outerProductsOfOddSizes();
  void widensBytes();
  void sgdOfOddSizesIsComplete();
  void adamStep();
};

// The reruns on narrower libraries hide from the loader what the processor has beyond them.
void TestKernels::libraryFitsTheMachine() {
  const QByteArray name = kernels().name, hidden = qgetenv("GLIBC_TUNABLES");
  Dl_info loaded{};
  QVERIFY(dladdr(&kernels(), &loaded) != 0);
  const QString folder =
      QString::fromLocal8Bit(loaded.dli_fname).section(QStringLiteral("/glibc-hwcaps/"), 0, 0);
  const bool wideIsBuilt =
      QFile::exists(folder + QStringLiteral("/glibc-hwcaps/x86-64-v4")) ||
      QFile::exists(QFileInfo(folder).path() + QStringLiteral("/glibc-hwcaps/x86-64-v4"));
  const bool modern =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  const bool wide = modern && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
  if (!modern || hidden.contains("-AVX2"))
    QCOMPARE(name, QByteArray("x86-64"));
  else if (!wide || !wideIsBuilt || hidden.contains("-AVX512F"))
    QCOMPARE(name, QByteArray("x86-64-v3"));
  else
    QCOMPARE(name, QByteArray("x86-64-v4"));
  if (!wide || !wideIsBuilt)
    QSKIP(wideIsBuilt ? "Not tested: x86-64-v4, which this processor has not."
                      : "Not tested: x86-64-v4, which this build has not.");
}

void TestKernels::librariesAreChosen() {
  QCOMPARE(kernelLibraries().size(), std::size_t{3});
  QCOMPARE(kernelLibrariesHere().front().name, kernels().name);
  QCOMPARE(kernelLibrariesHere().back().name, "x86-64");
  const KernelLibrary &widest = kernelLibraries().front(), &generic = kernelLibraries().back();
  QCOMPARE(tunablesFor(widest, ""), std::string());
  QCOMPARE(tunablesFor(widest, "glibc.cpu.hwcaps=-AVX512F:glibc.malloc.check=1"),
           std::string("glibc.malloc.check=1"));
  QCOMPARE(tunablesFor(generic, ""), std::string("glibc.cpu.hwcaps=-AVX2"));
  QCOMPARE(tunablesFor(generic, "glibc.malloc.check=1::glibc.cpu.hwcaps=-AVX512F"),
           std::string("glibc.malloc.check=1:glibc.cpu.hwcaps=-AVX2"));
}

void TestKernels::productsOfAllForms_data() {
  QTest::addColumn<int>("rows");
  QTest::addColumn<int>("inner");
  QTest::addColumn<int>("columns");
  QTest::newRow("layer 1") << 100 << 785 << 100;
  QTest::newRow("outputs") << 10 << 101 << 100;
  QTest::newRow("one sample") << 100 << 785 << 1;
  QTest::newRow("one neuron") << 1 << 33 << 7;
  QTest::newRow("tiny") << 2 << 1 << 3;
  QTest::newRow("wide") << 300 << 700 << 900;
}

void TestKernels::productsOfAllForms() {
  QFETCH(int, rows);
  QFETCH(int, inner);
  QFETCH(int, columns);
  const std::vector<float> a = uniform(size(rows, inner), -1, 1, 1);
  const std::vector<float> b = uniform(size(inner, columns), -1, 1, 2);
  std::vector<float> y(size(rows, columns));
  for (const GemmForm form : {GemmForm::Plain, GemmForm::LeftTransposed, GemmForm::RightTransposed}) {
    kernels().gemm(form, rows, inner, columns, a.data(), b.data(), y.data());
    QVERIFY(largestError(form, rows, inner, columns, a, b, y, std::max(1, rows / 11),
                         std::max(1, columns / 13)) < 1e-4);
  }
}

void TestKernels::transposes() {
  const int rows = 37, columns = 53;
  const std::vector<float> in = uniform(size(rows, columns), -1, 1, 3);
  std::vector<float> out(in.size());
  kernels().transpose(rows, columns, in.data(), out.data());
  for (int c = 0; c < columns; ++c)
    for (int r = 0; r < rows; ++r)
      QCOMPARE(out[size(r, columns) + static_cast<std::size_t>(c)],
               in[size(c, rows) + static_cast<std::size_t>(r)]);
}

// Rows and columns that leave rests of every size, and inner sizes on both sides of a slab's depth. The
// operands end where they end, so that a sanitizer sees what is read behind them.
void TestKernels::productsOfOddSizesAreComplete_data() {
  QTest::addColumn<int>("inner");
  for (const int inner : {1, 2, 7, 8, 9, 256, 257, 600, 1024, 1027}) QTest::addRow("%d", inner) << inner;
}

void TestKernels::productsOfOddSizesAreComplete() {
  QFETCH(int, inner);
  constexpr float kUntouched = -77;
  constexpr std::size_t kGuard = 32;
  for (const GemmForm form : {GemmForm::Plain, GemmForm::LeftTransposed, GemmForm::RightTransposed})
    for (int rows = 1; rows <= 53; ++rows)
      for (int columns = 1; columns <= 29; columns += columns < 15 ? 1 : 7) {
        const std::vector<float> a = uniform(size(rows, inner), -1, 1, 1);
        const std::vector<float> b = uniform(size(inner, columns), -1, 1, 2);
        std::vector<float> y(size(rows, columns) + kGuard, kUntouched);
        y[0] = std::numeric_limits<float>::quiet_NaN();
        kernels().gemm(form, rows, inner, columns, a.data(), b.data(), y.data());
        const double error = largestError(form, rows, inner, columns, a, b, y);
        QVERIFY2(error < 1e-4,
                 qPrintable(QString("%1 rows, %2 columns: %3").arg(rows).arg(columns).arg(error)));
        QVERIFY(std::all_of(y.end() - kGuard, y.end(), [](float v) { return v == kUntouched; }));
      }
}

// Bounds are five standard errors of 1e8 independent normals.
void TestKernels::normalMoments() {
  const std::size_t block = 10007;
  const int blocks = 10000;
  std::vector<float> z(block);
  double s1 = 0, s2 = 0, s3 = 0, s4 = 0, neighbours = 0, distant = 0;
  for (int k = 0; k < blocks; ++k) {
    kernels().normals(static_cast<std::uint64_t>(k), block, z.data());
    for (std::size_t i = 0; i < block; ++i) {
      const double v = static_cast<double>(z[i]);
      s1 += v;
      s2 += v * v;
      s3 += v * v * v;
      s4 += v * v * v * v;
      if (i >= 1) neighbours += v * static_cast<double>(z[i - 1]);
      if (i >= 256) distant += v * static_cast<double>(z[i - 256]);
    }
  }
  const double n = static_cast<double>(block) * blocks;
  const double five = 5 / std::sqrt(n);
  QVERIFY(std::abs(s1 / n) < five);
  QVERIFY(std::abs(s2 / n - 1) < five * std::sqrt(2.0));
  QVERIFY(std::abs(s3 / n) < five * std::sqrt(15.0));
  QVERIFY(std::abs(s4 / n - 3) < five * std::sqrt(96.0));
  QVERIFY(std::abs(neighbours / n) < five);
  QVERIFY(std::abs(distant / n) < five);
}

void TestKernels::normalTails() {
  const std::size_t block = 1 << 16;
  const int blocks = 1600;
  std::vector<float> z(block);
  double beyond4 = 0, beyond5 = 0;
  for (int k = 0; k < blocks; ++k) {
    kernels().normals(1000000 + static_cast<std::uint64_t>(k), block, z.data());
    int four = 0, five = 0;
    for (const float v : z) {
      four += std::abs(v) > 4 ? 1 : 0;
      five += std::abs(v) > 5 ? 1 : 0;
    }
    beyond4 += four;
    beyond5 += five;
  }
  const double n = static_cast<double>(block) * blocks;
  const double expected4 = n * std::erfc(4 / std::sqrt(2.0));
  const double expected5 = n * std::erfc(5 / std::sqrt(2.0));
  QVERIFY(std::abs(beyond4 - expected4) < 4 * std::sqrt(expected4));
  QVERIFY(std::abs(beyond5 - expected5) < 4 * std::sqrt(expected5));
}

void TestKernels::normalsAreKeyed() {
  std::vector<float> a(5000), b(5000), other(5000);
  kernels().normals(42, a.size(), a.data());
  kernels().normals(43, other.size(), other.data());
  kernels().normals(42, b.size(), b.data());
  QVERIFY(a == b);
  double overlap = 0;
  for (std::size_t i = 0; i < a.size(); ++i) overlap += a[i] == other[i] ? 1 : 0;
  QVERIFY(overlap < 5);
}

void TestKernels::gramOfAnyCount_data() {
  QTest::addColumn<int>("count");
  QTest::addColumn<int>("slots");
  for (const int count : {1, 2, 3, 4, 5, 6, 25, 100}) QTest::addRow("%d of 107", count) << count << 107;
  for (const int slots : {1, 3, 7, 8, 9, 16, 100}) QTest::addRow("25 of %d", slots) << 25 << slots;
}

void TestKernels::gramOfAnyCount() {
  QFETCH(int, count);
  QFETCH(int, slots);
  const std::vector<float> x = uniform(size(slots, count), -1, 1, 6);
  std::vector<float> near(x.size()), matrix(size(count, count));
  kernels().neighbourSum(slots, count, 0.3f, x.data(), near.data());
  kernels().gram(slots, count, x.data(), near.data(), matrix.data());
  const auto value = [&](int j, int b) {
    return j < 0 || j >= slots ? 0.0 : static_cast<double>(x[size(b, slots) + static_cast<std::size_t>(j)]);
  };
  for (int c = 0; c < count; ++c)
    for (int r = c; r < count; ++r) {
      double sum = 0;
      for (int j = 0; j < slots; ++j)
        sum += value(j, r) * (value(j, c) + 0.3 * (value(j - 1, c) + value(j + 1, c)));
      QVERIFY(std::abs(sum - static_cast<double>(matrix[size(c, count) + static_cast<std::size_t>(r)])) <
              1e-4);
    }
}

void TestKernels::choleskyFactorises() {
  const int n = 25, slots = 60;
  const std::vector<float> x = uniform(size(slots, n), -1, 1, 7);
  std::vector<float> matrix(size(n, n));
  kernels().gram(slots, n, x.data(), x.data(), matrix.data());
  const std::vector<float> original = matrix;
  kernels().cholesky(n, 1e-6f, matrix.data());
  for (int c = 0; c < n; ++c)
    for (int r = 0; r < n; ++r) {
      double sum = 0;
      for (int k = 0; k < n; ++k)
        sum += static_cast<double>(matrix[size(k, n) + static_cast<std::size_t>(r)]) *
               static_cast<double>(matrix[size(k, n) + static_cast<std::size_t>(c)]);
      const std::size_t lower = size(std::min(r, c), n) + static_cast<std::size_t>(std::max(r, c));
      QVERIFY(std::abs(sum - static_cast<double>(original[lower])) < 1e-3);
      if (r < c) QCOMPARE(matrix[size(c, n) + static_cast<std::size_t>(r)], 0.0f);
    }
}

void TestKernels::choleskyNeverFails() {
  const int n = 6;
  std::vector<float> singular(size(n, n), 4.0f);  // rank one
  kernels().cholesky(n, 1e-5f, singular.data());
  for (int c = 0; c < n; ++c)
    for (int r = 0; r < n; ++r) {
      double sum = 0;
      for (int k = 0; k < n; ++k)
        sum += static_cast<double>(singular[size(k, n) + static_cast<std::size_t>(r)]) *
               static_cast<double>(singular[size(k, n) + static_cast<std::size_t>(c)]);
      QVERIFY(std::abs(sum - 4) < 1e-3);
    }
  std::vector<float> zero(size(n, n), 0.0f);
  kernels().cholesky(n, 1e-5f, zero.data());
  QVERIFY(std::all_of(zero.begin(), zero.end(), [](float v) { return v == 0; }));
}

// Lasers that follow slowly: neighbours correlated by 0.94, which alone is no covariance.
void TestKernels::choleskyBoundsWhatIsNoCovariance() {
  const int n = 25, slots = 30;
  const std::vector<float> x = uniform(size(slots, n), -1, 1, 11);
  std::vector<float> near(x.size()), matrix(size(n, n));
  kernels().neighbourSum(slots, n, 0.94f, x.data(), near.data());
  kernels().gram(slots, n, x.data(), near.data(), matrix.data());
  const std::vector<float> original = matrix;
  kernels().cholesky(n, 1e-5f, matrix.data());
  const auto at = [&](const std::vector<float>& from, int r, int c) {
    return static_cast<double>(from[size(c, n) + static_cast<std::size_t>(r)]);
  };
  for (int c = 0; c < n; ++c)
    for (int r = c + 1; r < n; ++r) {
      QVERIFY(std::isfinite(at(matrix, r, c)));
      QVERIFY(at(matrix, r, c) * at(matrix, r, c) <= 1.0001 * std::max(0.0, at(original, r, r)));
    }
}

void TestKernels::activations_data() {
  QTest::addColumn<int>("kind");
  for (int kind = 0; kind <= static_cast<int>(ActivationKind::Identity); ++kind)
    QTest::addRow("kind %d", kind) << kind;
}

void TestKernels::activations() {
  QFETCH(int, kind);
  const int rows = 101, columns = 7;
  const std::vector<float> z = uniform(size(rows, columns), -9, 9, 4);
  std::vector<float> x(size(rows + 1, columns), 1.0f);
  ActivationPass pass;
  pass.kind = static_cast<ActivationKind>(kind);
  pass.gain = 1.7f;
  pass.rows = rows;
  pass.columns = columns;
  pass.z = z.data();
  pass.inverseScale = 0.02f;
  pass.low = -1;
  pass.x = x.data();
  pass.xStride = rows + 1;
  kernels().activate(&pass);
  double squares = 0;
  std::vector<float> d(z.size(), 1.0f);
  ActivationBackPass back{pass.kind, pass.gain, rows, columns, z.data(), x.data(), rows + 1, -1.0f, d.data()};
  kernels().activateBack(&back);
  for (int c = 0; c < columns; ++c) {
    for (int r = 0; r < rows; ++r) {
      const std::size_t i = size(c, rows) + static_cast<std::size_t>(r);
      const double a = 1.7f * static_cast<double>(z[i]);
      const double h = expected(pass.kind, a);
      squares += h * h;
      const double clipped = std::clamp(0.02 * h, -1.0, 1.0);
      QVERIFY(std::abs(static_cast<double>(x[size(c, rows + 1) + static_cast<std::size_t>(r)]) - clipped) <
              1e-6);
      const double step = 1e-5;
      const bool inside = std::abs(0.02 * h) < 1;
      const double slope =
          inside ? 1.7 * (expected(pass.kind, a + step) - expected(pass.kind, a - step)) / (2 * step) : 0;
      QVERIFY(std::abs(static_cast<double>(d[i]) - slope) < 2e-5 * std::max(1.0, std::abs(slope)));
    }
    QCOMPARE(x[size(c, rows + 1) + static_cast<std::size_t>(rows)], 1.0f);
  }
  QVERIFY(std::abs(pass.sumSquares - squares) < 1e-4 * squares);
}

void TestKernels::softmax() {
  const int classes = 3, samples = 2;
  const std::vector<float> z{1.0f, -2.0f, 0.5f, 30.0f, 29.0f, -60.0f};
  const std::vector<std::uint16_t> labels{2, 0};
  std::vector<float> d(z.size());
  SoftmaxPass pass{classes, samples, z.data(), labels.data(), d.data(), 0};
  kernels().softmaxCrossEntropy(&pass);
  double loss = 0;
  for (int b = 0; b < samples; ++b) {
    double sum = 0;
    for (int c = 0; c < classes; ++c)
      sum += std::exp(static_cast<double>(z[size(b, classes) + static_cast<std::size_t>(c)]) - 30);
    for (int c = 0; c < classes; ++c) {
      const std::size_t i = size(b, classes) + static_cast<std::size_t>(c);
      const double p = std::exp(static_cast<double>(z[i]) - 30) / sum;
      const bool right = labels[static_cast<std::size_t>(b)] == c;
      if (right) loss -= std::log(p);
      QVERIFY(std::abs(static_cast<double>(d[i]) - (p - (right ? 1 : 0)) / samples) < 1e-6);
    }
  }
  QVERIFY(std::abs(pass.loss - loss) < 1e-5);
  const double withErrors = pass.loss;
  pass.d = nullptr;
  kernels().softmaxCrossEntropy(&pass);
  QCOMPARE(pass.loss, withErrors);
}

namespace {

/// A weight on its way through heat, in double.
struct HeatedRow {
  std::vector<double> keep, charge, state;
  double mean, direct;
  std::array<double, 3> heat, linear;
  std::array<double, 2> square;

  double heatOf(double v) const { return heat[0] + v * (heat[1] + v * heat[2]) - mean; }
  void advance(double h) {
    for (std::size_t p = 0; p < state.size(); ++p) state[p] = keep[p] * state[p] + charge[p] * h;
  }
  double changed(double v, double low, double high) {
    const double h = heatOf(v);
    const double e = std::accumulate(state.begin(), state.end(), direct * h);
    advance(h);
    return std::clamp(
        v + e * (linear[0] + v * (linear[1] + v * linear[2])) + e * e * (square[0] + v * square[1]), low,
        high);
  }
};

std::vector<float> narrow(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

bool close(float got, double expected, double tolerance) {
  return std::abs(static_cast<double>(got) - expected) < tolerance;
}

}  // namespace

// Rows that leave rests of every size, slots on both sides of a stretch, taps and poles that registers hold
// and more of them.
void TestKernels::weightsInHeat_data() {
  QTest::addColumn<int>("rows");
  QTest::addColumn<int>("slots");
  QTest::addColumn<int>("taps");
  QTest::addColumn<int>("poles");
  QTest::addColumn<bool>("turned");
  for (const int rows : {1, 3, 4, 7, 8, 13, 16, 29})
    for (const int slots : {1, 63, 64, 65, 130})
      QTest::addRow("%d × %d", rows, slots) << rows << slots << 5 << 2 << false;
  for (const int taps : {1, 2, 3, 6, 9})
    for (const int poles : {1, 2, 3, 7})
      QTest::addRow("%d taps, %d poles", taps, poles) << taps * 5 << 70 << taps << poles << (taps % 2 == 0);
}

void TestKernels::weightsInHeat() {
  QFETCH(int, rows);
  QFETCH(int, slots);
  QFETCH(int, taps);
  QFETCH(int, poles);
  QFETCH(bool, turned);
  constexpr double kFactor = 0.7, kLimit = 0.6, kStep = 1.2 / 15, kLow = -0.55, kHigh = 0.7;
  const std::array<double, 3> response{1.02, 0.03, -0.05}, fit{1.1, 0.2, -0.9};
  const std::vector<float> asked = uniform(size(rows, slots), -1, 1, 12);
  std::vector<double> tap;
  for (int k = 0; k < taps; ++k) tap.push_back(k == 0 ? 0.9 : 0.1 / (k * k));
  HeatedRow law{{}, {}, {}, 0.02, 0.05, {0.03, 0.5, 0.2}, {0.06, 0.02, -0.03}, {0.01, -0.02}};
  for (int p = 0; p < poles; ++p) {
    law.keep.push_back(1 - 0.3 / (p + 1));
    law.charge.push_back(p == 1 ? -0.02 : 0.04 / (p + 1));
    law.state.push_back(0.01 * p);
  }

  const std::vector<float> tapsOf = narrow(tap), keep = narrow(law.keep), charge = narrow(law.charge);
  const std::size_t count = static_cast<std::size_t>(rows);
  const std::vector<float> mean(count, static_cast<float>(law.mean)), cosine(count, 0.8f), sine(count, 0.6f);
  std::vector<float> heatSum(count), state(size(rows, poles)), waiting(size(rows, taps)), out(asked.size()),
      quadrature(asked.size()), squares(count), unturned(count), cross(count), driven(count), beside(count);
  for (int p = 0; p < poles; ++p)
    std::fill_n(state.begin() + static_cast<std::ptrdiff_t>(size(p, rows)), rows,
                static_cast<float>(0.01 * p));
  SymbolHeat heat;
  for (std::size_t i = 0; i < 3; ++i) heat.heat[i] = static_cast<float>(law.heat[i]);
  for (std::size_t i = 0; i < 3; ++i) heat.linear[i] = static_cast<float>(law.linear[i]);
  for (std::size_t i = 0; i < 2; ++i) heat.square[i] = static_cast<float>(law.square[i]);
  heat.low = static_cast<float>(kLow);
  heat.high = static_cast<float>(kHigh);
  heat.direct = static_cast<float>(law.direct);
  heat.poles = poles;
  heat.keep = keep.data();
  heat.charge = charge.data();
  heat.mean = mean.data();
  heat.state = state.data();
  heat.sum = heatSum.data();
  const float responses[] = {1.02f, 0.03f, -0.05f};
  const std::vector<float> atStart = state;
  WeightPass pass;
  pass.rows = rows;
  pass.slots = slots;
  pass.in = asked.data();
  pass.drive = {0.7f, -0.6f, 0.6f, -0.6f, 0.08f};
  pass.taps = tapsOf.data();
  pass.tapCount = taps;
  pass.waiting = waiting.data();
  pass.response = responses;
  for (std::size_t i = 0; i < 3; ++i) pass.quadratureFit[i] = static_cast<float>(fit[i]);
  pass.out = out.data();
  pass.sumDriven = driven.data();
  pass.measured = &heat;
  kernels().driveWeights(&pass);

  // What is sent without heat, and what heat that brings.
  std::vector<double> sent(asked.size());
  for (int m = 0; m < rows; ++m) {
    HeatedRow row = law;
    std::vector<double> q;
    double sum = 0, asks = 0;
    for (int j = 0; j < slots; ++j) {
      const std::size_t i = size(j, rows) + static_cast<std::size_t>(m);
      const double v = std::clamp(kFactor * static_cast<double>(asked[i]), -kLimit, kLimit);
      q.push_back(std::round((v + kLimit) / kStep) * kStep - kLimit);
      asks += q.back();
      double w = 0;
      for (int k = 0; k < std::min(taps, j + 1); ++k)
        w += tap[static_cast<std::size_t>(k)] * q[static_cast<std::size_t>(j - k)];
      w *= response[0] + w * (response[1] + w * response[2]);
      sent[i] = w;
      QVERIFY(close(out[i], w, 1e-6));
      sum += row.heatOf(w);
      row.advance(row.heatOf(w));
    }
    const std::size_t at = static_cast<std::size_t>(m);
    QVERIFY(close(driven[at], asks, 1e-4));
    QVERIFY(close(heatSum[at], sum, 1e-4));
    for (int p = 0; p < poles; ++p)
      QVERIFY(close(state[size(p, rows) + at], row.state[static_cast<std::size_t>(p)], 1e-5));
  }

  state = atStart;
  pass.in = nullptr;
  pass.measured = nullptr;
  pass.sumDriven = nullptr;
  pass.heating = &heat;
  pass.cosine = turned ? cosine.data() : nullptr;
  pass.sine = sine.data();
  pass.quadrature = turned ? nullptr : quadrature.data();
  pass.sumSquares = squares.data();
  pass.sumUnturned = turned ? unturned.data() : nullptr;
  pass.sumCross = turned ? nullptr : cross.data();
  pass.sumBeside = beside.data();
  kernels().driveWeights(&pass);
  for (int m = 0; m < rows; ++m) {
    HeatedRow row = law;
    double ofSquares = 0, ofUnturned = 0, ofCross = 0, ofBeside = 0;
    for (int j = 0; j < slots; ++j) {
      const std::size_t i = size(j, rows) + static_cast<std::size_t>(m);
      double w = row.changed(sent[i], kLow, kHigh);
      const double c = std::sqrt(fit[0] + w * (fit[1] + w * fit[2]));
      ofUnturned += w * w;
      ofBeside += c;
      if (turned) w = 0.8 * w - 0.6 * c;
      ofSquares += w * w;
      ofCross += w * c;
      QVERIFY(close(out[i], w, 1e-6));
      if (!turned) QVERIFY(close(quadrature[i], c, 1e-6));
    }
    const std::size_t at = static_cast<std::size_t>(m);
    QVERIFY(close(squares[at], ofSquares, 1e-4));
    QVERIFY(close(beside[at], ofBeside, 1e-4));
    if (turned) QVERIFY(close(unturned[at], ofUnturned, 1e-4));
    if (!turned) QVERIFY(close(cross[at], ofCross, 1e-4));
  }
}

void TestKernels::inputsOfOddSizes_data() {
  QTest::addColumn<int>("slots");
  QTest::addColumn<int>("taps");
  for (const int slots : {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 101})
    for (const int taps : {1, 2, 4}) QTest::addRow("%d slots, %d taps", slots, taps) << slots << taps;
}

void TestKernels::inputsOfOddSizes() {
  QFETCH(int, slots);
  QFETCH(int, taps);
  constexpr int kSamples = 3;
  constexpr double kStep = 0.1, kFloor = 0.05;
  const std::vector<float> asked = uniform(size(slots, kSamples), -1.3, 1.3, 13);
  std::vector<double> tap;
  for (int k = 0; k < taps; ++k) tap.push_back(k == 0 ? 0.8 : 0.1 / k);
  const std::vector<float> tapsOf = narrow(tap);
  std::vector<float> padded(static_cast<std::size_t>(slots + taps - 1)), out(asked.size()), squares(kSamples),
      neighbours(kSamples), ofSigned(kSamples), beside(kSamples);
  InputPass pass;
  pass.slots = slots;
  pass.samples = kSamples;
  pass.in = asked.data();
  pass.drive = {0.9f, -1.0f, 1.0f, 0.0f, 0.1f};
  pass.taps = tapsOf.data();
  pass.tapCount = taps;
  pass.padded = padded.data();
  pass.floor = static_cast<float>(kFloor);
  pass.out = out.data();
  pass.sumSquares = squares.data();
  pass.sumNeighbours = neighbours.data();
  pass.sumSigned = ofSigned.data();
  pass.sumBeside = beside.data();
  kernels().driveInputs(&pass);
  for (int b = 0; b < kSamples; ++b) {
    std::vector<double> q;
    double last = 0, ofSquares = 0, ofNeighbours = 0, ofSign = 0, ofBeside = 0;
    for (int j = 0; j < slots; ++j) {
      const std::size_t i = size(b, slots) + static_cast<std::size_t>(j);
      q.push_back(std::round(std::clamp(0.9 * static_cast<double>(asked[i]), -1.0, 1.0) / kStep) * kStep);
      double x = 0;
      for (int k = 0; k < std::min(taps, j + 1); ++k)
        x += tap[static_cast<std::size_t>(k)] * q[static_cast<std::size_t>(j - k)];
      ofBeside += std::sqrt(std::max(0.0, 1 - x * x));
      x += kFloor;
      QVERIFY(close(out[i], x, 1e-6));
      ofSquares += x * x;
      ofSign += x * std::abs(x);
      ofNeighbours += last * x;
      last = x;
    }
    QVERIFY(close(squares[static_cast<std::size_t>(b)], ofSquares, 1e-4));
    QVERIFY(close(neighbours[static_cast<std::size_t>(b)], ofNeighbours, 1e-4));
    QVERIFY(close(ofSigned[static_cast<std::size_t>(b)], ofSign, 1e-4));
    QVERIFY(close(beside[static_cast<std::size_t>(b)], ofBeside, 1e-3));
  }
}

void TestKernels::outerProductsOfOddSizes() {
  constexpr int kSamples = 5, kAxons = 2;
  for (int neurons = 1; neurons < 30; ++neurons)
    for (const bool gained : {false, true}) {
      const std::vector<float> before = uniform(size(neurons, kSamples), -1, 1, 14),
                               level = uniform(kSamples, -1, 1, 15), slope = uniform(kSamples, -1, 1, 16),
                               weight = uniform(size(neurons, 1), -1, 1, 17),
                               gain = uniform(size(neurons, kAxons), 0.5, 1, 18);
      std::vector<float> y = before;
      const OuterPass pass{neurons,      kSamples,     kAxons,        y.data(),
                           level.data(), slope.data(), weight.data(), gained ? gain.data() : nullptr};
      kernels().addOuter(&pass);
      for (int b = 0; b < kSamples; ++b)
        for (int m = 0; m < neurons; ++m) {
          const std::size_t i = size(b, neurons) + static_cast<std::size_t>(m),
                            at = static_cast<std::size_t>(m);
          const double factor = gained ? static_cast<double>(gain[size(b % kAxons, neurons) + at]) : 1.0;
          const std::size_t sample = static_cast<std::size_t>(b);
          const double added = static_cast<double>(level[sample]) +
                               static_cast<double>(slope[sample]) * static_cast<double>(weight[at]);
          QVERIFY(close(y[i], static_cast<double>(before[i]) + factor * added, 1e-6));
        }
    }
}

void TestKernels::widensBytes() {
  std::vector<std::uint8_t> bytes(256);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  for (const std::size_t count : {0, 1, 7, 8, 9, 255, 256}) {
    const std::vector<std::uint8_t> in(bytes.end() - static_cast<std::ptrdiff_t>(count), bytes.end());
    std::vector<float> out(count + 1, -77.0f);
    kernels().widenBytes(count, 0.25f, in.data(), out.data());
    for (std::size_t i = 0; i < count; ++i) QCOMPARE(out[i], 0.25f * static_cast<float>(in[i]));
    QCOMPARE(out[count], -77.0f);
  }
}

// Counts that leave rests of every size, on both sides of a block.
void TestKernels::sgdOfOddSizesIsComplete() {
  constexpr double kRate = 0.1, kMomentum = 0.9, kDecay = 0.01, kLimit = 0.8;
  for (const std::size_t start : {std::size_t{1}, std::size_t{1000}, std::size_t{2040}})
    for (std::size_t count = start; count < start + 70; ++count) {
      const std::vector<float> w = uniform(count, -1, 1, 1), v = uniform(count, -1, 1, 2),
                               g = uniform(count, -1, 1, 3);
      std::vector<float> weights = w, velocity = v;
      SgdPass pass{count, weights.data(), velocity.data(), g.data(), 0.1f, 0.9f, 0.01f, 0.8f, 0};
      kernels().sgd(&pass);
      double squares = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const double before = static_cast<double>(w[i]);
        const double speed =
            kMomentum * static_cast<double>(v[i]) + static_cast<double>(g[i]) + kDecay * before;
        const double after = std::clamp(before - kRate * speed, -kLimit, kLimit);
        QVERIFY(std::abs(static_cast<double>(velocity[i]) - speed) < 1e-6);
        QVERIFY(std::abs(static_cast<double>(weights[i]) - after) < 1e-6);
        squares += after * after;
      }
      QVERIFY(std::abs(pass.sumSquares / squares - 1) < 1e-5);
    }
  float weight = 0.5f, faded = 1e-31f;
  const float none = 0;
  SgdPass pass{1, &weight, &faded, &none, 0.1f, 0.9f, 0, 1, 0};
  kernels().sgd(&pass);
  QCOMPARE(faded, 0.0f);
}

void TestKernels::adamStep() {
  std::vector<float> w{0.5f, -0.25f}, m{0.1f, 0.0f}, v{0.01f, 0.0f};
  const std::vector<float> g{0.3f, -2.0f};
  AdamPass pass{2,      w.data(),  m.data(),      v.data(), g.data(), 0.01f, 0.9f,
                0.999f, 1 / 0.19f, 1 / 0.001999f, 1e-8f,    0.1f,     1,     0};
  kernels().adam(&pass);
  const double mean = 0.9 * 0.1 + 0.1 * 0.3, square = 0.999 * 0.01 + 0.001 * 0.09;
  const double expectedW = 0.5 - 0.01 * (mean / 0.19 / (std::sqrt(square / 0.001999) + 1e-8) + 0.1 * 0.5);
  QVERIFY(std::abs(static_cast<double>(w[0]) - expectedW) < 1e-6);
  QVERIFY(w[1] > -0.25f);
  QVERIFY(std::abs(pass.sumSquares - static_cast<double>(w[0] * w[0] + w[1] * w[1])) < 1e-6);
}

QTEST_APPLESS_MAIN(TestKernels)
#include "tst_kernels.moc"
