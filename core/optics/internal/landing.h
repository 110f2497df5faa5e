#pragma once

#include <vector>

#include "optics/trace.h"
#include "rooms.h"

/// Places at which beams land on a regular grid. Internal to optics.
namespace lightloom::optics {

/// One transverse axis of a grid: `count` cells of this pitch about the centre of the face, in m.
struct GridAxis {
  int count = 1;
  double pitch = 0;
};

/// The cell nearest to a beam's centre and how far the centre is from the middle of that cell (m).
struct Landing {
  int index = 0;
  double offset = 0;
  double share = 1;  ///< of the beam's power inside the cell's window, by this axis
};

Landing landingOn(const GridAxis& grid, double position);

/// The pixel nearest to a beam, and the share of its power that falls inside.
struct BeamLanding {
  int row = 0, column = 0;
  double share = 1;
};

/// Of all beams of an arrival, row by row: for beams that are more than the sum of their tracks.
std::vector<BeamLanding> beamLandingsOn(const ReceiverGrid& grid, const Arrival& arrival, double wavelength);

/// Nearest pixel of every track and the share of power inside a window of this size (m) about its centre.
std::vector<Landing> landingsOn(const GridAxis& grid, double windowSize, const TransverseAxis& axis,
                                double wavelength);

}  // namespace lightloom::optics
