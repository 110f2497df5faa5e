#include "energy/energy_chart.h"

#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "document/translate.h"
#include "inspector/plot_style.h"
#include "plots/custom_plot.h"
#include "report/digital_processors.h"

namespace lightloom::ui {
namespace {

constexpr double kFemto = 1e-15, kTeraPerMm2 = 1e18;
constexpr double kLeast = 3e-6, kMost = 3e4;        // fJ/OP: from the limits of light to the processors
constexpr double kThinnest = 1e-2, kDensest = 3e2;  // TOP/s/mm²

}  // namespace

EnergyChart::EnergyChart(QWidget* parent)
    : QWidget(parent), m_plot(new QCustomPlot(this)), m_colours(lockColours(false)) {
  setObjectName(QStringLiteral("energyChart"));
  m_plot->setObjectName(QStringLiteral("energyChartCurves"));
  m_plot->setAccessibleName(tr("Energy per operation against compute density"));
  m_plot->setToolTip(
      tr("Disc: this bench with its range. Squares: digital processors at their dense peak; "
         "lines where their power is known within limits. Triangles: published numbers. "
         "Dashes: least optical energy. To the right and below is better."));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  nameAxis(*m_plot->xAxis, tr("compute density (TOP/s/mm²)"), tr("TOP/s/mm²"));
  nameAxis(*m_plot->yAxis, tr("energy (fJ/OP)"), tr("fJ/OP"));
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
    axis->setScaleType(QCPAxis::stLogarithmic);
    axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    axis->setNumberFormat(QStringLiteral("eb"));
    axis->setNumberPrecision(0);
  }
  addMarks();
  setBench(std::nullopt, 0);
}

void EnergyChart::addMarks() {
  int number = 0;
  for (const DigitalProcessor& processor : digitalProcessors()) {
    const double low = processor.lowJoulesPerOp() / kFemto, high = processor.joulesPerOp() / kFemto;
    m_marks.push_back({QLocale().toString(++number), processor.opsPerSPerM2() / kTeraPerMm2, low, high,
                       std::sqrt(low * high), true});
  }
  for (const PublishedMark& mark : publishedMarks()) {
    const double energy = mark.joulesPerOp / kFemto;
    m_marks.push_back({mark.id == "chen_2023" ? tr("journal 2023") : tr("preprint 2022"),
                       mark.opsPerSPerM2 / kTeraPerMm2, energy, energy, energy, false});
  }
}

void EnergyChart::setColours(const LockColours& colours) {
  m_colours = colours;
  colourPlot(*m_plot, colours);
  draw();
}

void EnergyChart::setBench(const std::optional<Here>& here, double wavelengthM) {
  m_here = here;
  if (m_here && !(m_here->joulesPerOp > 0 && m_here->opsPerSPerM2 > 0)) m_here.reset();
  m_wavelengthM = wavelengthM;
  draw();
}

void EnergyChart::addName(const QString& name, double x, double y, Qt::Alignment side) {
  auto* text = new QCPItemText(m_plot);
  text->setText(name);
  text->setFont(axisFont());
  text->setColor(m_colours.text);
  text->setPadding(QMargins(7, 4, 7, 4));
  text->setPositionAlignment(side);
  text->position->setCoords(x, y);
}

void EnergyChart::draw() {
  m_plot->clearGraphs();
  m_plot->clearItems();
  double most = kMost, thinnest = kThinnest, densest = kDensest;
  if (m_here) {
    most = std::max(most, 2 * m_here->high / kFemto);
    thinnest = std::min(thinnest, m_here->opsPerSPerM2 / kTeraPerMm2 / 3);
    densest = std::max(densest, m_here->opsPerSPerM2 / kTeraPerMm2 * 3);
  }
  m_plot->xAxis->setRange(thinnest, densest);
  m_plot->yAxis->setRange(kLeast, most);
  const auto line = [&](double x1, double y1, double x2, double y2, const QPen& pen) {
    auto* item = new QCPItemLine(m_plot);
    item->start->setCoords(x1, y1);
    item->end->setCoords(x2, y2);
    item->setPen(pen);
  };
  const auto disc = [&](double x, double y, QCPScatterStyle::ScatterShape shape, const QColor& ink,
                        double size) {
    QCPGraph* graph = addPoints(*m_plot);
    graph->setScatterStyle(QCPScatterStyle(shape, QPen(ink, 1.5), QBrush(faded(ink, 0.6)), size));
    graph->setData({x}, {y});
  };
  if (m_wavelengthM > 0)
    for (const EnergyLimit& limit : energyLimits(m_wavelengthM)) {
      const double y = limit.joulesPerOp / kFemto;
      line(thinnest, y, densest, y, QPen(faded(m_colours.text, 0.6), 1, Qt::DashLine));
      const bool photon = limit.id == "one_photon";
      addName(shownText(limit.title), photon ? thinnest : densest, y,
              photon ? Qt::AlignBottom | Qt::AlignLeft : Qt::AlignTop | Qt::AlignRight);
    }
  bool numbered = false;
  for (const Mark& mark : m_marks) {
    const QColor ink = mark.isProcessor ? m_colours.damping : m_colours.weight;
    if (mark.high > mark.low) line(mark.density, mark.low, mark.density, mark.high, QPen(ink, 1.5));
    disc(mark.density, mark.energy,
         mark.isProcessor ? QCPScatterStyle::ssSquare : QCPScatterStyle::ssTriangle, ink, 7);
    if (!mark.isProcessor) {
      // The denser one to the right, the other away from it.
      const bool isRight = mark.density == m_marks.back().density;
      addName(mark.name, mark.density, mark.energy,
              (isRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
      continue;
    }
    // Neighbours have their numbers above and below by turns.
    const bool above = (numbered = !numbered);
    addName(mark.name, mark.density, above ? mark.high : mark.low,
            Qt::AlignHCenter | (above ? Qt::AlignBottom : Qt::AlignTop));
  }
  if (m_here) {
    const double x = m_here->opsPerSPerM2 / kTeraPerMm2;
    line(x, m_here->low / kFemto, x, m_here->high / kFemto, QPen(m_colours.selection, 2));
    disc(x, m_here->joulesPerOp / kFemto, QCPScatterStyle::ssCircle, m_colours.selection, 11);
    addName(tr("this bench"), x, m_here->joulesPerOp / kFemto,
            (x > 3 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  }
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QPointF EnergyChart::placeOfBench() const {
  if (!m_here) return {};
  return {m_plot->xAxis->coordToPixel(m_here->opsPerSPerM2 / kTeraPerMm2),
          m_plot->yAxis->coordToPixel(m_here->joulesPerOp / kFemto)};
}

}  // namespace lightloom::ui
