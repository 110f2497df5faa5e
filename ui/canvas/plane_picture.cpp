#include "canvas/plane_picture.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <map>

#include "canvas/loupe_item.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("PlanePicture", source);
}

QString sourceName(EmitterRole role) {
  switch (role) {
    case EmitterRole::Axon:
      return text(QT_TRANSLATE_NOOP("PlanePicture", "axon"));
    case EmitterRole::Synapse:
      return text(QT_TRANSLATE_NOOP("PlanePicture", "synapse"));
    case EmitterRole::Leader:
      break;
  }
  return text(QT_TRANSLATE_NOOP("PlanePicture", "leader"));
}

QImage fringeImage(const FringePicture& picture) {
  QImage out(picture.size, picture.size, QImage::Format_RGB32);
  const float top = std::max(1e-30F, *std::max_element(picture.wattsPerM2.begin(), picture.wattsPerM2.end()));
  for (int row = 0; row < picture.size; ++row)
    for (int column = 0; column < picture.size; ++column)
      out.setPixel(
          column, picture.size - 1 - row,
          scaleColour(picture.wattsPerM2[static_cast<std::size_t>(row * picture.size + column)] / top).rgb());
  return out;
}

// How many beams lie over each other where there is light, on average.
double crowding(const PlaneContent& plane) {
  double area = 0;
  for (const PlaneBeam& beam : plane.beams) area += constants::kPi * beam.spot.radiusU * beam.spot.radiusV;
  return std::max(1.0, area / (4 * plane.window.half * plane.window.half));
}

// Where beams lie over each other, plain thin outlines say more than fills and dashes, and are fast.
void paintBeams(QPainter& painter, const PlaneContent& plane, const CanvasColours& colours, double scale) {
  constexpr double kLeast = 1.5, kCrowd = 3;  // pixels, layers
  const double crowd = crowding(plane);
  for (const PlaneBeam& beam : plane.beams) {
    const EmitterRole role = plane.view.bundles[static_cast<std::size_t>(beam.bundle)].role;
    QColor line = roleColour(colours.meaning, role), fill = line;
    line.setAlphaF(static_cast<float>(std::max(0.2, 1 / std::sqrt(crowd))));
    fill.setAlphaF(0.2F);
    QPen pen(line, crowd < kCrowd ? 1.6 : 3.4);
    if (role == EmitterRole::Synapse && crowd < kCrowd) pen.setDashPattern({3, 2});
    if (role == EmitterRole::Leader && crowd < kCrowd) pen.setDashPattern({1, 1.5});
    painter.setPen(pen);
    painter.setBrush(crowd < kCrowd ? QBrush(fill) : QBrush(Qt::NoBrush));
    drawSpot(painter, QPointF(beam.spot.u - plane.window.u, plane.window.v - beam.spot.v) * scale,
             {std::max(kLeast, beam.spot.radiusU * scale), std::max(kLeast, beam.spot.radiusV * scale)},
             2 * plane.window.half * scale);
  }
}

}  // namespace

void drawSpot(QPainter& painter, QPointF centre, QSizeF radii, double size) {
  constexpr double kMostRadius = 16, kMostDashed = 4;  // sizes of the picture
  if (std::max(radii.width(), radii.height()) > kMostDashed * size) {
    QPen pen = painter.pen();
    pen.setStyle(Qt::SolidLine);
    painter.setPen(pen);
  }
  painter.drawEllipse(centre, std::min(radii.width(), kMostRadius * size),
                      std::min(radii.height(), kMostRadius * size));
}

QImage planePicture(const PlaneContent& plane, const CanvasColours& colours, int pixels) {
  if (plane.picture.size > 0)
    return fringeImage(plane.picture).scaled(pixels, pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  QImage out(pixels, pixels, QImage::Format_RGB32);
  out.fill(colours.background);
  if (plane.window.half <= 0) return out;
  QPainter painter(&out);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(pixels / 2.0, pixels / 2.0);
  paintBeams(painter, plane, colours, pixels / 2.0 / plane.window.half);
  return out;
}

std::vector<PlaneRow> planeRows(const PlaneContent& plane, const CanvasColours& colours) {
  std::map<std::pair<EmitterRole, bool>, double> sums;
  bool along = false, against = false;
  double beams = 0;
  for (const PlaneBundle& bundle : plane.view.bundles) {
    sums[{bundle.role, bundle.at.onFront}] += bundle.powerW;
    beams += bundle.at.light.spots();
    (bundle.at.onFront ? against : along) = true;
  }
  std::vector<PlaneRow> out;
  for (const auto& [key, powerW] : sums) {
    QString name = sourceName(key.first);
    if (along && against) name += key.second ? QStringLiteral(" ←") : QStringLiteral(" →");
    out.push_back({name, shownPower(powerW), roleColour(colours.meaning, key.first)});
  }
  const auto add = [&](const char* name, const QString& value) { out.push_back({text(name), value, {}}); };
  const FringePicture& picture = plane.picture;
  if (picture.size == 0) {
    if (beams > 0) add(QT_TRANSLATE_NOOP("PlanePicture", "beams"), shownCount(beams));
    return out;
  }
  add(QT_TRANSLATE_NOOP("PlanePicture", "in view"), shownPower(picture.powerW));
  add(QT_TRANSLATE_NOOP("PlanePicture", "visibility"), shownVisibility(picture.visibility));
  if (picture.finestFringe <= 0 || picture.visibility < 1e-3) return out;
  const QString period = shownQuantity(picture.finestFringe, Unit::Micrometre, 3);
  if (picture.resolved)
    add(QT_TRANSLATE_NOOP("PlanePicture", "fringes"), QStringLiteral("≥ ") + period);
  else
    add(QT_TRANSLATE_NOOP("PlanePicture", "too fine"), period);
  return out;
}

QString beamText(const PlaneContent& plane, double u, double v) {
  const auto distance = [&](const PlaneBeam& beam) { return std::hypot(beam.spot.u - u, beam.spot.v - v); };
  const auto nearest =
      std::min_element(plane.beams.begin(), plane.beams.end(),
                       [&](const PlaneBeam& a, const PlaneBeam& b) { return distance(a) < distance(b); });
  if (nearest == plane.beams.end()) return {};
  const Spot& spot = nearest->spot;
  const EmitterRole role = plane.view.bundles[static_cast<std::size_t>(nearest->bundle)].role;
  return text(QT_TRANSLATE_NOOP("PlanePicture", "%1 %2, order %3 / %4\n%5\nat %6, %7\nradii %8 × %9"))
             .arg(sourceName(role))
             .arg(spot.channel)
             .arg(spot.orderX)
             .arg(spot.orderY)
             .arg(shownPower(spot.powerW), shownLength(spot.u), shownLength(spot.v),
                  shownLength(spot.radiusU), shownLength(spot.radiusV)) +
         QLatin1Char('\n') +
         text(QT_TRANSLATE_NOOP("PlanePicture", "tilt %1, %2"))
             .arg(shownQuantity(spot.tiltU, Unit::Milliradian, 3),
                  shownQuantity(spot.tiltV, Unit::Milliradian, 3));
}

}  // namespace lightloom::ui
