// The model calls symbol slots `slots`, which is a macro of Qt unless it is told otherwise.

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "all_rooms.h"
#include "core/product/cells.h"
#include "product/internal/electron_counts.h"
#include "product/product_engine.h"
#include "sanitized.h"
#include "validation/internal/reference_product.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

namespace {

constexpr double kFloatSum = 1e-5;  // float32 sums over some hundred slots
constexpr double kFloat = 1e-6;     // ratios in float32
constexpr double kDrawn = 0.015;    // of a standard deviation, over some thousands of draws and outputs
constexpr double kDrawnSlotBySlot = 0.04;  // likewise where the fewer draws of the reference take part
constexpr double kElectrons = 1e-4;        // float32 counts of thousands, and their ratios

std::size_t size(int rows, int columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

RandomKey key(std::uint64_t step) {
  return {11, Stream::ForwardNoise, step, 0, 0};
}

struct Operands {
  ProductShape shape;
  std::vector<float> w;
  std::vector<float> x;
};

Operands operands(const ProductShape& shape, double weightLimit, double low, std::uint64_t seed = 5) {
  return {shape, uniform(size(shape.neurons, shape.slots), -weightLimit, weightLimit, seed),
          uniform(size(shape.slots, shape.samples), low, 1, seed + 1)};
}

std::vector<float> multiply(ProductEngine& engine, const Operands& o, std::uint64_t step,
                            double fullScale = 0) {
  std::vector<float> y(size(o.shape.neurons, o.shape.samples));
  engine.setWeights({o.w.data(), o.shape.neurons, o.shape.slots, false}, 1.0f);
  ReadOut readOut;
  readOut.key = key(step);
  readOut.adcFullScale = fullScale;
  engine.multiply({o.x.data(), o.shape.slots, o.shape.samples, false}, readOut, y.data());
  return y;
}

double largestDifference(const std::vector<float>& y, const std::vector<double>& expected) {
  double largest = 0;
  for (std::size_t i = 0; i < y.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(y[i]) - expected[i]));
  return largest;
}

/// Mean and covariance of a vector that is drawn many times.
class Moments {
 public:
  explicit Moments(std::size_t n) : m_n(n), m_mean(n, 0.0), m_product(n * n, 0.0) {}

  template <typename T>
  void add(const std::vector<T>& y) {
    ++m_count;
    for (std::size_t i = 0; i < m_n; ++i) {
      m_mean[i] += static_cast<double>(y[i]);
      for (std::size_t j = 0; j <= i; ++j)
        m_product[i * m_n + j] += static_cast<double>(y[i]) * static_cast<double>(y[j]);
    }
  }
  std::size_t size() const { return m_n; }
  double mean(std::size_t i) const { return m_mean[i] / m_count; }
  double covariance(std::size_t i, std::size_t j) const {
    return m_product[std::max(i, j) * m_n + std::min(i, j)] / m_count - mean(i) * mean(j);
  }
  double sigma(std::size_t i) const { return std::sqrt(covariance(i, i)); }

 private:
  std::size_t m_n;
  double m_count = 0;
  std::vector<double> m_mean;
  std::vector<double> m_product;
};

/// Means within five standard errors, every covariance within a share of the reference's sigmas.
void compareMoments(const Moments& engine, const Moments& reference, int draws, double tolerance) {
  for (std::size_t i = 0; i < engine.size(); ++i) {
    const double scale = reference.sigma(i);
    QVERIFY(std::abs(engine.mean(i) - reference.mean(i)) < 5 * scale * std::sqrt(2.0 / draws) + 1e-6);
    for (std::size_t j = 0; j <= i; ++j) {
      const double difference = engine.covariance(i, j) - reference.covariance(i, j);
      QVERIFY2(std::abs(difference) < tolerance * scale * reference.sigma(j),
               qPrintable(QString("%1 %2: %3 for %4")
                              .arg(i)
                              .arg(j)
                              .arg(engine.covariance(i, j))
                              .arg(reference.covariance(i, j))));
    }
  }
}

CellHardware imperfectCell(Encoding encoding) {
  CellHardware cell = idealCell(3, 2, encoding);
  cell.weightLimit = 0.6;
  for (std::size_t i = 0; i < cell.gain.size(); ++i) {
    const float k = static_cast<float>(i);
    cell.gain[i] = 1.0f - 0.03f * k;
    cell.phase[i] = 0.1f * k - 0.2f;
    cell.offsetPerSquare[i] = 0.01f * k;
    cell.inverseSignal[i] = 1.0f / (100.0f + k);
  }
  cell.weightTaps = {0.9f, 0.08f, 0.02f};
  cell.axonTaps = {0.97f, 0.03f};
  cell.weightBits = 6;
  cell.axonBits = 5;
  cell.adcBits = 9;
  return cell;
}

}  // namespace

class TestProductEngine : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void neutralCellIsExact();
  void transposedOperandsAgree();
  void meansAgreeWithTheReference_data();
  void meansAgreeWithTheReference();
  void modulatorsAgreeWithTheReference_data();
  void modulatorsAgreeWithTheReference();
  void shotNoiseOfTheTestPair();
  void shotNoiseOfPhases_data();
  void shotNoiseOfPhases();
  void productOfPhases();
  void amplifierNoiseGrowsWithTheSlots();
  void faintLightIsCounted_data();
  void faintLightIsCounted();
  void countsMeetTheNormalLaw();
  void faintLightSurvivesInputsThatAreNoNumber();
  void shotNoiseOfSignedInputs_data();
  void shotNoiseOfSignedInputs();
  void amplitudeEncodingGivesTheOpticalLimit_data();
  void amplitudeEncodingGivesTheOpticalLimit();
  void phaseErrorPenalty();
  void covarianceAgreesWithTheReference_data();
  void covarianceAgreesWithTheReference();
  void slopeSpreadIsBounded();
  void sharedErrorsAgreeWithTheReference_data();
  void sharedErrorsAgreeWithTheReference();
  void anyCellAgreesWithTheReference();
  void fullCapacitorsHoldNoMore_data();
  void fullCapacitorsHoldNoMore();
  void unequalLinesFillByThemselves_data();
  void unequalLinesFillByThemselves();
  void converterHasItsLevels();
  void sameKeySameBits();
  void threadsDoNotMatter();
};

void TestProductEngine::neutralCellIsExact() {
  for (const Encoding encoding : {Encoding::AmplitudePhase, Encoding::AmplitudeAmplitude}) {
    const Operands o = operands({37, 153, 19}, 1, 0);
    ProductEngine engine(idealCell(5, 4, encoding), o.shape, Drive::Unsigned);
    QVERIFY(engine.exact());
    QVERIFY(largestDifference(multiply(engine, o, 1), exactProduct(o.shape, widen(o.w), widen(o.x))) <
            kFloatSum);
    CellHardware nearly = idealCell(5, 4, encoding);
    nearly.weightTaps = {1.0f, 1e-12f};
    ProductEngine passes(nearly, o.shape, Drive::Unsigned);
    QVERIFY(!passes.exact());
    QVERIFY(largestDifference(multiply(passes, o, 1), exactProduct(o.shape, widen(o.w), widen(o.x))) <
            kFloatSum);
  }
}

void TestProductEngine::transposedOperandsAgree() {
  const Operands o = operands({7, 31, 9}, 0.45, 0);
  std::vector<float> wT(o.w.size()), xT(o.x.size());
  for (int m = 0; m < 7; ++m)
    for (int j = 0; j < 31; ++j)
      wT[size(m, 31) + static_cast<std::size_t>(j)] = o.w[size(j, 7) + static_cast<std::size_t>(m)];
  for (int b = 0; b < 9; ++b)
    for (int j = 0; j < 31; ++j)
      xT[size(j, 9) + static_cast<std::size_t>(b)] = o.x[size(b, 31) + static_cast<std::size_t>(j)];
  for (const CellHardware& cell : {idealCell(3, 2), benchA()}) {
    ProductEngine engine(cell, o.shape, Drive::Unsigned);
    const std::vector<float> plain = multiply(engine, o, 3);
    ReadOut readOut;
    readOut.key = key(3);
    readOut.inputFactor = 0.5f;
    readOut.outputFactor = 2.0f;
    std::vector<float> y(plain.size());
    engine.setWeights({wT.data(), 31, 7, true}, 1.0f);
    std::vector<float> doubled = o.x;
    for (float& v : doubled) v *= 2;
    engine.multiply({doubled.data(), 31, 9, false}, readOut, y.data());
    for (std::size_t i = 0; i < y.size(); ++i) QVERIFY(std::abs(y[i] - 2 * plain[i]) < 1e-5f);
    for (float& v : xT) v *= 2;
    engine.setWeights({o.w.data(), 7, 31, false}, 1.0f);
    engine.multiply({xT.data(), 9, 31, true}, readOut, y.data());
    for (std::size_t i = 0; i < y.size(); ++i) QVERIFY(std::abs(y[i] - 2 * plain[i]) < 1e-5f);
    for (float& v : xT) v /= 2;
  }
}

void TestProductEngine::meansAgreeWithTheReference_data() {
  QTest::addColumn<int>("encoding");
  QTest::addColumn<bool>("isSigned");
  QTest::addColumn<int>("signedInput");
  QTest::addColumn<bool>("bent");
  for (const Encoding encoding : {Encoding::AmplitudePhase, Encoding::AmplitudeAmplitude}) {
    const char* name = encoding == Encoding::AmplitudePhase ? "phase" : "amplitude";
    QTest::addRow("%s", name) << static_cast<int>(encoding) << false << 0 << false;
    QTest::addRow("%s, two slots", name)
        << static_cast<int>(encoding) << true << static_cast<int>(SignedInput::TwoSlots) << false;
    QTest::addRow("%s, two rails", name)
        << static_cast<int>(encoding) << true << static_cast<int>(SignedInput::TwoRails) << false;
  }
  for (const bool isSigned : {false, true}) {
    QTest::addRow("two-slot phase, %s", isSigned ? "signed" : "unsigned")
        << static_cast<int>(Encoding::TwoSlotPhase) << isSigned << 0 << false;
    QTest::addRow("phase × phase, %s", isSigned ? "signed" : "unsigned")
        << static_cast<int>(Encoding::PhasePhase) << isSigned << 0 << false;
  }
  const int phase = static_cast<int>(Encoding::AmplitudePhase);
  QTest::newRow("bent") << phase << false << 0 << true;
  QTest::newRow("bent, two slots") << phase << true << static_cast<int>(SignedInput::TwoSlots) << true;
}

// Converters, interference, gains, static phases and offsets, without noise. With signed x the reference also
// has the interference across the turn from x⁺ to x⁻, and that between neighbours of both signs in sums of
// |x| and x².
void TestProductEngine::meansAgreeWithTheReference() {
  QFETCH(int, encoding);
  QFETCH(bool, isSigned);
  QFETCH(int, signedInput);
  QFETCH(bool, bent);
  CellHardware cell = imperfectCell(static_cast<Encoding>(encoding));
  cell.signedInput = static_cast<SignedInput>(signedInput);
  const bool halves = isSigned || cell.encoding == Encoding::TwoSlotPhase;
  if (cell.law().inputsOnPhases) cell.axonLimit = 0.5;
  if (bent) {
    // In two slots the parts that do not turn their sign with the weight are left out.
    cell.weightResponse = {1.1, isSigned ? 0 : -0.2, 0.3};
    cell.weightQuadrature = {1.3, isSigned ? 0 : 0.4, -1.2};
  }
  const Operands o = operands({7, 60, 5}, cell.weightLimit, isSigned ? -1 : 0);
  const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
  const double fullScale = 900;
  ProductEngine engine(cell, o.shape, drive);
  const ReferenceProduct reference(cell, drive, fullScale);
  KeyedRandom random(key(1));
  const double step = 2 * fullScale / 511 / 100;  // a level of the ADC may fall either way
  const double tolerance = 1.01 * step + (halves ? 0.25 : 0.0);
  QVERIFY(largestDifference(multiply(engine, o, 1, fullScale),
                            reference.measure(o.shape, widen(o.w), widen(o.x), random)) < tolerance);
  cell.adcBits = 0;
  ProductEngine unrounded(cell, o.shape, drive);
  const ReferenceProduct exactReference(cell, drive);
  QVERIFY(largestDifference(multiply(unrounded, o, 1),
                            exactReference.measure(o.shape, widen(o.w), widen(o.x), random)) <
          (halves ? 0.25 : 1e-4));
}

void TestProductEngine::modulatorsAgreeWithTheReference_data() {
  QTest::addColumn<CellHardware>("cell");
  QTest::addColumn<bool>("isSigned");
  const auto rows = [](const char* name, Encoding encoding, auto modulated, double electrons = 2000) {
    for (const SignedInput form : {SignedInput::TwoSlots, SignedInput::TwoRails}) {
      CellHardware cell = shotCell(3, 2, electrons, 0.9, encoding);
      cell.signedInput = form;
      cell.weightLimit = encoding == Encoding::AmplitudeAmplitude ? 1 : 0.45;
      cell.weightPhaseSigma = cell.axonPhaseSigma = 0.03;
      modulated(cell);
      const char* const sent = form == SignedInput::TwoSlots ? "two slots" : "two rails";
      QTest::addRow("%s, %s", name, sent) << cell << true;
      if (form == SignedInput::TwoSlots) QTest::addRow("%s", name) << cell << false;
    }
  };
  const auto floor = [](CellHardware& cell) { cell.axonFloor = 0.46; };
  const auto pair = [](CellHardware& cell) {
    cell.axonPairSigma = 0.1;
    cell.axonLimit = 0.45;
  };
  rows("absorber", Encoding::AmplitudePhase, floor);
  rows("absorber, amplitudes", Encoding::AmplitudeAmplitude, floor);
  rows("interferometer", Encoding::AmplitudePhase, [](CellHardware& cell) { cell.axonResidue = 0.1; });
  rows("interferometer, sums known", Encoding::AmplitudePhase, [](CellHardware& cell) {
    cell.axonResidue = 0.1;
    cell.leakCalibration = LeakCalibration::OffsetAndSums;
  });
  rows("interferometer, offsets unknown", Encoding::AmplitudePhase, [](CellHardware& cell) {
    cell.axonResidue = 0.1;
    cell.offsetCalibrated = false;
    cell.weightQuadrature = {0.9, 0, -0.8};
  });
  rows("pair", Encoding::AmplitudePhase, pair);
  rows("pair, amplitudes", Encoding::AmplitudeAmplitude, pair);
  rows("pair, few electrons", Encoding::AmplitudePhase, pair, 0.5);
}

// Mean and spread of each output. What an interferometer leaves is known up to how 1 − √(1 − x²) and c(0) − c
// go together slot by slot: 0.1 · √40 · 0.2 · 0.03 here.
void TestProductEngine::modulatorsAgreeWithTheReference() {
  QFETCH(CellHardware, cell);
  QFETCH(bool, isSigned);
  const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
  const Operands o = operands({5, 40, 4}, cell.weightLimit, isSigned ? -1 : 0);
  ProductEngine engine(cell, o.shape, drive);
  const ReferenceProduct reference(cell, drive);
  KeyedRandom random(key(31));
  const int draws = LIGHTLOOM_SANITIZED ? 200 : 1500;
  const std::size_t outputs = size(5, 4);
  Moments engineMoments(outputs), referenceMoments(outputs);
  for (int k = 0; k < draws; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  const double together = cell.axonResidue > 0 ? 0.005 : 1e-4;
  for (std::size_t i = 0; i < outputs; ++i) {
    const double sigma = referenceMoments.sigma(i);
    const double mean = std::abs(engineMoments.mean(i) - referenceMoments.mean(i));
    QVERIFY2(mean < 5 * sigma * std::sqrt(2.0 / draws) + together,
             qPrintable(QString("%1 for %2").arg(engineMoments.mean(i)).arg(referenceMoments.mean(i))));
    QVERIFY2(std::abs(engineMoments.sigma(i) - sigma) < (0.03 + 5 / std::sqrt(2.0 * draws)) * sigma,
             qPrintable(QString("%1 for %2").arg(engineMoments.sigma(i)).arg(sigma)));
  }
}

// Model 4: n_W = n_X = 5, γ = 0.9, N = 100, x ~ U(0, 1), w ~ U(−½, ½): σ = √(500 + 5‖x‖²)/9.
void TestProductEngine::shotNoiseOfTheTestPair() {
  const CellHardware cell = shotCell(10, 4, 5, 0.9);
  const Operands o = operands({10, 100, 4}, 0.5, 0);
  const std::vector<double> exact = exactProduct(o.shape, widen(o.w), widen(o.x));
  ProductEngine engine(cell, o.shape, Drive::Unsigned);
  const ReferenceProduct reference(cell, Drive::Unsigned);
  KeyedRandom random(key(2));
  Moments engineMoments(exact.size()), referenceMoments(exact.size());
  const int draws = 2500;
  for (int k = 0; k < draws; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    if (k < 500) referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  for (int b = 0; b < 4; ++b) {
    double norm = 0;
    for (int j = 0; j < 100; ++j)
      norm += std::pow(static_cast<double>(o.x[size(b, 100) + static_cast<std::size_t>(j)]), 2);
    const double sigma = std::sqrt(500 + 5 * norm) / 9;
    QVERIFY(std::abs(shotNoiseSigma(cell, b, 100, norm, 0, Drive::Unsigned) / sigma - 1) < kFloat);
    double variance = 0, referenceVariance = 0;
    for (int m = 0; m < 10; ++m) {
      const std::size_t i = size(b, 10) + static_cast<std::size_t>(m);
      QVERIFY(std::abs(engineMoments.mean(i) - exact[i]) < 5 * sigma / std::sqrt(draws));
      variance += engineMoments.covariance(i, i) / 10;
      referenceVariance += referenceMoments.covariance(i, i) / 10;
    }
    QVERIFY(std::abs(std::sqrt(variance) / sigma - 1) < kDrawn);
    QVERIFY(std::abs(std::sqrt(referenceVariance) / sigma - 1) < kDrawnSlotBySlot);
  }
}

void TestProductEngine::shotNoiseOfPhases_data() {
  QTest::addColumn<int>("encoding");
  QTest::addColumn<double>("sigma");
  QTest::newRow("kernel") << static_cast<int>(Encoding::PhasePhase) << std::sqrt(1000) / 9;
  QTest::newRow("two slots") << static_cast<int>(Encoding::TwoSlotPhase) << std::sqrt(2000) / 18;
}

// Model 4, the same pair with phases on both arms: √(N(n_W + n_X))/(2γ√(n_W n_X)) = 3.514, and for the
// two-slot product √(2N(n_W + n_X))/(4γ√(n_W n_X)).
void TestProductEngine::shotNoiseOfPhases() {
  QFETCH(int, encoding);
  QFETCH(double, sigma);
  CellHardware cell = shotCell(10, 4, 5, 0.9, static_cast<Encoding>(encoding));
  // Two slots give twice the electrons per unit of w cos φ_x.
  if (cell.encoding == Encoding::TwoSlotPhase)
    for (float& inverse : cell.inverseSignal) inverse /= 2;
  const Operands o = operands({10, 100, 4}, 0.5, 0);
  ProductEngine engine(cell, o.shape, Drive::Unsigned);
  const ReferenceProduct reference(cell, Drive::Unsigned);
  KeyedRandom random(key(2));
  Moments engineMoments(40), referenceMoments(40);
  for (int k = 0; k < 3000; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    if (k < 500) referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  QVERIFY(std::abs(shotNoiseSigma(cell, 0, 100, 30, 0, Drive::Unsigned) / sigma - 1) < kFloat);
  double variance = 0, referenceVariance = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    QVERIFY(std::abs(engineMoments.mean(i) - referenceMoments.mean(i)) < 5 * sigma / std::sqrt(430));
    variance += engineMoments.covariance(i, i) / 40;
    referenceVariance += referenceMoments.covariance(i, i) / 40;
  }
  QVERIFY(std::abs(std::sqrt(variance) / sigma - 1) < kDrawn);
  QVERIFY(std::abs(std::sqrt(referenceVariance) / sigma - 1) < kDrawnSlotBySlot);
}

// Without any noise: Σ sin(φ_w − φ_x) term by term, and 2 sin φ_w cos φ_x = sin(φ_w − φ_x) + sin(φ_w + φ_x).
void TestProductEngine::productOfPhases() {
  for (const bool isSigned : {false, true}) {
    const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
    CellHardware cell = idealCell(3, 2, Encoding::PhasePhase);
    cell.weightLimit = 0.6;
    cell.axonLimit = 0.4;
    const Operands o = operands({7, 60, 5}, 0.6, isSigned ? -1 : 0);
    ProductEngine engine(cell, o.shape, drive);
    QVERIFY(!engine.exact());
    const std::vector<float> y = multiply(engine, o, 1);
    for (int b = 0; b < 5; ++b)
      for (int m = 0; m < 7; ++m) {
        double sum = 0;
        for (int j = 0; j < 60; ++j) {
          const double x = static_cast<double>(o.x[size(b, 60) + static_cast<std::size_t>(j)]);
          const double phase = 0.4 * (isSigned ? x : 2 * x);
          sum += std::sin(static_cast<double>(o.w[size(j, 7) + static_cast<std::size_t>(m)]) - phase);
        }
        QVERIFY(std::abs(static_cast<double>(y[size(b, 7) + static_cast<std::size_t>(m)]) - sum) < 1e-4);
      }
    CellHardware twoSlots = idealCell(3, 2, Encoding::TwoSlotPhase);
    twoSlots.axonLimit = 0.5;
    QVERIFY(ProductEngine(twoSlots, o.shape, drive).exact());
    const std::vector<double> exact = exactProduct(o.shape, widen(o.w), widen(o.x));
    const ReferenceProduct reference(twoSlots, drive);
    KeyedRandom random(key(1));
    const std::vector<double> slotBySlot = reference.measure(o.shape, widen(o.w), widen(o.x), random);
    for (std::size_t i = 0; i < exact.size(); ++i) QVERIFY(std::abs(slotBySlot[i] - exact[i]) < 1e-12);
  }
}

namespace {

double poissonShare(double mean, int count) {
  return std::exp(count * std::log(mean) - mean - std::lgamma(count + 1));
}

// The law of the difference of two Poisson counts, summed term by term.
double differenceShare(double plus, double minus, int difference) {
  double sum = 0;
  for (int n = std::max(0, difference); n < 200; ++n)
    sum += poissonShare(plus, n) * poissonShare(minus, n - difference);
  return sum;
}

/// Read-outs of one neuron and sample whose x are 1 and w are `weight`, in electrons.
std::vector<double> faintElectrons(const CellHardware& cell, int slots, float weight, int draws) {
  Operands o{{1, slots, 1},
             std::vector<float>(static_cast<std::size_t>(slots), weight),
             std::vector<float>(static_cast<std::size_t>(slots), 1.0f)};
  ProductEngine engine(cell, o.shape, Drive::Unsigned);
  std::vector<double> out;
  for (int k = 0; k < draws; ++k)
    out.push_back(static_cast<double>(multiply(engine, o, static_cast<std::uint64_t>(k))[0]) /
                  static_cast<double>(cell.inverseSignal[0]));
  return out;
}

}  // namespace

void TestProductEngine::amplifierNoiseGrowsWithTheSlots() {
  CellHardware cell = idealCell(1, 1);
  cell.readVariancePerSlot = 9;
  cell.inverseSignal = {0.1f};
  for (const bool isSigned : {false, true}) {
    const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
    const Operands o = operands({1, 50, 1}, 0.5, isSigned ? -1 : 0);
    ProductEngine engine(cell, o.shape, drive);
    const ReferenceProduct reference(cell, drive);
    KeyedRandom random(key(4));
    Moments engineMoments(1), referenceMoments(1);
    for (int k = 0; k < 20000; ++k) {
      engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
      referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
    }
    const double expected = std::sqrt(9.0 * 50 * (isSigned ? 2 : 1)) * 0.1;
    QVERIFY(std::abs(engineMoments.sigma(0) / expected - 1) < 0.02);
    QVERIFY(std::abs(referenceMoments.sigma(0) / expected - 1) < 0.02);
    QVERIFY(std::abs(shotNoiseSigma(cell, 0, 50, 1, 1, drive) / expected - 1) < kFloat);
  }
}

void TestProductEngine::faintLightIsCounted_data() {
  QTest::addColumn<double>("electrons");
  QTest::addColumn<double>("weight");
  for (const double electrons : {0.03, 0.5, 4.0})
    for (const double weight : {-0.4, 0.0, 0.4})
      QTest::addRow("%g electrons, w %g", electrons, weight) << electrons << weight;
}

// Whole numbers, each as often as the difference of two Poisson counts has them (five standard errors).
void TestProductEngine::faintLightIsCounted() {
  QFETCH(double, electrons);
  QFETCH(double, weight);
  const int slots = 5, draws = 40000;
  const CellHardware cell = shotCell(1, 1, electrons, 1);
  std::map<int, int> seen;
  for (const double d : faintElectrons(cell, slots, static_cast<float>(weight), draws)) {
    QVERIFY(std::abs(d - std::round(d)) < kElectrons);
    ++seen[static_cast<int>(std::round(d))];
  }
  const double half = slots * electrons, difference = slots * 2 * electrons * weight;
  for (int d = -8; d <= 8; ++d) {
    const double share = differenceShare(half + difference / 2, half - difference / 2, d);
    QVERIFY2(std::abs(seen[d] - draws * share) <= 5 * std::sqrt(draws * share) + 1,
             qPrintable(QString("%1: %2 for %3").arg(d).arg(seen[d]).arg(draws * share)));
  }
}

// Just below and just above kFewElectrons the laws have the same mean and variance, and distribution
// functions that differ by no more than the size of a count there.
void TestProductEngine::countsMeetTheNormalLaw() {
  const int slots = 10, draws = 40000;
  const float weight = 0.2f;
  std::vector<double> standard[2];
  int side = 0;
  for (const double total : {0.999 * kFewElectrons, 1.001 * kFewElectrons}) {
    const std::vector<double> seen =
        faintElectrons(shotCell(1, 1, total / (2 * slots), 1), slots, weight, draws);
    for (const double d : seen)
      standard[side].push_back((d - total * static_cast<double>(weight)) / std::sqrt(total));
    ++side;
  }
  for (std::vector<double>& values : standard) {
    double mean = 0, square = 0;
    for (const double v : values) {
      mean += v / draws;
      square += v * v / draws;
    }
    QVERIFY(std::abs(mean) < 5 / std::sqrt(draws));
    QVERIFY(std::abs(square - 1) < 5 * std::sqrt(2.0 / draws));
    std::sort(values.begin(), values.end());
  }
  const auto below = [&](int which, double at) {
    const auto& values = standard[which];
    return static_cast<double>(std::upper_bound(values.begin(), values.end(), at) - values.begin()) / draws;
  };
  for (double at = -3; at <= 3; at += 0.0625)
    QVERIFY(std::abs(below(0, at) - below(1, at)) < 0.025 + 5 * 0.5 / 200);
}

// Weights of a training that diverges: it is the trainer that says so.
void TestProductEngine::faintLightSurvivesInputsThatAreNoNumber() {
  for (const double d : faintElectrons(shotCell(1, 1, 0.5, 1), 5, NAN, 3)) QVERIFY(std::isnan(d));
}

void TestProductEngine::shotNoiseOfSignedInputs_data() {
  QTest::addColumn<int>("signedInput");
  QTest::newRow("two slots") << static_cast<int>(SignedInput::TwoSlots);
  QTest::newRow("two rails") << static_cast<int>(SignedInput::TwoRails);
}

// Twice the light of the weights and, on two rails, the read noise of two read-outs.
void TestProductEngine::shotNoiseOfSignedInputs() {
  QFETCH(int, signedInput);
  CellHardware cell = shotCell(4, 4, 50, 0.9);
  cell.signedInput = static_cast<SignedInput>(signedInput);
  cell.readVariance = 900;
  cell.darkElectrons.assign(16, 7.0f);
  const Operands o = operands({4, 40, 4}, 0.5, -1);
  ProductEngine engine(cell, o.shape, Drive::Signed);
  const ReferenceProduct reference(cell, Drive::Signed);
  KeyedRandom random(key(3));
  Moments engineMoments(16), referenceMoments(16);
  for (int k = 0; k < 3000; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    if (k < 1500) referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  double ratio = 0, closedForm = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    double norm = 0;
    for (int j = 0; j < 40; ++j)
      norm += std::pow(static_cast<double>(o.x[(i / 4) * 40 + static_cast<std::size_t>(j)]), 2);
    ratio += engineMoments.covariance(i, i) / referenceMoments.covariance(i, i) / 16;
    closedForm += engineMoments.sigma(i) / shotNoiseSigma(cell, 0, 40, norm, 0, Drive::Signed) / 16;
  }
  QVERIFY(std::abs(ratio - 1) < kDrawnSlotBySlot);
  QVERIFY(std::abs(closedForm - 1) < kDrawn);
}

void TestProductEngine::amplitudeEncodingGivesTheOpticalLimit_data() {
  QTest::addColumn<double>("photonsPerMac");
  for (const double n : {0.1, 1.0, 10.0, 100.0}) QTest::addRow("%g", n) << n;
}

// V2 and V3 (Hamerly et al. 2019): amplitude × amplitude at the best split of the light, rms over the outputs
// ‖A‖‖x‖/√(N·N'·n_mac), and SNR = n_mac for zero-mean weights.
void TestProductEngine::amplitudeEncodingGivesTheOpticalLimit() {
  QFETCH(double, photonsPerMac);
  const int inputs = 100, neurons = 20;
  CellHardware cell = idealCell(neurons, 1, Encoding::AmplitudeAmplitude);
  double signalPower = 0, noisePower = 0, predictedPower = 0;
  const int matrices = 20, draws = 100;
  for (int matrix = 0; matrix < matrices; ++matrix) {
    const Operands o = operands({neurons, inputs, 1}, 1, 0, 100 + 2 * static_cast<std::uint64_t>(matrix));
    double normA = 0, normX = 0;
    for (const float w : o.w) normA += static_cast<double>(w) * static_cast<double>(w);
    for (const float x : o.x) normX += static_cast<double>(x) * static_cast<double>(x);
    const double light = inputs * neurons * photonsPerMac / 2;
    const double electronsW = light / normA, electronsX = light / (neurons * normX);
    std::fill(cell.electronsSynapse.begin(), cell.electronsSynapse.end(), static_cast<float>(electronsW));
    std::fill(cell.electronsAxon.begin(), cell.electronsAxon.end(), static_cast<float>(electronsX));
    std::fill(cell.inverseSignal.begin(), cell.inverseSignal.end(),
              static_cast<float>(1 / (2 * std::sqrt(electronsW * electronsX))));
    cell.shotScale = 1;
    ProductEngine engine(cell, o.shape, Drive::Unsigned);
    const std::vector<double> exact = exactProduct(o.shape, widen(o.w), widen(o.x));
    for (int k = 0; k < draws; ++k) {
      const std::vector<float> y = multiply(engine, o, static_cast<std::uint64_t>(matrix * draws + k));
      for (std::size_t i = 0; i < y.size(); ++i)
        noisePower += std::pow(static_cast<double>(y[i]) - exact[i], 2);
    }
    for (const double value : exact) signalPower += value * value * draws;
    predictedPower += normA * normX / (inputs * neurons * photonsPerMac) * neurons * draws;
  }
  QVERIFY(std::abs(std::sqrt(noisePower / predictedPower) - 1) < 0.03);
  // 400 outputs: the signal's own power is known to √(2/400) = 7 % at one standard error.
  QVERIFY(std::abs(signalPower / noisePower / photonsPerMac - 1) < 0.25);
}

// V31: σ = 0.1 rad. Mean × 0.99501 at the peak of the fringe, std 0.0995 on its slope.
void TestProductEngine::phaseErrorPenalty() {
  for (const bool peak : {true, false}) {
    CellHardware cell = idealCell(1, 1, peak ? Encoding::AmplitudeAmplitude : Encoding::AmplitudePhase);
    cell.weightPhaseSigma = 0.08;
    cell.axonPhaseSigma = 0.06;
    const Operands o{{1, 1, 1}, {peak ? 1.0f : 0.0f}, {1.0f}};
    ProductEngine engine(cell, o.shape, Drive::Unsigned);
    Moments moments(1);
    for (int k = 0; k < 40000; ++k) moments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    if (peak) {
      QVERIFY(std::abs(moments.mean(0) - 0.99501) < 2e-4);
      QVERIFY(std::abs(moments.sigma(0) - 0.00704) < 0.0002);
    } else {
      QVERIFY(std::abs(moments.sigma(0) / 0.0995 - 1) < 0.01);
    }
  }
}

void TestProductEngine::covarianceAgreesWithTheReference_data() {
  QTest::addColumn<double>("weightSigma");
  QTest::addColumn<double>("axonSigma");
  QTest::addColumn<double>("leaderSigma");
  QTest::addColumn<double>("correlation");
  QTest::addColumn<int>("axons");
  QTest::addColumn<double>("phase");
  QTest::addColumn<bool>("isSigned");
  QTest::addColumn<int>("encoding");
  QTest::newRow("axons only") << 0.0 << 0.12 << 0.0 << 0.0 << 2 << 0.0 << false << 0;
  QTest::newRow("synapses only") << 0.12 << 0.0 << 0.0 << 0.0 << 2 << 0.0 << false << 0;
  QTest::newRow("both, anticorrelated slots") << 0.1 << 0.12 << 0.0 << -0.2 << 2 << 0.0 << false << 0;
  QTest::newRow("both, correlated slots") << 0.1 << 0.08 << 0.0 << 0.25 << 3 << 0.0 << false << 0;
  QTest::newRow("one axon") << 0.1 << 0.08 << 0.0 << 0.25 << 1 << 0.0 << false << 0;
  QTest::newRow("static phase") << 0.1 << 0.08 << 0.0 << 0.0 << 2 << 0.5 << false << 0;
  QTest::newRow("two slots") << 0.12 << 0.1 << 0.0 << 0.2 << 2 << 0.3 << true << 0;
  QTest::newRow("leader only") << 0.0 << 0.0 << 0.12 << 0.0 << 2 << 0.0 << false << 0;
  QTest::newRow("leader, correlated slots") << 0.0 << 0.0 << 0.12 << 0.2 << 3 << 0.0 << false << 0;
  QTest::newRow("leader, one axon") << 0.0 << 0.0 << 0.12 << 0.25 << 1 << 0.0 << false << 0;
  QTest::newRow("all three") << 0.08 << 0.08 << 0.1 << 0.1 << 2 << 0.2 << false << 0;
  QTest::newRow("all three, two slots") << 0.08 << 0.08 << 0.1 << 0.1 << 2 << 0.2 << true << 0;
  const int kernel = static_cast<int>(Encoding::PhasePhase),
            twoSlots = static_cast<int>(Encoding::TwoSlotPhase);
  QTest::newRow("kernel") << 0.1 << 0.08 << 0.0 << 0.0 << 2 << 0.0 << true << kernel;
  QTest::newRow("kernel, all three") << 0.08 << 0.08 << 0.1 << 0.1 << 3 << 0.2 << false << kernel;
  QTest::newRow("two-slot phase") << 0.1 << 0.08 << 0.06 << 0.0 << 2 << 0.0 << true << twoSlots;
  QTest::newRow("two-slot phase, static") << 0.1 << 0.08 << 0.0 << 0.0 << 2 << 0.2 << false << twoSlots;
}

// Entries of the covariance of all outputs: between the neurons of a pass (an axon's error is common to
// them), between its samples (a synapse's is), between all of a pass (the leader's), and none across passes.
// AR(1) in the reference reaches beyond neighbours by ρ², which the engine leaves out; one
// slope for all slots of a neuron costs 4 % here. The rest is the standard error of 4000 draws.
void TestProductEngine::covarianceAgreesWithTheReference() {
  QFETCH(double, weightSigma);
  QFETCH(double, axonSigma);
  QFETCH(double, leaderSigma);
  QFETCH(double, correlation);
  QFETCH(int, axons);
  QFETCH(double, phase);
  QFETCH(bool, isSigned);
  QFETCH(int, encoding);
  CellHardware cell = shotCell(3, axons, 2000, 0.9, static_cast<Encoding>(encoding));
  if (cell.law().inputsOnPhases) cell.axonLimit = 0.5;
  cell.weightLimit = 0.45;
  cell.weightPhaseSigma = weightSigma;
  cell.axonPhaseSigma = axonSigma;
  cell.leaderPhaseSigma = leaderSigma;
  cell.weightPhaseCorrelation = cell.axonPhaseCorrelation = cell.leaderPhaseCorrelation = correlation;
  std::fill(cell.phase.begin(), cell.phase.end(), static_cast<float>(phase));
  const Operands o = operands({5, 30, 4}, 0.45, isSigned ? -1 : 0);
  const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
  ProductEngine engine(cell, o.shape, drive);
  const ReferenceProduct reference(cell, drive);
  KeyedRandom random(key(7));
  const std::size_t n = 20;
  Moments engineMoments(n), referenceMoments(n);
  const int draws = LIGHTLOOM_SANITIZED ? 500 : 2500;
  for (int k = 0; k < draws; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  // Phases of a neuron that are not 0 on average lean the slopes of a kernel: ±0.05 rad here, over 30 slots.
  const double leaning = cell.encoding == Encoding::PhasePhase && !isSigned ? 0.2 : 0;
  const double tolerance = 5 * std::sqrt(2.0 / draws) + 2 * correlation * correlation + 0.04 + leaning;
  compareMoments(engineMoments, referenceMoments, draws, tolerance);
}

void TestProductEngine::sharedErrorsAgreeWithTheReference_data() {
  QTest::addColumn<CellHardware>("cell");
  QTest::addColumn<bool>("isSigned");
  const auto imbalanced = [](Encoding encoding, SignedInput form) {
    CellHardware cell = shotCell(3, 2, 2000, 0.9, encoding);
    cell.weightLimit = encoding == Encoding::AmplitudeAmplitude ? 1 : 0.45;
    cell.signedInput = form;
    if (lawOf(encoding).inputsOnPhases) cell.axonLimit = 0.5;
    for (std::size_t i = 0; i < cell.gain.size(); ++i) {
      cell.offsetPerSquare[i] = 0.02f + 0.002f * static_cast<float>(i);
      cell.offsetPerSlot[i] = -0.03f + 0.002f * static_cast<float>(i);
    }
    return cell;
  };
  const auto rows = [&](const char* name, Encoding encoding, SignedInput form, bool isSigned) {
    const QByteArray prefix = QByteArray(name) + ": ";
    CellHardware offset = imbalanced(encoding, form);
    offset.offsetCalibrated = false;
    QTest::newRow(prefix + "offset") << offset << isSigned;
    CellHardware weights = imbalanced(encoding, form);
    weights.weightIntensityVariance = 0.5;
    QTest::newRow(prefix + "synapses flicker") << weights << isSigned;
    CellHardware axons = imbalanced(encoding, form);
    axons.axonIntensityVariance = 0.5;
    QTest::newRow(prefix + "axons flicker") << axons << isSigned;
    CellHardware servo = imbalanced(encoding, form);
    servo.servoSigma = 0.05;
    QTest::newRow(prefix + "servo") << servo << isSigned;
    if (lawOf(encoding).inputsOnPhases) return;
    CellHardware crosstalk = imbalanced(encoding, form);
    for (float& share : crosstalk.crosstalk) share = 0.02f;
    QTest::newRow(prefix + "crosstalk") << crosstalk << isSigned;
  };
  rows("phases", Encoding::AmplitudePhase, SignedInput::TwoSlots, false);
  rows("phases, two slots", Encoding::AmplitudePhase, SignedInput::TwoSlots, true);
  rows("phases, two rails", Encoding::AmplitudePhase, SignedInput::TwoRails, true);
  rows("amplitudes", Encoding::AmplitudeAmplitude, SignedInput::TwoSlots, false);
  rows("kernel", Encoding::PhasePhase, SignedInput::TwoSlots, false);
  rows("two-slot phase", Encoding::TwoSlotPhase, SignedInput::TwoSlots, true);
  CellHardware leader = imbalanced(Encoding::AmplitudePhase, SignedInput::TwoSlots);
  leader.leaderIntensityVariance = 1;
  leader.weightLeaderGain = 0.7;
  QTest::newRow("phases: leader, on the weights") << leader << false;
}

// As above: which outputs share an error, and how much of it. On two rails Σ x may be so small that the
// spread of √(1 − w²) is felt beside it; the rest is the standard error of 3000 draws.
void TestProductEngine::sharedErrorsAgreeWithTheReference() {
  QFETCH(CellHardware, cell);
  QFETCH(bool, isSigned);
  const bool mixes = cell.crosstalk[0] > 0;
  const bool cancels = cell.servoSigma > 0 && isSigned && cell.signedInput == SignedInput::TwoRails;
  const Operands o = operands({5, 30, 4}, cell.weightLimit, isSigned ? -1 : 0);
  const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
  ProductEngine engine(cell, o.shape, drive);
  const ReferenceProduct reference(cell, drive);
  KeyedRandom random(key(7));
  const std::size_t n = 20;
  Moments engineMoments(n), referenceMoments(n);
  const int draws = LIGHTLOOM_SANITIZED ? 400 : 2000;
  for (int k = 0; k < draws; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  const double tolerance = 5 * std::sqrt(2.0 / draws) + (mixes || cancels ? 0.2 : 0.04);
  compareMoments(engineMoments, referenceMoments, draws, tolerance);
}

namespace {

// Whatever a bench may make of a cell, all at once. Links differ in phase where x is an amplitude only: what
// the errors of two-slot phases make of that is left out.
float largestPhaseOf(const CellHardware& cell) {
  float largest = 0;
  for (const float phase : cell.phase) largest = std::max(largest, std::abs(phase));
  return largest;
}

CellHardware anyCell(KeyedRandom& random) {
  const auto within = [&](double low, double high) { return low + (high - low) * random.uniform(); };
  const auto sometimes = [&] { return random.below(3) == 0; };
  const auto spread = [&](std::vector<float>& values, double low, double high) {
    for (float& value : values) value = static_cast<float>(within(low, high));
  };
  const Encoding encoding = static_cast<Encoding>(random.below(4));
  const double electrons = std::pow(10, within(0.3, 4));
  CellHardware cell = shotCell(1 + static_cast<int>(random.below(3)), 1 + static_cast<int>(random.below(3)),
                               electrons, within(0.3, 1), encoding);
  const bool amplitudes = encoding == Encoding::AmplitudeAmplitude, phases = lawOf(encoding).inputsOnPhases;
  cell.weightLimit = amplitudes ? 1 : within(0.2, 0.6);
  if (phases) cell.axonLimit = within(0.2, 0.6);
  cell.signedInput = random.below(2) == 0 ? SignedInput::TwoSlots : SignedInput::TwoRails;
  if (sometimes()) spread(cell.darkElectrons, 0, electrons / 2);
  if (sometimes()) cell.readVariance = within(0, 80) * electrons;
  if (sometimes()) cell.readVariancePerSlot = within(0, 1) * electrons;
  if (sometimes()) spread(cell.gain, 0.8, 1.1);
  if (sometimes()) {
    spread(cell.offsetPerSquare, -0.05, 0.05);
    spread(cell.offsetPerSlot, -0.05, 0.05);
    cell.offsetCalibrated = random.below(2) == 0;
    if (sometimes()) cell.weightIntensityVariance = within(0, 0.3);
    if (sometimes()) cell.axonIntensityVariance = within(0, 0.3);
    if (sometimes()) cell.leaderIntensityVariance = within(0, 0.3);
    cell.weightLeaderGain = within(-1, 1);
    cell.axonLeaderGain = within(-1, 1);
  }
  if (!phases && sometimes()) spread(cell.crosstalk, 0, 0.02);
  const double phase = within(-0.5, 0.5);
  if (sometimes())
    spread(cell.phase, phase, phase);
  else if (encoding == Encoding::AmplitudePhase && sometimes())
    spread(cell.phase, -0.3, 0.3);
  if (sometimes()) cell.servoSigma = within(0, 0.1);
  if (sometimes()) cell.weightPhaseSigma = within(0, 0.1);
  if (sometimes()) cell.axonPhaseSigma = within(0, 0.1);
  if (sometimes()) cell.leaderPhaseSigma = within(0, 0.1);
  if (sometimes()) cell.weightBits = 3 + static_cast<int>(random.below(6));
  if (sometimes()) cell.axonBits = 3 + static_cast<int>(random.below(6));
  if (phases) return cell;
  if (sometimes()) cell.axonFloor = within(0, 0.5);
  // A pair's error meets the weight, and not what a static phase turns it to (model.md 4.6).
  if (sometimes() && largestPhaseOf(cell) == 0) {
    cell.axonPairSigma = within(0, 0.1);
    cell.axonLimit = within(0.3, 0.6);
  }
  return cell;
}

QString described(const CellHardware& cell, bool isSigned, std::uint64_t seed) {
  return QString("cell %1: encoding %2, signed %3 (%4), sigmas %5 %6 %7, servo %8")
      .arg(seed)
      .arg(static_cast<int>(cell.encoding))
      .arg(isSigned)
      .arg(static_cast<int>(cell.signedInput))
      .arg(cell.weightPhaseSigma)
      .arg(cell.axonPhaseSigma)
      .arg(cell.leaderPhaseSigma)
      .arg(cell.servoSigma);
}

}  // namespace

void TestProductEngine::anyCellAgreesWithTheReference() {
  const int draws = LIGHTLOOM_SANITIZED ? 200 : 800;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    KeyedRandom random({seed, Stream::DataGenerate, 0, 0, 0});
    const CellHardware cell = anyCell(random);
    const bool isSigned = cell.encoding == Encoding::TwoSlotPhase || random.below(2) == 0;
    const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
    const Operands o =
        operands({1 + static_cast<int>(random.below(5)), 20 + static_cast<int>(random.below(30)),
                  1 + static_cast<int>(random.below(5))},
                 cell.weightLimit, isSigned ? -1 : 0, seed);
    ProductEngine engine(cell, o.shape, drive);
    const ReferenceProduct reference(cell, drive);
    const std::size_t outputs = size(o.shape.neurons, o.shape.samples);
    Moments engineMoments(outputs), referenceMoments(outputs);
    for (int k = 0; k < draws; ++k) {
      engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
      referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
    }
    for (std::size_t i = 0; i < outputs; ++i) {
      const double sigma = referenceMoments.sigma(i);
      const double mean = std::abs(engineMoments.mean(i) - referenceMoments.mean(i));
      QVERIFY2(mean < 5 * sigma * std::sqrt(2.0 / draws) + 1e-4 * (1 + std::abs(referenceMoments.mean(i))),
               qPrintable(described(cell, isSigned, seed)));
      QVERIFY2(std::abs(engineMoments.sigma(i) - sigma) < (0.15 + 5 / std::sqrt(2.0 * draws)) * sigma,
               qPrintable(described(cell, isSigned, seed)));
    }
  }
}

void TestProductEngine::fullCapacitorsHoldNoMore_data() {
  QTest::addColumn<CellHardware>("cell");
  QTest::addColumn<bool>("isSigned");
  QTest::addColumn<bool>("fills");
  const auto row = [](const char* name, Encoding encoding, WellHolds holds, double electrons, bool isSigned,
                      SignedInput form, bool fills) {
    CellHardware cell = shotCell(3, 2, 2000, 0.9, encoding);
    cell.weightLimit = encoding == Encoding::AmplitudeAmplitude ? 1 : 0.45;
    cell.signedInput = form;
    if (lawOf(encoding).inputsOnPhases) cell.axonLimit = 0.5;
    cell.wellElectrons = electrons;
    cell.wellHolds = holds;
    QTest::newRow(name) << cell << isSigned << fills;
  };
  constexpr auto kPhases = Encoding::AmplitudePhase, kAmplitudes = Encoding::AmplitudeAmplitude;
  constexpr auto kDifference = WellHolds::Difference, kEach = WellHolds::EachLine, kOne = WellHolds::OneLine;
  constexpr auto kSlots = SignedInput::TwoSlots, kRails = SignedInput::TwoRails;
  row("the difference", kPhases, kDifference, 4e3, false, kSlots, true);
  row("each line", kPhases, kEach, 45e3, false, kSlots, true);
  row("one line", kPhases, kOne, 62e3, false, kSlots, true);
  row("wide enough", kPhases, kEach, 1e9, false, kSlots, false);
  row("two slots: the difference", kPhases, kDifference, 4e3, true, kSlots, true);
  row("two slots: each line", kPhases, kEach, 70e3, true, kSlots, true);
  row("amplitudes: the difference", kAmplitudes, kDifference, 4e3, false, kSlots, true);
  row("amplitudes: each line", kAmplitudes, kEach, 20e3, false, kSlots, true);
  row("kernel: the difference", Encoding::PhasePhase, kDifference, 30e3, false, kSlots, true);
  row("kernel: each line", Encoding::PhasePhase, kEach, 75e3, false, kSlots, true);
  row("two-slot phase: the difference", Encoding::TwoSlotPhase, kDifference, 4e3, true, kSlots, true);
  row("two rails: the difference", kPhases, kDifference, 2e3, true, kRails, true);
  row("two rails: each line", kPhases, kEach, 36e3, true, kRails, true);
  row("two rails: amplitudes", kAmplitudes, kEach, 10e3, true, kRails, true);
  row("two rails: one line", kPhases, kOne, 62e3, true, kRails, true);
  CellHardware tilted = shotCell(3, 2, 2000, 0.9);
  tilted.weightLimit = 0.45;
  tilted.signedInput = kRails;
  tilted.wellElectrons = 36e3;
  tilted.wellHolds = kEach;
  for (std::size_t i = 0; i < tilted.phase.size(); ++i) tilted.phase[i] = 0.2f * static_cast<float>(i);
  QTest::newRow("two rails: phases of the links") << tilted << true << true;
}

// Means and spreads of outputs that clip now and then.
void TestProductEngine::fullCapacitorsHoldNoMore() {
  QFETCH(CellHardware, cell);
  QFETCH(bool, isSigned);
  QFETCH(bool, fills);
  const Operands o = operands({5, 30, 4}, cell.weightLimit, isSigned ? -1 : 0);
  const Drive drive = isSigned ? Drive::Signed : Drive::Unsigned;
  CellHardware unbound = cell;
  unbound.wellElectrons = 0;
  ProductEngine engine(cell, o.shape, drive), wide(unbound, o.shape, drive);
  const ReferenceProduct reference(cell, drive);
  KeyedRandom random(key(7));
  Moments engineMoments(20), wideMoments(20), referenceMoments(20);
  const int draws = 2000;
  for (int k = 0; k < draws; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    wideMoments.add(multiply(wide, o, static_cast<std::uint64_t>(k)));
    referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  double moved = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    const double error = 5 * std::sqrt(2.0 / draws);
    QVERIFY(std::abs(engineMoments.mean(i) - referenceMoments.mean(i)) <=
            error * wideMoments.sigma(i) + 1e-6);
    // Of outputs that are nearly always full the variance is known too badly.
    const double variance = referenceMoments.covariance(i, i);
    if (variance > 0.2 * wideMoments.covariance(i, i))
      QVERIFY(std::abs(engineMoments.covariance(i, i) - variance) <= 2 * error * variance + 1e-9);
    moved = std::max(moved, std::abs(engineMoments.mean(i) - wideMoments.mean(i)));
  }
  QCOMPARE(moved > 0.1, fills);
}

namespace {

/// Two unlike lines behind an uneven splitter, in electrons, and the read-out of one neuron and sample by
/// hand: each diode's charge is summed up and cut off, then comes the difference, then what is known is taken
/// off.
struct UnlikeLines {
  double reflected = 0.7, plusGain = 0.9, minusGain = 0.4;
  double axon = 3000, synapse = 2000, overlap = 0.9;  // electrons a slot and beam at gain 1, γ

  double transmitted() const { return 1 - reflected; }
  double fringe() const { return 2 * overlap * std::sqrt(reflected * transmitted() * axon * synapse); }
  double signal() const { return fringe() * (plusGain + minusGain); }

  CellHardware cell(Encoding encoding) const {
    CellHardware out = idealCell(1, 1, encoding);
    out.electronsAxon = {static_cast<float>(axon * (reflected * plusGain + transmitted() * minusGain))};
    out.electronsSynapse = {static_cast<float>(synapse * (transmitted() * plusGain + reflected * minusGain))};
    out.inverseSignal = {static_cast<float>(1 / signal())};
    out.offsetPerSquare = {
        static_cast<float>(axon * (reflected * plusGain - transmitted() * minusGain) / signal())};
    out.offsetPerSlot = {
        static_cast<float>(synapse * (transmitted() * plusGain - reflected * minusGain) / signal())};
    out.fringeImbalance = {static_cast<float>((plusGain - minusGain) / (plusGain + minusGain))};
    out.wellHolds = WellHolds::EachLine;
    return out;
  }

  /// The difference of two capacitors after some slots of (x, w), each light of a slot squared or always on.
  double held(const std::vector<std::pair<double, double>>& symbols, bool weightsShine, double most) const {
    double plus = 0, minus = 0;
    for (const auto& [x, w] : symbols) {
      const double ofWeight = synapse * (weightsShine ? 1 : w * w);
      plus += plusGain * (reflected * axon * x * x + transmitted() * ofWeight + fringe() * x * w);
      minus += minusGain * (transmitted() * axon * x * x + reflected * ofWeight - fringe() * x * w);
    }
    return std::min(plus, most) - std::min(minus, most);
  }

  /// What of a difference is light of the weights, which a calibration knows.
  double known(const std::vector<std::pair<double, double>>& symbols, bool weightsShine) const {
    double sum = 0;
    for (const auto& slot : symbols)
      sum += synapse * (weightsShine ? 1 : slot.second * slot.second) *
             (transmitted() * plusGain - reflected * minusGain);
    return sum;
  }
};

}  // namespace

void TestProductEngine::unequalLinesFillByThemselves_data() {
  QTest::addColumn<Encoding>("encoding");
  QTest::addColumn<bool>("isSigned");
  QTest::addColumn<SignedInput>("form");
  QTest::addColumn<bool>("calibrated");
  constexpr auto kSlots = SignedInput::TwoSlots, kRails = SignedInput::TwoRails;
  for (const bool calibrated : {true, false}) {
    const auto row = [&](const char* name, Encoding encoding, bool isSigned, SignedInput form) {
      QTest::addRow("%s, %s", name, calibrated ? "calibrated" : "not calibrated")
          << encoding << isSigned << form << calibrated;
    };
    row("weights in phases", Encoding::AmplitudePhase, false, kSlots);
    row("two slots", Encoding::AmplitudePhase, true, kSlots);
    row("two rails", Encoding::AmplitudePhase, true, kRails);
    row("amplitudes", Encoding::AmplitudeAmplitude, false, kSlots);
    row("amplitudes on two rails", Encoding::AmplitudeAmplitude, true, kRails);
  }
}

void TestProductEngine::unequalLinesFillByThemselves() {
  QFETCH(Encoding, encoding);
  QFETCH(bool, isSigned);
  QFETCH(SignedInput, form);
  QFETCH(bool, calibrated);
  const UnlikeLines lines;
  const bool shine = encoding == Encoding::AmplitudePhase, rails = form == SignedInput::TwoRails;
  const Operands o = operands({1, 30, 1}, shine ? 0.45 : 1, isSigned ? -1 : 0);
  int differ = 0;
  // From so little that both are always full to so much that neither is.
  for (double most :
       {1e3, 1e4, 1.2e4, 1.5e4, 1.8e4, 2e4, 2.2e4, 2.5e4, 3e4, 3.5e4, 4e4, 5e4, 6e4, 8e4, 1e9}) {
    CellHardware cell = lines.cell(encoding);
    cell.weightLimit = shine ? 0.45 : 1;
    cell.signedInput = form;
    cell.offsetCalibrated = calibrated;
    cell.wellElectrons = most;
    ProductEngine engine(cell, o.shape, isSigned ? Drive::Signed : Drive::Unsigned);
    const double y = static_cast<double>(multiply(engine, o, 1).at(0));
    using Slots = std::vector<std::pair<double, double>>;
    Slots first, second;  // x⁺ with the weight, and x⁻ with it on another rail or inverted in another slot
    for (std::size_t j = 0; j < o.x.size(); ++j) {
      const double x = static_cast<double>(o.x[j]), w = static_cast<double>(o.w[j]);
      first.emplace_back(std::max(x, 0.0), w);
      if (isSigned) (rails ? second : first).emplace_back(std::max(-x, 0.0), rails ? w : -w);
    }
    double expected = lines.held(first, shine, most);
    if (rails) expected -= lines.held(second, shine, most);
    if (calibrated && !rails) expected -= lines.known(first, shine);
    expected /= lines.signal();
    QVERIFY2(std::abs(y - expected) < 2e-3 * (1 + std::abs(expected)),
             qPrintable(QString("%1 electrons: %2 instead of %3").arg(most).arg(y).arg(expected)));
    // As if both lines had half of the light: that is another number.
    CellHardware alike = cell;
    alike.fringeImbalance = {0};
    ProductEngine other(alike, o.shape, isSigned ? Drive::Signed : Drive::Unsigned);
    differ += std::abs(static_cast<double>(multiply(other, o, 1).at(0)) - expected) > 0.005 ? 1 : 0;
  }
  QVERIFY2(differ >= 1, qPrintable(QString::number(differ)));
}

// The engine gives all slots of a neuron one slope, the rms of √(1 − w²). Worst case: half the weights at 0
// and half at w_max, light only on one half. The variance then is off by at most a factor of 1 − w_max².
void TestProductEngine::slopeSpreadIsBounded() {
  CellHardware cell = idealCell(1, 1);
  cell.weightLimit = 0.45;
  cell.axonPhaseSigma = 0.05;
  const int slots = 40;
  Operands o{{1, slots, 1}, std::vector<float>(slots, 0.0f), std::vector<float>(slots, 0.0f)};
  for (std::size_t j = 0; j < slots / 2; ++j) o.w[j] = 0.45f;
  for (std::size_t j = 0; j < slots / 2; ++j) o.x[j] = 1.0f;
  ProductEngine engine(cell, o.shape, Drive::Unsigned);
  const ReferenceProduct reference(cell, Drive::Unsigned);
  KeyedRandom random(key(8));
  Moments engineMoments(1), referenceMoments(1);
  for (int k = 0; k < 20000; ++k) {
    engineMoments.add(multiply(engine, o, static_cast<std::uint64_t>(k)));
    referenceMoments.add(reference.measure(o.shape, widen(o.w), widen(o.x), random));
  }
  const double ratio = engineMoments.covariance(0, 0) / referenceMoments.covariance(0, 0);
  const double spread = 1 - 0.45 * 0.45;
  QVERIFY(ratio > spread - 0.05 && ratio < 1 / spread + 0.05);
  QVERIFY(std::abs(ratio - (1 - 0.45 * 0.45 / 2) / spread) < 0.05);
}

void TestProductEngine::converterHasItsLevels() {
  CellHardware cell = shotCell(5, 5, 1000, 0.9);
  cell.adcBits = 3;
  const Operands o = operands({10, 50, 20}, 0.45, 0);
  ProductEngine engine(cell, o.shape, Drive::Unsigned);
  engine.setWeights({o.w.data(), 10, 50, false}, 1.0f);
  std::vector<float> y(200);
  ReadOut readOut;
  readOut.key = key(1);
  const ReadOutStatistics calibration = engine.multiply({o.x.data(), 50, 20, false}, readOut, y.data());
  double squares = 0;
  for (const float v : y) squares += static_cast<double>(v) * static_cast<double>(v);
  QVERIFY(std::abs(calibration.rmsElectrons() / (std::sqrt(squares / 200) * 1800) - 1) < kElectrons);
  QCOMPARE(calibration.clippedShare(), 0.0);
  readOut.adcFullScale = calibration.rmsElectrons();
  const ReadOutStatistics converted = engine.multiply({o.x.data(), 50, 20, false}, readOut, y.data());
  std::set<long> levels;
  for (const float v : y)
    levels.insert(std::lround(static_cast<double>(v) * 1800 * 1000 / readOut.adcFullScale));
  QCOMPARE(levels.size(), std::size_t(8));
  QCOMPARE(*levels.rbegin(), 1000L);
  QCOMPARE(*levels.begin(), -1000L);
  QVERIFY(converted.clippedShare() > 0.15 && converted.clippedShare() < 0.5);
  QVERIFY(std::abs(converted.rmsElectrons() - calibration.rmsElectrons()) < 1e-9);
}

void TestProductEngine::sameKeySameBits() {
  const Operands o = operands({30, 80, 30}, 0.45, 0);
  CellHardware cell = benchA();
  cell.phase.assign(cell.phase.size(), 0.1f);
  ProductEngine first(cell, o.shape, Drive::Unsigned);
  ProductEngine second(cell, o.shape, Drive::Unsigned);
  const std::vector<float> y = multiply(first, o, 5, 30000);
  QVERIFY(y != multiply(second, o, 6, 30000));
  QVERIFY(y == multiply(second, o, 5, 30000));
  QVERIFY(y == multiply(first, o, 5, 30000));
}

void TestProductEngine::threadsDoNotMatter() {
  const Operands o = operands({60, 200, 50}, 0.45, 0);
  const auto work = [&o](std::vector<std::vector<float>>& results) {
    ProductEngine engine(benchA(), o.shape, Drive::Unsigned);
    for (std::uint64_t k = 0; k < 20; ++k) results.push_back(multiply(engine, o, k, 40000));
  };
  std::vector<std::vector<float>> a, b, alone;
  std::thread one(work, std::ref(a));
  std::thread two(work, std::ref(b));
  one.join();
  two.join();
  work(alone);
  QVERIFY(a == b && a == alone);
}

QTEST_APPLESS_MAIN(TestProductEngine)
#include "tst_product_engine.moc"
