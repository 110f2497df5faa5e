#include "inspector/lock_map_loader.h"

#include <utility>

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

void LockMapLoader::start(const SentRequest& request) {
  {
    const std::lock_guard lock(m_mutex);
    m_sentRequest = request;
    m_sent.reset();
  }
  m_wake.notify_one();
}

std::optional<LockMapLoader::Sent> LockMapLoader::takeSent() {
  const std::lock_guard lock(m_mutex);
  std::optional<Sent> out = std::move(m_sent);
  m_sent.reset();
  return out;
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

LockMapLoader::Sent LockMapLoader::sentBy(const SentRequest& request, const std::stop_token& stop) {
  if (request.run->diverged) return *request.run->diverged;
  if (m_openRun != request.run || !m_opened) {
    m_opened.reset();
    m_opened = openRecordedRun(*request.run);
    m_openRun = request.run;
  }
  if (!*m_opened) return m_opened->error();
  const RecordedRun& run = m_opened->value();
  Result<SentWeights> sent =
      sentWeights(*request.bench, run.network, run.settings, request.array, request.channel, stop);
  if (!sent) return sent.error();
  return std::make_shared<const SentWeights>(std::move(sent).value());
}

void LockMapLoader::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::optional<LockMapRequest> map;
    std::optional<SentRequest> sent;
    {
      std::unique_lock lock(m_mutex);
      if (!m_wake.wait(lock, stop, [this] { return m_request || m_sentRequest; })) return;
      map = std::exchange(m_request, std::nullopt);
      sent = std::exchange(m_sentRequest, std::nullopt);
    }
    if (map) work(*map, stop);
    if (sent && !stop.stop_requested()) work(*sent, stop);
  }
}

void LockMapLoader::work(const LockMapRequest& request, const std::stop_token& stop) {
  const Result<LockPicture> made =
      withinMemory([&]() -> Result<LockPicture> { return pictureOf(request, stop); });
  if (stop.stop_requested()) return;
  LockPicture picture = made ? made.value() : LockPicture{nullptr, {}, made.error()};
  const std::lock_guard lock(m_mutex);
  if (!m_request) m_picture = std::move(picture);
}

void LockMapLoader::work(const SentRequest& request, const std::stop_token& stop) {
  Sent sent = withinMemory([&] { return sentBy(request, stop); });
  if (stop.stop_requested()) return;
  const std::lock_guard lock(m_mutex);
  if (!m_sentRequest) m_sent = std::move(sent);
}

}  // namespace lightloom::ui
