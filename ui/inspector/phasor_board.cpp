#include "inspector/phasor_board.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kFreeRadius = 0.72;  // share of the circle that the free-running field reaches
constexpr double kLargestHand = 0.97;

QColor inkOf(const LockColours& colours, LaserMotion motion) {
  switch (motion) {
    case LaserMotion::Locked:
      return colours.locked;
    case LaserMotion::Oscillating:
      return colours.oscillating;
    case LaserMotion::Slipping:
      break;
  }
  return colours.slipping;
}

const LaserTrail* trailOf(const LockView& view, int laser) {
  for (const LaserTrail& trail : view.trails)
    if (trail.laser == laser) return &trail;
  return nullptr;
}

QPointF tipOf(double amplitude, double phase, const QRectF& circle) {
  const double length = std::min(kFreeRadius * amplitude, kLargestHand) * circle.width() / 2;
  return circle.center() + length * QPointF(std::cos(phase), -std::sin(phase));
}

// The trail fades towards the past.
void paintTrail(QPainter& painter, const LaserTrail& trail, const QRectF& circle, QColor ink, double width) {
  constexpr int kShades = 6;
  const int count = static_cast<int>(trail.points.size());
  const auto at = [&](int i) {
    const std::complex<float> point = trail.points[static_cast<std::size_t>(i)];
    return tipOf(static_cast<double>(std::abs(point)), static_cast<double>(std::arg(point)), circle);
  };
  for (int shade = 0; shade < kShades; ++shade) {
    QPolygonF line;
    for (int i = count * shade / kShades; i <= std::min(count - 1, count * (shade + 1) / kShades); ++i)
      line << at(i);
    ink.setAlphaF(0.08F + 0.11F * static_cast<float>(shade));
    painter.setPen(QPen(ink, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
  }
}

void paintPhasor(QPainter& painter, const LockColours& colours, const LockView& view, int laser,
                 const QRectF& circle) {
  const LaserView& own = view.lasers[static_cast<std::size_t>(laser)];
  const QColor ink = inkOf(colours, own.motion);
  QColor face = ink;
  face.setAlphaF(0.10F);
  painter.setPen(QPen(ink, 1));
  painter.setBrush(face);
  painter.drawEllipse(circle);
  const double width = std::clamp(circle.width() / 22, 1.2, 3.5);
  if (const LaserTrail* trail = trailOf(view, laser))
    paintTrail(painter, *trail, circle, ink, std::max(1.0, width * 0.7));
  const QPointF tip = tipOf(own.moment.amplitude, own.moment.phase, circle);
  painter.setPen(QPen(ink, width, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(circle.center(), tip);
  painter.setPen(Qt::NoPen);
  painter.setBrush(ink);
  painter.drawEllipse(tip, 1.4 * width, 1.4 * width);
}

QRectF squareIn(const QRectF& box, double share) {
  const double side = share * std::min(box.width(), box.height());
  return {box.center().x() - side / 2, box.center().y() - side / 2, side, side};
}

}  // namespace

QString shownMotion(LaserMotion motion) {
  switch (motion) {
    case LaserMotion::Locked:
      return QCoreApplication::translate("LockInspector", "locked");
    case LaserMotion::Oscillating:
      return QCoreApplication::translate("LockInspector", "oscillating");
    case LaserMotion::Slipping:
      break;
  }
  return QCoreApplication::translate("LockInspector", "slipping");
}

PhasorBoard::PhasorBoard(QWidget* parent) : QWidget(parent), m_colours(lockColours(false)) {
  setObjectName(QStringLiteral("phasors"));
  setAccessibleName(tr("The field of every laser"));
  setFocusPolicy(Qt::StrongFocus);
}

void PhasorBoard::setColours(const LockColours& colours) {
  m_colours = colours;
  update();
}

void PhasorBoard::setGrid(int rows, int columns) {
  m_rows = std::max(1, rows);
  m_columns = std::max(1, columns);
  update();
}

void PhasorBoard::setView(std::shared_ptr<const LockView> view, int selected) {
  m_view = std::move(view);
  m_selected = selected;
  update();
}

QRect PhasorBoard::shownPart() const {
  const int columns = std::min(m_columns, kMostPerSide), rows = std::min(m_rows, kMostPerSide);
  const int chosen = std::clamp(m_selected, 0, m_rows * m_columns - 1);
  const int left = std::clamp(chosen % m_columns - columns / 2, 0, m_columns - columns);
  const int bottom = std::clamp(chosen / m_columns - rows / 2, 0, m_rows - rows);
  return {left, bottom, columns, rows};
}

std::vector<int> PhasorBoard::visibleLasers() const {
  const QRect part = shownPart();
  std::vector<int> out;
  for (int row = part.top(); row <= part.bottom(); ++row)
    for (int column = part.left(); column <= part.right(); ++column) out.push_back(row * m_columns + column);
  return out;
}

// Row 0 stands at the bottom, as on the bench and in the loupes.
QRectF PhasorBoard::cellBox(int laser) const {
  const QRect part = shownPart();
  const double side =
      std::min(static_cast<double>(width()) / part.width(), static_cast<double>(height()) / part.height());
  const double left = (width() - side * part.width()) / 2, top = (height() - side * part.height()) / 2;
  const int column = laser % m_columns - part.left(), row = laser / m_columns - part.top();
  return {left + side * column, top + side * (part.height() - 1 - row), side, side};
}

int PhasorBoard::laserAt(QPointF position) const {
  for (int laser : visibleLasers())
    if (cellBox(laser).contains(position)) return laser;
  return -1;
}

void PhasorBoard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (!m_view) return;
  const int count = static_cast<int>(m_view->lasers.size());
  for (int laser : visibleLasers()) {
    if (laser >= count) continue;
    const QRectF box = cellBox(laser);
    paintPhasor(painter, m_colours, *m_view, laser, squareIn(box, 0.84));
    if (laser != m_selected) continue;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_colours.selection, hasFocus() ? 3 : 2));
    painter.drawRoundedRect(squareIn(box, 0.97), 4, 4);
  }
}

void PhasorBoard::mousePressEvent(QMouseEvent* event) {
  const int laser = laserAt(event->position());
  if (event->button() == Qt::LeftButton && laser >= 0) Q_EMIT laserClicked(laser);
}

void PhasorBoard::keyPressEvent(QKeyEvent* event) {
  const int chosen = std::max(0, m_selected);
  int row = chosen / m_columns, column = chosen % m_columns;
  switch (event->key()) {
    case Qt::Key_Left:
      --column;
      break;
    case Qt::Key_Right:
      ++column;
      break;
    case Qt::Key_Up:
      ++row;
      break;
    case Qt::Key_Down:
      --row;
      break;
    default:
      return QWidget::keyPressEvent(event);
  }
  if (row >= 0 && row < m_rows && column >= 0 && column < m_columns)
    Q_EMIT laserClicked(row * m_columns + column);
}

bool PhasorBoard::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  auto* help = static_cast<QHelpEvent*>(event);
  const int laser = laserAt(help->pos());
  if (!m_view || laser < 0 || laser >= static_cast<int>(m_view->lasers.size())) {
    QToolTip::hideText();
    return true;
  }
  const LaserView& own = m_view->lasers[static_cast<std::size_t>(laser)];
  QToolTip::showText(help->globalPos(), tr("Laser %1 (row %2, column %3): %4")
                                            .arg(laser)
                                            .arg(laser / m_columns)
                                            .arg(laser % m_columns)
                                            .arg(shownMotion(own.motion)));
  return true;
}

PhasorDial::PhasorDial(QWidget* parent) : QWidget(parent), m_colours(lockColours(false)) {
  setObjectName(QStringLiteral("phasorDial"));
  setAccessibleName(tr("The field of the chosen laser"));
  setToolTip(
      tr("Length: amplitude; the thin circle is the laser by itself. Angle: phase against the leader; the "
         "dashed line is where it was calibrated."));
}

void PhasorDial::setColours(const LockColours& colours) {
  m_colours = colours;
  update();
}

void PhasorDial::setView(std::shared_ptr<const LockView> view, int laser, double biasPhaseRad) {
  m_view = std::move(view);
  m_laser = laser;
  m_bias = biasPhaseRad;
  update();
}

void PhasorDial::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (!m_view || m_laser < 0 || m_laser >= static_cast<int>(m_view->lasers.size())) return;
  const QRectF circle = squareIn(rect(), 0.94);
  QColor faint = m_colours.text;
  faint.setAlphaF(0.25F);
  painter.setPen(QPen(faint, 1));
  painter.drawLine(QPointF(circle.left(), circle.center().y()), QPointF(circle.right(), circle.center().y()));
  painter.drawLine(QPointF(circle.center().x(), circle.top()), QPointF(circle.center().x(), circle.bottom()));
  painter.drawEllipse(squareIn(circle, kFreeRadius));
  painter.setPen(QPen(m_colours.selection, 1.6, Qt::DashLine));
  painter.drawLine(circle.center(), tipOf(kLargestHand / kFreeRadius, m_bias, circle));
  paintPhasor(painter, m_colours, *m_view, m_laser, circle);
}

}  // namespace lightloom::ui
