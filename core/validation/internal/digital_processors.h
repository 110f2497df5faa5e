#pragma once

#include <span>
#include <string_view>

#include "rooms.h"

namespace lightloom::validation {

/// A digital processor by its data sheet: dense peak, no sparsity. SI.
struct DigitalProcessor {
  std::string_view id;  ///< stable: "a100", "h100" …
  std::string_view name;
  double opsPerS;
  double powerW;  ///< 0 where no data sheet gives it
  double areaM2;
  std::string_view source;

  double joulesPerOp() const { return powerW / opsPerS; }
  double opsPerSPerM2() const { return opsPerS / areaM2; }
};

/// Digital processors that published coherent networks are compared with.
std::span<const DigitalProcessor> digitalProcessors();
const DigitalProcessor* findDigitalProcessor(std::string_view id);

/// Energy of a computation in J: operations × J per operation over the share of time that the arithmetic is
/// busy (0 < utilisation ≤ 1). Arithmetic alone: no memory, no host, no cooling.
double computationEnergyJ(double operations, double joulesPerOp, double utilisation = 1);

}  // namespace lightloom::validation
