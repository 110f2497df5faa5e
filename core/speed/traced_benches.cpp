#include "speed/traced_benches.h"

#include "base/json_writer.h"
#include "design/edit.h"

namespace lightloom::speed {
namespace {

constexpr double kFocalLength = 20e-3, kWavelength = 974e-9;  // of the example

using Assignments = std::vector<std::pair<std::string, double>>;

void setBoth(Assignments& list, const std::string& part, const char* first, const char* second,
             double value) {
  list.emplace_back(part + '.' + first, value);
  list.emplace_back(part + '.' + second, value);
}

// Orders that land `spacing` apart behind the lens; an even number of them are the odd orders.
void setGrating(Assignments& list, const std::string& part, int orders, double spacing) {
  setBoth(list, part, "orders_x", "orders_y", orders);
  const double step = orders % 2 == 0 ? 2 : 1;
  setBoth(list, part, "period_x", "period_y", step * kFocalLength * kWavelength / spacing);
}

void setArray(Assignments& list, const std::string& part, int side, double pitch) {
  setBoth(list, part, "rows", "columns", side);
  list.emplace_back(part + ".pitch", pitch);
}

// The layout of two pitches (model.md 2.2): synapses `pitch` apart, axons synapses·pitch.
Assignments crossing(int axons, int synapses, double pitch) {
  const double wide = synapses * pitch;
  Assignments list;
  setArray(list, "vcsel_array1", axons, wide);
  setArray(list, "vcsel_array2", synapses, pitch);
  setGrating(list, "fan_out1", axons, wide);
  setGrating(list, "fan_out2", synapses, pitch);
  setGrating(list, "fan_out3", synapses, pitch);
  setGrating(list, "fan_out4", axons, wide);
  for (const char* line : {"detector_line1", "detector_line2"}) {
    setArray(list, line, axons * synapses, pitch);
    list.emplace_back(std::string(line) + ".pixel_size", pitch / 2);
  }
  for (const char* lens : {"lens1", "lens2", "lens3", "lens4"})
    list.emplace_back(std::string(lens) + ".aperture", 40e-3);
  return list;
}

// Gratings of other orders than those of the example want no profile of it, and bring no stray light.
Result<Design> plain(Design design) {
  for (const char* part : {"fan_out1", "fan_out2", "fan_out3", "fan_out4"})
    for (const char* change : {".profile_x=default", ".profile_y=default", ".stray=0"}) {
      Result<Design> changed = applyAssignment(design, std::string(part) + change);
      if (!changed) return changed.error();
      design = std::move(changed).value();
    }
  return design;
}

Result<Design> with(Design design, const Assignments& list) {
  for (const auto& [path, value] : list) {
    Result<Design> changed = applyAssignment(design, path + '=' + jsonNumber(value));
    if (!changed) return changed.error();
    design = std::move(changed).value();
  }
  return design;
}

}  // namespace

Result<std::vector<std::pair<std::string, Design>>> tracedBenches(const Design& mnist5x5) {
  std::vector<std::pair<std::string, Design>> out{{"5x5", mnist5x5}};
  const std::pair<const char*, Assignments> larger[] = {{"25x25", crossing(25, 25, 10e-6)},
                                                        {"100x100", crossing(1, 100, 20e-6)}};
  const Result<Design> base = plain(mnist5x5);
  if (!base) return base.error();
  for (const auto& [name, list] : larger) {
    Result<Design> design = with(base.value(), list);
    if (!design) return design.error();
    out.emplace_back(name, std::move(design).value());
  }
  return out;
}

}  // namespace lightloom::speed
