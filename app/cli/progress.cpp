#include "progress.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace lightloom::cli {

namespace {

void showTraining(const RunPoint& point, int epochs, bool regression) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const bool tested = std::isfinite(point.testAccuracy);
  if (!terminal && !tested) return;
  constexpr int kWidth = 30;
  const int filled = static_cast<int>(kWidth * point.epoch / epochs);
  std::fprintf(stderr, "%s[%.*s%.*s] epoch %.2f of %d  loss %.4f", terminal ? "\r" : "", filled,
               "##############################", kWidth - filled, "..............................",
               point.epoch, epochs, point.loss);
  if (tested)
    std::fprintf(stderr, "  %s %s", regression ? "test R²" : "test",
                 readableScore(point.testAccuracy, regression).c_str());
  std::fprintf(stderr, tested ? "\n" : "        ");
}

}  // namespace

std::function<void(const RunPoint&, int epochs)> trainingProgress(const Dataset& data) {
  const bool regression = data.classes == 0;
  return [regression](const RunPoint& point, int epochs) { showTraining(point, epochs, regression); };
}

void showShare(double share) {
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, share < 1 ? "\r%3.0f %%" : "\r      \r", 100 * share);
}

}  // namespace lightloom::cli
