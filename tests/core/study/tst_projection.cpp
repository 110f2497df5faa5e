#include "study/projection.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "all_rooms.h"
#include "export/energy_json.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

constexpr double kRounding = 1e-9, kPrinted = 5e-3;
constexpr double kMegawattHour = 3.6e9;

Design smallDesign() {
  Design design = example("mnist-5x5");
  for (const char* small : {"training.dataset=iris", "network.hidden=8"}) design = with(design, small);
  return design;
}

const ProjectionRow& rowOf(const Projection& all, const std::string& model, const std::string& contender) {
  const auto found = std::find_if(all.rows.begin(), all.rows.end(), [&](const ProjectionRow& row) {
    return row.model == model && row.contender == contender;
  });
  if (found == all.rows.end()) qFatal("no such row");
  return *found;
}

const Contender& contenderOf(const Projection& all, const std::string& id) {
  const auto found = std::find_if(all.contenders.begin(), all.contenders.end(),
                                  [&](const Contender& contender) { return contender.id == id; });
  if (found == all.contenders.end()) qFatal("no such contender");
  return *found;
}

Projection projection(const Design& design, const ProjectionOptions& options = {}) {
  return projectionOf(design, *dataOf(design), options).value();
}

}  // namespace

/// Trainings of large models by a bench, by processors and by numbers of publications.
class TestProjection : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theTableOfTheSourceBook();
  void rowsByHand();
  void memoryIsAlwaysShown();
  void hbmIsWhatItSays();
  void presetsSayWhatWordsCost();
  void modelsOfOnesOwn();
  void whatNobodySays();
  void refusals();
  void numbersWithUnits();
  void asJson();
};

// Compute energy at full use, MWh.
void TestProjection::theTableOfTheSourceBook() {
  const Projection all = projection(smallDesign());
  const struct {
    const char *model, *contender;
    double mwh;
  } kBook[] = {{"gpt_3", "chen_2023", 0.61}, {"gpt_3", "h100", 61.7},      {"gpt_3", "a100", 112},
               {"gpt_3", "outlook", 0.0061}, {"gpt_4", "chen_2023", 40.8}, {"gpt_4", "tpu_v4", 4073},
               {"gpt_4", "a100", 7467},      {"gpt_4", "outlook", 0.408}};
  for (const auto& book : kBook)
    VERIFY_WITHIN(rowOf(all, book.model, book.contender).fullUseJ / kMegawattHour, book.mwh, kPrinted);
}

// A second implementation of every number.
void TestProjection::rowsByHand() {
  const Design design = smallDesign();
  const Report report = simulateDesign(design, *dataOf(design)).value().report;
  ProjectionOptions options;
  options.utilisation = 0.25;
  options.days = 30;
  const Projection all = projection(design, options);
  QCOMPARE(all.rows.size(), all.models.size() * all.contenders.size());
  double operations = 0, passes = 0;
  for (const EnergyProduct& product : report.energy.products) {
    operations += product.operations;
    passes += product.passes;
  }
  const ProjectionRow& here = rowOf(all, "gpt_3", "here");
  const double ops = 6 * 175e9 * 300e9, seconds = 30 * 24 * 3600.0;
  VERIFY_WITHIN(here.fullUseJ, ops * report.energy.totalJoulesPerOp, kRounding);
  VERIFY_WITHIN(here.energyJ, 4 * ops * report.energy.totalJoulesPerOp, kRounding);
  VERIFY_WITHIN(here.powerW, here.energyJ / seconds, kRounding);
  VERIFY_WITHIN(here.aloneS, ops / report.energy.opsPerS / 0.25, kRounding);
  QCOMPARE(here.units, std::ceil(here.aloneS / seconds));
  QCOMPARE(here.passes, std::ceil(ops / (operations / passes)));
  VERIFY_WITHIN(here.areaM2, here.units * report.density.areaM2, kRounding);
  const ProjectionRow& chip = rowOf(all, "weights_1e12", "h100");
  const double large = 6 * 1e12 * 20e12;
  VERIFY_WITHIN(chip.fullUseJ, large * 700 / 989.4e12, kRounding);
  QCOMPARE(chip.units, std::ceil(large / (0.25 * seconds) / 989.4e12));
  VERIFY_WITHIN(chip.areaM2, chip.units * 814e-6, kRounding);
  QVERIFY(std::isnan(chip.passes));
  const ProjectionRow& point = rowOf(all, "gpt_3", "s5");
  QCOMPARE(point.passes, std::ceil(ops / (2.0 * 100 * 100 * 1000)));
}

// S5 is level with an H100 at INT8; a bench beside itself with words from HBM.
void TestProjection::memoryIsAlwaysShown() {
  const Projection off = projection(smallDesign());
  const double s5 = contenderOf(off, "s5").joulesPerOp, h100 = contenderOf(off, "h100_int8").joulesPerOp;
  VERIFY_WITHIN(s5, (2 * (0.5e-12 + 400e-6 / 25e9 + 5e-18 + 32e-12) / 100 + 2e-12 / 1000) / 2, kRounding);
  QVERIFY(s5 / h100 > 0.9 && s5 / h100 < 1);
  QVERIFY(!contenderOf(off, "here").memoryCounts && contenderOf(off, "here_memory").memoryCounts);
  QVERIFY(contenderOf(off, "here_memory").joulesPerOp > contenderOf(off, "here").joulesPerOp);
  const Projection on = projection(with(smallDesign(), "energy.memory=hbm"));
  QCOMPARE(contenderOf(on, "here").joulesPerOp, contenderOf(off, "here_memory").joulesPerOp);
  QVERIFY(contenderOf(on, "here").memoryCounts);
}

// Energy that a design states for its own memory is not that of HBM.
void TestProjection::hbmIsWhatItSays() {
  Design stated = with(with(smallDesign(), "energy.memory=sram"), "energy.memory_energy=3 pJ");
  const Projection plain = projection(smallDesign()), own = projection(stated);
  QCOMPARE(contenderOf(own, "here_memory").joulesPerOp, contenderOf(plain, "here_memory").joulesPerOp);
  QVERIFY(contenderOf(own, "here").joulesPerOp < contenderOf(own, "here_memory").joulesPerOp);
  QVERIFY(contenderOf(own, "here").joulesPerOp > contenderOf(plain, "here").joulesPerOp);
}

// A preset has its words in it or has none: the memory of the design changes nothing.
void TestProjection::presetsSayWhatWordsCost() {
  for (const auto& [preset, counts] : {std::pair{"s2", false}, std::pair{"s5", true}}) {
    const Design design =
        with(with(smallDesign(), "energy.memory=hbm"), (std::string("energy.preset=") + preset).c_str());
    const Projection all = projection(design);
    QCOMPARE(contenderOf(all, "here").memoryCounts, counts);
    for (const Contender& contender : all.contenders) QVERIFY(contender.id != "here_memory");
    QCOMPARE(all.rows.size(), all.models.size() * all.contenders.size());
  }
}

void TestProjection::modelsOfOnesOwn() {
  QCOMPARE(ownModel(2e9, 5e9, {}).value().operations, 6 * 2e9 * 5e9);
  QCOMPARE(ownModel(2e9, {}, {}).value().operations, 6 * 2e9 * 40e9);
  QCOMPARE(*ownModel(2e9, {}, {}).value().tokens, 40e9);
  QCOMPARE(ownModel(2e9, 5e9, 1e20).value().operations, 1e20);
  QCOMPARE(ownModel({}, {}, 1e20).value().operations, 1e20);
  ProjectionOptions options;
  options.own = ownModel({}, {}, 1e20).value();
  const Projection all = projection(smallDesign(), options);
  QCOMPARE(all.models.front().id, std::string("own"));
  VERIFY_WITHIN(rowOf(all, "own", "chen_2023").fullUseJ, 7e5, kRounding);
  QCOMPARE(all.models.back().operations, 120e24);
}

// The publication has a density and no rate: an area and no chips. Its outlook has neither.
void TestProjection::whatNobodySays() {
  const Projection all = projection(smallDesign());
  const ProjectionRow& published = rowOf(all, "gpt_3", "chen_2023");
  QVERIFY(std::isnan(published.units) && std::isnan(published.aloneS) && std::isnan(published.passes));
  VERIFY_WITHIN(published.areaM2, 3.15e23 / (0.4 * 100 * 86400) / 6e18, kRounding);
  QVERIFY(std::isnan(rowOf(all, "gpt_3", "outlook").areaM2));
  for (const Contender& contender : all.contenders) QVERIFY(!contender.source.empty());
  for (const ModelToTrain& model : all.models) QVERIFY(!model.source.empty());
  // A preset without an end has no number of benches.
  const Projection limit = projection(with(smallDesign(), "energy.preset=s2inf"));
  QVERIFY(std::isnan(rowOf(limit, "gpt_3", "here").units));
}

void TestProjection::refusals() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  QCOMPARE(ownModel({}, {}, {}).error().id, std::string("projection.nothing"));
  QCOMPARE(ownModel({}, 5e9, {}).error().id, std::string("projection.nothing"));
  for (const auto& own :
       {ownModel(-1, {}, {}), ownModel(1e9, 0, {}), ownModel({}, {}, kInfinity), ownModel(1e300, 1e300, {})})
    QCOMPARE(own.error().id, std::string("projection.range"));
  const Design design = smallDesign();
  const auto data = dataOf(design);
  ProjectionOptions options;
  for (const double wrong : {0.0, 1.01, -1.0, std::nan("")}) {
    options.utilisation = wrong;
    QCOMPARE(projectionOf(design, *data, options).error().id, std::string("projection.range"));
  }
  options.utilisation = 1;
  options.days = 0;
  QCOMPARE(projectionOf(design, *data, options).error().id, std::string("projection.range"));
  QVERIFY(!projectionOf(with(design, "beam_splitter4.enabled=off"), *data, {}));
  QVERIFY(!projectionOf(with(design, "network.cells=nowhere"), *data, {}));
}

void TestProjection::numbersWithUnits() {
  QCOMPARE(scaledText(scaledEnergy(1)), std::string("1 J"));
  QCOMPARE(scaledText(scaledEnergy(6.1 * 3.6e6)), std::string("6.1 kWh"));
  QCOMPARE(scaledText(scaledEnergy(61.7 * kMegawattHour)), std::string("61.7 MWh"));
  QCOMPARE(scaledText(scaledEnergy(7467 * kMegawattHour)), std::string("7.47 GWh"));
  QCOMPARE(scaledText(scaledEnergy(3e6 * kMegawattHour)), std::string("3 TWh"));
  QCOMPARE(scaledText(scaledDuration(60)), std::string("60 s"));
  QCOMPARE(scaledText(scaledDuration(7200)), std::string("2 h"));
  QCOMPARE(scaledText(scaledDuration(864000)), std::string("10 days"));
  QCOMPARE(scaledText(scaledDuration(365.25 * 86400 * 1200)), std::string("1200 years"));
  QCOMPARE(scaledText(scaledDuration(std::nan(""))), std::string("–"));
}

void TestProjection::asJson() {
  const Projection all = projection(smallDesign());
  const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(projectionJson(all))).object();
  QCOMPARE(json[QLatin1String("models")].toArray().size(), static_cast<int>(all.models.size()));
  QCOMPARE(json[QLatin1String("contenders")].toArray().size(), static_cast<int>(all.contenders.size()));
  const QJsonArray rows = json[QLatin1String("rows")].toArray();
  QCOMPARE(rows.size(), static_cast<int>(all.rows.size()));
  for (int i = 0; i < rows.size(); ++i) {
    const QJsonObject row = rows[i].toObject();
    const ProjectionRow& own = all.rows[static_cast<std::size_t>(i)];
    QCOMPARE(row[QLatin1String("energy_J")].toDouble(), own.energyJ);
    QCOMPARE(row[QLatin1String("units")].isNull(), std::isnan(own.units));
  }
}

QTEST_APPLESS_MAIN(TestProjection)
#include "tst_projection.moc"
