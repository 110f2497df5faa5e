#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QTimer>

#include "rooms.h"

namespace lightloom::ui {

class MainWindow;

/// The state of a window as JSON, for scripted tests: design, selection, zoom, undo text, run state,
/// accuracies.
QByteArray windowState(MainWindow& window);

/// Writes the state to a file while the window lives: once the bench has been painted, then at most five
/// times a second and only when it has changed. "-" prints it once, at the end.
class TestReport : public QObject {
  Q_OBJECT

 public:
  TestReport(MainWindow& window, QString file);
  ~TestReport() override;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void begin();
  void write();

  MainWindow& m_window;
  QString m_file;
  QByteArray m_last;
  QTimer m_timer;
};

}  // namespace lightloom::ui
