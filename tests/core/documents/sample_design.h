#pragma once

#include <memory>

#include "all_rooms.h"
#include "design/design.h"
#include "design/edit.h"

namespace lightloom::tests {

/// A design that uses everything a file can hold; `variant` changes its numbers.
inline Design sampleDesign(int variant = 0) {
  Component leader;
  leader.id = "leader";
  leader.kind = "leader_laser";
  leader.name = "Seed – 種";
  leader.locked = true;
  leader.values = {{"x", -0.1 - 1e-3 * variant}, {"power", 0.03}};
  leader.sources = {{"power", {Provenance::Measured, 1e-3, "power meter, 2 May"}}};
  Component axons;
  axons.id = "vcsel_array1";
  axons.kind = "vcsel_array";
  axons.group = "cell1";
  axons.note = "first line\nsecond line";
  axons.vendor = "TU Berlin";
  axons.partNumber = "VA-5x5";
  axons.values = {{"role", Enumerator{"axon"}},
                  {"rows", std::int64_t{5}},
                  {"columns", std::int64_t{5}},
                  {"auto_bias", false},
                  {"injection_ratio", Value()}};
  axons.overrides = {{"detuning", {{2, 1e9}, {10, -2.5e9}, {24, 1.0 / 3 + variant}}}};
  Component grating;
  grating.id = "fan_out1";
  grating.kind = "fan_out";
  grating.hidden = true;
  grating.values = {{"orders_x", std::int64_t{2}},
                    {"order_efficiency", std::vector<double>{0.25, 0.1 + 0.2}}};
  Design design;
  design.name = "Sample " + std::to_string(variant);
  for (Component* part : {&leader, &axons, &grating})
    design.components.push_back(std::make_shared<const Component>(*part));
  design.settings = {
      {"network.hidden", std::vector<double>{100, 100}}, {"training.seed", std::int64_t{variant}},
      {"training.dataset", std::string("iris")},         {"training.learning_rate", 0.05},
      {"network.activation", Enumerator{"sine"}},        {"noise.shot", false}};
  design.counters = {{"vcsel_array", 1}, {"fan_out", 3}};
  return design;
}

}  // namespace lightloom::tests
