#include "panels/override_table.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QToolButton>

#include "datasets/dataset_table.h"
#include "design/kind.h"
#include "document/document.h"
#include "document/translate.h"
#include "documents/channel_table.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"
#include "panels/parameter_row.h"
#include "panels/problem_label.h"
#include "panels/quantity_edit.h"
#include "panels/save_dialog.h"
#include "theme/icons.h"

namespace lightloom::ui {
namespace {

enum Column { kKey, kChannel, kValue, kColumns };

QTableWidgetItem* cell(const QString& text, const QVariant& data) {
  auto* item = new QTableWidgetItem(text);
  item->setData(Qt::UserRole, data);
  item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
  return item;
}

QToolButton* button(const char* name, const QString& title, const char* icon, QWidget* parent) {
  auto* out = new QToolButton(parent);
  out->setObjectName(QLatin1String(name));
  out->setAccessibleName(title);
  out->setToolTip(title);
  out->setIcon(themedIcon(QLatin1String(icon)));
  out->setAutoRaise(true);
  return out;
}

QLineEdit* field(const char* name, const QString& title, const QString& tip, QWidget* parent) {
  auto* edit = new QLineEdit(parent);
  edit->setObjectName(QLatin1String(name));
  edit->setAccessibleName(title);
  edit->setPlaceholderText(title);
  edit->setToolTip(tip);
  return edit;
}

}  // namespace

OverrideTable::OverrideTable(Document& document, std::string part, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_part(std::move(part)),
      m_table(new QTableWidget(0, kColumns, this)),
      m_key(new QComboBox(this)),
      m_problem(new ProblemLabel(this)),
      m_remove(button("overrideRemove", tr("Remove the selected values"), "delete", this)) {
  m_table->setObjectName(QStringLiteral("overrides"));
  m_table->setAccessibleName(tr("Values of single channels"));
  m_table->setHorizontalHeaderLabels({tr("Value of"), tr("Channel"), tr("Value")});
  m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_table->verticalHeader()->hide();
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setMaximumHeight(150);
  m_key->setObjectName(QStringLiteral("overrideKey"));
  m_key->setAccessibleName(tr("Which value"));
  m_key->setToolTip(tr("The value that differs for one channel"));
  m_key->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_key->setMinimumContentsLength(8);
  guardWheel(m_key);
  const Kind* kind = findKind(findComponent(document.design(), m_part)->kind);
  for (const Parameter& row : parametersOf(*kind))
    if (row.perChannel) m_key->addItem(shownText(row.title), fromStd(row.key));
  m_channel =
      field("overrideChannel", tr("channel"), tr("Number of the laser or pixel, from 0, row by row"), this);
  m_value = field("overrideValue", tr("value"), tr("Its value, with a unit"), this);
  m_problem->setObjectName(QStringLiteral("overrideProblem"));
  auto* load = button("overrideImport", tr("Take measured values from a table (CSV)"), "open", this);
  auto* save = button("overrideExport", tr("Write these values as a table (CSV)"), "export", this);
  auto* line = new QHBoxLayout;
  line->addWidget(m_channel, 2);
  line->addWidget(m_value, 3);
  line->addWidget(m_remove);
  line->addWidget(load);
  line->addWidget(save);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_table);
  layout->addWidget(m_key);
  layout->addLayout(line);
  layout->addWidget(m_problem);
  connect(m_value, &QLineEdit::returnPressed, this, &OverrideTable::addLine);
  connect(m_channel, &QLineEdit::returnPressed, this, [this] { m_value->setFocus(); });
  // Queued: a change fills the table anew, which must wait until its editor is gone.
  connect(m_table, &QTableWidget::cellChanged, this, &OverrideTable::takeCell, Qt::QueuedConnection);
  connect(m_remove, &QToolButton::clicked, this, &OverrideTable::removeSelected);
  connect(load, &QToolButton::clicked, this, &OverrideTable::chooseImport);
  connect(save, &QToolButton::clicked, this, &OverrideTable::chooseExport);
  refresh();
}

int OverrideTable::channelCount() const {
  const ComponentPtr component = findComponent(m_document.design(), m_part);
  const PartView view = viewOf(*component, *findKind(component->kind));
  return view.has("rows") && view.has("columns") ? view.integer("rows") * view.integer("columns") : 0;
}

void OverrideTable::refresh() {
  const ComponentPtr component = findComponent(m_document.design(), m_part);
  if (!component) return;
  const Kind* kind = findKind(component->kind);
  const QSignalBlocker quiet(m_table);
  m_table->setRowCount(0);
  for (const auto& [key, channels] : component->overrides) {
    const Parameter* parameter = findParameter(parametersOf(*kind), key);
    for (const auto& [channel, value] : channels) {
      const int row = m_table->rowCount();
      m_table->insertRow(row);
      m_table->setItem(row, kKey, cell(parameter ? shownText(parameter->title) : fromStd(key), fromStd(key)));
      m_table->setItem(row, kChannel, cell(QString::number(channel), channel));
      auto* number = cell(shownQuantity(value, parameter ? parameter->unit : Unit::None), value);
      if (parameter) number->setFlags(number->flags() | Qt::ItemIsEditable);
      m_table->setItem(row, kValue, number);
    }
  }
  m_table->setVisible(m_table->rowCount() > 0);
  m_remove->setVisible(m_table->rowCount() > 0);
}

void OverrideTable::addLine() {
  if (assign(m_key->currentData().toString().toStdString(), m_channel->text(), m_value->text()))
    m_value->clear();
}

void OverrideTable::takeCell(int row) {
  if (row >= m_table->rowCount()) return;
  const auto text = [&](Column column) { return m_table->item(row, column)->text(); };
  const std::string key = m_table->item(row, kKey)->data(Qt::UserRole).toString().toStdString();
  if (!assign(key, text(kChannel), text(kValue))) refresh();
}

// False where the text is no value of that key; the problem is then shown.
bool OverrideTable::assign(const std::string& key, const QString& channelText, const QString& valueText) {
  const Kind* kind = findKind(findComponent(m_document.design(), m_part)->kind);
  const Parameter* parameter = findParameter(parametersOf(*kind), key);
  bool number = false;
  const int channel = channelText.trimmed().toInt(&number);
  const Result<Value> value = parseValue(*parameter, withPlainNumbers(valueText, false).toStdString(), true);
  QString problem;
  if (!number || channel < 0 || channel >= channelCount())
    problem = tr("Channels of this part are 0 … %1.").arg(channelCount() - 1);
  else if (!value || !std::holds_alternative<double>(value.value()))
    problem = value ? tr("Type a number with a unit.") : shown(value.error(), *parameter);
  showProblem(problem);
  if (!problem.isEmpty()) return false;
  DesignEdit edit = setOverride(m_document.design(), m_part, key, channel, std::get<double>(value.value()));
  edit.label =
      asMessage(tr("Change %1 of channel %2").arg(shownText(parameter->title)).arg(channel).toStdString());
  m_document.push(edit);
  return true;
}

void OverrideTable::showProblem(const QString& problem) {
  m_problem->setProblem(problem);
}

void OverrideTable::chooseImport() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Take measured values"), QString(),
                                                    tr("Tables (*.csv *.tsv *.txt)"));
  if (!path.isEmpty()) importTable(path);
}

void OverrideTable::chooseExport() {
  const QString path = chooseFileToSave(this, tr("Write values"), fromStd(m_part) + QStringLiteral(".csv"),
                                        {{tr("Tables"), QStringLiteral("csv")}});
  if (!path.isEmpty()) exportTable(path);
}

void OverrideTable::importTable(const QString& path) {
  const Result<std::string> text = readFile(path.toStdString(), LoadBudget::data());
  if (!text) return showProblem(shown(text.error()));
  const std::string source = QFileInfo(path).fileName().toStdString();
  const Result<DatasetDescriptor> beside = descriptorBeside(path.toStdString());
  if (!beside) return showProblem(shown(beside.error()));
  Result<ChannelImport> taken =
      importChannels(m_document.design(), m_part, text.value(), source, csvOptions(beside.value()));
  if (!taken) return showProblem(shown(taken.error()));
  QStringList notes;
  for (const Message& note : taken.value().notes) notes += shown(note);
  taken.value().edit.label =
      asMessage(tr("Take values from %1").arg(QFileInfo(path).fileName()).toStdString());
  m_document.push(taken.value().edit);
  showProblem(notes.join(QLatin1Char('\n')));
}

void OverrideTable::exportTable(const QString& path) {
  const Result<std::string> table = exportChannels(m_document.design(), m_part);
  if (!table) return showProblem(shown(table.error()));
  const Result<SavedFile> saved = saveFile(path.toStdString(), table.value());
  showProblem(saved ? QString() : shown(saved.error()));
}

void OverrideTable::removeSelected() {
  Design design = m_document.design();
  for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
    const std::string key = m_table->item(index.row(), kKey)->data(Qt::UserRole).toString().toStdString();
    const int channel = m_table->item(index.row(), kChannel)->data(Qt::UserRole).toInt();
    design = apply(design, setOverride(design, m_part, key, channel, std::nullopt));
  }
  DesignEdit all = difference(m_document.design(), design);
  all.label = asMessage(tr("Remove values of single channels").toStdString());
  m_document.push(all);
}

}  // namespace lightloom::ui
