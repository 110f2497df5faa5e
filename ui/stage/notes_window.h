#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <functional>

#include "documents/talk.h"
#include "rooms.h"

class QLabel;
class QScrollArea;

namespace lightloom::ui {

/// What the person who speaks sees on the other screen: notes of the scene, the caption of the next one, the
/// time beside the one that was planned, and what went wrong. The keys of a clicker do here what they do on
/// the stage; the arrows move long notes.
class NotesWindow : public QWidget {
  Q_OBJECT

 public:
  /// `clicked` takes a key of the clicker; false of any other.
  explicit NotesWindow(std::function<bool(int)> clicked, QWidget* parent = nullptr);

  void show(const Talk& talk, int scene);
  /// What the audience need not read, until the next scene.
  void say(const QString& message);
  /// Over the middle of this window.
  void place(const QWidget& window);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void tick();

  std::function<bool(int)> m_clicked;
  QLabel* m_notes;
  QScrollArea* m_notesArea;
  QLabel* m_said;
  QLabel* m_next;
  QLabel* m_clock;
  QElapsedTimer m_since;
  QTimer m_tick;
  double m_plannedMinutes = 0;  ///< to the end of the scene
};

}  // namespace lightloom::ui
