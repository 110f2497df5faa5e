#include "plots/plot_strip.h"

#include <QActionGroup>
#include <QColor>
#include <QHBoxLayout>
#include <QMenu>
#include <QSettings>
#include <algorithm>
#include <cmath>
#include <limits>

#include "document/translate.h"
#include "explain/explained.h"
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

// What goes with the training, with a unit on an axis of its own.
SeriesLook varyingLook(const QString& name, const char* column, const QString& unit = {}) {
  SeriesLook out = seriesLook(name, column);
  out.varies = true;
  out.unit = unit;
  return out;
}

constexpr double kMarkReachS = 2;
constexpr char kErrorKey[] = "plots/errorOnLog";

}  // namespace

PlotStrip::PlotStrip(QWidget* parent) : QWidget(parent), m_alongActions(new QActionGroup(this)) {
  setObjectName(QStringLiteral("plots"));
  m_accuracy =
      new LivePlot(QStringLiteral("accuracy"), tr("Accuracy"), QStringLiteral("%"),
                   {seriesLook(tr("train"), "train_accuracy"), seriesLook(tr("test"), "test_accuracy", true),
                    seriesLook(tr("ideal twin"), "ideal_test_accuracy", true)},
                   this);
  m_power = new LivePlot(QStringLiteral("opticalPower"), tr("Optical power"), QStringLiteral("mW"),
                         {seriesLook(tr("emitted"), "emitted_W"), seriesLook(tr("detected"), "detected_W"),
                          varyingLook(tr("signal"), "signal_electrons", tr("e⁻"))},
                         this);
  m_energy = new LivePlot(
      QStringLiteral("energy"), tr("Energy per operation"), QStringLiteral("fJ/OP"),
      {seriesLook(tr("estimate and its range"), "J_per_op"), varyingLook(tr("spent"), "spent_J", tr("µJ"))},
      this);
  m_phase = new LivePlot(
      QStringLiteral("phaseLock"), tr("Phase-lock error"), QStringLiteral("mrad"),
      {seriesLook(tr("rms"), "phase_error_rad"), seriesLook(tr("worst laser"), "worst_phase_error_rad"),
       varyingLook(tr("heat of the weights"), "heat_error_rad")},
      this);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(1);
  for (LivePlot* plot : plots()) {
    layout->addWidget(plot, 1);
    connect(plot, &LivePlot::markClicked, this, &PlotStrip::markClicked);
  }
  const auto choice = [this](Along along, const char* name, const QString& text, const QString& tip) {
    QAction* action = m_alongActions->addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    action->setCheckable(true);
    action->setChecked(along == m_along);
    connect(action, &QAction::triggered, this, [this, along] { setAlong(along); });
  };
  choice(Along::Automatic, "plotsAutomatic", tr("&Automatic"),
         tr("Epochs while something trains, time while the trained network is tested on the bench"));
  choice(Along::Epochs, "plotsAlongEpochs", tr("&Epochs"), tr("Every plot along the epochs of the training"));
  choice(Along::Time, "plotsAlongTime", tr("&Time at the bench"),
         tr("Every plot along the seconds in which something happened"));
  m_errorOnLog = new QAction(tr("Error on a log axis"), this);
  m_errorOnLog->setObjectName(QStringLiteral("plotsErrorOnLog"));
  m_errorOnLog->setToolTip(
      tr("Draws what is answered wrongly (of quantities 1 − R²) with steps of factors of ten, so that small "
         "errors are seen apart"));
  m_errorOnLog->setCheckable(true);
  m_errorOnLog->setChecked(QSettings().value(QLatin1String(kErrorKey)).toBool());
  connect(m_errorOnLog, &QAction::toggled, this, &PlotStrip::takeErrorChoice);
  nameScore();
  m_power->setToolTip(
      tr("Signal: rms over all outputs of the last mini-batch of what a pair of lines counts, in electrons"));
  m_energy->setToolTip(tr("Spent: by the products of the training on light, since it began"));
  m_phase->setToolTip(tr("Heat of the weights: the error that the heat of the present weights adds, rms"));
  const std::pair<LivePlot*, const char*> numbers[] = {
      {m_power, "detected"}, {m_energy, "energy_per_op"}, {m_phase, "phase_error"}};
  for (const auto& [plot, number] : numbers) setExplained(*plot, {Asked::What::Number, number});
  restart(1);
}

void PlotStrip::nameScore() {
  const bool error = m_errorOnLog->isChecked();
  const QString percent = QStringLiteral("%");
  if (m_regression)
    m_accuracy->setQuantity(error ? tr("Error, 1 − R²") : tr("R²"), QString());
  else
    m_accuracy->setQuantity(error ? tr("Error") : tr("Accuracy"), percent);
  m_accuracy->setLogarithmic(error);
}

void PlotStrip::setErrorOnLog(bool error) {
  m_errorOnLog->setChecked(error);
}

void PlotStrip::takeErrorChoice() {
  QSettings().setValue(QLatin1String(kErrorKey), m_errorOnLog->isChecked());
  nameScore();
  forget();
  Q_EMIT forgotten();
}

void PlotStrip::setReasons(const SteadyReasons& reasons) {
  const auto say = [](LivePlot* plot, const std::optional<Message>& reason) {
    plot->setReason(reason ? shown(*reason) : QString());
  };
  say(m_accuracy, reasons.score);
  say(m_power, reasons.power);
  say(m_energy, reasons.energy);
  say(m_phase, reasons.phase);
  for (LivePlot* plot : plots()) plot->refresh();
}

void PlotStrip::setRegression(bool regression) {
  if (regression == m_regression) return;
  m_regression = regression;
  nameScore();
  restart(m_epochs);
}

double PlotStrip::shownScore(double score) const {
  const double value = m_errorOnLog->isChecked() ? 1 - score : score;
  return m_regression ? value : 100 * value;
}

void PlotStrip::fillMenu(QMenu& menu) {
  menu.addActions(m_alongActions->actions());
}

void PlotStrip::setAlong(Along along) {
  m_along = along;
  m_alongActions->actions().at(static_cast<int>(along))->setChecked(true);
  Q_EMIT forgotten();
}

void PlotStrip::setSize(double size) {
  for (LivePlot* plot : plots()) plot->setSize(size);
}

bool PlotStrip::wantsTime(const Trail<RunPoint>& points) const {
  if (m_along != Along::Automatic) return m_along == Along::Time;
  return !points.empty() && points.back().atRest;
}

void PlotStrip::showAbscissa() {
  for (LivePlot* plot : plots())
    m_alongTime ? plot->setAbscissa(tr("time at the bench (s)"), tr("time"), tr("s"), kMarkReachS)
                : plot->setAbscissa(tr("epoch"), tr("epoch"), QString(), kMarkReachEpochs);
  m_accuracy->setToolTip(
      m_alongTime
          ? tr("Seconds in which something happened; a wait of more than %1 s counts as so long").arg(2)
          : QString());
}

void PlotStrip::restart(int epochs) {
  m_epochs = epochs;
  m_alongTime = m_along == Along::Time;
  forget();
  for (LivePlot* plot : plots()) plot->refresh();
}

void PlotStrip::forget() {
  m_taken = RunCurves();
  m_clock = BenchClock();
  m_lastScore = std::numeric_limits<double>::quiet_NaN();
  showAbscissa();
  for (LivePlot* plot : plots()) {
    plot->clear();
    plot->setSpan(m_alongTime ? 1 : m_epochs);
    plot->setFloor(0, 0);
  }
  m_accuracy->setFloor(0, m_regression ? 1 : 100);
  showOverlays();
}

double PlotStrip::whereIs(const RunPoint& point) const {
  return m_alongTime ? m_clock.at(point.seconds) : point.epoch;
}

void PlotStrip::addPoint(const RunPoint& point) {
  m_clock.add(point.seconds);
  const double x = whereIs(point);
  m_accuracy->addPoint(0, x, shownScore(point.trainAccuracy));
  // Nothing happened between two tests at rest: the score stayed until the bench changed.
  if (m_alongTime && point.atRest) m_accuracy->addPoint(1, x, shownScore(m_lastScore));
  m_accuracy->addPoint(1, x, shownScore(point.testAccuracy));
  if (std::isfinite(point.testAccuracy)) m_lastScore = point.testAccuracy;
  m_power->addPoint(0, x, 1e3 * point.opticalEmittedW);
  m_power->addPoint(1, x, 1e3 * point.opticalDetectedW);
  m_power->addPoint(2, x, point.signalElectrons);
  m_energy->addPoint(0, x, 1e15 * point.joulesPerOp);
  m_energy->addPoint(1, x, 1e6 * point.spentJoules);
  m_energy->addBand(x, 1e15 * point.joulesPerOpLow, 1e15 * point.joulesPerOpHigh);
  m_phase->addPoint(0, x, 1e3 * point.phaseErrorRad);
  m_phase->addPoint(1, x, 1e3 * point.worstPhaseErrorRad);
  m_phase->addPoint(2, x, 1e3 * point.heatErrorRad);
}

// The twin has no time of its own: its epochs stand where the run's stand.
void PlotStrip::addTwin(const TwinPoint& point, const Trail<RunPoint>& points) {
  double x = point.epoch;
  if (m_alongTime) {
    const auto there = std::lower_bound(points.begin(), points.end(), x,
                                        [](const RunPoint& p, double epoch) { return p.epoch < epoch; });
    x = there == points.end() ? std::numeric_limits<double>::quiet_NaN() : whereIs(*there);
  }
  m_accuracy->addPoint(2, x, shownScore(point.testAccuracy));
}

// Of a record that keeps no times a mark stands at the point of its mini-batch.
void PlotStrip::addMark(const RunMark& mark, const Trail<RunPoint>& points) {
  double x = mark.epoch;
  if (m_alongTime && mark.seconds > 0) {
    x = m_clock.at(mark.seconds);
  } else if (m_alongTime) {
    const auto there = std::lower_bound(points.begin(), points.end(), mark.step,
                                        [](const RunPoint& p, std::uint64_t step) { return p.step < step; });
    if (there == points.end()) return;
    x = whereIs(*there);
  }
  QStringList parts;
  for (const std::string& part : mark.parts) parts << fromStd(part);
  if (mark.epoch > 0)  // what was changed before the first step marks no place on a curve
    for (LivePlot* plot : plots()) plot->addMark(x, QString::fromStdString(mark.label), parts);
}

void PlotStrip::take(const RunCurves& curves) {
  if (wantsTime(curves.points) != m_alongTime) {
    m_alongTime = !m_alongTime;
    forget();
  }
  if (!curves.continues(m_taken)) forget();
  for (std::size_t i = m_taken.points.size(); i < curves.points.size(); ++i) addPoint(curves.points[i]);
  for (std::size_t i = m_taken.twin.size(); i < curves.twin.size(); ++i)
    addTwin(curves.twin[i], curves.points);
  for (std::size_t i = m_taken.marks.size(); i < curves.marks.size(); ++i)
    addMark(curves.marks[i], curves.points);
  m_taken = curves;
  for (LivePlot* plot : plots()) plot->refresh();
}

void PlotStrip::setOverlays(const std::vector<RunOverlay>& overlays) {
  m_overlays = overlays;
  showOverlays();
  for (LivePlot* plot : plots()) plot->refresh();
}

void PlotStrip::showOverlays() {
  std::vector<OverlayCurve> accuracy, power, energy, phase;
  for (const RunOverlay& run : m_overlays) {
    const OverlayLook look = overlayLook(run.place);
    OverlayCurve curve{{run.name, look.light, look.dark, look.dash}, {}, {}};
    BenchClock clock;
    for (const RunPoint& point : run.points) {
      clock.add(point.seconds);
      curve.x.push_back(m_alongTime ? clock.at(point.seconds) : point.epoch);
    }
    const auto with = [&](std::vector<OverlayCurve>& to, const auto& value) {
      to.push_back(curve);
      for (const RunPoint& point : run.points) to.back().y.push_back(value(point));
    };
    if (run.regression == m_regression)
      with(accuracy, [this](const RunPoint& p) { return shownScore(p.testAccuracy); });
    with(power, [](const RunPoint& p) { return 1e3 * p.opticalEmittedW; });
    with(energy, [](const RunPoint& p) { return 1e15 * p.joulesPerOp; });
    with(phase, [](const RunPoint& p) { return 1e3 * p.phaseErrorRad; });
  }
  m_accuracy->setOverlays(accuracy);
  m_power->setOverlays(power);
  m_energy->setOverlays(energy);
  m_phase->setOverlays(phase);
}

QString PlotStrip::summary() const {
  QStringList lines;
  for (const LivePlot* plot : plots()) lines << plot->summary();
  return lines.join(QLatin1Char('\n'));
}

}  // namespace lightloom::ui
