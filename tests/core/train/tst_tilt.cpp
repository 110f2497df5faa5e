#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "test_support.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// The lesson of the first example: turning the combiner by 0.1 mrad takes the fringe away and the accuracy
/// with it; turning it back brings both back, while the epochs count on.
class TestTilt : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void visibilityFalls();
  void accuracyFallsAndComesBack_data();
  void accuracyFallsAndComesBack();
};

namespace {

constexpr const char* kTilt = "beam_splitter4.fine_tilt=100 µrad";

double meanVisibility(const Bench& bench) {
  return bench.cells.cells.at(0).meanVisibility;
}

DesignEdit labelled(DesignEdit edit, const char* label) {
  edit.label = asMessage(label);
  return edit;
}

}  // namespace

void TestTilt::visibilityFalls() {
  const Design design = test::dimLight();
  QVERIFY(meanVisibility(compileBench(design)) >= 0.98);
  QVERIFY(meanVisibility(compileBench(with(design, kTilt))) <= 0.3);
}

void TestTilt::accuracyFallsAndComesBack_data() {
  QTest::addColumn<int>("seed");
  for (int seed : {1, 2, 3}) QTest::addRow("seed %d", seed) << seed;
}

void TestTilt::accuracyFallsAndComesBack() {
  QFETCH(int, seed);
  const std::string value = std::to_string(seed);
  const Design straight = with(with(with(test::dimLight(), "training.epochs=8"), "training.seed=" + value),
                               "noise.seed=" + value);
  const Design tilted = with(straight, kTilt);
  const auto data = dataOf(straight);
  const std::size_t batch = static_cast<std::size_t>(settingInteger(straight, "training.batch"));
  const std::uint64_t perEpoch = (data->train.size() + batch - 1) / batch;
  HeadlessOptions options;
  options.twin = false;
  options.log = {{5 * perEpoch, labelled(difference(straight, tilted), "Tilt")},
                 {6 * perEpoch, labelled(difference(tilted, straight), "Undo")}};
  const TrainingResult result = trainHeadless(straight, data, options).value();
  QCOMPARE(result.epochs.size(), std::size_t{8});
  const auto accuracy = [&](int epoch) {
    return result.epochs[static_cast<std::size_t>(epoch - 1)].testAccuracy;
  };
  const double before = (accuracy(4) + accuracy(5)) / 2;
  QVERIFY2(accuracy(6) <= before - 0.05, qPrintable(QString("%1 after %2").arg(accuracy(6)).arg(before)));
  QVERIFY2(std::fabs(accuracy(8) - before) <= 0.02,
           qPrintable(QString("%1 after %2").arg(accuracy(8)).arg(before)));
}

QTEST_GUILESS_MAIN(TestTilt)
#include "tst_tilt.moc"
