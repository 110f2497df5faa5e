#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <initializer_list>
#include <memory>

#include "rooms.h"

namespace lightloom::ui {

/// Turns signals of the system (SIGHUP, SIGTERM …) into one of Qt: the handler does nothing but write the
/// number into a pipe, which the event loop reads. What was ignored when the program began (nohup) stays
/// ignored. A second SIGINT ends the program at once. One at a time; the handlers of before come back with
/// its end.
class SignalWatch : public QObject {
  Q_OBJECT

 public:
  explicit SignalWatch(std::initializer_list<int> numbers, QObject* parent = nullptr);
  ~SignalWatch() override;

 Q_SIGNALS:
  void arrived(int number);

 private:
  void read();

  struct Handlers;
  std::unique_ptr<Handlers> m_before;
  std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace lightloom::ui
