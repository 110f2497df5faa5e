#include "document/run_controller.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QThread>
#include <utility>

#include "design/viewpoint.h"
#include "document/document.h"
#include "document/file_places.h"
#include "document/translate.h"
#include "documents/design_author.h"
#include "files/program_files.h"
#include "study/ablation.h"
#include "train/runner.h"
#include "train/settings.h"

namespace lightloom::ui {
namespace {

constexpr int kFrameMs = 16;        // while something runs
constexpr int kIdleMs = 250;        // the twin may still be training
constexpr int kCurvesMs = 50;       // plots: 20 Hz
constexpr int kProgressMs = 100;    // words
constexpr int kAfterNewsMs = 1000;  // after the last news

}  // namespace

RunController::RunController(Document& document, QObject* parent)
    : QObject(parent),
      m_document(document),
      m_loader([](const DatasetRequest& request, const std::stop_token&,
                  const std::function<void(std::monostate)>&) { return datasetOf(request); }) {
  m_sinceCurves.start();
  m_sinceProgress.start();
  m_sinceChange.start();
  connect(&m_poll, &QTimer::timeout, this, &RunController::poll);
  connect(&document, &Document::benchChanged, this, &RunController::takeBench);
  connect(&document, &Document::closed, this, [this] {
    m_closed = true;
    forgetRun();
  });
  connect(&document, &Document::opened, this, [this] {
    m_closed = false;
    m_recorded = std::exchange(m_opening, std::nullopt);
    if (!m_recorded) m_recordedFolder.clear();
    loadData();
    showRecorded();
  });
  connect(this, &RunController::reportChanged, this, [this] {
    m_document.setNetworkChecks(m_view.report ? m_view.report->checks : std::vector<Check>());
  });
  connect(&document, &Document::changed, this, [this](const DesignChange& change) {
    if (change.settings) Q_EMIT stateChanged();
  });
}

RunController::~RunController() = default;

DatasetRequest RunController::request() const {
  const Design& design = m_document.design();
  DatasetRequest out;
  out.dataset = settingText(design, "training.dataset");
  const DatasetOptions told = datasetOptions(design);
  out.testFraction = told.testFraction;
  out.splitSeed = told.splitSeed;
  out.quantities = told.quantities;
  const QString folder = m_document.folder();
  out.baseDir = (folder.isEmpty() ? m_recordedFolder : folder).toStdString();
  out.dataDirs = m_dataDirs;
  out.dataDirs.push_back(examplesFolder());  // a copy of an example that was saved elsewhere
  out.anywhere = isChosenData(QDir(fromStd(out.baseDir)).absoluteFilePath(fromStd(out.dataset)));
  out.version = m_dataVersion;
  return out;
}

void RunController::loadData() {
  const DatasetRequest wanted = request();
  if (m_data && wanted == m_loaded) return prepareRun();
  m_loaded = wanted;
  m_data.reset();
  m_loader.start(wanted);
  pollSoon();
  Q_EMIT stateChanged();
}

void RunController::finishLoading() {
  const std::optional<Result<std::shared_ptr<const Dataset>>> outcome = m_loader.poll().answer;
  if (!outcome) return;
  if (!(request() == m_loaded)) return loadData();  // another one was chosen meanwhile
  if (*outcome) {
    m_data = outcome->value();
    QStringList notes;
    for (const Message& note : m_data->notes) notes += shown(note);
    if (!notes.isEmpty()) Q_EMIT noted(notes.join(QLatin1Char('\n')));
    prepareRun();
  } else {
    m_wish = Wish::None;
    Q_EMIT problem(shown(outcome->error()));
  }
  Q_EMIT stateChanged();
}

// A new run with the design as it is now. Without data it waits for them, with a bench that cannot compute
// for a better one.
void RunController::prepareRun() {
  const std::shared_ptr<const Bench> bench = m_document.bench();
  if (!m_data) return;
  if (mayResume() && resumeRecorded()) return;
  const bool given = !m_start.empty();
  const Result<Done> loaded = m_runner.load(bench, m_data, std::exchange(m_start, {}));
  if (!loaded && given) {
    Q_EMIT problem(shown(loaded.error()));
    return prepareRun();
  }
  if (!loaded) {
    if (std::exchange(m_wish, Wish::None) != Wish::None) Q_EMIT problem(shown(loaded.error()));
    return;
  }
  m_first = bench;
  m_waiting.clear();
  reportRecorded();
  grantWish();
}

void RunController::grantWish() {
  const Wish wish = std::exchange(m_wish, Wish::None);
  if (wish == Wish::Play) m_runner.play();
  if (wish == Wish::Step) m_runner.step();
  pollSoon();
  poll();
}

// False: it cannot go on and stays the run of a file; what was asked for meanwhile was meant for its
// training.
bool RunController::resumeRecorded() {
  m_recorded->mayResume = false;
  const std::shared_ptr<const Bench> bench = m_document.bench();
  const Result<Done> resumed =
      m_runner.resume(bench, m_data, std::make_shared<const RunFile>(m_recorded->run));
  if (!resumed) {
    m_wish = Wish::None;
    Q_EMIT noted(tr("The run is shown as it ended. %1").arg(shown(resumed.error())));
    return false;
  }
  m_savedSteps = m_recorded->unsaved ? 0 : m_recorded->run.steps;
  takeCosts();
  m_recorded.reset();
  m_first = m_runner.poll().bench;
  m_waiting = needsNewRun(m_first->design, bench->design);
  if (!(m_first->design == bench->design)) m_runner.setBench(bench);
  grantWish();
  return true;
}

// What was changed in this turn of the event loop counts.
void RunController::compileNow() {
  if (!(m_document.bench()->design == m_document.design())) m_document.compilePending();
}

// The run that is there stays where no other one could take its place.
bool RunController::cannotBegin() {
  const Bench& bench = *m_document.bench();
  std::optional<Message> obstacle = bench.hardware->cannotCompute;
  if (!obstacle)
    if (const Result<TrainerSettings> settings = trainerSettings(bench.design, *bench.hardware); !settings)
      obstacle = settings.error();
  if (obstacle) Q_EMIT problem(tr("A new run cannot begin: %1").arg(shown(*obstacle, bench.design)));
  return obstacle.has_value();
}

// Whether to train at the person's wish. A run that goes on lets nothing go.
bool RunController::mayBegin() {
  compileNow();
  if (beginsAnew() && cannotBegin()) return false;
  return (!beginsAnew() && (!m_recorded || mayResume())) || mayDrop();
}

bool RunController::mayDrop() {
  return !hasUnsaved() || !m_mayDrop || m_mayDrop();
}

void RunController::beginAnew(Wish wish) {
  if (cannotBegin()) return;
  forgetRun();
  m_wish = wish;
  loadData();
  Q_EMIT noted(tr("A new run with the settings as they are now."));
}

void RunController::play() {
  compileNow();
  if (beginsAnew()) return beginAnew(Wish::Play);
  if (!mayResume()) leaveRecorded();
  if (m_first) {
    if (m_view.state == RunState::Diverged)
      return Q_EMIT problem(tr("%1 Reset begins anew.").arg(stateText()));
    if (m_view.state == RunState::Held) return Q_EMIT problem(stateText());
    const bool finished = m_view.state == RunState::Finished;
    m_runner.play();
    pollSoon();
    poll();
    const auto epochs = settingInteger(m_first->design, "training.epochs");
    if (finished)
      Q_EMIT noted(epochs == 1 ? tr("Trains on for one more epoch.")
                               : tr("Trains on for %1 more epochs.").arg(epochs));
    return;
  }
  m_wish = Wish::Play;
  if (!m_loader.busy()) loadData();
  Q_EMIT stateChanged();
}

void RunController::pause() {
  m_wish = Wish::None;
  m_runner.pause();
  pollSoon();
  poll();
  Q_EMIT stateChanged();
}

void RunController::setPace(const Pace& pace) {
  m_runner.setPace(pace);
  if (m_first) poll();
}

void RunController::togglePlay() {
  if (isRunning()) return pause();
  if (mayBegin()) play();
}

void RunController::askedStep() {
  if (mayBegin()) step();
}

void RunController::askedReset() {
  compileNow();
  if (!cannotBegin() && mayDrop()) reset();
}

void RunController::beginWith(const RunFile& run) {
  compileNow();
  forgetRun();
  m_start = run.weights;
  loadData();
}

void RunController::askedBeginWith(const RunFile& run) {
  compileNow();
  if (cannotBegin() || !mayDrop()) return;
  beginWith(run);
}

void RunController::step() {
  compileNow();
  if (beginsAnew()) return beginAnew(Wish::Step);
  if (!mayResume()) leaveRecorded();
  if (m_first) {
    m_runner.step();
    pollSoon();
    return;
  }
  m_wish = Wish::Step;
  if (!m_loader.busy()) loadData();
}

void RunController::reset() {
  m_document.compilePending();
  forgetRun();
  loadData();
}

void RunController::forgetRun() {
  m_runner.pause();
  m_first.reset();
  m_recorded.reset();
  m_costs.reset();
  ++m_runNumber;
  m_wish = Wish::None;
  m_waiting.clear();
  m_start.clear();
  m_savedSteps = 0;
  m_unsavedCosts = false;
  m_view = RunView();
  serveSnapshots();
  m_curves = RunCurves();
  Q_EMIT curvesRestarted();
  Q_EMIT stateChanged();
  Q_EMIT reportChanged();
  Q_EMIT costsChanged();
}

void RunController::expectRecorded(const RunFile& run, const QString& folder, bool isSaved) {
  m_opening = Recorded{run, !isSaved, run.resume != nullptr};
  m_recordedFolder = folder;
}

void RunController::openRecorded(const RunFile& run, const QString& folder) {
  expectRecorded(run, folder, true);
  m_document.show(finalDesign(run));
}

// What came with the file; its network follows as soon as there are data.
void RunController::showRecorded() {
  if (!m_recorded) return;
  takeCosts();
  fillFromRecord();
  Q_EMIT stateChanged();
}

void RunController::takeCosts() {
  const RunFile& run = m_recorded->run;
  if (run.ablation) m_costs = MeasuredCosts{*run.ablation, measuredDesign(run, *run.ablation)};
  Q_EMIT costsChanged();
}

void RunController::fillFromRecord() {
  m_curves = curvesOf(m_recorded->run);
  Q_EMIT curvesRestarted();
  Q_EMIT curvesChanged();
}

void RunController::reportRecorded() {
  const std::shared_ptr<const Bench>& bench = m_document.bench();
  if (m_recorded) m_recorded->snapshot.reset();
  if (!m_recorded || !m_data || bench->hardware->cannotCompute) return;
  Recorded& recorded = *m_recorded;
  if (!recorded.restored) {
    Result<RunSnapshot> restored = openRecordedRun(recorded.run, *m_data);
    if (!restored) {
      Q_EMIT problem(shown(restored.error()));
      return;
    }
    recorded.restored = std::move(restored).value();
  }
  recorded.report =
      std::make_shared<const Report>(recorded.run.diverged ? divergedReport(*bench, *recorded.run.diverged)
                                                           : reportOf(*bench, recorded.restored->network,
                                                                      recorded.restored->settings, *m_data));
}

// The run of the file makes room for a training of its design.
void RunController::leaveRecorded() {
  if (!m_recorded) return;
  m_recorded.reset();
  m_costs.reset();
  m_unsavedCosts = false;
  ++m_runNumber;
  m_curves = RunCurves();
  Q_EMIT curvesRestarted();
  Q_EMIT costsChanged();
}

void RunController::keepCosts(const RunFile& measured, const Ablation& ablation) {
  m_costs = MeasuredCosts{ablation, measuredDesign(measured, ablation)};
  m_unsavedCosts = true;
  Q_EMIT costsChanged();
}

void RunController::markSaved(const RunFile& record) {
  if (!m_recorded) m_savedSteps = record.steps;
  m_unsavedCosts = false;
  if (m_recorded) m_recorded->unsaved = false;
}

// The window paints meanwhile, and the run is polled.
RunFile RunController::record(Waiting waiting) const {
  if (!m_recorded) {
    m_runner.refresh();
    while (!m_runner.isFresh())
      waiting == Waiting::Painting
          ? QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents, kFrameMs)
          : QThread::msleep(1);
  }
  const std::shared_ptr<const RunSnapshot> last = m_recorded ? nullptr : m_runner.snapshot();
  RunFile out = m_recorded ? m_recorded->run : last ? *last->record : RunFile();
  if (!m_recorded && !last) out.first = trainedDesign();
  // What has changed since waits to be taken up where the run goes on.
  if (m_recorded && !mayResume()) {
    const Design stood = finalDesign(out);
    DesignEdit change = difference(stood, takenUp(stood, m_document.design()));
    // A bench that the training has not taken up is not the one that it stood on.
    if (!change.empty() && !leavesLight(change)) out.resume.reset();
    if (!change.empty()) out.log.push_back({out.steps, std::move(change)});
  }
  out.ablation = m_costs ? std::optional(m_costs->ablation) : std::nullopt;
  return out;
}

std::shared_ptr<const RunSnapshot> RunController::snapshot() {
  if (!m_recorded) return m_first ? m_runner.snapshot() : nullptr;
  if (!m_recorded->snapshot) m_recorded->snapshot = openedRecord();
  return m_recorded->snapshot;
}

// On the bench as it is now. Without data its report knows light and locks only.
std::shared_ptr<const RunSnapshot> RunController::openedRecord() const {
  const Recorded& recorded = *m_recorded;
  std::shared_ptr<const Bench> bench = benchTakenUp(finalDesign(recorded.run), m_document.bench());
  if (!recorded.restored) {
    Result<RunSnapshot> opened = openRecordedRun(record(), std::move(bench), nullptr);
    return opened ? std::make_shared<const RunSnapshot>(std::move(opened).value()) : nullptr;
  }
  RunSnapshot out = *recorded.restored;
  out.record = std::make_shared<const RunFile>(record());
  out.bench = std::move(bench);
  if (recorded.report) out.report = recorded.report;
  return std::make_shared<const RunSnapshot>(std::move(out));
}

void RunController::withSnapshot(QObject* who,
                                 std::function<void(const std::shared_ptr<const RunSnapshot>&)> use) {
  if (!m_first || m_recorded) return use(snapshot());
  m_runner.refresh();
  m_asked.push_back({who, std::move(use)});
  pollSoon();
}

void RunController::serveSnapshots() {
  if (m_asked.empty() || (m_first && !m_runner.isFresh())) return;
  const std::shared_ptr<const RunSnapshot> now = snapshot();
  for (const Asked& asked : std::exchange(m_asked, {}))
    if (asked.who) asked.use(now);
}

std::shared_ptr<const RunFile> RunController::unsavedRecord() const {
  if (!hasUnsaved()) return nullptr;
  if (m_recorded) return std::make_shared<const RunFile>(record());
  std::shared_ptr<const RunFile> last = m_first ? m_runner.lastRecord() : nullptr;
  if (!last || (last->steps <= m_savedSteps && !m_unsavedCosts)) return nullptr;
  if (!m_costs) return last;
  auto withCosts = std::make_shared<RunFile>(*last);
  withCosts->ablation = m_costs->ablation;
  return withCosts;
}

RunFile RunController::recordAsShown(Waiting waiting) const {
  RunFile out = record(waiting);
  const Design last = finalDesign(out);
  DesignEdit change = difference(last, takenUp(last, m_document.design()));
  if (leavesLight(change)) out.log.push_back({out.steps, std::move(change)});
  out.first = withAuthor(out.first, authorOf(m_document.design()));
  return out;
}

std::shared_ptr<const RunSnapshot> RunController::snapshotAsShown() {
  auto record = std::make_shared<const RunFile>(recordAsShown());
  const std::shared_ptr<const RunSnapshot> now = snapshot();
  if (!now) return nullptr;
  RunSnapshot out = *now;
  Bench bench = *now->bench;
  bench.design = finalDesign(*record);
  out.bench = std::make_shared<const Bench>(std::move(bench));
  out.record = std::move(record);
  return std::make_shared<const RunSnapshot>(std::move(out));
}

void RunController::takeBench() {
  if (m_closed) return;
  const std::shared_ptr<const Bench>& bench = m_document.bench();
  const bool isFirst = m_loaded.dataset.empty();  // nothing was opened yet
  if (m_first) {
    m_runner.setBench(bench);
    m_waiting = needsNewRun(m_first->design, bench->design);
    reportRecorded();
    pollSoon();
  } else if (!m_loader.busy() &&
             (isFirst ? !bench->hardware->cannotCompute : m_data || !(request() == m_loaded))) {
    loadData();  // begins as soon as the bench can compute; what could not be loaded is not tried again
  }
  Q_EMIT stateChanged();
}

void RunController::pollSoon() {
  m_sinceChange.restart();
  if (!m_poll.isActive() || m_poll.interval() != kFrameMs) m_poll.start(kFrameMs);
}

void RunController::poll() {
  if (m_loader.busy()) finishLoading();
  if (!m_first) return;
  RunView next = m_runner.poll();
  const bool restarted = next.generation != m_view.generation;
  if (m_recorded && m_recorded->report) next.report = m_recorded->report;
  const bool news = !m_recorded && next.curves.size() != m_curves.size();
  if (!m_recorded) m_curves = next.curves;
  const bool changed = next.state != m_view.state || restarted || next.epochs != m_view.epochs;
  const bool moved = next.steps != m_view.steps || next.product != m_view.product;
  const bool report = next.report != m_view.report;
  m_view = std::move(next);
  if (restarted) m_recorded ? fillFromRecord() : Q_EMIT curvesRestarted();
  m_curvesDue = m_curvesDue || news || restarted;
  m_progressDue = m_progressDue || moved;
  announce();
  serveSnapshots();
  if (changed) Q_EMIT stateChanged();
  if (report) Q_EMIT reportChanged();
  if (news || moved || changed || report) m_sinceChange.restart();
  const bool lively = m_view.state == RunState::Running || m_sinceChange.elapsed() < kAfterNewsMs;
  if (m_poll.interval() != (lively ? kFrameMs : kIdleMs)) m_poll.start(lively ? kFrameMs : kIdleMs);
}

void RunController::announce() {
  if (m_curvesDue && m_sinceCurves.elapsed() >= kCurvesMs) {
    m_curvesDue = false;
    m_sinceCurves.restart();
    Q_EMIT curvesChanged();
  }
  if (m_progressDue && m_sinceProgress.elapsed() >= kProgressMs) {
    m_progressDue = false;
    m_sinceProgress.restart();
    Q_EMIT progressed();
  }
}

QString RunController::stateText() const {
  if (m_loader.busy()) return tr("Loading %1").arg(fromStd(m_loaded.dataset));
  if (m_recorded && m_recorded->run.diverged)
    return tr("Run of a file; Train begins a new run. %1").arg(shown(*m_recorded->run.diverged));
  if (m_recorded)
    return mayResume() ? tr("Run of a file; Train goes on with it")
                       : tr("Run of a file; Train begins a new run");
  const QString reason = m_view.reason ? shown(*m_view.reason, m_document.design()) : QString();
  switch (m_view.state) {
    case RunState::Empty: {
      const std::optional<Message>& obstacle = m_document.bench()->hardware->cannotCompute;
      return obstacle ? tr("Cannot train yet: %1").arg(shown(*obstacle, m_document.design())) : tr("Ready");
    }
    case RunState::Paused:
      if (m_view.steps == 0) return tr("Ready to train");
      return beginsAnew() ? tr("Paused; Train begins a new run") : tr("Paused");
    case RunState::Running:
      return beginsAnew() ? tr("Training as it began; new settings wait for a new run") : tr("Training");
    case RunState::Held:
      return m_view.steps == 0 ? tr("Cannot train yet: %1").arg(reason)
                               : tr("Held, undo goes on: %1").arg(reason);
    case RunState::Finished:
      return tr("Finished");
    case RunState::Diverged:
      return reason;
  }
  return {};
}

QString RunController::progressText() const {
  if (m_recorded) return tr("%1 mini-batches").arg(shownCount(static_cast<double>(m_recorded->run.steps)));
  if (m_view.state == RunState::Empty) return {};
  const int shownEpoch = std::min(m_view.epoch + (m_view.state == RunState::Finished ? 0 : 1), m_view.epochs);
  const QString epoch = tr("epoch %1 of %2").arg(shownEpoch).arg(m_view.epochs);
  return m_view.product > 0 ? tr("%1 · layer %2").arg(epoch).arg(m_view.product) : epoch;
}

QString RunController::dataText() const {
  const QString name = fromStd(settingText(trainedDesign(), "training.dataset"));
  if (!m_data) return name;
  return tr("%1, %2 + %3 samples")
      .arg(name, shownCount(static_cast<double>(m_data->train.size())),
           shownCount(static_cast<double>(m_data->test.size())));
}

QString RunController::hardwareText() const {
  return shownEnumerator(settingText(trainedDesign(), "training.hardware"));
}

const Design& RunController::trainedDesign() const {
  return m_first ? m_first->design : m_document.design();
}

int RunController::plannedEpochs() const {
  if (!m_recorded && m_view.epochs > 0) return m_view.epochs;
  const Design& begun = m_recorded ? m_recorded->run.first : trainedDesign();
  const std::int64_t added = m_recorded ? addedEpochs(m_recorded->run.log) : 0;
  return static_cast<int>(settingInteger(begun, "training.epochs") + added);
}

}  // namespace lightloom::ui
