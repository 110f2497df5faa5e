#include "pictures.h"

#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <functional>

#include "export/bench_figure.h"
#include "export/figure_painter.h"
#include "export/svg.h"
#include "files/safe_writer.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "train/headless.h"
#include "train/recorded_run.h"

namespace lightloom::ui {
namespace {

using Draw = std::function<void(QPainter&)>;

constexpr double kPngScale = 2, kPngDpi = 300;
constexpr int kPlotWidth = 380, kPlotHeight = 260;

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
  writer.setTitle(QStringLiteral("Lightloom"));
  writer.setDocumentXmpMetadata(
      "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><?xpacket end=\"w\"?>");
  writer.setPageSize(QPageSize(QSizeF(size) * 72.0 / 96.0, QPageSize::Point));
  writer.setPageMargins(QMarginsF());
  QPainter painter(&writer);
  draw(painter);
  painter.end();
  return withoutTime(buffer.data());
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

/// The same picture in any of the three forms.
struct Forms {
  std::function<QByteArray()> svg, pdf, png;
};

Result<Done> savePicture(const QString& path, const Forms& forms) {
  const QString suffix = QFileInfo(path).suffix().toLower();
  const auto* form = suffix == QLatin1String("svg")   ? &forms.svg
                     : suffix == QLatin1String("pdf") ? &forms.pdf
                     : suffix == QLatin1String("png") ? &forms.png
                                                      : nullptr;
  if (!form)
    return Message{
        "picture.suffix", LL_TEXT("%1: end the name in .svg, .pdf or .png."), {path.toStdString()}};
  const Result<SavedFile> saved = saveFile(path.toStdString(), (*form)().toStdString());
  if (!saved) return saved.error();
  return Done{};
}

// A bench with its loupes on as much paper as it takes.
Result<PageFigure> benchFigure(const ExportSubject& subject) {
  FigureStyle style;
  style.widthMm = 183;
  style.heightMm = kTallestPage;
  style.fontPoints = 7;
  return figureOf(subject, style);
}

}  // namespace

QByteArray withoutTime(QByteArray pdf) {
  static const QRegularExpression date(QStringLiteral("/(?:Creation|Mod)Date ?\\(D:[^)]*\\)"));
  QRegularExpressionMatchIterator found = date.globalMatch(QString::fromLatin1(pdf));
  while (found.hasNext()) {
    const QRegularExpressionMatch match = found.next();
    pdf.replace(match.capturedStart(), match.capturedLength(), QByteArray(match.capturedLength(), ' '));
  }
  return pdf;
}

Result<BenchPicture> benchPicture(std::shared_ptr<const Bench> bench) {
  const ExportSubject subject = drawnSubject(std::move(bench));
  const Result<PageFigure> figure = benchFigure(subject);
  if (!figure) return figure.error();
  return BenchPicture{QByteArray::fromStdString(svgOf(figure.value(), subject)),
                      figureImage(figure.value(), kPngDpi)};
}

Result<Done> saveBenchPicture(std::shared_ptr<const Bench> bench, const QString& path) {
  const ExportSubject subject = drawnSubject(std::move(bench));
  const Result<PageFigure> figure = benchFigure(subject);
  if (!figure) return figure.error();
  const FigureOrigin origin = provenanceOf(subject);
  return savePicture(path, {[&] { return QByteArray::fromStdString(svgOf(figure.value(), subject)); },
                            [&] { return figurePdf({figure.value()}, origin); },
                            [&] { return figurePng(figure.value(), kPngDpi, origin); }});
}

BenchPicture plotPicture(LivePlot& plot) {
  const Draw draw = [&](QPainter& painter) { plot.renderTo(painter, kPlotWidth, kPlotHeight); };
  const QSize size(kPlotWidth, kPlotHeight);
  return {svgOf(size, draw), QImage::fromData(pngOf(size, draw))};
}

Result<Done> savePlot(LivePlot& plot, const QString& path) {
  const Draw draw = [&](QPainter& painter) { plot.renderTo(painter, kPlotWidth, kPlotHeight); };
  const QSize size(kPlotWidth, kPlotHeight);
  return savePicture(path, {[&] { return svgOf(size, draw); }, [&] { return pdfOf(size, draw); },
                            [&] { return pngOf(size, draw); }});
}

Result<Done> savePlotPicture(const RunCurves& curves, const QString& path, bool regression) {
  PlotStrip strip;
  strip.setRegression(regression);
  strip.take(curves);
  const std::vector<LivePlot*> plots = strip.plots();
  const QSize size(kPlotWidth * static_cast<int>(plots.size()), kPlotHeight);
  const Draw draw = [&](QPainter& painter) {
    for (LivePlot* plot : plots) {
      plot->renderTo(painter, kPlotWidth, kPlotHeight);
      painter.translate(kPlotWidth, 0);
    }
  };
  return savePicture(path, {[&] { return svgOf(size, draw); }, [&] { return pdfOf(size, draw); },
                            [&] { return pngOf(size, draw); }});
}

Result<Done> saveRunPictures(const TrainingResult& result, const Trail<RunPoint>& points,
                             const QString& folder) {
  const QDir dir(folder);
  const RunCurves curves{points, Trail<TwinPoint>(twinOf(result.record)), {}};
  for (const char* suffix : {"svg", "png"}) {
    const QString ending = QLatin1Char('.') + QLatin1String(suffix);
    if (Result<Done> saved = saveBenchPicture(result.bench, dir.filePath(QStringLiteral("bench") + ending));
        !saved)
      return saved;
    if (Result<Done> saved = savePlotPicture(curves, dir.filePath(QStringLiteral("plots") + ending),
                                             result.record.data.regression);
        !saved)
      return saved;
  }
  return Done{};
}

}  // namespace lightloom::ui
