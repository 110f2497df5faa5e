#include "photons/light_loader.h"

namespace lightloom::ui {
namespace {

/// Looks at one network after the other, and keeps what it has prepared for the last.
class Looking {
 public:
  Result<SampleInLight> operator()(const LightRequest& request) {
    if (request.run->record->diverged) return *request.run->record->diverged;
    if (m_known != request.run || &m_view->data() != request.data.get()) {
      m_view = std::make_shared<const LightView>(request.run, request.data);
      m_known = request.run;
    }
    return m_view->look(request.sample, request.photonsPerMac, request.draw, kLooks);
  }

 private:
  std::shared_ptr<const RunSnapshot> m_known;  ///< what m_view was made from
  std::shared_ptr<const LightView> m_view;
};

}  // namespace

LightLoader::Work looksAtSamples() {
  return [looking = Looking()](const LightRequest& request, const std::stop_token&,
                               const LightLoader::Tell&) mutable { return looking(request); };
}

StudyWorker::Work studiesPhotons() {
  return [](const StudyRequest& request, const std::stop_token& stop, const StudyWorker::Tell& tell) {
    PhotonStudyOptions options;
    options.aware = request.aware;
    options.cancelled = [&stop] { return stop.stop_requested(); };
    options.onProgress = [&tell](double share, const PhotonStudy& soFar) { tell({share, soFar}); };
    return photonStudy(request.design, request.data, options);
  };
}

}  // namespace lightloom::ui
