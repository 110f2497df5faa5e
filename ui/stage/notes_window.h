#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include "documents/talk.h"
#include "rooms.h"

class QLabel;

namespace lightloom::ui {

/// What the person who speaks sees on the other screen: notes of the scene, the caption of the next one, and
/// the time beside the one that was planned.
class NotesWindow : public QWidget {
  Q_OBJECT

 public:
  explicit NotesWindow(QWidget* parent = nullptr);

  void show(const Talk& talk, int scene);
  /// Over the middle of this window.
  void place(const QWidget& window);

 private:
  void tick();

  QLabel* m_notes;
  QLabel* m_next;
  QLabel* m_clock;
  QElapsedTimer m_since;
  QTimer m_tick;
  double m_plannedMinutes = 0;  ///< to the end of the scene
};

}  // namespace lightloom::ui
