#pragma once

#include <QTimer>
#include <string>
#include <vector>

#include "base/worker.h"
#include "panels/page.h"
#include "rooms.h"
#include "study/ablation.h"

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTabWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::imperfections {
struct Imperfection;
}  // namespace lightloom::imperfections

namespace lightloom::report {
struct NoiseContribution;
}  // namespace lightloom::report

namespace lightloom::train {
struct AblationRow;
}  // namespace lightloom::train

namespace lightloom::ui {

class BudgetPage;
class Comparison;
class Document;
class RunController;
struct DesignChange;

/// A network whose noise sources are to be taken off one by one.
struct AblationRequest {
  std::shared_ptr<const RunSnapshot> run;  ///< never null
  std::shared_ptr<const Dataset> data;     ///< never null
};

/// The page of the noise sources: a switch for each, the values that set it, its sigma and share on the
/// running bench, and what it costs in test accuracy, which is measured on demand by taking it off; and, on a
/// tab of its own, the error budget. Hidden it computes nothing but what somebody has begun to measure.
class NoiseConsole : public Page {
  Q_OBJECT

 public:
  NoiseConsole(Document& document, RunController& run, Comparison& comparison, QWidget* parent = nullptr);

  bool isMeasuring() const { return m_poll.isActive(); }
  BudgetPage& budget() { return *m_budget; }
  /// Why nothing can be measured; empty where it can.
  QString obstacle() const;

 Q_SIGNALS:
  /// The person wants to change a value: id of the part, key of its parameter.
  void valueChosen(const QString& part, const QString& key);
  void problem(const QString& message);

 protected:
  void refreshActive() override;
  void applyColours() override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* makeSources();
  QWidget* makeHeader();
  QWidget* makeDetails();
  void sizeColumns();
  void makeTable();
  void refreshSoon();
  void refresh();
  void refreshSwitches();
  void refreshRow(int source);
  void refreshNumbers();
  void refreshCosts();
  void refreshButton();
  void refreshDetails();
  void setLost(QTreeWidgetItem& item, const AblationRow* row, double largest, bool old);
  void flip(QTreeWidgetItem* item, int column);
  void choose(QTreeWidgetItem* item, int column);
  void sortBy(int column);
  void measure();
  void measureOn(const std::shared_ptr<const RunSnapshot>& run);
  void poll();
  const NoiseContribution* contributionOf(const Imperfection& imperfection) const;
  const AblationRow* costsOf(const Imperfection& imperfection) const;
  bool costsAreOld() const;
  QString costsText() const;
  QString costsOfText(const AblationRow& row) const;

  Document& m_document;
  RunController& m_run;
  Comparison& m_comparison;
  Worker<AblationRequest, std::optional<Ablation>, double> m_ablation;  ///< tells the share that is done
  std::shared_ptr<const RunSnapshot> m_measured;                        ///< what it measures
  QTimer m_poll, m_soon;
  std::vector<QTreeWidgetItem*> m_items;  ///< of the sources, in the order of the settings
  bool m_due = true, m_filling = false, m_stopped = false;
  int m_measuredRun = -1;  ///< number of the run that is being measured
  QCheckBox* m_all;
  QLabel* m_total;
  QLabel* m_costs;
  QProgressBar* m_progress;
  QPushButton* m_measure;
  QTreeWidget* m_table;
  QLabel* m_details;
  BudgetPage* m_budget;
  QTabWidget* m_tabs;
};

}  // namespace lightloom::ui
