#pragma once

#include <utility>
#include <vector>

#include "imperfections/imperfections.h"
#include "report/report.h"
#include "rooms.h"

namespace lightloom::report {

/// Variance of y = Σ x_j w_j of one layer by each imperfection, in units of the driven w, as means over its
/// outputs. Formulas of model.md 3 and 4 stand with the imperfections; what overlaps is split so that the
/// list adds up: those that change light or fringes stand for what they add to the noise of the electrons.
struct LayerNoise {
  std::vector<std::pair<const Imperfection*, double>> variances;  ///< of those that are on
  double total = 0;                                               ///< of all that are on together
  double shotAlone = 0;                                           ///< shot noise at the true visibility
  /// Electrons: rms of D as the ADC meets it, signal and noise, over the outputs of the layer.
  double rmsElectrons = 0;
};

/// `statistics` and `inputs` say what runs on cell `statistics.cell`; `bench` must be able to compute.
LayerNoise layerNoise(const Bench& bench, const LayerStatistics& statistics, const InputMoments& inputs);

}  // namespace lightloom::report
