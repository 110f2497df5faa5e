#pragma once

#include <memory>
#include <optional>

#include "base/worker.h"
#include "rooms.h"
#include "study/photon_study.h"
#include "study/sample_in_light.h"

namespace lightloom::ui {

/// Which sample of which network is to be looked at, in how much light.
struct LightRequest {
  std::shared_ptr<const RunSnapshot> run;  ///< never null
  std::shared_ptr<const Dataset> data;     ///< never null
  std::size_t sample = 0;                  ///< of the test part
  double photonsPerMac = 1;
  std::uint64_t draw = 0;
};

inline constexpr int kLooks = 100;  ///< readings of a sample that vote

/// Looks at samples beside the window. Errors: why the run diverged.
using LightLoader = Worker<LightRequest, SampleInLight>;
LightLoader::Work looksAtSamples();

/// A design whose test error is to be measured against light.
struct StudyRequest {
  Design design;
  std::shared_ptr<const Dataset> data;
  bool aware = false;  ///< as in `PhotonStudyOptions`
};

/// How far a study is.
struct StudyNews {
  double share = 0;  ///< 0 … 1
  PhotonStudy soFar;
};

/// Studies beside the window. Errors: those of `photonStudy`.
using StudyWorker = Worker<StudyRequest, PhotonStudy, StudyNews>;
StudyWorker::Work studiesPhotons();

}  // namespace lightloom::ui
