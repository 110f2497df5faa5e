#include "canvas/loupe_item.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGraphicsSceneHoverEvent>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "canvas/one_thread.h"
#include "canvas/plane_picture.h"
#include "document/translate.h"
#include "theme/tips.h"

namespace lightloom::ui {
namespace {

constexpr double kMargin = 8, kTitle = 30, kFooter = 33, kPaneGap = 10;
constexpr double kTitleFont = 17, kNumberFont = 12;
constexpr double kBarWidth = 24, kBarGap = 4;  // of the colour scale
constexpr double kSmall = 1.15;                // text scale from which only what matters has room
constexpr int kPicturePixels = 310;            // of a plane: two a unit
constexpr double kPane = (LoupeItem::kWidth - 2 * kMargin - kPaneGap) / 2;

double widthOf(const QString& words, const QFont& font) {
  return QFontMetricsF(font).horizontalAdvance(words);
}

QFont loupeFont(double pixels, bool bold = false) {
  QFont font = QApplication::font();
  font.setPixelSize(static_cast<int>(pixels));
  font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
  return font;
}

// 1, 2 or 5 times a power of ten, at most `limit`.
double niceLength(double limit) {
  const double power = std::pow(10, std::floor(std::log10(limit)));
  for (double step : {5.0, 2.0})
    if (step * power <= limit) return step * power;
  return power;
}

// A triangle where a click opens a list.
QString shownAsChoice(const LoupeContent& content) {
  return content.shows.size() > 1 ? content.scaleName + QStringLiteral(" ▾") : content.scaleName;
}

}  // namespace

QColor scaleColour(double value) {
  static constexpr std::array<std::array<double, 3>, 5> kStops = {
      {{68, 1, 84}, {62, 73, 137}, {38, 120, 142}, {45, 160, 125}, {112, 200, 112}}};
  const double at = qBound(0.0, value, 1.0) * (kStops.size() - 1);
  const std::size_t lower = qMin(static_cast<std::size_t>(at), kStops.size() - 2);
  const double share = at - static_cast<double>(lower);
  const auto mix = [&](std::size_t i) {
    return static_cast<int>(std::lround(kStops[lower][i] * (1 - share) + kStops[lower + 1][i] * share));
  };
  return QColor(mix(0), mix(1), mix(2));
}

LoupeItem::LoupeItem(const CanvasColours& colours) : m_colours(colours) {
  setAcceptHoverEvents(true);
  setZValue(20);
}

void LoupeItem::setContent(LoupeContent content, std::shared_ptr<const Bench> bench) {
  m_content = std::move(content);
  m_bench = std::move(bench);
  if (isKept()) m_picked = m_content.view.channel;
  if (m_picked >= m_content.channels()) m_picked = -1;
  rebuild();
}

void LoupeItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  rebuild();
}

void LoupeItem::setLeaderLine(const QLineF& line) {
  prepareGeometryChange();
  m_line = line;
  update();
}

void LoupeItem::setTextScale(double scale) {
  if (scale == m_textScale) return;
  m_textScale = scale;
  refresh();
}

int LoupeItem::shownChannel() const {
  return m_picked >= 0 ? m_picked : m_content.worst;
}

void LoupeItem::setMarked(bool selected) {
  m_marked = selected;
  refresh();
}

void LoupeItem::setLit(std::set<int> channels) {
  if (channels == m_lit) return;
  m_lit = std::move(channels);
  refresh();
}

void LoupeItem::rebuild() {
  if (m_content.plane) {
    paintOnOneThread([this] { m_image = planePicture(*m_content.plane, m_colours, kPicturePixels); });
    m_spots.clear();
    return refresh();
  }
  m_image = QImage(m_content.columns, m_content.rows, QImage::Format_RGB32);
  for (int row = 0; row < m_content.rows; ++row) {
    for (int column = 0; column < m_content.columns; ++column) {
      const float value = m_content.values[static_cast<std::size_t>(row * m_content.columns + column)];
      const QColor colour = std::isnan(value) ? m_colours.body : scaleColour(value / m_content.scaleTop);
      m_image.setPixel(column, m_content.rows - 1 - row, colour.rgb());
    }
  }
  m_spots = spotsOn(*m_bench, m_content, shownChannel());
  refresh();
}

void LoupeItem::refresh() {
  m_kept = QImage();
  update();
}

QRectF LoupeItem::boundingRect() const {
  return QRectF(0, 0, kWidth, kHeight)
      .united(QRectF(mapFromScene(m_line.p2()), QSizeF(1, 1)))
      .adjusted(-4, -4, 4, 4);
}

QPainterPath LoupeItem::shape() const {
  QPainterPath path;
  path.addRect(0, 0, kWidth, kHeight);
  return path;
}

double LoupeItem::titleHeight() const {
  return kTitle * m_textScale;
}

double LoupeItem::footerHeight() const {
  return kFooter * m_textScale;
}

// Larger words leave less for the two square panes.
double LoupeItem::paneWidth() const {
  return std::min(kPane, kHeight - titleHeight() - footerHeight());
}

// The whole array keeps its proportions inside the square pane.
QRectF LoupeItem::gridBox() const {
  const double pane = paneWidth();
  const double aspect = m_content.plane ? 1.0 : static_cast<double>(m_content.columns) / m_content.rows;
  const QSizeF size = aspect >= 1 ? QSizeF(pane, pane / aspect) : QSizeF(pane * aspect, pane);
  return {kMargin + (pane - size.width()) / 2, titleHeight() + (pane - size.height()) / 2, size.width(),
          size.height()};
}

// Square for a channel; the powers of a plane take what is left beside it.
QRectF LoupeItem::detailBox() const {
  const double width = m_content.plane ? kWidth - 2 * kMargin - kPaneGap - paneWidth() : paneWidth();
  return {kWidth - kMargin - width, titleHeight(), width, paneWidth()};
}

QRectF LoupeItem::cellBox(int channel) const {
  const QRectF grid = gridBox();
  const double width = grid.width() / m_content.columns, height = grid.height() / m_content.rows;
  const int row = channel / m_content.columns, column = channel % m_content.columns;
  return {grid.left() + column * width, grid.bottom() - (row + 1) * height, width, height};
}

int LoupeItem::channelAt(QPointF point) const {
  const QRectF grid = gridBox();
  if (m_content.plane || !grid.contains(point)) return -1;
  const int column = qMin(static_cast<int>((point.x() - grid.left()) / grid.width() * m_content.columns),
                          m_content.columns - 1);
  const int row = qMin(static_cast<int>((grid.bottom() - point.y()) / grid.height() * m_content.rows),
                       m_content.rows - 1);
  return row * m_content.columns + column;
}

QString LoupeItem::toolTipAt(QPointF itemPoint) const {
  const int channel = channelAt(itemPoint);
  if (channel >= 0) return channelText(*m_bench, m_content, channel);
  if (isOnShowName(itemPoint)) return QCoreApplication::translate("Loupe", "Click: choose what it shows");
  if (m_content.plane && gridBox().contains(itemPoint)) {
    const PlaneContent& plane = *m_content.plane;
    const double metres = 2 * plane.window.half / gridBox().width();
    const QPointF away = itemPoint - gridBox().center();
    const QString words =
        beamText(plane, plane.window.u + away.x() * metres, plane.window.v - away.y() * metres);
    if (!words.isEmpty()) return words;
  }
  if (!m_content.plane && detailBox().contains(itemPoint))
    return channelText(*m_bench, m_content, shownChannel());
  return QStringLiteral("%1\n%2\n%3").arg(m_content.title, m_content.caption, m_content.summary);
}

// The right end of the colour scale with its upper value.
double LoupeItem::scaleEnd() const {
  return scaleBar().right() + kBarGap + widthOf(m_content.scaleTopText, loupeFont(kFont * m_textScale));
}

// The colour scale stands behind its 0, where there is room for that digit.
QRectF LoupeItem::scaleBar() const {
  const double zero =
      m_textScale > kSmall ? 0 : widthOf(QStringLiteral("0"), loupeFont(kFont * m_textScale)) + kBarGap;
  constexpr double kBarHeight = 10;
  return {kMargin + zero, kHeight - (footerHeight() + kBarHeight) / 2, kBarWidth, kBarHeight};
}

// The name of what is shown stands at the right end of its half, or where the scale leaves room.
QRectF LoupeItem::showNameBox() const {
  constexpr double kAside = 8;
  const double width = widthOf(shownAsChoice(m_content), loupeFont(kFont * m_textScale));
  const double end = m_content.plane ? kWidth - kMargin : kMargin + kPane;
  const double left = m_content.plane ? end - width : std::max(end - width, scaleEnd() + kAside);
  return {left, kHeight - footerHeight() + 2, width, footerHeight() - 4};
}

bool LoupeItem::isOnShowName(QPointF itemPoint) const {
  return m_content.shows.size() > 1 && showNameBox().contains(itemPoint);
}

void LoupeItem::pick(int channel) {
  const int next = channel < m_content.channels() ? channel : -1;
  if (next == m_picked) return;
  m_picked = next;
  rebuild();
}

void LoupeItem::hoverMoveEvent(QGraphicsSceneHoverEvent* event) {
  setToolTip(wrappedTip(toolTipAt(event->pos())));
}

void LoupeItem::paintLeaderLine(QPainter& painter) const {
  const QPointF from = mapFromScene(m_line.p1()), to = mapFromScene(m_line.p2());
  if (m_line.isNull()) return;
  QPen pen(m_colours.panelBorder, 1.2);
  pen.setCosmetic(true);
  painter.setPen(pen);
  painter.drawLine(from, to);
  painter.setBrush(m_colours.panelBorder);
  painter.drawEllipse(to, 4, 4);
}

void LoupeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget* widget) {
  paintLeaderLine(*painter);
  if (!widget || !paintKept(*painter)) paintInset(*painter);
}

// On the screen most frames show the inset as it was, at most elsewhere: it is painted once and then copied.
bool LoupeItem::paintKept(QPainter& painter) {
  constexpr int kRim = 4, kMostPixels = 1 << 21;
  // The painter's own transform is taken and not the device's, because within a window that adds where the
  // view stands.
  const QTransform to = painter.worldTransform();
  const double ratio = painter.device()->devicePixelRatioF();
  if (to.type() > QTransform::TxScale) return false;
  const QTransform scale = QTransform::fromScale(to.m11() * ratio, to.m22() * ratio);
  const QSize size = scale.mapRect(QRectF(0, 0, kWidth, kHeight)).size().toSize() + QSize(2 * kRim, 2 * kRim);
  if (qint64{size.width()} * size.height() > kMostPixels) return false;
  if (m_kept.isNull() || scale != m_keptScale || m_kept.devicePixelRatio() != ratio) {
    m_kept = QImage(size, QImage::Format_ARGB32_Premultiplied);
    m_kept.fill(Qt::transparent);
    m_kept.setDevicePixelRatio(ratio);
    m_keptScale = scale;
    QPainter inset(&m_kept);
    inset.setRenderHints(painter.renderHints());
    inset.translate(kRim / ratio, kRim / ratio);
    inset.scale(scale.m11() / ratio, scale.m22() / ratio);
    paintOnOneThread([&] { paintInset(inset); });
  }
  painter.save();
  painter.resetTransform();
  painter.drawImage(QPointF(std::round(to.dx() * ratio) - kRim, std::round(to.dy() * ratio) - kRim) / ratio,
                    m_kept);
  painter.restore();
  return true;
}

// Names of parts are as long as people like; the caption says what matters.
LoupeItem::Heading LoupeItem::heading() const {
  constexpr double kBetween = 10;
  const QFont large = loupeFont(kTitleFont * m_textScale, true), small = loupeFont(kFont * m_textScale);
  const QString name = m_content.name.isEmpty() ? m_content.title : m_content.name;
  const QString brief = m_content.brief.isEmpty() ? m_content.caption : m_content.brief;
  const Heading tries[] = {
      {m_content.title, m_content.caption}, {name, m_content.caption}, {name, brief}, {name, QString()}};
  const auto room = [&](const QString& caption) {
    return kWidth - 2 * kMargin - kBetween - widthOf(caption, small);
  };
  for (const Heading& one : tries)
    if (widthOf(one.title, large) <= room(one.caption)) return one;
  return {QFontMetricsF(large).elidedText(name, Qt::ElideRight, room(brief)), brief};
}

void LoupeItem::paintInset(QPainter& painter) const {
  QPen frame(m_marked ? m_colours.selection : m_colours.panelBorder, m_marked ? 2.4 : 1.2);
  frame.setCosmetic(true);
  painter.setPen(frame);
  painter.setBrush(m_colours.panel);
  painter.drawRoundedRect(QRectF(0, 0, kWidth, kHeight), 8, 8);
  const QColor ink = m_content.plane      ? m_colours.text
                     : m_content.receiver ? m_colours.meaning.dendrite
                                          : roleColour(m_colours.meaning, m_content.role);
  const QRectF line(kMargin, 0, kWidth - 2 * kMargin, titleHeight());
  const Heading words = heading();
  painter.setFont(loupeFont(kTitleFont * m_textScale, true));
  painter.setPen(ink);
  painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, words.title);
  painter.setFont(loupeFont(kFont * m_textScale));
  painter.setPen(m_colours.text);
  painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, words.caption);
  paintShowName(painter);
  if (m_content.plane) return paintPlane(painter);
  paintGrid(painter);
  paintNumbers(painter);
  paintHands(painter);
  paintStates(painter);
  paintLit(painter);
  paintScale(painter);
  paintDetail(painter);
}

void LoupeItem::paintShowName(QPainter& painter) const {
  painter.setFont(loupeFont(kFont * m_textScale));
  painter.setPen(m_colours.selection);
  painter.drawText(showNameBox(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip,
                   shownAsChoice(m_content));
}

void LoupeItem::paintPlane(QPainter& painter) const {
  const PlaneContent& plane = *m_content.plane;
  const QRectF box = gridBox();
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(box, m_image);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(m_colours.panelBorder, 1));
  painter.drawRect(box);
  if (plane.window.half > 0) paintScaleBar(painter, box.left(), box.width() / 2 / plane.window.half);
  constexpr double kRow = 21, kBetween = 6;
  QRectF row(detailBox().left(), detailBox().top(), detailBox().width(), kRow * m_textScale);
  const QFont font = loupeFont(kFont * m_textScale);
  painter.setFont(font);
  for (const PlaneRow& line : planeRows(plane, m_colours)) {
    if (row.bottom() > detailBox().bottom()) break;
    painter.setPen(line.colour.isValid() ? line.colour : m_colours.text);
    painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(font).elidedText(line.name, Qt::ElideRight,
                                                    row.width() - widthOf(line.value, font) - kBetween));
    painter.setPen(m_colours.text);
    painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, line.value);
    row.translate(0, row.height());
  }
}

// Phase against the leader: to the right is in phase, counter-clockwise ahead.
void LoupeItem::paintHands(QPainter& painter) const {
  if (m_content.hands.empty() || cellBox(0).width() < 8) return;
  for (int channel = 0; channel < static_cast<int>(m_content.hands.size()); ++channel) {
    const float phase = m_content.hands[static_cast<std::size_t>(channel)];
    if (std::isnan(phase)) continue;
    const QRectF box = cellBox(channel);
    const QPointF tip = box.center() + 0.4 * box.width() * QPointF(std::cos(phase), -std::sin(phase));
    painter.setPen(QPen(m_colours.background, box.width() / 6, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(box.center(), tip);
    painter.setPen(QPen(Qt::white, box.width() / 12, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(box.center(), tip);
  }
}

// Writes the number of each pixel where pixels are large enough. Signals have none: their fill tells them.
void LoupeItem::paintNumbers(QPainter& painter) const {
  const double leastCell = 26 * m_textScale;
  const bool overlap = m_content.show == ViewpointShow::Overlap;
  if (!overlap && m_content.show != ViewpointShow::Crosstalk) return;
  if (cellBox(0).width() < leastCell) return;
  painter.setFont(loupeFont(kNumberFont * m_textScale));
  painter.setPen(Qt::white);
  for (int channel = 0; channel < m_content.channels(); ++channel) {
    const double value = m_content.values[static_cast<std::size_t>(channel)];
    if (!std::isnan(value))
      painter.drawText(cellBox(channel), Qt::AlignCenter,
                       overlap ? QLocale().toString(value, 'f', 2) : shownNumber(value, Unit::Percent, 1));
  }
}

// Veils the channels that take no part in the product that is lit.
void LoupeItem::paintLit(QPainter& painter) const {
  if (m_lit.empty()) return;
  QColor veil = m_colours.panel;
  veil.setAlphaF(0.66F);
  QPainterPath rest, lit;
  rest.addRect(gridBox());
  for (int channel : m_lit)
    if (channel < m_content.channels()) lit.addRect(cellBox(channel));
  painter.setPen(Qt::NoPen);
  painter.setBrush(veil);
  painter.drawPath(rest.subtracted(lit));
}

void LoupeItem::paintGrid(QPainter& painter) const {
  const QRectF grid = gridBox();
  painter.drawImage(grid, m_image);
  painter.setBrush(Qt::NoBrush);
  if (grid.width() / m_content.columns >= 4.5) {
    // Rectangles: Qt draws lines of a unit as outlines, many times slower.
    const double line = std::max(1.0, 1 / painter.worldTransform().m11());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int column = 1; column < m_content.columns; ++column)
      painter.fillRect(QRectF(cellBox(column).left() - line / 2, grid.top(), line, grid.height()),
                       m_colours.panel);
    for (int row = 1; row < m_content.rows; ++row)
      painter.fillRect(
          QRectF(grid.left(), cellBox(row * m_content.columns).bottom() - line / 2, grid.width(), line),
          m_colours.panel);
    painter.setRenderHint(QPainter::Antialiasing, true);
  }
  painter.setPen(QPen(m_colours.selection, 3));
  painter.drawRect(cellBox(shownChannel()));
}

// Shapes, not only colours, with a rim that parts them from the cell: a cross for lasers that do not follow
// their leader, a triangle for those that follow but do not come to rest.
void LoupeItem::paintState(QPainter& painter, const QRectF& box, LockState state) const {
  QPainterPath mark;
  if (state == LockState::Unlocked) {
    mark.moveTo(box.topLeft());
    mark.lineTo(box.bottomRight());
    mark.moveTo(box.topRight());
    mark.lineTo(box.bottomLeft());
  } else {
    mark.moveTo(box.center().x(), box.top());
    mark.lineTo(box.bottomRight());
    mark.lineTo(box.bottomLeft());
    mark.closeSubpath();
  }
  const double width = qBound(1.0, box.width() / 6, 3.5);
  const QColor ink = state == LockState::Unlocked ? m_colours.meaning.bad : m_colours.meaning.warn;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(m_colours.background, 2.6 * width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPath(mark);
  if (state == LockState::Unstable) painter.setBrush(ink);
  painter.setPen(QPen(ink, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPath(mark);
}

void LoupeItem::paintStates(QPainter& painter) const {
  const int count = static_cast<int>(m_content.states.size());
  const QRectF one = count > 0 ? cellBox(0) : QRectF();
  if (one.width() < 4) return;
  for (int channel = 0; channel < count; ++channel) {
    const LockState state = m_content.states[static_cast<std::size_t>(channel)];
    if (state == LockState::Stable) continue;
    const double margin = one.width() / 4;
    paintState(painter, cellBox(channel).marginsRemoved(QMarginsF(margin, margin, margin, margin)), state);
  }
}

void LoupeItem::paintScale(QPainter& painter) const {
  const QFont font = loupeFont(kFont * m_textScale);
  const QRectF line(kMargin, kHeight - footerHeight() + 4, kWidth, footerHeight() - 8);
  const QRectF bar = scaleBar();
  QLinearGradient gradient(bar.topLeft(), bar.topRight());
  for (int i = 0; i <= 4; ++i) gradient.setColorAt(i / 4.0, scaleColour(i / 4.0));
  painter.setPen(Qt::NoPen);
  painter.setBrush(gradient);
  painter.drawRect(bar);
  painter.setFont(font);
  painter.setPen(m_colours.text);
  if (bar.left() > line.left()) painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("0"));
  painter.drawText(line.adjusted(bar.right() - line.left() + kBarGap, 0, 0, 0),
                   Qt::AlignVCenter | Qt::AlignLeft, m_content.scaleTopText);
}

double LoupeItem::detailExtent() const {
  double extent = m_content.receiver ? 0.8 * m_content.markSize : 1.6 * m_content.markSize;
  for (const LoupeSpot& spot : m_spots)
    extent =
        std::max(extent, 1.1 * std::max(std::fabs(spot.u) + spot.radiusU, std::fabs(spot.v) + spot.radiusV));
  const double most = std::max(m_content.pitch / 2, m_content.markSize);
  return std::min(extent, m_content.channels() > 1 ? most : 20 * m_content.markSize);
}

void LoupeItem::paintSpot(QPainter& painter, const LoupeSpot& spot, double unitsPerMetre) const {
  const QColor colour = roleColour(m_colours.meaning, spot.role);
  QColor fill = colour;
  fill.setAlphaF(0.28F);
  QPen pen(colour, 2.4);
  if (spot.role == EmitterRole::Synapse) pen.setDashPattern({3, 2});
  if (spot.role == EmitterRole::Leader) pen.setDashPattern({1, 1.2});
  painter.setPen(pen);
  painter.setBrush(fill);
  drawSpot(painter, QPointF(spot.u, -spot.v) * unitsPerMetre,
           QSizeF(spot.radiusU, spot.radiusV) * unitsPerMetre, kWidth);
}

void LoupeItem::paintDetail(QPainter& painter) const {
  const QRectF box = detailBox();
  const double unitsPerMetre = box.width() / 2 / detailExtent();
  painter.save();
  painter.setClipRect(box);
  painter.fillRect(box, m_colours.background);
  painter.translate(box.center());
  const double mark = m_content.markSize * unitsPerMetre;
  painter.setPen(QPen(m_content.receiver ? m_colours.meaning.dendrite : m_colours.outline, 2));
  painter.setBrush(m_colours.body);
  if (m_content.receiver)
    painter.drawRect(QRectF(-mark / 2, -mark / 2, mark, mark));
  else
    painter.drawEllipse(QPointF(), mark / 2, mark / 2);
  for (const LoupeSpot& spot : m_spots) paintSpot(painter, spot, unitsPerMetre);
  painter.restore();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(m_colours.selection, 3));
  painter.drawRect(box);
  paintScaleBar(painter, std::max(kMargin + kPane + kPaneGap, showNameBox().right() + kPaneGap),
                unitsPerMetre);
}

void LoupeItem::paintScaleBar(QPainter& painter, double left, double unitsPerMetre) const {
  const QFont font = loupeFont(kFont * m_textScale);
  const double words = widthOf(QStringLiteral("500 µm"), font) + 8;
  const double room = m_content.plane ? paneWidth() : kWidth - kMargin - left - words;
  const double length = niceLength(std::clamp(room, 12.0, 0.45 * kPane) / unitsPerMetre);
  const double units = length * unitsPerMetre;
  const QRectF line(left, kHeight - footerHeight() + 4, kPane, footerHeight() - 8);
  const double y = line.center().y();
  painter.setPen(QPen(m_colours.text, 2));
  painter.drawLine(QPointF(line.left(), y), QPointF(line.left() + units, y));
  painter.drawLine(QPointF(line.left(), y - 5), QPointF(line.left(), y + 5));
  painter.drawLine(QPointF(line.left() + units, y - 5), QPointF(line.left() + units, y + 5));
  painter.setFont(font);
  painter.drawText(line.adjusted(units + 8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip,
                   shownLength(length));
}

}  // namespace lightloom::ui
