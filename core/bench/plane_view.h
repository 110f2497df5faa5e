#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "design/viewpoint.h"
#include "locks/array_lock.h"
#include "optics/layout.h"
#include "optics/trace.h"
#include "rooms.h"

namespace lightloom::bench {

/// One bundle where it crosses a plane, and what its beams interfere with.
struct PlaneBundle {
  PlaneLight at;
  EmitterRole role = EmitterRole::Leader;
  int columns = 1;    ///< of its emitting grid
  int leader = -1;    ///< source whose phase it follows; −1: none
  double powerW = 0;  ///< all beams
  /// Per channel of the emitting grid: the phase of the leader's way to the facet in rad, and the share of
  /// the field that has a phase (1 locked, 0 unlocked, between for a limit cycle). Followers are taken in
  /// phase with the leader light on their facets.
  std::vector<double> phaseRad, fringe;

  double radiusU() const;  ///< m
  double radiusV() const;  ///< m
};

/// All light that crosses a plane, bundle by bundle.
struct PlaneView {
  WatchedPlane plane;
  std::vector<PlaneBundle> bundles;
  double powerW() const;
};

/// The plane that a viewpoint looks at; none where its target has no such face in the layout, or for parts
/// that are no viewpoints.
std::optional<WatchedPlane> planeOf(const Layout& layout, const Component& viewpoint);

/// The light on each plane of a traced bench. `locks` may be empty: followers then have no phase. Light that
/// reaches neither pixels nor facets may be a few groups of beams behind gratings (see `traceBundles`).
std::vector<PlaneView> viewPlanes(const Layout& layout, const Trace& trace,
                                  const std::vector<ArrayLock>& locks, std::span<const WatchedPlane> planes);

/// A square of a plane in its own coordinates, m.
struct PlaneWindow {
  double u = 0, v = 0;  ///< its middle
  double half = 0;      ///< half its width
};

/// The smallest window that holds every beam but the faintest (1e-4 of the strongest bundle) to 1.5 radii.
/// Half a width of 0 where there is no light.
PlaneWindow windowOfAll(const PlaneView& view);

/// Smallest period of fringes between beams of one leader and one direction in the window, m; 0 where they
/// are parallel (a period of more than 16 windows).
double finestFringe(const PlaneView& view, const PlaneWindow& window);

/// One beam at a plane.
struct PlaneBeam {
  int bundle = 0;  ///< index in PlaneView::bundles
  Spot spot;
};

/// The beams whose 1/e² ellipses touch the window and that carry more than 1e-4 of the strongest beam of
/// their bundle. Where there are more than `most` of a bundle, rows and columns are picked evenly.
std::vector<PlaneBeam> beamsIn(const PlaneView& view, const PlaneWindow& window, std::size_t most);

/// The beams that a diagram of the window shows: all, or few where they lie over each other many times.
std::vector<PlaneBeam> beamsToDraw(const PlaneView& view, const PlaneWindow& window);

/// The window of a field of view (m; none: all beams or, for fringes, as much as they can be told apart in).
/// Where it is less than all, it stands about the beam that is nearest to the middle.
PlaneWindow windowFor(const PlaneView& view, std::optional<double> field, bool fringes);

/// The pictures that a face of the layout can be shown as (−1: a plane of its own), the standard first:
/// lasers and pixels for arrays and detector lines, spots and fringes for every plane.
std::vector<ViewpointShow> showsOf(const Layout& layout, int face);
/// The picture that is shown there where `wanted` is asked for: the standard one where that cannot be shown.
ViewpointShow shownAs(const Layout& layout, int face, ViewpointShow wanted);
bool isPlaneShow(ViewpointShow show);

/// The intensity in a window: Gaussian beams with the phases that the trace gives them, light of one leader
/// and one direction added as fields, everything else as powers.
struct FringePicture {
  PlaneWindow window;
  int size = 0;                   ///< points along an edge
  std::vector<float> wattsPerM2;  ///< size·size, row by row from the smallest v
  double powerW = 0;              ///< in the window
  /// Contrast of the fringes, weighted with the light: exact for two beams, for more what they reach where
  /// they are in phase, at most 1.
  double visibility = 0;
  double finestFringe = 0;  ///< m, smallest period in the window; 0 without fringes
  /// False where fringes or beams are finer than the points can show: the picture is then their local mean.
  bool resolved = true;
};

/// The picture of `size` × `size` points, each the mean over its square. Where more than 512 tracks of a
/// bundle meet the window along an axis, evenly picked ones stand for all.
FringePicture fringePicture(const PlaneView& view, const PlaneWindow& window, int size);

}  // namespace lightloom::bench
