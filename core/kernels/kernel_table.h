#pragma once

#include <cstddef>
#include <cstdint>

#include "rooms.h"

/// The seam between the program and the kernel library, which exists once per instruction set. Only pointers,
/// sizes and plain structs cross it: no Eigen or std type, whose layout or inlined code differ between
/// instruction sets. All matrices are float32, column-major without gaps; pointers need no alignment; outputs
/// never overlap inputs unless said. Nothing allocates. Equal arguments give equal bits within one library.
namespace lightloom::kernel {

enum class GemmForm { Plain, LeftTransposed, RightTransposed };

/// A number on its way to the hardware: q = round((clip(factor·v, low, high) − origin) / step) · step +
/// origin.
struct DriveSpec {
  float factor = 1;
  float low = 0;
  float high = 1;
  float origin = 0;
  float step = 0;  ///< 0 = not rounded
};

/// The most poles of a `SymbolHeat`.
inline constexpr int kMostHeatPoles = 24;

/// Symbols v in the heat of their own lasers. h = h₀ + h₁v + h₂v² − mean; from slot to slot each pole goes to
/// keep·y + charge·h; e = Σ y + direct·h; v ← v + e·(a₀ + a₁v + a₂v²) + e²·(b₀ + b₁v), within low … high.
struct SymbolHeat {
  float heat[3] = {0, 0, 0};
  float linear[3] = {0, 0, 0};
  float square[2] = {0, 0};
  float low = -1, high = 1;
  float direct = 0;
  int poles = 1;
  const float* keep = nullptr;    ///< poles
  const float* charge = nullptr;  ///< poles
  const float* mean = nullptr;    ///< rows
  float* state = nullptr;         ///< rows × poles: y before the first slot in, after the last out
  float* sum = nullptr;           ///< rows: Σ h over the slots, out; where it is measured only
};

/// Weights on their way to the synapses: drive, then taps along the slots, w'_j = Σ_k taps_k q_{j−k} (0
/// before slot 0), then the response w' ← r₁w' + r₂w'² + r₃w'³, then heat, then a rotation of each row's
/// phase, w' ← w'·cosψ − c·sinψ, with c = √(q₀ + q₁w' + q₂w'²), the light in quadrature.
///
/// Heat takes two passes. The first ends with the response, whose result `out` holds, and measures what heat
/// that brings; the second, without `in`, begins there.
struct WeightPass {
  int rows = 0;
  int slots = 0;
  const float* in = nullptr;  ///< rows × slots; may be `out`; null: `out` holds w' after the response
  DriveSpec drive;
  const float* taps = nullptr;
  int tapCount = 1;
  float* waiting = nullptr;              ///< scratch, rows × tapCount
  const float* response = nullptr;       ///< r₁ r₂ r₃, or null: as asked
  const SymbolHeat* measured = nullptr;  ///< runs its states and sums and ends, or null
  const SymbolHeat* heating = nullptr;   ///< runs its states and changes w', without `in` only, or null
  float quadratureFit[3] = {1, 0, -1};   ///< q₀ q₁ q₂
  const float* cosine = nullptr;         ///< of each row's ψ, or null: no rotation
  const float* sine = nullptr;           ///< with `cosine`
  float* out = nullptr;                  ///< rows × slots
  float* quadrature = nullptr;           ///< c, rows × slots, or null; not with `cosine`
  float* sumSquares = nullptr;           ///< Σ_j w'², rows, or null
  float* sumUnturned = nullptr;          ///< the same before the rotation, or null
  float* sumCross = nullptr;             ///< Σ_j w'·c, rows, or null; with `quadrature` only
  float* sumDriven = nullptr;            ///< Σ_j q of the drive, rows, or null; with `in` only
  float* sumBeside = nullptr;            ///< Σ_j c before the rotation, rows, or null
};

/// Inputs on their way to the axons: drive, then taps along the slots of each sample.
struct InputPass {
  int slots = 0;
  int samples = 0;
  const float* in = nullptr;  ///< slots × samples; may be `out`
  DriveSpec drive;
  const float* taps = nullptr;
  int tapCount = 1;
  float* padded = nullptr;         ///< scratch, slots + tapCount − 1
  float floor = 0;                 ///< added to each x' behind the taps
  float* out = nullptr;            ///< slots × samples
  float* sumSquares = nullptr;     ///< Σ_j x'², samples
  float* sumNeighbours = nullptr;  ///< Σ_j x'_j x'_{j+1}, samples, or null
  bool sameSignOnly = false;       ///< leaves products below 0 out of `sumNeighbours`
  float* sumSigned = nullptr;      ///< Σ_j x'|x'|, samples, or null
  float* sumBeside = nullptr;      ///< Σ_j √(1 − x'²), samples, or null
};

/// How strongly a phase error reaches a neuron: the rms of cos(φ + ψ) = √(1 − w'²)·cosψ − w'·sinψ over the
/// slots, times `gain`, which carries the sign of cosψ. Tables are neurons × axons.
struct SlopePass {
  int neurons = 0;
  int axons = 1;
  float inverseSlots = 1;
  const float* sumSquares = nullptr;  ///< Σ_j w'², neurons
  float quadratureFit[2] = {1, -1};   ///< q₀ q₂ of c²; q₁w' averages out
  const float* sumCross = nullptr;    ///< Σ_j w'·c, neurons, or null where ψ = 0 throughout
  const float* gain = nullptr;        ///< table
  const float* cosine = nullptr;      ///< table, of ψ; with `sumCross` only
  const float* sine = nullptr;        ///< table, of ψ; with `sumCross` only
  float* slope = nullptr;             ///< table
};

/// From the product of the means to what the bench reads; see ProductEngine for the model. Tables are neurons
/// × axons; sample b uses column b mod axons.
struct ReadOutPass {
  int neurons = 0;
  int samples = 0;
  int synapses = 1;
  int axons = 1;
  float* y = nullptr;                 ///< neurons × samples: Σ w'x' in, result out
  const float* quadrature = nullptr;  ///< neurons × samples, Σ c x', or null
  const float* gain = nullptr;        ///< table, of y
  const float* gainSine = nullptr;    ///< table, of the quadrature, subtracted; with `quadrature` only
  const float* offset = nullptr;      ///< table, per `offsetSums`, or null
  const float* crossed = nullptr;     ///< neurons × samples, light of other links, added; or null
  const float* offsetSums = nullptr;  ///< samples
  const float* normals = nullptr;     ///< neurons × samples, or null: no independent noise
  const float* variance = nullptr;    ///< table, constant part
  const float* varianceX = nullptr;   ///< table, per Σ x'²
  const float* sumX2 = nullptr;       ///< samples
  const float* varianceW = nullptr;   ///< table, per Σ w'², or null
  const float* sumW2 = nullptr;       ///< neurons
  const float* varianceWX = nullptr;  ///< table, per Σ w'² · Σ x'² / slots; with `varianceW`
  float inverseSlots = 1;
  const float* slope = nullptr;          ///< table, of the two errors that follow
  const float* axonError = nullptr;      ///< passes of `synapses` neurons × samples, subtracted; or null
  const float* synapseError = nullptr;   ///< neurons × samples, or null
  float* scratch = nullptr;              ///< neurons
  const float* signal = nullptr;         ///< table, electrons per unit; null = no read-out in electrons
  const float* inverseSignal = nullptr;  ///< table
  const float* centre = nullptr;         ///< table, electrons added before the ADC, or null; with `signal`
  float fullScale = 0;                   ///< electrons, 0 = the ADC neither clips nor rounds
  float adcStep = 0;                     ///< electrons
  float outputFactor = 1;
  double sumSquares = 0;     ///< out: Σ D² before the ADC, electrons²
  std::int64_t clipped = 0;  ///< out: outputs beyond full scale
};

/// What goes with a number of each sample and one of each neuron: y ← y + gain·(level + slope·weight).
struct OuterPass {
  int neurons = 0;
  int samples = 0;
  int axons = 1;
  float* y = nullptr;             ///< neurons × samples
  const float* level = nullptr;   ///< samples
  const float* slope = nullptr;   ///< samples
  const float* weight = nullptr;  ///< neurons
  const float* gain = nullptr;    ///< table as in `ReadOutPass`, or null: 1
};

enum class ActivationKind {
  Relu,
  Tanh,
  Sine,
  ClippedSine,  ///< sine of an angle clipped to ±π/2
  Square,
  Identity
};

/// h = act(gain·z); x = clip(inverseScale·h, low, 1) into the first `rows` of each column of `x`.
struct ActivationPass {
  ActivationKind kind = ActivationKind::Relu;
  float gain = 1;
  int rows = 0;
  int columns = 0;
  const float* z = nullptr;  ///< rows × columns
  float inverseScale = 1;
  float low = 0;
  float* x = nullptr;  ///< columns `xStride` apart
  int xStride = 0;
  double sumSquares = 0;  ///< out: Σ h²
};

/// d ← d · act'(gain·z) where low < x < 1, else 0: straight through rounding, nothing through the clips.
struct ActivationBackPass {
  ActivationKind kind = ActivationKind::Relu;
  float gain = 1;
  int rows = 0;
  int columns = 0;
  const float* z = nullptr;
  const float* x = nullptr;
  int xStride = 0;
  float low = 0;
  float* d = nullptr;  ///< rows × columns
};

struct SoftmaxPass {
  int classes = 0;
  int samples = 0;
  const float* z = nullptr;               ///< classes × samples
  const std::uint16_t* labels = nullptr;  ///< samples
  float* d = nullptr;                     ///< (softmax − one-hot) / samples, or null
  double loss = 0;                        ///< out: Σ over samples of −ln p(label)
};

struct SgdPass {
  std::size_t count = 0;
  float* weights = nullptr;
  float* velocity = nullptr;
  const float* gradient = nullptr;
  float learningRate = 0;
  float momentum = 0;
  float decay = 0;
  float limit = 0;        ///< |w| is clipped to it after the update
  double sumSquares = 0;  ///< out: Σ w² after that
};

struct AdamPass {
  std::size_t count = 0;
  float* weights = nullptr;
  float* first = nullptr;
  float* second = nullptr;
  const float* gradient = nullptr;
  float learningRate = 0;
  float beta1 = 0;
  float beta2 = 0;
  float inverseCorrection1 = 1;  ///< 1 / (1 − beta1^t)
  float inverseCorrection2 = 1;
  float epsilon = 0;
  float decay = 0;        ///< decoupled (Loshchilov & Hutter 2019)
  float limit = 0;        ///< |w| is clipped to it after the update
  double sumSquares = 0;  ///< out: Σ w² after that
};

/// Arrays of lasers in time are padded to whole rows. Each laser (Adler: each pair within a row) draws from a
/// generator of its own, kept by the caller, so that results depend neither on the number of lasers nor on
/// how steps are split over calls or rows over threads.
inline constexpr int kLaserRow = 16;

/// Adler's equation for ψ = φ + atan α: ψ̇ = f(ψ) = −Δω − Δω_L sin ψ with phase noise of linewidth δν, in
/// turns. Taylor's method with the noise ν inside, the leader's taken off: ψ' = ψ + d (1 + ½ f'(ψ) dt),
/// d = f(ψ) dt + ν. Order 2 without noise.
struct AdlerPass {
  int lasers = 0;  ///< a multiple of kLaserRow
  int steps = 0;
  float* turns = nullptr;               ///< ψ/2π, −½ … ½
  std::int64_t* slips = nullptr;        ///< whole turns taken out of ψ, added to
  const float* drift = nullptr;         ///< −Δω dt/2π, |.| ≤ ½
  const float* pull = nullptr;          ///< −Δω_L dt/2π, |.| ≤ ½
  const float* noise = nullptr;         ///< √(2πδν dt)/2π, or null: none
  const float* leader = nullptr;        ///< turns of the leader in each step, common to all, or null: none
  std::uint32_t* generators = nullptr;  ///< 4 × lasers/2 words, one plane after the other
};

struct ComplexColumn {
  const float* real = nullptr;
  const float* imaginary = nullptr;
};

/// Rate equations (model.md 3.1) for e = E/√(μ−1) and n = N − 1: ė = (k(1+iα)n − iΔω)e + K√ratio,
/// ṅ = γ_c(μ − 1 − n − (μ−1)|e|²(1 + n)), with the noise s·(dW₁ + i dW₂), s² = 2πδν/(1+α²), spontaneous light
/// that does not grow with the field: s²·diag(1, 1/A², 0) on (A, φ, N), A over the free-running field.
/// Carriers: Heun's method, held within 0 ≤ N ≤ μ, which the equations never leave. Field: exponential
/// Runge–Kutta, exact for the detuning (ETD2RK; Cox & Matthews, J. Comput. Phys. 176, 2002): with z = −iΔω
/// dt, f the rest of the right side times dt and ν the noise, with (e^{−iψ} − 1) e of a leader that turns by
/// ψ, e* = R e + φ₁ f + ν, e' = e* + φ₂ (f* − f). Order 2 without noise; its fixed points are those of the
/// equations.
struct RateEquationPass {
  int lasers = 0;  ///< a multiple of kLaserRow
  int steps = 0;
  float fieldRate = 0;            ///< k dt
  float carrierRate = 0;          ///< γ_c dt
  float excess = 0;               ///< μ − 1
  float* real = nullptr;          ///< Re e
  float* imaginary = nullptr;     ///< Im e
  float* gain = nullptr;          ///< n
  std::int64_t* slips = nullptr;  ///< crossings of phase π, counter-clockwise positive, added to
  const float* alpha = nullptr;
  const float* injection = nullptr;     ///< K √ratio dt
  ComplexColumn rotation;               ///< R = e^z
  ComplexColumn first;                  ///< φ₁ = (R − 1)/z
  ComplexColumn second;                 ///< φ₂ = (φ₁ − 1)/z
  const float* noise = nullptr;         ///< s √dt, or null: none
  const float* leader = nullptr;        ///< turns of the leader in each step, common to all, or null: none
  std::uint32_t* generators = nullptr;  ///< 4 × lasers words, one plane after the other
};

struct KernelTable {
  int version;
  const char* name;  ///< "x86-64", "x86-64-v3" or "x86-64-v4"

  /// y (rows × columns) = a·b over `inner`; a or b is stored transposed as the form says.
  void (*gemm)(GemmForm form, int rows, int inner, int columns, const float* a, const float* b, float* y);
  /// out (columns × rows) = inᵀ, in: rows × columns.
  void (*transpose)(int rows, int columns, const float* in, float* out);
  void (*scale)(std::size_t count, float factor, float* values);
  /// out = |in|.
  void (*magnitudes)(std::size_t count, const float* in, float* out);
  /// Sine and cosine of angles up to 1e3 rad, to 1e-6; either may lie where the angles do.
  void (*turn)(std::size_t count, const float* angles, float* sines, float* cosines);
  double (*sumSquares)(std::size_t count, const float* values);
  float (*largestMagnitude)(std::size_t count, const float* values);
  /// values ← clip(values, ±limit).
  void (*clip)(std::size_t count, float limit, float* values);
  /// out = factor · bytes.
  void (*widenBytes)(std::size_t count, float factor, const std::uint8_t* bytes, float* out);

  /// `count` standard normals from a 64-bit state: keyed xoshiro128++ lanes and Box–Muller, |z| ≤ 6.66.
  void (*normals)(std::uint64_t state, std::size_t count, float* out);

  void (*driveWeights)(const WeightPass* pass);
  void (*driveInputs)(const InputPass* pass);
  /// out_j = x_j + correlation·(x_{j−1} + x_{j+1}) down each column.
  void (*neighbourSum)(int slots, int samples, float correlation, const float* x, float* out);
  /// Lower half (diagonal included) of the symmetric matrix xᵀ·near, count × count, of slots × count
  /// operands. Upper half undefined.
  void (*gram)(int slots, int count, const float* x, const float* near, float* matrix);
  /// Lower Cholesky factor of a symmetric n × n matrix, of which it reads the lower half, in place; upper
  /// part zeroed. `ridge` times the mean of the diagonal is added to it and pivots are kept from below by it,
  /// so that it never fails; the square of no entry is more than the diagonal of its row.
  void (*cholesky)(int n, float ridge, float* matrix);
  void (*phaseSlopes)(const SlopePass* pass);
  void (*readOut)(ReadOutPass* pass);
  void (*addOuter)(const OuterPass* pass);

  void (*activate)(ActivationPass* pass);
  void (*activateBack)(const ActivationBackPass* pass);
  void (*softmaxCrossEntropy)(SoftmaxPass* pass);
  void (*sgd)(SgdPass* pass);
  void (*adam)(AdamPass* pass);

  /// Independent multiply-adds out of registers, to measure the machine's peak. `result` holds the start
  /// value (finite) and takes the sum, so that none can be left out. Returns the floating-point operations
  /// done.
  double (*multiplyAddLoop)(std::int64_t rounds, float* result);

  void (*stepAdler)(const AdlerPass* pass);
  void (*stepRateEquations)(const RateEquationPass* pass);
};

inline constexpr int kKernelTableVersion = 9;

/// The table of the kernel library that the loader chose for this machine.
const KernelTable& kernels();

}  // namespace lightloom::kernel

/// The library's only exported symbol. Fixes Eigen's cache sizes on the first call, so that summation order
/// does not follow the machine.
extern "C" const lightloom::kernel::KernelTable* lightloomKernelTable();
