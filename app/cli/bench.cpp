#include <unistd.h>

#include <cstdio>

#include "base/json_writer.h"
#include "bench/speed.h"
#include "bench/traced_benches.h"
#include "command.h"
#include "io/program_files.h"
#include "run/runner.h"

namespace lightloom::cli {
namespace {

// The standard work is 784-100-100-10 at batch 100 with momentum, whatever the example trains.
TrainerSettings standardNetwork(TrainerSettings settings) {
  settings.optimiser = Optimiser::Sgd;
  settings.learningRate = 0.05;
  settings.momentum = 0.9;
  settings.hidden = {100, 100};
  settings.batch = 100;
  settings.hardware = HardwareUse::Forward;
  settings.cells.clear();
  return settings;
}

std::optional<SpeedWork> standardWork(const Words& words) {
  const std::string file = examplePath("mnist-5x5.loom");
  const std::optional<Design> design = openDesign(file, words);
  if (!design) return std::nullopt;
  std::optional<Dataset> data = openData(*design, file, words);
  if (!data) return std::nullopt;
  SpeedWork work;
  work.bench = std::make_shared<const Bench>(compileBench(*design));
  work.data = std::make_shared<const Dataset>(std::move(*data));
  const Result<TrainerSettings> settings = trainerSettings(*design, *work.bench->hardware);
  Result<std::vector<std::pair<std::string, Design>>> traced = tracedBenches(*design);
  if (!settings || !traced) {
    complain(settings ? traced.error() : settings.error());
    return std::nullopt;
  }
  work.settings = standardNetwork(settings.value());
  work.traced = std::move(traced).value();
  return work;
}

void writeTimes(JsonWriter& json, const char* key, const std::vector<NamedTime>& times) {
  json.key(key);
  json.beginObject();
  for (const NamedTime& time : times) json.field(time.name, time.microseconds);
  json.endObject();
}

void writeSizes(JsonWriter& json, const char* list, const char* size, const std::vector<SizeTimes>& times) {
  json.key(list);
  json.beginArray();
  for (const SizeTimes& time : times) {
    json.beginObject(JsonLayout::Inline);
    json.field(size, time.size);
    json.field("noiseless_us", time.noiselessMicroseconds);
    json.field("full_us", time.fullMicroseconds);
    json.endObject();
  }
  json.endArray();
}

std::string speedJson(const SpeedReport& report) {
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-bench");
  json.field("version", 1);
  json.field("kernel_library", report.kernelLibrary);
  json.field("peak_gflops", report.peakGflops);
  json.field("product_share_of_peak", report.productShareOfPeak);
  json.field("step_floor_us", report.stepFloorMicroseconds);
  json.key("step_us");
  json.beginObject();
  json.field("noiseless", report.step.noiseless);
  json.field("noise", report.step.noise);
  json.field("noise_8bit", report.step.noise8Bit);
  json.field("full", report.step.full);
  json.field("full_all_hardware", report.step.fullAllHardware);
  json.field("full_kernel", report.step.fullKernel);
  json.endObject();
  writeTimes(json, "source_us", report.sources);
  json.key("samples_per_s");
  json.beginObject();
  json.field("noiseless", report.samplesPerSecondNoiseless);
  json.field("full", report.samplesPerSecondFull);
  json.endObject();
  json.key("loss");
  json.beginObject();
  json.field("first", report.lossFirst);
  json.field("last", report.lossLast);
  json.endObject();
  json.field("inference_us_batch1", report.inferenceMicroseconds);
  json.field("normals_per_s", report.normalsPerSecond);
  json.field("adler_laser_steps_per_s", report.adlerLaserStepsPerSecond);
  json.field("rate_laser_steps_per_s", report.rateLaserStepsPerSecond);
  writeTimes(json, "trace_us", report.traces);
  writeSizes(json, "widths", "width", report.widths);
  writeSizes(json, "batches", "batch", report.batches);
  json.endObject();
  return json.take();
}

void printStep(const char* name, double microseconds, const SpeedReport& report) {
  std::printf("  %-32s %9.0f µs   %5.2f × noiseless   %5.2f × floor\n", name, microseconds,
              microseconds / report.step.noiseless, microseconds / report.stepFloorMicroseconds);
}

void printReport(const SpeedReport& report) {
  std::printf("kernel library %s, peak %.1f GFLOP/s on one core, products of a step at %.0f %% of it\n\n",
              report.kernelLibrary.c_str(), report.peakGflops, 100 * report.productShareOfPeak);
  std::printf("training step, 784-100-100-10, batch 100\n");
  printStep("multiply-add floor", report.stepFloorMicroseconds, report);
  printStep("noiseless", report.step.noiseless, report);
  printStep("shot, dark and kTC noise", report.step.noise, report);
  printStep("and 8-bit converters", report.step.noise8Bit, report);
  printStep("full, forward on the hardware", report.step.full, report);
  printStep("full, with a second quadrature", report.step.fullKernel, report);
  printStep("full, all products on hardware", report.step.fullAllHardware, report);
  std::printf("  %.0f samples/s noiseless, %.0f full; in 200 full steps the loss falls from %.3f to %.3f\n",
              report.samplesPerSecondNoiseless, report.samplesPerSecondFull, report.lossFirst,
              report.lossLast);
  std::printf("\none source alone costs\n");
  for (const NamedTime& source : report.sources)
    std::printf("  %-32s %9.0f µs   %5.2f × noiseless\n", source.name.c_str(), source.microseconds,
                source.microseconds / report.step.noiseless);
  std::printf("\none sample through the full hardware  %9.1f µs\n", report.inferenceMicroseconds);
  std::printf("normals                               %9.0f M/s\n", 1e-6 * report.normalsPerSecond);
  std::printf("laser steps, Adler                    %9.0f M/s\n", 1e-6 * report.adlerLaserStepsPerSecond);
  std::printf("laser steps, rate equations           %9.0f M/s\n", 1e-6 * report.rateLaserStepsPerSecond);
  for (const NamedTime& trace : report.traces)
    std::printf("light and links, %-8s             %9.2f ms\n", trace.name.c_str(),
                1e-3 * trace.microseconds);
  std::printf("\n%18s %14s %14s %8s\n", "hidden width", "noiseless µs", "full µs", "ratio");
  for (const SizeTimes& size : report.widths)
    std::printf("%18d %14.0f %14.0f %8.2f\n", size.size, size.noiselessMicroseconds, size.fullMicroseconds,
                size.fullMicroseconds / size.noiselessMicroseconds);
  std::printf("%18s\n", "batch");
  for (const SizeTimes& size : report.batches)
    std::printf("%18d %14.0f %14.0f %8.2f\n", size.size, size.noiselessMicroseconds, size.fullMicroseconds,
                size.fullMicroseconds / size.noiselessMicroseconds);
}

}  // namespace

int bench(const std::vector<std::string>& list) {
  const Result<Words> words = sortWords(list, "--json --data --seconds");
  if (!words || !words.value().files.empty()) {
    complain(words ? Message{"cli.no-file", LL_TEXT("error", "bench takes no file: its work is fixed."), {}}
                   : words.error());
    return kBadCommand;
  }
  std::optional<SpeedWork> work = standardWork(words.value());
  if (!work) return kFailed;
  if (words.value().seconds) work->seconds = *words.value().seconds;
  if (isatty(STDERR_FILENO) != 0)
    work->progress = [](double share) {
      std::fprintf(stderr, "\rmeasuring, %3.0f %%%s", 100 * share, share < 1 ? "" : "\n");
    };
  const SpeedReport report = measureSpeed(*work);
  if (words.value().json)
    std::fputs(speedJson(report).c_str(), stdout);
  else
    printReport(report);
  return kDone;
}

}  // namespace lightloom::cli
