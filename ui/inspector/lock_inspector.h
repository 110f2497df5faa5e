#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <memory>
#include <string>
#include <vector>

#include "inspector/lock_map_loader.h"
#include "panels/page.h"
#include "rooms.h"
#include "study/lock_run.h"

class QComboBox;
class QLabel;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace lightloom::ui {

class BeatScope;
class Comparison;
class Document;
class LockControls;
class LockCurvesPlot;
class LockErrorPlot;
class LockMapPlot;
class PhasorBoard;
class PhasorDial;
class RunController;
class Selection;
class WanderPlot;

/// The page on which locking can be watched: a map of where lasers lock, the fields of an array's lasers in
/// slow motion, their phase errors, what more or less leader light would change, and the weights of the
/// network as the chosen laser sends them in its own heat. Shows the selected array, else the first synapse
/// array. Hidden it computes nothing.
class LockInspector : public Page {
  Q_OBJECT

 public:
  LockInspector(Document& document, Selection& selection, RunController& training, Comparison& comparison,
                QWidget* parent = nullptr);
  ~LockInspector() override;

  /// The array that is shown; empty without one.
  const std::string& array() const { return m_array; }
  /// Why there is nothing to see; empty where there is.
  QString sentence() const;
  LockMapPlot& map() { return *m_map; }
  LockCurvesPlot& curves() { return *m_curves; }
  LockErrorPlot& errors() { return *m_errors; }
  WanderPlot& wander() { return *m_wander; }
  /// The weights that the chosen laser sends; null where there are none.
  const std::shared_ptr<const SentWeights>& sent() const { return m_sent; }
  /// The newest view of the running lasers; null before the first.
  const std::shared_ptr<const LockView>& view() const { return m_view; }

 protected:
  void refreshActive() override;
  void applyColours() override;

 private:
  QWidget* makeHeader();
  QWidget* makeSide();
  QWidget* makePlots();
  QWidget* makeLasers();
  QWidget* makeWander();
  QWidget* makeButtons();
  QToolButton* button(const char* name, const QString& text, const QString& tip, const char* icon);
  void fillPaces(QComboBox& box);
  void setPlaying(bool playing);
  void chooseArray();
  void refreshArray();
  void refreshArrayList();
  void refreshLasers();
  void refreshNumbers();
  QString beside(double now, double ArrayDrive::*member, Unit unit) const;
  void refreshPictures();
  void setScene();
  void showSentence(const QString& text);
  void chooseLaser(int laser);
  void poll();
  void takeNetwork();
  void askForWeights();
  void takeSent(const Result<std::shared_ptr<const SentWeights>>& outcome);
  void showSent();
  QString sentText(const SentWeight& newest) const;
  void draw();
  void writeWords();
  int selectedLaser() const;
  int shownLaser() const;
  const ArrayLock* lock() const;

  Document& m_document;
  Selection& m_selection;
  RunController& m_training;
  Comparison& m_comparison;
  LockRun m_run;
  LockMapLoader m_loader;
  SentLoader m_sentLoader;
  QTimer m_poll;
  QElapsedTimer m_sinceDrawn, m_sinceWords, m_sinceNetwork;
  std::string m_array;
  std::shared_ptr<const LockView> m_view, m_drawn;
  std::vector<LockCurvePoint> m_curvePoints;
  LockMapRange m_range;
  LaserParameters m_rangeLaser;
  std::shared_ptr<const Component> m_pictured;  ///< the array that map and curves were asked for
  bool m_playing = true, m_due = true;
  double m_pace;                                 ///< of the lasers' time, s per second
  std::shared_ptr<const RunSnapshot> m_network;  ///< whose weights are shown; null: none
  std::uint64_t m_networkSteps = 0;
  int m_networkRun = -1;
  bool m_networkDue = true;
  std::shared_ptr<const SentWeights> m_sent;
  QString m_sentTrouble;  ///< why there are none

  QComboBox* m_arrays;
  QLabel* m_state;
  QLabel* m_numbers;
  LockControls* m_controls;
  QWidget* m_buttons = nullptr;
  QToolButton* m_playButton;
  QLabel* m_time;
  QStackedWidget* m_pages;
  QLabel* m_sentence;
  LockMapPlot* m_map;
  PhasorBoard* m_board;
  PhasorDial* m_dial;
  QLabel* m_words;
  LockErrorPlot* m_errors;
  LockCurvesPlot* m_curves;
  QTabWidget* m_tabs;
  BeatScope* m_scope;
  WanderPlot* m_wander;
  QStackedWidget* m_wanderPages;
  QLabel* m_wanderSentence;
  QLabel* m_sentWords;
};

}  // namespace lightloom::ui
