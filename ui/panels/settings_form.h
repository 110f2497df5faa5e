#pragma once

#include <QScrollArea>
#include <map>

#include "document/document.h"
#include "rooms.h"

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace lightloom::ui {

class ParameterRow;
class RunController;

/// Network, training, noise and energy as forms, with a notice while changes wait for a new run.
class SettingsForm : public QWidget {
  Q_OBJECT

 public:
  /// `data` are the actions that bring own data, for the field that names the data set.
  SettingsForm(Document& document, RunController& run, QList<QAction*> data = {}, QWidget* parent = nullptr);

  /// Opens the section of a setting and puts the keyboard into its editor.
  void focusSetting(const QString& group, const QString& key);

 private:
  void addNames(QVBoxLayout& layout);
  void addBrowse(ParameterRow& row);
  QLineEdit* addName(QVBoxLayout& layout, const char* name, const QString& title, const QString& help);
  void refreshNames();
  void refresh();
  void refreshNotice();

  Document& m_document;
  RunController& m_run;
  QList<QAction*> m_data;
  QScrollArea* m_scroll = nullptr;
  QWidget* m_notice;
  QLabel* m_noticeText;
  QLineEdit* m_title = nullptr;
  QLineEdit* m_author = nullptr;
  std::map<std::string, ParameterRow*> m_rows;
};

}  // namespace lightloom::ui
