#pragma once

#include <vector>

#include "export/subject.h"

namespace lightloom {

enum class WeightView {
  Programmed,  ///< the drive w = W/S, through the DAC where it is on
  Effective    ///< S times what acts on x: DAC, locked lasers, overlap, inter-symbol interference; no noise
};

/// The weights of one layer of the subject's run as the hardware has them, neurons × slots, column-major:
/// products of the hardware with unit vectors, mean over the axons.
std::vector<float> actingWeights(const ExportSubject& subject, std::size_t layer, WeightView view);

}  // namespace lightloom
