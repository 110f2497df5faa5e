#include "train/runner.h"

#include <algorithm>
#include <chrono>
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
#include "train/recorded_run.h"
#include "train/resume_point.h"
#include "train/settings.h"
#include "train/start_weights.h"

namespace lightloom::train {
namespace {

// What the window asked for, as one value: newest wins.
struct Orders {
  bool play = false;
  bool trainOn = false;
  int singleSteps = 0;
  std::shared_ptr<const Bench> takeUp;  ///< as edited, see `benchTakenUp`; null: none
  // Of the runner itself.
  bool rest = false;  ///< there is nothing to do, and time for a snapshot
  bool due = false;   ///< the pace lets the next mini-batch begin
};

// What a run begins with.
struct Beginning {
  std::shared_ptr<const Bench> bench;
  std::shared_ptr<const Dataset> data;
  TrainerSettings settings;
  std::shared_ptr<const RunFile> run;  ///< that goes on; null for a new run
  std::shared_ptr<const Bench> first;  ///< of its first design
};

using Clock = std::chrono::steady_clock;

// A training that fell behind its pace, by a test set or a busy machine, makes up for so much.
constexpr std::chrono::seconds kMadeUp{1};

// A network that is small enough ends hundreds of epochs in a second.
constexpr double kEpochSnapshotSeconds = 0.5;

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

// What the last snapshot holds, and when it was made; `kNever` steps before the first.
struct Kept {
  std::uint64_t steps = 0;
  std::size_t log = 0, marks = 0;
  int epoch = 0;
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
};

Kept standingOf(const Experiment& experiment) {
  return {experiment.trainer().steps(), experiment.changes(), experiment.marks().size(),
          experiment.trainer().epoch()};
}

bool holdsTheSame(const Kept& a, const Kept& b) {
  return a.steps == b.steps && a.log == b.log && a.marks == b.marks;
}

// Whether it is time for another snapshot while training.
bool isDue(const Kept& kept, const Kept& now) {
  const double age = std::chrono::duration<double>(now.at - kept.at).count();
  return age >= Runner::kSnapshotSeconds || (now.epoch != kept.epoch && age >= kEpochSnapshotSeconds);
}

// Whether it plays is known to its owner.
RunState stateOf(const Experiment& experiment, bool held) {
  if (held) return RunState::Held;
  if (experiment.trainer().diverged()) return RunState::Diverged;
  return experiment.finished() ? RunState::Finished : RunState::Paused;
}

Experiment begun(const Beginning& from) {
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return from.run ? Experiment(from.bench, from.data, from.settings, processors, *from.run, *from.first)
                  : Experiment(from.bench, from.data, from.settings, processors);
}

}  // namespace

struct Runner::State {
  // Shared, under the mutex.
  mutable std::mutex mutex;
  std::condition_variable_any wake;
  Orders orders;
  RunView view;
  bool recordWanted = false;
  int fallBacks = 0;  ///< of the experiment that `view` has followed
  Pace pace;
  int epochsAsked = 1;                       ///< by the design, without those that were added
  std::optional<Clock::time_point> lastDue;  ///< of mini-batch or product; none: the next one is at once

  // Under a mutex of its own, which is held for no longer than the pointer is copied.
  mutable std::mutex snapshotMutex;
  std::shared_ptr<const RunSnapshot> snapshot;  ///< null before the first

  // Of the owner thread.
  std::shared_ptr<const RunFile> origin;  ///< what the run went on from, or its design
  Beginning beginning;  ///< of the run that is there, or of the next one that is as new as it was

  std::jthread thread;  ///< last: joins before the rest goes

  void launch(const Beginning& from);
  void work(const std::stop_token& stop, const Beginning& from);
  void train(const std::stop_token& stop, const Beginning& from);
  void stayHeld(const std::stop_token& stop, const Message& reason);
  bool hasUrgentWork(bool held) const;
  bool hasWork(bool held) const;
  Clock::time_point nextDue(double period) const;
  void takeDue(double period);
  double stepPeriod() const;
  void waitBeforeProduct(const std::stop_token& stop, std::size_t layer);
  bool isTakeUpWaiting() const;
  bool waitForWork(const std::stop_token& stop, Orders& orders, bool held, bool unkept);
  void publish(const std::stop_token& stop, const Experiment& experiment, const Twin& twin, RunState state,
               std::optional<Message> reason);
  void keep(const std::stop_token& stop, const Experiment& experiment, Twin& twin);
  void keepWhereDue(const std::stop_token& stop, const Experiment& experiment, Twin& twin, bool rests,
                    Kept& kept);
  std::shared_ptr<const RunSnapshot> lastSnapshot() const;
  std::shared_ptr<const RunFile> lastRecord() const;
};

// The thread of the run before is asked to end, but nobody waits for it except the new one: it may be in the
// middle of a test set.
void Runner::State::launch(const Beginning& from) {
  std::jthread former = std::move(thread);
  former.request_stop();
  {
    const std::lock_guard lock(mutex);
    const std::uint64_t generation = view.generation + 1;
    view = RunView();
    view.generation = generation;
    view.state = RunState::Paused;
    view.epochs = from.settings.epochs;
    view.bench = from.bench;
    orders = Orders();
    lastDue.reset();
    epochsAsked = from.settings.epochs;
    recordWanted = false;
    fallBacks = 0;
    if (from.run) {
      const ResumePoint& point = *from.run->resume;
      view.steps = from.run->steps;
      view.epochs += static_cast<int>(addedEpochs(from.run->log));
      view.epoch = static_cast<int>(point.epochs.size());
      // Who plays it before its thread has said anything means the run as it stood.
      if (view.epoch >= view.epochs) view.state = RunState::Finished;
      view.curves.points = Trail<RunPoint>(pointsWithTime(*from.run));
      view.curves.marks = Trail<RunMark>(marksWithParts(point.marks, from.run->log));
      if (point.twin) view.curves.twin = Trail<TwinPoint>(point.twin->points);
    }
  }
  {
    const std::lock_guard lock(snapshotMutex);
    snapshot.reset();
  }
  origin = from.run;
  if (!origin) {
    auto untrained = std::make_shared<RunFile>();
    untrained->first = from.bench->design;
    origin = std::move(untrained);
  }
  thread = std::jthread([this, from, former = std::move(former)](const std::stop_token& stop) mutable {
    former = std::jthread();
    if (!stop.stop_requested()) work(stop, from);
  });
}

std::shared_ptr<const RunSnapshot> Runner::State::lastSnapshot() const {
  const std::lock_guard lock(snapshotMutex);
  return snapshot;
}

std::shared_ptr<const RunFile> Runner::State::lastRecord() const {
  const std::shared_ptr<const RunSnapshot> last = lastSnapshot();
  return last ? last->record : origin;
}

// Under the mutex. What waits for no pace.
bool Runner::State::hasUrgentWork(bool held) const {
  return orders.takeUp || orders.trainOn || recordWanted || (!held && orders.singleSteps > 0);
}

// Under the mutex.
bool Runner::State::hasWork(bool held) const {
  return hasUrgentWork(held) || (!held && orders.play);
}

// Under the mutex, as the next three.
double Runner::State::stepPeriod() const {
  return secondsPerStep(pace, std::max(1, view.stepsPerEpoch), epochsAsked);
}

Clock::time_point Runner::State::nextDue(double period) const {
  if (!lastDue) return Clock::now();
  return *lastDue + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(period));
}

void Runner::State::takeDue(double period) {
  const Clock::time_point now = Clock::now();
  lastDue = lastDue ? std::max(nextDue(period), now - kMadeUp) : now;
}

// Somebody watches the products of a mini-batch one by one. One that somebody waits for otherwise ends at
// full speed.
void Runner::State::waitBeforeProduct(const std::stop_token& stop, std::size_t layer) {
  std::unique_lock lock(mutex);
  const Pace watched = pace;
  if (watched.per != Pace::Per::Product || !orders.play) return;
  view.product = static_cast<int>(layer) + 1;
  wake.wait_until(lock, stop, nextDue(watched.seconds),
                  [&] { return hasUrgentWork(false) || !orders.play || !(pace == watched); });
  takeDue(watched.seconds);
  view.product = 0;
}

// A newer bench is worth more than a test of this one.
bool Runner::State::isTakeUpWaiting() const {
  const std::lock_guard lock(mutex);
  return orders.takeUp != nullptr;
}

// Sleeps until there is something to do and takes the orders over. Before it sleeps on what no snapshot holds
// yet it comes back to let one be made. At a pace a mini-batch waits until it is due, and nothing else does.
// False: stop.
bool Runner::State::waitForWork(const std::stop_token& stop, Orders& taken, bool held, bool unkept) {
  std::unique_lock lock(mutex);
  // The first one is due whatever the clock says.
  const auto isDue = [&] { return orders.play && (!lastDue || Clock::now() >= nextDue(stepPeriod())); };
  while (!stop.stop_requested() && !hasUrgentWork(held) && (held || !isDue())) {
    if (hasWork(held)) {
      const double period = stepPeriod();
      wake.wait_until(lock, stop, nextDue(period),
                      [&] { return hasUrgentWork(held) || !hasWork(held) || stepPeriod() != period; });
    } else if (unkept) {
      taken.rest = true;
      return true;
    } else {
      wake.wait(lock, stop, [&] { return hasWork(held); });
    }
  }
  if (stop.stop_requested()) return false;  // what there is to do is for the next run
  taken = orders;
  taken.due = isDue();
  if (taken.due) takeDue(stepPeriod());
  if (!held && orders.singleSteps > 0) taken.due = true;
  orders.takeUp.reset();
  orders.trainOn = false;
  if (!held && orders.singleSteps > 0) --orders.singleSteps;
  return true;
}

// Without memory for it a run is held with that reason; what was there of it can still be asked for.
void Runner::State::work(const std::stop_token& stop, const Beginning& from) {
  try {
    train(stop, from);
  } catch (const std::bad_alloc&) {
    stayHeld(stop, memoryExhausted());
  }
}

void Runner::State::stayHeld(const std::stop_token& stop, const Message& reason) {
  std::unique_lock lock(mutex);
  if (stop.stop_requested()) return;
  view.state = RunState::Held;
  view.reason = reason;
  while (wake.wait(lock, stop, [&] { return recordWanted; }) && !stop.stop_requested()) {
    recordWanted = false;
    wake.notify_all();
  }
}

void Runner::State::keep(const std::stop_token& stop, const Experiment& experiment, Twin& twin) {
  auto point = std::make_shared<ResumePoint>(experiment.resumePoint());
  point->twin = twin.state();
  auto run = std::make_shared<RunFile>(experiment.record(twin.points()));
  run->resume = std::move(point);
  std::shared_ptr<const RunSnapshot> made = experiment.snapshot(std::move(run));
  const std::lock_guard lock(snapshotMutex);
  if (!stop.stop_requested()) snapshot.swap(made);
}

// Who waits for a record gets one. Where there is no memory for another snapshot the last one stays.
void Runner::State::keepWhereDue(const std::stop_token& stop, const Experiment& experiment, Twin& twin,
                                 bool rests, Kept& kept) {
  bool wanted = false;
  {
    const std::lock_guard lock(mutex);
    wanted = recordWanted && !orders.takeUp;  // what has been changed belongs to it
  }
  const Kept now = standingOf(experiment);
  if (!wanted && !(rests ? !holdsTheSame(kept, now) : isDue(kept, now))) return;
  kept = now;
  try {
    keep(stop, experiment, twin);
  } catch (const std::bad_alloc&) {
    if (wanted) throw;
  }
  if (!wanted) return;
  const std::lock_guard lock(mutex);
  if (stop.stop_requested()) return;
  recordWanted = false;
  wake.notify_all();
}

void Runner::State::train(const std::stop_token& stop, const Beginning& from) {
  Experiment experiment = begun(from);
  experiment.holdWhereLightIsLost();
  experiment.setBeforeProduct([this, &stop](std::size_t layer) { waitBeforeProduct(stop, layer); });
  const Trainer& trainer = experiment.trainer();
  Twin twin(experiment, from.run ? from.run->resume->twin : std::nullopt);
  twin.allow(trainer.epoch() + (trainer.stepInEpoch() > 0 ? 1 : 0));
  std::optional<Message> held;
  publish(stop, experiment, twin, stateOf(experiment, false), trainer.diverged());
  Kept kept = standingOf(experiment);
  kept.steps = kNever;
  while (!stop.stop_requested()) {
    Orders taken;
    const bool unkept = !holdsTheSame(kept, standingOf(experiment));
    if (!waitForWork(stop, taken, held.has_value() || experiment.finished(), unkept)) return;
    const bool rests = !taken.play && taken.singleSteps == 0;
    const WorkBeside beside = [&twin](const std::function<void()>& evaluation) {
      twin.workBeside(evaluation);
    };
    try {
      if (taken.takeUp) {
        if (rests && !held) experiment.testAtRest(beside);
        const auto changed = benchTakenUp(experiment.bench()->design, taken.takeUp);
        held = changed->hardware->cannotCompute;
        held ? experiment.markHeld(changed->change.label, changed->change.parts) : experiment.takeUp(changed);
      }
      if (taken.trainOn && !held && experiment.finished() && !trainer.diverged())
        experiment.trainOn(from.settings.epochs);
      if (!held && !experiment.finished() && taken.due) {
        twin.allow(trainer.epoch() + 1);
        experiment.advance(beside);
        held = experiment.lightLost();
      } else if (rests && taken.takeUp && !held && !isTakeUpWaiting()) {
        publish(stop, experiment, twin, stateOf(experiment, false), trainer.diverged());
        experiment.testAtRest(beside);
      }
    } catch (const std::bad_alloc&) {
      held = memoryExhausted();
    }
    if (!taken.rest)
      publish(stop, experiment, twin, stateOf(experiment, held.has_value()),
              held ? held : trainer.diverged());
    keepWhereDue(stop, experiment, twin, taken.rest, kept);
  }
}

// A thread that was asked to end is that of a former run.
void Runner::State::publish(const std::stop_token& stop, const Experiment& experiment, const Twin& twin,
                            RunState state, std::optional<Message> reason) {
  const Trainer& trainer = experiment.trainer();
  const std::lock_guard lock(mutex);
  if (stop.stop_requested()) return;
  const bool ended = state == RunState::Diverged || (state == RunState::Finished && !orders.trainOn);
  if (ended) orders.play = false;
  view.state = ended || state == RunState::Held ? state : orders.play ? RunState::Running : RunState::Paused;
  view.reason = std::move(reason);
  view.epoch = trainer.epoch();
  view.epochs = experiment.plannedEpochs();
  view.stepInEpoch = trainer.stepInEpoch();
  view.stepsPerEpoch = trainer.stepsPerEpoch();
  view.steps = trainer.steps();
  view.samplesPerSecond = experiment.samplesPerSecond();
  if (fallBacks != experiment.fallBacks()) ++view.generation;
  fallBacks = experiment.fallBacks();
  // The twin is allowed an epoch ahead, but nobody sees the end of what has only begun.
  Trail<TwinPoint> ideal = twin.points();
  while (!ideal.empty() && ideal.back().epoch > trainer.epoch()) ideal.cut(ideal.size() - 1);
  view.curves = {experiment.points(), std::move(ideal), experiment.marks()};
  view.report = experiment.report();
  view.bench = experiment.bench();
}

Runner::Runner() : m_state(std::make_unique<State>()) {}

Runner::~Runner() = default;

Result<Done> Runner::load(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
                          const std::vector<WeightMatrix>& start) {
  if (bench->hardware->cannotCompute) return *bench->hardware->cannotCompute;
  Result<TrainerSettings> settings = trainerSettings(bench->design, *bench->hardware);
  if (!settings) return settings.error();
  if (const std::optional<Message> problem = dataProblem(settings.value(), *data)) return *problem;
  Result<std::shared_ptr<const Network>> network =
      startNetwork(start, settings.value(), *data, *bench->hardware);
  if (!network) return network.error();
  settings.value().start = std::move(network).value();
  m_state->beginning = {std::move(bench), std::move(data), settings.value(), nullptr, nullptr};
  m_state->launch(m_state->beginning);
  return Done{};
}

Result<Done> Runner::resume(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
                            std::shared_ptr<const RunFile> run) {
  const Design last = finalDesign(*run);
  const auto benchOf = [&](const Design& design) {
    return bench->design == design ? bench : std::make_shared<const Bench>(compileBench(design));
  };
  bench = benchOf(last);
  const std::shared_ptr<const Bench> first = benchOf(run->first);
  for (const Bench* one : {first.get(), bench.get()})
    if (one->hardware->cannotCompute) return *one->hardware->cannotCompute;
  Result<TrainerSettings> settings = trainerSettings(run->first, *first->hardware);
  if (!settings) return settings.error();
  if (const std::optional<Message> problem = dataProblem(settings.value(), *data)) return *problem;
  if (const std::optional<Message> problem = resumeProblem(*run, settings.value(), *data, *bench->hardware))
    return *problem;
  Result<std::shared_ptr<const Network>> network =
      startNetwork(run->start, settings.value(), *data, *first->hardware);
  if (!network) return network.error();
  settings.value().start = std::move(network).value();
  m_state->beginning = {std::move(bench), std::move(data), settings.value(), nullptr, nullptr};
  Beginning resumed = m_state->beginning;
  resumed.run = std::move(run);
  resumed.first = first;
  m_state->launch(resumed);
  return Done{};
}

void Runner::reset() {
  if (m_state->beginning.bench) m_state->launch(m_state->beginning);
}

void Runner::play() {
  {
    const std::lock_guard lock(m_state->mutex);
    RunState& state = m_state->view.state;
    const bool pressed = m_state->pace.per == Pace::Per::Press;
    if (pressed) ++m_state->orders.singleSteps;
    if (!pressed && !m_state->orders.play) m_state->lastDue.reset();
    m_state->orders.play = !pressed;
    if (state == RunState::Finished) m_state->orders.trainOn = true;
    if (!pressed && (state == RunState::Paused || state == RunState::Finished)) state = RunState::Running;
  }
  m_state->wake.notify_all();
}

void Runner::pause() {
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->orders.play = false;
    if (m_state->view.state == RunState::Running) m_state->view.state = RunState::Paused;
  }
  m_state->wake.notify_all();
}

void Runner::setPace(const Pace& pace) {
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->pace = pace;
    m_state->lastDue.reset();
  }
  if (pace.per == Pace::Per::Press) pause();
  m_state->wake.notify_all();
}

void Runner::step() {
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->orders.play = false;
    ++m_state->orders.singleSteps;
  }
  m_state->wake.notify_all();
}

void Runner::setBench(std::shared_ptr<const Bench> bench) {
  if (!m_state->beginning.bench) return;
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->orders.takeUp = std::move(bench);
  }
  m_state->wake.notify_all();
}

RunView Runner::poll() const {
  const std::lock_guard lock(m_state->mutex);
  return m_state->view;
}

std::shared_ptr<const RunSnapshot> Runner::snapshot() const {
  return m_state->lastSnapshot();
}

void Runner::refresh() const {
  if (!m_state->beginning.bench) return;
  {
    const std::lock_guard lock(m_state->mutex);
    m_state->recordWanted = true;
  }
  m_state->wake.notify_all();
}

bool Runner::isFresh() const {
  const std::lock_guard lock(m_state->mutex);
  return !m_state->recordWanted;
}

std::shared_ptr<const RunFile> Runner::lastRecord() const {
  std::shared_ptr<const RunFile> last = m_state->lastRecord();
  return last && last->steps > 0 ? last : nullptr;
}

RunFile Runner::record() const {
  if (!m_state->beginning.bench) return {};
  refresh();
  std::unique_lock lock(m_state->mutex);
  m_state->wake.wait(lock, [&] { return !m_state->recordWanted; });
  lock.unlock();
  return *m_state->lastRecord();
}

}  // namespace lightloom::train
