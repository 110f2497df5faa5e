#pragma once

#include <QScrollArea>

#include "report/report.h"
#include "rooms.h"

class QLabel;
class QVBoxLayout;

namespace lightloom::ui {

class RunController;

/// The headline numbers of the network on this bench: value, unit, range; formula and source in the tooltip.
/// Beneath them the numbers of the publication that the design is after, beside what the bench gives.
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
  void refreshPublication(const Report* report);
  Line makeLine();

  RunController& m_run;
  QLabel* m_empty;
  QVBoxLayout* m_layout;
  std::vector<Line> m_lines;
  QLabel* m_publication;  ///< hidden where the design is after none
};

}  // namespace lightloom::ui
