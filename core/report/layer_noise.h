#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/report.h"

namespace lightloom {

/// Variance of y = Σ x_j w_j per noise source of one layer, in units of the driven w, as means over its
/// outputs. Formulas of model.md 3 and 4; what overlaps is split so that the list adds up: `visibility` and
/// `fan_out_uniformity` stand for what they add to the additive noise of the others.
struct LayerNoise {
  std::vector<std::pair<std::string, double>>
      variances;  ///< only enabled sources, in the order of the settings
  double total = 0;
  double shotAlone = 0;  ///< shot noise at the true visibility
  /// Electrons: rms of D as the ADC meets it, signal and noise, over the outputs of the layer.
  double rmsElectrons = 0;
};

/// `settings` and `layer` say what runs on cell `statistics.cell`; `bench` must be able to compute.
LayerNoise layerNoise(const Bench& bench, const LayerStatistics& statistics, const InputFigures& inputs);

}  // namespace lightloom
