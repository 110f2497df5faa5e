#include "product/hardware.h"

#include "base/check.h"

namespace lightloom::product {

double SlowHeat::whiteShare() const {
  double sum = direct * direct;
  for (const Pole& a : poles)
    for (const Pole& b : poles)
      if (const double lost = 1 - a.keep * b.keep; lost > 0) sum += a.charge * b.charge / lost;
  return sum;
}

SlowHeat SlowHeat::ofSymbols(double scale, double origin) const {
  SlowHeat out = *this;
  const auto shifted = [&](const std::array<double, 3>& p) {
    return std::array<double, 3>{p[0] + origin * (p[1] + origin * p[2]), scale * (p[1] + 2 * origin * p[2]),
                                 scale * scale * p[2]};
  };
  out.heat = shifted(heat);
  out.linear = shifted(linear);
  const std::array<double, 3> bent = shifted({square[0], square[1], 0});
  out.square = {bent[0] / scale, bent[1] / scale};
  for (double& term : out.linear) term /= scale;
  out.low = (low - origin) / scale;
  out.high = (high - origin) / scale;
  return out;
}

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
  cell.fringeImbalance.assign(links, 0.0f);
  cell.crosstalk.assign(links, 0.0f);
  cell.phase.assign(links, 0.0f);
  cell.calibratedPhase.assign(links, 0.0f);
  return cell;
}

}  // namespace lightloom::product
