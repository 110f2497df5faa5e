#include "inspector/lock_map_loader.h"

#include "base/memory.h"
#include "design/kind.h"

namespace lightloom::ui {
namespace {

constexpr std::size_t kKnown = 8;
constexpr LockMapSize kSize{200, 200};
constexpr int kCurvePoints = 61;

}  // namespace

LockMapLoader::LockMapLoader() : m_thread([this](std::stop_token stop) { work(stop); }) {}

void LockMapLoader::start(const LockMapRequest& request) {
  {
    const std::lock_guard lock(m_mutex);
    m_request = request;
    m_picture.reset();
  }
  m_busy = true;
  m_wake.notify_one();
}

std::optional<LockPicture> LockMapLoader::take() {
  const std::lock_guard lock(m_mutex);
  std::optional<LockPicture> out = std::move(m_picture);
  m_picture.reset();
  if (out) m_busy = false;
  return out;
}

std::shared_ptr<const LockMap> LockMapLoader::mapFor(const LockMapRequest& request,
                                                     const std::stop_token& stop) {
  for (const std::shared_ptr<const LockMap>& map : m_known)
    if (map->laser == request.laser && map->range == request.range) return map;
  std::optional<LockMap> made = lockMap(request.laser, request.range, kSize, stop);
  if (!made) return nullptr;
  if (m_known.size() == kKnown) m_known.erase(m_known.begin());
  m_known.push_back(std::make_shared<const LockMap>(std::move(*made)));
  return m_known.back();
}

LockPicture LockMapLoader::pictureOf(const LockMapRequest& request, const std::stop_token& stop) {
  LockPicture out;
  out.map = mapFor(request, stop);
  out.curves = lockCurves(viewOf(*request.array, *findKind(request.array->kind)), request.nominal,
                          request.curveLowDb, request.curveHighDb, kCurvePoints, stop);
  return out;
}

void LockMapLoader::work(const std::stop_token& stop) {
  while (true) {
    LockMapRequest request;
    {
      std::unique_lock lock(m_mutex);
      if (!m_wake.wait(lock, stop, [this] { return m_request.has_value(); })) return;
      request = std::move(*m_request);
      m_request.reset();
    }
    const Result<LockPicture> made =
        withinMemory([&]() -> Result<LockPicture> { return pictureOf(request, stop); });
    if (stop.stop_requested()) return;
    LockPicture picture = made ? made.value() : LockPicture{nullptr, {}, made.error()};
    const std::lock_guard lock(m_mutex);
    if (!m_request) m_picture = std::move(picture);
  }
}

}  // namespace lightloom::ui
