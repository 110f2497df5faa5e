#pragma once

#include <complex>
#include <span>
#include <utility>
#include <vector>

#include "bench/bench.h"
#include "bench/lock_map.h"
#include "laser/heating.h"
#include "laser/injection_lock.h"
#include "laser/laser_steps.h"
#include "laser/single_pole.h"
#include "laser/weight_locus.h"
#include "learn/phase_gradient.h"
#include "optics/gaussian.h"
#include "optics/trace.h"
#include "product/product_engine.h"
#include "report/energy.h"
#include "rooms.h"
#include "train/simulate.h"

namespace lightloom::validation {

/// The functions of the program that rows hold against numbers of others. Rows call them through this table,
/// so that another can stand in the place of one of them: a law that is wrong shows which rows notice.
struct Laws {
  // Drawings, as a whole.
  Bench (*bench)(const Design& design) = compileBench;
  Result<Simulation> (*simulation)(const Design& design, const Dataset& data) = simulateDesign;

  // Lasers.
  LockSolution (*lock)(const LockInputs& inputs) = [](const LockInputs& inputs) { return solveLock(inputs); };
  std::vector<FixedPoint> (*fixedPoints)(const LaserParameters& laser, double injectionRatio,
                                         double detuningHz) = fixedPointsAtDetuning;
  LaserArray (*lasers)(const LaserParameters& laser, int count, Time step,
                       std::uint64_t seed) = [](const LaserParameters& laser, int count, Time step,
                                                std::uint64_t seed) {
    return LaserArray(laser, std::vector<double>(static_cast<std::size_t>(count), laser.alpha), step, seed);
  };
  std::optional<LockMap> (*lockMap)(const LaserParameters& laser, const LockMapRange& range) =
      [](const LaserParameters& laser, const LockMapRange& range) {
        return bench::lockMap(laser, range, {2, 2});
      };
  std::complex<double> (*emittedField)(const FixedPoint& point,
                                       const LocusSettings& settings) = laser::emittedField;
  SinglePole (*pole)(Frequency pole, Time slot, double gate) = singlePole;
  std::vector<double> (*neighbourHeating)(int rows, int columns, double couplingKPerW,
                                          const std::vector<double>& heatW) = laser::neighbourHeating;

  // Light.
  std::complex<double> (*waistParameter)(double waist, double wavelength) = optics::waistParameter;
  double (*beamRadius)(std::complex<double> q, double wavelength) = optics::beamRadius;
  std::complex<double> (*transformed)(std::complex<double> q, const RayMatrix& matrix) = optics::transformed;
  std::complex<double> (*axisOverlap)(const AxisBeam& a, const AxisBeam& b, double wavelength,
                                      const Window& window) = optics::axisOverlap;
  Trace (*trace)(const Layout& layout) = [](const Layout& layout) { return traceBundles(layout); };

  // Products.
  ProductEngine (*engine)(const CellHardware& cell, const ProductShape& largest,
                          Drive drive) = [](const CellHardware& cell, const ProductShape& largest,
                                            Drive drive) { return ProductEngine(cell, largest, drive); };
  double (*shotNoiseSigma)(const CellHardware& cell, int link, int slots, double sumX2, double sumW2,
                           Drive drive) = product::shotNoiseSigma;
  float (*phaseSlope)(const Layer& layer, double axonLimit, float input) = [](const Layer& layer,
                                                                              double axonLimit, float input) {
    const float error = 1;
    float slope = 0;
    PhaseGradient(layer, axonLimit, 1).toWeights(layer, &input, &error, 1, &slope);
    return slope;
  };

  // What it costs.
  EnergyReport (*energy)(const EnergyInputs& inputs, std::span<const EnergyLayer> layers) = energyOf;
};

}  // namespace lightloom::validation
