#include "product/internal/heated_symbols.h"

#include <algorithm>
#include <cmath>

#include "base/area.h"
#include "base/check.h"

namespace lightloom::product {

HeatedSymbols::HeatedSymbols(const SlowHeat& heat, const HeatOrder& order) : m_heat(heat), m_order(order) {
  if (!heats()) return;
  LL_CHECK(order.rows >= 1 && order.lasers >= 1 && order.repeats >= 1);
  LL_CHECK(heat.poles.size() <= static_cast<std::size_t>(kMostHeatPoles));
  // Of inverted symbols only what turns with them is kept.
  if (order.inverts) m_heat.heat[0] = m_heat.heat[2] = m_heat.linear[1] = m_heat.square[0] = 0;
  for (const SlowHeat::Pole& pole : heat.poles) {
    m_keep.push_back(static_cast<float>(pole.keep));
    m_charge.push_back(static_cast<float>(pole.charge));
  }
  const std::size_t rows = static_cast<std::size_t>(order.rows);
  m_turns.resize(heat.poles.size());
  m_state.resize(rows * heat.poles.size());
  m_sum.resize(rows);
  m_mean.resize(rows);
  const auto narrow = [](double v) { return static_cast<float>(v); };
  std::transform(m_heat.heat.begin(), m_heat.heat.end(), m_law.heat, narrow);
  std::transform(m_heat.linear.begin(), m_heat.linear.end(), m_law.linear, narrow);
  std::transform(m_heat.square.begin(), m_heat.square.end(), m_law.square, narrow);
  m_law.low = narrow(m_heat.low);
  m_law.high = narrow(m_heat.high);
  m_law.direct = narrow(m_heat.direct);
  m_law.poles = static_cast<int>(m_keep.size());
}

const SymbolHeat* HeatedSymbols::measure(int slots, int rows) {
  LL_CHECK(rows >= 1 && rows <= m_order.rows);
  m_slots = slots;
  m_rows = rows;
  for (std::size_t pole = 0; pole < m_turns.size(); ++pole) m_turns[pole] = turnOf(pole);
  std::fill(m_state.begin(), m_state.end(), 0.0f);
  std::fill(m_mean.begin(), m_mean.end(), 0.0f);
  m_law.keep = m_keep.data();
  m_law.charge = m_charge.data();
  m_law.mean = m_mean.data();
  m_law.state = m_state.data();
  m_law.sum = m_sum.data();
  return &m_law;
}

HeatedSymbols::Turn HeatedSymbols::turnOf(std::size_t pole) const {
  const double keep = m_heat.poles[pole].keep;
  Turn out;
  out.run = std::pow(keep, m_slots);
  out.round = m_order.inverts ? out.run * out.run : out.run;
  out.all = std::pow(out.round, m_order.repeats);
  out.start = out.round < 1 ? (1 - out.all) / (m_order.repeats * (1 - out.round)) : 1;
  // A start that is not inverted with the symbols turns half of them the other way.
  if (m_order.inverts) out.start *= (1 - out.run) / 2;
  return out;
}

double HeatedSymbols::restOf(int row, std::size_t pole) const {
  if (row >= m_rows) return 0;
  const Turn& turn = m_turns[pole];
  const double end = static_cast<double>(m_state[at(row, pole)]);
  if (m_order.inverts) return -end / (1 + turn.run);
  return turn.run < 1 ? end / (1 - turn.run) : 0;
}

// Of one laser over all that runs on it; inverted symbols have none.
double HeatedSymbols::meanOf(std::span<HeatedSymbols* const> inTurn, int laser) {
  double heat = 0, slots = 0;
  for (const HeatedSymbols* product : inTurn) {
    const double runs = product->m_order.repeats * (product->m_order.inverts ? 2.0 : 1.0);
    slots += runs * product->m_slots * product->blocks();
    if (product->m_order.inverts) continue;
    for (int row = laser; row < product->m_rows; row += product->m_order.lasers)
      heat += runs * static_cast<double>(product->m_sum[static_cast<std::size_t>(row)]);
  }
  return heat / slots;
}

// Calls visit(row, rest) for all rows of a laser in turn, with a row beyond the last where it idles.
template <typename Visit>
void HeatedSymbols::forEachRow(int laser, std::size_t pole, const Visit& visit) const {
  for (int block = 0; block < blocks(); ++block) {
    const int row = laser + block * m_order.lasers;
    visit(row, restOf(row, pole));
  }
}

void HeatedSymbols::settle(std::span<HeatedSymbols* const> inTurn) {
  LL_CHECK(!inTurn.empty());
  const HeatedSymbols& first = *inTurn.front();
  for (int laser = 0; laser < first.m_order.lasers; ++laser) {
    const double mean = first.m_heat.centred ? meanOf(inTurn, laser) : 0;
    for (std::size_t pole = 0; pole < first.m_keep.size(); ++pole) settle(inTurn, laser, pole, mean);
    for (HeatedSymbols* product : inTurn)
      for (int row = laser; row < product->m_rows && !product->m_order.inverts;
           row += product->m_order.lasers)
        product->m_mean[static_cast<std::size_t>(row)] = static_cast<float>(mean);
  }
}

void HeatedSymbols::settle(std::span<HeatedSymbols* const> inTurn, int laser, std::size_t pole, double mean) {
  // One round of all products takes y to kept·y + added.
  double kept = 1, added = 0;
  for (const HeatedSymbols* product : inTurn)
    product->forEachRow(laser, pole, [&](int, double rest) {
      const double all = product->m_turns[pole].all;
      added = all * added + (1 - all) * rest;
      kept *= all;
    });
  double y = kept < 1 ? added / (1 - kept) : 0;
  const SlowHeat::Pole& law = inTurn.front()->m_heat.poles[pole];
  const double ofMean = law.keep < 1 ? mean * law.charge / (1 - law.keep) : 0;
  for (HeatedSymbols* product : inTurn)
    product->forEachRow(laser, pole, [&](int row, double rest) {
      const Turn& turn = product->m_turns[pole];
      if (row < product->m_rows)
        product->m_state[product->at(row, pole)] =
            static_cast<float>(rest + (y - rest) * turn.start - (product->m_order.inverts ? 0 : ofMean));
      y = rest + (y - rest) * turn.all;
    });
}

}  // namespace lightloom::product
