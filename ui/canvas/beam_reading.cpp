#include "canvas/beam_reading.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

#include "canvas/scene_coordinates.h"
#include "document/translate.h"
#include "optics/gaussian.h"

namespace lightloom::ui {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("BeamReading", source);
}

QString shownCurvature(double metres) {
  return std::fabs(metres) > 1e3 ? QStringLiteral("∞") : shownLength(metres);
}

QString sourceName(EmitterRole role) {
  switch (role) {
    case EmitterRole::Axon:
      return text(QT_TRANSLATE_NOOP("BeamReading", "Axon light"));
    case EmitterRole::Synapse:
      return text(QT_TRANSLATE_NOOP("BeamReading", "Synapse light"));
    case EmitterRole::Leader:
      break;
  }
  return text(QT_TRANSLATE_NOOP("BeamReading", "Leader light"));
}

}  // namespace

BeamReading readSegment(const Bench& bench, int index, double distance) {
  const BeamSegment& segment = bench.trace.segments[static_cast<std::size_t>(index)];
  const LightSource& source = bench.trace.sources[static_cast<std::size_t>(segment.source)];
  const std::complex<double> q = segment.q + distance;
  const QPointF from = toScene(segment.from[0], segment.from[1]), to = toScene(segment.to[0], segment.to[1]);
  const double length = std::hypot(to.x() - from.x(), to.y() - from.y()) * 1e-3;
  BeamReading out;
  out.segment = index;
  out.role = segment.role;
  out.at = length > 0 ? from + (to - from) * (distance / length) : from;
  out.radius = beamRadius(q, source.wavelength);
  const double z = q.real(), rayleigh = q.imag();
  out.curvature = z != 0 ? z + rayleigh * rayleigh / z : std::numeric_limits<double>::infinity();
  out.gouyRad = std::atan2(z, rayleigh);
  out.phaseRad = segment.phaseRad + out.gouyRad - std::atan2(segment.q.real(), segment.q.imag());
  out.powerW = segment.powerW;
  out.pathM = segment.pathM + distance;
  out.waist = std::sqrt(rayleigh * source.wavelength / constants::kPi);
  return out;
}

std::vector<BeamReading> beamsAt(const Bench& bench, QPointF point, double tolerance) {
  std::vector<BeamReading> inside, near;
  for (int i = 0; i < static_cast<int>(bench.trace.segments.size()); ++i) {
    const BeamSegment& segment = bench.trace.segments[static_cast<std::size_t>(i)];
    const QPointF from = toScene(segment.from[0], segment.from[1]);
    const QPointF along = toScene(segment.to[0], segment.to[1]) - from;
    const double length = std::hypot(along.x(), along.y());
    if (length <= 0) continue;
    const QPointF away = point - from;
    const double share = QPointF::dotProduct(away, along) / (length * length);
    if (share < 0 || share > 1) continue;
    const double across = std::fabs(away.x() * along.y() - away.y() * along.x()) / length;
    const BeamReading reading = readSegment(bench, i, share * length * 1e-3);
    const double bundle = segment.fromBundle + share * (segment.toBundle - segment.fromBundle);
    if (across <= std::max(tolerance, 1e3 * reading.radius))
      inside.push_back(reading);
    else if (across <= 1e3 * bundle)
      near.push_back(reading);
  }
  const auto stronger = [](const BeamReading& a, const BeamReading& b) { return a.powerW > b.powerW; };
  std::sort(inside.begin(), inside.end(), stronger);
  std::sort(near.begin(), near.end(), stronger);
  inside.insert(inside.end(), near.begin(), near.end());
  return inside;
}

QString shownReading(const BeamReading& reading) {
  return text(QT_TRANSLATE_NOOP("BeamReading", "%1: w %2 · R %3 · Gouy %4 · %5 · path %6"))
      .arg(sourceName(reading.role), shownLength(reading.radius), shownCurvature(reading.curvature),
           shownQuantity(reading.gouyRad, Unit::Degree, 3), shownPower(reading.powerW),
           shownLength(reading.pathM));
}

}  // namespace lightloom::ui
