#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "document/selection.h"
#include "documents/talk.h"
#include "rooms.h"

class QLabel;
class QScrollArea;

namespace lightloom::ui {

class BenchView;
class BigNumbers;
class Comparison;
class Document;
class Page;
class PlotFeed;
class PlotStrip;
class RunController;
class Spotlight;

/// What those see who sit far away: canvas, loupes and the plots that were chosen, with large words and thick
/// beams, over a whole screen. It is a window of its own with a view of its own, so that panels, sizes, zoom
/// and theme of the window behind it are what they were when it goes. It is driven by the keys of a clicker.
class Stage : public QWidget {
  Q_OBJECT

 public:
  Stage(Document& document, RunController& run, Comparison& comparison);
  ~Stage() override;

  /// What is to be seen of the design that the document holds; its caption and its place are not among it.
  void show(const TalkScene& scene);
  /// Below the bench, in large words; `place` beside it, such as "3 / 15".
  void say(const QString& caption, const QString& place);
  /// Covers the screen that `window` is not on where there are two, else that of `window`.
  void cover(const QWidget& window);
  /// Does what a key of a clicker means; false of any other key.
  bool clicked(int key);
  /// Takes back the drag that is under way, if one is.
  void letGo();
  BenchView& view() { return *m_view; }
  PlotStrip& plots() { return *m_plots; }
  Page* page() const { return m_page; }  ///< null without one
  bool isBlack() const;
  void setBlack(bool black);
  QString caption() const;
  QString numbers() const;  ///< those that are written large

  /// How many times as large words and beams are in a window of this size as in the program's own, so that
  /// the smallest are 18 pt at 1024 × 768, and as large a share of larger ones.
  static double sizeFor(QSize window);

 Q_SIGNALS:
  void forward();
  void back();
  void left();  ///< somebody wants to leave
  /// Bench, plots or page cannot do what they were asked for.
  void problem(const QString& message);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  void showPage(const std::string& name);
  Page* makePage(const std::string& name);
  template <typename Asked>
  Asked* heard(Asked* asked);
  void showPlots(const std::vector<std::string>& names);
  void look();
  void applySize();
  void magnifyPage();

  Document& m_document;
  RunController& m_run;
  Comparison& m_comparison;
  Selection m_selection;
  BenchView* m_view;
  PlotStrip* m_plots;
  PlotFeed* m_feed;
  BigNumbers* m_numbers;
  QScrollArea* m_pageArea;
  Page* m_page = nullptr;
  QLabel* m_caption;
  QLabel* m_place;
  QWidget* m_black;
  Spotlight* m_spotlight;
  TalkScene m_scene;
  double m_pageSize = 1;  ///< of the words of the page, of what they are in the window
};

}  // namespace lightloom::ui
