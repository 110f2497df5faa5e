#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/worker.h"
#include "bench/lock_map.h"
#include "design/design.h"
#include "report/sent_weights.h"
#include "rooms.h"
#include "train/run_snapshot.h"

namespace lightloom::ui {

/// Which map and which curves are wanted.
struct LockMapRequest {
  LaserParameters laser;
  LockMapRange range;
  ComponentPtr array;  ///< never null
  LockInputs nominal;  ///< of the curves
  double curveLowDb = -30, curveHighDb = 0;
};

/// A map with the curves of its array.
struct LockPicture {
  std::shared_ptr<const LockMap> map;
  std::vector<LockCurvePoint> curves;
};

/// Which weights are wanted: those of a network, as one laser of a bench sends them.
struct SentRequest {
  std::shared_ptr<const RunSnapshot> run;  ///< never null
  std::shared_ptr<const Bench> bench;      ///< never null
  std::string array;                       ///< id
  int channel = 0;
};

/// Computes maps and curves beside the window, and keeps the latest maps.
using LockMapLoader = Worker<LockMapRequest, LockPicture>;
LockMapLoader::Work makesLockPictures();

/// Computes the weights that a laser sends. Errors: those of `sentWeights`, and why the run diverged.
using SentLoader = Worker<SentRequest, std::shared_ptr<const SentWeights>>;
SentLoader::Work makesSentWeights();

}  // namespace lightloom::ui
