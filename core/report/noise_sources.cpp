#include "report/noise_sources.h"

#include <algorithm>

#include "design/kinds/noise_values.h"

namespace lightloom {
namespace {

// Model 3 and 4. n are electrons per slot and pixel pair, N slots of T seconds; electrons become units of w
// over the signal 2γ√(n_W n_X).
constexpr NoiseSource kSources[] = {
    {"shot",
     LL_TEXT("figure",
             "√(N n_W + n_X‖x‖²) electrons over the signal 2γ√(n_W n_X); n in electrons per slot and pixel "
             "pair, x on amplitudes"),
     "Poisson statistics of detection; Hamerly et al., PRX 9, 021032 (2019)"},
    {"dark", LL_TEXT("figure", "√(N T (I_d/q + η P_b/hν)) electrons per line; I_d in A, P_b in W, T in s"),
     "Poisson statistics"},
    {"ktc",
     LL_TEXT("figure",
             "√(kTC)/q electrons per capacitor and read-out, C in F, T in K; lines that integrate apart have "
             "two capacitors"),
     "Nyquist, charge on a capacitor: √(kTC)"},
    {"tia",
     LL_TEXT("figure",
             "i_n √(N T/2)/q electrons per amplifier and read-out, i_n in A/√Hz, T in s; transimpedance "
             "receivers only"),
     "white input noise of the amplifier"},
    {"skew",
     LL_TEXT("figure",
             "(1 − s) u_j + s u_{j−1}; s = the share of the integrated slot that the late neighbour fills, "
             "from the difference of the delays in s"),
     "overlap of the symbols on the pixel"},
    {"leader_phase",
     LL_TEXT("figure",
             "√(2π δν |Δτ|) rad before the mean over the slot; δν in Hz, Δτ in s between the arms, locks "
             "included"),
     "phase noise of a Lorentzian line against itself after a delay"},
    {"lock_static",
     LL_TEXT("figure",
             "w cos δ − √(1 − w²) sin δ, δ in rad from the detuning of each laser; a laser without a lock "
             "gives 0"),
     "steady state of the rate equations"},
    {"lock_symbol",
     LL_TEXT(
         "figure",
         "σ² = (2/T²) e₂ᵀJ⁻²(e^{JT} − 1 − JT)P e₂ rad² of each laser, JP + PJᵀ + diag(A², 1, 0)·2πδν/(1 + "
         "α²) = 0, δν in Hz"),
     "Lyapunov equation of the locked laser with white frequency noise"},
    {"intersymbol",
     LL_TEXT("figure",
             "Σ_k h_k u_{j−k}, h_k the mean answer to a step in the k-th slot after it: of the lock for "
             "phases, of driver and RC (Hz) for amplitudes"),
     "linear response of the locked laser; one pole for the modulator"},
    {"reflection",
     LL_TEXT("figure", "z = A e^{iφ} − √(R P_inc/P) of the free-running field, R the facet's, P in W"),
     "steady state of the rate equations, leader light off the facet"},
    {"residual_amplitude",
     LL_TEXT("figure", "A(φ) e^{iφ} along the fixed points, A over the free-running field, φ in rad"),
     "steady state of the rate equations"},
    {"drift",
     LL_TEXT("figure",
             "rms detuning = drift · √age, drift in Hz/√s, age in s; acts as a static lock error and counts "
             "with that source"),
     "random walk of the detuning since the last calibration"},
    {"gain_mismatch",
     LL_TEXT("figure",
             "offset (R − T)(n_X‖x‖² − N n_W) + g (N n_W + n_X‖x‖²)/2 electrons; calibration takes out what "
             "does not depend on the data"),
     "unitary beam splitter"},
    {"rin",
     LL_TEXT("figure",
             "g √((RIN_w (N n_W)² + RIN_x (n_X‖x‖²)²)/(8 N T)) electrons, RIN in 1/Hz, T in s, g the "
             "imbalance of the lines: nothing where they are equal"),
     "white intensity noise through unequal lines; Yuen and Chan, Opt. Lett. 8, 177 (1983)"},
    {"servo",
     LL_TEXT("figure", "drift/√(4π f) rad for a whole product; drift in rad/√s, loop bandwidth f in Hz"),
     "random walk of the phase against a loop of one pole"},
    {"crosstalk",
     LL_TEXT("figure",
             "κ/2 · (products of other channels)², κ the unwanted over the wanted power on a pixel, of the "
             "axons' beam plus of the synapses'; and the shot noise of that light"),
     "coherent light of other channels at unknown phase"},
    {"full_well",
     LL_TEXT("figure",
             "charge clipped at C V/q electrons, C in F, V in V; of the difference, or of each line with its "
             "pedestal"),
     "a Gaussian difference beyond C V/q"},
    {"fan_out_uniformity",
     LL_TEXT("figure", "n_W and n_X of every link as drawn in place of their mean over the line, electrons"),
     "grating orders as drawn"},
    {"visibility",
     LL_TEXT("figure",
             "the fringe shrinks to γ = |⟨u_x|u_w⟩|·|cos ψ| over the pixel: read-out noise grows as 1/γ"),
     "overlap of Gaussian beams on the pixel"},
    {"dac",
     LL_TEXT("figure",
             "LSB²/12 per operand; LSB = 2 w_max/(2ᵇ − 1) of weights, 1/(2ᵇ − 1) of inputs, b bits"),
     "uniform quantisation, LSB²/12"},
    {"adc",
     LL_TEXT("figure",
             "LSB²/12 per read-out, LSB = 8 rms(D)/(2ᵇ − 1) electrons, b bits; clipped at ±4 rms(D)"),
     "uniform quantisation, LSB²/12"},
};

std::vector<std::string_view> partsOfCells(const Bench& bench) {
  std::vector<std::string_view> out;
  for (const Cell& cell : bench.cells.cells)
    for (const std::string* id :
         {&cell.id, &cell.axonId, &cell.synapseId, &cell.plusId, &cell.minusId, &cell.phaseShifterId})
      out.emplace_back(*id);
  return out;
}

}  // namespace

std::span<const NoiseSource> noiseSourceTable() {
  return kSources;
}

const NoiseSource& noiseSource(std::string_view key) {
  const auto found = std::find_if(std::begin(kSources), std::end(kSources),
                                  [&](const NoiseSource& row) { return row.key == key; });
  LL_CHECK(found != std::end(kSources));
  return *found;
}

std::vector<NoiseSourceValue> noiseSourceValues(const Bench& bench, std::string_view key) {
  const std::vector<std::string_view> inCells = partsOfCells(bench);
  const auto plays = [&](const ComponentPtr& part) {
    return std::find(inCells.begin(), inCells.end(), part->id) != inCells.end();
  };
  std::vector<NoiseSourceValue> out;
  for (const ParameterPlace& place : noiseValuePlaces(key)) {
    std::vector<ComponentPtr> parts;
    for (const ComponentPtr& part : bench.design.components)
      if (part->kind == place.kind) parts.push_back(part);
    const bool some = std::any_of(parts.begin(), parts.end(), plays);
    for (const ComponentPtr& part : parts) {
      if (some && !plays(part)) continue;
      const Kind& kind = *findKind(part->kind);
      const Parameter* parameter = findParameter(parametersOf(kind), place.key);
      LL_CHECK(parameter != nullptr);
      out.push_back({part->id, parameter, viewOf(*part, kind).value(place.key)});
    }
  }
  return out;
}

}  // namespace lightloom
