#pragma once

#include <QWidget>
#include <array>

#include "rooms.h"
#include "study/photon_study.h"
#include "theme/theme.h"

class QCustomPlot;
class QCPErrorBars;
class QCPGraph;
class QCPItemStraightLine;

namespace lightloom::ui {

/// Test error against photo-electrons per multiplication: trained without the noise, with it, and the quantum
/// limit, with the error that the number of test samples leaves. Two vertical lines: the bench's light and
/// the slider's.
class PhotonPlot : public QWidget {
  Q_OBJECT

 public:
  enum Curve { kBlind, kAware, kLimit, kCurves };

  explicit PhotonPlot(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  void setStudy(const PhotonStudy& study);
  /// Electrons per multiplication on the bench (0 = unknown) and of the slider.
  void setLight(double bench, double slider);
  int points(Curve curve) const;
  QSize minimumSizeHint() const override { return {220, 140}; }

 private:
  void add(Curve curve, double photons, double error, int samples);
  void fitLight();

  QCustomPlot* m_plot;
  std::array<QCPGraph*, kCurves> m_graphs;
  std::array<QCPErrorBars*, kCurves> m_bars;
  QCPItemStraightLine* m_exact;
  QCPItemStraightLine* m_bench;
  QCPItemStraightLine* m_slider;
  double m_benchLight = 0, m_studyLow = 1, m_studyHigh = 1;
};

}  // namespace lightloom::ui
