#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "all_rooms.h"
#include "optics/trace.h"

/// The two benches of model.md 6, built from bare faces. Positions in m, f = 20 mm, 974 nm.
namespace lightloom::scenes {

inline constexpr double kMm = 1e-3, kUm = 1e-6, kDeg = constants::kPi / 180;
inline constexpr double kWavelength = 974e-9, kFocal = 20e-3;

struct BenchOptions {
  double lensAperture = 12.7 * kMm;
  double stray = 0;
  bool sine = true;
  double pitch = 80 * kUm;  ///< of the pixels
  double pixelSize = 20 * kUm;
};

/// Close pixels, for arrays of many channels: 12 × 12 axons and synapses are more beams than are kept one by
/// one.
inline BenchOptions fine(double lensAperture, double stray = 0) {
  return {lensAperture, stray, true, 10 * kUm, 8 * kUm};
}

/// Period of a grating whose `orders` copies are `spacing` apart behind a lens of f = 20 mm.
inline double period(int orders, double spacing) {
  return (orders % 2 == 0 ? 2 : 1) * kFocal * kWavelength / spacing;
}

inline Lens lens(const BenchOptions& options) {
  return {kFocal, options.sine, 1};
}

inline PlacedPart part(std::string id, double xMm, double yMm, double angleDeg, FaceAction action,
                       double halfWidth, double apertureRadius = 0) {
  Face face;
  face.halfWidth = halfWidth;
  face.apertureRadius = apertureRadius;
  face.action = std::move(action);
  return {std::move(id), {xMm * kMm, yMm * kMm, 0, angleDeg * kDeg, 0}, {face}};
}

inline Scattering splitter(double reflectance, double loss = 0) {
  Scattering s;
  s.front = {(1 - loss) * (1 - reflectance), (1 - loss) * reflectance, LossCause::Coating};
  s.back = s.front;
  s.twoInputs = true;
  return s;
}

inline Scattering isolator(double loss) {
  Scattering s;
  s.back = {1 - loss, 0, LossCause::Isolator};
  s.front = {(1 - loss) * 1e-4, 0, LossCause::Isolator};
  return s;
}

inline EmitterGrid emitters(EmitterRole role, int rows, int columns, double pitch, double waist,
                            double power) {
  EmitterGrid grid;
  grid.role = role;
  grid.rows = rows;
  grid.columns = columns;
  grid.pitch = pitch;
  grid.waist = waist;
  grid.powerW.assign(static_cast<std::size_t>(rows * columns), power);
  if (role == EmitterRole::Leader) grid.wavelength = kWavelength;
  return grid;
}

/// One stray order at either end of each axis.
inline void addStrays(Grating& grating, double power) {
  const auto ends = [power](int count) {
    if (count < 2) return std::vector<StrayOrder>{};
    const int beyond = count % 2 == 1 ? (count + 1) / 2 : count + 1;
    return std::vector<StrayOrder>{{-beyond, power, 1.0}, {beyond, power, 2.0}};
  };
  grating.straysX = ends(grating.ordersX);
  grating.straysY = ends(grating.ordersY);
}

inline Grating grating(int orders, double spacing, double efficiency = 0.75, double stray = 0) {
  Grating g;
  g.ordersX = g.ordersY = orders;
  g.periodX = g.periodY = period(orders, spacing);
  g.orderEfficiency.assign(static_cast<std::size_t>(orders * orders), efficiency / (orders * orders));
  if (stray > 0) addStrays(g, stray);
  return g;
}

inline ReceiverGrid pixels(int side, const BenchOptions& options) {
  return {side, side, options.pitch, options.pixelSize};
}

/// Bench A with n × n axons of pitch n·p and n × n synapses of pitch p on n² × n² pixels (n = 5 in the
/// model).
inline std::vector<PlacedPart> benchA(int n = 5, const BenchOptions& options = {}) {
  const double p = options.pitch, coarse = n * p, fine = p;
  const double r = 7.0711 * kMm, rim = options.lensAperture / 2,
               wide = std::max(12.7 * kMm, options.lensAperture) / 2;
  const double grid = std::max(4 * kMm, n * n * p);
  return {part("leader", -40, -30, 0, emitters(EmitterRole::Leader, 1, 1, 0, 2.48 * kMm, 13.7e-3), 3 * kMm),
          part("isolator", 0, -30, 0, isolator(0.10), wide, wide),
          part("arms", 30, -30, 135, splitter(0.5, 0.10), r),
          part("axon_leader_grating", 30, -10, 90, grating(n, coarse), wide, wide),
          part("synapse_leader_grating", 50, -30, 0, grating(n, fine), wide, wide),
          part("axon_injection", 30, 0, 45, splitter(0.3), r),
          part("synapse_injection", 60, -30, 45, splitter(0.3), r),
          part("axon_stop", 30, 20, -90, Absorber{}, wide),
          part("synapse_stop", 90, -30, 180, Absorber{}, wide),
          part("axon", 0, 0, 0, emitters(EmitterRole::Axon, n, n, n * p, 2.5 * kUm, 500e-6), grid),
          part("axon_lens", 20, 0, 0, lens(options), rim, rim),
          part("axon_grating", 40, 0, 0, grating(n, fine, 0.75, options.stray), wide, wide),
          part("synapse", 60, -60, 90, emitters(EmitterRole::Synapse, n, n, p, 2.5 * kUm, 500e-6), grid),
          part("synapse_lens", 60, -40, 90, lens(options), rim, rim),
          part("synapse_grating", 60, -20, 90, grating(n, coarse, 0.75, options.stray), wide, wide),
          part("combiner", 60, 0, 135, splitter(0.5, 0.05), r),
          part("minus_lens", 80, 0, 180, lens(options), rim, rim),
          part("minus", 100, 0, 180, pixels(n * n, options), grid),
          part("plus_lens", 60, 20, -90, lens(options), rim, rim),
          part("plus", 60, 40, -90, pixels(n * n, options), grid),
          part("return_stop", 30, -50, 90, Absorber{}, wide)};
}

/// Bench B: one axon without a leader grating, n × n synapses, n × n pixels (n = 5 in the model).
inline std::vector<PlacedPart> benchB(int n = 5, const BenchOptions& options = {}) {
  std::vector<PlacedPart> parts = benchA(n, options);
  const double p = options.pitch, grid = std::max(4 * kMm, n * p);
  const auto set = [&parts](const std::string& id, FaceAction action, double halfWidth = 0) {
    for (PlacedPart& candidate : parts) {
      if (candidate.id != id) continue;
      candidate.faces[0].action = std::move(action);
      if (halfWidth > 0) candidate.faces[0].halfWidth = halfWidth;
    }
  };
  set("leader", emitters(EmitterRole::Leader, 1, 1, 0, 2.48 * kMm, 0.5e-3));
  set("arms", splitter(0.03, 0.10));
  set("axon_injection", splitter(0.1));
  set("synapse_injection", splitter(0.1));
  set("synapse_leader_grating", grating(n, p));
  set("axon", emitters(EmitterRole::Axon, 1, 1, p, 2.5 * kUm, 100e-6));
  set("synapse", emitters(EmitterRole::Synapse, n, n, p, 2.5 * kUm, 100e-6), grid);
  set("axon_grating", grating(n, p, 0.75, options.stray));
  set("minus", pixels(n, options), grid);
  set("plus", pixels(n, options), grid);
  std::erase_if(parts, [](const PlacedPart& candidate) {
    return candidate.id == "axon_leader_grating" || candidate.id == "synapse_grating";
  });
  return parts;
}

inline PlacedPart& find(std::vector<PlacedPart>& parts, const std::string& id) {
  for (PlacedPart& candidate : parts) {
    if (candidate.id == id) return candidate;
  }
  LL_CHECK(false);
}

inline int faceOf(const Layout& layout, const std::string& id) {
  for (int face = 0; face < static_cast<int>(layout.faces.size()); ++face) {
    if (layout.partOf(face) == id) return face;
  }
  return -1;
}

}  // namespace lightloom::scenes
