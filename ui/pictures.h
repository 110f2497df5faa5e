#pragma once

#include <QString>
#include <vector>

#include "base/message.h"
#include "run/runner.h"

namespace lightloom {

class Document;

/// The bench as SVG and PNG bytes, light colours on white.
QByteArray benchSvg(Document& document);
QByteArray benchPng(Document& document);

/// Pictures for papers and slides: always light, the loupes kept. The suffix decides: .svg, .pdf or .png.
Result<Done> saveBenchPicture(Document& document, const QString& path);

/// The four plots side by side.
Result<Done> savePlotPicture(const std::vector<RunPoint>& points, const std::vector<TwinPoint>& twin,
                             const std::vector<RunMark>& marks, const QString& path);

/// Bench and plots of a finished run as bench.svg, bench.png, plots.svg and plots.png in a folder. Needs a
/// QApplication, the offscreen platform will do. `points` are those that the run reported.
Result<Done> saveRunPictures(const TrainingResult& result, const std::vector<RunPoint>& points,
                             const QString& folder);

}  // namespace lightloom
