#include "stage/notes_window.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "document/translate.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {
namespace {

constexpr QSize kNotesRoom(640, 420);
constexpr double kNotesSize = 1.4;

QLabel* wordsNamed(const char* name) {
  auto* out = new QLabel;
  out->setObjectName(QLatin1String(name));
  out->setTextFormat(Qt::PlainText);
  out->setWordWrap(true);
  return out;
}

}  // namespace

NotesWindow::NotesWindow(std::function<bool(int)> clicked, QWidget* parent)
    : QWidget(parent),
      m_clicked(std::move(clicked)),
      m_notes(wordsNamed("notes")),
      m_notesArea(new QScrollArea),
      m_said(wordsNamed("talkProblem")),
      m_next(wordsNamed("nextCaption")),
      m_clock(wordsNamed("talkClock")) {
  setObjectName(QStringLiteral("notesWindow"));
  setAccessibleName(tr("Notes of the talk"));
  setWindowTitle(tr("Notes — Lightloom"));
  setAttribute(Qt::WA_ShowWithoutActivating);
  setFocusPolicy(Qt::StrongFocus);
  QFont large = QApplication::font();
  large.setPointSizeF(large.pointSizeF() * kNotesSize);
  m_notes->setFont(large);
  m_clock->setFont(large);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_clock);
  m_notes->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_notesArea->setObjectName(QStringLiteral("notesArea"));
  m_notesArea->setAccessibleName(tr("Notes of the scene"));
  m_notesArea->setFrameShape(QFrame::NoFrame);
  m_notesArea->setWidgetResizable(true);
  m_notesArea->setFocusPolicy(Qt::NoFocus);
  m_notesArea->setWidget(m_notes);
  m_said->hide();
  layout->addWidget(m_notesArea, 1);
  layout->addWidget(m_said);
  layout->addWidget(m_next);
  m_tick.setInterval(1000);
  connect(&m_tick, &QTimer::timeout, this, &NotesWindow::tick);
}

void NotesWindow::place(const QWidget& window) {
  resizeToScreen(*this, kNotesRoom);
  move(window.frameGeometry().center() - rect().center());
  QWidget::show();
}

void NotesWindow::show(const Talk& talk, int scene) {
  const auto at = static_cast<std::size_t>(scene);
  m_notes->setText(fromStd(talk.scenes[at].notes));
  m_notes->setAccessibleName(m_notes->text());
  m_notesArea->verticalScrollBar()->setValue(0);
  say({});
  m_next->setText(at + 1 < talk.scenes.size() ? tr("Next: %1").arg(fromStd(talk.scenes[at + 1].caption))
                                              : tr("This is the last scene."));
  m_plannedMinutes = 0;
  for (std::size_t i = 0; i <= at; ++i) m_plannedMinutes += talk.scenes[i].minutes;
  if (!m_since.isValid()) {
    m_since.start();
    m_tick.start();
  }
  tick();
}

void NotesWindow::say(const QString& message) {
  m_said->setText(message);
  m_said->setAccessibleName(message);
  m_said->setVisible(!message.isEmpty());
}

void NotesWindow::keyPressEvent(QKeyEvent* event) {
  QScrollBar& bar = *m_notesArea->verticalScrollBar();
  if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up)
    bar.triggerAction(event->key() == Qt::Key_Down ? QAbstractSlider::SliderSingleStepAdd
                                                   : QAbstractSlider::SliderSingleStepSub);
  else if (event->isAutoRepeat() || !m_clicked(event->key()))
    QWidget::keyPressEvent(event);
}

void NotesWindow::tick() {
  const qint64 seconds = m_since.elapsed() / 1000;
  m_clock->setText(tr("%1:%2 of %3 min for these scenes")
                       .arg(seconds / 60)
                       .arg(seconds % 60, 2, 10, QLatin1Char('0'))
                       .arg(shownFixed(m_plannedMinutes, 1)));
}

}  // namespace lightloom::ui
