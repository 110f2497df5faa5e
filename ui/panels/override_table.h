#pragma once

#include <QWidget>
#include <string>

class QComboBox;
class QLineEdit;
class QLabel;
class QTableWidget;
class QToolButton;

namespace lightloom {

class Document;

/// Values that differ for single lasers or pixels of a part: a list of what is set, and a line to set one
/// more.
class OverrideTable : public QWidget {
  Q_OBJECT

 public:
  OverrideTable(Document& document, std::string part, QWidget* parent = nullptr);
  void refresh();

 private:
  void addLine();
  void removeSelected();
  int channelCount() const;

  Document& m_document;
  std::string m_part;
  QTableWidget* m_table;
  QComboBox* m_key;
  QLineEdit* m_channel;
  QLineEdit* m_value;
  QLabel* m_problem;
  QToolButton* m_remove;
};

}  // namespace lightloom
