#pragma once

#include <array>
#include <complex>
#include <memory>
#include <span>
#include <vector>

#include "optics/gaussian.h"
#include "optics/layout.h"
#include "optics/spot_powers.h"
#include "rooms.h"

namespace lightloom::optics {

/// One coordinate of a beam of a bundle: a column (or row) of the emitting grid after a choice of grating
/// orders. The beams of a bundle are all pairs (in-plane track, out-of-plane track).
struct Track {
  double position = 0;  ///< m, from the centre of the face, along its `left` or `up`
  double tilt = 0;      ///< direction cosine along the same axis
  double path = 0;      ///< m, optical path beyond that of the axis of the bundle
  double phaseRad = 0;  ///< that the orders of gratings add beyond the path
  int channel = 0;      ///< column (in plane) or row (out of plane) of the emitting grid
  int order = 0;        ///< of the last grating passed, in the grating's own frame; 0 without one
  bool stray = false;   ///< came through an order that is not meant to be used
};

/// One transverse axis of a bundle. All its beams share one Gaussian parameter.
struct TransverseAxis {
  std::vector<Track> tracks;  ///< one per beam along this axis
  std::complex<double> q;     ///< m, z + i z_R: field exp(−ik x²/2q) at time factor exp(+iωt)
};

/// What one beam of a bundle has beyond the sum of its two tracks.
struct BeamShift {
  double u = 0, v = 0;          ///< m
  double tiltU = 0, tiltV = 0;  ///< direction cosines
  double path = 0;              ///< m
};

/// The shifts of all beams of a bundle. There are none as long as whatever the bundle has met goes axis by
/// axis; a part with a roll does not, and neither does a lens with tangent mapping. Cheap to copy.
class BeamShifts {
 public:
  BeamShifts() = default;
  /// Row by row (out-of-plane tracks), a multiple of `columns` (in-plane tracks).
  BeamShifts(std::size_t columns, std::vector<BeamShift> shifts)
      : m_columns(columns), m_shifts(std::make_shared<const std::vector<BeamShift>>(std::move(shifts))) {}

  bool none() const { return !m_shifts; }
  /// Row by row; empty where there are none.
  std::span<const BeamShift> all() const {
    return m_shifts ? std::span<const BeamShift>(*m_shifts) : std::span<const BeamShift>();
  }
  BeamShift operator()(std::size_t row, std::size_t column) const {
    return m_shifts ? (*m_shifts)[row * m_columns + column] : BeamShift{};
  }

 private:
  std::size_t m_columns = 0;
  std::shared_ptr<const std::vector<BeamShift>> m_shifts;
};

/// A face that a bundle has passed and how it left it.
struct Passage {
  int face = -1;           ///< index in Layout::faces
  bool reflected = false;  ///< else transmitted
  bool onFront = false;    ///< it came against the normal
};

/// One emitter grid as a source of a bundle.
struct LightSource {
  int face = -1;  ///< index in Layout::faces
  EmitterRole role = EmitterRole::Leader;
  int rows = 1, columns = 1;  ///< of the emitting grid; channel = row·columns + column
  double wavelength = 0;      ///< m; followers have their leader's
  double emittedW = 0;        ///< W of all channels together, at |x| = 1
  int leader = -1;  ///< of a follower: index of the source it is injected by; −1 = none reaches it
};

struct Trace;

/// One beam where it lands.
struct Spot {
  int channel = 0;                  ///< row·columns + column of the emitting grid
  int orderX = 0, orderY = 0;       ///< of the last grating passed, along u and v
  bool stray = false;               ///< came through an order that is not meant to be used
  double u = 0, v = 0;              ///< m, local coordinates on the face
  double tiltU = 0, tiltV = 0;      ///< direction cosines
  double radiusU = 0, radiusV = 0;  ///< 1/e² radii at the face, m
  double powerW = 0;                ///< what hits the face
};

/// A bundle that ends on a pixel grid or on the front of a follower's emitter grid. Coordinates are the
/// face's own (u along `left`, v along `up`).
struct Arrival {
  int source = -1;      ///< index in Trace::sources
  int face = -1;        ///< index in Layout::faces
  TransverseAxis u, v;  ///< in the plane of the part and out of it
  SpotPowers powerW;    ///< v.tracks.size() rows × u.tracks.size() columns
  BeamShifts shifts;    ///< of the beams, in the same order
  double pathM = 0;     ///< optical path of the axis from its emitter
  /// Of reflections (π/2 each, amplitude i√R), phase shifters and the way through focus (Gouy); the path is
  /// not in it.
  double phaseRad = 0;
  double polarisationRad = 0;     ///< from u towards v
  std::vector<Passage> passages;  ///< faces on the way, from the source on
  /// Share of the power of each beam that stops before the last splitter that can combine arrays let pass, 0
  /// … 1; none where no stop touched a beam, or there are too many beams to keep them.
  std::optional<SpotPowers> armShares;
  int combinerFace = -1;  ///< that splitter

  int spots() const { return static_cast<int>(powerW.size()); }

  /// One beam along an axis: its place, direction and q.
  AxisBeam beamU(std::size_t row, std::size_t column) const;
  AxisBeam beamV(std::size_t row, std::size_t column) const;
  /// Optical path of a beam from its emitter, m.
  double pathOf(std::size_t row, std::size_t column) const;
};

/// Spot `index` (0 … spots() − 1) of an arrival, row by row.
Spot spotOf(const Trace& trace, const Arrival& arrival, int index);
/// The spot of a row and a column of tracks; `channelColumns` of the emitting grid, wavelength in m.
Spot spotOf(const Arrival& arrival, int channelColumns, double wavelength, std::size_t row,
            std::size_t column);

/// A piece of a bundle between two faces, for drawing. Positions in bench metres; half-widths in the bench
/// plane: of one beam (1/e²) and of the whole bundle about the axis (outermost beam centre + its 1/e²
/// radius), to both sides alike.
struct BeamSegment {
  std::array<double, 2> from{}, to{};   ///< m, (x, y) on the bench
  double fromBeam = 0, toBeam = 0;      ///< m
  double fromBundle = 0, toBundle = 0;  ///< m
  double powerW = 0;                    ///< at its start
  std::complex<double> q;  ///< of one beam at the start, in the bench plane, m; + distance further on
  double pathM = 0;        ///< optical path of the axis from its emitter to the start
  double phaseRad = 0;     ///< before the start, as in `Arrival`
  /// Some beams of the bundle, the outermost among them, from the right to the left of the direction: offset
  /// from the axis in the bench plane, to the left, at the start and at the end, m.
  std::vector<std::array<double, 2>> fan;
  int source = -1;                         ///< index in Trace::sources
  EmitterRole role = EmitterRole::Leader;  ///< of its source
  int toFace = -1;                         ///< −1: leaves the bench; `to` is then kFreeLength further on
  int before =
      -1;  ///< index of the segment that it continues, always a smaller one; −1: begins at its source
  static constexpr double kFreeLength = 0.05;  ///< m
  static constexpr std::size_t kFanBeams = 9;  ///< at most in `fan`
};

/// A bundle passing (or ending on) a face: for insets, and for the checks of clipping.
struct Crossing {
  int source = -1, face = -1;               ///< indices in Trace::sources and Layout::faces
  double u = 0, v = 0;                      ///< m, where the axis hits, local coordinates
  double radiusU = 0, radiusV = 0;          ///< m, 1/e² of one beam
  double bundleHalfU = 0, bundleHalfV = 0;  ///< m, outermost beam centre from the axis
  double tiltHalfU = 0, tiltHalfV = 0;      ///< largest direction cosine of a beam to the normal of the face
  double powerW = 0;                        ///< that arrives
  double worstClip = 0;                     ///< largest share that the aperture takes from a beam, 0 … 1
  int worstChannel = 0;                     ///< the channel of that beam
};

/// Leader light at the facets of a follower's grid, per channel.
struct Injection {
  int face = -1;                  ///< of the follower's grid, index in Layout::faces
  int leader = -1;                ///< source index of the leader with most power here; −1 = no leader light
  std::vector<double> injectedW;  ///< mode-matched: γ² × incident (model.md 1.5)
  std::vector<double> incidentW;  ///< all leader light that hits within half a pitch of the facet
  std::vector<double> pathM;      ///< optical path from the leader of the strongest beam on this facet
  /// Of the facet's mode against that path: the phase of the beam as in `Arrival`, and of its overlap with
  /// the mode.
  std::vector<double> phaseRad;
  std::vector<Passage> passages;  ///< of the strongest leader bundle that arrives
};

/// A plane at which bundles are noted, without touching the light.
struct WatchedPlane {
  PlacedFace place;  ///< only its frame and its half width count
  int face = -1;     ///< of the layout: what meets this face; −1: whatever crosses within the half width
};

/// A bundle at a watched plane, as it arrives there. Coordinates are the plane's own.
struct PlaneLight {
  int plane = -1;         ///< index of the watched plane
  bool onFront = false;   ///< it comes against the normal
  double wavelength = 0;  ///< m
  Arrival light;          ///< its `face` is that of the plane
};

/// Power that a part took, by cause.
struct LostLight {
  int part = -1;  ///< index in Layout::parts; light that leaves the bench is put to its last part
  LossCause cause = LossCause::LeftBench;
  double powerW = 0;  ///< W > 0
};

/// Power of one source that falls on the pixels of one grid.
struct DetectedLight {
  int source = -1;    ///< index in Trace::sources
  int face = -1;      ///< index in Layout::faces
  double powerW = 0;  ///< W, before quantum efficiency
};

/// Where the light goes (model.md 1.1 – 1.3). emittedW = detectedW + Σ losses to 1e-12 relative.
struct Trace {
  std::vector<LightSource> sources;     ///< leaders first, then followers, each in drawing order
  std::vector<BeamSegment> segments;    ///< a segment stands behind the one that it continues
  std::vector<Crossing> crossings;      ///< one each time a bundle meets a face
  std::vector<Arrival> arrivals;        ///< on pixel grids and on followers' fronts
  std::vector<Injection> injections;    ///< one per follower's grid, in the order of `sources`
  std::vector<LostLight> losses;        ///< one per (part, cause), parts in drawing order
  std::vector<DetectedLight> detected;  ///< one per source and grid that it reaches, sources in their order
  double emittedW = 0;                  ///< W of all sources, at |x| = 1
  double detectedW = 0;                 ///< W on pixels, before quantum efficiency
  double lostW = 0;                     ///< W, the sum of `losses`
  /// A ring of splitters or gratings was cut above the usual 1e-15, or more bundles of a source end on one
  /// face than `TraceBudget::kMostArrivals`: the strongest are all there.
  bool truncated = false;
  double cutW = 0;  ///< of light that was not followed further because of that; part of below_cutoff
  double work = 0;  ///< what the tracing took, in the units of `TraceBudget`

  const Injection* injectionOf(int face) const;  ///< null for faces that are no follower's grid
};

/// The work that following the light may cost, so that a mouse move never waits for it however light bounces.
/// A unit is one beam or one stored power on its way from a face to the next (some 10 ns); each step of a
/// bundle costs kStep and half a unit for every face of the bench in addition.
struct TraceBudget {
  double work = 3e6;        ///< of all sources together, shared alike
  double leastWork = 2e5;   ///< of each source, however many there are
  double faintest = 1e-15;  ///< of its source's light: a bundle below this ends

  static constexpr double kStep = 200;              ///< units per step of a bundle
  static constexpr std::size_t kMostFaces = 64;     ///< that one bundle meets
  static constexpr std::size_t kMostArrivals = 64;  ///< of one source on one face
  static constexpr std::size_t kMostOnPlane = 24;   ///< bundles on a watched plane
};

/// Traces one bundle per emitter grid through the layout (leaders first; a follower then takes the wavelength
/// of the leader that brings it most light, else of the first leader, else 974 nm).
///
/// The axis is a true ray. About it, both transverse axes carry a phase-space map that is linear in direction
/// cosines: lenses are exact between their focal planes (sine condition: x' = f p, p' = −x/f; tangent mapping
/// has x' = f tan θ away from its axis), gratings add m λ/Λ, reflections mirror the in-plane axis. What does
/// not go axis by axis is kept beam by beam (`BeamShifts`), up to 2^20 beams; larger bundles go without, and
/// so do shifts below 1e-4 of a beam's waist and divergence. The bundle branches at every scattering. It ends
/// after 64 faces or below 1e-15 of its start (below_cutoff). Where that asks for more than the budget,
/// bundles are followed in the order of their power as far as it goes, and the rest is below_cutoff, too
/// (`Trace::truncated`). Orders and beams whose direction cosines reach 1 do not propagate and end as
/// evanescent. Light that meets a leader's aperture, the back of an emitter grid or the back of a pixel grid
/// is wrong_port; all that hits a follower's front is into_facet; on a pixel grid what falls outside the
/// nearest pixel's square is missed_pixel. Beams are clipped one by one by round apertures, each of which
/// sees a whole Gaussian. Powers are at |x| = 1, without interference.
///
/// At a grating, light that reaches no pixel grid and no facet is kept as a few groups of beams (powers
/// exact, clipping approximate), and so is any bundle of more than 2^14 tracks along an axis. Time and memory
/// go with channels and orders, not with their product, while apertures take less than half of each beam.
Trace traceBundles(const Layout& layout, const TraceBudget& budget = {});

/// Indices of the segments that have at least this share of the power of the strongest one, ascending; of
/// more than `most` the brightest. What draws or measures light asks for these: rings have thousands.
std::vector<std::size_t> brightSegments(const Trace& trace, double share, std::size_t most);

/// Every bundle that crosses each plane, source by source; emitters also give what leaves their own face. Of
/// more than `TraceBudget::kMostOnPlane` at one plane the strongest. Traces the layout once more, in the same
/// way.
std::vector<PlaneLight> lightOnPlanes(const Layout& layout, std::span<const WatchedPlane> planes);

}  // namespace lightloom::optics
