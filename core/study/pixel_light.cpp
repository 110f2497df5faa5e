#include "study/pixel_light.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lightloom::study {
namespace {

LineLight lineLight(const CellHardware& cell, std::size_t link, bool minus) {
  const auto share = [minus](double plus) { return minus ? 1 - plus : plus; };
  LineLight out;
  out.axon = share(cell.plusShareAxon) * static_cast<double>(cell.electronsAxon[link]);
  out.synapse = share(cell.plusShareSynapse) * static_cast<double>(cell.electronsSynapse[link]);
  out.dark = share(cell.plusShareDark) * static_cast<double>(cell.darkElectrons[link]);
  const double inverse = static_cast<double>(cell.inverseSignal[link]);
  // Both slots of light of a two-slot phase make 2 sin φ_w cos φ_x, x·x_max = cos φ_x.
  const double products = cell.law().slots == 2 ? 2 * cell.axonLimit : 1;
  const double both = inverse != 0 ? static_cast<double>(cell.gain[link]) / (inverse * products) : 0;
  const double imbalance = static_cast<double>(cell.fringeImbalance[link]);
  out.fringe = both * (1 + (minus ? -imbalance : imbalance)) / 2;
  const double most = 2 * std::sqrt(out.axon * out.synapse);
  out.overlap = most > 0 ? out.fringe / most : 0;
  return out;
}

double phaseOfInput(const CellHardware& cell, bool isSigned, double x) {
  if (cell.law().sumsSines) return cell.phasePerInput(isSigned) * x;
  return std::acos(std::clamp(x * cell.axonLimit, -1.0, 1.0));
}

}  // namespace

PairLight pairLight(const CellHardware& cell, int link) {
  const std::size_t index = static_cast<std::size_t>(link);
  return {lineLight(cell, index, false), lineLight(cell, index, true)};
}

// A field that the other meets at φ − φ' shows sin(φ − φ') where one of them is turned by a quarter.
SlotFields slotFields(const CellHardware& cell, int link, bool isSigned, double x, double w) {
  constexpr double kQuarter = std::numbers::pi / 2;
  const EncodingLaw& law = cell.law();
  const double held = static_cast<double>(cell.phase[static_cast<std::size_t>(link)]);
  const double shines = std::abs(x) + cell.axonFloor, sign = x < 0 ? -1 : 1;
  if (!law.weightsOnPhases) return {sign * shines, w * std::polar(1.0, -held)};
  const double phase = law.sumsSines ? w : std::asin(std::clamp(w, -1.0, 1.0));
  return {law.inputsOnPhases ? std::polar(1.0, phaseOfInput(cell, isSigned, x) + kQuarter)
                             : std::polar(shines, sign * kQuarter),
          std::polar(1.0, phase - held)};
}

double electronsOn(const LineLight& line, const SlotFields& fields, bool minus) {
  return line.axon * std::norm(fields.axon) + line.synapse * std::norm(fields.synapse) + line.dark +
         (minus ? -1 : 1) * line.fringe * fields.product();
}

}  // namespace lightloom::study
