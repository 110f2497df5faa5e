#include "progress.h"

#include <unistd.h>

#include <cstdio>

namespace lightloom::cli {

void showTraining(const RunPoint& point, int epochs) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const bool tested = point.testAccuracy == point.testAccuracy;
  if (!terminal && !tested) return;
  constexpr int kWidth = 30;
  const int filled = static_cast<int>(kWidth * point.epoch / epochs);
  std::fprintf(stderr, "%s[%.*s%.*s] epoch %.2f of %d  loss %.4f", terminal ? "\r" : "", filled,
               "##############################", kWidth - filled, "..............................",
               point.epoch, epochs, point.loss);
  if (tested) std::fprintf(stderr, "  test %.2f %%", 100 * point.testAccuracy);
  std::fprintf(stderr, tested ? "\n" : "        ");
}

void showShare(double share) {
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, share < 1 ? "\r%3.0f %%" : "\r      \r", 100 * share);
}

}  // namespace lightloom::cli
