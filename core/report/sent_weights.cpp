#include "report/sent_weights.h"

#include <algorithm>
#include <cmath>

#include "learn/layer_statistics.h"

namespace lightloom::report {
namespace {

// After so many slots more passes of the same row change nothing that anybody could see.
constexpr std::int64_t kMostSlotsOfARow = 1 << 18;

/// Symbols that follow each other on a laser: one row of weights of a layer, or none while it idles.
struct Row {
  int layer = 0, neuron = 0;
  std::vector<double> values;  ///< as driven
  int slots = 0;               ///< of a pass, also of a laser that idles
  int passes = 1;
  bool inverts = false;

  std::int64_t allSlots() const { return std::int64_t{slots} * passes * (inverts ? 2 : 1); }
};

// As the DAC gives it.
double fromDac(double asked, const CellHardware& cell) {
  const double limit = cell.weightLimit, held = std::clamp(asked, -limit, limit);
  if (cell.weightBits == 0) return held;
  const double step = 2 * limit / (std::ldexp(1.0, cell.weightBits) - 1);
  return std::round((held + limit) / step) * step - limit;
}

std::vector<Row> rowsOf(const Network& network, const TrainerSettings& settings, const Hardware& hardware,
                        int cellIndex, int channel) {
  const CellHardware& cell = hardware.cells[static_cast<std::size_t>(cellIndex)];
  const std::vector<LayerStatistics> statistics = layerStatistics(network, settings, hardware);
  std::vector<Row> out;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (statistics[l].cell != cellIndex) continue;
    const Layer& layer = network.layers[l];
    Row row;
    row.layer = static_cast<int>(l);
    row.slots = layer.slots;
    row.inverts = cell.law().slots == 2 || (layer.signedInput && !cell.law().inputsOnPhases &&
                                            cell.signedInput == SignedInput::TwoSlots);
    row.passes =
        static_cast<int>(std::clamp<std::int64_t>((settings.batch + cell.axons - 1) / cell.axons, 1,
                                                  std::max<std::int64_t>(1, kMostSlotsOfARow / layer.slots)));
    for (int first = 0; first < layer.neurons; first += cell.synapses) {
      row.neuron = first + channel;
      row.values.clear();
      for (int j = 0; j < layer.slots && row.neuron < layer.neurons; ++j)
        row.values.push_back(
            fromDac(static_cast<double>(
                        layer.weights[static_cast<std::size_t>(j) * static_cast<std::size_t>(layer.neurons) +
                                      static_cast<std::size_t>(row.neuron)]) /
                        statistics[l].weightScale,
                    cell));
      out.push_back(row);
    }
  }
  return out;
}

// Calls visit(row, pass, value) for each slot of a round in true order; an idle one has no row.
template <typename Visit>
void forEachSlot(const std::vector<Row>& rows, const std::stop_token& stop, const Visit& visit) {
  for (const Row& row : rows)
    for (int pass = 0; pass < row.passes && !stop.stop_requested(); ++pass)
      for (int half = 0; half < (row.inverts ? 2 : 1); ++half)
        for (int j = 0; j < row.slots; ++j) {
          if (row.values.empty()) {
            visit(nullptr, pass, 0.0);
          } else {
            const double value = row.values[static_cast<std::size_t>(j)];
            visit(&row, pass, half == 0 ? value : -value);
          }
        }
}

/// The heat of a laser from slot to slot.
class Heat {
 public:
  Heat(const SlowHeat& law, const std::vector<Row>& rows, std::int64_t slots, const std::stop_token& stop)
      : m_law(law), m_state(law.poles.size()) {
    if (!law.heats()) return;
    if (law.centred) {
      double sum = 0;
      forEachSlot(rows, stop, [&](const Row* row, int, double value) { sum += row ? heatOf(value) : 0; });
      m_mean = sum / static_cast<double>(slots);
    }
    forEachSlot(rows, stop, [&](const Row* row, int, double value) { next(row, value); });
    for (std::size_t p = 0; p < m_state.size(); ++p)
      m_state[p] /= 1 - std::pow(law.poles[p].keep, static_cast<double>(slots));
  }

  /// The detuning that it adds in this slot; goes on to the next.
  double next(const Row* row, double value) {
    const double heat = (row ? heatOf(value) : 0) - m_mean;
    double out = m_law.direct * heat;
    for (std::size_t p = 0; p < m_state.size(); ++p) {
      out += m_state[p];
      m_state[p] = m_law.poles[p].keep * m_state[p] + m_law.poles[p].charge * heat;
    }
    return out;
  }

 private:
  double heatOf(double v) const { return m_law.heat[0] + v * (m_law.heat[1] + v * m_law.heat[2]); }

  const SlowHeat& m_law;
  double m_mean = 0;
  std::vector<double> m_state;
};

SentWeight placed(const WrittenBranch& branch, double value) {
  const WrittenSymbol symbol = symbolOn(branch, value);
  SentWeight out;
  out.value = value;
  out.phaseRad = symbol.phaseRad;
  out.wantedHz = symbol.detuningHz;
  return out;
}

void send(const std::vector<Row>& rows, const SlowHeat& law, const std::stop_token& stop, SentWeights& out) {
  Heat heat(law, rows, out.slots, stop);
  std::int64_t slot = 0;
  double squares = 0, count = 0, outside = 0;
  forEachSlot(rows, stop, [&](const Row* row, int pass, double value) {
    const double added = heat.next(row, value);
    if (row) {
      SentWeight symbol = placed(out.branch, value);
      symbol.slot = slot;
      symbol.layer = row->layer;
      symbol.neuron = row->neuron;
      symbol.pass = pass;
      symbol.heatedHz = symbol.wantedHz + added;
      squares += added * added;
      ++count;
      if (!isUsable(out.branch, symbol.heatedHz)) ++outside;
      if (out.symbols.size() < SentWeights::kMostSymbols) out.symbols.push_back(symbol);
    }
    ++slot;
  });
  if (count == 0) return;
  out.rmsHz = std::sqrt(squares / count);
  out.outsideShare = outside / count;
}

}  // namespace

Result<SentWeights> sentWeights(const Bench& bench, const Network& network, const TrainerSettings& settings,
                                const std::string& array, int channel, const std::stop_token& stop) {
  if (bench.hardware->cannotCompute) return *bench.hardware->cannotCompute;
  const std::vector<Cell>& cells = bench.cells.cells;
  const auto found =
      std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.synapseId == array; });
  if (found == cells.end())
    return Message{
        "sent.no-weights", LL_TEXT("This array holds no weights. Choose one whose lasers are synapses."), {}};
  const std::size_t index = static_cast<std::size_t>(found - cells.begin());
  const CellHardware& hardware = bench.hardware->cells[index];
  if (!hardware.law().weightsOnPhases)
    return Message{
        "sent.no-phases",
        LL_TEXT("The weights of this encoding are amplitudes: no current moves the lasers in their band."),
        {}};
  const int count = static_cast<int>(bench.hardware->cells.size());
  if (std::any_of(settings.cells.begin(), settings.cells.end(), [&](int cell) { return cell >= count; }))
    return Message{"sent.no-cell",
                   LL_TEXT("A layer of this network was trained on a cell that the bench no longer has."),
                   {}};
  const CellLight light = cellLight(bench, index);
  SentWeights out;
  out.branch = weightBranch(light, enabledImperfections(bench.design));
  if (out.branch.symbols.size() < 2)
    return Message{
        "sent.no-lock", LL_TEXT("The lasers of this array do not lock: they write no weights."), {}};
  const bool exists = channel >= 0 && channel < hardware.synapses;
  const std::vector<Row> rows =
      exists ? rowsOf(network, settings, *bench.hardware, static_cast<int>(index), channel)
             : std::vector<Row>();
  if (std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.values.empty(); }))
    return Message{"sent.no-row",
                   LL_TEXT("No neuron of this network is on laser %1: it idles at its bias."),
                   {std::to_string(channel)}};
  for (const Row& row : rows)
    for (const double value : row.values)
      if (!std::isfinite(value))
        return Message{"sent.not-finite",
                       LL_TEXT("The weights are no numbers any more: the training has diverged."),
                       {}};
  for (const Row& row : rows) out.slots += row.allSlots();
  out.slotS = (hardware.complementSlots ? 2 : 1) / hardware.symbolRateHz;
  out.heats = hardware.weightHeat.heats();
  send(rows, hardware.weightHeat, stop, out);
  return out;
}

}  // namespace lightloom::report
