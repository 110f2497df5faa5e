#include "product/hardware.h"

#include "base/check.h"

namespace lightloom::product {

CellHardware idealCell(int synapses, int axons, Encoding encoding) {
  LL_CHECK(synapses >= 1 && axons >= 1);
  CellHardware cell;
  cell.id = "ideal";
  cell.synapses = synapses;
  cell.axons = axons;
  cell.encoding = encoding;
  const std::size_t links = static_cast<std::size_t>(cell.links());
  cell.gain.assign(links, 1.0f);
  cell.inverseSignal.assign(links, 1.0f);
  cell.electronsAxon.assign(links, 0.0f);
  cell.electronsSynapse.assign(links, 0.0f);
  cell.darkElectrons.assign(links, 0.0f);
  cell.offsetPerSquare.assign(links, 0.0f);
  cell.offsetPerSlot.assign(links, 0.0f);
  cell.crosstalk.assign(links, 0.0f);
  cell.phase.assign(links, 0.0f);
  cell.calibratedPhase.assign(links, 0.0f);
  return cell;
}

}  // namespace lightloom::product
