#include "photons/photon_plot.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "inspector/plot_style.h"
#include "plots/custom_plot.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr double kLow = 0.01, kHigh = 1e5;

}  // namespace

PhotonPlot::PhotonPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  setObjectName(QStringLiteral("photonPlot"));
  m_plot->setObjectName(QStringLiteral("photonCurves"));
  m_plot->setAccessibleName(tr("Test error against photo-electrons per multiplication"));
  m_plot->setToolTip(
      tr("Shot noise alone. Vertical lines: the light of the bench (dashed) and of the slider. Horizontal: "
         "the error without any noise."));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  nameAxis(*m_plot->xAxis, tr("photo-electrons per multiplication"), tr("electrons per product"));
  m_plot->yAxis->setLabel(tr("test error (%)"));
  m_plot->xAxis->setScaleType(QCPAxis::stLogarithmic);
  m_plot->xAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
  m_plot->xAxis->setNumberPrecision(0);
  m_plot->xAxis->setRange(kLow, kHigh);
  m_plot->yAxis->setRange(0, 100);
  const std::array<QString, kCurves> names{tr("trained without noise"), tr("trained with it"),
                                           tr("quantum limit")};
  for (std::size_t i = 0; i < kCurves; ++i) {
    m_graphs[i] = m_plot->addGraph();
    m_graphs[i]->setName(names[i]);
    m_bars[i] = new QCPErrorBars(m_plot->xAxis, m_plot->yAxis);
    m_bars[i]->setDataPlottable(m_graphs[i]);
    m_bars[i]->removeFromLegend();
  }
  m_exact = new QCPItemStraightLine(m_plot);
  m_bench = new QCPItemStraightLine(m_plot);
  m_slider = new QCPItemStraightLine(m_plot);
  for (QCPItemStraightLine* line : {m_exact, m_bench, m_slider}) line->setVisible(false);
  putLegendOnTop(*m_plot, kCurves);
  setColours(lockColours(false));
}

void PhotonPlot::setColours(const LockColours& colours) {
  colourPlot(*m_plot, colours);
  const std::array<QColor, kCurves> inks{colours.voltage, colours.damping, colours.weight};
  const std::array<Qt::PenStyle, kCurves> dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine};
  const std::array<QCPScatterStyle::ScatterShape, kCurves> marks{
      QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssNone};
  for (std::size_t i = 0; i < kCurves; ++i) {
    m_graphs[i]->setPen(QPen(inks[i], 2.2, dashes[i]));
    m_graphs[i]->setScatterStyle(QCPScatterStyle(marks[i], QPen(inks[i], 1.5), inks[i], 6));
    m_bars[i]->setPen(QPen(inks[i], 1));
  }
  m_exact->setPen(QPen(faded(colours.text, 0.5), 1, Qt::DotLine));
  m_bench->setPen(QPen(faded(colours.text, 0.7), 1.5, Qt::DashLine));
  m_slider->setPen(QPen(colours.selection, 2));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PhotonPlot::add(Curve curve, double photons, double error, int samples) {
  if (error < 0 || samples < 1) return;
  const double spread = std::sqrt(std::max(0.0, error * (1 - error)) / samples);
  m_graphs[curve]->addData(photons, 100 * error);
  m_bars[curve]->addData(100 * spread);
}

void PhotonPlot::setStudy(const PhotonStudy& study) {
  for (std::size_t i = 0; i < kCurves; ++i) {
    m_graphs[i]->data()->clear();
    m_bars[i]->setData(QVector<double>());
  }
  double top = 0;
  for (const PhotonPoint& point : study.points) {
    add(kBlind, point.photonsPerMac, point.blindError, study.testSamples);
    add(kAware, point.photonsPerMac, point.awareError, study.testSamples);
    add(kLimit, point.photonsPerMac, point.limitError, study.testSamples);
    top = std::max({top, point.blindError, point.awareError, point.limitError});
  }
  if (!study.points.empty()) {
    m_studyLow = study.points.front().photonsPerMac;
    m_studyHigh = study.points.back().photonsPerMac;
  }
  fitLight();
  m_exact->setVisible(!study.points.empty());
  m_exact->point1->setCoords(1, 100 * study.exactError);
  m_exact->point2->setCoords(10, 100 * study.exactError);
  m_plot->yAxis->setRange(0, top > 0 ? std::min(105.0, 110 * top) : 100);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PhotonPlot::setLight(double bench, double slider) {
  const auto place = [](QCPItemStraightLine* line, double photons) {
    line->setVisible(photons > 0);
    line->point1->setCoords(photons, 0);
    line->point2->setCoords(photons, 1);
  };
  place(m_bench, bench);
  place(m_slider, slider);
  m_benchLight = bench;
  fitLight();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// The light of the slider, of the bench and of the study, with a little beyond.
void PhotonPlot::fitLight() {
  constexpr double kBeyond = 1.5;
  const double low = m_benchLight > 0 ? std::min(m_benchLight, m_studyLow) : m_studyLow;
  const double high = std::max(m_benchLight, m_studyHigh);
  m_plot->xAxis->setRange(std::min(kLow, low / kBeyond), std::max(kHigh, high * kBeyond));
}

int PhotonPlot::points(Curve curve) const {
  return m_graphs[curve]->data()->size();
}

}  // namespace lightloom::ui
