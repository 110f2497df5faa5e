#pragma once

#include <QTimer>
#include <QWidget>
#include <optional>

#include "base/worker.h"
#include "design/design.h"
#include "rooms.h"
#include "study/error_budget.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::ui {

class Document;
class RunController;

/// A design whose errors are to be measured.
struct BudgetRequest {
  Design design;
  std::shared_ptr<const Dataset> data;
  ErrorBudgetOptions options;
};

/// The error budget of the design: a table of how far each adjuster, laser spread and temperature may be off,
/// measured on demand on a network of its own, beside whatever trains. Each entry can be set on the bench. A
/// budget stays until the next one, marked where the design has changed since.
class BudgetPage : public QWidget {
  Q_OBJECT

 public:
  BudgetPage(Document& document, RunController& run, QWidget* parent = nullptr);

  bool isMeasuring() const { return m_poll.isActive(); }
  /// Why nothing can be measured; empty where it can.
  const std::optional<ErrorBudget>& budget() const { return m_budget; }

 Q_SIGNALS:
  /// The person wants to see a part: its id, and the key of a parameter.
  void valueChosen(const QString& part, const QString& key);
  void problem(const QString& message);

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeHeader();
  void makeTable();
  QSpinBox* numberBox(const char* name, const QString& words, int low, int high, int value);
  void toggle();
  void start();
  void poll();
  void refresh();
  void fillTable();
  void colourTable();
  void refreshHeader();
  QString stateText() const;
  QString summary() const;
  bool isOld() const;
  bool isConfirming() const;
  const BudgetRow* rowOf(const QTreeWidgetItem* item) const;
  bool canSet(const QTreeWidgetItem* item, int column) const;
  void act(QTreeWidgetItem* item, int column);
  void setOnBench(const QTreeWidgetItem& item, int column);

  Document& m_document;
  RunController& m_run;
  Worker<BudgetRequest, std::optional<ErrorBudget>, double> m_work;  ///< tells the share that is done
  QTimer m_poll;
  Design m_measuring;  ///< what a budget under way is made for
  Design m_measured;   ///< what the one that is shown was made for
  std::optional<ErrorBudget> m_budget;
  Design m_confirming;  ///< the measured design with an entry set
  QString m_confirmed;  ///< that entry in words; empty: none was
  bool m_stopped = false;
  QSpinBox* m_share;
  QSpinBox* m_epochs;
  QLabel* m_state;
  QProgressBar* m_progress;
  QPushButton* m_set;
  QPushButton* m_copy;
  QPushButton* m_measure;
  QStackedWidget* m_pages;
  QLabel* m_sentence;
  QTreeWidget* m_table;
};

}  // namespace lightloom::ui
