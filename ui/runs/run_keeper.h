#pragma once

#include <QObject>
#include <QTimer>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "documents/run_ledger.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;
class RunController;

/// Keeps the runs of a window in a ledger: at their end, at a pause, when another run takes their place, and
/// when the window closes. One run is one entry, however often it goes on, and so is one that was opened from
/// the ledger. A run is kept once an epoch was finished or it has diverged: before that there is no accuracy
/// to compare. Files are written on a thread; of one run the newest state wins.
class RunKeeper : public QObject {
  Q_OBJECT

 public:
  RunKeeper(const Document& document, RunController& run, const RunLedger& ledger, QObject* parent = nullptr);
  ~RunKeeper() override;  ///< writes what waits

  /// The run that the window opens next is this one of the ledger. Where it goes on, it stays one entry;
  /// where training begins anew, that is another run.
  void continues(const std::string& id);
  /// Hands over what is not kept yet and returns when it is on the disk, or cannot be.
  void finish();
  /// Keeps the run as it is now, if it can be kept, and says whether nothing of it would be lost where
  /// another one takes its place: not so before the end of its first epoch, with what was measured on it, or
  /// where nothing can be written. The window paints meanwhile, and takes no input.
  bool keepsAll();

 Q_SIGNALS:
  void kept();  ///< there is something new in the ledger
  void problem(const QString& message);

 private:
  using RunPtr = std::shared_ptr<const RunFile>;
  /// A run of the window, by a number of its own.
  struct Job {
    int slot = 0;
    RunPtr run;
    std::string folder;  ///< of its design
  };

  void look();
  void leave();
  void recognise();
  void handOver();
  bool isWritten(std::chrono::milliseconds patience);
  void poll();
  void work(const std::stop_token& stop);
  std::optional<Message> write(const Job& job);

  const Document& m_document;
  RunController& m_run;
  QTimer m_look;
  int m_number = -1;           ///< of the controller
  int m_slot = 0;              ///< of the present run
  bool m_trainedHere = false;  ///< something of it was trained in this window
  std::optional<RunEntry> m_opened;
  RunPtr m_last, m_handed;
  std::string m_folder;

  RunLedger m_ledger;  ///< of the thread
  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  // Under the mutex.
  std::vector<Job> m_jobs;  ///< one for each run at most
  std::map<int, std::string> m_ids;
  bool m_busy = false;
  std::size_t m_written = 0;
  std::vector<Message> m_problems;

  std::size_t m_told = 0;
  std::string m_lastProblem;  ///< id; said once until something can be kept again
  std::jthread m_thread;      ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
