#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "rooms.h"
#include "study/lock_run.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// The field of every laser as a hand in a small circle, at its place in the array: it spins while the laser
/// slips and comes to rest where it locks. Large arrays show the part around the chosen laser.
class PhasorBoard : public QWidget {
  Q_OBJECT

 public:
  static constexpr int kMostPerSide = 10;

  explicit PhasorBoard(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  void setGrid(int rows, int columns);
  void setView(std::shared_ptr<const LockView> view, int selected);
  /// Channels that can be seen, row by row.
  std::vector<int> visibleLasers() const;
  QSize minimumSizeHint() const override { return {90, 90}; }

 Q_SIGNALS:
  void laserClicked(int laser);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRect shownPart() const;  ///< columns and rows
  QRectF cellBox(int laser) const;
  int laserAt(QPointF position) const;

  LockColours m_colours;
  int m_rows = 1, m_columns = 1, m_selected = -1;
  std::shared_ptr<const LockView> m_view;
};

/// One laser's field, large: its way of late, and a line at the phase where it was calibrated.
class PhasorDial : public QWidget {
  Q_OBJECT

 public:
  explicit PhasorDial(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  void setView(std::shared_ptr<const LockView> view, int laser, double biasPhaseRad);
  QSize minimumSizeHint() const override { return {80, 80}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  LockColours m_colours;
  std::shared_ptr<const LockView> m_view;
  int m_laser = -1;
  double m_bias = 0;
};

/// "locked", "oscillating", "slipping".
QString shownMotion(LaserMotion motion);

}  // namespace lightloom::ui
