#include <Eigen/Core>
#include <cstddef>

#include "kernels/internal/kernel_functions.h"

namespace lightloom::kernel {
namespace {

std::size_t offset(int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows);
}

enum class Wanted { States, Linear, Bent };

// `Rows` rows from `first` on over all slots. States stay in registers where the poles are few, in units of
// what one symbol charges. Poles = 0: as many as the pass has.
template <Wanted What, int Poles, int Rows>
void runBlock(const HeatPass& pass, int first) {
  using Block = Eigen::Array<float, Rows, 1>;
  const auto at = [&](float* rows) { return Eigen::Map<Block>(rows + first); };
  const int poles = Poles > 0 ? Poles : pass.poles;
  Block state[Poles > 0 ? Poles : kMostHeatPoles];
  for (int p = 0; p < poles; ++p)
    state[p] = at(pass.state + offset(p, pass.rows)) * (pass.charge[p] != 0 ? 1 / pass.charge[p] : 0.0f);
  const Block base = pass.heat[0] - Eigen::Map<const Block>(pass.mean + first);
  Block sum = Block::Zero();
  float* symbols = pass.symbols;
  for (int slot = 0; slot < pass.slots; ++slot, symbols += pass.rows) {
    Eigen::Map<Block> column(symbols + first);
    const Block v = column;
    const Block h = (v * pass.heat[2] + pass.heat[1]) * v + base;
    if constexpr (What == Wanted::States) {
      sum += h;
    } else {
      Block e = h * pass.direct;
      for (int p = 0; p < poles; ++p) e += state[p] * pass.charge[p];
      Block change = (v * pass.linear[2] + pass.linear[1]) * v + pass.linear[0];
      if constexpr (What == Wanted::Bent) change += (v * pass.square[1] + pass.square[0]) * e;
      const Block changed = (change * e + v).max(pass.low).min(pass.high);
      column = changed;
      sum += changed * changed;
    }
    for (int p = 0; p < poles; ++p) state[p] = state[p] * pass.keep[p] + h;
  }
  for (int p = 0; p < poles; ++p) at(pass.state + offset(p, pass.rows)) = state[p] * pass.charge[p];
  if constexpr (What == Wanted::States)
    at(pass.sum) = sum;
  else if (pass.sumSquares)
    at(pass.sumSquares) = sum;
}

template <Wanted What, int Poles>
void run(const HeatPass& pass) {
  int first = 0;
  for (; first + 16 <= pass.rows; first += 16) runBlock<What, Poles, 16>(pass, first);
  for (; first + 4 <= pass.rows; first += 4) runBlock<What, Poles, 4>(pass, first);
  for (; first < pass.rows; ++first) runBlock<What, Poles, 1>(pass, first);
}

template <Wanted What>
void runPoles(const HeatPass& pass) {
  if (pass.poles == 1) return run<What, 1>(pass);
  if (pass.poles == 2) return run<What, 2>(pass);
  run<What, 0>(pass);
}

}  // namespace

void heatStates(const HeatPass* pass) {
  runPoles<Wanted::States>(*pass);
}

void heatSymbols(const HeatPass* pass) {
  const bool bent = pass->square[0] != 0 || pass->square[1] != 0;
  bent ? runPoles<Wanted::Bent>(*pass) : runPoles<Wanted::Linear>(*pass);
}

}  // namespace lightloom::kernel
