#include "panels/message_bar.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kNoteMs = 6000;
constexpr double kTint = 0.16;  // of the colour in the ground

QColor mixed(const QColor& ground, const QColor& colour, double share) {
  const auto mix = [share](int a, int b) { return static_cast<int>(a + share * (b - a)); };
  return QColor(mix(ground.red(), colour.red()), mix(ground.green(), colour.green()),
                mix(ground.blue(), colour.blue()));
}

}  // namespace

MessageBar::MessageBar(QWidget* parent, const QString& name, MessageBar* upper)
    : QFrame(parent),
      m_upper(upper),
      m_icon(new QLabel(this)),
      m_text(new QLabel(this)),
      m_buttons(new QWidget(this)) {
  setObjectName(name);
  setAutoFillBackground(true);
  m_text->setObjectName(name == QLatin1String("messageBar") ? QStringLiteral("messageText")
                                                            : name + QStringLiteral("Text"));
  m_text->setWordWrap(true);
  m_text->setMinimumWidth(1);  // words without an end are cut rather than push
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(this);
  close->setObjectName(name == QLatin1String("messageBar") ? QStringLiteral("messageClose")
                                                           : name + QStringLiteral("Close"));
  close->setAccessibleName(tr("Close the message"));
  close->setToolTip(close->accessibleName());
  close->setIcon(themedIcon(QStringLiteral("close")));
  close->setAutoRaise(true);
  connect(close, &QToolButton::clicked, this, &MessageBar::clear);
  auto* line = new QHBoxLayout;
  line->addWidget(m_icon);
  line->addWidget(m_text, 1);
  line->addWidget(close);
  // Below the words, which keep the whole width of a small window.
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 6, 6, 6);
  layout->addLayout(line);
  layout->addWidget(m_buttons, 0, Qt::AlignLeft);
  auto* buttons = new QHBoxLayout(m_buttons);
  buttons->setContentsMargins(0, 0, 0, 0);
  parent->installEventFilter(this);
  if (upper) upper->installEventFilter(this);
  m_fade.setSingleShot(true);
  connect(&m_fade, &QTimer::timeout, this, &MessageBar::clear);
  hide();
}

QString MessageBar::text() const {
  return isHidden() ? QString() : m_said;
}

void MessageBar::showText(const QString& text, bool problem, const std::vector<MessageChoice>& choices) {
  // A button that is pressed replaces what is shown, itself included.
  for (QPushButton* old : m_buttons->findChildren<QPushButton*>()) {
    old->hide();
    old->setObjectName(QString());
    old->deleteLater();
  }
  for (const MessageChoice& choice : choices) {
    auto* button = new QPushButton(choice.text, m_buttons);
    button->setObjectName(choice.name);
    button->setAccessibleName(QString(choice.text).remove(QLatin1Char('&')));
    connect(button, &QPushButton::clicked, this, choice.act);
    m_buttons->layout()->addWidget(button);
  }
  m_buttons->setVisible(!choices.empty());
  m_fade.stop();
  m_holds = nullptr;
  m_said = text;
  m_problem = problem;
  m_text->setText(text);
  m_text->setAccessibleName(text);
  paintFrame();
  show();
  place();
}

// Opaque: it is read, and the bench below it is not.
void MessageBar::paintFrame() {
  const MeaningColours colours = meaningColours(isDark(QApplication::palette()));
  const QColor colour = m_problem ? colours.bad : colours.good;
  m_icon->setPixmap(
      colouredIcon(m_problem ? QStringLiteral("warning") : QStringLiteral("ok"), colour).pixmap(18, 18));
  const QString sheet = QStringLiteral("#%3 { background: %1; border: none; border-left: 4px solid %2; }")
                            .arg(mixed(QApplication::palette().color(QPalette::Window), colour, kTint).name(),
                                 colour.name(), objectName());
  if (sheet != styleSheet()) setStyleSheet(sheet);  // which changes the palette once more
}

void MessageBar::place() {
  const int width = parentWidget()->width();
  const int wanted = hasHeightForWidth() ? heightForWidth(width) : sizeHint().height();
  const int top = m_upper && !m_upper->isHidden() ? m_upper->geometry().bottom() + 1 : 0;
  setGeometry(0, top, width, qMin(wanted, parentWidget()->height()));
  raise();
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
  const bool moves = event->type() == QEvent::Resize ||
                     (watched == m_upper && (event->type() == QEvent::Show || event->type() == QEvent::Hide));
  if (moves && !isHidden()) place();
  return QFrame::eventFilter(watched, event);
}

void MessageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && !isHidden()) paintFrame();
  QFrame::changeEvent(event);
}

void MessageBar::showProblem(const QString& text) {
  showText(text, true);
}

void MessageBar::showProblemWhile(const QString& text, std::function<bool()> holds) {
  showText(text, true);
  m_holds = std::move(holds);
}

void MessageBar::askAgain() {
  if (m_holds && !m_holds()) clear();
}

void MessageBar::showChoices(const QString& text, const std::vector<MessageChoice>& choices) {
  showText(text, true, choices);
}

void MessageBar::showNote(const QString& text) {
  showText(text, false);
  m_fade.start(kNoteMs);
}

void MessageBar::clear() {
  m_fade.stop();
  m_holds = nullptr;
  hide();
}

}  // namespace lightloom::ui
