#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "all_rooms.h"
#include "report/report.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What the drawing says about energy and area.
class TestEnergyLedger : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void modulatorsOfAmplitudesAreIdeal();
  void twoSlotsHalveTheDensity();
  void bothArraysAndLinesTakeArea();
  void trainingOnLightIsPaidFor();
  void presetsSpeakForAllLayers();
  void everyRowFromTheParameters_data();
  void everyRowFromTheParameters();
  void productsAddUp();
  void areaThatCounts();
  void coolingTakesWhatIsMissing();
};

namespace {

constexpr double kRounding = 1e-9;  // sums over products and cells in double

Report reportOf(const QStringList& assignments) {
  Design design = with(with(test::crossedWithoutModulators(), "training.dataset=iris"), "network.hidden=8");
  for (const QString& assignment : assignments) design = with(design, assignment.toStdString());
  return simulateDesign(design, *dataOf(design)).value().report;
}

std::set<std::string> modulated(const char* encoding) {
  std::set<std::string> out;
  for (const EnergyRow& row : reportOf({QString("network.encoding=%1").arg(encoding)}).energy.rows)
    if (row.key == "axon_modulation" || row.key == "synapse_modulation") out.insert(row.key);
  return out;
}

}  // namespace

void TestEnergyLedger::modulatorsOfAmplitudesAreIdeal() {
  using Keys = std::set<std::string>;
  QCOMPARE(modulated("amplitude_amplitude"), Keys());
  QCOMPARE(modulated("amplitude_phase"), Keys({"synapse_modulation"}));
  QCOMPARE(modulated("phase_phase"), Keys({"axon_modulation", "synapse_modulation"}));
}

// 2 · 25 · 25 operations per slot at 10 GS/s.
void TestEnergyLedger::twoSlotsHalveTheDensity() {
  VERIFY_WITHIN(reportOf({}).density.opsPerS, 1.25e13, kRounding);
  VERIFY_WITHIN(reportOf({"network.encoding=two_slot_phase"}).density.opsPerS, 0.625e13, kRounding);
}

// 25 + 25 lasers and 2 · 625 pixels.
void TestEnergyLedger::bothArraysAndLinesTakeArea() {
  const double before = reportOf({}).density.areaM2;
  const double axons = reportOf({"vcsel_array1.facet_area=0.1mm2"}).density.areaM2;
  const double synapses = reportOf({"vcsel_array2.facet_area=0.1mm2"}).density.areaM2;
  VERIFY_WITHIN(axons, synapses, kRounding);
  QVERIFY(axons > before);
  const double minus = reportOf({"detector_line1.pixel_area=0.01mm2"}).density.areaM2;
  const double plus = reportOf({"detector_line2.pixel_area=0.01mm2"}).density.areaM2;
  VERIFY_WITHIN(minus, plus, kRounding);
  VERIFY_WITHIN(minus - before, 625 * (0.01e-6 - 0.0064e-6), kRounding);
}

// 4-8-3 with bias on 25 × 25 channels, all of the 120 training samples in one mini-batch: 5 groups of
// samples. dX of the output layer has signed inputs in two slots, dW reduces over the 120 samples.
void TestEnergyLedger::trainingOnLightIsPaidFor() {
  const QStringList batch{"training.batch=120", "network.signed_input=two_slots"};
  const auto symbolsAndOps = [](int step) {
    // Passes × slots, and OP, of Y, Y; dX; dW, dW.
    const double symbols[] = {5.0 * 5 + 5 * 9, 5.0 * 3 * 2, 120.0 + 120};
    const double operations[] = {240.0 * (5 * 8 + 9 * 3), 240.0 * 3 * 8, 240.0 * (5 * 8 + 9 * 3)};
    std::pair<double, double> out{0, 0};
    for (int i = 0; i <= step; ++i) {
      out.first += symbols[i];
      out.second += operations[i];
    }
    return out;
  };
  int step = 0;
  for (const char* hardware : {"forward", "forward_backward", "all"}) {
    const Report report = reportOf(batch + QStringList{QString("training.hardware=%1").arg(hardware)});
    const auto [symbols, operations] = symbolsAndOps(step++);
    VERIFY_WITHIN(report.energy.opsPerS, operations / (symbols / 10e9), kRounding);
    for (const EnergyRow& row : report.energy.rows)
      if (row.key == "axon_laser")
        VERIFY_WITHIN(row.joulesPerOp, symbols * 25 * 1.8e-3 / 10e9 / operations, 0.1);
    double sum = 0;
    for (const EnergyRow& row : report.energy.rows) sum += row.joulesPerOp;
    VERIFY_WITHIN(report.energy.totalJoulesPerOp, sum, kRounding);
  }
}

void TestEnergyLedger::presetsSpeakForAllLayers() {
  const Report report = reportOf({"energy.preset=s4"});
  for (const LayerNumbers& layer : report.layers) QCOMPARE(layer.joulesPerOp, report.energy.totalJoulesPerOp);
}

namespace {

/// A second ledger, counted symbol by symbol: 25 × 25 channels, no signed inputs, forward on light alone.
struct CountedWork {
  double weightSymbols = 0, axonSymbols = 0, outputs = 0, slotTotal = 0, operations = 0;

  void add(int inputs, int neurons, int samples, int batch) {
    constexpr int kChannels = 25;
    for (int first = 0; first < samples; first += batch)
      for (int sample = 0; sample < std::min(batch, samples - first); sample += kChannels)
        for (int neuron = 0; neuron < neurons; neuron += kChannels) {
          for (int slot = 0; slot < inputs; ++slot) {
            weightSymbols += kChannels;
            axonSymbols += kChannels;
            slotTotal += 1;
          }
          const int together = std::min({kChannels, std::min(batch, samples - first) - sample});
          outputs += together * std::min(kChannels, neurons - neuron);
        }
    operations += 2.0 * inputs * neurons * samples;
  }
};

const QStringList kStated{"leader_laser1.power=18 mW",
                          "leader_laser1.wall_plug_efficiency=0.3",
                          "vcsel_array1.power=1.6 mW",
                          "vcsel_array1.wall_plug_efficiency=0.4",
                          "vcsel_array1.dac_energy=0.2 pJ",
                          "vcsel_array1.modulator=interferometric",
                          "vcsel_array1.modulator_swing=4 V",
                          "vcsel_array1.modulator_capacitance=0.2 pF",
                          "vcsel_array1.modulator_line=50 Ohm",
                          "vcsel_array1.thermal_equaliser=off",
                          "vcsel_array2.power=0.5 mW",
                          "vcsel_array2.wall_plug_efficiency=0.25",
                          "vcsel_array2.dac_energy=0.1 pJ",
                          "vcsel_array2.thermal_equaliser=off",
                          "vcsel_array2.trim=shifters",
                          "vcsel_array2.shifter_power=2 mW",
                          "detector_line2.tia_energy=0.7 pJ",
                          "detector_line2.adc_energy=1.1 pJ",
                          "detector_line2.calibration=offset_and_sums",
                          "detector_line1.calibration=offset_and_sums",
                          "detector_line2.add_energy=0.03 pJ",
                          "detector_line2.multiply_energy=0.2 pJ",
                          "energy.memory=hbm",
                          "energy.nonlinearity_energy=0.3 pJ",
                          "energy.thermal_tuning_power=0.4 mW"};

}  // namespace

void TestEnergyLedger::everyRowFromTheParameters_data() {
  QTest::addColumn<int>("batch");
  for (const int batch : {25, 30, 50, 120}) QTest::addRow("batch of %d", batch) << batch;
}

// Iris, 4-8-3 with bias, 120 samples for training: every row from the parameters, by counting.
void TestEnergyLedger::everyRowFromTheParameters() {
  QFETCH(int, batch);
  Design design = with(with(test::crossedWithoutModulators(), "training.dataset=iris"), "network.hidden=8");
  for (const QString& assignment : kStated) design = with(design, assignment.toStdString());
  design = with(design, "training.batch=" + std::to_string(batch));
  const Simulation simulation = simulateDesign(design, *dataOf(design)).value();
  CountedWork work;
  work.add(5, 8, 120, batch);
  work.add(9, 3, 120, batch);
  constexpr double kRateHz = 10e9, kPico = 1e-12;
  double span = 0;
  for (const ArrayLock& lock : simulation.bench->locks)
    if (lock.id == "vcsel_array2") span = lock.drive.driveSpanFastV * lock.drive.preEmphasis;
  const PartView synapses = viewOf(design, "vcsel_array2");
  const double passes = std::ceil(batch / 25.0);
  const std::map<std::string, std::pair<double, double>> paid{
      // cost, uses
      {"leader", {18e-3 / 0.3, work.slotTotal / kRateHz}},
      {"axon_laser", {1.6e-3 / 0.4 / kRateHz, work.axonSymbols}},
      {"synapse_laser", {0.5e-3 / 0.25 / kRateHz, work.weightSymbols}},
      {"axon_dac", {0.2 * kPico, work.axonSymbols}},
      {"synapse_dac", {0.1 * kPico, work.weightSymbols}},
      {"synapse_shifter", {2e-3 / kRateHz, work.weightSymbols}},
      {"synapse_modulation",
       {span * span / 12 * (synapses.real("capacitance") + 1 / (synapses.real("resistance") * kRateHz)),
        work.weightSymbols}},
      {"axon_modulator", {4.0 * 4.0 / 12 * (0.2 * kPico + 1 / (50 * kRateHz)), work.axonSymbols}},
      {"readout", {1.8 * kPico, work.outputs}},
      {"calibration", {(0.03 + 0.03 + 0.2) * kPico, work.outputs}},
      {"input_sums", {0.03 * kPico, work.axonSymbols}},
      {"residue_sums", {0.23 * kPico, work.axonSymbols}},
      {"residue_weight_sums", {0.23 * kPico / passes, work.weightSymbols}},
      {"residue_removal", {0.23 * kPico, work.outputs}},
      {"synapse_memory", {32 * kPico, work.weightSymbols}},
      {"axon_memory", {32 * kPico, work.axonSymbols}},
      {"nonlinearity", {0.3 * kPico, work.outputs}},
      {"synapse_tuning", {0.4e-3 / kRateHz, work.weightSymbols}},
      {"axon_tuning", {0.4e-3 / kRateHz, work.axonSymbols}}};
  const EnergyReport& energy = simulation.report.energy;
  double sum = 0, shares = 0;
  for (const EnergyRow& row : energy.rows) {
    const auto found = paid.find(row.key);
    QVERIFY2(found != paid.end(), row.key.c_str());
    const auto& [cost, uses] = found->second;
    VERIFY_WITHIN(row.joulesPerOp, cost * uses / work.operations, kRounding);
    VERIFY_WITHIN(row.cost, cost, kRounding);
    const double per = row.per == CostPer::Time ? row.cost / row.count : row.cost / (2 * row.count);
    VERIFY_WITHIN(row.joulesPerOp, per, kRounding);
    VERIFY_WITHIN(row.share, row.joulesPerOp / energy.totalJoulesPerOp, kRounding);
    QVERIFY2(!row.levers.empty(), row.key.c_str());
    QVERIFY(row.lowJoulesPerOp < row.joulesPerOp && row.joulesPerOp < row.highJoulesPerOp);
    sum += cost * uses / work.operations;
    shares += row.share;
  }
  QCOMPARE(energy.rows.size(), paid.size());
  VERIFY_WITHIN(energy.totalJoulesPerOp, sum, kRounding);
  VERIFY_WITHIN(shares, 1.0, kRounding);
  VERIFY_WITHIN(energy.opsPerS, work.operations / work.slotTotal * kRateHz, kRounding);
  VERIFY_WITHIN(simulation.report.powerW, sum * energy.opsPerS, kRounding);
}

// 4-8-3 on 25 × 25 channels, 120 samples in mini-batches of 30: two groups each, so 8 passes of layer 0, of
// which 8 · 120 of 8 · 625 multiplications a slot are wanted.
void TestEnergyLedger::productsAddUp() {
  const Report report = reportOf({"training.batch=30", "training.hardware=all"});
  const std::vector<EnergyProduct>& products = report.energy.products;
  QCOMPARE(products.size(), std::size_t{5});  // Y, Y, dX of the second layer, dW, dW
  QCOMPARE(products.front().kind, ProductKind::Forward);
  QCOMPARE(products.back().kind, ProductKind::WeightGradient);
  QCOMPARE(products.front().passes, 8.0);
  VERIFY_WITHIN(products.front().used, 8.0 * 120 / (8 * 625), kRounding);
  double joules = 0, operations = 0, shares = 0;
  for (const EnergyProduct& product : products) {
    double rows = 0;
    for (const double row : product.rowJoulesPerOp) rows += row;
    VERIFY_WITHIN(rows, product.joulesPerOp, kRounding);
    QCOMPARE(product.rowJoulesPerOp.size(), report.energy.rows.size());
    QVERIFY(product.used > 0 && product.used <= 1 && product.cell == report.layers.front().cell);
    joules += product.joulesPerOp * product.operations;
    operations += product.operations;
    shares += product.share;
  }
  VERIFY_WITHIN(joules / operations, report.energy.totalJoulesPerOp, kRounding);
  VERIFY_WITHIN(shares, 1.0, kRounding);
}

// 25 + 25 lasers, 2 · 625 pixels; each counted where its switch says so, listed always.
void TestEnergyLedger::areaThatCounts() {
  const auto sumOf = [](const Report& report, bool counted) {
    double sum = 0;
    for (const AreaItem& item : report.density.items)
      if (item.counted == counted) sum += item.count * item.eachM2;
    return sum;
  };
  const QStringList areas{"vcsel_array1.facet_area=0.01mm2", "vcsel_array2.facet_area=0.02mm2",
                          "detector_line1.pixel_area=0.003mm2", "detector_line2.pixel_area=0.004mm2"};
  const double lasers = 25 * 0.01e-6 + 25 * 0.02e-6, pixels = 625 * 0.007e-6;
  const Report all = reportOf(areas), noPixels = reportOf(areas + QStringList{"energy.pixel_footprint=off"}),
               noLasers = reportOf(areas + QStringList{"energy.laser_footprint=off"}),
               optics = reportOf(areas + QStringList{"energy.optics_footprint=on"});
  VERIFY_WITHIN(all.density.areaM2, lasers + pixels, kRounding);
  VERIFY_WITHIN(noPixels.density.areaM2, lasers, kRounding);
  VERIFY_WITHIN(noLasers.density.areaM2, pixels, kRounding);
  for (const Report* report : {&all, &noPixels, &noLasers, &optics}) {
    VERIFY_WITHIN(report->density.areaM2, sumOf(*report, true), kRounding);
    VERIFY_WITHIN(report->density.chipAreaM2, lasers + pixels, kRounding);
    VERIFY_WITHIN(report->density.heatWPerM2, report->powerW / (lasers + pixels), kRounding);
    VERIFY_WITHIN(report->density.opsPerSPerM2, 1.25e13 / report->density.areaM2, kRounding);
  }
  QVERIFY(optics.density.areaM2 > 100 * all.density.areaM2);
}

// P over the heat flux, less what is there already.
void TestEnergyLedger::coolingTakesWhatIsMissing() {
  const Report free = reportOf({}), cooled = reportOf({"energy.cooling=on", "energy.heat_flux=0.1 W/cm²"});
  VERIFY_WITHIN(cooled.density.areaM2, free.powerW / 1e3, kRounding);
  VERIFY_WITHIN(cooled.energy.totalJoulesPerOp, free.energy.totalJoulesPerOp, kRounding);
  const Report strong = reportOf({"energy.cooling=on", "energy.heat_flux=10000 W/cm²"});
  VERIFY_WITHIN(strong.density.areaM2, free.density.areaM2, kRounding);
}

QTEST_APPLESS_MAIN(TestEnergyLedger)
#include "tst_energy_ledger.moc"
