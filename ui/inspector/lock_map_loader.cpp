#include "inspector/lock_map_loader.h"

#include <utility>

#include "design/kind.h"

namespace lightloom::ui {
namespace {

constexpr std::size_t kKnown = 8;
constexpr LockMapSize kSize{200, 200};
constexpr int kCurvePoints = 61;

using Maps = std::vector<std::shared_ptr<const LockMap>>;  // newest last

std::shared_ptr<const LockMap> mapFor(const LockMapRequest& request, Maps& known,
                                      const std::stop_token& stop) {
  for (const std::shared_ptr<const LockMap>& map : known)
    if (map->laser == request.laser && map->range == request.range) return map;
  std::optional<LockMap> made = lockMap(request.laser, request.range, kSize, stop);
  if (!made) return nullptr;
  if (known.size() == kKnown) known.erase(known.begin());
  known.push_back(std::make_shared<const LockMap>(std::move(*made)));
  return known.back();
}

}  // namespace

LockMapLoader::Work makesLockPictures() {
  return [known = Maps()](const LockMapRequest& request, const std::stop_token& stop,
                          const LockMapLoader::Tell&) mutable -> Result<LockPicture> {
    LockPicture out;
    out.map = mapFor(request, known, stop);
    out.curves = lockCurves(viewOf(*request.array, *findKind(request.array->kind)), request.nominal,
                            request.curveLowDb, request.curveHighDb, kCurvePoints, stop);
    return out;
  };
}

SentLoader::Work makesSentWeights() {
  return [](const SentRequest& request, const std::stop_token& stop,
            const SentLoader::Tell&) -> Result<std::shared_ptr<const SentWeights>> {
    const RunSnapshot& run = *request.run;
    if (run.record->diverged) return *run.record->diverged;
    Result<SentWeights> sent =
        sentWeights(*request.bench, run.network, run.settings, request.array, request.channel, stop);
    if (!sent) return sent.error();
    return std::make_shared<const SentWeights>(std::move(sent).value());
  };
}

}  // namespace lightloom::ui
