#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "modulator"}, {"vcsel_array", "modulator_extinction"}};

// What lasers give decides how far a pair reaches, so the light is counted there.
void onLasers(const CellLight& light, CellDraft& draft) {
  draft.modulator = axonModulator(light);
}

void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  const double least = draft.modulator.leastAmplitude();
  switch (draft.modulator.kind) {
    case ModulatorKind::ElectroAbsorption:
      out.axonFloor = least / (1 - least);
      break;
    case ModulatorKind::Interferometric:
      out.axonResidue = least;
      if (light.calibrated) out.leakCalibration = leakCalibrationOf(light.detector);
      break;
    case ModulatorKind::PushPull:
      // Errors of both that are alike turn x, those against each other change it.
      out.axonLimit = draft.pairReach;
      out.axonPhaseSigma /= std::sqrt(2.0);
      out.axonPairSigma = out.axonPhaseSigma;
      break;
    case ModulatorKind::None:
      break;
  }
}

// ε (c₀ D + k C − D C/N) of an interferometer, D and C the sums of 1 − √(1 − x²) and c₀ − c, k the slots in
// which light beside x meets an upright or inverted weight, of which a calibration with sums takes off what
// goes with D; and what a pair errs by.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double slots = on.layer.slots, atRest = std::sqrt(std::max(0.0, cell.weightQuadrature[0]));
  // What stands at rest only a calibration knows.
  const double unknown = cell.offsetCalibrated ? 0 : slots * atRest;
  const double ofWeights = slots * (atRest - std::sqrt(besideWeights(on, cell)));
  const double copies = on.rails() == 2 ? 0 : cell.slotsPerSymbol(on.layer.signedInput);
  const bool sums = cell.leakCalibration == LeakCalibration::OffsetAndSums;
  const double perDeficit = sums ? 0 : atRest - ofWeights / slots, mean = copies * (ofWeights - unknown);
  double residue = square(perDeficit) * on.inputs.squareOfDeficits + square(mean);
  if (on.rails() != 2) residue += 2 * perDeficit * mean * on.inputs.sumDeficits;
  const double pair =
      cell.slotsPerSymbol(on.layer.signedInput) * slots / square(cell.axonLimit) - on.inputs.sumSquares;
  return (cell.law().weightsOnPhases ? square(cell.axonResidue) * residue : 0) +
         square(cell.axonPairSigma) * on.weightSquare() * pair;
}

}  // namespace

constinit const Imperfection kModulator = {
    .key = "modulator",
    .formula = LL_TEXT(
        "absorber: x_min + (1 − x_min)x; interferometer: x + i x_min √(1 − x²); pair: x = sin φ/x_max, φ of "
        "each laser with an error of its own, rad; x_min = 10^(−ER/20), ER in dB"),
    .citation = "fields of an absorber, of two arms, of two lasers",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .onLasers = onLasers,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
