#include "start/start_page.h"

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QPainter>
#include <QScrollArea>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include "design/templates.h"
#include "document/document.h"
#include "document/file_places.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "file_actions.h"
#include "files/program_files.h"
#include "panels/message_bar.h"
#include "start/card_grid.h"
#include "start/example_card.h"
#include "start/example_pictures.h"
#include "start/recent_list.h"
#include "start/start_button.h"
#include "theme/icons.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {
namespace {

constexpr char kWantedKey[] = "start/shown";
constexpr std::size_t kMostCards = 8;
constexpr int kCardWidth = 236, kRowWidth = 430, kSideWidth = 236, kWidest = 1700;

/// A question of somebody who has no bench yet, and where it leads: to an example, or to a template.
struct StartQuestion {
  const char *name, *text, *tip;
  const char* example;  ///< file of an example; null: a cell from the template
  CellRequest cell;
};

constexpr StartQuestion kQuestions[] = {
    {"askLearn",
     QT_TRANSLATE_NOOP("StartPage", "see a network learn on light"),
     QT_TRANSLATE_NOOP("StartPage", "Opens the smallest bench that reads digits"),
     "first-light.loom",
     {}},
    {"askSmallCell",
     QT_TRANSLATE_NOOP("StartPage", "build a first cell, 1 × 16"),
     QT_TRANSLATE_NOOP("StartPage", "A new bench with one axon over 4 × 4 synapses, ready to train"),
     nullptr,
     {CellCrossing::OneAxon, 1, 16}},
    {"askCrossedCell",
     QT_TRANSLATE_NOOP("StartPage", "cross two arrays, 25 × 25"),
     QT_TRANSLATE_NOOP("StartPage", "A new bench with 25 axons crossed with 25 synapses, ready to train"),
     nullptr,
     {CellCrossing::TwoPitches, 25, 25}},
    {"askRowCell",
     QT_TRANSLATE_NOOP("StartPage", "cross a column with a row, 8 × 8"),
     QT_TRANSLATE_NOOP("StartPage", "A new bench with a column of 8 axons and a row of 8 synapses"),
     nullptr,
     {CellCrossing::RowAndColumn, 8, 8}},
    {"askLocking",
     QT_TRANSLATE_NOOP("StartPage", "watch lasers lock to their leader"),
     QT_TRANSLATE_NOOP("StartPage",
                       "Opens a bench over the lock map; Ctrl+I shows its lasers in slow motion"),
     "gao-lock-map.loom",
     {}},
    {"askPaper",
     QT_TRANSLATE_NOOP("StartPage", "start from a published bench"),
     QT_TRANSLATE_NOOP("StartPage", "Opens a bench after Chen et al., 2023"),
     "chen-2023.loom",
     {}}};

QLabel* heading(const char* name, const QString& text) {
  auto* out = new QLabel(text);
  out->setObjectName(QLatin1String(name));
  QFont font = out->font();
  font.setBold(true);
  out->setFont(font);
  out->setContentsMargins(6, 8, 6, 2);
  return out;
}

StartButton* actionButton(QAction& action, const char* name, const QString& text) {
  auto* out = new StartButton(name, text, action.toolTip());
  out->setIcon(action.icon());
  QObject::connect(out, &QAbstractButton::clicked, &action, &QAction::trigger);
  return out;
}

// Keys that mean something on the bench, which nobody sees at the moment.
bool isMeantForTheBench(const QKeyEvent& key) {
  return (key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0 &&
         (key.key() < Qt::Key_F1 || key.key() > Qt::Key_F35);
}

}  // namespace

StartPage::StartPage(Document& document, RunController& run, FileActions& files, QMainWindow& window)
    : QFrame(&window), m_document(document), m_run(run), m_files(files), m_window(window) {
  setObjectName(QStringLiteral("startPage"));
  setAccessibleName(tr("Start page"));
  hide();
  connect(&document, &Document::opened, this, &StartPage::leave);
  connect(&files, &FileActions::problem, this, [this](const QString& text) {
    if (isVisible()) m_messages->showProblem(text);
  });
}

bool StartPage::isWanted() {
  return QSettings().value(QLatin1String(kWantedKey), true).toBool();
}

void StartPage::open() {
  if (!m_recent) make();
  m_recent->refresh();
  place();
  show();
  raise();
  if (!m_cards.empty()) m_cards.front()->setFocus();
}

void StartPage::leave() {
  if (isHidden()) return;
  hide();
  m_pictures->rest();
  Q_EMIT left();
}

void StartPage::make() {
  m_pictures = new ExamplePictures(this);
  m_messages = new MessageBar(this, QStringLiteral("startMessageBar"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(makeHead());
  auto* below = new QHBoxLayout;
  below->setContentsMargins(0, 0, 0, 0);
  below->setSpacing(0);
  QScrollArea* side = scrolled(makeSide(), QStringLiteral("startSideArea"));
  side->setFixedWidth(kSideWidth);
  below->addWidget(side);
  below->addWidget(scrolled(makeExamples(), QStringLiteral("startExamplesArea")), 1);
  layout->addLayout(below, 1);
  m_window.installEventFilter(this);
}

QWidget* StartPage::makeHead() {
  auto* head = new QWidget;
  auto* layout = new QHBoxLayout(head);
  layout->setContentsMargins(16, 8, 8, 6);
  auto* sign = new QLabel;
  sign->setObjectName(QStringLiteral("startSign"));
  constexpr int kSign = 36;
  sign->setPixmap(programIcon().pixmap(QSize(kSign, kSign), devicePixelRatioF()));
  auto* words =
      new QLabel(tr("<span style='font-size: large'><b>Lightloom</b></span><br>Lay out an optical "
                    "neural network, and watch it learn."));
  words->setObjectName(QStringLiteral("startWords"));
  auto* wanted = new QCheckBox(tr("Show this page at the start"));
  wanted->setObjectName(QStringLiteral("startWanted"));
  wanted->setToolTip(tr("Help, Start page brings it back at any time"));
  wanted->setChecked(isWanted());
  connect(wanted, &QCheckBox::toggled, this,
          [](bool on) { QSettings().setValue(QLatin1String(kWantedKey), on); });
  auto* close = new QToolButton;
  close->setObjectName(QStringLiteral("closeStart"));
  close->setIcon(themedIcon(QStringLiteral("close")));
  close->setAutoRaise(true);
  close->setFocusPolicy(Qt::StrongFocus);
  close->setAccessibleName(tr("Close the start page"));
  close->setToolTip(tr("Close this page (Esc); Help, Start page brings it back"));
  connect(close, &QAbstractButton::clicked, this, &StartPage::leave);
  layout->addWidget(sign);
  layout->addSpacing(6);
  layout->addWidget(words, 1);
  layout->addWidget(wanted);
  layout->addWidget(close);
  return head;
}

QWidget* StartPage::makeSide() {
  auto* side = new QWidget;
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(10, 0, 6, 10);
  layout->setSpacing(1);
  layout->addWidget(heading("startBegin", tr("Begin")));
  layout->addWidget(actionButton(*m_files.create, "startNew", tr("New bench")));
  layout->addWidget(actionButton(*m_files.open, "startOpen", tr("Open…")));
  layout->addWidget(heading("startAsk", tr("I want to …")));
  addQuestions(*layout);
  layout->addWidget(heading("startLast", tr("Recent files")));
  m_recent = new RecentList;
  connect(m_recent, &RecentList::chosen, this, [this](const QString& path) { begin(path, false); });
  layout->addWidget(m_recent);
  layout->addStretch(1);
  return side;
}

void StartPage::addQuestions(QVBoxLayout& layout) {
  for (const StartQuestion& question : kQuestions) {
    auto* button = new StartButton(question.name, tr(question.text), tr(question.tip));
    button->setAccessibleName(tr("I want to %1").arg(tr(question.text)));
    connect(button, &QAbstractButton::clicked, this, [this, question] {
      if (question.example) return begin(fromStd(examplePath(question.example)), false);
      const Result<std::vector<ComponentPtr>> parts = homodyneCell(question.cell);
      if (!parts) return m_messages->showProblem(shown(parts.error()));
      if (!m_files.maybeSave()) return;
      m_document.startNew();
      Q_EMIT placeRequested(parts.value(), tr("Add homodyne cell"));
    });
    layout.addWidget(button);
  }
}

// The first of the list as cards, the others as rows by what they are for.
QWidget* StartPage::makeExamples() {
  auto* out = new QWidget;
  out->setMaximumWidth(kWidest);
  auto* layout = new QVBoxLayout(out);
  layout->setContentsMargins(6, 0, 16, 16);
  layout->setSpacing(6);
  layout->addWidget(heading("startReady", tr("Ready to train")));
  if (!bundledExamples()) {
    auto* problem = new QLabel(shown(bundledExamples().error()));
    problem->setObjectName(QStringLiteral("startNoExamples"));
    problem->setWordWrap(true);
    layout->addWidget(problem);
    layout->addStretch(1);
    return out;
  }
  const auto addCard = [this](CardGrid& grid, const ExampleEntry& example, ExampleCard::Shape shape) {
    auto* card = new ExampleCard(example, *m_pictures, shape);
    connect(card, &QAbstractButton::clicked, this, [this, card] { begin(card->path(), false); });
    connect(&card->trainButton(), &QAbstractButton::clicked, this,
            [this, card] { begin(card->path(), true); });
    grid.addWidget(card);
    m_cards.push_back(card);
  };
  auto* first = new CardGrid(kCardWidth, 4);
  layout->addLayout(first);
  for (const ExampleEntry& example : bundledExamples().value())
    if (example.card && m_cards.size() < kMostCards) addCard(*first, example, ExampleCard::Shape::Tall);
  const std::vector<ExampleCard*> tall = m_cards;
  const auto isShown = [&](const ExampleEntry& example) {
    return std::any_of(tall.begin(), tall.end(),
                       [&](const ExampleCard* card) { return card->path() == pathOf(example); });
  };
  for (const ExampleGroup& group : examplesByApplication()) {
    CardGrid* rows = nullptr;
    for (const ExampleEntry* example : group.examples) {
      if (isShown(*example)) continue;
      if (!rows) {
        layout->addWidget(heading("startGroup", tr("More: %1").arg(group.title)));
        rows = new CardGrid(kRowWidth, 2);
        layout->addLayout(rows);
      }
      addCard(*rows, *example, ExampleCard::Shape::Wide);
    }
  }
  layout->addStretch(1);
  return out;
}

// The page goes where the design has come.
void StartPage::begin(const QString& path, bool train) {
  if (m_files.maybeSave() && m_files.openPath(path) && train) m_run.play();
}

void StartPage::place() {
  const int top = m_window.menuBar()->geometry().bottom() + 1;
  setGeometry(0, top, m_window.width(), m_window.height() - top);
}

bool StartPage::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && isMeantForTheBench(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QFrame::event(event);
}

// Panels that come later would lie before it.
bool StartPage::eventFilter(QObject* watched, QEvent* event) {
  const bool moved = event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest;
  if (watched == &m_window && moved && isVisible()) {
    place();
    raise();
  }
  return QFrame::eventFilter(watched, event);
}

// The keyboard stays on the page: what lies below it is not seen.
bool StartPage::focusNextPrevChild(bool next) {
  QWidget* const from = focusWidget() ? focusWidget() : this;
  const auto beside = [next](const QWidget* widget) {
    return next ? widget->nextInFocusChain() : widget->previousInFocusChain();
  };
  for (QWidget* to = beside(from); to != from; to = beside(to)) {
    if (!isAncestorOf(to) || !to->isVisibleTo(this) || !to->isEnabled() ||
        !(to->focusPolicy() & Qt::TabFocus))
      continue;
    to->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
  }
  return false;
}

void StartPage::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) return leave();
  QFrame::keyPressEvent(event);
}

void StartPage::paintEvent(QPaintEvent*) {
  QPainter(this).fillRect(rect(), palette().window());
}

}  // namespace lightloom::ui
