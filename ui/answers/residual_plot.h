#pragma once

#include <QWidget>
#include <vector>

#include "rooms.h"
#include "theme/theme.h"

class QCPGraph;
class QCustomPlot;

namespace lightloom::ui {

/// How far the answers to a test part are off, over what is true: a point for each sample, the one in sight
/// marked. A click asks for the nearest sample.
class ResidualPlot : public QWidget {
  Q_OBJECT

 public:
  explicit ResidualPlot(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  /// Of each test sample, in the target's own unit; `name` is its name with the unit.
  void setAnswers(const QString& name, const std::vector<double>& truths, const std::vector<double>& answers);
  void setCurrent(std::size_t sample);
  int points() const;
  QSize minimumSizeHint() const override { return {200, 120}; }

 Q_SIGNALS:
  void sampleClicked(std::size_t sample);

 private:
  void chooseNear(const QPointF& at);
  void markCurrent();

  QCustomPlot* m_plot;
  QCPGraph* m_points;
  QCPGraph* m_current;
  std::vector<double> m_truths, m_residuals;
  std::size_t m_sample = 0;
};

}  // namespace lightloom::ui
