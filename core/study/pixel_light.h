#pragma once

#include <complex>

#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::study {

/// Electrons of one slot of light on one detector line of a pixel pair, where nothing errs.
struct LineLight {
  double axon = 0, synapse = 0;  ///< of either beam by itself at |x| = 1 and |w| = 1
  double dark = 0;               ///< without signal
  double fringe = 0;  ///< what both add by interference where their fields stand in step, less where not
  /// γ of fringe = 2γ√(axon · synapse): 1 where both fields are alike over the pixel. Electrons are those of
  /// the mean power over what is driven, so that lasers whose amplitude changes along their branch may have a
  /// little more than 1.
  double overlap = 0;
};

/// The light of a synapse and an axon on the pixels that they share.
struct PairLight {
  LineLight plus, minus;
};
PairLight pairLight(const CellHardware& cell, int link);

/// The fields of one slot of light on the plus line, each in units of its own at |x| = 1 or |w| = 1. They
/// turn with the fringe: Re(axon · synapse*) is what the slot makes of its product, x·w where w is a phase
/// and x an amplitude. On the minus line the synapse's stands the other way round.
struct SlotFields {
  std::complex<double> axon, synapse;

  double product() const { return std::real(axon * std::conj(synapse)); }
};

/// Those of x and w as the lasers send them. Of two-slot phases the first of the two slots of light, whose
/// product is sin(φ_w − φ_x). `isSigned`: the layer's x has either sign.
SlotFields slotFields(const CellHardware& cell, int link, bool isSigned, double x, double w);

/// Electrons that a slot of light brings to a line on average.
double electronsOn(const LineLight& line, const SlotFields& fields, bool minus);

}  // namespace lightloom::study
