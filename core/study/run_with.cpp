#include "study/run_with.h"

#include <algorithm>

#include "design/edit.h"
#include "learn/forward_pass.h"

namespace lightloom::study {
namespace {

Design withSwitches(Design design, const ImperfectionSet& on) {
  design = apply(design, setSetting(design, "noise.all", Value(true)));
  for (const Imperfection* imperfection : kImperfections)
    design = apply(design, setSetting(design, switchPath(*imperfection), Value(on.has(*imperfection))));
  return design;
}

}  // namespace

std::vector<double> readOutRanges(const RunSnapshot& run, const Dataset& data, const Hardware& hardware) {
  const int batch = std::min(run.settings.batch, static_cast<int>(data.train.size()));
  Network network = run.network;
  ForwardPass forward(network, run.settings, hardware, batch);
  forward.loadWeights(network);
  forward.calibrate(network, run.settings.activationScale, false, data, data.train.data(), batch,
                    {run.settings.noiseSeed, Stream::Calibration, 0});
  std::vector<double> out;
  for (const Layer& layer : network.layers) out.push_back(layer.adcFullScale);
  return out;
}

Network withReadOutRanges(Network network, const std::vector<double>& before,
                          const std::vector<double>& now) {
  for (std::size_t l = 0; l < now.size(); ++l)
    if (before[l] > 0) network.layers[l].adcFullScale *= now[l] / before[l];
  return network;
}

Result<RunSnapshot> runWith(const RunSnapshot& run, const Dataset& data, const ImperfectionSet& on) {
  if (run.bench->hardware->cannotCompute) return *run.bench->hardware->cannotCompute;
  if (on == enabledImperfections(run.bench->design)) return run;
  Bench bench = *run.bench;
  bench.design = withSwitches(bench.design, on);
  bench.hardware = hardwareWith(bench, on);
  if (bench.hardware->cannotCompute) return *bench.hardware->cannotCompute;
  RunSnapshot out = run;
  out.network = withReadOutRanges(run.network, readOutRanges(run, data, *run.bench->hardware),
                                  readOutRanges(run, data, *bench.hardware));
  out.bench = std::make_shared<const Bench>(std::move(bench));
  return out;
}

}  // namespace lightloom::study
