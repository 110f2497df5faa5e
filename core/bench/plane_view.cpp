#include "bench/plane_view.h"
#include "optics/gaussian.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace lightloom::bench {
namespace {

using constants::kPi;
constexpr double kFaintest = 1e-4;  // of the strongest: not drawn
constexpr double kFieldReach = 3;   // radii within which a beam adds to a picture
constexpr double kShown = 1.5;      // radii
constexpr int kMostPerPoint = 4;    // samples along the edge of a point
constexpr double kSamplesPerFringe = 2.5, kSamplesPerRadius = 1.5;
constexpr std::size_t kMostSummed = 512;  // tracks along an axis
constexpr std::size_t kMostApart = 64;    // the same where beams are summed one by one
constexpr std::size_t kMostDrawn = 4096;  // of a bundle
constexpr int kPlaces = 17;               // along an edge, where fringes are measured

double wrapped(double phase) {
  return std::remainder(phase, 2 * kPi);
}

void fillPhases(const Layout& layout, const Trace& trace, const std::vector<ArrayLock>& locks,
                PlaneBundle& bundle) {
  const LightSource& source = trace.sources[static_cast<std::size_t>(bundle.at.light.source)];
  const std::size_t channels = static_cast<std::size_t>(source.rows * source.columns);
  bundle.phaseRad.assign(channels, 0.0);
  bundle.fringe.assign(channels, source.role == EmitterRole::Leader ? 1.0 : 0.0);
  bundle.leader = source.role == EmitterRole::Leader ? bundle.at.light.source : source.leader;
  const Injection* injection = trace.injectionOf(source.face);
  const ArrayLock* lock = lockOf(locks, layout.partOf(source.face));
  if (!injection || injection->leader < 0) return;
  for (std::size_t c = 0; c < channels; ++c) {
    bundle.phaseRad[c] =
        injection->phaseRad[c] - wrapped(2 * kPi * injection->pathM[c] / bundle.at.wavelength);
    if (lock && c < lock->lasers.size()) bundle.fringe[c] = lock->lasers[c].fringe;
  }
}

PlaneBundle bundleOf(const Layout& layout, const Trace& trace, const std::vector<ArrayLock>& locks,
                     PlaneLight light) {
  PlaneBundle out;
  const LightSource& source = trace.sources[static_cast<std::size_t>(light.light.source)];
  out.at = std::move(light);
  out.role = source.role;
  out.columns = source.columns;
  out.powerW = out.at.light.powerW.total();
  fillPhases(layout, trace, locks, out);
  return out;
}

// Indices of the tracks whose beams come within `reach` of the window, at most `most` of them.
std::vector<std::size_t> tracksIn(const TransverseAxis& axis, double centre, double reach,
                                  std::size_t most = std::numeric_limits<std::size_t>::max()) {
  std::vector<std::size_t> near;
  for (std::size_t i = 0; i < axis.tracks.size(); ++i)
    if (std::abs(axis.tracks[i].position - centre) <= reach) near.push_back(i);
  if (near.size() <= most) return near;
  std::vector<std::size_t> picked;
  for (std::size_t i = 0; i < most; ++i) picked.push_back(near[i * (near.size() - 1) / (most - 1)]);
  return picked;
}

// How far beams stand from where their tracks say, along each axis.
struct Farthest {
  double u = 0, v = 0;
};

Farthest farthestShift(const Arrival& light) {
  Farthest out;
  for (const BeamShift& shift : light.shifts.all())
    out = {std::max(out.u, std::abs(shift.u)), std::max(out.v, std::abs(shift.v))};
  return out;
}

/// The tracks of an axis that are seen in a picture.
struct Picked {
  std::vector<std::size_t> tracks;
  double stands = 1;  ///< for how many tracks each of them stands
};

Picked pick(const TransverseAxis& axis, double centre, double reach, std::size_t most) {
  Picked out{tracksIn(axis, centre, reach)};
  if (out.tracks.size() <= most) return out;
  out.stands = static_cast<double>(out.tracks.size()) / static_cast<double>(most);
  out.tracks = tracksIn(axis, centre, reach, most);
  return out;
}

/// What beams bring to every sample along one axis.
struct AxisField {
  Eigen::MatrixXcd field;  ///< samples × beams at the middle of each sample, m^−½
  Eigen::MatrixXd share;   ///< samples × beams, mean of |field|² over each sample, 1/m
};

AxisField axisField(const std::vector<AxisBeam>& beams, double wavelength, double centre, double half,
                    int samples) {
  const double k = 2 * kPi / wavelength, cell = 2 * half / samples;
  AxisField out{Eigen::MatrixXcd(samples, beams.size()), Eigen::MatrixXd(samples, beams.size())};
  for (std::size_t b = 0; b < beams.size(); ++b) {
    const AxisBeam& beam = beams[b];
    const double peak = std::sqrt(std::sqrt(2 / kPi) / beamRadius(beam.q, wavelength));
    const std::complex<double> bend = std::complex<double>(0, -0.5 * k) / beam.q;
    for (int i = 0; i < samples; ++i) {
      const double x = centre - half + 2 * half * (i + 0.5) / samples - beam.position;
      const std::complex<double> exponent = bend * (x * x) - std::complex<double>(0, k * beam.tilt * x);
      out.field(i, static_cast<Eigen::Index>(b)) = peak * std::exp(exponent);
      out.share(i, static_cast<Eigen::Index>(b)) =
          powerInWindow({beam.q, 0, 0}, wavelength, {x, cell / 2}) / cell;
    }
  }
  return out;
}

/// The beams of a bundle in a picture: all pairs of a beam along v and one along u, or, where they are more
/// than the sum of their tracks, one pair after the other.
struct Pictured {
  AxisField u, v;
  bool apart = false;
  Eigen::MatrixXcd fields;  ///< √W, of what has a phase; v × u, or a column of those apart
  Eigen::MatrixXd restW;    ///< W, of what has none
};

Pictured pictured(const PlaneBundle& bundle, const PlaneWindow& window, int samples) {
  const Arrival& light = bundle.at.light;
  const double k = 2 * kPi / bundle.at.wavelength;
  const Farthest shift = farthestShift(light);
  const bool apart = !light.shifts.none();
  const std::size_t most = apart ? kMostApart : kMostSummed;
  const Picked u = pick(light.u, window.u, window.half + kFieldReach * bundle.radiusU() + shift.u, most),
               v = pick(light.v, window.v, window.half + kFieldReach * bundle.radiusV() + shift.v, most);
  Pictured out;
  out.apart = apart;
  const std::size_t rows = v.tracks.size(), columns = u.tracks.size();
  out.fields.resize(static_cast<Eigen::Index>(apart ? rows * columns : rows),
                    static_cast<Eigen::Index>(apart ? 1 : columns));
  out.restW.resize(out.fields.rows(), out.fields.cols());
  std::vector<AxisBeam> alongU, alongV;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t row = v.tracks[r], column = u.tracks[c];
      if (apart || r == 0) alongU.push_back(light.beamU(row, column));
      if (apart || c == 0) alongV.push_back(light.beamV(row, column));
      const Track &trackV = light.v.tracks[row], &trackU = light.u.tracks[column];
      const std::size_t channel = static_cast<std::size_t>(trackV.channel * bundle.columns + trackU.channel);
      const double power = u.stands * v.stands * light.powerW(row, column), fringe = bundle.fringe[channel];
      const double phase = bundle.phaseRad[channel] + light.phaseRad + trackV.phaseRad + trackU.phaseRad -
                           wrapped(k * light.pathOf(row, column));
      const auto i = static_cast<Eigen::Index>(apart ? r * columns + c : r),
                 j = static_cast<Eigen::Index>(apart ? 0 : c);
      out.fields(i, j) = std::polar(std::sqrt(power) * fringe, phase);
      out.restW(i, j) = power * (1 - fringe * fringe);
    }
  out.u = axisField(alongU, bundle.at.wavelength, window.u, window.half, samples);
  out.v = axisField(alongV, bundle.at.wavelength, window.v, window.half, samples);
  return out;
}

/// Light that interferes: of one leader, from one side.
struct Coherent {
  Eigen::MatrixXcd u, v;       ///< fields of the two components of polarisation, √W/m
  Eigen::MatrixXd sumU, sumV;  ///< what they would be with all beams in phase
};

struct Sampled {
  Eigen::MatrixXd intensity, incoherent, inPhase;  ///< W/m² at the middle of each sample, rows along v
  Eigen::MatrixXd mean;                            ///< of `incoherent` over each sample, exact
};

// The field (or intensity) that beams of these amplitudes (or powers) bring to the samples, rows along v. It
// is a function of its own because these products are slow to compile.
template <typename Matrix>
Matrix onSamples(const Matrix& v, const Matrix& beams, const Matrix& u, bool apart) {
  const Matrix rows = apart ? Matrix(v * beams.col(0).asDiagonal()) : Matrix(v * beams);
  return rows * u.transpose();
}

Sampled sample(const PlaneView& view, const PlaneWindow& window, int samples) {
  std::map<std::pair<int, bool>, Coherent> groups;
  Eigen::MatrixXd rest = Eigen::MatrixXd::Zero(samples, samples), incoherent = rest, mean = rest;
  for (const PlaneBundle& bundle : view.bundles) {
    const Arrival& light = bundle.at.light;
    const Pictured beams = pictured(bundle, window, samples);
    if (beams.fields.size() == 0) continue;
    const AxisField &u = beams.u, &v = beams.v;
    const Eigen::MatrixXd absU = u.field.cwiseAbs(), absV = v.field.cwiseAbs();
    const Eigen::MatrixXd u2 = absU.cwiseAbs2(), v2 = absV.cwiseAbs2(), fieldsW = beams.fields.cwiseAbs2(),
                          allW = beams.restW + fieldsW, sizes = beams.fields.cwiseAbs();
    const Eigen::MatrixXd unphased = onSamples(v2, beams.restW, u2, beams.apart);
    rest += unphased;
    incoherent += unphased + onSamples(v2, fieldsW, u2, beams.apart);
    mean += onSamples(v.share, allW, u.share, beams.apart);
    const Eigen::MatrixXcd field = onSamples(v.field, beams.fields, u.field, beams.apart);
    const Eigen::MatrixXd size = onSamples(absV, sizes, absU, beams.apart);
    const double c = std::cos(light.polarisationRad), s = std::sin(light.polarisationRad);
    Coherent& group = groups[{bundle.leader, bundle.at.onFront}];
    if (group.u.size() == 0) {
      group.u = group.v = Eigen::MatrixXcd::Zero(samples, samples);
      group.sumU = group.sumV = Eigen::MatrixXd::Zero(samples, samples);
    }
    group.u += c * field;
    group.v += s * field;
    group.sumU += std::abs(c) * size;
    group.sumV += std::abs(s) * size;
  }
  Sampled out{rest, std::move(incoherent), std::move(rest), std::move(mean)};
  for (const auto& [key, group] : groups) {
    out.intensity += group.u.cwiseAbs2() + group.v.cwiseAbs2();
    out.inPhase += group.sumU.cwiseAbs2() + group.sumV.cwiseAbs2();
  }
  return out;
}

// Local direction cosines of the beams of a group at one place of an axis.
struct Spread {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  double width() const { return std::max(0.0, high - low); }
};

void spreadAt(const TransverseAxis& axis, double wavelength, double x, Spread& spread) {
  const double radius = beamRadius(axis.q, wavelength), curvature = (1.0 / axis.q).real();
  for (const Track& track : axis.tracks) {
    const double away = x - track.position;
    if (std::abs(away) > kShown * radius) continue;
    const double cosine = track.tilt + away * curvature;
    spread.low = std::min(spread.low, cosine);
    spread.high = std::max(spread.high, cosine);
  }
}

// Samples along the edge of a point of this size (m) that its finest fringe and its smallest beam ask for.
double samplesWanted(const PlaneView& view, double finest, double point) {
  double wanted = finest > 0 ? kSamplesPerFringe * point / finest : 1;
  for (const PlaneBundle& bundle : view.bundles)
    wanted = std::max(wanted, kSamplesPerRadius * point / std::min(bundle.radiusU(), bundle.radiusV()));
  return wanted;
}

double visibilityOf(const Sampled& sampled) {
  const Eigen::ArrayXXd mean = sampled.incoherent.array();
  const double light = mean.sum();
  if (light <= 0) return 0;
  return (sampled.inPhase.array() - mean).min(mean).sum() / light;
}

}  // namespace

double PlaneBundle::radiusU() const {
  return beamRadius(at.light.u.q, at.wavelength);
}

double PlaneBundle::radiusV() const {
  return beamRadius(at.light.v.q, at.wavelength);
}

double PlaneView::powerW() const {
  double sum = 0;
  for (const PlaneBundle& bundle : bundles) sum += bundle.powerW;
  return sum;
}

std::optional<WatchedPlane> planeOf(const Layout& layout, const Component& viewpoint) {
  const std::optional<Viewpoint> view = viewpointOf(viewpoint);
  if (!view) return std::nullopt;
  if (view->target.empty()) {
    Face face;
    face.halfWidth = view->width / 2;
    return WatchedPlane{placeFace(placementOf(viewOf(viewpoint, *findKind(viewpoint.kind))), face, -1), -1};
  }
  int ahead = view->face;
  for (int face = 0; face < static_cast<int>(layout.faces.size()); ++face)
    if (layout.partOf(face) == view->target && ahead-- == 0)
      return WatchedPlane{layout.faces[static_cast<std::size_t>(face)], face};
  return std::nullopt;
}

std::vector<PlaneView> viewPlanes(const Layout& layout, const Trace& trace,
                                  const std::vector<ArrayLock>& locks, std::span<const WatchedPlane> planes) {
  std::vector<PlaneView> out;
  for (const WatchedPlane& plane : planes) out.push_back({plane, {}});
  for (PlaneLight& light : lightOnPlanes(layout, planes)) {
    PlaneView& view = out[static_cast<std::size_t>(light.plane)];
    view.bundles.push_back(bundleOf(layout, trace, locks, std::move(light)));
  }
  return out;
}

PlaneWindow windowOfAll(const PlaneView& view) {
  double strongest = 0;
  for (const PlaneBundle& bundle : view.bundles) strongest = std::max(strongest, bundle.powerW);
  Spread u, v;
  const auto take = [](const TransverseAxis& axis, double reach, Spread& spread) {
    for (const Track& track : axis.tracks) {
      spread.low = std::min(spread.low, track.position - reach);
      spread.high = std::max(spread.high, track.position + reach);
    }
  };
  for (const PlaneBundle& bundle : view.bundles) {
    if (bundle.powerW < kFaintest * strongest) continue;
    const Farthest shift = farthestShift(bundle.at.light);
    take(bundle.at.light.u, kShown * bundle.radiusU() + shift.u, u);
    take(bundle.at.light.v, kShown * bundle.radiusV() + shift.v, v);
  }
  if (u.width() <= 0 || v.width() <= 0) return {};
  return {(u.low + u.high) / 2, (v.low + v.high) / 2, std::max(u.width(), v.width()) / 2};
}

double finestFringe(const PlaneView& view, const PlaneWindow& window) {
  double most = 0;  // 1/m
  for (const PlaneBundle& first : view.bundles) {
    double wideU = 0, wideV = 0;
    for (int i = 0; i < kPlaces; ++i) {
      const double offset = window.half * (2.0 * i / (kPlaces - 1) - 1);
      Spread u, v;
      for (const PlaneBundle& other : view.bundles) {
        if (other.leader != first.leader || other.at.onFront != first.at.onFront) continue;
        spreadAt(other.at.light.u, other.at.wavelength, window.u + offset, u);
        spreadAt(other.at.light.v, other.at.wavelength, window.v + offset, v);
      }
      wideU = std::max(wideU, u.width());
      wideV = std::max(wideV, v.width());
    }
    most = std::max(most, std::hypot(wideU, wideV) / first.at.wavelength);
  }
  constexpr double kWidest = 16;  // windows: a slower change of phase is none
  return most * kWidest * 2 * window.half > 1 ? 1 / most : 0;
}

std::vector<PlaneBeam> beamsIn(const PlaneView& view, const PlaneWindow& window, std::size_t most) {
  std::vector<PlaneBeam> out;
  const std::size_t edge = std::max<std::size_t>(2, static_cast<std::size_t>(std::sqrt(most)));
  for (std::size_t b = 0; b < view.bundles.size(); ++b) {
    const PlaneBundle& bundle = view.bundles[b];
    const Arrival& light = bundle.at.light;
    const double weakest = kFaintest * light.powerW.largest();
    const Farthest shift = farthestShift(light);
    const double reachU = window.half + bundle.radiusU() + shift.u,
                 reachV = window.half + bundle.radiusV() + shift.v;
    const auto all = std::numeric_limits<std::size_t>::max();
    auto rows = tracksIn(light.v, window.v, reachV, all), columns = tracksIn(light.u, window.u, reachU, all);
    if (rows.size() * columns.size() > most) {
      rows = tracksIn(light.v, window.v, reachV, edge);
      columns = tracksIn(light.u, window.u, reachU, edge);
    }
    for (std::size_t row : rows) {
      for (std::size_t column : columns) {
        const double power = light.powerW(row, column);
        if (power > 0 && power >= weakest)
          out.push_back(
              {static_cast<int>(b), spotOf(light, bundle.columns, bundle.at.wavelength, row, column)});
      }
    }
  }
  return out;
}

std::vector<PlaneBeam> beamsToDraw(const PlaneView& view, const PlaneWindow& window) {
  constexpr double kMostLayers = 12;
  constexpr std::size_t kFew = 49, kFewBundles = 4, kMostTogether = 600;
  std::vector<PlaneBeam> all = beamsIn(view, window, kMostDrawn);
  double area = 0;
  for (const PlaneBeam& beam : all) area += kPi * beam.spot.radiusU * beam.spot.radiusV;
  const bool crowded = area > kMostLayers * 4 * window.half * window.half;
  const bool many = all.size() > kMostTogether && view.bundles.size() > kFewBundles;
  if (!crowded && !many) return all;
  // Light that bounces crosses a plane in many bundles: together they show no more than a few do.
  return beamsIn(view, window, std::clamp<std::size_t>(kFewBundles * kFew / view.bundles.size(), 4, kFew));
}

PlaneWindow windowFor(const PlaneView& view, std::optional<double> field, bool fringes) {
  constexpr double kFringesAcross = 16;
  const PlaneWindow all = windowOfAll(view);
  PlaneWindow out = all;
  if (field) {
    out.half = *field / 2;
  } else if (const double finest = fringes ? finestFringe(view, all) : 0; finest > 0) {
    out.half = std::min(all.half, kFringesAcross / 2 * finest);
  }
  if (out.half >= all.half) return out;
  double nearest = std::numeric_limits<double>::infinity();
  for (const PlaneBeam& beam : beamsIn(view, all, kMostDrawn)) {
    const double away = std::hypot(beam.spot.u - all.u, beam.spot.v - all.v);
    if (away >= nearest) continue;
    nearest = away;
    out.u = beam.spot.u;
    out.v = beam.spot.v;
  }
  return out;
}

bool isPlaneShow(ViewpointShow show) {
  return show == ViewpointShow::Spots || show == ViewpointShow::Fringes;
}

std::vector<ViewpointShow> showsOf(const Layout& layout, int face) {
  std::vector<ViewpointShow> out;
  const FaceAction* action = face < 0 ? nullptr : &layout.faces[static_cast<std::size_t>(face)].action;
  const auto* emitters = action ? std::get_if<EmitterGrid>(action) : nullptr;
  if (emitters && emitters->role != EmitterRole::Leader)
    out = {ViewpointShow::Lock, ViewpointShow::Phase, ViewpointShow::Power};
  if (action && std::holds_alternative<ReceiverGrid>(*action))
    out = {ViewpointShow::Overlap, ViewpointShow::Signal, ViewpointShow::Crosstalk, ViewpointShow::Phase};
  out.insert(out.end(), {ViewpointShow::Spots, ViewpointShow::Fringes});
  return out;
}

ViewpointShow shownAs(const Layout& layout, int face, ViewpointShow wanted) {
  const std::vector<ViewpointShow> shows = showsOf(layout, face);
  return std::find(shows.begin(), shows.end(), wanted) != shows.end() ? wanted : shows.front();
}

FringePicture fringePicture(const PlaneView& view, const PlaneWindow& window, int size) {
  FringePicture out;
  out.window = window;
  out.size = size;
  out.wattsPerM2.assign(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0.0F);
  if (window.half <= 0 || view.bundles.empty()) return out;
  out.finestFringe = finestFringe(view, window);
  const double point = 2 * window.half / size;
  const double wanted = samplesWanted(view, out.finestFringe, point);
  out.resolved = wanted <= kMostPerPoint;
  // Beyond that the wanted number of samples has no upper bound and may not fit into an int.
  const int perPoint = out.resolved ? std::max(1, static_cast<int>(std::ceil(wanted))) : kMostPerPoint;
  const Sampled sampled = sample(view, window, size * perPoint);
  const Eigen::MatrixXd& shown = out.resolved ? sampled.intensity : sampled.mean;
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) {
      const double mean = shown.block(row * perPoint, column * perPoint, perPoint, perPoint).mean();
      out.wattsPerM2[static_cast<std::size_t>(row * size + column)] = static_cast<float>(mean);
      out.powerW += mean * point * point;
    }
  }
  out.visibility = visibilityOf(sampled);
  return out;
}

}  // namespace lightloom::bench
