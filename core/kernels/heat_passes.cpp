#include <algorithm>
#include <cstddef>

#include "kernels/internal/kernel_functions.h"

namespace lightloom::kernel {
namespace {

std::size_t offset(int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows);
}

float heatOf(const HeatPass& pass, float v) {
  return pass.heat[0] + v * (pass.heat[1] + v * pass.heat[2]);
}

float answerOf(const HeatPass& pass, float v, float e) {
  const float slope = pass.linear[0] + v * (pass.linear[1] + v * pass.linear[2]);
  const float bend = pass.square[0] + v * pass.square[1];
  float out = v + e * (slope + e * bend);
  out = out < pass.low ? pass.low : out;
  return out > pass.high ? pass.high : out;
}

// All poles of one slot; `excess` is what stays of e.
void advance(const HeatPass& pass, const float* __restrict h, float* __restrict e) {
  for (int p = 0; p < pass.poles; ++p) {
    float* __restrict const y = pass.state + offset(p, pass.rows);
    const float keep = pass.keep[p], charge = pass.charge[p];
    for (int i = 0; i < pass.rows; ++i) {
      e[i] += y[i];
      y[i] = keep * y[i] + charge * h[i];
    }
  }
}

constexpr int kChunk = 256;  // rows at a time, whose heat lies on the stack

// The part of a pass that is `count` rows from `first` on.
HeatPass rowsOf(const HeatPass& pass, int first, int count, float* state) {
  HeatPass out = pass;
  out.rows = count;
  out.mean = pass.mean + first;
  if (pass.sum) out.sum = pass.sum + first;
  out.state = state;
  return out;
}

template <bool Changes>
void runOne(const HeatPass& pass, float* column, float* __restrict y) {
  const float keep = pass.keep[0], charge = pass.charge[0], direct = pass.direct;
  const float* __restrict const mean = pass.mean;
  float* __restrict const sum = pass.sum;
  float* __restrict const v = column;
  for (int i = 0; i < pass.rows; ++i) {
    const float h = heatOf(pass, v[i]) - mean[i];
    if constexpr (Changes) {
      v[i] = answerOf(pass, v[i], y[i] + direct * h);
    } else {
      sum[i] += h;
    }
    y[i] = keep * y[i] + charge * h;
  }
}

template <bool Changes>
void runMany(const HeatPass& pass, float* __restrict v) {
  float heat[kChunk], excess[kChunk];
  for (int i = 0; i < pass.rows; ++i) {
    heat[i] = heatOf(pass, v[i]) - pass.mean[i];
    excess[i] = pass.direct * heat[i];
    if (!Changes) pass.sum[i] += heat[i];
  }
  advance(pass, heat, excess);
  if (!Changes) return;
  for (int i = 0; i < pass.rows; ++i) v[i] = answerOf(pass, v[i], excess[i]);
}

template <bool Changes>
void run(const HeatPass& pass) {
  if (!Changes) std::fill(pass.sum, pass.sum + pass.rows, 0.0f);
  if (pass.poles == 1) {
    for (int slot = 0; slot < pass.slots; ++slot)
      runOne<Changes>(pass, pass.symbols + offset(slot, pass.rows), pass.state);
    return;
  }
  float state[kChunk * kMostHeatPoles];
  for (int first = 0; first < pass.rows; first += kChunk) {
    const int count = std::min(kChunk, pass.rows - first);
    for (int p = 0; p < pass.poles; ++p)
      std::copy_n(pass.state + offset(p, pass.rows) + first, count, state + offset(p, count));
    const HeatPass part = rowsOf(pass, first, count, state);
    for (int slot = 0; slot < pass.slots; ++slot)
      runMany<Changes>(part, pass.symbols + offset(slot, pass.rows) + first);
    for (int p = 0; p < pass.poles; ++p)
      std::copy_n(state + offset(p, count), count, pass.state + offset(p, pass.rows) + first);
  }
}

}  // namespace

void heatStates(const HeatPass* pass) {
  run<false>(*pass);
}

void heatSymbols(const HeatPass* pass) {
  run<true>(*pass);
}

}  // namespace lightloom::kernel
