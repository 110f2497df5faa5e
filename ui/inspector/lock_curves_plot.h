#pragma once

#include <QWidget>
#include <array>
#include <vector>

#include "bench/lock_map.h"
#include "rooms.h"
#include "theme/theme.h"

class QCustomPlot;
class QCPGraph;
class QCPItemStraightLine;

namespace lightloom::ui {

/// V_π, damping, phase error and largest weight against the injected light, each relative to its value at the
/// present ratio; the values stand in the legend, those under the pointer instead while it is there.
class LockCurvesPlot : public QWidget {
  Q_OBJECT

 public:
  static constexpr int kCurves = 4;

  explicit LockCurvesPlot(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  /// Curves and the ratio at which the array works now, dB.
  void setCurves(const std::vector<LockCurvePoint>& curves, double workingDb);
  int points(int curve) const;
  /// Every drawn number is finite.
  bool isFinite() const;
  QSize minimumSizeHint() const override { return {180, 160}; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void nameAt(double ratioDb);
  void point(double ratioDb);

  QCustomPlot* m_plot;
  std::array<QCPGraph*, kCurves> m_graphs;
  QCPItemStraightLine* m_working;
  QCPItemStraightLine* m_cursor;
  LockColours m_colours;
  std::vector<LockCurvePoint> m_curves;
  double m_workingDb = 0;
};

}  // namespace lightloom::ui
