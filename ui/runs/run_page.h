#pragma once

#include <QTimer>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/worker.h"
#include "design/design.h"
#include "documents/run_ledger.h"
#include "panels/page.h"
#include "plots/run_overlay.h"
#include "rooms.h"
#include "runs/run_table.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QTabWidget;
class QTreeWidget;

namespace lightloom::ui {

class Document;
class MeritPlot;

/// The runs that are kept: a table to sort, filter, rename and delete with undo; what the chosen ones have
/// otherwise than the design on the bench (of two: than each other); and all of the list in accuracy, energy
/// and area. Folders are read on a thread.
class RunPage : public Page {
  Q_OBJECT

 public:
  explicit RunPage(Document& document, QWidget* parent = nullptr);

  /// The ledger that is shown; without one the page says that nothing is kept.
  void setLedger(const RunLedger& ledger);
  /// Reads the ledger again.
  void refresh();

  const RunTable& table() const { return *m_table; }
  const MeritPlot& plot() const { return *m_plot; }

 Q_SIGNALS:
  /// The person wants to see a run: its file.
  void openWanted(const RunEntry& entry, const QString& path);
  /// The person wants to begin with the weights of a run: its file.
  void weightsWanted(const QString& path);
  void overlaysChanged(const std::vector<RunOverlay>& overlays);
  void problem(const QString& message);

 protected:
  void refreshActive() override;
  void applyColours() override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  /// What of a run is looked at beside its entry.
  struct Opened {
    std::string id;
    std::uint64_t steps = 0;
    Design design;
    RunOverlay overlay;
    std::optional<Message> problem;
  };

  struct Wanted {
    std::string id, path;
    std::uint64_t steps = 0;
  };

  static Opened read(const Wanted& wanted);
  QWidget* makeHeader();
  void makeTable();
  QWidget* makeSide();
  std::vector<int> chosenRows() const;
  std::vector<int> listedRows() const;
  void poll();
  void takeListing(RunLedger::Listing listing);
  void openWhatIsNeeded();
  void showChoice();
  void showChanges();
  void showMerits();
  void showOverlays();
  void showState();
  void describe(const QString& id, const RunWords& words);
  void removeChosen();
  void undoRemove();
  void clearDeleted();
  void openRow(int row);
  void useWeights(int row);
  void chooseRow(int row);
  const Opened* opened(const RunEntry& entry) const;

  Document& m_document;
  std::optional<RunLedger> m_ledger;
  Worker<RunLedger, RunLedger::Listing> m_lister;
  Worker<std::vector<Wanted>, Done, Opened> m_opener;
  QTimer m_poll;
  RunTable* m_table;
  RunFilter* m_filter;
  std::map<std::string, Opened> m_opened;
  std::set<std::string> m_opening;     ///< ids that are read now
  std::set<std::string> m_asked;       ///< ids that are read now
  std::vector<std::string> m_removed;  ///< by the last deletion
  std::size_t m_deleted = 0, m_passedOver = 0;
  std::uint64_t m_bytes = 0;
  std::vector<int> m_drawn;  ///< rows of the points of the plot
  bool m_listed = false, m_stale = true;

  QLineEdit* m_words;
  QLabel* m_state;
  QPushButton* m_open;
  QPushButton* m_use;
  QPushButton* m_remove;
  QPushButton* m_undo;
  QPushButton* m_clear;
  QTableView* m_view;
  QTabWidget* m_side;
  QTreeWidget* m_changes;
  MeritPlot* m_plot;
};

}  // namespace lightloom::ui
