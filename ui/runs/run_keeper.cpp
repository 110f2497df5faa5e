#include "runs/run_keeper.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/memory.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "documents/recovery.h"

namespace lightloom::ui {
namespace {

constexpr int kKeeperLookMs = 500;

bool isWorthKeeping(const RunFile& run) {
  const std::vector<double>* tested = columnOf(run.curves, "test_accuracy");
  return run.diverged ||
         (tested && std::any_of(tested->begin(), tested->end(), [](double v) { return std::isfinite(v); }));
}

}  // namespace

RunKeeper::RunKeeper(const Document& document, RunController& run, const RunLedger& ledger, QObject* parent)
    : QObject(parent), m_document(document), m_run(run), m_ledger(ledger) {
  m_thread = std::jthread([this](const std::stop_token& stop) { work(stop); });
  for (const auto news :
       {&RunController::stateChanged, &RunController::progressed, &RunController::curvesRestarted})
    connect(&run, news, this, &RunKeeper::look);
  connect(&m_look, &QTimer::timeout, this, [this] {
    look();
    poll();
  });
  m_look.start(kKeeperLookMs);
}

RunKeeper::~RunKeeper() {
  finish();
}

// The pointer of a snapshot is all that is copied here.
void RunKeeper::look() {
  if (m_run.runNumber() != m_number) {
    leave();
    m_number = m_run.runNumber();
    return;  // until the next run is there, the controller still has the record of the one before
  }
  if (m_opened && !m_trainedHere) recognise();
  m_trainedHere = m_trainedHere || m_run.hasUnsaved();
  if (!m_trainedHere) return;
  m_last = m_run.lastRecord();
  m_folder = m_document.folder().toStdString();
  if (!m_run.isRunning()) handOver();
}

// Another run takes the place of the one that was there.
void RunKeeper::leave() {
  if (m_trainedHere) {
    if (RunPtr last = m_run.lastRecord(); last && (!m_last || last->first == m_last->first)) m_last = last;
    handOver();
  }
  m_trainedHere = false;
  m_last = m_handed = nullptr;
  ++m_slot;
}

void RunKeeper::continues(const std::string& id) {
  const Result<RunEntry> entry = m_ledger.entry(id);
  m_opened = entry ? std::optional<RunEntry>(entry.value()) : std::nullopt;
}

// The run that was opened stands where it ended, and nothing was trained since.
void RunKeeper::recognise() {
  if (m_run.hasUnsaved()) return m_opened.reset();
  const RunPtr record = m_run.isRecorded() ? nullptr : m_run.lastRecord();
  if (!record || record->steps != m_opened->steps || designHash(record->first) != m_opened->firstHash) return;
  const std::lock_guard lock(m_mutex);
  m_ids[m_slot] = m_opened->id;
  m_opened.reset();
}

// A bench that changed while nothing trained belongs to no number of the run: what is kept is the run as it
// came to them.
void RunKeeper::handOver() {
  if (!m_last || m_last == m_handed || !isWorthKeeping(*m_last)) return;
  if (m_handed && m_last->steps == m_handed->steps && m_last->log.size() != m_handed->log.size()) return;
  m_handed = m_last;
  {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_jobs, [this](const Job& job) { return job.slot == m_slot; });
    m_jobs.push_back({m_slot, m_last, m_folder});
  }
  m_wake.notify_all();
}

bool RunKeeper::isWritten(std::chrono::milliseconds patience) {
  std::unique_lock lock(m_mutex);
  return m_wake.wait_for(lock, patience, [this] { return m_jobs.empty() && !m_busy; });
}

bool RunKeeper::keepsAll() {
  if (m_run.hasUnsavedCosts()) return false;
  m_run.record();  // up to the mini-batch that is under way
  look();
  if (!m_trainedHere || !m_last) return false;
  handOver();
  constexpr std::chrono::milliseconds kFrame(16);
  while (!isWritten(kFrame)) QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
  poll();
  return m_handed && m_handed->steps == m_last->steps && m_lastProblem.empty();
}

void RunKeeper::finish() {
  look();
  if (m_trainedHere) handOver();
  std::unique_lock lock(m_mutex);
  m_wake.wait(lock, [this] { return m_jobs.empty() && !m_busy; });
  lock.unlock();
  poll();
}

void RunKeeper::poll() {
  std::vector<Message> problems;
  std::size_t written = 0;
  {
    const std::lock_guard lock(m_mutex);
    problems.swap(m_problems);
    written = m_written;
  }
  if (written != m_told) {
    m_told = written;
    m_lastProblem.clear();
    Q_EMIT kept();
  }
  for (const Message& one : problems) {
    if (one.id == m_lastProblem) continue;
    m_lastProblem = one.id;
    Q_EMIT problem(shown(one));
  }
}

void RunKeeper::work(const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  while (m_wake.wait(lock, stop, [this] { return !m_jobs.empty(); })) {
    const Job job = m_jobs.front();
    m_jobs.erase(m_jobs.begin());
    m_busy = true;
    lock.unlock();
    const std::optional<Message> problem = write(job);
    lock.lock();
    m_busy = false;
    problem ? m_problems.push_back(*problem) : static_cast<void>(++m_written);
    m_wake.notify_all();
  }
}

std::optional<Message> RunKeeper::write(const Job& job) {
  std::string id;
  {
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_ids.find(job.slot); known != m_ids.end()) id = known->second;
  }
  std::optional<Message> out;
  const Result<Done> done = withinMemory([&]() -> Result<Done> {
    const Result<RunEntry> entry =
        id.empty() ? m_ledger.keep(*job.run, {}, job.folder) : m_ledger.update(id, *job.run);
    if (!entry) return entry.error();
    const std::lock_guard lock(m_mutex);
    m_ids[job.slot] = entry.value().id;
    return Done();
  });
  if (!done) out = done.error();
  return out;
}

}  // namespace lightloom::ui
