#include "inspector/wander_plot.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "document/translate.h"
#include "inspector/plot_style.h"
#include "plots/custom_plot.h"

namespace lightloom::ui {
namespace {

constexpr std::size_t kCloud = 700;                 // points of a round
constexpr double kLeastRoom = 0.12, kSigmas = 3.5;  // beside the usable range: of it, of the wander
constexpr double kBeside = 0.08;                    // of the phases
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

WanderPlot::WanderPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
  setObjectName(QStringLiteral("lockWander"));
  m_plot->setObjectName(QStringLiteral("lockWanderPlot"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  nameAxis(*m_plot->xAxis, tr("phase that a weight asks for (rad)"), tr("phase (rad)"));
  m_plot->yAxis->setLabel(tr("detuning (GHz)"));
  m_cloud = addPoints(*m_plot);
  m_cloud->removeFromLegend();
  m_branch = m_plot->addGraph();
  m_branch->removeFromLegend();
  for (QCPItemStraightLine*& edge : m_edges) edge = new QCPItemStraightLine(m_plot);
  m_plot->addLayer(QStringLiteral("symbols"), m_plot->layer(QStringLiteral("axes")));
  m_plot->layer(QStringLiteral("symbols"))->setMode(QCPLayer::lmBuffered);
  m_stems = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
  m_stems->removeFromLegend();
  m_wanted = addPoints(*m_plot);
  m_heated = addPoints(*m_plot);
  m_edgeKey = m_plot->addGraph();
  m_beyond = addPoints(*m_plot);
  m_newest = addPoints(*m_plot);
  m_newest->removeFromLegend();
  // The item that is named last lies on top.
  for (QCPLayerable* item :
       std::initializer_list<QCPLayerable*>{m_stems, m_wanted, m_heated, m_beyond, m_newest})
    item->setLayer(QStringLiteral("symbols"));
  putLegendOnTop(*m_plot, 2);
  m_plot->setToolTip(
      tr("The last %1 weights that this laser sent: rings where they are wanted on the locking curve, dots "
         "where heat puts the laser, pale dots the whole round.\n"
         "Shift e = Σ y + d·h in Hz, y → r·y + c·h from symbol to symbol; h is what a symbol would add if it "
         "stood for ever, less the mean that the bias takes off; r, c and d follow from the thermal corner, "
         "the symbol rate and what is driven against the heat.\n"
         "Simulated with the weights of the network, on the nominal laser.")
          .arg(kTrail));
  setColours(lockColours(false));
  say();
}

void WanderPlot::setColours(const LockColours& colours) {
  colourPlot(*m_plot, colours);
  m_branch->setPen(QPen(faded(colours.text, 0.55), 1.4));
  m_edgeKey->setPen(QPen(faded(colours.text, 0.75), 1.4, Qt::DashLine));
  for (QCPItemStraightLine* edge : m_edges) edge->setPen(m_edgeKey->pen());
  m_stems->setPen(QPen(faded(colours.text, 0.4), 1));
  const auto style = [](QCPGraph& graph, QCPScatterStyle::ScatterShape shape, const QPen& pen,
                        const QBrush& brush,
                        double size) { graph.setScatterStyle(QCPScatterStyle(shape, pen, brush, size)); };
  style(*m_cloud, QCPScatterStyle::ssDisc, QPen(faded(colours.weight, 0.3)), Qt::NoBrush, 3);
  style(*m_wanted, QCPScatterStyle::ssCircle, QPen(colours.text, 1.2), Qt::NoBrush, 7);
  style(*m_heated, QCPScatterStyle::ssCircle, QPen(colours.base, 0.8), colours.weight, 7);
  style(*m_beyond, QCPScatterStyle::ssTriangle, QPen(colours.base, 0.8), colours.slipping, 9);
  style(*m_newest, QCPScatterStyle::ssCircle, QPen(colours.selection, 2.2), Qt::NoBrush, 14);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void WanderPlot::setWeights(std::shared_ptr<const SentWeights> weights) {
  if (weights == m_weights) return;
  m_weights = std::move(weights);
  m_trail.clear();
  fillRound();
  placeTrail();
  say();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void WanderPlot::fillRound() {
  m_branch->data()->clear();
  m_cloud->data()->clear();
  for (QCPItemStraightLine* edge : m_edges) edge->setVisible(m_weights != nullptr);
  if (!m_weights) return;
  const WrittenBranch& branch = m_weights->branch;
  for (const WrittenSymbol& symbol : branch.symbols)
    m_branch->addData(symbol.phaseRad, symbol.detuningHz / kGiga);
  const std::vector<SentWeight>& symbols = m_weights->symbols;
  // Odd, so that it is in step with no row of an even number of weights.
  const std::size_t step = std::max<std::size_t>(1, symbols.size() / kCloud) | 1;
  double left = symbols.front().phaseRad, right = left;
  for (std::size_t i = 0; i < symbols.size(); i += step) {
    m_cloud->addData(symbols[i].phaseRad, symbols[i].heatedHz / kGiga);
    left = std::min(left, symbols[i].phaseRad);
    right = std::max(right, symbols[i].phaseRad);
  }
  const double usable = branch.usableHighHz - branch.usableLowHz;
  const double room = std::max(kLeastRoom * usable, kSigmas * m_weights->rmsHz);
  const std::array<double, 2> edges{branch.usableLowHz, branch.usableHighHz};
  for (std::size_t i = 0; i < edges.size(); ++i) {
    m_edges[i]->point1->setCoords(0, edges[i] / kGiga);
    m_edges[i]->point2->setCoords(1, edges[i] / kGiga);
  }
  m_plot->yAxis->setRange((edges[0] - room) / kGiga, (edges[1] + room) / kGiga);
  const double beside = kBeside * (right - left) + 1e-3;
  m_plot->xAxis->setRange(left - beside, right + beside);
}

void WanderPlot::showUpTo(std::size_t newest) {
  if (!m_weights || newest >= m_weights->symbols.size()) return;
  const std::vector<SentWeight>& symbols = m_weights->symbols;
  if (!m_trail.empty() && m_trail.back().slot == symbols[newest].slot) return;
  const std::size_t end = newest + 1, first = end > kTrail ? end - kTrail : 0;
  m_trail.assign(symbols.begin() + static_cast<std::ptrdiff_t>(first),
                 symbols.begin() + static_cast<std::ptrdiff_t>(end));
  placeTrail();
  m_plot->layer(QStringLiteral("symbols"))->replot();
}

void WanderPlot::placeTrail() {
  for (QCPGraph* graph : {m_wanted, m_heated, m_beyond, m_newest}) graph->data()->clear();
  m_stems->data()->clear();
  double step = 0;
  for (const SentWeight& symbol : m_trail) {
    const double wanted = symbol.wantedHz / kGiga, heated = symbol.heatedHz / kGiga;
    m_wanted->addData(symbol.phaseRad, wanted);
    (isUsable(m_weights->branch, symbol.heatedHz) ? m_heated : m_beyond)->addData(symbol.phaseRad, heated);
    for (const double y : {wanted, heated, kNone}) m_stems->addData(step++, symbol.phaseRad, y);
  }
  if (!m_trail.empty()) m_newest->addData(m_trail.back().phaseRad, m_trail.back().heatedHz / kGiga);
}

// What stands in the legend is said of the whole round.
void WanderPlot::say() {
  m_wanted->setName(tr("wanted"));
  m_edgeKey->setName(tr("usable"));
  if (!m_weights) {
    m_heated->setName(tr("with heat"));
    m_beyond->setName(tr("outside"));
    m_plot->setAccessibleName(tr("Detunings of the weights that a laser sends"));
    return;
  }
  const QString rms = shownQuantity(m_weights->rmsHz, Unit::Gigahertz, 2);
  const QString share = tr("%1 %").arg(plainText(100 * m_weights->outsideShare, 2));
  m_heated->setName(tr("with heat, %1 rms").arg(rms));
  m_beyond->setName(tr("outside, %1").arg(share));
  m_plot->setAccessibleName(
      tr("Detunings of the weights that a laser sends: heat shifts them by %1 rms, %2 leave the usable range")
          .arg(rms, share));
}

int WanderPlot::outside() const {
  return m_beyond->data()->size();
}

bool WanderPlot::isFinite() const {
  for (const QCPGraph* graph : {m_branch, m_cloud, m_wanted, m_heated, m_beyond, m_newest})
    for (const QCPGraphData& data : *graph->data())
      if (!std::isfinite(data.key) || !std::isfinite(data.value)) return false;
  return true;
}

}  // namespace lightloom::ui
