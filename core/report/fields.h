#pragma once

#include <limits>
#include <string>

#include "report/digital_processors.h"
#include "report/link_rows.h"
#include "report/report.h"
#include "rooms.h"

/// One field list per struct of the report: JSON, CSV and the window's tables are all made from these. A
/// visitor is called as visit(key, value) in the order of the columns; values are SI, NaN what belongs to
/// nothing: an optional message "reason" says why then.
namespace lightloom::report {

inline double knownIf(bool known, double value) {
  return known ? value : std::numeric_limits<double>::quiet_NaN();
}

template <typename Visit>
void visitFields(const LossRow& row, Visit&& visit) {
  visit("part", row.part);
  visit("cause", row.cause);
  visit("W", row.powerW);
}

template <typename Visit>
void visitFields(const LinkRow& row, Visit&& visit) {
  visit("cell", row.cell);
  visit("detector", row.detector);
  visit("pixel", row.pixel);
  visit("detector_minus", row.detectorMinus);
  visit("pixel_minus", row.pixelMinus);
  visit("axon", row.axon);
  visit("axon_channel", row.axonChannel);
  visit("synapse", row.synapse);
  visit("synapse_channel", row.synapseChannel);
  visit("axon_W", row.axonW);
  visit("synapse_W", row.synapseW);
  visit("visibility", row.visibility);
  visit("crosstalk", row.crosstalk);
  visit("delay_s", row.delayS);
  visit("phase_rad", row.phaseRad);
  visit("electrons_axon", row.electronsAxon);
  visit("electrons_synapse", row.electronsSynapse);
}

template <typename Visit>
void visitFields(const LaserLock& row, Visit&& visit) {
  visit("detuning_Hz", row.detuningHz);
  visit("injected_W", row.injectedW);
  visit("injection_ratio", row.injectionRatio);
  visit("locked", row.locked && row.stable);
  visit("stable", row.stable);
  visit("phase_rad", knownIf(hasState(row), row.phaseRad));
  visit("phase_error_rad", knownIf(row.stable, row.phaseErrorRad));
  visit("drift_rad", knownIf(row.stable, row.driftRad));
  visit("amplitude", knownIf(hasState(row), row.amplitude));
  visit("fringe", knownIf(row.settled, row.fringe));
  visit("reason", lockProblem(row));
}

template <typename Visit>
void visitFields(const ArrayLock& row, Visit&& visit) {
  visit("id", row.id);
  visit("channels", row.channels);
  visit("locked", row.locked);
  visit("injection_ratio", row.injectionRatio);
  visit("static_half_range_Hz", row.staticHalfRangeHz);
  const auto ofBand = [&](const char* key, double value) { visit(key, knownIf(row.hasBand, value)); };
  ofBand("stable_low_Hz", row.stableLowHz);
  ofBand("stable_high_Hz", row.stableHighHz);
  ofBand("working_detuning_Hz", row.workingDetuningHz);
  ofBand("usable_span_rad", row.usableSpanRad);
  ofBand("w_max", row.wMax);
  ofBand("phase_at_centre_rad", row.phaseAtCentreRad);
  ofBand("phase_span_rad", row.phaseSpanRad);
  ofBand("relaxation_rate_per_s", row.relaxationRatePerS);
  ofBand("worst_relaxation_rate_per_s", row.worstRelaxationRatePerS);
  ofBand("settling_residue", row.settlingResidue);
  ofBand("settling_average", row.settlingAverage);
  visit("isi_taps", row.written.taps);
  visit("v_pi_V", row.drive.vPiV);
  visit("v_pi_fast_V", row.drive.vPiFastV);
  ofBand("drive_span_V", row.drive.driveSpanV);
  ofBand("drive_span_fast_V", row.drive.driveSpanFastV);
  visit("bias_current_A", row.drive.biasCurrentA);
  visit("bias_voltage_V", row.drive.biasVoltageV);
  visit("wall_plug_efficiency", row.drive.wallPlugEfficiency);
  ofBand("drive_swing_A", row.drive.swingA);
  visit("swing_limit_A", row.drive.swingLimitA);
  ofBand("pre_emphasis_gain", row.drive.preEmphasis);
  ofBand("lock_delay_s", row.lockDelayS);
  visit("reflected_field", row.reflected);
  ofBand("phase_noise_raw_rad", row.noiseRawRad);
  ofBand("phase_noise_rad", row.noiseSigmaRad);
  ofBand("phase_noise_correlation", row.noiseCorrelation);
  visit("phase_error_rad", knownIf(row.locked > 0, row.phaseErrorRad));
  visit("worst_phase_error_rad", knownIf(row.locked > 0, row.worstPhaseErrorRad));
  visit("reason", lockProblem(row));
}

template <typename Visit>
void visitFields(const LayerNumbers& row, Visit&& visit) {
  visit("cell", row.cell);
  visit("N", row.slots);
  visit("M", row.neurons);
  visit("passes", row.passes);
  visit("weight_scale", row.weightScale);
  visit("activation_scale", row.activationScale);
  visit("w_rms", row.weightRms);
  visit("sigma", row.sigma);
  visit("snr", row.snr);
  visit("photons_per_mac", row.photonsPerMac);
  visit("J_per_op", row.joulesPerOp);
}

template <typename Visit>
void visitFields(const NoiseContribution& row, Visit&& visit) {
  visit("key", row.key);
  visit("enabled", row.enabled);
  visit("sigma", row.sigma);
  visit("share", row.share);
  visit("formula", row.formula);
  visit("citation", row.citation);
}

template <typename Visit>
void visitFields(const DetectorNumbers& row, Visit&& visit) {
  visit("id", row.id);
  visit("electrons_per_readout", row.electronsPerReadout);
  visit("full_well_share", row.fullWellShare);
  visit("adc_full_scale", row.adcFullScale);
  visit("adc_utilisation", row.adcUtilisation);
}

/// Paths of one row, those that change together with a blank between: "a.power; b.rate c.rate".
inline std::string joinedLevers(const std::vector<std::string>& levers) {
  std::string out;
  for (const std::string& lever : levers) out += (out.empty() ? "" : "; ") + lever;
  return out;
}

template <typename Visit>
void visitFields(const EnergyRow& row, Visit&& visit) {
  visit("key", row.key);
  visit("label", english(row.label));
  visit("J_per_op", row.joulesPerOp);
  visit("low_J_per_op", row.lowJoulesPerOp);
  visit("high_J_per_op", row.highJoulesPerOp);
  visit("energy_share", row.share);
  visit("amortised_over", row.amortisedOver);
  visit("count", row.count);
  visit("cost", row.cost);
  visit("cost_unit", std::string(row.per == CostPer::Time ? "W" : "J"));
  visit("provenance", std::string(provenanceKey(row.provenance)));
  visit("relative_error", knownIf(row.relativeError > 0, row.relativeError));
  visit("citation", row.citation);
  visit("levers", joinedLevers(row.levers));
}

template <typename Visit>
void visitFields(const EnergyProduct& row, Visit&& visit) {
  visit("layer", row.layer);
  visit("product", std::string(productKindKey(row.kind)));
  visit("cell", row.cell);
  visit("operations", row.operations);
  visit("passes", row.passes);
  visit("channels_used", row.used);
  visit("J_per_op", row.joulesPerOp);
  visit("energy_share", row.share);
  visit("rows_J_per_op", row.rowJoulesPerOp);
}

template <typename Visit>
void visitFields(const AreaItem& row, Visit&& visit) {
  visit("key", row.key);
  visit("label", english(row.label));
  visit("part", row.part);
  visit("count", row.count);
  visit("each_m2", row.eachM2);
  visit("area_m2", row.areaM2());
  visit("counted", row.counted);
}

template <typename Visit>
void visitFields(const LightStep& row, Visit&& visit) {
  visit("light_step", std::string(lightStepKey(row.kind)));
  visit("part", row.part);
  visit("cause", row.cause);
  visit("label", english(row.label));
  visit("power_W", row.powerW);
  visit("left_W", row.leftW);
  visit("supply_share", row.share);
  visit("electrons_per_s", knownIf(row.kind == LightStepKind::Electrons, row.perSecond));
}

template <typename Visit>
void visitFields(const DigitalProcessor& row, Visit&& visit) {
  visit("id", std::string(row.id));
  visit("name", std::string(row.name));
  visit("precision", std::string(row.precision));
  visit("ops_per_s", row.opsPerS.high);
  visit("low_power_W", row.powerW.low);
  visit("high_power_W", row.powerW.high);
  visit("die_m2", row.areaM2.high);
  visit("die_is_bound", row.areaIsBound);
  visit("low_J_per_op", row.lowJoulesPerOp());
  visit("high_J_per_op", row.joulesPerOp());
  visit("ops_per_s_per_m2", row.opsPerSPerM2());
  visit("quality", std::string(sourceQualityKey(row.quality())));
  visit("ops_source", std::string(row.opsPerS.source));
  visit("power_source", std::string(row.powerW.source));
  visit("die_source", std::string(row.areaM2.source));
}

template <typename Visit>
void visitFields(const PublishedMark& row, Visit&& visit) {
  visit("id", std::string(row.id));
  visit("name", std::string(row.name));
  visit("J_per_op", row.joulesPerOp);
  visit("ops_per_s_per_m2", row.opsPerSPerM2);
  visit("source", std::string(row.source));
}

template <typename Visit>
void visitFields(const ClaimedLead& row, Visit&& visit) {
  visit("mark", std::string(row.mark ? row.mark->id : std::string_view()));
  visit("lead", std::string(row.words));
  visit("factor", row.factor);
  visit("divisor_ops_per_s_per_m2", row.divisorOpsPerSPerM2);
  visit("nearest", std::string(row.nearest ? row.nearest->id : std::string_view()));
  visit("here_factor", row.hereFactor);
  visit("source", std::string(row.source));
}

template <typename Visit>
void visitFields(const EnergyLimit& row, Visit&& visit) {
  visit("id", std::string(row.id));
  visit("title", std::string(row.title));
  visit("photons_per_mac", row.photonsPerMac);
  visit("J_per_op", row.joulesPerOp);
  visit("source", std::string(row.source));
}

}  // namespace lightloom::report
