#pragma once

#include <QWidget>
#include <array>
#include <memory>
#include <vector>

#include "bench/lock_map.h"
#include "rooms.h"
#include "study/lock_run.h"
#include "theme/theme.h"

class QCustomPlot;
class QCPColorMap;
class QCPGraph;
class QCPItemLine;

namespace lightloom::ui {

/// Where the nominal laser works, and how far its detuning may swing.
struct LockWorkingPoint {
  bool valid = false;
  double ratioDb = 0, detuningHz = 0;
  double usableLowHz = 0, usableHighHz = 0;
};

/// The plane of injection ratio and detuning: where lasers lock, oscillate or slip, with a dot per laser that
/// follows it in time. A click on a dot chooses that laser; where several lie together, one after the other.
class LockMapPlot : public QWidget {
  Q_OBJECT

 public:
  explicit LockMapPlot(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  void setMap(std::shared_ptr<const LockMap> map);
  const std::shared_ptr<const LockMap>& map() const { return m_map; }
  void setWorkingPoint(const LockWorkingPoint& point);
  /// Detunings, Hz, at which the weights of a laser lie, as small dots at the ratio of the working point, and
  /// those that have left the usable range as triangles in the colour of what slips.
  void setWeights(const std::vector<double>& withinHz, const std::vector<double>& beyondHz);
  int weights() const { return static_cast<int>(m_weightsHz[0].size() + m_weightsHz[1].size()); }
  /// Moves the dots; draws only if one moved, changed or was chosen.
  void setLasers(const std::vector<LaserView>& lasers, int selected);
  int dots() const { return static_cast<int>(m_dots.size()); }
  /// The place of a laser's dot, in this widget.
  QPointF dotPosition(int laser) const;
  QSize minimumSizeHint() const override { return {180, 160}; }

 Q_SIGNALS:
  void laserClicked(int laser);

 private:
  struct Dot {
    double ratioDb, detuningGHz;
    LaserMotion motion;
    bool operator==(const Dot&) const = default;
  };
  void fillMap();
  void colourMap();
  void placeWorkingPoint();
  void placeDots();
  void placeWeights();
  void press(QPointF position);
  void say();

  QCustomPlot* m_plot;
  QCPColorMap* m_area;
  std::array<QCPGraph*, 2> m_usable;
  std::array<QCPGraph*, 3> m_lasers;  ///< by motion
  std::array<QCPGraph*, 4> m_keys;    ///< of the legend alone
  std::array<QCPGraph*, 2> m_sent;    ///< weights within and beyond the bar
  QCPGraph* m_ring;
  QCPGraph* m_work;
  QCPItemLine* m_swing;
  LockColours m_colours;
  std::shared_ptr<const LockMap> m_map;
  LockWorkingPoint m_point;
  std::vector<Dot> m_dots;
  std::array<std::vector<double>, 2> m_weightsHz;  ///< of m_sent
  int m_selected = -1;
};

}  // namespace lightloom::ui
