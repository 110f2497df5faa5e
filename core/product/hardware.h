#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "product/encoding.h"
#include "rooms.h"

namespace lightloom::product {

/// How a signed x is written: in two slots one after the other, or on two detector rails at once. Either way
/// photons, energy and (two slots) time double.
enum class SignedInput { TwoSlots, TwoRails };

/// The charge that the capacitor of a pixel pair holds: the difference of both lines, each line by itself, or
/// the one line that there is, pedestal and all.
enum class WellHolds { Difference, EachLine, OneLine };

/// What is taken off each output of the light beside the weights that static phases mix in,
/// Σ c_j x_j sin ψ (model.md 2.4): nothing; its mean over the calibration data, an addition before the ADC;
/// and beside that what goes with the sum of the inputs, ⟨c⟩ Σ_j x_j sin ψ, a digital multiply-add.
enum class LeakCalibration { None, Offset, OffsetAndSums };

/// Light of another link on the pixels of one (model.md 2.5): it adds inPhase · Σ x′w′ + quadrature · Σ x′c′
/// to the outputs of `link`, w′ and x′ those of the channels of the other, in units of its own x·w.
struct CrossedLink {
  int link = 0;               ///< index of the link whose pixels it falls on
  int synapse = 0, axon = 0;  ///< channels of the other one
  float inPhase = 0;          ///< √κ·cos θ, θ the phase of its fringe beyond what its lasers hold
  float quadrature = 0;       ///< √κ·sin θ
};

/// Slow heating of lasers by the current that writes their symbols (model.md 3.10). A symbol v (a weight, or
/// what an axon writes) would, if it stood for ever, leave the heat h(v) = h₀ + h₁v + h₂v² as a detuning in
/// Hz. From slot to slot the state of each pole goes to keep·y + charge·h; the mean over the integrated part
/// of a slot is e = Σ y + direct·h, and makes v + e·(a₀ + a₁v + a₂v²) + e²·(b₀ + b₁v) of v, within low …
/// high. A laser runs through its rows in the order of the passes, over and over again: the state is
/// periodic.
struct SlowHeat {
  struct Pole {
    double keep = 0, charge = 0;
  };
  std::vector<Pole> poles;  ///< none: no heating
  double direct = 0;
  std::array<double, 3> heat{};    ///< h₀ … h₂
  std::array<double, 3> linear{};  ///< a₀ … a₂, 1/Hz
  std::array<double, 2> square{};  ///< b₀, b₁, 1/Hz²
  double low = -1, high = 1;
  bool centred = true;  ///< the bias of each laser takes the mean of e off

  bool heats() const { return !poles.empty(); }
  /// Mean square of e over that of h where the h of different slots are independent.
  double whiteShare() const;
  /// The same of symbols u where v = scale·u + origin.
  SlowHeat ofSymbols(double scale, double origin) const;
};

/// One cell of the bench as the product engine needs it: flat arrays per link. Link (s, a) is the pixel pair
/// that synapse s and axon a share; its index is s·axons + a. A product writes neuron m on synapse m mod F
/// and sample b on axon b mod B. Every switched-off imperfection has its neutral value here (gain 1, variance
/// 0, one tap of 1, 0 bits), so the engine knows no switches: neutral values throughout give the exact
/// product.
struct CellHardware {
  std::string id;    ///< id of the combining splitter
  int synapses = 1;  ///< F, channels that carry weights (neurons per pass)
  int axons = 1;     ///< B, channels that carry activations (samples per pass)
  Encoding encoding = Encoding::AmplitudePhase;
  SignedInput signedInput = SignedInput::TwoSlots;
  double symbolRateHz = 1e9;  ///< f_s = 1/T, slots per second
  /// w_max: the largest |w| that the drive may ask for; of phase × phase |φ_w|, rad.
  double weightLimit = 1.0;
  /// Two-slot phase: x_max, the largest |cos φ_x|; of an amplitude that a pair of lasers writes likewise the
  /// largest |sin φ|. Phase × phase: half the usable span, rad; φ_x = limit·x, or 2·limit·x of an unsigned x.
  double axonLimit = 1.0;

  // Per link, F·B values.
  /// Mean of the calibrated read-out over Σ x w; 1 where calibrated, 0 unlocked.
  std::vector<float> gain;
  /// 1 / (electrons of D per unit of x·w): turns electrons into units of x·w.
  std::vector<float> inverseSignal;
  std::vector<float> electronsAxon;     ///< n_X: electrons per slot and pair of one axon copy at |x| = 1
  std::vector<float> darkElectrons;     ///< per slot and pair, without signal: dark current, background
  std::vector<float> electronsSynapse;  ///< n_W: the same of one weight beam (at |w| = 1 for A×A)
  /// Shares of all these that the plus line counts.
  double plusShareAxon = 0.5, plusShareSynapse = 0.5, plusShareDark = 0.5;
  /// Mean of D/signal per Σ x_j²: unequal split, (R_s − T_s) n_X / signal.
  std::vector<float> offsetPerSquare;
  std::vector<float> offsetPerSlot;  ///< the same of the weight beam, per slot (per Σ w_j² for A×A)
  /// How much more of the fringe the plus line counts than the minus line, over what both count; 0 of equal
  /// lines. It decides which of them fills up first.
  std::vector<float> fringeImbalance;
  /// Variance per product of another channel of which no phase is known: half the unwanted light's share.
  std::vector<float> crosstalk;
  std::vector<CrossedLink> crossed;  ///< ascending in `link`; any number per link
  /// ψ of sin(φ_w − ψ): static phase of the link in rad, axon − synapse − interferometer.
  std::vector<float> phase;
  /// The part of it, rad, that stood there when `leakCalibration` was made; the rest came since.
  std::vector<float> calibratedPhase;

  // Per cell.
  LeakCalibration leakCalibration = LeakCalibration::None;
  double shotScale = 0;     ///< 1 with shot noise, 0 without: Var D = shotScale · all electrons + read
  double readVariance = 0;  ///< electrons² per read-out and pair: kTC
  double readVariancePerSlot = 0;  ///< electrons² per slot and pair: transimpedance receiver
  bool offsetCalibrated = true;    ///< what `offsetPerSlot` adds is known and taken off
  double wellElectrons = 0;        ///< what a capacitor holds; 0 = without bound
  WellHolds wellHolds = WellHolds::Difference;
  double weightIntensityVariance = 0;               ///< of a synapse's power in one slot, relative: RIN/2T
  double axonIntensityVariance = 0;                 ///< of an axon's
  double leaderIntensityVariance = 0;               ///< common to all lasers, before these gains
  double weightLeaderGain = 0, axonLeaderGain = 0;  ///< d ln P / d ln P_leader of a locked laser
  double servoSigma = 0;  ///< rms phase of the whole interferometer that the servo leaves, rad
  // rms phase errors per symbol, averaged over a slot, rad.
  double weightPhaseSigma = 0;                    ///< of a synapse, shared by B pixels
  double weightPhaseCorrelation = 0;              ///< of neighbouring slots
  double axonPhaseSigma = 0;                      ///< of an axon, shared by F pixels
  double axonPhaseCorrelation = 0;                ///< likewise of the axon's error
  double leaderPhaseSigma = 0;                    ///< what the leader leaves, shared by all links
  double leaderPhaseCorrelation = 0;              ///< likewise of the leader's
  std::array<double, 3> weightResponse{1, 0, 0};  ///< a weight a asked for gives r₁a + r₂a² + r₃a³
  /// c² = q₀ + q₁w + q₂w²: what a phase error δ mixes in as c sin δ; the circle has √(1 − w²).
  std::array<double, 3> weightQuadrature{1, 0, -1};
  std::vector<float> weightTaps{1.0f};  ///< h_k of model.md 3.5: slot average of w is Σ_k h_k w_{j−k}
  std::vector<float> axonTaps{1.0f};    ///< the same for x (modulator)
  SlowHeat weightHeat;                  ///< of the synapses; v = w after taps and response, or φ_w
  /// Of the axons where inputs are phases; v = x·x_max, or φ_x about the middle of its range.
  SlowHeat axonHeat;
  /// Of axons on amplitudes: what they shine at x = 0, in units of x, and ε of the light iε√(1 − x²) beside x
  /// (model.md 4.6).
  double axonFloor = 0, axonResidue = 0;
  /// rms phase by which each of two lasers that write x = sin φ/x_max errs against their mean, rad, of a
  /// symbol; x_max is `axonLimit`. x errs by it times √(1/x_max² − x²).
  double axonPairSigma = 0;
  bool complementSlots = false;  ///< each slot is followed by one that no pixel integrates
  int weightBits = 0;            ///< DAC of the synapse drive over ±w_max; 0 = exact
  int axonBits = 0;              ///< of the axon drive over 0 … 1 (−1 … 1 where signed); 0 = exact
  int adcBits = 0;               ///< read-out over ± full scale; 0 = exact

  /// The law of `encoding`.
  const EncodingLaw& law() const { return lawOf(encoding); }
  /// Symbol slots of one x; 2 where a signed x or the encoding takes two. Light, dark current and time
  /// double.
  int slotsPerSymbol(bool isSigned) const { return isSigned && !law().inputsOnPhases ? 2 : law().slots; }
  /// The same with slots that no pixel integrates: what a symbol takes of time and light.
  int slotsSent(bool isSigned) const { return slotsPerSymbol(isSigned) * (complementSlots ? 2 : 1); }
  /// Read-outs of one y.
  int readOuts(bool isSigned) const {
    return isSigned && !law().inputsOnPhases && signedInput == SignedInput::TwoRails ? 2 : 1;
  }
  /// Sums of sines: φ_x in rad for x = 1, see `axonLimit`; 0 of other encodings.
  double phasePerInput(bool isSigned) const {
    if (!law().sumsSines) return 0;
    return isSigned ? axonLimit : 2 * axonLimit;
  }
  /// Light of a synapse over all slots of a symbol where the mean of w² is `weightSquare`, and of an axon
  /// where those of x² and |x| are `inputSquare` and `inputMagnitude`, in units of one slot of light at |w| =
  /// 1 or |x| = 1 (of an axon without its floor).
  double synapseLight(bool isSigned, double weightSquare) const {
    return slotsPerSymbol(isSigned) * (law().weightsOnPhases ? 1.0 : weightSquare);
  }
  double axonLight(bool isSigned, double inputSquare, double inputMagnitude) const {
    if (law().inputsOnPhases) return slotsPerSymbol(isSigned);
    return inputSquare + axonFloor * (2 * inputMagnitude + (isSigned ? 2 : 1) * axonFloor);
  }
  int links() const { return synapses * axons; }
  /// Index of the link of two channels in the arrays per link.
  int link(int synapse, int axon) const { return synapse * axons + axon; }
};

/// A cell without any imperfection: the exact product. F, B ≥ 1.
CellHardware idealCell(int synapses, int axons, Encoding encoding = Encoding::AmplitudePhase);

/// The cells that the bench computes with. Compiled once per change of the design, shared read-only with the
/// trainer.
struct Hardware {
  std::vector<CellHardware> cells;  ///< in the order of the bench's cells
  std::optional<Message>
      cannotCompute;  ///< set where the layout gives no working cell: the run is held with this reason
};

}  // namespace lightloom::product
