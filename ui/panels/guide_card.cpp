#include "panels/guide_card.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "canvas/bench_view.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "document/document.h"
#include "document/translate.h"
#include "panels/plain_button.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kCardWidth = 280, kCardMargin = 8;  // pixels
constexpr int kPauseMs = 120;

bool computes(const Bench& bench) {
  return !bench.hardware->cannotCompute;
}

}  // namespace

GuideCard::GuideCard(BenchView& view)
    : QFrame(&view),
      m_view(view),
      m_title(new QLabel(tr("What a network needs"), this)),
      m_list(new QLabel(this)),
      m_how(new QLabel(this)),
      m_add(plainButton("guideAdd", tr("Add the next part"), tr("Add the part that the bench needs next"))),
      m_close(new QToolButton(this)) {
  setObjectName(QStringLiteral("guideCard"));
  setAccessibleName(m_title->text());
  setAutoFillBackground(true);
  setCursor(Qt::ArrowCursor);
  QFont bold = m_title->font();
  bold.setBold(true);
  m_title->setFont(bold);
  m_list->setObjectName(QStringLiteral("guideList"));
  m_list->setTextFormat(Qt::RichText);
  m_list->setWordWrap(true);
  m_how->setObjectName(QStringLiteral("guideHow"));
  m_how->setWordWrap(true);
  m_close->setObjectName(QStringLiteral("guideClose"));
  m_close->setAccessibleName(tr("Close the list"));
  m_close->setToolTip(tr("Close the list; View › Guide to a network brings it back"));
  m_close->setIcon(themedIcon(QStringLiteral("close")));
  m_close->setAutoRaise(true);
  m_close->setFocusPolicy(Qt::StrongFocus);
  auto* top = new QHBoxLayout;
  top->addWidget(m_title, 1);
  top->addWidget(m_close);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 6, 6, 8);
  layout->addLayout(top);
  layout->addWidget(m_list);
  layout->addWidget(m_how);
  layout->addWidget(m_add);
  setTabOrder(m_add, m_close);
  connect(m_add, &QPushButton::clicked, this, &GuideCard::addNext);
  connect(m_close, &QToolButton::clicked, this, [this] { setWanted(false); });
  connect(&view.document(), &Document::opened, this, &GuideCard::begin);
  connect(&view.document(), &Document::benchChanged, this, [this] {
    if (m_view.document().design().components.empty()) return begin();
    if (m_wanted) m_later.start(kPauseMs);
  });
  m_later.setSingleShot(true);
  connect(&m_later, &QTimer::timeout, this, &GuideCard::refresh);
  connect(&view, &BenchView::zoomChanged, this, &GuideCard::place);
  view.viewport()->installEventFilter(this);
  begin();
}

// A bench that computes needs no guide, whatever else it lacks.
void GuideCard::begin() {
  setWanted(!computes(*m_view.document().bench()));
}

void GuideCard::setWanted(bool wanted) {
  const bool changed = wanted != m_wanted;
  m_wanted = wanted;
  refresh();
  if (changed) Q_EMIT wantedChanged(wanted);
}

bool GuideCard::addNext() {
  m_view.document().compilePending();
  if (m_later.isActive()) refresh();  // what is offered is of the bench as it is
  if (!m_next) return false;
  const NextPart next = *m_next;
  m_view.document().push(next.edit);
  m_view.document().compilePending();
  m_view.selection().set({next.part});
  m_view.benchScene().settleLoupes();
  m_view.fitAll();
  refresh();
  Q_EMIT added();
  return true;
}

void GuideCard::refresh() {
  m_later.stop();
  m_next.reset();
  if (!m_wanted) {
    passFocus();
    return hide();
  }
  const Bench& bench = *m_view.document().bench();
  m_next = nextPart(bench);
  const MeaningColours colours = meaningColours(isDark(QApplication::palette()));
  QString rows, spoken;
  const BenchNeed* first = nullptr;
  const std::vector<BenchNeed> needs = benchNeeds(bench);
  for (const BenchNeed& need : needs) {
    const bool next = !need.isMet && !first;
    if (next) first = &need;
    const QString title = shown(need.title).toHtmlEscaped();
    rows += QStringLiteral("<tr><td style='color:%1'>%2&nbsp;</td><td>%3</td></tr>")
                .arg((need.isMet ? colours.good : palette().color(QPalette::PlaceholderText)).name(),
                     need.isMet ? QStringLiteral("✓")
                     : next     ? QStringLiteral("▸")
                                : QStringLiteral("○"),
                     next ? QStringLiteral("<b>%1</b>").arg(title) : title);
    spoken += (need.isMet ? tr("There: %1. ") : tr("Missing: %1. ")).arg(shown(need.title));
  }
  m_list->setText(QStringLiteral("<table cellspacing='0' cellpadding='1'>%1</table>").arg(rows));
  m_list->setAccessibleName(spoken);
  const bool whole = !first && computes(bench);
  QString how;
  if (whole)
    how = tr("All is there: F5 trains a network on this bench.");
  else if (!m_next && first)
    how = shown(first->how);
  else if (!m_next)
    how = shown(*bench.hardware->cannotCompute, bench.design);
  m_how->setText(how);
  m_how->setVisible(!how.isEmpty());
  if (!m_next) passFocus();
  m_add->setVisible(m_next.has_value());
  if (m_next) {
    const QString label = shown(m_next->label);
    m_add->setText(label);
    m_add->setAccessibleName(label);
    m_add->setToolTip(tr("%1, in its place and turned to the light. Ctrl+Z takes it back").arg(label));
  }
  paintFrame();
  show();
  place();
}

// To the bench, before what has it is hidden: its next field would be another part.
void GuideCard::passFocus() {
  if (const QWidget* now = QApplication::focusWidget(); now && isAncestorOf(now)) m_view.setFocus();
}

void GuideCard::paintFrame() {
  const QPalette now = QApplication::palette();
  const QString sheet =
      QStringLiteral("#guideCard { background: %1; border: 1px solid %2; border-radius: 6px; }")
          .arg(now.color(QPalette::Window).name(), now.color(QPalette::Mid).name());
  if (sheet != styleSheet()) setStyleSheet(sheet);
}

// A corner of the view where it covers no part, nor a loupe if these count; empty where there is none.
QRect GuideCard::freeCorner(QSize size, bool ofLoupes) const {
  const QRect room = m_view.viewport()->rect().adjusted(kCardMargin, kCardMargin, -kCardMargin, -kCardMargin);
  const int right = room.right() - size.width() + 1, low = room.bottom() - size.height() + 1;
  const BenchScene& bench = m_view.benchScene();
  std::vector<QRectF> taken;
  for (const ComponentPtr& part : m_view.document().design().components)
    if (const PartItem* item = bench.partItem(part->id)) taken.push_back(item->sceneBody());
  if (ofLoupes && bench.loupesShown())
    for (const LoupeItem* loupe : bench.loupes()) taken.push_back(loupe->frameInScene());
  const QPoint corners[] = {room.topLeft(), {right, room.top()}, {room.left(), low}, {right, low}};
  for (const QPoint& corner : corners) {
    const QRect here(corner, size);
    const QRectF inScene = m_view.mapToScene(here).boundingRect();
    if (room.contains(here) && std::none_of(taken.begin(), taken.end(),
                                            [&](const QRectF& other) { return other.intersects(inScene); }))
      return here;
  }
  return {};
}

// The whole list where it covers nothing; else its last lines, on a loupe if need be.
void GuideCard::place() {
  if (!m_wanted) return;
  const int width = std::min(kCardWidth, m_view.viewport()->width() - 2 * kCardMargin);
  const auto sizeWith = [&](bool list) {
    m_list->setVisible(list);
    layout()->activate();
    return QSize(width, hasHeightForWidth() ? heightForWidth(width) : sizeHint().height());
  };
  QRect at = freeCorner(sizeWith(true), true);
  if (at.isEmpty()) {
    const QSize size = sizeWith(false);
    for (const bool ofLoupes : {true, false})
      if (at.isEmpty()) at = freeCorner(size, ofLoupes);
    if (at.isEmpty()) at = QRect(QPoint(kCardMargin, kCardMargin), size);
  }
  setGeometry(at.translated(m_view.viewport()->pos()));
  raise();
  m_view.viewport()->update();  // the words of an empty bench stand beside it
}

bool GuideCard::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) place();
  return QFrame::eventFilter(watched, event);
}

void GuideCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && m_wanted) paintFrame();
  QFrame::changeEvent(event);
}

}  // namespace lightloom::ui
