#include "validation/validation_dialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QShowEvent>
#include <QSplitter>
#include <QStandardPaths>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "document/translate.h"
#include "export/validation_text.h"
#include "files/program_files.h"
#include "files/safe_writer.h"
#include "panels/plain_button.h"
#include "panels/save_dialog.h"
#include "theme/icons.h"
#include "theme/screen_fit.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

enum Column { kTitle, kValue, kExpected, kVerdict, kColumns };
constexpr int kIndex = Qt::UserRole;  // of a row among the rows; −1 of a group
constexpr int kRowsPollMs = 50;
constexpr int kValueDigits = 6;

QString words(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return ValidationDialog::tr("holds");
    case Verdict::Fail:
      return ValidationDialog::tr("fails");
    case Verdict::NotRun:
      return ValidationDialog::tr("not run");
    case Verdict::DoesNotApply:
      return ValidationDialog::tr("does not apply");
    case Verdict::Illustration:
      return ValidationDialog::tr("illustration");
  }
  return {};
}

QIcon symbol(Verdict verdict) {
  const QPalette palette = QApplication::palette();
  const MeaningColours colours = meaningColours(isDark(palette));
  switch (verdict) {
    case Verdict::Pass:
      return colouredIcon(QStringLiteral("ok"), colours.good);
    case Verdict::Fail:
      return colouredIcon(QStringLiteral("error"), colours.bad);
    case Verdict::NotRun:
      return colouredIcon(QStringLiteral("pause"), colours.warn);
    case Verdict::DoesNotApply:
    case Verdict::Illustration:
      break;
  }
  return colouredIcon(QStringLiteral("info"), palette.color(QPalette::Disabled, QPalette::Text));
}

QString expectation(const ValidationRow& row) {
  if (!row.compute) return QStringLiteral("—");
  const QString expected = shownQuantity(row.expected, row.unit, kValueDigits);
  if (row.bound == Bound::AtMost) return QStringLiteral("≤ ") + expected;
  if (row.bound == Bound::AtLeast) return QStringLiteral("≥ ") + expected;
  if (row.tolerance == 0) return expected;
  const double tolerance = row.tolerance / unitInfo(row.unit).scale;
  return ValidationDialog::tr("%1 ± %2").arg(expected, shownNumber(tolerance, Unit::None, 3));
}

const ValidationGroup& groupOf(const ValidationRow& row) {
  for (const ValidationGroup& group : validationGroups())
    if (group.id == row.group) return group;
  LL_CHECK(false);
}

QString plainParagraph(const QString& text) {
  return paragraph(text.toHtmlEscaped());
}

Result<Done> validated(const ValidationRequest& request, const std::stop_token& stop,
                       const std::function<void(ValidationResult)>& tell) {
  ValidationOptions options;
  options.longRows = request.longRows;
  options.stop = stop;
  options.onResult = [&tell](const ValidationResult& result, std::size_t) { tell(result); };
  validate(request.inputs, options);
  return Done();
}

}  // namespace

ValidationDialog::ValidationDialog(QWidget* parent)
    : QDialog(parent), m_run(validated), m_tree(new QTreeWidget) {
  setObjectName(QStringLiteral("validationDialog"));
  setWindowTitle(tr("Validation: published numbers"));
  setModal(false);
  m_tree->setObjectName(QStringLiteral("validationRows"));
  m_tree->setAccessibleName(tr("Published numbers and what the program makes of them"));
  m_tree->setColumnCount(kColumns);
  m_tree->setHeaderLabels(
      {tr("Published result"), tr("This program"), tr("Expected"), QChar(0x2002) + tr("Verdict")});
  for (const int column : {kValue, kExpected})
    m_tree->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_tree->setUniformRowHeights(true);
  m_tree->setIconSize(QSize(16, 16));
  m_tree->header()->setStretchLastSection(false);
  m_tree->header()->setSectionResizeMode(kTitle, QHeaderView::Stretch);
  auto* split = new QSplitter(Qt::Vertical);
  split->addWidget(m_tree);
  split->addWidget(makeDetails());
  split->setStretchFactor(0, 1);
  split->setCollapsible(0, false);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(makeHead());
  layout->addWidget(split, 1);
  layout->addWidget(makeFoot());
  fillTree();
  m_poll.setInterval(kRowsPollMs);
  connect(&m_poll, &QTimer::timeout, this, &ValidationDialog::poll);
  connect(m_tree, &QTreeWidget::currentItemChanged, this, &ValidationDialog::refreshDetails);
  connect(m_tree, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem*) {
    if (m_bench->isEnabled()) openBench();
  });
  refreshHead();
  refreshDetails();
  resizeToScreen(*this, {1080, 640});
}

QWidget* ValidationDialog::makeHead() {
  auto* head = new QWidget;
  auto* layout = new QHBoxLayout(head);
  layout->setContentsMargins(0, 0, 0, 0);
  m_summary = new QLabel;
  m_summary->setObjectName(QStringLiteral("validationSummary"));
  m_progress = new QProgressBar;
  m_progress->setObjectName(QStringLiteral("validationProgress"));
  m_progress->setAccessibleName(tr("Rows done"));
  m_progress->setFixedWidth(160);
  m_progress->setTextVisible(false);
  m_long = new QCheckBox(tr("Also train (minutes)"));
  m_long->setObjectName(QStringLiteral("validationLong"));
  m_long->setToolTip(tr("Rows that train networks on MNIST; without this they are listed as not run"));
  m_start = plainButton("validationStart", tr("&Run again"), tr("Compute every row"));
  m_stop = plainButton("validationStop", tr("&Stop"), tr("Leave the rows that are not done yet"));
  connect(m_start, &QPushButton::clicked, this, &ValidationDialog::start);
  connect(m_stop, &QPushButton::clicked, this, [this] {
    m_stopped = true;
    m_run.stop();
    refreshHead();
  });
  layout->addWidget(m_summary, 1);
  layout->addWidget(m_progress);
  layout->addWidget(m_long);
  layout->addWidget(m_start);
  layout->addWidget(m_stop);
  return head;
}

QWidget* ValidationDialog::makeDetails() {
  m_details = new QLabel;
  m_details->setObjectName(QStringLiteral("validationDetails"));
  m_details->setAccessibleName(tr("Source of the selected number"));
  m_details->setTextFormat(Qt::RichText);
  m_details->setWordWrap(true);
  m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_details->setMargin(6);
  m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* area = new QScrollArea;
  area->setObjectName(QStringLiteral("validationDetailsArea"));
  area->setWidget(m_details);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setMinimumHeight(104);
  return area;
}

QWidget* ValidationDialog::makeFoot() {
  auto* foot = new QWidget;
  auto* layout = new QHBoxLayout(foot);
  layout->setContentsMargins(0, 0, 0, 0);
  m_bench = plainButton("validationBench", tr("Open as a &bench"),
                        tr("Open the design that the selected row belongs to"));
  m_copy = plainButton("validationCopy", tr("&Copy table"),
                       tr("Put all rows on the clipboard, for a spreadsheet"));
  m_save = plainButton("validationSave", tr("Save as CS&V…"), tr("Save all rows as a file"));
  auto* close = plainButton("validationClose", tr("Close"), tr("Close this page"));
  connect(m_bench, &QPushButton::clicked, this, &ValidationDialog::openBench);
  connect(m_copy, &QPushButton::clicked, this, &ValidationDialog::copyTable);
  connect(m_save, &QPushButton::clicked, this, &ValidationDialog::saveTable);
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  layout->addWidget(m_bench);
  layout->addStretch();
  layout->addWidget(m_copy);
  layout->addWidget(m_save);
  layout->addWidget(close);
  return foot;
}

void ValidationDialog::fillTree() {
  int index = 0;
  for (const ValidationGroup& group : validationGroups()) {
    auto* top = new QTreeWidgetItem(m_tree, {shownText(group.title)});
    top->setData(kTitle, kIndex, -1);
    top->setFirstColumnSpanned(false);
    QFont bold = top->font(kTitle);
    bold.setBold(true);
    top->setFont(kTitle, bold);
    top->setToolTip(kTitle, fromStd(group.source));
    for (; index < static_cast<int>(validationRows().size()); ++index) {
      const ValidationRow& row = validationRows()[static_cast<std::size_t>(index)];
      if (row.group != group.id) break;
      auto* item = new QTreeWidgetItem(top, {shownText(row.title), QString(), expectation(row)});
      item->setData(kTitle, kIndex, index);
      item->setToolTip(kTitle, fromStd(row.id));
      item->setTextAlignment(kValue, Qt::AlignRight | Qt::AlignVCenter);
      item->setTextAlignment(kExpected, Qt::AlignRight | Qt::AlignVCenter);
      m_items.push_back(item);
    }
  }
  m_tree->expandAll();
  for (const int column : {kValue, kExpected, kVerdict})
    m_tree->header()->setSectionResizeMode(column, QHeaderView::Interactive);
  m_tree->setColumnWidth(kValue, 140);
  m_tree->setColumnWidth(kExpected, 220);
  m_tree->setColumnWidth(kVerdict, 132);
}

void ValidationDialog::start() {
  m_results.clear();
  m_problem.reset();
  m_stopped = false;
  for (QTreeWidgetItem* item : m_items) {
    item->setText(kValue, QString());
    item->setText(kVerdict, QString());
    item->setIcon(kVerdict, QIcon());
  }
  // The rows that are left when it stops become "not run"; a row that trains ends at its next mini-batch.
  m_run.start({validationInputs(), m_long->isChecked()});
  m_poll.start();
  refreshGroups();
  refreshHead();
  refreshDetails();
}

void ValidationDialog::poll() {
  const auto news = m_run.poll();
  for (const ValidationResult& result : news.progress) {
    m_results.push_back(result);
    showResult(result);
  }
  if (news.answer && !*news.answer) m_problem = news.answer->error();
  if (news.answer) m_poll.stop();
  if (news.progress.empty() && !news.answer) return;
  refreshGroups();
  refreshHead();
  refreshDetails();
}

void ValidationDialog::showResult(const ValidationResult& result) {
  QTreeWidgetItem& item = *m_items[m_results.size() - 1];
  item.setText(kValue, result.value ? shownQuantity(*result.value, result.row->unit, kValueDigits)
                                    : QStringLiteral("—"));
  item.setText(kVerdict, words(result.verdict));
  showVerdict(item, result);
}

void ValidationDialog::showVerdict(QTreeWidgetItem& item, const ValidationResult& result) {
  const bool quiet = result.verdict != Verdict::Pass && result.verdict != Verdict::Fail;
  const QBrush ink =
      QApplication::palette().brush(quiet ? QPalette::Disabled : QPalette::Active, QPalette::Text);
  for (int column = 0; column < kColumns; ++column) item.setForeground(column, ink);
  item.setIcon(kVerdict, symbol(result.verdict));
}

// "14 of 15 hold" beside each publication, with the symbol of its worst row.
void ValidationDialog::refreshGroups() {
  std::size_t done = 0;
  for (int g = 0; g < m_tree->topLevelItemCount(); ++g) {
    QTreeWidgetItem& top = *m_tree->topLevelItem(g);
    const std::size_t rows = static_cast<std::size_t>(top.childCount());
    const std::size_t end = std::min(done + rows, m_results.size());
    if (end < done + rows) {
      top.setText(kVerdict, QString());
      top.setIcon(kVerdict, QIcon());
      done = end;
      continue;
    }
    const ValidationCounts counts = countsOf(std::span(m_results).subspan(done, rows));
    const int run = counts.pass + counts.fail;
    const Verdict worst = counts.fail > 0           ? Verdict::Fail
                          : run > 0                 ? Verdict::Pass
                          : counts.notRun > 0       ? Verdict::NotRun
                          : counts.illustration > 0 ? Verdict::Illustration
                                                    : Verdict::DoesNotApply;
    top.setText(kVerdict, run > 0 ? tr("%1 of %2 hold").arg(counts.pass).arg(run) : words(worst));
    top.setIcon(kVerdict, symbol(worst));
    done = end;
  }
}

void ValidationDialog::refreshHead() {
  const ValidationCounts counts = countsOf(m_results);
  QStringList parts;
  if (isRunning() && m_stopped) {
    parts << tr("Stopping…");
  } else if (isRunning()) {
    parts << tr("Row %1 of %2…").arg(m_results.size() + 1).arg(m_items.size());
  } else if (counts.pass + counts.fail > 0) {
    parts << tr("%1 of %2 published numbers hold").arg(counts.pass).arg(counts.pass + counts.fail);
  }
  if (counts.fail > 0 && isRunning()) parts << tr("%1 fail").arg(counts.fail);
  if (!isRunning() && counts.notRun > 0) parts << tr("%1 not run").arg(counts.notRun);
  if (!isRunning() && counts.doesNotApply > 0) parts << tr("%1 do not apply").arg(counts.doesNotApply);
  if (!isRunning() && counts.illustration > 0) parts << tr("%1 illustrations").arg(counts.illustration);
  if (m_problem) parts << shown(*m_problem);
  m_summary->setText(parts.join(QStringLiteral(" · ")));
  m_progress->setMaximum(static_cast<int>(m_items.size()));
  m_progress->setValue(static_cast<int>(m_results.size()));
  m_progress->setVisible(isRunning());
  m_start->setEnabled(!isRunning());
  m_long->setEnabled(!isRunning());
  m_stop->setEnabled(isRunning() && !m_stopped);
  const bool complete = !isRunning() && !m_results.empty();
  m_copy->setEnabled(complete);
  m_save->setEnabled(complete);
}

const ValidationResult* ValidationDialog::resultOf(const QTreeWidgetItem* item) const {
  const int index = item ? item->data(kTitle, kIndex).toInt() : -1;
  return index >= 0 && index < static_cast<int>(m_results.size())
             ? &m_results[static_cast<std::size_t>(index)]
             : nullptr;
}

void ValidationDialog::refreshDetails() {
  const QTreeWidgetItem* item = m_tree->currentItem();
  const int index = item ? item->data(kTitle, kIndex).toInt() : -1;
  if (index < 0) {
    m_bench->setEnabled(false);
    m_details->setText(plainParagraph(item ? item->toolTip(kTitle)
                                           : tr("Select a row to see where its number comes from.")));
    return;
  }
  const ValidationRow& row = validationRows()[static_cast<std::size_t>(index)];
  QString text = QStringLiteral("<p style='margin:0 0 4px 0'><b>%1</b> (%2)</p>")
                     .arg(shownText(row.title).toHtmlEscaped(), fromStd(row.id).toHtmlEscaped());
  text += plainParagraph(tr("Source: %1.").arg(fromStd(row.source)));
  const QString publication = fromStd(groupOf(row).source);
  if (!publication.startsWith(fromStd(row.source)))
    text += plainParagraph(tr("Publication: %1.").arg(publication));
  if (row.standardErrors > 0)
    text += plainParagraph(tr("Drawn at random from a fixed seed; the tolerance is %1 standard errors.")
                               .arg(shownNumber(row.standardErrors, Unit::None, 2)));
  if (!row.toleranceFrom.empty())
    text += plainParagraph(tr("Tolerance: %1").arg(shownText(row.toleranceFrom)));
  if (row.kind == RowKind::Illustration)
    text += plainParagraph(
        tr("An illustration: it shares its number with its source, so it neither holds nor fails."));
  if (!row.failsWhen.empty()) text += plainParagraph(shownText(row.failsWhen));
  if (!row.note.empty()) text += plainParagraph(shownText(row.note));
  const ValidationResult* result = resultOf(item);
  if (result && result->reason) text += plainParagraph(shown(*result->reason));
  m_details->setText(text);
  m_bench->setEnabled(!row.example.empty());
}

void ValidationDialog::copyTable() {
  QApplication::clipboard()->setText(QString::fromStdString(validationTable(m_results, '\t')));
}

void ValidationDialog::saveTable() {
  const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  const QString path =
      chooseFileToSave(this, tr("Save the table"), folder.filePath(QStringLiteral("validation.csv")),
                       {{tr("Comma-separated values"), QStringLiteral("csv")}});
  if (path.isEmpty()) return;
  const Result<SavedFile> saved = saveFile(path.toStdString(), validationTable(m_results, ','));
  if (!saved) Q_EMIT problem(shown(saved.error()));
}

void ValidationDialog::openBench() {
  const QTreeWidgetItem* item = m_tree->currentItem();
  const int index = item ? item->data(kTitle, kIndex).toInt() : -1;
  if (index < 0) return;
  const std::string_view example = validationRows()[static_cast<std::size_t>(index)].example;
  if (!example.empty()) Q_EMIT benchWanted(QString::fromStdString(examplePath(std::string(example))));
}

void ValidationDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  if (m_results.empty() && !isRunning()) start();
}

// A run that nobody watches ends; what is there stays.
void ValidationDialog::hideEvent(QHideEvent* event) {
  QDialog::hideEvent(event);
  if (event->spontaneous() || !isRunning()) return;
  m_stopped = true;
  m_run.stop();
}

void ValidationDialog::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() != QEvent::PaletteChange) return;
  for (std::size_t i = 0; i < m_results.size(); ++i) showVerdict(*m_items[i], m_results[i]);
  refreshGroups();
}

}  // namespace lightloom::ui
