#include "optics/internal/bundle.h"

#include <algorithm>
#include <cmath>

#include "design/grating_profile.h"
#include "optics/gaussian.h"

namespace lightloom::optics {
namespace {

using constants::kPi;

std::vector<Track> gridTracks(int count, double pitch) {
  std::vector<Track> tracks(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Track& track = tracks[static_cast<std::size_t>(i)];
    track.position = (i - 0.5 * (count - 1)) * pitch;
    track.channel = i;
  }
  return tracks;
}

// One beam of a bundle, relative to the axis.
struct WholeBeam {
  double u = 0, v = 0, tiltU = 0, tiltV = 0, path = 0;
};

WholeBeam wholeBeam(const Track& u, const Track& v, const BeamShift& shift) {
  return {u.position + shift.u, v.position + shift.v, u.tilt + shift.tiltU, v.tilt + shift.tiltV,
          u.path + v.path + shift.path};
}

std::vector<WholeBeam> wholeBeams(const Bundle& bundle) {
  std::vector<WholeBeam> out;
  out.reserve(bundle.spots());
  for (std::size_t row = 0; row < bundle.v.tracks.size(); ++row)
    for (std::size_t column = 0; column < bundle.u.tracks.size(); ++column)
      out.push_back(wholeBeam(bundle.u.tracks[column], bundle.v.tracks[row], bundle.shifts(row, column)));
  return out;
}

// Whether a shift along an axis shows: an overlap loses the square of what it is at the waist, which any two
// beams that go the same way keep.
bool shows(double shift, double tilt, std::complex<double> q, double wavelength) {
  constexpr double kShows = 1e-4;  // of the waist's radius, or of the divergence
  const double waist = std::sqrt(wavelength * q.imag() / kPi), divergence = wavelength / (kPi * waist);
  return std::abs(shift - q.real() * tilt) > kShows * waist || std::abs(tilt) > kShows * divergence;
}

bool anyShows(const Bundle& bundle, const std::vector<BeamShift>& shifts) {
  constexpr double kPathShows = 1e-5;  // of a wavelength
  return std::any_of(shifts.begin(), shifts.end(), [&](const BeamShift& shift) {
    return shows(shift.u, shift.tiltU, bundle.u.q, bundle.wavelength) ||
           shows(shift.v, shift.tiltV, bundle.v.q, bundle.wavelength) ||
           std::abs(shift.path) > kPathShows * bundle.wavelength;
  });
}

// What beams, whole ones of this bundle, have beyond its tracks.
void setShifts(Bundle& bundle, const std::vector<WholeBeam>& beams) {
  std::vector<BeamShift> shifts;
  shifts.reserve(beams.size());
  for (std::size_t row = 0, i = 0; row < bundle.v.tracks.size(); ++row)
    for (std::size_t column = 0; column < bundle.u.tracks.size(); ++column, ++i) {
      const WholeBeam tracks = wholeBeam(bundle.u.tracks[column], bundle.v.tracks[row], {});
      const WholeBeam& beam = beams[i];
      shifts.push_back({beam.u - tracks.u, beam.v - tracks.v, beam.tiltU - tracks.tiltU,
                        beam.tiltV - tracks.tiltV, beam.path - tracks.path});
    }
  bundle.shifts =
      anyShows(bundle, shifts) ? BeamShifts(bundle.u.tracks.size(), std::move(shifts)) : BeamShifts();
}

// Tracks go through `byAxis`, and each beam through `whole`, a function of it, where that differs.
template <typename ByAxis, typename Whole>
void followApart(Bundle& bundle, const ByAxis& byAxis, const Whole& whole) {
  if (bundle.spots() > kMostShifted) {
    bundle.shifts = {};
    return byAxis();
  }
  std::vector<WholeBeam> beams = wholeBeams(bundle);
  byAxis();
  for (WholeBeam& beam : beams) whole(beam);
  setShifts(bundle, beams);
}

// The same of what goes axis by axis: nothing is to be done for beams that are the sum of their tracks.
template <typename ByAxis, typename Whole>
void follow(Bundle& bundle, const ByAxis& byAxis, const Whole& whole) {
  if (bundle.shifts.none()) return byAxis();
  followApart(bundle, byAxis, whole);
}

// What a ray matrix does to the phase in the middle of a beam along one axis beyond that of the path: the
// field there is divided by √(a + b/q).
double gouyPhase(std::complex<double> q, double a, double b) {
  return -0.5 * std::arg(a + b / q);
}

// Free flight along the frame's normal, expanded about an axis of direction cosine p (c: cosine along the
// normal): dx = d p/c, optical path d/c.
struct Flight {
  Flight(double distance, double p, double c)
      : m_distance(distance),
        m_perTilt(p / (c * c * c)),
        m_slope(1 / c + p * m_perTilt),
        m_curvature((1 + 3 * p * p / (c * c)) / (c * c * c)) {}

  double reach() const { return m_distance * m_slope; }
  void operator()(double& position, double tilt, double& path) const {
    path += m_distance * tilt * (m_perTilt + 0.5 * tilt * m_curvature);
    position += reach() * tilt;
  }
  void operator()(TransverseAxis& axis) const {
    for (Track& track : axis.tracks) (*this)(track.position, track.tilt, track.path);
    axis.q += reach();
  }

 private:
  double m_distance, m_perTilt, m_slope, m_curvature;
};

struct Flights {
  Flight u, v;
};

Flights flightsOf(const Bundle& bundle, double distance) {
  const double c = bundle.direction.dot(bundle.frame.normal);
  return {{distance * c, bundle.direction.dot(bundle.frame.left), c},
          {distance * c, bundle.direction.dot(bundle.frame.up), c}};
}

// An oblique cut of the same rays: positions scale, direction cosines inversely.
struct Cut {
  double scale, pathPerPosition;

  bool changes() const { return scale != 1 || pathPerPosition != 0; }
  void operator()(double& position, double& tilt, double& path) const {
    path += pathPerPosition * position;
    position *= scale;
    tilt /= scale;
  }
  void operator()(TransverseAxis& axis) const {
    if (!changes()) return;
    for (Track& track : axis.tracks) (*this)(track.position, track.tilt, track.path);
    axis.q *= scale * scale;
  }
};

void mirrorAxis(TransverseAxis& axis) {
  for (Track& track : axis.tracks) {
    track.position = -track.position;
    track.tilt = -track.tilt;
  }
}

// A ray of the axis in a lens's frame, at its front focal plane.
struct AxisCoordinates {
  double x, p;
};

// How a lens maps rays between its focal planes, relative to the axis of the bundle. `p` is a direction
// cosine, `other` that along the other transverse axis; likewise for slopes.
class LensMap {
 public:
  LensMap(const Lens& lens, const AxisCoordinates& u, const AxisCoordinates& v)
      : m_f(lens.focalLength), m_sine(lens.sineCondition), m_u(u), m_v(v) {}

  void alongU(TransverseAxis& axis) const { mapAxis(axis, m_u, m_v); }
  void alongV(TransverseAxis& axis) const { mapAxis(axis, m_v, m_u); }
  // The tangent is of the angle to the axis of the lens, whichever way the ray leaves it.
  void operator()(WholeBeam& beam) const {
    const WholeBeam at = beam;
    beam.path -= pathOf(m_u, at.u, at.tiltU) + pathOf(m_v, at.v, at.tiltV);
    beam.u = place(m_u, at.tiltU, m_v, at.tiltV);
    beam.v = place(m_v, at.tiltV, m_u, at.tiltU);
    beam.tiltU = direction(m_u, at.u, m_v, at.v);
    beam.tiltV = direction(m_v, at.v, m_u, at.u);
  }

 private:
  static double tangent(double p, double other) {
    const double square = 1 - p * p - other * other;
    return square > 0 ? p / std::sqrt(square) : 0;  // what has no direction has no light
  }
  static double cosine(double t, double other) { return t / std::sqrt(1 + t * t + other * other); }
  static double pathOf(const AxisCoordinates& at, double x, double p) { return at.x * p + x * at.p + x * p; }
  double place(const AxisCoordinates& at, double p, const AxisCoordinates& other, double otherP) const {
    return m_f * (m_sine ? p : tangent(at.p + p, other.p + otherP) - tangent(at.p, other.p));
  }
  double direction(const AxisCoordinates& at, double x, const AxisCoordinates& other, double otherX) const {
    if (m_sine) return -x / m_f;
    return cosine(-(at.x + x) / m_f, -(other.x + otherX) / m_f) - cosine(-at.x / m_f, -other.x / m_f);
  }
  void mapAxis(TransverseAxis& axis, const AxisCoordinates& at, const AxisCoordinates& other) const {
    for (Track& track : axis.tracks) {
      const double x = track.position, p = track.tilt;
      track.path -= pathOf(at, x, p);
      track.position = place(at, p, other, 0);
      track.tilt = direction(at, x, other, 0);
    }
    axis.q = transformed(axis.q, {0, m_f, -1 / m_f, 0});
  }

  double m_f;
  bool m_sine;
  AxisCoordinates m_u, m_v;
};

struct Order {
  int number;
  int used;  ///< index of the nearest used order
  double weight;
  double phaseRad;
  bool stray;
};

// All orders of one axis that get light, ascending.
std::vector<Order> ordersOf(int count, const std::vector<StrayOrder>& strays,
                            const std::vector<double>& phases) {
  const std::vector<int> used = design::usedOrders(count);
  std::vector<Order> orders;
  for (std::size_t i = 0; i < used.size(); ++i)
    orders.push_back({used[i], static_cast<int>(i), 1, phases.empty() ? 0 : phases[i], false});
  for (const StrayOrder& stray : strays)
    orders.push_back(
        {stray.number, design::nearestUsed(count, stray.number), stray.power, stray.phaseRad, true});
  std::sort(orders.begin(), orders.end(), [](const Order& a, const Order& b) { return a.number < b.number; });
  return orders;
}

std::vector<Order> ordersAlongX(const Grating& grating) {
  return ordersOf(grating.ordersX, grating.straysX, grating.phasesX);
}

std::vector<Order> ordersAlongY(const Grating& grating) {
  return ordersOf(grating.ordersY, grating.straysY, grating.phasesY);
}

// Direction cosine of order 1 along an axis of the beam's frame, and where the axis of the bundle meets the
// grating.
struct OrderStep {
  double cosine;
  double axisPosition;
};

std::vector<Track> splitTracks(const std::vector<Track>& tracks, const std::vector<Order>& orders,
                               OrderStep step) {
  std::vector<Track> split;
  split.reserve(tracks.size() * orders.size());
  for (const Track& track : tracks) {
    for (const Order& order : orders) {
      const double kick = order.number * step.cosine;
      Track out = track;
      out.path += kick * (step.axisPosition + track.position);
      out.tilt += kick;
      out.phaseRad += order.phaseRad;
      out.order = order.number;
      out.stray = track.stray || order.stray;
      split.push_back(out);
    }
  }
  return split;
}

// Where stray orders would ask for more light than the used ones leave, they get what is left.
double strayScale(const Grating& grating, const std::vector<Order>& xs, const std::vector<Order>& ys) {
  double used = 0, stray = 0;
  for (const Order& y : ys) {
    for (const Order& x : xs) {
      const double share =
          grating.orderEfficiency[static_cast<std::size_t>(y.used * grating.ordersX + x.used)];
      (x.stray || y.stray ? stray : used) += share * x.weight * y.weight;
    }
  }
  const double left = std::max(0.0, 1 - grating.loss - used);
  return stray > left ? left / stray : 1;
}

// The beams of all order pairs, in the order of the tracks that they make.
std::vector<WholeBeam> splitBeams(const Bundle& bundle, const std::vector<Order>& xs, OrderStep stepX,
                                  const std::vector<Order>& ys, OrderStep stepY) {
  std::vector<WholeBeam> out;
  out.reserve(bundle.spots() * xs.size() * ys.size());
  for (std::size_t row = 0; row < bundle.v.tracks.size(); ++row)
    for (const Order& y : ys)
      for (std::size_t column = 0; column < bundle.u.tracks.size(); ++column) {
        const WholeBeam before =
            wholeBeam(bundle.u.tracks[column], bundle.v.tracks[row], bundle.shifts(row, column));
        for (const Order& x : xs) {
          WholeBeam beam = before;
          const double kickX = x.number * stepX.cosine, kickY = y.number * stepY.cosine;
          beam.path += kickX * (stepX.axisPosition + beam.u) + kickY * (stepY.axisPosition + beam.v);
          beam.tiltU += kickX;
          beam.tiltV += kickY;
          out.push_back(beam);
        }
      }
  return out;
}

// Power shares of all order pairs, rows of y.
std::vector<double> orderShares(const Grating& grating, const std::vector<Order>& xs,
                                const std::vector<Order>& ys) {
  const double scale = strayScale(grating, xs, ys);
  std::vector<double> shares;
  shares.reserve(xs.size() * ys.size());
  for (const Order& y : ys) {
    for (const Order& x : xs) {
      const double share =
          grating.orderEfficiency[static_cast<std::size_t>(y.used * grating.ordersX + x.used)];
      shares.push_back(share * x.weight * y.weight * (x.stray || y.stray ? scale : 1));
    }
  }
  return shares;
}

// The track that stands out most by a measure of its index, of all or of those through used orders only; the
// first where there is none.
template <typename Measure>
std::size_t farthest(const std::vector<Track>& tracks, bool usedOnly, const Measure& measure) {
  std::size_t found = 0;
  double most = -1e300;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if ((usedOnly && tracks[i].stray) || measure(i) <= most) continue;
    found = i;
    most = measure(i);
  }
  return found;
}

// The work that clipping takes, in units of TraceBudget: for a table of shares, for each stored power, and
// for each beam that is merged away.
// Beams of which the shares that stops leave are kept, and the least that a stop must take for that.
constexpr std::size_t kMostShares = 1u << 16;
constexpr double kNoted = 1e-9;
constexpr double kWorkOfTable = 2500, kWorkOfShare = 3, kWorkOfMerge = 0.5;

static_assert(kMostTracksApart * kMostTracksApart <= SpotPowers::kMostApart);

// The total follows the powers; returns what is lost.
double sumAgain(Bundle& bundle) {
  const double before = bundle.totalW;
  bundle.totalW = bundle.powerW.total();
  return before - bundle.totalW;
}

// Beams are kept one by one from here on, which takes that they are not too many.
void attenuateApart(Bundle& bundle, const SpotPowers::Share& share) {
  if (bundle.powerW.attenuateApart(share)) return;
  mergeTracks(bundle, kMostTracksApart);
  LL_CHECK(bundle.powerW.attenuateApart(share));
}

double leastTilt(const std::vector<Track>& tracks, double axisTilt) {
  double least = 1;
  for (const Track& track : tracks) least = std::min(least, std::abs(axisTilt + track.tilt));
  return least;
}

// Direction cosines of the axis along an axis of tracks and of what the tracks are seen together with along
// the other one.
struct Company {
  double axis, other;
};

std::vector<std::size_t> propagating(std::vector<Track>& tracks, const Company& with) {
  std::vector<std::size_t> kept;
  std::vector<Track> left;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const double p = with.axis + tracks[i].tilt;
    if (!(p * p + with.other * with.other < 1)) continue;
    kept.push_back(i);
    left.push_back(tracks[i]);
  }
  tracks = std::move(left);
  return kept;
}

// Keeps only the columns and rows that propagate together with these; beams must be kept one by one.
void keepTracks(Bundle& bundle, const Company& columns, const Company& rows) {
  const BeamShifts before = bundle.shifts;
  const std::vector<std::size_t> u = propagating(bundle.u.tracks, columns),
                                 v = propagating(bundle.v.tracks, rows);
  if (!before.none()) {
    std::vector<BeamShift> kept;
    for (std::size_t row : v)
      for (std::size_t column : u) kept.push_back(before(row, column));
    bundle.shifts = {u.size(), std::move(kept)};
  }
  bundle.powerW.keep(v, u);
  for (std::optional<SpotPowers>* shares : {&bundle.shares, &bundle.armShares}) {
    if (!*shares) continue;
    if ((*shares)->attenuateApart([](std::size_t, std::size_t) { return 1.0; }))
      (*shares)->keep(v, u);
    else
      shares->reset();
  }
}

// Where the beam stands that a stop takes most of.
struct Outermost {
  std::size_t row = 0, column = 0;          ///< of all beams
  std::size_t usedRow = 0, usedColumn = 0;  ///< of those that came through used orders only
};

// By a measure of rows and one of columns that grows outwards.
template <typename Rows, typename Columns>
Outermost outermostOf(const Bundle& bundle, const Rows& rows, const Columns& columns) {
  return {farthest(bundle.v.tracks, false, rows), farthest(bundle.u.tracks, false, columns),
          farthest(bundle.v.tracks, true, rows), farthest(bundle.u.tracks, true, columns)};
}

// The beam that is farthest out loses most; where it is dark, one of its row or column does; where they are
// dark, all are asked. Nobody misses light of stray orders.
Clipping worstBeam(const Bundle& bundle, const SpotPowers::Share& share, const Outermost& outermost) {
  const bool corners = bundle.shifts.none();
  const std::size_t farRow = outermost.usedRow, farColumn = outermost.usedColumn;
  Clipping worst;
  const auto consider = [&](std::size_t row, std::size_t column) {
    if (bundle.v.tracks[row].stray || bundle.u.tracks[column].stray) return;
    const double lost = 1 - share(row, column);
    if (lost <= worst.worst || bundle.powerW(row, column) <= 0) return;
    worst = {0, lost, bundle.v.tracks[row].channel, bundle.u.tracks[column].channel};
  };
  const std::size_t rows = bundle.v.tracks.size(), columns = bundle.u.tracks.size();
  if (corners) {
    consider(farRow, farColumn);
    if (bundle.powerW(farRow, farColumn) > 0) return worst;
    for (std::size_t row = 0; row < rows; ++row) consider(row, farColumn);
    for (std::size_t column = 0; column < columns; ++column) consider(farRow, column);
    if (worst.worst > 0) return worst;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) consider(row, column);
  }
  return worst;
}

// Where beams are the sum of their tracks, the share varies smoothly from one to the next.
bool attenuate(SpotPowers& powers, const Bundle& bundle, const SpotPowers::Share& share,
               const Outermost& outermost) {
  return bundle.shifts.none() ? powers.attenuate(share, outermost.row, outermost.column)
                              : powers.attenuateApart(share);
}

// Notes what a stop leaves of every beam, as long as they are few enough to be kept.
void noteShares(Bundle& bundle, const SpotPowers::Share& share, const Outermost& outermost) {
  const std::size_t rows = bundle.v.tracks.size(), columns = bundle.u.tracks.size();
  if (!bundle.keepsShares || rows * columns > kMostShares) return bundle.shares.reset();
  if (!bundle.shares) bundle.shares.emplace(rows, columns, std::vector<double>(rows * columns, 1.0));
  if (!attenuate(*bundle.shares, bundle, share, outermost)) bundle.shares.reset();
}

// Takes from every beam what a stop does not let pass.
Clipping take(Bundle& bundle, const Outermost& outermost, const SpotPowers::Share& share) {
  Clipping result = worstBeam(bundle, share, outermost);
  if (result.worst > kNoted) noteShares(bundle, share, outermost);
  const double before = static_cast<double>(bundle.spots());
  if (!attenuate(bundle.powerW, bundle, share, outermost)) attenuateApart(bundle, share);
  result.lostW = sumAgain(bundle);
  const double after = static_cast<double>(bundle.spots());
  result.work = kWorkOfTable + kWorkOfShare * static_cast<double>(bundle.powerW.stored());
  if (after < before) result.work += kWorkOfMerge * before;
  return result;
}

// The share of each beam of an axis between −edge and edge.
std::vector<double> sharesBetween(const TransverseAxis& axis, double offset, double edge, double wavelength) {
  std::vector<double> out;
  for (const Track& track : axis.tracks)
    out.push_back(powerInWindow({axis.q, offset + track.position, 0}, wavelength, {0, edge}));
  return out;
}

// A rectangle takes what lies beyond its edges along each axis by itself.
Clipping clipByEdges(Bundle& bundle, const PlacedFace& face) {
  constexpr double kNothing = 1e-15;
  const Eigen::Vector3d offset = bundle.point - face.centre;
  const double u0 = offset.dot(bundle.frame.left), v0 = offset.dot(bundle.frame.up);
  const std::vector<double> us = sharesBetween(bundle.u, u0, face.halfWidth, bundle.wavelength),
                            vs = sharesBetween(bundle.v, v0, face.edgeHeight, bundle.wavelength);
  const Outermost outermost = outermostOf(
      bundle, [&](std::size_t row) { return -vs[row]; }, [&](std::size_t column) { return -us[column]; });
  if (!bundle.shifts.none())
    return take(bundle, outermost, [&](std::size_t r, std::size_t c) {
      const BeamShift shift = bundle.shifts(r, c);
      const AxisBeam u{bundle.u.q, u0 + bundle.u.tracks[c].position + shift.u, 0},
          v{bundle.v.q, v0 + bundle.v.tracks[r].position + shift.v, 0};
      return powerInWindow(u, bundle.wavelength, {0, face.halfWidth}) *
             powerInWindow(v, bundle.wavelength, {0, face.edgeHeight});
    });
  if (us[outermost.column] > 1 - kNothing && vs[outermost.row] > 1 - kNothing) return {};
  return take(bundle, outermost, [&](std::size_t r, std::size_t c) { return vs[r] * us[c]; });
}

std::size_t groupOf(std::size_t index, std::size_t count, std::size_t groups) {
  return index * groups / count;
}

void mergeAxis(TransverseAxis& axis, std::size_t groups) {
  const std::size_t count = axis.tracks.size();
  std::vector<Track> merged(groups);
  std::vector<int> members(groups, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t g = groupOf(i, count, groups);
    Track& into = merged[g];
    if (members[g]++ == 0) {
      into = axis.tracks[i];
      continue;
    }
    into.position += axis.tracks[i].position;
    into.tilt += axis.tracks[i].tilt;
    into.path += axis.tracks[i].path;
  }
  for (std::size_t g = 0; g < groups; ++g) {
    merged[g].position /= members[g];
    merged[g].tilt /= members[g];
    merged[g].path /= members[g];
  }
  axis.tracks = std::move(merged);
}

// The mean shift of the beams of each pair of groups.
BeamShifts mergedShifts(const Bundle& bundle, std::size_t rows, std::size_t columns) {
  if (bundle.shifts.none()) return {};
  const std::size_t width = bundle.u.tracks.size(), height = bundle.v.tracks.size();
  std::vector<BeamShift> sums(rows * columns);
  std::vector<double> members(sums.size(), 0);
  for (std::size_t row = 0; row < height; ++row)
    for (std::size_t column = 0; column < width; ++column) {
      const std::size_t group = groupOf(row, height, rows) * columns + groupOf(column, width, columns);
      const BeamShift shift = bundle.shifts(row, column);
      BeamShift& into = sums[group];
      into = {into.u + shift.u, into.v + shift.v, into.tiltU + shift.tiltU, into.tiltV + shift.tiltV,
              into.path + shift.path};
      ++members[group];
    }
  for (std::size_t group = 0; group < sums.size(); ++group) {
    BeamShift& mean = sums[group];
    const double share = 1 / members[group];
    mean = {mean.u * share, mean.v * share, mean.tiltU * share, mean.tiltV * share, mean.path * share};
  }
  return {columns, std::move(sums)};
}

}  // namespace

Frame frameAlong(const PlacedFace& face, const Eigen::Vector3d& direction) {
  const double c = std::cos(face.rollRad), s = std::sin(face.rollRad);
  const Eigen::Vector3d left = c * face.left - s * face.up, up = c * face.up + s * face.left;
  if (direction.dot(face.normal) >= 0) return {face.normal, left, up};
  return {-face.normal, -left, up};
}

double rollAlong(const PlacedFace& face, const Eigen::Vector3d& direction) {
  return direction.dot(face.normal) >= 0 ? face.rollRad : -face.rollRad;
}

Bundle emittedBundle(const PlacedFace& face, const EmitterGrid& grid, int source, double wavelength) {
  Bundle bundle;
  bundle.source = source;
  bundle.wavelength = wavelength;
  bundle.point = face.centre;
  bundle.direction = face.normal;
  bundle.frame = {face.normal, face.left, face.up};
  bundle.u = {gridTracks(grid.columns, grid.pitch), waistParameter(grid.waist, wavelength)};
  bundle.v = {gridTracks(grid.rows, grid.pitch), bundle.u.q};
  std::vector<double> powerW = grid.powerW;
  powerW.resize(static_cast<std::size_t>(grid.channels()), 0.0);
  bundle.powerW = {bundle.v.tracks.size(), bundle.u.tracks.size(), std::move(powerW)};
  bundle.polarisationRad = grid.polarisationRad;
  bundle.totalW = bundle.powerW.total();
  turnFrame(bundle, -face.rollRad);
  return bundle;
}

double largestTilt(const std::vector<Track>& tracks, double axisTilt) {
  double largest = 0;
  for (const Track& track : tracks) largest = std::max(largest, std::abs(axisTilt + track.tilt));
  return largest;
}

void dim(Bundle& bundle, double share) {
  bundle.powerW.scale(share);
  bundle.totalW *= share;
}

void propagate(Bundle& bundle, double distance) {
  const Flights along = flightsOf(bundle, distance);
  bundle.phaseRad += gouyPhaseAlong(bundle, distance);
  follow(
      bundle,
      [&] {
        along.u(bundle.u);
        along.v(bundle.v);
      },
      [&](WholeBeam& beam) {
        along.u(beam.u, beam.tiltU, beam.path);
        along.v(beam.v, beam.tiltV, beam.path);
      });
  bundle.point += distance * bundle.direction;
  bundle.pathM += distance;
  bundle.start -= distance;
}

double gouyPhaseAlong(const Bundle& bundle, double distance) {
  const Flights along = flightsOf(bundle, distance);
  return gouyPhase(bundle.u.q, 1, along.u.reach()) + gouyPhase(bundle.v.q, 1, along.v.reach());
}

void changeFrame(Bundle& bundle, const Frame& frame) {
  const Eigen::Vector3d& d = bundle.direction;
  const double along = d.dot(frame.normal);
  const double leftOut = bundle.frame.left.dot(frame.normal) / along;
  const double upOut = bundle.frame.up.dot(frame.normal) / along;
  const Cut alongU{bundle.frame.left.dot(frame.left) - leftOut * d.dot(frame.left), -leftOut},
      alongV{bundle.frame.up.dot(frame.up) - upOut * d.dot(frame.up), -upOut};
  follow(
      bundle,
      [&] {
        alongU(bundle.u);
        alongV(bundle.v);
      },
      [&](WholeBeam& beam) {
        alongU(beam.u, beam.tiltU, beam.path);
        alongV(beam.v, beam.tiltV, beam.path);
      });
  bundle.frame = frame;
}

void turnFrame(Bundle& bundle, double angle) {
  if (angle == 0) return;
  const double c = std::cos(angle), s = std::sin(angle);
  followApart(
      bundle,
      [&] {
        for (TransverseAxis* axis : {&bundle.u, &bundle.v})
          for (Track& track : axis->tracks) {
            track.position *= c;
            track.tilt *= c;
          }
        const std::complex<double> bendU = 1.0 / bundle.u.q, bendV = 1.0 / bundle.v.q;
        bundle.u.q = 1.0 / (c * c * bendU + s * s * bendV);
        bundle.v.q = 1.0 / (s * s * bendU + c * c * bendV);
      },
      [&](WholeBeam& beam) {
        const WholeBeam at = beam;
        beam.u = c * at.u + s * at.v;
        beam.v = c * at.v - s * at.u;
        beam.tiltU = c * at.tiltU + s * at.tiltV;
        beam.tiltV = c * at.tiltV - s * at.tiltU;
      });
  const Eigen::Vector3d left = bundle.frame.left;
  bundle.frame.left = c * left + s * bundle.frame.up;
  bundle.frame.up = c * bundle.frame.up - s * left;
  bundle.polarisationRad -= angle;
}

void reflect(Bundle& bundle, const Eigen::Vector3d& normal) {
  const auto mirrored = [&normal](const Eigen::Vector3d& a) -> Eigen::Vector3d {
    return a - 2 * a.dot(normal) * normal;
  };
  bundle.direction = mirrored(bundle.direction);
  bundle.frame = {mirrored(bundle.frame.normal), -mirrored(bundle.frame.left), mirrored(bundle.frame.up)};
  follow(
      bundle, [&] { mirrorAxis(bundle.u); },
      [](WholeBeam& beam) {
        beam.u = -beam.u;
        beam.tiltU = -beam.tiltU;
      });
  bundle.polarisationRad = -bundle.polarisationRad;
  bundle.phaseRad += 0.5 * kPi;
}

bool passLens(Bundle& bundle, const Lens& lens, const Eigen::Vector3d& centre) {
  const double f = lens.focalLength;
  const Frame frame = bundle.frame;
  const Eigen::Vector3d lensPoint = bundle.point;
  propagate(bundle, -f / bundle.direction.dot(frame.normal));

  const Eigen::Vector3d offset = bundle.point - centre;
  const AxisCoordinates u{offset.dot(frame.left), bundle.direction.dot(frame.left)};
  const AxisCoordinates v{offset.dot(frame.up), bundle.direction.dot(frame.up)};
  const double c = bundle.direction.dot(frame.normal);
  bundle.phaseRad += gouyPhase(bundle.u.q, 0, f) + gouyPhase(bundle.v.q, 0, f);
  const LensMap map(lens, u, v);
  const auto byAxis = [&] {
    map.alongU(bundle.u);
    map.alongV(bundle.v);
  };
  lens.sineCondition ? follow(bundle, byAxis, map) : followApart(bundle, byAxis, map);
  bundle.pathM += 2 * f - u.x * u.p - v.x * v.p;

  const double focalScale = lens.sineCondition ? f : f / c;
  bundle.point = centre + f * frame.normal + focalScale * (u.p * frame.left + v.p * frame.up);
  if (lens.sineCondition) {
    const double cosine2 = 1 - (u.x * u.x + v.x * v.x) / (f * f);
    if (cosine2 <= 0) return false;
    bundle.direction = std::sqrt(cosine2) * frame.normal - u.x / f * frame.left - v.x / f * frame.up;
  } else {
    bundle.direction = (frame.normal - u.x / f * frame.left - v.x / f * frame.up).normalized();
  }
  bundle.start = (lensPoint - bundle.point).dot(frame.normal) / bundle.direction.dot(frame.normal);
  return true;
}

double endEvanescent(Bundle& bundle) {
  const double u0 = bundle.direction.dot(bundle.frame.left), v0 = bundle.direction.dot(bundle.frame.up);
  double shifted = 0;
  for (const BeamShift& shift : bundle.shifts.all())
    shifted = std::max(shifted, std::hypot(shift.tiltU, shift.tiltV));
  if (std::hypot(largestTilt(bundle.u.tracks, u0), largestTilt(bundle.v.tracks, v0)) + shifted < 1) return 0;
  const SpotPowers::Share share = [&](std::size_t row, std::size_t column) {
    const BeamShift shift = bundle.shifts(row, column);
    const double pu = u0 + bundle.u.tracks[column].tilt + shift.tiltU,
                 pv = v0 + bundle.v.tracks[row].tilt + shift.tiltV;
    return pu * pu + pv * pv < 1 ? 1.0 : 0.0;
  };
  attenuateApart(bundle, share);
  const double leastU = leastTilt(bundle.u.tracks, u0), leastV = leastTilt(bundle.v.tracks, v0);
  keepTracks(bundle, {u0, leastV}, {v0, leastU});
  return sumAgain(bundle);
}

double endUnmapped(Bundle& bundle) {
  const double u0 = bundle.direction.dot(bundle.frame.left), v0 = bundle.direction.dot(bundle.frame.up);
  const double u = largestTilt(bundle.u.tracks, u0), v = largestTilt(bundle.v.tracks, v0);
  if (std::hypot(u, v0) < 1 && std::hypot(u0, v) < 1) return 0;
  attenuateApart(bundle, [](std::size_t, std::size_t) { return 1.0; });
  keepTracks(bundle, {u0, v0}, {v0, u0});
  return sumAgain(bundle);
}

bool isSound(const Bundle& bundle) {
  constexpr double kFarthest = 1e9;  // m
  const auto sound = [](const TransverseAxis& axis) {
    const bool q = std::isfinite(axis.q.real()) && std::isfinite(axis.q.imag()) && axis.q.imag() > 0;
    return q && std::norm(axis.q) < kFarthest * kFarthest &&
           std::all_of(axis.tracks.begin(), axis.tracks.end(), [](const Track& track) {
             return std::abs(track.position) < kFarthest && std::isfinite(track.tilt) &&
                    std::isfinite(track.path);
           });
  };
  const std::span<const BeamShift> shifts = bundle.shifts.all();
  return bundle.direction.allFinite() && bundle.point.allFinite() && std::isfinite(bundle.totalW) &&
         sound(bundle.u) && sound(bundle.v) &&
         std::all_of(shifts.begin(), shifts.end(), [](const BeamShift& shift) {
           return std::isfinite(shift.u + shift.v + shift.tiltU + shift.tiltV + shift.path);
         });
}

double passGrating(Bundle& bundle, const Grating& grating, const Eigen::Vector3d& centre, bool along) {
  const std::vector<Order> xs = ordersAlongX(grating), ys = ordersAlongY(grating);
  LL_CHECK(grating.orderEfficiency.size() == static_cast<std::size_t>(grating.ordersX * grating.ordersY));
  const Eigen::Vector3d offset = bundle.point - centre;

  const double sign = along ? 1.0 : -1.0;
  const OrderStep stepX{sign * bundle.wavelength / grating.periodX, offset.dot(bundle.frame.left)},
      stepY{bundle.wavelength / grating.periodY, offset.dot(bundle.frame.up)};
  const bool apart = !bundle.shifts.none() && bundle.spots() * xs.size() * ys.size() <= kMostShifted;
  const std::vector<WholeBeam> beams =
      apart ? splitBeams(bundle, xs, stepX, ys, stepY) : std::vector<WholeBeam>();
  bundle.u.tracks = splitTracks(bundle.u.tracks, xs, stepX);
  bundle.v.tracks = splitTracks(bundle.v.tracks, ys, stepY);

  bundle.powerW.split(ys.size(), xs.size(), orderShares(grating, xs, ys));
  bundle.shifts = {};
  if (apart) setShifts(bundle, beams);
  for (std::optional<SpotPowers>* shares : {&bundle.shares, &bundle.armShares})
    if (*shares) (*shares)->split(ys.size(), xs.size(), std::vector<double>(ys.size() * xs.size(), 1.0));
  return sumAgain(bundle);
}

Clipping clip(Bundle& bundle, const PlacedFace& face, bool inStrips) {
  if (face.edgeHeight > 0) return clipByEdges(bundle, face);
  if (face.apertureRadius <= 0) return {};
  const Eigen::Vector3d offset = bundle.point - face.centre;
  const double u0 = offset.dot(bundle.frame.left), v0 = offset.dot(bundle.frame.up);
  const Outermost outermost = outermostOf(
      bundle, [&](std::size_t row) { return std::abs(v0 + bundle.v.tracks[row].position); },
      [&](std::size_t column) { return std::abs(u0 + bundle.u.tracks[column].position); });
  double shifted = 0;
  for (const BeamShift& shift : bundle.shifts.all())
    shifted = std::max(shifted, std::hypot(shift.u, shift.v));
  const double reach = shifted + std::hypot(u0 + bundle.u.tracks[outermost.column].position,
                                            v0 + bundle.v.tracks[outermost.row].position);
  const ApertureTable aperture(face.apertureRadius, bundle.radiusU(), bundle.radiusV(), reach,
                               !inStrips || bundle.spots() > kMostInStrips);
  if (aperture.passesAll()) return {};
  return take(bundle, outermost, [&](std::size_t row, std::size_t column) {
    const BeamShift shift = bundle.shifts(row, column);
    return aperture.transmittance(u0 + bundle.u.tracks[column].position + shift.u,
                                  v0 + bundle.v.tracks[row].position + shift.v);
  });
}

void mergeTracks(Bundle& bundle, std::size_t most) {
  bundle.shares.reset();
  bundle.armShares.reset();
  const std::size_t width = bundle.u.tracks.size(), height = bundle.v.tracks.size();
  const std::size_t newWidth = std::min(width, most), newHeight = std::min(height, most);
  std::vector<double> powerW(newWidth * newHeight, 0.0);
  for (std::size_t row = 0; row < height; ++row) {
    const std::vector<double> powers = bundle.powerW.row(row);
    double* into = powerW.data() + groupOf(row, height, newHeight) * newWidth;
    for (std::size_t column = 0; column < width; ++column) {
      into[groupOf(column, width, newWidth)] += powers[column];
    }
  }
  bundle.shifts = mergedShifts(bundle, newHeight, newWidth);
  mergeAxis(bundle.u, newWidth);
  mergeAxis(bundle.v, newHeight);
  bundle.powerW = {newHeight, newWidth, std::move(powerW)};
  const double sum = bundle.powerW.total();
  if (sum > 0) bundle.powerW.scale(bundle.totalW / sum);
}

}  // namespace lightloom::optics
