#include "validation/internal/digital_processors.h"

namespace lightloom::validation {
namespace {

constexpr double kTera = 1e12, kSquareMillimetre = 1e-6;

constexpr DigitalProcessor kProcessors[] = {
    {"a100", "Nvidia A100 SXM, BF16", 312 * kTera, 400, 826 * kSquareMillimetre,
     "data sheet, die of 826 mm²"},
    {"h100", "Nvidia H100 SXM, BF16", 989.4 * kTera, 700, 814 * kSquareMillimetre,
     "data sheet, die of 814 mm²"},
    {"gc200", "Graphcore GC200, FP16", 250 * kTera, 0, 823 * kSquareMillimetre,
     "announcement, die of 823 mm²"},
};

}  // namespace

std::span<const DigitalProcessor> digitalProcessors() {
  return kProcessors;
}

const DigitalProcessor* findDigitalProcessor(std::string_view id) {
  for (const DigitalProcessor& processor : kProcessors)
    if (processor.id == id) return &processor;
  return nullptr;
}

double computationEnergyJ(double operations, double joulesPerOp, double utilisation) {
  return operations * joulesPerOp / utilisation;
}

}  // namespace lightloom::validation
