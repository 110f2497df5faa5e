#pragma once

#include <QFrame>
#include <vector>

#include "design/design.h"
#include "rooms.h"

class QCheckBox;
class QMainWindow;
class QScrollArea;
class QVBoxLayout;

namespace lightloom::ui {

class Document;
class ExampleCard;
class ExamplePictures;
class FileActions;
class MessageBar;
class RecentList;
class RunController;

/// What a window shows that was opened without a file: examples ready to train, files of last time, and
/// questions that lead to a bench. It lies over everything below the menu bar, so that panels and their sizes
/// stay as they are; Esc, its button and whatever opens a design close it. What stands on it is made when it
/// is shown for the first time.
class StartPage : public QFrame {
  Q_OBJECT

 public:
  StartPage(Document& document, RunController& run, FileActions& files, QMainWindow& window);

  /// Whether a window that is opened without a file begins with it: the person's choice.
  static bool isWanted();

  void open();
  /// Closes it, and says so.
  void leave();
  const std::vector<ExampleCard*>& cards() const { return m_cards; }

 Q_SIGNALS:
  void left();
  /// Parts to place on a new bench, and what the step is called.
  void placeRequested(const std::vector<lightloom::design::ComponentPtr>& parts, const QString& label);

 protected:
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void make();
  QWidget* makeHead();
  QWidget* makeSide();
  QWidget* makeExamples();
  void addQuestions(QVBoxLayout& layout);
  void begin(const QString& path, bool train);
  void place();

  Document& m_document;
  RunController& m_run;
  FileActions& m_files;
  QMainWindow& m_window;
  ExamplePictures* m_pictures = nullptr;
  RecentList* m_recent = nullptr;
  MessageBar* m_messages = nullptr;
  std::vector<ExampleCard*> m_cards;  ///< in the order in which they stand
};

}  // namespace lightloom::ui
