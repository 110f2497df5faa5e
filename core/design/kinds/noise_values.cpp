#include "design/kinds/noise_values.h"

#include <algorithm>

namespace lightloom {
namespace {

constexpr ParameterPlace kDark[] = {{"detector_line", "dark_current"}, {"detector_line", "background"}};
constexpr ParameterPlace kCharge[] = {{"detector_line", "capacitance"}, {"detector_line", "temperature"}};
constexpr ParameterPlace kAmplifier[] = {{"detector_line", "tia_noise"}};
constexpr ParameterPlace kSkew[] = {{"vcsel_array", "delay"}};
constexpr ParameterPlace kLeaderPhase[] = {{"leader_laser", "linewidth"}};
constexpr ParameterPlace kLockStatic[] = {{"vcsel_array", "detuning_spread"}, {"vcsel_array", "detuning"}};
constexpr ParameterPlace kLockSymbol[] = {{"vcsel_array", "linewidth"}, {"vcsel_array", "alpha"}};
constexpr ParameterPlace kIntersymbol[] = {
    {"vcsel_array", "symbol_rate"}, {"vcsel_array", "driver_bandwidth"}, {"detector_line", "gate"}};
constexpr ParameterPlace kReflection[] = {{"vcsel_array", "facet_reflectance"}};
constexpr ParameterPlace kResidualAmplitude[] = {{"vcsel_array", "alpha"}, {"vcsel_array", "pump"}};
constexpr ParameterPlace kDrift[] = {{"vcsel_array", "detuning_drift"}, {"vcsel_array", "calibration_age"}};
constexpr ParameterPlace kUnequalLines[] = {{"beam_splitter", "reflectance"},
                                            {"detector_line", "gain_error"}};
constexpr ParameterPlace kIntensity[] = {
    {"vcsel_array", "rin"}, {"leader_laser", "rin"}, {"detector_line", "gain_error"}};
constexpr ParameterPlace kServo[] = {{"phase_shifter", "drift"}, {"phase_shifter", "loop_bandwidth"}};
constexpr ParameterPlace kCrosstalk[] = {{"fan_out", "stray"}, {"detector_line", "pixel_size"}};
constexpr ParameterPlace kFullWell[] = {{"detector_line", "full_well"}, {"detector_line", "capacitance"}};
constexpr ParameterPlace kUniformity[] = {{"fan_out", "uniformity_error"}};
constexpr ParameterPlace kVisibility[] = {{"beam_splitter", "fine_tilt"}, {"beam_splitter", "fine_pitch"}};
constexpr ParameterPlace kDac[] = {{"vcsel_array", "dac_bits"}};
constexpr ParameterPlace kAdc[] = {{"detector_line", "adc_bits"}};

struct SourcePlaces {
  std::string_view source;
  std::span<const ParameterPlace> places;
};

constexpr SourcePlaces kPlaces[] = {
    {"dark", kDark},
    {"ktc", kCharge},
    {"tia", kAmplifier},
    {"skew", kSkew},
    {"leader_phase", kLeaderPhase},
    {"lock_static", kLockStatic},
    {"lock_symbol", kLockSymbol},
    {"intersymbol", kIntersymbol},
    {"reflection", kReflection},
    {"residual_amplitude", kResidualAmplitude},
    {"drift", kDrift},
    {"gain_mismatch", kUnequalLines},
    {"rin", kIntensity},
    {"servo", kServo},
    {"crosstalk", kCrosstalk},
    {"full_well", kFullWell},
    {"fan_out_uniformity", kUniformity},
    {"visibility", kVisibility},
    {"dac", kDac},
    {"adc", kAdc},
};

}  // namespace

std::span<const ParameterPlace> noiseValuePlaces(std::string_view source) {
  const auto found = std::find_if(std::begin(kPlaces), std::end(kPlaces),
                                  [&](const SourcePlaces& row) { return row.source == source; });
  return found == std::end(kPlaces) ? std::span<const ParameterPlace>() : found->places;
}

}  // namespace lightloom
