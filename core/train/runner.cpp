#include "train/runner.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <new>
#include <thread>
#include <utility>

#include "base/memory.h"
#include "train/experiment.h"
#include "train/internal/twin.h"
#include "train/settings.h"

namespace lightloom::train {
namespace {

struct TakeUp {
  std::shared_ptr<const Bench> bench;  ///< as edited, see `benchTakenUp`
  std::string label;
};

// What the window asked for, as one value: newest wins.
struct Orders {
  bool play = false;
  bool trainOn = false;
  int singleSteps = 0;
  std::optional<TakeUp> takeUp;
};

RunState stateOf(const Experiment& experiment, bool held, bool playing) {
  if (held) return RunState::Held;
  if (experiment.trainer().diverged()) return RunState::Diverged;
  if (experiment.finished()) return RunState::Finished;
  return playing ? RunState::Running : RunState::Paused;
}

}  // namespace

struct Runner::State {
  // Shared, under the mutex.
  mutable std::mutex mutex;
  std::condition_variable_any wake;
  Orders orders;
  RunView view;    ///< lists hold everything since the start
  RunFile record;  ///< refreshed at pauses and ends of epochs
  bool recordWanted = false;
  int fallBacks = 0;  ///< of the experiment that `view` has followed

  // Of the owner thread.
  std::shared_ptr<const Bench> bench;
  std::shared_ptr<const Dataset> data;
  TrainerSettings settings;

  std::jthread thread;  ///< last: joins before the rest goes

  void launch();
  void work(std::stop_token stop);
  void train(std::stop_token stop);
  void stayHeld(std::stop_token stop, const Message& reason);
  bool waitForWork(std::stop_token stop, Orders& orders, bool held);
  void publish(const Experiment& experiment, const Twin& twin, RunState state, std::optional<Message> reason);
};

void Runner::State::launch() {
  thread = std::jthread();  // stops and joins the run before
  {
    const std::lock_guard lock(mutex);
    const std::uint64_t generation = view.generation + 1;
    view = RunView();
    view.generation = generation;
    view.state = RunState::Paused;
    view.epochs = settings.epochs;
    view.bench = bench;
    orders = Orders();
    record = RunFile();
    record.first = bench->design;
    fallBacks = 0;
  }
  thread = std::jthread([this](std::stop_token stop) { work(stop); });
}

// Sleeps until there is something to do and takes the orders over. False: stop.
bool Runner::State::waitForWork(std::stop_token stop, Orders& taken, bool held) {
  std::unique_lock lock(mutex);
  const auto ready = [&] {
    return orders.takeUp || orders.trainOn || recordWanted ||
           (!held && (orders.play || orders.singleSteps > 0));
  };
  if (!wake.wait(lock, stop, ready)) return false;
  taken = orders;
  orders.takeUp.reset();
  orders.trainOn = false;
  if (!held && orders.singleSteps > 0) --orders.singleSteps;
  return !stop.stop_requested();
}

// Without memory for it a run is held with that reason; what was there of it can still be asked for.
void Runner::State::work(std::stop_token stop) {
  try {
    train(stop);
  } catch (const std::bad_alloc&) {
    stayHeld(stop, memoryExhausted());
  }
}

void Runner::State::stayHeld(std::stop_token stop, const Message& reason) {
  std::unique_lock lock(mutex);
  view.state = RunState::Held;
  view.reason = reason;
  while (wake.wait(lock, stop, [&] { return recordWanted; })) {
    recordWanted = false;
    wake.notify_all();
  }
}

void Runner::State::train(std::stop_token stop) {
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  Experiment experiment(bench, data, settings, processors);
  experiment.holdWhereLightIsLost();
  Twin twin(experiment);
  std::optional<Message> held;
  publish(experiment, twin, RunState::Paused, held);
  while (!stop.stop_requested()) {
    Orders taken;
    if (!waitForWork(stop, taken, held.has_value() || experiment.finished())) return;
    try {
      if (taken.takeUp) {
        const auto changed = benchTakenUp(experiment.bench()->design, std::move(taken.takeUp->bench));
        held = changed->hardware->cannotCompute;
        held ? experiment.markHeld(taken.takeUp->label) : experiment.takeUp(changed, taken.takeUp->label);
      }
      if (taken.trainOn && !held && experiment.finished() && !experiment.trainer().diverged())
        experiment.trainOn(settings.epochs);
      if (!held && !experiment.finished() && (taken.play || taken.singleSteps > 0)) {
        twin.allow(experiment.trainer().epoch() + 1);
        experiment.advance([&twin](const std::function<void()>& evaluation) { twin.workBeside(evaluation); });
        held = experiment.lightLost();
      }
    } catch (const std::bad_alloc&) {
      held = memoryExhausted();
    }
    publish(experiment, twin, stateOf(experiment, held.has_value(), taken.play),
            held ? held : experiment.trainer().diverged());
  }
}

void Runner::State::publish(const Experiment& experiment, const Twin& twin, RunState state,
                            std::optional<Message> reason) {
  const Trainer& trainer = experiment.trainer();
  const std::lock_guard lock(mutex);
  const bool ended = state == RunState::Finished || state == RunState::Diverged;
  if (ended && !orders.trainOn) orders.play = false;
  view.state = state == RunState::Running && !orders.play ? RunState::Paused : state;
  view.reason = std::move(reason);
  view.epoch = trainer.epoch();
  view.epochs = experiment.plannedEpochs();
  view.stepInEpoch = trainer.stepInEpoch();
  view.stepsPerEpoch = trainer.stepsPerEpoch();
  view.steps = trainer.steps();
  view.samplesPerSecond = experiment.samplesPerSecond();
  if (fallBacks != experiment.fallBacks()) {
    fallBacks = experiment.fallBacks();
    ++view.generation;
    view.points.clear();
    view.marks.clear();
  }
  const auto grow = [](auto& shown, const auto& all) {
    for (std::size_t i = shown.size(); i < all.size(); ++i) shown.push_back(all[i]);
  };
  grow(view.points, experiment.points());
  grow(view.marks, experiment.marks());
  for (const TwinPoint& point : twin.points(view.twin.size())) view.twin.push_back(point);
  view.report = experiment.report();
  view.bench = experiment.bench();
  if (recordWanted) {
    record = experiment.record(view.twin);
    recordWanted = false;
    wake.notify_all();
  }
}

Runner::Runner() : m_state(std::make_unique<State>()) {}

Runner::~Runner() = default;

Result<Done> Runner::load(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data) {
  if (bench->hardware->cannotCompute) return *bench->hardware->cannotCompute;
  Result<TrainerSettings> settings = trainerSettings(bench->design, *bench->hardware);
  if (!settings) return settings.error();
  if (const std::optional<Message> problem = dataProblem(settings.value(), *data)) return *problem;
  m_state->bench = std::move(bench);
  m_state->data = std::move(data);
  m_state->settings = settings.value();
  m_state->launch();
  return Done{};
}

void Runner::reset() {
  if (m_state->bench) m_state->launch();
}

void Runner::play() {
  {
    const std::lock_guard lock(m_state->mutex);
    RunState& state = m_state->view.state;
    m_state->orders.play = true;
    if (state == RunState::Finished) m_state->orders.trainOn = true;
    if (state == RunState::Paused || state == RunState::Finished) state = RunState::Running;
  }
  m_state->wake.notify_all();
}

void Runner::pause() {
  const std::lock_guard lock(m_state->mutex);
  m_state->orders.play = false;
  if (m_state->view.state == RunState::Running) m_state->view.state = RunState::Paused;
}

void Runner::step() {
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->orders.play = false;
    ++m_state->orders.singleSteps;
  }
  m_state->wake.notify_all();
}

void Runner::setBench(std::shared_ptr<const Bench> bench, const std::string& label) {
  if (!m_state->bench) return;
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->orders.takeUp = TakeUp{std::move(bench), label};
  }
  m_state->wake.notify_all();
}

RunView Runner::poll(std::size_t pointsSeen, std::size_t twinSeen, std::size_t marksSeen) const {
  const std::lock_guard lock(m_state->mutex);
  const RunView& all = m_state->view;
  RunView out;
  out.state = all.state;
  out.reason = all.reason;
  out.generation = all.generation;
  out.epoch = all.epoch;
  out.epochs = all.epochs;
  out.stepInEpoch = all.stepInEpoch;
  out.stepsPerEpoch = all.stepsPerEpoch;
  out.steps = all.steps;
  out.samplesPerSecond = all.samplesPerSecond;
  out.report = all.report;
  out.bench = all.bench;
  const auto tail = [](const auto& list, std::size_t seen) {
    using List = std::decay_t<decltype(list)>;
    return List(list.begin() + static_cast<std::ptrdiff_t>(std::min(seen, list.size())), list.end());
  };
  out.points = tail(all.points, pointsSeen);
  out.twin = tail(all.twin, twinSeen);
  out.marks = tail(all.marks, marksSeen);
  return out;
}

RunFile Runner::record() const {
  std::unique_lock lock(m_state->mutex);
  if (!m_state->bench) return {};
  m_state->recordWanted = true;
  m_state->wake.notify_all();
  m_state->wake.wait(lock, [&] { return !m_state->recordWanted; });
  return m_state->record;
}

}  // namespace lightloom::train
