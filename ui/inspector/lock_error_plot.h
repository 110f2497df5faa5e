#pragma once

#include <QWidget>
#include <array>
#include <vector>

#include "rooms.h"
#include "study/lock_run.h"
#include "theme/theme.h"

class QCustomPlot;
class QCPBars;
class QCPGraph;
class QCPItemStraightLine;

namespace lightloom::ui {

/// Phase-lock error of every laser: a bar for the rms of its phase, coloured by what it does, a mark for the
/// static error, a line for the noise that the model foretells. A click chooses a laser.
class LockErrorPlot : public QWidget {
  Q_OBJECT

 public:
  explicit LockErrorPlot(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  void setExpected(double rmsRad);
  void setLasers(const std::vector<LaserView>& lasers, int selected);
  int bars() const;
  bool isFinite() const;
  QSize minimumSizeHint() const override { return {180, 90}; }

 Q_SIGNALS:
  void laserClicked(int laser);

 private:
  void fitHeight(double most);
  void fitMarks();

  QCustomPlot* m_plot;
  std::array<QCPBars*, 3> m_bars;  ///< by motion
  QCPGraph* m_static;
  QCPBars* m_chosen;
  QCPItemStraightLine* m_expected;
  LockColours m_colours;
  int m_count = 0;
  double m_top = 0;
};

}  // namespace lightloom::ui
