#include "manual/manual_pdf.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFontDatabase>
#include <QHash>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QTextBlock>
#include <QTextDocument>

#include "document/translate.h"
#include "export/subject.h"
#include "pictures.h"

namespace lightloom::ui {
namespace {

constexpr int kDpi = 600;
constexpr double kMarginMm = 20, kFooterMm = 10, kPoints = 9.5;

/// A piece of the PDF that is laid out on pages of one size.
class Piece {
 public:
  Piece(const QString& html, QPdfWriter& writer, QSizeF page) {
    m_document.documentLayout()->setPaintDevice(&writer);
    m_document.setDocumentMargin(0);
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPointSizeF(kPoints);
    m_document.setDefaultFont(font);
    m_document.setDefaultStyleSheet(
        manualSheet(QStringLiteral("#59636f"), QStringLiteral("#c3c9d1"), QStringLiteral("#eef1f5")));
    m_document.setHtml(html);
    m_document.setPageSize(page);
  }

  int pages() const { return m_document.pageCount(); }

  /// The page on which each anchor stands, from 0.
  QHash<QString, int> pagesOfAnchors() const {
    QHash<QString, int> out;
    const double height = m_document.pageSize().height();
    for (QTextBlock block = m_document.begin(); block.isValid(); block = block.next()) {
      const int page = static_cast<int>(m_document.documentLayout()->blockBoundingRect(block).top() / height);
      for (auto fragment = block.begin(); !fragment.atEnd(); ++fragment)
        for (const QString& name : fragment.fragment().charFormat().anchorNames()) out.insert(name, page);
    }
    return out;
  }

  void draw(QPainter& painter, int page) const {
    const QSizeF size = m_document.pageSize();
    painter.save();
    painter.translate(0, -page * size.height());
    painter.setClipRect(QRectF(QPointF(0, page * size.height()), size));
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = QRectF(QPointF(0, page * size.height()), size);
    context.palette.setColor(QPalette::Text, Qt::black);
    m_document.documentLayout()->draw(&painter, context);
    painter.restore();
  }

 private:
  QTextDocument m_document;
};

QString bodyHtml(const Manual& manual) {
  QString out;
  for (const ManualPage& page : manual.pages) {
    QString html = fromStd(page.text.html);
    if (page.depth == 0 && !out.isEmpty())
      html.replace(html.indexOf(QLatin1String("<h1>")), 4,
                   QStringLiteral("<h1 style=\"page-break-before:always\">"));
    out += html;
  }
  return out;
}

QString contentsHtml(const Manual& manual, const QHash<QString, int>& pages, int first) {
  QString out = QStringLiteral("<h1>%1</h1><p class=\"facts\">%2</p><table width=\"100%\">")
                    .arg(QPdfWriter::tr("The manual"), fromStd(programVersion()).toHtmlEscaped());
  for (const ManualPage& page : manual.pages) {
    const QString title = fromStd(page.title).toHtmlEscaped();
    out +=
        QStringLiteral("<tr><td class=\"plain\">%1</td><td class=\"plain\" align=\"right\">%2</td></tr>")
            .arg(page.depth == 0 ? QStringLiteral("<b>%1</b>").arg(title) : QString(4, QChar(0xA0)) + title)
            .arg(pages.value(fromStd(page.anchor)) + first);
  }
  return out + QStringLiteral("</table>");
}

}  // namespace

QString manualSheet(const QString& faint, const QString& rule, const QString& code) {
  return QStringLiteral(
             "h1 { margin: 18px 0 10px 0; } h2 { margin: 22px 0 6px 0; } h3 { margin: 18px 0 2px 0; }"
             "p { margin: 6px 0; line-height: 130%; } li { margin: 4px 0; line-height: 125%; }"
             "p.facts { color: %1; margin: 2px 0; } p.formula { margin: 6px 0 6px 26px; font-style: italic; }"
             "code { font-family: 'DejaVu Sans Mono'; background-color: %3; }"
             "pre { font-family: 'DejaVu Sans Mono'; background-color: %3; margin: 8px 0; white-space: "
             "pre-wrap; }"
             "table { margin: 10px 0; border-collapse: collapse; }"
             "th { text-align: left; padding: 5px 12px 5px 4px; border-bottom: 1px solid %2; }"
             "td { padding: 4px 12px 4px 4px; border-bottom: 1px solid %2; } td.plain { border-style: none; }"
             "a { text-decoration: none; }")
      .arg(faint, rule, code);
}

QByteArray manualPdf(const Manual& manual) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setResolution(kDpi);
  writer.setTitle(QStringLiteral("Lightloom: the manual"));
  writer.setCreator(fromStd(programVersion()));
  writer.setPageSize(QPageSize(QPageSize::A4));
  writer.setPageMargins(QMarginsF(kMarginMm, kMarginMm, kMarginMm, kMarginMm), QPageLayout::Millimeter);
  const double footer = kFooterMm / 25.4 * kDpi;
  const QSizeF page(writer.width(), writer.height() - footer);
  const Piece body(bodyHtml(manual), writer, page);
  const QHash<QString, int> anchors = body.pagesOfAnchors();
  const int before = Piece(contentsHtml(manual, anchors, 1), writer, page).pages();
  const Piece contents(contentsHtml(manual, anchors, before + 1), writer, page);
  QPainter painter(&writer);
  const int all = contents.pages() + body.pages();
  for (int i = 0; i < all; ++i) {
    if (i > 0) writer.newPage();
    i < contents.pages() ? contents.draw(painter, i) : body.draw(painter, i - contents.pages());
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPointSizeF(0.85 * kPoints);
    painter.setFont(font);
    painter.drawText(QRectF(0, page.height(), page.width(), footer), Qt::AlignRight | Qt::AlignBottom,
                     QStringLiteral("%1 / %2").arg(i + 1).arg(all));
  }
  painter.end();
  return withoutTime(buffer.data());
}

Result<SavedFile> saveManual(const Manual& manual, const QString& path) {
  const bool pdf = path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive);
  return saveFile(path.toStdString(), pdf ? manualPdf(manual).toStdString() : manualHtml(manual));
}

}  // namespace lightloom::ui
