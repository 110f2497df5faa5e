#pragma once

#include <QWidget>
#include <vector>

#include "rooms.h"

class QAction;
class QLabel;
class QProgressBar;
class QToolButton;

namespace lightloom::ui {

class Comparison;
class Document;
class PaceChoice;
class RunController;

/// The actions of a run; one set for menu, bar and shortcuts.
struct RunActions {
  RunActions(RunController& run, Comparison& comparison, QObject* parent);
  QAction* play;
  QAction* step;
  QAction* reset;
  QAction* pin;
};

/// Always in sight: play, step, reset, what the run is doing, and what it runs with.
class RunBar : public QWidget {
  Q_OBJECT

 public:
  RunBar(Document& document, RunController& run, PaceChoice& pace, const RunActions& actions,
         QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  /// The words of a label, and the shorter ones where the bar is narrow.
  struct Words {
    QLabel* label;
    QString whole, brief, tip;
  };

  QToolButton* button(QAction* action, bool withText);
  QLabel* fact(const char* name, const QString& tip);
  void say(QLabel* label, const QString& whole, const QString& brief);
  void fitWords();
  void refreshState();
  void refreshProgress();
  void refreshFacts();

  Document& m_document;
  RunController& m_run;
  PaceChoice& m_pace;
  QAction* m_play;
  QAction* m_step;
  QLabel* m_state;
  QLabel* m_facts;
  QLabel* m_numbers;
  QLabel* m_hardware;
  std::vector<Words> m_words;  ///< what gives way first stands first
  QProgressBar* m_progress;
};

}  // namespace lightloom::ui
