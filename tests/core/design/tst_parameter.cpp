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
  add("vcsel_array", "auto_bias", "false", "off");
  add("vcsel_array", "auto_bias", "default", "on");
  add("vcsel_array", "rows", "5 mm", "value.wrong-type");
  add("vcsel_array", "rows", "1e300", "value.wrong-type");
  add("vcsel_array", "rows", "5e0", "5");
  add("vcsel_array", "rows", "five", "value.wrong-type");
  add("vcsel_array", "rows", "", "value.wrong-type");
  add("beam_splitter", "reflectance", "30 mm", "value.wrong-dimension");
  add("fan_out", "order_efficiency", "none", "none");
  add("fan_out", "order_efficiency", "0.25", "0.25");
  add("fan_out", "order_efficiency", "0.1, x", "value.not-a-number");
  add("fan_out", "order_efficiency", "0.1, -2", "value.out-of-range");
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
  const auto refusedBy = [](const Parameter& by, const Value& value) {
    return !checkedValue(by, value).ok();
  };
  const Value list(std::vector<double>{0.5, 0.25}), text(std::string("x")), whole(std::int64_t{3}), on(true);
  const Parameter& rows = row("vcsel_array", "rows");
  QVERIFY(refusedBy(rows, list) && refusedBy(rows, text) && refusedBy(rows, Value(2.5)) &&
          refusedBy(rows, Value(1e17)));
  QCOMPARE(std::get<std::int64_t>(checkedValue(rows, Value(3.0)).value()), std::int64_t{3});
  const Parameter& bias = row("vcsel_array", "auto_bias");
  QVERIFY(refusedBy(bias, whole) && !refusedBy(bias, on));
  const Parameter& orders = row("fan_out", "order_efficiency");
  QVERIFY(refusedBy(orders, text) && !refusedBy(orders, list));
  QVERIFY(refusedBy(orders, Value(std::vector<double>{0.5, std::numeric_limits<double>::infinity()})));
  const Parameter& mapping = row("lens", "mapping");
  QVERIFY(refusedBy(mapping, whole) && refusedBy(mapping, text) &&
          refusedBy(mapping, Value(Enumerator{"x"})));
  QVERIFY(!refusedBy(mapping, Value(std::string("tangent"))) &&
          !refusedBy(mapping, Value(Enumerator{"tangent"})));
  const Parameter& target = row("loupe", "target");
  QVERIFY(refusedBy(target, whole) && !refusedBy(target, text));
  QCOMPARE(std::get<std::string>(parseValue(target, "default", false).value()), std::string("default"));
}

QTEST_APPLESS_MAIN(TestParameter)
#include "tst_parameter.moc"
