#pragma once

#include <QWidget>
#include <vector>

#include "report/pareto.h"
#include "rooms.h"
#include "theme/theme.h"

class QCustomPlot;
class QCPCurve;
class QCPGraph;

namespace lightloom::ui {

/// What runs have reached and what they cost: accuracy against energy per operation, the area of a disc after
/// the area of its design. Those on the Pareto front are filled and joined by a line; the chosen ones have a
/// ring.
class MeritPlot : public QWidget {
  Q_OBJECT

 public:
  explicit MeritPlot(QWidget* parent = nullptr);

  struct Point {
    QString name;
    Merit merit;
    bool chosen = false;
  };
  /// In place of those before. `regression`: accuracies are R².
  void setPoints(const std::vector<Point>& points, bool regression);
  void setColours(const LockColours& colours);
  const std::vector<Point>& points() const { return m_points; }
  /// Whether each point is on the front.
  const std::vector<bool>& front() const { return m_front; }
  /// The point at a place of the widget; −1 where there is none.
  int pointAt(QPointF place) const;
  /// Where a point is drawn, in the widget.
  QPointF placeOf(int point) const;
  QSize minimumSizeHint() const override { return {200, 120}; }

 Q_SIGNALS:
  void pointClicked(int point);
  void pointActivated(int point);  ///< double-click

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void draw();
  void fitAxes();
  double shownAccuracy(double accuracy) const;
  double discOf(double areaM2) const;

  QCustomPlot* m_plot;
  std::vector<QCPGraph*> m_discs;  ///< one for each point that can be drawn
  QCPGraph* m_line;
  std::vector<Point> m_points;
  std::vector<bool> m_front;
  bool m_regression = false;
  double m_largestArea = 0;
  LockColours m_colours;
};

}  // namespace lightloom::ui
