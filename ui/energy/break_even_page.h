#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>
#include <optional>

#include "base/worker.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "study/break_even.h"

class QComboBox;
class QLabel;
class QProgressBar;

namespace lightloom::ui {

class BreakEvenChart;
class Document;
class ProblemLabel;
class RunController;

/// A design whose map is asked for.
struct BreakEvenRequest {
  Design design;
  std::shared_ptr<const Dataset> data;  ///< never null where it is asked
  bool operator==(const BreakEvenRequest&) const = default;
};

/// The map of symbol rate, array size and memory, beside a digital processor that is chosen, and in words
/// what it says of this bench. Computed beside the window.
class BreakEvenPage : public QWidget {
  Q_OBJECT

 public:
  BreakEvenPage(Document& document, RunController& run, QWidget* parent = nullptr);

  /// Asks for the map of the design where it is not there yet.
  void refresh();
  void setColours();
  const std::optional<BreakEven>& map() const { return m_map; }
  BreakEvenChart& chart() { return *m_chart; }

 private:
  void poll();
  void showMap();

  Document& m_document;
  RunController& m_run;
  Worker<BreakEvenRequest, std::optional<BreakEven>, double> m_work;
  QTimer m_poll;
  BreakEvenRequest m_asked;  ///< newest, answered where nothing is polled for
  std::optional<BreakEven> m_map;
  QComboBox* m_processor;
  QLabel* m_words;
  QProgressBar* m_progress;
  ProblemLabel* m_fault;
  BreakEvenChart* m_chart;
};

}  // namespace lightloom::ui
