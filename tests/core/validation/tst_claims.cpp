#include "validation/claims.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <algorithm>
#include <set>

#include "all_rooms.h"
#include "export/energy_json.h"
#include "report/digital_processors.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

constexpr double kRounding = 1e-9;

std::vector<ClaimRow> claimsWith(const QStringList& changes) {
  Design design = example("first-light");
  for (const char* small : {"training.dataset=iris", "network.hidden=8", "training.batch=10"})
    design = with(design, small);
  for (const QString& change : changes) design = with(design, change.toStdString());
  return claimsOf(design, *dataOf(design)).value();
}

const ClaimRow& claim(const std::vector<ClaimRow>& rows, std::string_view id) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const ClaimRow& row) { return row.id == id; });
  if (found == rows.end()) qFatal("no such claim");
  return *found;
}

bool assumes(const ClaimRow& row, const std::string& id) {
  return std::any_of(row.assumptions.begin(), row.assumptions.end(),
                     [&](const Message& message) { return message.id == id; });
}

}  // namespace

/// What is said of such networks, and what a bench gives.
class TestClaims : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void numbersAreThoseOfTheReport();
  void memoryMovesTheVerdict();
  void whatIsGrantedIsSaid();
  void trainingOnLight();
  void whatHasNoNumberSaysWhy();
  void benchesThatCannotCompute();
  void asJson();
};

void TestClaims::numbersAreThoseOfTheReport() {
  Design design = example("mnist-5x5");
  for (const char* small : {"training.dataset=iris", "network.hidden=8"}) design = with(design, small);
  const auto data = dataOf(design);
  const Report report = simulateDesign(design, *data).value().report;
  const std::vector<ClaimRow> rows = claimsOf(design, *data).value();
  std::set<std::string_view> ids;
  for (const ClaimRow& row : rows) {
    QVERIFY(ids.insert(row.id).second);
    QVERIFY(!row.publishedSource.empty() && !row.source.empty() && !row.news.empty());
    QVERIFY(row.here.has_value() != row.missing.has_value());
    if (row.verdict == ClaimVerdict::HoldsIf) QVERIFY(!row.assumptions.empty());
    if (row.verdict == ClaimVerdict::Holds) QVERIFY(row.assumptions.empty());
  }
  QCOMPARE(*claim(rows, "energy").here, report.energy.totalJoulesPerOp);
  QCOMPARE(*claim(rows, "energy").high, report.energy.highJoulesPerOp);
  QCOMPARE(*claim(rows, "density").here, report.density.opsPerSPerM2);
  VERIFY_WITHIN(*claim(rows, "energy_lead").here, 700 / 989.4e12 / report.energy.totalJoulesPerOp, kRounding);
  VERIFY_WITHIN(*claim(rows, "density_lead").here, report.density.opsPerSPerM2 / (250e12 / 823e-6),
                kRounding);
  VERIFY_WITHIN(*claim(rows, "quantum_noise").here, report.snr / report.snrShot, kRounding);
  QCOMPARE(*claim(rows, "clock").here, 10e9);
}

// Costs so small that the lead is there: it holds as long as words come from nowhere.
void TestClaims::memoryMovesTheVerdict() {
  QVERIFY(claim(claimsWith({}), "energy").verdict == ClaimVerdict::DoesNot);
  QStringList stated{"vcsel_array1.dac_energy=0", "vcsel_array2.dac_energy=0", "leader_laser1.power=1 uW"};
  for (const char* line : {"detector_line1", "detector_line2"})
    stated << QString("%1.adc_energy=0").arg(line) << QString("%1.tia_energy=0").arg(line)
           << QString("%1.calibration=none").arg(line);
  for (const char* array : {"vcsel_array1", "vcsel_array2"})
    stated << QString("%1.wall_plug_efficiency=1").arg(array) << QString("%1.power=10 nW").arg(array)
           << QString("%1.thermal_equaliser=off").arg(array)
           << QString("%1.tuning_fast=1000 GHz/mA").arg(array) << QString("%1.modulator=none").arg(array);
  const std::vector<ClaimRow> free = claimsWith(stated);
  const ClaimRow& lead = claim(free, "energy_lead");
  QVERIFY2(*lead.here >= 100, qPrintable(QString::number(*lead.here)));
  QCOMPARE(lead.verdict, ClaimVerdict::HoldsIf);
  QVERIFY(assumes(lead, "claims.memory"));
  const std::vector<ClaimRow> fetched = claimsWith(stated + QStringList{"energy.memory=hbm"});
  QCOMPARE(claim(fetched, "energy_lead").verdict, ClaimVerdict::DoesNot);
  QVERIFY(!assumes(claim(fetched, "energy_lead"), "claims.memory"));
}

// Facets as small as nothing make any density; with optics counted it is gone.
void TestClaims::whatIsGrantedIsSaid() {
  const QStringList thin{"vcsel_array1.facet_area=1e-6mm2", "vcsel_array2.facet_area=1e-6mm2",
                         "vcsel_array1.modulator=none", "energy.pixel_footprint=off"};
  const ClaimRow row = claim(claimsWith(thin), "density");
  QCOMPARE(row.verdict, ClaimVerdict::HoldsIf);
  QVERIFY(assumes(row, "claims.area"));
  QCOMPARE(claim(claimsWith(thin + QStringList{"energy.optics_footprint=on"}), "density").verdict,
           ClaimVerdict::DoesNot);
  // Lasers that nobody can drive so speak against every row.
  const Design undriven = with(with(example("chen-2023"), "training.dataset=iris"), "network.hidden=8");
  const std::vector<ClaimRow> spoken = claimsOf(undriven, *dataOf(undriven)).value();
  for (const ClaimRow& each : spoken) {
    QVERIFY(assumes(each, "claims.unbuildable"));
    QVERIFY(each.verdict != ClaimVerdict::Holds);
  }
}

void TestClaims::trainingOnLight() {
  const ClaimRow forward = claim(claimsWith({}), "training");
  QCOMPARE(forward.verdict, ClaimVerdict::DoesNot);
  QVERIFY(*forward.here > 0.3 && *forward.here < 0.5);
  const ClaimRow all = claim(claimsWith({"training.hardware=all"}), "training");
  QCOMPARE(*all.here, 1.0);
  QVERIFY(all.verdict != ClaimVerdict::DoesNot);
}

void TestClaims::whatHasNoNumberSaysWhy() {
  const std::vector<ClaimRow> quiet = claimsWith({"noise.all=off"});
  QVERIFY(claim(quiet, "quantum_noise").missing);
  QCOMPARE(claim(quiet, "quantum_noise").verdict, ClaimVerdict::DoesNot);
  const std::vector<ClaimRow> preset = claimsWith({"energy.preset=s4"});
  QVERIFY(claim(preset, "training").missing);
  QVERIFY(claimText(claim(preset, "training")).find("nothing here") != std::string::npos);
}

void TestClaims::benchesThatCannotCompute() {
  Design design = with(example("first-light"), "training.dataset=iris");
  const auto data = dataOf(design);
  QVERIFY(!claimsOf(with(design, "beam_splitter4.enabled=off"), *data));
  QVERIFY(!claimsOf(with(design, "network.cells=nowhere"), *data));
}

void TestClaims::asJson() {
  const std::vector<ClaimRow> rows = claimsWith({});
  const QJsonObject json =
      QJsonDocument::fromJson(QByteArray::fromStdString(claimsJson(rows, example("first-light")))).object();
  const QJsonArray written = json[QLatin1String("rows")].toArray();
  QCOMPARE(written.size(), static_cast<int>(rows.size()));
  for (int i = 0; i < written.size(); ++i) {
    const QJsonObject row = written[i].toObject();
    const ClaimRow& claim = rows[static_cast<std::size_t>(i)];
    for (const char* key : {"id", "claim", "news", "published", "published_source", "here", "unit", "low",
                            "high", "verdict", "assumptions", "source", "design"})
      QVERIFY2(row.contains(QLatin1String(key)), key);
    if (claim.here) QCOMPARE(row[QLatin1String("here")].toDouble(), *claim.here);
    QCOMPARE(row[QLatin1String("verdict")].toString().toStdString(),
             std::string(claimVerdictKey(claim.verdict)));
    QVERIFY(!claimText(claim).empty());
  }
}

QTEST_APPLESS_MAIN(TestClaims)
#include "tst_claims.moc"
