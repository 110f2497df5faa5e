#pragma once

#include <cstddef>
#include <vector>

#include "base/message.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "train/run_snapshot.h"

namespace lightloom::study {

/// One slot of light of a dot product.
struct DotProductSlot {
  double seconds = 0;   ///< when the slot ends, since the product began
  double x = 0, w = 0;  ///< as they are asked for
  double sentX = 0,
         sentW = 0;            ///< as the lasers send them: after levels, taps, response, heat, static phases
  double phaseRad = 0;         ///< of the synapse's light against the middle of the fringe
  double signalElectrons = 0;  ///< of D = n₊ − n₋ that the slot brings on average
  double noiseElectrons = 0;   ///< what it brings beside that in this one run
  double reading = 0;          ///< what the output would be if it was read after this slot
};

/// One output of a layer, slot by slot.
struct DotProduct {
  std::vector<DotProductSlot> slots;
  double startElectrons = 0;  ///< charge noise that lies on the capacitors before the first slot
  double engine = 0;          ///< the output as the network's test computed it
  double exact = 0;           ///< scale · Σ x·w; of sums of sines Σ sin(w − phase · x)
  double scale = 1;           ///< of the layer: what a product of 1 · 1 is in units of the output
  double phasePerInput = 0;   ///< of sums of sines: φ_x in rad for x = 1; else 0
  bool hasElectrons = true;   ///< false of an exact cell: the electrons are NaN, no noise is there
  bool counted = false;       ///< so few electrons that they were counted one by one
};

/// Neuron `neuron` of layer `layer` for sample `sample` of the test part, all from 0, as the test at the end
/// of `epoch` computed it: `engine` and the last reading are its bits.
///
/// The engine draws one noise per output. What each slot had of it is drawn here under the condition that all
/// of them add up to it: normals by a bridge, e_j − (v_j/Σv)(Σe − total); of electrons that were counted one
/// by one the slots of each line's count are multinomial in the light that falls there. What has no slot of
/// its own (errors that outputs share, light that a full capacitor holds back) is spread like the noise. The
/// charge on the capacitors is C_k = D − Σ_{j>k} (signal_j + noise_j), so the last one is D itself, and each
/// reading goes through the ADC as the last one does. The same run gives the same bits.
///
/// Errors: "product.no-layer", "product.no-neuron", "product.no-sample", with what there is.
Result<DotProduct> dotProduct(const RunSnapshot& run, const Dataset& data, int epoch, std::size_t layer,
                              std::size_t neuron, std::size_t sample);

}  // namespace lightloom::study
