#pragma once

#include <vector>

#include "optics/cells.h"

/// From arrivals on a cell's detector lines to its links. Internal to optics.
namespace lightloom {

/// The beam of one array that a pixel belongs to.
struct Claim {
  double powerW = 0;  ///< of that beam on the pixel
  double allW = 0;    ///< of all beams of the array on the pixel
  float strayW = 0;   ///< of beams through stray orders
  float rivalW = 0;   ///< of the strongest beam of another channel through used orders only
  int spot = -1;      ///< in the arrival; −1 = none
  int channel = -1;
  bool stray = false;  ///< it came through a stray order
};

/// What falls on one detector line of a cell.
struct LineLight {
  int face = -1;
  const Arrival* axon = nullptr;
  const Arrival* synapse = nullptr;
  std::vector<Claim> axonClaims, synapseClaims;  ///< per pixel
  std::vector<double> otherW;                    ///< per pixel: light of anything else
};

/// Adds all beams of an arrival to the claims of its pixels.
void claimPixels(const Layout& layout, const Trace& trace, const Arrival& arrival,
                 std::vector<Claim>& claims);

/// Reads a line. `axon` and `synapse` are the sources of the cell and `reflected` tells which of them the
/// combiner reflects onto this line; every other arrival on the face counts as other light.
LineLight readLine(const Layout& layout, const Trace& trace, int face, const Arrival* axon,
                   const Arrival* synapse);

/// Joins the pixels of both lines by channels and fills `cell.links`, their overlaps, delays and phases. A
/// line that the cell lacks has face −1.
void fillLinks(const Layout& layout, const Trace& trace, const LineLight& plus, const LineLight& minus,
               Cell& cell);

}  // namespace lightloom
