#include "plots/live_plot.h"

#include <QApplication>
#include <algorithm>
#include <cmath>
#include <limits>

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

// A name in two lines at most, neither longer than `room`; what is still too much is cut.
QString inTwoLines(const QString& name, const QFontMetrics& metrics, int room) {
  if (metrics.horizontalAdvance(name) <= room) return name;
  qsizetype end = 0;
  for (qsizetype at = name.indexOf(QLatin1Char(' ')); at >= 0; at = name.indexOf(QLatin1Char(' '), at + 1))
    if (metrics.horizontalAdvance(name.left(at)) <= room) end = at;
  if (end == 0) return metrics.elidedText(name, Qt::ElideMiddle, room);
  return name.left(end) + QLatin1Char('\n') + metrics.elidedText(name.mid(end + 1), Qt::ElideMiddle, room);
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
    QCPGraph* graph = m_plot->addGraph(m_plot->xAxis, look.unit.isEmpty() ? m_plot->yAxis : m_plot->yAxis2);
    graph->setName(look.unit.isEmpty() ? look.name : tr("%1 (%2, right)").arg(look.name, look.unit));
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
    m_pressed = event->position();
    m_followed = m_follows;
    if (event->button() == Qt::LeftButton && m_plot->axisRect()->rect().contains(event->pos()))
      m_follows = false;
  });
  connect(m_plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) endPress(event->position());
  });
  m_plot->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(m_plot, &QWidget::customContextMenuRequested, this,
          [this](const QPoint& at) { Q_EMIT menuWanted(m_plot->mapToGlobal(at)); });
  connect(m_plot, &QCustomPlot::beforeReplot, this, &LivePlot::placeReason);
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
  m_heading = new QCPTextElement(m_plot);
  m_heading->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
  m_heading->setMargins(QMargins(6, 2, 0, 0));
  m_plot->plotLayout()->insertRow(0);
  m_plot->plotLayout()->addElement(0, 0, m_heading);
  setQuantity(title, m_unit);
  m_plot->plotLayout()->setRowSpacing(0);
  m_plot->axisRect()->setMinimumMargins(QMargins(8, 2, 10, 8));
  m_plot->yAxis2->grid()->setVisible(false);
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis, m_plot->yAxis2}) {
    axis->setLabelPadding(1);
    axis->setTickLengthIn(0);
    axis->setSubTicks(false);
    axis->setTicker(QSharedPointer<MinusTicker>::create());
    axis->ticker()->setTickCount(4);
    axis->setNumberFormat(QStringLiteral("gb"));
    axis->setNumberPrecision(4);
  }
  m_plot->legend->setVisible(true);
  m_plot->legend->setIconSize(18, 8);
  m_plot->legend->setMargins(QMargins(4, 1, 4, 1));
  m_plot->legend->setRowSpacing(-3);
  m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
  m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  m_plot->setNoAntialiasingOnDrag(true);
  m_readout->setPositionAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_readout->position->setCoords(0.02, 0.03);
  applyFonts();
}

void LivePlot::setSize(double size) {
  m_size = size;
  applyFonts();
  applyColours(isDark(palette()));
  refresh();
}

void LivePlot::applyFonts() {
  const auto font = [this](double points) {
    QFont out = QApplication::font();
    out.setPointSizeF(out.pointSizeF() * points * m_size);
    return out;
  };
  QFont bold = font(1);
  bold.setWeight(QFont::DemiBold);
  m_heading->setFont(bold);
  // Larger ones stay what they are to those who sit far away: there the small ones cannot be read.
  const QFont small = font(m_size > 1 ? 1 : 0.88);
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis, m_plot->yAxis2}) {
    axis->setTickLabelFont(small);
    axis->setLabelFont(small);
  }
  m_plot->legend->setFont(small);
  m_readout->setFont(small);
  for (const Mark& mark : m_marks) mark.text->setFont(markFont());
}

QFont LivePlot::markFont() const {
  QFont out = QApplication::font();
  out.setPointSizeF(out.pointSizeF() * (m_size > 1 ? m_size : 0.82));
  return out;
}

void LivePlot::applyColours(bool dark) {
  const QPalette colours = palette();
  const QColor base = colours.color(QPalette::Base), text = colours.color(QPalette::Text);
  m_plot->setBackground(base);
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis, m_plot->yAxis2}) {
    axis->setBasePen(QPen(faded(text, 0.5), 1));
    axis->setTickPen(QPen(faded(text, 0.5), 1));
    axis->setTickLabelColor(text);
    axis->setLabelColor(text);
    axis->grid()->setPen(QPen(faded(text, 0.12), 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
  }
  for (int i = 0; i < m_plot->plotLayout()->elementCount(); ++i)
    if (auto* heading = qobject_cast<QCPTextElement*>(m_plot->plotLayout()->elementAt(i)))
      heading->setTextColor(heading == m_reasonLine ? faded(text, 0.75) : text);
  m_plot->legend->setBrush(faded(base, 0.8));
  m_plot->legend->setBorderPen(Qt::NoPen);
  m_plot->legend->setTextColor(text);
  for (std::size_t i = 0; i < m_graphs.size(); ++i) {
    const SeriesLook& look = m_looks[i];
    const QColor colour = QColor::fromRgb(dark ? look.dark : look.light);
    m_graphs[i]->setPen(QPen(colour, kLineWidth * m_size, look.dash));
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
  if (!std::isfinite(x) || !std::isfinite(y) || (m_logarithmic && y <= 0)) return;
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
void LivePlot::addMark(double x, const QString& label, const QStringList& parts) {
  m_due = true;
  if (!m_marks.empty() && m_marks.back().label == label && x - m_marks.back().last < m_markReach) {
    m_marks.back().last = x;
    m_marks.back().parts += parts;
    m_marks.back().parts.removeDuplicates();
    return;
  }
  Mark mark{new QCPItemStraightLine(m_plot), new QCPItemText(m_plot), x, x, label, parts};
  mark.line->point1->setCoords(x, 0);
  mark.line->point2->setCoords(x, 1);
  mark.text->setText(label);
  mark.text->setFont(markFont());
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

namespace {

/// Values that are to be seen together on one axis.
struct AxisSpan {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return !(low <= high); }
};

// From 0 where that keeps the curves apart, else about them, so that what varies a little is seen to vary.
QCPRange rangeOf(AxisSpan span) {
  constexpr double kFromZero = 0.5, kMargin = 0.06, kLeast = 0.1;  // the last: of the value itself
  if (span.empty()) return {0, 1};
  if (span.low > 0 && span.low < kFromZero * span.high) span.low = 0;
  const double lacks = kLeast * std::max(std::fabs(span.low), std::fabs(span.high)) - (span.high - span.low);
  if (lacks > 0) span = {span.low - lacks / 2, span.high + lacks / 2};
  if (span.high <= span.low) span.high = span.low + 1;
  const double margin = kMargin * (span.high - span.low);
  return {span.low == 0 ? 0 : span.low - margin, span.high + margin};
}

QCPRange factorsOf(const AxisSpan& span) {
  constexpr double kMargin = 1.25;
  if (span.empty()) return {0.1, 100};
  return {span.low / kMargin, span.high * kMargin};
}

}  // namespace

void LivePlot::fitAxes() {
  double last = 0;
  AxisSpan left, right;
  if (m_floorHigh > m_floorLow && !m_logarithmic) {
    left.take(m_floorLow);
    left.take(m_floorHigh);
  }
  std::vector<QCPGraph*> all = m_graphs;
  all.insert(all.end(), {m_low, m_high});
  all.insert(all.end(), m_overlays.begin(), m_overlays.end());
  for (const QCPGraph* graph : all) {
    if (graph->data()->isEmpty() || !graph->visible()) continue;
    last = std::max(last, (graph->data()->constEnd() - 1)->key);
    bool found = false;
    const bool isLeft = graph->valueAxis() == m_plot->yAxis;
    const QCPRange range =
        graph->getValueRange(found, isLeft && m_logarithmic ? QCP::sdPositive : QCP::sdBoth);
    if (!found) continue;
    AxisSpan& span = isLeft ? left : right;
    span.take(range.lower);
    span.take(range.upper);
  }
  m_plot->xAxis->setRange(0, std::max(last * 1.02, std::min(1.0, m_span)));
  m_plot->yAxis->setRange(m_logarithmic ? factorsOf(left) : rangeOf(left));
  m_plot->yAxis2->setVisible(!right.empty());
  if (!right.empty()) m_plot->yAxis2->setRange(rangeOf(right));
}

void LivePlot::setLogarithmic(bool logarithmic) {
  m_logarithmic = logarithmic;
  QCPAxis* axis = m_plot->yAxis;
  axis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  axis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                              : QSharedPointer<QCPAxisTicker>(new MinusTicker));
  axis->ticker()->setTickCount(4);
  axis->setNumberPrecision(logarithmic ? 0 : 4);
  m_due = true;
}

void LivePlot::setReason(const QString& reason) {
  if (reason == m_reason) return;
  m_reason = reason;
  m_due = true;
}

QString LivePlot::shownReason() const {
  constexpr double kSame = 1e-6;
  bool known = false;
  for (std::size_t i = 0; i < m_graphs.size(); ++i) {
    if (m_looks[i].varies || m_graphs[i]->data()->size() < 2) continue;
    bool found = false;
    const QCPRange range = m_graphs[i]->getValueRange(found);
    if (!found) continue;
    if (range.size() > kSame * std::max(std::fabs(range.lower), std::fabs(range.upper))) return {};
    known = true;
  }
  return known ? m_reason : QString();
}

// Below the title, in as many lines as it takes, two at most.
void LivePlot::placeReason() {
  const QString reason = shownReason();
  if (reason.isEmpty() && !m_reasonLine) return;
  QCPLayoutGrid* layout = m_plot->plotLayout();
  if (reason.isEmpty()) {
    layout->remove(m_reasonLine);
    layout->simplify();
    m_reasonLine = nullptr;
    return;
  }
  if (!m_reasonLine) {
    m_reasonLine = new QCPTextElement(m_plot, QString(), m_plot->legend->font());
    m_reasonLine->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    m_reasonLine->setMargins(QMargins(6, 0, 0, 0));
    m_reasonLine->setTextColor(faded(palette().color(QPalette::Text), 0.75));
    layout->insertRow(1);
    layout->addElement(1, 0, m_reasonLine);
  }
  constexpr int kSides = 16;
  m_reasonLine->setText(
      inTwoLines(reason, QFontMetrics(m_reasonLine->font()), m_plot->viewport().width() - kSides));
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
    parts << QStringLiteral("%1 %2 %3").arg(m_looks[i].name, number(point->value, 4), unitOf(i));
  }
  if (parts.isEmpty()) return tr("%1: no points yet").arg(m_title);
  const QString reason = shownReason(),
                values = tr("%1 at %2: %3").arg(m_title, whereText(last), parts.join(QLatin1String(", ")));
  return reason.isEmpty() ? values : tr("%1. %2").arg(values, reason);
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
const LivePlot::Mark* LivePlot::markNear(double x) const {
  constexpr double kReach = 8;  // pixels
  const Mark* out = nullptr;
  double nearest = kReach;
  for (const Mark& mark : m_marks) {
    const double away = std::fabs(m_plot->xAxis->coordToPixel(mark.first) - m_plot->xAxis->coordToPixel(x));
    if (away > nearest) continue;
    nearest = away;
    out = &mark;
  }
  return out;
}

const QString& LivePlot::unitOf(std::size_t series) const {
  return m_looks[series].unit.isEmpty() ? m_unit : m_looks[series].unit;
}

// A press that went nowhere was a click, on the line of a mark or on its name.
void LivePlot::endPress(const QPointF& position) {
  constexpr double kStill = 4;  // pixels
  if ((position - m_pressed).manhattanLength() > kStill) return;
  m_follows = m_followed;
  const Mark* hit = markNear(m_plot->xAxis->pixelToCoord(position.x()));
  const std::vector<QRectF> names = markNames();
  for (std::size_t i = 0; i < m_marks.size(); ++i)
    if (m_marks[i].text->visible() && names[i].contains(position)) hit = &m_marks[i];
  if (hit && !hit->parts.isEmpty() && m_plot->axisRect()->rect().contains(position.toPoint()))
    Q_EMIT markClicked(hit->parts);
}

std::vector<std::pair<QString, QStringList>> LivePlot::changes() const {
  std::vector<std::pair<QString, QStringList>> out;
  for (const Mark& mark : m_marks)
    if (!mark.parts.isEmpty()) out.emplace_back(mark.label, mark.parts);
  return out;
}

std::vector<ShownCurve> LivePlot::curves() const {
  std::vector<ShownCurve> out;
  for (std::size_t i = 0; i < m_graphs.size(); ++i) {
    if (m_graphs[i]->data()->isEmpty() || !m_graphs[i]->visible()) continue;
    ShownCurve& curve = out.emplace_back(ShownCurve{m_looks[i].name, unitOf(i), {}, {}});
    for (const QCPGraphData& point : *m_graphs[i]->data()) {
      curve.x.push_back(point.key);
      curve.y.push_back(point.value);
    }
  }
  return out;
}

QString LivePlot::abscissa() const {
  return m_plot->xAxis->label();
}

std::pair<double, double> LivePlot::shownRange() const {
  return {m_plot->yAxis->range().lower, m_plot->yAxis->range().upper};
}

QString LivePlot::readoutAt(double x) const {
  double snapped = x;
  const Mark* near = markNear(x);
  const QString values = valuesAt(x, snapped), mark = near ? near->label : QString();
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
    lines << QStringLiteral("%1 %2 %3").arg(m_looks[i].name, number(point->value, 4), unitOf(i));
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
