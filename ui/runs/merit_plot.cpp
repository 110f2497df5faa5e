#include "runs/merit_plot.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "document/translate.h"
#include "inspector/plot_style.h"
#include "plots/custom_plot.h"

namespace lightloom::ui {
namespace {

constexpr double kFemtojoule = 1e-15;
constexpr double kSmallestDisc = 5, kLargestDisc = 20;  // diameters in pixels

bool canBeDrawn(const Merit& merit) {
  return std::isfinite(merit.accuracy) && std::isfinite(merit.joulesPerOp) && merit.joulesPerOp > 0;
}

}  // namespace

MeritPlot::MeritPlot(QWidget* parent)
    : QWidget(parent), m_plot(new QCustomPlot(this)), m_colours(lockColours(false)) {
  setObjectName(QStringLiteral("meritPlot"));
  m_plot->setObjectName(QStringLiteral("meritCurves"));
  m_plot->setAccessibleName(tr("Accuracy against energy per operation of the runs in the list"));
  m_plot->setToolTip(
      tr("Each disc is a run; its area grows with the area of lasers and pixels. Filled: no "
         "other run is better in one of the three and as good in the others. A click chooses "
         "the run, a double-click opens it."));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  nameAxis(*m_plot->xAxis, tr("energy per operation (fJ/OP)"), tr("fJ/OP"));
  m_plot->xAxis->setScaleType(QCPAxis::stLogarithmic);
  m_plot->xAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
  m_plot->xAxis->setNumberFormat(QStringLiteral("gb"));
  m_line = m_plot->addGraph();
  m_line->setLineStyle(QCPGraph::lsLine);
  m_plot->installEventFilter(this);
  setPoints({}, false);
}

void MeritPlot::setColours(const LockColours& colours) {
  m_colours = colours;
  colourPlot(*m_plot, colours);
  draw();
}

void MeritPlot::setPoints(const std::vector<Point>& points, bool regression) {
  m_points = points;
  m_regression = regression;
  std::vector<Merit> merits;
  m_largestArea = 0;
  for (const Point& point : points) {
    merits.push_back(point.merit);
    if (canBeDrawn(point.merit) && std::isfinite(point.merit.areaM2))
      m_largestArea = std::max(m_largestArea, point.merit.areaM2);
  }
  m_front = paretoFront(merits);
  m_plot->yAxis->setLabel(regression ? tr("R² of the test set") : tr("test accuracy (%)"));
  fitAxes();
  draw();
}

double MeritPlot::shownAccuracy(double accuracy) const {
  return m_regression ? accuracy : 100 * accuracy;
}

double MeritPlot::discOf(double areaM2) const {
  if (!(areaM2 > 0) || m_largestArea <= 0) return kSmallestDisc;
  return std::max(kSmallestDisc, kLargestDisc * std::sqrt(areaM2 / m_largestArea));
}

void MeritPlot::draw() {
  for (QCPGraph* disc : m_discs)
    if (disc) m_plot->removeGraph(disc);
  m_discs.assign(m_points.size(), nullptr);
  std::vector<std::pair<double, double>> front;
  for (std::size_t i = 0; i < m_points.size(); ++i) {
    const Point& point = m_points[i];
    if (!canBeDrawn(point.merit)) continue;
    const double x = point.merit.joulesPerOp / kFemtojoule, y = shownAccuracy(point.merit.accuracy);
    const QColor ink = point.chosen ? m_colours.selection : m_colours.voltage;
    QCPGraph* disc = addPoints(*m_plot);
    disc->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(ink, point.chosen ? 3 : 1.5),
                                          m_front[i] ? QBrush(faded(ink, 0.7)) : QBrush(Qt::NoBrush),
                                          discOf(point.merit.areaM2)));
    disc->setData({x}, {y});
    m_discs[i] = disc;
    if (m_front[i]) front.emplace_back(x, y);
  }
  std::sort(front.begin(), front.end());
  m_line->data()->clear();
  for (const auto& place : front) m_line->addData(place.first, place.second);
  m_line->setPen(QPen(faded(m_colours.voltage, 0.6), 1.5, Qt::DashLine));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void MeritPlot::fitAxes() {
  double left = 1, right = 1000, low = 0, high = m_regression ? 1 : 100;
  bool any = false;
  for (const Point& point : m_points) {
    if (!canBeDrawn(point.merit)) continue;
    const double x = point.merit.joulesPerOp / kFemtojoule, y = shownAccuracy(point.merit.accuracy);
    left = any ? std::min(left, x) : x;
    right = any ? std::max(right, x) : x;
    low = any ? std::min(low, y) : y;
    high = any ? std::max(high, y) : y;
    any = true;
  }
  constexpr double kAside = 2, kAbove = 0.12;
  m_plot->xAxis->setRange(left / kAside, right * kAside);
  const double room = any ? std::max(kAbove * (high - low), m_regression ? 0.01 : 1.0) : 0;
  m_plot->yAxis->setRange(low - room, high + room);
}

QPointF MeritPlot::placeOf(int point) const {
  const Merit& merit = m_points[static_cast<std::size_t>(point)].merit;
  return {m_plot->xAxis->coordToPixel(merit.joulesPerOp / kFemtojoule),
          m_plot->yAxis->coordToPixel(shownAccuracy(merit.accuracy))};
}

int MeritPlot::pointAt(QPointF place) const {
  int out = -1;
  double nearest = kLargestDisc;
  for (std::size_t i = 0; i < m_points.size(); ++i) {
    if (!canBeDrawn(m_points[i].merit)) continue;
    const QPointF away = placeOf(static_cast<int>(i)) - place;
    const double distance = std::hypot(away.x(), away.y());
    if (distance > discOf(m_points[i].merit.areaM2) / 2 + 4 || distance >= nearest) continue;
    nearest = distance;
    out = static_cast<int>(i);
  }
  return out;
}

bool MeritPlot::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const int point = pointAt(help->pos()); point >= 0) {
      const Point& run = m_points[static_cast<std::size_t>(point)];
      const QString area = std::isfinite(run.merit.areaM2)
                               ? shownQuantity(run.merit.areaM2, Unit::SquareMillimetre, 3)
                               : QStringLiteral("–");
      QToolTip::showText(help->globalPos(),
                         tr("%1: %2 at %3, %4")
                             .arg(run.name, fromStd(readableScore(run.merit.accuracy, m_regression)),
                                  shownQuantity(run.merit.joulesPerOp, Unit::FemtojoulePerOp, 3), area),
                         m_plot);
      return true;
    }
  }
  const bool pressed = event->type() == QEvent::MouseButtonPress;
  if (pressed || event->type() == QEvent::MouseButtonDblClick) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    const int point = mouse->button() == Qt::LeftButton ? pointAt(mouse->position()) : -1;
    if (point >= 0 && pressed) Q_EMIT pointClicked(point);
    if (point >= 0 && !pressed) Q_EMIT pointActivated(point);
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace lightloom::ui
