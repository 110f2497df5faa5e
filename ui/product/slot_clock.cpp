#include "product/slot_clock.h"

#include <algorithm>
#include <cmath>

namespace lightloom::ui {
namespace {

constexpr int kTickMs = 33;
constexpr double kLongestTick = 0.25;  // s: after a stall the time goes on where it was

}  // namespace

SlotClock::SlotClock(QObject* parent) : QObject(parent) {
  m_timer.setInterval(kTickMs);
  connect(&m_timer, &QTimer::timeout, this, &SlotClock::tick);
}

void SlotClock::setSlots(int count) {
  const bool wasAtEnd = isAtEnd();
  const bool standsBefore = isPlaying() && m_last < m_slots;
  m_slots = count;
  m_last = standsBefore ? std::min(m_last, count) : count;
  moveTo(wasAtEnd ? count : std::min<double>(m_position, count));
}

void SlotClock::play(int last) {
  if (m_slots == 0) return;
  if (isAtEnd()) moveTo(0);
  m_last = last < 0 ? m_slots : std::clamp(last, 0, m_slots);
  if (m_position >= m_last) return jump(m_last);
  m_run = m_position;
  m_since.start();
  if (isPlaying()) return;
  m_timer.start();
  Q_EMIT playingChanged(true);
}

void SlotClock::rest() {
  if (!isPlaying()) return;
  m_timer.stop();
  Q_EMIT playingChanged(false);
}

void SlotClock::pause() {
  rest();
  moveTo(std::ceil(m_position));
}

void SlotClock::step(int slots) {
  rest();
  // A step back from within a slot goes to its beginning.
  moveTo(slots > 0 ? std::floor(m_position) + slots : std::ceil(m_position) + slots);
}

void SlotClock::jump(int done) {
  rest();
  moveTo(done);
}

void SlotClock::tick() {
  m_run += m_pace * std::min(kLongestTick, static_cast<double>(m_since.restart()) * 1e-3);
  if (m_run >= m_last) {
    rest();
    return moveTo(m_last);
  }
  moveTo(m_smooth ? m_run : std::floor(m_run));
}

void SlotClock::moveTo(double position) {
  position = std::clamp<double>(position, 0, m_slots);
  if (position == m_position) return;
  m_position = position;
  Q_EMIT moved();
}

}  // namespace lightloom::ui
