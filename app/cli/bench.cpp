#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/json_writer.h"
#include "child.h"
#include "command.h"
#include "files/json_reader.h"
#include "files/program_files.h"
#include "kernels/kernel_libraries.h"
#include "speed/speed.h"
#include "speed/traced_benches.h"
#include "train/settings.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct BenchWords {
  std::optional<double> seconds;
  std::vector<std::string> dataDirs;
  bool json = false, kernelsOnly = false;
};

void declare(Options& options, BenchWords& words) {
  options.real("--seconds", "S", words.seconds, "for each measurement",
               {"cli.bad-seconds", LL_TEXT("%1 needs a number above 0 and up to 10 000, not “%2”.")});
  options.flag("--kernels-only", words.kernelsOnly, "only the kernel library that the loader chose");
  declareData(options, words.dataDirs);
  declareJson(options, words.json);
}

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

std::optional<SpeedWork> standardWork(const BenchWords& words) {
  const std::string file = examplePath("mnist-5x5.loom");
  const std::optional<Design> design = openDesign(file, {});
  if (!design) return std::nullopt;
  std::optional<Dataset> data = openData(*design, file, words.dataDirs);
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
  const std::string small = examplePath("first-light.loom");
  const std::optional<Design> point = openDesign(small, {});
  if (!point) return std::nullopt;
  std::optional<Dataset> pointData = openData(*point, small, words.dataDirs);
  if (!pointData) return std::nullopt;
  work.pointDesign = *point;
  work.pointData = std::make_shared<const Dataset>(std::move(*pointData));
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

/// A figure that kernel libraries are compared by, and where it stands in the JSON of one of them.
struct KernelFigure {
  const char *title, *group, *key;
  double unit;
  bool ofStep;  ///< a time, to be compared with the floor
};

constexpr KernelFigure kKernelFigures[] = {
    {"peak, GFLOP/s", nullptr, "peak_gflops", 1, false},
    {"noiseless step, µs", "step_us", "noiseless", 1, true},
    {"full, µs", "step_us", "full", 1, true},
    {"with a second quadrature, µs", "step_us", "full_kernel", 1, true},
    {"all products on hardware, µs", "step_us", "full_all_hardware", 1, true},
    {"one sample, µs", nullptr, "inference_us_batch1", 1, false},
    {"normals, M/s", nullptr, "normals_per_s", 1e-6, false},
    {"laser steps, Adler, M/s", nullptr, "adler_laser_steps_per_s", 1e-6, false},
    {"rate equations, M/s", nullptr, "rate_laser_steps_per_s", 1e-6, false}};

/// What was measured with one kernel library, in the order of `kKernelFigures`.
struct LibrarySpeed {
  std::string kernelLibrary;
  std::vector<double> figures;
};

// NaN where there is none.
double numberAt(const JsonValue& object, const char* key) {
  const std::optional<JsonValue> value = object.find(key);
  return value && value->is(JsonKind::Number) ? value->number() : kNotMeasured;
}

std::optional<LibrarySpeed> librarySpeed(const std::string& json) {
  const Result<JsonDocument> document = JsonDocument::parse(json, "bench");
  if (!document) return std::nullopt;
  const JsonValue root = document.value().root();
  const std::optional<JsonValue> library = root.find("kernel_library");
  if (!library || !library->is(JsonKind::String)) return std::nullopt;
  LibrarySpeed out{library->string(), {}};
  for (const KernelFigure& figure : kKernelFigures) {
    const std::optional<JsonValue> group = figure.group ? root.find(figure.group) : root;
    out.figures.push_back(group ? numberAt(*group, figure.key) : kNotMeasured);
  }
  return out;
}

// Which library a process has is decided when it is loaded.
std::optional<LibrarySpeed> measuredElsewhere(const KernelLibrary& library, const BenchWords& words) {
  std::vector<std::string> call{"lightloom-cli", "bench", "--json", "--kernels-only"};
  if (words.seconds) call.push_back("--seconds=" + shortestNumber(*words.seconds));
  for (const std::string& dir : words.dataDirs) call.push_back("--data=" + dir);
  const char* const before = std::getenv("GLIBC_TUNABLES");
  const std::optional<std::string> json =
      outputOf(std::filesystem::read_symlink("/proc/self/exe").string(), call,
               environmentWith("GLIBC_TUNABLES", tunablesFor(library, before ? before : "")));
  std::optional<LibrarySpeed> out = json ? librarySpeed(*json) : std::nullopt;
  return out && out->kernelLibrary == library.name ? out : std::nullopt;
}

void writeLibraries(JsonWriter& json, const std::vector<LibrarySpeed>& libraries) {
  json.key("libraries");
  json.beginArray();
  for (const LibrarySpeed& speed : libraries) {
    json.beginObject();
    json.field("kernel_library", speed.kernelLibrary);
    for (std::size_t i = 0; i < speed.figures.size(); ++i)
      json.field(kKernelFigures[i].key, speed.figures[i]);
    json.endObject();
  }
  json.endArray();
}

std::string speedJson(const SpeedReport& report, const std::vector<LibrarySpeed>& libraries) {
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-bench");
  json.field("version", 1);
  json.field("cancelled", report.cancelled);
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
  json.field("processors", report.processors);
  json.field("speed_up", report.speedUp);
  writeTimes(json, "trace_us", report.traces);
  json.key("points");
  json.beginObject();
  json.field("per_s_one_thread", report.points.oneThread);
  json.field("per_s_two_threads", report.points.twoThreads);
  json.field("speedup", report.points.speedup());
  json.endObject();
  writeSizes(json, "widths", "width", report.widths);
  writeSizes(json, "batches", "batch", report.batches);
  if (!libraries.empty()) writeLibraries(json, libraries);
  json.endObject();
  return json.take();
}

// Right-aligned; a dash stands for what was not measured.
std::string number(double value, int width, int digits) {
  char text[64];
  if (std::isfinite(value))
    std::snprintf(text, sizeof text, "%*.*f", width, digits, value);
  else
    std::snprintf(text, sizeof text, "%*s", width, "-");
  return text;
}

void printTime(std::string_view name, double microseconds, const SpeedReport& report) {
  std::printf("  %-32s %s µs   %s × noiseless", std::string(name).c_str(), number(microseconds, 9, 0).c_str(),
              number(microseconds / report.step.noiseless, 5, 2).c_str());
}

void printStep(const char* name, double microseconds, const SpeedReport& report) {
  printTime(name, microseconds, report);
  std::printf("   %s × floor\n", number(microseconds / report.stepFloorMicroseconds, 5, 2).c_str());
}

void printRate(const char* name, double perSecond) {
  std::printf("%-37s %s M/s\n", name, number(1e-6 * perSecond, 9, 0).c_str());
}

void printSizes(const char* title, const std::vector<SizeTimes>& sizes) {
  std::printf("%18s %14s %14s %8s\n", title, "noiseless µs", "full µs", "ratio");
  for (const SizeTimes& size : sizes)
    std::printf("%18d %14.0f %14.0f %8.2f\n", size.size, size.noiselessMicroseconds, size.fullMicroseconds,
                size.fullMicroseconds / size.noiselessMicroseconds);
}

void printReport(const SpeedReport& report) {
  std::printf("kernel library %s, peak %s GFLOP/s on one core, products of a step at %s %% of it\n\n",
              report.kernelLibrary.c_str(), number(report.peakGflops, 0, 1).c_str(),
              number(100 * report.productShareOfPeak, 0, 0).c_str());
  std::printf("training step, 784-100-100-10, batch 100\n");
  printStep("multiply-add floor", report.stepFloorMicroseconds, report);
  printStep("noiseless", report.step.noiseless, report);
  printStep("shot, dark and kTC noise", report.step.noise, report);
  printStep("and 8-bit converters", report.step.noise8Bit, report);
  printStep("full, forward on the hardware", report.step.full, report);
  printStep("full, with a second quadrature", report.step.fullKernel, report);
  printStep("full, all products on hardware", report.step.fullAllHardware, report);
  std::printf("  %s samples/s noiseless, %s full; in 200 full steps the loss falls from %s to %s\n",
              number(report.samplesPerSecondNoiseless, 0, 0).c_str(),
              number(report.samplesPerSecondFull, 0, 0).c_str(), number(report.lossFirst, 0, 3).c_str(),
              number(report.lossLast, 0, 3).c_str());
  std::printf("\none source alone costs\n");
  for (const NamedTime& source : report.sources) {
    printTime(source.name, source.microseconds, report);
    std::printf("\n");
  }
  std::printf("\none sample through the full hardware  %s µs\n",
              number(report.inferenceMicroseconds, 9, 1).c_str());
  printRate("normals", report.normalsPerSecond);
  printRate("laser steps, Adler", report.adlerLaserStepsPerSecond);
  printRate("laser steps, rate equations", report.rateLaserStepsPerSecond);
  std::printf("trainings on %d processors            %s × as many as on one\n", report.processors,
              number(report.speedUp, 9, 2).c_str());
  for (const NamedTime& trace : report.traces)
    std::printf("light and links, %-8s             %9.2f ms\n", trace.name.c_str(),
                1e-3 * trace.microseconds);
  std::printf("points of a study                     %s /s, on two threads %s × as many\n",
              number(report.points.oneThread, 9, 0).c_str(), number(report.points.speedup(), 0, 2).c_str());
  std::printf("\n");
  printSizes("hidden width", report.widths);
  printSizes("batch", report.batches);
}

// The ratios are to the first, the widest; the floor is its own.
void printLibraries(const std::vector<LibrarySpeed>& libraries, double floor) {
  std::printf("\n%-30s", "kernel library");
  for (const LibrarySpeed& speed : libraries) std::printf(" %22s", speed.kernelLibrary.c_str());
  std::printf("\n");
  for (std::size_t i = 0; i < std::size(kKernelFigures); ++i) {
    const KernelFigure& figure = kKernelFigures[i];
    std::printf("%-*s", 30 + (std::string_view(figure.title).find("µ") != std::string_view::npos ? 1 : 0),
                figure.title);
    for (const LibrarySpeed& speed : libraries) {
      const double against = figure.ofStep ? floor : libraries.front().figures[i];
      std::printf(" %s %s × %s", number(figure.unit * speed.figures[i], 9, 1).c_str(),
                  number(speed.figures[i] / against, 5, 2).c_str(), figure.ofStep ? "floor" : "first");
    }
    std::printf("\n");
  }
}

int run(const BenchWords& words) {
  std::optional<SpeedWork> work = standardWork(words);
  if (!work) return kFailed;
  if (words.seconds) {
    // Fewer points where all else is brief, too.
    work->points = static_cast<int>(std::clamp(work->points * *words.seconds / work->seconds, 20.0, 1000.0));
    work->seconds = *words.seconds;
  }
  if (isatty(STDERR_FILENO) != 0)
    work->progress = [](double share) {
      std::fprintf(stderr, "\rmeasuring, %3.0f %%%s", 100 * share, share < 1 ? "" : "\n");
    };
  work->cancelled = interrupted;
  work->kernelsOnly = words.kernelsOnly;
  const SpeedReport report = measureSpeed(*work);
  std::vector<LibrarySpeed> libraries;
  if (!words.kernelsOnly) {
    const std::span<const KernelLibrary> here = kernelLibrariesHere();
    if (const std::optional<LibrarySpeed> own = librarySpeed(speedJson(report, {})))
      libraries.push_back(*own);
    for (const KernelLibrary& library : here.subspan(1))
      if (std::optional<LibrarySpeed> other =
              report.cancelled ? std::nullopt : measuredElsewhere(library, words))
        libraries.push_back(std::move(*other));
  }
  if (words.json) {
    std::fputs(speedJson(report, libraries).c_str(), stdout);
  } else {
    printReport(report);
    if (libraries.size() > 1) printLibraries(libraries, report.stepFloorMicroseconds);
  }
  return report.cancelled || interrupted() ? kInterrupted : kDone;
}

}  // namespace

Command bench(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
