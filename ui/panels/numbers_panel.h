#pragma once

#include <QScrollArea>

#include "rooms.h"

class QLabel;
class QVBoxLayout;

namespace lightloom::ui {

class RunController;

/// The headline numbers of the network on this bench: value, unit, range; formula and source in the tooltip.
class NumbersPanel : public QScrollArea {
  Q_OBJECT

 public:
  explicit NumbersPanel(RunController& run, QWidget* parent = nullptr);

 private:
  struct Line {
    QLabel* title;
    QLabel* value;
    QLabel* range;
  };
  void refresh();
  Line makeLine();

  RunController& m_run;
  QLabel* m_empty;
  QVBoxLayout* m_layout;
  std::vector<Line> m_lines;
};

}  // namespace lightloom::ui
