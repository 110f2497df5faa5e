#pragma once

#include <complex>
#include <vector>

#include "export/subject.h"
#include "rooms.h"

namespace lightloom::exports {

enum class WeightView {
  Programmed,  ///< the drive w = W/S, through the DAC where it is on
  Effective    ///< S times what acts on x: DAC, locked lasers, overlap, inter-symbol interference; no noise
};

/// The weights of one layer of the subject's run as the hardware has them, neurons × slots, column-major:
/// products of the hardware with unit vectors, mean over the axons. Of phase × phase the programmed phases
/// only.
std::vector<float> actingWeights(const ExportSubject& subject, std::size_t layer, WeightView view);

/// Phase × phase: E of each weight, so that the hardware gives z = Σ Im(E·e^{−iφ_x}) on average over its
/// axons; on ideal hardware E = e^{iφ_w}. Order and sources as above, without what the axons do to each
/// other's slots.
std::vector<std::complex<double>> actingFields(const ExportSubject& subject, std::size_t layer);

}  // namespace lightloom::exports
