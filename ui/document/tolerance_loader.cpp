#include "document/tolerance_loader.h"

#include "base/memory.h"

namespace lightloom::ui {

void ToleranceLoader::start(const Design& design, const std::string& part) {
  m_thread = std::jthread();
  m_found.reset();
  m_thread = std::jthread([this, design, part](std::stop_token stop) {
    Found found =
        withinMemory([&]() -> Found { return tolerances(design, knobsOf(design, {part}), kShare, stop); });
    if (stop.stop_requested()) return;
    const std::lock_guard lock(m_mutex);
    m_found = std::move(found);
  });
}

std::optional<ToleranceLoader::Found> ToleranceLoader::take() {
  const std::lock_guard lock(m_mutex);
  std::optional<Found> out;
  out.swap(m_found);
  return out;
}

}  // namespace lightloom::ui
