#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "rooms.h"

namespace lightloom::product {

struct PhaseInputs;

/// How numbers ride on light (model.md 4.2). All but the last give y = Σ_j x_j w_j; they differ in the noise
/// law and in the reach of w and x.
enum class Encoding {
  /// |x| on the axon's amplitude, w = sin φ_w on the locked synapse's phase; |w| ≤ w_max < 1.
  AmplitudePhase,
  /// Fields proportional to x and w (Hamerly et al., PRX 9, 021032, 2019); |w| ≤ 1.
  AmplitudeAmplitude,
  /// w = sin φ_w, x·x_max = cos φ_x, both on locked phases: sin(φ_w − φ_x) + sin(φ_w + φ_x) =
  /// 2 sin φ_w cos φ_x, the second slot with inverted weight and subtracted; x of either sign.
  TwoSlotPhase,
  /// y = Σ_j sin(φ_w − φ_x), the kernel that one slot gives; x of 0 … 1 spans the usable phase.
  PhasePhase
};

/// The light and the errors of one link on which its noise depends.
struct LinkNoiseInputs {
  double shot = 0;                         ///< variance of y per electron, (units of x·w)²
  double copies = 1;                       ///< slots of light of one symbol
  double weight = 0, input = 0, dark = 0;  ///< electrons per slot: both beams, and without signal
  double gain = 1, phaseRad = 0;           ///< of the link
  double phaseVariance = 0;                ///< rad², of all lasers of the link together
  double axonSine = 0;                     ///< rms of sin δ of an axon's error, of a symbol
  double axonLimit = 1;                    ///< CellHardware::axonLimit
};

/// Variance of one output, in units of x·w: fixed per symbol slot, per Σ x², per Σ w², and per Σ w² Σ x² / N
/// at gain 1.
struct LinkNoise {
  double perSlot = 0, perX2 = 0, perW2 = 0, perProduct = 0;
};

/// One way of writing numbers on light, as the engine and all others need it: what the lasers write, how
/// operands of the matrix product are made, the noise law of a link. Each stands in a file of its own in
/// `encodings/` and in `kEncodings`.
struct EncodingLaw {
  Encoding encoding;            ///< whose law this is
  std::string_view key;         ///< of the setting `network.encoding`
  bool weightsOnPhases = true;  ///< w is a locked phase, its light always on; else an amplitude
  bool inputsOnPhases = false;  ///< x likewise; of either sign it takes no more light then
  bool sumsSines = false;  ///< y = Σ sin(φ_w − φ_x): W are phases, trained as such, and have no scale
  int slots = 1;           ///< of light of one unsigned symbol, each with errors of its own; the weight
                           ///< of a second one is inverted, and its read-out subtracted
  int operandRows = 1;     ///< rows of an operand of the matrix product per slot

  /// w' (neurons × slots) to operands, and Σ of the squares that stand for w² (neurons); null: as they are.
  void (*weightOperands)(int neurons, int slots, float* weights, float* sumSquares) = nullptr;
  /// x' to operands, turned by the phases that all links share; null where x is no phase. Returns whether
  /// they differ from x'.
  bool (*inputOperands)(const PhaseInputs&) = nullptr;
  /// The noise law of one link (model.md 4.2); never null.
  LinkNoise (*noise)(const LinkNoiseInputs&) = nullptr;
};

/// The laws that there are, one per enumerator.
extern const EncodingLaw kAmplitudePhase, kAmplitudeAmplitude, kTwoSlotPhase, kPhasePhase;

/// In the order of the setting, which is that of the enumerators.
inline constexpr std::array kEncodings = {&kAmplitudePhase, &kAmplitudeAmplitude, &kTwoSlotPhase,
                                          &kPhasePhase};

/// The law of an encoding.
inline const EncodingLaw& lawOf(Encoding encoding) {
  return *kEncodings[static_cast<std::size_t>(encoding)];
}

/// The encoding of a key of `network.encoding`, which must be one.
Encoding encodingOf(std::string_view key);

}  // namespace lightloom::product
