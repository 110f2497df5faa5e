#include "start/data_sample.h"

#include <QImage>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>

#include "datasets/dataset_store.h"
#include "documents/design_file.h"
#include "files/program_files.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr std::size_t kMostBars = 40;
constexpr std::size_t kMostLooked = 64;  // samples

QImage imageOf(const DataSample& sample) {
  const int height = static_cast<int>(sample.values.size()) / sample.width;
  QImage out(sample.width, height, QImage::Format_Grayscale8);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < sample.width; ++x) {
      const float value = sample.values[static_cast<std::size_t>(y * sample.width + x)];
      out.scanLine(y)[x] = static_cast<uchar>(std::clamp(255 * value, 0.0f, 255.0f));
    }
  return out;
}

}  // namespace

Result<DataSample> firstSample(const std::string& path) {
  const Result<Design> design = readDesignFile(path);
  if (!design) return design.error();
  DatasetOptions options = datasetOptions(design.value());
  options.baseDir = examplesFolder();
  const Result<Dataset> data = loadDataset(settingText(design.value(), "training.dataset"), options);
  if (!data) return data.error();
  const Dataset& set = data.value();
  DataSample out{std::vector<float>(static_cast<std::size_t>(set.features)), set.imageWidth};
  // An empty board or a blank picture says nothing of its set.
  for (std::size_t i = 0; i < std::min(set.test.size(), kMostLooked); ++i) {
    gatherInputs(set, set.test.data() + i, 1, out.values.data(), set.features);
    const auto [low, high] = std::minmax_element(out.values.begin(), out.values.end());
    if (low != out.values.end() && *low < *high) break;
  }
  return out;
}

void paintSample(QPainter& painter, const QRectF& room, const DataSample& sample, bool dark) {
  const CanvasColours colours = canvasColours(dark);
  painter.save();
  painter.setPen(QPen(colours.panelBorder, 1));
  painter.setBrush(colours.panel);
  painter.drawRect(room);
  const QRectF inner = room.adjusted(3, 3, -3, -3);
  if (sample.width > 0) {
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(inner, imageOf(sample));
    painter.restore();
    return;
  }
  const auto [low, high] = std::minmax_element(sample.values.begin(), sample.values.end());
  const double floor = std::min(0.0f, *low), span = std::max(*high - static_cast<float>(floor), 1e-6f);
  const double step = inner.width() / static_cast<double>(sample.values.size());
  QPolygonF curve;
  for (std::size_t i = 0; i < sample.values.size(); ++i) {
    const double x = inner.left() + step * static_cast<double>(i);
    const double y = inner.bottom() - inner.height() * (static_cast<double>(sample.values[i]) - floor) / span;
    if (sample.values.size() > kMostBars)
      curve << QPointF(x + step / 2, y);
    else
      painter.fillRect(QRectF(x, y, std::max(1.0, step - 1), inner.bottom() - y), colours.meaning.axon);
  }
  painter.setPen(QPen(colours.meaning.axon, 1.5));
  painter.drawPolyline(curve);
  painter.restore();
}

}  // namespace lightloom::ui
