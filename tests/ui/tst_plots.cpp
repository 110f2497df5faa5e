#include <cmath>

#include "all_rooms.h"
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
  std::vector<RunPoint> points{point(0.1), point(0.2)};
  strip.take(points, {}, {});
  points.push_back(point(0.3));
  strip.take(points, {{1, 0.95}}, {{0.25, 3, "Move lens1"}});
  for (const LivePlot* plot : strip.plots()) {
    QCOMPARE(plot->points(0), 3);
    QCOMPARE(plot->marks(), 1);
  }
  QCOMPARE(strip.plots().front()->points(1), 0);
  QCOMPARE(strip.plots().front()->points(2), 1);
  strip.restart(10);
  QCOMPARE(strip.plots().front()->points(0), 0);
}

void TestPlots::saysItsValues() {
  PlotStrip strip;
  strip.take({point(0.5)}, {}, {});
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
  strip.take({tested}, {}, {});
  const QString words = strip.summary();
  QVERIFY2(words.contains(QStringLiteral("R²")) && words.contains(QStringLiteral("0.93")), qPrintable(words));
  QVERIFY2(!words.contains(QStringLiteral("Accuracy")) && !words.contains(QLatin1Char('%')),
           qPrintable(words));
  strip.setRegression(false);
  QCOMPARE(strip.plots().front()->points(1), 0);
}

QTEST_MAIN(TestPlots)
#include "tst_plots.moc"
