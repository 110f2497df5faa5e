#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rooms.h"
#include "train/recorded_run.h"

namespace lightloom::study {

/// One sample of a data set as a detector sees it at some amount of light, and what the network makes of it.
struct SampleInLight {
  std::vector<float> drive;  ///< x as the axons are asked for, 0 … 1, one per input
  std::vector<float> seen;   ///< the same, each read by itself from one pixel pair; not clipped
  std::vector<int> votes;    ///< answers in `tries` readings, per class, ties left out; empty for regression
  int tries = 0;
  int label = -1;  ///< its class; −1 for regression
};

/// Looks at samples of a trained network with shot noise alone, at any amount of light. One thread at a time.
class LightView {
 public:
  /// `run` and `data` belong together (`openRunSnapshot`).
  LightView(std::shared_ptr<const RunSnapshot> run, std::shared_ptr<const Dataset> data);
  ~LightView();

  /// Sample number `sample` of the test part at `photonsPerMac` > 0 electrons on the pixel pair per
  /// multiplication, both beams. In `seen` every input has met a weight of the first layer's rms in one
  /// symbol, was read by itself and divided by that weight (phase × phase: a weight in the middle of the
  /// range, the fringe taken as straight). `draw` names the noise; the same gives the same bits.
  SampleInLight look(std::size_t sample, double photonsPerMac, std::uint64_t draw, int tries) const;

  const Dataset& data() const { return *m_data; }

 private:
  struct Light;

  std::vector<float> read(const CellHardware& cell, const std::vector<float>& drive,
                          std::uint64_t draw) const;

  std::shared_ptr<const RunSnapshot> m_run;
  std::shared_ptr<const Dataset> m_data;
  std::unique_ptr<Light> m_light;
};

}  // namespace lightloom::study
