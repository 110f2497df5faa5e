#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "rooms.h"
#include "theme/theme.h"

class QCustomPlot;

namespace lightloom::ui {

/// Energy per operation against compute density, both logarithmic: the bench with its range, what was
/// published of such benches, digital processors, and what light cannot do with less. Below and to the right
/// is better.
class EnergyChart : public QWidget {
  Q_OBJECT

 public:
  explicit EnergyChart(QWidget* parent = nullptr);

  /// The bench: J/OP with its range, OP/s/m².
  struct Here {
    double joulesPerOp = 0, low = 0, high = 0, opsPerSPerM2 = 0;
  };
  /// Nothing: no network runs, only the others are shown. `wavelengthM` of the leader, 0 without one.
  void setBench(const std::optional<Here>& here, double wavelengthM);
  void setColours(const LockColours& colours);
  const std::optional<Here>& bench() const { return m_here; }
  /// Where the bench is drawn, in the widget.
  QPointF placeOfBench() const;
  QSize minimumSizeHint() const override { return {240, 150}; }

 private:
  /// One thing with a name; a processor has the number that it has in the table.
  struct Mark {
    QString name;
    double density, low, high, energy;
    bool isProcessor;
  };
  void addMarks();
  void draw();
  void addName(const QString& name, double x, double y, Qt::Alignment side);

  QCustomPlot* m_plot;
  std::vector<Mark> m_marks;
  std::optional<Here> m_here;
  double m_wavelengthM = 0;
  LockColours m_colours;
};

}  // namespace lightloom::ui
