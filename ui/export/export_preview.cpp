#include "export/export_preview.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "export/figure_painter.h"

namespace lightloom::ui {
namespace {

constexpr double kBorder = 10;         // pixels about the page
constexpr double kMostScrolled = 1.8;  // heights of the view that a page may take
constexpr double kPaperEdge = 2;       // mm of white beyond a figure

}  // namespace

PageView::PageView(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("exportPage"));
  setAccessibleName(tr("Preview"));
}

void PageView::setPage(const PageFigure& page) {
  m_page = page;
  fitInto(m_room);
  update();
}

void PageView::fitInto(QSize room) {
  m_room = room;
  if (m_page.widthMm <= 0 || room.isEmpty()) return;
  const double paperWidth = m_page.widthMm + 2 * kPaperEdge, paperHeight = m_page.heightMm + 2 * kPaperEdge;
  const double byWidth = (room.width() - 2 * kBorder) / paperWidth;
  const double byHeight = (room.height() - 2 * kBorder) / paperHeight;
  const double scale = qMin(byWidth, kMostScrolled * byHeight);
  setFixedSize(QSizeF(paperWidth * scale + 2 * kBorder, paperHeight * scale + 2 * kBorder).toSize());
}

void PageView::paintEvent(QPaintEvent*) {
  if (m_page.widthMm <= 0) return;
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
  const double paperWidth = m_page.widthMm + 2 * kPaperEdge, paperHeight = m_page.heightMm + 2 * kPaperEdge;
  painter.translate(kBorder, kBorder);
  const double scale = (width() - 2 * kBorder) / paperWidth;
  painter.scale(scale, scale);
  painter.fillRect(QRectF(0, 0, paperWidth, paperHeight), Qt::white);
  painter.setPen(QPen(palette().color(QPalette::Mid), 1 / scale));
  painter.drawRect(QRectF(0, 0, paperWidth, paperHeight));
  painter.translate(kPaperEdge, kPaperEdge);
  paintFigure(painter, m_page);
}

ExportPreview::ExportPreview(QWidget* parent)
    : QWidget(parent),
      m_stack(new QStackedWidget),
      m_scroll(new QScrollArea),
      m_view(new PageView),
      m_text(new QPlainTextEdit),
      m_bar(new QWidget),
      m_back(new QToolButton),
      m_on(new QToolButton),
      m_number(new QLabel) {
  m_text->setObjectName(QStringLiteral("exportText"));
  m_text->setAccessibleName(tr("Preview"));
  m_text->setReadOnly(true);
  m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  m_back->setObjectName(QStringLiteral("exportPageBack"));
  m_back->setText(tr("Previous page"));
  m_back->setArrowType(Qt::LeftArrow);
  m_on->setObjectName(QStringLiteral("exportPageOn"));
  m_on->setText(tr("Next page"));
  m_on->setArrowType(Qt::RightArrow);
  for (QToolButton* button : {m_back, m_on}) {
    button->setAccessibleName(button->text());
    button->setToolTip(button->text());
  }
  auto* bar = new QHBoxLayout(m_bar);
  bar->setContentsMargins(0, 0, 0, 0);
  bar->addStretch();
  bar->addWidget(m_back);
  bar->addWidget(m_number);
  bar->addWidget(m_on);
  bar->addStretch();
  m_scroll->setObjectName(QStringLiteral("exportScroll"));
  m_scroll->setAccessibleName(tr("Preview"));
  m_scroll->setAlignment(Qt::AlignCenter);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setMinimumSize(320, 240);
  m_scroll->setWidget(m_view);
  m_stack->addWidget(m_scroll);
  m_stack->addWidget(m_text);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_stack, 1);
  layout->addWidget(m_bar);
  connect(m_back, &QToolButton::clicked, this, [this] { turnTo(m_page - 1); });
  connect(m_on, &QToolButton::clicked, this, [this] { turnTo(m_page + 1); });
  m_bar->hide();
}

void ExportPreview::showPages(std::vector<PageFigure> pages) {
  m_pages = std::move(pages);
  m_stack->setCurrentWidget(m_scroll);
  m_bar->setVisible(m_pages.size() > 1);
  turnTo(0);
}

void ExportPreview::turnTo(int page) {
  m_page = qBound(0, page, pageCount() - 1);
  m_view->setPage(m_pages[static_cast<std::size_t>(m_page)]);
  fitPage();
  m_scroll->verticalScrollBar()->setValue(0);
  m_number->setText(tr("Page %1 of %2").arg(m_page + 1).arg(pageCount()));
  m_back->setEnabled(m_page > 0);
  m_on->setEnabled(m_page + 1 < pageCount());
}

// Beside a scroll bar, for a long page needs one.
void ExportPreview::fitPage() {
  const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent) + 2;
  m_view->fitInto(m_stack->size() - QSize(bar, 2));
}

void ExportPreview::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitPage();
}

void ExportPreview::showText(const QString& text) {
  m_pages.clear();
  m_bar->hide();
  m_text->setPlainText(text);
  m_stack->setCurrentWidget(m_text);
}

QString ExportPreview::text() const {
  return m_stack->currentWidget() == m_text ? m_text->toPlainText() : QString();
}

}  // namespace lightloom::ui
