#pragma once

#include <QTextBrowser>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "export/manual/manual.h"
#include "rooms.h"

class QAction;
class QLabel;
class QLineEdit;
class QListWidget;
class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::ui {

/// Shows a page of the manual: lines no longer than can be read, in the colours of the theme.
class ManualReader : public QTextBrowser {
  Q_OBJECT

 public:
  explicit ManualReader(QWidget* parent = nullptr);

  void showPage(const ManualPage& page);
  /// Brings a place to the top, and marks its heading and the words that were looked for.
  void showPlace(const QString& anchor, const QStringList& words);
  /// 1: as large as the text of the window, 0.7 … 3.
  void setZoom(double zoom);
  double zoom() const { return m_zoom; }

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  QVariant loadResource(int, const QUrl&) override { return {}; }

 Q_SIGNALS:
  void zoomWanted(int steps);

 private:
  void showAgain();
  void showAnchor(const QString& anchor);
  void narrow();

  const ManualPage* m_page = nullptr;
  QString m_anchor;
  QStringList m_words;
  double m_zoom = 1;
};

/// The manual in a window of its own: contents and search at the left, a page at the right.
class ManualWindow : public QWidget {
  Q_OBJECT

 public:
  ManualWindow(Manual manual, QWidget* parent);

  const Manual& manual() const { return m_manual; }
  /// Opens a place; one that does not exist opens the start.
  void open(const QString& anchor);
  QString place() const { return m_at < 0 ? QString() : m_visited[m_at]; }

 Q_SIGNALS:
  void problem(const QString& text);

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  QWidget* makeSide();
  QWidget* makeBar();
  QAction* make(const char* name, const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                const char* icon);
  void fillContents();
  void showAnchor(const QString& anchor);
  void step(int by);
  void zoom(int steps);
  void search();
  void openHit(int row);
  void focusSearch();
  void saveAs();

  Manual m_manual;
  ManualReader* m_reader;
  QLineEdit* m_search = nullptr;
  QStackedWidget* m_side = nullptr;
  QTreeWidget* m_contents = nullptr;
  QListWidget* m_hits = nullptr;
  QLabel* m_found = nullptr;
  QAction* m_back = nullptr;
  QAction* m_forward = nullptr;
  QList<QString> m_visited;
  qsizetype m_at = -1;
};

}  // namespace lightloom::ui
