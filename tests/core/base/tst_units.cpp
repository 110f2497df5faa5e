#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "base/units.h"

using namespace lightloom::tests;

class TestUnits : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void quantitiesAreParsed_data();
  void quantitiesAreParsed();
  void textsThatAreNoQuantityAreRefused_data();
  void textsThatAreNoQuantityAreRefused();
  void everyUnitReadsItsOwnSymbol();
  void decimalsAreTheNearestDoubles();
  void whatIsShownIsReadAgain();
  void shortestNumberReadsBack();
  void photonEnergyAt974nm();
  void peopleReadNumbers();
};

void TestUnits::quantitiesAreParsed_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<double>("si");
  QTest::addColumn<int>("dimension");
  const auto row = [](const char* text, double si, Dimension d) {
    QTest::newRow(text) << QString::fromUtf8(text) << si << static_cast<int>(d);
  };
  row("3", 3, Dimension::None);
  row("-0.5", -0.5, Dimension::None);
  row("+7", 7, Dimension::None);
  row(".5", 0.5, Dimension::None);
  row("3 mm", 3e-3, Dimension::Length);
  row("3mm", 3e-3, Dimension::Length);
  row("3e-3 m", 3e-3, Dimension::Length);
  row("850nm", 850e-9, Dimension::Length);
  row("1/4 in", 0.00635, Dimension::Length);
  row("10 µm", 10e-6, Dimension::Length);
  row("10 μm", 10e-6, Dimension::Length);  // U+03BC
  row("10um", 10e-6, Dimension::Length);
  row("３．５ mm", 3.5e-3, Dimension::Length);
  row("−2 mm", -2e-3, Dimension::Length);  // U+2212
  row("5 GHz", 5e9, Dimension::Frequency);
  row("10 GS/s", 10e9, Dimension::Frequency);
  row("1000000 S/s", 1e6, Dimension::Frequency);
  row("5 1/s", 5, Dimension::Rate);
  row("200 1/ns", 200e9, Dimension::Rate);
  row("90°", constants::kPi / 2, Dimension::Angle);
  row("90 deg", constants::kPi / 2, Dimension::Angle);
  row("29 µrad", 29e-6, Dimension::Angle);
  row("13.7 mW", 13.7e-3, Dimension::Power);
  row("2 MW", 0, Dimension::None);  // replaced below: megawatts are not in the table
  row("0 dBm", 1e-3, Dimension::Power);
  row("-10 dB", -10, Dimension::Decibel);
  row("15 %", 0.15, Dimension::None);
  row("2 pJ", 2e-12, Dimension::Energy);
  row("0.1 pF", 0.1e-12, Dimension::Capacitance);
  row("170 Ω", 170, Dimension::Resistance);  // U+2126
  row("170 Ohm", 170, Dimension::Resistance);
  row("-113 GHz/mA", -113e12, Dimension::CurrentTuning);
  row("3 pA/√Hz", 3e-12, Dimension::NoiseCurrent);
  row("0.0064 mm²", 6.4e-9, Dimension::Area);
  row("0.0064 mm2", 6.4e-9, Dimension::Area);
  row("-155 dB/Hz", -155, Dimension::NoiseDensity);
  // Another case, where it changes nothing.
  row("5 ghz", 5e9, Dimension::Frequency);
  row("5 GHZ", 5e9, Dimension::Frequency);
  row("10 gs/s", 10e9, Dimension::Frequency);
  row("850 NM", 0, Dimension::None);  // never: mega
  row("850 Nm", 850e-9, Dimension::Length);
  row("0 dbm", 1e-3, Dimension::Power);
  row("-10 DB", -10, Dimension::Decibel);
  row("90 DEG", constants::kPi / 2, Dimension::Angle);
  row("3 mw", 3e-3, Dimension::Power);
}

void TestUnits::quantitiesAreParsed() {
  QFETCH(QString, text);
  QFETCH(double, si);
  QFETCH(int, dimension);
  const auto parsed = parseQuantity(text.toStdString());
  if (text == "2 MW" || text == "850 NM") {
    QVERIFY(!parsed);  // case matters: this is never 2 mW
    return;
  }
  QVERIFY(parsed);
  QVERIFY2(std::fabs(parsed->si - si) <= 1e-12 * std::fabs(si), shortestNumber(parsed->si).c_str());
  QCOMPARE(static_cast<int>(parsed->dimension), dimension);
}

void TestUnits::textsThatAreNoQuantityAreRefused_data() {
  QTest::addColumn<QString>("text");
  for (const char* text :
       {"",      "mm",       "3 furlongs", "nan",       "inf",       "1e999",        "3 mm mm", "1/0 mm",
        "--3",   "0x10",     "3,5 mm",     "3333 dBm",  "-3333 dBm", "1e5 dB",       "-1e5 dB", "4000 dB/Hz",
        "1e400", "1e308 km", "1e307 kW",   "1e-300 aJ", "1/1e-320",  "1e-300/1e300", "3 MM",    "-113 GHz/MA",
        "5 mhz", "2 Pj",     "0.1 PF",     "4 Ms"})
    QTest::newRow(text) << QString(text);
}

void TestUnits::textsThatAreNoQuantityAreRefused() {
  QFETCH(QString, text);
  QVERIFY(!parseQuantity(text.toStdString()));
}

void TestUnits::everyUnitReadsItsOwnSymbol() {
  for (int i = 1; i <= static_cast<int>(Unit::RadianPerRootSecond); ++i) {
    const Unit unit = static_cast<Unit>(i);
    const auto parsed = parseQuantity(formatQuantity(3 * unitInfo(unit).scale, unit));
    QVERIFY2(parsed, std::string(unitInfo(unit).symbol).c_str());
    QVERIFY(std::fabs(parsed->si - 3 * unitInfo(unit).scale) <= 1e-12 * std::fabs(parsed->si));
    QCOMPARE(parsed->dimension, unitInfo(unit).dimension);
  }
}

// Of every decimal unit: what is typed in it is the literal that one would write in SI.
void TestUnits::decimalsAreTheNearestDoubles() {
  const auto literal = [](const std::string& digits, int exponent) {
    return std::strtod((digits + "e" + std::to_string(exponent)).c_str(), nullptr);
  };
  QCOMPARE(parseQuantity("20 µW")->si, 2e-05);
  QCOMPARE(parseQuantity("29 %")->si, 0.29);
  QCOMPARE(parseQuantity("974.3e0 nm")->si, 974.3e-9);
  QCOMPARE(parseQuantity("0.1e+3 GHz")->si, 1e11);
  QCOMPARE(parseQuantity("1/4 mm")->si, 0.25e-3);
  QCOMPARE(parseQuantity("0e99999999999999999999 mm")->si, 0.0);
  QCOMPARE(parseQuantity("0.12345678901234567890123456789 µm")->si, 0.12345678901234567890123456789e-6);
  int decimal = 0;
  for (int i = 1; i <= static_cast<int>(Unit::FemtojoulePerOp); ++i) {
    const Unit unit = static_cast<Unit>(i);
    const std::optional<int> power = powerOfTen(unitInfo(unit).scale);
    if (!power) continue;
    ++decimal;
    for (const char* sign : {"", "-"})
      for (int whole = 0; whole < 1000; whole += 7)
        for (const char* decimals : {"", ".1", ".07", ".333333", ".0000000000001"}) {
          const std::string digits = sign + std::to_string(whole) + decimals;
          const std::string text = digits + " " + std::string(unitInfo(unit).symbol);
          const auto parsed = parseQuantity(text);
          QVERIFY2(parsed && parsed->si == literal(digits, *power), text.c_str());
          QVERIFY2(siValue(literal(digits, 0), unit) == parsed->si, text.c_str());
        }
  }
  QCOMPARE(decimal, static_cast<int>(Unit::FemtojoulePerOp) - 1);  // all but degrees
}

// Fifteen digits are what every double keeps of a decimal text.
void TestUnits::whatIsShownIsReadAgain() {
  for (int i = 1; i <= static_cast<int>(Unit::FemtojoulePerOp); ++i) {
    const Unit unit = static_cast<Unit>(i);
    if (unit == Unit::Degree) continue;
    for (const double shown : {1.0, 3.0, 20.0, 0.07, 123.405, 974.3, 1.00000000000001, 1e-7 / 3}) {
      const std::string text = formatQuantity(siValue(shown, unit), unit, 15);
      const double si = parseQuantity(text)->si;
      QVERIFY2(formatQuantity(si, unit, 15) == text,
               (text + " became " + formatQuantity(si, unit, 15)).c_str());
      QCOMPARE(parseQuantity(formatQuantity(si, unit, 15))->si, si);
    }
  }
}

void TestUnits::shortestNumberReadsBack() {
  for (double value : {0.1, 1.0 / 3, 974e-9, 1e300, -5e-324, 0.0})
    QCOMPARE(std::strtod(shortestNumber(value).c_str(), nullptr), value);
}

// h·c/λ by hand: 6.62607015e-34 · 299792458 / 974e-9 = 2.03948e-19 J; 100 µW for 1 ns are 4.903e5 photons
// (V26).
void TestUnits::photonEnergyAt974nm() {
  const double joules = photonEnergyJ(974e-9);
  QVERIFY(std::fabs(joules / 2.03948e-19 - 1) < 1e-5);
  QVERIFY(std::fabs(100e-6 * 1e-9 / joules / 4.903e5 - 1) < 1e-3);
  QVERIFY(std::fabs(100e-6 * 40e-12 / joules / 1.961e4 - 1) < 1e-3);
}

void TestUnits::peopleReadNumbers() {
  const auto says = [](const std::string& is, const char* expected) {
    QCOMPARE(QString::fromStdString(is), QString::fromUtf8(expected));
  };
  says(readableNumber(2e4), "20000");
  says(readableNumber(123456), "123456");
  says(readableNumber(67532.4), "67530");
  says(readableNumber(999.96), "1000");
  says(readableNumber(0.0314159), "0.03142");
  says(readableNumber(-0.00012346), "-0.0001235");
  says(readableNumber(1.285e-26), "1.285·10⁻²⁶");
  says(readableNumber(-2e13), "-2·10¹³");
  says(readableNumber(0), "0");
  says(readableNumber(std::nan("")), "–");
  says(readableNumber(std::numeric_limits<double>::infinity()), "∞");
  says(readableQuantity(1.285e-28, Unit::Percent), "< 0.0001 %");
  says(readableQuantity(0, Unit::Percent), "0 %");
  says(readableQuantity(1.083e-3, Unit::Micrometre, 3), "1080 µm");
  says(readableQuantity(0.123405, Unit::Millimetre), "123.405 mm");
  says(readableQuantity(0.03, Unit::Millimetre, 3), "30 mm");
  says(readableQuantity(constants::kPi / 4, Unit::Degree), "45°");
  says(readableQuantity(1.24e-220, Unit::Milliwatt, 3), "1.24·10⁻²¹⁷ mW");
  says(readableScore(0.85712, false), "85.71 %");
  says(readableScore(0.93456, true), "0.9346");
  says(readableScore(std::nan(""), false), "–");
}

QTEST_APPLESS_MAIN(TestUnits)
#include "tst_units.moc"
