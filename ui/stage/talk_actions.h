#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <functional>
#include <memory>
#include <vector>

#include "documents/talk.h"
#include "rooms.h"

class QAction;
class QMenu;
class QWidget;

namespace lightloom::ui {

class BenchView;
class Comparison;
class Document;
class PaceChoice;
class RunController;
class Stage;
class TalkPlayer;

/// The Talk menu: presenting the bench of the window, giving a talk, and making one view by view.
class TalkActions : public QObject {
  Q_OBJECT

 public:
  /// `frontPage` is the page of `talkPages` that lies in front, or empty.
  TalkActions(Document& document, RunController& run, Comparison& comparison, const PaceChoice& pace,
              BenchView& view, std::function<std::string()> frontPage, QWidget* window);
  ~TalkActions() override;

  QAction* present;
  QAction* giveShipped;
  QAction* give;
  QAction* addView;

  void fillMenu(QMenu& menu);
  /// Gives the talk in a file; false where it cannot be read, which `problem` says.
  bool giveTalk(const QString& path);
  /// Adds what the window shows to the talk in a file, which is begun where there is none.
  bool addTo(const QString& path, const QString& caption);
  /// What the window shows, as a scene without caption and design.
  TalkScene sceneOfView() const;
  /// Ends what is presented or given, if anything is: what it has of the bench goes before that does.
  void leave();
  Stage* stage() const;                                  ///< that is to be seen now; null without one
  TalkPlayer* player() const { return m_player.get(); }  ///< null where no talk is given

 Q_SIGNALS:
  void problem(const QString& message);
  void note(const QString& message);

 private:
  void presentBench();
  void refreshActions();
  void askAndGive();
  void askAndAdd();
  QString folder() const;
  std::vector<std::string> chosenPlots() const;

  Document& m_document;
  RunController& m_run;
  Comparison& m_comparison;
  const PaceChoice& m_pace;
  BenchView& m_view;
  std::function<std::string()> m_frontPage;
  QWidget* m_window;
  std::vector<QAction*> m_plots;  ///< in the order of `talkPlots`
  std::unique_ptr<Stage> m_stage;
  std::unique_ptr<TalkPlayer> m_player;
  std::vector<QPointer<QObject>> m_going;  ///< left, and still in the middle of the key that said so
  QString m_talk;                          ///< to which views are added
};

}  // namespace lightloom::ui
