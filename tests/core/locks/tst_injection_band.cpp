#include "locks/internal/injection_band.h"

#include <QTest>

#include "all_rooms.h"
#include "bench/bench.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

class TestInjectionBand : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theBandThatIsNamedMendsBothWays_data();
  void theBandThatIsNamedMendsBothWays();
  void noBandIsNamedWhereNoneWorks();
  void noRemedyTakesBackAnother();
  void darkLasersDoNotCountAsLocked();
};

namespace {

constexpr const char* kInjectionChecks[] = {"lock.slow", "lock.drive-swing", "lock.pre-emphasis"};

std::vector<Check> injectionChecks(const Design& design, const std::string& array) {
  std::vector<Check> out;
  for (const Check& check : compileBench(design).checks)
    for (const char* id : kInjectionChecks)
      if (check.message.id == id && check.component == array) out.push_back(check);
  return out;
}

Design injectedAt(const Design& design, double db) {
  return with(design, "vcsel_array2.injection_ratio=" + shortestNumber(db) + " dB");
}

}  // namespace

void TestInjectionBand::theBandThatIsNamedMendsBothWays_data() {
  QTest::addColumn<double>("injected");
  QTest::addColumn<QString>("id");
  QTest::newRow("too little") << -45.0 << "lock.slow";
  QTest::newRow("too much") << 0.0 << "lock.drive-swing";
}

// From either side the same band is named, and from one end to the other nothing is said any more.
void TestInjectionBand::theBandThatIsNamedMendsBothWays() {
  QFETCH(double, injected);
  QFETCH(QString, id);
  const Design design = with(example("bench-a"), "vcsel_array2.symbol_rate=1 GHz");
  const std::vector<Check> checks = injectionChecks(injectedAt(design, injected), "vcsel_array2");
  QVERIFY(!checks.empty());
  QVERIFY(std::any_of(checks.begin(), checks.end(),
                      [&](const Check& check) { return check.message.id == id.toStdString(); }));
  for (const Check& check : checks) {
    QVERIFY2(check.fix.arguments.size() == 3, english(check.fix).c_str());
    const double low = std::get<Quantity>(check.fix.arguments.at(0)).si,
                 high = std::get<Quantity>(check.fix.arguments.at(1)).si;
    QVERIFY(low <= high);
    for (const double db : {low, 0.5 * (low + high), high}) {
      const std::vector<Check> left = injectionChecks(injectedAt(design, db), "vcsel_array2");
      QVERIFY2(left.empty(), left.empty() ? "" : english(left.front().message).c_str());
    }
  }
}

// Lasers that current hardly tunes, at a symbol rate that they hardly follow.
void TestInjectionBand::noBandIsNamedWhereNoneWorks() {
  const Design design = injectedAt(with(with(example("bench-a"), "vcsel_array2.tuning_fast=0.1 GHz/mA"),
                                        "vcsel_array2.symbol_rate=20 GHz"),
                                   -20);
  const std::vector<Check> checks = injectionChecks(design, "vcsel_array2");
  QVERIFY(!checks.empty());
  for (const Check& check : checks) {
    QVERIFY2(check.fix.arguments.empty(), english(check.fix).c_str());
    QVERIFY(!QString::fromStdString(english(check.fix)).contains("nject"));
  }
}

// With lasers that lie apart: nothing asks for more light than the drive allows.
void TestInjectionBand::noRemedyTakesBackAnother() {
  const Design apart =
      with(with(example("bench-a"), "vcsel_array2.detuning_spread=6 GHz"), "vcsel_array2.symbol_rate=1 GHz");
  int raised = 0;
  for (int db = -50; db <= 0; db += 5) {
    const Bench bench = compileBench(injectedAt(apart, db));
    double most = 1e9, wanted = -1e9;
    for (const Check& check : bench.checks) {
      if (check.component != "vcsel_array2") continue;
      if (check.message.id == "lock.drive-swing" || check.message.id == "lock.slow")
        most = std::min(most, std::get<Quantity>(check.fix.arguments.at(1)).si);
      if (check.message.id != "lock.unlocked" || check.fix.arguments.empty()) continue;
      ++raised;
      wanted = std::get<Quantity>(check.fix.arguments.at(0)).si;
      for (const Check& then : injectionChecks(injectedAt(apart, wanted), "vcsel_array2"))
        QVERIFY2(then.message.id != "lock.drive-swing", english(then.message).c_str());
    }
    QVERIFY(wanted <= most);
  }
  QVERIFY(raised > 0);
}

// The grating of the leader's light has an order less each way: what it does not reach is not locked.
void TestInjectionBand::darkLasersDoNotCountAsLocked() {
  const Design design = with(with(example("bench-a"), "fan_out1.orders_x=3"), "fan_out2.orders_x=3");
  const Bench bench = compileBench(design);
  int arrays = 0;
  for (const ArrayLock& lock : bench.locks) {
    const auto dark = std::find_if(bench.checks.begin(), bench.checks.end(), [&](const Check& check) {
      return check.message.id == "optics.facets-dark" && check.component == lock.id;
    });
    if (dark == bench.checks.end()) continue;
    ++arrays;
    QCOMPARE(std::int64_t{lock.dark}, std::get<std::int64_t>(dark->message.arguments.at(1)));
    QVERIFY(lock.dark > 0 && lock.locked + lock.dark <= lock.channels);
    const auto unlocked = std::find_if(bench.checks.begin(), bench.checks.end(), [&](const Check& check) {
      return check.message.id == "lock.unlocked" && check.component == lock.id;
    });
    QVERIFY(unlocked != bench.checks.end());
    QVERIFY(QString::fromStdString(english(unlocked->message)).contains("get no leader light"));
  }
  QVERIFY(arrays > 0);
  const Bench measured = compileBench(
      with(with(design, "vcsel_array1.injection_ratio=-20 dB"), "vcsel_array2.injection_ratio=-20 dB"));
  for (const ArrayLock& lock : measured.locks) QCOMPARE(lock.locked, lock.channels);
  for (const Check& check : measured.checks) QVERIFY(check.message.id != "optics.facets-dark");
}

QTEST_GUILESS_MAIN(TestInjectionBand)
#include "tst_injection_band.moc"
