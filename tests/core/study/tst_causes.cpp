#include "study/causes.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "design/edit.h"
#include "report/report.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

Design small(const QStringList& more = {}) {
  Design design = example("first-light");
  for (const char* change : {"training.dataset=iris", "network.hidden=8", "training.batch=10"})
    design = with(design, change);
  for (const QString& change : more) design = with(design, change.toStdString());
  return design;
}

double numberOf(const Design& design, std::string_view key) {
  const auto simulation = simulateDesign(design, *dataOf(design));
  if (!simulation) qFatal("does not simulate");
  for (const HeadlineNumber& number : headlineNumbers(simulation.value().report))
    if (number.key == key) return number.value;
  qFatal("no such number");
}

}  // namespace

/// What a number of the report hangs on, and what a value does to all of them.
class TestCauses : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void causesAreWhatABenchWithThemGives();
  void whatStopsTheBenchIsFirst();
  void lightComesFromLasers();
  void decibelsAreRatios();
  void effectsOfOneValue();
  void limitsAreKept();
  void whatIsNotThere_data();
  void whatIsNotThere();
  void stopsWhenAsked();
};

// Every cause that is named is checked on a bench of its own.
void TestCauses::causesAreWhatABenchWithThemGives() {
  const Design design = small();
  int steps = 0;
  double last = 0;
  CausesOptions options;
  options.onProgress = [&](double share) {
    QVERIFY(share > last);
    last = share;
    ++steps;
  };
  const auto causes = causesOf(design, *dataOf(design), "energy_per_op", options);
  QVERIFY2(causes.ok(), causes ? "" : english(causes.error()).c_str());
  const Causes& found = *causes.value();
  QCOMPARE(last, 1.0);
  QCOMPARE(steps, found.tried);
  QCOMPARE(found.number.value, numberOf(design, "energy_per_op"));
  QVERIFY(found.values.size() >= 4 && static_cast<int>(found.values.size()) < found.tried);
  QVERIFY(std::is_sorted(found.values.begin(), found.values.end(),
                         [](const VariedValue& a, const VariedValue& b) { return a.effect > b.effect; }));
  for (std::size_t i = 0; i < 3; ++i) {
    const VariedValue& value = found.values[i];
    QVERIFY(value.more.has_value());
    QCOMPARE(*value.more,
             numberOf(with(design, value.path + "=" + shortestNumber(value.moreValue)), "energy_per_op"));
    QCOMPARE(value.effect, std::max(std::fabs(*value.more / found.number.value - 1),
                                    value.less ? std::fabs(*value.less / found.number.value - 1) : 0.0));
  }
  for (const VariedValue& value : found.values) QVERIFY2(!value.path.ends_with(".x"), value.path.c_str());
}

// A splitter that lets through a twentieth lets through nothing with a tenth more.
void TestCauses::whatStopsTheBenchIsFirst() {
  const Design design = small({"beam_splitter4.reflectance=0.95"});
  const auto causes = causesOf(design, *dataOf(design), "snr");
  QVERIFY(causes.ok());
  const std::vector<VariedValue>& values = causes.value()->values;
  QVERIFY(!values.empty());
  const VariedValue& first = values.front();
  QCOMPARE(first.path, std::string("beam_splitter4.reflectance"));
  QVERIFY(std::isinf(first.effect) && first.moreValue == 1 && !first.more && first.less);
}

// What is emitted is the sum of the lasers: nothing but their power changes it, and in proportion.
void TestCauses::lightComesFromLasers() {
  const Design design = small();
  const auto data = dataOf(design);
  double share = 0;
  for (const char* path : {"leader_laser1.power", "vcsel_array1.power", "vcsel_array2.power"}) {
    const auto effects = effectsOf(design, *data, path);
    QVERIFY(effects.ok());
    const Effects& found = *effects.value();
    for (std::size_t i = 0; i < found.numbers.size(); ++i)
      if (found.numbers[i].key == "emitted") share += (*found.more[i] / found.numbers[i].value - 1) / kTenth;
  }
  VERIFY_WITHIN(share, 1.0, 1e-9);
}

void TestCauses::decibelsAreRatios() {
  const Design design = small({"vcsel_array2.injection_ratio=-20 dB"});
  const auto effects = effectsOf(design, *dataOf(design), "vcsel_array2.injection_ratio");
  QVERIFY(effects.ok());
  const VariedValue& value = effects.value()->value;
  VERIFY_WITHIN(std::pow(10, (value.moreValue - value.value) / 10), 1 + kTenth, 1e-12);
  VERIFY_WITHIN(std::pow(10, (value.lessValue - value.value) / 10), 1 - kTenth, 1e-12);
}

void TestCauses::effectsOfOneValue() {
  const Design design = small();
  const auto effects = effectsOf(design, *dataOf(design), "vcsel_array2.power");
  QVERIFY2(effects.ok(), effects ? "" : english(effects.error()).c_str());
  const Effects& found = *effects.value();
  QCOMPARE(found.less.size(), found.numbers.size());
  QCOMPARE(found.more.size(), found.numbers.size());
  VERIFY_WITHIN(found.value.moreValue, found.value.value * 1.1, 1e-12);
  const Design more = with(design, "vcsel_array2.power=" + shortestNumber(found.value.moreValue));
  int changed = 0;
  for (std::size_t i = 0; i < found.numbers.size(); ++i) {
    if (!found.more[i]) continue;
    QCOMPARE(*found.more[i], numberOf(more, found.numbers[i].key));
    changed += *found.more[i] != found.numbers[i].value;
  }
  QVERIFY(changed >= 3);
}

// A quantum efficiency of 1 cannot be larger; the smaller one still tells.
void TestCauses::limitsAreKept() {
  const Design design = small({"detector_line1.quantum_efficiency=1", "detector_line2.quantum_efficiency=1"});
  const auto effects = effectsOf(design, *dataOf(design), "detector_line1.quantum_efficiency");
  QVERIFY(effects.ok());
  const Effects& found = *effects.value();
  QCOMPARE(found.value.moreValue, 1.0);
  QVERIFY(
      std::none_of(found.more.begin(), found.more.end(), [](const auto& one) { return one.has_value(); }));
  QVERIFY(std::any_of(found.less.begin(), found.less.end(), [](const auto& one) { return one.has_value(); }));
}

void TestCauses::whatIsNotThere_data() {
  QTest::addColumn<QString>("path");
  for (const char* path :
       {"nothing", "lens99.focal_length", "lens1.nothing", "network.nothing", "lens1.fine_x",
        "vcsel_array2.rows", "vcsel_array2.role", "network.hidden", "vcsel_array2.injection_ratio"})
    QTest::newRow(path) << path;
}

void TestCauses::whatIsNotThere() {
  QFETCH(QString, path);
  const Design design = small();
  const auto effects = effectsOf(design, *dataOf(design), path.toStdString());
  QVERIFY(!effects.ok());
  QCOMPARE(QString::fromStdString(effects.error().id), QStringLiteral("causes.no-value"));
  QVERIFY(QString::fromStdString(english(effects.error())).contains(path));
  const auto causes = causesOf(design, *dataOf(design), path.toStdString());
  QCOMPARE(QString::fromStdString(causes.error().id), QStringLiteral("causes.no-number"));
}

void TestCauses::stopsWhenAsked() {
  const Design design = small();
  int asked = 0;
  CausesOptions options;
  options.cancelled = [&] { return ++asked > 3; };
  const auto causes = causesOf(design, *dataOf(design), "snr", options);
  QVERIFY(causes.ok() && !causes.value());
  QCOMPARE(asked, 4);
  options.cancelled = [] { return true; };
  const auto effects = effectsOf(design, *dataOf(design), "leader_laser1.power", options);
  QVERIFY(effects.ok() && !effects.value());
}

QTEST_GUILESS_MAIN(TestCauses)
#include "tst_causes.moc"
