#include "train/resume_point.h"

#include <algorithm>

#include "kernels/kernel_table.h"
#include "train/recorded_run.h"
#include "train/settings.h"

namespace lightloom::train {
namespace {

constexpr std::int64_t kMostEpochs = 1'000'000'000;

bool suits(const RunFile& run, const TrainerSettings& settings, const Dataset& data,
           const Hardware& hardware) {
  const ResumePoint& point = *run.resume;
  const auto hasCell = [&](int cell) { return cell < static_cast<int>(hardware.cells.size()); };
  return fits(point.trainer, settings, data) && point.trainer.steps == run.steps &&
         (!point.twin || fits(point.twin->trainer, settings, data)) &&
         point.pointSeconds.size() == pointsOf(run).size() && point.seconds >= 0 &&
         point.seconds <= ResumePoint::kMostSeconds &&
         settings.epochs + addedEpochs(run.log) <= kMostEpochs &&
         needsNewRun(run.first, finalDesign(run)).empty() &&
         std::all_of(settings.cells.begin(), settings.cells.end(), hasCell);
}

}  // namespace

std::optional<Message> resumeProblem(const RunFile& run, const TrainerSettings& settings, const Dataset& data,
                                     const Hardware& hardware) {
  if (!run.resume)
    return Message{
        "run.no-resume-point",
        LL_TEXT("The run does not hold where its training stood. Begin a new run of its design, or "
                "replay it (lightloom-cli train --replay)."),
        {}};
  if (run.kernelLibrary != kernels().name)
    return Message{
        "run.other-library",
        LL_TEXT("The run was computed with the kernel library %1, and this processor has %2: it "
                "would not go on to the same bits. Go on where it was trained, or begin a new run."),
        {run.kernelLibrary, std::string(kernels().name)}};
  if (std::optional<Message> problem = otherData(run, data)) return problem;
  if (run.data.hash.empty() || !suits(run, settings, data, hardware))
    return Message{
        "run.resume-misfit",
        LL_TEXT("What the run holds of its training does not fit its design and the data set “%1”. Begin a "
                "new run of its design."),
        {data.name}};
  return std::nullopt;
}

std::vector<RunPoint> pointsWithTime(const RunFile& run) {
  std::vector<RunPoint> out = pointsOf(run);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].seconds = run.resume->pointSeconds[i];
  return out;
}

}  // namespace lightloom::train
