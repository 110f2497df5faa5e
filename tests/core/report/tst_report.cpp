#include "report/report.h"

#include <QTest>

#include "run/simulate.h"
#include "test_support.h"

using namespace lightloom;
using test::dataOf;
using test::example;
using test::with;

/// Figures of a report that belong to no file of their own.
class TestReport : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void linesCountTheirOwnElectrons();
};

namespace {

// Of the plus and the minus line of first-light, detector_line2 and detector_line1.
std::pair<double, double> electronsOf(const char* change) {
  const Design design = with(example("first-light"), change);
  const Report report = simulateDesign(design, *dataOf(design)).value().report;
  std::pair<double, double> out;
  for (const DetectorFigures& line : report.detectors)
    (line.id == "detector_line2" ? out.first : out.second) = line.electronsPerReadout;
  return out;
}

}  // namespace

// n₊ has R_s n_X + T_s n_W, n₋ the rest; what a line counts depends on its own pixels.
void TestReport::linesCountTheirOwnElectrons() {
  const auto [plus, minus] = electronsOf("noise.reflection=on");
  VERIFY_WITHIN(plus, minus, 1e-9);
  const auto [weights, inputs] = electronsOf("beam_splitter4.reflectance=0.1");
  VERIFY_WITHIN(weights + inputs, plus + minus, 1e-6);
  QVERIFY(weights > 0.89 * (plus + minus) &&
          weights < 0.9 * (plus + minus));  // nearly all light is the weights'
  const auto [whole, tenth] = electronsOf("detector_line1.quantum_efficiency=0.1");
  VERIFY_WITHIN(whole, plus, 1e-6);
  VERIFY_WITHIN(tenth / minus, 0.1 / 0.8, 0.01);
  const auto [quiet, dark] = electronsOf("detector_line1.dark_current=10uA");
  VERIFY_WITHIN(quiet, plus, 1e-6);
  QVERIFY(dark > 2 * minus);
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
