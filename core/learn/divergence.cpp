#include "learn/divergence.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace lightloom::learn {
namespace {

// What is left of an effect beside a remedy stays below these (model.md 3.10, 2.4 and 2.5).
constexpr double kMuchHeat = 0.02;   // rms that white symbols do to each other, of their limit
constexpr double kMuchPhase = 0.02;  // rad rms of static phases
constexpr double kMuchStray = 0.02;  // of the power of a product

double heatOf(const SlowHeat& heat, double limit) {
  if (!heat.heats() || limit <= 0) return 0;
  return std::fabs(heat.linear[0] * heat.heat[1]) * std::sqrt(heat.whiteShare() / 3);
}

bool heats(const CellHardware& cell) {
  return heatOf(cell.weightHeat, cell.weightLimit) > kMuchHeat ||
         heatOf(cell.axonHeat, cell.axonLimit) > kMuchHeat;
}

// Light beside the weights that a calibration with sums would take off.
bool leaks(const CellHardware& cell) {
  if (cell.leakCalibration == LeakCalibration::OffsetAndSums || !cell.law().weightsOnPhases) return false;
  double phases = 0, stray = 0;
  for (const double phase : cell.phase) phases += phase * phase;
  for (const CrossedLink& other : cell.crossed)
    stray += std::norm(std::complex<double>(other.inPhase, other.quadrature));
  return phases > kMuchPhase * kMuchPhase * cell.links() || stray > kMuchStray * cell.links();
}

}  // namespace

Phrase divergenceRemedy(const Hardware& hardware) {
  const auto any = [&](auto&& is) { return std::any_of(hardware.cells.begin(), hardware.cells.end(), is); };
  if (any(heats)) return {LL_TEXT("Lower the learning rate, or switch on the thermal equaliser.")};
  if (any(leaks))
    return {
        LL_TEXT("Lower the learning rate, let the detector lines calibrate offset and sums, or align the "
                "bench.")};
  if (any([](const CellHardware& cell) { return cell.shotScale > 0; }))
    return {LL_TEXT("Lower the learning rate, or give the products more light.")};
  return {LL_TEXT("Lower the learning rate.")};
}

}  // namespace lightloom::learn
