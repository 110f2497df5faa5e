#include "pictures.h"

#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <cmath>
#include <functional>

#include "canvas/bench_scene.h"
#include "document/document.h"
#include "io/safe_writer.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "run/recorded_run.h"
#include "theme/theme.h"

namespace lightloom {
namespace {

using Draw = std::function<void(QPainter&)>;

constexpr double kPngScale = 2;

QByteArray svgOf(QSize size, const Draw& draw) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setSize(size);
  generator.setViewBox(QRect(QPoint(), size));
  generator.setTitle(QStringLiteral("Lightloom"));
  QPainter painter(&generator);
  draw(painter);
  painter.end();
  return buffer.data();
}

QByteArray pdfOf(QSize size, const Draw& draw) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setResolution(96);
  writer.setPageSize(QPageSize(QSizeF(size) * 72.0 / 96.0, QPageSize::Point));
  writer.setPageMargins(QMarginsF());
  QPainter painter(&writer);
  draw(painter);
  painter.end();
  return buffer.data();
}

QByteArray pngOf(QSize size, const Draw& draw) {
  QImage image(size * kPngScale, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
  painter.scale(kPngScale, kPngScale);
  draw(painter);
  painter.end();
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return buffer.data();
}

Result<Done> savePicture(const QString& path, QSize size, const Draw& draw) {
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (suffix != QLatin1String("svg") && suffix != QLatin1String("pdf") && suffix != QLatin1String("png"))
    return Message{
        "picture.suffix", LL_TEXT("error", "%1: end the name in .svg, .pdf or .png."), {path.toStdString()}};
  const QByteArray bytes = suffix == QLatin1String("svg")   ? svgOf(size, draw)
                           : suffix == QLatin1String("pdf") ? pdfOf(size, draw)
                                                            : pngOf(size, draw);
  const Result<SavedFile> saved = saveFile(path.toStdString(), bytes.toStdString());
  if (!saved) return saved.error();
  return Done{};
}

// The bench with its loupes, light colours on white, words in proportion.
class BenchPicture {
 public:
  explicit BenchPicture(Document& document) : m_scene(document, nullptr, false) {
    constexpr double kMargin = 8, kWidth = 1200, kWordPixels = 900;  // width in pixels, and in those of text
    m_scene.setNamesShown(false);
    m_area = m_scene.contentBounds().adjusted(-kMargin, -kMargin, kMargin, kMargin);
    m_size = {static_cast<int>(kWidth),
              static_cast<int>(std::ceil(kWidth * m_area.height() / qMax(m_area.width(), 1.0)))};
    m_scene.scaleWords(m_area.width() / kWordPixels);
  }
  QSize size() const { return m_size; }
  Draw draw() const {
    return [this](QPainter& painter) {
      painter.fillRect(QRect(QPoint(), m_size), Qt::white);
      m_scene.render(&painter, QRectF(QPointF(), m_size), m_area);
    };
  }

 private:
  mutable BenchScene m_scene;
  QRectF m_area;
  QSize m_size;
};

}  // namespace

QByteArray benchSvg(Document& document) {
  const BenchPicture picture(document);
  return svgOf(picture.size(), picture.draw());
}

QByteArray benchPng(Document& document) {
  const BenchPicture picture(document);
  return pngOf(picture.size(), picture.draw());
}

Result<Done> saveBenchPicture(Document& document, const QString& path) {
  const BenchPicture picture(document);
  return savePicture(path, picture.size(), picture.draw());
}

Result<Done> savePlotPicture(const std::vector<RunPoint>& points, const std::vector<TwinPoint>& twin,
                             const std::vector<RunMark>& marks, const QString& path) {
  PlotStrip strip;
  strip.take(points, twin, marks);
  constexpr int kWidth = 380, kHeight = 260;
  const std::vector<LivePlot*> plots = strip.plots();
  const QSize size(kWidth * static_cast<int>(plots.size()), kHeight);
  return savePicture(path, size, [&](QPainter& painter) {
    for (LivePlot* plot : plots) {
      plot->renderTo(painter, kWidth, kHeight);
      painter.translate(kWidth, 0);
    }
  });
}

Result<Done> saveRunPictures(const TrainingResult& result, const std::vector<RunPoint>& points,
                             const QString& folder) {
  Document document;
  document.show(result.bench->design);
  const QDir dir(folder);
  const std::vector<TwinPoint> twin = twinOf(result.record);
  for (const char* suffix : {"svg", "png"}) {
    const QString ending = QLatin1Char('.') + QLatin1String(suffix);
    if (Result<Done> saved = saveBenchPicture(document, dir.filePath(QStringLiteral("bench") + ending));
        !saved)
      return saved;
    if (Result<Done> saved =
            savePlotPicture(points, twin, {}, dir.filePath(QStringLiteral("plots") + ending));
        !saved)
      return saved;
  }
  return Done{};
}

}  // namespace lightloom
