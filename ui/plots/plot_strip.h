#pragma once

#include <QWidget>
#include <vector>

#include "plots/bench_clock.h"
#include "plots/run_overlay.h"
#include "rooms.h"
#include "train/run_points.h"
#include "train/steady_reasons.h"

class QAction;
class QActionGroup;
class QMenu;

namespace lightloom::ui {

class LivePlot;
struct OverlayCurve;

/// The four plots of a run, side by side: accuracy (or R²), optical power, energy per operation, phase-lock
/// error. They run along epochs, or along the time at the bench: by choice, else along time as long as the
/// newest point was tested while nothing trained, since epochs stand still then.
class PlotStrip : public QWidget {
  Q_OBJECT

 public:
  enum class Along { Automatic, Epochs, Time };

  explicit PlotStrip(QWidget* parent = nullptr);

  void restart(int epochs);
  /// Whether what is called accuracy is R² of a regression. Another answer forgets the points.
  void setRegression(bool regression);
  /// Draws these curves; of those that go on only what is new.
  void take(const RunCurves& curves);
  /// Curves of other runs behind these, in place of those before. Of a run that is scored otherwise accuracy
  /// is left out.
  void setOverlays(const std::vector<RunOverlay>& overlays);
  void setAlong(Along along);
  /// See `LivePlot::setSize`.
  void setSize(double size);
  /// Why the design values stay where they are.
  void setReasons(const SteadyReasons& reasons);
  /// Draws the error, 1 less what is scored, on a log axis in place of the score; kept for the next start.
  void setErrorOnLog(bool error);
  QAction& errorAction() { return *m_errorOnLog; }
  bool isAlongTime() const { return m_alongTime; }
  /// Adds the choice of what the plots run along.
  void fillMenu(QMenu& menu);
  std::vector<LivePlot*> plots() const { return {m_accuracy, m_power, m_energy, m_phase}; }
  QString summary() const;

 Q_SIGNALS:
  /// Something else runs along x: all points are wanted again.
  void forgotten();
  /// A mark was clicked whose change was of these parts.
  void markClicked(const QStringList& parts);

 private:
  void addPoint(const RunPoint& point);
  void addTwin(const TwinPoint& point, const Trail<RunPoint>& points);
  void addMark(const RunMark& mark, const Trail<RunPoint>& points);
  void forget();
  void showAbscissa();
  void nameScore();
  void takeErrorChoice();
  void showOverlays();
  double whereIs(const RunPoint& point) const;
  double shownScore(double score) const;
  bool wantsTime(const Trail<RunPoint>& points) const;

  LivePlot* m_accuracy;
  LivePlot* m_power;
  LivePlot* m_energy;
  LivePlot* m_phase;
  QActionGroup* m_alongActions;
  QAction* m_errorOnLog;
  Along m_along = Along::Automatic;
  bool m_alongTime = false, m_regression = false;
  BenchClock m_clock;
  double m_lastScore = 0;  ///< of the last test; NaN before the first
  std::vector<RunOverlay> m_overlays;
  int m_epochs = 1;
  RunCurves m_taken;
};

}  // namespace lightloom::ui
