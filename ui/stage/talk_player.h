#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "documents/talk.h"
#include "rooms.h"

namespace lightloom::ui {

class Comparison;
class Document;
class NotesWindow;
class RunController;
class Stage;

/// Gives a talk on a stage, scene by scene, with a document and a training of its own: what is open in the
/// window, saved or not, is not touched.
class TalkPlayer : public QObject {
  Q_OBJECT

 public:
  /// `talk` lies in `folder`. Data sets are looked for beside the design that names them, there, and in
  /// `dataDirs`.
  TalkPlayer(Talk talk, const QString& folder, const std::vector<std::string>& dataDirs,
             QObject* parent = nullptr);
  ~TalkPlayer() override;

  Stage& stage() { return *m_stage; }
  NotesWindow* notes() const { return m_notes.get(); }  ///< null with one screen
  Document& document() { return *m_document; }
  RunController& run() { return *m_run; }
  const Talk& talk() const { return m_talk; }
  int scene() const { return m_scene; }
  /// Shows a scene, counted from 0; before the first and behind the last the talk stays where it is. What
  /// stands in the way of one is said in place of its caption.
  void go(int scene);
  /// Over a screen, with the notes on that of `window` where there are two.
  void begin(const QWidget& window);
  /// Notes over the middle of `window`.
  void openNotes(const QWidget& window);
  /// Takes stage and notes from the screens; the training rests.
  void end();

 Q_SIGNALS:
  void left();

 private:
  void showProblem(const QString& message);
  QString place() const;
  void takeDesign(const Design& design, const std::string& name);
  void takeSpeed(const TalkScene& scene);

  Talk m_talk;
  QString m_folder;
  std::unique_ptr<Document> m_document;
  std::unique_ptr<RunController> m_run;
  std::unique_ptr<Comparison> m_comparison;
  std::unique_ptr<Stage> m_stage;
  std::unique_ptr<NotesWindow> m_notes;  ///< null with one screen
  std::string m_design;                  ///< name of that which the document holds
  int m_scene = -1;
};

}  // namespace lightloom::ui
