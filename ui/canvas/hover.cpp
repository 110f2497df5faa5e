#include "canvas/hover.h"

#include <cmath>

#include "canvas/bench_view.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tools/tool_box.h"
#include "document/translate.h"

namespace lightloom::ui {

void Hover::announce(QPointF scene) {
  lightUnder(scene);
  const bool had = m_reading.has_value();
  m_reading = readingAt(scene);
  if (had || m_reading) m_view.viewport()->update();
  Q_EMIT m_view.hovered(wordsAt(scene));
}

void Hover::leave() {
  m_litWords = m_view.benchScene().lightProducts(m_lit);
  if (m_reading) m_view.viewport()->update();
  m_reading.reset();
  Q_EMIT m_view.hovered(QString());
}

// Beams are thin: six pixels beside one still count. Parts and loupes lie over the light.
std::optional<BeamReading> Hover::readingAt(QPointF scene) const {
  constexpr double kBeamPixels = 6;
  if (m_view.tools().busy() || m_view.tools().pans()) return std::nullopt;
  const BenchScene& bench = m_view.benchScene();
  if (!bench.partsAt(scene, 0).empty() || bench.loupeAt(scene)) return std::nullopt;
  const std::vector<BeamReading> beams =
      beamsAt(*m_view.document().bench(), scene, kBeamPixels / m_view.pixelsPerMillimetre());
  return beams.empty() ? std::nullopt : std::optional(beams.front());
}

QString Hover::wordsAt(QPointF scene) const {
  const BenchPoint at = toBench(scene);
  const QString place = BenchView::tr("x %1  y %2")
                            .arg(shownFixed(at.x * 1e3, 3), shownFixed(at.y * 1e3, 3) + BenchView::tr(" mm"));
  const std::vector<PartItem*> hit =
      m_view.benchScene().partsAt(scene, kHitPixels / m_view.pixelsPerMillimetre());
  if (!m_litWords.isEmpty()) return place + QStringLiteral("   ") + m_litWords;
  if (m_reading) return place + QStringLiteral("   ") + shownReading(*m_reading);
  return hit.empty() ? place : place + QStringLiteral("   ") + shownSummary(*hit.front()->component());
}

void Hover::lightUnder(QPointF scene) {
  BenchScene& bench = m_view.benchScene();
  const LoupeItem* loupe = m_view.tools().busy() ? nullptr : bench.loupeAt(scene);
  const int channel = loupe ? loupe->channelAt(loupe->mapFromScene(scene)) : -1;
  const QString words = bench.lightProducts(channel >= 0 ? LaserChoice{loupe->part(), channel} : m_lit);
  if (words != m_litWords) m_view.viewport()->update();
  m_litWords = words;
}

void Hover::keepLit(const LaserChoice& at) {
  m_lit = at.channel >= 0 ? at : LaserChoice();
  m_litWords = m_view.benchScene().lightProducts(m_lit);
  m_view.viewport()->update();
}

void Hover::paint(QPainter& painter) const {
  if (!m_reading) return;
  const BeamSegment& segment =
      m_view.document().bench()->trace.segments[static_cast<std::size_t>(m_reading->segment)];
  const QPointF along = toScene(segment.to[0], segment.to[1]) - toScene(segment.from[0], segment.from[1]);
  const double length = std::hypot(along.x(), along.y());
  const QPointF across = QPointF(along.y(), -along.x()) / length;
  const double half = qMax(m_reading->radius * 1e3 * m_view.pixelsPerMillimetre(), 5.0);
  const QPointF middle = m_view.viewportTransform().map(m_reading->at);
  const CanvasColours& colours = m_view.benchScene().colours();
  painter.setPen(QPen(colours.background, 5, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(middle - across * half, middle + across * half);
  painter.setPen(QPen(colours.text, 2, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(middle - across * half, middle + across * half);
}

}  // namespace lightloom::ui
