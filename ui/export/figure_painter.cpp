#include "export/figure_painter.h"

#include <QBuffer>
#include <QFont>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <QRawFont>
#include <cmath>

#include "document/translate.h"
#include "export/pdf_file.h"

namespace lightloom::ui {
namespace {

constexpr double kMmPerInch = 25.4;
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

FigureFont fontOf(bool bold) {
  const QRawFont raw = QRawFont::fromFont(figureFont(bold));
  return {bold ? "DejaVuSans-Bold" : "DejaVuSans",
          [raw](std::string_view tag) { return raw.fontTable(std::string(tag).c_str()).toStdString(); },
          [raw](char32_t code) {
            const QList<quint32> glyphs = raw.glyphIndexesForString(QString::fromUcs4(&code, 1));
            return static_cast<std::uint16_t>(glyphs.size() == 1 ? glyphs.front() : 0);
          }};
}

// Qt shapes what the font above does not hold, and finds fonts for it.
TextOutline outlineOf(const std::string& text, bool bold) {
  const QFont font = figureFont(bold);
  const QString words = fromStd(text);
  const double em = font.pixelSize();
  QPainterPath path;
  path.addText(0, 0, font, words);
  TextOutline out{QFontMetricsF(font).horizontalAdvance(words) / em, {}};
  const auto at = [&](int i) {
    const QPainterPath::Element element = path.elementAt(i);
    return pdfNumber(element.x / em, 5) + " " + pdfNumber(-element.y / em, 5) + " ";
  };
  for (int i = 0; i < path.elementCount(); ++i) {
    if (path.elementAt(i).isCurveTo()) {
      out.operators += at(i) + at(i + 1) + at(i + 2) + "c\n";
      i += 2;
    } else {
      out.operators += at(i) + (path.elementAt(i).isMoveTo() ? "m\n" : "l\n");
    }
  }
  if (!out.operators.empty()) out.operators += "f\n";
  return out;
}

}  // namespace

void paintFigure(QPainter& painter, const PageFigure& figure) {
  for (const PageGroup& group : figure.groups)
    for (const PageMark& mark : group.marks) std::visit(MarkPainter{painter}, mark);
  painter.setOpacity(1);
}

QByteArray figurePdf(const std::vector<PageFigure>& pages, const FigureOrigin& origin) {
  return QByteArray::fromStdString(pdfOf(pages, origin, {fontOf(false), fontOf(true), outlineOf}));
}

QImage figureImage(const PageFigure& figure, double dpi) {
  const double scale = dpi / kMmPerInch;
  const double width = std::round(figure.widthMm * scale), height = std::round(figure.heightMm * scale);
  if (width * height > kMostPixels) return {};
  QImage image(static_cast<int>(width), static_cast<int>(height), QImage::Format_RGB32);
  image.setDotsPerMeterX(static_cast<int>(std::round(dpi / kMmPerInch * 1000)));
  image.setDotsPerMeterY(image.dotsPerMeterX());
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
  painter.scale(scale, scale);
  paintFigure(painter, figure);
  painter.end();
  return image;
}

QByteArray figurePng(const PageFigure& figure, double dpi, const FigureOrigin& origin) {
  QImage image = figureImage(figure, dpi);
  if (image.isNull()) return {};
  for (const auto& [key, text] : origin) image.setText(fromStd(key), fromStd(text));
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return buffer.data();
}

}  // namespace lightloom::ui
