#include "bench/speed.h"

#include <array>

#include "base/check.h"
#include "bench/stopwatch.h"
#include "learn/forward_pass.h"
#include "optics/cells.h"
#include "photonic/kernels/kernel_table.h"
#include "photonic/laser_steps.h"

namespace lightloom {
namespace {

constexpr double kMicro = 1e6;
constexpr int kCompared = 15;  // rounds in which compared steps take turns

using HardwarePtr = std::shared_ptr<const Hardware>;

HardwarePtr changed(const Hardware& hardware, const std::function<void(CellHardware&)>& change) {
  auto copy = std::make_shared<Hardware>(hardware);
  for (CellHardware& cell : copy->cells) change(cell);
  return copy;
}

HardwarePtr withConverters(const Hardware& hardware, int bits) {
  return changed(hardware,
                 [bits](CellHardware& cell) { cell.weightBits = cell.axonBits = cell.adcBits = bits; });
}

// The size of the phases does not matter for the time, only that they differ between axons.
HardwarePtr withStaticPhases(const Hardware& hardware) {
  return changed(hardware, [](CellHardware& cell) {
    for (int link = 0; link < cell.links(); ++link)
      cell.phase[static_cast<std::size_t>(link)] = link % cell.axons % 2 == 0 ? 0.05f : -0.05f;
  });
}

/// One product of a training step.
struct Product {
  GemmForm form;
  int rows, inner, columns;

  double operations() const { return 2.0 * rows * inner * columns; }
};

// Y = W·X, dW = dY·Xᵀ and dX = Wᵀ·dY of each layer; the first has nobody to send its dX to.
std::vector<Product> productsOf(const TrainerSettings& settings, const Dataset& data) {
  std::vector<int> widths = settings.hidden;
  widths.push_back(data.outputs());
  std::vector<Product> out;
  int inputs = data.features;
  for (std::size_t l = 0; l < widths.size(); ++l) {
    const int slots = inputs + (settings.bias ? 1 : 0);
    out.push_back({GemmForm::Plain, widths[l], slots, settings.batch});
    out.push_back({GemmForm::RightTransposed, widths[l], settings.batch, slots});
    if (l > 0) out.push_back({GemmForm::LeftTransposed, inputs, widths[l], settings.batch});
    inputs = widths[l];
  }
  return out;
}

double productSeconds(const Product& p, double budget) {
  const std::size_t m = static_cast<std::size_t>(p.rows), k = static_cast<std::size_t>(p.inner),
                    n = static_cast<std::size_t>(p.columns);
  std::vector<float> a(m * k, 0.5f), b(k * n, 0.5f), y(m * n),
      workspace(kernels().gemmWorkspace(p.rows, p.inner, p.columns));
  return medianTime(budget, threadSeconds, [&] {
    kernels().gemm(p.form, p.rows, p.inner, p.columns, a.data(), b.data(), y.data(), workspace.data());
  });
}

class SpeedMeasurement {
 public:
  explicit SpeedMeasurement(const SpeedWork& work)
      : m_work(work), m_full(hardwareWith(*work.bench, noiseSources())), m_ideal(idealHardware(*m_full)) {
    LL_CHECK(!m_full->cells.empty() && !m_full->cannotCompute);
  }

  SpeedReport run();

 private:
  using Part = void (SpeedMeasurement::*)();

  void peak();
  void productShare();
  void steps();
  void sources();
  void learning();
  void inference();
  void normals();
  void lasers();
  void traces();
  void widths();
  void batches();

  Trainer trainer(const TrainerSettings& settings, const HardwarePtr& hardware) const {
    return Trainer(settings, m_work.data, hardware);
  }
  struct Candidate {
    TrainerSettings settings;
    HardwarePtr hardware;
  };
  std::vector<double> comparedMicroseconds(const std::vector<Candidate>& candidates) const;
  double stepMicroseconds(const TrainerSettings& settings, const HardwarePtr& hardware) const;
  SizeTimes timesAt(int size, const TrainerSettings& settings) const;
  double laserStepsPerSecond(LockModel model) const;

  const SpeedWork& m_work;
  HardwarePtr m_full, m_ideal;
  SpeedReport m_out;
};

void SpeedMeasurement::peak() {
  float result = 1;
  double operations = 0;
  const double seconds = medianTime(m_work.seconds, threadSeconds,
                                    [&] { operations = kernels().multiplyAddLoop(200000, &result); });
  m_out.peakGflops = 1e-9 * operations / seconds;
}

void SpeedMeasurement::productShare() {
  const std::vector<Product> products = productsOf(m_work.settings, *m_work.data);
  double operations = 0, seconds = 0;
  for (const Product& product : products) {
    operations += product.operations();
    seconds += productSeconds(product, m_work.seconds / static_cast<double>(products.size()));
  }
  m_out.productShareOfPeak = 1e-9 * operations / seconds / m_out.peakGflops;
  m_out.stepFloorMicroseconds = kMicro * 1e-9 * operations / m_out.peakGflops;
}

double SpeedMeasurement::stepMicroseconds(const TrainerSettings& settings,
                                          const HardwarePtr& hardware) const {
  Trainer one = trainer(settings, hardware);
  return kMicro * medianTime(m_work.seconds, threadSeconds, [&] { one.step(); });
}

// The candidates take turns, so that what else the machine does meets all of them.
std::vector<double> SpeedMeasurement::comparedMicroseconds(const std::vector<Candidate>& candidates) const {
  std::vector<Trainer> trainers;
  for (const Candidate& one : candidates) trainers.push_back(trainer(one.settings, one.hardware));
  std::vector<std::vector<double>> times(candidates.size());
  for (int round = 0; round < kCompared; ++round)
    for (std::size_t c = 0; c < trainers.size(); ++c)
      times[c].push_back(medianTime(m_work.seconds / kCompared, threadSeconds, [&] { trainers[c].step(); }));
  std::vector<double> out;
  for (std::vector<double>& one : times) out.push_back(kMicro * median(std::move(one)));
  return out;
}

void SpeedMeasurement::steps() {
  const HardwarePtr noise = hardwareWith(*m_work.bench, {"shot", "dark", "ktc"});
  TrainerSettings all = m_work.settings;
  all.hardware = HardwareUse::All;
  const std::vector<double> times = comparedMicroseconds({{m_work.settings, m_ideal},
                                                          {m_work.settings, noise},
                                                          {m_work.settings, withConverters(*noise, 8)},
                                                          {m_work.settings, m_full},
                                                          {all, m_full},
                                                          {m_work.settings, withStaticPhases(*m_full)}});
  m_out.step = {times[0], times[1], times[2], times[3], times[4], times[5]};
  m_out.samplesPerSecondNoiseless = kMicro * m_work.settings.batch / m_out.step.noiseless;
  m_out.samplesPerSecondFull = kMicro * m_work.settings.batch / m_out.step.full;
}

void SpeedMeasurement::sources() {
  std::vector<Candidate> candidates{{m_work.settings, m_ideal}};
  for (const std::string& source : noiseSources())
    candidates.push_back({m_work.settings, hardwareWith(*m_work.bench, {source})});
  const std::vector<double> times = comparedMicroseconds(candidates);
  for (std::size_t i = 0; i < noiseSources().size(); ++i)
    m_out.sources.push_back({noiseSources()[i], times[i + 1] - times[0]});
}

void SpeedMeasurement::learning() {
  constexpr int kSteps = 200, kTenth = kSteps / 10;
  Trainer one = trainer(m_work.settings, m_full);
  for (int step = 0; step < kSteps; ++step) {
    const double loss = one.step().loss / kTenth;
    if (step < kTenth) m_out.lossFirst += loss;
    if (step >= kSteps - kTenth) m_out.lossLast += loss;
  }
}

void SpeedMeasurement::inference() {
  const Trainer one = trainer(m_work.settings, m_full);
  ForwardPass forward(one.network(), m_work.settings, *m_full, 1);
  forward.loadWeights(one.network());
  std::uint64_t step = 0;
  m_out.inferenceMicroseconds = kMicro * medianTime(m_work.seconds, threadSeconds, [&] {
                                  forward.run(one.network(), *m_work.data, m_work.data->test.data(), 1,
                                              {1, Stream::EvaluationNoise, step++});
                                });
}

void SpeedMeasurement::normals() {
  std::vector<float> block(4096);
  std::uint64_t state = 1;
  const double seconds = medianTime(m_work.seconds, threadSeconds, [&] {
    for (int i = 0; i < 16; ++i) kernels().normals(state++, block.size(), block.data());
  });
  m_out.normalsPerSecond = 16 * static_cast<double>(block.size()) / seconds;
}

double SpeedMeasurement::laserStepsPerSecond(LockModel model) const {
  constexpr int kLasers = 100, kSteps = 500;
  LaserParameters laser;
  laser.model = model;
  const double ratio = 0.1;
  LaserArray array(laser, std::vector<double>(kLasers, laser.alpha), longestStep(laser, ratio), 1);
  for (int i = 0; i < kLasers; ++i) array.drive(i, {-5e9, ratio});
  return kLasers * kSteps / medianTime(m_work.seconds, threadSeconds, [&] { array.step(kSteps); });
}

void SpeedMeasurement::lasers() {
  m_out.adlerLaserStepsPerSecond = laserStepsPerSecond(LockModel::Adler);
  m_out.rateLaserStepsPerSecond = laserStepsPerSecond(LockModel::RateEquations);
}

void SpeedMeasurement::traces() {
  for (const auto& [name, design] : m_work.traced)
    m_out.traces.push_back({name, kMicro * medianTime(m_work.seconds, threadSeconds, [&design = design] {
                                    const Layout layout = compileLayout(design);
                                    findCells(layout, traceBundles(layout));
                                  })});
}

SizeTimes SpeedMeasurement::timesAt(int size, const TrainerSettings& settings) const {
  return {size, stepMicroseconds(settings, m_ideal), stepMicroseconds(settings, m_full)};
}

void SpeedMeasurement::widths() {
  for (const int width : m_work.widths) {
    TrainerSettings settings = m_work.settings;
    std::fill(settings.hidden.begin(), settings.hidden.end(), width);
    m_out.widths.push_back(timesAt(width, settings));
  }
}

void SpeedMeasurement::batches() {
  for (const int batch : m_work.batches) {
    TrainerSettings settings = m_work.settings;
    settings.batch = batch;
    m_out.batches.push_back(timesAt(batch, settings));
  }
}

SpeedReport SpeedMeasurement::run() {
  constexpr Part kParts[] = {
      &SpeedMeasurement::peak,    &SpeedMeasurement::productShare, &SpeedMeasurement::steps,
      &SpeedMeasurement::sources, &SpeedMeasurement::learning,     &SpeedMeasurement::inference,
      &SpeedMeasurement::normals, &SpeedMeasurement::lasers,       &SpeedMeasurement::traces,
      &SpeedMeasurement::widths,  &SpeedMeasurement::batches};
  m_out.kernelLibrary = kernels().name;
  double done = 0;
  for (const Part part : kParts) {
    (this->*part)();
    if (m_work.progress) m_work.progress(++done / std::size(kParts));
  }
  return std::move(m_out);
}

}  // namespace

SpeedReport measureSpeed(const SpeedWork& work) {
  return SpeedMeasurement(work).run();
}

}  // namespace lightloom
