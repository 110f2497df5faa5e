#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "all_rooms.h"
#include "design/edit.h"
#include "design/kind.h"
#include "document/part_edits.h"
#include "documents/design_file.h"

/// Benches that nobody would build: parts that face each other, rings, heaps at one place, sizes from a tenth
/// of a millimetre to metres, any value that a parameter may have. One number makes one bench.
namespace lightloom::random_benches {

class Maker {
 public:
  explicit Maker(std::uint64_t number) : m_random(number * 0x9E3779B97F4A7C15ULL + 1) {}

  Design make() {
    const int scenes = 1 + pick(3);
    for (int i = 0; i < scenes; ++i) addScene();
    const std::vector<ComponentPtr> parts = m_design.components;
    for (const ComponentPtr& part : parts)
      if (chance(0.3)) distort(part->id);
    return m_design;
  }

 private:
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(m_random);
  }
  bool chance(double share) { return uniform(0, 1) < share; }
  int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(m_random); }
  const char* one(const std::vector<const char*>& of) {
    return of[static_cast<std::size_t>(pick(static_cast<int>(of.size())))];
  }

  std::string add(std::string_view kind, BenchPoint at, double angle) {
    m_design = apply(m_design, placePart(m_design, kind, at, angle));
    return m_design.components.back()->id;
  }
  void set(const std::string& id, std::string_view key, const Value& value) {
    m_design = apply(m_design, setParameter(m_design, id, std::string(key), value));
  }

  // A leader, or an array of either role.
  void addSource(BenchPoint at, double angle) {
    if (chance(0.4)) {
      add("leader_laser", at, angle);
      return;
    }
    const std::string id = add("vcsel_array", at, angle);
    set(id, "role", std::string(one({"axon", "synapse"})));
    set(id, "rows", std::int64_t{1 + pick(8)});
    set(id, "columns", std::int64_t{1 + pick(8)});
  }

  void addScene() {
    const BenchPoint at = chance(0.5) ? BenchPoint{} : BenchPoint{uniform(-0.2, 0.2), uniform(-0.2, 0.2)};
    switch (pick(6)) {
      case 0:
      case 1:
        return addFacing(at);
      case 2:
        return addRing(at);
      case 3:
        return addHeap(at);
      case 4:
        return addExample();
      default:
        return addScattered();
    }
  }

  // Parts across one beam, most of them square to it.
  void addFacing(BenchPoint at) {
    const double angle = pick(8) * constants::kPi / 4;
    addSource(at, angle);
    double away = 0;
    const int count = 2 + pick(9);
    for (int i = 0; i < count; ++i) {
      away += uniform(0, 0.03);
      const double tilt = chance(0.8) ? 0 : uniform(-1e-3, 1e-3);
      const char* kind = one({"beam_splitter", "beam_splitter", "beam_splitter", "mirror", "lens", "fan_out",
                              "phase_shifter", "detector_line", "vcsel_array"});
      const std::string id = add(kind, {at.x + away * std::cos(angle), at.y + away * std::sin(angle)},
                                 angle + tilt + (chance(0.5) ? constants::kPi : 0));
      if (kind == std::string("beam_splitter")) set(id, "reflectance", uniform(0, 1));
    }
  }

  // Four corners at 45°, some of which let light in and out.
  void addRing(BenchPoint at) {
    const double width = uniform(0.01, 0.1), height = chance(0.5) ? width : uniform(0.01, 0.1);
    const double corners[4][2] = {{0, 0}, {width, 0}, {width, height}, {0, height}};
    for (int i = 0; i < 4; ++i) {
      const double angle = constants::kPi / 4 + i * constants::kPi / 2;
      const std::string id =
          add(chance(0.6) ? "beam_splitter" : "mirror", {at.x + corners[i][0], at.y + corners[i][1]}, angle);
      if (chance(0.5)) set(id, "reflectance", uniform(0.3, 1));
    }
    addSource({at.x - 0.03, at.y}, 0);
    if (chance(0.5)) addSource({at.x, at.y - 0.03}, constants::kPi / 2);
    if (chance(0.5)) add("lens", {at.x + width / 2, at.y}, 0);
    if (chance(0.5)) add("detector_line", {at.x + width + 0.03, at.y}, constants::kPi);
  }

  void addHeap(BenchPoint at) {
    const auto kinds = allKinds();
    const std::string_view kind = kinds[static_cast<std::size_t>(pick(static_cast<int>(kinds.size())))]->id;
    const double angle = pick(8) * constants::kPi / 4;
    const int count = 2 + pick(12);
    for (int i = 0; i < count; ++i) add(kind, at, angle);
    addSource({at.x - 0.02 * std::cos(angle), at.y - 0.02 * std::sin(angle)}, angle);
  }

  // A sound bench with something taken away and something put in its light.
  void addExample() {
    if (!m_design.components.empty()) return addFacing({});
    const Result<Design> example = readDesignFile(std::string(LIGHTLOOM_SOURCE_DIR "/examples/") +
                                                  one({"first-light.loom", "mnist-5x5.loom"}));
    if (!example) return;
    m_design = example.value();
    for (int i = pick(3); i > 0; --i) {
      const std::string id = anyPart()->id;
      m_design = apply(m_design, removeComponents(m_design, {id}));
    }
    for (int i = 1 + pick(3); i > 0; --i) {
      const ComponentPtr beside = anyPart();
      const BenchPoint at = positionOf(*beside);
      const double angle = angleOf(*beside);
      const double away = uniform(-0.02, 0.02);
      add(one({"beam_splitter", "mirror", "lens", "fan_out"}),
          {at.x + away * std::cos(angle), at.y + away * std::sin(angle)}, angle);
    }
  }

  void addScattered() {
    const auto kinds = allKinds();
    const double reach = chance(0.8) ? 0.15 : 5;
    for (int i = 3 + pick(12); i > 0; --i)
      add(kinds[static_cast<std::size_t>(pick(static_cast<int>(kinds.size())))]->id,
          {uniform(-reach, reach), uniform(-reach, reach)}, uniform(-3.2, 3.2));
  }

  ComponentPtr anyPart() {
    return m_design.components[static_cast<std::size_t>(pick(static_cast<int>(m_design.components.size())))];
  }

  // Huge, tiny, or anything else that the table allows.
  void distort(const std::string& id) {
    const ComponentPtr part = findComponent(m_design, id);
    const std::span<const Parameter> rows = parametersOf(*findKind(part->kind));
    for (int i = 1 + pick(2); i > 0; --i) {
      const Parameter& row = rows[static_cast<std::size_t>(pick(static_cast<int>(rows.size())))];
      if (const std::optional<Value> value = anyValue(row)) set(id, row.key, *value);
    }
  }

  std::optional<Value> anyValue(const Parameter& row) {
    switch (row.type) {
      case ValueType::Switch:
        return Value(chance(0.8));
      case ValueType::Integer: {
        const double most = std::min(row.high, chance(0.95) ? 12.0 : 60.0);
        return Value(static_cast<std::int64_t>(std::floor(uniform(std::max(row.low, -most), most + 0.999))));
      }
      case ValueType::Real:
        if (row.high > 1e18 || row.key == "x" || row.key == "y" || row.key == "angle") return std::nullopt;
        if (chance(0.2)) return Value(chance(0.5) ? row.low : row.high);
        if (row.low > 0) return Value(row.low * std::pow(row.high / row.low, uniform(0, 1)));
        return Value(chance(0.5) ? uniform(row.low, row.high) : uniform(row.low, row.high) * 1e-3);
      case ValueType::Enumeration:
        return Value(std::string(
            row.enumerators[static_cast<std::size_t>(pick(static_cast<int>(row.enumerators.size())))]));
      case ValueType::Text:
      case ValueType::RealList:
        break;
    }
    return std::nullopt;
  }

  std::mt19937_64 m_random;
  Design m_design;
};

/// The smallest bench that can be reached from this one by taking parts away, half of them first and single
/// ones last, so that `fails` stays true (delta debugging, Zeller & Hildebrandt 2002, of complements only).
template <typename Fails>
Design reduced(Design design, const Fails& fails) {
  for (std::size_t size = std::max<std::size_t>(1, design.components.size() / 2);;) {
    bool smaller = false;
    for (std::size_t first = 0; first < design.components.size();) {
      Design without = design;
      const auto begin = without.components.begin() + static_cast<std::ptrdiff_t>(first);
      const std::size_t count = std::min(size, without.components.size() - first);
      without.components.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
      if (fails(without)) {
        design = std::move(without);
        smaller = true;
      } else {
        first += size;
      }
    }
    if (size == 1 && !smaller) break;
    if (size > 1) size /= 2;
  }
  return design;
}

}  // namespace lightloom::random_benches
