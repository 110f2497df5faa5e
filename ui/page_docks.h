#pragma once

#include <QKeySequence>
#include <QObject>
#include <QString>
#include <vector>

#include "rooms.h"

class QAction;
class QDockWidget;
class QMainWindow;

namespace lightloom::ui {

class Page;

/// How a page is found and explained.
struct PageLook {
  const char*
      name;       ///< "noise": of its dock, its action ("showNoise"), its icon, and where the manual has it
  QString title;  ///< of its tab
  QString text;   ///< in the menu, with its letter
  QKeySequence key;
  QString tip;  ///< what it is for; the key is added
};

/// The training below the bench and the pages behind it, each opened when it is asked for. A page is as high
/// as it needs to be read while it is in front; then the training gets its height back.
class PageDocks : public QObject {
  Q_OBJECT

 public:
  /// `training` is a dock of the window already.
  PageDocks(QMainWindow& window, QDockWidget& training);

  /// The action that shows and hides the page.
  QAction* add(const PageLook& look, Page& page);
  /// Of all pages, in the order in which they were added.
  const QList<QAction*>& actions() const { return m_actions; }
  bool holds(const QDockWidget* dock) const;
  /// The name of the page in front; empty where there is none.
  QString front() const;
  /// Pages may have been taken away from the bench again: none has grown.
  void forgetHeights() { m_lowHeight = 0; }

 private:
  void show(QDockWidget& page, bool shown);
  void growFor(QDockWidget& page);
  void shrinkBack();
  int lowerHeight() const;

  QMainWindow& m_window;
  QDockWidget& m_training;
  std::vector<QDockWidget*> m_pages;
  QList<QAction*> m_actions;
  int m_lowHeight = 0;    ///< of the training before a page grew it; 0: none did
  int m_grownHeight = 0;  ///< to which it grew
};

/// A dock of a window, with the names by which it is kept, shown and hidden.
QDockWidget* makeDock(QMainWindow& window, const QString& name, const QString& title, QWidget* content,
                      Qt::DockWidgetArea area);

}  // namespace lightloom::ui
