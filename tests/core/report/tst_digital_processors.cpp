#include "report/digital_processors.h"

#include <QTest>
#include <cmath>
#include <set>

#include "all_rooms.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

constexpr double kPrinted = 5e-3;  // the source book gives three digits
constexpr double kExact = 1e-12;

}  // namespace

class TestDigitalProcessors : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void numbersAreThoseOfTheSources_data();
  void numbersAreThoseOfTheSources();
  void everyNumberHasASource();
  void leadsAreDivisions();
  void limitsInPhotons();
  void trainingOfALargeModel();
};

// fJ/OP at the least and the most power, TOP/s/mm².
void TestDigitalProcessors::numbersAreThoseOfTheSources_data() {
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::addColumn<double>("density");
  QTest::newRow("a100") << 1282.0 << 1282.0 << 0.378;
  QTest::newRow("a100_int8") << 641.0 << 641.0 << 0.755;
  QTest::newRow("h100") << 707.0 << 707.0 << 1.215;
  QTest::newRow("h100_int8") << 354.0 << 354.0 << 2.43;
  QTest::newRow("tpu_v3") << 1790.0 << 3660.0 << 0.176;
  QTest::newRow("tpu_v4") << 618.0 << 698.0 << 0.458;
  QTest::newRow("gc200") << 600.0 << 1200.0 << 0.304;
}

void TestDigitalProcessors::numbersAreThoseOfTheSources() {
  QFETCH(double, low);
  QFETCH(double, high);
  QFETCH(double, density);
  const DigitalProcessor* processor = findDigitalProcessor(QTest::currentDataTag());
  QVERIFY(processor);
  VERIFY_WITHIN(processor->lowJoulesPerOp(), low * 1e-15, kPrinted);
  VERIFY_WITHIN(processor->joulesPerOp(), high * 1e-15, kPrinted);
  VERIFY_WITHIN(processor->opsPerSPerM2(), density * 1e18, kPrinted);
}

void TestDigitalProcessors::everyNumberHasASource() {
  QVERIFY(!findDigitalProcessor("abacus"));
  std::set<std::string_view> ids;
  for (const DigitalProcessor& processor : digitalProcessors()) {
    QVERIFY(ids.insert(processor.id).second);
    for (const SourcedNumber* number : {&processor.opsPerS, &processor.powerW, &processor.areaM2}) {
      QVERIFY(number->known() && number->low <= number->high && !number->source.empty());
      QVERIFY(number->quality <= processor.quality());
    }
  }
  QCOMPARE(findDigitalProcessor("gc200")->quality(), SourceQuality::Memory);
  QCOMPARE(sourceQualityKey(findDigitalProcessor("h100")->quality()), std::string_view("second_hand"));
  for (const PublishedMark& mark : publishedMarks()) QVERIFY(!mark.source.empty());
}

// 6 TOP/s/mm² over 20 is 0.3, which the GC200 has; 25 over 25 is 1.0, the H100 at BF16 has 1.2.
void TestDigitalProcessors::leadsAreDivisions() {
  const double here = 0.9e18;
  int found = 0;
  for (const ClaimedLead& lead : claimedLeads(here)) {
    VERIFY_WITHIN(lead.divisorOpsPerSPerM2 * lead.factor, lead.mark->opsPerSPerM2, kExact);
    VERIFY_WITHIN(lead.hereFactor, here / lead.divisorOpsPerSPerM2, kExact);
    for (const DigitalProcessor& other : digitalProcessors()) {
      const auto away = [&](const DigitalProcessor& p) {
        return std::fabs(std::log(p.opsPerSPerM2() / lead.divisorOpsPerSPerM2));
      };
      QVERIFY(away(*lead.nearest) <= away(other));
    }
    if (lead.mark->id == "chen_2023" && lead.factor == 20) {
      QCOMPARE(lead.nearest->id, std::string_view("gc200"));
      VERIFY_WITHIN(lead.divisorOpsPerSPerM2, 0.3e18, kExact);
      ++found;
    }
    if (lead.mark->id == "chen_2022" && lead.factor == 25) {
      QCOMPARE(lead.nearest->id, std::string_view("h100"));
      ++found;
    }
  }
  QCOMPARE(found, 2);
}

// 50 zJ at 1550 nm are 0.39 photons; those are 40 zJ an operation at 974 nm.
void TestDigitalProcessors::limitsInPhotons() {
  const std::vector<EnergyLimit> limits = energyLimits(974e-9);
  const double photon = 6.62607015e-34 * 299792458.0 / 974e-9;
  for (const EnergyLimit& limit : limits)
    VERIFY_WITHIN(limit.joulesPerOp, limit.photonsPerMac * photon / 2, kExact);
  QCOMPARE(limits.front().photonsPerMac, 1.0);
  QVERIFY(std::fabs(limits.back().photonsPerMac - 0.39) < 0.005);
  QVERIFY(std::fabs(limits.back().joulesPerOp - 40e-21) < 0.5e-21);
  VERIFY_WITHIN(energyLimits(1550e-9).back().joulesPerOp, 25e-21, kExact);
}

// 3.14e23 operations at 7 fJ: 0.611 MWh; twice that where the arithmetic idles half the time.
void TestDigitalProcessors::trainingOfALargeModel() {
  VERIFY_WITHIN(computationEnergyJ(3.14e23, 7e-15) / 3.6e9, 0.611, kPrinted);
  QCOMPARE(computationEnergyJ(3.14e23, 7e-15, 0.5), 2 * computationEnergyJ(3.14e23, 7e-15));
}

QTEST_APPLESS_MAIN(TestDigitalProcessors)
#include "tst_digital_processors.moc"
