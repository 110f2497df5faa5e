#include "plots/plot_strip.h"

#include <QColor>
#include <QHBoxLayout>
#include <algorithm>

#include "export/ink.h"
#include "plots/live_plot.h"

namespace lightloom::ui {
namespace {

// Inks of figures and the light theme, and what stands for them in the dark theme. The dash tells the curves
// apart without colour.
struct DarkInk {
  const char* light;
  QRgb dark;
};
constexpr DarkInk kDarkInks[] = {{ink::kAxon, 0xff56b4e9},
                                 {ink::kTest, 0xfff0a030},
                                 {ink::kFaint, 0xffb7c0ca},
                                 {ink::kDendrite, 0xff35c79a},
                                 {ink::kSynapse, 0xffe08fbc}};

SeriesLook seriesLook(const QString& name, const char* column, bool dots = false) {
  const CurveLook look = curveLook(column);
  const auto dark = std::find_if(std::begin(kDarkInks), std::end(kDarkInks), [&](const DarkInk& one) {
    return std::string_view(one.light) == look.colour;
  });
  LL_CHECK(dark != std::end(kDarkInks));
  constexpr Qt::PenStyle kPens[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine};
  return {name, QColor(look.colour).rgb(), dark->dark, kPens[static_cast<int>(look.dash)], dots};
}

}  // namespace

PlotStrip::PlotStrip(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("plots"));
  m_accuracy =
      new LivePlot(QStringLiteral("accuracy"), tr("Accuracy"), QStringLiteral("%"),
                   {seriesLook(tr("train"), "train_accuracy"), seriesLook(tr("test"), "test_accuracy", true),
                    seriesLook(tr("ideal twin"), "ideal_test_accuracy", true)},
                   this);
  m_power =
      new LivePlot(QStringLiteral("opticalPower"), tr("Optical power"), QStringLiteral("mW"),
                   {seriesLook(tr("emitted"), "emitted_W"), seriesLook(tr("detected"), "detected_W")}, this);
  m_energy = new LivePlot(QStringLiteral("energy"), tr("Energy per operation"), QStringLiteral("fJ/OP"),
                          {seriesLook(tr("estimate and its range"), "J_per_op")}, this);
  m_phase = new LivePlot(
      QStringLiteral("phaseLock"), tr("Phase-lock error"), QStringLiteral("mrad"),
      {seriesLook(tr("rms"), "phase_error_rad"), seriesLook(tr("worst laser"), "worst_phase_error_rad")},
      this);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(1);
  for (LivePlot* plot : plots()) layout->addWidget(plot, 1);
  restart(1);
}

void PlotStrip::setRegression(bool regression) {
  if (regression == m_regression) return;
  m_regression = regression;
  m_accuracy->setQuantity(regression ? tr("R²") : tr("Accuracy"),
                          regression ? QString() : QStringLiteral("%"));
  restart(m_epochs);
}

double PlotStrip::shownScore(double score) const {
  return m_regression ? score : 100 * score;
}

void PlotStrip::restart(int epochs) {
  m_epochs = epochs;
  m_points = m_twin = m_marks = 0;
  for (LivePlot* plot : plots()) {
    plot->clear();
    plot->setSpan(epochs);
    plot->setFloor(0, 0);
  }
  m_accuracy->setFloor(0, shownScore(1));
  for (LivePlot* plot : plots()) plot->refresh();
}

void PlotStrip::addPoint(const RunPoint& point) {
  m_accuracy->addPoint(0, point.epoch, shownScore(point.trainAccuracy));
  m_accuracy->addPoint(1, point.epoch, shownScore(point.testAccuracy));
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
    m_accuracy->addPoint(2, twin[m_twin].epoch, shownScore(twin[m_twin].testAccuracy));
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

}  // namespace lightloom::ui
