#include "export/drawn_formats.h"

#include "export/bench_figure.h"
#include "export/bundle.h"
#include "export/figure_painter.h"
#include "export/report_pages.h"

namespace lightloom::ui {
namespace {

using Files = Result<std::vector<ExportFile>>;

// The numbers of its curves lie beside a figure in every form.
Files figureFiles(const char* name, const QByteArray& bytes, const PageFigure& figure,
                  const ExportSubject& subject) {
  std::vector<ExportFile> out = {{name, bytes.toStdString(), "mm on paper"}};
  for (ExportFile& file : sourceDataFiles(figure, subject)) out.push_back(std::move(file));
  return out;
}

Files drawFigure(const ExportFormat& format, const ExportSubject& subject, const FigureStyle& style) {
  const Result<PageFigure> figure = figureOf(subject, style);
  if (!figure) return figure.error();
  if (format.key == "pdf")
    return figureFiles("figure.pdf", figurePdf({figure.value()}, provenanceOf(subject)), figure.value(),
                       subject);
  const QByteArray png = figurePng(figure.value(), style.dpi, provenanceOf(subject));
  if (png.isEmpty())
    return Message{"export.picture-too-large",
                   LL_TEXT("A picture of %1 dpi at this size has too many pixels. Lower the resolution."),
                   {shortestNumber(style.dpi)}};
  return figureFiles("figure.png", png, figure.value(), subject);
}

Files drawReport(const ExportSubject& subject) {
  return std::vector<ExportFile>{{"report.pdf",
                                  figurePdf(reportPages(subject), provenanceOf(subject)).toStdString(),
                                  "beside the numbers"}};
}

}  // namespace

Result<std::vector<ExportFile>> makeExport(const ExportFormat& format, const ExportSubject& subject,
                                           const FigureStyle& style) {
  if (!format.drawn) return format.make(subject, style);
  return format.figure ? drawFigure(format, subject, style) : drawReport(subject);
}

}  // namespace lightloom::ui
