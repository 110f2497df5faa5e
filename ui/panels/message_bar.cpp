#include "panels/message_bar.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom {
namespace {

constexpr int kNoteMs = 6000;

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)) {
  setObjectName(QStringLiteral("messageBar"));
  m_text->setObjectName(QStringLiteral("messageText"));
  m_text->setWordWrap(true);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(this);
  close->setObjectName(QStringLiteral("messageClose"));
  close->setAccessibleName(tr("Close the message"));
  close->setToolTip(close->accessibleName());
  close->setIcon(themedIcon(QStringLiteral("close")));
  close->setAutoRaise(true);
  connect(close, &QToolButton::clicked, this, &MessageBar::clear);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 6, 6, 6);
  layout->addWidget(m_icon);
  layout->addWidget(m_text, 1);
  layout->addWidget(close);
  hide();
}

QString MessageBar::text() const {
  return isHidden() ? QString() : m_text->text();
}

void MessageBar::showText(const QString& text, const char* icon, const QColor& colour) {
  m_icon->setPixmap(colouredIcon(QLatin1String(icon), colour).pixmap(18, 18));
  m_text->setText(text);
  m_text->setAccessibleName(text);
  QColor tint = colour;
  tint.setAlphaF(0.14F);
  setStyleSheet(QStringLiteral(
                    "#messageBar { background: rgba(%1,%2,%3,%4); border: none; border-left: 4px solid %5; }")
                    .arg(tint.red())
                    .arg(tint.green())
                    .arg(tint.blue())
                    .arg(tint.alpha())
                    .arg(colour.name()));
  show();
}

void MessageBar::showProblem(const QString& text) {
  showText(text, "warning", meaningColours(isDark(QApplication::palette())).bad);
}

void MessageBar::showNote(const QString& text) {
  showText(text, "ok", meaningColours(isDark(QApplication::palette())).good);
  QTimer::singleShot(kNoteMs, this, [this, text] {
    if (m_text->text() == text) hide();
  });
}

void MessageBar::clear() {
  hide();
}

}  // namespace lightloom
