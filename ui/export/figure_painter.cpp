#include "export/figure_painter.h"

#include <QBuffer>
#include <QFont>
#include <QFontMetricsF>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <cmath>

#include "document/translate.h"
#include "export/svg.h"

namespace lightloom {
namespace {

constexpr double kMmPerInch = 25.4;
constexpr int kPdfDpi = 1200;
constexpr double kMostPixels = 400e6;

QColor colourOf(const std::string& name) {
  return QColor(fromStd(name));
}

void takeInk(QPainter& painter, const PageInk& ink) {
  if (ink.stroke.empty()) {
    painter.setPen(Qt::NoPen);
  } else {
    QPen pen(colourOf(ink.stroke), ink.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (!ink.dash.empty()) {
      // Qt counts dashes in widths of the line.
      QList<qreal> dash;
      for (double length : ink.dash) dash << length / ink.width;
      pen.setDashPattern(dash);
    }
    painter.setPen(pen);
  }
  painter.setBrush(ink.fill.empty() ? QBrush(Qt::NoBrush) : QBrush(colourOf(ink.fill)));
  painter.setOpacity(ink.opacity);
}

// A font of the program's own packages: the same on every machine.
QFont figureFont(bool bold) {
  QFont font(QStringLiteral("DejaVu Sans"));
  font.setPixelSize(100);
  font.setBold(bold);
  font.setHintingPreference(QFont::PreferNoHinting);
  font.setStyleStrategy(QFont::PreferAntialias);
  return font;
}

struct MarkPainter {
  QPainter& painter;

  void operator()(const PagePath& path) const {
    QPolygonF points;
    for (const PagePoint& point : path.points) points << QPointF(point.x, point.y);
    takeInk(painter, path.ink);
    path.closed ? painter.drawPolygon(points) : painter.drawPolyline(points);
  }
  void operator()(const PageEllipse& ellipse) const {
    takeInk(painter, ellipse.ink);
    painter.drawEllipse(QPointF(ellipse.centre.x, ellipse.centre.y), ellipse.radiusX, ellipse.radiusY);
  }
  void operator()(const PageText& text) const {
    const QFont font = figureFont(text.bold);
    const QString words = fromStd(text.text);
    const double width = QFontMetricsF(font).horizontalAdvance(words);
    const double left = text.anchor == TextAnchor::Start    ? 0
                        : text.anchor == TextAnchor::Middle ? -width / 2
                                                            : -width;
    const double scale = text.points * kMmPerPoint / font.pixelSize();
    painter.save();
    painter.translate(text.at.x, text.at.y);
    if (text.upwards) painter.rotate(-90);
    painter.scale(scale, scale);
    painter.setFont(font);
    painter.setOpacity(1);
    painter.setPen(colourOf(text.colour));
    painter.drawText(QPointF(left, 0), words);
    painter.restore();
  }
};

QPageSize pageSizeOf(const PageFigure& figure) {
  return QPageSize(QSizeF(figure.widthMm, figure.heightMm), QPageSize::Millimeter, QString(),
                   QPageSize::ExactMatch);
}

// Qt rounds pages to whole points; the exact size takes the same number of characters.
QByteArray withExactSizes(QByteArray pdf, const std::vector<PageFigure>& pages) {
  const QByteArray key("/MediaBox [0 0 ");
  qsizetype at = 0;
  for (const PageFigure& page : pages) {
    at = pdf.indexOf(key, at);
    if (at < 0) return pdf;
    at += key.size();
    const qsizetype length = pdf.indexOf(']', at) - at;
    const QByteArray size = QByteArray::number(page.widthMm / kMmPerPoint, 'f', 6) + ' ' +
                            QByteArray::number(page.heightMm / kMmPerPoint, 'f', 6);
    if (size.size() <= length) pdf.replace(at, length, size.leftJustified(length));
  }
  return pdf;
}

// A design has no date of its own, and the same design gives the same bytes. Blanks take the place, for the
// file is full of offsets.
QByteArray withoutTime(QByteArray pdf) {
  static const QRegularExpression date(QStringLiteral("/(?:Creation|Mod)Date ?\\(D:[^)]*\\)"));
  const QString text = QString::fromLatin1(pdf);
  QRegularExpressionMatchIterator found = date.globalMatch(text);
  while (found.hasNext()) {
    const QRegularExpressionMatch match = found.next();
    pdf.replace(match.capturedStart(), match.capturedLength(), QByteArray(match.capturedLength(), ' '));
  }
  return pdf;
}

// A packet of our own in place of Qt's, which holds the time and a random number.
QByteArray xmpOf(const std::string& title, const FigureOrigin& origin) {
  std::string words;
  for (const auto& [key, text] : origin) words += key + ": " + text + "; ";
  const std::string out =
      "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
      xmlText(title) +
      "</rdf:li></rdf:Alt></dc:title><dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
      xmlText(words) +
      "</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";
  return QByteArray::fromStdString(out);
}

}  // namespace

void paintFigure(QPainter& painter, const PageFigure& figure) {
  for (const PageGroup& group : figure.groups)
    for (const PageMark& mark : group.marks) std::visit(MarkPainter{painter}, mark);
  painter.setOpacity(1);
}

QByteArray figurePdf(const std::vector<PageFigure>& pages, const FigureOrigin& origin) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    writer.setResolution(kPdfDpi);
    writer.setCreator(fromStd(programVersion()));
    writer.setTitle(fromStd(pages.front().title));
    writer.setDocumentXmpMetadata(xmpOf(pages.front().title, origin));
    writer.setPageMargins(QMarginsF());
    writer.setPageSize(pageSizeOf(pages.front()));
    QPainter painter(&writer);
    for (std::size_t i = 0; i < pages.size(); ++i) {
      if (i > 0) {
        writer.setPageSize(pageSizeOf(pages[i]));
        writer.newPage();
      }
      painter.resetTransform();
      painter.scale(kPdfDpi / kMmPerInch, kPdfDpi / kMmPerInch);
      paintFigure(painter, pages[i]);
    }
  }
  return withoutTime(withExactSizes(buffer.data(), pages));
}

QByteArray figurePng(const PageFigure& figure, double dpi, const FigureOrigin& origin) {
  const double scale = dpi / kMmPerInch;
  const double width = std::round(figure.widthMm * scale), height = std::round(figure.heightMm * scale);
  if (width * height > kMostPixels) return {};
  QImage image(static_cast<int>(width), static_cast<int>(height), QImage::Format_RGB32);
  image.setDotsPerMeterX(static_cast<int>(std::round(dpi / kMmPerInch * 1000)));
  image.setDotsPerMeterY(image.dotsPerMeterX());
  for (const auto& [key, text] : origin) image.setText(fromStd(key), fromStd(text));
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
  painter.scale(scale, scale);
  paintFigure(painter, figure);
  painter.end();
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return buffer.data();
}

}  // namespace lightloom
