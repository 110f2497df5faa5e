#include "run/photon_study.h"

#include <cmath>
#include <numeric>

#include "base/json_writer.h"
#include "learn/evaluator.h"
#include "learn/forward_pass.h"
#include "learn/layer_statistics.h"
#include "report/network_figures.h"
#include "run/experiment.h"

namespace lightloom {
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

Light lightOf(const CellHardware& cell, const LayerStatistics& layer, const InputFigures& inputs) {
  const double copies = cell.slotsPerSymbol(layer.signedInput);
  const bool amplitudes = cell.encoding == Encoding::AmplitudeAmplitude;
  const double weightShare = amplitudes ? layer.weightRms * layer.weightRms : 1;
  const double inputShare = axonWritesPhase(cell.encoding) ? copies : inputs.sumSquares / layer.slots;
  return {copies * weightShare * meanOf(cell.electronsSynapse), inputShare * meanOf(cell.electronsAxon)};
}

/// One network with its light at hand.
class Study {
 public:
  Study(const Bench& bench, const TrainerSettings& settings, std::shared_ptr<const Dataset> data)
      : m_bench(bench), m_settings(settings), m_data(std::move(data)) {
    m_layers.assign(settings.hidden.size() + 1, 0);
    std::iota(m_layers.begin(), m_layers.end(), 0);
  }

  /// A cell for each layer, with these sources of the bench.
  Hardware perLayer(const std::vector<std::string>& sources, Encoding encoding) const {
    Design design = m_bench.design;
    Bench bench = m_bench;
    const char* key = encoding == Encoding::AmplitudeAmplitude ? "amplitude_amplitude" : nullptr;
    if (key) bench.design = applyAssignment(design, std::string("network.encoding=") + key).value();
    const std::shared_ptr<const Hardware> all = hardwareWith(bench, sources);
    Hardware out;
    for (std::size_t l = 0; l < m_layers.size(); ++l)
      out.cells.push_back(all->cells[static_cast<std::size_t>(cellOfLayer(m_settings, *all, l))]);
    return out;
  }

  TrainerSettings settings() const {
    TrainerSettings out = m_settings;
    out.cells = m_layers;
    out.hardware = HardwareUse::Forward;
    return out;
  }

  NetworkOnBench observe(const Network& network, const Hardware& hardware) const {
    return observeNetwork(network, settings(), *m_data, hardware,
                          layerStatistics(network, settings(), hardware),
                          figureBatch(*m_data, m_settings.batch));
  }

  Hardware lit(const Network& network, Hardware hardware, double photons) const {
    const NetworkOnBench seen = observe(network, hardware);
    for (std::size_t l = 0; l < hardware.cells.size(); ++l)
      hardware.cells[l] = cellWithLight(hardware.cells[l], photons, seen.layers[l], seen.inputs[l]);
    return hardware;
  }

  double photonsOf(const Network& network, const Hardware& hardware) const {
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

  double error(const Network& network, const Hardware& hardware) const {
    return 1 - evaluate(network, settings(), *m_data, hardware, 0).accuracy;
  }

 private:
  const Bench& m_bench;
  TrainerSettings m_settings;
  std::shared_ptr<const Dataset> m_data;
  std::vector<int> m_layers;
};

bool train(Trainer& trainer, const PhotonStudyOptions& options) {
  while (!trainer.finished()) {
    if (options.cancelled && options.cancelled()) return false;
    trainer.step();
  }
  return true;
}

std::optional<Message> problemOf(const PhotonStudyOptions& options) {
  for (double photons : options.photonsPerMac)
    if (!(photons > 0) || !std::isfinite(photons))
      return Message{"photons.not-positive",
                     LL_TEXT("error", "%1 photons per multiplication are no light. Give a number above 0."),
                     {jsonNumber(photons)}};
  return std::nullopt;
}

}  // namespace

CellHardware cellWithLight(CellHardware cell, double photonsPerMac, const LayerStatistics& layer,
                           const InputFigures& inputs) {
  const Light now = lightOf(cell, layer, inputs);
  double weights = photonsPerMac / (now.weights + now.inputs), axons = weights;
  if (cell.encoding == Encoding::AmplitudeAmplitude && now.weights > 0 && now.inputs > 0) {
    weights = photonsPerMac / 2 / now.weights;
    axons = photonsPerMac / 2 / now.inputs;
  }
  scaleBy(weights, cell.electronsSynapse);
  scaleBy(axons, cell.electronsAxon);
  scaleBy(1 / std::sqrt(weights * axons), cell.inverseSignal);
  return cell;
}

Result<PhotonStudy> photonStudy(const Design& design, std::shared_ptr<const Dataset> data,
                                const PhotonStudyOptions& options) {
  if (const std::optional<Message> problem = problemOf(options)) return *problem;
  const Bench bench = compileBench(design);
  if (bench.hardware->cannotCompute) return *bench.hardware->cannotCompute;
  const Result<TrainerSettings> asked = trainerSettings(design, *bench.hardware);
  if (!asked) return asked.error();
  if (const std::optional<Message> problem = datasetProblem(*data)) return *problem;
  const Study study(bench, asked.value(), data);
  const Encoding encoding = encodingOf(design);
  const Hardware own = study.perLayer({"shot", "visibility"}, encoding);
  const Hardware limit = study.perLayer({"shot"}, Encoding::AmplitudeAmplitude);
  const TrainerSettings settings = study.settings();

  PhotonStudy out;
  out.testSamples = static_cast<int>(data->test.size());
  const double runs = 1.0 + (options.aware ? static_cast<double>(options.photonsPerMac.size()) : 0);
  double done = 0;
  const auto report = [&] {
    if (options.onProgress) options.onProgress(++done / runs);
  };
  Trainer blind(settings, data, idealHardware(own));
  out.cancelled = !train(blind, options);
  if (out.cancelled) return out;
  report();
  out.exactError = study.error(blind.network(), *idealHardware(own));
  for (double photons : options.photonsPerMac) {
    PhotonPoint point;
    point.photonsPerMac = photons;
    const Hardware light = study.lit(blind.network(), own, photons);
    point.blindError = study.error(blind.network(), light);
    point.limitError = encoding == Encoding::PhasePhase
                           ? -1
                           : study.error(blind.network(), study.lit(blind.network(), limit, photons));
    point.awareError = -1;
    if (options.aware) {
      Trainer aware(settings, data, std::make_shared<const Hardware>(light));
      out.cancelled = !train(aware, options);
      if (out.cancelled) return out;
      point.awareError = 1 - aware.evaluateTest().accuracy;
      point.awarePhotonsPerMac = study.photonsOf(aware.network(), light);
      report();
    }
    out.points.push_back(point);
  }
  return out;
}

}  // namespace lightloom
