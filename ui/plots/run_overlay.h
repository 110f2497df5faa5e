#pragma once

#include <QString>
#include <vector>

#include "rooms.h"
#include "train/run_points.h"

namespace lightloom::ui {

/// The curves of another run, drawn thin behind those of the run that is there.
struct RunOverlay {
  QString name;
  std::vector<RunPoint> points;
  bool regression = false;  ///< accuracies are R²
};

}  // namespace lightloom::ui
