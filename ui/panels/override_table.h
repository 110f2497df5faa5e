#pragma once

#include <QWidget>
#include <string>

#include "rooms.h"

class QComboBox;
class QLineEdit;
class QLabel;
class QTableWidget;
class QToolButton;

namespace lightloom::ui {

class Document;
class ProblemLabel;

/// Values that differ for single lasers or pixels of a part: a list of what is set, a line to set one more,
/// and measured tables from and to files.
class OverrideTable : public QWidget {
  Q_OBJECT

 public:
  OverrideTable(Document& document, std::string part, QWidget* parent = nullptr);
  void refresh();
  /// Takes a measured table as one undo step; says below the table what is wrong with it.
  void importTable(const QString& path);
  void exportTable(const QString& path);

 private:
  void addLine();
  void takeCell(int row);
  bool assign(const std::string& key, const QString& channelText, const QString& valueText);
  void removeSelected();
  void showProblem(const QString& problem);
  void chooseImport();
  void chooseExport();
  int channelCount() const;

  Document& m_document;
  std::string m_part;
  QTableWidget* m_table;
  QComboBox* m_key;
  QLineEdit* m_channel;
  QLineEdit* m_value;
  ProblemLabel* m_problem;
  QToolButton* m_remove;
};

}  // namespace lightloom::ui
