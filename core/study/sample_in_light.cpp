#include "study/sample_in_light.h"

#include <algorithm>
#include <cmath>

#include "learn/evaluator.h"
#include "learn/layer_statistics.h"
#include "product/product_engine.h"
#include "study/internal/shot_light.h"

namespace lightloom::study {
namespace {

constexpr std::uint64_t kLookDraws = 1ULL << 62;  // apart from those of training steps

std::vector<float> inputsOf(const Dataset& data, std::uint32_t sample) {
  std::vector<float> out(static_cast<std::size_t>(data.features));
  gatherInputs(data, &sample, 1, out.data(), data.features);
  return out;
}

/// A weight and what a pixel pair reads with it at x = 0 and at x = 1.
struct TestWeight {
  float weight = 0;
  double dark = 0, full = 0;
};

TestWeight testWeight(const CellHardware& cell, const LayerStatistics& layer) {
  if (!cell.law().sumsSines) return {static_cast<float>(layer.weightRms), 0, layer.weightRms};
  const double phase = std::min(cell.weightLimit, cell.axonLimit);
  return {static_cast<float>(phase), std::sin(phase), std::sin(phase - 2 * cell.axonLimit)};
}

// Readings without any photon tie; a tie is no answer.
std::vector<int> votesOf(const std::vector<float>& answers, int classes) {
  std::vector<int> out(static_cast<std::size_t>(classes), 0);
  for (auto at = answers.begin(); at != answers.end(); at += classes)
    if (const auto best = std::max_element(at, at + classes); std::count(at, at + classes, *best) == 1)
      ++out[static_cast<std::size_t>(best - at)];
  return out;
}

}  // namespace

struct LightView::Light {
  ShotLight shot;
  Hardware own;
};

LightView::LightView(std::shared_ptr<const RunSnapshot> run, std::shared_ptr<const Dataset> data)
    : m_run(std::move(run)), m_data(std::move(data)) {
  const ShotLight shot(*m_run->bench, m_run->settings, m_data);
  m_light = std::make_unique<Light>(
      Light{shot, shot.perLayer({&kShot, &kVisibility}, encodingOf(m_run->bench->design))});
}

LightView::~LightView() = default;

std::vector<float> LightView::read(const CellHardware& cell, const std::vector<float>& drive,
                                   std::uint64_t draw) const {
  const int count = static_cast<int>(drive.size());
  const TestWeight test =
      testWeight(cell, layerStatistics(m_run->network, m_light->shot.settings(), m_light->own).front());
  ProductEngine engine(cell, {1, 1, count}, Drive::Unsigned);
  engine.setWeights({&test.weight, 1, 1, false}, 1.0f);
  std::vector<float> out(drive.size());
  ReadOut readOut;
  readOut.key = {m_run->settings.noiseSeed, Stream::EvaluationNoise, kLookDraws + draw};
  engine.multiply({drive.data(), 1, count, false}, readOut, out.data());
  const double span = test.full - test.dark;
  for (float& value : out)
    value = span == 0 ? 0.0f : static_cast<float>((static_cast<double>(value) - test.dark) / span);
  return out;
}

SampleInLight LightView::look(std::size_t sample, double photonsPerMac, std::uint64_t draw, int tries) const {
  const std::uint32_t index = m_data->test.at(sample);
  const Hardware lit = m_light->shot.lit(m_run->network, m_light->own, photonsPerMac);
  SampleInLight out;
  out.drive = inputsOf(*m_data, index);
  out.seen = read(lit.cells.front(), out.drive, draw);
  if (m_data->classes == 0 || tries < 1) return out;
  out.label = m_data->labels[index];
  out.tries = tries;
  out.votes = votesOf(infer(m_run->network, m_light->shot.settings(), *m_data, lit,
                            std::vector<std::uint32_t>(static_cast<std::size_t>(tries), index), draw),
                      m_data->classes);
  return out;
}

}  // namespace lightloom::study
