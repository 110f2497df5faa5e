#pragma once

#include <QSplitter>

#include "datasets/dataset_preview.h"
#include "rooms.h"

class QTableWidget;

namespace lightloom::ui {

/// The first rows of a table and, below, what its columns hold, with a tick at those that are inputs. Of very
/// wide tables the first 400 columns.
class PreviewTables : public QSplitter {
  Q_OBJECT

 public:
  explicit PreviewTables(QWidget* parent = nullptr);

  void showTable(const TablePreview& table);

 Q_SIGNALS:
  void inputChosen(std::size_t column, bool input);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void showRows();
  void showColumns();

  TablePreview m_table;
  QTableWidget* m_rows;
  QTableWidget* m_columns;
  bool m_showing = false;
};

}  // namespace lightloom::ui
