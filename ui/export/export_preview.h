#pragma once

#include <QWidget>
#include <vector>

#include "export/figure.h"
#include "rooms.h"

class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;
class QToolButton;
class QLabel;

namespace lightloom::ui {

/// A page on paper. Long pages may stick out of `room`, so that they can be read; they are scrolled then.
class PageView : public QWidget {
  Q_OBJECT

 public:
  explicit PageView(QWidget* parent = nullptr);
  void setPage(const PageFigure& page);
  void fitInto(QSize room);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  PageFigure m_page;
  QSize m_room;
};

/// The preview of an export before it is written: pages that can be leafed through, or words.
class ExportPreview : public QWidget {
  Q_OBJECT

 public:
  explicit ExportPreview(QWidget* parent = nullptr);

  void showPages(std::vector<PageFigure> pages);
  void showText(const QString& text);
  int pageCount() const { return static_cast<int>(m_pages.size()); }
  QString text() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void turnTo(int page);
  void fitPage();

  QStackedWidget* m_stack;
  QScrollArea* m_scroll;
  PageView* m_view;
  QPlainTextEdit* m_text;
  QWidget* m_bar;
  QToolButton *m_back, *m_on;
  QLabel* m_number;
  std::vector<PageFigure> m_pages;
  int m_page = 0;
};

}  // namespace lightloom::ui
