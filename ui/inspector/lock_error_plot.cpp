#include "inspector/lock_error_plot.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "inspector/plot_style.h"
#include "plots/custom_plot.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr double kMilli = 1e3;
constexpr double kMostShown = 3200;  // mrad; the phase of a slipping laser knows no bounds
constexpr std::array<double, 8> kTops{20, 50, 100, 200, 500, 1000, 2000, 3400};

}  // namespace

LockErrorPlot::LockErrorPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  setObjectName(QStringLiteral("lockErrors"));
  m_plot->setObjectName(QStringLiteral("lockErrorsPlot"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  m_plot->xAxis->setLabel(tr("laser"));
  m_plot->yAxis->setLabel(tr("mrad"));
  m_plot->yAxis->ticker()->setTickCount(3);
  m_plot->xAxis->grid()->setVisible(false);
  m_chosen = new QCPBars(m_plot->xAxis, m_plot->yAxis);
  m_chosen->setWidth(1);
  m_chosen->removeFromLegend();
  const std::array<QString, 3> names{tr("locked"), tr("oscillating"), tr("slipping")};
  for (std::size_t i = 0; i < m_bars.size(); ++i) {
    m_bars[i] = new QCPBars(m_plot->xAxis, m_plot->yAxis);
    m_bars[i]->setName(names[i]);
    m_bars[i]->setWidth(0.7);
  }
  m_static = m_plot->addGraph();
  m_static->setName(tr("static"));
  m_static->setLineStyle(QCPGraph::lsNone);
  m_expected = new QCPItemStraightLine(m_plot);
  putLegendOnTop(*m_plot, 4);
  m_plot->setToolTip(
      tr("Bars: rms of each laser's phase. Marks: how far its mean is off where it was "
         "calibrated. Dotted: the noise that the model foretells.\nClick a bar to look at that laser."));
  m_plot->setAccessibleName(tr("Phase-lock error of every laser"));
  connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
    const int laser = static_cast<int>(std::lround(m_plot->xAxis->pixelToCoord(event->position().x())));
    if (m_plot->axisRect()->rect().contains(event->pos()) && laser >= 0 && laser < m_count)
      Q_EMIT laserClicked(laser);
  });
  setColours(lockColours(false));
}

void LockErrorPlot::setColours(const LockColours& colours) {
  m_colours = colours;
  colourPlot(*m_plot, colours);
  const std::array<QColor, 3> inks{colours.locked, colours.oscillating, colours.slipping};
  for (std::size_t i = 0; i < inks.size(); ++i) {
    m_bars[i]->setPen(Qt::NoPen);
    m_bars[i]->setBrush(inks[i]);
  }
  m_chosen->setPen(Qt::NoPen);
  m_chosen->setBrush(faded(colours.selection, 0.28));
  fitMarks();
  m_expected->setPen(QPen(faded(colours.text, 0.7), 1.4, Qt::DotLine));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LockErrorPlot::setExpected(double rmsRad) {
  m_expected->setVisible(rmsRad > 0);
  m_expected->point1->setCoords(0, kMilli * rmsRad);
  m_expected->point2->setCoords(1, kMilli * rmsRad);
}

// Round steps, and down only where the next one leaves room: the axis must not tremble with the noise.
// Slipping lasers run out at the top: there is no error to read, and the others must stay in sight.
void LockErrorPlot::fitHeight(double most) {
  const auto topFor = [](double value) {
    const auto above = std::lower_bound(kTops.begin(), kTops.end(), value);
    return above == kTops.end() ? kTops.back() : *above;
  };
  constexpr double kRoomToFall = 0.75;
  m_top = std::max(topFor(most), std::min(m_top, topFor(most / kRoomToFall)));
  m_plot->yAxis->setRange(0, m_top);
}

// Thousands of marks would hide the bars, and each other.
void LockErrorPlot::fitMarks() {
  constexpr int kMany = 150;
  m_static->setScatterStyle(m_count > kMany ? QCPScatterStyle(QCPScatterStyle::ssDot, m_colours.text, 2)
                                            : QCPScatterStyle(QCPScatterStyle::ssDiamond,
                                                              QPen(m_colours.base, 1), m_colours.text, 7));
}

void LockErrorPlot::setLasers(const std::vector<LaserView>& lasers, int selected) {
  m_count = static_cast<int>(lasers.size());
  fitMarks();
  for (QCPBars* bars : m_bars) bars->data()->clear();
  m_static->data()->clear();
  m_chosen->data()->clear();
  double most = 0;
  for (int i = 0; i < m_count; ++i) {
    const LaserView& laser = lasers[static_cast<std::size_t>(i)];
    const double rms = std::min(kMostShown, kMilli * laser.rmsRad);
    const double off = std::min(kMostShown, kMilli * std::fabs(laser.staticRad));
    m_bars[static_cast<std::size_t>(laser.motion)]->addData(i, rms);
    if (laser.motion == LaserMotion::Slipping) continue;
    m_static->addData(i, off);
    most = std::max({most, rms, off});
  }
  fitHeight(1.1 * most);
  if (selected >= 0 && selected < m_count) m_chosen->addData(selected, m_top);
  m_plot->xAxis->setRange(-0.7, std::max(0, m_count - 1) + 0.7);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

int LockErrorPlot::bars() const {
  int out = 0;
  for (const QCPBars* bars : m_bars) out += bars->data()->size();
  return out;
}

bool LockErrorPlot::isFinite() const {
  for (const QCPBars* bars : m_bars)
    for (const QCPBarsData& data : *bars->data())
      if (!std::isfinite(data.value)) return false;
  return std::all_of(m_static->data()->begin(), m_static->data()->end(),
                     [](const QCPGraphData& data) { return std::isfinite(data.value); });
}

}  // namespace lightloom::ui
