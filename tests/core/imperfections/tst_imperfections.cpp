#include "imperfections/imperfections.h"

#include <QTest>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "all_rooms.h"
#include "bench/bench.h"
#include "imperfections/cell_hardware.h"
#include "imperfections/layer_on_cell.h"
#include "sanitized.h"
#include "test_support.h"
#include "validation/internal/reference_product.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

/// The list of imperfections, and for each in every encoding: the engine, the slot-by-slot yardstick and the
/// closed form give the same mean square error of a product.
class TestImperfections : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void eachHasSwitchFormulaAndSource();
  void everyPlaceExists();
  void imperfectionSetsCombine();
  void noImperfectionGivesTheExactProduct_data();
  void noImperfectionGivesTheExactProduct();
  void formulaEngineAndReferenceAgree_data();
  void formulaEngineAndReferenceAgree();
  void calibratedLeaksAgree_data();
  void calibratedLeaksAgree();
  void adlerHeatIsThatOfItsOwnBranch();
  void driftGrowsWithTheRootOfAge();
  void servoLeavesAWalkAgainstALoop();
  void linesCountTheFringeUnlike();
};

namespace {

constexpr int kNeurons = 25, kSlots = 16, kSamples = 25;  // as many as the cell has channels

/// A bench on which this imperfection is large enough to be measured.
Design benchFor(const Imperfection& imperfection, const QString& encoding, const QString& signedInput) {
  static const std::map<const Imperfection*, QStringList> changes = {
      {&kDark, {"detector_line1.background=2 uW", "detector_line2.background=2 uW"}},
      {&kTia, {"detector_line1.receiver=transimpedance", "detector_line2.receiver=transimpedance"}},
      {&kSkew, {"vcsel_array2.delay=20ps"}},
      {&kLeaderPhase, {"leader_laser1.linewidth=100 MHz", "vcsel_array1.injection_ratio=-20"}},
      {&kLockStatic, {"vcsel_array2.detuning_spread=0.3 GHz"}},
      {&kFringePhase, {"fan_out3.x=40.1 mm"}},
      {&kSelfHeating,
       {"training.batch=25", "vcsel_array1.thermal_equaliser=off", "vcsel_array2.thermal_equaliser=off",
        "vcsel_array1.thermal_corner=100 MHz", "vcsel_array2.thermal_corner=100 MHz",
        "vcsel_array1.tuning_thermal=-5 GHz/mA", "vcsel_array2.tuning_thermal=-5 GHz/mA"}},
      {&kClipping, {"lens1.aperture=3 mm"}},
      {&kReflection, {"vcsel_array1.calibrated=off", "vcsel_array2.calibrated=off"}},
      {&kResidualAmplitude, {"vcsel_array1.calibrated=off", "vcsel_array2.calibrated=off"}},
      {&kDrift, {"vcsel_array2.detuning_drift=1 MHz/sqrt(s)", "vcsel_array2.calibration_age=10000 s"}},
      {&kGainMismatch, {"detector_line1.gain_error=0.05"}},
      {&kRin, {"detector_line1.gain_error=0.1", "vcsel_array1.rin=-120", "vcsel_array2.rin=-120"}},
      {&kCrosstalk, {"fan_out3.profile_x=default", "fan_out3.stray=0.1"}},
      {&kFullWell, {"detector_line1.full_well=0.0005", "detector_line2.full_well=0.0005"}},
      {&kFanOutUniformity,
       {"vcsel_array1.calibrated=off", "vcsel_array2.calibrated=off", "fan_out1.uniformity_error=0.2"}},
      {&kVisibility,
       {"fan_out3.orders_x=3", "fan_out3.orders_y=3", "fan_out3.profile_x=default",
        "fan_out3.profile_y=default", "fan_out3.stray=0"}},
      {&kDac, {"vcsel_array1.dac_bits=5", "vcsel_array2.dac_bits=5"}},
      {&kAdc, {"detector_line1.adc_bits=5", "detector_line2.adc_bits=5"}},
  };
  Design design = with(with(example("mnist-5x5"), ("network.encoding=" + encoding).toStdString()),
                       ("network.signed_input=" + signedInput).toStdString());
  if (const auto found = changes.find(&imperfection); found != changes.end())
    for (const QString& change : found->second) design = with(design, change.toStdString());
  if (&imperfection != &kServo) return design;
  Component shifter;
  shifter.id = "phase_shifter1";
  shifter.kind = "phase_shifter";
  shifter.values = {{"x", 0.05}, {"drift", 10.0}, {"loop_bandwidth", 500.0}};
  design.components.push_back(std::make_shared<const Component>(shifter));
  return design;
}

/// Operands in drive units, column-major.
struct Operands {
  ProductShape shape{kNeurons, kSlots, kSamples};
  std::vector<float> w, x;

  std::vector<double> wide(const std::vector<float>& values) const { return {values.begin(), values.end()}; }
};

Operands operandsFor(const CellHardware& cell, bool isSigned) {
  KeyedRandom random({7, Stream::DataGenerate, 0, 0, 0});
  Operands out;
  const double limit = cell.weightLimit;
  for (int i = 0; i < kNeurons * kSlots; ++i)
    out.w.push_back(static_cast<float>(std::clamp(0.35 * limit * random.normal(), -limit, limit)));
  for (int i = 0; i < kSlots * kSamples; ++i)
    out.x.push_back(static_cast<float>(isSigned ? 2 * random.uniform() - 1 : random.uniform()));
  return out;
}

double meanSquare(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum / static_cast<double>(values.size());
}

// What stands for x in the sums of the closed forms: x, or cos φ_x of a product of phases.
double met(const CellHardware& cell, bool isSigned, double x) {
  return cell.encoding == Encoding::PhasePhase ? std::cos(cell.phasePerInput(isSigned) * x) : x;
}

LayerStatistics statisticsOf(const Operands& operands, bool isSigned, double fullScale) {
  LayerStatistics out;
  out.slots = kSlots;
  out.neurons = kNeurons;
  out.signedInput = isSigned;
  out.adcFullScale = fullScale;
  const std::vector<double> w = operands.wide(operands.w);
  out.weightRms = std::sqrt(meanSquare(w));
  for (const double value : w) out.weightFourth += std::pow(value, 4) / static_cast<double>(w.size());
  return out;
}

// The light beside a weight, and what it meets: c and q of Σ c q sin ψ, as many parts of each as there are.
struct Beside {
  std::vector<double> c, q;
};

Beside besideOf(const CellHardware& cell, bool isSigned, double w, double x) {
  if (cell.encoding == Encoding::PhasePhase) {
    const double phase = cell.phasePerInput(isSigned) * x;
    return {{std::sin(w), std::cos(w)}, {std::sin(phase), std::cos(phase)}};
  }
  if (cell.encoding == Encoding::TwoSlotPhase)
    return {{w}, {std::sqrt(std::max(0.0, 1 / square(cell.axonLimit) - square(x)))}};
  const auto& fit = cell.weightQuadrature;
  const bool twoSlots = isSigned && cell.signedInput == SignedInput::TwoSlots;
  return {{std::sqrt(std::max(0.0, fit[0] + fit[1] * w + fit[2] * w * w))}, {twoSlots ? std::fabs(x) : x}};
}

// Mean square of Σ c q over the outputs, without calibration, less its mean over the samples, and less what
// goes with the sum of q as well; output by output.
std::array<double, 3> leakSquaresOf(const CellHardware& cell, const Operands& operands, bool isSigned) {
  std::array<double, 3> out{};
  for (int m = 0; m < kNeurons; ++m) {
    std::vector<double> leak(kSamples), known(kSamples);
    std::vector<double> meanC(2);
    const auto at = [&](int b, int j) {
      return besideOf(cell, isSigned,
                      static_cast<double>(operands.w[static_cast<std::size_t>(j * kNeurons + m)]),
                      static_cast<double>(operands.x[static_cast<std::size_t>(b * kSlots + j)]));
    };
    for (int j = 0; j < kSlots; ++j) {
      const Beside here = at(0, j);
      for (std::size_t p = 0; p < here.c.size(); ++p) meanC[p] += here.c[p] / kSlots;
    }
    double mean = 0, meanKnown = 0;
    for (std::size_t b = 0; b < kSamples; ++b) {
      for (int j = 0; j < kSlots; ++j) {
        const Beside here = at(static_cast<int>(b), j);
        for (std::size_t p = 0; p < here.c.size(); ++p) {
          leak[b] += here.c[p] * here.q[p];
          known[b] += meanC[p] * here.q[p];
        }
      }
      mean += leak[b] / kSamples;
      meanKnown += known[b] / kSamples;
    }
    for (std::size_t b = 0; b < kSamples; ++b) {
      out[0] += square(leak[b]) / (kNeurons * kSamples);
      out[1] += square(leak[b] - mean) / (kNeurons * kSamples);
      out[2] += square(leak[b] - mean - known[b] + meanKnown) / (kNeurons * kSamples);
    }
  }
  return out;
}

InputMoments momentsOf(const CellHardware& cell, const Operands& operands, bool isSigned,
                       const std::vector<double>& exact) {
  InputMoments out;
  const double phase = cell.phasePerInput(isSigned);
  out.correlation.assign(kSlots, 0);
  for (int b = 0; b < kSamples; ++b) {
    double sum = 0, magnitudes = 0, squares = 0, signedSquares = 0, delay = 0, sines = 0;
    const float* const x = operands.x.data() + b * kSlots;
    for (int j = 0; j < kSlots; ++j) {
      const double here = met(cell, isSigned, x[j]);
      sum += here;
      magnitudes += std::fabs(here);
      squares += here * here;
      signedSquares += here * std::fabs(here);
      out.sumFourths += std::pow(here, 4) / kSamples;
      sines += std::sin(phase * x[j]);
      if (j > 0) delay += here * phase * (static_cast<double>(x[j - 1]) - static_cast<double>(x[j]));
      for (int k = 0; j + k < kSlots; ++k)
        out.correlation[static_cast<std::size_t>(k)] += here * met(cell, isSigned, x[j + k]);
    }
    out.sumSquares += squares / kSamples;
    out.squareOfSum += sum * sum / kSamples;
    out.squareOfMagnitudes += magnitudes * magnitudes / kSamples;
    out.squareOfSquares += squares * squares / kSamples;
    out.squareOfSigned += signedSquares * signedSquares / kSamples;
    out.delaySquare += delay * delay / kSamples;
    out.delaySine += delay * sines / kSamples;
    out.sineSquare += sines * sines / kSamples;
    for (int m = 0; m < kNeurons; ++m) {
      double beside = 0;
      for (int j = 0; j < kSlots; ++j)
        beside += static_cast<double>(operands.w[static_cast<std::size_t>(j * kNeurons + m)]) *
                  std::sqrt(std::max(0.0, 1 / square(cell.axonLimit) - square(static_cast<double>(x[j]))));
      out.besideSquare += beside * beside / (kSamples * kNeurons);
    }
  }
  double mean = 0, square = 0;
  for (const float x : operands.x) {
    const double written = x * (cell.encoding == Encoding::PhasePhase ? phase : cell.axonLimit);
    mean += written / static_cast<double>(operands.x.size());
    square += written * written / static_cast<double>(operands.x.size());
  }
  out.symbolVariance = square - mean * mean;
  if (cell.law().weightsOnPhases) out.leakSquares = leakSquaresOf(cell, operands, isSigned);
  const double all = out.correlation[0];
  for (double& value : out.correlation) value /= all;
  for (const double y : exact) {
    out.meanOutput += y / static_cast<double>(exact.size());
    out.meanSquareOutput += y * y / static_cast<double>(exact.size());
  }
  return out;
}

/// What an imperfection does to outputs: the mean square of what it adds to each of them for good, and the
/// variance of what it adds anew in each draw, means over the outputs.
struct Errors {
  double fixed = 0, drawn = 0;
};

using Draw = std::function<std::vector<double>(int)>;

Errors errorsOf(const std::vector<double>& exact, int draws, const Draw& draw) {
  std::vector<double> sums(exact.size()), squares(exact.size());
  for (int d = 0; d < draws; ++d) {
    const std::vector<double> y = draw(d);
    for (std::size_t i = 0; i < y.size(); ++i) {
      sums[i] += y[i] - exact[i];
      squares[i] += square(y[i] - exact[i]);
    }
  }
  Errors out;
  const double count = static_cast<double>(exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double mean = sums[i] / draws;
    out.fixed += mean * mean / count;
    if (draws > 1) out.drawn += (squares[i] - draws * mean * mean) / (draws - 1) / count;
  }
  return out;
}

/// One product of a cell, drawn again and again.
struct Product {
  Operands operands;
  Drive drive = Drive::Unsigned;
  double fullScale = 0;
  std::vector<double> exact;

  Errors ofEngine(const CellHardware& cell, int draws) const {
    ProductEngine engine(cell, operands.shape, drive);
    engine.setWeights({operands.w.data(), kNeurons, kSlots, false}, 1);
    std::vector<float> y(exact.size());
    return errorsOf(exact, draws, [&](int d) {
      engine.multiply({operands.x.data(), kSlots, kSamples, false},
                      {{11, Stream::EvaluationNoise, static_cast<std::uint64_t>(d), 0, 0}, fullScale},
                      y.data());
      return operands.wide(y);
    });
  }

  Errors ofReference(const CellHardware& cell, int draws) const {
    const ReferenceProduct reference(cell, drive, fullScale);
    const std::vector<double> w = operands.wide(operands.w), x = operands.wide(operands.x);
    return errorsOf(exact, draws, [&](int d) {
      KeyedRandom random({13, Stream::EvaluationNoise, static_cast<std::uint64_t>(d), 0, 0});
      return reference.measure(operands.shape, w, x, random);
    });
  }
};

std::vector<double> exactOutputs(const CellHardware& neutral, const Operands& operands, Drive drive) {
  KeyedRandom random({13, Stream::EvaluationNoise, 0, 0, 0});
  return ReferenceProduct(neutral, drive)
      .measure(operands.shape, operands.wide(operands.w), operands.wide(operands.x), random);
}

const ImperfectionSet kDrawn{&kShot, &kDark, &kKtc, &kTia, &kLeaderPhase, &kLockSymbol, &kRin, &kServo};

/// Factors within which the engine agrees with the other two; NaN where the reference leaves something out.
struct Agreement {
  double reference = 1.001, closedForm = 1.4;
};

constexpr double kNothing = 1e-6;  // of the signal: less than this is rounding, or of a higher order
// What all outputs of a draw share is known from as many numbers as there are draws, and the variance of n
// normals to √(2/n).
constexpr double kShared = LIGHTLOOM_SANITIZED ? 4 : 1.8, kOwn = LIGHTLOOM_SANITIZED ? 1.5 : 1.12;

// Closed forms take weights and inputs as white and normal, and outputs as many: one draw of both is known
// to 1.4. The engine leaves out the turn from the first to the second slot, and of a drive that is not
// calibrated the part that does not turn with the weight.
Agreement agreementOf(const Imperfection& imperfection, const CellHardware& cell, bool isSigned) {
  constexpr double kTurn = 1.2, kUnknown = NAN;
  const bool kernel = cell.encoding == Encoding::PhasePhase;
  const bool taps = &imperfection == &kSkew || &imperfection == &kIntersymbol;
  Agreement out;
  if (kDrawn.has(imperfection)) out = {kOwn, kOwn};
  if (&imperfection == &kServo || &imperfection == &kLeaderPhase) out = {kShared, kShared};
  // Amplitudes lose by the fourth power of the phase.
  if (&imperfection == &kServo && cell.encoding == Encoding::AmplitudeAmplitude)
    out = {kShared * kShared, kShared * kShared};
  // Phases of one pattern over the links meet as many weights as there are neurons.
  if (&imperfection == &kFringePhase) out.closedForm = 1.6;
  // The engine knows what an interferometer leaves from sums, and not slot by slot.
  if (&imperfection == &kModulator) out = {1.01, 1.2};
  if (&imperfection == &kCrosstalk) out.closedForm = 1.8;
  if (cell.slotsPerSymbol(isSigned) == 2) {
    if (taps) out.reference = kTurn;
    if (&imperfection == &kSelfHeating) out.reference = 1.5;
    if (&imperfection == &kReflection || &imperfection == &kResidualAmplitude) out.reference = kUnknown;
  }
  // Neighbours whose cosines are nearly alike cancel nearly: what is left is known roughly.
  if (taps && kernel) out.closedForm = 3.5;
  // Lasers that send the same row or sample again and again: what adds up over the slots cancels, and what is
  // left is known roughly.
  if (&imperfection == &kSelfHeating && cell.law().inputsOnPhases) out.closedForm = kernel ? 8 : 3.5;
  // One draw of the links' phases, which meet few weights.
  if ((&imperfection == &kLockStatic || &imperfection == &kDrift) && cell.encoding == Encoding::TwoSlotPhase)
    out.closedForm = 2;
  // The tail of a sum of eight.
  if (&imperfection == &kFullWell && cell.readOuts(isSigned) == 2) out.closedForm = 3.5;
  return out;
}

bool agree(double a, double b, double factor) {
  return a < factor * b && b < factor * a;
}

}  // namespace

void TestImperfections::eachHasSwitchFormulaAndSource() {
  QCOMPARE(shownImperfections().size(), kImperfections.size());
  std::set<std::string_view> keys;
  for (const Imperfection* imperfection : kImperfections) {
    keys.insert(imperfection->key);
    QCOMPARE(&imperfectionOf(imperfection->key), imperfection);
    QVERIFY2(findSetting(switchPath(*imperfection)) != nullptr, std::string(imperfection->key).c_str());
    QVERIFY(!imperfection->formula.empty() && !imperfection->citation.empty());
    QVERIFY(imperfection->variance != nullptr);
    QVERIFY(imperfection->onLasers || imperfection->onLink || imperfection->onElectrons ||
            imperfection->onCell);
    QCOMPARE(imperfection->countedOn == CountedOn::Beside, !imperfection->beside.empty());
  }
  QCOMPARE(keys.size(), kImperfections.size());
}

// Only shot noise follows from the light alone.
void TestImperfections::everyPlaceExists() {
  for (const Imperfection* imperfection : kImperfections) {
    QCOMPARE(imperfection->places.empty(), imperfection == &kShot);
    for (const ParameterPlace& place : imperfection->places) {
      const Kind* kind = findKind(place.kind);
      QVERIFY2(kind != nullptr, std::string(place.kind).c_str());
      QVERIFY2(findParameter(parametersOf(*kind), place.key) != nullptr, std::string(place.key).c_str());
    }
  }
}

void TestImperfections::imperfectionSetsCombine() {
  const ImperfectionSet all = ImperfectionSet::all(), two{&kShot, &kDrift};
  QCOMPARE(all.size(), kImperfections.size());
  QVERIFY(two.has(kShot) && two.has(kDrift) && !two.has(kDac) && ImperfectionSet().empty());
  QVERIFY((all & two) == two && two.without(kShot) == ImperfectionSet{&kDrift});
  const Design off = with(example("mnist-5x5"), "noise.shot=off");
  QVERIFY(!enabledImperfections(off).has(kShot) && enabledImperfections(off).has(kDark));
  QVERIFY(enabledImperfections(with(off, "noise.all=off")).empty());
}

void TestImperfections::noImperfectionGivesTheExactProduct_data() {
  QTest::addColumn<QString>("encoding");
  for (const char* encoding : {"amplitude_phase", "amplitude_amplitude", "two_slot_phase"})
    QTest::newRow(encoding) << encoding;
}

void TestImperfections::noImperfectionGivesTheExactProduct() {
  QFETCH(QString, encoding);
  const Bench bench = compileBench(benchFor(kShot, encoding, "two_slots"));
  const CellHardware cell = cellHardware(cellLight(bench, 0), {});
  Product product{operandsFor(cell, true), Drive::Signed, 0, {}};
  const Operands& operands = product.operands;
  product.exact = exactProduct(operands.shape, operands.wide(operands.w), operands.wide(operands.x));
  QVERIFY(ProductEngine(cell, operands.shape, Drive::Signed).exact());
  QVERIFY(product.ofEngine(cell, 1).fixed < 1e-10);
}

void TestImperfections::formulaEngineAndReferenceAgree_data() {
  QTest::addColumn<QString>("key");
  QTest::addColumn<QString>("encoding");
  QTest::addColumn<bool>("isSigned");
  QTest::addColumn<QString>("signedInput");
  [[maybe_unused]] int row = 0;
  for (const Imperfection* imperfection : shownImperfections())
    for (const EncodingLaw* law : kEncodings)
      for (const char* form : {"unsigned", "two_slots", "two_rails"}) {
        // A sanitizer sees some rows of each imperfection, and in all of them each encoding with each form.
        if (LIGHTLOOM_SANITIZED && row++ % 5 != 0) continue;
        const QString key = QString::fromStdString(std::string(imperfection->key));
        const bool isSigned = form != std::string("unsigned");
        const QString encoding = QString::fromStdString(std::string(law->key));
        QTest::addRow("%s %s %s", qPrintable(key), qPrintable(encoding), form)
            << key << encoding << isSigned << QString(isSigned ? form : "two_slots");
      }
}

void TestImperfections::formulaEngineAndReferenceAgree() {
  QFETCH(QString, key);
  QFETCH(QString, encoding);
  QFETCH(bool, isSigned);
  QFETCH(QString, signedInput);
  const Imperfection& imperfection = imperfectionOf(key.toStdString());
  const Bench bench = compileBench(benchFor(imperfection, encoding, signedInput));
  const CellLight light = cellLight(bench, 0);
  // How lasers are written is no error: it stays throughout.
  ImperfectionSet beside{&kPumpDrive};
  for (const Imperfection* other : imperfection.beside) beside.add(*other);
  if (&imperfection == &kDark) beside.add(kShot);  // electrons that carry no signal count by their shot noise
  const ImperfectionSet enabled = ImperfectionSet(beside).add(imperfection);
  const CellHardware neutral = cellHardware(light, {&kPumpDrive}), before = cellHardware(light, beside),
                     cell = cellHardware(light, enabled);

  Product product;
  product.operands = operandsFor(neutral, isSigned);
  product.drive = isSigned ? Drive::Signed : Drive::Unsigned;
  product.exact = exactOutputs(neutral, product.operands, product.drive);
  const double rms = std::sqrt(meanSquare(product.exact));
  const double fullScale = kFullScaleSigmas * rms / static_cast<double>(cell.inverseSignal[0]);
  if (&imperfection == &kAdc) product.fullScale = fullScale;
  const LayerStatistics statistics = statisticsOf(product.operands, isSigned, fullScale);
  const InputMoments moments = momentsOf(neutral, product.operands, isSigned, product.exact);
  const double predicted = ownVariance(LayerOnCell(light, enabled, cell, statistics, moments), imperfection);

  const bool drawn = kDrawn.has(imperfection);
  const int draws = drawn ? (LIGHTLOOM_SANITIZED ? 15 : 60) : 1;
  const auto increase = [&](const Errors& with, const Errors& without) {
    return drawn ? with.drawn - without.drawn : with.fixed - without.fixed;
  };
  const double engine = increase(product.ofEngine(cell, draws), product.ofEngine(before, draws));
  const double reference = increase(product.ofReference(cell, draws), product.ofReference(before, draws));
  const double signal = rms * rms;
  if (predicted < kNothing * signal) {
    QVERIFY2(engine < 10 * kNothing * signal && reference < 10 * kNothing * signal,
             qPrintable(QString("%1, %2").arg(engine / signal).arg(reference / signal)));
    return;
  }
  const Agreement within = agreementOf(imperfection, cell, isSigned);
  QVERIFY2(std::isnan(within.reference) || agree(engine, reference, within.reference),
           qPrintable(QString("engine over reference %1").arg(engine / reference)));
  QVERIFY2(agree(engine, predicted, within.closedForm),
           qPrintable(QString("engine over closed form %1").arg(engine / predicted)));
}

// What a calibration leaves of phases that lasers and servo cannot hold.
void TestImperfections::calibratedLeaksAgree_data() {
  QTest::addColumn<QString>("calibration");
  QTest::addColumn<QString>("encoding");
  QTest::addColumn<QString>("form");
  for (const char* calibration : {"none", "offset", "offset_and_sums"})
    for (const char* encoding : {"amplitude_phase", "two_slot_phase", "phase_phase"})
      for (const char* form : {"unsigned", "two_slots", "two_rails"})
        QTest::addRow("%s %s %s", calibration, encoding, form)
            << QString(calibration) << QString(encoding) << QString(form);
}

void TestImperfections::calibratedLeaksAgree() {
  QFETCH(QString, calibration);
  QFETCH(QString, encoding);
  QFETCH(QString, form);
  const bool isSigned = form != "unsigned";
  Design design = benchFor(kFringePhase, encoding, isSigned ? form : QString("two_slots"));
  for (const char* line : {"detector_line1", "detector_line2"})
    design = with(design, line + (".calibration=" + calibration).toStdString());
  const Bench bench = compileBench(design);
  const CellLight light = cellLight(bench, 0);
  const ImperfectionSet enabled{&kFringePhase};
  const CellHardware neutral = cellHardware(light, {}), cell = cellHardware(light, enabled);
  Product product;
  product.operands = operandsFor(cell, isSigned);
  product.drive = isSigned ? Drive::Signed : Drive::Unsigned;
  product.exact = exactOutputs(neutral, product.operands, product.drive);
  const LayerStatistics statistics = statisticsOf(product.operands, isSigned, 0);
  const InputMoments moments = momentsOf(cell, product.operands, isSigned, product.exact);
  const double predicted = ownVariance(LayerOnCell(light, enabled, cell, statistics, moments), kFringePhase);
  const double engine = product.ofEngine(cell, 1).fixed, reference = product.ofReference(cell, 1).fixed;
  QVERIFY2(agree(engine, reference, 1.001), qPrintable(QString::number(engine / reference)));
  QVERIFY2(agree(engine, predicted, 1.5), qPrintable(QString::number(engine / predicted)));
}

// φ = −asin(Δ/half) − atan α has the slope −1/(half·cos θ), θ = φ₀ + atan α at weight zero: so much of a
// weight is what a detuning by heat changes, whatever the rate equations would say of a laser that its
// current pumps.
void TestImperfections::adlerHeatIsThatOfItsOwnBranch() {
  Design design = example("mnist-5x5");
  for (const char* change :
       {"vcsel_array1.lock_model=adler", "vcsel_array2.lock_model=adler", "vcsel_array2.thermal_equaliser=on",
        "noise.self_heating=on", "noise.pump_drive=on"})
    design = with(design, change);
  const Bench bench = compileBench(design);
  const ArrayLock& lock = *lockOf(bench.locks, "vcsel_array2");
  const PartView part = viewOf(bench.design, "vcsel_array2");
  QVERIFY(lock.hasBand && lock.biasSearch == BiasSearch::NotAsked);
  const double low = std::asin(2 * part.real("usable_low") - 1),
               high = std::asin(2 * part.real("usable_high") - 1);
  VERIFY_WITHIN(lock.wMax, std::sin((high - low) / 2), 1e-9);
  VERIFY_WITHIN(lock.stableHighHz, lock.staticHalfRangeHz, 1e-9);
  const double slope = -1 / (lock.staticHalfRangeHz * std::cos((high + low) / 2));
  const CellHardware cell = cellHardware(cellLight(bench, 0), enabledImperfections(design));
  QVERIFY(cell.weightHeat.heats());
  // A parabola over all weights stands for what bends near the edges.
  VERIFY_WITHIN(cell.weightHeat.linear[0], slope, 0.06);
}

// Ages of a second to a day, and many seeds: the mean square of the detunings is drift²·age, that of the
// phases follows Adler's arcsine, and a day is the same walk √86400 times as far.
void TestImperfections::driftGrowsWithTheRootOfAge() {
  const double drift = 1e5;  // Hz/√s
  const Design start = with(with(with(example("mnist-5x5"), "vcsel_array2.lock_model=adler"),
                                 "vcsel_array2.detuning_drift=0.1 MHz/sqrt(s)"),
                            "vcsel_array2.injection_ratio=-10");
  std::vector<double> first;
  for (const double age : {1.0, 100.0, 86400.0}) {
    double squares = 0, phases = 0, law = 0;
    std::vector<double> walks;
    for (int seed = 1; seed <= 12; ++seed) {
      const Design design = with(with(start, "vcsel_array2.seed=" + std::to_string(seed)),
                                 "vcsel_array2.calibration_age=" + std::to_string(age) + " s");
      const Bench bench = compileBench(design);
      const ArrayLock& lock = *lockOf(bench.locks, "vcsel_array2");
      for (const LaserLock& laser : lock.lasers) {
        QVERIFY(laser.stable);
        const double walk = laser.detuningHz - lock.workingDetuningHz, half = lock.staticHalfRangeHz;
        const double turned = std::asin(lock.workingDetuningHz / half) - std::asin(laser.detuningHz / half);
        QVERIFY(std::fabs(laser.driftRad - turned) < 2e-3 * std::fabs(turned) + 1e-9);
        QVERIFY(std::fabs(laser.staticErrorRad - laser.driftRad) < 1e-9);
        walks.push_back(walk);
        squares += walk * walk;
        phases += laser.driftRad * laser.driftRad;
        law += turned * turned;
      }
    }
    const double count = static_cast<double>(walks.size()), sigma = drift * std::sqrt(age);
    // Of a normal draw the mean square is known to √(2/n).
    VERIFY_WITHIN(squares / count, sigma * sigma, 4 * std::sqrt(2 / count));
    VERIFY_WITHIN(phases, law, 4e-3);
    if (first.empty()) first = walks;
    for (std::size_t i = 0; i < walks.size(); ++i) VERIFY_WITHIN(walks[i], first[i] * std::sqrt(age), 1e-4);
  }
}

// dφ = drift·dW − 2πf·φ dt, step by step, with random numbers of its own: σ² = drift²/(4πf).
void TestImperfections::servoLeavesAWalkAgainstALoop() {
  const Design design = benchFor(kServo, "amplitude_phase", "two_slots");
  const Bench bench = compileBench(design);
  const PartView shifter = viewOf(bench.design, "phase_shifter1");
  const double drift = shifter.real("drift"), pole = 2 * constants::kPi * shifter.real("loop_bandwidth");
  const double step = 0.01 / pole;
  KeyedRandom random({4, Stream::DataGenerate, 0, 0, 0});
  double phase = 0, squares = 0;
  const int count = 2000000;
  for (int i = -1000; i < count; ++i) {
    phase += -pole * step * phase + drift * std::sqrt(step) * random.normal();
    if (i >= 0) squares += phase * phase;
  }
  const CellHardware cell = cellHardware(cellLight(bench, 0), {&kServo});
  // Some 20000 times of the loop: 1 %; the step is off by half a hundredth.
  VERIFY_WITHIN(cell.servoSigma * cell.servoSigma, squares / count, 0.05);
}

// Lines of quantum efficiencies η₊ and η₋ count the fringe as η₊ : η₋, and only where they may be unlike.
void TestImperfections::linesCountTheFringeUnlike() {
  const Design design = with(with(example("mnist-5x5"), "detector_line1.quantum_efficiency=0.4"),
                             "detector_line2.quantum_efficiency=0.8");
  const Bench bench = compileBench(design);
  const bool plusIsFirst = bench.cells.cells.at(0).plusId == "detector_line1";
  const CellHardware unlike = cellHardware(cellLight(bench, 0), {&kGainMismatch});
  const CellHardware alike = cellHardware(cellLight(bench, 0), {});
  for (std::size_t i = 0; i < unlike.fringeImbalance.size(); ++i) {
    QVERIFY(std::fabs(unlike.fringeImbalance[i] - (plusIsFirst ? -1.0f : 1.0f) / 3) < 1e-3f);
    QCOMPARE(alike.fringeImbalance[i], 0.0f);
  }
}

QTEST_APPLESS_MAIN(TestImperfections)
#include "tst_imperfections.moc"
