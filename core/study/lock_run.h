#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/message.h"
#include "bench/lock_map.h"
#include "design/kind.h"
#include "laser/laser_steps.h"
#include "locks/array_lock.h"
#include "rooms.h"

namespace lightloom::study {

/// One laser of an array that runs in time.
struct DrivenLaser {
  double alpha = 2;
  double detuningHz = 0;                ///< leader − free-running follower, with all heat at rest
  double injectionRatio = 0;            ///< linear, 0 … 1e6
  double biasPhaseRad = 0;              ///< the static error is reckoned from here
  double warmingHz = 0;                 ///< detuning by the heat of its neighbours, at rest
  LockState state = LockState::Stable;  ///< what this drive comes to in the end
};

/// An array as it is driven: all that its lasers need to run in time. A plain value.
struct LockScene {
  LaserParameters laser;  ///< nominal; each laser has its own α
  std::vector<DrivenLaser> lasers;
  double leaderLinewidthHz = 0;  ///< its phase diffuses under all lasers together
  double noiseRad = 0;           ///< rms of the nominal laser's phase at an instant: what counts as rest
  double driftHzPerRootS = 0;    ///< detuning drift, a random walk
  double thermalTimeS = 0;       ///< time constant of the neighbours' heat; 0: at once
  std::uint64_t seed = 1;
};

/// The scene of an array, from its lock and its parameters (drift, thermal corner, heat of the neighbours).
LockScene lockScene(const ArrayLock& lock, const PartView& array);

/// Why a scene cannot run: no laser, a parameter out of range, no leader light on any laser. nullopt where it
/// can.
std::optional<Message> lockSceneProblem(const LockScene& scene);

/// The recent motion of a laser's phase.
enum class LaserMotion {
  Locked,       ///< its phase rests, but for its noise
  Oscillating,  ///< its phase stays within a turn, but does not rest
  Slipping      ///< it loses turns against its leader
};

/// One laser at one moment. All numbers are finite.
struct LaserView {
  LaserMoment moment;
  double detuningHz = 0;  ///< at this instant, drift and heat included
  double injectionRatio = 0;
  double rmsRad = 0;      ///< of its phase about the mean of the window, 13 relaxation oscillations
  double staticRad = 0;   ///< mean phase − bias phase, −π … π; 0 while it slips
  double slipRateHz = 0;  ///< turns per second against the leader, signed; 0 unless it slips
  LaserMotion motion = LaserMotion::Oscillating;
};

/// The way of a laser's field relative to its free-running field, oldest first; the free-running field is 1.
struct LaserTrail {
  int laser = 0;
  std::vector<std::complex<float>> points;
};

/// The lasers of a running simulation at one moment, for the window to draw.
struct LockView {
  std::optional<Message> problem;  ///< then there are no lasers
  double timeS = 0;                ///< simulated, since the last restart
  double stepS = 0;
  std::uint64_t restarts = 0;
  std::vector<LaserView> lasers;
  std::vector<LaserTrail> trails;  ///< of the watched lasers
  bool playing = false;
  bool keptPace = true;  ///< false where this machine is too slow for the asked pace
};

/// An array of lasers in time, stepped by hand: the same scene, orders and steps give the same bits, however
/// the steps are split. Slow effects act every `kSlowSteps` steps.
class LockSimulation {
 public:
  static constexpr int kTrailSteps = 8;   ///< between two points of a trail
  static constexpr int kSingleStep = 32;  ///< steps of a step by hand
  static constexpr int kSlowSteps = 256;
  static constexpr int kWindow = 128;  ///< samples of the running statistics
  static constexpr int kTrailPoints = 160;
  static constexpr std::size_t kLargestWatch = 100;

  /// Begins with all lasers at random phases.
  explicit LockSimulation(const LockScene& scene);

  /// Another drive of the same lasers goes on from where they are. Another laser or count restarts; a drive
  /// that needs shorter steps too, but keeps the fields.
  void take(const LockScene& scene);
  /// Puts every laser to a random phase, free running and without slips.
  void kick();
  /// Lasers whose trails are kept; channels that do not exist are left out.
  void watch(std::vector<int> lasers);
  void advance(std::int64_t steps);

  const std::optional<Message>& problem() const { return m_problem; }
  double stepS() const { return m_step.seconds(); }
  LockView view() const;

 private:
  struct Trail {
    int laser;
    std::vector<std::complex<float>> ring;
    std::size_t next = 0;
  };
  int count() const { return static_cast<int>(m_scene.lasers.size()); }
  void restart();
  void forgetPast();
  void driveAll();
  void applySlowEffects();
  void recordTrails();
  void recordSample();
  double detuningOf(std::size_t laser) const;
  void fillStatistics(std::size_t laser, LaserView& out) const;

  LockScene m_scene;
  std::optional<Message> m_problem;
  std::optional<LaserArray> m_array;
  Time m_step = Time::seconds(0);
  std::int64_t m_sampleSteps = kTrailSteps;  ///< between two samples of the phase
  std::int64_t m_steps = 0;
  std::uint64_t m_restarts = 0, m_kicks = 0, m_walks = 0;
  std::vector<double> m_drift, m_warming;
  std::vector<double> m_samples;  ///< unwrapped phases, `kWindow` rows of all lasers
  int m_sampleCount = 0, m_nextSample = 0;
  std::vector<Trail> m_trails;
};

/// Runs a simulation on its own thread at a pace in simulated seconds per second, and publishes views through
/// one mailbox. Sleeps between blocks; paused it takes no time at all. All methods are for one owner thread.
class LockRun {
 public:
  static constexpr double kSlowestPace = 1e-12, kFastestPace = 1e-3;

  LockRun();
  ~LockRun();  ///< stops within milliseconds and joins
  LockRun(const LockRun&) = delete;
  LockRun& operator=(const LockRun&) = delete;

  /// The newest scene wins; null forgets the lasers.
  void setScene(std::shared_ptr<const LockScene> scene);
  void setPace(double simulatedSPerS);
  void play();
  void pause();
  void step();  ///< pauses, and goes on by `LockSimulation::kSingleStep`
  void kick();
  void watch(const std::vector<int>& lasers);

  /// The newest view; null before the first scene.
  std::shared_ptr<const LockView> poll() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace lightloom::study
