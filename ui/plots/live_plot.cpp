#include "plots/live_plot.h"

#include <QApplication>
#include <algorithm>
#include <cmath>

#include "document/translate.h"
#include "plots/custom_plot.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr double kLineWidth = 1.8, kOverlayWidth = 1.2;
constexpr int kLegendNameWidth = 96;  // pixels

QString number(double value, int digits) {
  return shownNumber(value, Unit::None, digits);
}

}  // namespace

LivePlot::LivePlot(const QString& name, const QString& title, const QString& unit,
                   const std::vector<SeriesLook>& series, QWidget* parent)
    : QWidget(parent), m_title(title), m_unit(unit), m_looks(series), m_plot(new QCustomPlot(this)) {
  setObjectName(name);
  m_plot->setObjectName(name + QStringLiteral("Plot"));
  m_plot->setFocusPolicy(Qt::StrongFocus);
  m_plot->setAccessibleName(title);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  m_low = m_plot->addGraph();
  m_high = m_plot->addGraph();
  m_low->removeFromLegend();
  m_high->removeFromLegend();
  m_high->setChannelFillGraph(m_low);
  for (const SeriesLook& look : series) {
    QCPGraph* graph = m_plot->addGraph();
    graph->setName(look.name);
    m_graphs.push_back(graph);
  }
  m_cursor = new QCPItemStraightLine(m_plot);
  m_readout = new QCPItemText(m_plot);
  m_readout->setLayer(QStringLiteral("overlay"));
  m_readout->position->setType(QCPItemPosition::ptAxisRectRatio);
  m_readout->setPadding(QMargins(5, 3, 5, 3));
  m_readout->setTextAlignment(Qt::AlignLeft);
  setUpAxes(title);
  setAbscissa(tr("epoch"), tr("epoch"), QString(), kMarkReachEpochs);
  applyColours(isDark(palette()));
  hideReadout();
  m_plot->installEventFilter(this);
  connect(m_plot, &QCustomPlot::mouseMove, this,
          [this](QMouseEvent* event) { showReadout(event->position()); });
  connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { m_follows = false; });
  connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && m_plot->axisRect()->rect().contains(event->pos()))
      m_follows = false;
  });
  connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] { follow(); });
  connect(m_plot, &QCustomPlot::legendClick, this, [this](QCPLegend*, QCPAbstractLegendItem* item) {
    auto* entry = qobject_cast<QCPPlottableLegendItem*>(item);
    if (!entry) return;
    QCPAbstractPlottable* plottable = entry->plottable();
    plottable->setVisible(!plottable->visible());
    entry->setTextColor(plottable->visible() ? palette().color(QPalette::Text)
                                             : palette().color(QPalette::Disabled, QPalette::Text));
    m_plot->replot();
  });
}

void LivePlot::setQuantity(const QString& title, const QString& unit) {
  m_title = title;
  m_unit = unit;
  m_heading->setText(unit.isEmpty() ? title : QStringLiteral("%1 (%2)").arg(title, unit));
  m_plot->setAccessibleName(title);
}

void LivePlot::setAbscissa(const QString& label, const QString& name, const QString& unit, double reach) {
  m_name = name;
  m_xUnit = unit;
  m_markReach = reach;
  m_plot->xAxis->setLabel(label);
}

QString LivePlot::whereText(double x) const {
  const QString at = QStringLiteral("%1 %2").arg(m_name, number(x, 3));
  return m_xUnit.isEmpty() ? at : QStringLiteral("%1 %2").arg(at, m_xUnit);
}

void LivePlot::setOverlays(const std::vector<OverlayCurve>& curves) {
  for (QCPGraph* graph : m_overlays) m_plot->removeGraph(graph);
  m_overlays.clear();
  m_overlayLooks.clear();
  for (const OverlayCurve& curve : curves) {
    QCPGraph* graph = m_plot->addGraph();
    // The legend lies over the curves: the read-out has the whole name.
    graph->setName(
        QFontMetrics(m_plot->legend->font()).elidedText(curve.look.name, Qt::ElideMiddle, kLegendNameWidth));
    graph->setLayer(QStringLiteral("grid"));
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      if (std::isfinite(curve.x[i]) && std::isfinite(curve.y[i])) graph->addData(curve.x[i], curve.y[i]);
    m_overlays.push_back(graph);
    m_overlayLooks.push_back(curve.look);
  }
  applyColours(isDark(palette()));
}

void LivePlot::setUpAxes(const QString& title) {
  const QFont base = QApplication::font();
  QFont small = base;
  small.setPointSizeF(base.pointSizeF() * 0.88);
  QFont bold = base;
  bold.setWeight(QFont::DemiBold);
  m_heading = new QCPTextElement(m_plot, QString(), bold);
  m_heading->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
  m_heading->setMargins(QMargins(6, 2, 0, 0));
  m_plot->plotLayout()->insertRow(0);
  m_plot->plotLayout()->addElement(0, 0, m_heading);
  setQuantity(title, m_unit);
  m_plot->plotLayout()->setRowSpacing(0);
  m_plot->axisRect()->setMinimumMargins(QMargins(8, 2, 10, 8));
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
    axis->setTickLabelFont(small);
    axis->setLabelFont(small);
    axis->setLabelPadding(1);
    axis->setTickLengthIn(0);
    axis->setSubTicks(false);
    axis->setTicker(QSharedPointer<MinusTicker>::create());
    axis->ticker()->setTickCount(4);
    axis->setNumberFormat(QStringLiteral("gb"));
    axis->setNumberPrecision(4);
  }
  m_plot->legend->setVisible(true);
  m_plot->legend->setFont(small);
  m_plot->legend->setIconSize(18, 8);
  m_plot->legend->setMargins(QMargins(4, 1, 4, 1));
  m_plot->legend->setRowSpacing(-3);
  m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
  m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  m_plot->setNoAntialiasingOnDrag(true);
  m_readout->setFont(small);
  m_readout->setPositionAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_readout->position->setCoords(0.02, 0.03);
}

void LivePlot::applyColours(bool dark) {
  const QPalette colours = palette();
  const QColor base = colours.color(QPalette::Base), text = colours.color(QPalette::Text);
  m_plot->setBackground(base);
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
    axis->setBasePen(QPen(faded(text, 0.5), 1));
    axis->setTickPen(QPen(faded(text, 0.5), 1));
    axis->setTickLabelColor(text);
    axis->setLabelColor(text);
    axis->grid()->setPen(QPen(faded(text, 0.12), 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
  }
  for (int i = 0; i < m_plot->plotLayout()->elementCount(); ++i)
    if (auto* heading = qobject_cast<QCPTextElement*>(m_plot->plotLayout()->elementAt(i)))
      heading->setTextColor(text);
  m_plot->legend->setBrush(faded(base, 0.8));
  m_plot->legend->setBorderPen(Qt::NoPen);
  m_plot->legend->setTextColor(text);
  for (std::size_t i = 0; i < m_graphs.size(); ++i) {
    const SeriesLook& look = m_looks[i];
    const QColor colour = QColor::fromRgb(dark ? look.dark : look.light);
    m_graphs[i]->setPen(QPen(colour, kLineWidth, look.dash));
  }
  for (std::size_t i = 0; i < m_overlays.size(); ++i) {
    const SeriesLook& look = m_overlayLooks[i];
    m_overlays[i]->setPen(QPen(QColor::fromRgb(dark ? look.dark : look.light), kOverlayWidth, look.dash));
  }
  const QColor band = QColor::fromRgb(dark ? m_looks.front().dark : m_looks.front().light);
  m_low->setPen(QPen(faded(band, 0.35), 1, Qt::DotLine));
  m_high->setPen(QPen(faded(band, 0.35), 1, Qt::DotLine));
  m_high->setBrush(faded(band, 0.14));
  m_cursor->setPen(QPen(faded(text, 0.6), 1, Qt::DotLine));
  m_readout->setColor(text);
  m_readout->setBrush(faded(base, 0.9));
  m_readout->setPen(QPen(faded(text, 0.3), 1));
  for (const Mark& mark : m_marks) {
    mark.line->setPen(QPen(faded(text, 0.55), 1, Qt::DashLine));
    mark.text->setColor(text);
    mark.text->setBrush(faded(base, 0.75));
  }
  m_due = true;
}

void LivePlot::clear() {
  for (QCPGraph* graph : m_graphs) graph->data()->clear();
  m_low->data()->clear();
  m_high->data()->clear();
  for (const Mark& mark : m_marks) {
    m_plot->removeItem(mark.line);
    m_plot->removeItem(mark.text);
  }
  m_marks.clear();
  m_follows = true;
  m_due = true;
}

void LivePlot::addPoint(int series, double x, double y) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  m_graphs[static_cast<std::size_t>(series)]->addData(x, y);
  m_due = true;
}

void LivePlot::addBand(double x, double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high)) return;
  m_low->addData(x, low);
  m_high->addData(x, high);
  m_due = true;
}

// A drag is taken up many times: its marks are one, which moves on to the last take-up.
void LivePlot::addMark(double x, const QString& label) {
  m_due = true;
  if (!m_marks.empty() && m_marks.back().label == label && x - m_marks.back().last < m_markReach) {
    m_marks.back().last = x;
    return;
  }
  Mark mark{new QCPItemStraightLine(m_plot), new QCPItemText(m_plot), x, x, label};
  mark.line->point1->setCoords(x, 0);
  mark.line->point2->setCoords(x, 1);
  mark.text->setText(label);
  QFont font = QApplication::font();
  font.setPointSizeF(font.pointSizeF() * 0.82);
  mark.text->setFont(font);
  mark.text->setRotation(-90);
  mark.text->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
  mark.text->position->setTypeX(QCPItemPosition::ptPlotCoords);
  mark.text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
  mark.text->position->setCoords(x, 0.02);
  m_marks.push_back(mark);
  applyColours(isDark(palette()));
}

std::vector<QRectF> LivePlot::markNames() const {
  std::vector<QRectF> out;
  for (const Mark& mark : m_marks)
    out.push_back(
        QRectF(mark.text->topLeft->pixelPosition(), mark.text->bottomRight->pixelPosition()).normalized());
  return out;
}

void LivePlot::setFloor(double low, double high) {
  m_floorLow = low;
  m_floorHigh = high;
}

void LivePlot::follow() {
  m_follows = true;
  m_due = true;
  refresh();
}

void LivePlot::fitAxes() {
  double last = 0, low = m_floorLow, high = m_floorHigh;
  std::vector<QCPGraph*> all = m_graphs;
  all.insert(all.end(), {m_low, m_high});
  all.insert(all.end(), m_overlays.begin(), m_overlays.end());
  for (const QCPGraph* graph : all) {
    if (graph->data()->isEmpty() || !graph->visible()) continue;
    last = std::max(last, (graph->data()->constEnd() - 1)->key);
    bool found = false;
    const QCPRange range = graph->getValueRange(found);
    if (!found) continue;
    low = std::min(low, range.lower);
    high = std::max(high, range.upper);
  }
  if (high <= low) high = low + 1;
  m_plot->xAxis->setRange(0, std::max(last * 1.02, std::min(1.0, m_span)));
  m_plot->yAxis->setRange(low, high + 0.06 * (high - low));
}

// Dots on a long curve would only thicken it.
void LivePlot::dotFewPoints() {
  constexpr int kFew = 40;
  for (std::size_t i = 0; i < m_graphs.size(); ++i) {
    const bool dots = m_looks[i].dots && m_graphs[i]->data()->size() <= kFew;
    const QColor colour = m_graphs[i]->pen().color();
    m_graphs[i]->setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, colour, colour, 5)
                                      : QCPScatterStyle());
  }
}

// The name of a mark in two lines at most, neither longer than `room`; what is still too much is cut.
static QString inTwoLines(const QString& name, const QFontMetrics& metrics, int room) {
  if (metrics.horizontalAdvance(name) <= room) return name;
  qsizetype end = 0;
  for (qsizetype at = name.indexOf(QLatin1Char(' ')); at >= 0; at = name.indexOf(QLatin1Char(' '), at + 1))
    if (metrics.horizontalAdvance(name.left(at)) <= room) end = at;
  if (end == 0) return metrics.elidedText(name, Qt::ElideMiddle, room);
  return name.left(end) + QLatin1Char('\n') + metrics.elidedText(name.mid(end + 1), Qt::ElideMiddle, room);
}

// Names of neighbouring marks would lie over each other: the later one of a crowd shows its name. Where there
// is no room to the right of a mark its name stands to the left.
void LivePlot::placeMarkTexts() {
  double previous = -1e9;
  const QRect area = m_plot->axisRect()->rect();
  for (std::size_t i = m_marks.size(); i-- > 0;) {
    const double pixel = m_plot->xAxis->coordToPixel(m_marks[i].first);
    const QFontMetrics metrics(m_marks[i].text->font());
    const QString name = inTwoLines(m_marks[i].label, metrics, area.height() - metrics.height() / 2);
    const int width = metrics.lineSpacing() * (name.contains(QLatin1Char('\n')) ? 2 : 1);
    const bool free = previous < -1e8 || previous - pixel > width + 2;
    const bool fits = pixel + width <= area.right();
    m_marks[i].text->setPositionAlignment(Qt::AlignRight | (fits ? Qt::AlignTop : Qt::AlignBottom));
    m_marks[i].text->setText(name);
    m_marks[i].text->setVisible(free);
    if (free) previous = pixel;
  }
}

void LivePlot::refresh() {
  if (!m_due || !isVisible()) return;
  m_due = false;
  if (m_follows) fitAxes();
  placeMarkTexts();
  dotFewPoints();
  m_plot->replot(QCustomPlot::rpQueuedReplot);
  const QString words = summary();
  if (words == accessibleName()) return;
  setAccessibleName(words);
  m_plot->setAccessibleName(words);
}

QColor LivePlot::colour(int series) const {
  return m_graphs[static_cast<std::size_t>(series)]->pen().color();
}

QString LivePlot::summary() const {
  QStringList parts;
  double last = -1;
  for (std::size_t i = 0; i < m_graphs.size(); ++i) {
    if (m_graphs[i]->data()->isEmpty()) continue;
    const auto point = m_graphs[i]->data()->constEnd() - 1;
    last = std::max(last, point->key);
    parts << QStringLiteral("%1 %2 %3").arg(m_looks[i].name, number(point->value, 4), m_unit);
  }
  if (parts.isEmpty()) return tr("%1: no points yet").arg(m_title);
  return tr("%1 at %2: %3").arg(m_title, whereText(last), parts.join(QLatin1String(", ")));
}

QStringList LivePlot::markTexts() const {
  QStringList out;
  for (const Mark& mark : m_marks) out << (mark.text->visible() ? mark.text->text() : QString());
  return out;
}

int LivePlot::points(int series) const {
  return m_graphs[static_cast<std::size_t>(series)]->data()->size();
}

// Names of marks are cut where the plot is low, and crowds show one of them.
QString LivePlot::markNear(double x) const {
  constexpr double kReach = 8;  // pixels
  QString out;
  double nearest = kReach;
  for (const Mark& mark : m_marks) {
    const double away = std::fabs(m_plot->xAxis->coordToPixel(mark.first) - m_plot->xAxis->coordToPixel(x));
    if (away > nearest) continue;
    nearest = away;
    out = mark.label;
  }
  return out;
}

QString LivePlot::readoutAt(double x) const {
  double snapped = x;
  const QString values = valuesAt(x, snapped), mark = markNear(x);
  return mark.isEmpty() || values.isEmpty() ? values + mark : mark + QLatin1Char('\n') + values;
}

QString LivePlot::valuesAt(double x, double& snappedX) const {
  QStringList lines;
  snappedX = x;
  bool first = true;
  for (std::size_t i = 0; i < m_graphs.size(); ++i) {
    const auto data = m_graphs[i]->data();
    if (data->isEmpty() || !m_graphs[i]->visible()) continue;
    auto point = data->findBegin(x, true);
    if (point + 1 != data->constEnd() && std::fabs((point + 1)->key - x) < std::fabs(point->key - x)) ++point;
    if (first) snappedX = point->key;
    first = false;
    lines << QStringLiteral("%1 %2 %3").arg(m_looks[i].name, number(point->value, 4), m_unit);
  }
  for (std::size_t i = 0; i < m_overlays.size(); ++i) {
    const auto data = m_overlays[i]->data();
    if (data->isEmpty() || !m_overlays[i]->visible()) continue;
    const auto point = data->findBegin(x, true);
    lines << QStringLiteral("%1 %2 %3").arg(m_overlayLooks[i].name, number(point->value, 4), m_unit);
  }
  if (lines.isEmpty()) return {};
  lines.prepend(whereText(snappedX));
  return lines.join(QLatin1Char('\n'));
}

void LivePlot::showReadout(QPointF position) {
  const double at = m_plot->xAxis->pixelToCoord(position.x());
  double x = at;
  valuesAt(at, x);
  const QString text = readoutAt(at);
  const bool shows = !text.isEmpty() && m_plot->axisRect()->rect().contains(position.toPoint());
  m_cursor->setVisible(shows);
  m_readout->setVisible(shows);
  m_cursor->point1->setCoords(x, 0);
  m_cursor->point2->setCoords(x, 1);
  m_readout->setText(text);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LivePlot::hideReadout() {
  m_cursor->setVisible(false);
  m_readout->setVisible(false);
}

bool LivePlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_plot && event->type() == QEvent::Leave) {
    hideReadout();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
  }
  return QWidget::eventFilter(watched, event);
}

void LivePlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    applyColours(isDark(palette()));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
  }
  QWidget::changeEvent(event);
}

void LivePlot::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  m_due = true;
  refresh();
}

void LivePlot::renderTo(QPainter& painter, int width, int height) {
  if (m_follows) fitAxes();
  placeMarkTexts();
  dotFewPoints();
  QCPPainter plotPainter;
  QPicture picture;
  plotPainter.begin(&picture);
  m_plot->toPainter(&plotPainter, width, height);
  plotPainter.end();
  painter.drawPicture(0, 0, picture);
}

}  // namespace lightloom::ui
