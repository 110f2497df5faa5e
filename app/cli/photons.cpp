#include <cstdio>

#include "base/json_writer.h"
#include "command.h"
#include "progress.h"
#include "study/photon_study.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct PhotonsWords {
  DesignWords of;
  std::optional<long> threads;
  bool json = false, all = false;
};

void declare(Options& options, PhotonsWords& words) {
  declareDesign(options, words.of);
  options.flag("--all", words.all, "trains once more with the noise of each");
  declareEpochs(options, words.of.changes);
  declareThreads(options, words.threads,
                 "how many amounts of light are computed at once; else as many as processors");
  declareJson(options, words.json);
}

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
    if (point.awareDiverged) {
      json.key("aware_error");
      json.null();
      json.field("aware_reason", english(*point.awareDiverged));
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
      "Test error with shot noise alone, %d samples; without noise %s; the bench has %.3g electrons/MAC\n\n",
      study.testSamples, percent(study.exactError).c_str(), study.benchPhotonsPerMac);
  std::printf("%12s  %12s  %12s  %12s\n", "electrons/MAC", "noise-blind", "noise-aware", "quantum limit");
  for (const PhotonPoint& point : study.points)
    std::printf("%12s  %12s  %12s  %12s\n", readableNumber(point.photonsPerMac, 3).c_str(),
                percent(point.blindError).c_str(), percent(point.awareError).c_str(),
                percent(point.limitError).c_str());
}

int run(const PhotonsWords& words) {
  if (!words.of.file) return missingFile();
  std::optional<OpenedDesign> opened = openWithData(words.of);
  if (!opened) return kFailed;
  PhotonStudyOptions options;
  options.aware = words.all;
  options.threads = threadsOf(words.threads);
  options.onProgress = [](double share, const PhotonStudy&) { showShare(share); };
  options.cancelled = [] { return interrupted(); };
  const Result<PhotonStudy> study =
      photonStudy(opened->design, std::make_shared<const Dataset>(std::move(opened->data)), options);
  if (!study) {
    complain(study.error());
    return kFailed;
  }
  words.json ? printJson(study.value()) : printTable(study.value());
  return study.value().cancelled ? kInterrupted : kDone;
}

}  // namespace

Command photons(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
