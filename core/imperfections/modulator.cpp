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

// What the arms of an interferometer leave, unless a calibration with sums takes it off; and what a pair errs
// by.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double pair = cell.slotsPerSymbol(on.layer.signedInput) * on.layer.slots / square(cell.axonLimit) -
                      on.inputs.sumSquares;
  const bool takenOff = cell.leakCalibration == LeakCalibration::OffsetAndSums;
  return (takenOff ? 0 : residueSquare(on, cell)) + square(cell.axonPairSigma) * on.weightSquare() * pair;
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
