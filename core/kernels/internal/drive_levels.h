#pragma once

#include "kernels/kernel_table.h"
#include "rooms.h"

namespace lightloom::kernel {

/// A drive in units of its levels, counted from its origin: clip(factor·v + shift, low, high), rounded, times
/// step, plus origin. Without levels in units of what is sent.
struct DriveLevels {
  bool rounds;
  float factor, shift, low, high, step, origin;

  explicit DriveLevels(const DriveSpec& drive)
      : rounds(drive.step != 0), step(rounds ? drive.step : 1.0f), origin(rounds ? drive.origin : 0.0f) {
    factor = drive.factor / step;
    shift = -origin / step;
    low = (drive.low - origin) / step;
    high = (drive.high - origin) / step;
  }

  /// Before rounding.
  float clipped(float v) const {
    const float level = factor * v + shift;
    const float aboveLow = level < low ? low : level;
    return aboveLow > high ? high : aboveLow;
  }
};

}  // namespace lightloom::kernel
