#pragma once

#include "optics/cells.h"
#include "rooms.h"

/// Remedies for the optics of a bench, with the numbers of this bench. Internal to optics.
namespace lightloom::optics {

/// The row of used beams of a bundle along one axis of the face on which it lands.
struct SpotRow {
  int channels = 1;
  int orders = 1;             ///< used orders of the last grating
  double orderStep = 0;       ///< m per order number; 0 with one order
  double channelStep = 0;     ///< m between neighbouring channels of one order; 0 with one channel
  std::vector<double> spots;  ///< m, where beams land, ascending, each place once
};
SpotRow spotRowOf(const TransverseAxis& axis);

/// For facets without leader light ("optics.facets-dark"): orders and periods of the grating in that light.
Message facetsRemedy(const Layout& layout, const Trace& trace, const Injection& injection);

/// For pixels with two synapse channels: periods at which the copies of the array stand side by side.
/// `synapse` lands on the line.
Message synapseCopiesRemedy(const char* id, const Layout& layout, const Arrival& synapse);

/// For pixels with two axon channels: the pitch of the axon array at which the copies of its channels stand
/// side by side.
Message axonCopiesRemedy(const char* id, const Layout& layout, const Trace& trace, const Arrival& axon);

/// For channels that reach no pixel with a partner: rows and columns of the lines, their pitch, or the orders
/// and periods of the grating whose copies fall between the other array's.
Message unseenRemedy(const Layout& layout, const Trace& trace, const Cell& cell);

}  // namespace lightloom::optics
