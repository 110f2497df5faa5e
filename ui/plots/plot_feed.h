#pragma once

#include <QObject>
#include <vector>

#include "base/message.h"
#include "plots/run_overlay.h"
#include "rooms.h"

namespace lightloom::ui {

class Comparison;
class Document;
class LivePlot;
class PlotStrip;
class RunController;

/// Feeds the plots of the window: with the curves of its run, with those of the pinned state and of other
/// runs, with why a curve is constant; and gives each plot its menu.
class PlotFeed : public QObject {
  Q_OBJECT

 public:
  PlotFeed(PlotStrip& plots, Document& document, RunController& run, Comparison& comparison,
           QObject* parent = nullptr);

  /// Curves of other runs, behind those of the pinned state.
  void setOverlays(const std::vector<RunOverlay>& overlays);
  /// Writes a plot: its numbers as .csv, else its picture as .svg, .pdf or .png.
  Result<Done> save(LivePlot& plot, const QString& path) const;

 Q_SIGNALS:
  void partsChosen(const QStringList& parts);
  void problem(const QString& message);
  void note(const QString& message);

 private:
  void showOverlays();
  void showReasons();
  void openMenu(LivePlot& plot, const QPoint& globalPosition);
  std::string valuesOf(const LivePlot& plot) const;
  void copy(LivePlot& plot) const;
  void askToSave(LivePlot& plot);

  PlotStrip& m_plots;
  Document& m_document;
  RunController& m_run;
  Comparison& m_comparison;
  std::vector<RunOverlay> m_overlays;
};

}  // namespace lightloom::ui
