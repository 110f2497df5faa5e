#pragma once

#include <optional>

#include "optics/gaussian.h"
#include "optics/trace.h"
#include "rooms.h"

/// The moving state of the tracer. Internal to optics.
namespace lightloom::optics {

/// An orthonormal frame in which transverse coordinates are counted: u along `left`, v along `up`.
struct Frame {
  Eigen::Vector3d normal, left, up;
};

/// The face's own frame without its roll, turned about its up axis where needed so that its normal points
/// along `direction`.
Frame frameAlong(const PlacedFace& face, const Eigen::Vector3d& direction);

/// All beams of one emitter grid after the same sequence of faces. The axis is a true ray; tracks are
/// relative to it, in the plane through `point` across `frame.normal`, linear in direction cosines of that
/// frame.
struct Bundle {
  int source = -1;
  double wavelength = 0;
  Eigen::Vector3d point, direction;
  Frame frame;
  double start = 0;  ///< m along the direction from `point`: where the light really leaves the last face
  int lastFace = -1;
  int lastSegment = -1;  ///< index in Trace::segments
  TransverseAxis u, v;
  SpotPowers powerW;  ///< v tracks × u tracks
  BeamShifts shifts;  ///< of the beams, in the same order
  double totalW = 0;  ///< their sum
  /// Shares of every beam that stops have let pass: so far, and before the last splitter that can combine
  /// arrays. None: all of it, or not kept (`keepsShares`).
  std::optional<SpotPowers> shares, armShares;
  int combinerFace = -1;
  bool keepsShares = false;
  double pathM = 0, phaseRad = 0, polarisationRad = 0;
  std::vector<Passage> passages;

  std::size_t spots() const { return powerW.size(); }
  double radiusU() const { return beamRadius(u.q, wavelength); }
  double radiusV() const { return beamRadius(v.q, wavelength); }
};

/// The bundle that leaves an emitter grid at its facets, at normal incidence, in an upright frame.
/// `wavelength` in m.
Bundle emittedBundle(const PlacedFace& face, const EmitterGrid& grid, int source, double wavelength);

/// Moves the reference point `distance` (m) along the axis.
void propagate(Bundle& bundle, double distance);

/// What that adds to the phase beyond the path, rad.
double gouyPhaseAlong(const Bundle& bundle, double distance);

/// Counts transverse coordinates in another frame through the same axis point. The rays stay what they are.
void changeFrame(Bundle& bundle, const Frame& frame);

/// Counts transverse coordinates in a frame that is turned by `angle` (rad) about the normal, from left to
/// up. Beams whose axes differ in q keep principal axes along those of the frame.
void turnFrame(Bundle& bundle, double angle);

/// By how much the frame of a face is turned against the upright one of light in this direction, rad.
double rollAlong(const PlacedFace& face, const Eigen::Vector3d& direction);

/// Mirrors the bundle at a plane across `normal` through its axis point, adding the phase π/2 of a
/// reflection.
void reflect(Bundle& bundle, const Eigen::Vector3d& normal);

/// Takes the bundle from the lens plane (its frame must be the lens's) to the back focal plane. False where a
/// direction cosine of the axis would reach 1: the light is then evanescent. A lens with tangent mapping must
/// get beams that it can map only (`endUnmapped`).
bool passLens(Bundle& bundle, const Lens& lens, const Eigen::Vector3d& centre);

/// Tracks per axis of beams that can be kept one by one.
inline constexpr std::size_t kMostTracksApart = 512;

/// Splits every beam into the orders of the grating (its frame must be the grating's, `along`: the light
/// travels with the grating's normal), used and stray ones, ascending along either axis. Returns the power
/// that goes into no order, absorbed share included; what goes into evanescent orders is still there
/// (`endEvanescent`).
double passGrating(Bundle& bundle, const Grating& grating, const Eigen::Vector3d& centre, bool along);

/// The beams of which shifts are kept.
inline constexpr std::size_t kMostShifted = SpotPowers::kMostApart;

/// The power that an aperture takes. The worst beam is the one that loses the largest share.
struct Clipping {
  double lostW = 0;
  double worst = 0;
  int worstRow = 0, worstColumn = 0;  ///< of its channel in the emitting grid
  double work = 0;                    ///< in the units of `TraceBudget`
};

/// Clips every beam at the aperture of a face (bundle in the frame of the face).
/// `inStrips`: long beams are clipped to the last digit, unless they are more than `kMostInStrips`.
Clipping clip(Bundle& bundle, const PlacedFace& face, bool inStrips = true);

/// Beams of which long ones are clipped to the last digit.
inline constexpr std::size_t kMostInStrips = 4096;

/// Merges neighbouring tracks until no axis has more than `most`; powers add up exactly. For light whose
/// single beams do not matter.
void mergeTracks(Bundle& bundle, std::size_t most);

/// Ends the beams that do not propagate: those whose direction cosines in the bundle's frame reach 1. Rows
/// and columns without any other beam go, and with them the numbers that are no directions. Returns the lost
/// power, W.
double endEvanescent(Bundle& bundle);

/// Ends the columns and rows that reach a direction cosine of 1 together with the axis, which a lens with
/// tangent mapping cannot map (bundle in the frame of the lens). Returns the lost power, W.
double endUnmapped(Bundle& bundle);

/// Whether everything about the bundle is a number that can be counted with: grazing incidence upon grazing
/// incidence stretches coordinates until they overflow.
bool isSound(const Bundle& bundle);

/// Largest direction cosine of a beam, about an axis of this one.
double largestTilt(const std::vector<Track>& tracks, double axisTilt);

/// Leaves every beam this share of its power.
void dim(Bundle& bundle, double share);

}  // namespace lightloom::optics
