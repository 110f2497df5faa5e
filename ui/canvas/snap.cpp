#include "canvas/snap.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "canvas/scene_coordinates.h"
#include "design/viewpoint.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kSame = 1e-7;  // m: two ends of beams are one place
constexpr int kMostFaces = 12;  // that a distance is followed around
constexpr std::size_t kMostRails = 1024;
constexpr int kMostStepsOfRail = 256;  // from face to face; 12 splitters in a row would be 4096
constexpr double kTurnReach = 3.5;     // degrees

double distance(BenchPoint a, BenchPoint b) {
  return std::hypot(b.x - a.x, b.y - a.y);
}

BenchPoint pointOf(const std::array<double, 2>& at) {
  return {at[0], at[1]};
}

BenchPoint turned(LocalPoint point, double angle) {
  return {point.u * std::cos(angle) - point.v * std::sin(angle),
          point.u * std::sin(angle) + point.v * std::cos(angle)};
}

// A leader's beam is wide and parallel: no lens stands a focal length from it.
bool imagedByLenses(const FaceAction& action) {
  if (const auto* emitters = std::get_if<EmitterGrid>(&action)) return emitters->role != EmitterRole::Leader;
  return std::holds_alternative<ReceiverGrid>(action) || std::holds_alternative<Grating>(action);
}

bool throwsAside(const FaceAction& action) {
  const auto* scattering = std::get_if<Scattering>(&action);
  return scattering && scattering->front.reflectance > 0.01;
}

QString millimetres(double metres) {
  return shownQuantity(metres, Unit::Millimetre, 4);
}

double gridded(double value) {
  return std::round(value / kGridStep) * kGridStep;
}

}  // namespace

Snapper::Snapper(const Design& start, const Component& part, const PartIds& moving)
    : m_position(positionOf(part)), m_angle(angleOf(part)) {
  Design rest = start;
  std::erase_if(rest.components, [&](const ComponentPtr& component) {
    return std::find(moving.begin(), moving.end(), component->id) != moving.end();
  });
  for (const ComponentPtr& component : rest.components)
    if (!component->hidden && !isViewpoint(*component)) m_others.push_back(positionOf(*component));
  if (const Kind* kind = findKind(part.kind)) m_faces = kind->faces(viewOf(part, *kind));
  for (const Face& face : m_faces) {
    if (const auto* lens = std::get_if<Lens>(&face.action)) m_focalLength = std::fabs(lens->focalLength);
    m_isPlane = m_isPlane || imagedByLenses(face.action);
    if (m_focalLength > 0 || m_isPlane) {
      m_face = face.centre;
      break;
    }
  }
  m_layout = compileLayout(rest);
  m_trace = traceBundles(m_layout);
  layRails();
}

// The brightest pieces of light first, for as long as the budget lasts: where parts face each other, light
// branches at every bounce.
void Snapper::layRails() {
  const std::vector<BeamSegment>& segments = m_trace.segments;
  m_next.assign(segments.size(), {});
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (segments[i].before >= 0)
      m_next[static_cast<std::size_t>(segments[i].before)].push_back(static_cast<int>(i));
  std::vector<std::size_t> order(segments.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.size() > kMostRails) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return segments[a].powerW > segments[b].powerW; });
    order.resize(kMostRails);
    m_cut = true;
  }
  m_cut = m_cut || m_trace.truncated;
  for (std::size_t i : order) {
    const BeamSegment& segment = segments[i];
    Rail rail{pointOf(segment.from), pointOf(segment.to), 0, {}};
    rail.length = distance(rail.from, rail.to);
    if (rail.length < kSame) continue;
    walkBack(i, rail);
    m_stepsLeft = std::min(kMostSteps - m_steps, kMostStepsOfRail);
    walkOn(i, 0, 0, {}, rail);
    m_rails.push_back(std::move(rail));
  }
}

// Takes a step off the budget; false once it is spent.
bool Snapper::mayStep() {
  if (m_stepsLeft <= 0) {
    m_cut = true;
    return false;
  }
  --m_stepsLeft;
  ++m_steps;
  return true;
}

void Snapper::addStation(int face, double at, const std::vector<QPointF>& path, Rail& rail) const {
  if (face < 0) return;
  const FaceAction& action = m_layout.faces[static_cast<std::size_t>(face)].action;
  const auto* lens = std::get_if<Lens>(&action);
  if (lens || imagedByLenses(action))
    rail.stations.push_back({at, lens ? std::fabs(lens->focalLength) : 0, path});
}

// Against the light, up to the first lens or to where it comes from.
void Snapper::walkBack(std::size_t segment, Rail& rail) const {
  const BeamSegment* now = &m_trace.segments[segment];
  double at = 0;
  std::vector<QPointF> path;
  for (int depth = 0; depth < kMostFaces; ++depth) {
    path.push_back(toScene(pointOf(now->from)));
    if (now->before < 0)
      return addStation(m_trace.sources[static_cast<std::size_t>(now->source)].face, at, path, rail);
    now = &m_trace.segments[static_cast<std::size_t>(now->before)];
    addStation(now->toFace, at, path, rail);
    if (std::holds_alternative<Lens>(m_layout.faces[static_cast<std::size_t>(now->toFace)].action)) return;
    at -= distance(pointOf(now->from), pointOf(now->to));
  }
}

// Follows the light into every branch, up to the first lens of each.
void Snapper::walkOn(std::size_t index, double length, int depth, std::vector<QPointF> path, Rail& rail) {
  const BeamSegment& segment = m_trace.segments[index];
  if (segment.toFace < 0 || depth >= kMostFaces || !mayStep()) return;
  length += distance(pointOf(segment.from), pointOf(segment.to));
  path.push_back(toScene(pointOf(segment.to)));
  addStation(segment.toFace, length, path, rail);
  const FaceAction& action = m_layout.faces[static_cast<std::size_t>(segment.toFace)].action;
  if (!std::holds_alternative<Scattering>(action) && !std::holds_alternative<Grating>(action)) return;
  for (int next : m_next[index]) walkOn(static_cast<std::size_t>(next), length, depth + 1, path, rail);
}

// Moves `along` (m from the rail's start) to the nearest place that makes an image or a relay.
bool Snapper::catchStation(const Rail& rail, double& along, double reach, Snapped& out) const {
  struct Choice {
    double along;
    const char* tag;
    const Station* station;
  };
  std::optional<Choice> best;
  const auto offer = [&](double place, const char* tag, const Station& station) {
    if (place < 0 || place > rail.length || std::fabs(place - along) > reach) return;
    if (!best || std::fabs(place - along) < std::fabs(best->along - along) - kSame)
      best = Choice{place, tag, &station};
  };
  for (const Station& station : rail.stations) {
    const double away = station.at <= along ? 1 : -1;
    if (m_focalLength > 0 && station.focalLength > 0) {
      offer(station.at + away * (m_focalLength + station.focalLength), "4f", station);
    } else if (m_focalLength > 0 || (m_isPlane && station.focalLength > 0)) {
      const double f = std::max(m_focalLength, station.focalLength);
      offer(station.at + away * f, "f", station);
      offer(station.at + away * 2 * f, "2f", station);
    }
  }
  if (!best) return false;
  along = best->along;
  const double share = along / rail.length;
  Guide guide{{toScene({rail.from.x + share * (rail.to.x - rail.from.x),
                        rail.from.y + share * (rail.to.y - rail.from.y)})},
              QStringLiteral("%1   %2").arg(QLatin1String(best->tag),
                                            millimetres(std::fabs(best->station->at - along)))};
  guide.path.insert(guide.path.end(), best->station->path.begin(), best->station->path.end());
  out.guides.push_back(std::move(guide));
  return true;
}

std::optional<Snapped> Snapper::onRail(BenchPoint wanted, double reach, bool grid) const {
  const BenchPoint offset = turned(m_face, m_angle);
  const BenchPoint face{wanted.x + offset.x, wanted.y + offset.y};
  std::optional<Snapped> out;
  double nearest = reach;
  bool caught = false;
  for (const Rail& rail : m_rails) {
    const double dx = (rail.to.x - rail.from.x) / rail.length, dy = (rail.to.y - rail.from.y) / rail.length;
    double along = (face.x - rail.from.x) * dx + (face.y - rail.from.y) * dy;
    const double across = std::fabs((face.y - rail.from.y) * dx - (face.x - rail.from.x) * dy);
    if (along < 0 || along > rail.length || across > reach) continue;
    Snapped now;
    const bool station = catchStation(rail, along, reach, now);
    if ((caught && !station) || (caught == station && across >= nearest && out)) continue;
    BenchPoint at{rail.from.x + along * dx, rail.from.y + along * dy};
    if (!station && grid && std::fabs(dx) > 0.999) at.x = gridded(at.x - offset.x) + offset.x;
    if (!station && grid && std::fabs(dy) > 0.999) at.y = gridded(at.y - offset.y) + offset.y;
    if (!station)
      now.guides.push_back({{toScene(rail.from), toScene(rail.to)},
                            QCoreApplication::translate("Snapper", "on the beam axis")});
    now.at = {at.x - offset.x, at.y - offset.y};
    now.beamAngleRad = std::atan2(dy, dx);
    out = std::move(now);
    nearest = across;
    caught = station;
  }
  return out;
}

// Three parts in a row, the distances between them alike.
bool Snapper::spaceEvenly(Snapped& out, double reach, bool alongX) const {
  const auto main = [&](BenchPoint p) { return alongX ? p.x : p.y; };
  const auto side = [&](BenchPoint p) { return alongX ? p.y : p.x; };
  std::vector<double> row;
  for (BenchPoint other : m_others)
    if (std::fabs(side(other) - side(out.at)) < kSame) row.push_back(main(other));
  std::sort(row.begin(), row.end());
  const auto place = [&](double value) {
    return alongX ? BenchPoint{value, out.at.y} : BenchPoint{out.at.x, value};
  };
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    const double gap = row[i + 1] - row[i];
    if (gap < kSame) continue;
    const double choices[] = {row[i] - gap, (row[i] + row[i + 1]) / 2, row[i + 1] + gap};
    for (double choice : choices) {
      if (std::fabs(choice - main(out.at)) > reach) continue;
      const bool between = choice > row[i] && choice < row[i + 1];
      out.at = place(choice);
      out.guides.push_back(
          {{toScene(place(std::min(choice, row[i]))), toScene(place(std::max(choice, row[i + 1])))},
           QStringLiteral("= %1").arg(millimetres(between ? gap / 2 : gap))});
      return true;
    }
  }
  return false;
}

void Snapper::alignWithParts(Snapped& out, double reach, bool grid) const {
  const BenchPoint* column = nullptr;
  const BenchPoint* line = nullptr;
  const auto nearer = [](double now, double before) { return now < before - kSame; };
  for (const BenchPoint& other : m_others) {
    const double dx = std::fabs(other.x - out.at.x), dy = std::fabs(other.y - out.at.y);
    if (dx <= reach &&
        (!column || nearer(dx, std::fabs(column->x - out.at.x)) ||
         (!nearer(std::fabs(column->x - out.at.x), dx) && dy < std::fabs(column->y - out.at.y))))
      column = &other;
    if (dy <= reach && (!line || nearer(dy, std::fabs(line->y - out.at.y)) ||
                        (!nearer(std::fabs(line->y - out.at.y), dy) && dx < std::fabs(line->x - out.at.x))))
      line = &other;
  }
  if (column) out.at.x = column->x;
  if (line) out.at.y = line->y;
  const bool evenX = line && !column && spaceEvenly(out, reach, true);
  const bool evenY = column && !line && spaceEvenly(out, reach, false);
  if (grid && !column && !evenX) out.at.x = gridded(out.at.x);
  if (grid && !line && !evenY) out.at.y = gridded(out.at.y);
  if (column && !evenY)
    out.guides.push_back({{toScene(out.at), toScene(*column)}, millimetres(std::fabs(column->y - out.at.y))});
  if (line && !evenX)
    out.guides.push_back({{toScene(out.at), toScene(*line)}, millimetres(std::fabs(line->x - out.at.x))});
}

Snapped Snapper::snap(BenchPoint wanted, double reach, bool grid) const {
  if (std::optional<Snapped> rail = onRail(wanted, reach, grid)) return *rail;
  Snapped out;
  out.at = wanted;
  alignWithParts(out, reach, grid);
  return out;
}

SnappedAngle Snapper::snapAngle(double wantedRad) const {
  const bool aside =
      std::any_of(m_faces.begin(), m_faces.end(), [](const Face& face) { return throwsAside(face.action); });
  double half = 0;
  for (const Face& face : m_faces) half = std::max(half, face.halfWidth);
  SnappedAngle out{wantedRad, {}};
  double best = qDegreesToRadians(kTurnReach);
  const auto offer = [&](double angle, const QString& label) {
    const double away = std::fabs(std::remainder(angle - wantedRad, 2 * constants::kPi));
    if (away >= best) return;
    best = away;
    out = {angle, label};
  };
  constexpr double kEighth = constants::kPi / 4;
  for (const Rail& rail : m_rails) {
    const double dx = (rail.to.x - rail.from.x) / rail.length, dy = (rail.to.y - rail.from.y) / rail.length;
    const double along = (m_position.x - rail.from.x) * dx + (m_position.y - rail.from.y) * dy;
    const double across = std::fabs((m_position.y - rail.from.y) * dx - (m_position.x - rail.from.x) * dy);
    if (along < -half || along > rail.length + half || across > half) continue;
    const double beam = std::atan2(dy, dx);
    for (int side : {-3, -1, 1, 3})
      if (aside)
        offer(beam + side * kEighth, QCoreApplication::translate("Snapper", "turns the beam by 90°"));
    offer(beam, QCoreApplication::translate("Snapper", "along the beam"));
    offer(beam + constants::kPi, QCoreApplication::translate("Snapper", "faces the beam"));
  }
  return out;
}

// A part on which light ends faces the light: pixels, stops, and arrays, which are injected through their
// front. A leader sends its light along the beam.
double Snapper::angleOnBeam(double beamAngleRad) const {
  for (const Face& face : m_faces) {
    const auto* emitters = std::get_if<EmitterGrid>(&face.action);
    if ((emitters && emitters->role != EmitterRole::Leader) ||
        std::holds_alternative<ReceiverGrid>(face.action) || std::holds_alternative<Absorber>(face.action))
      return beamAngleRad + constants::kPi;
    if (throwsAside(face.action)) return beamAngleRad + 3 * constants::kPi / 4;
  }
  return beamAngleRad;
}

}  // namespace lightloom::ui
