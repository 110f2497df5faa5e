#include "bench/laser_class.h"

#include <algorithm>
#include <cmath>

namespace lightloom::bench {
namespace {

constexpr std::string_view kNames[] = {"1", "3R", "3B", "4"};

}  // namespace

std::optional<LaserClass> laserClassOf(const LightSource& source) {
  if (source.role != EmitterRole::Leader || source.emittedW <= 0) return LaserClass::One;
  const double nanometres = source.wavelength * 1e9;
  if (nanometres < 700 || nanometres > 1050) return std::nullopt;
  const double classOne = 0.39e-3 * std::pow(10, 0.002 * (nanometres - 700));
  if (source.emittedW <= classOne) return LaserClass::One;
  if (source.emittedW <= 5 * classOne) return LaserClass::ThreeR;
  return source.emittedW <= 0.5 ? LaserClass::ThreeB : LaserClass::Four;
}

std::optional<LaserClass> laserClassOf(const Bench& bench) {
  LaserClass out = LaserClass::One;
  for (const LightSource& source : bench.trace.sources) {
    const std::optional<LaserClass> its = laserClassOf(source);
    if (!its) return std::nullopt;
    out = std::max(out, *its);
  }
  return out;
}

std::string_view laserClassName(LaserClass one) {
  return kNames[static_cast<std::size_t>(one)];
}

std::optional<LaserClass> laserClassFromName(std::string_view name) {
  const auto* const found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<LaserClass>(found - std::begin(kNames));
}

}  // namespace lightloom::bench
