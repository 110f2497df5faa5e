#include "imperfections/cell_light.h"

#include "base/check.h"
#include "base/units.h"

namespace lightloom::imperfections {
namespace {

const ArrayLock& lockIn(const std::vector<ArrayLock>& locks, const std::string& id) {
  const ArrayLock* lock = lockOf(locks, id);
  LL_CHECK(lock != nullptr);
  return *lock;
}

}  // namespace

// One watt on a pixel gives QE · gate · T / hν electrons a slot.
LineResponse::LineResponse(const PartView& line, double slotS, double wavelengthM) {
  const auto pixel = [&](int index) {
    const double perWatt = line.real("quantum_efficiency", index) * slotS / photonEnergyJ(wavelengthM);
    return Pixel{perWatt, line.real("gain_error", index),
                 line.real("dark_current", index) * slotS / constants::kElementaryCharge +
                     line.real("background", index) * perWatt};
  };
  m_common = pixel(-1);
  if (line.component().overrides.empty()) return;
  for (int index = 0; index < line.integer("rows") * line.integer("columns"); ++index)
    m_own.push_back(pixel(index));
}

CellLight::CellLight(const Design& ofDesign, const Trace& trace, const std::vector<ArrayLock>& locks,
                     const Cell& ofCell)
    : design(ofDesign),
      cell(ofCell),
      encoding(encodingOf(ofDesign)),
      signedInput(settingText(ofDesign, "network.signed_input") == "two_slots" ? SignedInput::TwoSlots
                                                                               : SignedInput::TwoRails),
      axons(viewOf(ofDesign, ofCell.axonId)),
      synapses(viewOf(ofDesign, ofCell.synapseId)),
      detector(viewOf(ofDesign, ofCell.plusId.empty() ? ofCell.minusId : ofCell.plusId)),
      axonLock(lockIn(locks, ofCell.axonId)),
      synapseLock(lockIn(locks, ofCell.synapseId)),
      calibrated(axons.flag("calibrated") && synapses.flag("calibrated")),
      symbolRateHz(synapses.real("symbol_rate")),
      slotS(detector.real("gate") / symbolRateHz) {
  const double wavelength = trace.sources[static_cast<std::size_t>(ofCell.axonSource)].wavelength;
  const auto response = [&](const std::string& id) {
    if (id.empty()) return LineResponse();
    const PartView line = viewOf(ofDesign, id);
    return LineResponse(line, line.real("gate") / symbolRateHz, wavelength);
  };
  plus = response(ofCell.plusId);
  minus = response(ofCell.minusId);
}

LeakCalibration leakCalibrationOf(const PartView& line) {
  const std::string& text = line.text("calibration");
  if (text == "none") return LeakCalibration::None;
  return text == "offset" ? LeakCalibration::Offset : LeakCalibration::OffsetAndSums;
}

Modulator axonModulator(const CellLight& light) {
  return lawOf(light.encoding).inputsOnPhases ? Modulator{} : modulatorOf(light.axons);
}

bool complementSlots(const CellLight& light) {
  const EncodingLaw& law = lawOf(light.encoding);
  return (law.weightsOnPhases && light.synapses.flag("balanced_code")) ||
         (law.inputsOnPhases && light.axons.flag("balanced_code"));
}

Encoding encodingOf(const Design& design) {
  return product::encodingOf(settingText(design, "network.encoding"));
}

LinkLine meanLine(const Cell& cell, LinkLine Link::*line) {
  LinkLine mean;
  for (const Link& link : cell.links) {
    mean.axonW += (link.*line).axonW;
    mean.synapseW += (link.*line).synapseW;
  }
  mean.axonW /= static_cast<double>(cell.links.size());
  mean.synapseW /= static_cast<double>(cell.links.size());
  return mean;
}

}  // namespace lightloom::imperfections
