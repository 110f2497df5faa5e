#include "study/internal/shot_light.h"

#include <cmath>
#include <numeric>

#include "learn/evaluator.h"
#include "learn/forward_pass.h"
#include "learn/layer_statistics.h"
#include "report/network_on_bench.h"
#include "train/experiment.h"

namespace lightloom::study {
namespace {

double meanOf(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void scaleBy(double factor, std::vector<float>& values) {
  for (float& value : values) value = static_cast<float>(factor * static_cast<double>(value));
}

/// Electrons per multiplication of each beam.
struct Light {
  double weights = 0, inputs = 0;
};

Light lightOf(const CellHardware& cell, const LayerStatistics& layer, const InputMoments& inputs) {
  return {
      cell.synapseLight(layer.signedInput, layer.weightRms * layer.weightRms) * meanOf(cell.electronsSynapse),
      axonLight(cell, layer, inputs) * meanOf(cell.electronsAxon)};
}

}  // namespace

CellHardware cellWithLight(CellHardware cell, double photonsPerMac, const LayerStatistics& layer,
                           const InputMoments& inputs) {
  const Light now = lightOf(cell, layer, inputs);
  double weights = photonsPerMac / (now.weights + now.inputs), axons = weights;
  if (!cell.law().weightsOnPhases && now.weights > 0 && now.inputs > 0) {
    weights = photonsPerMac / 2 / now.weights;
    axons = photonsPerMac / 2 / now.inputs;
  }
  scaleBy(weights, cell.electronsSynapse);
  scaleBy(axons, cell.electronsAxon);
  scaleBy(1 / std::sqrt(weights * axons), cell.inverseSignal);
  return cell;
}

ShotLight::ShotLight(const Bench& bench, const TrainerSettings& settings, std::shared_ptr<const Dataset> data)
    : m_bench(bench), m_settings(settings), m_data(std::move(data)) {
  m_settings.hardware = HardwareUse::Forward;
  m_settings.cells.resize(settings.hidden.size() + 1);
  for (std::size_t l = 0; l < m_settings.cells.size(); ++l)
    m_benchCells.push_back(cellOfLayer(settings, *bench.hardware, l));
  std::iota(m_settings.cells.begin(), m_settings.cells.end(), 0);
}

Hardware ShotLight::perLayer(const ImperfectionSet& on, Encoding encoding) const {
  Bench bench = m_bench;
  if (!lawOf(encoding).weightsOnPhases)
    bench.design = applyAssignment(m_bench.design, "network.encoding=amplitude_amplitude").value();
  const std::shared_ptr<const Hardware> all = hardwareWith(bench, on);
  Hardware out;
  for (const int cell : m_benchCells) out.cells.push_back(all->cells[static_cast<std::size_t>(cell)]);
  return out;
}

NetworkOnBench ShotLight::observe(const Network& network, const Hardware& hardware) const {
  return observeNetwork(network, m_settings, *m_data, hardware,
                        layerStatistics(network, m_settings, hardware),
                        reportBatch(*m_data, m_settings.batch));
}

Hardware ShotLight::lit(const Network& network, Hardware hardware, double photonsPerMac) const {
  const NetworkOnBench seen = observe(network, hardware);
  for (std::size_t l = 0; l < hardware.cells.size(); ++l)
    hardware.cells[l] = cellWithLight(hardware.cells[l], photonsPerMac, seen.layers[l], seen.inputs[l]);
  return hardware;
}

double ShotLight::photonsOf(const Network& network, const Hardware& hardware) const {
  const NetworkOnBench seen = observe(network, hardware);
  double photons = 0, macs = 0;
  for (std::size_t l = 0; l < hardware.cells.size(); ++l) {
    const Light light = lightOf(hardware.cells[l], seen.layers[l], seen.inputs[l]);
    const double count = static_cast<double>(seen.layers[l].slots) * seen.layers[l].neurons;
    photons += count * (light.weights + light.inputs);
    macs += count;
  }
  return photons / macs;
}

double ShotLight::error(const Network& network, const Hardware& hardware) const {
  return 1 - evaluate(network, m_settings, *m_data, hardware, 0).accuracy;
}

}  // namespace lightloom::study
