#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "files/csv_cell.h"

using namespace lightloom::tests;

class TestCsvCell : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void numbers_data();
  void numbers();
  void wordsForNoValueAreMissing_data();
  void wordsForNoValueAreMissing();
  void underAnotherStyle_data();
  void underAnotherStyle();
  void otherReadingsReadTheCell();
  void decimalSignsAreProven();
};

namespace {

NumberStyle style(bool decimalComma, char thousands = 0) {
  NumberStyle out;
  out.decimalComma = decimalComma;
  if (thousands != 0) out.thousands = thousands;
  return out;
}

CellReading read(const QString& text, const NumberStyle& style = {}) {
  return readCell(text.toStdString(), style);
}

}  // namespace

void TestCsvCell::numbers_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<double>("value");
  QTest::newRow("plain") << "12.5" << 12.5;
  QTest::newRow("plus") << "+2" << 2.0;
  QTest::newRow("exponent") << "-1.5E+3" << -1500.0;
  QTest::newRow("no digit before the point") << ".5" << 0.5;
  QTest::newRow("blanks around") << " \t7 " << 7.0;
  QTest::newRow("no-break space") << QStringLiteral(u"\u00A07\u00A0") << 7.0;
  QTest::newRow("minus sign") << QStringLiteral(u"\u22121.5") << -1.5;
  QTest::newRow("leading zeros") << "007" << 7.0;
  QTest::newRow("too small for a double") << "1e-400" << 0.0;
  QTest::newRow("many zeros") << "0.0000000001e-320" << 0.0;
  QTest::newRow("a vast exponent of nothing") << "0e99999999999" << 0.0;
  QTest::newRow("a vast negative exponent") << "1e-99999999999" << 0.0;
  QTest::newRow("plus in the exponent") << "1e+2" << 100.0;
  QTest::newRow("a vast negative exponent of nothing") << "0e-99999999999" << 0.0;
  QTest::newRow("no digit behind the point") << "5." << 5.0;
  QTest::newRow("point and thousandths") << "1.011" << 1.011;
}

void TestCsvCell::numbers() {
  QFETCH(QString, text);
  QFETCH(double, value);
  const CellReading cell = read(text);
  QCOMPARE(cell.kind, CellKind::Number);
  QCOMPARE(cell.value, value);
}

void TestCsvCell::wordsForNoValueAreMissing_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<CellKind>("kind");
  QTest::addColumn<CellFault>("fault");
  for (const char* word : {"", "  ", "NA", "n/a", "nan", "NaN", "null", "?", "None", "#N/A", "#DIV/0!"})
    QTest::newRow(word) << QString::fromUtf8(word) << CellKind::Missing << CellFault::None;
  for (const char* word : {"inf", "-Infinity", "1e999", "-1e999999999999", "123e400"})
    QTest::newRow(word) << QString::fromUtf8(word) << CellKind::NearNumber << CellFault::NotFinite;
  for (const char* word : {"+-1.5", "--1", "-+0"})
    QTest::newRow(word) << QString::fromUtf8(word) << CellKind::NearNumber << CellFault::TwoSigns;
  for (const char* word : {"12 %", "12%", "$5", "5 €", "$1,000.50"})
    QTest::newRow(word) << QString::fromUtf8(word) << CellKind::NearNumber << CellFault::Sign;
  for (const char* word : {"2026-11-29", "29/11/2026", "03:50", "2026-11-29T03:50:00Z"})
    QTest::newRow(word) << QString::fromUtf8(word) << CellKind::NearNumber << CellFault::Date;
  for (const char* word : {"red", "none", "5a", "0x10", "1e", "e5", "1 2", ",", ".", "-", "1,00,000", "A1"})
    QTest::newRow(word) << QString::fromUtf8(word) << CellKind::Text << CellFault::None;
}

void TestCsvCell::wordsForNoValueAreMissing() {
  QFETCH(QString, text);
  QFETCH(CellKind, kind);
  QFETCH(CellFault, fault);
  const CellReading cell = read(text);
  QCOMPARE(cell.kind, kind);
  QCOMPARE(cell.fault, fault);
}

// Never a thousandth: what may be two numbers is none until somebody says which.
void TestCsvCell::underAnotherStyle_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<bool>("decimalComma");
  QTest::addColumn<QString>("thousands");
  QTest::addColumn<double>("value");
  const double none = NAN;
  QTest::newRow("comma, unsaid") << "1,011" << false << "" << none;
  QTest::newRow("comma between thousands") << "1,011" << false << "," << 1011.0;
  QTest::newRow("decimal comma, unproven") << "1,011" << true << "" << none;
  QTest::newRow("decimal comma beside points") << "1,011" << true << "." << 1.011;
  QTest::newRow("decimal comma") << "0,011" << true << "" << 0.011;
  QTest::newRow("point under decimal commas") << "1.007" << true << "" << none;
  QTest::newRow("point between thousands") << "1.007" << true << "." << 1007.0;
  QTest::newRow("both") << "1.234.567,25" << true << "." << 1234567.25;
  QTest::newRow("both, English") << "-1,234,567.25" << false << "," << -1234567.25;
  QTest::newRow("blanks") << "1 234 567" << false << " " << 1234567.0;
  QTest::newRow("thin blanks") << QStringLiteral(u"1\u202F234,5") << true << " " << 1234.5;
  QTest::newRow("apostrophes") << QStringLiteral(u"1\u2019234.5") << false << "'" << 1234.5;
  QTest::newRow("no thousands") << "12,34" << false << "," << none;
  QTest::newRow("a group too short") << "1,01" << false << "," << none;
  QTest::newRow("leading zero") << "0,123" << false << "," << none;
}

void TestCsvCell::underAnotherStyle() {
  QFETCH(QString, text);
  QFETCH(bool, decimalComma);
  QFETCH(QString, thousands);
  QFETCH(double, value);
  const CellReading cell =
      read(text, style(decimalComma, thousands.isEmpty() ? '\0' : thousands.at(0).toLatin1()));
  QCOMPARE(cell.kind, std::isnan(value) ? CellKind::NearNumber : CellKind::Number);
  if (std::isnan(value)) {
    QCOMPARE(cell.fault, CellFault::OtherStyle);
  } else {
    QCOMPARE(cell.value, value);
  }
}

void TestCsvCell::otherReadingsReadTheCell() {
  for (const char* text : {"1,011", "1.007", "0,5", "1,234,567", "1.234.567", "1 234,5", "1'234"}) {
    const std::vector<OtherReading> readings = otherReadings(text);
    QVERIFY2(!readings.empty(), text);
    for (const OtherReading& other : readings) {
      const CellReading cell = readCell(text, other.style);
      QCOMPARE(cell.kind, CellKind::Number);
      QCOMPARE(cell.value, other.value);
    }
  }
  QCOMPARE(otherReadings("1,011").front().value, 1011.0);
  QCOMPARE(otherReadings("1,011").back().value, 1.011);
  for (const OtherReading& other : otherReadings("0,5")) QCOMPARE(other.value, 0.5);
  QVERIFY(otherReadings("red").empty());
}

void TestCsvCell::decimalSignsAreProven() {
  for (const char* text : {"0,5", "12,34", "0,123", "1234,567", "1.234,5"})
    QVERIFY2(decimalEvidence(text, ',') == DecimalEvidence::Proof, text);
  for (const char* text : {"0.5", "12.34", "0.123", "1234.567", "1,234.5", "1.5e3"})
    QVERIFY2(decimalEvidence(text, '.') == DecimalEvidence::Proof, text);
  QVERIFY(decimalEvidence("1,011", ',') == DecimalEvidence::Unclear);
  QVERIFY(decimalEvidence("1.011", '.') == DecimalEvidence::Unclear);
  for (const char* text : {"900", "-12"})
    QVERIFY2(decimalEvidence(text, ',') == DecimalEvidence::Whole, text);
  for (const char* text : {"1,234,567", "0.5", "a,b", "", "+-1"})
    QVERIFY2(decimalEvidence(text, ',') == DecimalEvidence::None, text);
}

QTEST_GUILESS_MAIN(TestCsvCell)
#include "tst_csv_cell.moc"
