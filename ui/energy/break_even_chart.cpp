#include "energy/break_even_chart.h"

#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "document/translate.h"
#include "inspector/plot_style.h"
#include "plots/custom_plot.h"

namespace lightloom::ui {
namespace {

constexpr double kSmallestSide = 1, kLargestSide = 300;  // shown; the lines end where they leave it
constexpr Qt::PenStyle kMemoryDash[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine};

}  // namespace

BreakEvenChart::BreakEvenChart(QWidget* parent)
    : QWidget(parent), m_plot(new QCustomPlot(this)), m_colours(lockColours(false)) {
  setObjectName(QStringLiteral("breakEvenChart"));
  m_plot->setObjectName(QStringLiteral("breakEvenCurves"));
  m_plot->setAccessibleName(tr("Array size against symbol rate: where light costs less"));
  m_plot->setToolTip(
      tr("Above its line light costs less than the processor, below it more. Disc: this bench with full "
         "layers. Hatched: rates at which it cannot be built."));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  nameAxis(*m_plot->xAxis, tr("symbol rate (GS/s)"), tr("rate (GS/s)"));
  nameAxis(*m_plot->yAxis, tr("synapses along a side, n of n × n"), tr("n of n × n"));
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
    axis->setScaleType(QCPAxis::stLogarithmic);
    axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    axis->setNumberFormat(QStringLiteral("gb"));
    axis->setNumberPrecision(3);
  }
  putLegendOnTop(*m_plot, 4);
}

void BreakEvenChart::setMap(const std::optional<BreakEven>& map, double joulesPerOp) {
  m_map = map;
  m_joulesPerOp = joulesPerOp;
  draw();
}

void BreakEvenChart::setColours(const LockColours& colours) {
  m_colours = colours;
  colourPlot(*m_plot, colours);
  draw();
}

int BreakEvenChart::pointsOf(std::size_t memory) const {
  return memory < m_points.size() ? m_points[memory] : 0;
}

void BreakEvenChart::draw() {
  m_plot->clearGraphs();
  m_plot->clearItems();
  m_points.clear();
  m_plot->legend->setVisible(m_map.has_value());
  if (!m_map || m_map->rates.empty()) return m_plot->replot(QCustomPlot::rpQueuedReplot);
  const double first = m_map->rates.front().symbolRateHz / kGiga,
               last = m_map->rates.back().symbolRateHz / kGiga;
  m_plot->xAxis->setRange(first, last);
  m_plot->yAxis->setRange(kSmallestSide, std::max(kLargestSide, 1.5 * m_map->side));
  // Rates without a bench that can be built, half a step to both sides.
  for (const BreakEvenRate& rate : m_map->rates) {
    if (!rate.trouble) continue;
    const double at = rate.symbolRateHz / kGiga, half = std::pow(2, 0.25);
    auto* band = new QCPItemRect(m_plot);
    band->topLeft->setCoords(std::max(first, at / half), m_plot->yAxis->range().upper);
    band->bottomRight->setCoords(std::min(last, at * half), kSmallestSide);
    band->setPen(Qt::NoPen);
    band->setBrush(QBrush(faded(m_colours.text, 0.25), Qt::BDiagPattern));
  }
  const QColor inks[] = {m_colours.damping, m_colours.weight, m_colours.voltage};
  for (std::size_t memory = 0; memory < m_map->memories.size(); ++memory) {
    QVector<double> x, y;
    for (const BreakEvenRate& rate : m_map->rates) {
      const std::optional<double> side = smallestSide(rate.cells[memory], m_map->slots, m_joulesPerOp);
      if (!side) continue;
      x << rate.symbolRateHz / kGiga;
      y << *side;
    }
    QCPGraph* graph = m_plot->addGraph();
    const std::size_t look = std::min(memory, std::size(inks) - 1);
    graph->setPen(QPen(inks[look], memory == m_map->memory ? 3 : 1.8, kMemoryDash[look]));
    const QString name = tr("memory: %1").arg(shownEnumerator(m_map->memories[memory]));
    graph->setName(x.isEmpty() ? tr("%1, nowhere").arg(name) : name);
    graph->setData(x, y);
    m_points.push_back(static_cast<int>(x.size()));
  }
  const auto say = [&](const QString& words, double y, Qt::Alignment side) {
    auto* text = new QCPItemText(m_plot);
    text->setText(words);
    text->setFont(axisFont());
    text->setColor(m_colours.text);
    text->setPadding(QMargins(6, 4, 6, 4));
    text->setPositionAlignment(side | Qt::AlignRight);
    text->position->setCoords(last, y);
  };
  say(tr("above its line light costs less"), m_plot->yAxis->range().upper, Qt::AlignTop);
  say(tr("below it costs more"), kSmallestSide, Qt::AlignBottom);
  QCPGraph* here = addPoints(*m_plot);
  here->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(m_colours.selection, 1.5),
                                        QBrush(m_colours.selection), 11));
  here->setName(tr("this bench"));
  here->setData({m_map->symbolRateHz / kGiga}, {m_map->side});
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace lightloom::ui
