#include "design/expression.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"

using namespace lightloom::tests;

namespace {

constexpr Parameter kLength{
    .key = "x", .unit = Unit::Millimetre, .low = -10, .high = 10, .title = "x", .help = "x"};

std::optional<Quantity> names(std::string_view name) {
  if (name == "f" || name == "lens1.focal_length") return Quantity{20e-3, Unit::Millimetre};
  if (name == "wavelength") return Quantity{974e-9, Unit::Nanometre};
  if (name == "rate") return Quantity{1e9, Unit::Gigahertz};
  return std::nullopt;
}

}  // namespace

class TestExpression : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void operatorsMakeAnExpression();
  void expressionsGiveTheirValue_data();
  void expressionsGiveTheirValue();
  void brokenExpressionsAreRefused_data();
  void brokenExpressionsAreRefused();
};

void TestExpression::operatorsMakeAnExpression() {
  for (const char* text : {"1+2", "f*2", "1/4 mm", "(f)", "5 - 3"}) QVERIFY2(looksLikeExpression(text), text);
  for (const char* text : {"", "-5", "20 mm", "default", "f"}) QVERIFY2(!looksLikeExpression(text), text);
  QCOMPARE(evaluateExpression(kLength, "g", {}).error().id, std::string("value.unknown-name"));
}

void TestExpression::expressionsGiveTheirValue_data() {
  QTest::addColumn<double>("si");
  const auto row = [](const char* text, double si) { QTest::newRow(text) << si; };
  row("2*f", 40e-3);
  row("f + 5", 25e-3);
  row("5 + f", 25e-3);
  row("1/4 mm + 20 um", 0.27e-3);
  row("(lens1.focal_length + f)/2", 20e-3);
  row("-f", -20e-3);
  row("f*(wavelength/243.5 um)*1000", 80.0e-3);
  row("3*(2 mm - 0.5)", 4.5e-3);
  row("2e-3 m*3", 6e-3);
  row("f/f", 1e-3);
  row("1 + 2", 3e-3);
  row("1E-3*f*1000", 20e-3);
  row("1e+0*f", 20e-3);
  row("2/4", 0.5e-3);
  row("f - -f", 40e-3);
  row("50 % * f", 10e-3);
  row(" f ", 20e-3);
}

void TestExpression::expressionsGiveTheirValue() {
  QFETCH(double, si);
  const Result<double> value = evaluateExpression(kLength, QTest::currentDataTag(), names);
  QVERIFY2(value.ok(), value.ok() ? "" : english(value.error()).c_str());
  QVERIFY2(std::fabs(value.value() - si) <= 1e-12 * std::fabs(si), std::to_string(value.value()).c_str());
}

void TestExpression::brokenExpressionsAreRefused_data() {
  QTest::addColumn<QByteArray>("id");
  const auto row = [](const char* text, const char* id) { QTest::newRow(text) << QByteArray(id); };
  row("2*", "value.expression");
  row("(f", "value.expression");
  row("f f", "value.expression");
  row("f*f", "value.expression");
  row("f/rate", "value.expression");
  row("g + 1", "value.unknown-name");
  row("", "value.expression");
  row("f)", "value.expression");
  row("f +", "value.expression");
  row("* f", "value.expression");
  row("1e*f", "value.expression");
  row("2 parsec + f", "value.expression");
  row("f + 3 GHz", "value.wrong-dimension");
  row("f + rate", "value.wrong-dimension");
  row("2*rate", "value.wrong-dimension");
  row("1000*f", "value.out-of-range");
  row("1/0*f", "value.not-finite");
  row("((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))", "value.expression");
}

void TestExpression::brokenExpressionsAreRefused() {
  QFETCH(QByteArray, id);
  const Result<double> value = evaluateExpression(kLength, QTest::currentDataTag(), names);
  QVERIFY(!value.ok());
  QCOMPARE(QByteArray::fromStdString(value.error().id), id);
}

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
