#include "optics/trace.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include "optics/gaussian.h"
#include "optics/injection.h"
#include "optics/internal/bundle.h"
#include "optics/internal/landing.h"

namespace lightloom::optics {
namespace {

constexpr double kDefaultWavelength = 974e-9;  // m, of followers without any leader
constexpr double kClearance = 1e-9;            // m: a face closer than this behind the last one is not hit
constexpr std::size_t kManySpots = 4096;  // from here on a grating first asks whether single beams matter
constexpr std::size_t kMostTracks = 1u << 14;  // beyond this, along an axis, beams are merged in any case
constexpr std::size_t kMostSpots = 1u << 23;   // the same of a bundle; a line has at most 2^20 pixels
constexpr std::size_t kMostMergedSpots = 1u << 20;
constexpr std::size_t kMostClippedExactly = 1u << 14;  // beams at stops, of a trace
constexpr double kWideSteps = 40;  // even the widest bundle is followed over so many faces
constexpr std::size_t kMergedTracks = 5;
constexpr std::size_t kCauses = static_cast<std::size_t>(LossCause::BelowCutoff) + 1;
constexpr double kRounding = 1e-15;   // of all light: a smaller loss is 1 − T − R of an ideal part
constexpr double kWorkPerFace = 0.5;  // of the bench, in units of TraceBudget: it is asked whether it is hit
constexpr double kFirstTry = 0.5;     // of what a source may take
constexpr double kWidestDrawn = 10;   // m

struct Hit {
  int face = -1;
  double distance = std::numeric_limits<double>::infinity();
};

double halfHeight(const PlacedFace& face) {
  int rows = 0;
  double pitch = 0;
  if (const auto* emitters = std::get_if<EmitterGrid>(&face.action)) {
    rows = emitters->rows;
    pitch = emitters->pitch;
  } else if (const auto* pixels = std::get_if<ReceiverGrid>(&face.action)) {
    rows = pixels->rows;
    pitch = pixels->pitch;
  }
  return std::max(face.halfWidth, 0.5 * rows * pitch);
}

// Distance along the axis at which the bundle meets the face within its extent; infinite where it does not.
double hitDistance(const Bundle& bundle, const PlacedFace& face) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double along = bundle.direction.dot(face.normal);
  if (std::abs(along) < 1e-9) return infinity;
  const double distance = (face.centre - bundle.point).dot(face.normal) / along;
  if (distance <= bundle.start + kClearance) return infinity;
  const Eigen::Vector3d offset = bundle.point + distance * bundle.direction - face.centre;
  if (std::abs(offset.dot(face.left)) > face.halfWidth) return infinity;
  if (std::abs(offset.dot(face.up)) > halfHeight(face)) return infinity;
  return distance;
}

Hit nextHit(const Layout& layout, const Bundle& bundle) {
  Hit best;
  for (int face = 0; face < static_cast<int>(layout.faces.size()); ++face) {
    if (face == bundle.lastFace) continue;
    const double distance = hitDistance(bundle, layout.faces[static_cast<std::size_t>(face)]);
    if (distance < best.distance) best = {face, distance};
  }
  return best;
}

double largestPosition(const std::vector<Track>& tracks) {
  double largest = 0;
  for (const Track& track : tracks) largest = std::max(largest, std::abs(track.position));
  return largest;
}

// Light that travels `distance` along the axis has gone this far in the coordinates of the frame.
double reachOf(const Bundle& bundle, double distance) {
  const double p = bundle.direction.dot(bundle.frame.left), c = bundle.direction.dot(bundle.frame.normal);
  return distance * c * (1 / c + p * p / (c * c * c));
}

// Evenly picked beams and the two outermost ones, in order at the end of the segment.
std::vector<std::array<double, 2>> fanOf(const Bundle& bundle, double from, double to) {
  const double start = reachOf(bundle, from), end = reachOf(bundle, to);
  const double toLeft = bundle.direction.cross(bundle.frame.left).z() < 0 ? -1 : 1;
  const auto drawn = [toLeft](double place) {
    return std::clamp(toLeft * place, -kWidestDrawn, kWidestDrawn);
  };
  const auto placeOf = [&](const Track& track) {
    return std::array{drawn(track.position + start * track.tilt), drawn(track.position + end * track.tilt)};
  };
  const auto& tracks = bundle.u.tracks;
  const auto [right, left] =
      std::minmax_element(tracks.begin(), tracks.end(),
                          [&](const Track& a, const Track& b) { return placeOf(a)[1] < placeOf(b)[1]; });
  std::vector<std::array<double, 2>> fan{placeOf(*right)};
  if (right != left) fan.push_back(placeOf(*left));
  const std::size_t step = tracks.size() / (BeamSegment::kFanBeams - 2) + 1;
  for (std::size_t i = step / 2; i < tracks.size(); i += step) fan.push_back(placeOf(tracks[i]));
  std::sort(fan.begin(), fan.end(), [](const auto& a, const auto& b) { return a[1] < b[1]; });
  return fan;
}

// Half-widths in the plane of one beam and of the bundle, `distance` further along the axis.
struct Width {
  double beam, bundle;
};

Width widthAt(const Bundle& bundle, double distance) {
  const double reach = reachOf(bundle, distance);
  const double beam = beamRadius(bundle.u.q + reach, bundle.wavelength);
  double largest = 0;
  for (const Track& track : bundle.u.tracks) {
    largest = std::max(largest, std::abs(track.position + reach * track.tilt));
  }
  return {std::min(beam, kWidestDrawn), std::min(largest + beam, kWidestDrawn)};
}

// The axis at the bundle's local coordinates: what the tracks are relative to.
void makeAbsolute(TransverseAxis& axis, double position, double tilt, double sign) {
  for (Track& track : axis.tracks) {
    track.position = sign * (position + track.position);
    track.tilt = sign * (tilt + track.tilt);
  }
}

BeamShifts mirrored(const BeamShifts& shifts, std::size_t columns, double sign) {
  if (shifts.none() || sign > 0) return shifts;
  std::vector<BeamShift> out(shifts.all().begin(), shifts.all().end());
  for (BeamShift& shift : out) {
    shift.u = -shift.u;
    shift.tiltU = -shift.tiltU;
  }
  return {columns, std::move(out)};
}

// The bundle, whose frame must be that of the place or its mirror image, in coordinates of the place.
Arrival arrivalOn(const Bundle& bundle, const PlacedFace& place, int face) {
  const Eigen::Vector3d offset = bundle.point - place.centre;
  Arrival arrival;
  arrival.source = bundle.source;
  arrival.face = face;
  arrival.u = bundle.u;
  arrival.v = bundle.v;
  const double sign = bundle.frame.left.dot(place.left) > 0 ? 1.0 : -1.0;
  makeAbsolute(arrival.u, offset.dot(bundle.frame.left), bundle.direction.dot(bundle.frame.left), sign);
  makeAbsolute(arrival.v, offset.dot(bundle.frame.up), bundle.direction.dot(bundle.frame.up), 1.0);
  arrival.shifts = mirrored(bundle.shifts, arrival.u.tracks.size(), sign);
  arrival.powerW = bundle.powerW;
  arrival.pathM = bundle.pathM;
  arrival.phaseRad = bundle.phaseRad;
  arrival.polarisationRad = sign * bundle.polarisationRad;
  arrival.passages = bundle.passages;
  arrival.armShares = bundle.armShares;
  arrival.combinerFace = bundle.combinerFace;
  return arrival;
}

// Where a bundle crosses a watched plane before it meets its next face, as a distance along its axis; less
// than its start where it does not. Light that leaves an emitter counts at the emitter's own face.
double crossingDistance(const Bundle& bundle, const WatchedPlane& plane, const Hit& hit) {
  const double never = -std::numeric_limits<double>::infinity();
  if (plane.face >= 0) {
    if (plane.face == hit.face) return hit.distance;
    return bundle.passages.empty() && plane.face == bundle.lastFace ? bundle.start : never;
  }
  const double along = bundle.direction.dot(plane.place.normal);
  if (std::abs(along) < 1e-9) return never;
  const double distance = (plane.place.centre - bundle.point).dot(plane.place.normal) / along;
  if (distance <= bundle.start + kClearance || distance > hit.distance + kClearance) return never;
  const Eigen::Vector3d offset = bundle.point + distance * bundle.direction - plane.place.centre;
  return std::abs(offset.dot(plane.place.left)) <= plane.place.halfWidth ? distance : never;
}

std::size_t sizeOf(const Bundle& bundle) {
  return bundle.u.tracks.size() + bundle.v.tracks.size() + bundle.powerW.stored() +
         bundle.shifts.all().size();
}

// The state of the trace before a source was followed, so that its part can be taken back.
struct Mark {
  std::size_t segments, crossings, arrivals, noted, detected;
  double detectedW;
  std::vector<double> losses;
};

// W of an arrival inside the pixels on which its beams land.
double detectedBy(const ReceiverGrid& grid, const Arrival& arrival, double wavelength) {
  if (!arrival.shifts.none()) {
    double sum = 0;
    const std::vector<BeamLanding> landings = beamLandingsOn(grid, arrival, wavelength);
    std::vector<double> powerW;
    for (std::size_t row = 0, i = 0; row < arrival.v.tracks.size(); ++row) {
      arrival.powerW.readRow(row, powerW);
      for (const double power : powerW) sum += power * landings[i++].share;
    }
    return sum;
  }
  const auto shares = [&](int count, const TransverseAxis& axis) {
    std::vector<double> out;
    for (const Landing& landing : landingsOn({count, grid.pitch}, grid.pixelSize, axis, wavelength)) {
      out.push_back(landing.share);
    }
    return out;
  };
  return arrival.powerW.weighted(shares(grid.rows, arrival.v), shares(grid.columns, arrival.u));
}

class Tracer {
 public:
  Tracer(const Layout& layout, Trace& trace, const TraceBudget& budget)
      : m_layout(&layout), m_trace(&trace), m_budget(budget) {
    m_losses.assign(layout.parts.size() * kCauses, 0.0);
  }

  void watch(std::span<const WatchedPlane> planes, std::vector<PlaneLight>& noted) {
    m_planes = planes;
    m_noted = &noted;
  }
  void traceSource(int source, std::size_t sourcesLeft);
  void writeLosses();

 private:
  std::size_t countNoted() const { return m_noted ? m_noted->size() : 0; }
  void note(const Bundle& bundle, const Hit& hit);
  void run(Bundle bundle);
  Bundle takeNext();
  void takeBack(const Mark& mark);
  void giveUpRest();
  void keepStrongest(const Mark& mark);
  void step(Bundle bundle);
  void leaveBench(Bundle& bundle);
  void recordSegment(Bundle& bundle, const Hit& hit);
  void recordCrossing(const Bundle& bundle, int face, const Clipping& clipping);
  void act(Bundle& bundle, int face, const Scattering& scattering);
  void act(Bundle& bundle, int face, const Lens& lens);
  void act(Bundle& bundle, int face, const Grating& grating);
  void split(Bundle& bundle, int face, const Grating& grating);
  void act(Bundle& bundle, int face, const Absorber& absorber);
  void act(Bundle& bundle, int face, const EmitterGrid& grid);
  void act(Bundle& bundle, int face, const ReceiverGrid& grid);
  void branch(Bundle bundle, double share, Passage passage);
  void goOn(Bundle bundle, Passage passage);
  void arrive(const Bundle& bundle, int face);
  void addDetected(const DetectedLight& light);
  bool singleBeamsMatter(const Bundle& bundle, int grating);
  void lose(int face, LossCause cause, double powerW);
  bool meetsFront(const Bundle& bundle, int face) const {
    return bundle.direction.dot(faceAt(face).normal) < 0;
  }
  const PlacedFace& faceAt(int face) const { return m_layout->faces[static_cast<std::size_t>(face)]; }

  const Layout* m_layout;
  Trace* m_trace;
  TraceBudget m_budget;
  std::vector<double> m_losses;  // parts × causes
  std::vector<Bundle> m_open;
  double m_floor = 0;  // W: a bundle below this ends
  double m_work = 0, m_allowance = 0;
  std::size_t m_clipped = 0;      ///< beams at stops, of all sources so far
  bool m_strongestFirst = false;  // m_open is a heap: the strongest bundle goes on, else the youngest
  bool m_probing = false;         // follow the axis only, to see whether it meets a grid
  bool m_meetsGrid = false;
  std::span<const WatchedPlane> m_planes;
  std::vector<PlaneLight>* m_noted = nullptr;
};

void Tracer::lose(int face, LossCause cause, double powerW) {
  if (m_probing) return;
  const std::size_t part = static_cast<std::size_t>(faceAt(face).part);
  m_losses[part * kCauses + static_cast<std::size_t>(cause)] += powerW;
}

bool isWeaker(const Bundle& a, const Bundle& b) {
  return a.totalW < b.totalW;
}

Bundle Tracer::takeNext() {
  if (m_strongestFirst) std::pop_heap(m_open.begin(), m_open.end(), isWeaker);
  Bundle next = std::move(m_open.back());
  m_open.pop_back();
  return next;
}

// Follows a bundle as far as the allowance goes; the straight way that a bundle can go is always followed.
void Tracer::run(Bundle bundle) {
  const double perStep = TraceBudget::kStep + kWorkPerFace * static_cast<double>(m_layout->faces.size());
  m_floor = m_budget.faintest * bundle.totalW;
  m_work = 0;
  m_open.clear();
  m_open.push_back(std::move(bundle));
  double widest = 0;
  const auto allowed = [&] { return m_allowance + TraceBudget::kMostFaces * perStep + kWideSteps * widest; };
  while (!m_open.empty() && m_work < allowed()) {
    if (m_probing && m_meetsGrid) break;
    Bundle next = takeNext();
    const double size = static_cast<double>(sizeOf(next));
    widest = std::max(widest, size);
    m_work += perStep + size;
    step(std::move(next));
  }
  m_trace->work += m_work;
}

void Tracer::traceSource(int source, std::size_t sourcesLeft) {
  const LightSource& from = m_trace->sources[static_cast<std::size_t>(source)];
  const PlacedFace& face = faceAt(from.face);
  const EmitterGrid& grid = std::get<EmitterGrid>(face.action);
  Bundle start = emittedBundle(face, grid, source, from.wavelength);
  start.lastFace = from.face;
  start.keepsShares = from.role != EmitterRole::Leader;
  if (start.totalW <= 0) return;
  m_trace->emittedW += start.totalW;
  for (const double loss : {grid.shifterLoss, grid.modulatorLoss}) {
    if (loss <= 0) continue;
    lose(from.face, LossCause::Coating, loss * start.totalW);
    dim(start, 1 - loss);
    if (start.totalW <= 0) return;
  }

  const Mark mark{m_trace->segments.size(),
                  m_trace->crossings.size(),
                  m_trace->arrivals.size(),
                  countNoted(),
                  m_trace->detected.size(),
                  m_trace->detectedW,
                  m_losses};
  const double share =
      std::max(m_budget.leastWork, (m_budget.work - m_trace->work) / static_cast<double>(sourcesLeft));
  // A source whose light cannot be followed to its end is followed anew in the order of power, so the first
  // try gets the smaller part of the work: a sound bench takes a hundredth of it.
  m_allowance = kFirstTry * share;
  m_strongestFirst = false;
  run(start);
  if (!m_open.empty()) {
    takeBack(mark);
    m_allowance = (1 - kFirstTry) * share;
    m_strongestFirst = true;
    run(std::move(start));
    giveUpRest();
  }
  keepStrongest(mark);
}

void Tracer::giveUpRest() {
  m_trace->truncated = true;
  for (const Bundle& open : m_open) {
    lose(open.lastFace, LossCause::BelowCutoff, open.totalW);
    m_trace->cutW += open.totalW;
  }
  m_open.clear();
}

// Drops the weakest arrivals where a source ends on one face in more ways than are kept. Their power has been
// counted already.
void Tracer::keepStrongest(const Mark& mark) {
  std::vector<Arrival>& all = m_trace->arrivals;
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(mark.arrivals);
  std::map<int, std::vector<double>> powers;
  for (auto arrival = first; arrival != all.end(); ++arrival)
    powers[arrival->face].push_back(arrival->powerW.total());
  std::map<int, double> least;
  for (auto& [face, own] : powers) {
    if (own.size() <= TraceBudget::kMostArrivals) continue;
    const auto last = own.begin() + (TraceBudget::kMostArrivals - 1);
    std::nth_element(own.begin(), last, own.end(), std::greater<>());
    least[face] = *last;
  }
  if (least.empty()) return;
  m_trace->truncated = true;
  std::map<int, std::size_t> kept;
  const auto isSurplus = [&](const Arrival& arrival) {
    const auto found = least.find(arrival.face);
    if (found == least.end()) return false;
    return arrival.powerW.total() < found->second || ++kept[arrival.face] > TraceBudget::kMostArrivals;
  };
  all.erase(std::remove_if(first, all.end(), isSurplus), all.end());
}

void Tracer::takeBack(const Mark& mark) {
  m_trace->segments.resize(mark.segments);
  m_trace->crossings.resize(mark.crossings);
  m_trace->arrivals.resize(mark.arrivals);
  if (m_noted) m_noted->resize(mark.noted);
  m_trace->detected.resize(mark.detected);
  m_trace->detectedW = mark.detectedW;
  m_losses = mark.losses;
}

void Tracer::step(Bundle bundle) {
  const Hit hit = nextHit(*m_layout, bundle);
  if (!m_probing) note(bundle, hit);
  if (hit.face < 0) return leaveBench(bundle);
  const PlacedFace& face = faceAt(hit.face);
  recordSegment(bundle, hit);
  propagate(bundle, hit.distance);

  Clipping clipping;
  // Stops of an arm end before the splitter at which arms meet: what that one cuts it cuts from both.
  if (const auto* scattering = std::get_if<Scattering>(&face.action); scattering && scattering->twoInputs) {
    bundle.armShares = bundle.shares;
    bundle.combinerFace = hit.face;
  }
  const bool hasPlane = !std::holds_alternative<Scattering>(face.action);
  if (hasPlane || face.clips()) {
    const Frame incoming = bundle.frame;
    changeFrame(bundle, frameAlong(face, bundle.direction));
    if (!isSound(bundle)) return lose(hit.face, LossCause::Evanescent, bundle.totalW);
    if (!m_probing) {
      clipping = clip(bundle, face, m_clipped < kMostClippedExactly);
      m_clipped += bundle.spots();
    }
    m_work += clipping.work;
    lose(hit.face, LossCause::Clipped, clipping.lostW);
    hasPlane ? turnFrame(bundle, rollAlong(face, bundle.direction)) : changeFrame(bundle, incoming);
  }
  recordCrossing(bundle, hit.face, clipping);
  std::visit([&](const auto& action) { act(bundle, hit.face, action); }, face.action);
}

void Tracer::note(const Bundle& bundle, const Hit& hit) {
  for (std::size_t i = 0; i < m_planes.size(); ++i) {
    const WatchedPlane& plane = m_planes[i];
    const double distance = crossingDistance(bundle, plane, hit);
    if (distance < bundle.start) continue;
    Bundle there = bundle;
    propagate(there, distance);
    changeFrame(there, frameAlong(plane.place, there.direction));
    turnFrame(there, rollAlong(plane.place, there.direction));
    if (!isSound(there)) continue;
    m_noted->push_back({static_cast<int>(i), there.direction.dot(plane.place.normal) < 0, there.wavelength,
                        arrivalOn(there, plane.place, plane.face)});
  }
}

void Tracer::leaveBench(Bundle& bundle) {
  lose(bundle.lastFace, LossCause::LeftBench, bundle.totalW);
  recordSegment(bundle, {-1, bundle.start + BeamSegment::kFreeLength});
}

void Tracer::recordSegment(Bundle& bundle, const Hit& hit) {
  if (m_probing) return;
  const Eigen::Vector3d from = bundle.point + bundle.start * bundle.direction;
  const Eigen::Vector3d to = bundle.point + hit.distance * bundle.direction;
  const Width atStart = widthAt(bundle, bundle.start), atEnd = widthAt(bundle, hit.distance);
  BeamSegment segment;
  segment.from = {from.x(), from.y()};
  segment.to = {to.x(), to.y()};
  segment.fromBeam = atStart.beam;
  segment.toBeam = atEnd.beam;
  segment.fromBundle = atStart.bundle;
  segment.toBundle = atEnd.bundle;
  segment.powerW = bundle.totalW;
  segment.q = bundle.u.q + reachOf(bundle, bundle.start);
  segment.pathM = bundle.pathM + bundle.start;
  segment.phaseRad = bundle.phaseRad + gouyPhaseAlong(bundle, bundle.start);
  segment.fan = fanOf(bundle, bundle.start, hit.distance);
  segment.source = bundle.source;
  segment.role = m_trace->sources[static_cast<std::size_t>(bundle.source)].role;
  segment.toFace = hit.face;
  segment.before = std::exchange(bundle.lastSegment, static_cast<int>(m_trace->segments.size()));
  m_trace->segments.push_back(std::move(segment));
}

void Tracer::recordCrossing(const Bundle& bundle, int face, const Clipping& clipping) {
  if (m_probing) return;
  const PlacedFace& placed = faceAt(face);
  const Eigen::Vector3d offset = bundle.point - placed.centre;
  Crossing crossing;
  crossing.source = bundle.source;
  crossing.face = face;
  crossing.u = offset.dot(placed.left);
  crossing.v = offset.dot(placed.up);
  crossing.radiusU = bundle.radiusU();
  crossing.radiusV = bundle.radiusV();
  crossing.bundleHalfU = largestPosition(bundle.u.tracks);
  crossing.bundleHalfV = largestPosition(bundle.v.tracks);
  crossing.tiltHalfU = largestTilt(bundle.u.tracks, bundle.direction.dot(bundle.frame.left));
  crossing.tiltHalfV = largestTilt(bundle.v.tracks, bundle.direction.dot(bundle.frame.up));
  crossing.powerW = bundle.totalW + clipping.lostW;
  crossing.worstClip = clipping.worst;
  const LightSource& source = m_trace->sources[static_cast<std::size_t>(bundle.source)];
  crossing.worstChannel = clipping.worstRow * source.columns + clipping.worstColumn;
  m_trace->crossings.push_back(crossing);
}

void Tracer::goOn(Bundle bundle, Passage passage) {
  bundle.lastFace = passage.face;
  bundle.passages.push_back(passage);
  const bool spent = bundle.passages.size() >= TraceBudget::kMostFaces || bundle.totalW < m_floor;
  if (spent) return lose(passage.face, LossCause::BelowCutoff, bundle.totalW);
  if (!isSound(bundle)) return lose(passage.face, LossCause::Evanescent, bundle.totalW);
  m_open.push_back(std::move(bundle));
  if (m_strongestFirst) std::push_heap(m_open.begin(), m_open.end(), isWeaker);
}

void Tracer::branch(Bundle bundle, double share, Passage passage) {
  if (share <= 0) return;
  dim(bundle, share);
  if (passage.reflected) reflect(bundle, faceAt(passage.face).normal);
  bundle.start = 0;
  goOn(std::move(bundle), passage);
}

void Tracer::act(Bundle& bundle, int face, const Scattering& scattering) {
  const bool onFront = meetsFront(bundle, face);
  const ScatteringSide& side = onFront ? scattering.front : scattering.back;
  lose(face, side.lossCause, bundle.totalW * (1 - side.transmittance - side.reflectance));
  if (side.reflectance > 0) branch(bundle, side.reflectance, {face, true, onFront});
  bundle.phaseRad += scattering.phaseRad;
  branch(std::move(bundle), side.transmittance, {face, false, onFront});
}

// A lens of focal length 0 passes light unchanged: its own check asks for a number.
void Tracer::act(Bundle& bundle, int face, const Lens& lens) {
  const Passage passage{face, false, meetsFront(bundle, face)};
  lose(face, LossCause::Coating, bundle.totalW * (1 - lens.transmittance));
  if (lens.focalLength == 0) return branch(std::move(bundle), lens.transmittance, passage);
  dim(bundle, lens.transmittance);
  if (!lens.sineCondition) lose(face, LossCause::Evanescent, endUnmapped(bundle));
  if (!passLens(bundle, lens, faceAt(face).centre)) return lose(face, LossCause::Evanescent, bundle.totalW);
  lose(face, LossCause::Evanescent, endEvanescent(bundle));
  goOn(std::move(bundle), passage);
}

// The number of tracks per axis that a bundle may keep before it meets this many orders.
std::size_t tracksKept(std::size_t orders) {
  std::size_t kept = kMergedTracks;
  while (kept > 1 && kept * kept * orders > kMostMergedSpots) --kept;
  return kept;
}

// Stray orders are followed where their beams can be kept one by one: else those of the used ones would be
// merged with them.
void Tracer::act(Bundle& bundle, int face, const Grating& grating) {
  const auto fits = [](std::size_t tracks, int used, const std::vector<StrayOrder>& strays) {
    return strays.empty() || tracks * (static_cast<std::size_t>(used) + strays.size()) <= kMostTracksApart;
  };
  if (fits(bundle.u.tracks.size(), grating.ordersX, grating.straysX) &&
      fits(bundle.v.tracks.size(), grating.ordersY, grating.straysY))
    return split(bundle, face, grating);
  Grating withoutStrays = grating;
  withoutStrays.straysX.clear();
  withoutStrays.straysY.clear();
  split(bundle, face, withoutStrays);
}

// Light that reaches no pixel and no facet is not split into all its beams: a hundred by hundred array sent
// back through its leader's grating would be 1e8 of them.
void Tracer::split(Bundle& bundle, int face, const Grating& grating) {
  const std::size_t ordersX = static_cast<std::size_t>(grating.ordersX) + grating.straysX.size(),
                    ordersY = static_cast<std::size_t>(grating.ordersY) + grating.straysY.size();
  const std::size_t orders = ordersX * ordersY;
  const bool tooMany = bundle.u.tracks.size() * ordersX > kMostTracks ||
                       bundle.v.tracks.size() * ordersY > kMostTracks || bundle.spots() * orders > kMostSpots;
  // Light that bounces through a grating would multiply its beams each time.
  const bool again = std::any_of(bundle.passages.begin(), bundle.passages.end(),
                                 [face](const Passage& passage) { return passage.face == face; });
  const bool merge = bundle.spots() * orders > kManySpots && !m_probing &&
                     (tooMany || again || !singleBeamsMatter(bundle, face));
  if (merge) mergeTracks(bundle, tracksKept(orders));
  const double absorbed = grating.loss * bundle.totalW;
  const bool onFront = meetsFront(bundle, face);
  const double outOfOrders = m_probing ? 0 : passGrating(bundle, grating, faceAt(face).centre, !onFront);
  lose(face, LossCause::Coating, std::min(absorbed, outOfOrders));
  lose(face, LossCause::GratingOrders, outOfOrders - std::min(absorbed, outOfOrders));
  lose(face, LossCause::Evanescent, endEvanescent(bundle));
  turnFrame(bundle, -rollAlong(faceAt(face), bundle.direction));
  if (merge) mergeTracks(bundle, kMergedTracks * kMergedTracks);
  bundle.start = 0;
  goOn(std::move(bundle), {face, false, onFront});
}

void Tracer::act(Bundle& bundle, int face, const Absorber& absorber) {
  lose(face, absorber.cause, bundle.totalW);
}

void Tracer::act(Bundle& bundle, int face, const EmitterGrid& grid) {
  const bool onFront = meetsFront(bundle, face);
  if (grid.role == EmitterRole::Leader || !onFront) return lose(face, LossCause::WrongPort, bundle.totalW);
  lose(face, LossCause::IntoFacet, bundle.totalW);
  const bool injects = m_trace->sources[static_cast<std::size_t>(bundle.source)].role == EmitterRole::Leader;
  if (injects) arrive(bundle, face);
}

void Tracer::act(Bundle& bundle, int face, const ReceiverGrid& grid) {
  if (!meetsFront(bundle, face)) return lose(face, LossCause::WrongPort, bundle.totalW);
  arrive(bundle, face);
  if (m_probing) return;
  const Arrival& arrival = m_trace->arrivals.back();
  const double detected = detectedBy(grid, arrival, bundle.wavelength);
  m_trace->detectedW += detected;
  addDetected({bundle.source, face, detected});
  lose(face, LossCause::MissedPixel, bundle.totalW - detected);
}

void Tracer::addDetected(const DetectedLight& light) {
  for (auto own = m_trace->detected.rbegin(); own != m_trace->detected.rend() && own->source == light.source;
       ++own)
    if (own->face == light.face) {
      own->powerW += light.powerW;
      return;
    }
  m_trace->detected.push_back(light);
}

void Tracer::arrive(const Bundle& bundle, int face) {
  m_meetsGrid = true;
  if (!m_probing) m_trace->arrivals.push_back(arrivalOn(bundle, faceAt(face), face));
}

bool Tracer::singleBeamsMatter(const Bundle& bundle, int grating) {
  Tracer probe(*m_layout, *m_trace, m_budget);
  probe.m_probing = true;
  probe.m_allowance = m_budget.leastWork;
  Bundle axis = bundle;
  mergeTracks(axis, 1);
  axis.start = 0;
  axis.lastFace = grating;
  const double before = m_trace->work;
  probe.run(std::move(axis));
  m_trace->work = before;  // it counts as this source's
  m_work += probe.m_work;
  return probe.m_meetsGrid;
}

void Tracer::writeLosses() {
  for (std::size_t i = 0; i < m_losses.size(); ++i) {
    if (std::abs(m_losses[i]) <= kRounding * m_trace->emittedW) continue;
    m_trace->losses.push_back(
        {static_cast<int>(i / kCauses), static_cast<LossCause>(i % kCauses), m_losses[i]});
    m_trace->lostW += m_losses[i];
  }
}

void addSources(const Layout& layout, Trace& trace, bool leaders) {
  for (int face = 0; face < static_cast<int>(layout.faces.size()); ++face) {
    const auto* grid = std::get_if<EmitterGrid>(&layout.faces[static_cast<std::size_t>(face)].action);
    if (!grid || (grid->role == EmitterRole::Leader) != leaders) continue;
    LightSource source;
    source.face = face;
    source.role = grid->role;
    source.rows = grid->rows;
    source.columns = grid->columns;
    source.wavelength = grid->wavelength;
    for (double power : grid->powerW) source.emittedW += power;
    trace.sources.push_back(source);
  }
}

void keepStrongestPerPlane(std::size_t planes, std::vector<PlaneLight>& noted) {
  std::vector<std::vector<std::pair<double, std::size_t>>> of(planes);
  for (std::size_t i = 0; i < noted.size(); ++i)
    of[static_cast<std::size_t>(noted[i].plane)].push_back({-noted[i].light.powerW.total(), i});
  std::vector<bool> drop(noted.size(), false);
  for (auto& ways : of) {
    std::sort(ways.begin(), ways.end());
    for (std::size_t i = TraceBudget::kMostOnPlane; i < ways.size(); ++i) drop[ways[i].second] = true;
  }
  std::size_t at = 0;
  noted.erase(std::remove_if(noted.begin(), noted.end(), [&](const PlaneLight&) { return drop[at++]; }),
              noted.end());
}

void traceAll(const Layout& layout, Tracer& tracer, Trace& trace) {
  addSources(layout, trace, true);
  const int leaders = static_cast<int>(trace.sources.size());
  addSources(layout, trace, false);
  const double fallback = leaders > 0 ? trace.sources[0].wavelength : kDefaultWavelength;
  const auto left = [&trace](int source) { return trace.sources.size() - static_cast<std::size_t>(source); };
  for (int leader = 0; leader < leaders; ++leader) tracer.traceSource(leader, left(leader));
  for (int follower = leaders; follower < static_cast<int>(trace.sources.size()); ++follower) {
    LightSource& source = trace.sources[static_cast<std::size_t>(follower)];
    trace.injections.push_back(injectionAt(layout, trace, source.face));
    source.leader = trace.injections.back().leader;
    source.wavelength =
        source.leader < 0 ? fallback : trace.sources[static_cast<std::size_t>(source.leader)].wavelength;
    tracer.traceSource(follower, left(follower));
  }
}

}  // namespace

const Injection* Trace::injectionOf(int face) const {
  for (const Injection& injection : injections) {
    if (injection.face == face) return &injection;
  }
  return nullptr;
}

AxisBeam Arrival::beamU(std::size_t row, std::size_t column) const {
  const BeamShift shift = shifts(row, column);
  return {u.q, u.tracks[column].position + shift.u, u.tracks[column].tilt + shift.tiltU};
}

AxisBeam Arrival::beamV(std::size_t row, std::size_t column) const {
  const BeamShift shift = shifts(row, column);
  return {v.q, v.tracks[row].position + shift.v, v.tracks[row].tilt + shift.tiltV};
}

double Arrival::pathOf(std::size_t row, std::size_t column) const {
  return pathM + u.tracks[column].path + v.tracks[row].path + shifts(row, column).path;
}

Spot spotOf(const Arrival& arrival, int channelColumns, double wavelength, std::size_t row,
            std::size_t column) {
  const Track& u = arrival.u.tracks[column];
  const Track& v = arrival.v.tracks[row];
  const AxisBeam beamU = arrival.beamU(row, column), beamV = arrival.beamV(row, column);
  Spot out;
  out.channel = v.channel * channelColumns + u.channel;
  out.orderX = u.order;
  out.orderY = v.order;
  out.stray = u.stray || v.stray;
  out.u = beamU.position;
  out.v = beamV.position;
  out.tiltU = beamU.tilt;
  out.tiltV = beamV.tilt;
  out.radiusU = beamRadius(arrival.u.q, wavelength);
  out.radiusV = beamRadius(arrival.v.q, wavelength);
  out.powerW = arrival.powerW(row, column);
  return out;
}

Spot spotOf(const Trace& trace, const Arrival& arrival, int index) {
  const LightSource& source = trace.sources[static_cast<std::size_t>(arrival.source)];
  const std::size_t spot = static_cast<std::size_t>(index), width = arrival.u.tracks.size();
  return spotOf(arrival, source.columns, source.wavelength, spot / width, spot % width);
}

Trace traceBundles(const Layout& layout, const TraceBudget& budget) {
  Trace trace;
  Tracer tracer(layout, trace, budget);
  traceAll(layout, tracer, trace);
  tracer.writeLosses();
  return trace;
}

std::vector<std::size_t> brightSegments(const Trace& trace, double share, std::size_t most) {
  double strongest = 0;
  for (const BeamSegment& segment : trace.segments) strongest = std::max(strongest, segment.powerW);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < trace.segments.size(); ++i)
    if (trace.segments[i].powerW >= share * strongest) out.push_back(i);
  if (out.size() <= most) return out;
  std::stable_sort(out.begin(), out.end(), [&trace](std::size_t a, std::size_t b) {
    return trace.segments[a].powerW > trace.segments[b].powerW;
  });
  out.resize(most);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<PlaneLight> lightOnPlanes(const Layout& layout, std::span<const WatchedPlane> planes) {
  std::vector<PlaneLight> noted;
  if (planes.empty()) return noted;
  Trace trace;
  Tracer tracer(layout, trace, {});
  tracer.watch(planes, noted);
  traceAll(layout, tracer, trace);
  keepStrongestPerPlane(planes.size(), noted);
  return noted;
}

}  // namespace lightloom::optics
