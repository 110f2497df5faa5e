#include <cmath>

#include "all_rooms.h"
#include "plots/bench_clock.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestPlots : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void leavesOutWhatIsNotFinite();
  void joinsTheMarksOfOneDrag();
  void keepsNamesOfMarksInside();
  void readsTheWholeNameOfAMark();
  void marksAreReadWholeInASmallWindow();
  void takesOnlyWhatIsNew();
  void saysItsValues();
  void regressionShowsItsOwnMeasure();
  void waitsTakeNoRoom();
  void runsAlongTimeWhileTheBenchIsTested();
  void showsOtherRunsBehind();
};

namespace {

RunPoint point(double epoch) {
  RunPoint out;
  out.epoch = epoch;
  out.trainAccuracy = 0.9;
  out.testAccuracy = std::nan("");
  out.opticalEmittedW = 26e-3;
  out.joulesPerOp = 14e-15;
  out.joulesPerOpLow = 6e-15;
  out.joulesPerOpHigh = 30e-15;
  out.phaseErrorRad = 0.018;
  return out;
}

}  // namespace

void TestPlots::leavesOutWhatIsNotFinite() {
  LivePlot plot(QStringLiteral("test"), QStringLiteral("Test"), QStringLiteral("%"),
                {{QStringLiteral("a"), 0, 0}});
  plot.resize(300, 200);
  plot.show();
  for (double y : {0.0, std::nan(""), std::numeric_limits<double>::infinity(), 1.0}) plot.addPoint(0, 1, y);
  plot.refresh();
  QCOMPARE(plot.points(0), 2);
}

void TestPlots::joinsTheMarksOfOneDrag() {
  LivePlot plot(QStringLiteral("test"), QStringLiteral("Test"), QStringLiteral("%"),
                {{QStringLiteral("a"), 0, 0}});
  for (int i = 0; i < 50; ++i) plot.addMark(1 + 0.01 * i, QStringLiteral("Move lens1"));
  QCOMPARE(plot.marks(), 1);
  plot.addMark(1.5, QStringLiteral("Undo Move lens1"));
  plot.addMark(4, QStringLiteral("Move lens1"));
  QCOMPARE(plot.marks(), 3);
  plot.clear();
  QCOMPARE(plot.marks(), 0);
}

// Also that of a mark at the very end.
void TestPlots::keepsNamesOfMarksInside() {
  LivePlot plot(QStringLiteral("test"), QStringLiteral("Test"), QStringLiteral("%"),
                {{QStringLiteral("a"), 0, 0}});
  plot.resize(300, 200);
  plot.show();
  for (double x : {0.0, 5.0, 10.0}) plot.addPoint(0, x, 0.5);
  for (double x : {0.0, 5.0, 10.0}) plot.addMark(x, QStringLiteral("Move lens%1").arg(x));
  plot.refresh();
  plot.grab();
  const std::vector<QRectF> names = plot.markNames();
  QCOMPARE(names.size(), std::size_t{3});
  for (const QRectF& name : names) {
    QVERIFY(name.width() > 5 && name.height() > 20);
    QVERIFY2(name.left() >= 0 && name.right() <= plot.width(), qPrintable(QString::number(name.right())));
  }
  // To the right of its mark, but where the plot ends.
  const double apart = names[1].left() - names[0].left();
  QVERIFY(apart > 50);
  QVERIFY(names[2].left() < names[1].left() + apart - 5);
}

// Cut on the low plot, whole under the pointer.
void TestPlots::readsTheWholeNameOfAMark() {
  LivePlot plot(QStringLiteral("test"), QStringLiteral("Test"), QStringLiteral("%"),
                {{QStringLiteral("a"), 0, 0}});
  plot.resize(300, 140);
  plot.show();
  for (double x : {0.0, 5.0, 10.0}) plot.addPoint(0, x, 0.5);
  const QString name = QStringLiteral("Change Detuning spread of the synapse array of the second cell");
  plot.addMark(5, name);
  plot.refresh();
  plot.grab();
  QVERIFY2(plot.readoutAt(5.02).contains(name), qPrintable(plot.readoutAt(5.02)));
  QVERIFY(plot.readoutAt(5.02).contains(QStringLiteral("0.5 %")));
  QVERIFY(!plot.readoutAt(8).contains(name));
}

// The plots of a window of 1366 × 768.
void TestPlots::marksAreReadWholeInASmallWindow() {
  LivePlot plot(QStringLiteral("test"), QStringLiteral("Test"), QStringLiteral("%"),
                {{QStringLiteral("a"), 0, 0}});
  plot.resize(340, 200);
  plot.show();
  for (double x : {0.0, 5.0, 10.0}) plot.addPoint(0, x, 0.5);
  const QStringList names = {QStringLiteral("Change Fine tilt of Combiner"),
                             QStringLiteral("Undo Change Fine tilt of Combiner"),
                             QStringLiteral("Train on for 3 epochs")};
  for (qsizetype i = 0; i < names.size(); ++i) plot.addMark(2.0 + 3.0 * static_cast<double>(i), names[i]);
  plot.refresh();
  plot.grab();
  const QStringList shown = plot.markTexts();
  for (qsizetype i = 0; i < names.size(); ++i)
    QCOMPARE(QString(shown[i]).replace(QLatin1Char('\n'), QLatin1Char(' ')), names[i]);
}

void TestPlots::takesOnlyWhatIsNew() {
  PlotStrip strip;
  RunCurves curves{{point(0.1), point(0.2)}, {}, {}};
  strip.take(curves);
  curves.points.push_back(point(0.3));
  curves.twin.push_back({1, 0.95});
  curves.marks.push_back({0.25, 3, "Move lens1"});
  strip.take(curves);
  for (const LivePlot* plot : strip.plots()) {
    QCOMPARE(plot->points(0), 3);
    QCOMPARE(plot->marks(), 1);
  }
  QCOMPARE(strip.plots().front()->points(1), 0);
  QCOMPARE(strip.plots().front()->points(2), 1);
  // Other curves take the place of these.
  strip.take({{point(0.1)}, {}, {}});
  for (const LivePlot* plot : strip.plots()) {
    QCOMPARE(plot->points(0), 1);
    QCOMPARE(plot->marks(), 0);
  }
  strip.restart(10);
  QCOMPARE(strip.plots().front()->points(0), 0);
}

void TestPlots::saysItsValues() {
  PlotStrip strip;
  strip.take({{point(0.5)}, {}, {}});
  const QString words = strip.summary();
  for (const char* part : {"Accuracy", "90 %", "26 mW", "14 fJ/OP", "18 mrad"})
    QVERIFY2(words.contains(QLatin1String(part)), qPrintable(words));
}

// R² is no share: neither called accuracy nor drawn in percent.
void TestPlots::regressionShowsItsOwnMeasure() {
  PlotStrip strip;
  strip.setRegression(true);
  RunPoint tested = point(1);
  tested.testAccuracy = 0.93;
  strip.take({{tested}, {}, {}});
  const QString words = strip.summary();
  QVERIFY2(words.contains(QStringLiteral("R²")) && words.contains(QStringLiteral("0.93")), qPrintable(words));
  QVERIFY2(!words.contains(QStringLiteral("Accuracy")) && !words.contains(QLatin1Char('%')),
           qPrintable(words));
  strip.setRegression(false);
  QCOMPARE(strip.plots().front()->points(1), 0);
}

void TestPlots::waitsTakeNoRoom() {
  BenchClock clock;
  QCOMPARE(clock.at(5), 0.0);
  for (const double t : {0.5, 1.0, 3601.0, 3601.5}) clock.add(t);
  QCOMPARE(clock.at(0.5), 0.0);
  QCOMPARE(clock.at(1.0), 0.5);
  QCOMPARE(clock.at(3601.0), 0.5 + BenchClock::kLongestWait);
  QCOMPARE(clock.at(3601.5), 1 + BenchClock::kLongestWait);
  QVERIFY(clock.at(1800) > 0.5 && clock.at(1800) < 0.5 + BenchClock::kLongestWait);
  QCOMPARE(clock.at(1e6), clock.at(3601.5));
}

void TestPlots::runsAlongTimeWhileTheBenchIsTested() {
  PlotStrip strip;
  strip.resize(1000, 200);
  strip.show();
  RunCurves curves;
  for (int i = 1; i <= 4; ++i) {
    RunPoint next = point(i);
    next.seconds = 0.1 * i;
    next.step = static_cast<std::uint64_t>(i);
    next.testAccuracy = 0.95;
    curves.points.push_back(next);
  }
  connect(&strip, &PlotStrip::forgotten, &strip, [&] { strip.take(curves); });
  curves.twin.push_back({2, 0.97});
  strip.take(curves);
  QVERIFY(!strip.isAlongTime());
  const LivePlot& accuracy = *strip.plots().front();
  QVERIFY(accuracy.summary().contains(QStringLiteral("epoch 4")));
  // Epochs stand still now.
  RunPoint tested = point(4);
  tested.atRest = true;
  tested.seconds = 10.4;
  tested.step = 4;
  tested.trainAccuracy = std::nan("");
  tested.testAccuracy = 0.31;
  curves.points.push_back(tested);
  curves.marks.push_back({4, 4, "Tilt combiner", 10.3});
  strip.take(curves);
  QVERIFY(strip.isAlongTime());
  QCOMPARE(accuracy.points(1), 6);  // one more: where it stood until then
  QCOMPARE(accuracy.points(2), 1);
  QCOMPARE(accuracy.marks(), 1);
  QVERIFY2(accuracy.summary().contains(QStringLiteral("time 2.3 s")), qPrintable(accuracy.summary()));
  QVERIFY(accuracy.summary().contains(QStringLiteral("31")));
  QVERIFY(accuracy.readoutAt(2.3).contains(QStringLiteral("Tilt combiner")));
  // By choice it is as one wants it, and training goes back to epochs.
  strip.setAlong(PlotStrip::Along::Epochs);
  QVERIFY(!strip.isAlongTime());
  QCOMPARE(accuracy.points(1), 5);
  strip.setAlong(PlotStrip::Along::Automatic);
  QVERIFY(strip.isAlongTime());
  RunPoint trained = point(5);
  trained.seconds = 10.6;
  curves.points.push_back(trained);
  strip.take(curves);
  QVERIFY(!strip.isAlongTime());
}

void TestPlots::showsOtherRunsBehind() {
  PlotStrip strip;
  strip.resize(1000, 200);
  strip.show();
  const QString name = QStringLiteral("half the light, and a name as long as a title and a time");
  RunPoint second = point(2);
  second.testAccuracy = 0.5;
  const RunOverlay other{name, {point(1), second}, false, 1};
  RunOverlay numbers{QStringLiteral("a regression"), {point(1)}, true, 2};
  strip.setOverlays({other, numbers});
  QCOMPARE(strip.plots()[0]->overlays(), 1);  // R² is no share of right answers
  QCOMPARE(strip.plots()[2]->overlays(), 2);
  strip.take({{point(1)}, {}, {}});
  const QString read = strip.plots()[2]->readoutAt(1);
  QVERIFY2(read.contains(name + QStringLiteral(" 14 fJ/OP")), qPrintable(read));
  strip.restart(3);
  QCOMPARE(strip.plots()[2]->overlays(), 2);
  strip.setOverlays({});
  QCOMPARE(strip.plots()[2]->overlays(), 0);
}

QTEST_MAIN(TestPlots)
#include "tst_plots.moc"
