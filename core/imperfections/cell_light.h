#pragma once

#include <string>
#include <vector>

#include "design/kind.h"
#include "design/modulator.h"
#include "locks/array_lock.h"
#include "optics/cells.h"
#include "optics/trace.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::imperfections {

/// How the pixels of a detector line turn light into electrons, pixel by pixel where one has values of its
/// own. Without a line all is 0.
class LineResponse {
 public:
  LineResponse() = default;
  /// `slotS`: time for which a pixel integrates one symbol. `wavelengthM` of the light.
  LineResponse(const PartView& line, double slotS, double wavelengthM);

  double electronsPerWatt(int pixel) const { return at(&Pixel::electronsPerWatt, pixel); }  ///< per slot
  double gainError(int pixel) const { return at(&Pixel::gainError, pixel); }  ///< of its amplifier, relative
  double darkElectrons(int pixel) const { return at(&Pixel::darkElectrons, pixel); }  ///< per slot

 private:
  struct Pixel {
    double electronsPerWatt = 0, gainError = 0, darkElectrons = 0;
  };
  double at(double Pixel::*value, int pixel) const {
    return (m_own.empty() || pixel < 0 ? m_common : m_own[static_cast<std::size_t>(pixel)]).*value;
  }
  Pixel m_common;
  std::vector<Pixel> m_own;  ///< empty where all are alike
};

/// The light of one cell as links and locks give it, whatever is switched on; hardware is made of it by
/// putting imperfections on (`cellHardware`). It refers to the compiled parts of a bench, which must outlive
/// it.
struct CellLight {
  CellLight(const Design& design, const Trace& trace, const std::vector<ArrayLock>& locks, const Cell& cell);

  const Design& design;
  const Cell& cell;
  Encoding encoding;
  SignedInput signedInput;
  PartView axons, synapses;  ///< the arrays
  PartView detector;         ///< the line of the cell, or the plus line of two
  const ArrayLock& axonLock;
  const ArrayLock& synapseLock;
  bool calibrated;      ///< the drives of both arrays were measured
  double symbolRateHz;  ///< of the synapses
  double slotS;         ///< for which the pixels integrate one symbol
  LineResponse plus, minus;
};

/// What a line calibrates: its `calibration`.
LeakCalibration leakCalibrationOf(const PartView& line);

/// What writes the amplitudes of the axons; none where they write phases.
Modulator axonModulator(const CellLight& light);

/// Whether the phases of a cell are written with a slot of the opposite current behind each: `balanced_code`
/// of one of its arrays, for both.
bool complementSlots(const CellLight& light);

/// How the numbers of a design ride on light: `network.encoding`.
Encoding encodingOf(const Design& design);

/// Mean powers of a cell's links on one of their lines.
LinkLine meanLine(const Cell& cell, LinkLine Link::*line);

}  // namespace lightloom::imperfections
