#include "study/pixel_light.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "learn/evaluator.h"
#include "study/dot_product.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

class TestPixelLight : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void linesAddUpToTheProduct_data();
  void linesAddUpToTheProduct();
  void fieldsOverlapByTheVisibility();
  void aStaticPhaseTurnsTheSynapse();
};

namespace {

// Light that is counted, and nothing else: what the engine draws is the shot noise of these electrons.
Design counted(const std::string& encoding, const std::string& activation, const std::string& change) {
  Design design = example("first-light");
  for (const Imperfection* one : kImperfections)
    if (one != &kShot && one != &kDark && one != &kVisibility)
      design = with(design, switchPath(*one) + "=off");
  for (const std::string& assignment :
       {std::string("training.dataset=digits8x8"), std::string("network.hidden=12"),
        "network.encoding=" + encoding, "network.activation=" + activation, change})
    if (!assignment.empty()) design = with(design, assignment);
  return design;
}

}  // namespace

void TestPixelLight::linesAddUpToTheProduct_data() {
  QTest::addColumn<QString>("encoding");
  QTest::addColumn<QString>("activation");
  QTest::addColumn<QString>("change");
  for (const char* encoding : {"amplitude_phase", "amplitude_amplitude", "two_slot_phase", "phase_phase"})
    for (const char* activation : {"relu", "tanh"})
      QTest::addRow("%s, %s", encoding, activation) << encoding << activation << QString();
  QTest::newRow("two rails") << "amplitude_phase"
                             << "tanh"
                             << "network.signed_input=two_rails";
}

// The difference of both lines is the signal of the slot, and their sum is what its shot noise comes from.
void TestPixelLight::linesAddUpToTheProduct() {
  QFETCH(QString, encoding);
  QFETCH(QString, activation);
  QFETCH(QString, change);
  const Design design = counted(encoding.toStdString(), activation.toStdString(), change.toStdString());
  const std::shared_ptr<const Dataset> data = dataOf(design);
  const RunSnapshot run = untrainedRun(design, *data).value();
  const bool twoSlots = encoding == QLatin1String("two_slot_phase");
  for (std::size_t layer = 0; layer < 2; ++layer) {
    const DotProduct product = dotProduct(run, *data, 0, layer, 3, 17).value();
    const WatchedProduct watched =
        watchEvaluation(run.network, run.settings, *data, *run.bench->hardware, 0, layer, 3, 17);
    double size = 0;
    for (const DotProductSlot& slot : product.slots)
      size = std::max(size, slot.plusElectrons + slot.minusElectrons);
    QVERIFY(size > 0);
    for (std::size_t j = 0; j < product.slots.size(); ++j) {
      const DotProductSlot& slot = product.slots[j];
      double difference = slot.plusElectrons - slot.minusElectrons,
             sum = slot.plusElectrons + slot.minusElectrons;
      if (twoSlots) {  // the second one has the other sign of the axon's phase, and of the weight
        SlotFields second = slot.fields;
        const double quarter = std::acos(-1.0) / 2;
        second.axon = std::polar(1.0, -(std::arg(slot.fields.axon) - quarter) + quarter);
        difference +=
            electronsOn(product.light.plus, second, false) - electronsOn(product.light.minus, second, true);
        sum *= 2;
      }
      if (!change.isEmpty()) sum += product.light.plus.synapse + product.light.minus.synapse;  // other rail
      QVERIFY2(std::fabs(difference - slot.signalElectrons) < 1e-4 * size,
               qPrintable(QString::number((difference - slot.signalElectrons) / size)));
      // Halves of a signed x in two slots share their variance evenly, so both are looked at together.
      if (product.slots.size() > static_cast<std::size_t>(run.network.layers[layer].slots)) continue;
      if (!change.isEmpty()) continue;
      QVERIFY2(std::fabs(sum - watched.output.slots[j].lightVariance) < 1e-4 * size,
               qPrintable(QString::number((sum - watched.output.slots[j].lightVariance) / size)));
    }
    double counts = 0, variance = 0;
    for (std::size_t j = 0; j < product.slots.size(); ++j) {
      counts += (twoSlots ? 2 : 1) * (product.slots[j].plusElectrons + product.slots[j].minusElectrons);
      variance += watched.output.slots[j].lightVariance;
    }
    if (change.isEmpty())
      QVERIFY2(std::fabs(counts / variance - 1) < 1e-4, qPrintable(QString::number(counts / variance)));
  }
}

// γ of a bench in its place is near 1, and no more.
void TestPixelLight::fieldsOverlapByTheVisibility() {
  const Design design = counted("amplitude_phase", "relu", {});
  const Bench bench = compileBench(design);
  const PairLight light = pairLight(bench.hardware->cells.front(), 0);
  const Link link = *bench.cells.cells.front().links.between(0, 0);
  for (const auto& [line, traced] : {std::pair{light.plus, link.plus}, {light.minus, link.minus}}) {
    QVERIFY(line.overlap > 0 && line.overlap <= 1 + 1e-6);
    QVERIFY2(std::fabs(line.overlap / traced.overlap() - 1) < 0.02,
             qPrintable(QString::number(line.overlap / traced.overlap())));
  }
  const Bench turned = compileBench(with(design, "beam_splitter4.fine_tilt=29 µrad"));
  QVERIFY(pairLight(turned.hardware->cells.front(), 0).plus.overlap < light.plus.overlap);
}

void TestPixelLight::aStaticPhaseTurnsTheSynapse() {
  CellHardware cell = idealCell(1, 1);
  const SlotFields straight = slotFields(cell, 0, false, 0.5, 0.3);
  QVERIFY(std::fabs(straight.product() - 0.15) < 1e-12);
  cell.phase[0] = 0.2f;
  QVERIFY(std::fabs(slotFields(cell, 0, false, 0.5, 0.3).product() -
                    0.5 * std::sin(std::asin(0.3) - static_cast<double>(0.2f))) < 1e-9);
  cell.phase[0] = 0;
  QVERIFY(std::fabs(slotFields(cell, 0, true, -0.5, 0.3).product() + 0.15) < 1e-12);
  cell.axonFloor = 0.1;  // it shines without an input
  QVERIFY(std::fabs(slotFields(cell, 0, false, 0.5, 0.3).product() - 0.18) < 1e-12);
}

QTEST_APPLESS_MAIN(TestPixelLight)
#include "tst_pixel_light.moc"
