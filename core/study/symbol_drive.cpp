#include "study/symbol_drive.h"

#include <limits>

#include "imperfections/imperfections.h"

namespace lightloom::study {

SymbolWriter::SymbolWriter(WrittenBranch branch, const PartView& array, const ArrayLock& lock,
                           const Modulator& modulator)
    : m_branch(std::move(branch)),
      m_diode(diodeOf(array)),
      m_bias(biasFor(m_diode, array.real("power"))),
      m_rest{0, lock.workingDetuningHz, lock.phaseAtCentreRad, 1},
      m_tuningHzPerA(array.real("tuning_fast")),
      m_modulator(modulator) {
  if (writesPhases()) m_rest = symbolOn(m_branch, 0);
}

SymbolDrive SymbolWriter::at(double value) const {
  return driven(writesPhases() ? symbolOn(m_branch, value) : m_rest);
}

SymbolDrive SymbolWriter::driven(const WrittenSymbol& symbol) const {
  SymbolDrive out{m_bias.voltageV, m_bias.currentA, symbol.detuningHz, symbol.phaseRad, symbol.amplitude};
  const double moved = symbol.detuningHz - m_rest.detuningHz;
  if (moved == 0) return out;
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  out.amperes = m_tuningHzPerA != 0 ? m_bias.currentA - moved / m_tuningHzPerA : kUnknown;
  out.volts = m_diode.turnOnV + m_diode.resistanceOhm * out.amperes;
  return out;
}

SymbolWriter weightWriter(const CellLight& light) {
  return SymbolWriter(weightBranch(light, enabledImperfections(light.design)), light.synapses,
                      light.synapseLock, {});
}

SymbolWriter inputWriter(const CellLight& light) {
  return SymbolWriter(inputBranch(light, enabledImperfections(light.design)), light.axons, light.axonLock,
                      axonModulator(light));
}

double writtenInput(const CellHardware& cell, bool isSigned, double x) {
  if (!cell.law().sumsSines) return cell.axonLimit * x;
  return cell.phasePerInput(isSigned) * x - (isSigned ? 0 : cell.axonLimit);
}

}  // namespace lightloom::study
