#pragma once

#include <QWidget>
#include <vector>

#include "rooms.h"
#include "train/run_points.h"

namespace lightloom::ui {

class LivePlot;

/// The four plots of a run, side by side: accuracy (or R²), optical power, energy per operation, phase-lock
/// error.
class PlotStrip : public QWidget {
  Q_OBJECT

 public:
  explicit PlotStrip(QWidget* parent = nullptr);

  void restart(int epochs);
  /// Whether what is called accuracy is R² of a regression. Another answer forgets the points.
  void setRegression(bool regression);
  /// Takes over what is new in the lists and draws; they only ever grow until `restart`.
  void take(const std::vector<RunPoint>& points, const std::vector<TwinPoint>& twin,
            const std::vector<RunMark>& marks);
  std::vector<LivePlot*> plots() const { return {m_accuracy, m_power, m_energy, m_phase}; }
  QString summary() const;

 private:
  void addPoint(const RunPoint& point);
  double shownScore(double score) const;

  LivePlot* m_accuracy;
  LivePlot* m_power;
  LivePlot* m_energy;
  LivePlot* m_phase;
  bool m_regression = false;
  int m_epochs = 1;
  std::size_t m_points = 0, m_twin = 0, m_marks = 0;
};

}  // namespace lightloom::ui
