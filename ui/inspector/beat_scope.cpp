#include "inspector/beat_scope.h"

#include <QPainter>
#include <algorithm>

#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kTop = 2.4;     // currents of a laser that injection makes brighter, too
constexpr double kSilent = 0.1;  // phase noise of locked lasers stays below it; one that runs free has 0.71
constexpr int kGridLines = 8;

}  // namespace

BeatScope::BeatScope(QWidget* parent) : QWidget(parent), m_colours(lockColours(false)) {
  setObjectName(QStringLiteral("beatScope"));
  setToolTip(
      tr("What a photodiode would see of the lasers with as much light of their leader: i = ½|1 + z|², z the "
         "field over that of the free-running laser. It beats while a laser slips, and is still where it "
         "locks."));
  setAccessibleName(tr("Beat notes"));
}

void BeatScope::setColours(const LockColours& colours) {
  m_colours = colours;
  update();
}

void BeatScope::setView(std::shared_ptr<const LockView> view, int laser) {
  m_laser = laser;
  m_one = {};
  m_all = view ? beatOfAll(*view) : BeatTrace();
  m_count = view ? static_cast<int>(view->trails.size()) : 0;
  if (view)
    for (const LaserTrail& trail : view->trails)
      if (trail.laser == laser) m_one = beatOf(*view, trail);
  setAccessibleName(words());
  update();
}

QString BeatScope::words() const {
  const auto said = [](const BeatTrace& trace) {
    if (trace.loudness() < kSilent) return tr("silent");
    const double frequency = trace.frequencyHz();
    const QString loudness = tr("rms %1").arg(shownFixed(trace.loudness(), 2));
    return frequency > 0 ? shownQuantity(frequency, Unit::Gigahertz, 3) + QStringLiteral(", ") + loudness
                         : loudness;
  };
  if (m_all.current.empty()) return tr("Beat notes");
  QStringList out;
  if (!m_one.current.empty()) out << tr("laser %1: %2").arg(m_laser).arg(said(m_one));
  out << tr("%1 together: %2").arg(m_count).arg(said(m_all));
  return out.join(QStringLiteral(" · "));
}

void BeatScope::paintTrace(QPainter& painter, const QRectF& box, const BeatTrace& trace, const QColor& ink,
                           double width) const {
  if (trace.current.size() < 2) return;
  QPolygonF line;
  const double step = box.width() / static_cast<double>(trace.current.size() - 1);
  for (std::size_t i = 0; i < trace.current.size(); ++i)
    line << QPointF(box.left() + static_cast<double>(i) * step,
                    box.bottom() - box.height() * std::min(trace.current[i], kTop) / kTop);
  painter.setPen(QPen(ink, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(line);
}

void BeatScope::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double line = fontMetrics().lineSpacing();
  const QRectF box = QRectF(rect()).adjusted(1, 2 * line + 4, -1, -line - 2);
  painter.fillRect(box, m_colours.base);
  painter.setPen(QPen(faded(m_colours.text, 0.15), 1));
  for (int i = 0; i <= kGridLines; ++i) {
    const double x = box.left() + box.width() * i / kGridLines, y = box.top() + box.height() * i / kGridLines;
    painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
  }
  painter.setClipRect(box);
  paintTrace(painter, box, m_one, faded(m_colours.phaseError, 0.9), 1.6);
  paintTrace(painter, box, m_all, m_colours.locked, 3);
  painter.setClipping(false);
  painter.setPen(m_colours.text);
  painter.drawText(QRectF(0, 0, width(), 2 * line), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                   words());
  const double span = m_all.stepS * static_cast<double>(std::max<std::size_t>(1, m_all.current.size()) - 1);
  painter.drawText(QRectF(0, box.bottom() + 2, width(), line), Qt::AlignCenter,
                   tr("the last %1").arg(shownQuantity(span, Unit::Nanosecond, 3)));
}

}  // namespace lightloom::ui
