#pragma once

#include <cstddef>
#include <vector>

#include "base/message.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "study/pixel_light.h"
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
  double exact = 0;            ///< what the products as they are asked for add up to so far
  SlotFields fields = {};      ///< of the first slot of light, as it is sent
  double plusElectrons = 0, minusElectrons = 0;  ///< that these fields bring to either line on average
};

/// Where an output is computed. All from 0.
struct OutputPlace {
  int cell = 0;               ///< of the bench
  int synapse = 0, axon = 0;  ///< channels of that cell
  /// A layer takes a pass for each row of `synapses` neurons and each column of `axons` samples of the
  /// mini-batch.
  int rowPass = 0, rowPasses = 1, columnPass = 0, columnPasses = 1;
  int sample = 0, samples = 1;  ///< of the mini-batch
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
  double perElectron = 0;     ///< units of the output per electron of D, before the ADC rounds
  double slotSeconds = 0;     ///< from slot to slot
  OutputPlace place;
  PairLight light;             ///< on its pixels
  std::vector<float> outputs;  ///< of all neurons of the layer for this sample, as the test computed them
};

/// The last epoch of a run whose test it records; 0 before the first.
int testedEpoch(const RunFile& run);

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
