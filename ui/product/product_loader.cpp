#include "product/product_loader.h"

#include <algorithm>
#include <cmath>

#include "base/area.h"
#include "learn/forward_pass.h"
#include "study/run_with.h"

namespace lightloom::ui {
namespace {

// The sizes of the fields over the largest of the product.
std::vector<float> sizesOf(const DotProduct& product, std::complex<double> SlotFields::*field) {
  double most = 0;
  for (const DotProductSlot& slot : product.slots) most = std::max(most, std::abs(slot.fields.*field));
  std::vector<float> out;
  for (const DotProductSlot& slot : product.slots)
    out.push_back(most > 0 ? static_cast<float>(std::abs(slot.fields.*field) / most) : 0.0f);
  return out;
}

std::vector<float> valuesOf(const DotProduct& product, double DotProductSlot::*value) {
  std::vector<float> out;
  for (const DotProductSlot& slot : product.slots) out.push_back(static_cast<float>(slot.*value));
  return out;
}

/// Takes one output after the other apart, and keeps the bench with other sources on that was made last.
class TakingApart {
 public:
  Result<std::shared_ptr<const SeenProduct>> operator()(const ProductRequest& request) {
    if (request.run->record->diverged) return *request.run->record->diverged;
    if (request.run->bench->hardware->cannotCompute) return *request.run->bench->hardware->cannotCompute;
    const ImperfectionSet on = request.on.value_or(enabledImperfections(request.run->bench->design));
    if (m_known != request.run || m_on != on) {
      Result<RunSnapshot> made = runWith(*request.run, *request.data, on);
      if (!made) return made.error();
      m_run = std::move(made).value();
      m_known = request.run;
      m_on = on;
    }
    return seen(request);
  }

 private:
  Result<std::shared_ptr<const SeenProduct>> seen(const ProductRequest& request) const {
    const ProductPlace& place = request.place;
    auto out = std::make_shared<SeenProduct>();
    out->place = place;
    out->on = *m_on;
    out->epoch = testedEpoch(*m_run->record);
    Result<DotProduct> product =
        dotProduct(*m_run, *request.data, out->epoch, place.layer, place.neuron, place.sample);
    if (!product) return product.error();
    out->product = std::move(product).value();
    fillChains(*out);
    fillLayers(*out);
    const std::uint32_t sample = request.data->test[place.sample];
    if (request.data->classes > 0) out->label = static_cast<int>(request.data->labels[sample]);
    const OutputPlace& at = out->product.place;
    out->waves = wavesOf(*m_run->bench, static_cast<std::size_t>(at.cell), at.synapse, at.axon,
                         out->product.slotSeconds);
    out->waves.x = valuesOf(out->product, &DotProductSlot::x);
    out->waves.w = valuesOf(out->product, &DotProductSlot::w);
    out->waves.axon = sizesOf(out->product, &SlotFields::axon);
    out->waves.synapse = sizesOf(out->product, &SlotFields::synapse);
    return std::shared_ptr<const SeenProduct>(std::move(out));
  }

  void fillChains(SeenProduct& out) const {
    const std::size_t index = static_cast<std::size_t>(out.product.place.cell);
    const CellHardware& cell = m_run->bench->hardware->cells[index];
    const CellLight light = cellLight(*m_run->bench, index);
    const bool isSigned = m_run->network.layers[out.place.layer].signedInput;
    out.weights = weightWriter(light);
    out.inputs = inputWriter(light);
    out.weightsOnPhases = cell.law().weightsOnPhases;
    out.inputsOnPhases = cell.law().inputsOnPhases;
    for (const DotProductSlot& slot : out.product.slots) {
      out.synapse.push_back(out.weights.at(slot.w));
      out.axon.push_back(out.inputs.at(writtenInput(cell, isSigned, slot.x)));
    }
  }

  void fillLayers(SeenProduct& out) const {
    const auto passes = [](int count, int channels) { return (count + channels - 1) / channels; };
    const Hardware& hardware = *m_run->bench->hardware;
    const std::vector<Layer>& layers = m_run->network.layers;
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const CellHardware& cell =
          hardware.cells[static_cast<std::size_t>(cellOfLayer(m_run->settings, hardware, l))];
      out.layers.push_back({layers[l].inputs, layers[l].neurons, layers[l].slots,
                            passes(layers[l].neurons, cell.synapses),
                            passes(out.product.place.samples, cell.axons)});
    }
    if (out.place.layer + 1 == layers.size()) return;
    const Layer& next = layers[out.place.layer + 1];
    const auto column = next.weights.begin() +
                        static_cast<std::ptrdiff_t>(area(next.neurons, static_cast<int>(out.place.neuron)));
    out.nextWeights.assign(column, column + next.neurons);
  }

  std::shared_ptr<const RunSnapshot> m_known;  ///< what m_run was made from
  std::optional<ImperfectionSet> m_on;
  std::optional<RunSnapshot> m_run;
};

}  // namespace

ProductLoader::Work takesProductsApart() {
  return [taking = TakingApart()](const ProductRequest& request, const std::stop_token&,
                                  const ProductLoader::Tell&) mutable { return taking(request); };
}

}  // namespace lightloom::ui
