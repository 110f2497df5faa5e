#include "panels/elided_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QTextDocumentFragment>
#include <QToolTip>

namespace lightloom::ui {
namespace {

constexpr int kFewestLetters = 4;

}  // namespace

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {}

QString ElidedLabel::plainText() const {
  const bool rich =
      textFormat() == Qt::RichText || (textFormat() == Qt::AutoText && Qt::mightBeRichText(text()));
  return rich ? QTextDocumentFragment::fromHtml(text()).toPlainText() : text();
}

bool ElidedLabel::isCut() const {
  return sizeHint().width() > width();
}

QString ElidedLabel::visibleText() const {
  const QString plain = plainText();
  return isCut() ? fontMetrics().elidedText(plain, Qt::ElideRight, contentsRect().width()) : plain;
}

QSize ElidedLabel::minimumSizeHint() const {
  const QSize whole = QLabel::minimumSizeHint();
  return {qMin(whole.width(), kFewestLetters * fontMetrics().averageCharWidth()), whole.height()};
}

bool ElidedLabel::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || !isCut()) return QLabel::event(event);
  QString words = plainText().toHtmlEscaped();
  if (!toolTip().isEmpty())
    words +=
        QStringLiteral("<br>") + (Qt::mightBeRichText(toolTip()) ? toolTip() : toolTip().toHtmlEscaped());
  QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), QStringLiteral("<p>%1</p>").arg(words),
                     this);
  return true;
}

void ElidedLabel::paintEvent(QPaintEvent* event) {
  if (!isCut()) return QLabel::paintEvent(event);
  QPainter painter(this);
  style()->drawItemText(&painter, contentsRect(), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                        palette(), isEnabled(), visibleText(), foregroundRole());
}

}  // namespace lightloom::ui
