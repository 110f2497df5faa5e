#include "study/lock_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>

#include "base/memory.h"
#include "base/random.h"
#include "design/laser_diode.h"
#include "laser/heating.h"

namespace lightloom::study {
namespace {

using constants::kPi;
using Clock = std::chrono::steady_clock;

constexpr double kLargestRatio = 1e6;
constexpr double kHeadroom = 4;  // of the injection, so that a sweep restarts seldom
constexpr double kRestSigmas = 4, kRestRad = 0.02;
constexpr double kSamplesPerOscillation = 10;
constexpr double kMostBlocksPerSample = 512;  // of slow carriers
constexpr std::uint32_t kKickShard = 2, kSeedShard = 3, kWalkShard = 4;

double largestRatio(const LockScene& scene) {
  double out = 0;
  for (const DrivenLaser& laser : scene.lasers) out = std::max(out, laser.injectionRatio);
  return out;
}

LaserParameters steepest(const LockScene& scene) {
  LaserParameters out = scene.laser;
  out.alpha = 0;
  for (const DrivenLaser& laser : scene.lasers) out.alpha = std::max(out.alpha, std::fabs(laser.alpha));
  out.linewidthHz = std::max(out.linewidthHz, scene.leaderLinewidthHz);
  return out;
}

bool sameLasers(const LockScene& a, const LockScene& b) {
  LaserParameters laser = a.laser;
  laser.usableLow = b.laser.usableLow;
  laser.usableHigh = b.laser.usableHigh;
  laser.alpha = b.laser.alpha;
  return laser == b.laser && a.seed == b.seed &&
         std::equal(a.lasers.begin(), a.lasers.end(), b.lasers.begin(), b.lasers.end(),
                    [](const DrivenLaser& x, const DrivenLaser& y) { return x.alpha == y.alpha; });
}

double unwrapped(const LaserMoment& moment) {
  return moment.phase + 2 * kPi * static_cast<double>(moment.slips);
}

// A whole number of blocks of `blockSteps`, so many that a relaxation oscillation is seen well.
std::int64_t sampleSteps(const LaserParameters& laser, Time step, int blockSteps) {
  const double period = 1 / std::max(1.0, relaxationOscillation(laser).frequencyHz);
  const double blocks = period / kSamplesPerOscillation / (blockSteps * step.seconds());
  return blockSteps * static_cast<std::int64_t>(std::lround(std::clamp(blocks, 1.0, kMostBlocksPerSample)));
}

// Just outside its band a laser lingers between two slips as if it were locked; a laser that locks anew turns
// once or so, and a strong oscillation swings by a turn and comes back. The fixed point tells them apart.
bool slips(LockState state, double range, double latelyTurned) {
  switch (state) {
    case LockState::Unlocked:
      return true;
    case LockState::Unstable:
      return range > 4 * kPi;
    case LockState::Stable:
      break;
  }
  return latelyTurned > kPi;
}

std::vector<LaserMoment> momentsOf(const LaserArray& array) {
  std::vector<LaserMoment> out;
  for (int i = 0; i < array.count(); ++i) out.push_back(array.at(i));
  return out;
}

// Heat that each laser leaves in the chip: at its bias, and of the current that tunes it away from there.
std::vector<double> heatOf(const ArrayLock& lock, const PartView& array) {
  const double tuning = array.real("tuning_thermal");
  std::vector<double> out;
  for (int c = 0; c < static_cast<int>(lock.lasers.size()); ++c) {
    const double away = lock.lasers[static_cast<std::size_t>(c)].detuningHz - lock.workingDetuningHz;
    const double current = tuning != 0 && lock.hasBand ? -away / tuning : 0;
    const double heat = electricalW(array, c) - array.real("power", c) + lock.drive.biasVoltageV * current;
    out.push_back(std::max(0.0, heat));
  }
  return out;
}

bool finite(const DrivenLaser& laser) {
  return std::isfinite(laser.detuningHz) && std::isfinite(laser.biasPhaseRad) &&
         std::isfinite(laser.warmingHz) && laser.injectionRatio >= 0 && laser.injectionRatio <= kLargestRatio;
}

}  // namespace

LockScene lockScene(const ArrayLock& lock, const PartView& array) {
  LockScene out;
  out.laser = lock.nominal.laser;
  out.leaderLinewidthHz = lock.leaderLinewidthHz;
  // A lock with one pole follows its leader with the variance πδν/rate.
  const double lag = lock.hasBand ? kPi * lock.leaderLinewidthHz / lock.relaxationRatePerS : 0;
  out.noiseRad = std::sqrt(lock.noiseRawRad * lock.noiseRawRad + lag);
  out.driftHzPerRootS = array.real("detuning_drift");
  out.thermalTimeS = 1 / (2 * kPi * array.real("thermal_corner"));
  out.seed = static_cast<std::uint64_t>(std::get<std::int64_t>(array.value("seed")));
  for (std::size_t i = 0; i < lock.lasers.size(); ++i) {
    const LaserLock& laser = lock.lasers[i];
    const LockState held = laser.stable ? LockState::Stable : LockState::Unstable;
    out.lasers.push_back({array.real("alpha", static_cast<int>(i)), laser.detuningHz, laser.injectionRatio,
                          laser.biasPhaseRad, 0, laser.locked ? held : LockState::Unlocked});
  }
  const double coupling = array.real("thermal_coupling");
  if (coupling == 0) return out;
  const std::vector<double> warming =
      neighbourHeating(array.integer("rows"), array.integer("columns"), coupling, heatOf(lock, array));
  for (std::size_t i = 0; i < out.lasers.size(); ++i)
    out.lasers[i].warmingHz = -array.real("tuning_temperature") * warming[i];
  return out;
}

std::optional<Message> lockSceneProblem(const LockScene& scene) {
  if (scene.lasers.empty()) return Message{"lock.no-lasers", LL_TEXT("There is no laser to watch."), {}};
  LaserParameters own = scene.laser;
  for (const DrivenLaser& laser : scene.lasers) {
    own.alpha = laser.alpha;
    const LockFailure failure = checkLockInputs({own, 1.0});
    if (failure != LockFailure::None) return lockFailureMessage(failure);
    if (!finite(laser)) return lockFailureMessage(LockFailure::InvalidParameters);
  }
  for (double common : {scene.leaderLinewidthHz, scene.driftHzPerRootS, scene.thermalTimeS})
    if (!std::isfinite(common) || common < 0) return lockFailureMessage(LockFailure::InvalidParameters);
  if (largestRatio(scene) == 0) return lockFailureMessage(LockFailure::NoInjection);
  return std::nullopt;
}

LockSimulation::LockSimulation(const LockScene& scene) : m_scene(scene), m_problem(lockSceneProblem(scene)) {
  if (!m_problem) restart();
}

void LockSimulation::take(const LockScene& scene) {
  const bool same = !m_problem && sameLasers(m_scene, scene);
  m_scene = scene;
  m_problem = lockSceneProblem(scene);
  if (m_problem) {
    m_array.reset();
    return;
  }
  const bool fine = same && m_step <= longestStep(steepest(scene), largestRatio(scene));
  if (!fine) {
    const std::vector<LaserMoment> before = same ? momentsOf(*m_array) : std::vector<LaserMoment>();
    restart();
    for (std::size_t i = 0; i < before.size(); ++i) m_array->place(static_cast<int>(i), before[i]);
  }
  driveAll();
}

void LockSimulation::restart() {
  const double ratio = std::clamp(kHeadroom * largestRatio(m_scene), 1.0, kLargestRatio);
  m_step = longestStep(steepest(m_scene), ratio);
  m_sampleSteps = sampleSteps(m_scene.laser, m_step, kTrailSteps);
  std::vector<double> alphas;
  for (const DrivenLaser& laser : m_scene.lasers) alphas.push_back(laser.alpha);
  const std::uint64_t seed = mixKey({m_scene.seed, Stream::LaserNoise, m_restarts, kSeedShard, 0});
  m_array.emplace(m_scene.laser, alphas, m_step, seed);
  ++m_restarts;
  m_steps = 0;
  m_drift.assign(alphas.size(), 0);
  m_warming.clear();
  for (const DrivenLaser& laser : m_scene.lasers) m_warming.push_back(laser.warmingHz);
  m_samples.assign(alphas.size() * kWindow, 0);
  std::vector<int> watched;
  for (const Trail& trail : m_trails) watched.push_back(trail.laser);
  watch(watched);
  driveAll();
  kick();
}

void LockSimulation::kick() {
  if (!m_array) return;
  KeyedRandom random({m_scene.seed, Stream::LaserNoise, m_kicks++, kKickShard, 0});
  for (int i = 0; i < count(); ++i) m_array->place(i, {2 * kPi * (random.uniform() - 0.5), 0, 1, 1});
  forgetPast();
}

void LockSimulation::forgetPast() {
  m_sampleCount = m_nextSample = 0;
  for (Trail& trail : m_trails) {
    trail.ring.clear();
    trail.next = 0;
  }
}

void LockSimulation::watch(std::vector<int> lasers) {
  std::sort(lasers.begin(), lasers.end());
  lasers.erase(std::unique(lasers.begin(), lasers.end()), lasers.end());
  std::vector<Trail> trails;
  for (int laser : lasers) {
    if (laser < 0 || laser >= count() || trails.size() == kLargestWatch) continue;
    const auto known = std::find_if(m_trails.begin(), m_trails.end(),
                                    [laser](const Trail& trail) { return trail.laser == laser; });
    trails.push_back(known != m_trails.end() ? *known : Trail{laser, {}, 0});
  }
  m_trails = std::move(trails);
}

double LockSimulation::detuningOf(std::size_t laser) const {
  const DrivenLaser& own = m_scene.lasers[laser];
  return own.detuningHz + m_drift[laser] + m_warming[laser] - own.warmingHz;
}

void LockSimulation::driveAll() {
  m_array->setLeaderLinewidth(Frequency::hertz(m_scene.leaderLinewidthHz));
  for (int i = 0; i < count(); ++i) {
    const std::size_t at = static_cast<std::size_t>(i);
    m_array->drive(i, {detuningOf(at), m_scene.lasers[at].injectionRatio});
  }
}

void LockSimulation::applySlowEffects() {
  const double seconds = kSlowSteps * m_step.seconds();
  bool moved = m_scene.driftHzPerRootS > 0;
  if (moved) {
    KeyedRandom random({m_scene.seed, Stream::LaserNoise, m_walks++, kWalkShard, 0});
    for (double& drift : m_drift) drift += m_scene.driftHzPerRootS * std::sqrt(seconds) * random.normal();
  }
  const double share = m_scene.thermalTimeS > 0 ? -std::expm1(-seconds / m_scene.thermalTimeS) : 1;
  for (std::size_t i = 0; i < m_warming.size(); ++i) {
    const double away = m_scene.lasers[i].warmingHz - m_warming[i];
    m_warming[i] += share * away;
    moved = moved || away != 0;
  }
  if (moved) driveAll();
}

void LockSimulation::recordTrails() {
  for (Trail& trail : m_trails) {
    const LaserMoment moment = m_array->at(trail.laser);
    const std::complex<float> field(
        std::polar(static_cast<float>(moment.amplitude), static_cast<float>(moment.phase)));
    if (trail.ring.size() < kTrailPoints)
      trail.ring.push_back(field);
    else
      trail.ring[trail.next] = field;
    trail.next = (trail.next + 1) % kTrailPoints;
  }
}

void LockSimulation::recordSample() {
  const std::size_t lasers = m_scene.lasers.size();
  double* row = m_samples.data() + static_cast<std::size_t>(m_nextSample) * lasers;
  for (int i = 0; i < count(); ++i) row[i] = unwrapped(m_array->at(i));
  m_nextSample = (m_nextSample + 1) % kWindow;
  m_sampleCount = std::min(m_sampleCount + 1, kWindow);
}

void LockSimulation::advance(std::int64_t steps) {
  if (!m_array) return;
  while (steps > 0) {
    const std::int64_t block = std::min(steps, kTrailSteps - m_steps % kTrailSteps);
    m_array->step(static_cast<int>(block));
    steps -= block;
    m_steps += block;
    if (m_steps % kTrailSteps != 0) return;
    recordTrails();
    if (m_steps % m_sampleSteps == 0) recordSample();
    if (m_steps % kSlowSteps == 0) applySlowEffects();
  }
}

void LockSimulation::fillStatistics(std::size_t laser, LaserView& out) const {
  const int n = m_sampleCount;
  if (n < 8) return;
  const std::size_t lasers = m_scene.lasers.size();
  // Samples are counted from the oldest on.
  const auto sample = [&](int i) {
    const int row = (m_nextSample - n + i + kWindow) % kWindow;
    return m_samples[static_cast<std::size_t>(row) * lasers + laser];
  };
  const auto rmsFrom = [&](int first, double& mean) {
    double sum = 0, squares = 0;
    for (int i = first; i < n; ++i) sum += sample(i);
    mean = sum / (n - first);
    for (int i = first; i < n; ++i) squares += (sample(i) - mean) * (sample(i) - mean);
    return std::sqrt(squares / (n - first));
  };
  double mean = 0, recentMean = 0, low = sample(0), high = low;
  for (int i = 1; i < n; ++i) {
    low = std::min(low, sample(i));
    high = std::max(high, sample(i));
  }
  const int lately = n - (n + 3) / 4;
  out.rmsRad = rmsFrom(0, mean);
  const double recent = rmsFrom(lately, recentMean);
  if (slips(m_scene.lasers[laser].state, high - low, std::fabs(sample(n - 1) - sample(lately)))) {
    out.motion = LaserMotion::Slipping;
    out.slipRateHz = (sample(n - 1) - sample(0)) / (2 * kPi) /
                     (static_cast<double>((n - 1) * m_sampleSteps) * m_step.seconds());
    return;
  }
  out.staticRad = std::remainder(mean - m_scene.lasers[laser].biasPhaseRad, 2 * kPi);
  const bool rests = n >= kWindow / 8 && recent <= kRestSigmas * m_scene.noiseRad + kRestRad;
  out.motion = rests ? LaserMotion::Locked : LaserMotion::Oscillating;
}

LockView LockSimulation::view() const {
  LockView out;
  out.problem = m_problem;
  out.restarts = m_restarts;
  if (!m_array) return out;
  out.stepS = m_step.seconds();
  out.timeS = static_cast<double>(m_steps) * out.stepS;
  for (std::size_t i = 0; i < m_scene.lasers.size(); ++i) {
    LaserView laser;
    laser.moment = m_array->at(static_cast<int>(i));
    laser.detuningHz = detuningOf(i);
    laser.injectionRatio = m_scene.lasers[i].injectionRatio;
    fillStatistics(i, laser);
    out.lasers.push_back(laser);
  }
  for (const Trail& trail : m_trails) {
    LaserTrail one{trail.laser, {}};
    const std::size_t size = trail.ring.size(), first = size < kTrailPoints ? 0 : trail.next;
    for (std::size_t i = 0; i < size; ++i) one.points.push_back(trail.ring[(first + i) % size]);
    out.trails.push_back(std::move(one));
  }
  return out;
}

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBlock{8}, kBudget{7}, kRest{1}, kPublish{16};
constexpr double kLongestGapS = 0.05;     // of the clock: a machine that slept owes nothing
constexpr double kLargestDebtS = 0.1;     // what is owed beyond this is let go
constexpr double kLateMemoryS = 0.5;      // how long a lost pace is told
constexpr int kPublishShare = 8;          // views take at most this part of the thread's time
constexpr double kShortestRunS = 0.5e-3;  // between two looks at the clock

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Orders of the owner that have come since the thread looked last.
struct Orders {
  std::shared_ptr<const LockScene> scene;
  std::vector<int> watched;
  bool newScene = false, newWatch = false, playing = false;
  double pace = 10e-9;
  int kicks = 0, steps = 0;

  bool urgent() const { return newScene || newWatch || kicks > 0 || steps > 0; }
};

/// The thread's own: simulation, clock, what it owes.
class Pacer {
 public:
  void obey(Orders& orders) {
    if (orders.newScene) takeScene(orders.scene);
    if (orders.newWatch) m_watched = orders.watched;
    if (!m_simulation) return;
    if (orders.newWatch || orders.newScene) m_simulation->watch(m_watched);
    for (; orders.kicks > 0; --orders.kicks) m_simulation->kick();
    for (; orders.steps > 0; --orders.steps) m_simulation->advance(LockSimulation::kSingleStep);
  }

  void rest() {
    m_running = false;
    m_late = false;
  }

  // Goes on by what the clock asks for, as far as the block's time reaches.
  void run(double pace) {
    const Clock::time_point now = Clock::now();
    if (!m_running) m_lastRun = now;
    m_running = true;
    const double gap = std::chrono::duration<double>(now - m_lastRun).count();
    m_lastRun = now;
    if (!m_simulation || m_simulation->problem()) return;
    m_owed += std::min(gap, kLongestGapS) * pace / m_stepS;
    while (m_owed >= 1 && Clock::now() - now < kBudget) advance();
    const double most = std::max(1.0, kLargestDebtS * pace / m_stepS);
    if (m_owed > most) {
      m_owed = most;
      m_late = true;
      m_lateSince = now;
    } else if (secondsSince(m_lateSince) > kLateMemoryS) {
      m_late = false;
    }
  }

  bool publishDue() const { return Clock::now() >= m_nextPublish; }

  std::shared_ptr<const LockView> view(bool playing) {
    if (!m_simulation) return nullptr;
    const Clock::time_point start = Clock::now();
    auto out = std::make_shared<LockView>(m_simulation->view());
    out->playing = playing;
    out->keptPace = !m_late;
    const Clock::time_point now = Clock::now();
    m_nextPublish = now + std::max<Clock::duration>(kPublish, kPublishShare * (now - start));
    return out;
  }

 private:
  void takeScene(const std::shared_ptr<const LockScene>& scene) {
    if (!scene)
      m_simulation.reset();
    else if (m_simulation)
      m_simulation->take(*scene);
    else
      m_simulation.emplace(*scene);
    if (m_simulation && !m_simulation->problem()) m_stepS = m_simulation->stepS();
    m_owed = 0;
    m_perS = 0;
  }

  void advance() {
    const double block = std::max<double>(LockSimulation::kSingleStep, m_perS * kShortestRunS);
    const std::int64_t steps = static_cast<std::int64_t>(std::min(m_owed, block));
    const Clock::time_point start = Clock::now();
    m_simulation->advance(steps);
    m_owed -= static_cast<double>(steps);
    m_perS = static_cast<double>(steps) / std::max(1e-7, secondsSince(start));
  }

  std::optional<LockSimulation> m_simulation;
  std::vector<int> m_watched;
  double m_stepS = 1, m_owed = 0, m_perS = 0;
  bool m_running = false, m_late = false;
  Clock::time_point m_lastRun, m_lateSince, m_nextPublish;
};

}  // namespace

struct LockRun::State {
  mutable std::mutex mutex;
  std::condition_variable_any wake;
  Orders orders;                         ///< behind the mutex
  bool changed = false;                  ///< behind the mutex
  std::shared_ptr<const LockView> view;  ///< behind the mutex
  std::jthread thread;                   ///< last: joins before the rest goes

  template <typename Change>
  void order(Change change) {
    {
      const std::lock_guard lock(mutex);
      change(orders);
      changed = true;
    }
    wake.notify_one();
  }

  // Sleeps until there is something to do and takes the orders.
  Orders nextOrders(const std::stop_token& stop, bool playing, Clock::time_point wakeAt) {
    std::unique_lock lock(mutex);
    const auto news = [this] { return changed; };
    if (playing)
      wake.wait_until(lock, stop, wakeAt, news);
    else
      wake.wait(lock, stop, news);
    Orders out = orders;
    changed = false;
    orders.newScene = orders.newWatch = false;
    orders.kicks = orders.steps = 0;
    return out;
  }

  // Where there is no memory for a scene the view says so, and the next scene begins anew.
  void work(const std::stop_token& stop) {
    while (!stop.stop_requested()) try {
        follow(stop);
      } catch (const std::bad_alloc&) {
        auto nothing = std::make_shared<LockView>();
        nothing->problem = memoryExhausted();
        publish(std::move(nothing));
      }
  }

  void follow(const std::stop_token& stop) {
    Pacer pacer;
    bool playing = false;
    Clock::time_point wakeAt = Clock::now();
    while (true) {
      Orders now = nextOrders(stop, playing, wakeAt);
      if (stop.stop_requested()) return;
      const bool urgent = now.urgent() || now.playing != playing;
      playing = now.playing;
      wakeAt = Clock::now() + kBlock;
      pacer.obey(now);
      playing ? pacer.run(now.pace) : pacer.rest();
      if (urgent || pacer.publishDue()) publish(pacer.view(playing));
      wakeAt = std::max(wakeAt, Clock::now() + kRest);
    }
  }

  void publish(std::shared_ptr<const LockView> next) {
    const std::lock_guard lock(mutex);
    view.swap(next);
  }
};

LockRun::LockRun() : m_state(std::make_unique<State>()) {
  m_state->thread = std::jthread([state = m_state.get()](std::stop_token stop) { state->work(stop); });
}

LockRun::~LockRun() = default;

void LockRun::setScene(std::shared_ptr<const LockScene> scene) {
  m_state->order([&](Orders& orders) {
    orders.scene = std::move(scene);
    orders.newScene = true;
  });
}

void LockRun::setPace(double simulatedSPerS) {
  const double pace = std::isfinite(simulatedSPerS) ? simulatedSPerS : kSlowestPace;
  m_state->order([&](Orders& orders) { orders.pace = std::clamp(pace, kSlowestPace, kFastestPace); });
}

void LockRun::play() {
  m_state->order([](Orders& orders) { orders.playing = true; });
}

void LockRun::pause() {
  m_state->order([](Orders& orders) { orders.playing = false; });
}

void LockRun::step() {
  m_state->order([](Orders& orders) {
    orders.playing = false;
    ++orders.steps;
  });
}

void LockRun::kick() {
  m_state->order([](Orders& orders) { ++orders.kicks; });
}

void LockRun::watch(const std::vector<int>& lasers) {
  m_state->order([&](Orders& orders) {
    orders.watched = lasers;
    orders.newWatch = true;
  });
}

std::shared_ptr<const LockView> LockRun::poll() const {
  const std::lock_guard lock(m_state->mutex);
  return m_state->view;
}

}  // namespace lightloom::study
