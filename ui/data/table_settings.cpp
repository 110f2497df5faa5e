#include "data/table_settings.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVariant>
#include <algorithm>

#include "document/translate.h"
#include "panels/parameter_row.h"

namespace lightloom::ui {
namespace {

using D = DatasetDescriptor;

constexpr int kChoiceLetters = 10;

void choose(QComboBox& box, const QVariant& value) {
  box.setCurrentIndex(std::max(0, box.findData(value)));
}

template <typename T>
T chosen(const QComboBox& box) {
  return static_cast<T>(box.currentData().toInt());
}

}  // namespace

QString columnTitle(const ColumnPreview& column, int index) {
  return column.name.empty() ? QObject::tr("column %1").arg(index + 1) : fromStd(column.name);
}

TableSettings::TableSettings(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("tableSettings"));
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  m_separator = addChoice(
      *form, "dataSeparator", tr("Separator"), tr("What stands between the columns"),
      {{tr("Comma"), ','}, {tr("Semicolon"), ';'}, {tr("Tab"), '\t'}, {tr("Bar"), '|'}, {tr("Blanks"), ' '}});
  m_decimal =
      addChoice(*form, "dataDecimal", tr("Decimal sign"), tr("What stands before the decimals: 3.14 or 3,14"),
                {{tr("Point"), false}, {tr("Comma"), true}});
  m_thousands =
      addChoice(*form, "dataThousands", tr("Thousands"), tr("What stands between thousands: 12 345"),
                {{tr("Nothing"), 0},
                 {tr("Comma"), ','},
                 {tr("Point"), '.'},
                 {tr("Blank"), ' '},
                 {tr("Apostrophe"), '\''}});
  m_firstLine = addChoice(*form, "dataFirstLine", tr("First line"), tr("What stands in the first line"),
                          {{tr("Names of columns"), static_cast<int>(D::FirstLine::Names)},
                           {tr("A sample"), static_cast<int>(D::FirstLine::Data)},
                           {tr("Something else"), static_cast<int>(D::FirstLine::Other)}});
  m_target = addChoice(*form, "dataTarget", tr("Target"), tr("The column that the network is to tell"), {});
  m_task = addChoice(*form, "dataTask", tr("It holds"),
                     tr("Whether values of the target are classes to tell apart, or numbers of a quantity"),
                     {{tr("Classes"), static_cast<int>(D::Task::Classification)},
                      {tr("A quantity"), static_cast<int>(D::Task::Regression)}});
  m_missing = addChoice(*form, "dataMissing", tr("No value"), tr("What happens to rows with empty cells"),
                        {{tr("Is refused"), static_cast<int>(D::Missing::Refuse)},
                         {tr("Leaves the row out"), static_cast<int>(D::Missing::Drop)},
                         {tr("Is a class, of targets"), static_cast<int>(D::Missing::Class)}});
  m_words = new QLineEdit(this);
  m_words->setObjectName(QStringLiteral("dataMissingWords"));
  m_words->setAccessibleName(tr("Stands for none"));
  m_words->setToolTip(
      tr("Texts and numbers that stand for no value, separated by blanks, such as -999; NA, nan and ? do "
         "anyway"));
  m_words->setPlaceholderText(tr("NA, ?"));
  form->addRow(tr("Stands for none"), m_words);
  const auto takes = [this](QComboBox* box, auto take) {
    connect(box, &QComboBox::activated, this, [this, take] {
      take();
      Q_EMIT changed();
    });
  };
  takes(m_separator, [this] {
    m_said.separator = chosen<char>(*m_separator);
    forgetColumns();
  });
  takes(m_decimal, [this] { sayStyle(); });
  takes(m_thousands, [this] { sayStyle(); });
  takes(m_firstLine, [this] {
    m_said.firstLine = chosen<D::FirstLine>(*m_firstLine);
    forgetColumns();
  });
  takes(m_target, [this] {
    m_said.targets = {m_target->currentData().toString().toStdString()};
    std::erase(m_said.ignored, m_said.targets.front());
    m_said.task = D::Task::Told;
    m_said.classes.clear();
    m_said.positive.clear();
  });
  takes(m_task, [this] {
    m_said.task = chosen<D::Task>(*m_task);
    if (m_said.task == D::Task::Regression) m_said.classes.clear();
  });
  takes(m_missing, [this] { m_said.missing = chosen<D::Missing>(*m_missing); });
  connect(m_words, &QLineEdit::editingFinished, this, &TableSettings::sayMissing);
}

QComboBox* TableSettings::addChoice(QFormLayout& form, const char* name, const QString& title,
                                    const QString& tip, const QList<std::pair<QString, QVariant>>& choices) {
  auto* box = new QComboBox(this);
  box->setObjectName(QLatin1String(name));
  box->setAccessibleName(title);
  box->setToolTip(tip);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(kChoiceLetters);
  for (const auto& [text, value] : choices) box->addItem(text, value);
  guardWheel(box);
  form.addRow(title, box);
  return box;
}

// Whoever chooses one of the two has looked at numbers: nothing about them is unclear any more.
void TableSettings::sayStyle() {
  m_said.numbersSaid = true;
  m_said.numbers.decimalComma = m_decimal->currentData().toBool();
  const char between = chosen<char>(*m_thousands);
  const bool clashes = between == (m_said.numbers.decimalComma ? ',' : '.');
  m_said.numbers.thousands = between == 0 || clashes ? std::nullopt : std::optional(between);
}

// What is said may hold blanks; as long as nobody types, it stays.
void TableSettings::sayMissing() {
  if (!m_words->isModified()) return;
  const QStringList words =
      m_words->text().split(QRegularExpression(QStringLiteral("[\\s;]+")), Qt::SkipEmptyParts);
  std::vector<std::string> said;
  for (const QString& word : words) said.push_back(word.toStdString());
  if (said == m_said.missingValues) return;
  m_said.missingValues = std::move(said);
  Q_EMIT changed();
}

void TableSettings::forgetColumns() {
  m_said.targets.clear();
  m_said.ignored.clear();
  m_said.splitColumn.clear();
  m_said.task = D::Task::Told;
}

// A column may be left out by its name or by its number.
void TableSettings::setInput(std::size_t column, bool input) {
  std::erase(m_said.ignored, m_keys[column]);
  std::erase(m_said.ignored, std::to_string(column));
  if (!input) m_said.ignored.push_back(m_keys[column]);
  Q_EMIT changed();
}

void TableSettings::showTargets(const TablePreview& table) {
  m_target->clear();
  QStringList several;
  int first = -1;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ColumnPreview& column = table.columns[i];
    const QString title = columnTitle(column, static_cast<int>(i));
    m_target->addItem(title, fromStd(column.key));
    if (column.role != ColumnRole::Target) continue;
    if (first < 0) first = static_cast<int>(i);
    several << title;
  }
  if (several.size() > 1) m_target->setItemText(first, several.join(QStringLiteral(", ")));
  m_target->setCurrentIndex(first);
}

void TableSettings::showTable(const TablePreview& table, const DatasetDescriptor& said) {
  m_said = said;
  m_keys.clear();
  for (const ColumnPreview& column : table.columns) m_keys.push_back(column.key);
  choose(*m_separator, table.separator);
  choose(*m_decimal, said.numbers.decimalComma);
  choose(*m_thousands, said.numbers.thousands.value_or(0));
  const D::FirstLine told = table.names ? D::FirstLine::Names : D::FirstLine::Data;
  choose(*m_firstLine, static_cast<int>(said.firstLine == D::FirstLine::Told ? told : said.firstLine));
  showTargets(table);
  const D::Task task = table.classes ? D::Task::Classification : D::Task::Regression;
  choose(*m_task, static_cast<int>(said.task == D::Task::Told ? task : said.task));
  choose(*m_missing, static_cast<int>(said.missing));
  QStringList words;
  for (const std::string& word : said.missingValues) words << fromStd(word);
  if (!m_words->hasFocus()) m_words->setText(words.join(QLatin1Char(' ')));
}

}  // namespace lightloom::ui
