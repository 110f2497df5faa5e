#include "panels/override_table.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableWidget>
#include <QToolButton>

#include "design/kind.h"
#include "document/document.h"
#include "document/translate.h"
#include "panels/parameter_row.h"
#include "panels/quantity_edit.h"
#include "theme/icons.h"

namespace lightloom {
namespace {

enum Column { kKey, kChannel, kValue, kColumns };

QTableWidgetItem* cell(const QString& text, const QVariant& data) {
  auto* item = new QTableWidgetItem(text);
  item->setData(Qt::UserRole, data);
  item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
  return item;
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
      m_problem(new QLabel(this)),
      m_remove(new QToolButton(this)) {
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
  guardWheel(m_key);
  const Kind* kind = findKind(findComponent(document.design(), m_part)->kind);
  for (const Parameter& row : parametersOf(*kind))
    if (row.perChannel) m_key->addItem(shownText(row.title), fromStd(row.key));
  m_channel =
      field("overrideChannel", tr("channel"), tr("Number of the laser or pixel, from 0, row by row"), this);
  m_value = field("overrideValue", tr("value"), tr("Its value, with a unit"), this);
  m_problem->setWordWrap(true);
  m_problem->setStyleSheet(QStringLiteral("color: #d9480f;"));
  m_problem->hide();
  m_remove->setObjectName(QStringLiteral("overrideRemove"));
  m_remove->setAccessibleName(tr("Remove the selected values"));
  m_remove->setToolTip(m_remove->accessibleName());
  m_remove->setIcon(themedIcon(QStringLiteral("delete")));
  m_remove->setAutoRaise(true);
  auto* line = new QHBoxLayout;
  line->addWidget(m_key, 3);
  line->addWidget(m_channel, 2);
  line->addWidget(m_value, 2);
  line->addWidget(m_remove);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_table);
  layout->addLayout(line);
  layout->addWidget(m_problem);
  connect(m_value, &QLineEdit::returnPressed, this, &OverrideTable::addLine);
  connect(m_channel, &QLineEdit::returnPressed, this, [this] { m_value->setFocus(); });
  connect(m_remove, &QToolButton::clicked, this, &OverrideTable::removeSelected);
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
  m_table->setRowCount(0);
  for (const auto& [key, channels] : component->overrides) {
    const Parameter* parameter = findParameter(parametersOf(*kind), key);
    for (const auto& [channel, value] : channels) {
      const int row = m_table->rowCount();
      m_table->insertRow(row);
      m_table->setItem(row, kKey, cell(parameter ? shownText(parameter->title) : fromStd(key), fromStd(key)));
      m_table->setItem(row, kChannel, cell(QString::number(channel), channel));
      m_table->setItem(row, kValue,
                       cell(shownQuantity(value, parameter ? parameter->unit : Unit::None), value));
    }
  }
  m_table->setVisible(m_table->rowCount() > 0);
  m_remove->setVisible(m_table->rowCount() > 0);
}

void OverrideTable::addLine() {
  const std::string key = m_key->currentData().toString().toStdString();
  const Kind* kind = findKind(findComponent(m_document.design(), m_part)->kind);
  const Parameter* parameter = findParameter(parametersOf(*kind), key);
  bool number = false;
  const int channel = m_channel->text().trimmed().toInt(&number);
  const Result<Value> value =
      parseValue(*parameter, withPlainNumbers(m_value->text(), false).toStdString(), true);
  QString problem;
  if (!number || channel < 0 || channel >= channelCount())
    problem = tr("Channels of this part are 0 … %1.").arg(channelCount() - 1);
  else if (!value || !std::holds_alternative<double>(value.value()))
    problem = value ? tr("Type a number with a unit.") : shown(value.error());
  m_problem->setText(problem);
  m_problem->setVisible(!problem.isEmpty());
  if (!problem.isEmpty()) return;
  DesignEdit edit = setOverride(m_document.design(), m_part, key, channel, std::get<double>(value.value()));
  edit.label = tr("Change %1 of channel %2").arg(shownText(parameter->title)).arg(channel).toStdString();
  m_document.push(edit);
  m_value->clear();
}

void OverrideTable::removeSelected() {
  Design design = m_document.design();
  for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
    const std::string key = m_table->item(index.row(), kKey)->data(Qt::UserRole).toString().toStdString();
    const int channel = m_table->item(index.row(), kChannel)->data(Qt::UserRole).toInt();
    design = apply(design, setOverride(design, m_part, key, channel, std::nullopt));
  }
  DesignEdit all = difference(m_document.design(), design);
  all.label = tr("Remove values of single channels").toStdString();
  m_document.push(all);
}

}  // namespace lightloom
