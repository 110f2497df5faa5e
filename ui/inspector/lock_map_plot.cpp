#include "inspector/lock_map_plot.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "inspector/plot_style.h"
#include "plots/custom_plot.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr double kClickPixels = 14;
constexpr double kDotSteps = 4000;   // of the height
constexpr double kDarkestDb = -200;  // of a laser without injection: off the map, but a number

double decibel(double ratio) {
  return ratio > 0 ? std::max(kDarkestDb, 10 * std::log10(ratio)) : kDarkestDb;
}

QCPGraph* unnamedPoints(QCustomPlot& plot) {
  QCPGraph* graph = addPoints(plot);
  graph->removeFromLegend();
  return graph;
}

}  // namespace

LockMapPlot::LockMapPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  setObjectName(QStringLiteral("lockMap"));
  m_plot->setObjectName(QStringLiteral("lockMapPlot"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  nameAxis(*m_plot->xAxis, tr("injected light (dB of the laser's own)"), tr("injected light (dB)"));
  m_plot->yAxis->setLabel(tr("detuning (GHz)"));
  m_area = new QCPColorMap(m_plot->xAxis, m_plot->yAxis);
  m_area->setInterpolate(false);
  m_area->removeFromLegend();
  for (QCPGraph*& line : m_usable) {
    line = m_plot->addGraph();
    line->removeFromLegend();
  }
  const std::array<QString, 4> names{tr("stable"), tr("oscillating (Hopf)"), tr("unlocked"), tr("usable")};
  for (std::size_t i = 0; i < m_keys.size(); ++i) {
    m_keys[i] = m_plot->addGraph();
    m_keys[i]->setName(names[i]);
  }
  m_swing = new QCPItemLine(m_plot);
  m_plot->addLayer(QStringLiteral("lasers"), m_plot->layer(QStringLiteral("axes")));
  m_plot->layer(QStringLiteral("lasers"))->setMode(QCPLayer::lmBuffered);
  m_work = unnamedPoints(*m_plot);
  for (QCPGraph*& graph : m_lasers) graph = unnamedPoints(*m_plot);
  for (QCPGraph*& graph : m_sent) graph = unnamedPoints(*m_plot);
  m_ring = unnamedPoints(*m_plot);
  // The item that is named last lies on top.
  for (QCPLayerable* item : std::initializer_list<QCPLayerable*>{m_swing, m_work, m_lasers[0], m_lasers[1],
                                                                 m_lasers[2], m_ring, m_sent[0], m_sent[1]})
    item->setLayer(QStringLiteral("lasers"));
  putLegendOnTop(*m_plot, 4);
  connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) press(event->position());
  });
  setColours(lockColours(false));
}

void LockMapPlot::setColours(const LockColours& colours) {
  m_colours = colours;
  colourPlot(*m_plot, colours);
  m_plot->axisRect()->setBackground(colours.unlocked);
  const std::array<QColor, 3> areas{colours.stable, colours.unstable, colours.unlocked};
  for (std::size_t i = 0; i < areas.size(); ++i) {
    m_keys[i]->setPen(QPen(areas[i].darker(colours.base.lightness() < 128 ? 80 : 106), 9));
  }
  m_keys[3]->setPen(QPen(colours.text, 1.4, Qt::DashLine));
  for (QCPGraph* line : m_usable) line->setPen(QPen(faded(colours.text, 0.75), 1.4, Qt::DashLine));
  m_swing->setPen(QPen(colours.selection, 3, Qt::SolidLine, Qt::FlatCap));
  m_work->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssPlus, QPen(colours.selection, 2), Qt::NoBrush, 24));
  m_ring->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colours.selection, 2.4), Qt::NoBrush, 17));
  const std::array<QColor, 3> inks{colours.locked, colours.oscillating, colours.slipping};
  const std::array<QCPScatterStyle::ScatterShape, 3> shapes{
      QCPScatterStyle::ssCircle, QCPScatterStyle::ssTriangle, QCPScatterStyle::ssDiamond};
  for (std::size_t i = 0; i < inks.size(); ++i)
    m_lasers[i]->setScatterStyle(QCPScatterStyle(shapes[i], QPen(colours.base, 1), inks[i], 10));
  m_sent[0]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colours.text, 4));
  m_sent[1]->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssTriangle, colours.slipping, colours.slipping, 7));
  colourMap();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LockMapPlot::colourMap() {
  QCPColorGradient gradient;
  gradient.setLevelCount(3);
  gradient.setColorStops({{0, m_colours.unlocked}, {0.5, m_colours.unstable}, {1, m_colours.stable}});
  m_area->setGradient(gradient);
  m_area->setDataRange(QCPRange(0, 2));
}

void LockMapPlot::setMap(std::shared_ptr<const LockMap> map) {
  if (map == m_map) return;
  m_map = std::move(map);
  fillMap();
  say();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LockMapPlot::fillMap() {
  for (QCPGraph* line : m_usable) line->data()->clear();
  m_area->data()->clear();
  if (!m_map) return;
  const LockMapRange& range = m_map->range;
  m_area->data()->setSize(m_map->columns, m_map->rows);
  m_area->data()->setRange(QCPRange(range.ratioLowDb, range.ratioHighDb),
                           QCPRange(range.detuningLowHz / kGiga, range.detuningHighHz / kGiga));
  for (int column = 0; column < m_map->columns; ++column) {
    for (int row = 0; row < m_map->rows; ++row)
      m_area->data()->setCell(column, row, static_cast<int>(m_map->at(column, row)));
    const LockMapColumn& edges = m_map->columnEdges[static_cast<std::size_t>(column)];
    if (!edges.band) continue;
    m_usable[0]->addData(m_map->ratioDb(column), edges.usableLowHz / kGiga);
    m_usable[1]->addData(m_map->ratioDb(column), edges.usableHighHz / kGiga);
  }
  m_plot->xAxis->setRange(range.ratioLowDb, range.ratioHighDb);
  m_plot->yAxis->setRange(range.detuningLowHz / kGiga, range.detuningHighHz / kGiga);
  colourMap();
}

void LockMapPlot::setWorkingPoint(const LockWorkingPoint& point) {
  m_point = point;
  m_work->data()->clear();
  m_swing->setVisible(point.valid);
  if (point.valid) {
    m_work->addData(point.ratioDb, point.detuningHz / kGiga);
    m_swing->start->setCoords(point.ratioDb, point.usableLowHz / kGiga);
    m_swing->end->setCoords(point.ratioDb, point.usableHighHz / kGiga);
  }
  placeWeights();
  say();
  m_plot->layer(QStringLiteral("lasers"))->replot();
}

void LockMapPlot::setWeights(const std::vector<double>& withinHz, const std::vector<double>& beyondHz) {
  std::array<std::vector<double>, 2> weights{withinHz, beyondHz};
  if (weights == m_weightsHz) return;
  m_weightsHz = std::move(weights);
  placeWeights();
  m_plot->layer(QStringLiteral("lasers"))->replot();
}

void LockMapPlot::placeWeights() {
  for (std::size_t i = 0; i < m_sent.size(); ++i) {
    m_sent[i]->data()->clear();
    if (!m_point.valid) continue;
    for (const double hz : m_weightsHz[i]) m_sent[i]->addData(m_point.ratioDb, hz / kGiga);
  }
}

void LockMapPlot::setLasers(const std::vector<LaserView>& lasers, int selected) {
  // Drift moves dots by less than can be seen: in steps of a small part of a pixel most pictures are equal.
  const double step = m_plot->yAxis->range().size() / kDotSteps;
  std::vector<Dot> dots;
  for (const LaserView& laser : lasers)
    dots.push_back(
        {decibel(laser.injectionRatio), step * std::round(laser.detuningHz / kGiga / step), laser.motion});
  if (dots == m_dots && selected == m_selected) return;
  m_dots = std::move(dots);
  m_selected = selected;
  placeDots();
  m_plot->layer(QStringLiteral("lasers"))->replot();
}

void LockMapPlot::placeDots() {
  for (QCPGraph* graph : m_lasers) graph->data()->clear();
  m_ring->data()->clear();
  for (std::size_t i = 0; i < m_dots.size(); ++i) {
    m_lasers[static_cast<std::size_t>(m_dots[i].motion)]->addData(m_dots[i].ratioDb, m_dots[i].detuningGHz);
    if (static_cast<int>(i) == m_selected) m_ring->addData(m_dots[i].ratioDb, m_dots[i].detuningGHz);
  }
}

QPointF LockMapPlot::dotPosition(int laser) const {
  const Dot& dot = m_dots[static_cast<std::size_t>(laser)];
  return {m_plot->xAxis->coordToPixel(dot.ratioDb), m_plot->yAxis->coordToPixel(dot.detuningGHz)};
}

// A click takes, of the dots under the pointer, the one after the selected one, so that further clicks reach
// all of them.
void LockMapPlot::press(QPointF position) {
  std::vector<int> near;
  for (std::size_t i = 0; i < m_dots.size(); ++i) {
    if (QLineF(dotPosition(static_cast<int>(i)), position).length() <= kClickPixels)
      near.push_back(static_cast<int>(i));
  }
  if (near.empty()) return;
  const auto next = std::upper_bound(near.begin(), near.end(), m_selected);
  Q_EMIT laserClicked(next == near.end() ? near.front() : *next);
}

void LockMapPlot::say() {
  const QString words =
      m_point.valid
          ? tr("Map of locking; the lasers work at %1 dB and %2 GHz, usable from %3 to %4 GHz")
                .arg(plainText(m_point.ratioDb, 3), plainText(m_point.detuningHz / kGiga, 3),
                     plainText(m_point.usableLowHz / kGiga, 3), plainText(m_point.usableHighHz / kGiga, 3))
          : tr("Map of locking over injected light and detuning");
  m_plot->setAccessibleName(words);
  m_plot->setToolTip(
      tr("Click a dot to look at that laser.\nThe cross is where the lasers work, the bar how "
         "far their weights may tune them. Small dots on it are the weights that the laser sends, with "
         "their heat; triangles have left the usable range."));
}

}  // namespace lightloom::ui
