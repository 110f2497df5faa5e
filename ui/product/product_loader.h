#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/worker.h"
#include "canvas/wavefronts.h"
#include "imperfections/imperfections.h"
#include "rooms.h"
#include "study/dot_product.h"
#include "study/symbol_drive.h"

namespace lightloom::ui {

/// Which output of a network: all from 0, the sample one of the test part.
struct ProductPlace {
  std::size_t layer = 0, neuron = 0, sample = 0;

  bool operator==(const ProductPlace&) const = default;
};

/// An output that is to be taken apart.
struct ProductRequest {
  std::shared_ptr<const RunSnapshot> run;  ///< never null
  std::shared_ptr<const Dataset> data;     ///< never null
  ProductPlace place;
  std::optional<ImperfectionSet> on;  ///< without: those of its bench
};

/// A layer and the passes that it takes for a mini-batch of the test.
struct LayerPasses {
  int inputs = 0, neurons = 0, slots = 0;
  int rows = 1, columns = 1;
};

/// One output as it is shown. Nobody changes it.
struct SeenProduct {
  ProductPlace place;
  DotProduct product;
  std::vector<SymbolDrive> synapse, axon;  ///< slot by slot, of what is asked for
  SymbolWriter weights, inputs;
  bool weightsOnPhases = true, inputsOnPhases = false;
  std::vector<LayerPasses> layers;
  std::vector<float> nextWeights;  ///< of this neuron's output in the layer behind; empty for the last
  int label = -1;                  ///< class of the sample; −1 for regression
  int epoch = 0;                   ///< of the test that it is part of
  ImperfectionSet on;
  Waves waves;  ///< its light on the bench

  std::size_t slots() const { return product.slots.size(); }
  /// The slot of a layer's operands that a slot of light belongs to: signed inputs take two.
  std::size_t symbolOf(std::size_t slot) const {
    return slot % static_cast<std::size_t>(layers[place.layer].slots);
  }
};

/// Takes outputs apart beside the window. Errors: those of `dotProduct` and `runWith`, and why the run
/// diverged.
using ProductLoader = Worker<ProductRequest, std::shared_ptr<const SeenProduct>>;
ProductLoader::Work takesProductsApart();

}  // namespace lightloom::ui
