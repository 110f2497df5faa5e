#pragma once

#include <QScrollArea>
#include <map>

#include "document/document.h"

class QLabel;
class QPushButton;

namespace lightloom {

class ParameterRow;
class RunController;

/// Network, training, noise and energy as forms, with a notice while changes wait for a new run.
class SettingsForm : public QWidget {
  Q_OBJECT

 public:
  SettingsForm(Document& document, RunController& run, QWidget* parent = nullptr);

 private:
  void refresh();
  void refreshNotice();

  Document& m_document;
  RunController& m_run;
  QWidget* m_notice;
  QLabel* m_noticeText;
  std::map<std::string, ParameterRow*> m_rows;
};

}  // namespace lightloom
