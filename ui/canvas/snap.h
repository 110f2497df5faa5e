#pragma once

#include <QPointF>
#include <QString>
#include <optional>
#include <vector>

#include "document/part_edits.h"
#include "optics/layout.h"
#include "optics/trace.h"
#include "rooms.h"

namespace lightloom::ui {

/// A line that shows what a dragged part has caught on, with a word: "f  20 mm".
struct Guide {
  std::vector<QPointF> path;  ///< scene coordinates
  QString label;
};

/// The place at which a dragged part comes to stand.
struct Snapped {
  BenchPoint at;
  std::vector<Guide> guides;
  std::optional<double> beamAngleRad;  ///< direction of the beam on whose axis it stands
};

struct SnappedAngle {
  double angleRad = 0;
  QString label;  ///< empty where it caught on nothing
};

/// Places at which a dragged part wants to stand, found once when the drag begins: on the axis of a beam; one
/// and two focal lengths from what a lens images; two lenses as far apart as their focal lengths together
/// ("4f"); in line with other parts and as far from them as they are from each other; else on the grid.
/// Distances of lenses are counted along the light, also around splitters and mirrors. Where light bounces
/// between parts that face each other, the brightest pieces count, and only as far as a budget goes.
class Snapper {
 public:
  /// `part` is the one under the pointer; `moving` are all parts that move with it.
  Snapper(const Design& start, const Component& part, const PartIds& moving);

  /// `reach` (m) is how far a part jumps to what it catches on.
  Snapped snap(BenchPoint wanted, double reach, bool grid) const;
  /// The angle for turning the part where it stands: surfaces that throw light to the side, others across the
  /// beam.
  SnappedAngle snapAngle(double wantedRad) const;
  /// The angle at which a part that is new on a beam of this direction looks best.
  double angleOnBeam(double beamAngleRad) const;
  /// More light than could be followed: not every place is known.
  bool wasCut() const { return m_cut; }
  int steps() const { return m_steps; }  ///< from face to face, at most kMostSteps
  static constexpr int kMostSteps = 20000;

 private:
  // A place on a rail from which distances may be counted.
  struct Station {
    double at = 0;              // m along the rail from its start, negative before it
    double focalLength = 0;     // of a lens; 0: facets, pixels, gratings
    std::vector<QPointF> path;  // from the rail to the station
  };
  // A straight piece of light.
  struct Rail {
    BenchPoint from, to;
    double length = 0;
    std::vector<Station> stations;
  };
  struct OnRail;

  void layRails();
  bool mayStep();
  void walkBack(std::size_t segment, Rail& rail) const;
  void walkOn(std::size_t segment, double length, int depth, std::vector<QPointF> path, Rail& rail);
  void addStation(int face, double at, const std::vector<QPointF>& path, Rail& rail) const;
  std::optional<Snapped> onRail(BenchPoint wanted, double reach, bool grid) const;
  bool catchStation(const Rail& rail, double& along, double reach, Snapped& out) const;
  void alignWithParts(Snapped& out, double reach, bool grid) const;
  bool spaceEvenly(Snapped& out, double reach, bool alongX) const;

  Layout m_layout;
  Trace m_trace;
  std::vector<std::vector<int>> m_next;  // by segment: those that continue it
  int m_steps = 0, m_stepsLeft = 0;
  bool m_cut = false;
  std::vector<Rail> m_rails;
  std::vector<BenchPoint> m_others;
  BenchPoint m_position;
  double m_angle = 0;
  std::vector<Face> m_faces;
  LocalPoint m_face;         // of what is imaged, in the part's frame
  double m_focalLength = 0;  // of the part, if it is a lens
  bool m_isPlane = false;    // it is something that a lens images
};

}  // namespace lightloom::ui
