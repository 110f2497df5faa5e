#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <string>
#include <vector>

#include "inspector/lock_map_loader.h"
#include "rooms.h"
#include "study/lock_run.h"

class QComboBox;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace lightloom::ui {

class Document;
class LockControls;
class LockCurvesPlot;
class LockErrorPlot;
class LockMapPlot;
class PhasorBoard;
class PhasorDial;
class Selection;

/// The page on which locking can be watched: a map of where lasers lock, the fields of an array's lasers in
/// slow motion, their phase errors, and what more or less leader light would change. Shows the selected
/// array, else the first synapse array. Hidden it computes nothing.
class LockInspector : public QWidget {
  Q_OBJECT

 public:
  LockInspector(Document& document, Selection& selection, QWidget* parent = nullptr);
  ~LockInspector() override;

  /// Whether the page lies before its neighbours; behind them it rests as if it were hidden.
  void setInFront(bool inFront);
  bool isActive() const { return m_inFront && isVisible(); }
  /// The array that is shown; empty without one.
  const std::string& array() const { return m_array; }
  /// Why there is nothing to see; empty where there is.
  QString sentence() const;
  LockMapPlot& map() { return *m_map; }
  LockCurvesPlot& curves() { return *m_curves; }
  LockErrorPlot& errors() { return *m_errors; }
  /// The newest view of the running lasers; null before the first.
  const std::shared_ptr<const LockView>& view() const { return m_view; }

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeHeader();
  QWidget* makeSide();
  QWidget* makePlots();
  QWidget* makeLasers();
  QWidget* makeButtons();
  QToolButton* button(const char* name, const QString& text, const QString& tip, const char* icon);
  void fillPaces(QComboBox& box);
  void setPlaying(bool playing);
  void refreshActive();
  void applyColours();
  void chooseArray();
  void refreshArray();
  void refreshArrayList();
  void refreshLasers();
  void refreshNumbers();
  void refreshPictures();
  void setScene();
  void showSentence(const QString& text);
  void chooseLaser(int laser);
  void poll();
  void draw();
  void writeWords();
  int selectedLaser() const;
  int shownLaser() const;
  const ArrayLock* lock() const;

  Document& m_document;
  Selection& m_selection;
  LockRun m_run;
  LockMapLoader m_loader;
  QTimer m_poll;
  QElapsedTimer m_sinceDrawn, m_sinceWords;
  std::string m_array;
  std::shared_ptr<const LockView> m_view, m_drawn;
  std::vector<LockCurvePoint> m_curvePoints;
  LockMapRange m_range;
  LaserParameters m_rangeLaser;
  std::shared_ptr<const Component> m_pictured;  ///< the array that map and curves were asked for
  bool m_playing = true, m_due = true, m_inFront = true;

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
};

}  // namespace lightloom::ui
