#include <QClipboard>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <cmath>

#include "all_rooms.h"
#include "document/translate.h"
#include "main_window.h"
#include "plots/bench_clock.h"
#include "plots/live_plot.h"
#include "plots/plot_feed.h"
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
  void errorOnALogAxis();
  void constantCurvesSayWhy();
  void showsWhatVariesBesideTheDesign();
  void spansFollowTheCurves();
  void clicksOnMarksAskForTheirParts();
  void onePlotIsCopiedAndExported();
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

void TestPlots::errorOnALogAxis() {
  const auto curvesOf = [](double accuracy) {
    RunPoint tested = point(1);
    tested.testAccuracy = accuracy;
    return RunCurves{{point(0.5), tested}, {}, {}};
  };
  PlotStrip strip;
  strip.resize(1000, 200);
  strip.show();
  RunCurves curves = curvesOf(0.98);
  connect(&strip, &PlotStrip::forgotten, &strip, [&] { strip.take(curves); });
  strip.take(curves);
  LivePlot& accuracy = *strip.plots().front();
  QVERIFY(!strip.errorAction().isChecked());
  strip.errorAction().trigger();
  const QString words = accuracy.summary();
  QVERIFY2(words.startsWith(QStringLiteral("Error")) && words.contains(QStringLiteral("train 10 %")) &&
               words.contains(QStringLiteral("test 2 %")),
           qPrintable(words));
  const auto [low, high] = accuracy.shownRange();
  QVERIFY2(low > 1 && low < 2 && high > 10 && high < 20, qPrintable(QString::number(low)));
  // No error has no place on it; the choice is kept.
  curves = curvesOf(1);
  strip.take(curves);
  QCOMPARE(accuracy.points(1), 0);
  QVERIFY(PlotStrip().errorAction().isChecked());
  strip.setRegression(true);
  strip.take(curvesOf(0.9));
  QVERIFY2(accuracy.summary().startsWith(QStringLiteral("Error, 1 − R²")) &&
               accuracy.summary().contains(QStringLiteral("test 0.1")),
           qPrintable(accuracy.summary()));
  strip.setErrorOnLog(false);
  QVERIFY(accuracy.summary().startsWith(QStringLiteral("R²")));
  QVERIFY(!PlotStrip().errorAction().isChecked());
}

void TestPlots::constantCurvesSayWhy() {
  PlotStrip strip;
  strip.resize(1000, 200);
  strip.show();
  SteadyReasons reasons;
  reasons.power = Message{"test.power", "It is the %1.", {std::string("drawing's")}};
  reasons.phase = Message{"test.phase", "No heat.", {}};
  strip.setReasons(reasons);
  const auto plots = strip.plots();
  RunCurves curves{{point(0.1)}, {}, {}};
  strip.take(curves);
  QCOMPARE(plots[1]->shownReason(), QString());  // of one point nobody can say
  RunPoint other = point(0.2);
  other.phaseErrorRad = 0.02;
  other.opticalDetectedW = 0;
  curves.points.push_back(other);
  strip.take(curves);
  QCOMPARE(plots[3]->shownReason(), QString());  // it is not constant
  for (LivePlot* plot : plots) plot->clear();
  plots[1]->addPoint(0, 1, 26);
  plots[1]->addPoint(0, 2, 26);
  plots[1]->refresh();
  QCOMPARE(plots[1]->shownReason(), QStringLiteral("It is the drawing's."));
  QVERIFY(plots[1]->summary().endsWith(QStringLiteral("It is the drawing's.")));
  for (int i = 1; i < 4; ++i) plots[1]->addPoint(2, i, 100 * i);  // the signal
  QCOMPARE(plots[1]->shownReason(), QStringLiteral("It is the drawing's."));
  plots[1]->grab();
  plots[1]->addPoint(0, 3, 13);
  plots[1]->refresh();
  QCOMPARE(plots[1]->shownReason(), QString());
  plots[1]->grab();
}

void TestPlots::showsWhatVariesBesideTheDesign() {
  PlotStrip strip;
  strip.resize(1000, 200);
  strip.show();
  RunPoint first = point(1), second = point(2);
  first.signalElectrons = 2000;
  second.signalElectrons = 3000;
  first.spentJoules = 1e-6;
  second.spentJoules = 2e-6;
  first.heatErrorRad = second.heatErrorRad = std::nan("");
  strip.take({{first, second}, {}, {}});
  const auto plots = strip.plots();
  const QString signal = QStringLiteral("signal %1 e⁻").arg(shownNumber(3000, Unit::None, 4));
  QVERIFY2(plots[1]->summary().contains(signal), qPrintable(plots[1]->summary()));
  QVERIFY2(plots[2]->summary().contains(QStringLiteral("spent 2 µJ")), qPrintable(plots[2]->summary()));
  QCOMPARE(plots[3]->points(2), 0);
  // The axis at the left is that of the design values alone.
  QVERIFY(plots[1]->shownRange().second < 100);
}

void TestPlots::spansFollowTheCurves() {
  LivePlot plot(QStringLiteral("test"), QStringLiteral("Test"), QStringLiteral("mrad"),
                {{QStringLiteral("a"), 0, 0}});
  plot.resize(300, 200);
  plot.show();
  for (double x : {0.0, 1.0}) plot.addPoint(0, x, x < 0.5 ? 100 : 120);
  plot.refresh();
  QVERIFY(plot.shownRange().first > 90 && plot.shownRange().second < 130);  // a fifth is seen
  plot.addPoint(0, 2, 10);
  plot.refresh();
  QCOMPARE(plot.shownRange().first, 0.0);
  plot.clear();
  for (double x : {0.0, 1.0}) plot.addPoint(0, x, 50);
  plot.refresh();
  QVERIFY(plot.shownRange().first < 48 && plot.shownRange().second > 52);
}

void TestPlots::clicksOnMarksAskForTheirParts() {
  LivePlot plot(QStringLiteral("test"), QStringLiteral("Test"), QStringLiteral("%"),
                {{QStringLiteral("a"), 0, 0}});
  plot.resize(300, 200);
  plot.show();
  for (double x : {0.0, 5.0, 10.0}) plot.addPoint(0, x, 0.5);
  plot.addMark(5, QStringLiteral("Move two"), {QStringLiteral("lens1")});
  plot.addMark(5.1, QStringLiteral("Move two"), {QStringLiteral("lens1"), QStringLiteral("lens2")});
  plot.addMark(9, QStringLiteral("Diverged"));
  plot.refresh();
  plot.grab();
  const QStringList both{QStringLiteral("lens1"), QStringLiteral("lens2")};
  QCOMPARE(plot.changes().size(), std::size_t{1});
  QCOMPARE(plot.changes().front().second, both);
  QSignalSpy clicked(&plot, &LivePlot::markClicked);
  QWidget* canvas = plot.findChild<QWidget*>(QStringLiteral("testPlot"));
  const QPoint name = plot.markNames().front().center().toPoint();
  QTest::mouseClick(canvas, Qt::LeftButton, {}, name);
  QCOMPARE(clicked.size(), 1);
  QCOMPARE(clicked.front().front().toStringList(), both);
  QVERIFY(plot.follows());
  // A drag is none, and nothing is selected by a mark without parts.
  QTest::mousePress(canvas, Qt::LeftButton, {}, name);
  QTest::mouseMove(canvas, name + QPoint(30, 0));
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, name + QPoint(30, 0));
  QTest::mouseClick(canvas, Qt::LeftButton, {}, plot.markNames().back().center().toPoint());
  QCOMPARE(clicked.size(), 1);
}

// In the window: of a run of its own.
void TestPlots::onePlotIsCopiedAndExported() {
  MainWindow window;
  window.resize(1366, 768);
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  QTRY_VERIFY(window.run().data());
  for (int i = 0; i < 12; ++i) window.run().step();
  LivePlot& power = *window.plots().plots()[1];
  QTRY_VERIFY_WITH_TIMEOUT(power.points(0) > 0, 60000);
  const QTemporaryDir folder;
  for (const char* suffix : {"svg", "pdf", "png"}) {
    const QString path = folder.filePath(QStringLiteral("power.") + QLatin1String(suffix));
    QVERIFY(window.feed().save(power, path).ok());
    QVERIFY(QFileInfo(path).size() > 1000);
  }
  const QString path = folder.filePath(QStringLiteral("power.csv"));
  QVERIFY(window.feed().save(power, path).ok());
  const std::string table = readFile(path.toStdString()).value();
  QVERIFY2(table.find("epoch,emitted (mW),detected (mW),signal (e⁻)\n") != std::string::npos, table.c_str());
  QCOMPARE(window.feed().save(power, folder.filePath(QStringLiteral("power.doc"))).error().id,
           std::string("picture.suffix"));
  QVERIFY(!window.feed().save(power, folder.filePath(QStringLiteral("none/power.csv"))).ok());
  // The menu of the plot.
  power.addMark(0.05, QStringLiteral("Move & turn"), {QStringLiteral("lens1"), QStringLiteral("gone7")});
  Q_EMIT power.menuWanted(power.mapToGlobal(QPoint(50, 50)));
  auto* menu = power.findChild<QMenu*>(QStringLiteral("opticalPowerMenu"));
  QVERIFY(menu && menu->isVisible());
  const auto entry = [&](const char* name) { return menu->findChild<QAction*>(QLatin1String(name)); };
  for (const QAction* action : menu->actions())
    QVERIFY(action->isSeparator() || action->menu() || !action->toolTip().isEmpty());
  entry("plotCopyPicture")->trigger();
  QVERIFY(QApplication::clipboard()->mimeData()->hasImage());
  QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("image/svg+xml")));
  entry("plotCopyValues")->trigger();
  QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("emitted (mW)")));
  entry("plotChange")->trigger();
  QCOMPARE(window.selection().ids(), PartIds{"lens1"});
  menu->close();
  Q_EMIT window.feed().partsChosen({QStringLiteral("gone7")});
  QVERIFY(window.messageText().contains(QStringLiteral("no longer")));
  window.document().undoStack().setClean();
  window.run().markSaved(window.run().record());
}

QTEST_MAIN(TestPlots)
#include "tst_plots.moc"
