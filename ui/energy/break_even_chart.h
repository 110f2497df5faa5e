#pragma once

#include <QWidget>
#include <optional>

#include "rooms.h"
#include "study/break_even.h"
#include "theme/theme.h"

class QCustomPlot;

namespace lightloom::ui {

/// Array size against symbol rate: above a line light costs less than a processor, below it more, a line for
/// each kind of memory, told by their dashes; the design's point; rates at which the bench cannot be built
/// are hatched.
class BreakEvenChart : public QWidget {
  Q_OBJECT

 public:
  explicit BreakEvenChart(QWidget* parent = nullptr);

  /// A map beside a processor of so many J/OP; nothing clears it.
  void setMap(const std::optional<BreakEven>& map, double joulesPerOp);
  void setColours(const LockColours& colours);
  /// How many points the line of a memory has.
  int pointsOf(std::size_t memory) const;
  QCustomPlot& plot() { return *m_plot; }

 private:
  void draw();

  QCustomPlot* m_plot;
  LockColours m_colours;
  std::optional<BreakEven> m_map;
  double m_joulesPerOp = 0;
  std::vector<int> m_points;
};

}  // namespace lightloom::ui
