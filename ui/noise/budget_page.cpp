#include "noise/budget_page.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTreeWidget>
#include <algorithm>

#include "design/edit.h"
#include "design/viewpoint.h"
#include "document/document.h"
#include "document/obstacle.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "export/budget_json.h"
#include "manual/help_anchor.h"
#include "panels/elided_label.h"
#include "panels/parameter_row.h"
#include "panels/plain_button.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

enum Column { kPart, kWhat, kBelow, kBelowScore, kAbove, kAboveScore, kColumns };
constexpr int kIndex = Qt::UserRole;  // of the row in the budget
constexpr int kPollMs = 50;
constexpr int kRowHeight = 18;
constexpr double kWorthTelling = 1e-3;  // of the progress

// Whether light, numbers or training differ: names and loupes do not count.
bool differs(const Design& from, const Design& to) {
  const DesignEdit change = difference(from, to);
  return !change.empty() && !leavesLight(change);
}

// A temperature is no parameter; what goes with it is the detuning.
std::string parameterKey(const BudgetRow& row) {
  return row.key == kTemperatureKey ? "detuning" : row.key;
}

QString titleOf(const Design& design, const BudgetRow& row) {
  if (row.key == kTemperatureKey) return BudgetPage::tr("Temperature");
  const ComponentPtr part = findComponent(design, row.part);
  return shownText(findParameter(parametersOf(*findKind(part->kind)), row.key)->title);
}

// A spread has no sign: only a larger one is an error.
bool hasSign(const BudgetRow& row) {
  return row.key != "detuning_spread";
}

QString reachText(const std::optional<double>& reach, Unit unit) {
  return reach ? shownQuantity(*reach, unit, 3) : BudgetPage::tr("as far as it goes");
}

QString scoreText(double score, bool regression) {
  return regression ? BudgetPage::tr("R² %1").arg(shownFixed(score, 3))
                    : BudgetPage::tr("%1 %").arg(shownFixed(100 * score, 1));
}

Result<std::optional<ErrorBudget>> budgetOf(const BudgetRequest& request, const std::stop_token& stop,
                                            const std::function<void(double)>& tell) {
  ErrorBudgetOptions options = request.options;
  double told = 0;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onProgress = [&](double share) {
    if (share - told < kWorthTelling) return;
    told = share;
    tell(share);
  };
  return errorBudget(request.design, request.data, options);
}

bool isEntry(int column) {
  return column == kBelow || column == kAbove;
}

}  // namespace

BudgetPage::BudgetPage(Document& document, RunController& run, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_run(run),
      m_work(budgetOf),
      m_share(numberBox("budgetShare", tr("Share of the score that must be left"), 10, 99, 95)),
      m_epochs(numberBox("budgetEpochs", tr("Epochs of training before it is measured"), 1, 1000, 2)),
      m_state(new ElidedLabel(this)),
      m_progress(new QProgressBar(this)),
      m_set(plainButton("budgetSet", tr("Set on the bench"), tr("Set the chosen entry on the bench"),
                        tr("Puts the part as far off as the chosen entry says, so that its price can be seen "
                           "(double-click does the same). Undo takes it back."))),
      m_copy(plainButton("budgetCopy", tr("Copy"), tr("Copy the error budget"),
                         tr("The table as comma-separated values, in SI units"))),
      m_measure(plainButton("budgetMeasure", {}, {}, {})),
      m_pages(new QStackedWidget(this)),
      m_sentence(new QLabel(this)),
      m_table(new QTreeWidget(this)) {
  setObjectName(QStringLiteral("budgetPage"));
  setHelpAnchor(*this, "noise-budget");
  makeTable();
  m_sentence->setObjectName(QStringLiteral("budgetSentence"));
  m_sentence->setAlignment(Qt::AlignCenter);
  m_sentence->setWordWrap(true);
  m_pages->addWidget(m_sentence);
  m_pages->addWidget(m_table);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  layout->addWidget(makeHeader());
  layout->addWidget(m_pages, 1);
  m_poll.setInterval(kPollMs);
  connect(&m_poll, &QTimer::timeout, this, &BudgetPage::poll);
  connect(&document, &Document::benchChanged, this, &BudgetPage::refresh);
  connect(&run, &RunController::stateChanged, this, &BudgetPage::refresh);
  connect(&document, &Document::opened, this, [this] {
    m_work.drop();
    m_poll.stop();
    m_budget.reset();
    m_confirmed.clear();
    fillTable();
  });
  connect(m_share, &QSpinBox::valueChanged, this, &BudgetPage::refresh);
  refreshHeader();
}

QSpinBox* BudgetPage::numberBox(const char* name, const QString& words, int low, int high, int value) {
  auto* box = new QSpinBox(this);
  box->setObjectName(QLatin1String(name));
  box->setAccessibleName(words);
  box->setToolTip(words);
  box->setRange(low, high);
  box->setValue(value);
  guardWheel(box);
  return box;
}

QWidget* BudgetPage::makeHeader() {
  auto* header = new QWidget(this);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  m_share->setSuffix(tr(" %"));
  auto* shareWords = new QLabel(tr("Keep"), this);
  auto* epochsWords = new QLabel(tr("of the score; epochs before"), this);
  shareWords->setBuddy(m_share);
  epochsWords->setBuddy(m_epochs);
  m_state->setObjectName(QStringLiteral("budgetState"));
  m_state->setTextFormat(Qt::RichText);
  m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // gives way first
  m_progress->setObjectName(QStringLiteral("budgetProgress"));
  m_progress->setAccessibleName(tr("Progress of the error budget"));
  m_progress->setTextVisible(false);
  m_progress->setFixedSize(110, 8);
  m_progress->setRange(0, 1000);
  m_progress->hide();
  connect(m_measure, &QPushButton::clicked, this, &BudgetPage::toggle);
  connect(m_set, &QPushButton::clicked, this, [this] {
    if (const QTreeWidgetItem* item = m_table->currentItem()) setOnBench(*item, m_table->currentColumn());
  });
  connect(m_copy, &QPushButton::clicked, this,
          [this] { QApplication::clipboard()->setText(fromStd(budgetCsv(*m_budget))); });
  layout->addWidget(shareWords);
  layout->addWidget(m_share);
  layout->addWidget(epochsWords);
  layout->addWidget(m_epochs);
  layout->addSpacing(6);
  layout->addWidget(m_state, 1);
  layout->addWidget(m_progress);
  layout->addWidget(m_set);
  layout->addWidget(m_copy);
  layout->addWidget(m_measure);
  return header;
}

void BudgetPage::makeTable() {
  m_table->setObjectName(QStringLiteral("budgetTable"));
  m_table->setAccessibleName(tr("Error budget"));
  m_table->setColumnCount(kColumns);
  m_table->setHeaderLabels({tr("Part"), tr("Adjuster or value"), tr("To smaller"), tr("Score there"),
                            tr("To larger"), tr("Score there")});
  QTreeWidgetItem& header = *m_table->headerItem();
  header.setToolTip(kPart, tr("A click goes to the part"));
  header.setToolTip(kWhat, tr("What is off; all else stays as it is"));
  for (const int column : {kBelow, kAbove})
    header.setToolTip(column, tr("The largest error that leaves the share of the score, found to 3 %. A "
                                 "double-click sets it on the bench."));
  for (const int column : {kBelowScore, kAboveScore})
    header.setToolTip(column, tr("Measured on the bench with the part so far off, with the whole test set"));
  for (int column = kBelow; column < kColumns; ++column)
    header.setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_table->setRootIsDecorated(false);
  m_table->setUniformRowHeights(true);
  // Entries are chosen one by one, also with the keyboard.
  m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
  QHeaderView& sections = *m_table->header();
  sections.setStretchLastSection(false);
  sections.setSectionResizeMode(QHeaderView::Stretch);
  sections.setSectionsClickable(false);
  connect(m_table, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item, int column) {
    if (column == kPart) act(item, column);
  });
  connect(m_table, &QTreeWidget::itemActivated, this, &BudgetPage::act);
  connect(m_table, &QTreeWidget::currentItemChanged, this, &BudgetPage::refreshHeader);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &BudgetPage::refreshHeader);
}

void BudgetPage::toggle() {
  if (!isMeasuring()) return start();
  m_stopped = true;
  m_work.stop();
  refreshHeader();
}

void BudgetPage::start() {
  if (!computingObstacle(m_document, m_run).isEmpty()) return;
  m_stopped = false;
  m_measuring = m_document.design();
  m_progress->setValue(0);
  ErrorBudgetOptions options;
  options.share = m_share->value() / 100.0;
  options.epochs = m_epochs->value();
  m_work.start({m_measuring, m_run.data(), options});
  m_poll.start();
  refreshHeader();
}

void BudgetPage::poll() {
  const auto news = m_work.poll();
  if (!news.progress.empty()) m_progress->setValue(static_cast<int>(1000 * news.progress.back()));
  if (!news.answer) return m_state->setText(stateText());
  m_poll.stop();
  const Result<std::optional<ErrorBudget>>& made = *news.answer;
  if (!made) Q_EMIT problem(shown(made.error()));
  if (made && made.value() && !m_stopped) {
    m_budget = made.value();
    m_measured = m_measuring;
    m_confirmed.clear();
  }
  fillTable();
}

bool BudgetPage::isOld() const {
  return m_budget && differs(m_measured, m_document.design());
}

// Whether the bench is the measured one with the last entry set.
bool BudgetPage::isConfirming() const {
  return !m_confirmed.isEmpty() && !differs(m_confirming, m_document.design());
}

const BudgetRow* BudgetPage::rowOf(const QTreeWidgetItem* item) const {
  return item && m_budget ? &m_budget->rows[item->data(kPart, kIndex).toUInt()] : nullptr;
}

bool BudgetPage::canSet(const QTreeWidgetItem* item, int column) const {
  const BudgetRow* row = isEntry(column) ? rowOf(item) : nullptr;
  return row && (column == kBelow ? row->below : row->above) &&
         findComponent(m_document.design(), row->part) != nullptr;
}

void BudgetPage::fillTable() {
  m_table->clear();
  if (m_budget)
    for (std::size_t i = 0; i < m_budget->rows.size(); ++i) {
      const BudgetRow& row = m_budget->rows[i];
      auto* item = new QTreeWidgetItem(m_table);
      item->setData(kPart, kIndex, static_cast<uint>(i));
      item->setSizeHint(kWhat, QSize(0, kRowHeight));
      item->setText(kWhat, titleOf(m_measured, row));
      item->setText(kBelow, hasSign(row) ? reachText(row.below, row.unit) : QStringLiteral("—"));
      item->setText(kBelowScore, hasSign(row) ? scoreText(row.scoreBelow, m_budget->regression) : QString());
      item->setText(kAbove, reachText(row.above, row.unit));
      item->setText(kAboveScore, scoreText(row.scoreAbove, m_budget->regression));
      for (int column = kBelow; column < kColumns; ++column)
        item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
  refresh();
}

// Names follow the document; grey is what speaks of another design.
void BudgetPage::colourTable() {
  const bool old = isOld() && !isConfirming();
  for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
    QTreeWidgetItem& item = *m_table->topLevelItem(i);
    const ComponentPtr part = findComponent(m_document.design(), rowOf(&item)->part);
    const ComponentPtr shownAs = part ? part : findComponent(m_measured, rowOf(&item)->part);
    item.setText(kPart, shownName(*shownAs));
    item.setToolTip(kPart, shownSummary(*shownAs));
    item.setForeground(kPart, palette().brush(part ? QPalette::Active : QPalette::Disabled,
                                              part ? QPalette::Link : QPalette::Text));
    for (int column = kWhat; column < kColumns; ++column) {
      const bool pale = old || (isEntry(column) && !canSet(&item, column));
      item.setForeground(column,
                         palette().brush(pale ? QPalette::Disabled : QPalette::Active, QPalette::Text));
    }
  }
}

void BudgetPage::refresh() {
  if (!isVisible()) return;
  colourTable();
  m_pages->setCurrentIndex(m_budget ? 1 : 0);
  m_sentence->setText(
      tr("How far may each adjuster and grating, the spread and the temperature of the lasers "
         "be off until only %1 % of the score is left? A network of its own is trained and "
         "tested on the bench as it is now, again and again with one thing off. A "
         "training that runs goes on meanwhile.")
          .arg(m_share->value()));
  refreshHeader();
}

QString BudgetPage::summary() const {
  const QString score = strong(scoreText(m_budget->score, m_budget->regression));
  const QString share = QLocale().toString(qRound(100 * m_budget->share));
  return m_budget->epochs == 1 ? tr("%1 after one epoch; entries leave %2 % of it").arg(score, share)
                               : tr("%1 after %2 epochs; entries leave %3 % of it")
                                     .arg(score, QLocale().toString(m_budget->epochs), share);
}

QString BudgetPage::stateText() const {
  if (isMeasuring())
    return m_stopped ? tr("Stopping…") : tr("Measuring… %1 %").arg(shownFixed(m_progress->value() / 10.0, 1));
  if (!m_budget) return computingObstacle(m_document, m_run).toHtmlEscaped();
  if (!isOld()) return summary();
  if (isConfirming()) return m_confirmed;
  return QStringLiteral("<b style=\"color:%1\">%2</b> %3")
      .arg(meaningColours(isDark(palette())).warn.name(),
           tr("Out of date: the design has changed.").toHtmlEscaped(), summary());
}

void BudgetPage::refreshHeader() {
  const bool measuring = isMeasuring();
  const QString why = computingObstacle(m_document, m_run);
  m_measure->setText(measuring ? tr("&Stop") : tr("&Measure error budget"));
  m_measure->setAccessibleName(m_measure->text().remove(QLatin1Char('&')));
  m_measure->setEnabled(measuring || why.isEmpty());
  m_measure->setToolTip(measuring       ? tr("Leave it; a table that was there before stays")
                        : why.isEmpty() ? tr("Trains this network on the bench as it is now and puts one "
                                             "thing off after the other. Takes minutes for large networks.")
                                        : why);
  m_share->setEnabled(!measuring);
  m_epochs->setEnabled(!measuring);
  m_progress->setVisible(measuring);
  m_set->setEnabled(canSet(m_table->currentItem(), m_table->currentColumn()));
  m_copy->setEnabled(m_budget.has_value());
  m_state->setText(stateText());
}

void BudgetPage::act(QTreeWidgetItem* item, int column) {
  const BudgetRow* row = rowOf(item);
  if (!row || !findComponent(m_document.design(), row->part)) return;
  if (column == kPart) Q_EMIT valueChosen(fromStd(row->part), fromStd(parameterKey(*row)));
  if (isEntry(column)) setOnBench(*item, column);
}

// Always from where the part stood when the budget was made, so that a second entry does not add to the
// first.
void BudgetPage::setOnBench(const QTreeWidgetItem& item, int column) {
  if (!canSet(&item, column)) return;
  const BudgetRow& row = *rowOf(&item);
  const double reach = column == kBelow ? -*row.below : *row.above;
  const OffValue off = offValue(m_measured, row, reach);
  const QString name = shownName(*findComponent(m_document.design(), row.part));
  const QString by = (reach > 0 ? QStringLiteral("+") : QString()) + shownQuantity(reach, row.unit, 3);
  DesignEdit edit = setParameter(m_document.design(), row.part, off.key, off.value);
  const QString words = tr("%1, %2: %3").arg(name, titleOf(m_measured, row), by);
  edit.label = asMessage(tr("Set off %1").arg(words).toStdString());
  m_confirmed = tr("Set on the bench: %1, where %2 was measured. Undo takes it back.")
                    .arg(strong(words), strong(item.text(column + 1)));
  m_confirming = apply(m_measured, setParameter(m_measured, row.part, off.key, off.value));
  m_document.push(edit);
}

void BudgetPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void BudgetPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) refresh();
}

}  // namespace lightloom::ui
