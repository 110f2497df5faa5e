#pragma once

#include <QObject>

#include "rooms.h"
#include "theme/theme.h"

class QAction;
class QActionGroup;
class QMenu;

namespace lightloom::ui {

class BenchView;

/// The View menu: zoom, loupes, wheel, theme.
class ViewActions : public QObject {
  Q_OBJECT

 public:
  ViewActions(BenchView& view, QObject* parent);

  QAction* zoomIn;
  QAction* zoomOut;
  QAction* trueSize;
  QAction* fitAll;
  QAction* fitSelection;
  QAction* loupes;
  QAction* arrangeLoupes;
  QAction* measure;
  QAction* probe;
  QAction* loupeHere;
  QAction* anatomy;
  QAction* frameMeter;

  void fillMenu(QMenu& menu);
  void setTheme(ThemeChoice choice);

 private:
  void fillThemes(QMenu& menu);
  void fillWheel(QMenu& menu);
  void fillColouring(QMenu& menu);

  BenchView& m_view;
  QActionGroup* m_themes;
  QActionGroup* m_wheel;
  QActionGroup* m_colouring;
};

}  // namespace lightloom::ui
