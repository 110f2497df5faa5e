#include "runs/run_page.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "design/design_diff.h"
#include "document/document.h"
#include "document/translate.h"
#include "documents/run_file.h"
#include "panels/elided_label.h"
#include "panels/plain_button.h"
#include "panels/typing.h"
#include "runs/merit_plot.h"
#include "theme/theme.h"
#include "train/recorded_run.h"
#include "train/resume_point.h"

namespace lightloom::ui {
namespace {

constexpr int kRunPollMs = 50;
constexpr int kRunLineHeight = 20;

QString changedThing(const ChangeLine& line) {
  if (line.component.empty()) return fromStd(line.key);
  const QString part = fromStd(line.name.empty() ? line.component : line.name);
  if (line.key.empty()) return part;
  return line.key[0] == '[' ? part + fromStd(line.key) : part + QStringLiteral(", ") + fromStd(line.key);
}

}  // namespace

RunPage::RunPage(Document& document, QWidget* parent)
    : Page(parent),
      m_document(document),
      m_lister([](const RunLedger& ledger, const std::stop_token&,
                  const auto&) -> Result<RunLedger::Listing> { return ledger.list(); }),
      m_opener([](const std::vector<Wanted>& wanted, const std::stop_token& stop,
                  const auto& tell) -> Result<Done> {
        for (const Wanted& one : wanted)
          if (!stop.stop_requested()) tell(read(one));
        return Done();
      }),
      m_table(new RunTable(this)),
      m_filter(new RunFilter(this)),
      m_words(new QLineEdit(this)),
      m_state(new ElidedLabel(this)),
      m_open(plainButton("openKeptRun", tr("Open"), tr("Open the chosen run"),
                         tr("Brings back the design of the chosen run with its curves and weights "
                            "(a double-click does the same)"))),
      m_use(plainButton(
          "useWeights", tr("Use weights"), tr("Begin with the weights of the chosen run"),
          tr("Begins a new training of the design on the bench with the weights of the chosen run"))),
      m_remove(plainButton("deleteRuns", tr("Delete"), tr("Delete the chosen runs"),
                           tr("Takes the chosen runs out of the list (Del). Undo brings them back."))),
      m_undo(plainButton("undoDeleteRuns", tr("Undo delete"),
                         tr("Bring back the runs that were deleted last"),
                         tr("Brings back the runs that were deleted last"))),
      m_clear(plainButton("clearDeletedRuns", tr("Clear…"), tr("Remove the deleted runs for good"),
                          tr("Removes the deleted runs for good and makes room"))),
      m_view(new QTableView(this)),
      m_side(new QTabWidget(this)),
      m_changes(new QTreeWidget(this)),
      m_plot(new MeritPlot(this)) {
  setObjectName(QStringLiteral("runPage"));
  makeTable();
  auto* left = new QWidget(this);
  auto* layout = new QVBoxLayout(left);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(makeHeader());
  layout->addWidget(m_view, 1);
  auto* halves = new QSplitter(this);
  halves->setObjectName(QStringLiteral("runHalves"));
  halves->setChildrenCollapsible(false);
  halves->addWidget(left);
  halves->addWidget(makeSide());
  halves->setStretchFactor(0, 3);
  halves->setStretchFactor(1, 2);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(8, 4, 8, 6);
  whole->addWidget(halves);
  m_poll.setInterval(kRunPollMs);
  connect(&m_poll, &QTimer::timeout, this, &RunPage::poll);
  connect(&document, &Document::benchChanged, this, [this] {
    if (isActive()) showChanges();
  });
  m_plot->setColours(lockColours(isDark(palette())));
  showState();
}

QWidget* RunPage::makeHeader() {
  auto* header = new QWidget(this);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  m_words->setObjectName(QStringLiteral("runFilter"));
  m_words->setAccessibleName(tr("Filter runs"));
  m_words->setPlaceholderText(tr("Filter by name, tag, note"));
  m_words->setToolTip(tr("Shows the runs in which each of these words stands in name, tags, note or state"));
  m_words->setClearButtonEnabled(true);
  m_words->setMaximumWidth(240);
  shareUndo(m_words);
  m_state->setObjectName(QStringLiteral("runsState"));
  m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  connect(m_words, &QLineEdit::textChanged, this, [this](const QString& words) {
    m_filter->setWords(words);
    showChoice();
    showMerits();
    showState();
  });
  connect(m_open, &QPushButton::clicked, this, [this] {
    if (const std::vector<int> rows = chosenRows(); rows.size() == 1) openRow(rows.front());
  });
  connect(m_use, &QPushButton::clicked, this, [this] {
    if (const std::vector<int> rows = chosenRows(); rows.size() == 1) useWeights(rows.front());
  });
  connect(m_remove, &QPushButton::clicked, this, &RunPage::removeChosen);
  connect(m_undo, &QPushButton::clicked, this, &RunPage::undoRemove);
  connect(m_clear, &QPushButton::clicked, this, &RunPage::clearDeleted);
  layout->addWidget(m_words, 1);
  layout->addWidget(m_state, 1);
  for (QPushButton* one : {m_open, m_use, m_remove, m_undo, m_clear}) layout->addWidget(one);
  return header;
}

void RunPage::makeTable() {
  m_filter->setSourceModel(m_table);
  m_view->setObjectName(QStringLiteral("runTable"));
  m_view->setAccessibleName(tr("Runs that are kept"));
  m_view->setModel(m_filter);
  m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_view->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
  m_view->setSortingEnabled(true);
  m_view->setShowGrid(false);
  m_view->setWordWrap(false);
  m_view->setTabKeyNavigation(false);
  m_view->verticalHeader()->hide();
  m_view->verticalHeader()->setDefaultSectionSize(kRunLineHeight);
  QHeaderView& sections = *m_view->horizontalHeader();
  sections.setSortIndicator(RunTable::kTime, Qt::DescendingOrder);
  sections.setHighlightSections(false);
  sections.setStretchLastSection(true);
  constexpr struct {
    int column, width;
  } kWidths[] = {{RunTable::kOverlay, 64}, {RunTable::kName, 190},  {RunTable::kTime, 116},
                 {RunTable::kState, 66},   {RunTable::kScore, 62},  {RunTable::kIdeal, 62},
                 {RunTable::kEpochs, 54},  {RunTable::kEnergy, 92}, {RunTable::kArea, 76},
                 {RunTable::kLight, 66},   {RunTable::kPhase, 78},  {RunTable::kTags, 70}};
  for (const auto& width : kWidths) sections.resizeSection(width.column, width.width);
  m_view->installEventFilter(this);
  connect(m_view, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
    if (index.column() != RunTable::kOverlay) openRow(m_filter->mapToSource(index).row());
  });
  connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunPage::showChoice);
  connect(m_table, &RunTable::described, this, &RunPage::describe, Qt::QueuedConnection);
  connect(m_table, &RunTable::overlaysChanged, this, &RunPage::showOverlays);
}

QWidget* RunPage::makeSide() {
  m_side->setObjectName(QStringLiteral("runSide"));
  m_side->setAccessibleName(tr("What the runs come to"));
  m_side->setDocumentMode(true);
  m_changes->setObjectName(QStringLiteral("runChanges"));
  m_changes->setAccessibleName(tr("What the chosen runs have otherwise"));
  m_changes->setHeaderLabels({tr("What"), tr("Change")});
  m_changes->setRootIsDecorated(false);
  m_changes->setIndentation(12);
  m_changes->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_changes->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_changes->header()->setSectionResizeMode(1, QHeaderView::Stretch);
  m_side->addTab(m_plot, tr("Accuracy, energy, area"));
  m_side->addTab(m_changes, tr("Differences"));
  m_side->setTabToolTip(0, tr("All runs of the list, and which no other one beats"));
  m_side->setTabToolTip(1,
                        tr("From the design on the bench to that of the chosen run; of two, from the older "
                           "to the newer"));
  connect(m_side, &QTabWidget::currentChanged, this, &RunPage::showChanges);
  connect(m_plot, &MeritPlot::pointClicked, this,
          [this](int point) { chooseRow(m_drawn[static_cast<std::size_t>(point)]); });
  connect(m_plot, &MeritPlot::pointActivated, this,
          [this](int point) { openRow(m_drawn[static_cast<std::size_t>(point)]); });
  return m_side;
}

void RunPage::setLedger(const RunLedger& ledger) {
  m_ledger.emplace(ledger);
  m_removed.clear();
  m_opened.clear();
  refresh();
}

void RunPage::refreshActive() {
  if (!isActive()) return;
  if (m_stale) refresh();
  showChanges();
}

// A page that nobody looks at reads the folder when it comes to the front.
void RunPage::refresh() {
  m_stale = !isActive();
  if (!m_ledger || m_stale) return showState();
  m_lister.start(*m_ledger);
  m_poll.start();
}

void RunPage::poll() {
  auto listed = m_lister.poll();
  if (listed.answer) {
    if (listed.answer->ok())
      takeListing(std::move(*listed.answer).value());
    else
      Q_EMIT problem(shown(listed.answer->error()));
  }
  auto news = m_opener.poll();
  for (Opened& one : news.progress) {
    if (one.problem) Q_EMIT problem(shown(*one.problem));
    m_opened[one.id] = std::move(one);
  }
  if (!news.progress.empty()) {
    showChanges();
    showOverlays();
  }
  if (!m_lister.busy() && !m_opener.busy()) m_poll.stop();
}

void RunPage::takeListing(RunLedger::Listing listing) {
  m_deleted = listing.deleted;
  m_passedOver = listing.passedOver;
  m_bytes = listing.bytes;
  m_listed = true;
  m_table->setEntries(std::move(listing.entries));
  std::erase_if(m_opened, [this](const auto& one) { return m_table->rowOf(one.first) < 0; });
  showChoice();
  showState();
}

RunPage::Opened RunPage::read(const Wanted& wanted) {
  Opened out;
  out.id = wanted.id;
  out.steps = wanted.steps;
  const Result<RunFile> run = readRunFile(wanted.path);
  if (!run) {
    out.problem = run.error();
    return out;
  }
  out.design = finalDesign(run.value());
  out.overlay.points = Trail<RunPoint>(pointsOf(run.value()));
  // Runs of a window know when their points were made, those of the command line do not.
  const ResumePoint* resume = run.value().resume.get();
  if (resume && resume->pointSeconds.size() == out.overlay.points.size())
    out.overlay.points = Trail<RunPoint>(pointsWithTime(run.value()));
  out.overlay.regression = run.value().data.regression;
  return out;
}

const RunPage::Opened* RunPage::opened(const RunEntry& entry) const {
  const auto found = m_opened.find(entry.id);
  return found == m_opened.end() || found->second.steps != entry.steps ? nullptr : &found->second;
}

// Runs are read when something of them is looked at that their entries do not have.
void RunPage::openWhatIsNeeded() {
  if (!m_ledger) return;
  std::vector<Wanted> wanted;
  const auto want = [&](const RunEntry& entry) {
    const Result<std::string> path = m_ledger->pathOf(entry.id);
    if (!opened(entry) && path) wanted.push_back({entry.id, path.value(), entry.steps});
  };
  for (const std::string& id : m_table->overlays()) want(m_table->entry(m_table->rowOf(id)));
  if (isActive() && m_side->currentWidget() == m_changes)
    for (const int row : chosenRows()) want(m_table->entry(row));
  const bool underWay =
      m_opener.busy() && std::all_of(wanted.begin(), wanted.end(),
                                     [this](const Wanted& one) { return m_asked.contains(one.id); });
  if (wanted.empty() || underWay) return;
  m_asked.clear();
  for (const Wanted& one : wanted) m_asked.insert(one.id);
  m_opener.start(std::move(wanted));
  m_poll.start();
}

std::vector<int> RunPage::chosenRows() const {
  std::vector<int> out;
  for (const QModelIndex& index : m_view->selectionModel()->selectedRows())
    out.push_back(m_filter->mapToSource(index).row());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<int> RunPage::listedRows() const {
  std::vector<int> out;
  for (int row = 0; row < m_filter->rowCount(); ++row)
    out.push_back(m_filter->mapToSource(m_filter->index(row, 0)).row());
  return out;
}

void RunPage::showChoice() {
  const std::size_t chosen = chosenRows().size();
  m_open->setEnabled(chosen == 1);
  m_use->setEnabled(chosen == 1);
  m_remove->setEnabled(chosen > 0);
  m_undo->setVisible(!m_removed.empty());
  m_clear->setVisible(m_deleted > 0);
  showChanges();
  showMerits();
}

void RunPage::showChanges() {
  openWhatIsNeeded();
  m_changes->clear();
  const auto heading = [this](const QString& words) {
    auto* item = new QTreeWidgetItem(m_changes, {words});
    QFont font = item->font(0);
    font.setBold(true);
    item->setFont(0, font);
    item->setToolTip(0, words);
    item->setFirstColumnSpanned(true);
    item->setExpanded(true);
    return item;
  };
  const auto list = [](QTreeWidgetItem& under, const Design& from, const Design& to) {
    for (const ChangeLine& line : linesOf(diffOf(from, to))) {
      auto* item = new QTreeWidgetItem(&under, {changedThing(line), shown(line.change)});
      item->setToolTip(0, fromStd(english(line)));
      item->setToolTip(1, shown(line.change));
    }
    if (under.childCount() == 0) new QTreeWidgetItem(&under, {RunPage::tr("no difference")});
    under.setExpanded(true);
  };
  const std::vector<int> rows = chosenRows();
  std::vector<const Opened*> runs;
  for (const int row : rows)
    if (const Opened* run = opened(m_table->entry(row)); run && !run->problem) runs.push_back(run);
  const auto nameOf = [this](const Opened& run) {
    return fromStd(m_table->entry(m_table->rowOf(run.id)).words.name);
  };
  if (rows.empty()) heading(tr("Choose one or two runs."));
  // The table has the newest first.
  if (rows.size() == 2 && runs.size() == 2)
    list(*heading(tr("From “%1” to “%2”").arg(nameOf(*runs[1]), nameOf(*runs[0]))), runs[1]->design,
         runs[0]->design);
  else if (rows.size() != 2)
    for (const Opened* run : runs)
      list(*heading(tr("From the bench to “%1”").arg(nameOf(*run))), m_document.design(), run->design);
}

// Shares of right answers and R² are not compared: R² is drawn where the list has nothing else.
void RunPage::showMerits() {
  const std::vector<int> chosen = chosenRows(), listed = listedRows();
  const bool regression = !listed.empty() && std::all_of(listed.begin(), listed.end(), [this](int row) {
    return m_table->entry(row).regression;
  });
  std::vector<MeritPlot::Point> points;
  m_drawn.clear();
  for (const int row : listed) {
    const RunEntry& entry = m_table->entry(row);
    if (entry.regression != regression) continue;
    const bool isChosen = std::find(chosen.begin(), chosen.end(), row) != chosen.end();
    points.push_back(
        {fromStd(entry.words.name), {entry.testAccuracy, entry.joulesPerOp, entry.areaM2}, isChosen});
    m_drawn.push_back(row);
  }
  m_plot->setPoints(points, regression);
}

void RunPage::showOverlays() {
  openWhatIsNeeded();
  std::vector<RunOverlay> out;
  for (const std::string& id : m_table->overlays()) {
    const RunEntry& entry = m_table->entry(m_table->rowOf(id));
    const Opened* run = opened(entry);
    if (!run || run->problem) continue;
    out.push_back(run->overlay);
    out.back().name = fromStd(entry.words.name);
    out.back().place = m_table->placeOf(id);
  }
  Q_EMIT overlaysChanged(out);
}

void RunPage::showState() {
  QString text;
  if (!m_ledger) {
    text = tr("Nothing is kept here.");
  } else if (m_listed) {
    const int all = m_table->rowCount(), seen = m_filter->rowCount();
    const QString size = QLocale().formattedDataSize(static_cast<qint64>(m_bytes), 1);
    text = all == 1      ? tr("1 run, %1").arg(size)
           : seen == all ? tr("%1 runs, %2").arg(all).arg(size)
                         : tr("%1 of %2 runs, %3").arg(seen).arg(all).arg(size);
    if (m_passedOver > 0) text += tr("; %1 files cannot be read").arg(m_passedOver);
  }
  m_state->setText(text.toHtmlEscaped());
  m_undo->setVisible(!m_removed.empty());
  m_clear->setVisible(m_deleted > 0);
  m_open->setEnabled(chosenRows().size() == 1);
  m_use->setEnabled(m_open->isEnabled());
  m_remove->setEnabled(!chosenRows().empty());
}

void RunPage::describe(const QString& id, const RunWords& words) {
  const Result<RunEntry> done = m_ledger->describe(id.toStdString(), words);
  if (!done) Q_EMIT problem(shown(done.error()));
  refresh();
}

void RunPage::removeChosen() {
  std::vector<std::string> removed;
  for (const int row : chosenRows()) {
    const std::string id = m_table->entry(row).id;
    if (const Result<Done> done = m_ledger->remove(id); done)
      removed.push_back(id);
    else
      Q_EMIT problem(shown(done.error()));
  }
  if (!removed.empty()) m_removed = std::move(removed);
  refresh();
}

void RunPage::undoRemove() {
  for (const std::string& id : m_removed)
    if (const Result<Done> done = m_ledger->restore(id); !done) Q_EMIT problem(shown(done.error()));
  m_removed.clear();
  refresh();
}

void RunPage::clearDeleted() {
  QMessageBox question(QMessageBox::Question, tr("Remove deleted runs?"),
                       tr("%1 deleted runs are removed for good.").arg(m_deleted), QMessageBox::Cancel, this);
  question.setObjectName(QStringLiteral("clearRunsQuestion"));
  question.setInformativeText(tr("This cannot be undone."));
  QPushButton* remove = question.addButton(tr("&Remove"), QMessageBox::DestructiveRole);
  question.setDefaultButton(QMessageBox::Cancel);
  question.exec();
  if (question.clickedButton() != remove) return;
  m_ledger->clearDeleted();
  m_removed.clear();
  refresh();
}

void RunPage::openRow(int row) {
  const RunEntry entry = m_table->entry(row);
  const Result<std::string> path = m_ledger->pathOf(entry.id);
  if (path)
    Q_EMIT openWanted(entry, fromStd(path.value()));
  else
    Q_EMIT problem(shown(path.error()));
}

void RunPage::useWeights(int row) {
  const Result<std::string> path = m_ledger->pathOf(m_table->entry(row).id);
  if (path)
    Q_EMIT weightsWanted(fromStd(path.value()));
  else
    Q_EMIT problem(shown(path.error()));
}

void RunPage::chooseRow(int row) {
  const QModelIndex index = m_filter->mapFromSource(m_table->index(row, RunTable::kName));
  m_view->selectRow(index.row());
  m_view->scrollTo(index);
}

// The key belongs to the table while that has the focus, and to the bench otherwise.
bool RunPage::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
    removeChosen();
    return true;
  }
  return Page::eventFilter(watched, event);
}

void RunPage::applyColours() {
  m_plot->setColours(lockColours(isDark(palette())));
}

}  // namespace lightloom::ui
