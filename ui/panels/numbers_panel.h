#pragma once

#include <QScrollArea>

#include "report/report.h"
#include "rooms.h"

class QLabel;
class QVBoxLayout;

namespace lightloom::ui {

class Comparison;
class RunController;
struct FigureChange;

/// The headline numbers of the network on this bench: value, unit, range, and what they were in the state
/// that they are compared with; formula and source in the tooltip. Beneath them the numbers of the
/// publication that the design is after, beside what the bench gives.
class NumbersPanel : public QScrollArea {
  Q_OBJECT

 public:
  NumbersPanel(RunController& run, Comparison& comparison, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Line {
    QLabel* title;
    QLabel* value;
    QLabel* range;
    QLabel* change;  ///< hidden where nothing has changed
  };
  void refresh();
  void showFigure(const Line& line, const FigureChange& figure);
  void refreshPublication(const Report* report);
  Line makeLine();

  RunController& m_run;
  Comparison& m_comparison;
  QLabel* m_empty;
  QLabel* m_against;  ///< what the numbers are compared with; hidden where all are the same
  QVBoxLayout* m_layout = nullptr;
  std::vector<Line> m_lines;
  QLabel* m_publication;  ///< hidden where the design is after none
};

}  // namespace lightloom::ui
