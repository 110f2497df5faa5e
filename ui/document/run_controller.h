#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

#include "base/worker.h"
#include "document/dataset_request.h"
#include "rooms.h"
#include "train/recorded_run.h"
#include "train/run_points.h"
#include "train/runner.h"

namespace lightloom::ui {

class Document;

/// What the noise sources cost the network of the window, and the design it was measured on.
struct MeasuredCosts {
  Ablation ablation;
  Design design;
};

/// The training of the window: owns the runner, loads the data set beside it, polls while something runs, and
/// hands every new bench over. Editing or undoing never resets a run.
class RunController : public QObject {
  Q_OBJECT

 public:
  explicit RunController(Document& document, QObject* parent = nullptr);
  ~RunController() override;

  void setDataDirs(const std::vector<std::string>& dirs) { m_dataDirs = dirs; }
  const std::vector<std::string>& dataDirs() const { return m_dataDirs; }

  /// Trains what the design says. Settings that wait for a new run begin one; a run that has finished trains
  /// on for as many epochs again.
  void play();
  void pause();
  void step();  ///< one mini-batch, of a new run where settings wait for one
  /// The pace of this run and of those to come (`Runner::setPace`).
  void setPace(const Pace& pace);
  /// Files of the data set have changed: the next run reads them anew.
  void dataChanged() { ++m_dataVersion; }
  /// From the beginning, with the design as it is now; settings that wait for a new run take effect.
  void reset();

  /// A new run of the design as it is now, paused at its beginning, that begins with the weights of `run` in
  /// place of drawn ones. Where they do not fit, `problem` says why, and the run begins with drawn weights.
  void beginWith(const RunFile& run);

  // The same for the person at the window: where they would let go of training that is in no file,
  // `mayDrop` is asked first.
  void setDropGuard(std::function<bool()> mayDrop) { m_mayDrop = std::move(mayDrop); }
  void togglePlay();
  void askedStep();
  void askedReset();
  void askedBeginWith(const RunFile& run);

  /// Whether something was trained or measured that is in no file.
  bool hasUnsaved() const {
    return m_unsavedCosts || (m_recorded ? m_recorded->unsaved : m_view.steps > m_savedSteps);
  }
  /// The same of what was measured alone, which the ledger does not keep.
  bool hasUnsavedCosts() const { return m_unsavedCosts; }
  /// The run as recorded is in a file now.
  void markSaved(const RunFile& record);

  /// Shows a run of a file in place of the present design and training: its last design, curves, weights and
  /// what was measured. Where it holds where its training stood, and that fits the data, it is a paused
  /// training again as soon as they are loaded, and goes on to the same bits; else it is shown as it ended
  /// (`noted` says why), and training begins anew. `folder` is where a data set of its own is looked for.
  void openRecorded(const RunFile& run, const QString& folder);
  /// The same of the design that the document opens next: what that has otherwise is taken up. `isSaved` is
  /// false of a run that is in no file of the person's own.
  void expectRecorded(const RunFile& run, const QString& folder, bool isSaved);
  /// Whether what is shown is a run of a file that does not go on, or has no data yet.
  bool isRecorded() const { return m_recorded.has_value(); }
  /// Whether there is a network that has been trained, here or in the file.
  bool hasTrained() const { return m_view.steps > 0 || isRecorded(); }

  /// What was measured on this run; it is saved with it.
  const std::optional<MeasuredCosts>& costs() const { return m_costs; }
  /// Changes whenever another run takes the place of this one.
  int runNumber() const { return m_runNumber; }
  void keepCosts(const RunFile& measured, const Ablation& ablation);

  RunState state() const { return m_view.state; }
  bool isRunning() const { return m_view.state == RunState::Running || m_wish == Wish::Play; }
  bool isLoadingData() const { return m_loader.busy(); }
  bool canStep() const { return !isRunning() && (m_view.state != RunState::Finished || beginsAnew()); }
  /// The last poll; its curves are those of the runner, see `curves`.
  const RunView& view() const { return m_view; }
  /// Of the training, or of the run of a file in sight.
  const RunCurves& curves() const { return m_curves; }
  const std::shared_ptr<const Dataset>& data() const { return m_data; }
  /// Whether accuracies are R²: of the data set, or of the run of a file whose data is not there yet.
  bool isRegression() const {
    if (m_data) return m_data->classes == 0;
    return m_recorded && m_recorded->run.data.regression;
  }
  /// The files of an own data set, for those who pack it.
  std::vector<DatasetFile> dataFiles() const {
    return ownDatasetFiles(m_loaded.dataset, optionsOf(m_loaded));
  }
  /// What the window does until the mini-batch under way has ended.
  enum class Waiting {
    Painting,  ///< it goes on, but takes no input
    Still      ///< nothing: it is ending, or in the middle of something
  };
  /// The run so far; of a run of a file that file, on the bench as it is now. Comes at the end of the
  /// mini-batch that is under way.
  RunFile record(Waiting waiting = Waiting::Painting) const;
  /// The network that is there, as it stood a moment ago; of a run of a file on the bench as it is now. Null
  /// without one. Another pointer is a newer one.
  std::shared_ptr<const RunSnapshot> snapshot();
  /// Hands over the network as it is now as soon as the training has come to the end of a mini-batch; null
  /// without one. What `who` asked for goes with it.
  void withSnapshot(QObject* who, std::function<void(const std::shared_ptr<const RunSnapshot>&)> use);
  /// What would be lost of the run, as it stood seconds ago at the latest (`Runner::lastRecord`) and with
  /// what was measured; null where nothing was trained or all is in a file. Waits for nothing. While nothing
  /// was measured the same pointer is the same run.
  std::shared_ptr<const RunFile> unsavedRecord() const;
  /// The run as it stood seconds ago at the latest, in a file or not; null where nothing was trained. Waits
  /// for nothing; another pointer is a newer one.
  std::shared_ptr<const RunFile> lastRecord() const { return m_runner.lastRecord(); }
  /// The same as `record` for people, with the names and loupes of the document, which no training takes up.
  RunFile recordAsShown(Waiting waiting = Waiting::Painting) const;
  /// The same to look at, with its network; null without one.
  std::shared_ptr<const RunSnapshot> snapshotAsShown();

  QString stateText() const;     ///< "Training", "Paused", "Held: …"
  QString progressText() const;  ///< "epoch 3 of 10"
  QString dataText() const;      ///< "mnist, 60 000 + 10 000 samples"
  /// What on the hardware computes which product ("forward on light, backward digital").
  QString hardwareText() const;
  /// The design whose network and training settings the run has; before a run the document's.
  const Design& trainedDesign() const;
  int plannedEpochs() const;  ///< of the run, those that were added included
  /// Settings that differ from the running ones and wait for a new run.
  const std::vector<std::string>& waitingKeys() const { return m_waiting; }

 Q_SIGNALS:
  void stateChanged();     ///< state, or what waits for a new run
  void progressed();       ///< steps and speed; at most ten times a second
  void curvesChanged();    ///< new points; at most 20 times a second
  void curvesRestarted();  ///< forget all points
  void reportChanged();
  void costsChanged();
  void problem(const QString& message);
  void noted(const QString& message);  ///< what was told by the look of the data, or begun anew

 private:
  /// A run of a file, until its training begins or goes on.
  struct Recorded {
    RunFile run;
    bool unsaved = false;                              ///< it is in no file of the person's own
    bool mayResume = false;                            ///< it can go on, as far as is known without its data
    std::optional<RunSnapshot> restored = {};          ///< its network
    std::shared_ptr<const Report> report = {};         ///< of that on the present bench
    std::shared_ptr<const RunSnapshot> snapshot = {};  ///< likewise; null: not asked for
  };
  /// What is to be done as soon as data and bench are there.
  enum class Wish { None, Play, Step };

  bool mayResume() const { return m_recorded && m_recorded->mayResume; }
  void grantWish();
  /// Training what is shown takes another run than the one that is there.
  bool beginsAnew() const { return !m_waiting.empty(); }
  bool cannotBegin();
  bool mayBegin();
  bool mayDrop();
  void beginAnew(Wish wish);
  void compileNow();
  void loadData();
  void finishLoading();
  void prepareRun();
  void forgetRun();
  void leaveRecorded();
  bool resumeRecorded();
  void serveSnapshots();
  std::shared_ptr<const RunSnapshot> openedRecord() const;
  void showRecorded();
  void takeCosts();
  void fillFromRecord();
  void reportRecorded();
  void takeBench();
  void poll();
  void announce();
  void pollSoon();
  DatasetRequest request() const;

  Document& m_document;
  Runner m_runner;
  Worker<DatasetRequest, std::shared_ptr<const Dataset>> m_loader;
  QTimer m_poll;
  QElapsedTimer m_sinceCurves, m_sinceProgress, m_sinceChange;
  RunView m_view;
  RunCurves m_curves;
  std::vector<std::string> m_dataDirs, m_waiting;
  std::shared_ptr<const Dataset> m_data;
  std::shared_ptr<const Bench> m_first;           ///< the bench the run began with; null before
  std::vector<WeightMatrix> m_start;              ///< weights that the run begins with; empty: drawn
  DatasetRequest m_loaded;                        ///< what m_data came from
  std::optional<Recorded> m_recorded, m_opening;  ///< in sight, and on its way there
  QString m_recordedFolder;
  std::optional<MeasuredCosts> m_costs;
  struct Asked {
    QPointer<QObject> who;
    std::function<void(const std::shared_ptr<const RunSnapshot>&)> use;
  };
  std::vector<Asked> m_asked;  ///< for the network as it is now
  int m_runNumber = 0, m_dataVersion = 0;
  Wish m_wish = Wish::None;
  std::function<bool()> m_mayDrop;
  std::uint64_t m_savedSteps = 0;  ///< of this run, in a file
  bool m_unsavedCosts = false;
  bool m_curvesDue = false, m_progressDue = false;
  bool m_closed = false;  ///< between two documents: their benches are not for the old run
};

}  // namespace lightloom::ui
