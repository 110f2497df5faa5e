#include "speed/speed.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "base/area.h"
#include "base/check.h"
#include "base/ordered_work.h"
#include "design/edit.h"
#include "kernels/kernel_table.h"
#include "laser/laser_steps.h"
#include "learn/forward_pass.h"
#include "optics/cells.h"
#include "speed/internal/stopwatch.h"
#include "train/simulate.h"

namespace lightloom::speed {
namespace {

constexpr double kMicro = 1e6;
constexpr int kCompared = 10;  // rounds in which compared steps take turns

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

/// One product of a training step, on operands of its own.
class Product {
 public:
  Product(GemmForm form, int rows, int inner, int columns)
      : m_form(form),
        m_rows(rows),
        m_inner(inner),
        m_columns(columns),
        m_a(area(rows, inner), 0.5f),
        m_b(area(inner, columns), 0.5f),
        m_y(area(rows, columns)) {}

  double operations() const { return 2.0 * m_rows * m_inner * m_columns; }
  void run() { kernels().gemm(m_form, m_rows, m_inner, m_columns, m_a.data(), m_b.data(), m_y.data()); }

 private:
  GemmForm m_form;
  int m_rows, m_inner, m_columns;
  std::vector<float> m_a, m_b, m_y;
};

// Y = W·X, dW = dY·Xᵀ and dX = Wᵀ·dY of each layer; the first has nobody to send its dX to.
std::vector<Product> productsOf(const TrainerSettings& settings, const Dataset& data) {
  std::vector<int> widths = settings.hidden;
  widths.push_back(data.outputs());
  std::vector<Product> out;
  int inputs = data.features;
  for (std::size_t l = 0; l < widths.size(); ++l) {
    const int slots = inputs + (settings.bias ? 1 : 0);
    out.emplace_back(GemmForm::Plain, widths[l], slots, settings.batch);
    out.emplace_back(GemmForm::RightTransposed, widths[l], settings.batch, slots);
    if (l > 0) out.emplace_back(GemmForm::LeftTransposed, inputs, widths[l], settings.batch);
    inputs = widths[l];
  }
  return out;
}

using Work = std::function<void()>;

class SpeedMeasurement {
 public:
  explicit SpeedMeasurement(const SpeedWork& work)
      : m_work(work),
        m_full(hardwareWith(*work.bench, ImperfectionSet::all())),
        m_ideal(idealHardware(*m_full)) {
    LL_CHECK(!m_full->cells.empty() && !m_full->cannotCompute);
  }

  SpeedReport run();

 private:
  using Part = void (SpeedMeasurement::*)();

  void steps();
  void sources();
  void learning();
  void inference();
  void normals();
  void lasers();
  void processors();
  void traces();
  void widths();
  void batches();
  void points();

  Trainer trainer(const TrainerSettings& settings, const HardwarePtr& hardware) const {
    return Trainer(settings, m_work.data, hardware);
  }
  bool stopped() const { return m_work.cancelled && m_work.cancelled(); }
  double seconds(const Work& work) const;
  std::vector<double> comparedSeconds(const std::vector<Work>& works) const;
  double stepMicroseconds(const TrainerSettings& settings, const HardwarePtr& hardware) const;
  SizeTimes timesAt(int size, const TrainerSettings& settings) const;
  double laserStepsPerSecond(LockModel model) const;

  const SpeedWork& m_work;
  HardwarePtr m_full, m_ideal;
  SpeedReport m_out;
};

// Median time of one call, NaN where it was cancelled.
double SpeedMeasurement::seconds(const Work& work) const {
  return medianTime(m_work.seconds, threadSeconds, work, [this] { return stopped(); });
}

// Seconds of each: the median of the quickest round, since what else the machine does only ever adds to it.
// They take turns, so that it meets all of them.
std::vector<double> SpeedMeasurement::comparedSeconds(const std::vector<Work>& works) const {
  std::vector<std::vector<double>> times(works.size());
  for (int round = 0; round < kCompared; ++round)
    for (std::size_t w = 0; w < works.size(); ++w) {
      times[w].push_back(
          medianTime(m_work.seconds / kCompared, threadSeconds, works[w], [this] { return stopped(); }));
      if (std::isnan(times[w].back())) return std::vector<double>(works.size(), kNotMeasured);
    }
  std::vector<double> out;
  for (const std::vector<double>& one : times) out.push_back(*std::min_element(one.begin(), one.end()));
  return out;
}

double SpeedMeasurement::stepMicroseconds(const TrainerSettings& settings,
                                          const HardwarePtr& hardware) const {
  Trainer one = trainer(settings, hardware);
  return kMicro * seconds([&] { one.step(); });
}

void SpeedMeasurement::steps() {
  const HardwarePtr noise = hardwareWith(*m_work.bench, {&kShot, &kDark, &kKtc});
  TrainerSettings all = m_work.settings;
  all.hardware = HardwareUse::All;
  std::vector<Trainer> trainers;
  trainers.push_back(trainer(m_work.settings, m_ideal));
  trainers.push_back(trainer(m_work.settings, noise));
  trainers.push_back(trainer(m_work.settings, withConverters(*noise, 8)));
  trainers.push_back(trainer(m_work.settings, m_full));
  trainers.push_back(trainer(all, m_full));
  trainers.push_back(trainer(m_work.settings, withStaticPhases(*m_full)));
  std::vector<Product> products = productsOf(m_work.settings, *m_work.data);

  float result = 1;
  double peakOperations = 0;
  std::vector<Work> works{[&] { peakOperations = kernels().multiplyAddLoop(200000, &result); },
                          [&] {
                            for (Product& product : products) product.run();
                          }};
  for (Trainer& one : trainers) works.emplace_back([&one] { one.step(); });
  const std::vector<double> times = comparedSeconds(works);

  double operations = 0;
  for (const Product& product : products) operations += product.operations();
  const double floor = operations / peakOperations * times[0];
  m_out.peakGflops = 1e-9 * peakOperations / times[0];
  m_out.stepFloorMicroseconds = kMicro * floor;
  m_out.productShareOfPeak = floor / times[1];
  m_out.step = {kMicro * times[2], kMicro * times[3], kMicro * times[4],
                kMicro * times[5], kMicro * times[6], kMicro * times[7]};
  m_out.samplesPerSecondNoiseless = m_work.settings.batch / times[2];
  m_out.samplesPerSecondFull = m_work.settings.batch / times[5];
}

void SpeedMeasurement::sources() {
  std::vector<Trainer> trainers;
  trainers.push_back(trainer(m_work.settings, m_ideal));
  for (const Imperfection* imperfection : shownImperfections())
    trainers.push_back(trainer(m_work.settings, hardwareWith(*m_work.bench, {imperfection})));
  std::vector<Work> works;
  for (Trainer& one : trainers) works.emplace_back([&one] { one.step(); });
  const std::vector<double> times = comparedSeconds(works);
  if (stopped()) return;
  for (std::size_t i = 0; i < shownImperfections().size(); ++i)
    m_out.sources.push_back({std::string(shownImperfections()[i]->key), kMicro * (times[i + 1] - times[0])});
}

void SpeedMeasurement::learning() {
  constexpr int kSteps = 200, kTenth = kSteps / 10;
  Trainer one = trainer(m_work.settings, m_full);
  double first = 0, last = 0;
  for (int step = 0; step < kSteps; ++step) {
    if (stopped()) return;
    const double loss = one.step().loss / kTenth;
    if (step < kTenth) first += loss;
    if (step >= kSteps - kTenth) last += loss;
  }
  m_out.lossFirst = first;
  m_out.lossLast = last;
}

void SpeedMeasurement::inference() {
  const Trainer one = trainer(m_work.settings, m_full);
  ForwardPass forward(one.network(), m_work.settings, *m_full, 1);
  forward.loadWeights(one.network());
  std::uint64_t step = 0;
  const Work sample = [&] {
    forward.run(one.network(), *m_work.data, m_work.data->test.data(), 1,
                {1, Stream::EvaluationNoise, step++});
  };
  m_out.inferenceMicroseconds = kMicro * comparedSeconds({sample}).front();
}

void SpeedMeasurement::normals() {
  std::vector<float> block(4096);
  std::uint64_t state = 1;
  const Work draw = [&] {
    for (int i = 0; i < 16; ++i) kernels().normals(state++, block.size(), block.data());
  };
  const double time = comparedSeconds({draw}).front();
  m_out.normalsPerSecond = 16 * static_cast<double>(block.size()) / time;
}

double SpeedMeasurement::laserStepsPerSecond(LockModel model) const {
  constexpr int kLasers = 100, kSteps = 500;
  LaserParameters laser;
  laser.model = model;
  const double ratio = 0.1;
  LaserArray array(laser, std::vector<double>(kLasers, laser.alpha), longestStep(laser, ratio), 1);
  for (int i = 0; i < kLasers; ++i) array.drive(i, {-5e9, ratio});
  return kLasers * kSteps / comparedSeconds({[&] { array.step(kSteps); }}).front();
}

void SpeedMeasurement::lasers() {
  m_out.adlerLaserStepsPerSecond = laserStepsPerSecond(LockModel::Adler);
  m_out.rateLaserStepsPerSecond = laserStepsPerSecond(LockModel::RateEquations);
}

// Trainings a second of wall time, the most of some rounds in turn: what else the machine does takes
// processors from the team first. Each thread has as many as the one alone, so that larger machines take no
// longer.
void SpeedMeasurement::processors() {
  constexpr int kRounds = 3, kEach = 4, kMostSteps = 20;
  const int there = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int all = m_work.mostProcessors > 0 ? std::min(there, m_work.mostProcessors) : there;
  const double whole = kMicro * m_work.seconds / (kEach * m_out.step.full);  // steps in the time
  const int steps = static_cast<int>(std::clamp(whole, 1.0, double{kMostSteps}));
  const auto rateOf = [&](int threads) {
    const std::size_t points = kEach * static_cast<std::size_t>(threads);
    const double begin = wallSeconds();
    const auto train = [&](std::size_t) {
      Trainer one = trainer(m_work.settings, m_full);
      for (int step = 0; step < steps && !stopped(); ++step) one.step();
      return true;
    };
    inOrder(points, threads, train, [](std::size_t, bool) { return true; });
    return static_cast<double>(points) / (wallSeconds() - begin);
  };
  double alone = 0, together = 0;
  for (int round = 0; round < kRounds && !stopped(); ++round) {
    alone = std::max(alone, rateOf(1));
    together = std::max(together, rateOf(all));
  }
  if (stopped()) return;
  m_out.processors = all;
  m_out.speedUp = together / alone;
}

void SpeedMeasurement::traces() {
  for (const auto& [name, design] : m_work.traced) {
    const double time = seconds([&design = design] {
      const Layout layout = compileLayout(design);
      findCells(layout, traceBundles(layout));
    });
    if (stopped()) return;
    m_out.traces.push_back({name, kMicro * time});
  }
}

SizeTimes SpeedMeasurement::timesAt(int size, const TrainerSettings& settings) const {
  return {size, stepMicroseconds(settings, m_ideal), stepMicroseconds(settings, m_full)};
}

void SpeedMeasurement::widths() {
  for (const int width : m_work.widths) {
    TrainerSettings settings = m_work.settings;
    std::fill(settings.hidden.begin(), settings.hidden.end(), width);
    const SizeTimes times = timesAt(width, settings);
    if (stopped()) return;
    m_out.widths.push_back(times);
  }
}

void SpeedMeasurement::batches() {
  for (const int batch : m_work.batches) {
    TrainerSettings settings = m_work.settings;
    settings.batch = batch;
    const SizeTimes times = timesAt(batch, settings);
    if (stopped()) return;
    m_out.batches.push_back(times);
  }
}

void SpeedMeasurement::points() {
  if (!m_work.pointData) return;
  constexpr int kRounds = 10;
  const auto count = static_cast<std::size_t>(std::max(1, m_work.points / kRounds));
  std::vector<double> one, two;
  for (int round = 0; round < kRounds && !stopped(); ++round)
    for (const int threads : {1, 2}) {
      const double begin = wallSeconds();
      inOrder(
          count, threads,
          [&](std::size_t i) {
            const auto seed = static_cast<std::int64_t>(count) * round + static_cast<std::int64_t>(i);
            return simulateDesign(apply(m_work.pointDesign,
                                        setSetting(m_work.pointDesign, "training.seed", Value(seed))),
                                  *m_work.pointData)
                .ok();
          },
          [&](std::size_t, bool) { return !stopped(); });
      (threads == 1 ? one : two).push_back(static_cast<double>(count) / (wallSeconds() - begin));
    }
  if (!stopped()) m_out.points = {median(one), median(two)};
}

SpeedReport SpeedMeasurement::run() {
  constexpr Part kParts[] = {
      &SpeedMeasurement::steps,      &SpeedMeasurement::inference, &SpeedMeasurement::normals,
      &SpeedMeasurement::lasers,     &SpeedMeasurement::sources,   &SpeedMeasurement::learning,
      &SpeedMeasurement::processors, &SpeedMeasurement::traces,    &SpeedMeasurement::widths,
      &SpeedMeasurement::batches,    &SpeedMeasurement::points};
  constexpr std::size_t kOfKernels = 4;  // the first ones
  const std::size_t parts = m_work.kernelsOnly ? kOfKernels : std::size(kParts);
  m_out.kernelLibrary = kernels().name;
  for (std::size_t part = 0; part < parts && !stopped(); ++part) {
    (this->*kParts[part])();
    if (m_work.progress) m_work.progress(static_cast<double>(part + 1) / static_cast<double>(parts));
  }
  m_out.cancelled = stopped();
  return std::move(m_out);
}

}  // namespace

SpeedReport measureSpeed(const SpeedWork& work) {
  return SpeedMeasurement(work).run();
}

}  // namespace lightloom::speed
