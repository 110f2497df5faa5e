#include "optics/gaussian.h"

#include <QTest>
#include <cmath>
#include <random>

#include "all_rooms.h"
#include "base/units.h"

using namespace lightloom::tests;
using Complex = std::complex<double>;

class TestGaussian : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void faddeevaAgainstSeries_data();
  void faddeevaAgainstSeries();
  void faddeevaSymmetries();
  void erfOnTheRealAxis();
  void overlapOnWholeLinesHasItsClosedForm_data();
  void overlapOnWholeLinesHasItsClosedForm();
  void offsetAndTiltMultiplyWithAPurePhase();
  void pixelAgainstQuadrature();
  void overlapOfAWidePixelIsThatOfThePlane();
  void overlapFarOutsideThePixelIsFinite();
  void powerInWindowAgainstQuadrature();
  void apertureAgainstQuadrature_data();
  void apertureAgainstQuadrature();
  void apertureLimits();
  void resonatorModes();
  void beamOfSecondOrder();
};

namespace {

constexpr double kRounding = 1e-13;    // closed forms and complex error functions in double agree to this
constexpr double kTails = 1e-9;        // far outside the pixel both ends of an integral nearly cancel
constexpr double kSevenDigits = 1e-7;  // the quoted numbers have seven digits

constexpr double kPi = constants::kPi;
constexpr double kWavelength = 974e-9;

AxisBeam waistAt(double waist, double position = 0, double tilt = 0, double defocus = 0) {
  return {waistParameter(waist, kWavelength) + defocus, position, tilt};
}

Complex fieldAt(const AxisBeam& beam, double x) {
  const double k = 2 * kPi / kWavelength, d = x - beam.position;
  return std::exp(Complex(0, -k) * (d * d / (2.0 * beam.q) + beam.tilt * d));
}

// Overlap of two 2-D fields over a square pixel by brute force: midpoint sums of the fields themselves.
struct TwoAxes {
  AxisBeam u, v;
};

double overlapByQuadrature(const TwoAxes& a, const TwoAxes& b, double half, int points) {
  Complex sum = 0;
  double powerA = 0, powerB = 0;
  const double step = 2 * half / points;
  std::vector<Complex> av, bv;
  for (int j = 0; j < points; ++j) {
    const double v = -half + (j + 0.5) * step;
    av.push_back(fieldAt(a.v, v));
    bv.push_back(fieldAt(b.v, v));
  }
  for (int i = 0; i < points; ++i) {
    const double u = -half + (i + 0.5) * step;
    const Complex au = fieldAt(a.u, u), bu = fieldAt(b.u, u);
    for (std::size_t j = 0; j < av.size(); ++j) {
      const Complex ea = au * av[j], eb = bu * bv[j];
      sum += std::conj(ea) * eb;
      powerA += std::norm(ea);
      powerB += std::norm(eb);
    }
  }
  return std::abs(sum) / std::sqrt(powerA * powerB);
}

// Power of an offset Gaussian inside a disc, in polar coordinates about the disc.
double apertureByQuadrature(double aperture, double radiusU, double radiusV, double u, double v) {
  const int radial = 800, angular = 800;
  double sum = 0;
  for (int i = 0; i < radial; ++i) {
    const double r = (i + 0.5) * aperture / radial;
    for (int j = 0; j < angular; ++j) {
      const double angle = 2 * kPi * j / angular;
      const double x = (r * std::cos(angle) - u) / radiusU, y = (r * std::sin(angle) - v) / radiusV;
      sum += r * std::exp(-2 * (x * x + y * y));
    }
  }
  return sum * aperture / radial * 2 * kPi / angular * 2 / (kPi * radiusU * radiusV);
}

}  // namespace

void TestGaussian::faddeevaAgainstSeries_data() {
  QTest::addColumn<double>("x");
  QTest::addColumn<double>("y");
  QTest::addColumn<double>("re");
  QTest::addColumn<double>("im");
  // Σ (iz)^n/Γ(n/2 + 1), summed with 220 digits outside this program.
  const double rows[][4] = {
      {0, 0, 1, 0},
      {0.1, 0.2, 0.80256668732089964, 0.080028603551524774},
      {1, 0, 0.36787944117144233, 0.60715770584139372},
      {1, 1, 0.30474420525691259, 0.20821893820283163},
      {2.5, 0.001, 0.002060667855708547, 0.25171329850488511},
      {0.5, 3, 0.17510521262315801, 0.026636168446230884},
      {5, 0.1, 0.0024069117169427117, 0.11519442455072769},
      {3, 3, 0.096402505583044543, 0.091236326004218757},
      {0.001, 6, 0.092776565386091553, 1.5060353106604137e-05},
      {6.3, 1e-6, 1.4789344930284131e-08, 0.090727659684124926},
      {7.9, 0, 7.8646859357664482e-28, 0.072002893826820957},
      {8, 8, 0.035397945774381066, 0.035122525571907419},
      {4.09, 0.5, 0.018311243449568616, 0.14001151402887993},
      {0.25584, 0.1, 0.84555305592450891, 0.23334750562310677},
      {0.51168, 0.1, 0.710114647305082, 0.41512000460732895},
      {10, 0.3, 0.0017170130623980675, 0.056653083246621737},
      {0.3, 10, 0.056091726853301764, 0.0016663439832164629},
      {2, -1, -0.20532558064658751, 0.1468554850301674},
      {0.4, -0.7, 1.8694533219785514, 1.6257015753243647},
      {1.279, 2.5, 0.17579252811782442, 0.080565093487724421},
  };
  for (const auto& row : rows) {
    QTest::addRow("%g%+gi", row[0], row[1]) << row[0] << row[1] << row[2] << row[3];
  }
}

void TestGaussian::faddeevaAgainstSeries() {
  QFETCH(double, x);
  QFETCH(double, y);
  QFETCH(double, re);
  QFETCH(double, im);
  const Complex expected(re, im);
  QVERIFY(std::abs(faddeeva({x, y}) - expected) <= kRounding * std::abs(expected));
  QVERIFY(std::abs(faddeeva({-x, y}) - std::conj(expected)) <= kRounding * std::abs(expected));
}

// dw/dz = −2 z w + 2i/√π ties neighbouring points together, across all branches of the rule.
void TestGaussian::faddeevaSymmetries() {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> x(0, 9), y(0, 9);
  const double h = 1e-3;
  for (int i = 0; i < 2000; ++i) {
    const Complex z(x(random), y(random));
    const Complex slope =
        (faddeeva(z - 2 * h) - 8.0 * faddeeva(z - h) + 8.0 * faddeeva(z + h) - faddeeva(z + 2 * h)) /
        (12 * h);
    const Complex expected = -2.0 * z * faddeeva(z) + Complex(0, 2 / std::sqrt(kPi));
    // five-point rule: h⁴w⁗/30 ≤ 1e-11, rounding 1e-16/h
    QVERIFY(std::abs(slope - expected) < 1e-10);
  }
}

void TestGaussian::erfOnTheRealAxis() {
  for (double x = -6; x <= 6; x += 0.07) {
    QVERIFY(std::abs(complexErf(x) - std::erf(x)) <= 1e-14 + 1e-13 * std::abs(std::erf(x)));
  }
  const Complex z(0.3, 0.4);
  QVERIFY(std::abs(complexErf(std::conj(z)) - std::conj(complexErf(z))) < 1e-15);
  // erf of both forms, where they meet
  const Complex edge = 0.5 * Complex(0.8, 0.6);
  QVERIFY(std::abs(complexErf(edge * 0.999999999) - complexErf(edge * 1.000000001)) < 3e-9);
}

void TestGaussian::overlapOnWholeLinesHasItsClosedForm_data() {
  QTest::addColumn<double>("waistA");
  QTest::addColumn<double>("waistB");
  QTest::addColumn<double>("offset");
  QTest::addColumn<double>("tilt");
  QTest::addColumn<double>("defocus");
  QTest::addColumn<double>("expected");
  const double w = 10e-6, rayleigh = kPi * w * w / kWavelength;
  QTest::newRow("offset w") << w << w << w << 0.0 << 0.0 << 0.606531;
  QTest::newRow("offset w/2") << w << w << w / 2 << 0.0 << 0.0 << 0.882497;
  QTest::newRow("tilt 20 mrad") << w << w << 0.0 << 20e-3 << 0.0 << 0.812149;
  QTest::newRow("waists 10 and 15 µm") << w << 15e-6 << 0.0 << 0.0 << 0.0 << 0.923077;
  QTest::newRow("defocus z_R") << w << w << 0.0 << 0.0 << rayleigh << 0.894427;
  QTest::newRow("waists and 8 µm offset") << w << 15e-6 << 8e-6 << 0.0 << 0.0 << 0.758080;
}

// V18. The closed lines are of round beams: offset and tilt act on one axis, size and defocus on both.
void TestGaussian::overlapOnWholeLinesHasItsClosedForm() {
  QFETCH(double, waistA);
  QFETCH(double, waistB);
  QFETCH(double, offset);
  QFETCH(double, tilt);
  QFETCH(double, defocus);
  QFETCH(double, expected);
  const Complex inPlane =
      axisOverlap(waistAt(waistA), waistAt(waistB, offset, tilt, defocus), kWavelength, {});
  const Complex outOfPlane = axisOverlap(waistAt(waistA), waistAt(waistB, 0, 0, defocus), kWavelength, {});
  QVERIFY(std::abs(std::abs(inPlane * outOfPlane) - expected) < 1e-6);
}

void TestGaussian::offsetAndTiltMultiplyWithAPurePhase() {
  const double w = 10e-6, d = 4e-6, theta = 7e-3, k = 2 * kPi / kWavelength;
  const Complex overlap = axisOverlap(waistAt(w), waistAt(w, d, theta), kWavelength, {});
  const double size =
      std::exp(-d * d / (2 * w * w)) * std::exp(-std::pow(kPi * w * theta / kWavelength, 2) / 2);
  QVERIFY(std::abs(std::abs(overlap) - size) < kRounding);
  QVERIFY(std::abs(std::arg(overlap) - k * theta * d / 2) < 1e-12);
}

void TestGaussian::pixelAgainstQuadrature() {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(-1, 1);
  const auto any = [&] {
    return waistAt(2.5e-6 * (1.2 + unit(random)), 8e-6 * unit(random), 0.08 * unit(random),
                   3e-5 * unit(random));
  };
  const double half = 5e-6;
  for (int i = 0; i < 25; ++i) {
    const TwoAxes a{any(), any()}, b{any(), any()};
    const double closed = std::abs(axisOverlap(a.u, b.u, kWavelength, {0, half}) *
                                   axisOverlap(a.v, b.v, kWavelength, {0, half}));
    // midpoint rule on a cut integrand: error ∝ 1/points², 1e-4 at 600 by the halving test,
    // of which the extrapolation leaves less than 1e-7
    const double coarse = overlapByQuadrature(a, b, half, 300), fine = overlapByQuadrature(a, b, half, 600);
    const double extrapolated = fine + (fine - coarse) / 3;
    QVERIFY2(std::abs(closed - extrapolated) < 1e-7,
             qPrintable(QString("%1 %2").arg(closed, 0, 'g', 12).arg(extrapolated, 0, 'g', 12)));
    QVERIFY(closed <= 1 + 1e-12);
  }
}

void TestGaussian::overlapOfAWidePixelIsThatOfThePlane() {
  const AxisBeam a = waistAt(3e-6, 1e-6, 0.02, 1e-5), b = waistAt(2e-6, -1.5e-6, -0.03);
  const Complex plane = axisOverlap(a, b, kWavelength, {});
  QVERIFY(std::abs(axisOverlap(a, b, kWavelength, {0, 100e-6}) - plane) < kRounding);
  QVERIFY(std::abs(axisOverlap(a, b, kWavelength, {0, 4e-6}) - plane) > 1e-4);
  // the argument turns over where the order does
  QVERIFY(std::abs(axisOverlap(b, a, kWavelength, {0, 4e-6}) -
                   std::conj(axisOverlap(a, b, kWavelength, {0, 4e-6}))) < kRounding);
}

void TestGaussian::overlapFarOutsideThePixelIsFinite() {
  const AxisBeam a = waistAt(2.5e-6, 40e-6, 0.05), b = waistAt(2.5e-6, -3e-6);
  const Complex overlap = axisOverlap(a, b, kWavelength, {0, 10e-6});
  QVERIFY(std::isfinite(overlap.real()) && std::abs(overlap) <= 1 + 1e-9);
  QCOMPARE(std::abs(axisOverlap(waistAt(2.5e-6, 1e-3), b, kWavelength, {0, 10e-6})), 0.0);
  const AxisBeam grazing = waistAt(2.5e-6, 30e-6, 0.05);
  QVERIFY(std::abs(std::abs(axisOverlap(grazing, grazing, kWavelength, {0, 10e-6})) - 1) < kTails);
}

void TestGaussian::powerInWindowAgainstQuadrature() {
  for (double position : {0.0, 3e-6, -9e-6, 14e-6}) {
    const AxisBeam beam = waistAt(2.5e-6, position, 0.1, 5e-6);
    const double half = 10e-6, w = beamRadius(beam.q, kWavelength);
    const int points = 200000;  // the midpoint rule is good to 1e-9 with so many
    double sum = 0;
    for (int i = 0; i < points; ++i) {
      sum += std::norm(fieldAt(beam, -half + (i + 0.5) * 2 * half / points));
    }
    sum *= 2 * half / points / (std::sqrt(kPi / 2) * w);
    QVERIFY(std::abs(powerInWindow(beam, kWavelength, {0, half}) - sum) < 1e-9 * std::max(1.0, sum));
  }
  QCOMPARE(powerInWindow(waistAt(1e-6), kWavelength, {}), 1.0);
}

void TestGaussian::apertureAgainstQuadrature_data() {
  QTest::addColumn<double>("aperture");
  QTest::addColumn<double>("radiusU");
  QTest::addColumn<double>("radiusV");
  QTest::addColumn<double>("u");
  QTest::addColumn<double>("v");
  QTest::addColumn<double>("tolerance");
  // polar midpoint sums with 800 × 800 points are good to 1e-6; ellipses are to first order
  QTest::newRow("centred") << 5e-3 << 2.48e-3 << 2.48e-3 << 0.0 << 0.0 << 2e-6;
  QTest::newRow("corner of bench A") << 5e-3 << 2.48e-3 << 2.48e-3 << 1.92e-3 << 1.92e-3 << 2e-6;
  QTest::newRow("on the rim") << 1e-3 << 0.2e-3 << 0.2e-3 << 1e-3 << 0.0 << 2e-6;
  QTest::newRow("outside") << 1e-3 << 0.5e-3 << 0.5e-3 << 0.0 << -1.3e-3 << 2e-6;
  QTest::newRow("tiny pupil") << 0.1e-3 << 1e-3 << 1e-3 << 0.4e-3 << 0.3e-3 << 2e-6;
  QTest::newRow("ellipse, long axis") << 5e-3 << 2.6e-3 << 2.4e-3 << 2.7e-3 << 0.0 << 2e-4;
  QTest::newRow("ellipse, short axis") << 5e-3 << 2.6e-3 << 2.4e-3 << 0.0 << 2.7e-3 << 2e-4;
  QTest::newRow("ellipse, diagonal") << 5e-3 << 2.3e-3 << 2.7e-3 << 2e-3 << 1e-3 << 5e-4;
}

void TestGaussian::apertureAgainstQuadrature() {
  QFETCH(double, aperture);
  QFETCH(double, radiusU);
  QFETCH(double, radiusV);
  QFETCH(double, u);
  QFETCH(double, v);
  QFETCH(double, tolerance);
  const ApertureTable table(aperture, radiusU, radiusV, std::hypot(u, v));
  const double expected = apertureByQuadrature(aperture, radiusU, radiusV, u, v);
  QVERIFY2(std::abs(table.transmittance(u, v) - expected) < tolerance,
           qPrintable(QString("%1 %2").arg(table.transmittance(u, v), 0, 'g', 10).arg(expected, 0, 'g', 10)));
}

void TestGaussian::apertureLimits() {
  QVERIFY(ApertureTable(6e-3, 1e-3, 1e-3, 1e-3).passesAll());
  const ApertureTable table(5e-3, 1e-3, 1e-3, 20e-3);
  QCOMPARE(table.transmittance(0.2e-3, 0), 1.0);
  QVERIFY(table.transmittance(15e-3, 0) < 1e-12);
  // on a straight edge half of a small beam passes; the curvature of the rim takes w²/(√(2π)·4·a·w)
  QVERIFY(std::abs(ApertureTable(5e-3, 1e-5, 1e-5, 6e-3).transmittance(5e-3, 0) - 0.5) < 1e-3);
  // exp(−2a²/w²) of a centred beam is lost
  QVERIFY(std::abs(1 - ApertureTable(2e-3, 2e-3, 2e-3, 1e-3).transmittance(0, 0) - std::exp(-2.0)) < 1e-14);
}

// Self-consistent q after one round trip (RayTracing, testsLaserPath): free space 10, lens 10 → −5 ± 5√3 i.
void TestGaussian::resonatorModes() {
  const RayMatrix roundTrip{1, 10, -0.1, 0};
  const Complex mode(-5, 5 * std::sqrt(3.0));
  QVERIFY(std::abs(transformed(mode, roundTrip) - mode) < kRounding);
  QVERIFY(std::abs(transformed({100, 5}, {1, -100, 0, 1}) - Complex(0, 5)) < kRounding);
}

// reZonator: 980 nm, w₀ 100 µm, M² 2, z 0.1 m → z_R 0.01602853 m, w 631.8508 µm, R 0.1025691 m, 6.238874
// mrad.
void TestGaussian::beamOfSecondOrder() {
  const double wavelength = 980e-9, quality = 2;
  const Complex waist = waistParameter(100e-6, wavelength * quality);
  QVERIFY(std::abs(waist.imag() - 0.01602853) < 1e-8);
  const Complex q = waist + 0.1;
  QVERIFY(std::abs(beamRadius(q, wavelength * quality) - 631.8508e-6) < 1e-10);
  QVERIFY(std::abs(std::norm(q) / q.real() - 0.1025691) < kSevenDigits);
  QVERIFY(std::abs(std::atan(100e-6 / waist.imag()) - 6.238874e-3) < kSevenDigits);
}

QTEST_APPLESS_MAIN(TestGaussian)
#include "tst_gaussian.moc"
