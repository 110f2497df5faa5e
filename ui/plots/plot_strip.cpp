#include "plots/plot_strip.h"

#include <QHBoxLayout>

#include "plots/live_plot.h"

namespace lightloom {
namespace {

// Okabe and Ito; the dash tells the curves apart without colour.
constexpr QRgb kBlue = 0xff0072b2, kSky = 0xff56b4e9, kOrange = 0xffc96a00, kAmber = 0xfff0a030,
               kGrey = 0xff5b6570, kPale = 0xffb7c0ca, kGreen = 0xff00785a, kMint = 0xff35c79a,
               kPurple = 0xffa8427a, kPink = 0xffe08fbc;

}  // namespace

PlotStrip::PlotStrip(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("plots"));
  m_accuracy = new LivePlot(QStringLiteral("accuracy"), tr("Accuracy"), QStringLiteral("%"),
                            {{tr("train"), kBlue, kSky, Qt::SolidLine},
                             {tr("test"), kOrange, kAmber, Qt::DashLine, true},
                             {tr("ideal twin"), kGrey, kPale, Qt::DotLine, true}},
                            this);
  m_power = new LivePlot(
      QStringLiteral("opticalPower"), tr("Optical power"), QStringLiteral("mW"),
      {{tr("emitted"), kOrange, kAmber, Qt::SolidLine}, {tr("detected"), kGreen, kMint, Qt::DashLine}}, this);
  m_energy = new LivePlot(QStringLiteral("energy"), tr("Energy per operation"), QStringLiteral("fJ/OP"),
                          {{tr("estimate and its range"), kGreen, kMint, Qt::SolidLine}}, this);
  m_phase = new LivePlot(
      QStringLiteral("phaseLock"), tr("Phase-lock error"), QStringLiteral("mrad"),
      {{tr("rms"), kPurple, kPink, Qt::SolidLine}, {tr("worst laser"), kOrange, kAmber, Qt::DashLine}}, this);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(1);
  for (LivePlot* plot : plots()) layout->addWidget(plot, 1);
  restart(1);
}

void PlotStrip::restart(int epochs) {
  m_points = m_twin = m_marks = 0;
  for (LivePlot* plot : plots()) {
    plot->clear();
    plot->setSpan(epochs);
    plot->setFloor(0, 0);
  }
  m_accuracy->setFloor(0, 100);
  for (LivePlot* plot : plots()) plot->refresh();
}

void PlotStrip::addPoint(const RunPoint& point) {
  m_accuracy->addPoint(0, point.epoch, 100 * point.trainAccuracy);
  m_accuracy->addPoint(1, point.epoch, 100 * point.testAccuracy);
  m_power->addPoint(0, point.epoch, 1e3 * point.opticalEmittedW);
  m_power->addPoint(1, point.epoch, 1e3 * point.opticalDetectedW);
  m_energy->addPoint(0, point.epoch, 1e15 * point.joulesPerOp);
  m_energy->addBand(point.epoch, 1e15 * point.joulesPerOpLow, 1e15 * point.joulesPerOpHigh);
  m_phase->addPoint(0, point.epoch, 1e3 * point.phaseErrorRad);
  m_phase->addPoint(1, point.epoch, 1e3 * point.worstPhaseErrorRad);
}

void PlotStrip::take(const std::vector<RunPoint>& points, const std::vector<TwinPoint>& twin,
                     const std::vector<RunMark>& marks) {
  for (; m_points < points.size(); ++m_points) addPoint(points[m_points]);
  for (; m_twin < twin.size(); ++m_twin)
    m_accuracy->addPoint(2, twin[m_twin].epoch, 100 * twin[m_twin].testAccuracy);
  for (; m_marks < marks.size(); ++m_marks)
    for (LivePlot* plot : plots())
      if (marks[m_marks].epoch > 0)  // what was changed before the first step marks no place on a curve
        plot->addMark(marks[m_marks].epoch, QString::fromStdString(marks[m_marks].label));
  for (LivePlot* plot : plots()) plot->refresh();
}

QString PlotStrip::summary() const {
  QStringList lines;
  for (const LivePlot* plot : plots()) lines << plot->summary();
  return lines.join(QLatin1Char('\n'));
}

}  // namespace lightloom
