#pragma once

#include <QWidget>

#include "datasets/dataset_preview.h"
#include "rooms.h"

class QComboBox;
class QFormLayout;
class QLineEdit;

namespace lightloom::ui {

/// A column by its heading, else by its number from 1.
QString columnTitle(const ColumnPreview& column, int index);

/// How a table is to be read: what was told of it, to be changed. What nobody touches stays as it was said or
/// told.
class TableSettings : public QWidget {
  Q_OBJECT

 public:
  explicit TableSettings(QWidget* parent = nullptr);

  /// Shows what a table was read as; `said` is what is said of it so far.
  void showTable(const TablePreview& table, const DatasetDescriptor& said);
  const DatasetDescriptor& said() const { return m_said; }
  /// Takes a column in as an input, or leaves it out.
  void setInput(std::size_t column, bool input);

 Q_SIGNALS:
  void changed();

 private:
  QComboBox* addChoice(QFormLayout& form, const char* name, const QString& title, const QString& tip,
                       const QList<std::pair<QString, QVariant>>& choices);
  void sayStyle();
  void sayMissing();
  /// Columns may be others now.
  void forgetColumns();
  void showTargets(const TablePreview& table);

  DatasetDescriptor m_said;
  std::vector<std::string> m_keys;  ///< of the columns
  QComboBox* m_separator;
  QComboBox* m_decimal;
  QComboBox* m_thousands;
  QComboBox* m_firstLine;
  QComboBox* m_target;
  QComboBox* m_task;
  QComboBox* m_missing;
  QLineEdit* m_words;
};

}  // namespace lightloom::ui
