#pragma once

#include <QWidget>
#include <vector>

#include "learn/dataset.h"
#include "rooms.h"
#include "theme/theme.h"

class QCPGraph;
class QCustomPlot;

namespace lightloom::ui {

/// A spectrum over its axis; over the number of its points where no axis is said.
class SpectrumPlot : public QWidget {
  Q_OBJECT

 public:
  explicit SpectrumPlot(const InputAxis& axis, QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  void setValues(const std::vector<double>& values);
  int points() const;
  QSize minimumSizeHint() const override { return {180, 120}; }

 private:
  InputAxis m_axis;
  QCustomPlot* m_plot;
  QCPGraph* m_curve;
};

}  // namespace lightloom::ui
