#pragma once

#include <QDialog>
#include <QTimer>
#include <vector>

#include "base/worker.h"
#include "learn/gradient_check.h"
#include "rooms.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace lightloom::ui {

class Document;
class RunController;

/// A network whose gradients are to be checked, and data to check them on.
struct GradientRequest {
  TrainerSettings settings;
  std::shared_ptr<const Dataset> data;
};

/// Back-propagation against central differences, for every encoding and activation: how far apart they are,
/// and a verdict. Runs when it is shown, on the data set of the design.
class GradientDialog : public QDialog {
  Q_OBJECT

 public:
  GradientDialog(Document& document, RunController& run, QWidget* parent = nullptr);

  const std::vector<GradientRow>& rows() const { return m_rows; }
  bool isRunning() const { return m_poll.isActive(); }

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeFoot();
  void makeTable();
  void startOrStop();
  void start();
  void poll();
  void showRow(const GradientRow& row);
  void refresh();

  Document& m_document;
  RunController& m_run;
  Worker<GradientRequest, Done, GradientRow> m_check;
  QTimer m_poll;
  std::vector<GradientRow> m_rows;
  QString m_obstacle;  ///< why nothing can be checked
  QLabel* m_about;
  QTableWidget* m_table;
  QLabel* m_verdict;
  QProgressBar* m_progress;
  QPushButton* m_start;
};

}  // namespace lightloom::ui
