#pragma once

#include <QElapsedTimer>
#include <QLabel>

#include "rooms.h"

namespace lightloom::ui {

class BenchView;
class Document;

/// The time that a picture of the bench takes, in the status bar: light and links of the last change, and the
/// slowest repaint of the last moment. Hidden it measures nothing.
class FrameMeter : public QLabel {
  Q_OBJECT

 public:
  FrameMeter(Document& document, BenchView& view, QWidget* parent = nullptr);

  void takePaint(double milliseconds);
  void takeBench(double milliseconds);

 private:
  void write();

  double m_light = 0, m_paint = 0, m_slowest = 0;
  QElapsedTimer m_sinceWords;
};

}  // namespace lightloom::ui
