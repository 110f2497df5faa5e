#include "design/parameter.h"

#include <QTest>
#include <limits>

#include "all_rooms.h"
#include "design/kind.h"

using namespace lightloom::tests;

class TestParameter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void quantitiesAreRead_data();
  void quantitiesAreRead();
  void bareNumbersFollowTheCaller();
  void checksTypesAndRanges();
};

namespace {

const Parameter& row(const char* kind, const char* key) {
  const Parameter* found = findParameter(parametersOf(*findKind(kind)), key);
  if (!found) qFatal("no such row");
  return *found;
}

}  // namespace

void TestParameter::quantitiesAreRead_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("key");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("outcome");  // value in SI as text, or the id of the error
  const auto add = [](const char* kind, const char* key, const char* text, const char* outcome) {
    QTest::addRow("%s.%s=%s", kind, key, text) << kind << key << QString::fromUtf8(text) << outcome;
  };
  add("lens", "focal_length", "20 mm", "0.02");
  add("lens", "focal_length", "0.02", "0.02");
  add("lens", "focal_length", "default", "0.02");
  add("lens", "focal_length", "20 GHz", "value.wrong-dimension");
  add("lens", "focal_length", "twenty", "value.not-a-number");
  add("lens", "focal_length", "20 km", "value.not-a-number");
  add("lens", "focal_length", "nan", "value.not-a-number");
  add("lens", "focal_length", "none", "value.not-a-number");
  add("lens", "mapping", "tangent", "tangent");
  add("lens", "mapping", "cosine", "value.unknown-enumerator");
  add("beam_splitter", "reflectance", "30 %", "0.3");
  add("beam_splitter", "reflectance", "1.5", "value.out-of-range");
  add("vcsel_array", "symbol_rate", "10 GS/s", "1e+10");
  add("vcsel_array", "symbol_rate", "10 GHz", "1e+10");
  add("vcsel_array", "injection_ratio", "none", "none");
  add("vcsel_array", "injection_ratio", "-10 dB", "-10");
  add("vcsel_array", "injection_ratio", "-10", "-10");
  add("vcsel_array", "rows", "5", "5");
  add("vcsel_array", "rows", "5.5", "value.wrong-type");
  add("vcsel_array", "rows", "0", "value.out-of-range");
  add("vcsel_array", "auto_bias", "off", "off");
  add("vcsel_array", "auto_bias", "true", "on");
  add("vcsel_array", "auto_bias", "maybe", "value.wrong-type");
  add("fan_out", "order_efficiency", "0.1, 0.2,0.3", "0.1, 0.2, 0.3");
  add("fan_out", "order_efficiency", "0.1,,0.3", "value.not-a-number");
}

void TestParameter::quantitiesAreRead() {
  QFETCH(QString, kind);
  QFETCH(QString, key);
  QFETCH(QString, text);
  QFETCH(QString, outcome);
  const Parameter& parameter = row(qPrintable(kind), qPrintable(key));
  const Result<Value> value = parseValue(parameter, text.toStdString(), false);
  const std::string got = value ? valueText(value.value()) : value.error().id;
  QCOMPARE(QString::fromStdString(got), outcome);
}

void TestParameter::bareNumbersFollowTheCaller() {
  const Parameter& focal = row("lens", "focal_length");
  QCOMPARE(std::get<double>(parseValue(focal, "5", true).value()), 5e-3);
  QCOMPARE(std::get<double>(parseValue(focal, "5", false).value()), 5.0);
}

void TestParameter::checksTypesAndRanges() {
  const Parameter& focal = row("lens", "focal_length");
  QVERIFY(checkedValue(focal, Value(std::int64_t{1})).ok());
  QCOMPARE(checkedValue(focal, Value(std::numeric_limits<double>::quiet_NaN())).error().id,
           std::string("value.not-finite"));
  QCOMPARE(checkedValue(focal, Value(1e6)).error().id, std::string("value.out-of-range"));
  QCOMPARE(checkedValue(focal, Value(std::string("x"))).error().id, std::string("value.wrong-type"));
  QCOMPARE(checkedValue(focal, Value()).error().id, std::string("value.wrong-type"));
}

QTEST_APPLESS_MAIN(TestParameter)
#include "tst_parameter.moc"
