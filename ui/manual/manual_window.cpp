#include "manual/manual_window.h"

#include <QAction>
#include <QCloseEvent>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextFrame>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "document/translate.h"
#include "files/safe_writer.h"
#include "manual/manual_pdf.h"
#include "panels/save_dialog.h"
#include "theme/actions.h"
#include "theme/screen_fit.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kAnchorRole = Qt::UserRole;
constexpr int kLineLetters = 92;  // of a line, at most
constexpr int kPad = 22;          // pixels beside the text
constexpr double kSmallestZoom = 0.7, kLargestZoom = 3, kZoomStep = 1.15, kFirstZoom = 1.15;
constexpr char kGeometryKey[] = "manual/geometry", kZoomKey[] = "manual/zoom";
constexpr int kMostMarks = 300;

QString mixed(const QColor& of, const QColor& with, double share) {
  const auto part = [share](int a, int b) { return qRound(a + share * (b - a)); };
  return QColor(part(of.red(), with.red()), part(of.green(), with.green()), part(of.blue(), with.blue()))
      .name();
}

}  // namespace

ManualReader::ManualReader(QWidget* parent) : QTextBrowser(parent) {
  setObjectName(QStringLiteral("manualText"));
  setAccessibleName(tr("Page of the manual"));
  setOpenLinks(false);
  setFrameShape(QFrame::NoFrame);
}

void ManualReader::showPage(const ManualPage& page) {
  if (m_page == &page) return;
  m_page = &page;
  showAgain();
}

void ManualReader::showAgain() {
  if (!m_page) return;
  const QColor text = palette().color(QPalette::Text), base = palette().color(QPalette::Base);
  QFont big = QWidget::font();
  big.setPointSizeF(parentWidget()->font().pointSizeF() * m_zoom);
  document()->setDefaultFont(big);
  document()->setDefaultStyleSheet(
      manualSheet(mixed(text, base, 0.28), mixed(base, text, 0.2), mixed(base, text, 0.08)));
  setHtml(fromStd(m_page->text.html));
  narrow();
}

// Long lines are hard to follow: what is left of the window stays empty.
void ManualReader::narrow() {
  const int room = width() - verticalScrollBar()->sizeHint().width();
  const int line = QFontMetrics(document()->defaultFont()).averageCharWidth() * kLineLetters;
  QTextFrame& frame = *document()->rootFrame();
  QTextFrameFormat format = frame.frameFormat();
  format.setTopMargin(0);
  format.setLeftMargin(kPad);
  format.setRightMargin(std::max(kPad, room - line - kPad));
  format.setBottomMargin(kPad);
  if (format != frame.frameFormat()) frame.setFrameFormat(format);
}

void ManualReader::showPlace(const QString& anchor, const QStringList& words) {
  m_anchor = anchor;
  m_words = words;
  QList<QTextEdit::ExtraSelection> marks;
  const MeaningColours colours = meaningColours(isDark(palette()));
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
    for (auto fragment = block.begin(); !fragment.atEnd(); ++fragment) {
      if (!fragment.fragment().charFormat().anchorNames().contains(anchor)) continue;
      QTextEdit::ExtraSelection mark;
      mark.cursor = QTextCursor(block);
      mark.format.setBackground(faded(colours.axon, 0.16));
      mark.format.setProperty(QTextFormat::FullWidthSelection, true);
      if (marks.isEmpty() && anchor != fromStd(m_page->anchor)) marks << mark;
    }
  for (const QString& word : words) {
    for (QTextCursor at = document()->find(word); !at.isNull() && marks.size() < kMostMarks;
         at = document()->find(word, at)) {
      QTextEdit::ExtraSelection mark;
      mark.cursor = at;
      mark.format.setBackground(faded(colours.leader, 0.4));
      marks << mark;
    }
  }
  setExtraSelections(marks);
  if (anchor == fromStd(m_page->anchor))
    verticalScrollBar()->setValue(0);
  else
    showAnchor(anchor);
}

// With a little room above it.
void ManualReader::showAnchor(const QString& anchor) {
  constexpr int kAbove = 10;  // pixels
  scrollToAnchor(anchor);
  verticalScrollBar()->setValue(verticalScrollBar()->value() - kAbove);
}

void ManualReader::setZoom(double zoom) {
  m_zoom = std::clamp(zoom, kSmallestZoom, kLargestZoom);
  showAgain();
  if (m_page) showPlace(m_anchor, m_words);
}

void ManualReader::resizeEvent(QResizeEvent* event) {
  QTextBrowser::resizeEvent(event);
  narrow();
}

void ManualReader::changeEvent(QEvent* event) {
  QTextBrowser::changeEvent(event);
  if (event->type() != QEvent::PaletteChange || !m_page) return;
  showAgain();
  showPlace(m_anchor, m_words);
}

void ManualReader::wheelEvent(QWheelEvent* event) {
  if (!(event->modifiers() & Qt::ControlModifier)) return QTextBrowser::wheelEvent(event);
  if (event->angleDelta().y() != 0) Q_EMIT zoomWanted(event->angleDelta().y() > 0 ? 1 : -1);
  event->accept();
}

ManualWindow::ManualWindow(Manual manual, QWidget* parent)
    : QWidget(parent, Qt::Window), m_manual(std::move(manual)), m_reader(new ManualReader(this)) {
  setObjectName(QStringLiteral("manualWindow"));
  setWindowTitle(tr("Manual — Lightloom"));
  auto* right = new QWidget;
  auto* rightLayout = new QVBoxLayout(right);
  rightLayout->setContentsMargins(0, 0, 0, 0);
  rightLayout->setSpacing(0);
  rightLayout->addWidget(makeBar());
  rightLayout->addWidget(m_reader, 1);
  auto* split = new QSplitter(Qt::Horizontal);
  split->setObjectName(QStringLiteral("manualSplit"));
  split->addWidget(makeSide());
  split->addWidget(right);
  split->setStretchFactor(1, 1);
  split->setChildrenCollapsible(false);
  split->setSizes({270, 700});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(split);
  connect(m_reader, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) { open(link.fragment()); });
  connect(m_reader, &ManualReader::zoomWanted, this, &ManualWindow::zoom);
  fillContents();
  const QSettings settings;
  m_reader->setZoom(settings.value(QLatin1String(kZoomKey), kFirstZoom).toDouble());
  if (!restoreGeometry(settings.value(QLatin1String(kGeometryKey)).toByteArray()))
    resizeToScreen(*this, {1080, 760});
}

QAction* ManualWindow::make(const char* name, const QString& text, const QString& tip,
                            const QList<QKeySequence>& keys, const char* icon) {
  QAction* action = makeAction(this, name, text, tip, keys, icon);
  addAction(action);
  return action;
}

QWidget* ManualWindow::makeBar() {
  m_back = make("manualBack", tr("Back"), tr("To the place before"), {Qt::ALT | Qt::Key_Left}, "back");
  m_forward =
      make("manualForward", tr("Forward"), tr("To the place after"), {Qt::ALT | Qt::Key_Right}, "forward");
  QAction* home =
      make("manualStart", tr("Start"), tr("To the first page"), {Qt::ALT | Qt::Key_Home}, "manual");
  QAction* smaller = make("manualSmaller", tr("Smaller"), tr("Show the text smaller"),
                          {Qt::CTRL | Qt::Key_Minus}, "zoom_out");
  QAction* larger = make("manualLarger", tr("Larger"), tr("Show the text larger"),
                         {Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal}, "zoom_in");
  QAction* save =
      make("manualSave", tr("Save as…"), tr("Save the whole manual as a page for browsers, or as PDF"),
           {Qt::CTRL | Qt::Key_S}, "save");
  QAction* usual = make("manualUsual", tr("Usual size"), tr("Show the text as it was at first"),
                        {Qt::CTRL | Qt::Key_0}, nullptr);
  QAction* find = make("manualFind", tr("Search"), tr("To the search"), {Qt::CTRL | Qt::Key_F}, nullptr);
  QAction* close = make("manualClose", tr("Close"), tr("Close the manual"),
                        {Qt::Key_Escape, Qt::CTRL | Qt::Key_W}, nullptr);
  connect(m_back, &QAction::triggered, this, [this] { step(-1); });
  connect(m_forward, &QAction::triggered, this, [this] { step(1); });
  connect(home, &QAction::triggered, this, [this] { open(QLatin1String(kManualStart.data())); });
  connect(smaller, &QAction::triggered, this, [this] { zoom(-1); });
  connect(larger, &QAction::triggered, this, [this] { zoom(1); });
  connect(usual, &QAction::triggered, this, [this] { zoom(0); });
  connect(save, &QAction::triggered, this, &ManualWindow::saveAs);
  connect(find, &QAction::triggered, this, &ManualWindow::focusSearch);
  connect(close, &QAction::triggered, this, &QWidget::close);
  auto* bar = new QWidget;
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(kPad, 6, 10, 6);
  layout->setSpacing(2);
  const auto add = [&](QAction* action) {
    auto* button = new QToolButton;
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setAccessibleName(action->text());
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize(QSize(20, 20));
    layout->addWidget(button);
  };
  for (QAction* action : {m_back, m_forward, home}) add(action);
  layout->addStretch(1);
  for (QAction* action : {smaller, larger, save}) add(action);
  return bar;
}

QWidget* ManualWindow::makeSide() {
  m_search = new QLineEdit;
  m_search->setObjectName(QStringLiteral("manualSearch"));
  m_search->setAccessibleName(tr("Search the manual"));
  m_search->setToolTip(tr("Finds places that have all of these words (Ctrl+F)"));
  m_search->setPlaceholderText(tr("Search"));
  m_search->setClearButtonEnabled(true);
  m_contents = new QTreeWidget;
  m_contents->setObjectName(QStringLiteral("manualContents"));
  m_contents->setAccessibleName(tr("Contents"));
  m_contents->setToolTip(tr("Chapters of the manual"));
  m_contents->setHeaderHidden(true);
  m_contents->setFrameShape(QFrame::NoFrame);
  m_hits = new QListWidget;
  m_hits->setObjectName(QStringLiteral("manualHits"));
  m_hits->setAccessibleName(tr("Places that were found"));
  m_hits->setToolTip(tr("Places that have all of the words, those that are called so first"));
  m_hits->setFrameShape(QFrame::NoFrame);
  m_hits->setWordWrap(false);
  m_hits->setUniformItemSizes(true);
  m_hits->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_hits->setSpacing(2);
  m_found = new QLabel;
  m_found->setObjectName(QStringLiteral("manualFound"));
  m_found->setContentsMargins(6, 2, 6, 2);
  auto* found = new QWidget;
  auto* foundLayout = new QVBoxLayout(found);
  foundLayout->setContentsMargins(0, 0, 0, 0);
  foundLayout->addWidget(m_found);
  foundLayout->addWidget(m_hits, 1);
  m_side = new QStackedWidget;
  m_side->addWidget(m_contents);
  m_side->addWidget(found);
  auto* side = new QWidget;
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(8, 8, 0, 0);
  layout->addWidget(m_search);
  layout->addWidget(m_side, 1);
  side->setMinimumWidth(200);
  connect(m_search, &QLineEdit::textChanged, this, &ManualWindow::search);
  connect(m_search, &QLineEdit::returnPressed, this, [this] { openHit(std::max(0, m_hits->currentRow())); });
  connect(m_hits, &QListWidget::currentRowChanged, this, &ManualWindow::openHit);
  connect(m_contents, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
    if (item) open(item->data(0, kAnchorRole).toString());
  });
  return side;
}

void ManualWindow::fillContents() {
  QTreeWidgetItem* chapter = nullptr;
  const int rowHeight = qRound(1.5 * fontMetrics().height());
  for (const ManualPage& page : m_manual.pages) {
    auto* item = page.depth > 0 && chapter ? new QTreeWidgetItem(chapter) : new QTreeWidgetItem(m_contents);
    item->setText(0, fromStd(page.title));
    item->setToolTip(0, fromStd(page.title));
    item->setData(0, kAnchorRole, fromStd(page.anchor));
    item->setSizeHint(0, QSize(0, rowHeight));
    if (page.depth == 0) chapter = item;
  }
  m_contents->topLevelItem(0)->setExpanded(true);
}

void ManualWindow::open(const QString& anchor) {
  const bool known = m_manual.pageOf(anchor.toStdString()) != nullptr;
  const QString wanted = known ? anchor : QLatin1String(kManualStart.data());
  if (wanted == place()) return showAnchor(wanted);
  m_visited.resize(m_at + 1);
  m_visited.append(wanted);
  ++m_at;
  showAnchor(wanted);
}

void ManualWindow::step(int by) {
  if (m_at + by < 0 || m_at + by >= m_visited.size()) return;
  m_at += by;
  showAnchor(place());
}

void ManualWindow::showAnchor(const QString& anchor) {
  const ManualPage* page = m_manual.pageOf(anchor.toStdString());
  m_reader->showPage(*page);
  const bool searching = m_side->currentIndex() == 1;
  m_reader->showPlace(
      anchor, searching ? m_search->text().split(QLatin1Char(' '), Qt::SkipEmptyParts) : QStringList());
  m_back->setEnabled(m_at > 0);
  m_forward->setEnabled(m_at + 1 < m_visited.size());
  setWindowTitle(tr("%1 — Manual — Lightloom").arg(fromStd(page->title)));
  const QSignalBlocker quiet(m_contents);
  const auto items = m_contents->findItems(fromStd(page->title), Qt::MatchExactly | Qt::MatchRecursive);
  for (QTreeWidgetItem* item : items)
    if (item->data(0, kAnchorRole).toString() == fromStd(page->anchor)) {
      m_contents->setCurrentItem(item);
      m_contents->scrollToItem(item);
    }
}

void ManualWindow::zoom(int steps) {
  m_reader->setZoom(steps == 0 ? kFirstZoom : m_reader->zoom() * std::pow(kZoomStep, steps));
  QSettings().setValue(QLatin1String(kZoomKey), m_reader->zoom());
}

void ManualWindow::search() {
  const QString words = m_search->text().trimmed();
  m_side->setCurrentIndex(words.isEmpty() ? 0 : 1);
  const QSignalBlocker quiet(m_hits);
  m_hits->clear();
  if (words.isEmpty()) return m_reader->showPlace(place(), {});
  constexpr std::size_t kMost = 200;
  const std::vector<ManualHit> hits = searchManual(m_manual, words.toStdString(), kMost);
  for (const ManualHit& hit : hits) {
    const QString where = hit.page == hit.title ? fromStd(hit.context) : fromStd(hit.page);
    auto* item = new QListWidgetItem(fromStd(hit.title) + QLatin1Char('\n') + where, m_hits);
    item->setToolTip(fromStd(hit.context));
    item->setData(kAnchorRole, fromStd(hit.anchor));
  }
  m_found->setText(hits.empty()           ? tr("No place has all of these words.")
                   : hits.size() == kMost ? tr("The first %1 places").arg(kMost)
                                          : tr("%n places", nullptr, static_cast<int>(hits.size())));
}

void ManualWindow::openHit(int row) {
  const QListWidgetItem* item = m_hits->item(row);
  if (!item) return;
  if (m_hits->currentRow() != row) return m_hits->setCurrentRow(row);
  open(item->data(kAnchorRole).toString());
}

void ManualWindow::focusSearch() {
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
}

void ManualWindow::saveAs() {
  const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  const QString path = chooseFileToSave(
      this, tr("Save the manual"), folder.filePath(QStringLiteral("lightloom-manual.html")),
      {{tr("Page for browsers"), QStringLiteral("html")}, {tr("PDF"), QStringLiteral("pdf")}});
  if (path.isEmpty()) return;
  const Result<SavedFile> saved = saveManual(m_manual, path);
  if (!saved) Q_EMIT problem(shown(saved.error()));
}

void ManualWindow::closeEvent(QCloseEvent* event) {
  QSettings().setValue(QLatin1String(kGeometryKey), saveGeometry());
  QWidget::closeEvent(event);
}

}  // namespace lightloom::ui
