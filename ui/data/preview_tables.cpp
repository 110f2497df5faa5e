#include "data/preview_tables.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableWidget>
#include <algorithm>

#include "data/table_settings.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr int kMostShownColumns = 400;  // wide tables have thousands, which nobody reads through

enum ColumnField { kName, kHolds, kDifferent, kNone, kFieldCount };

QString contentText(ColumnContent content) {
  switch (content) {
    case ColumnContent::Empty:
      return QObject::tr("nothing");
    case ColumnContent::Whole:
      return QObject::tr("whole numbers");
    case ColumnContent::Number:
      return QObject::tr("numbers");
    case ColumnContent::Text:
      return QObject::tr("texts");
    case ColumnContent::Mixed:
      return QObject::tr("numbers and texts");
  }
  return {};
}

QTableWidget* plainTable(const char* name, const QString& accessible, QWidget* parent) {
  auto* out = new QTableWidget(parent);
  out->setObjectName(QLatin1String(name));
  out->setAccessibleName(accessible);
  out->setEditTriggers(QAbstractItemView::NoEditTriggers);
  out->setSelectionBehavior(QAbstractItemView::SelectRows);
  out->verticalHeader()->hide();
  out->verticalHeader()->setDefaultSectionSize(out->fontMetrics().height() + 6);
  out->setWordWrap(false);
  out->setTabKeyNavigation(false);
  return out;
}

int shownColumns(const TablePreview& table) {
  return static_cast<int>(std::min<std::size_t>(table.columns.size(), kMostShownColumns));
}

}  // namespace

PreviewTables::PreviewTables(QWidget* parent)
    : QSplitter(Qt::Vertical, parent),
      m_rows(plainTable("dataRows", tr("First rows"), this)),
      m_columns(plainTable("dataColumns", tr("Columns"), this)) {
  setObjectName(QStringLiteral("dataTables"));
  setChildrenCollapsible(false);
  m_rows->setToolTip(tr("The first rows, as they are read; the target in bold"));
  m_columns->setToolTip(tr("What the columns hold; those without a tick are no inputs"));
  m_columns->setColumnCount(kFieldCount);
  m_columns->setHorizontalHeaderLabels({tr("Input"), tr("Holds"), tr("Different"), tr("No value")});
  m_columns->horizontalHeader()->setSectionResizeMode(kName, QHeaderView::Stretch);
  connect(m_columns, &QTableWidget::itemChanged, this, [this](QTableWidgetItem* item) {
    if (m_showing || item->column() != kName) return;
    Q_EMIT inputChosen(static_cast<std::size_t>(item->row()), item->checkState() == Qt::Checked);
  });
}

void PreviewTables::showTable(const TablePreview& table) {
  m_table = table;
  m_showing = true;
  showRows();
  showColumns();
  m_showing = false;
}

void PreviewTables::showRows() {
  const int columns = shownColumns(m_table);
  m_rows->clear();
  m_rows->setColumnCount(columns);
  m_rows->setRowCount(static_cast<int>(m_table.first.size()));
  QStringList titles;
  for (int c = 0; c < columns; ++c) titles << columnTitle(m_table.columns[static_cast<std::size_t>(c)], c);
  m_rows->setHorizontalHeaderLabels(titles);
  for (int r = 0; r < m_rows->rowCount(); ++r)
    for (int c = 0; c < columns; ++c) {
      const ColumnPreview& column = m_table.columns[static_cast<std::size_t>(c)];
      auto* item = new QTableWidgetItem(
          fromStd(m_table.first[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]));
      const bool number = column.content == ColumnContent::Whole || column.content == ColumnContent::Number;
      item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
      if (column.role == ColumnRole::LeftOut) item->setForeground(palette().placeholderText());
      QFont font = m_rows->font();
      font.setBold(column.role == ColumnRole::Target);
      item->setFont(font);
      m_rows->setItem(r, c, item);
    }
  m_rows->resizeColumnsToContents();
}

// The target and the column of the parts have their part by other choices.
void PreviewTables::showColumns() {
  m_columns->setRowCount(shownColumns(m_table));
  for (int r = 0; r < m_columns->rowCount(); ++r) {
    const ColumnPreview& column = m_table.columns[static_cast<std::size_t>(r)];
    const QString title = columnTitle(column, r);
    const bool free = column.role == ColumnRole::Input || column.role == ColumnRole::LeftOut;
    auto* name = new QTableWidgetItem(free                                ? title
                                      : column.role == ColumnRole::Target ? tr("%1 (target)").arg(title)
                                                                          : tr("%1 (parts)").arg(title));
    name->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable |
                   (free ? Qt::ItemIsUserCheckable : Qt::NoItemFlags));
    if (free) name->setCheckState(column.role == ColumnRole::Input ? Qt::Checked : Qt::Unchecked);
    m_columns->setItem(r, kName, name);
    const QString different = column.different >= kMostDifferent
                                  ? tr("%1 or more").arg(shownCount(kMostDifferent))
                                  : shownCount(static_cast<double>(column.different));
    m_columns->setItem(r, kHolds, new QTableWidgetItem(contentText(column.content)));
    m_columns->setItem(r, kDifferent, new QTableWidgetItem(different));
    m_columns->setItem(
        r, kNone,
        new QTableWidgetItem(column.missing == 0 ? QString()
                                                 : shownCount(static_cast<double>(column.missing))));
    for (int field : {kDifferent, kNone})
      m_columns->item(r, field)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  }
}

void PreviewTables::changeEvent(QEvent* event) {
  QSplitter::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) showRows();
}

}  // namespace lightloom::ui
