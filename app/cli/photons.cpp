#include <cstdio>

#include "base/json_writer.h"
#include "command.h"
#include "progress.h"
#include "run/photon_study.h"

namespace lightloom::cli {
namespace {

void printJson(const PhotonStudy& study) {
  JsonWriter json;
  json.beginObject();
  json.field("exact_error", study.exactError);
  json.field("bench_photons_per_mac", study.benchPhotonsPerMac);
  json.field("test_samples", study.testSamples);
  json.field("cancelled", study.cancelled);
  json.key("points");
  json.beginArray();
  for (const PhotonPoint& point : study.points) {
    json.beginObject(JsonLayout::Inline);
    json.field("photons_per_mac", point.photonsPerMac);
    json.field("blind_error", point.blindError);
    if (point.limitError >= 0) json.field("limit_error", point.limitError);
    if (point.awareError >= 0) {
      json.field("aware_error", point.awareError);
      json.field("aware_photons_per_mac", point.awarePhotonsPerMac);
    }
    json.endObject();
  }
  json.endArray();
  json.endObject();
  std::fputs(json.take().c_str(), stdout);
}

std::string percent(double error) {
  if (error < 0) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%", 100 * error);
  return text;
}

void printTable(const PhotonStudy& study) {
  std::printf(
      "Test error with shot noise alone, %d samples; without noise %s; the bench has %.3g photons/MAC\n\n",
      study.testSamples, percent(study.exactError).c_str(), study.benchPhotonsPerMac);
  std::printf("%12s  %12s  %12s  %12s\n", "photons/MAC", "noise-blind", "noise-aware", "quantum limit");
  for (const PhotonPoint& point : study.points)
    std::printf("%12s  %12s  %12s  %12s\n", readableNumber(point.photonsPerMac, 3).c_str(),
                percent(point.blindError).c_str(), percent(point.awareError).c_str(),
                percent(point.limitError).c_str());
}

}  // namespace

int photons(const std::vector<std::string>& list) {
  const Result<Words> words = sortWords(list, "--json --all --set --data --seed --epochs");
  if (!words || words.value().files.size() != 1) {
    complain(words ? Message{"cli.one-file", LL_TEXT("error", "Name one design file."), {}} : words.error());
    return kBadCommand;
  }
  const std::string& file = words.value().files[0];
  const std::optional<Design> design = openDesign(file, words.value());
  if (!design) return kFailed;
  std::optional<Dataset> data = openData(*design, file, words.value());
  if (!data) return kFailed;
  PhotonStudyOptions options;
  options.aware = words.value().all;
  options.onProgress = [](double share, const PhotonStudy&) { showShare(share); };
  options.cancelled = [] { return interrupted(); };
  const Result<PhotonStudy> study =
      photonStudy(*design, std::make_shared<const Dataset>(std::move(*data)), options);
  if (!study) {
    complain(study.error());
    return kFailed;
  }
  words.value().json ? printJson(study.value()) : printTable(study.value());
  return study.value().cancelled ? kInterrupted : kDone;
}

}  // namespace lightloom::cli
