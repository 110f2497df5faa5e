#pragma once

#include <QDialog>
#include <QTimer>
#include <vector>

#include "base/worker.h"
#include "rooms.h"
#include "validation/validation.h"

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::ui {

/// A table of published numbers that is to be computed.
struct ValidationRequest {
  ValidationInputs inputs;
  bool longRows = false;
};

/// Published numbers and what this program makes of them, by publication: value, expectation and verdict of
/// every row, where the number comes from, and the bench that belongs to it. Runs when it is shown first.
class ValidationDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ValidationDialog(QWidget* parent = nullptr);

  const std::vector<ValidationResult>& results() const { return m_results; }
  bool isRunning() const { return m_poll.isActive(); }

 Q_SIGNALS:
  /// The person wants to see the bench of a row: path of a design.
  void benchWanted(const QString& path);
  void problem(const QString& message);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeHead();
  QWidget* makeDetails();
  QWidget* makeFoot();
  void fillTree();
  void start();
  void poll();
  void showResult(const ValidationResult& result);
  void showVerdict(QTreeWidgetItem& item, const ValidationResult& result);
  void refreshHead();
  void refreshGroups();
  void refreshDetails();
  const ValidationResult* resultOf(const QTreeWidgetItem* item) const;
  void copyTable();
  void saveTable();
  void openBench();

  std::optional<Message> m_problem;  ///< why the rows ended early
  Worker<ValidationRequest, Done, ValidationResult> m_run;
  QTimer m_poll;
  std::vector<ValidationResult> m_results;
  std::vector<QTreeWidgetItem*> m_items;  ///< of the rows, in their order
  bool m_stopped = false;
  QLabel* m_summary;
  QProgressBar* m_progress;
  QCheckBox* m_long;
  QPushButton* m_start;
  QPushButton* m_stop;
  QTreeWidget* m_tree;
  QLabel* m_details;
  QPushButton* m_bench;
  QPushButton* m_copy;
  QPushButton* m_save;
};

}  // namespace lightloom::ui
