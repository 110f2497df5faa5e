#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "learn/trainer.h"
#include "rooms.h"
#include "train/experiment.h"
#include "train/resume_point.h"
#include "train/run_points.h"

namespace lightloom::train {

/// Trains the ideal twin on its own thread, as far as it is allowed to go. Between two mini-batches the
/// thread helps the run out where it is asked: it has the lighter work of the two.
class Twin {
 public:
  /// Begins, or goes on where `from` stood.
  explicit Twin(const Experiment& experiment, const std::optional<TwinState>& from = std::nullopt);

  /// Lets the twin finish its first `epochs` epochs.
  void allow(int epochs);

  /// Does `work` here and, as soon as the twin's thread is free, there too (see WorkBeside). What it throws
  /// there is thrown here.
  void workBeside(const std::function<void()>& work);

  /// What it has published.
  Trail<TwinPoint> points() const;

  /// Where the twin stands; waits for the end of what it is at, a mini-batch or a test set. Nothing where
  /// there is no memory for it.
  std::optional<TwinState> state();

  /// Waits until the twin has done `epochs` epochs (or has diverged).
  void wait(int epochs);

 private:
  bool mayTrain() const { return !m_gaveUp && !m_trainer.diverged() && m_trainer.epoch() < m_allowed; }
  void work(const std::stop_token& stop);
  void help(const std::function<void()>& asked);
  void giveState();
  void train();
  void publish();

  Trainer m_trainer;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_wake;
  int m_allowed = 0;
  bool m_ended = false, m_gaveUp = false;
  std::exception_ptr m_failure;                    ///< of work that it helped with
  const std::function<void()>* m_asked = nullptr;  ///< work to help with
  bool m_helping = false;
  bool m_stateAsked = false;
  std::optional<TwinState> m_state;  ///< the answer, until it is taken
  Trail<TwinPoint> m_points;
  std::jthread m_thread;  ///< last: joins before the rest goes
};

}  // namespace lightloom::train
