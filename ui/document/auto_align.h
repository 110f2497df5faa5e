#pragma once

#include <QObject>
#include <QTimer>
#include <vector>

#include "base/worker.h"
#include "bench/alignment.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;

/// What is to be aligned, and with which adjusters.
struct AlignRequest {
  Design design;
  std::vector<Knob> knobs;
};

/// Auto-align of the window: turns the fine adjusters on a thread of its own and makes the result one step
/// that can be undone. Stopped, it changes nothing.
class AutoAlign : public QObject {
  Q_OBJECT

 public:
  explicit AutoAlign(Document& document, QObject* parent = nullptr);
  ~AutoAlign() override;

  bool isRunning() const { return m_poll.isActive(); }
  /// Starts an alignment with the mounts of these parts; without any, with those that bring the arms of every
  /// cell together.
  void start(const std::vector<std::string>& parts);
  void stop();

 Q_SIGNALS:
  void runningChanged(bool running);
  void progressed(double weakestVisibility);
  /// Emitted at the end, with the knobs that were turned in words.
  void finished(const QString& words);
  void problem(const QString& message);

 private:
  void poll();
  void take(const Alignment& result);
  QString turnedText(const std::vector<std::pair<Knob, double>>& turned) const;

  Document& m_document;
  QTimer m_poll;
  AlignRequest m_request;                          ///< that is under way
  Worker<AlignRequest, Alignment, double> m_work;  ///< tells the weakest visibility
};

}  // namespace lightloom::ui
