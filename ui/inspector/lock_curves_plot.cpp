#include "inspector/lock_curves_plot.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "inspector/plot_style.h"
#include "plots/custom_plot.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

using Values = std::array<double, LockCurvesPlot::kCurves>;

Values valuesOf(const LockCurvePoint& point) {
  return {point.vPiV, point.relaxationRatePerS, point.phaseErrorRad, point.weightLimit};
}

// Between the two neighbours of a ratio, on the logarithm where both are above zero.
Values valuesAt(const std::vector<LockCurvePoint>& curves, double ratioDb) {
  const auto above =
      std::lower_bound(curves.begin(), curves.end(), ratioDb,
                       [](const LockCurvePoint& point, double db) { return point.ratioDb < db; });
  if (above == curves.begin()) return valuesOf(curves.front());
  if (above == curves.end()) return valuesOf(curves.back());
  const LockCurvePoint& below = *(above - 1);
  const double share = (ratioDb - below.ratioDb) / (above->ratioDb - below.ratioDb);
  const Values low = valuesOf(below), high = valuesOf(*above);
  Values out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = low[i] > 0 && high[i] > 0 ? low[i] * std::pow(high[i] / low[i], share) : 0;
  return out;
}

QString voltageText(double volts) {
  return volts < 1 ? QStringLiteral("%1 mV").arg(plainText(1e3 * volts, 3))
                   : QStringLiteral("%1 V").arg(plainText(volts, 3));
}

}  // namespace

LockCurvesPlot::LockCurvesPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  setObjectName(QStringLiteral("lockCurves"));
  m_plot->setObjectName(QStringLiteral("lockCurvesPlot"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  nameAxis(*m_plot->xAxis, tr("injected light (dB of the laser's own)"), tr("injected light (dB)"));
  m_plot->yAxis->setLabel(tr("relative to now"));
  m_plot->yAxis->setScaleType(QCPAxis::stLogarithmic);
  auto ticks = QSharedPointer<QCPAxisTickerText>::create();
  for (double tick : {0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0})
    ticks->addTick(tick, tr("× %1").arg(plainText(tick, 2)));
  m_plot->yAxis->setTicker(ticks);
  for (QCPGraph*& graph : m_graphs) graph = m_plot->addGraph();
  m_working = new QCPItemStraightLine(m_plot);
  m_cursor = new QCPItemStraightLine(m_plot);
  m_cursor->setVisible(false);
  putLegendOnTop(*m_plot, 2);
  m_plot->installEventFilter(this);
  m_plot->setToolTip(
      tr("What more or less leader light would change; the vertical line is the light of now"));
  connect(m_plot, &QCustomPlot::mouseMove, this,
          [this](QMouseEvent* event) { point(m_plot->xAxis->pixelToCoord(event->position().x())); });
  setColours(lockColours(false));
}

void LockCurvesPlot::setColours(const LockColours& colours) {
  m_colours = colours;
  colourPlot(*m_plot, colours);
  const std::array<QColor, kCurves> inks{colours.voltage, colours.damping, colours.phaseError,
                                         colours.weight};
  const std::array<Qt::PenStyle, kCurves> dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
  for (std::size_t i = 0; i < inks.size(); ++i) m_graphs[i]->setPen(QPen(inks[i], 2.2, dashes[i]));
  m_working->setPen(QPen(colours.selection, 2));
  m_cursor->setPen(QPen(faded(colours.text, 0.6), 1, Qt::DotLine));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LockCurvesPlot::setCurves(const std::vector<LockCurvePoint>& curves, double workingDb) {
  m_curves = curves;
  m_workingDb = workingDb;
  fill();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LockCurvesPlot::fill() {
  for (QCPGraph* graph : m_graphs) graph->data()->clear();
  m_working->setVisible(!m_curves.empty());
  if (m_curves.empty()) return;
  const Values now = valuesAt(m_curves, m_workingDb);
  double low = 1 / 1.5, high = 1.5;
  for (const LockCurvePoint& at : m_curves) {
    const Values values = valuesOf(at);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!(values[i] > 0) || !(now[i] > 0)) continue;
      const double relative = values[i] / now[i];
      m_graphs[i]->addData(at.ratioDb, relative);
      low = std::min(low, relative);
      high = std::max(high, relative);
    }
  }
  m_plot->xAxis->setRange(m_curves.front().ratioDb, m_curves.back().ratioDb);
  m_plot->yAxis->setRange(low / 1.15, high * 1.15);
  m_working->point1->setCoords(m_workingDb, 1);
  m_working->point2->setCoords(m_workingDb, 2);
  nameAt(m_workingDb);
}

void LockCurvesPlot::nameAt(double ratioDb) {
  const Values values = valuesAt(m_curves, ratioDb);
  const bool locked = values[3] > 0;  // without a lock there is no largest weight
  const QString none = tr("no lock");
  const std::array<QString, kCurves> names{
      tr("Vπ %1").arg(voltageText(values[0])),
      tr("damping %1").arg(locked ? tr("%1 /ns").arg(plainText(values[1] / 1e9, 3)) : none),
      tr("phase error %1").arg(locked ? tr("%1 mrad").arg(plainText(1e3 * values[2], 3)) : none),
      tr("largest weight %1").arg(locked ? plainText(values[3], 2) : none)};
  QStringList said;
  for (std::size_t i = 0; i < names.size(); ++i) {
    m_graphs[i]->setName(names[i]);
    said << names[i];
  }
  m_plot->setAccessibleName(
      tr("At %1 dB of injected light: %2").arg(plainText(ratioDb, 3), said.join(QStringLiteral(", "))));
}

void LockCurvesPlot::point(double ratioDb) {
  const bool inside = !m_curves.empty() && m_plot->xAxis->range().contains(ratioDb);
  m_cursor->setVisible(inside);
  if (inside) {
    m_cursor->point1->setCoords(ratioDb, 1);
    m_cursor->point2->setCoords(ratioDb, 2);
  }
  if (!m_curves.empty()) nameAt(inside ? ratioDb : m_workingDb);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

bool LockCurvesPlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_plot && event->type() == QEvent::Leave) point(1e9);
  return QWidget::eventFilter(watched, event);
}

int LockCurvesPlot::points(int curve) const {
  return m_graphs[static_cast<std::size_t>(curve)]->data()->size();
}

bool LockCurvesPlot::isFinite() const {
  for (const QCPGraph* graph : m_graphs)
    for (const QCPGraphData& data : *graph->data())
      if (!std::isfinite(data.key) || !std::isfinite(data.value)) return false;
  return true;
}

}  // namespace lightloom::ui
