#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace lightloom {

/// A message inside the window, where work can go on: what happened and what to do. It stays until it is
/// closed or replaced.
class MessageBar : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBar(QWidget* parent = nullptr);

 public Q_SLOTS:
  void showProblem(const QString& text);
  void showNote(const QString& text);  ///< goes away by itself
  void clear();

 public:
  QString text() const;

 private:
  void showText(const QString& text, const char* icon, const QColor& colour);

  QLabel* m_icon;
  QLabel* m_text;
};

}  // namespace lightloom
