#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "laser/laser_parameters.h"
#include "rooms.h"

namespace lightloom::laser {

/// The drive of one laser of an array; it may change between steps.
struct LaserDrive {
  double detuningHz = 0;      ///< leader − free-running follower
  double injectionRatio = 0;  ///< mode-matched power on the facet / free-running emitted power, 0 … 1e6
};

/// One laser at one moment. Adler's equation keeps amplitude and carriers at 1.
struct LaserMoment {
  double phase = 0;        ///< follower − leader, rad, within one turn
  std::int64_t slips = 0;  ///< whole turns taken out of the phase: phase + 2π slips has no jumps
  double amplitude = 1;    ///< field relative to the free-running field
  double carriers = 1;     ///< N, 1 at threshold
};

/// The longest step that follows a laser well: a fifth of the shortest of 1/(k √(1+α²)), 1/(γ_c μ),
/// 1/√(2kγ_c(μ−1)), 1/(K √ratio) and a tenth of 1/(2πδν); of Adler's equation 1/Δω_L and the last alone.
/// There the working point's decay rate is right to 1 % and a slip rate to 0.5 %, errors falling as the
/// square of the step. Detunings may be large against the inverse step: only what happens at the detuning's
/// own pace needs |Δω|·step ≤ 0.3 as well.
Time longestStep(const LaserParameters& laser, double injectionRatio);

/// An array of injection-locked lasers in time, of the laser's own model: rate equations (model.md 3.1) or
/// Adler's equation, with phase noise of the laser's linewidth whose variance under lock is that of
/// `lockDynamics`. In float and vectorised (see AdlerPass, RateEquationPass for the schemes); a value, whose
/// copy goes on alike. Steps may be split over calls at will: the bits are the same, also those of a laser in
/// a larger array.
class LaserArray {
 public:
  /// As many lasers as `alphas`, alike in everything else; not driven, free-running at phase 0. The laser
  /// must pass `checkLockInputs` with each α, and 0 < step ≤ longestStep(laser with this α, 0).
  LaserArray(const LaserParameters& laser, const std::vector<double>& alphas, Time step, std::uint64_t seed);

  int count() const { return m_count; }     ///< lasers
  Time stepTime() const { return m_step; }  ///< length of one step

  /// Drives laser `laser` (0 … count() − 1) like this from here on; its state goes on without a jump. The
  /// detuning must be finite and the ratio within 0 … 1e6. Detunings beyond half a turn per step count as
  /// that in Adler's equation.
  void drive(int laser, const LaserDrive& drive);
  /// Puts a laser into a state, with any phase. Noise is relative to the field: without injection a dark
  /// laser stays dark.
  void place(int laser, const LaserMoment& moment);
  /// Phase noise of the leader: its phase diffuses by 2πδν·t and takes no laser along but by locking, so that
  /// it is common to all of them. 0 Hz at first; with it, step ≤ longestStep(a laser of this linewidth).
  void setLeaderLinewidth(Frequency linewidth);
  /// Moves all lasers on by `steps` ≥ 0 steps. Allocates nothing.
  void step(int steps);
  /// The state of a laser now.
  LaserMoment at(int laser) const;

 private:
  /// Complex numbers of all lasers, as two planes that vector instructions read.
  struct ComplexColumns {
    explicit ComplexColumns(std::size_t size) : real(size), imaginary(size) {}
    void set(std::size_t index, std::complex<double> value);
    std::vector<float> real, imaginary;
  };
  /// The state of an array that follows Adler's equation; see AdlerPass.
  struct Phases {
    explicit Phases(std::size_t size) : turns(size), drift(size), pull(size) {}
    std::vector<float> turns, drift, pull;
  };
  /// The state of an array that follows the rate equations; see RateEquationPass.
  struct Fields {
    explicit Fields(std::size_t size)
        : field(size), rotation(size), first(size), second(size), gain(size), injection(size) {}
    ComplexColumns field, rotation, first, second;
    std::vector<float> gain, injection;
  };

  bool adler() const { return m_laser.model == LockModel::Adler; }
  std::size_t index(int laser) const;
  void addLaser(int laser, double alpha);
  void drivePhase(std::size_t i, const LaserDrive& drive);
  void driveField(std::size_t i, const LaserDrive& drive);
  const float* nextLeader(int steps);
  void stepPhases(int steps);
  void stepFields(int steps);

  LaserParameters m_laser;
  Time m_step;
  int m_count;
  std::size_t m_padded;  ///< whole rows
  Phases m_phases;       ///< one of the two is empty
  Fields m_fields;
  std::vector<float> m_alpha, m_noise;
  std::vector<std::int64_t> m_slips;
  std::vector<std::uint32_t> m_generators;
  KeyedRandom m_leaderRandom;
  double m_leaderSpread = 0;    ///< turns per step, rms
  std::vector<float> m_leader;  ///< of the steps of one call to the kernels
};

}  // namespace lightloom::laser
