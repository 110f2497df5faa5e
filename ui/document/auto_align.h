#pragma once

#include <QObject>
#include <QTimer>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "bench/alignment.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;

/// Auto-align of the window: turns the fine adjusters on a thread of its own and makes the result one step
/// that can be undone. Stopped, it changes nothing.
class AutoAlign : public QObject {
  Q_OBJECT

 public:
  explicit AutoAlign(Document& document, QObject* parent = nullptr);
  ~AutoAlign() override;

  bool isRunning() const { return m_worker.joinable(); }
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
  Design m_design;  ///< that is being aligned
  std::vector<Knob> m_knobs;
  std::atomic<double> m_weakest{0};
  std::mutex m_mutex;
  std::optional<Result<Alignment>> m_result;  ///< guarded by m_mutex
  std::jthread m_worker;
};

}  // namespace lightloom::ui
