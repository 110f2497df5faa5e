#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>
#include <optional>

#include "base/worker.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "study/projection.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QTreeWidget;

namespace lightloom::ui {

class Document;
class ProblemLabel;
class RunController;

/// A design whose trainings of large models are asked for.
struct ProjectionRequest {
  Design design;
  std::shared_ptr<const Dataset> data;  ///< never null where it is asked
  ProjectionOptions options;
  bool operator==(const ProjectionRequest&) const = default;
};

/// What the training of a large model takes, by this bench without and with memory, by numbers of
/// publications and by processors. Computed beside the window.
class ProjectionTable : public QWidget {
  Q_OBJECT

 public:
  ProjectionTable(Document& document, RunController& run, QWidget* parent = nullptr);

  /// Asks for what is not there yet: the design or what is typed has changed.
  void refresh();
  const std::optional<Projection>& projection() const { return m_projection; }
  bool isComputing() const { return m_poll.isActive(); }

 private:
  QWidget* makeHeader();
  QLineEdit* makeCount(const char* name, const QString& title, const QString& tip);
  void makeTable();
  void poll();
  void fill();
  /// The model of one's own; nothing, and the fault is shown, where what is typed is none.
  std::optional<Result<ModelToTrain>> typedModel() const;
  bool ownIsChosen() const;

  Document& m_document;
  RunController& m_run;
  Worker<ProjectionRequest, Projection> m_work;
  QTimer m_poll;
  ProjectionRequest m_asked;  ///< newest, answered where nothing is polled for
  std::optional<Projection> m_projection;
  QComboBox* m_model;
  QLineEdit* m_weights;
  QLineEdit* m_tokens;
  QDoubleSpinBox* m_utilisation;
  QDoubleSpinBox* m_days;
  QLabel* m_summary;
  ProblemLabel* m_fault;
  QTreeWidget* m_table;
};

}  // namespace lightloom::ui
