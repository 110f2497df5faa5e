#pragma once

#include <complex>
#include <limits>
#include <random>
#include <vector>

/// A cell of a bench in time: whole rows of symbols, laser by laser and slot by slot, by slow formulae of its
/// own. It knows nothing of the program but the numbers that it is given, so that what the product engine
/// computes in closed form can be held against it. SI units; detunings are leader − laser, in Hz.
namespace lightloom::in_time {

using Complex = std::complex<double>;

/// Random numbers of its own.
class Random {
 public:
  explicit Random(unsigned seed) : m_bits(seed) {}
  double normal() { return m_normal(m_bits); }
  double poisson(double mean) {
    return static_cast<double>(std::poisson_distribution<long long>(mean)(m_bits));
  }
  /// One step of a walk of many, of variance 1: what law it has does not show in their sum.
  double kick() { return kSpread * (static_cast<double>(m_bits() >> 11) * 0x1p-53 - 0.5); }

 private:
  static constexpr double kSpread = 3.4641016151377544;  // √12
  std::mt19937_64 m_bits;
  std::normal_distribution<double> m_normal;
};

/// One laser of an array, and the diode that it is.
struct LaserNumbers {
  double alpha = 0, fieldDecay = 0, carrierDecay = 0, coupling = 0;  ///< rates in 1/s
  double pump = 0;                                                   ///< over threshold, at the bias
  double linewidthHz = 0;                                            ///< of the free-running laser
  double injectionRatio = 0;                                         ///< injected over free-running power
  double reflected = 0;  ///< leader light off the facet, over the laser's own free-running field
  double powerW = 0, thresholdA = 0, biasA = 0, pumpShare = 0;
  double slopeWPerA = 0, turnOnV = 0, resistanceOhm = 0;
  double fastHzPerA = 0, thermalHzPerA = 0, thermalCornerHz = 0;
  double equalisedCornerHz = 0;  ///< that an equaliser takes for the thermal one; 0: there is none
  double driverHz = std::numeric_limits<double>::infinity(), loadHz = driverHz;  ///< poles of the drive
};

/// An array of equal lasers, each with a detuning of its own beside its bias.
struct ArrayNumbers {
  LaserNumbers laser;
  double biasHz = 0, lowHz = 0, highHz = 0;  ///< detunings at the bias and at the ends of the usable range
  std::vector<double> ownHz;
  double rinPerHz = 0;
  int dacBits = 0;
  double delayS = 0;
};

/// One detector line of a pixel pair.
struct LineNumbers {
  double axonW = 0, synapseW = 0;  ///< of the free-running lasers, at x = 1
  double overlap = 1, clipping = 1;
  double fringeRad = 0;                      ///< of the synapse's beam over the axon's
  double strayAxonW = 0, straySynapseW = 0;  ///< light of other channels
  double electronsPerJoule = 0, gainError = 0;
  double darkPerS = 0;  ///< electrons without signal
};

/// A beam of another channel, with its fringe γ√(P P_partner)e^{iψ} on both lines together.
struct StrayNumbers {
  bool ofAxons = true;
  int channel = 0;
  Complex fringeW;
};

struct PairNumbers {
  LineNumbers plus, minus;
  double symbolDelayS = 0, leaderDelayS = 0;  ///< synapse − axon
  std::vector<StrayNumbers> strays;
};

struct ReceiverNumbers {
  double gate = 1;  ///< last share of each slot that counts
  double capacitanceF = 0, temperatureK = 0, fullWellV = 0;
  bool transimpedance = false, separate = false;
  double noiseAPerRootHz = 0;
  int adcBits = 0;
  double fullScale = 0;  ///< electrons
};

struct BenchNumbers {
  int synapses = 0, axons = 0;
  double slotS = 0;
  bool calibrated = true;  ///< the light of every symbol was measured; else it is taken as a pure phase
  ArrayNumbers synapse, axon;
  std::vector<PairNumbers> pairs;  ///< synapse · axons + axon
  ReceiverNumbers receiver;
  double leaderLinewidthHz = 0, leaderRinPerHz = 0;
  double servoDrift = 0, servoBandwidthHz = 0;  ///< rad/√s; no loop without a bandwidth
};

/// What is on. Without `response` each laser stands where its symbol puts it, from the first moment on;
/// phase noise of lasers and of the leader needs it.
struct Effects {
  bool pumpDrive = false, response = false, heat = false, skew = false;
  bool reflection = false, residualAmplitude = false;
  bool ownDetunings = false, fringePhases = false, strays = false;
  bool overlap = false, clipping = false, ownPowers = false, lineGains = false;
  bool laserNoise = false, leaderNoise = false, rin = false, servo = false;
  bool shot = false, dark = false, ktc = false, tia = false;
  bool fullWell = false, dac = false, adc = false;
};

/// What pixels meet of each symbol: its mean over the slot.
struct SlotMeans {
  std::vector<double> weights;  ///< synapse + synapses · slot
  std::vector<double> inputs;   ///< slot + slots · axon
};

class BenchInTime {
 public:
  /// The time step is a slot / `steps`.
  BenchInTime(const BenchNumbers& numbers, const Effects& effects, int steps);

  /// Largest weight of both signs that the usable range writes.
  double weightLimit() const { return m_limit; }

  /// Takes a row of each synapse (synapse + synapses · slot, within ±weightLimit) and of each axon (slot +
  /// slots · axon, 0 … 1).
  void send(const std::vector<double>& weights, const std::vector<double>& inputs);
  /// One read-out of all outputs, synapse + synapses · axon, in units of x·w.
  std::vector<double> measure(Random& random);
  /// Of the row as it was sent, without any noise.
  SlotMeans slotMeans();

 private:
  /// Where a laser rests: field over the free-running one, carriers over those at threshold.
  struct Rest {
    Complex field{1, 0};
    double carriers = 1;
  };
  /// A point of the branch that the current writes.
  struct Point {
    double detuningHz = 0, pump = 0;
    Rest rest;
  };
  /// What has passed the poles of a drive.
  struct Drive {
    double driver = 0, load = 0;
  };
  /// What its poles keep over 0, 1 and 2 halves of a step.
  struct Decays {
    double driver[3] = {}, load[3] = {};
    double lag = 0;  ///< of the load behind the driver
  };
  /// A laser in the middle of a row.
  struct Laser {
    Rest rest;
    Drive drive;  ///< of its detuning
  };
  /// What drives a laser at the start, in the middle and at the end of a step.
  struct Driven {
    double detuningHz[3], pump[3];
  };
  /// What all pixels have counted, in s: |field|² of each laser, and synapse times conjugate axon.
  struct Counts {
    std::vector<double> synapses, axons;
    std::vector<Complex> crossed;  ///< synapse · axons + axon
  };
  /// All light at one moment, by laser; fields of axons at their x.
  struct Moment {
    std::vector<Complex> synapses, axons;
  };
  /// Relative changes of power, slot by slot, and the leader's field, step by step.
  struct LightNoise {
    std::vector<double> synapses, axons;  ///< laser + lasers · slot
    std::vector<double> leader;
    std::vector<Complex> leaderField;
  };
  /// Of the two pixels of a pair.
  struct Electrons {
    double plus = 0, minus = 0;
  };

  double pumpAt(double detuningHz) const;
  Rest follow(const LaserNumbers& laser, double detuningHz, double pump, Rest near,
              double leaderPower = 1) const;
  Point biasOf(const ArrayNumbers& array) const;
  void followBranch();
  Point pointAt(double detuningHz, const Point& near) const;
  Complex emitted(const LaserNumbers& laser, const Complex& field, const Complex& leader = 1) const;
  double writtenBy(const Point& point) const;
  template <typename Value>
  Point search(const Value& value, double wanted) const;
  void findWeights();
  Point pointFor(double weight) const;

  void meanPowers();
  void holdPhases();
  double heldAt(std::size_t synapse, std::size_t axon) const;
  Complex fringeOf(const LineNumbers& line, std::size_t pair) const;
  double responseOf(const LineNumbers& line) const;

  void heatRows();
  void equaliseRow(int synapse);
  double heatAt(int synapse, double sinceStart) const;
  Decays decaysOf(const LaserNumbers& laser) const;
  static Drive passed(const Decays& decays, const Drive& before, double symbol, int halves);
  static void step(const LaserNumbers& laser, const Driven& driven, const Complex& leader, double dt,
                   Rest& rest);
  LightNoise drawLight(Random& random) const;
  void run(Random* random);
  double ownOf(const ArrayNumbers& array, int laser) const;
  void runSettled(const LightNoise* noise);
  void runInTime(const LightNoise* noise, Random* random);
  void count(const Moment& light, double seconds, int slot, const LightNoise* noise);
  bool gated(int step) const;
  int symbolAt(int step, int late) const { return step < late ? -1 : (step - late) / m_steps; }
  Electrons lightOn(std::size_t pair, double servo) const;
  double read(std::size_t pair, double servo, Random& random) const;

  BenchNumbers m_numbers;
  Effects m_on;
  int m_steps, m_slots = 0;
  double m_stepS;
  int m_lateSynapses = 0, m_lateAxons = 0;  ///< steps

  Point m_axonBias;
  std::vector<Point> m_branch;  ///< of the synapses, from the highest detuning, which is the lowest phase
  double m_turn = 0, m_middleRad = 0, m_limit = 0;
  Point m_lowest, m_highest, m_idle;  ///< ends of the range over which a weight rises; weight zero
  Complex m_axonLight;
  std::vector<double> m_heldSynapses, m_heldAxons;
  std::vector<double> m_signal;  ///< electrons of the difference per x·w, by pair

  std::vector<Point> m_symbols;             ///< synapse + synapses · slot
  std::vector<double> m_inputs;             ///< slot + slots · axon
  std::vector<double> m_heat, m_heatStart;  ///< detuning that a symbol's heat leaves at rest; at its start
  Counts m_counts;
  SlotMeans m_means;
  bool m_ran = false;
};

}  // namespace lightloom::in_time
