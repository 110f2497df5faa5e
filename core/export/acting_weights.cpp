#include "export/acting_weights.h"

#include <algorithm>

#include "learn/forward_pass.h"

namespace lightloom {
namespace {

// Sources that change a weight itself; the others are noise, or light that does not depend on the weight.
const std::vector<std::string> kActing = {"lock_static",        "intersymbol", "reflection",
                                          "residual_amplitude", "skew",        "fan_out_uniformity",
                                          "visibility",         "dac",         "drift"};

std::vector<std::string> actingSources(const Design& design) {
  std::vector<std::string> out;
  if (!settingSwitch(design, "noise.all")) return out;
  for (const std::string& key : kActing)
    if (settingSwitch(design, "noise." + key)) out.push_back(key);
  return out;
}

// The DAC of the synapses and nothing behind it.
CellHardware driveAlone(const CellHardware& cell) {
  CellHardware out = idealCell(cell.synapses, cell.axons, cell.encoding);
  out.weightLimit = cell.weightLimit;
  out.weightBits = cell.weightBits;
  return out;
}

/// Columns of w as the cell reads them when one x is 1 and the others are 0.
class Probe {
 public:
  Probe(const CellHardware& cell, const Layer& layer, double weightScale)
      : m_layer(layer),
        m_axons(cell.axons),
        m_engine(cell, {layer.neurons, layer.slots, cell.axons},
                 layer.signedInput ? Drive::Signed : Drive::Unsigned),
        m_inputs(static_cast<std::size_t>(layer.slots) * static_cast<std::size_t>(cell.axons)),
        m_outputs(static_cast<std::size_t>(layer.neurons) * static_cast<std::size_t>(cell.axons)) {
    // An exact cell keeps a pointer to the weights and takes them as they are.
    m_engine.setWeights({layer.weights.data(), layer.neurons, layer.slots, false},
                        static_cast<float>(1 / weightScale));
  }

  void column(int slot, double factor, float* out) {
    const auto unit = [&](float value) {
      for (int a = 0; a < m_axons; ++a)
        m_inputs[static_cast<std::size_t>(a) * static_cast<std::size_t>(m_layer.slots) +
                 static_cast<std::size_t>(slot)] = value;
    };
    unit(1);
    m_engine.multiply({m_inputs.data(), m_layer.slots, m_axons, false}, {}, m_outputs.data());
    unit(0);
    const std::size_t neurons = static_cast<std::size_t>(m_layer.neurons);
    for (std::size_t m = 0; m < neurons; ++m) {
      double sum = 0;
      for (int a = 0; a < m_axons; ++a)
        sum += static_cast<double>(m_outputs[static_cast<std::size_t>(a) * neurons + m]);
      out[m] = static_cast<float>(factor * sum / m_axons);
    }
  }

 private:
  const Layer& m_layer;
  int m_axons;
  ProductEngine m_engine;
  std::vector<float> m_inputs, m_outputs;
};

}  // namespace

std::vector<float> actingWeights(const ExportSubject& subject, std::size_t l, WeightView view) {
  LL_CHECK(subject.run && l < subject.run->network.layers.size());
  const ExportedRun& run = *subject.run;
  const Layer& layer = run.network.layers[l];
  const Bench& bench = *subject.bench;
  const std::size_t cell = static_cast<std::size_t>(cellOfLayer(run.settings, *bench.hardware, l));
  const double scale = subject.report.layers[l].weightScale;
  Probe probe(view == WeightView::Programmed ? driveAlone(bench.hardware->cells[cell])
                                             : hardwareWith(bench, actingSources(bench.design))->cells[cell],
              layer, scale);
  std::vector<float> out(layer.weights.size());
  const double factor = view == WeightView::Effective ? scale : 1;
  for (int slot = 0; slot < layer.slots; ++slot)
    probe.column(slot, factor,
                 out.data() + static_cast<std::size_t>(slot) * static_cast<std::size_t>(layer.neurons));
  return out;
}

}  // namespace lightloom
