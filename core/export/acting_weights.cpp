#include "export/internal/acting_weights.h"

#include <cmath>

#include "product/product_engine.h"

namespace lightloom::exports {
namespace {

// Those that change a weight itself; the others are noise, or light that does not depend on the weight.
ImperfectionSet actingOnWeights(const Design& design) {
  ImperfectionSet out;
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection->actsOnWeights) out.add(*imperfection);
  return out & enabledImperfections(design);
}

// The DAC of the synapses and nothing behind it. Phases of phase × phase are driven as any number is.
CellHardware driveAlone(const CellHardware& cell) {
  const bool phases = cell.law().sumsSines;
  CellHardware out = idealCell(cell.synapses, cell.axons, phases ? Encoding::AmplitudePhase : cell.encoding);
  out.weightLimit = cell.weightLimit;
  out.weightBits = cell.weightBits;
  return out;
}

// The cell with all that changes a weight itself.
CellHardware actingCell(const ExportSubject& subject, std::size_t l) {
  const Bench& bench = *subject.bench;
  return hardwareWith(bench, actingOnWeights(bench.design))
      ->cells[static_cast<std::size_t>(subject.run->layers[l].cell)];
}

/// Reads a cell with one x that is not 0 while the others are, as a mean over the axons.
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

  /// y of each neuron for x in one slot.
  std::vector<double> read(int slot, double x) {
    setInput(slot, static_cast<float>(x));
    m_engine.multiply({m_inputs.data(), m_layer.slots, m_axons, false}, {}, m_outputs.data());
    setInput(slot, 0);
    const std::size_t neurons = static_cast<std::size_t>(m_layer.neurons);
    std::vector<double> out(neurons);
    for (int a = 0; a < m_axons; ++a)
      for (std::size_t m = 0; m < neurons; ++m)
        out[m] += static_cast<double>(m_outputs[static_cast<std::size_t>(a) * neurons + m]) / m_axons;
    return out;
  }

 private:
  void setInput(int slot, float value) {
    for (int a = 0; a < m_axons; ++a)
      m_inputs[static_cast<std::size_t>(a) * static_cast<std::size_t>(m_layer.slots) +
               static_cast<std::size_t>(slot)] = value;
  }

  const Layer& m_layer;
  int m_axons;
  ProductEngine m_engine;
  std::vector<float> m_inputs, m_outputs;
};

}  // namespace

std::vector<float> actingWeights(const ExportSubject& subject, std::size_t l, WeightView view) {
  LL_CHECK(subject.run && l < subject.run->network.layers.size());
  const Layer& layer = subject.run->network.layers[l];
  const CellHardware& cell = cellOf(subject, l);
  LL_CHECK(view == WeightView::Programmed || !cell.law().sumsSines);
  const double scale = subject.run->layers[l].weightScale;
  Probe probe(view == WeightView::Programmed ? driveAlone(cell) : actingCell(subject, l), layer, scale);
  std::vector<float> out;
  const double factor = view == WeightView::Effective ? scale : 1;
  for (int slot = 0; slot < layer.slots; ++slot)
    for (double y : probe.read(slot, 1)) out.push_back(static_cast<float>(factor * y));
  return out;
}

std::vector<std::complex<double>> actingFields(const ExportSubject& subject, std::size_t l) {
  LL_CHECK(subject.run && l < subject.run->network.layers.size());
  const Layer& layer = subject.run->network.layers[l];
  CellHardware cell = actingCell(subject, l);
  LL_CHECK(cell.law().sumsSines);
  cell.axonBits = 0;
  cell.axonTaps = {1};
  // y(φ) − y(0) = Im E·(cos φ − 1) − Re E·sin φ at two phases gives both parts of E.
  const double rise = cell.phasePerInput(layer.signedInput), otherX = layer.signedInput ? -1 : 0.5;
  const double a = rise, b = otherX * rise;
  const double determinant = (1 - std::cos(a)) * std::sin(b) - (1 - std::cos(b)) * std::sin(a);
  Probe probe(cell, layer, 1);
  const std::vector<double> rest = probe.read(0, 0);
  std::vector<std::complex<double>> out;
  for (int slot = 0; slot < layer.slots; ++slot) {
    const std::vector<double> first = probe.read(slot, 1), second = probe.read(slot, otherX);
    for (std::size_t m = 0; m < rest.size(); ++m) {
      const double atA = first[m] - rest[m], atB = second[m] - rest[m];
      out.emplace_back((atA * (1 - std::cos(b)) - atB * (1 - std::cos(a))) / determinant,
                       (atB * std::sin(a) - atA * std::sin(b)) / determinant);
    }
  }
  return out;
}

}  // namespace lightloom::exports
