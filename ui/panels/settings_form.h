#pragma once

#include <QScrollArea>
#include <map>

#include "document/document.h"
#include "rooms.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace lightloom::ui {

class ParameterRow;
class RunController;

/// Network, training, noise and energy as forms, with a notice while changes wait for a new run.
class SettingsForm : public QWidget {
  Q_OBJECT

 public:
  SettingsForm(Document& document, RunController& run, QWidget* parent = nullptr);

 private:
  void addNames(QVBoxLayout& layout);
  QLineEdit* addName(QVBoxLayout& layout, const char* name, const QString& title, const QString& help);
  void refreshNames();
  void refresh();
  void refreshNotice();

  Document& m_document;
  RunController& m_run;
  QWidget* m_notice;
  QLabel* m_noticeText;
  QLineEdit* m_title = nullptr;
  QLineEdit* m_author = nullptr;
  std::map<std::string, ParameterRow*> m_rows;
};

}  // namespace lightloom::ui
