#include "imperfections/cell_hardware.h"

#include <algorithm>
#include <cmath>

namespace lightloom::imperfections {
namespace {

constexpr double kDark = 1e-9;    // of the free-running field
constexpr double kUsable = 1e-9;  // of the mean signal: a weaker link cannot be calibrated

double squareOf(double x) {
  return x * x;
}

// The usable range without what a trim of either sign uses of it, in as many points.
std::vector<FixedPoint> trimmed(const std::vector<FixedPoint>& usable, double usedRad) {
  if (usedRad == 0) return usable;
  const double from = usable.front().phase + usedRad,
               step = (usable.back().phase - usedRad - from) / static_cast<double>(usable.size() - 1);
  std::vector<FixedPoint> out;
  std::size_t low = 0;
  for (std::size_t i = 0; i < usable.size(); ++i) {
    const double phase = from + step * static_cast<double>(i);
    while (low + 2 < usable.size() && usable[low + 1].phase < phase) ++low;
    const double share = (phase - usable[low].phase) / (usable[low + 1].phase - usable[low].phase);
    out.push_back(between(usable[low], usable[low + 1], share));
  }
  return out;
}

WeightLocus locusOf(const CellLight& light, const CellDraft& draft, const ArrayLock& array, double usedRad) {
  const std::vector<FixedPoint>& usable = draft.rangeOf(array).usable;
  if (usable.empty()) return {};
  const bool circle = !draft.amplitudes && !draft.reflections;
  return weightLocus(trimmed(usable, usedRad), {draft.amplitudes, draft.reflections ? array.reflected : 0.0,
                                                light.calibrated || circle});
}

// The nominal laser at its working point, as an axon that no weight moves.
RestingLight restingLight(const CellDraft& draft, const ArrayLock& array) {
  const std::vector<FixedPoint>& usable = draft.rangeOf(array).usable;
  if (usable.empty()) return {};
  const FixedPoint& point = usable[usable.size() / 2];
  const std::complex<double> light = draft.lightOf(point.amplitude, point.phase, array.reflected);
  if (std::abs(light) < kDark) return {light, 0};
  return {light, std::real(draft.lightOf(point.amplitude, point.phase, 0) / light)};
}

// What x = 1 adds to the field at x = 0, over full light, squared. Two beams of a pair that meet in one mode
// give √2 sin φ of the field of one.
double modulatedPower(const CellDraft& draft) {
  switch (draft.modulator.kind) {
    case ModulatorKind::ElectroAbsorption:
      return squareOf(1 - draft.modulator.leastAmplitude());
    case ModulatorKind::PushPull:
      return 2 * squareOf(draft.pairReach);
    case ModulatorKind::None:
    case ModulatorKind::Interferometric:
      break;
  }
  return 1;
}

void addLasers(const CellLight& light, CellDraft& draft) {
  draft.axonLocus = locusOf(light, draft, light.axonLock, draft.trim.axons.usedRad);
  draft.synapseLocus = locusOf(light, draft, light.synapseLock, draft.trim.synapses.usedRad);
  draft.axonRest = restingLight(draft, light.axonLock);
  draft.synapseRest = restingLight(draft, light.synapseLock);
  draft.axonPower =
      lawOf(light.encoding).inputsOnPhases ? draft.axonLocus.meanPower : std::norm(draft.axonRest.light);
  draft.synapsePower = lawOf(light.encoding).weightsOnPhases ? draft.synapseLocus.meanPower
                                                             : std::norm(draft.synapseRest.light);
  if (draft.modulator.kind == ModulatorKind::PushPull)
    draft.pairReach = std::clamp(draft.axonLocus.limit, kDark, 1.0);
  draft.axonPower *= modulatedPower(draft);
}

// The reach of w and x. The imperfections of the drives come on top.
void fillReach(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  const ArrayLock &x = light.axonLock, &w = light.synapseLock;
  if (out.law().sumsSines) {
    if (w.hasBand) out.weightLimit = draft.rangeOf(w).spanRad / 2 - draft.trim.synapses.usedRad;
    if (x.hasBand) out.axonLimit = draft.rangeOf(x).spanRad / 2 - draft.trim.axons.usedRad;
  } else if (out.law().weightsOnPhases && w.hasBand) {
    if (draft.synapseLocus.limit > 0) {
      out.weightLimit = draft.synapseLocus.limit;
      out.weightResponse = draft.synapseLocus.response;
      out.weightQuadrature = draft.synapseLocus.quadrature;
    }
  }
  if (out.law().slots == 2 && x.hasBand) out.axonLimit = std::clamp(draft.axonLocus.limit, kDark, 1.0);
  out.offsetCalibrated = light.calibrated;
}

/// How electrons divide between the lines of a pair.
struct PlusShare {
  double plus = 0, all = 0;
  void add(double onPlus, double onMinus) {
    plus += onPlus;
    all += onPlus + onMinus;
  }
  double value() const { return all > 0 ? plus / all : 0.5; }
};

/// Turns the links of a cell into its flat arrays, one by one.
class LinkCompiler {
 public:
  LinkCompiler(const CellLight& light, CellDraft& draft, const ImperfectionSet& on, CellHardware& out)
      : m_light(light), m_draft(draft), m_out(out), m_signal(static_cast<std::size_t>(out.links())) {
    for (const Imperfection* imperfection : kImperfections) {
      if (!on.has(*imperfection)) continue;
      if (imperfection->onLink) m_onLink.push_back(imperfection->onLink);
      if (imperfection->onElectrons) m_onElectrons.push_back(imperfection->onElectrons);
    }
    if (draft.ownPowers) return;
    m_meanPlus = meanLine(light.cell, &Link::plus);
    m_meanMinus = meanLine(light.cell, &Link::minus);
  }

  void run() {
    std::size_t index = 0;
    for (const Link& link : m_light.cell.links) {
      m_draft.symbolDelays += link.delay;
      m_draft.leaderDelays += link.leaderDelay;
      m_draft.leaderDelaySquares += link.leaderDelay * link.leaderDelay;
      add(link, index++);
    }
    m_out.plusShareAxon = m_axonShare.value();
    m_out.plusShareSynapse = m_synapseShare.value();
    m_out.plusShareDark = m_darkShare.value();
    calibrate();
  }

 private:
  LineDraft lineOf(const LinkLine& line, const LinkLine& mean, const LineResponse& response) const {
    const LinkLine& power = m_draft.ownPowers ? line : mean;
    LineDraft out;
    out.axonW = power.axonW;
    out.synapseW = power.synapseW;
    out.electronsPerWatt = response.electronsPerWatt(line.pixel);
    return out;
  }

  void toElectrons(LineDraft& line) const {
    line.axonElectrons = line.axonW * line.electronsPerWatt * m_draft.axonPower;
    line.synapseElectrons = line.synapseW * line.electronsPerWatt;
  }

  // D of a link is signal · x·w, plus an offset where the combiner is not 50:50 (model.md 4.1). Where the
  // phase writes it, a weight is given in units of the free-running field; x likewise.
  double signalOf(const LinkDraft& link) const {
    const auto fringe = [](const LineDraft& line) {
      return line.overlap * line.inStep * std::sqrt(line.axonElectrons * line.synapseElectrons);
    };
    double signal = 2 * (fringe(link.plus) + fringe(link.minus));
    if (m_out.law().inputsOnPhases) signal /= std::sqrt(m_draft.axonPower);
    if (m_out.law().slots == 2) signal *= 2 * m_out.axonLimit;
    if (!m_out.law().weightsOnPhases) signal *= std::sqrt(m_draft.synapsePower);
    return signal;
  }

  void add(const Link& link, std::size_t index) {
    LinkDraft draft;
    draft.index = index;
    draft.plus = lineOf(link.plus, m_meanPlus, m_light.plus);
    draft.minus = lineOf(link.minus, m_meanMinus, m_light.minus);
    for (const auto put : m_onLink) put(m_light, m_draft, link, draft);
    toElectrons(draft.plus);
    toElectrons(draft.minus);
    for (const auto put : m_onElectrons) put(m_light, m_draft, link, draft);
    write(static_cast<std::size_t>(m_out.link(link.synapseChannel, link.axonChannel)), draft);
  }

  void write(std::size_t i, const LinkDraft& link) {
    const LineDraft &plus = link.plus, &minus = link.minus;
    m_signal[i] = signalOf(link);
    m_sum += m_signal[i];
    m_axonShare.add(plus.axonElectrons, minus.axonElectrons);
    m_synapseShare.add(plus.synapseElectrons, minus.synapseElectrons);
    m_darkShare.add(plus.darkElectrons, minus.darkElectrons);
    const double synapses = (plus.synapseElectrons + minus.synapseElectrons) * m_draft.synapsePower;
    m_out.darkElectrons[i] = static_cast<float>(plus.darkElectrons + minus.darkElectrons);
    m_out.electronsAxon[i] = static_cast<float>(plus.axonElectrons + minus.axonElectrons) *
                             static_cast<float>(1 + link.unwantedAxon);
    m_out.electronsSynapse[i] = static_cast<float>(synapses) * static_cast<float>(1 + link.unwantedSynapse);
    m_out.crosstalk[i] = static_cast<float>((link.strayAxon + link.straySynapse) / 2);
    for (CrossedLink other : link.crossed) {
      other.link = static_cast<int>(i);
      m_out.crossed.push_back(other);
    }
    m_out.offsetPerSquare[i] = static_cast<float>(link.offsetPerSquare);
    m_out.offsetPerSlot[i] = static_cast<float>(link.offsetPerSlot * m_draft.synapsePower);
    m_out.fringeImbalance[i] = static_cast<float>(link.fringeImbalance);
    m_out.gain[i] = static_cast<float>(link.gain);
    m_out.phase[i] = static_cast<float>(link.phaseRad);
    m_out.calibratedPhase[i] = static_cast<float>(link.calibratedRad);
  }

  // A link without a fringe cannot be calibrated: its noise is shown in units of the mean link.
  void calibrate() {
    const double count = static_cast<double>(m_light.cell.links.size());
    const double mean = m_light.cell.links.empty() ? 0 : m_sum / count;
    for (std::size_t i = 0; i < m_signal.size(); ++i) {
      const bool usable = m_signal[i] > kUsable * mean && mean > 0;
      if (!usable && m_draft.deadLinks) m_out.gain[i] = 0;
      const double reference = m_light.calibrated && usable ? m_signal[i] : mean;
      if (!m_light.calibrated && usable) m_out.gain[i] *= static_cast<float>(m_signal[i] / mean);
      m_out.inverseSignal[i] = static_cast<float>(reference > 0 ? 1 / reference : 0);
      m_out.offsetPerSquare[i] *= m_out.inverseSignal[i];
      m_out.offsetPerSlot[i] *= m_out.inverseSignal[i];
    }
  }

  const CellLight& m_light;
  CellDraft& m_draft;
  CellHardware& m_out;
  std::vector<decltype(Imperfection::onLink)> m_onLink;
  std::vector<decltype(Imperfection::onElectrons)> m_onElectrons;
  LinkLine m_meanPlus, m_meanMinus;
  std::vector<double> m_signal;  ///< electrons of D per unit of x·w
  double m_sum = 0;              ///< of m_signal
  PlusShare m_axonShare, m_synapseShare, m_darkShare;
};

}  // namespace

CellDraft cellDraft(const CellLight& light, const ImperfectionSet& on) {
  CellDraft draft;
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection->onLasers && on.has(*imperfection)) imperfection->onLasers(light, draft);
  addLasers(light, draft);
  return draft;
}

CellHardware cellHardware(const CellLight& light, const ImperfectionSet& on) {
  CellHardware out = idealCell(light.cell.synapseChannels, light.cell.axonChannels, light.encoding);
  out.id = light.cell.id;
  out.signedInput = light.signedInput;
  out.symbolRateHz = light.symbolRateHz;
  out.complementSlots = complementSlots(light);
  CellDraft draft = cellDraft(light, on);
  fillReach(light, draft, out);
  LinkCompiler(light, draft, on, out).run();
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection->onCell && on.has(*imperfection)) imperfection->onCell(light, draft, out);
  return out;
}

}  // namespace lightloom::imperfections
