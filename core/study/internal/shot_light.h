#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "learn/dataset.h"
#include "report/report.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::study {

/// Light of one layer so that `photonsPerMac` electrons fall on a pixel pair per multiplication, and shot
/// noise alone: both beams of the cell scaled alike; amplitude × amplitude: half in each (Hamerly et al., PRX
/// 9, 021032, 2019), then σ = ‖A_i‖‖x‖/(γ√(N n)). `cell` has the bench's light and encoding; w and x are the
/// rms that the layer drives.
CellHardware cellWithLight(CellHardware cell, double photonsPerMac, const LayerStatistics& layer,
                           const InputMoments& inputs);

/// The hardware of a network with as much light as asked for, a cell for each layer: layers differ in the
/// light that their weights and inputs let through.
class ShotLight {
 public:
  /// `settings` are the bench's; `bench` must be able to compute and outlive this.
  ShotLight(const Bench& bench, const TrainerSettings& settings, std::shared_ptr<const Dataset> data);

  /// The settings with a cell for each layer, products forward on the hardware.
  const TrainerSettings& settings() const { return m_settings; }
  /// The bench's own light with these imperfections alone; in its own encoding, or as two amplitudes.
  Hardware perLayer(const ImperfectionSet& on, Encoding encoding) const;
  /// `hardware` of `perLayer` with this many electrons per multiplication in every layer.
  Hardware lit(const Network& network, Hardware hardware, double photonsPerMac) const;
  /// Electrons per multiplication of a network on it, mean over all layers.
  double photonsOf(const Network& network, const Hardware& hardware) const;
  /// Test error, 0 … 1; regression: 1 − R².
  double error(const Network& network, const Hardware& hardware) const;

 private:
  NetworkOnBench observe(const Network& network, const Hardware& hardware) const;

  const Bench& m_bench;
  TrainerSettings m_settings;
  std::vector<int> m_benchCells;  ///< of each layer
  std::shared_ptr<const Dataset> m_data;
};

}  // namespace lightloom::study
