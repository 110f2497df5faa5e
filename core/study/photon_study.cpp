#include "study/photon_study.h"

#include <algorithm>
#include <cmath>

#include "base/json_writer.h"
#include "base/ordered_work.h"
#include "study/internal/shot_light.h"
#include "train/settings.h"

namespace lightloom::study {
namespace {

bool train(Trainer& trainer, const PhotonStudyOptions& options) {
  while (!trainer.finished()) {
    if (options.cancelled && options.cancelled()) return false;
    trainer.step();
  }
  return true;
}

std::optional<Message> problemOf(const PhotonStudyOptions& options) {
  for (double photons : options.photonsPerMac)
    if (!(photons > 0) || !std::isfinite(photons))
      return Message{"photons.not-positive",
                     LL_TEXT("%1 photons per multiplication are no light. Give a number above 0."),
                     {jsonNumber(photons)}};
  return std::nullopt;
}

}  // namespace

std::vector<double> photonsAbout(double own) {
  constexpr int kFirst = -3, kLast = 4;  // half decades: 0.03 … 100
  constexpr int kLowest = kFirst - 6, kHighest = kLast + 8;
  const auto light = [](int half) {
    const double digit = half % 2 == 0 ? 1 : 3, power = std::floor(half / 2.0);
    return power < 0 ? digit / std::pow(10, -power) : digit * std::pow(10, power);  // 0.3, not 3 × 0.1
  };
  int first = kFirst, last = kLast;
  const bool inReach = own >= light(kLowest) && own <= light(kHighest);
  while (inReach && own < light(first)) --first;
  while (inReach && own > light(last)) ++last;
  std::vector<double> out;
  for (int half = first; half <= last; ++half) out.push_back(light(half));
  const auto place = std::lower_bound(out.begin(), out.end(), own);
  if (inReach && *place != own) out.insert(place, own);
  return out;
}

Result<PhotonStudy> photonStudy(const Design& design, std::shared_ptr<const Dataset> data,
                                const PhotonStudyOptions& options) {
  if (const std::optional<Message> problem = problemOf(options)) return *problem;
  const Bench bench = compileBench(design);
  if (bench.hardware->cannotCompute) return *bench.hardware->cannotCompute;
  const Result<TrainerSettings> asked = trainerSettings(design, *bench.hardware);
  if (!asked) return asked.error();
  if (const std::optional<Message> problem = dataProblem(asked.value(), *data)) return *problem;
  const ShotLight light(bench, asked.value(), data);
  const Encoding encoding = encodingOf(design);
  const Hardware own = light.perLayer({&kShot, &kVisibility}, encoding);
  const Hardware limit = light.perLayer({&kShot}, Encoding::AmplitudeAmplitude);

  PhotonStudy out;
  out.testSamples = static_cast<int>(data->test.size());
  Trainer blind(light.settings(), data, idealHardware(own));
  out.cancelled = !train(blind, options);
  if (out.cancelled) return out;
  if (blind.diverged()) return *blind.diverged();
  out.exactError = light.error(blind.network(), *idealHardware(own));
  out.benchPhotonsPerMac = light.photonsOf(blind.network(), own);
  const std::vector<double> lights =
      options.photonsPerMac.empty() ? photonsAbout(out.benchPhotonsPerMac) : options.photonsPerMac;
  const double runs = 1.0 + (options.aware ? static_cast<double>(lights.size()) : 0);
  double done = 0;
  const auto report = [&] {
    if (options.onProgress) options.onProgress(++done / runs, out);
  };
  const auto test = [&](std::size_t i) {
    PhotonPoint point;
    point.photonsPerMac = lights[i];
    point.blindError = light.error(blind.network(), light.lit(blind.network(), own, lights[i]));
    point.limitError = lawOf(encoding).sumsSines
                           ? -1
                           : light.error(blind.network(), light.lit(blind.network(), limit, lights[i]));
    return point;
  };
  inOrder(lights.size(), options.threads, test, [&](std::size_t, const PhotonPoint& point) {
    out.points.push_back(point);
    return true;
  });
  report();
  if (!options.aware) return out;
  const std::vector<PhotonPoint> blindPoints = out.points;  // `out` changes while others are trained
  const auto trainAt = [&](std::size_t i) {
    std::optional<PhotonPoint> point = blindPoints[i];
    const Hardware lit = light.lit(blind.network(), own, lights[i]);
    Trainer aware(light.settings(), data, std::make_shared<const Hardware>(lit));
    if (!train(aware, options)) return std::optional<PhotonPoint>();
    point->awareDiverged = aware.diverged();
    if (!point->awareDiverged) {
      point->awareError = 1 - aware.evaluateTest().accuracy;
      point->awarePhotonsPerMac = light.photonsOf(aware.network(), lit);
    }
    return point;
  };
  inOrder(lights.size(), options.threads, trainAt,
          [&](std::size_t i, const std::optional<PhotonPoint>& point) {
            out.cancelled = !point;
            if (!point) return false;
            out.points[i] = *point;
            report();
            return true;
          });
  return out;
}

}  // namespace lightloom::study
