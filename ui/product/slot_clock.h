#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "rooms.h"

namespace lightloom::ui {

/// The time of a product that is watched: how many of its slots are over. Runs, rests at the end of a slot,
/// and goes from slot to slot both ways. Its position is all its state, so that what is drawn of it is the
/// same whichever way it came there.
class SlotClock : public QObject {
  Q_OBJECT

 public:
  explicit SlotClock(QObject* parent = nullptr);

  /// Slots of the product, ≥ 0; a position beyond them goes to their end.
  void setSlots(int count);
  int slotCount() const { return m_slots; }
  /// Slots that are over, 0 … slotCount; between two whole numbers while light of a slot arrives.
  double position() const { return m_position; }
  int done() const { return static_cast<int>(m_position); }
  bool isPlaying() const { return m_timer.isActive(); }
  bool isAtEnd() const { return m_position >= m_slots; }
  double slotsPerSecond() const { return m_pace; }
  void setSlotsPerSecond(double pace) { m_pace = pace; }
  /// Whether it runs through the slots; else it goes from one end of a slot to the next.
  void setSmooth(bool smooth) { m_smooth = smooth; }

  /// From the beginning if it stands at the end; to the end of slot `last` (a count of slots), −1: of all.
  void play(int last = -1);
  /// Stands at the end of the slot under way.
  void pause();
  void togglePlay() { isPlaying() ? pause() : play(); }
  void step(int slots);
  void jump(int done);

 Q_SIGNALS:
  void moved();
  void playingChanged(bool playing);

 private:
  void tick();
  void rest();
  void moveTo(double position);

  QTimer m_timer;
  QElapsedTimer m_since;
  int m_slots = 0, m_last = 0;
  double m_position = 0, m_pace = 1;
  double m_run = 0;  ///< where it is between two ends of slots that are shown
  bool m_smooth = true;
};

}  // namespace lightloom::ui
