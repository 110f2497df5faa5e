#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>
#include <memory>
#include <vector>

#include "base/message.h"
#include "rooms.h"
#include "train/headless.h"

namespace lightloom::ui {

/// A PDF of Qt without the times that it writes there, also into a packet of metadata: blanks take their
/// place, for the file is full of offsets. The same drawing gives the same bytes.
QByteArray withoutTime(QByteArray pdf);

struct BenchPicture {
  QByteArray svg;
  QImage image;
};

/// The bench with its loupes as every exported figure shows it. Errors: "export.nothing-to-draw".
Result<BenchPicture> benchPicture(std::shared_ptr<const Bench> bench);

/// The same as a file. The suffix decides: .svg, .pdf or .png.
Result<Done> saveBenchPicture(std::shared_ptr<const Bench> bench, const QString& path);

/// The four plots of the window side by side, always light; of a regression with R² for the accuracy.
Result<Done> savePlotPicture(const RunCurves& curves, const QString& path, bool regression = false);

class LivePlot;

/// One plot of the window as it is. `savePlot`: the suffix decides as above.
BenchPicture plotPicture(LivePlot& plot);
Result<Done> savePlot(LivePlot& plot, const QString& path);

/// Bench and plots of a finished run as bench.svg, bench.png, plots.svg and plots.png in a folder. Needs a
/// QApplication, the offscreen platform will do. `points` are those that the run reported.
Result<Done> saveRunPictures(const TrainingResult& result, const Trail<RunPoint>& points,
                             const QString& folder);

}  // namespace lightloom::ui
